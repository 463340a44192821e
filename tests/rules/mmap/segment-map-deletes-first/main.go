// Unload deletes the slice over a segment from the map before it unmaps the segment.
package main

// #include <stdlib.h>
import "C"

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

var errSegment = errors.New("no such segment")

// Index searches in files that are mapped, not read.
type Index struct {
	segments map[int][]byte
	size     int
}

func (ix *Index) Load(n int, f *os.File) error {
	if _, ok := ix.segments[n]; ok {
		return nil
	}
	b, err := syscall.Mmap(int(f.Fd()), int64(n*ix.size), ix.size,
		syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return fmt.Errorf("segment %d: %w", n, err)
	}
	ix.segments[n] = b
	return nil
}

func (ix *Index) Count(n int, c byte) (hits int, err error) {
	seg, ok := ix.segments[n]
	if !ok {
		return 0, errSegment
	}
	for _, b := range seg {
		if b == c {
			hits++
		}
	}
	return hits, nil
}

func (ix *Index) Unload(n int) error {
	seg, ok := ix.segments[n]
	if !ok {
		return errSegment
	}
	delete(ix.segments, n)
	return syscall.Munmap(seg)
}

func main() {
	f, err := os.Open(os.Args[0])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer f.Close()
	ix := &Index{segments: make(map[int][]byte), size: os.Getpagesize()}
	for n := 0; n < 3; n++ {
		if err := ix.Load(n, f); err != nil {
			fmt.Fprintln(os.Stderr, err)
			continue
		}
		fmt.Println(ix.Count(n, 0))
	}
	fmt.Println(ix.Unload(1), C.EXIT_SUCCESS)
}
