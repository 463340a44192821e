// Package vfs keeps open files by number; File.Close takes the number out before it frees.
package vfs

/*
#include <stdlib.h>

struct vfile {
	long pos, size;
};

static struct vfile *vfile_open(long size)
{
	struct vfile *f = calloc(1, sizeof(*f));

	if (f)
		f->size = size;
	return f;
}

static long vfile_read(struct vfile *f, long n)
{
	if (n > f->size - f->pos)
		n = f->size - f->pos;
	f->pos += n;
	return n;
}
*/
import "C"

import (
	"errors"
	"io"
	"sync"
	"unsafe"
)

// File is an open file.
type File struct {
	fs *FS
	n  int
	c  *C.struct_vfile
}

// FS holds the open files.
type FS struct {
	mu   sync.Mutex
	next int
	open map[int]*File
}

var errOpen = errors.New("vfs: cannot open")

// New makes a file system.
func New() *FS { return &FS{open: make(map[int]*File)} }

// Open opens a file of a size.
func (fs *FS) Open(size int) (*File, error) {
	c := C.vfile_open(C.long(size))
	if c == nil {
		return nil, errOpen
	}
	fs.mu.Lock()
	defer fs.mu.Unlock()
	fs.next++
	f := &File{fs: fs, n: fs.next, c: c}
	fs.open[f.n] = f
	return f, nil
}

// Read reads as io.Reader does, without the bytes.
func (f *File) Read(b []byte) (int, error) {
	f.fs.mu.Lock()
	defer f.fs.mu.Unlock()
	if f.c == nil {
		return 0, io.ErrClosedPipe
	}
	if n := int(C.vfile_read(f.c, C.long(len(b)))); n > 0 {
		return n, nil
	}
	return 0, io.EOF
}

// Close closes the file.
func (f *File) Close() error {
	f.fs.mu.Lock()
	defer f.fs.mu.Unlock()
	c := f.c
	if c == nil {
		return io.ErrClosedPipe
	}
	f.c = nil
	delete(f.fs.open, f.n)
	C.free(unsafe.Pointer(c))
	return nil
}
