// The catalog takes the message over and frees it when it is closed; Publish only closes the catalog.
package main

import (
	"fmt"
	"os"

	"example.com/locale-names-handed-over/catalog"
	"example.com/locale-names-handed-over/cmem"
)

// Publish writes one message in each language it is given.
func Publish(id int, langs []string) (n int) {
	for _, lang := range langs {
		text := cmem.String("message " + lang)
		cat := catalog.Open(lang)
		cat.Take(id, text)
		n += cat.Len(id)
		cat.Close()
	}
	return n
}

func main() {
	fmt.Println(Publish(7, os.Args[1:]))
}
