// SPDX-License-Identifier: MIT

// A program that has its stacks taken in C, and knows what they must be.
//
// Each test compares the functions of the stack, in their order, with a
// list: Go's as they are, C's in parentheses, those of the C library and
// of the compiler's glue left out.
package main

/*
#cgo CFLAGS: -I${SRCDIR}/..
#include "capture.h"

void goBack(int depth);

// Goes back to Go from C on a stack with this frame.
static void viaC(int depth) { capture_back(goBack, depth); }
static void viaThread(int depth) { capture_thread(goBack, depth); }
*/
import "C"

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
)

var failed bool

var hash = regexp.MustCompile(`_[0-9a-f]{12}_`)

// name of the functions at one pc, innermost first; nil for what the lists
// leave out.
func names(pc uintptr, exact bool) []string {
	f := runtime.FuncForPC(pc - 1)
	if exact {
		f = runtime.FuncForPC(pc)
	} else if f == nil {
		f = runtime.FuncForPC(pc)
	}
	if f == nil {
		n := C.GoString(C.capture_name(C.uint64_t(pc - 1)))
		if strings.HasPrefix(n, "capture_") {
			return []string{"(" + n + ")"}
		}
		return nil
	}
	var out []string
	if exact {
		pc++
	}
	frames := runtime.CallersFrames([]uintptr{pc})
	for {
		fr, more := frames.Next()
		n := hash.ReplaceAllString(fr.Function, "_")
		n = strings.TrimPrefix(n, "main.")
		out = append(out, n)
		if !more {
			return out
		}
	}
}

func taken() []string {
	var out []string
	n := int(C.capture_frames())
	if n < 0 {
		return []string{"the ways to take it disagree"}
	}
	for i := 0; i < n; i++ {
		exact := i == 0 && C.capture_flags()&4 != 0
		for _, n := range names(uintptr(C.capture_pc(C.int(i))), exact) {
			// Up to Go 1.26 there is a wrapper of the same name.
			if n == "runtime.cgocallbackg" && out[len(out)-1] == n {
				continue
			}
			out = append(out, n)
		}
	}
	if C.capture_flags()&^4 != 0 {
		out = append(out, fmt.Sprintf("flags %x", C.capture_flags()))
	}
	return out
}

func goid() uint64 {
	b := make([]byte, 64)
	b = b[:runtime.Stack(b, false)]
	b = bytes.TrimPrefix(b, []byte("goroutine "))
	id, _ := strconv.ParseUint(string(b[:bytes.IndexByte(b, ' ')]), 10, 64)
	return id
}

func check(test string, want ...string) {
	got := taken()
	if id := uint64(C.capture_goroutine()); id != goid() {
		got = append(got, fmt.Sprint("goroutine ", id))
	}
	if strings.Join(got, "\n") == strings.Join(want, "\n") {
		fmt.Println("ok", test)
		return
	}
	failed = true
	fmt.Printf("FAIL %s\n got %s\nwant %s\n", test,
		strings.Join(got, " "), strings.Join(want, " "))
}

var toGo = []string{"runtime.asmcgocall", "runtime.cgocall"}
var toC = []string{"runtime.cgocallbackg1", "runtime.cgocallbackg",
	"runtime.cgocallback", "crosscall2"}
var bottom = []string{"main", "runtime.main", "runtime.goexit"}

func list(parts ...interface{}) []string {
	var out []string
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			out = append(out, p)
		case []string:
			out = append(out, p...)
		}
	}
	return out
}

//go:noinline
func fromGo(n int) int {
	var room [100]int
	if n > 0 {
		return fromGo(n-1) + room[n]
	}
	C.capture_call()
	return 1
}

// grow makes the stack move.
//
//go:noinline
func grow(n int) int {
	var room [2000]int
	room[n] = n
	if n > 0 {
		return grow(n-1) + room[n-1]
	}
	return room[0]
}

var leaf func()

//export goBack
func goBack(depth C.int) {
	if depth > 100 {
		grow(int(depth))
		depth -= 100
	}
	if depth > 1 {
		C.viaC(depth - 1)
		return
	}
	leaf()
}

