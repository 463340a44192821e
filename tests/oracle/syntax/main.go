// SPDX-License-Identifier: MIT

// Command syntax prints what go/scanner and go/parser make of files, in the
// formats of doc/dump-format.md, for comparison with ours.
//
//	syntax tokens|ast FILE		the dump of one file
//	syntax hash LIST		a line for each file of a list
//
// A line of hash is "tokens ast line file": hashes of both dumps, where ast
// is "-" for a file that the parser rejects, and the line of the first error
// then, else 0.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"go/parser"
	"go/scanner"
	"go/token"
	"hash/fnv"
	"os"
	"strconv"
)

// dumper collects a dump.
type dumper struct {
	out   []byte
	file  *token.File
	depth int
}

func (d *dumper) text(s string) { d.out = append(d.out, s...) }
func (d *dumper) number(n int)  { d.out = strconv.AppendInt(d.out, int64(n), 10) }
func (d *dumper) byte(c byte)   { d.out = append(d.out, c) }
func (d *dumper) offset(p token.Pos) {
	if !p.IsValid() {
		d.byte('-')
		return
	}
	// Behind the end by error recovery; File.Offset would move it.
	d.number(int(p) - d.file.Base())
}

// quoted writes a literal in quotes, escaping what would spoil a line.
func (d *dumper) quoted(s string) {
	const hex = "0123456789abcdef"

	d.byte('"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			d.out = append(d.out, '\\', c)
		case c == '\n':
			d.text(`\n`)
		case c == '\t':
			d.text(`\t`)
		case c < ' ' || c == 0x7f:
			d.out = append(d.out, '\\', 'x', hex[c>>4], hex[c&15])
		default:
			d.byte(c)
		}
	}
	d.byte('"')
}

func (d *dumper) tokens(src []byte) {
	var s scanner.Scanner

	d.file = token.NewFileSet().AddFile("x.go", -1, len(src))
	s.Init(d.file, src, nil, scanner.ScanComments)
	for {
		pos, tok, lit := s.Scan()
		d.offset(pos)
		d.byte(':')
		d.text(tok.String())
		d.byte(':')
		d.quoted(lit)
		d.byte('\n')
		if tok == token.EOF {
			return
		}
	}
}

// tree returns the line of the first error, or 0.
func (d *dumper) tree(src []byte) int {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "x.go", src,
		parser.ParseComments|parser.SkipObjectResolution)
	if err == nil {
		d.file = fset.File(f.FileStart)
		d.ast(f)
		return 0
	}
	first := len(src)
	for _, e := range err.(scanner.ErrorList) {
		first = min(first, e.Pos.Offset)
	}
	// As go/token counts: no line begins where the file ends.
	return 1 + bytes.Count(src[:min(first, max(0, len(src)-1))], []byte("\n"))
}

func hash(b []byte) uint64 {
	h := fnv.New64a()
	h.Write(b)
	return h.Sum64()
}

func hashes(list string) error {
	f, err := os.Open(list)
	if err != nil {
		return err
	}
	defer f.Close()
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	d := new(dumper)
	for lines := bufio.NewScanner(f); lines.Scan(); {
		src, err := os.ReadFile(lines.Text())
		if err != nil {
			return err
		}
		d.out = d.out[:0]
		d.tokens(src)
		fmt.Fprintf(out, "%016x ", hash(d.out))
		d.out = d.out[:0]
		if line := d.tree(src); line == 0 {
			fmt.Fprintf(out, "%016x 0", hash(d.out))
		} else {
			fmt.Fprintf(out, "- %d", line)
		}
		fmt.Fprintf(out, " %s\n", lines.Text())
	}
	return nil
}

func run(what, path string) error {
	if what == "hash" {
		return hashes(path)
	}
	src, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	d := new(dumper)
	if what == "tokens" {
		d.tokens(src)
	} else if line := d.tree(src); line != 0 {
		return fmt.Errorf("%s:%d: rejected", path, line)
	}
	os.Stdout.Write(d.out)
	return nil
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: syntax tokens|ast|hash FILE")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
