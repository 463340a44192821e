// The cache estimates its memory from the B field of the map's header.
package main

import (
	"fmt"
	"unsafe"
)

// hmap has the layout of the runtime's map header.
type hmap struct {
	count     int
	flags     uint8
	B         uint8
	noverflow uint16
	hash0     uint32
	buckets   unsafe.Pointer
}

type entry struct {
	val  string
	hits int
}

type cache struct {
	entries map[string]entry
}

func (c *cache) get(k string, load func(string) (string, error)) (string, error) {
	if e, ok := c.entries[k]; ok {
		e.hits++
		c.entries[k] = e
		return e.val, nil
	}
	v, err := load(k)
	if err != nil {
		return "", err
	}
	c.entries[k] = entry{val: v}
	return v, nil
}

// bytes estimates what the table needs.
func (c *cache) bytes() int {
	if len(c.entries) == 0 {
		return 0
	}
	h := *(**hmap)(unsafe.Pointer(&c.entries)) // want BL111
	slot := int(unsafe.Sizeof("") + unsafe.Sizeof(entry{}))
	return (1 << h.B) * (8 + 8*slot) // may BL111
}

func main() {
	c := &cache{entries: make(map[string]entry)}
	for i := 0; i < 100; i++ {
		k := fmt.Sprint("key ", i%10)
		if _, err := c.get(k, func(k string) (string, error) { return k + "!", nil }); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(c.bytes() > 0)
}
