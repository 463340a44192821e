// SPDX-License-Identifier: MIT

// The oracle of types: what belay knows about the types of a program beside
// what go/types knows, package by package, line by line.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
)

const usage = `usage: types [flags] TARGET...

A target is std, cmd, or the directory of a module.  Without one: std, cmd
and the modules of a list, with all their tests.
`

// What -quick compares, without tests.
var small = []string{"btree", "go-cmp", "lo", "cobra"}

// defaults are the targets when none is named: those modules of the list in
// a file that are in root.
func defaults(list, root string, quick bool) ([]string, error) {
	targets, names := []string{"std"}, small
	if !quick {
		targets, names = []string{"std", "cmd"}, nil
		text, err := os.ReadFile(list)
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(text)) {
			f := strings.Fields(line)
			if len(f) > 0 && !strings.HasPrefix(f[0], "#") {
				names = append(names, f[0])
			}
		}
	}
	for _, name := range names {
		dir := filepath.Join(root, name)
		if _, err := os.Stat(filepath.Join(dir, ".fetched")); err == nil {
			targets = append(targets, dir)
		} else {
			fmt.Printf("skipped: %s, which fetch.sh has not brought\n", name)
		}
	}
	return targets, nil
}

// progress shows on a terminal what is being done.
type progress func(format string, args ...any)

func makeProgress() progress {
	info, err := os.Stderr.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return func(string, ...any) {}
	}
	return func(format string, args ...any) {
		fmt.Fprintf(os.Stderr, "\r\x1b[K%.78s", fmt.Sprintf(format, args...))
	}
}

func main() {
	home, _ := os.UserCacheDir()
	program := flag.String("driver", "", "the program made of types_dump.c; "+
		"without it, the references are made and nothing is compared")
	root := flag.String("root", filepath.Join(home, "belay-oracle"),
		"where modules are, and references are kept")
	modules := flag.String("modules", "", "a file that names modules in root")
	quick := flag.Bool("quick", false, "std and small modules only")
	list := flag.String("list", "", "write every disagreement to this file")
	fresh := flag.Bool("fresh", false, "make references again")
	tests := flag.Bool("test", false, "with the tests of the packages")
	only := flag.String("only", "", "compare only the package with this id")
	input := flag.String("input", "", "write what the driver reads to this file")
	verbose := flag.Bool("v", false, "print every disagreement")
	flag.Usage = func() {
		fmt.Fprint(os.Stderr, usage)
		flag.PrintDefaults()
	}
	flag.Parse()
	// A large module's packages stay in memory together.
	debug.SetGCPercent(50)
	debug.SetMemoryLimit(1400 << 20)

	r := &report{verbose: *verbose, only: *only, input: *input,
		say: makeProgress()}
	targets := flag.Args()
	if len(targets) == 0 {
		var err error
		if targets, err = defaults(*modules, *root, *quick); err != nil {
			fmt.Fprintln(os.Stderr, "types:", err)
			os.Exit(2)
		}
		*tests = !*quick
	}
	cache := filepath.Join(*root, ".types")
	for _, arg := range targets {
		t, err := findTarget(arg, *tests)
		if err == nil {
			err = r.compare(t, cache, *fresh, *program)
		}
		if err != nil {
			r.say("")
			fmt.Fprintln(os.Stderr, "types:", err)
			r.failed++
		}
	}
	r.say("")
	if err := r.print(*list); err != nil {
		fmt.Fprintln(os.Stderr, "types:", err)
		r.failed++
	}
	fmt.Printf("%d passed, %d failed\n", r.passed, r.failed)
	if r.failed > 0 {
		os.Exit(1)
	}
}
