// Words that point to freed memory in what is dead: they are no holders, and
// nothing may be said.
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
	"runtime"
	"runtime/debug"
	"sync"
	"unsafe"
)

type cell = C.struct_cell

type box struct {
	pad  [3]int64
	cell *cell
}

var (
	grown   = map[int]*cell{}
	emptied = map[string]*cell{}
	cleared = map[int]box{}
	shrunk  []*cell
	queue   = make(chan *cell, 4)
	once    sync.Map
	current *box
	waiting = make(chan bool)
	ready   = make(chan bool)
	sink    int
)

func release(c *cell) { C.free(unsafe.Pointer(c)) }

// Old tables hold what was moved out of them, until they are collected.
func oldTables() {
	for i := 0; i < 5000; i++ {
		grown[i] = C.cell_new()
	}
	for i, c := range grown {
		delete(grown, i)
		release(c)
	}
}

// A map that was replaced by a new one.
func oldMaps() {
	for round := 0; round < 5; round++ {
		m := map[string]*cell{}
		for i := 0; i < 100; i++ {
			m[string(rune('a'+i))] = C.cell_new()
		}
		for _, c := range m {
			release(c)
		}
		emptied = m
	}
	emptied = map[string]*cell{}
}

func clearedMap() {
	for i := 0; i < 300; i++ {
		cleared[i] = box{cell: C.cell_new()}
	}
	for i := range cleared {
		release(cleared[i].cell)
	}
	for i := range cleared {
		delete(cleared, i)
	}
}

// Garbage that was never swept.
func garbage() {
	for i := 0; i < 2000; i++ {
		current = &box{cell: C.cell_new()}
		release(current.cell)
	}
	current = nil
}

func reslicedAway() {
	for i := 0; i < 100; i++ {
		shrunk = append(shrunk, C.cell_new())
	}
	for _, c := range shrunk {
		release(c)
	}
	shrunk = nil
}

func drained() {
	for i := 0; i < 10; i++ {
		queue <- C.cell_new()
		release(<-queue)
	}
}

func syncedAway() {
	for i := 0; i < 200; i++ {
		once.Store(i, C.cell_new())
	}
	once.Range(func(k, v interface{}) bool {
		once.Delete(k)
		release(v.(*cell))
		return true
	})
}

//go:noinline
func deep(n int) int {
	var local [16]*cell
	for i := range local {
		local[i] = C.cell_new()
	}
	if n > 0 {
		sink += deep(n - 1)
	}
	for _, c := range local {
		sink += int(c.value)
		release(c)
	}
	return sink
}

// A goroutine whose stack was deep once, and one that ended.
func oldStacks() {
	go func() {
		deep(20)
		ready <- true
		<-waiting
	}()
	<-ready
	go func() {
		deep(10)
		ready <- true
	}()
	<-ready
}

func main() {
	debug.SetGCPercent(-1)
	oldTables()
	oldMaps()
	clearedMap()
	garbage()
	reslicedAway()
	drained()
	syncedAway()
	oldStacks()
	runtime.Gosched()
}
