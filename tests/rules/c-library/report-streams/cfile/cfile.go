package cfile

/*
#include <stdio.h>
#include <stdlib.h>
*/
import "C"

import "unsafe"

// File is a FILE of the C library.
type File struct{ f *C.FILE }

func Create(path string) (File, error) {
	cpath, mode := C.CString(path), C.CString("w")
	defer C.free(unsafe.Pointer(cpath))
	defer C.free(unsafe.Pointer(mode))
	f, err := C.fopen(cpath, mode)
	if f == nil {
		return File{}, err
	}
	return File{f}, nil
}

func (f File) Puts(line string) error {
	s := C.CString(line + "\n")
	defer C.free(unsafe.Pointer(s))
	if _, err := C.fputs(s, f.f); err != nil {
		return err
	}
	return nil
}

func (f File) Close() error {
	if rc, err := C.fclose(f.f); rc != 0 {
		return err
	}
	return nil
}
