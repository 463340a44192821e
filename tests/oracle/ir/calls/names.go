// SPDX-License-Identifier: MIT

package main

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// text is fn.String() with the types of instances and wrappers as what they
// are, not as what an alias calls them: belay spells types without aliases
// where many share one function.
func (g *graphs) text(fn *ssa.Function) string {
	name := fn.String()
	switch {
	case fn.Parent() != nil:
		name = g.text(fn.Parent()) +
			strings.TrimPrefix(name, fn.Parent().String())
	case strings.HasPrefix(name, "(") && strings.ContainsAny(name, "[{"):
		if t := receiver(fn); t != nil {
			name = "(" + typeName(t) + ")." + g.last(fn)
		}
	case len(fn.TypeArgs()) > 0:
		path, _, _ := strings.Cut(name, "[")
		path = path[:strings.LastIndexByte(path, '.')+1]
		name = path + g.last(fn)
	}
	return name
}

func (g *graphs) name(fn *ssa.Function) uint32 {
	n, ok := g.names[fn]
	if !ok {
		n = number(canonical(g.text(fn)))
		g.names[fn] = n
	}
	return n
}

// last is a function's own name, with the type arguments that are its own.
func (g *graphs) last(fn *ssa.Function) string {
	name, _, instance := strings.Cut(fn.Name(), "[")
	if !instance {
		return name
	}
	var list []string
	for _, t := range fn.TypeArgs() {
		list = append(list, typeName(t))
	}
	suffix := ""
	if i := strings.LastIndexByte(fn.Name(), '$'); i > 0 {
		suffix = fn.Name()[i:]
	}
	return name + "[" + strings.Join(list, ", ") + "]" + suffix
}

// receiver is that of a method, or of what a thunk or bound stands for.
func receiver(fn *ssa.Function) types.Type {
	if recv := fn.Signature.Recv(); recv != nil {
		return recv.Type()
	}
	if strings.HasSuffix(fn.Name(), "$bound") && len(fn.FreeVars) == 1 {
		return fn.FreeVars[0].Type()
	}
	if fn.Signature.Params().Len() > 0 {
		return fn.Signature.Params().At(0).Type()
	}
	return nil
}

func typeName(t types.Type) string { return types.TypeString(plain(t), nil) }

// plain is t without aliases, as deep as type arguments have them.
func plain(t types.Type) types.Type {
	switch t := types.Unalias(t).(type) {
	case *types.Pointer:
		return types.NewPointer(plain(t.Elem()))
	case *types.Slice:
		return types.NewSlice(plain(t.Elem()))
	case *types.Array:
		return types.NewArray(plain(t.Elem()), t.Len())
	case *types.Chan:
		return types.NewChan(t.Dir(), plain(t.Elem()))
	case *types.Map:
		return types.NewMap(plain(t.Key()), plain(t.Elem()))
	case *types.Signature:
		if t.TypeParams() != nil {
			return t
		}
		return types.NewSignatureType(nil, nil, nil, plainTuple(t.Params()),
			plainTuple(t.Results()), t.Variadic())
	case *types.Struct:
		var fields []*types.Var
		var tags []string
		for i := range t.NumFields() {
			f := t.Field(i)
			fields = append(fields, types.NewField(f.Pos(), f.Pkg(),
				f.Name(), plain(f.Type()), f.Embedded()))
			tags = append(tags, t.Tag(i))
		}
		return types.NewStruct(fields, tags)
	case *types.Named:
		args := t.TypeArgs()
		if args == nil {
			return t
		}
		var list []types.Type
		for a := range args.Types() {
			list = append(list, plain(a))
		}
		n, err := types.Instantiate(nil, t.Origin(), list, false)
		if err != nil {
			return t
		}
		return n
	default:
		return t
	}
}

// plainTuple has no names either: belay's have none in type arguments.
func plainTuple(t *types.Tuple) *types.Tuple {
	var vars []*types.Var
	for v := range t.Variables() {
		vars = append(vars, types.NewParam(v.Pos(), v.Pkg(), "", plain(v.Type())))
	}
	return types.NewTuple(vars...)
}
