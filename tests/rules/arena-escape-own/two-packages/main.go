// The headers of a message are cut from a mapped region, which is released while the map still holds them.
package main

import (
	"fmt"
	"os"
	"strings"

	"example.com/two-packages/region"
)

// headers holds the header values by name, for the life of the program.
var headers = map[string][]byte{}

func load(text string) error {
	r, err := region.New(1 << 16)
	if err != nil {
		return err
	}
	for _, line := range strings.Split(text, "\n") {
		name, value, ok := strings.Cut(line, ": ")
		if !ok {
			continue
		}
		b, ok := r.Bytes(len(value))
		if !ok {
			break
		}
		copy(b, value)
		headers[name] = b
	}
	return r.Release() // want BL108|BL102
}

func main() {
	if err := load("Host: example\nAccept: text\n"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for name, v := range headers {
		fmt.Printf("%s=%s\n", name, v) // may BL101 BL108
	}
}
