// SPDX-License-Identifier: MIT

// theirs - what cgo makes of C, beside what belay says
//
//	theirs [-v] DUMP DIR [PATTERN...]
//
// Runs `go list -compiled` in DIR, reads the _cgo_gotypes.go of each package,
// prints what ../cgo_dump.c prints, and compares it with what the program
// DUMP prints of the same packages.  Its last line is "N passed, N failed, N
// skipped", of packages; those that do not build here are skipped.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

var verbose = flag.Bool("v", false, "print every difference")

// A listed package is what go list says of it.
type listed struct {
	Dir, ImportPath string
	Standard        bool
	CgoFiles        []string
	CompiledGoFiles []string
	DepOnly         bool
	Error           *struct{ Err string }
	DepsErrors      []*struct{ Err string }
}

func list(dir string, patterns []string) ([]*listed, error) {
	args := append([]string{"list", "-e", "-compiled", "-json=Dir,ImportPath,Standard,CgoFiles,CompiledGoFiles,DepOnly,Error,DepsErrors"}, patterns...)
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	var problems bytes.Buffer
	cmd.Stderr = &problems
	out, err := cmd.Output()
	if err != nil && len(out) == 0 {
		return nil, fmt.Errorf("go list in %s: %w: %.2000s", dir, err, problems.Bytes())
	}
	var all []*listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		p := new(listed)
		if err := d.Decode(p); err == io.EOF {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		if len(p.CgoFiles) > 0 {
			all = append(all, p)
		}
	}
}

// Names that a package's files use of C.
func used(p *listed) ([]string, error) {
	names := map[string]bool{}
	for _, name := range p.CgoFiles {
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, 0)
		if err != nil {
			return nil, err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if id, ok := sel.X.(*ast.Ident); ok && id.Name == "C" {
					names[sel.Sel.Name] = true
				}
			}
			return true
		})
	}
	return slices.Sorted(maps.Keys(names)), nil
}

// What _cgo_gotypes.go imports, as far as it is used there.
type importer struct{}

func (importer) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	name := path[strings.LastIndexByte(path, '/')+1:]
	pkg := types.NewPackage(path, name)
	switch path {
	case "syscall":
		obj := types.NewTypeName(token.NoPos, pkg, "Errno", nil)
		types.NewNamed(obj, types.Typ[types.Uintptr], nil)
		pkg.Scope().Insert(obj)
	case "runtime/cgo":
		blank := types.NewField(token.NoPos, pkg, "_", types.NewStruct(nil, nil), false)
		obj := types.NewTypeName(token.NoPos, pkg, "Incomplete", nil)
		types.NewNamed(obj, types.NewStruct([]*types.Var{blank}, nil), nil)
		pkg.Scope().Insert(obj)
	}
	pkg.MarkComplete()
	return pkg, nil
}

func check(path string) (*types.Scope, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	conf := types.Config{
		Importer:         importer{},
		Error:            func(error) {}, // it names types of other files
		IgnoreFuncBodies: true,
	}
	pkg, _ := conf.Check("p", fset, []*ast.File{f}, nil)
	return pkg.Scope(), nil
}

type printer struct {
	out       strings.Builder
	seen      map[*types.Named]string
	queue     []*types.Named
	anonymous int
}

func (p *printer) named(t *types.Named) string {
	if s, ok := p.seen[t]; ok {
		return s
	}
	name := t.Obj().Name()
	if name == "Incomplete" {
		return "incomplete"
	}
	if n, ok := strings.CutPrefix(name, "_Ctype_struct___"); ok && n != "" && strings.Trim(n, "0123456789") == "" {
		name = fmt.Sprintf("_Ctype_struct___%d", p.anonymous)
		p.anonymous++
	}
	p.seen[t] = name
	if strings.HasPrefix(name, "_Ctype_") {
		p.queue = append(p.queue, t)
	}
	return name
}

func (p *printer) tuple(t *types.Tuple) string {
	var all []string
	for v := range t.Variables() {
		all = append(all, p.text(v.Type()))
	}
	return strings.Join(all, ", ")
}

