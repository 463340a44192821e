// SPDX-License-Identifier: MIT

package main

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"golang.org/x/tools/go/ssa"

	"belay.test/oracle/ir/program"
)

// theirs gives the name of a file with x/tools' text of all functions; it is
// made when there is none for these files and this Go.
func (o *options) theirs(name, dir string, patterns []string) (string, error) {
	id, err := identity(dir, patterns)
	if err != nil {
		return "", err
	}
	path := filepath.Join(o.work, fmt.Sprintf("%s.%.16s.theirs", name, id))
	if _, err := os.Stat(path); err == nil && !o.fresh {
		return path, nil
	}
	if err := os.MkdirAll(o.work, 0o777); err != nil {
		return "", err
	}
	p, err := program.Load(dir, ssa.InstantiateGenerics, patterns...)
	if err != nil {
		return "", err
	}
	f, err := os.Create(path + ".part")
	if err != nil {
		return "", err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	for _, b := range p.Broken {
		fmt.Fprintf(w, "! %s\n", b)
	}
	for _, fn := range functions(p) {
		write(w, fn)
	}
	if err := w.Flush(); err != nil {
		return "", err
	}
	if err := f.Close(); err != nil {
		return "", err
	}
	return path, os.Rename(path+".part", path)
}

// identity is a hash of what the answer depends on.
func identity(dir string, patterns []string) (string, error) {
	cmd := exec.Command(filepath.Join(runtime.GOROOT(), "bin", "go"),
		append([]string{"list", "-e", "-deps", "-f",
			"{{$d := .Dir}}{{range .GoFiles}}{{$d}}/{{.}}\n{{end}}", "--"},
			patterns...)...)
	cmd.Dir = dir
	cmd.Env = append(program.Environ(), "PWD="+dir)
	out, err := cmd.Output()
	if err != nil && len(out) == 0 {
		return "", fmt.Errorf("go list in %s: %w", dir, err)
	}
	h := sha256.New()
	fmt.Fprintln(h, runtime.Version(), "format 6", dir, patterns)
	for _, path := range strings.Fields(string(out)) {
		info, err := os.Stat(path)
		if err == nil {
			fmt.Fprintln(h, path, info.Size(), info.ModTime().UnixNano())
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil)), nil
}

// functions are those of the packages that patterns name, and what they
// refer to.
func functions(p *program.Program) []*ssa.Function {
	var all []*ssa.Function
	seen := map[*ssa.Function]bool{}
	add := func(fn *ssa.Function) {
		if fn != nil && !seen[fn] {
			seen[fn] = true
			all = append(all, fn)
		}
	}
	roots := map[*ssa.Package]bool{}
	for _, pkg := range p.Packages {
		if pkg.DepOnly || pkg.SSA == nil || pkg.ImportPath == "unsafe" {
			continue
		}
		roots[pkg.SSA] = true
		declared(p.Prog, pkg, add)
	}
	for i := 0; i < len(all); i++ {
		fn := all[i]
		if fn.Pkg != nil && !roots[fn.Pkg] {
			continue // belay has no body of it
		}
		each(fn, add)
	}
	list := all[:0]
	for _, fn := range all {
		if fn.Pkg == nil || roots[fn.Pkg] {
			list = append(list, fn)
		}
	}
	return list
}

func declared(prog *ssa.Program, pkg *program.Package, add func(*ssa.Function)) {
	for _, m := range pkg.SSA.Members {
		switch m := m.(type) {
		case *ssa.Function:
			add(m)
		case *ssa.Type:
			named, is := m.Type().(*types.Named) // else an alias
			if !is || types.IsInterface(named) {
				continue
			}
			for method := range named.Methods() {
				add(prog.FuncValue(method))
			}
			if named.TypeParams().Len() == 0 {
				wrappers(prog, named, add)
				wrappers(prog, types.NewPointer(named), add)
			}
		}
	}
}

func wrappers(prog *ssa.Program, t types.Type, add func(*ssa.Function)) {
	for sel := range prog.MethodSets.MethodSet(t).Methods() {
		if sel.Obj().(*types.Func).Signature().TypeParams().Len() == 0 {
			add(prog.MethodValue(sel))
		}
	}
}
