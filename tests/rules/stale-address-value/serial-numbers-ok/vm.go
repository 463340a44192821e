// Package vm names its C objects by serial numbers that are never used twice, not by address.
package vm

/*
#include <stdlib.h>

struct object {
	int marked;
	unsigned long serial;
};

static struct object *object_new(unsigned long serial)
{
	struct object *o = calloc(1, sizeof(*o));

	if (!o)
		abort();
	o->serial = serial;
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
	heap  map[uintptr]*C.struct_object
	names map[string]uintptr
	next  uintptr
}

// New makes a machine.
func New() *VM {
	return &VM{heap: make(map[uintptr]*C.struct_object), names: make(map[string]uintptr)}
}

// Define makes an object and gives it a name.
func (vm *VM) Define(name string) {
	vm.next++
	vm.heap[vm.next] = C.object_new(C.ulong(vm.next))
	vm.names[name] = vm.next
}

// Mark keeps the object that name stands for through the next Collect.
func (vm *VM) Mark(name string) error {
	o, ok := vm.heap[vm.names[name]]
	if !ok {
		return fmt.Errorf("vm: %s was collected", name)
	}
	o.marked = 1
	return nil
}

// Collect frees what is not marked.
func (vm *VM) Collect() int {
	n := 0
	for serial, o := range vm.heap {
		if o.marked != 0 {
			o.marked = 0
			continue
		}
		delete(vm.heap, serial)
		C.free(unsafe.Pointer(o))
		n++
	}
	return n
}
