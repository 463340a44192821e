// The loader stores to an atomic flag after it has filled the map, and readers look at the flag first.
package main

import (
	"fmt"
	"os"
	"sync/atomic"
	"time"
)

type zones struct {
	ready   atomic.Bool
	offsets map[string]time.Duration
}

func (z *zones) load(names []string) {
	z.offsets = make(map[string]time.Duration, len(names))
	for i, n := range names {
		z.offsets[n] = time.Duration(i) * time.Hour
	}
	z.ready.Store(true)
}

func (z *zones) offset(name string) (time.Duration, bool) {
	if !z.ready.Load() {
		return 0, false
	}
	d, ok := z.offsets[name]
	return d, ok
}

func main() {
	z := new(zones)
	go z.load(os.Args)
	for range 100 {
		if d, ok := z.offset("alpha"); ok {
			fmt.Println(d)
			return
		}
		time.Sleep(time.Millisecond)
	}
}
