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
)

const usage = `usage: types [flags] TARGET...

A target is std, cmd, or the directory of a module.
`

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
	cache := flag.String("cache", filepath.Join(home, "belay-oracle", ".types"),
		"where references are kept")
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
	debug.SetMemoryLimit(1600 << 20)

	r := &report{verbose: *verbose, only: *only, input: *input,
		say: makeProgress()}
	for _, arg := range flag.Args() {
		t, err := findTarget(arg, *tests)
		if err == nil {
			err = r.compare(t, *cache, *fresh, *program)
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