func (p *printer) text(t types.Type) string {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		if t.Kind() == types.UnsafePointer {
			return "Pointer"
		}
		return types.Typ[t.Kind()].Name()
	case *types.Pointer:
		return "*" + p.text(t.Elem())
	case *types.Array:
		return fmt.Sprintf("[%d]%s", t.Len(), p.text(t.Elem()))
	case *types.Slice:
		return "[]" + p.text(t.Elem())
	case *types.Struct:
		if t.NumFields() == 1 && t.Field(0).Name() == "_" {
			if _, padding := t.Field(0).Type().(*types.Array); !padding {
				return "incomplete"
			}
		}
		var all []string
		for f := range t.Fields() {
			all = append(all, f.Name()+" "+p.text(f.Type()))
		}
		return "struct{" + strings.Join(all, "; ") + "}"
	case *types.Named:
		return p.named(t)
	case *types.Signature:
		return "func(" + p.tuple(t.Params()) + ") " + p.tuple(t.Results())
	}
	return "?"
}

// What cgo calls it, the most telling first.
var prefixes = []string{"_Ciconst_", "_Cfconst_", "_Csconst_", "_Ctype_",
	"_Cvar_", "_Cfunc_", "_C2func_", "_Cmacro_", "_Cfpvar_fp_"}

func find(scope *types.Scope, name string) (types.Object, string) {
	if name == "malloc" {
		name = "_CMalloc"
	}
	for _, prefix := range prefixes {
		if obj := scope.Lookup(prefix + name); obj != nil {
			return obj, prefix
		}
	}
	return nil, ""
}

func (p *printer) object(scope *types.Scope, name string) {
	obj, prefix := find(scope, name)
	switch {
	case obj == nil:
		fmt.Fprintf(&p.out, "unknown %s\n", name)
	case prefix == "_Cfpvar_fp_":
		fmt.Fprintf(&p.out, "pointer %s\n", name)
	case prefix == "_Ctype_":
		fmt.Fprintf(&p.out, "type %s %s\n", name, p.text(obj.Type()))
	case prefix == "_Cvar_":
		fmt.Fprintf(&p.out, "var %s %s\n", name, p.text(obj.Type().(*types.Pointer).Elem()))
	case prefix == "_Cmacro_":
		sig := obj.Type().(*types.Signature)
		fmt.Fprintf(&p.out, "macro %s %s\n", name, p.text(sig.Results().At(0).Type()))
	case prefix == "_C2func_":
		sig := obj.Type().(*types.Signature)
		one := types.NewTuple(sig.Results().At(0))
		sig = types.NewSignatureType(nil, nil, nil, sig.Params(), one, false)
		fmt.Fprintf(&p.out, "func %s %s\n", name, p.text(sig))
	case prefix == "_Cfunc_":
		fmt.Fprintf(&p.out, "func %s %s\n", name, p.text(obj.Type()))
	default:
		c := obj.(*types.Const)
		value := c.Val()
		if value.Kind() == constant.Unknown {
			fmt.Fprintf(&p.out, "unknown %s\n", name)
			break
		}
		fmt.Fprintf(&p.out, "const %s %s %s\n", name, p.text(obj.Type()), value.ExactString())
	}
	for len(p.queue) > 0 {
		n := p.queue[0]
		p.queue = p.queue[1:]
		fmt.Fprintf(&p.out, "named %s %s\n", p.named(n), p.text(n.Underlying()))
	}
}

// What cgo says of a package; false when it does not build here.
func theirs(p *listed) (string, bool, error) {
	path := ""
	for _, f := range p.CompiledGoFiles {
		// In the build cache it has no name.
		if text, _ := os.ReadFile(f); filepath.IsAbs(f) &&
			bytes.Contains(text, []byte("\nfunc _Cgo_ptr(")) {
			path = f
		}
	}
	if path == "" || p.Error != nil || len(p.DepsErrors) > 0 {
		return "", false, nil
	}
	scope, err := check(path)
	if err != nil {
		return "", false, err
	}
	names, err := used(p)
	if err != nil {
		return "", false, err
	}
	pr := printer{seen: map[*types.Named]string{}}
	for _, name := range names {
		pr.object(scope, name)
	}
	return pr.out.String(), true, nil
}

