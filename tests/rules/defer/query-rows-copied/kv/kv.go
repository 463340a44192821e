// Package kv is a store of one page.
package kv

/*
#include <stdlib.h>
enum { PAGE = 4096 };
*/
import "C"

import (
	"errors"
	"unsafe"
)

type DB struct {
	page unsafe.Pointer
	fill int
}

func Open(bucket string) (*DB, error) {
	if bucket == "" {
		return nil, errors.New("kv: no bucket")
	}
	p := C.calloc(1, C.PAGE)
	if p == nil {
		return nil, errors.New("kv: out of memory")
	}
	return &DB{page: p}, nil
}

func (db *DB) Append(key string, v int) {
	b := unsafe.Slice((*byte)(db.page), C.PAGE)
	db.fill += copy(b[db.fill:], key)
	if db.fill < len(b) {
		b[db.fill] = byte(v)
		db.fill++
	}
}

// Page answers the bytes that were appended. They are valid until Close.
func (db *DB) Page() []byte { return unsafe.Slice((*byte)(db.page), db.fill) }

func (db *DB) Close() {
	C.free(db.page)
	db.page = nil
}
