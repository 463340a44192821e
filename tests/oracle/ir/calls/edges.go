// SPDX-License-Identifier: MIT

package main

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"sort"
	"strings"

	"belay.test/oracle/ir/program"
)

// Edges are lines as `belay dump calls` prints them, each once: two local
// types of one name make two functions of one name.
type edges map[string]bool

func difference(x, y edges) []string {
	var list []string
	for e := range x {
		if !y[e] {
			list = append(list, e)
		}
	}
	sort.Strings(list)
	return list
}

// Types are spelled as types; what the source calls them is not compared.
var spelled = regexp.MustCompile(`\b(byte|rune|any)\b`)

func canonical(name string) string {
	if !strings.ContainsAny(name, "[{(") {
		return name
	}
	return spelled.ReplaceAllStringFunc(name, func(s string) string {
		switch s {
		case "byte":
			return "uint8"
		case "rune":
			return "int32"
		}
		return "interface{}"
	})
}

// ours gives belay's edges: of all packages, which are all named, so that all
// of them are built.
func (o *options) ours(dir, algorithm string, p *program.Program) (edges, error) {
	args := []string{"dump", "--algorithm", algorithm, "calls"}
	for _, pkg := range p.Packages {
		if pkg.SSA != nil {
			args = append(args, pkg.ImportPath)
		}
	}
	cmd := exec.Command(o.belay, args...)
	cmd.Dir = dir
	cmd.Env = append(program.Environ(), "PWD="+dir)
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%w: %.2000s", err, problems.Bytes())
	}
	if out.Len() == 0 {
		return nil, errors.New("nothing was printed")
	}
	names := map[string]string{}
	name := func(s string) string {
		c, ok := names[s]
		if !ok {
			c = canonical(s)
			names[s] = c
		}
		return c
	}
	set := edges{}
	for line := range strings.Lines(out.String()) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 4 {
			return nil, fmt.Errorf("not an edge: %q", line)
		}
		set[strings.Join([]string{name(f[0]), filepath.Base(f[1]), f[2],
			name(f[3])}, "\t")] = true
	}
	return set, nil
}
