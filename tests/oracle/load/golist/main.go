// golist prints what `go list -e -deps -json` says in the form of load_print
// (doc/dump-format.md, "packages"), so that the two can be compared.
//
//	go list -e -deps -json -pgo=off ... | golist
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"
)

type module struct {
	Path, Version, GoVersion string
	Main                     bool
}

type pkg struct {
	ImportPath, Name, Dir, ForTest string
	Standard, Goroot, DepOnly      bool
	Module                         *module
	Error                          *struct{ Err string }

	GoFiles, CgoFiles, IgnoredGoFiles, InvalidGoFiles, IgnoredOtherFiles []string
	CFiles, CXXFiles, MFiles, HFiles, FFiles, SFiles                     []string
	SwigFiles, SwigCXXFiles, SysoFiles, TestGoFiles, XTestGoFiles        []string

	Imports   []string
	ImportMap map[string]string
}

func names(w io.Writer, what string, list []string) {
	if len(list) > 0 {
		fmt.Fprintf(w, "\t%s %s\n", what, strings.Join(list, " "))
	}
}

// Imports as they are written, with what they mean when that is not the same.
// A test package lists some twice.
func imports(w io.Writer, p *pkg) {
	written := map[string]string{}
	for from, to := range p.ImportMap {
		written[to] = from
	}
	seen := map[string]string{}
	for _, to := range p.Imports {
		from := to
		if f, ok := written[to]; ok {
			from = f
		}
		seen[from] = to
	}
	var list []string
	for from := range seen {
		list = append(list, from)
	}
	sort.Strings(list)
	for _, from := range list {
		if to := seen[from]; to != from {
			fmt.Fprintf(w, "\timport %s = %s\n", from, to)
		} else {
			fmt.Fprintf(w, "\timport %s\n", from)
		}
	}
}

func show(w io.Writer, p *pkg) {
	fmt.Fprintf(w, "package %s\n", p.ImportPath)
	if p.Name != "" {
		fmt.Fprintf(w, "\tname %s\n", p.Name)
	}
	if p.Dir != "" {
		fmt.Fprintf(w, "\tdir %s\n", p.Dir)
	}
	if m := p.Module; m != nil {
		fmt.Fprintf(w, "\tmodule %s", m.Path)
		if m.Version != "" {
			fmt.Fprintf(w, " %s", m.Version)
		}
		if m.GoVersion != "" {
			fmt.Fprintf(w, " go %s", m.GoVersion)
		}
		if m.Main {
			fmt.Fprint(w, " main")
		}
		fmt.Fprintln(w)
	}
	if p.Standard {
		fmt.Fprintln(w, "\tstandard")
	}
	if !p.DepOnly {
		fmt.Fprintln(w, "\troot")
	}
	if p.Error != nil {
		fmt.Fprintln(w, "\tbroken")
	}
	names(w, "go", p.GoFiles)
	names(w, "cgo", p.CgoFiles)
	names(w, "ignored-go", p.IgnoredGoFiles)
	names(w, "invalid-go", p.InvalidGoFiles)
	names(w, "ignored-other", p.IgnoredOtherFiles)
	names(w, "c", p.CFiles)
	names(w, "cxx", p.CXXFiles)
	names(w, "m", p.MFiles)
	names(w, "h", p.HFiles)
	names(w, "f", p.FFiles)
	names(w, "s", p.SFiles)
	names(w, "swig", p.SwigFiles)
	names(w, "swigcxx", p.SwigCXXFiles)
	names(w, "syso", p.SysoFiles)
	names(w, "test-go", p.TestGoFiles)
	names(w, "xtest-go", p.XTestGoFiles)
	imports(w, p)
}

// The main program of a test is made by go test; nothing of it is compared.
func isTestMain(p *pkg) bool {
	return p.Name == "main" && strings.HasSuffix(p.ImportPath, ".test") &&
		len(p.GoFiles) == 1 && !strings.HasSuffix(p.GoFiles[0], ".go") ||
		strings.HasSuffix(p.ImportPath, ".test") && p.Standard == false &&
			len(p.GoFiles) == 1 && strings.HasPrefix(p.GoFiles[0], "/")
}

func main() {
	d := json.NewDecoder(bufio.NewReaderSize(os.Stdin, 1<<20))
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	for {
		var p pkg
		if err := d.Decode(&p); err == io.EOF {
			return
		} else if err != nil {
			fmt.Fprintln(os.Stderr, "golist:", err)
			os.Exit(1)
		}
		if p.ForTest != "" && p.Goroot && p.Module == nil {
			p.Standard = true // go list does not say so of p_test
		}
		if !isTestMain(&p) {
			show(w, &p)
		}
	}
}
