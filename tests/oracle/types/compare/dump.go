// SPDX-License-Identifier: MIT

package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/scanner"
	"go/token"
	"go/types"
	"maps"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"belay.test/oracle/types/source"
)

// A dump is what doc/dump-format.md says of one package, section "types".
type dump struct {
	text  []byte
	lines map[string]int // by section
}

// An entry is a node that may have a line, with its place in the source.
type entry struct {
	file     int
	pos, end token.Pos
	kind     string
	node     ast.Node
}

type printer struct {
	*source.Checked
	out     bytes.Buffer
	section string
	count   map[string]int
	types   map[types.Type]string // what was printed before
	files   []*token.File
	short   []string // their base names

	exprs, idents, implicits []entry
}

func makeDump(c *source.Checked) *dump {
	p := &printer{
		Checked: c,
		count:   map[string]int{},
		types:   map[types.Type]string{},
	}
	for i, f := range c.Files {
		tf := c.Fset.File(f.FileStart)
		p.files = append(p.files, tf)
		p.short = append(p.short, filepath.Base(tf.Name()))
		p.collect(i, f)
	}
	fmt.Fprintf(&p.out, "package %s %s\n", c.Path(), c.Types.Name())
	for _, s := range sections {
		p.section = s.name
		fmt.Fprintf(&p.out, "# %s\n", s.name)
		s.print(p)
	}
	return &dump{p.out.Bytes(), p.count}
}

var sections = []struct {
	name  string
	print func(*printer)
}{
	{"types", (*printer).printTypes},
	{"idents", (*printer).printIdents},
	{"implicits", (*printer).printImplicits},
	{"selections", (*printer).printSelections},
	{"instances", (*printer).printInstances},
	{"init", (*printer).printInit},
	{"facts", (*printer).printFacts},
	{"errors", (*printer).printErrors},
}

// collect finds the nodes of a file that go/types may know something about,
// and puts them into the order of the source.
func (p *printer) collect(index int, f *ast.File) {
	e, i, m := len(p.exprs), len(p.idents), len(p.implicits)
	add := func(to *[]entry, n ast.Node) {
		*to = append(*to, entry{index, n.Pos(), n.End(), kindOf(n), n})
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case ast.Expr:
			if _, there := p.Info.Types[n]; there {
				add(&p.exprs, n)
			} else if _, selects := n.(*ast.SelectorExpr); selects {
				add(&p.exprs, n)
			}
			if id, is := n.(*ast.Ident); is {
				add(&p.idents, id)
			}
		case *ast.ImportSpec, *ast.CaseClause:
			add(&p.implicits, n)
		}
		return true
	})
	for _, list := range [][]entry{p.exprs[e:], p.idents[i:], p.implicits[m:]} {
		slices.SortStableFunc(list, func(a, b entry) int {
			return cmp.Or(cmp.Compare(a.pos, b.pos),
				cmp.Compare(a.end, b.end), cmp.Compare(a.kind, b.kind))
		})
	}
}

func kindOf(n ast.Node) string {
	return strings.TrimPrefix(reflect.TypeOf(n).String(), "*ast.")
}

// line ends a line of the present section.
func (p *printer) line(parts ...string) {
	for _, s := range parts {
		p.out.WriteString(s)
	}
	p.out.WriteByte('\n')
	p.count[p.section]++
}

func (p *printer) place(file int, pos token.Pos) {
	at := p.files[file].PositionFor(pos, false)
	b := p.out.AvailableBuffer()
	b = strconv.AppendInt(b, int64(at.Line), 10)
	b = append(b, ':')
	b = strconv.AppendInt(b, int64(at.Column), 10)
	p.out.Write(b)
}

func (p *printer) pos(file int, pos token.Pos) {
	p.out.WriteString(p.short[file])
	p.out.WriteByte(':')
	p.place(file, pos)
}

func (p *printer) extent(file int, pos, end token.Pos) {
	p.pos(file, pos)
	p.out.WriteByte('-')
	p.place(file, end)
}

