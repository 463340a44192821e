// Update changes the map that it loads from the atomic pointer in place, while readers use it.
package main

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
)

type flags map[string]bool

// Features are read on every request and seldom changed.
type Features struct {
	mu  sync.Mutex
	cur atomic.Pointer[flags]
}

func NewFeatures(f flags) *Features {
	x := new(Features)
	x.cur.Store(&f)
	return x
}

func (x *Features) On(name string) bool {
	return (*x.cur.Load())[name] // or BL301
}

func (x *Features) Update(name string, on bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	f := *x.cur.Load()
	f[name] = on // or BL301
	x.cur.Store(&f)
}

func main() {
	x := NewFeatures(flags{"tls": true})
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Add(2)
		go func() {
			defer wg.Done()
			x.Update(fmt.Sprint(os.Args[0], i), i%2 == 0)
		}()
		go func() {
			defer wg.Done()
			for _, arg := range os.Args {
				x.On(arg)
			}
		}()
	}
	wg.Wait()
	fmt.Println(x.On("tls"))
}
