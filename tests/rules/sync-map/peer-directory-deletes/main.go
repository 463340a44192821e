// DropAll deletes each peer in Range before package peer frees it.
package main

import (
	"fmt"
	"os"
	"sync"

	"example.com/peer-directory-deletes/peer"
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
		d.peers.Delete(addr)
		v.(peer.Handle).Release()
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