// index says which of the package's files a position lies in; -1: none.
func (p *printer) index(pos token.Pos) int {
	for i, f := range p.files {
		if pos.IsValid() && f.Base() <= int(pos) &&
			int(pos) <= f.Base()+f.Size() {
			return i
		}
	}
	return -1
}

func (p *printer) typ(t types.Type) string {
	if t == nil || reflect.ValueOf(t).IsNil() {
		return "()"
	}
	if s, there := p.types[t]; there {
		return s
	}
	s := types.TypeString(t, nil)
	p.types[t] = s
	return s
}

func (p *printer) printTypes() {
	for _, e := range p.exprs {
		tv, there := p.Info.Types[e.node.(ast.Expr)]
		if !there {
			continue
		}
		p.extent(e.file, e.pos, e.end)
		what := []string{" ", e.kind, " ", mode(tv), " ", p.typ(tv.Type)}
		if tv.Value != nil {
			what = append(what, " = ", tv.Value.ExactString())
		}
		p.line(what...)
	}
}

func mode(tv types.TypeAndValue) string {
	switch {
	case tv.Value != nil:
		return "const"
	case tv.IsVoid():
		return "novalue"
	case tv.IsBuiltin():
		return "builtin"
	case tv.IsType():
		return "type"
	case tv.Addressable():
		return "var"
	case tv.Assignable():
		return "mapindex"
	case tv.HasOk():
		return "commaok"
	}
	return "value"
}

func (p *printer) printIdents() {
	for _, e := range p.idents {
		id := e.node.(*ast.Ident)
		def, use := p.Info.Defs[id], p.Info.Uses[id]
		if use != nil && use.Pkg() != nil && use.Pkg().Path() == "C" {
			continue
		}
		// The name of an embedded field is in both maps, and so is a type
		// parameter of a receiver: doc/dump-format.md chooses.
		if v, is := def.(*types.Var); is && use != nil && v.Embedded() {
			def = nil
		}
		switch {
		case def != nil:
			p.pos(e.file, e.pos)
			p.line(" def ", id.Name, " -> ", definition(def))
		case use != nil:
			p.pos(e.file, e.pos)
			p.out.WriteString(" use " + id.Name + " -> ")
			p.ref(use)
			p.line()
		}
	}
}

// definition is an object as the newest Go prints it: until 1.26, a type
// that is declared to be any was shown so.
func definition(obj types.Object) string {
	s := types.ObjectString(obj, nil)
	before, any := strings.CutSuffix(s, " any")
	if _, is := obj.(*types.TypeName); !is || !any {
		return s
	}
	_, named := obj.Type().(*types.Named)
	if i, is := obj.Type().Underlying().(*types.Interface); named && is && i.Empty() {
		return before + " interface{}"
	}
	return s
}

func (p *printer) ref(obj types.Object) {
	word, name := "", obj.Name()
	switch obj := obj.(type) {
	case *types.PkgName:
		word, name = "package", name+" ("+obj.Imported().Path()+")"
	case *types.Func:
		word, name = "func", obj.FullName()
	case *types.Const:
		word = "const"
	case *types.TypeName:
		word = "type"
		if _, is := obj.Type().(*types.TypeParam); is {
			word = "typeparam"
		}
	case *types.Var:
		word = "var"
		if obj.IsField() {
			word = "field"
		}
	case *types.Label:
		word = "label"
	case *types.Builtin:
		word = "builtin"
	case *types.Nil:
		word = "nil"
	}
	if word != "package" && word != "func" && obj.Pkg() != nil &&
		obj.Pkg().Scope().Lookup(obj.Name()) == obj {
		name = obj.Pkg().Path() + "." + name
	}
	p.out.WriteString(word + " " + name)
	if obj.Pkg() != p.Types {
		return
	}
	if file := p.index(obj.Pos()); file >= 0 {
		p.out.WriteString(" @")
		p.pos(file, obj.Pos())
	}
}

func (p *printer) printImplicits() {
	for _, e := range p.implicits {
		if obj := p.Info.Implicits[e.node]; obj != nil {
			p.extent(e.file, e.pos, e.end)
			p.line(" ", e.kind, " -> ", types.ObjectString(obj, nil))
		}
	}
}

