// Package request frees the arena of a request and then reads the decoded request once more.

//go:build goexperiment.arenas

package request

import (
	"arena"
	"errors"
	"strconv"
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
		if name == "limit" {
			n, err := strconv.Atoi(value)
			if err != nil {
				return nil, err
			}
			d.limit = n
		}
		d.fields = append(d.fields, field{name, value})
	}
	return d, nil
}

// Limit returns the limit that the request asks for, at most one for each
// field.
func Limit(text string) (int, error) {
	a := arena.NewArena()
	d, err := decode(a, text)
	if err != nil {
		a.Free()
		return 0, err
	}
	n := len(d.fields)
	a.Free()
	if d.limit < n { // want BL108
		n = d.limit // may BL108
	}
	return n, nil
}
