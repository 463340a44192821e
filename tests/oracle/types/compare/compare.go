// SPDX-License-Identifier: MIT

package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"belay.test/oracle/types/driver"
)

// A report collects what all targets gave.
type report struct {
	verbose        bool
	only, input    string
	say            progress
	rows           []*row
	classes        map[string][]string // name -> its disagreements
	passed, failed int
}

// A row is a line of the table.
type row struct {
	target                             string
	packages, files, lines, exprs, ids int
	disagree, rejected, both, broken   int
}

func (r *report) compare(t *target, cache string, fresh bool, program string) error {
	ref, err := refer(t, cache, fresh, r.say)
	if err != nil {
		return err
	}
	w := &row{target: t.name}
	r.rows = append(r.rows, w)
	missing := map[string]*result{}
	for _, p := range ref.Packages {
		if r.only != "" && p.ID != r.only {
			continue
		}
		w.packages++
		w.files += p.Files
		w.lines += p.Lines
		w.exprs += p.Count["types"]
		w.ids += p.Count["idents"]
		missing[p.ID] = p
	}
	if program == "" {
		r.passed += w.packages
		return nil
	}
	left := map[string]bool{}
	for id := range missing {
		left[id] = true
	}
	if r.input != "" {
		err := os.WriteFile(r.input, []byte(driver.Given(ref.all, left)), 0o666)
		if err != nil {
			return err
		}
	}
	n := 0
	err = driver.Run(program, ref.all, left, func(id string, text []byte, broke string) {
		p := missing[id]
		if p == nil && broke == "" {
			return
		}
		delete(missing, id)
		n++
		r.say("%s: belay %d/%d %s", t.name, n, w.packages, id)
		before := w.disagree + w.rejected
		if broke != "" {
			w.broken++
			r.disagree(w, id, "broken", broke)
		} else if err := r.comparePackage(w, ref, p, text); err != nil {
			r.disagree(w, id, "broken", err.Error())
		}
		if w.disagree+w.rejected == before {
			r.passed++
		} else {
			r.failed++
		}
	})
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(missing)) {
		w.broken++
		r.failed++
		r.disagree(w, id, "package was not loaded", "")
	}
	return nil
}

func (r *report) disagree(w *row, id, class, text string) {
	w.disagree++
	r.note(id, class, text)
}

func (r *report) note(id, class, text string) {
	if r.classes == nil {
		r.classes = map[string][]string{}
	}
	text = strings.TrimSuffix(id+": "+text, ": ")
	r.classes[class] = append(r.classes[class], text)
}

func (r *report) comparePackage(w *row, ref *reference, p *result, got []byte) error {
	if hashDump(got) != p.Hash {
		want, err := ref.dump(p)
		if err != nil {
			return err
		}
		before := w.disagree
		noFacts := p.Cgo && part(got, "facts") == ""
		for _, s := range sections {
			if s.name != "errors" && (s.name != "facts" || !noFacts) {
				r.compareSection(w, p, s.name, want, got)
			}
		}
		if w.disagree == before && !noFacts {
			r.disagree(w, p.ID, "order of lines", "the same lines otherwise")
		}
	}
	r.compareErrors(w, p, "errors", p.Errors, part(got, "errors"))
	r.compareErrors(w, p, "syntax", p.Syntax, part(got, "syntax"))
	return nil
}

// A fact is a line of a dump: what it is about, and what it says.
type fact struct{ about, says string }

// How many words of a line name what it is about.
var aboutWords = map[string]int{"types": 2, "idents": 1, "implicits": 2,
	"selections": 1, "instances": 2, "facts": 1}

func facts(text []byte, section string) (list []fact) {
	for i, line := range strings.Split(strings.TrimSuffix(
		part(text, section), "\n"), "\n") {
		if line == "" {
			continue
		}
		if section == "init" {
			list = append(list, fact{fmt.Sprint("#", i), line})
			continue
		}
		end := 0
		for range aboutWords[section] {
			blank := strings.IndexByte(line[end:], ' ')
			if blank < 0 {
				end = len(line) + 1
				break
			}
			end += blank + 1
		}
		list = append(list, fact{line[:end-1], line[min(end, len(line)):]})
	}
	return
}

func (r *report) compareSection(w *row, p *result, section string, want, got []byte) {
	had := facts(got, section)
	says := make(map[string]string, len(had))
	for _, f := range had {
		says[f.about] = f.says
	}
	for _, f := range facts(want, section) {
		said, there := says[f.about]
		delete(says, f.about)
		switch {
		case !there:
			r.disagree(w, p.ID, classOf(section, f, "missing"),
				f.about+"\n\twant "+f.says)
		case said != f.says:
			r.disagree(w, p.ID, classOf(section, f, difference(section, f.says, said)),
				f.about+"\n\twant "+f.says+"\n\tgot  "+said)
		}
	}
	for _, f := range had {
		if said, there := says[f.about]; there && said == f.says {
			r.disagree(w, p.ID, classOf(section, f, "not wanted"),
				f.about+"\n\tgot  "+f.says)
		}
	}
}

