// What a map can hold its memory with: other values than pointers, keys,
// and values that lie further away.
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
	"os"
	"sync"
	"unsafe"
)

type cell = C.struct_cell

type holder struct {
	id   int
	cell *cell
}

type deep struct {
	name  string
	inner struct {
		list [3]*cell
	}
}

type large struct {
	pad  [40]int64
	cell *cell
}

type largeKey struct {
	pad  [20]int64
	cell *cell
}

type sliceHeader struct {
	data unsafe.Pointer
	len  int
	cap  int
}

type stringHeader struct {
	data unsafe.Pointer
	len  int
}

var drop = len(os.Args) > 1 && os.Args[1] == "drop"

var (
	byUintptr  = map[string]uintptr{}
	byUnsafe   = map[string]unsafe.Pointer{}
	byStruct   = map[string]holder{}
	byPointer  = map[string]*holder{}
	bySlice    = map[string][]*cell{}
	byArray    = map[string][4]*cell{}
	byAny      = map[string]interface{}{}
	byMap      = map[string]map[int]*cell{}
	byDeep     = map[int]deep{}
	byLarge    = map[int]large{}
	byBytes    = map[string][]byte{}
	byText     = map[string]string{}
	byInterior = map[string]*C.long{}
	byFunc     = map[string]func() int{}
	byChan     = map[string]chan *cell{}
	keyPointer = map[*cell]bool{}
	keyUintptr = map[uintptr]string{}
	keyStruct  = map[holder]int{}
	keyLarge   = map[largeKey]int{}
	keyAny     = map[interface{}]int{}
	keyText    = map[string]int{}
	synced     sync.Map
	syncedKey  sync.Map
	syncedMany sync.Map
	syncedRead sync.Map
	pools      [3]struct {
		free map[string][]holder
	}
)

func release(c *cell) { C.free(unsafe.Pointer(c)) }

// plant: go-map main.byUintptr["k"]
func plantUintptr() {
	c := C.cell_new()
	byUintptr["k"] = uintptr(unsafe.Pointer(c))
	if drop {
		delete(byUintptr, "k")
	}
	release(c)
}

// plant: go-map main.byUnsafe["k"]
func plantUnsafe() {
	c := C.cell_new()
	byUnsafe["k"] = unsafe.Pointer(c)
	if drop {
		byUnsafe["k"] = nil
	}
	release(c)
}

// plant: go-map main.byStruct["k"].cell
func plantStruct() {
	c := C.cell_new()
	byStruct["k"] = holder{1, c}
	if drop {
		byStruct["k"] = holder{}
	}
	release(c)
}

// plant: go-object main.byPointer["k"].cell
func plantPointer() {
	c := C.cell_new()
	byPointer["k"] = &holder{1, c}
	if drop {
		byPointer["k"].cell = nil
	}
	release(c)
}

// plant: go-object main.bySlice["k"][2]
func plantSlice() {
	c := C.cell_new()
	bySlice["k"] = []*cell{nil, nil, c}
	if drop {
		bySlice["k"][2] = nil
	}
	release(c)
}

// plant: go-map main.byArray["k"][1]
func plantArray() {
	c := C.cell_new()
	byArray["k"] = [4]*cell{nil, c}
	if drop {
		byArray["k"] = [4]*cell{}
	}
	release(c)
}

// plant: go-map main.byAny["k"]
func plantAny() {
	c := C.cell_new()
	byAny["k"] = c
	if drop {
		byAny["k"] = nil
	}
	release(c)
}

// plant: go-map main.byMap["k"][7]
func plantMap() {
	c := C.cell_new()
	byMap["k"] = map[int]*cell{7: c}
	if drop {
		delete(byMap["k"], 7)
	}
	release(c)
}

// plant: go-map main.byDeep[5].inner.list[2]
func plantDeep() {
	c := C.cell_new()
	d := deep{name: "deep"}
	d.inner.list[2] = c
	byDeep[5] = d
	if drop {
		byDeep[5] = deep{}
	}
	release(c)
}

// plant: go-map main.byLarge[6].cell
func plantLarge() {
	c := C.cell_new()
	byLarge[6] = large{cell: c}
	if drop {
		delete(byLarge, 6)
	}
	release(c)
}

// plant: go-map main.byBytes["k"]
func plantBytes() {
	c := C.cell_new()
	byBytes["k"] = *(*[]byte)(unsafe.Pointer(&sliceHeader{unsafe.Pointer(c), 16, 16}))
	if drop {
		byBytes["k"] = nil
	}
	release(c)
}

