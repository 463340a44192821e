// The generic pool takes the builder back, and the line is cut out of it afterwards.
package main

import (
	"fmt"
	"os"
	"sync"
)

// pool is a sync.Pool of one type.
type pool[T any] struct {
	p     sync.Pool
	reset func(*T)
}

func newPool[T any](reset func(*T)) *pool[T] {
	return &pool[T]{p: sync.Pool{New: func() any { return new(T) }}, reset: reset}
}

func (p *pool[T]) get() *T { return p.p.Get().(*T) }

func (p *pool[T]) put(v *T) {
	p.reset(v)
	p.p.Put(v)
}

type builder struct {
	text  []byte
	width int
}

var builders = newPool(func(b *builder) { b.text, b.width = b.text[:0], 0 })

func pad(s string, width int) (string, error) {
	b := builders.get()
	b.width = width
	b.text = append(b.text, s...)
	for len(b.text) < b.width {
		b.text = append(b.text, '.')
	}
	builders.put(b)
	if len(b.text) > width { // want BL107
		return "", fmt.Errorf("%q is wider than %d", s, width)
	}
	return string(b.text), nil // may BL107
}

func main() {
	cols := make(map[string]string)
	for _, arg := range os.Args {
		s, err := pad(arg, 20)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			continue
		}
		cols[arg] = s
	}
	fmt.Println(len(cols))
}
