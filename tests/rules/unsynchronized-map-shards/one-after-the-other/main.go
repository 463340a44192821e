// Rename takes the value out of one shard under its lock, and puts it in the other under the other's.
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
	s.m[key] = v
}

// Rename gives the value of a key to another key.
func (t *Table) Rename(from, to string) {
	a := t[t.index(from)]
	a.Lock()
	v, ok := a.m[from]
	delete(a.m, from)
	a.Unlock()
	if ok {
		t.Put(to, v)
	}
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
