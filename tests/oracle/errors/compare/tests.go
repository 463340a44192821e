// SPDX-License-Identifier: MIT

package main

import (
	"bytes"
	"fmt"
	"go/build"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"belay.test/oracle/types/source"
)

// A test is one package of Go's own tests, with the errors it is marked with.
type test struct {
	*source.Package
	suite string
	marks map[string][]mark // by "file.go:line"
}

// A suite knows how its tests are written; a test belongs to one.
type suite struct {
	std     map[string]*source.Package
	tests   []*test
	skipped map[string]int // by reason
}

func (s *suite) skip(reason string) {
	if s.skipped == nil {
		s.skipped = map[string]int{}
	}
	s.skipped[reason]++
}

// add makes a test of files that are one package.  own are packages of the
// same test, by import path.
func (s *suite) add(name, id, lang string, files []string,
	own map[string]*source.Package) *test {
	imports := map[string]*source.Package{}
	for _, file := range files {
		// All of it: some have imports where none may be.
		f, _ := parser.ParseFile(token.NewFileSet(), file, nil,
			parser.SkipObjectResolution)
		if f == nil {
			continue
		}
		for _, spec := range f.Imports {
			p, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				continue
			}
			imports[p] = s.std[p]
			if q := own[p]; q != nil {
				imports[p] = q
			}
		}
	}
	t := &test{source.New(id, lang, files, imports), name, map[string][]mark{}}
	t.NoCgo = true
	s.tests = append(s.tests, t)
	return t
}

// packageName is what the file's package clause says; "p" without one.
func packageName(file string) string {
	f, _ := parser.ParseFile(token.NewFileSet(), file, nil,
		parser.PackageClauseOnly)
	if f == nil || f.Name == nil || f.Name.Name == "" {
		return "p"
	}
	return f.Name.Name
}

// addTypesTests reads internal/types/testdata and go/types/testdata: a file
// or a folder is a package, the first line has its flags.
func (s *suite) addTypesTests(goroot string) error {
	src := filepath.Join(goroot, "src")
	for _, dir := range []string{"internal/types/testdata/check",
		"internal/types/testdata/examples", "internal/types/testdata/fixedbugs",
		"internal/types/testdata/spec", "go/types/testdata/local"} {
		list, err := os.ReadDir(filepath.Join(src, dir))
		if err != nil {
			return err
		}
		for _, e := range list {
			name := filepath.Join(src, dir, e.Name())
			files := []string{name}
			if e.IsDir() {
				files, _ = filepath.Glob(filepath.Join(name, "*.go"))
			}
			id := path.Join(path.Base(dir), e.Name())
			if err := s.addTypesTest(id, files); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *suite) addTypesTest(id string, files []string) error {
	match := func(tag string) bool {
		return tag == runtime.GOOS || tag == runtime.GOARCH ||
			slices.Contains(build.Default.ReleaseTags, tag)
	}
	files = slices.DeleteFunc(files, func(f string) bool {
		text, err := os.ReadFile(f)
		return err != nil || !builds(string(text), match)
	})
	if len(files) == 0 {
		s.skip("other systems")
		return nil
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		return err
	}
	lang, cgo := "", false
	line, _, _ := bytes.Cut(text, []byte("\n"))
	if flags, is := bytes.CutPrefix(line, []byte("//")); is {
		for _, flag := range strings.Fields(string(flags)) {
			if v, is := strings.CutPrefix(flag, "-lang=go"); is {
				lang = v
			} else if flag == "-fakeImportC" {
				cgo = true
			} else if strings.HasPrefix(flag, "-") &&
				strings.Trim(flag, "-") != "" {
				s.skip("flag " + flag)
				return nil
			} else {
				break // no flags, but a comment
			}
		}
	}
	t := s.add("testdata", fmt.Sprintf("%s [%s]", packageName(files[0]), id),
		lang, files, nil)
	t.NoCgo, t.TestFuncs = !cgo, true
	for _, f := range files {
		if err := t.typesMarks(f); err != nil {
			return err
		}
	}
	return nil
}

// builds says whether the constraints before the package clause hold.
func builds(text string, match func(string) bool) bool {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "package ") {
			break
		}
		expr, err := constraint.Parse(strings.TrimSuffix(line, "\n"))
		if err == nil && !expr.Eval(match) {
			return false
		}
	}
	return true
}

// addCompilerTests reads GOROOT/test: each file says in its first line what
// is to be done with it, or with the folder beside it.
func (s *suite) addCompilerTests(root string) error {
	return filepath.WalkDir(root, func(file string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && strings.HasSuffix(file, ".dir"):
			return fs.SkipDir
		case e.IsDir() || !strings.HasSuffix(file, ".go"):
			return nil
		}
		return s.addCompilerTest(root, file)
	})
}

// What a recipe asks for.
type recipe struct {
	action          string
	lang, goMod     string
	single, unwants bool // -s; -0: no errors of the language
}

