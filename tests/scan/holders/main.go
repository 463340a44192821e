// A program that keeps memory of C in every kind of place.  It says, one a
// line, the address and the path under which it must be found ("-": it must
// not be found), and waits until its input ends.
package main

/*
#include <stdint.h>
#include <stdlib.h>

struct node {
	struct node *next;
	long value;
	char *text;
};

void *registry[4];
struct { int n; void *slot[3]; } table;
static void put_registry(int i, void *p) { registry[i] = p; }
static void put_table(int i, void *p) { table.slot[i] = p; }
static struct node *make_node(struct node *next) {
	struct node *n = calloc(1, sizeof(*n));
	n->next = next;
	return n;
}
*/
import "C"

import (
	"container/list"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"
	"unsafe"
)

type key struct {
	id   int
	name string
}

type pool struct {
	free map[string][]item
	size int
}

type item struct {
	data unsafe.Pointer
	next *item
}

type shape interface{ area() int }

type square struct {
	side int
	buf  *C.char
}

func (s *square) area() int { return s.side }

var (
	cells      = map[string]*C.long{}
	byInt      = map[int]unsafe.Pointer{}
	byUint8    = map[uint8]unsafe.Pointer{}
	byFloat    = map[float64]unsafe.Pointer{}
	byBool     = map[bool]unsafe.Pointer{}
	byStruct   = map[key]unsafe.Pointer{}
	byArray    = map[[2]int]unsafe.Pointer{}
	byAny      = map[any]unsafe.Pointer{}
	byPointer  = map[*int]unsafe.Pointer{}
	byAddress  = map[uintptr]int{}
	one        = map[string]unsafe.Pointer{}
	eight      = map[string]unsafe.Pointer{}
	nine       = map[string]unsafe.Pointer{}
	many       = map[int]unsafe.Pointer{}
	growing    = map[int]unsafe.Pointer{}
	nested     = map[string]map[int]unsafe.Pointer{}
	big        = map[int][40]unsafe.Pointer{}
	dropped    = map[string]unsafe.Pointer{}
	shrunk     = map[int]unsafe.Pointer{}
	pools      [3]*pool
	global     unsafe.Pointer
	number     uintptr
	inside     *byte
	slice      []unsafe.Pointer
	bytes      []byte
	text       string
	iface      any
	sh         shape
	fn         func() unsafe.Pointer
	ch         = make(chan unsafe.Pointer, 4)
	smap       sync.Map
	spool      sync.Pool
	lst        = list.New()
	chain      *item
	cnodes     *C.struct_node
	embedded   struct {
		sync.Mutex
		item
	}
)

var zero int

func block() unsafe.Pointer { return C.malloc(48) }

func want(p unsafe.Pointer, path string) {
	fmt.Printf("%#x %s\n", uintptr(p), path)
}

