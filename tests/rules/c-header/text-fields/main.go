// Clear gives str_clear the address of a copy, so str_clear sets the copy to NULL and the form keeps the freed text.
package main

import (
	"fmt"
	"os"
	"strings"

	"example.com/text-fields/form"
)

func main() {
	f := form.New()
	for _, arg := range os.Args[1:] {
		name, value, _ := strings.Cut(arg, "=")
		f.Set(name, value)
	}
	for _, arg := range os.Args[1:] {
		name, _, _ := strings.Cut(arg, "=")
		fmt.Println(name, f.Len(name))
	}
	f.Clear("password")
}
