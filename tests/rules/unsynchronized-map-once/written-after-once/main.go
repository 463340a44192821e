// The table of MIME types is made in a sync.Once, and each caller may add to it afterwards.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
)

var (
	typesOnce sync.Once
	types     map[string]string
)

func loadTypes() {
	types = map[string]string{
		".html": "text/html",
		".png":  "image/png",
		".txt":  "text/plain",
	}
}

func typeOf(name string) string {
	typesOnce.Do(loadTypes)
	ext := filepath.Ext(name)
	t, ok := types[ext] // or BL301
	if !ok {
		t = "application/octet-stream"
		types[ext] = t // or BL301
	}
	return t
}

func main() {
	var wg sync.WaitGroup
	out := make([]string, 32)
	for i := range out {
		wg.Add(1)
		go func() {
			defer wg.Done()
			out[i] = typeOf(fmt.Sprintf("%s.%d", os.Args[0], i))
		}()
	}
	wg.Wait()
	fmt.Println(out[0])
}