func fill() {
	p := block()
	cells["3"] = (*C.long)(p)
	cells["4"] = nil
	want(p, `main.cells["3"]`)

	p = block()
	byInt[-7] = p
	want(p, `main.byInt[-7]`)

	p = block()
	byUint8[200] = p
	want(p, `main.byUint8[200]`)

	p = block()
	byFloat[1.5] = p
	want(p, `main.byFloat[1.5]`)

	p = block()
	byBool[true] = p
	want(p, `main.byBool[true]`)

	p = block()
	byStruct[key{7, "x"}] = p
	want(p, `main.byStruct[{7 "x"}]`)

	p = block()
	byArray[[2]int{1, 2}] = p
	want(p, `main.byArray[[1 2]]`)

	p = block()
	byAny["s"] = p
	want(p, `main.byAny["s"]`)
	p = block()
	byAny[9] = p
	want(p, `main.byAny[9]`)
	p = block()
	byAny[key{1, "k"}] = p
	want(p, `main.byAny[{1 "k"}]`)

	p = block()
	byPointer[&zero] = p
	want(p, fmt.Sprintf(`main.byPointer[%#x]`, uintptr(unsafe.Pointer(&zero))))

	p = block()
	byAddress[uintptr(p)] = 1
	want(p, fmt.Sprintf(`key of main.byAddress[%#x]`, uintptr(p)))

	p = block()
	one["only"] = p
	want(p, `main.one["only"]`)
	for i := 0; i < 8; i++ {
		p = block()
		eight[fmt.Sprint(i)] = p
	}
	want(p, `main.eight["7"]`)
	for i := 0; i < 9; i++ {
		p = block()
		nine[fmt.Sprint(i)] = p
	}
	want(p, `main.nine["8"]`)
	for i := 0; i < 10000; i++ {
		p = block()
		many[i] = p
		if i == 4321 {
			want(p, `main.many[4321]`)
		}
	}
	want(p, `main.many[9999]`)
	// A classic map of 2^k*6.5+1 entries has just begun to grow.
	for i := 0; i < 6657; i++ {
		p = block()
		growing[i] = p
		if i%1000 == 1 {
			want(p, fmt.Sprintf(`main.growing[%d]`, i))
		}
	}
	want(p, `main.growing[6656]`)

	p = block()
	nested["a"] = map[int]unsafe.Pointer{5: p}
	want(p, `main.nested["a"][5]`)

	p = block()
	big[3] = [40]unsafe.Pointer{17: p}
	want(p, `main.big[3][17]`)

	p = block()
	dropped["x"] = p
	delete(dropped, "x")
	want(p, "-")

	for i := 0; i < 2000; i++ {
		p = block()
		shrunk[i] = p
	}
	for i := 0; i < 2000; i++ {
		delete(shrunk, i)
	}
	want(p, "-")
}

func fillMore() {
	p := block()
	pools[2] = &pool{free: map[string][]item{"k": {{}, {data: p}}}}
	want(p, `main.pools[2].free["k"][1].data`)

	global = block()
	want(global, `main.global`)
	p = block()
	number = uintptr(p)
	want(p, `main.number`)
	p = block()
	inside = (*byte)(unsafe.Add(p, 13))
	want(p, `main.inside`)
	p = block()
	slice = []unsafe.Pointer{nil, nil, p}
	want(p, `main.slice[2]`)
	p = block()
	bytes = unsafe.Slice((*byte)(p), 48)
	want(p, `main.bytes`)
	p = block()
	text = *(*string)(unsafe.Pointer(&struct {
		p unsafe.Pointer
		n int
	}{p, 5}))
	want(p, `main.text`)
	p = block()
	iface = p
	want(p, `main.iface`)
	p = block()
	sh = &square{2, (*C.char)(p)}
	want(p, `main.sh.(*main.square).buf`)
	p = block()
	fn = func() unsafe.Pointer { return p }
	want(p, `main.fn.(main.fillMore.func1).p`)
	q := block()
	ch <- nil
	ch <- q
	want(q, `main.ch[1]`)
	q = block()
	smap.Store("sk", q)
	want(q, `main.smap["sk"]`)
	q = block()
	spool.Put(q)
	want(q, `main.spool`)
	q = block()
	lst.PushBack(1)
	lst.PushBack(q)
	want(q, `main.lst.root.prev.Value`)
	q = block()
	chain = &item{next: &item{next: &item{data: q}}}
	want(q, `main.chain.next.next.data`)
	q = block()
	cnodes = C.make_node(C.make_node(nil))
	cnodes.next.text = (*C.char)(q)
	want(q, `main.cnodes.next.text`)
	q = block()
	embedded.data = q
	want(q, `main.embedded.item.data`)
	q = block()
	C.put_registry(2, q)
	want(q, `registry[2]`)
	q = block()
	C.put_table(1, q)
	want(q, `table.slot[1]`)
	want(block(), "-")
}

//go:noinline
func hold(done chan bool) {
	p := block()
	local := map[string]unsafe.Pointer{"l": block()}
	want(p, `goroutine N, main.hold, local p`)
	want(local["l"], `goroutine N, main.hold, local local["l"]`)
	done <- true
	io.Copy(io.Discard, os.Stdin)
	fmt.Println(p, local)
}

func main() {
	fill()
	fillMore()
	done := make(chan bool)
	go hold(done)
	<-done
	runtime.KeepAlive(global)
	fmt.Println("ready")
	select {}
}
