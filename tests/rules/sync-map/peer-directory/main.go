// DropAll frees every peer in Range and deletes none, so the directory is full of freed peers.
package main

import (
	"fmt"
	"os"
	"sync"

	"example.com/peer-directory/peer"
)

// Directory finds a peer by its address. It is read much and seldom written.
type Directory struct {
	peers sync.Map // string to peer.Handle
	mu    sync.Mutex
	n     int
}

func (d *Directory) Join(addr string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.peers.Load(addr); ok {
		return
	}
	d.peers.Store(addr, peer.Connect(addr))
	d.n++
}

func (d *Directory) Ping(addr string) int {
	v, ok := d.peers.Load(addr)
	if !ok {
		return -1
	}
	return v.(peer.Handle).Ping()
}

func (d *Directory) DropAll() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.peers.Range(func(addr, v any) bool {
		v.(peer.Handle).Release() // want BL102
		return true
	})
	d.n = 0
}

func main() {
	var d Directory
	for _, addr := range os.Args[1:] {
		d.Join(addr)
		fmt.Println(d.Ping(addr))
	}
	d.DropAll()
	fmt.Println(d.n)
}