// plant: go-map main.byText["k"]
func plantText() {
	c := C.cell_new()
	byText["k"] = *(*string)(unsafe.Pointer(&stringHeader{unsafe.Pointer(c), 16}))
	if drop {
		delete(byText, "k")
	}
	release(c)
}

// plant: go-map main.byInterior["k"]
func plantInterior() {
	c := C.cell_new()
	byInterior["k"] = (*C.long)(unsafe.Pointer(&c.next))
	if drop {
		delete(byInterior, "k")
	}
	release(c)
}

// plant: go-object main.byFunc["k"]
func plantFunc() {
	c := C.cell_new()
	byFunc["k"] = func() int { return int(c.value) }
	if drop {
		delete(byFunc, "k")
	}
	release(c)
}

// plant: go-object main.byChan["k"]
func plantChan() {
	c := C.cell_new()
	byChan["k"] = make(chan *cell, 4)
	byChan["k"] <- c
	if drop {
		<-byChan["k"]
	}
	release(c)
}

// plant: go-map main.keyPointer
func plantKeyPointer() {
	c := C.cell_new()
	keyPointer[c] = true
	if drop {
		delete(keyPointer, c)
	}
	release(c)
}

// plant: go-map main.keyUintptr
func plantKeyUintptr() {
	c := C.cell_new()
	keyUintptr[uintptr(unsafe.Pointer(c))] = "c"
	if drop {
		keyUintptr = map[uintptr]string{} // delete() leaves the word
	}
	release(c)
}

// plant: go-map main.keyStruct
func plantKeyStruct() {
	c := C.cell_new()
	keyStruct[holder{3, c}] = 3
	if drop {
		delete(keyStruct, holder{3, c})
	}
	release(c)
}

// plant: go-map main.keyLarge
func plantKeyLarge() {
	c := C.cell_new()
	keyLarge[largeKey{cell: c}] = 3
	if drop {
		delete(keyLarge, largeKey{cell: c})
	}
	release(c)
}

// plant: go-map main.keyAny
func plantKeyAny() {
	c := C.cell_new()
	keyAny[c] = 3
	if drop {
		delete(keyAny, c)
	}
	release(c)
}

// plant: go-map main.keyText
func plantKeyText() {
	c := C.cell_new()
	text := *(*string)(unsafe.Pointer(&stringHeader{unsafe.Pointer(c), 16}))
	keyText[text] = 1
	if drop {
		delete(keyText, text)
	}
	release(c)
}

// plant: go-map main.synced["k"]
func plantSynced() {
	c := C.cell_new()
	synced.Store("k", c)
	if drop {
		synced.Delete("k")
	}
	release(c)
}

// plant: go-map main.syncedKey
func plantSyncedKey() {
	c := C.cell_new()
	syncedKey.Store(c, "v")
	if drop {
		syncedKey.Delete(c)
	}
	release(c)
}

// plant: go-object main.syncedMany 50
func plantSyncedMany() {
	var all [50]*cell
	for i := range all {
		all[i] = C.cell_new()
		syncedMany.Store(i, holder{i, all[i]})
	}
	for i, c := range all {
		if drop {
			syncedMany.Delete(i)
		}
		release(c)
	}
}

// plant: go-map main.syncedRead["read"]
func plantSyncedRead() {
	c := C.cell_new()
	syncedRead.Store("read", c)
	for i := 0; i < 10; i++ {
		syncedRead.Load("read") // goes to the part that is read without a lock
		syncedRead.Load("none")
	}
	if drop {
		syncedRead.Delete("read")
	}
	release(c)
}

// plant: go-object main.pools[2].free["k"][1].cell
func plantPools() {
	c := C.cell_new()
	pools[2].free = map[string][]holder{"k": {{}, {1, c}}}
	if drop {
		pools[2].free["k"] = nil
	}
	release(c)
}

func main() {
	for _, f := range []func(){
		plantUintptr, plantUnsafe, plantStruct, plantPointer, plantSlice,
		plantArray, plantAny, plantMap, plantDeep, plantLarge, plantBytes,
		plantText, plantInterior, plantFunc, plantChan, plantKeyPointer,
		plantKeyUintptr, plantKeyStruct, plantKeyLarge, plantKeyAny,
		plantKeyText, plantSynced, plantSyncedKey, plantSyncedMany,
		plantSyncedRead, plantPools,
	} {
		f()
	}
}
