// Holders in Go that are no maps: globals, fields, slices, closures,
// channels, interfaces, goroutines.
package main

/*
#include <stdlib.h>

struct cell { long value; struct cell *next; };

static struct cell *cell_new(void)
{
	return calloc(1, sizeof(struct cell));
}
*/
import "C"

import (
	"container/list"
	"os"
	"runtime"
	"sync/atomic"
	"time"
	"unsafe"
)

type cell = C.struct_cell

type conn struct {
	id   int
	cell *cell
}

type node struct {
	next *node
	cell *cell
}

type base struct {
	raw uintptr
}

type session struct {
	base
	name string
	conn *conn
}

type getter interface{ get() *cell }

func (c *conn) get() *cell { return c.cell }

func (c conn) value() int { return c.id }

type box[T any] struct {
	items []T
}

type registry struct {
	current *session
	table   [4]conn
	any     interface{}
}

var drop = len(os.Args) > 1 && os.Args[1] == "drop"

var (
	pointer    *cell
	address    uintptr
	number     uint64
	raw        unsafe.Pointer
	interior   *C.long
	value      conn
	array      [8]*cell
	slice      []*cell
	words      []uintptr
	iface      interface{}
	ifaceValue interface{}
	method     getter
	chain      *node
	object     *conn
	twice      **cell
	sess       = &session{name: "s"}
	reg        registry
	boxed      box[conn]
	bytes      []byte
	callback   func() *cell
	bound      func() int
	queue      = make(chan *cell, 3)
	records    = make(chan conn, 5)
	atomicPtr  unsafe.Pointer
	atomicAny  atomic.Value
	elements   = list.New()
	objects    [][]*conn
	anonymous  struct {
		inner struct{ list []struct{ cell *cell } }
	}
	finished = make(chan bool)
	started  = make(chan bool)
	sink     uintptr
)

func release(c *cell) { C.free(unsafe.Pointer(c)) }

// plant: go-global main.pointer
func plantPointer() {
	pointer = C.cell_new()
	c := pointer
	if drop {
		pointer = nil
	}
	release(c)
}

// plant: go-global main.address
func plantAddress() {
	c := C.cell_new()
	address = uintptr(unsafe.Pointer(c))
	if drop {
		address = 0
	}
	release(c)
}

// plant: go-global? main.number
func plantNumber() {
	c := C.cell_new()
	number = uint64(uintptr(unsafe.Pointer(c)))
	if drop {
		number = 0
	}
	release(c)
}

// plant: go-global main.raw
func plantRaw() {
	c := C.cell_new()
	raw = unsafe.Pointer(c)
	if drop {
		raw = nil
	}
	release(c)
}

// plant: go-global main.interior
func plantInterior() {
	c := C.cell_new()
	interior = (*C.long)(unsafe.Pointer(&c.next))
	if drop {
		interior = nil
	}
	release(c)
}

// plant: go-global main.value.cell
func plantValue() {
	c := C.cell_new()
	value = conn{1, c}
	if drop {
		value = conn{}
	}
	release(c)
}

// plant: go-global main.array[6]
func plantArray() {
	c := C.cell_new()
	array[6] = c
	if drop {
		array[6] = nil
	}
	release(c)
}

// plant: go-object main.slice[2]
func plantSlice() {
	c := C.cell_new()
	slice = []*cell{nil, nil, c}
	if drop {
		slice[2] = nil
	}
	release(c)
}

// plant: go-object main.words[1]
func plantWords() {
	c := C.cell_new()
	words = []uintptr{1, uintptr(unsafe.Pointer(c))}
	if drop {
		words[1] = 0
	}
	release(c)
}

// plant: go-global main.iface
func plantIface() {
	c := C.cell_new()
	iface = c
	if drop {
		iface = nil
	}
	release(c)
}

// plant: go-object main.ifaceValue
func plantIfaceValue() {
	c := C.cell_new()
	ifaceValue = conn{2, c}
	if drop {
		ifaceValue = conn{}
	}
	release(c)
}

// plant: go-object main.method
func plantMethod() {
	c := C.cell_new()
	method = &conn{3, c}
	if drop {
		method = &conn{}
	}
	release(c)
}

// plant: go-object main.chain.next.next.cell
func plantChain() {
	c := C.cell_new()
	chain = &node{next: &node{next: &node{cell: c}}}
	if drop {
		chain.next.next = nil
	}
	release(c)
}

// plant: go-object main.object.cell
func plantObject() {
	c := C.cell_new()
	object = &conn{4, c}
	if drop {
		object.cell = nil
	}
	release(c)
}

// plant: go-object main.twice
func plantTwice() {
	c := C.cell_new()
	twice = new(*cell)
	*twice = c
	if drop {
		*twice = nil
	}
	release(c)
}

