// Package yaml resolves aliases by node, and the embedded value of a node is a mapping for one of them.
package main

import (
	"fmt"
	"os"

	"example.com/alias-table/yaml"
)

func main() {
	d := yaml.NewDoc()
	for _, arg := range os.Args {
		d.Anchor(yaml.Scalar(arg), arg)
	}
	d.Anchor(yaml.Mapping("a", os.Args[0]), "map")
	fmt.Println(d.Anchors())
}
