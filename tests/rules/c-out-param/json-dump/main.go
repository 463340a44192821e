// Text frees the text that package cjson got through an out parameter and converts it to a Go string afterwards.
package main

import (
	"fmt"
	"os"

	"example.com/json-dump/cjson"
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
