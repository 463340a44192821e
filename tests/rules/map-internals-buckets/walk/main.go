// The dump walks the buckets of a map with unsafe.Add to see its order in memory.
package main

import (
	"fmt"
	"os"
	"unsafe"
)

type hmap struct {
	count   int
	flags   uint8
	B       uint8
	nover   uint16
	hash0   uint32
	buckets unsafe.Pointer
	old     unsafe.Pointer
}

type bucket struct {
	tophash [8]uint8
	keys    [8]uint64
	elems   [8]uint64
	next    unsafe.Pointer
}

// dump prints the top hashes bucket by bucket.
func dump(w *os.File, m map[uint64]uint64) error {
	if len(m) == 0 {
		return nil
	}
	h := *(**hmap)(unsafe.Pointer(&m)) // want BL111
	if h.old != nil {                  // may BL111
		return fmt.Errorf("map of %d entries is growing", len(m))
	}
	for i := uintptr(0); i < 1<<h.B; i++ { // may BL111
		b := (*bucket)(unsafe.Add(h.buckets, i*unsafe.Sizeof(bucket{})))    // may BL111
		if _, err := fmt.Fprintf(w, "%3d %x\n", i, b.tophash); err != nil { // may BL111
			return err
		}
	}
	return nil
}

func main() {
	m := make(map[uint64]uint64)
	for i := uint64(0); i < 100; i++ {
		m[i*i] = i
	}
	if len(os.Args) > 1 && os.Args[1] == "dump" {
		if err := dump(os.Stdout, m); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	fmt.Println(len(m))
}
