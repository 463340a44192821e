// SPDX-License-Identifier: MIT

package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"

	"belay.test/oracle/ir/program"
)

type report struct {
	*options
	rows           []*row
	classes        map[string][]string // name -> functions
	passed, failed int
}

// A row is a line of the table.
type row struct {
	target                                   string
	functions, exact, equal, meaning, differ int
	missing, extra, blocks, instrs, leftOut  int
	cost                                     string
}

func (r *report) compare(name, dir string, patterns ...string) {
	w := &row{target: name}
	r.rows = append(r.rows, w)
	if err := r.compareTarget(w, dir, patterns); err != nil {
		fmt.Printf("%s: %v\n", name, err)
		r.failed++
	}
}

func (r *report) compareTarget(w *row, dir string, patterns []string) error {
	path, err := r.theirs(w.target, dir, patterns)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	want, broken := split(string(text))
	for _, b := range broken {
		fmt.Printf("%s: left out: %s\n", w.target, b)
	}
	w.leftOut = len(broken)
	got, err := r.ours(w, dir, patterns)
	if err != nil {
		return err
	}
	byKey := map[string][]*function{}
	for i, f := range got {
		byKey[f.key] = append(byKey[f.key], &got[i])
	}
	var missing []function
	noBody := map[string]bool{} // so that it has no literals
	for _, f := range want {
		w.functions++
		w.blocks += strings.Count(f.text, " P:")
		w.instrs += strings.Count(f.text, "\n\t")
		same := best(byKey[f.key], f)
		if same == nil {
			missing = append(missing, f)
			continue
		}
		if r.only != "" && strings.Contains(f.text, "# Name: "+r.only+"\n") {
			fmt.Printf("%s\n--- belay\n%s", f.text, same.text)
		}
		r.compareFunction(w, &f, same)
		same.used = true
		if notReached(f.text, same.text) {
			noBody[f.name()] = true
		}
	}
	for _, f := range missing {
		if outer, _, _ := strings.Cut(f.name(), "$"); noBody[outer] {
			w.equal++
			w.meaning++
			r.passed++
			continue
		}
		w.missing++
		r.differ(w, "missing", f.key, f.text, "")
	}
	for _, f := range got {
		// x/tools builds no function of the blank name.
		if !f.used && !blank.MatchString(f.key) {
			w.extra++
			r.differ(w, "extra", f.key, "", f.text)
		}
	}
	return nil
}

var blank = regexp.MustCompile(`^[^ #]*\._[$#]`)

// best is the function that is most like one of several of the same key.
// x/tools makes some bounds and thunks once for each use: all are the same
// one of belay's.
func best(list []*function, want function) *function {
	var fallback *function
	for _, f := range list {
		switch same := f.text == want.text || want.normal(f.text) == want.normal(want.text); {
		case same && !f.used:
			return f
		case same || fallback == nil && !f.used:
			fallback = f
		}
	}
	return fallback
}

func (r *report) compareFunction(w *row, f, got *function) {
	a, b := f.text, got.text
	if a != b {
		a, b = f.normal(a), f.normal(b)
	} else {
		w.exact++
	}
	switch {
	case a == b:
		if place := otherPlace(f, got); place != "" {
			w.differ++
			r.differ(w, "place", f.key+": "+place, "", "")
			return
		}
	case sameButForMeaning(a, b):
		w.meaning++
	default:
		w.differ++
		r.differ(w, class(a, b), f.key, a, b)
		return
	}
	w.equal++
	r.passed++
}

// class says what is different: the graph of blocks, what is called, or the
// first line that is not the same.
func class(want, got string) string {
	if !slices.Equal(blocks(want), blocks(got)) {
		return "blocks"
	}
	if !slices.Equal(calls(want), calls(got)) {
		return "calls"
	}
	a, b := firstDifference(want, got)
	return "other: " + kind(a) + " / " + kind(b)
}

func blocks(text string) (list []string) {
	for line := range strings.Lines(text) {
		if line[0] >= '0' && line[0] <= '9' {
			list = append(list, line)
		}
	}
	return
}

func calls(text string) (list []string) {
	for line := range strings.Lines(text) {
		_, call, found := strings.Cut(line, " = ")
		if !found {
			call = strings.TrimPrefix(line, "\t")
		}
		if open := strings.IndexByte(call, '('); open > 0 && line[0] == '\t' &&
			(!strings.Contains(call[:open], " ") || strings.HasPrefix(call, "invoke") ||
				strings.HasPrefix(call, "go ") || strings.HasPrefix(call, "defer")) {
			list = append(list, call[:open])
		}
	}
	return
}

func firstDifference(want, got string) (string, string) {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return a[i], b[i]
		}
	}
	return "end", "end"
}

// kind is what a line is, without numbers and names.
func kind(line string) string {
	line = strings.TrimPrefix(line, "\t")
	if _, what, found := strings.Cut(line, " = "); found &&
		strings.HasPrefix(line, "t") {
		line = what
	}
	word, _, _ := strings.Cut(line, " ")
	if open := strings.IndexByte(word, '('); open > 0 {
		return "call"
	}
	return strings.TrimRight(strings.TrimLeft(word, "&*"), "0123456789")
}

func (r *report) note(class, text string) {
	if r.classes == nil {
		r.classes = map[string][]string{}
	}
	r.classes[class] = append(r.classes[class], text)
}

func (r *report) differ(w *row, class, key, want, got string) {
	r.failed++
	r.note(class, w.target+": "+key)
	if r.list == nil {
		return
	}
	fmt.Fprintf(r.list, "== %s: %s: %s\n", w.target, class, key)
	if want == "" || got == "" {
		return
	}
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	n := 0
	for i := 0; i < max(len(a), len(b)) && n < 6; i++ {
		x, y := at(a, i), at(b, i)
		if x != y {
			fmt.Fprintf(r.list, "-%s\n+%s\n", x, y)
			n++
		}
	}
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}

// ours runs the driver.
func (r *report) ours(w *row, dir string, patterns []string) ([]function, error) {
	args := []string{"-reach"}
	if r.check {
		args = append(args, "-check")
	}
	cmd := exec.Command(r.driver, append(append(args, dir), patterns...)...)
	cmd.Env = append(program.Environ(), "PWD="+dir)
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	err := cmd.Run()
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %.2000s", r.driver, err, problems.String())
	}
	w.cost, _, _ = strings.Cut(problems.String(), "\n")
	list, _ := split(out.String())
	return list, nil
}

func (r *report) print() {
	names := slices.SortedFunc(maps.Keys(r.classes), func(a, b string) int {
		if d := len(r.classes[b]) - len(r.classes[a]); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	for _, name := range names {
		if len(names) < 20 || r.verbose {
			fmt.Printf("%8d %-40s %s\n", len(r.classes[name]), name,
				r.classes[name][0])
		}
	}
	const head = "%-14s %9s %9s %9s %8s %8s %8s %8s %9s %9s  %s\n"
	fmt.Printf(head, "target", "functions", "equal", "exact", "meaning", "differ", "missing",
		"extra", "blocks", "instrs", "belay's cost")
	for _, w := range r.rows {
		fmt.Printf("%-14s %9d %9d %9d %8d %8d %8d %8d %9d %9d  %s\n", w.target,
			w.functions, w.equal, w.exact, w.meaning, w.differ, w.missing, w.extra,
			w.blocks, w.instrs, w.cost)
	}
	fmt.Printf("%d passed, %d failed\n", r.passed, r.failed)
}
