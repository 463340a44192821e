// The sync.Map of recent packets gets a string of a packet's bytes as key.
package main

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
)

type packet struct {
	from string
	id   []byte
}

type dedupe struct {
	recent  sync.Map
	dropped atomic.Int64
}

func (d *dedupe) accept(p *packet) bool {
	if _, dup := d.recent.LoadOrStore(string(p.id), p.from); dup {
		d.dropped.Add(1)
		return false
	}
	return true
}

func receive(d *dedupe, texts []string) (n int) {
	for i, t := range texts {
		p := &packet{from: t, id: []byte{byte(i >> 1), byte(len(t))}}
		if d.accept(p) {
			n++
		}
	}
	return n
}

func main() {
	var d dedupe
	fmt.Println(receive(&d, os.Args), d.dropped.Load())
}
