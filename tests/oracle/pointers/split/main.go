// SPDX-License-Identifier: MIT

// Split writes a module for each of the programs in Go's own test of pointer
// passing, cmd/cgo/internal/testerrors/ptr_test.go, and a list of them:
//
//	split FILE FOLDER
//
// A line of FOLDER/list is a name, "bad" when the running program must be
// stopped and "good" when not.
package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

type test struct {
	text    map[string]string
	imports []string
	fail    bool
}

func text(x ast.Expr) string {
	lit, ok := x.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	s, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return s
}

func read(lit *ast.CompositeLit) test {
	t := test{text: map[string]string{}}
	for _, el := range lit.Elts {
		kv, ok := el.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		switch v := kv.Value.(type) {
		case *ast.BasicLit:
			t.text[kv.Key.(*ast.Ident).Name] = text(v)
		case *ast.Ident:
			if kv.Key.(*ast.Ident).Name == "fail" {
				t.fail = v.Name == "true"
			}
		case *ast.CompositeLit:
			for _, x := range v.Elts {
				if s := text(x); s != "" {
					t.imports = append(t.imports, s)
				}
			}
		}
	}
	return t
}

// tests has the elements of `var ptrTests = []ptrTest{...}`.
func tests(f *ast.File) []test {
	var all []test
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || spec.Names[0].Name != "ptrTests" {
			return true
		}
		for _, el := range spec.Values[0].(*ast.CompositeLit).Elts {
			all = append(all, read(el.(*ast.CompositeLit)))
		}
		return false
	})
	return all
}

// A file that exports may not have definitions in its preamble, so what C
// calls it with is in another one: as the test itself does it.
func (t test) files() map[string]string {
	var imports strings.Builder
	for _, name := range t.imports {
		fmt.Fprintf(&imports, "import %q\n", name)
	}
	main := fmt.Sprintf("package main\n\n/*\n%s\n*/\nimport \"C\"\n%s\n%s\n\n"+
		"func main() {\n%s\n}\n", t.text["c"], imports.String(),
		t.text["support"], t.text["body"])
	files := map[string]string{
		"main.go": main,
		"go.mod":  "module ptrtest\n\ngo 1.20\n",
	}
	if t.text["c1"] != "" {
		files["more.go"] = fmt.Sprintf("package main\n\n/*\n%s\n*/\n"+
			"import \"C\"\n", t.text["c1"])
	}
	return files
}

func run(file, folder string) error {
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		return err
	}
	var list strings.Builder
	for _, t := range tests(f) {
		dir := filepath.Join(folder, t.text["name"])
		if err := os.MkdirAll(dir, 0o777); err != nil {
			return err
		}
		for name, text := range t.files() {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
				return err
			}
		}
		want := "good"
		if t.fail {
			want = "bad"
		}
		fmt.Fprintln(&list, t.text["name"], want)
	}
	return os.WriteFile(filepath.Join(folder, "list"), []byte(list.String()), 0o666)
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: split FILE FOLDER")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "split:", err)
		os.Exit(3)
	}
}
