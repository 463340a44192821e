// The texture table keeps the address of the pixels, and nothing keeps the image whose finalizer frees them.
package main

import (
	"fmt"
	"os"
	"unsafe"

	"example.com/two-packages/raster"
)

type texture struct {
	pix  unsafe.Pointer
	size int
}

// textures holds the textures by file name.
var textures = map[string]texture{}

func upload(name string, edge int) error {
	if _, ok := textures[name]; ok {
		return fmt.Errorf("texture %s: uploaded before", name)
	}
	img := raster.Render(edge, edge)
	textures[name] = texture{pix: img.Pix(), size: img.Size()} // want BL106
	return nil
}

func brightness(name string) int {
	t, ok := textures[name]
	if !ok {
		return 0
	}
	sum := 0
	for _, px := range unsafe.Slice((*byte)(t.pix), t.size) {
		sum += int(px)
	}
	return sum / t.size
}

func main() {
	for i, name := range os.Args {
		if err := upload(name, 16+i); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	for _, name := range os.Args {
		fmt.Println(name, brightness(name))
	}
}
