// SPDX-License-Identifier: MIT

package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"belay.test/oracle/ir/program"
)

// An edge is a line of `belay dump calls`, with numbers for its texts: of some
// programs there are millions.
type edge struct{ caller, place, kind, callee uint32 }

// Edges are there once each: two local types of one name make two functions
// of one name.
type edges map[edge]struct{}

// texts have numbers, the same for both sides.
var (
	numbers = map[string]uint32{}
	texts   []string
)

func number(text string) uint32 {
	n, ok := numbers[text]
	if !ok {
		n = uint32(len(texts))
		text = strings.Clone(text)
		texts = append(texts, text)
		numbers[text] = n
	}
	return n
}

func (e edge) String() string {
	return texts[e.caller] + "\t" + texts[e.place] + "\t" + texts[e.kind] +
		"\t" + texts[e.callee]
}

func difference(x, y edges) []string {
	var list []string
	for e := range x {
		if _, ok := y[e]; !ok {
			list = append(list, e.String())
		}
	}
	slices.Sort(list)
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
	var problems bytes.Buffer
	cmd.Stderr = &problems
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	set := edges{}
	names := map[string]uint32{}
	name := func(s string) uint32 {
		n, ok := names[s]
		if !ok {
			n = number(canonical(s))
			names[strings.Clone(s)] = n
		}
		return n
	}
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		f := strings.Split(lines.Text(), "\t")
		if len(f) != 4 {
			return nil, fmt.Errorf("not an edge: %q", lines.Text())
		}
		set[edge{name(f[0]), number(filepath.Base(f[1])), number(f[2]),
			name(f[3])}] = struct{}{}
	}
	if err := errors.Join(lines.Err(), cmd.Wait()); err != nil {
		return nil, fmt.Errorf("%w: %.2000s", err, problems.Bytes())
	}
	if len(set) == 0 {
		return nil, errors.New("nothing was printed")
	}
	return set, nil
}
