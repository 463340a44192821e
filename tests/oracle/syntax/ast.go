// SPDX-License-Identifier: MIT

package main

import (
	"go/ast"
	"go/token"
	"reflect"
)

func (d *dumper) line(s string) {
	d.byte('\n')
	for range min(d.depth, 100) {
		d.text("  ")
	}
	d.text(s)
}

func (d *dumper) pos(label string, p token.Pos) {
	d.byte(' ')
	d.text(label)
	d.byte('=')
	d.offset(p)
}

func (d *dumper) count(label string, n int) {
	d.byte(' ')
	d.text(label)
	d.byte(':')
	d.number(n)
}

func (d *dumper) word(s string) {
	d.byte(' ')
	d.text(s)
}

func isNil(x any) bool {
	return x == nil || reflect.ValueOf(x).IsNil()
}

// child writes a node below the current one; own writes what follows its
// positions, and rest its children.
func (d *dumper) child(n ast.Node) {
	if isNil(n) {
		d.line("nil")
		return
	}
	d.line("(")
	d.text(reflect.TypeOf(n).Elem().Name())
	d.byte(' ')
	d.offset(n.Pos())
	d.byte(' ')
	d.offset(n.End())
	d.own(n)
	d.depth++
	d.rest(n)
	d.depth--
	d.byte(')')
}

func list[N ast.Node](d *dumper, nodes []N) {
	for _, n := range nodes {
		d.child(n)
	}
}

func (d *dumper) fields(l *ast.FieldList) {
	if l == nil {
		d.line("nil")
		return
	}
	d.line("(FieldList")
	d.pos("opening", l.Opening)
	d.pos("closing", l.Closing)
	d.depth++
	for _, f := range l.List {
		d.line("(Field")
		d.count("names", len(f.Names))
		d.depth++
		list(d, f.Names)
		d.child(f.Type)
		if f.Tag != nil {
			d.child(f.Tag)
		}
		d.depth--
		d.byte(')')
	}
	d.depth--
	d.byte(')')
}

func (d *dumper) own(n ast.Node) {
	switch n := n.(type) {
	case *ast.Ident:
		d.word(n.Name)
	case *ast.BasicLit:
		d.word(n.Kind.String())
		d.byte(' ')
		d.quoted(n.Value)
	case *ast.CompositeLit:
		d.pos("lbrace", n.Lbrace)
		d.count("elts", len(n.Elts))
		d.pos("rbrace", n.Rbrace)
	case *ast.ParenExpr:
		d.pos("rparen", n.Rparen)
	case *ast.IndexExpr:
		d.pos("lbrack", n.Lbrack)
		d.count("indices", 1)
		d.pos("rbrack", n.Rbrack)
	case *ast.IndexListExpr:
		d.pos("lbrack", n.Lbrack)
		d.count("indices", len(n.Indices))
		d.pos("rbrack", n.Rbrack)
	case *ast.SliceExpr:
		if n.Slice3 {
			d.word("slice3")
		}
		d.pos("lbrack", n.Lbrack)
		d.pos("rbrack", n.Rbrack)
	case *ast.TypeAssertExpr:
		d.pos("lparen", n.Lparen)
		d.pos("rparen", n.Rparen)
	case *ast.CallExpr:
		d.pos("lparen", n.Lparen)
		d.count("args", len(n.Args))
		d.pos("ellipsis", n.Ellipsis)
		d.pos("rparen", n.Rparen)
	case *ast.UnaryExpr:
		d.word(n.Op.String())
	case *ast.BinaryExpr:
		d.word(n.Op.String())
		d.pos("op", n.OpPos)
	case *ast.KeyValueExpr:
		d.pos("colon", n.Colon)
	case *ast.FuncType:
		d.pos("func", n.Func)
	case *ast.ChanType:
		d.word([]string{"", "send", "recv", "both"}[n.Dir])
		d.pos("arrow", n.Arrow)
	default:
		d.ownOfStmt(n)
	}
}

func (d *dumper) ownOfStmt(n ast.Node) {
	switch n := n.(type) {
	case *ast.EmptyStmt:
		if n.Implicit {
			d.word("implicit")
		}
	case *ast.LabeledStmt:
		d.pos("colon", n.Colon)
	case *ast.SendStmt:
		d.pos("arrow", n.Arrow)
	case *ast.IncDecStmt:
		d.word(n.Tok.String())
		d.pos("op", n.TokPos)
	case *ast.AssignStmt:
		d.word(n.Tok.String())
		d.count("lhs", len(n.Lhs))
		d.pos("op", n.TokPos)
		d.count("rhs", len(n.Rhs))
	case *ast.ReturnStmt:
		d.count("results", len(n.Results))
	case *ast.BranchStmt:
		d.word(n.Tok.String())
	case *ast.BlockStmt:
		d.count("list", len(n.List))
		d.pos("rbrace", n.Rbrace)
	case *ast.CaseClause:
		d.count("list", len(n.List))
		d.pos("colon", n.Colon)
		d.count("body", len(n.Body))
	case *ast.CommClause:
		d.pos("colon", n.Colon)
		d.count("body", len(n.Body))
	case *ast.RangeStmt:
		if n.Key != nil {
			d.word(n.Tok.String())
		}
		d.pos("op", n.TokPos)
		d.pos("range", n.Range)
	case *ast.ValueSpec:
		d.count("names", len(n.Names))
		d.count("values", len(n.Values))
	case *ast.TypeSpec:
		if n.Assign.IsValid() {
			d.word("alias")
		}
	case *ast.GenDecl:
		d.word(n.Tok.String())
		d.pos("lparen", n.Lparen)
		d.count("specs", len(n.Specs))
		d.pos("rparen", n.Rparen)
	}
}

