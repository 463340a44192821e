// C calls goLevel for each module of its table, and the Go map that it fills was never made.
package main

// void each_module(void);
import "C"

import (
	"fmt"
	"os"
	"sort"
)

type levels struct {
	byModule map[string]int
	highest  int
}

var current levels

//export goLevel
func goLevel(module *C.char, level C.int) {
	current.byModule[C.GoString(module)] = int(level) // want BL201
	if int(level) > current.highest {
		current.highest = int(level)
	}
}

func load() []string {
	C.each_module()
	names := make([]string, 0, len(current.byModule))
	for name := range current.byModule {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

func main() {
	for _, name := range load() {
		fmt.Println(os.Args[0], name, current.byModule[name])
	}
}
