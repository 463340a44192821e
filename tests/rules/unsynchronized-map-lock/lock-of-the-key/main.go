// Each document has a lock of its own, and the map of documents, which all of them share, has none.
package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
)

type document struct {
	lines []string
}

type editor struct {
	locks [16]sync.Mutex
	docs  map[string]*document
}

func (e *editor) lock(name string) *sync.Mutex {
	h := 0
	for _, r := range name {
		h = h*31 + int(r)
	}
	return &e.locks[h&15]
}

func (e *editor) appendLine(name, line string) {
	mu := e.lock(name)
	mu.Lock()
	defer mu.Unlock()
	d := e.docs[name] // or BL301
	if d == nil {
		d = new(document)
		e.docs[name] = d // or BL301
	}
	d.lines = append(d.lines, strings.TrimSpace(line))
}

func main() {
	e := &editor{docs: make(map[string]*document)}
	var wg sync.WaitGroup
	for i := range 32 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			e.appendLine(fmt.Sprint("doc", i), os.Args[i%len(os.Args)])
		}()
	}
	wg.Wait()
	fmt.Println(len(e.docs))
}
