// SPDX-License-Identifier: MIT

package belay_test

import (
	"fmt"

	"belay.dev/belay"
)

// conn stands for a struct of C, and close for the function that frees it.
type conn struct{ id int }

func (c *conn) close() { fmt.Println("close", c.id) }

// Before: map[string]*C.struct_conn, whose pointers outlive C.conn_close.
func Example_mapOfPointers() {
	conns := belay.New[conn]()
	byName := map[string]belay.Handle{}

	byName["db"], _ = conns.Add(&conn{1}, (*conn).close)
	held := byName["db"] // somebody remembers it

	conns.Revoke(byName["db"])
	delete(byName, "db")

	err := conns.With(held, func(c *conn) error {
		fmt.Println("use", c.id)
		return nil
	})
	fmt.Println(err)
	// Output:
	// close 1
	// belay: handle is stale
}

// Before: sync.Map of pointers, from which one goroutine deletes and frees
// while another uses what it loaded.
func Example_syncMap() {
	sessions := belay.New[conn]()
	h, _ := sessions.Add(&conn{7}, (*conn).close)

	sessions.With(h, func(c *conn) error {
		sessions.Revoke(h) // somebody else ends the session
		fmt.Println("still here:", c.id)
		return nil
	})
	_, err := sessions.Acquire(h)
	fmt.Println(err)
	// Output:
	// still here: 7
	// close 7
	// belay: handle is stale
}

// Before: runtime/cgo.Handle, whose Value panics when C calls back too late.
func Example_cgoHandle() {
	type request struct{ answer chan string }
	requests := belay.New[request]()

	h, _ := requests.Add(&request{make(chan string, 1)}, nil)
	number := uint64(h) // goes to C as uint64_t, and comes back

	callback := func(number uint64) error {
		r, err := requests.Get(belay.Handle(number))
		if err != nil {
			return err
		}
		r.answer <- "done"
		return nil
	}
	fmt.Println(callback(number))
	requests.Revoke(h)
	fmt.Println(callback(number))
	// Output:
	// <nil>
	// belay: handle is stale
}

func ExampleOwned() {
	o, _ := belay.Own(&conn{3}, (*conn).close)
	byKey := map[string]belay.Owned[conn]{"a": o, "b": o}

	byKey["a"].Free()
	err := byKey["b"].With(func(c *conn) error { return nil })
	fmt.Println(err)
	// Output:
	// close 3
	// belay: handle is stale
}
