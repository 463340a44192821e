// Text converts the text that package cjson got through an out parameter to a Go string and frees it then.
package main

import (
	"fmt"
	"os"

	"example.com/json-dump-copied/cjson"
)

func main() {
	for _, arg := range os.Args {
		text, err := cjson.Text(arg, len(arg))
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			continue
		}
		fmt.Println(text)
	}
}