func (s *suite) addCompilerTest(root, file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	r := parseRecipe(string(text))
	header, _, found := strings.Cut(string(text), "\npackage")
	if !found {
		header, _, _ = strings.Cut(header, "\n")
	}
	if !builds(header, func(tag string) bool {
		return tag == runtime.GOOS || tag == runtime.GOARCH || tag == "gc" ||
			tag == "cgo" || tag == "test_run" ||
			slices.Contains(build.Default.ReleaseTags, tag) ||
			slices.Contains(build.Default.ToolTags, tag)
	}) {
		s.skip("other systems")
		return nil
	}
	id, _ := filepath.Rel(root, file)
	dir := strings.TrimSuffix(file, ".go") + ".dir"
	switch r.action {
	case "runindir":
		return s.addModule(id, dir, r)
	case "compiledir", "errorcheckdir", "errorcheckandrundir", "rundir",
		"builddir", "buildrundir":
		return s.addFolder(id, dir, r)
	}
	t := s.add(r.suite(), fmt.Sprintf("%s [%s]", packageName(file), id), r.lang,
		[]string{file}, nil)
	if strings.HasPrefix(r.action, "errorcheck") && !r.unwants {
		return t.compilerMarks(file)
	}
	return nil
}

func (r *recipe) suite() string {
	if strings.HasPrefix(r.action, "errorcheck") && !r.unwants {
		return "test, errors"
	}
	return "test, others"
}

func parseRecipe(text string) *recipe {
	r := &recipe{goMod: "1.14"}
	for line := range strings.Lines(text) {
		if constraint.IsGoBuild(line) || constraint.IsPlusBuild(line) {
			continue
		}
		line = strings.TrimSpace(strings.TrimPrefix(line, "//"))
		if line == "" {
			continue
		}
		words := strings.Fields(line)
		r.action = words[0]
		for i, w := range words[1:] {
			switch {
			case w == "-0":
				r.unwants = true
			case w == "-1":
				r.unwants = false
			case w == "-s":
				r.single = true
			case strings.HasPrefix(w, "-lang=go"):
				r.lang = strings.TrimPrefix(w, "-lang=go")
			case w == "-gomodversion" && i+2 < len(words):
				r.goMod = strings.Trim(words[i+2], `"`)
			}
		}
		break
	}
	return r
}

// addFolder adds the packages of a folder: files of one package name are
// one, in the order of the files; a package is imported as "./" and the name
// of its first file.
func (s *suite) addFolder(id, dir string, r *recipe) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("%s: no files in %s", id, dir)
	}
	var order []string
	groups := map[string][]string{}
	for _, f := range files {
		name := packageName(f)
		if r.single {
			name = f
		}
		if groups[name] == nil {
			order = append(order, name)
		}
		groups[name] = append(groups[name], f)
	}
	own := map[string]*source.Package{}
	for _, name := range order {
		first := strings.TrimSuffix(filepath.Base(groups[name][0]), ".go")
		pkgPath := "test/" + first
		if packageName(groups[name][0]) == "main" {
			pkgPath = "main"
		}
		t := s.add(r.suite(), fmt.Sprintf("%s [%s]", pkgPath, id), r.lang,
			groups[name], own)
		own["./"+first], own["test/"+first] = t.Package, t.Package
		if t.suite != "test, errors" {
			continue
		}
		for _, f := range groups[name] {
			if err := t.compilerMarks(f); err != nil {
				return err
			}
		}
	}
	return nil
}

// addModule adds a folder that is a module of its own.
func (s *suite) addModule(id, dir string, r *recipe) error {
	own := map[string]*source.Package{}
	waiting := map[string][]string{} // by import path
	err := filepath.WalkDir(dir, func(f string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(f, ".go") {
			return err
		}
		if ok, _ := build.Default.MatchFile(filepath.Dir(f), e.Name()); ok {
			rel, _ := filepath.Rel(filepath.Dir(dir), filepath.Dir(f))
			waiting[rel] = append(waiting[rel], f)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for len(waiting) > 0 {
		ready := ""
		for p, files := range waiting {
			if !slices.ContainsFunc(files, func(f string) bool {
				return importsAny(f, waiting)
			}) && (ready == "" || p < ready) {
				ready = p
			}
		}
		if ready == "" {
			s.skip("a cycle of imports")
			return nil
		}
		files := waiting[ready]
		delete(waiting, ready)
		t := s.add("test, others", fmt.Sprintf("%s [%s]", ready, id), r.goMod,
			files, own)
		own[ready] = t.Package
	}
	return nil
}

func importsAny(file string, of map[string][]string) bool {
	f, _ := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	return f != nil && slices.ContainsFunc(f.Imports, func(spec *importSpec) bool {
		p, _ := strconv.Unquote(spec.Path.Value)
		return of[p] != nil
	})
}
