// Import stores clones of the strings that StringHeader makes over the C block, and frees the block.
package main

import (
	"fmt"
	"os"
	"strings"

	"example.com/env-strings-cloned/cblock"
)

// Settings are read by every request.
type Settings struct {
	values map[string]string
}

func (s *Settings) Import(prefix string, lines []string) {
	block := cblock.Join(lines)
	for off := 0; off < block.Len(); {
		line := block.StringAt(off)
		off += len(line) + 1
		name, value, ok := strings.Cut(line, "=")
		if !ok || !strings.HasPrefix(name, prefix) {
			continue
		}
		s.values[strings.Clone(name)] = strings.Clone(value)
	}
	block.Free()
}

func main() {
	s := &Settings{values: make(map[string]string)}
	s.Import("LC_", os.Environ())
	fmt.Println(len(s.values))
}
