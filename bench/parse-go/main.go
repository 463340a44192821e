// SPDX-License-Identifier: MIT

// What bench/parse.c does, by go/scanner and go/parser: reads paths from
// standard input, then the files, and prints the CPU seconds of each thing.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"go/parser"
	"go/scanner"
	"go/token"
	"os"
	"syscall"
)

func seconds() float64 {
	var r syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return float64(r.Utime.Sec+r.Stime.Sec) +
		float64(r.Utime.Usec+r.Stime.Usec)/1e6
}

type file struct {
	path string
	text []byte
}

func scan(f file) {
	fset := token.NewFileSet()
	var s scanner.Scanner
	s.Init(fset.AddFile(f.path, -1, len(f.text)), f.text, nil,
		scanner.ScanComments)
	for tok := token.ILLEGAL; tok != token.EOF; {
		_, tok, _ = s.Scan()
	}
}

func parse(f file) {
	_, _ = parser.ParseFile(token.NewFileSet(), f.path, f.text,
		parser.ParseComments|parser.SkipObjectResolution)
}

func measure(files []file, one func(file)) float64 {
	start := seconds()
	for _, f := range files {
		one(f)
	}
	return seconds() - start
}

func main() {
	var files []file
	lines := 0
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		text, err := os.ReadFile(in.Text())
		if err != nil {
			fmt.Fprintln(os.Stderr, "parse:", err)
			continue
		}
		lines += bytes.Count(text, []byte("\n"))
		files = append(files, file{in.Text(), text})
	}
	fmt.Printf("lines %d\n", lines)
	fmt.Printf("scan %.4f\n", measure(files, scan))
	fmt.Printf("parse %.4f\n", measure(files, parse))
}
