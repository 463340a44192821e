// A replaced listener's handle is deleted and then sent to the goroutine that closes listeners.
package main

import (
	"fmt"
	"runtime/cgo"
	"sync"
)

type listener struct {
	addr string
}

type manager struct {
	mu     sync.Mutex
	byAddr map[string]cgo.Handle
	closed chan cgo.Handle
	wg     sync.WaitGroup
}

func (m *manager) run() {
	m.wg.Add(1)
	go func() {
		defer m.wg.Done()
		for h := range m.closed {
			fmt.Println("closed", h != 0)
		}
	}()
}

func (m *manager) listen(addr string) {
	h := cgo.NewHandle(&listener{addr: addr})
	m.mu.Lock()
	old, had := m.byAddr[addr]
	m.byAddr[addr] = h
	m.mu.Unlock()
	if had {
		old.Delete()
		m.closed <- old // want BL112
	}
}

func main() {
	m := &manager{byAddr: make(map[string]cgo.Handle), closed: make(chan cgo.Handle, 1)}
	m.run()
	for i := 0; i < 6; i++ {
		m.listen(fmt.Sprint("port ", i%4))
	}
	close(m.closed)
	m.wg.Wait()
}
