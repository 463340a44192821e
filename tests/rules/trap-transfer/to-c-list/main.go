// The C queue takes the items over: removing them from the Go map is no leak, and freeing the queue frees them once.
package main

/*
#include <stdlib.h>
#include "queue.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

var errMemory = errors.New("outbox: out of memory")

type outbox struct {
	drafts map[string]*C.struct_item
	sent   *C.struct_queue
}

func (o *outbox) draft(name, text string) error {
	if _, dup := o.drafts[name]; dup {
		return fmt.Errorf("outbox: %s exists", name)
	}
	ct := C.CString(text)
	defer C.free(unsafe.Pointer(ct))
	i := C.item_new(ct)
	if i == nil {
		return errMemory
	}
	o.drafts[name] = i
	return nil
}

func (o *outbox) send(name string) bool {
	i, ok := o.drafts[name]
	if !ok {
		return false
	}
	delete(o.drafts, name)
	C.queue_push(o.sent, i)
	return true
}

func main() {
	q := C.queue_new()
	if q == nil {
		fmt.Println(errMemory)
		return
	}
	o := &outbox{drafts: make(map[string]*C.struct_item), sent: q}
	for i := 0; i < 3; i++ {
		name := fmt.Sprint("m", i)
		if err := o.draft(name, "text of "+name); err != nil {
			fmt.Println(err)
		}
		fmt.Println(o.send(name), o.send(name))
	}
	C.queue_free(o.sent)
}
