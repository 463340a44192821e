// Package form keeps what was typed into the fields of a form.
package form

// #include "str.h"
import "C"

import "unsafe"

type field struct {
	text  *C.struct_str
	dirty bool
}

type Form struct{ fields map[string]*field }

func New() *Form { return &Form{make(map[string]*field)} }

func (f *Form) Set(name, value string) {
	fl := f.fields[name]
	if fl == nil {
		fl = new(field)
		f.fields[name] = fl
	}
	C.str_clear(&fl.text)
	cs := C.CString(value)
	fl.text = C.str_new(cs)
	fl.dirty = true
	C.free(unsafe.Pointer(cs))
}

func (f *Form) Len(name string) int {
	fl := f.fields[name]
	if fl == nil || fl.text == nil {
		return 0
	}
	return int(fl.text.len)
}

func (f *Form) Clear(name string) {
	fl := f.fields[name]
	if fl == nil {
		return
	}
	text := fl.text
	C.str_clear(&text) // want BL102
	fl.dirty = false
}
