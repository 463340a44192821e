// Package batch has a map and a slice of C nodes in one call, and a deferred closure frees them when both die.
package batch

/*
#include <stdlib.h>

struct op {
	int kind;
	long key;
	struct op *next;
};

static struct op *op_new(int kind, long key)
{
	struct op *o = calloc(1, sizeof(*o));

	if (o) {
		o->kind = kind;
		o->key = key;
	}
	return o;
}

static int apply(struct op *first)
{
	int n = 0;

	for (; first; first = first->next)
		n += first->kind ? 1 : 0;
	return n;
}
*/
import "C"

import (
	"errors"
	"unsafe"
)

// Op is one change.
type Op struct {
	Kind int
	Key  int
}

var errBatch = errors.New("batch: out of memory")

// Apply applies the last change of each key, in the order of the keys' first
// change.
func Apply(ops []Op) (n int, err error) {
	byKey := make(map[int]*C.struct_op, len(ops))
	var first, last *C.struct_op
	defer func() {
		for _, o := range byKey {
			C.free(unsafe.Pointer(o))
		}
	}()
	for _, op := range ops {
		if o, ok := byKey[op.Key]; ok {
			o.kind = C.int(op.Kind)
			continue
		}
		o := C.op_new(C.int(op.Kind), C.long(op.Key))
		if o == nil {
			return 0, errBatch
		}
		byKey[op.Key] = o
		if last == nil {
			first = o
		} else {
			last.next = o
		}
		last = o
	}
	return int(C.apply(first)), nil
}
