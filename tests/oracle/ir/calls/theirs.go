// SPDX-License-Identifier: MIT

package main

import (
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"path/filepath"

	"golang.org/x/tools/go/callgraph"
	"golang.org/x/tools/go/callgraph/cha"
	"golang.org/x/tools/go/callgraph/rta"
	"golang.org/x/tools/go/callgraph/static"
	"golang.org/x/tools/go/callgraph/vta"
	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"

	"belay.test/oracle/ir/program"
)

// graphs are x/tools' of one program, each made when it is asked for.
type graphs struct {
	p     *program.Program
	all   map[*ssa.Function]bool
	names map[*ssa.Function]uint32
	rta   *rta.Result

	static bool // its edges are read: it has functions of its own
	made   map[string]edges
}

func newGraphs(p *program.Program) *graphs {
	g := &graphs{p: p, all: map[*ssa.Function]bool{},
		names: map[*ssa.Function]uint32{}, made: map[string]edges{}}
	for range runs {
		maps.Copy(g.all, ssautil.AllFunctions(p.Prog))
	}
	return g
}

// What AllFunctions finds, and with it CHA, is not always the same: it skips
// what a type has that it meets first without, then with, access from
// reflection.  Theirs is what several runs have found.
const runs = 6

func (g *graphs) hierarchy() edges {
	set := edges{}
	for range runs {
		cg := cha.CallGraph(g.p.Prog)
		maps.Copy(set, g.lines(cg))
		if len(cg.Nodes) > len(g.all) { // the root is one, too
			break
		}
	}
	return set
}

func (g *graphs) edges(algorithm string) edges {
	set, ok := g.made[algorithm]
	if ok {
		return set
	}
	switch algorithm {
	case "static":
		g.static = true
		set = g.lines(static.CallGraph(g.p.Prog))
		g.static = false
	case "cha":
		set = g.hierarchy()
	case "rta":
		set = g.lines(g.rapid().CallGraph)
	case "vta":
		set = g.lines(vta.CallGraph(g.all, nil)) // from CHA
	case "rta-vta":
		reached := map[*ssa.Function]bool{}
		for fn := range g.rapid().Reachable {
			if g.all[fn] {
				reached[fn] = true
			}
		}
		set = g.lines(vta.CallGraph(reached, g.rapid().CallGraph))
	}
	g.made[algorithm] = set
	return set
}

func (g *graphs) rapid() *rta.Result {
	if g.rta == nil {
		g.rta = rta.Analyze(roots(g.p), true)
	}
	return g.rta
}

// roots are those of src/ir/rta.c: of a program, or of a library.
func roots(p *program.Program) []*ssa.Function {
	var mains, all []*ssa.Function
	for _, pkg := range p.Packages {
		if pkg.SSA == nil {
			continue
		}
		if pkg.Name == "main" && pkg.SSA.Func("main") != nil {
			mains = append(mains, pkg.SSA.Func("main"), pkg.SSA.Func("init"))
		}
		all = append(all, api(pkg.SSA)...)
	}
	if len(mains) > 0 {
		return mains
	}
	return all
}

// api is what who imports a package may call.
func api(pkg *ssa.Package) []*ssa.Function {
	list := []*ssa.Function{pkg.Func("init")}
	for name, m := range pkg.Members {
		if !ast.IsExported(name) {
			continue
		}
		switch m := m.(type) {
		case *ssa.Function:
			if m.Signature.TypeParams() == nil {
				list = append(list, m)
			}
		case *ssa.Type:
			named, ok := m.Type().(*types.Named)
			if !ok || named.TypeParams() != nil {
				continue // generic code has no calls of its own
			}
			for method := range named.Methods() {
				fn := pkg.Prog.FuncValue(method)
				if fn != nil && method.Exported() &&
					fn.Signature.TypeParams() == nil {
					list = append(list, fn)
				}
			}
		}
	}
	return list
}

func (g *graphs) lines(cg *callgraph.Graph) edges {
	set := edges{}
	for fn, node := range cg.Nodes {
		if fn == nil {
			continue
		}
		for _, e := range node.Out {
			if g.counts(e) {
				set[g.edge(e)] = struct{}{}
			}
		}
	}
	return set
}

// counts says whether an edge is compared.  RTA has methods of struct types
// without a name that only other types are made of, which nothing can call
// and CHA has not.
func (g *graphs) counts(e *callgraph.Edge) bool {
	return g.static || g.all[e.Caller.Func] && g.all[e.Callee.Func]
}

func (g *graphs) edge(e *callgraph.Edge) edge {
	kind, at := "call", "-"
	switch e.Site.(type) {
	case nil:
		kind = "reflect"
	case *ssa.Go:
		kind = "go"
	case *ssa.Defer:
		kind = "defer"
	}
	if e.Site != nil && e.Site.Pos().IsValid() {
		p := g.p.Fset.PositionFor(e.Site.Pos(), false)
		at = fmt.Sprintf("%s:%d:%d", filepath.Base(p.Filename), p.Line, p.Column)
	}
	return edge{g.name(e.Caller.Func), number(at), number(kind),
		g.name(e.Callee.Func)}
}
