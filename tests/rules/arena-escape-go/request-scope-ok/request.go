// Package request copies what it needs out of the arena, with Clone for the slice, before the deferred Free.

//go:build goexperiment.arenas

package request

import (
	"arena"
	"errors"
	"strings"
)

type field struct {
	name, value string
}

type decoded struct {
	fields []field
	limit  int
}

var errSyntax = errors.New("request: syntax error")

func decode(a *arena.Arena, text string) (*decoded, error) {
	d := arena.New[decoded](a)
	parts := strings.Split(text, "&")
	d.fields = arena.MakeSlice[field](a, 0, len(parts))
	for _, p := range parts {
		name, value, ok := strings.Cut(p, "=")
		if !ok {
			return nil, errSyntax
		}
		d.fields = append(d.fields, field{name, value})
	}
	d.limit = len(parts)
	return d, nil
}

// Names returns the names of the fields in order.
func Names(text string) ([]string, error) {
	a := arena.NewArena()
	defer a.Free()
	d, err := decode(a, text)
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, d.limit)
	for _, f := range arena.Clone(d.fields) {
		names = append(names, f.name)
	}
	return names, nil
}
