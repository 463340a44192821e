// Subscribe only raises the priority of topics that the peer has already.
package main

import (
	"fmt"
	"os"
	"time"
)

type peer struct {
	addr   string
	seen   time.Time
	topics map[string]int
}

// Mesh knows the peers of a node.
type Mesh struct {
	peers map[string]*peer
}

func (m *Mesh) join(addr string) *peer {
	p, ok := m.peers[addr]
	if !ok {
		p = new(peer)
		p.addr = addr
		m.peers[addr] = p
	}
	p.seen = time.Now()
	return p
}

func (m *Mesh) Subscribe(addr, topic string, priority int) {
	p := m.join(addr)
	if old, ok := p.topics[topic]; ok && old < priority {
		p.topics[topic] = priority
	}
}

func main() {
	m := &Mesh{peers: map[string]*peer{}}
	for i, arg := range os.Args {
		m.Subscribe("10.0.0.1:7000", arg, i)
	}
	for addr, p := range m.peers {
		fmt.Println(addr, len(p.topics))
	}
}