// plant: go-object main.sess.base.raw
func plantEmbedded() {
	c := C.cell_new()
	sess.raw = uintptr(unsafe.Pointer(c))
	if drop {
		sess.raw = 0
	}
	release(c)
}

// plant: go-object main.sess.conn.cell
func plantSession() {
	c := C.cell_new()
	sess.conn = &conn{5, c}
	if drop {
		sess.conn = nil
	}
	release(c)
}

// plant: go-global main.reg.table[3].cell
func plantTable() {
	c := C.cell_new()
	reg.table[3].cell = c
	if drop {
		reg.table[3].cell = nil
	}
	release(c)
}

// plant: go-object main.reg.current.conn.cell
func plantCurrent() {
	c := C.cell_new()
	reg.current = &session{conn: &conn{6, c}}
	if drop {
		reg.current.conn.cell = nil
	}
	release(c)
}

// plant: go-object main.reg.any
func plantAny() {
	c := C.cell_new()
	reg.any = []*cell{c}
	if drop {
		reg.any = []*cell{nil}
	}
	release(c)
}

// plant: go-object main.boxed.items[1].cell
func plantBoxed() {
	c := C.cell_new()
	boxed.items = []conn{{}, {7, c}}
	if drop {
		boxed.items = nil
	}
	release(c)
}

// plant: go-global main.bytes
func plantBytes() {
	c := C.cell_new()
	bytes = (*[16]byte)(unsafe.Pointer(c))[:16:16]
	if drop {
		bytes = nil
	}
	release(c)
}

// plant: go-object main.callback
func plantCallback() {
	c := C.cell_new()
	callback = func() *cell { return c }
	if drop {
		callback = nil
	}
	release(c)
}

// plant: go-object main.bound
func plantBound() {
	c := C.cell_new()
	bound = conn{8, c}.value
	if drop {
		bound = nil
	}
	release(c)
}

// plant: go-object main.queue
func plantQueue() {
	c := C.cell_new()
	queue <- c
	if drop {
		<-queue
	}
	release(c)
}

// plant: go-object main.records
func plantRecords() {
	c := C.cell_new()
	records <- conn{}
	records <- conn{9, c}
	if drop {
		<-records
		<-records
	}
	release(c)
}

// plant: go-global main.atomicPtr
func plantAtomic() {
	c := C.cell_new()
	atomic.StorePointer(&atomicPtr, unsafe.Pointer(c))
	if drop {
		atomic.StorePointer(&atomicPtr, nil)
	}
	release(c)
}

// plant: go-global main.atomicAny
func plantAtomicAny() {
	c := C.cell_new()
	atomicAny.Store(c)
	if drop {
		atomicAny.Store((*cell)(nil))
	}
	release(c)
}

// plant: go-object main.elements
func plantElements() {
	c := C.cell_new()
	elements.PushBack(1)
	e := elements.PushBack(c)
	if drop {
		elements.Remove(e)
		e.Value = nil
	}
	release(c)
}

// plant: go-object main.objects[1][0].cell
func plantObjects() {
	c := C.cell_new()
	objects = [][]*conn{nil, {{10, c}}}
	if drop {
		objects[1] = nil
	}
	release(c)
}

// plant: go-object main.anonymous.inner.list[0].cell
func plantAnonymous() {
	c := C.cell_new()
	anonymous.inner.list = make([]struct{ cell *cell }, 1)
	anonymous.inner.list[0].cell = c
	if drop {
		anonymous.inner.list = nil
	}
	release(c)
}

// A goroutine that waits in the middle of its life.
//
//go:noinline
func serve(c *cell) {
	local := &conn{11, c}
	if drop {
		local.cell = nil
		c = nil
	}
	started <- true
	<-finished
	sink = uintptr(unsafe.Pointer(local.cell))
}

// plant: go-stack|go-object main.serve
func plantGoroutine() {
	c := C.cell_new()
	go serve(c)
	<-started
	time.Sleep(10 * time.Millisecond) // until it waits
	release(c)
}

func main() {
	for _, f := range []func(){
		plantPointer, plantAddress, plantNumber, plantRaw, plantInterior,
		plantValue, plantArray, plantSlice, plantWords, plantIface,
		plantIfaceValue, plantMethod, plantChain, plantObject, plantTwice,
		plantEmbedded, plantSession, plantTable, plantCurrent, plantAny,
		plantBoxed, plantBytes, plantCallback, plantBound, plantQueue,
		plantRecords, plantAtomic, plantAtomicAny, plantElements,
		plantObjects, plantAnonymous, plantGoroutine,
	} {
		f()
	}
	runtime.KeepAlive(started)
}
