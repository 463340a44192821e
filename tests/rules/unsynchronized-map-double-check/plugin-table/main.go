// The first look into the table of plugins is made without the lock that the writes hold.
package main

import (
	"fmt"
	"os"
	"sync"
)

type plugin struct {
	name string
	opts []string
}

var (
	pluginsMu sync.Mutex
	plugins   = map[string]*plugin{}
)

func open(name string, opts ...string) *plugin {
	if p, ok := plugins[name]; ok { // or BL301
		return p
	}
	pluginsMu.Lock()
	defer pluginsMu.Unlock()
	if p, ok := plugins[name]; ok {
		return p
	}
	p := &plugin{name, opts}
	plugins[name] = p // or BL301
	return p
}

func main() {
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for _, arg := range os.Args {
				p := open(fmt.Sprint(arg, i%2), "-v")
				fmt.Println(p.name, len(p.opts))
			}
		}()
	}
	wg.Wait()
}
