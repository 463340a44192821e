// NewCache makes the entries and forgets the hit counters.
package main

import (
	"fmt"
	"os"
	"time"
)

type entry struct {
	value string
	until time.Time
}

// Cache keeps values for a while and counts how often they were asked for.
type Cache struct {
	ttl     time.Duration
	entries map[string]entry
	hits    map[string]int
}

func NewCache(ttl time.Duration) *Cache {
	return &Cache{
		ttl:     ttl,
		entries: make(map[string]entry),
	}
}

func (c *Cache) Put(key, value string) {
	c.entries[key] = entry{value, time.Now().Add(c.ttl)}
}

func (c *Cache) Get(key string) (string, bool) {
	e, ok := c.entries[key]
	if !ok || time.Now().After(e.until) {
		delete(c.entries, key)
		return "", false
	}
	c.hits[key]++ // want BL201
	return e.value, true
}

func main() {
	c := NewCache(time.Minute)
	for i, arg := range os.Args {
		c.Put(arg, fmt.Sprint(i))
	}
	for _, arg := range os.Args {
		v, ok := c.Get(arg)
		fmt.Println(arg, v, ok, c.hits[arg])
	}
}
