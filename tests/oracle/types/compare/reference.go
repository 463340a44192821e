// SPDX-License-Identifier: MIT

package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"go/scanner"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"belay.test/oracle/types/source"
)

// A target is what is compared in one go: a set of packages, with all they
// import.
type target struct {
	name     string // "std", "cmd", or a directory's base name
	dir      string
	patterns []string
	tests    bool
}

func findTarget(arg string, tests bool) (*target, error) {
	t := &target{name: arg, patterns: []string{arg}, tests: tests}
	root := filepath.Join(runtime.GOROOT(), "src")
	switch arg {
	case "std":
		t.dir = root
	case "cmd":
		t.dir = filepath.Join(root, "cmd")
	default:
		dir, err := filepath.Abs(arg)
		if err != nil {
			return nil, err
		}
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil {
			return nil, err
		}
		t.dir, t.name, t.patterns = dir, filepath.Base(dir), []string{"./..."}
	}
	if tests {
		t.name += "+test"
	}
	return t, nil
}

// A result is what go/types says of one package; the dump itself is in a
// file beside the index, by number.
type result struct {
	ID      string
	Path    string
	Cgo     bool // has import "C"
	Number  int
	Files   int
	Lines   int
	Count   map[string]int // lines of each section
	Hash    string         // of all sections but the errors
	Errors  []string       // "file.go:line: message", of go/types
	Syntax  []string       // the same, of go/parser and of reading
	Problem string         // why go list found it incomplete
}

// A reference is what go/types says of a target.
type reference struct {
	Key      string
	Packages []*result // dependencies first
	dir      string
	all      []*source.Package
}

//go:embed *.go
var self embed.FS

// key changes when anything changes that a reference is made of.
func key(all []*source.Package) string {
	h := sha256.New()
	fmt.Fprintln(h, runtime.Version(), runtime.GOARCH)
	for _, part := range []embed.FS{self, source.Self} {
		files, _ := part.ReadDir(".")
		for _, f := range files {
			text, _ := part.ReadFile(f.Name())
			h.Write(text)
		}
	}
	for _, p := range all {
		fmt.Fprintln(h, p.ImportPath, p.GoVersion())
		for _, f := range p.Files() {
			if info, err := os.Stat(f); err == nil {
				fmt.Fprintln(h, f, info.Size(), info.ModTime().UnixNano())
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// recorded says which packages are compared: those of the target, all that
// they import of other modules; of the two forms of a package that has
// tests, the one with them.  What std consists of is compared once, as the
// target std.
func recorded(t *target, all []*source.Package) map[string]bool {
	want := map[string]bool{}
	own := t.patterns[0] == "std" || t.patterns[0] == "cmd"
	for _, p := range all {
		path := p.Path()
		tested := p.ForTest != "" &&
			(path == p.ForTest || path == p.ForTest+"_test")
		switch {
		case own && p.DepOnly && p.ForTest == "", !own && p.Standard:
		case p.ForTest != "" && !tested:
		case path == "unsafe":
		default:
			want[p.ImportPath] = true
			if tested && path == p.ForTest {
				delete(want, path)
			}
		}
	}
	return want
}

// refer gives the reference of a target, from the cache when it is there.
func refer(t *target, cache string, fresh bool, say progress) (*reference, error) {
	say("%s: go list", t.name)
	all, err := source.List(t.dir, t.tests, t.patterns...)
	if err != nil {
		return nil, err
	}
	ref := &reference{
		Key: key(all),
		all: all,
		dir: filepath.Join(cache, runtime.Version(), t.name),
	}
	index := filepath.Join(ref.dir, "index.json")
	if text, err := os.ReadFile(index); err == nil && !fresh {
		var old reference
		if json.Unmarshal(text, &old) == nil && old.Key == ref.Key {
			ref.Packages = old.Packages
			return ref, nil
		}
	}
	os.RemoveAll(ref.dir)
	if err := os.MkdirAll(ref.dir, 0o777); err != nil {
		return nil, err
	}
	if err := ref.make(t, all, say); err != nil {
		return nil, err
	}
	text, err := json.Marshal(ref)
	if err != nil {
		return nil, err
	}
	return ref, os.WriteFile(index, text, 0o666)
}

func (ref *reference) make(t *target, all []*source.Package, say progress) error {
	want := recorded(t, all)
	number := map[string]int{}
	for i, p := range all {
		number[p.ImportPath] = i
	}
	var lock sync.Mutex
	var failed error
	depth := func(p *source.Package) source.Depth {
		if want[p.ImportPath] {
			return source.Recorded
		}
		return source.Declarations
	}
	source.Check(all, depth, func(c *source.Checked) {
		d := makeDump(c)
		r := describe(c, d)
		r.Number = number[c.ImportPath]
		err := store(ref.file(r), d.text)
		lock.Lock()
		defer lock.Unlock()
		failed = cmp.Or(failed, err)
		ref.Packages = append(ref.Packages, r)
		say("%s: go/types %d/%d %s", t.name, len(ref.Packages), len(want), r.ID)
	})
	slices.SortFunc(ref.Packages, func(a, b *result) int {
		return cmp.Compare(a.Number, b.Number)
	})
	return failed
}

func describe(c *source.Checked, d *dump) *result {
	r := &result{ID: c.ImportPath, Path: c.Path(),
		Cgo: len(c.CgoFiles) > 0, Files: len(c.Files),
		Count: d.lines, Hash: hashDump(d.text)}
	for _, f := range c.Files {
		r.Lines += c.Fset.File(f.FileStart).LineCount()
	}
	for _, line := range strings.Split(part(d.text, "errors"), "\n") {
		if line != "" {
			r.Errors = append(r.Errors, line)
		}
	}
	for _, err := range c.Errors {
		var e *scanner.Error
		if errors.As(err, &e) {
			r.Syntax = append(r.Syntax, fmt.Sprintf("%s:%d:%d: %s",
				filepath.Base(e.Pos.Filename), e.Pos.Line, e.Pos.Column, e.Msg))
		}
	}
	if c.Error != nil {
		r.Problem = c.Error.Err
	}
	return r
}

const errorsMark = "\n# errors\n"

// hashDump leaves out the errors: these are compared by their lines.
func hashDump(text []byte) string {
	if i := bytes.Index(text, []byte(errorsMark)); i >= 0 {
		text = text[:i]
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// part is the text of a section.
func part(text []byte, section string) string {
	_, after, _ := strings.Cut(string(text), "\n# "+section+"\n")
	before, _, _ := strings.Cut("\n"+after, "\n# ")
	return strings.TrimPrefix(before, "\n")
}

func (ref *reference) file(r *result) string {
	return filepath.Join(ref.dir, fmt.Sprintf("%05d.gz", r.Number))
}

func store(path string, text []byte) error {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	z.Write(text)
	if err := z.Close(); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o666)
}

func (ref *reference) dump(r *result) ([]byte, error) {
	f, err := os.Open(ref.file(r))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}
