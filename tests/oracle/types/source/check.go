// SPDX-License-Identifier: MIT

package source

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"os"
	"runtime"
	"strings"
	"sync"
)

// A Depth says how much of a package is checked.
type Depth int

const (
	Declarations Depth = iota // what importers can see
	Bodies                    // all
	Recorded                  // all, and visit is called
)

// A Checked package, while its trees are there.
type Checked struct {
	*Package
	Fset  *token.FileSet
	Files []*ast.File // in the order of Files(); those that could be read
	Info  *types.Info
}

// Check parses and checks all packages, several at a time, each after what
// it imports.  visit is called for those that are Recorded, also from
// several goroutines; trees and types of expressions are garbage after it.
func Check(all []*Package, depth func(*Package) Depth, visit func(*Checked)) {
	fset := token.NewFileSet()
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for _, p := range all {
		wg.Go(func() {
			defer close(p.done)
			for _, dep := range p.imports {
				if dep != nil {
					<-dep.done
				}
			}
			slots <- struct{}{}
			defer func() { <-slots }()
			check(p, fset, depth(p), visit)
		})
	}
	wg.Wait()
}

func check(p *Package, fset *token.FileSet, depth Depth, visit func(*Checked)) {
	if p.ImportPath == "unsafe" {
		p.Types = types.Unsafe
		return
	}
	c := &Checked{Package: p, Fset: fset}
	for _, file := range p.Files() {
		f, errs := Parse(fset, file)
		p.Errors = append(p.Errors, errs...)
		if f != nil {
			c.Files = append(c.Files, f)
		}
	}
	if depth == Recorded {
		c.Info = NewInfo()
	}
	conf := types.Config{
		GoVersion:        p.GoVersion(),
		IgnoreFuncBodies: depth == Declarations,
		FakeImportC:      !p.NoCgo,
		Importer:         importer{p},
	}
	var errs []error
	p.Types, errs = CheckFiles(&conf, p.Path(), fset, c.Files, c.Info)
	for _, err := range errs {
		if len(p.CgoFiles) == 0 || !followsFromC(err) {
			p.Errors = append(p.Errors, err)
		}
	}
	if depth == Recorded {
		visit(c)
	}
}

// followsFromC says whether an error is there only because nobody told
// go/types what C.name is.
func followsFromC(err error) bool {
	return strings.Contains(err.Error(), "invalid type") ||
		strings.Contains(err.Error(), "invalid operand")
}

// Parse gives a file's tree, nil when it cannot be read, and all errors.
func Parse(fset *token.FileSet, path string) (*ast.File, []error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, []error{err}
	}
	f, err := parser.ParseFile(fset, path, text,
		parser.AllErrors|parser.SkipObjectResolution)
	var list scanner.ErrorList
	if !errors.As(err, &list) {
		if err != nil {
			return f, []error{err}
		}
		return f, nil
	}
	var errs []error
	for _, e := range list {
		// Where it is, whatever a line directive says.
		if tf := fset.File(f.FileStart); tf != nil {
			e.Pos = tf.PositionFor(tf.Pos(e.Pos.Offset), false)
		}
		errs = append(errs, e)
	}
	return f, errs
}

// NewInfo records everything.
func NewInfo() *types.Info {
	return &types.Info{
		Types:        map[ast.Expr]types.TypeAndValue{},
		Instances:    map[*ast.Ident]types.Instance{},
		Defs:         map[*ast.Ident]types.Object{},
		Uses:         map[*ast.Ident]types.Object{},
		Implicits:    map[ast.Node]types.Object{},
		Selections:   map[*ast.SelectorExpr]*types.Selection{},
		FileVersions: map[*ast.File]string{},
	}
}

// CheckFiles checks a package with gc's sizes.  A checker that breaks down
// is an error of the package as any other.
func CheckFiles(conf *types.Config, path string, fset *token.FileSet,
	files []*ast.File, info *types.Info) (pkg *types.Package, errs []error) {
	conf.Sizes = types.SizesFor("gc", runtime.GOARCH)
	conf.Error = func(err error) { errs = append(errs, err) }
	defer func() {
		if r := recover(); r != nil {
			errs = append(errs, fmt.Errorf("%s: go/types: %v", path, r))
		}
	}()
	pkg, _ = conf.Check(path, fset, files, info)
	return
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
