// Package codec has a registry that nobody makes, and main registers a codec in it.
package main

import (
	"fmt"
	"os"

	"example.com/codec-registry/codec"
)

type hexCodec struct{}

func (hexCodec) Encode(b []byte) string { return fmt.Sprintf("%x", b) }

func main() {
	codec.Register("hex", hexCodec{})
	codec.Register("raw", codec.Func(func(b []byte) string { return string(b) }))
	for _, name := range codec.Names() {
		c, _ := codec.Find(name)
		fmt.Println(name, c.Encode([]byte(os.Args[0])))
	}
}
