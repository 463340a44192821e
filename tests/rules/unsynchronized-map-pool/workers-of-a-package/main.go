// Package pool runs four workers with one handler, whose method value writes the map of retries.
package main

import (
	"fmt"
	"os"

	"example.com/workers-of-a-package/pool"
)

type mailer struct {
	retries map[string]int
	limit   int
}

func (m *mailer) deliver(addr string) bool {
	if len(addr)%2 == 0 {
		return true
	}
	m.retries[addr]++                // or BL301
	return m.retries[addr] < m.limit // or BL301
}

func main() {
	m := &mailer{retries: make(map[string]int), limit: 3}
	p := pool.New(4, m.deliver)
	for i := range 60 {
		p.Submit(fmt.Sprint(os.Args[0], i%10))
	}
	p.Close()
	fmt.Println(len(m.retries))
}
