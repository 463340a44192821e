// Package codec lists the codecs of a program.
package codec

import "sort"

type Codec interface{ Encode([]byte) string }

type Func func([]byte) string

func (f Func) Encode(b []byte) string { return f(b) }

var registry map[string]Codec

// Register must be called before Find.
func Register(name string, c Codec) {
	if _, dup := registry[name]; dup {
		panic("codec: " + name + " registered twice")
	}
	registry[name] = c // want BL201
}

func Find(name string) (Codec, bool) {
	c, ok := registry[name]
	return c, ok
}

func Names() []string {
	names := make([]string, 0, len(registry))
	for n := range registry {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}
