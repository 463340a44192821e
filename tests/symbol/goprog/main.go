// SPDX-License-Identifier: MIT

// The program under test: it says of itself what runtime.CallersFrames says
// about addresses in it, in the form name_addr prints.
//
//	names dump N	N addresses spread over its Go text
//	names stack	the return addresses of a stack over Go and C
package main

/*
typedef void visit_fn(int);
extern void goVisit(int);

static inline int halve(int x) { return x / 2; }

static void visit(int x)
{
	goVisit(halve(x));
}

__attribute__((noinline)) static int call_back(int x)
{
	visit(x);
	return x + 1;
}
*/
import "C"

import (
	"bufio"
	"debug/elf"
	"fmt"
	"os"
	"reflect"
	"runtime"
	"strconv"
	"strings"
)

type mapping struct {
	start, end uintptr
	exec       bool
}

func fatal(err error) {
	fmt.Fprintln(os.Stderr, "names:", err)
	os.Exit(1)
}

func mappings() (ret []mapping) {
	self, err := os.Readlink("/proc/self/exe")
	if err != nil {
		fatal(err)
	}
	f, err := os.Open("/proc/self/maps")
	if err != nil {
		fatal(err)
	}
	defer f.Close()
	for in := bufio.NewScanner(f); in.Scan(); {
		var m mapping
		var perm string

		if !strings.HasSuffix(in.Text(), self) {
			continue
		}
		fmt.Sscanf(in.Text(), "%x-%x %s", &m.start, &m.end, &perm)
		m.exec = strings.Contains(perm, "x")
		ret = append(ret, m)
	}
	return ret
}

// What to take off an address to get the file's own.
func bias(maps []mapping) uintptr {
	f, err := elf.Open("/proc/self/exe")
	if err != nil {
		fatal(err)
	}
	defer f.Close()
	if f.Type == elf.ET_EXEC {
		return 0
	}
	return maps[0].start
}

//go:noinline
func sentinel() {}

// The frames of one address; the sentinel behind it makes the runtime give
// the inlined ones as well (from Go 1.23 on).
func frames(pc uintptr) (ret []runtime.Frame) {
	end := reflect.ValueOf(sentinel).Pointer()
	it := runtime.CallersFrames([]uintptr{pc + 1, end + 1})
	for {
		f, more := it.Next()
		if f.Function == "main.sentinel" || f.PC == 0 {
			return ret
		}
		ret = append(ret, f)
		if !more {
			return ret
		}
	}
}

func format(addr uintptr, fs []runtime.Frame) string {
	var parts []string
	for _, f := range fs {
		parts = append(parts, fmt.Sprintf("%s %s:%d", f.Function,
			f.File, f.Line))
	}
	return fmt.Sprintf("%x\t%s", addr, strings.Join(parts, " | "))
}

// The runtime has no lines for C.  It looks up the address behind, which may
// be the next function.  And it shows no name where the name comes first in
// its table.
func usable(pc uintptr, fs []runtime.Frame) bool {
	for _, f := range fs {
		if f.Function == "" || f.Line == 0 || f.Entry == pc+1 {
			return false
		}
	}
	return len(fs) > 0
}

func dump(n int) {
	maps := mappings()
	base := bias(maps)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for _, m := range maps {
		if !m.exec {
			continue
		}
		x := uint64(1)
		for i := 0; i < n; i++ {
			x = x*6364136223846793005 + 1442695040888963407
			pc := m.start + uintptr(x>>16)%(m.end-m.start)
			fs := frames(pc)
			if usable(pc, fs) {
				fmt.Fprintln(out, format(pc-base, fs))
			}
		}
	}
}

// Calls that were inlined have no Func; the one that holds them has.
func report() {
	var pcs [64]uintptr
	var group []runtime.Frame

	base := bias(mappings())
	it := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs[:])])
	for {
		f, more := it.Next()
		group = append(group, f)
		if f.Func != nil {
			fmt.Println(format(group[0].PC-base, group))
			group = nil
		}
		if !more {
			return
		}
	}
}

type counter struct{ n int }

func (c *counter) add(x int) int { c.n += x; innermost(c.n); return c.n }

func innermost(x int) {
	if x >= 0 {
		report()
	}
}

func middle(c *counter, x int) int { return c.add(x) + generic(x) }

//export goVisit
func goVisit(x C.int) {
	c := &counter{}
	func() { middle(c, int(x)) }()
}

func callC(x int) int { return int(C.call_back(C.int(x))) }

func main() {
	switch {
	case len(os.Args) == 3 && os.Args[1] == "dump":
		n, err := strconv.Atoi(os.Args[2])
		if err != nil {
			fatal(err)
		}
		dump(n)
	case len(os.Args) == 2 && os.Args[1] == "stack":
		callC(8)
	default:
		fatal(fmt.Errorf("usage: names dump N | names stack"))
	}
}
