// Merge holds the lock of the account that gets the items, and reads and empties the map of the other one.
package main

import (
	"fmt"
	"os"
	"sync"
)

// Cart is shared by the requests of a session.
type Cart struct {
	id    int
	mu    sync.Mutex
	items map[string]int
}

func NewCart(id int) *Cart { return &Cart{id: id, items: map[string]int{}} }

func (c *Cart) Add(item string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items[item] += n // or BL301
}

// Merge moves everything from src to c.
func (c *Cart) Merge(src *Cart) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for item, n := range src.items { // or BL301
		c.items[item] += n
		delete(src.items, item) // or BL301
	}
}

func main() {
	guest, user := NewCart(1), NewCart(2)
	var wg sync.WaitGroup
	for _, arg := range os.Args {
		wg.Add(2)
		go func() {
			defer wg.Done()
			guest.Add(arg, 1)
		}()
		go func() {
			defer wg.Done()
			user.Merge(guest)
		}()
	}
	wg.Wait()
	fmt.Println(len(guest.items) + len(user.items))
}
