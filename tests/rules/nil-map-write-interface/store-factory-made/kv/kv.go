// Package kv has stores of bytes.
package kv

import "fmt"

type Store interface {
	Set(key string, v []byte)
	Len() int
}

type memory struct{ data map[string][]byte }

func (m *memory) Set(key string, v []byte) { m.data[key] = append([]byte(nil), v...) }
func (m *memory) Len() int                 { return len(m.data) }

// traced counts the writes to each key of the store below.
type traced struct {
	Store
	writes map[string]int
}

func (t *traced) Set(key string, v []byte) {
	t.Store.Set(key, v)
	t.writes[key]++
}

func Open(name string) (Store, error) {
	m := &memory{data: make(map[string][]byte)}
	switch name {
	case "memory":
		return m, nil
	case "trace":
		return &traced{m, map[string]int{}}, nil
	}
	return nil, fmt.Errorf("kv: no store %q", name)
}
