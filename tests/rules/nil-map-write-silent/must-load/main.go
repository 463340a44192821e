// Package conf returns a nil map with an error only, and must does not come back from an error.
package main

import (
	"fmt"
	"log"
	"os"

	"example.com/must-load/conf"
)

func must[T any](v T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return v
}

func die(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func main() {
	c := must(conf.Parse(os.Args))
	c["program"] = os.Args[0]
	d, err := conf.Parse([]string{"a=b"})
	if err != nil {
		die(err)
	}
	d["c"] = "d"
	e, ok := conf.Section(d, "a")
	if !ok {
		fmt.Println("no section")
		return
	}
	e["x"] = "y"
	fmt.Println(len(c), len(d), len(e))
}
