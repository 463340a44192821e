// SPDX-License-Identifier: MIT

package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
)

func (r *report) note(class, text string) {
	r.classes[class] = append(r.classes[class], text)
}

// compare takes a test's marks, what Go says and what we say.
//
// The tests of the compiler are marked with what the whole of it finds: a
// mark counts when go/types finds something in its line too.  An error in a
// line where there is neither a mark nor an error of go/types is a false
// alarm, and a failure.
func (r *report) compare(t *test, want, got errorLines, broke string) {
	w := r.rows[t.suite]
	if w == nil {
		w = &row{}
		r.rows[t.suite] = w
	}
	w.packages++
	w.files += len(t.Files())
	if broke != "" {
		r.note("broken", t.ImportPath+": "+broke)
		r.failed++
		return
	}
	bad := false
	say := func(class, where, format string, args ...any) {
		text := fmt.Sprintf(format, args...)
		r.note(t.suite+": "+class, fmt.Sprintf("%s %s: %s", t.ImportPath, where,
			strings.ReplaceAll(text, "\n", `\n`)))
	}
	places := map[string]bool{}
	for _, m := range []errorLines{want, got} {
		for where := range m {
			places[where] = true
		}
	}
	for where := range t.marks {
		places[where] = true
	}
	rejected := map[string]bool{}
	for _, where := range slices.Sorted(maps.Keys(places)) {
		marks, wants, gots := t.marks[where], want[where], got[where]
		counted := len(marks)
		if t.suite != "testdata" {
			counted = min(counted, len(wants))
		}
		found := min(counted, len(gots))
		w.marks += len(marks)
		w.counted += counted
		w.found += found
		w.missed += counted - found
		w.text += r.texts(t, where, marks, gots, found)
		switch most := max(len(marks), len(wants)); {
		case found < counted:
			say("missed", where, "%q, go/types: %q, found %d of %d", texts(marks),
				wants, found, counted)
		case len(gots) == 0:
			say("only go/types (no failure)", where, "%q", wants)
		case most == 0 && followsMark(where, t, want, got):
			say("follows (no failure)", where, "%q", gots)
		case most == 0:
			say("false alarm", where, "%q", gots)
			w.alarms++
			bad = true
			if len(want) == 0 {
				file, _, _ := strings.Cut(where, ":")
				rejected[file] = true
			}
		case len(gots) > most:
			say("one more error (no failure)", where, "%q, go/types: %q", gots, wants)
		}
	}
	w.rejected += len(rejected)
	if bad {
		r.failed++
	} else {
		r.passed++
	}
}

// followsMark says whether the line before has a mark that we find and
// go/parser does not, since it had lost its way in the source before: then
// nothing is known of what it would have said here.
func followsMark(where string, t *test, want, got errorLines) bool {
	file, line, _ := strings.Cut(where, ":")
	n, _ := strconv.Atoi(line)
	before := fmt.Sprintf("%s:%d", file, n-1)
	return t.marks[before] != nil && want[before] == nil && got[before] != nil
}

// texts counts the marks that a message fits, and notes the others: that is
// no failure.
func (r *report) texts(t *test, where string, marks []mark, gots []string, found int) (n int) {
	if found == 0 {
		return 0
	}
	for _, m := range marks {
		if slices.ContainsFunc(gots, m.match) {
			n++
		} else if len(gots) > 0 {
			r.note(t.suite+": other text (no failure)", fmt.Sprintf("%s %s: %q, we: %q",
				t.ImportPath, where, m.text, gots))
		}
	}
	return min(n, found)
}

func texts(marks []mark) (all []string) {
	for _, m := range marks {
		all = append(all, m.text)
	}
	return
}

func (r *report) print(list string) error {
	names := slices.Sorted(maps.Keys(r.classes))
	var all strings.Builder
	for _, name := range names {
		fmt.Printf("%8d %s\n", len(r.classes[name]), name)
		fmt.Fprintf(&all, "\n== %s (%d)\n", name, len(r.classes[name]))
		for _, text := range r.classes[name] {
			all.WriteString(text + "\n")
			if r.verbose {
				fmt.Println("\t" + text)
			}
		}
	}
	fmt.Printf("%-14s %8s %6s %7s %8s %7s %8s %7s %7s %9s\n", "suite", "packages",
		"files", "marks", "for us", "found", "text", "missed", "alarms", "rejected")
	for _, name := range slices.Sorted(maps.Keys(r.rows)) {
		w := r.rows[name]
		if w.found*100 < w.counted*r.least {
			fmt.Printf("%s: less than %d%% of the marks found\n", name, r.least)
			r.failed++
		}
		fmt.Printf("%-14s %8d %6d %7d %8d %7d %8d %7d %7d %9d\n", name, w.packages,
			w.files, w.marks, w.counted, w.found, w.text, w.missed, w.alarms,
			w.rejected)
	}
	if list == "" {
		return nil
	}
	return os.WriteFile(list, []byte(all.String()), 0o666)
}
