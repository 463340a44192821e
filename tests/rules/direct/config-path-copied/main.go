// Open copies what the message needs out of the C path before it is freed.
package main

/*
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static int open_ro(const char *path)
{
	return open(path, O_RDONLY | O_CLOEXEC);
}
*/
import "C"

import (
	"fmt"
	"os"
	"path/filepath"
	"unsafe"
)

// File is a descriptor that was opened by C.
type File struct {
	fd   C.int
	name string
}

func Open(dir, base string) (*File, error) {
	path := C.CString(filepath.Join(dir, base))
	fd, err := C.open_ro(path)
	name := C.GoString(path)
	C.free(unsafe.Pointer(path))
	if fd < 0 {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	return &File{fd: fd, name: filepath.Base(name)}, nil
}

func (f *File) Close() error {
	if f.fd < 0 {
		return os.ErrClosed
	}
	C.close(f.fd)
	f.fd = -1
	return nil
}

func main() {
	for _, arg := range os.Args[1:] {
		f, err := Open(filepath.Dir(arg), filepath.Base(arg))
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			continue
		}
		fmt.Println(f.name, f.fd)
		f.Close()
	}
}
