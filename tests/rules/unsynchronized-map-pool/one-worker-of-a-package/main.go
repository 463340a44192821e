// Package pool runs its handler in one goroutine, and main reads the map when that has ended.
package main

import (
	"fmt"
	"os"

	"example.com/one-worker-of-a-package/pool"
)

type mailer struct {
	retries map[string]int
	limit   int
}

func (m *mailer) deliver(addr string) bool {
	if len(addr)%2 == 0 {
		return true
	}
	m.retries[addr]++
	return m.retries[addr] < m.limit
}

func main() {
	m := &mailer{retries: make(map[string]int), limit: 3}
	p := pool.New(m.deliver)
	for i := range 60 {
		p.Submit(fmt.Sprint(os.Args[0], i%10))
	}
	p.Close()
	fmt.Println(len(m.retries))
}
