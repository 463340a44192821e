// Package yaml resolves aliases by node, and what is no scalar is refused before it is a key.
package main

import (
	"fmt"
	"os"

	"example.com/alias-table-kind/yaml"
)

func main() {
	d := yaml.NewDoc()
	for _, arg := range os.Args {
		d.Anchor(yaml.Scalar(arg), arg)
	}
	d.Anchor(yaml.Mapping("a", os.Args[0]), "map")
	fmt.Println(d.Anchors())
}
