// Package ui embeds its properties in every widget, and a Slider is made without them.
package main

import (
	"fmt"
	"os"

	"example.com/widget-properties/ui"
)

func main() {
	b := ui.NewButton("ok")
	b.SetProperty("label", "OK")
	s := ui.NewSlider(0, 10)
	s.SetProperty("unit", os.Args[0])
	s.Move(3)
	fmt.Println(b.Property("label"), s.Property("unit"), s.Value())
}
