// SPDX-License-Identifier: MIT

// Package program loads Go packages with all that they import, as the go
// command lists them, and builds their SSA form with x/tools.  Everything is
// checked from source: no export data, no cgo.
package program

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"go/version"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"golang.org/x/tools/go/ssa"
)

// A Package is one line of `go list -deps -json -e`.
type Package struct {
	Dir        string
	ImportPath string
	Name       string
	DepOnly    bool
	GoFiles    []string
	Imports    []string
	ImportMap  map[string]string
	Module     *struct{ GoVersion string }
	Error      *struct{ Err string }

	Types *types.Package
	SSA   *ssa.Package // nil: it has errors

	files   []*ast.File
	info    *types.Info
	errors  []error
	imports map[string]*Package
	done    chan struct{}
}

// A Program is built.
type Program struct {
	Fset     *token.FileSet
	Prog     *ssa.Program
	Packages []*Package // dependencies first
	Broken   []string   // packages with errors, and the first of them
}

// Load builds what patterns name in dir, and all that these import.
func Load(dir string, mode ssa.BuilderMode, patterns ...string) (*Program, error) {
	all, err := list(dir, patterns)
	if err != nil {
		return nil, err
	}
	p := &Program{Fset: token.NewFileSet(), Packages: all}
	p.check()
	p.Prog = ssa.NewProgram(p.Fset, mode)
	for _, pkg := range all {
		if len(pkg.errors) > 0 {
			p.Broken = append(p.Broken,
				fmt.Sprintf("%s: %v", pkg.ImportPath, pkg.errors[0]))
			continue
		}
		pkg.SSA = p.Prog.CreatePackage(pkg.Types, pkg.files, pkg.info, true)
	}
	p.Prog.Build()
	for _, pkg := range all {
		pkg.files, pkg.info = nil, nil
	}
	return p, nil
}

// Environ is what both sides are run in: a program of Go alone.
func Environ() []string {
	return append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off",
		"GOFLAGS=-mod=mod", "GOROOT="+runtime.GOROOT(), "GOTOOLCHAIN=local")
}

func list(dir string, patterns []string) ([]*Package, error) {
	cmd := exec.Command(filepath.Join(runtime.GOROOT(), "bin", "go"),
		append([]string{"list", "-e", "-deps",
			"-json=Dir,ImportPath,Name,DepOnly,GoFiles,Imports,ImportMap,Module,Error",
			"--"}, patterns...)...)
	cmd.Dir = dir
	cmd.Env = append(Environ(), "PWD="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	all, err := decode(out)
	if waited := cmd.Wait(); err == nil && len(all) == 0 {
		err = fmt.Errorf("no packages: %v", waited)
	}
	return all, err
}

func decode(r io.Reader) ([]*Package, error) {
	var all []*Package
	byPath := map[string]*Package{}
	for d := json.NewDecoder(r); ; {
		p := &Package{imports: map[string]*Package{}, done: make(chan struct{})}
		switch err := d.Decode(p); err {
		case nil:
		case io.EOF:
			return all, nil
		default:
			return nil, err
		}
		for _, path := range p.Imports {
			p.imports[path] = byPath[path]
		}
		for from, to := range p.ImportMap {
			p.imports[from] = byPath[to]
		}
		byPath[p.ImportPath] = p
		all = append(all, p)
	}
}

func (p *Program) check() {
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for _, pkg := range p.Packages {
		wg.Go(func() {
			defer close(pkg.done)
			for _, dep := range pkg.imports {
				if dep != nil {
					<-dep.done
				}
			}
			slots <- struct{}{}
			defer func() { <-slots }()
			pkg.check(p.Fset)
		})
	}
	wg.Wait()
}

func (p *Package) check(fset *token.FileSet) {
	if p.ImportPath == "unsafe" {
		p.Types = types.Unsafe
		p.info = &types.Info{}
		return
	}
	if p.Error != nil {
		p.errors = append(p.errors, errors.New(p.Error.Err))
	}
	for _, name := range p.GoFiles {
		f, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil,
			parser.AllErrors|parser.SkipObjectResolution)
		if err != nil {
			p.errors = append(p.errors, err)
		}
		if f != nil {
			p.files = append(p.files, f)
		}
	}
	p.info = &types.Info{
		Types:        map[ast.Expr]types.TypeAndValue{},
		Instances:    map[*ast.Ident]types.Instance{},
		Defs:         map[*ast.Ident]types.Object{},
		Uses:         map[*ast.Ident]types.Object{},
		Implicits:    map[ast.Node]types.Object{},
		Selections:   map[*ast.SelectorExpr]*types.Selection{},
		Scopes:       map[ast.Node]*types.Scope{},
		FileVersions: map[*ast.File]string{},
	}
	conf := types.Config{
		GoVersion: p.goVersion(),
		Sizes:     types.SizesFor("gc", runtime.GOARCH),
		Importer:  importer{p},
		Error:     func(err error) { p.errors = append(p.errors, err) },
	}
	// Built with a profile it is "path [main package]" for the go command.
	path, _, _ := strings.Cut(p.ImportPath, " ")
	p.Types, _ = conf.Check(path, fset, p.files, p.info)
}

func (p *Package) goVersion() string {
	if p.Module == nil {
		return ""
	}
	v := "go" + p.Module.GoVersion
	if v == "go" {
		v = "go1.16"
	}
	if version.Compare(version.Lang(v), version.Lang(runtime.Version())) > 0 {
		return ""
	}
	return version.Lang(v)
}

type importer struct{ of *Package }

func (i importer) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	p := i.of.imports[path]
	if p == nil || p.Types == nil {
		return nil, fmt.Errorf("package %s is not there", path)
	}
	return p.Types, nil
}
