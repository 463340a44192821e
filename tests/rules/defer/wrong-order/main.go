// The deferred record was registered before the deferred free, so it runs after it and reads the freed batch.
package main

/*
#include <stdlib.h>

struct batch { int rows, failed; long long bytes; };

static void batch_add(struct batch *b, long long n)
{
	b->rows++;
	b->bytes += n;
}
*/
import "C"

import (
	"bufio"
	"fmt"
	"os"
	"unsafe"
)

type stats struct {
	rows  int
	bytes int64
}

func (s *stats) record(b *C.struct_batch) {
	s.rows += int(b.rows) - int(b.failed)
	s.bytes += int64(b.bytes)
}

func (s *stats) load(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()

	b := (*C.struct_batch)(C.calloc(1, C.sizeof_struct_batch))
	defer s.record(b) // want BL101
	defer C.free(unsafe.Pointer(b))

	in := bufio.NewScanner(f)
	for in.Scan() {
		if len(in.Bytes()) == 0 {
			b.failed++
			continue
		}
		C.batch_add(b, C.longlong(len(in.Bytes())))
	}
	return in.Err()
}

func main() {
	var s stats
	for _, path := range os.Args[1:] {
		if err := s.load(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	fmt.Println(s.rows, s.bytes)
}
