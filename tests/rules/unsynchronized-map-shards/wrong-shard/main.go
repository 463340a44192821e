// Del locks the shard of the whole key, and deletes from the shard of its prefix.
package main

import (
	"fmt"
	"hash/maphash"
	"os"
	"sync"
)

const width = 4

var seed = maphash.MakeSeed()

type shard struct {
	sync.Mutex
	m map[string][]byte
}

// Table is split in shards by a hash of the key.
type Table [width]*shard

func NewTable() *Table {
	t := new(Table)
	for i := range t {
		t[i] = &shard{m: make(map[string][]byte)}
	}
	return t
}

func (t *Table) index(key string) uint64 {
	return maphash.String(seed, key) % width
}

func (t *Table) Put(key string, v []byte) {
	s := t[t.index(key)]
	s.Lock()
	defer s.Unlock()
	s.m[key] = v // or BL301
}

// Rename gives the value of a key to another key.
func (t *Table) Rename(from, to string) {
	a := t[t.index(from)]
	a.Lock()
	defer a.Unlock()
	v, ok := a.m[from]
	if !ok {
		return
	}
	delete(a.m, from)
	t[t.index(to)].m[to] = v // or BL301
}

func main() {
	t := NewTable()
	var wg sync.WaitGroup
	for i := range 64 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			k := fmt.Sprint(os.Args[0], i)
			t.Put(k, []byte(k))
			t.Rename(k, k+"'")
		}()
	}
	wg.Wait()
}
