// Package size turns the result of reflect's Pointer for a map into a pointer to the map's header.
package size

import (
	"reflect"
	"unsafe"
)

type header struct {
	used    uint64
	seed    uintptr
	dirPtr  unsafe.Pointer
	dirLen  int
	depth   uint8
	writing uint8
}

// Of estimates the bytes behind a value.
func Of(v any) uintptr {
	return of(reflect.ValueOf(v), 0)
}

func of(v reflect.Value, depth int) uintptr {
	if depth > 8 || !v.IsValid() {
		return 0
	}
	n := v.Type().Size()
	switch v.Kind() {
	case reflect.String:
		n += uintptr(v.Len())
	case reflect.Slice:
		for i := 0; i < v.Len(); i++ {
			n += of(v.Index(i), depth+1)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			n += of(v.Elem(), depth+1)
		}
	case reflect.Map:
		if v.IsNil() {
			break
		}
		h := (*header)(unsafe.Pointer(v.Pointer()))                             // want BL111
		n += uintptr(h.dirLen) * 8                                              // may BL111
		n += uintptr(h.used) * (v.Type().Key().Size() + v.Type().Elem().Size()) // may BL111
	}
	return n
}
