// load makes the map before C calls back.
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
	current.byModule[C.GoString(module)] = int(level)
	if int(level) > current.highest {
		current.highest = int(level)
	}
}

func load() []string {
	current.byModule = make(map[string]int)
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
