// SPDX-License-Identifier: MIT

package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Where x/tools has not quite the meaning of Go, belay has, and the texts
// differ on purpose.  Each rule takes out of both texts what one of them has
// beside the other; it is asked only for texts that differ, and functions
// that are the same because of it are counted.
func sameButForMeaning(want, got string) bool {
	if notReached(want, got) {
		return true
	}
	a, b := withoutRuns(want), withoutRuns(got)
	a, b = sizeof.ReplaceAllString(a, "$1(x)"), sizeof.ReplaceAllString(b, "$1(x)")
	a, b = withoutUnused(a), withoutUnused(b)
	return a == b || otherOrder(a, b)
}

// An instance of a dependency's function that only a wrapper calls, which
// nothing calls, has no body.
func notReached(want, got string) bool {
	return strings.Contains(got, "\n\t(external)\n") &&
		strings.Contains(want, "\n# Synthetic: instance of ") &&
		wrapped.MatchString(want)
}

var wrapped = regexp.MustCompile(`^# Name: \(.*\)\.`)

// x/tools drops the runs of defers of a function in which only bodies of
// loops over functions defer.
func withoutRuns(text string) string {
	if !strings.Contains(text, " = ssa:deferstack()") ||
		strings.Contains(text, "\tdefer ") {
		return text
	}
	return strings.ReplaceAll(text, "\trundefers\n", "")
}

// Where a size is not constant x/tools evaluates the argument of
// unsafe.Sizeof; only its type matters, and belay has the type's zero value.
var sizeof = regexp.MustCompile(`\b(Sizeof|Alignof|Offsetof)\(.*\)`)

// Functions that were looked at: the same words in both texts, but for
// registers, in another order.
var known = map[string]string{
	// belay calls f first (spec: Order of evaluation), x/tools g.
	"(*cmd/compile/internal/ssagen.state).exprCheckPtr":                          "f()[g()]",
	"(github.com/cockroachdb/pebble/v2/internal/datadrivenutil.Fields).KeyValue": "fs[i][len(key)]",
	// What x/tools evaluates, of a range, is captured first there.
	redistribute:        "for i := range s.array",
	redistribute + "$2": "for i := range s.array",
}

const redistribute = "(*golang.org/x/tools/cmd/signature-fuzzer/internal/" +
	"fuzz-generator.genstate).redistributeFraction"

func otherOrder(want, got string) bool {
	name, _, _ := strings.Cut(strings.TrimPrefix(want, "# Name: "), "\n")
	return known[name] != "" && slices.Equal(words(want), words(got))
}

func words(text string) []string {
	list := strings.FieldsFunc(register.ReplaceAllString(text, "t"),
		func(r rune) bool { return strings.ContainsRune(" \t\n[],", r) })
	slices.Sort(list)
	return list
}

// What `for i := range x.a` ranges over is not evaluated when its length is
// constant (spec: For statements with range clause), and belay does not;
// x/tools does, and loads an array that nothing uses.  Where two texts differ,
// loads, addresses and conversions without a use are left out of both, and registers
// numbered anew.
func withoutUnused(text string) string {
	lines := strings.SplitAfter(text, "\n")
	for {
		uses := map[string]int{}
		for _, line := range lines {
			if strings.HasPrefix(line, "\t") {
				for _, reg := range register.FindAllString(line, -1) {
					uses[reg]++
				}
			}
		}
		n := 0
		for _, line := range lines {
			m := pure.FindStringSubmatch(line)
			if m == nil || uses[m[1]] > 1 {
				lines[n] = line
				n++
			}
		}
		if n == len(lines) {
			return renumbered(lines)
		}
		lines = lines[:n]
	}
}

var (
	register = regexp.MustCompile(`\bt[0-9]+\b`)
	pure     = regexp.MustCompile(`^\t(t[0-9]+) = (?:\*|&|convert |t[0-9]+\.)`)
	defined  = regexp.MustCompile(`^\t(t[0-9]+) = `)
)

func renumbered(lines []string) string {
	number := map[string]string{}
	for _, line := range lines {
		if m := defined.FindStringSubmatch(line); m != nil {
			number[m[1]] = fmt.Sprintf("t%d", len(number))
		}
	}
	return register.ReplaceAllStringFunc(strings.Join(lines, ""), func(s string) string {
		if n, ok := number[s]; ok {
			return n
		}
		return s
	})
}
