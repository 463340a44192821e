// SPDX-License-Identifier: MIT

package main

import (
	"fmt"
	"go/ast"
	"go/scanner"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

type importSpec = ast.ImportSpec

// A mark is an error that a comment in a test says there must be.
type mark struct {
	text  string // as it is written
	match func(message string) bool
}

// typesMarks reads a test of internal/types/testdata:
//
//	x /* ERROR "a part of the message" */ + y // ERRORx `a pattern`
//
// A comment speaks of the token before it.
func (t *test) typesMarks(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	f := token.NewFileSet().AddFile(file, -1, len(text))
	var s scanner.Scanner
	s.Init(f, text, nil, scanner.ScanComments)
	line := 0
	for {
		pos, tok, lit := s.Scan()
		switch tok {
		case token.EOF:
			return nil
		case token.COMMENT:
			lit = strings.TrimSuffix(lit[2:], "*/")
			m, err := typesMark(lit)
			if err != nil {
				return fmt.Errorf("%s:%d: %w", file, line, err)
			}
			if m != nil {
				t.mark(file, line, *m)
			}
		case token.SEMICOLON:
			if lit != "\n" {
				line = f.PositionFor(pos, false).Line
			}
		default:
			line = f.PositionFor(pos, false).Line
		}
	}
}

func typesMark(comment string) (*mark, error) {
	pattern, part := strings.CutPrefix(comment, " ERROR ")
	if !part {
		var is bool
		if pattern, is = strings.CutPrefix(comment, " ERRORx "); !is {
			return nil, nil
		}
	}
	text, err := strconv.Unquote(strings.TrimSpace(pattern))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", pattern, err)
	}
	if part {
		return &mark{text, func(s string) bool {
			return strings.Contains(s, text)
		}}, nil
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, err
	}
	return &mark{text, re.MatchString}, nil
}

var (
	compilerMark = regexp.MustCompile(`// (?:GC_)?ERROR (.*)`)
	quoted       = regexp.MustCompile(`"([^"]*)"`)
	lineWord     = regexp.MustCompile(`LINE([+-]\d+)?`)
)

// compilerMarks reads a test of GOROOT/test: patterns in quotes, of errors
// in the line that the comment ends; four slashes make it a comment only.
func (t *test) compilerMarks(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for i, line := range strings.Split(string(text), "\n") {
		m := compilerMark.FindStringSubmatch(line)
		if m == nil || strings.Contains(line, "////") {
			continue
		}
		for _, q := range quoted.FindAllStringSubmatch(m[1], -1) {
			pattern := lineWord.ReplaceAllStringFunc(q[1], func(s string) string {
				d, _ := strconv.Atoi(s[len("LINE"):])
				return fmt.Sprintf("%s:%d", filepath.Base(file), i+1+d)
			})
			re, err := regexp.Compile(pattern)
			if err != nil {
				return fmt.Errorf("%s:%d: %w", file, i+1, err)
			}
			t.mark(file, i+1, mark{q[1], re.MatchString})
		}
	}
	return nil
}

func (t *test) mark(file string, line int, m mark) {
	where := fmt.Sprintf("%s:%d", filepath.Base(file), line)
	t.marks[where] = append(t.marks[where], m)
}
