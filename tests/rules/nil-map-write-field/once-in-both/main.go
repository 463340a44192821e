// Define and Lookup both make the table through the sync.Once.
package main

import (
	"fmt"
	"os"
	"sync"
)

type symbol struct {
	name  string
	value int64
}

// Table is a symbol table whose zero value is to be usable.
type Table struct {
	once sync.Once
	mu   sync.Mutex
	syms map[string]symbol
}

func (t *Table) setup() {
	t.syms = map[string]symbol{"_start": {"_start", 0}}
}

func (t *Table) Lookup(name string) (symbol, bool) {
	t.once.Do(t.setup)
	t.mu.Lock()
	defer t.mu.Unlock()
	s, ok := t.syms[name]
	return s, ok
}

func (t *Table) Define(name string, value int64) {
	t.once.Do(t.setup)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.syms[name] = symbol{name, value}
}

func main() {
	var t Table
	for i, arg := range os.Args {
		t.Define(arg, int64(i)*16)
	}
	fmt.Println(t.Lookup("_start"))
}
