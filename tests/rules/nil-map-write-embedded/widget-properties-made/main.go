// Package ui makes the properties of every widget in one function that both constructors use.
package main

import (
	"fmt"
	"os"

	"example.com/widget-properties-made/ui"
)

func main() {
	b := ui.NewButton("ok")
	b.SetProperty("label", "OK")
	s := ui.NewSlider(0, 10)
	s.SetProperty("unit", os.Args[0])
	s.Move(3)
	fmt.Println(b.Property("label"), s.Property("unit"), s.Value())
}
