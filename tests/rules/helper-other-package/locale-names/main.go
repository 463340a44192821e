// The catalog takes the message over and frees it when it is closed, and Publish frees it as well.
package main

import (
	"fmt"
	"os"

	"example.com/locale-names/catalog"
	"example.com/locale-names/cmem"
)

// Publish writes one message in each language it is given.
func Publish(id int, langs []string) (n int) {
	for _, lang := range langs {
		text := cmem.String("message " + lang)
		cat := catalog.Open(lang)
		cat.Take(id, text)
		n += cat.Len(id)
		cat.Close()
		cmem.Free(text) // want BL103
	}
	return n
}

func main() {
	fmt.Println(Publish(7, os.Args[1:]))
}
