// SPDX-License-Identifier: MIT

// The oracle of errors: Go's own tests of what a Go program may not say,
// beside what belay reports of them.
package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"go/scanner"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"belay.test/oracle/types/driver"
	"belay.test/oracle/types/source"
)

func main() {
	program := flag.String("driver", "", "the program made of types_dump.c; "+
		"without it, go/types is compared with the marks")
	list := flag.String("list", "", "write every disagreement to this file")
	compiler := flag.String("tests", "", "GOROOT/test, where it is not there")
	only := flag.String("only", "", "only tests whose name contains this")
	input := flag.String("input", "", "write what the driver reads to this file")
	verbose := flag.Bool("v", false, "print every disagreement")
	least := flag.Int("least", 99, "percentage of marks that must be found")
	flag.Parse()
	r := &report{program: *program, only: *only, input: *input,
		least: *least, verbose: *verbose, rows: map[string]*row{},
		classes: map[string][]string{}}
	err := r.run(runtime.GOROOT(), *compiler)
	if err == nil {
		err = r.print(*list)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "errors:", err)
		r.failed++
	}
	fmt.Printf("%d passed, %d failed\n", r.passed, r.failed)
	if r.failed > 0 {
		os.Exit(1)
	}
}

// A report collects what all tests gave.
type report struct {
	program, only, input string
	least                int
	verbose              bool
	rows                 map[string]*row // by suite
	classes              map[string][]string
	passed, failed       int
}

// A row is a line of the table.
type row struct {
	packages, files             int
	marks, counted, found, text int
	missed, alarms, rejected    int
}

// run checks the tests of the compiler first: assert and trace, which the
// others use, cannot be undone.
func (r *report) run(goroot, compiler string) error {
	std, err := source.List(filepath.Join(goroot, "src"), false, "std")
	if err != nil {
		return err
	}
	s := &suite{std: map[string]*source.Package{}}
	for _, p := range std {
		s.std[p.ImportPath] = p
	}
	source.Check(std, func(*source.Package) source.Depth {
		return source.Declarations
	}, nil)

	root := cmp.Or(compiler, filepath.Join(goroot, "test"))
	if _, err := os.Stat(root); err != nil {
		fmt.Printf("skipped: the tests of the compiler: %v\n", err)
	} else if err := s.addCompilerTests(root); err != nil {
		return err
	}
	if err := r.check(std, s); err != nil {
		return err
	}
	s.tests = nil
	types.DefPredeclaredTestFuncs()
	if err := s.addTypesTests(goroot); err != nil {
		return err
	}
	if err := r.check(std, s); err != nil {
		return err
	}
	for _, reason := range slices.Sorted(maps.Keys(s.skipped)) {
		fmt.Printf("skipped: %d for %s\n", s.skipped[reason], reason)
	}
	return nil
}

// Errors by "file.go:line"; more than one is possible.
type errorLines map[string][]string

func (r *report) check(std []*source.Package, s *suite) error {
	var all []*source.Package
	byID := map[string]*test{}
	left := map[string]bool{}
	for _, t := range s.tests {
		all = append(all, t.Package)
		if strings.Contains(t.ImportPath, r.only) {
			byID[t.ImportPath] = t
			left[t.ImportPath] = true
		}
	}
	source.Check(all, func(*source.Package) source.Depth {
		return source.Bodies
	}, nil)
	if r.program == "" {
		for _, t := range s.tests {
			if left[t.ImportPath] {
				want := expected(t)
				r.compare(t, want, want, "")
			}
		}
		return nil
	}
	all = slices.Concat(std, all)
	if r.input != "" {
		text := driver.Given(all, left)
		if err := os.WriteFile(r.input, []byte(text), 0o666); err != nil {
			return err
		}
	}
	err := driver.Run(r.program, all, left, func(id string, text []byte, broke string) {
		if t := byID[id]; t != nil {
			r.compare(t, expected(t), reported(string(text)), broke)
			delete(byID, id)
		} else if broke != "" {
			r.note("broken", id+": "+broke)
			r.failed++
		}
	})
	for id := range byID {
		r.note("was not checked", id)
		r.failed++
	}
	return err
}

// expected is what go/parser and go/types say of a test.
func expected(t *test) errorLines {
	lines := errorLines{}
	add := func(file string, line int, message string) {
		// What begins with a tab belongs to the error before it.
		if !strings.HasPrefix(message, "\t") {
			where := fmt.Sprintf("%s:%d", filepath.Base(file), line)
			lines[where] = append(lines[where], message)
		}
	}
	for _, err := range t.Errors {
		var syntax *scanner.Error
		var typ types.Error
		switch {
		case errors.As(err, &syntax):
			add(syntax.Pos.Filename, syntax.Pos.Line, syntax.Msg)
		case errors.As(err, &typ):
			p := typ.Fset.PositionFor(typ.Pos, false)
			add(p.Filename, p.Line, typ.Msg)
		default:
			add("-", 0, err.Error())
		}
	}
	return lines
}

// reported is what the driver printed in the sections of errors.
func reported(text string) errorLines {
	lines := errorLines{}
	within := false
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "# ") {
			within = line == "# errors" || line == "# syntax"
			continue
		}
		f := strings.SplitN(line, ":", 4)
		if !within || len(f) < 4 {
			continue
		}
		message := strings.TrimPrefix(strings.TrimPrefix(f[3], " "), "(soft) ")
		if strings.HasPrefix(message, "\t") || strings.HasPrefix(message, `\t`) {
			continue
		}
		where := f[0] + ":" + f[1]
		lines[where] = append(lines[where],
			strings.ReplaceAll(message, `\n`, "\n"))
	}
	return lines
}
