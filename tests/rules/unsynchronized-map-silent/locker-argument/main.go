// The lock of the map comes as a sync.Locker, which is the write half of its RWMutex for all who write.
package main

import (
	"fmt"
	"os"
	"sync"
)

type pair struct {
	key string
	n   int
}

type table struct {
	mu   sync.RWMutex
	rows map[string]int
}

func with(l sync.Locker, f func()) {
	l.Lock()
	defer l.Unlock()
	f()
}

func (t *table) add(ps []pair) {
	with(&t.mu, func() {
		for _, p := range ps {
			t.rows[p.key] += p.n
		}
	})
}

func (t *table) sum() (n int) {
	with(t.mu.RLocker(), func() {
		for _, v := range t.rows {
			n += v
		}
	})
	return n
}

func main() {
	t := &table{rows: make(map[string]int)}
	var wg sync.WaitGroup
	for i, arg := range os.Args {
		wg.Add(2)
		go func() {
			defer wg.Done()
			t.add([]pair{{arg, i}, {"all", 1}})
		}()
		go func() {
			defer wg.Done()
			fmt.Println(t.sum() >= 0)
		}()
	}
	wg.Wait()
}
