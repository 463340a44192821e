// SPDX-License-Identifier: MIT

// Package belay gives out handles: integers that stand for objects which Go's
// collector does not look after, such as memory of C.
//
// A map that holds a pointer into C keeps the address after C has freed the
// memory.  A map that holds a [Handle] keeps a number: asking a [Registry] for
// the object behind it gives the object or an error, whatever happened in
// between and on however many goroutines.
//
//	conns := belay.New[C.struct_conn]()
//	h, err := conns.Add(C.conn_open(), func(c *C.struct_conn) { C.conn_close(c) })
//	...
//	err = conns.With(h, func(c *C.struct_conn) error {
//		C.conn_send(c)
//		return nil
//	})
//	...
//	conns.Revoke(h) // from here on h is stale; conn_close runs when nobody is inside With
//
// Looking up, acquiring and releasing are a few instructions of Go on memory
// that never moves: no lock, no allocation and no call of C.
//
// Nothing is freed by the collector: an object lives until it is revoked and
// its last user has left, and a registry that is forgotten with objects in it
// leaks them, as a map of pointers would.  Nothing here panics.
package belay