//go:noinline
func outer(depth int) int {
	C.viaC(C.int(depth))
	return depth
}

type value struct{ a, b int }

//go:noinline
func fault(p *value) (n int) {
	debug.SetPanicOnFault(true)
	defer func() { recover() }()
	n = inner(p, 1)
	return n + 1
}

//go:noinline
func inner(p *value, n int) int {
	defer func() {}()
	runtime.KeepAlive(&n)
	println2(n)
	return p.b + n
}

//go:noinline
func println2(n int) {}

func tests() {
	if v := C.GoString(C.capture_version()); !strings.HasPrefix(
		runtime.Version(), v) || v == "" {
		fmt.Println("FAIL version", v)
		failed = true
	}
}

// checkThreadStart is about one of several stacks: which, is up to the
// scheduler.
func checkThreadStart() {
	got := taken()
	n := len(got)
	text := strings.Join(got, " ")
	if n > 3 && got[0] == "runtime.asmcgocall" &&
		strings.Contains(text, "runtime.newm") &&
		(got[n-1] == "runtime.goexit" || got[n-1] == "runtime.mcall" ||
			got[n-1] == "runtime.mstart") {
		fmt.Println("ok a thread started by the scheduler")
		return
	}
	failed = true
	fmt.Println("FAIL a thread started by the scheduler:", text)
}

func main() {
	tests()
	for i := 0; i < 3; i++ {
		fromGo(3)
	}
	check("C called from Go", list("(capture_call)", toGo,
		"_Cfunc_capture_call", "fromGo", "fromGo", "fromGo",
		"fromGo", bottom)[1:]...)

	done := make(chan bool)
	go func() {
		fromGo(0)
		check("C called from a goroutine", list(toGo,
			"_Cfunc_capture_call", "fromGo", "main.func1",
			"runtime.goexit")...)
		done <- true
	}()
	<-done

	leaf = func() {
		fromGo(0)
		check("C called from Go called from C", list(toGo,
			"_Cfunc_capture_call", "fromGo", "main.func2",
			"goBack", "_cgoexp_goBack", toC, "(capture_back)",
			toGo, "_Cfunc_viaC", "outer", bottom)...)
	}
	for i := 0; i < 3; i++ {
		outer(1)
	}
	leaf = func() {
		fromGo(0)
		check("three times into C, with a stack that moved", list(toGo,
			"_Cfunc_capture_call", "fromGo", "main.func3",
			"goBack", "_cgoexp_goBack", toC, "(capture_back)",
			toGo, "_Cfunc_viaC",
			"goBack", "_cgoexp_goBack", toC, "(capture_back)",
			toGo, "_Cfunc_viaC", "outer", bottom)...)
	}
	outer(102)
	leaf = func() {
		fromGo(0)
		check("C called from Go called from C's thread", list(toGo,
			"_Cfunc_capture_call", "fromGo", "main.func4",
			"goBack", "_cgoexp_goBack", toC, "(capture_back)")...)
	}
	C.viaThread(1)
	if id := uint64(C.capture_thread_goroutine()); id != 0 {
		fmt.Println("FAIL C's thread has goroutine", id)
		failed = true
	}

	C.capture_fault()
	fault(nil)
	check("a fault in Go", list("inner", "fault", bottom)...)
	leaf = func() {
		C.capture_fault()
		fault(nil)
		check("a fault in Go called from C", list("inner", "fault",
			"main.func5",
			"goBack", "_cgoexp_goBack", toC, "(capture_back)",
			toGo, "_Cfunc_viaC", "outer", bottom)...)
	}
	outer(1)
	C.capture_fault()
	C.capture_fault_in_c()
	check("a fault in C", list("(capture_fault_in_c)", toGo,
		"_Cfunc_capture_fault_in_c", bottom)...)
	C.capture_thread_start()
	for i := 0; i < 100 && C.capture_thread_started() == 0; i++ {
		go func() {
			runtime.LockOSThread()
			time.Sleep(10 * time.Millisecond)
		}()
		time.Sleep(time.Millisecond)
	}
	checkThreadStart()
	if failed {
		os.Exit(1)
	}
}
