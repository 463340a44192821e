// Package show prints values as tests/gort/dump.c does from outside.
package show

import (
	"fmt"
	"reflect"
	"sort"
	"strings"
	"sync"
	"unsafe"
)

const depthMax = 12

// Roots hold pointers to the variables: what a stripped program is read by.
var Roots []interface{}

// Variables prints what each of the pointers points to.
func Variables(names []string, pointers []interface{}) string {
	var b strings.Builder
	for i, p := range pointers {
		v := reflect.ValueOf(p).Elem()
		fmt.Fprintf(&b, "main.%s %s = ", names[i], TypeName(v.Type()))
		value(&b, v, 0)
		b.WriteByte('\n')
	}
	Roots = pointers
	return b.String()
}

// Addresses prints where Roots has them.
func Addresses(names []string) string {
	var b strings.Builder
	for i := range Roots {
		fmt.Fprintf(&b, "at main.%s %d\n", names[i], uintptr(unsafe.Pointer(&Roots[i])))
	}
	return b.String()
}

func TypeName(t reflect.Type) string {
	return t.String()
}

func value(b *strings.Builder, v reflect.Value, depth int) {
	if depth > depthMax {
		b.WriteString("...")
		return
	}
	if !v.CanInterface() && v.CanAddr() { // an unexported field
		v = reflect.NewAt(v.Type(), unsafe.Pointer(v.UnsafeAddr())).Elem()
	}
	switch v.Kind() {
	case reflect.Bool:
		fmt.Fprint(b, v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		fmt.Fprint(b, v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		fmt.Fprint(b, v.Uint())
	case reflect.Float32, reflect.Float64:
		fmt.Fprintf(b, "%.3f", v.Float())
	case reflect.String:
		fmt.Fprintf(b, "\"%s\"", v.String())
	case reflect.UnsafePointer, reflect.Func:
		if v.IsNil() {
			b.WriteString("nil")
		} else {
			b.WriteString("set")
		}
	case reflect.Ptr:
		if v.IsNil() {
			b.WriteString("nil")
			return
		}
		b.WriteByte('&')
		value(b, v.Elem(), depth+1)
	case reflect.Interface:
		if v.IsNil() {
			b.WriteString("nil")
			return
		}
		dynamic(b, v.Elem(), depth)
	case reflect.Slice, reflect.Array:
		b.WriteByte('[')
		for i := 0; i < v.Len() && i < 100; i++ {
			if i > 0 {
				b.WriteByte(' ')
			}
			value(b, v.Index(i), depth+1)
		}
		b.WriteByte(']')
	case reflect.Chan:
		channel(b, v, depth)
	case reflect.Map:
		var lines []string
		for it := v.MapRange(); it.Next(); {
			lines = append(lines, entry(it.Key(), it.Value(), depth))
		}
		mapping(b, lines)
	case reflect.Struct:
		structure(b, v, depth)
	default:
		fmt.Fprintf(b, "kind %d", v.Kind())
	}
}

func dynamic(b *strings.Builder, v reflect.Value, depth int) {
	fmt.Fprintf(b, "%s(", TypeName(v.Type()))
	value(b, v, depth+1)
	b.WriteByte(')')
}

func entry(k, v reflect.Value, depth int) string {
	var b strings.Builder
	value(&b, k, depth+1)
	b.WriteByte(':')
	value(&b, v, depth+1)
	return b.String()
}

func mapping(b *strings.Builder, lines []string) {
	sort.Strings(lines)
	b.WriteString("map[")
	h := uint64(14695981039346656037)
	for i, s := range lines {
		if len(lines) <= 16 {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(s)
		}
		for _, c := range []byte(s) {
			h = (h ^ uint64(c)) * 1099511628211
		}
	}
	if len(lines) > 16 {
		fmt.Fprintf(b, "%d entries, %016x", len(lines), h)
	}
	b.WriteByte(']')
}

// channel takes the values out and puts them back, so that the ring turns.
func channel(b *strings.Builder, v reflect.Value, depth int) {
	b.WriteString("chan[")
	for i, n := 0, v.Len(); !v.IsNil() && i < n; i++ {
		if i > 0 {
			b.WriteByte(' ')
		}
		x, _ := v.Recv()
		value(b, x, depth+1)
		v.Send(x)
	}
	b.WriteByte(']')
}

func structure(b *strings.Builder, v reflect.Value, depth int) {
	if v.CanAddr() {
		if m, ok := v.Addr().Interface().(*sync.Map); ok {
			var lines []string
			m.Range(func(k, e interface{}) bool {
				lines = append(lines, entry(reflect.ValueOf(&k).Elem(), reflect.ValueOf(&e).Elem(), depth))
				return true
			})
			mapping(b, lines)
			return
		}
	}
	b.WriteByte('{')
	for i := 0; i < v.NumField(); i++ {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(v.Type().Field(i).Name + ":")
		value(b, v.Field(i), depth+1)
	}
	b.WriteByte('}')
}
