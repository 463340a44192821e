// Package history keeps old texts where they do not weigh on the collector.
package history

/*
#include <stdlib.h>
*/
import "C"

import (
	"container/list"
	"unsafe"
)

type Step struct{ text *C.char }

func (s Step) Text() string { return C.GoString(s.text) }

type History struct {
	steps *list.List
	limit int
}

func New(limit int) *History { return &History{list.New(), limit} }

func (h *History) Push(text string) {
	h.steps.PushBack(Step{C.CString(text)})
	if h.steps.Len() > h.limit {
		oldest := h.steps.Remove(h.steps.Front()).(Step)
		C.free(unsafe.Pointer(oldest.text))
	}
}

func (h *History) Newest() (Step, bool) {
	e := h.steps.Back()
	if e == nil {
		return Step{}, false
	}
	return e.Value.(Step), true
}

// Drop removes the newest step and frees it.
func (h *History) Drop() {
	if e := h.steps.Back(); e != nil {
		h.steps.Remove(e)
		C.free(unsafe.Pointer(e.Value.(Step).text))
	}
}
