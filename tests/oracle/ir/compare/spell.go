// SPDX-License-Identifier: MIT

package main

import (
	"fmt"
	"go/types"
	"io"
	"regexp"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A speller writes types for a package, whose names stand alone.
//
// x/tools names an instance by the type arguments that were met first; there
// may be others that are identical, with aliases or with parameter names.
// belay has one spelling of all of them, and this is it.
type speller struct{ from *types.Package }

func (s speller) spell(t types.Type) string {
	switch t := t.(type) {
	case *types.Alias:
		return s.spell(types.Unalias(t))
	case *types.Basic:
		if t.Kind() == types.UnsafePointer {
			return "unsafe.Pointer"
		}
		return types.Typ[t.Kind()].Name()
	case *types.Named:
		name := t.Obj().Name()
		if pkg := t.Obj().Pkg(); pkg != nil && pkg != s.from {
			name = pkg.Path() + "." + name
		}
		return name + s.spellArgs(t.TypeArgs())
	case *types.Pointer:
		return "*" + s.spell(t.Elem())
	case *types.Slice:
		return "[]" + s.spell(t.Elem())
	case *types.Array:
		return fmt.Sprintf("[%d]%s", t.Len(), s.spell(t.Elem()))
	case *types.Map:
		return "map[" + s.spell(t.Key()) + "]" + s.spell(t.Elem())
	case *types.Chan:
		return s.spellChan(t)
	case *types.Signature:
		return "func" + s.spellSignature(t)
	case *types.Tuple:
		return s.spellTuple(t, false)
	case *types.Struct:
		return s.spellStruct(t)
	case *types.Interface:
		return s.spellInterface(t)
	}
	return types.TypeString(t, types.RelativeTo(s.from))
}

func (s speller) spellArgs(list *types.TypeList) string {
	if list.Len() == 0 {
		return ""
	}
	var args []types.Type
	for t := range list.Types() {
		args = append(args, t)
	}
	return s.spellList(args)
}

func (s speller) spellList(list []types.Type) string {
	var args []string
	for _, t := range list {
		args = append(args, s.spell(t))
	}
	return "[" + strings.Join(args, ", ") + "]"
}

func (s speller) spellChan(t *types.Chan) string {
	elem := s.spell(t.Elem())
	switch t.Dir() {
	case types.SendOnly:
		return "chan<- " + elem
	case types.RecvOnly:
		return "<-chan " + elem
	}
	if c, is := types.Unalias(t.Elem()).(*types.Chan); is && c.Dir() == types.RecvOnly {
		return "chan (" + elem + ")"
	}
	return "chan " + elem
}

func (s speller) spellTuple(t *types.Tuple, variadic bool) string {
	var list []string
	for v := range t.Variables() {
		list = append(list, s.spell(v.Type()))
	}
	if variadic {
		last := len(list) - 1
		list[last] = "..." + strings.TrimPrefix(list[last], "[]")
	}
	return "(" + strings.Join(list, ", ") + ")"
}

func (s speller) spellSignature(t *types.Signature) string {
	text := s.spellTuple(t.Params(), t.Variadic())
	switch t.Results().Len() {
	case 0:
		return text
	case 1:
		return text + " " + s.spell(t.Results().At(0).Type())
	}
	return text + " " + s.spellTuple(t.Results(), false)
}

func (s speller) spellStruct(t *types.Struct) string {
	var list []string
	for i := range t.NumFields() {
		f := t.Field(i)
		text := s.spell(f.Type())
		if !f.Embedded() {
			text = f.Name() + " " + text
		}
		if tag := t.Tag(i); tag != "" {
			text += fmt.Sprintf(" %q", tag)
		}
		list = append(list, text)
	}
	return "struct{" + strings.Join(list, "; ") + "}"
}

func (s speller) spellInterface(t *types.Interface) string {
	if !t.IsMethodSet() || t.NumEmbeddeds() > 0 {
		return types.TypeString(t, types.RelativeTo(s.from))
	}
	var list []string
	for m := range t.ExplicitMethods() {
		list = append(list, m.Name()+s.spellSignature(m.Signature()))
	}
	return "interface{" + strings.Join(list, "; ") + "}"
}

// write writes a function with the names of all instances in it spelled so.
// For an instance, lines behind it say how its type arguments are spelled by
// x/tools and by belay; see respell.
func write(w io.Writer, fn *ssa.Function) {
	var b strings.Builder
	fn.WriteTo(&b)
	text := b.String()
	done := map[string]bool{}
	each(fn, func(callee *ssa.Function) {
		for ; callee != nil; callee = callee.Parent() {
			var old []string
			for _, t := range callee.TypeArgs() {
				old = append(old, t.String())
			}
			was := "[" + strings.Join(old, ", ") + "]"
			if len(old) > 0 && !done[was] {
				done[was] = true
				text = strings.ReplaceAll(text, was,
					speller{}.spellList(callee.TypeArgs()))
			}
		}
	})
	io.WriteString(w, text)
	writePositions(w, fn)
	for outer := fn; outer != nil; outer = outer.Parent() {
		if outer.Origin() == nil {
			continue
		}
		s := speller{outer.Origin().Pkg.Pkg}
		for _, t := range outer.TypeArgs() {
			was, is := types.TypeString(t, types.RelativeTo(s.from)), s.spell(t)
			if was != is {
				fmt.Fprintf(w, "%s%s\x01%s\n", spelling, was, is)
			}
		}
	}
}

const spelling = "# Spelling: "

// respell gives types of an instance belay's spelling; in the texts of both
// sides, since the source may have the other one as well.
func respell(text string, spellings []string) string {
	for _, line := range spellings {
		was, is, _ := strings.Cut(line, "\x01")
		word := regexp.MustCompile(`(^|[^\w./])` + regexp.QuoteMeta(was) + `($|\W)`)
		text = word.ReplaceAllString(text,
			"${1}"+strings.ReplaceAll(is, "$", "$$")+"${2}")
	}
	return text
}

// each visits a function and all that it names.
func each(fn *ssa.Function, visit func(*ssa.Function)) {
	visit(fn)
	for _, anon := range fn.AnonFuncs {
		visit(anon)
	}
	var room [10]*ssa.Value
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			for _, v := range in.Operands(room[:0]) {
				if callee, is := (*v).(*ssa.Function); is {
					visit(callee)
				}
			}
		}
	}
}
