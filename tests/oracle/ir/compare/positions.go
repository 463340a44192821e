// SPDX-License-Identifier: MIT

package main

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"golang.org/x/tools/go/ssa"
)

const positions = "# Positions:"

// writePositions says where each instruction is, "line:column", in one line.
func writePositions(w io.Writer, fn *ssa.Function) {
	io.WriteString(w, positions)
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if p := fn.Prog.Fset.Position(in.Pos()); p.IsValid() {
				fmt.Fprintf(w, " %d:%d", p.Line, p.Column)
			} else {
				io.WriteString(w, " -")
			}
		}
	}
	io.WriteString(w, "\n")
}

// otherPlace is for functions whose texts are the same: an instruction that
// is somewhere else, or "".
func otherPlace(want, got *function) string {
	a, b := strings.Fields(want.positions), strings.Fields(got.positions)
	var lines []string
	for line := range strings.Lines(want.text) {
		if line[0] == '\t' {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	for i := range min(len(a), len(b), len(lines)) {
		// An exit that goes through several loops over functions has the
		// place of its statement in each; in x/tools in the first.
		if a[i] == "-" && strings.HasPrefix(lines[i], "*jump$") {
			continue
		}
		// An element of a global array that is ranged over: x/tools has the
		// place where the array is declared.
		if m := element.FindStringSubmatch(lines[i]); m != nil &&
			!register.MatchString(m[1]) {
			continue
		}
		if a[i] != b[i] {
			return fmt.Sprintf("%s, not %s: %s", b[i], a[i], lines[i])
		}
	}
	return ""
}

var element = regexp.MustCompile(`^t\d+ = &([^ \[]+)\[t\d+\]`)
