// Update copies the map that it loads, changes the copy and publishes that.
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
	return (*x.cur.Load())[name]
}

func (x *Features) Update(name string, on bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	old := *x.cur.Load()
	f := make(flags, len(old)+1)
	for k, v := range old {
		f[k] = v
	}
	f[name] = on
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
