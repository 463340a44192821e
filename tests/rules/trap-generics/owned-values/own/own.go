// Package own is a generic map that owns its values and closes what it lets go.
package own

// Closer is a value that must be closed once.
type Closer interface{ Close() }

// Map owns its values.
type Map[K comparable, V Closer] struct {
	m map[K]V
}

// Put stores a value and closes the one that was there.
func (m *Map[K, V]) Put(k K, v V) {
	old, had := m.m[k]
	if m.m == nil {
		m.m = make(map[K]V)
	}
	m.m[k] = v
	if had {
		old.Close()
	}
}

// With calls f with a value.
func (m *Map[K, V]) With(k K, f func(V)) bool {
	v, ok := m.m[k]
	if ok {
		f(v)
	}
	return ok
}

// Delete removes a value and closes it.
func (m *Map[K, V]) Delete(k K) {
	if v, ok := m.m[k]; ok {
		delete(m.m, k)
		v.Close()
	}
}

// Close closes all values.
func (m *Map[K, V]) Close() {
	for k := range m.m {
		m.Delete(k)
	}
}