// What belay prints: by package, and the errors.
func ours(dump, dir string, patterns []string) (map[string]string, []string, error) {
	cmd := exec.Command(dump, append([]string{dir}, patterns...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, nil, err
	}
	all := map[string]string{}
	var errors []string
	id, text := "", strings.Builder{}
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 1<<26)
	for lines.Scan() {
		line := lines.Text()
		if next, is := strings.CutPrefix(line, "## "); is {
			all[id] = text.String()
			id = next
			text.Reset()
		} else if rest, is := strings.CutPrefix(line, "error "); is {
			errors = append(errors, rest)
		} else {
			text.WriteString(line + "\n")
		}
	}
	return all, errors, lines.Err()
}

// A function that is only pointed to is nowhere declared on their side.
func same(theirs, ours string) bool {
	if name, is := strings.CutPrefix(theirs, "pointer "); is {
		return strings.HasPrefix(ours, "func "+name+" ")
	}
	return theirs == ours
}

// Lines that differ.  Types are met in another order after a difference, so
// each name's lines are compared for themselves.
func differences(theirs, ours string) []string {
	a, b := byName(theirs), byName(ours)
	var diffs []string
	for _, key := range slices.Sorted(maps.Keys(a)) {
		x, y := a[key], b[key]
		if strings.HasPrefix(x, "pointer ") {
			key = strings.TrimPrefix(x, "pointer ")
			y = b[key]
		}
		if !same(x, y) {
			diffs = append(diffs, fmt.Sprintf("  cgo:   %s\n  belay: %s", x, y))
		}
	}
	return diffs
}

func byName(text string) map[string]string {
	all := map[string]string{}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		words := strings.SplitN(line, " ", 3)
		key := words[1]
		if words[0] == "named" {
			key = "named " + key
		}
		all[key] = line
	}
	return all
}

func run() error {
	dump, dir, patterns := flag.Arg(0), flag.Arg(1), flag.Args()[2:]
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	all, err := list(dir, patterns)
	if err != nil {
		return err
	}
	mine, errors, err := ours(dump, dir, patterns)
	if err != nil {
		return err
	}
	passed, failed, skipped, names := 0, 0, 0, 0
	for _, p := range all {
		want, builds, err := theirs(p)
		if err != nil {
			return fmt.Errorf("%s: %w", p.ImportPath, err)
		}
		if !builds {
			skipped++
			if *verbose {
				fmt.Printf("%s: does not build here\n", p.ImportPath)
			}
			continue
		}
		names += len(byName(want))
		diffs := differences(want, mine[p.ImportPath])
		for _, e := range errors {
			path, _, _ := strings.Cut(e, ":")
			if !filepath.IsAbs(path) {
				path = filepath.Join(dir, path)
			}
			if filepath.Dir(path) == p.Dir {
				diffs = append(diffs, "  error: "+e)
			}
		}
		if len(diffs) == 0 {
			passed++
			continue
		}
		failed++
		fmt.Printf("%s: %d differences\n", p.ImportPath, len(diffs))
		if !*verbose && len(diffs) > 3 {
			diffs = diffs[:3]
		}
		fmt.Println(strings.Join(diffs, "\n"))
	}
	fmt.Printf("%s: %d names and types of C\n", dir, names)
	fmt.Printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped)
	if failed > 0 {
		os.Exit(1)
	}
	return nil
}

func main() {
	flag.Parse()
	if flag.NArg() < 2 {
		fmt.Fprintln(os.Stderr, "usage: theirs [-v] DUMP DIR [PATTERN...]")
		os.Exit(2)
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "theirs:", err)
		os.Exit(3)
	}
}
