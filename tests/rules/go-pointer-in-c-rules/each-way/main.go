// Each way by which C can come by a Go pointer, and beside it what is right.
package main

/*
#include <stdlib.h>
#include <string.h>
#include <stdint.h>
struct s { int *p; int n; };
struct node { struct node *next; char *name; void *ud; };
static void use(struct s *p) { if (p && p->p) p->n = *p->p; }
static void use_v(void *p) { (void)p; }
static void use_pp(char **p, int n) { (void)p; (void)n; }
static void *saved; static int nsaved;
static void save(void *p) { saved = p; }
static void unsave(void) { saved = NULL; }
static void save_int(uintptr_t p) { nsaved = (int)p; }
static struct node *head;
static void push(struct node *n) { n->next = head; head = n; }
static void peek(struct node *n) { (void)n; }
static void tmp(void *p) { saved = p; saved = NULL; }
extern void goFill(char **out);
extern void goFill2(struct node *n);
*/
import "C"

import (
	"runtime"
	"runtime/cgo"
	"unsafe"
)

func helper(p *C.struct_s) { C.use(p) } // want BL401

func callHelper() {
	var s C.struct_s
	s.p = new(C.int)
	helper(&s)
}

func callHelperPinned() {
	var s C.struct_s
	var pin runtime.Pinner
	defer pin.Unpin()
	s.p = new(C.int)
	pin.Pin(s.p)
	helper(&s)
}

func pinIt(pin *runtime.Pinner, p *C.int) { pin.Pin(p) }

func callHelperPinnedByHelper() {
	var s C.struct_s
	var pin runtime.Pinner
	defer pin.Unpin()
	s.p = new(C.int)
	pinIt(&pin, s.p)
	helper(&s)
}

//export goFill
func goFill(out **C.char) {
	b := make([]byte, 10)
	*out = (*C.char)(unsafe.Pointer(&b[0])) // want BL401
}

//export goFill2
func goFill2(n *C.struct_node) {
	n.name = C.CString("x")
	n.ud = unsafe.Pointer(new(int)) // want BL401
}

var nodes = map[string]*C.struct_node{}

func add(k string) {
	nodes[k] = (*C.struct_node)(C.calloc(1, C.sizeof_struct_node))
}

func name(k string, b []byte) {
	if n := nodes[k]; n != nil {
		c := make([]byte, len(b)+1)
		copy(c, b)
		n.name = (*C.char)(unsafe.Pointer(&c[0])) // want BL401
	}
}

func viaSlice(n int) {
	mem := C.malloc(C.size_t(n) * 8)
	defer C.free(mem)
	s := unsafe.Slice((**C.char)(mem), n)
	for i := range s {
		b := make([]byte, 4)
		s[i] = (*C.char)(unsafe.Pointer(&b[0])) // want BL401
	}
	C.use_pp((**C.char)(mem), C.int(n))
}

func viaSliceOk(n int) {
	mem := C.malloc(C.size_t(n) * 8)
	defer C.free(mem)
	s := unsafe.Slice((**C.char)(mem), n)
	for i := range s {
		s[i] = C.CString("x")
	}
	C.use_pp((**C.char)(mem), C.int(n))
}

func wholeStruct() {
	n := (*C.struct_node)(C.malloc(C.sizeof_struct_node))
	*n = C.struct_node{ud: unsafe.Pointer(new(int))} // want BL401
	C.push(n)
}

func deferred() {
	p := &C.struct_s{}
	defer C.use(p) // want BL401
	p.p = new(C.int)
}

func nilled() {
	p := &C.struct_s{p: new(C.int)}
	p.p = nil
	C.use(p)
}

func handles() {
	h := cgo.NewHandle("x")
	C.save_int(C.uintptr_t(h))
	C.save(unsafe.Pointer(h))
	C.use_v(unsafe.Pointer(&h))
	C.save(unsafe.Pointer(&h)) // want BL401
}

func tmpOnly() {
	x := new(int)
	C.tmp(unsafe.Pointer(x))
}

func chanIn(n *C.struct_node) {
	c := (*C.struct_node)(C.malloc(C.sizeof_struct_node))
	ch := make(chan int)
	c.ud = *(*unsafe.Pointer)(unsafe.Pointer(&ch)) // want BL401
	C.peek(c)
	f := func() int { return int(uintptr(unsafe.Pointer(n))) }
	c.ud = *(*unsafe.Pointer)(unsafe.Pointer(&f)) // want BL401
	C.peek(c)
}

type Sink interface{ Put(p unsafe.Pointer) }

type cSink struct{ n *C.struct_node }

