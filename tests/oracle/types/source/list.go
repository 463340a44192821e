// SPDX-License-Identifier: MIT

// Package source loads Go packages as the go command lists them and checks
// them all from their sources with go/types: no export data, no cache, so
// that what it says of a program depends on the program and on Go alone.
package source

import (
	"embed"
	"encoding/json"
	"fmt"
	"go/types"
	"go/version"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// Self is the text of this package, for those who keep what it found.
//
//go:embed *.go
var Self embed.FS

// A Package is one line of `go list -deps -json -e`.
type Package struct {
	Dir        string
	ImportPath string // "p", "p [p.test]", "p_test [p.test]"
	Name       string
	ForTest    string
	Standard   bool
	DepOnly    bool
	GoFiles    []string
	CgoFiles   []string
	ImportMap  map[string]string
	Module     *struct{ GoVersion string }
	Error      *struct{ Err string }

	NoCgo     bool // import "C" is an error
	TestFuncs bool // assert and trace are predeclared
	Types     *types.Package
	Errors    []error

	imports map[string]*Package // by the path in the source
	done    chan struct{}
}

const fields = "Dir,ImportPath,Name,ForTest,Standard,DepOnly,GoFiles," +
	"CgoFiles,Imports,ImportMap,Module,Error"

// Path is what the package calls itself.
func (p *Package) Path() string {
	path, _, _ := strings.Cut(p.ImportPath, " ")
	return path
}

// Files are the Go files that make the package, tests last.
func (p *Package) Files() []string {
	files := slices.Concat(p.GoFiles, p.CgoFiles)
	slices.SortStableFunc(files, func(a, b string) int {
		at, bt := isTest(a), isTest(b)
		switch {
		case at == bt:
			return strings.Compare(a, b)
		case at:
			return 1
		}
		return -1
	})
	for i, f := range files {
		if !filepath.IsAbs(f) {
			files[i] = filepath.Join(p.Dir, f)
		}
	}
	return files
}

func isTest(file string) bool { return strings.HasSuffix(file, "_test.go") }

// GoVersion is the language of the package's files; "" is the newest.
func (p *Package) GoVersion() string {
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

// New is a package that no go command knows: files in their order, in the
// language lang ("1.17"; "" is the newest).
func New(id, lang string, files []string, imports map[string]*Package) *Package {
	p := &Package{ImportPath: id, GoFiles: files, imports: imports}
	if lang != "" {
		p.Module = &struct{ GoVersion string }{lang}
	}
	p.done = make(chan struct{})
	return p
}

// Give writes the package for a driver in C, as given.h says.
func (p *Package) Give(w io.Writer, want bool) {
	fmt.Fprintf(w, "package %s\npath %s\ngo %s\n", p.ImportPath, p.Path(),
		p.GoVersion())
	for _, f := range p.Files() {
		fmt.Fprintf(w, "file %s\n", f)
	}
	for path, dep := range p.imports {
		if dep != nil {
			fmt.Fprintf(w, "import %s=%s\n", path, dep.ImportPath)
		}
	}
	if p.NoCgo {
		fmt.Fprintln(w, "nocgo")
	}
	if p.TestFuncs {
		fmt.Fprintln(w, "test")
	}
	if want {
		fmt.Fprintln(w, "want")
	}
}

// List is what patterns name in dir, and all that these import;
// dependencies first.
func List(dir string, tests bool, patterns ...string) ([]*Package, error) {
	args := []string{"list", "-e", "-deps", "-json=" + fields}
	if tests {
		args = append(args, "-test")
	}
	// The go command of the Go whose go/types is in this program.
	goroot := runtime.GOROOT()
	cmd := exec.Command(filepath.Join(goroot, "bin", "go"),
		append(append(args, "--"), patterns...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=1", "PWD="+dir,
		"GOTOOLCHAIN=local", "GOROOT="+goroot, "GOWORK=off")
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
		err = waited
	}
	if err != nil {
		return nil, fmt.Errorf("go list in %s: %w", dir, err)
	}
	return all, nil
}

// decode reads packages, and finds what each of their imports means.  An
// import of what comes later would close a cycle: it stays unresolved.
func decode(r io.Reader) ([]*Package, error) {
	var all []*Package
	byPath := map[string]*Package{}
	for d := json.NewDecoder(r); ; {
		var p struct {
			Package
			Imports []string
		}
		switch err := d.Decode(&p); err {
		case nil:
		case io.EOF:
			return all, nil
		default:
			return nil, err
		}
		// The main package that `go test` would write.
		if p.Name == "main" && strings.HasSuffix(p.ImportPath, ".test") &&
			len(p.GoFiles) == 1 && filepath.IsAbs(p.GoFiles[0]) {
			continue
		}
		q := &p.Package
		q.done = make(chan struct{})
		q.imports = map[string]*Package{}
		for _, path := range p.Imports {
			q.imports[path] = byPath[path]
		}
		for from, to := range q.ImportMap {
			q.imports[from] = byPath[to]
		}
		byPath[q.ImportPath] = q
		all = append(all, q)
	}
}