func (p *printer) printSelections() {
	kinds := []string{types.FieldVal: "field", types.MethodVal: "method",
		types.MethodExpr: "methodexpr"}
	for _, e := range p.exprs {
		x, _ := e.node.(*ast.SelectorExpr)
		sel := p.Info.Selections[x]
		if sel == nil {
			continue
		}
		p.extent(e.file, e.pos, e.end)
		p.out.WriteString(" " + kinds[sel.Kind()] + " recv " +
			p.typ(sel.Recv()) + " -> ")
		p.ref(sel.Obj())
		how := ""
		if sel.Indirect() {
			how = " indirect"
		}
		p.line(" ", fmt.Sprint(sel.Index()), how)
	}
}

func (p *printer) printInstances() {
	for _, e := range p.idents {
		id := e.node.(*ast.Ident)
		inst, there := p.Info.Instances[id]
		if !there {
			continue
		}
		var args []string
		for t := range inst.TypeArgs.Types() {
			args = append(args, p.typ(t))
		}
		p.pos(e.file, e.pos)
		p.line(" ", id.Name, " [", strings.Join(args, ", "), "] ",
			p.typ(inst.Type))
	}
}

func (p *printer) printInit() {
	for _, init := range p.Info.InitOrder {
		var names []string
		for _, v := range init.Lhs {
			names = append(names, v.Name())
		}
		p.out.WriteString(strings.Join(names, ", ") + " = ")
		p.extent(p.index(init.Rhs.Pos()), init.Rhs.Pos(), init.Rhs.End())
		p.line()
	}
}

// printFacts prints them for every package with import "C": its errors may be
// there only because nobody knows C.
func (p *printer) printFacts() {
	if len(p.Errors) > 0 && len(p.CgoFiles) == 0 {
		return
	}
	sizes := types.SizesFor("gc", runtime.GOARCH)
	scope := p.Types.Scope()
	for _, name := range slices.Sorted(slices.Values(scope.Names())) {
		obj, _ := scope.Lookup(name).(*types.TypeName)
		if obj == nil || obj.IsAlias() {
			continue
		}
		t := obj.Type()
		if n, is := t.(*types.Named); is && n.TypeParams().Len() > 0 {
			continue
		}
		pointer := ""
		if !types.IsInterface(t) {
			pointer = methods(types.NewPointer(t))
		}
		p.line(name, fmt.Sprintf(
			" size=%d align=%d comparable=%t methods=[%s] pointer=[%s]",
			sizes.Sizeof(t), sizes.Alignof(t), types.Comparable(t),
			methods(t), pointer))
	}
}

func methods(t types.Type) string {
	var all []string
	for m := range types.NewMethodSet(t).Methods() {
		s := m.Obj().Name() + fmt.Sprint(m.Index())
		if m.Indirect() {
			s += "*"
		}
		all = append(all, s)
	}
	return strings.Join(all, " ")
}

// printErrors prints the errors of go/types; syntax errors have no line.
func (p *printer) printErrors() {
	byFile := map[int][]types.Error{}
	for _, err := range p.Errors {
		var e types.Error
		if errors.As(err, &e) {
			byFile[p.index(e.Pos)] = append(byFile[p.index(e.Pos)], e)
		}
	}
	for _, i := range slices.Sorted(maps.Keys(byFile)) {
		list := byFile[i]
		slices.SortStableFunc(list, func(a, b types.Error) int {
			return cmp.Or(cmp.Compare(a.Pos, b.Pos), strings.Compare(a.Msg, b.Msg))
		})
		for _, e := range list {
			if i >= 0 {
				p.pos(i, e.Pos)
			} else {
				p.out.WriteString("-")
			}
			soft := ""
			if e.Soft {
				soft = "(soft) "
			}
			p.line(": ", soft, strings.ReplaceAll(e.Msg, "\n", `\n`))
		}
	}
}

// syntaxErrors is the number of errors that are no errors of types.
func syntaxErrors(errs []error) (n int) {
	for _, err := range errs {
		var e *scanner.Error
		if errors.As(err, &e) {
			n++
		}
	}
	return n
}