// classOf names a kind of disagreement: the section, the kind of node, what
// is different.
func classOf(section string, f fact, what string) string {
	kind := ""
	switch section {
	case "types", "implicits":
		_, kind, _ = strings.Cut(f.about, " ")
	case "idents", "selections":
		kind, _, _ = strings.Cut(f.says, " ")
	}
	return strings.Join(strings.Fields(section+" "+kind+": "+what), " ")
}

func difference(section, want, got string) string {
	if section != "types" {
		return "differs"
	}
	wantMode, want, _ := strings.Cut(want, " ")
	gotMode, got, _ := strings.Cut(got, " ")
	if wantMode != gotMode {
		return "mode " + gotMode + ", not " + wantMode
	}
	if wantMode == "const" {
		want, _, _ = strings.Cut(want, " = ")
		got, _, _ = strings.Cut(got, " = ")
		if want == got {
			return "constant value"
		}
	}
	return "type (" + wantMode + ")"
}

// compareErrors compares the lines that have an error.  In a package with
// import "C", go/types reports some that follow from not knowing C: there,
// those that only it has do not matter.
func (r *report) compareErrors(w *row, p *result, section string, want []string, text string) {
	wanted, reported := map[string]string{}, map[string]string{}
	for _, line := range want {
		// The rest of an error that has several places begins with a tab.
		if where, message := errorLine(line); !strings.HasPrefix(message, `\t`) &&
			!strings.HasPrefix(message, "\t") {
			wanted[where] = line
		}
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		where, _ := errorLine(line)
		reported[where] = line
	}
	rejected := map[string]bool{}
	for _, where := range slices.Sorted(maps.Keys(reported)) {
		if _, there := wanted[where]; there {
			w.both++
			continue
		}
		r.note(p.ID, section+": false alarm", reported[where])
		if len(p.Errors)+len(p.Syntax) == 0 {
			file, _, _ := strings.Cut(where, ":")
			rejected[file] = true
		} else {
			w.disagree++
		}
	}
	w.rejected += len(rejected)
	for _, where := range slices.Sorted(maps.Keys(wanted)) {
		if _, there := reported[where]; !there && !p.Cgo {
			r.disagree(w, p.ID, section+": missed", wanted[where])
		}
	}
}

// errorLine splits "file:line:col: (soft) message".
func errorLine(s string) (where, message string) {
	f := strings.SplitN(s, ":", 4)
	if len(f) < 4 {
		return s, ""
	}
	message = strings.TrimPrefix(f[3], " ")
	return f[0] + ":" + f[1], strings.TrimPrefix(message, "(soft) ")
}

func (r *report) print(list string) error {
	names := slices.SortedFunc(maps.Keys(r.classes), func(a, b string) int {
		if d := len(r.classes[b]) - len(r.classes[a]); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	if list != "" {
		if err := r.write(list, names); err != nil {
			return err
		}
	}
	for _, name := range names {
		fmt.Printf("%8d %s\n", len(r.classes[name]), name)
		if r.verbose {
			for _, text := range r.classes[name] {
				fmt.Println("\t" + strings.ReplaceAll(text, "\n", "\n\t"))
			}
		}
	}
	const head = "%-16s %8s %7s %9s %10s %10s %9s %9s %7s %7s\n"
	fmt.Printf(head, "target", "packages", "files", "lines", "expr's", "ident's",
		"disagree", "rejected", "errors", "broken")
	for _, w := range r.rows {
		fmt.Printf("%-16s %8d %7d %9d %10d %10d %9d %9d %7d %7d\n",
			w.target, w.packages, w.files, w.lines, w.exprs, w.ids,
			w.disagree, w.rejected, w.both, w.broken)
	}
	return nil
}

// write lists the classes, then all of each.
func (r *report) write(path string, names []string) error {
	var b strings.Builder
	for _, name := range names {
		fmt.Fprintf(&b, "%8d %s\n", len(r.classes[name]), name)
	}
	for _, name := range names {
		fmt.Fprintf(&b, "\n== %s (%d)\n", name, len(r.classes[name]))
		for _, text := range r.classes[name] {
			b.WriteString(text + "\n")
		}
	}
	return os.WriteFile(path, []byte(b.String()), 0o666)
}
