// Package region is a bump allocator over an anonymous mapping.
package region

import (
	"fmt"
	"syscall"
)

// Region is one mapping; what Bytes returns is gone after Release.
type Region struct {
	mem  []byte
	used int
}

// New maps size bytes.
func New(size int) (*Region, error) {
	mem, err := syscall.Mmap(-1, 0, size, syscall.PROT_READ|syscall.PROT_WRITE,
		syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil, fmt.Errorf("region: %w", err)
	}
	return &Region{mem: mem}, nil
}

// Bytes cuts n bytes off the region.
func (r *Region) Bytes(n int) ([]byte, bool) {
	if len(r.mem)-r.used < n {
		return nil, false
	}
	b := r.mem[r.used : r.used+n : r.used+n]
	r.used += n
	return b, true
}

// Release unmaps the region.
func (r *Region) Release() error {
	mem := r.mem
	r.mem, r.used = nil, 0
	return syscall.Munmap(mem)
}
