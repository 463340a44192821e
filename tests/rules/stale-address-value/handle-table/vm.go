// Package vm keeps the addresses of C objects as numbers, and Collect frees objects that the table still names.
package vm

/*
#include <stdlib.h>

struct object {
	int marked;
	long value;
};

static struct object *object_new(long value)
{
	struct object *o = calloc(1, sizeof(*o));

	if (!o)
		abort();
	o->value = value;
	return o;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// VM is a toy machine with objects in C memory.
type VM struct {
	heap  []*C.struct_object
	names map[string]uintptr
}

// New makes a machine.
func New() *VM { return &VM{names: make(map[string]uintptr)} }

// Define makes an object and gives it a name.
func (vm *VM) Define(name string, value int) {
	o := C.object_new(C.long(value))
	vm.heap = append(vm.heap, o)
	vm.names[name] = uintptr(unsafe.Pointer(o))
}

// Mark keeps the object that name stands for through the next Collect.
func (vm *VM) Mark(name string) error {
	addr, ok := vm.names[name]
	if !ok {
		return fmt.Errorf("vm: %s is not defined", name)
	}
	for _, o := range vm.heap {
		if uintptr(unsafe.Pointer(o)) == addr {
			o.marked = 1
			return nil
		}
	}
	return fmt.Errorf("vm: %s was collected", name)
}

// Collect frees what is not marked.
func (vm *VM) Collect() int {
	live := vm.heap[:0]
	n := 0
	for _, o := range vm.heap {
		if o.marked != 0 {
			o.marked = 0
			live = append(live, o)
			continue
		}
		C.free(unsafe.Pointer(o)) // want BL109
		n++
	}
	vm.heap = live
	return n
}