func (d *dumper) rest(n ast.Node) {
	switch n := n.(type) {
	case *ast.Ellipsis:
		d.child(n.Elt)
	case *ast.FuncLit:
		d.child(n.Type)
		d.child(n.Body)
	case *ast.CompositeLit:
		d.child(n.Type)
		list(d, n.Elts)
	case *ast.ParenExpr:
		d.child(n.X)
	case *ast.SelectorExpr:
		d.child(n.X)
		d.child(n.Sel)
	case *ast.IndexExpr:
		d.child(n.X)
		d.child(n.Index)
	case *ast.IndexListExpr:
		d.child(n.X)
		list(d, n.Indices)
	case *ast.SliceExpr:
		list(d, []ast.Expr{n.X, n.Low, n.High, n.Max})
	case *ast.TypeAssertExpr:
		d.child(n.X)
		d.child(n.Type)
	case *ast.CallExpr:
		d.child(n.Fun)
		list(d, n.Args)
	case *ast.StarExpr:
		d.child(n.X)
	case *ast.UnaryExpr:
		d.child(n.X)
	case *ast.BinaryExpr:
		d.child(n.X)
		d.child(n.Y)
	case *ast.KeyValueExpr:
		d.child(n.Key)
		d.child(n.Value)
	case *ast.ArrayType:
		d.child(n.Len)
		d.child(n.Elt)
	case *ast.StructType:
		d.fields(n.Fields)
	case *ast.FuncType:
		d.fields(n.TypeParams)
		d.fields(n.Params)
		d.fields(n.Results)
	case *ast.InterfaceType:
		d.fields(n.Methods)
	case *ast.MapType:
		d.child(n.Key)
		d.child(n.Value)
	case *ast.ChanType:
		d.child(n.Value)
	case ast.Stmt:
		d.restOfStmt(n)
	default:
		d.restOfDecl(n)
	}
}

func (d *dumper) restOfStmt(n ast.Stmt) {
	switch n := n.(type) {
	case *ast.DeclStmt:
		d.child(n.Decl)
	case *ast.LabeledStmt:
		d.child(n.Label)
		d.child(n.Stmt)
	case *ast.ExprStmt:
		d.child(n.X)
	case *ast.SendStmt:
		d.child(n.Chan)
		d.child(n.Value)
	case *ast.IncDecStmt:
		d.child(n.X)
	case *ast.AssignStmt:
		list(d, n.Lhs)
		list(d, n.Rhs)
	case *ast.GoStmt:
		d.child(n.Call)
	case *ast.DeferStmt:
		d.child(n.Call)
	case *ast.ReturnStmt:
		list(d, n.Results)
	case *ast.BranchStmt:
		d.child(n.Label)
	case *ast.BlockStmt:
		list(d, n.List)
	case *ast.IfStmt:
		d.child(n.Init)
		d.child(n.Cond)
		d.child(n.Body)
		d.child(n.Else)
	case *ast.CaseClause:
		list(d, n.List)
		list(d, n.Body)
	case *ast.SwitchStmt:
		d.child(n.Init)
		d.child(n.Tag)
		d.child(n.Body)
	case *ast.TypeSwitchStmt:
		d.child(n.Init)
		d.child(n.Assign)
		d.child(n.Body)
	case *ast.CommClause:
		d.child(n.Comm)
		list(d, n.Body)
	case *ast.SelectStmt:
		d.child(n.Body)
	case *ast.ForStmt:
		d.child(n.Init)
		d.child(n.Cond)
		d.child(n.Post)
		d.child(n.Body)
	case *ast.RangeStmt:
		d.child(n.Key)
		d.child(n.Value)
		d.child(n.X)
		d.child(n.Body)
	}
}

func (d *dumper) restOfDecl(n ast.Node) {
	switch n := n.(type) {
	case *ast.ImportSpec:
		d.child(n.Name)
		d.child(n.Path)
	case *ast.ValueSpec:
		list(d, n.Names)
		d.child(n.Type)
		list(d, n.Values)
	case *ast.TypeSpec:
		d.child(n.Name)
		d.fields(n.TypeParams)
		d.child(n.Type)
	case *ast.GenDecl:
		list(d, n.Specs)
	case *ast.FuncDecl:
		d.fields(n.Recv)
		d.child(n.Name)
		d.child(n.Type)
		d.child(n.Body)
	}
}

func (d *dumper) ast(f *ast.File) {
	comments := 0
	for _, g := range f.Comments {
		comments += len(g.List)
	}
	d.depth = 1
	d.text("(File")
	d.pos("package", f.Package)
	d.count("imports", len(f.Imports))
	d.count("comments", comments)
	d.text(" version=")
	d.text(f.GoVersion)
	d.child(f.Name)
	list(d, f.Decls)
	d.text(")\n")
}
