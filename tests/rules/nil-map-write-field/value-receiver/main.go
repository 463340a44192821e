// init has a value receiver, so the map it makes goes into a copy of the registry.
package main

import (
	"fmt"
	"os"
	"sort"
)

type command struct {
	help string
	run  func([]string) int
}

type registry struct {
	program  string
	commands map[string]command
	aliases  []string
}

func (r registry) init() {
	r.commands = make(map[string]command, 8)
}

func (r *registry) add(name, help string, run func([]string) int) {
	r.commands[name] = command{help, run} // want BL201
	r.aliases = append(r.aliases, name[:1])
}

func (r *registry) usage() {
	names := make([]string, 0, len(r.commands))
	for name := range r.commands {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Println(r.program, name, r.commands[name].help)
	}
}

func main() {
	r := &registry{program: os.Args[0]}
	r.init()
	r.add("list", "lists what there is", func(a []string) int { return len(a) })
	r.add("help", "prints this", func([]string) int { r.usage(); return 0 })
	r.usage()
}