func (s *cSink) Put(p unsafe.Pointer) { s.n.ud = p } // want BL401

type goSink struct{ n unsafe.Pointer }

func (s *goSink) Put(p unsafe.Pointer) { s.n = p }

func newSink(c bool) Sink {
	if c {
		return &cSink{(*C.struct_node)(C.calloc(1, C.sizeof_struct_node))}
	}
	return &goSink{}
}

func dispatch(c bool) { newSink(c).Put(unsafe.Pointer(new(int64))) }

func put[T any](slot *T, v T) { *slot = v } // want BL401

func generic() {
	c := (*C.struct_node)(C.malloc(C.sizeof_struct_node))
	put(&c.ud, unsafe.Pointer(new(int)))
	C.peek(c)
	var g C.struct_node
	put(&g.ud, unsafe.Pointer(nil))
	C.peek(&g)
}

func early() {
	var pin runtime.Pinner
	b := make([]byte, 8)
	pin.Pin(&b[0])
	C.save(unsafe.Pointer(&b[0]))
	pin.Unpin() // want BL401
	C.unsave()
}

func inTime() {
	var pin runtime.Pinner
	b := make([]byte, 8)
	pin.Pin(&b[0])
	C.save(unsafe.Pointer(&b[0]))
	C.unsave()
	pin.Unpin()
}

func afterUnpin() {
	var pin runtime.Pinner
	c := (*C.struct_node)(C.calloc(1, C.sizeof_struct_node))
	b := make([]byte, 8)
	pin.Pin(&b[0])
	c.name = (*C.char)(unsafe.Pointer(&b[0]))
	C.peek(c)
	pin.Unpin()
	C.peek(c) // want BL401
}

func twoPinners() {
	var a, b runtime.Pinner
	m := make([]byte, 8)
	a.Pin(&m[0])
	b.Pin(&m[0])
	C.save(unsafe.Pointer(&m[0]))
	a.Unpin()
	C.unsave()
	b.Unpin()
}

func memcpyd(n int) {
	src := make([]*int, n)
	for i := range src {
		src[i] = new(int)
	}
	mem := C.malloc(C.size_t(n) * 8)
	C.memcpy(mem, unsafe.Pointer(&src[0]), C.size_t(n)*8) // want BL401
	C.free(mem)
}

func memcpyOk(n int) {
	src := make([]int, n)
	mem := C.malloc(C.size_t(n) * 8)
	C.memcpy(mem, unsafe.Pointer(&src[0]), C.size_t(n)*8)
	C.free(mem)
}

func inGoroutine() {
	s := &C.struct_s{p: new(C.int)}
	go func() {
		C.use(s) // want BL401
	}()
}

func closureStore() {
	c := (*C.struct_node)(C.calloc(1, C.sizeof_struct_node))
	set := func(p unsafe.Pointer) { c.ud = p } // want BL401
	set(unsafe.Pointer(new(int)))
	C.push(c)
}

type conn struct {
	pin runtime.Pinner
	buf []byte
	c   *C.struct_node
}

func (c *conn) start() {
	c.buf = make([]byte, 100)
	c.pin.Pin(&c.buf[0])
	c.c.ud = unsafe.Pointer(&c.buf[0])
	C.push(c.c)
}

func (c *conn) stop() {
	c.c.ud = nil
	c.pin.Unpin()
}

func run() {
	c := &conn{c: (*C.struct_node)(C.calloc(1, C.sizeof_struct_node))}
	c.start()
	c.stop()
}

func cToC() {
	a := (*C.struct_node)(C.calloc(1, C.sizeof_struct_node))
	b := (*C.struct_node)(C.calloc(1, C.sizeof_struct_node))
	a.next = b
	a.name = C.CString("x")
	C.push(a)
	g := &C.struct_node{next: a, name: C.CString("y")}
	C.peek(g)
}

func strs(names []string) {
	n := (*C.struct_node)(C.calloc(1, C.sizeof_struct_node))
	n.name = (*C.char)(unsafe.Pointer(unsafe.StringData(names[0] + "\x00"))) // want BL401
	C.push(n)
}

func main() {
	callHelper()
	callHelperPinned()
	callHelperPinnedByHelper()
	add("x")
	name("x", []byte("y"))
	viaSlice(3)
	viaSliceOk(3)
	wholeStruct()
	deferred()
	nilled()
	handles()
	tmpOnly()
	chanIn(nil)
	dispatch(true)
	generic()
	early()
	inTime()
	afterUnpin()
	twoPinners()
	memcpyd(3)
	memcpyOk(3)
	inGoroutine()
	closureStore()
	run()
	cToC()
	strs([]string{"a"})
}
