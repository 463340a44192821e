// Package lru is a small cache with a limit on the number of entries.
package lru

import "unsafe"

type Options struct {
	Limit   int
	OnEvict func(key string, v unsafe.Pointer)
}

type Cache struct {
	opts  Options
	order []string
	items map[string]unsafe.Pointer
}

func New(opts Options) *Cache {
	return &Cache{opts: opts, items: make(map[string]unsafe.Pointer)}
}

func (c *Cache) Get(key string) (unsafe.Pointer, bool) {
	v, ok := c.items[key]
	return v, ok
}

// Add puts a value under a key that is not in the cache yet.
func (c *Cache) Add(key string, v unsafe.Pointer) {
	c.order = append(c.order, key)
	c.items[key] = v
	if len(c.order) > c.opts.Limit {
		oldest := c.order[0]
		c.order = c.order[1:]
		c.opts.OnEvict(oldest, c.items[oldest]) // want BL102
	}
}
