// Package shm shares one counter between processes.
package shm

import (
	"os"
	"sync/atomic"
	"syscall"
	"unsafe"
)

type Counter struct {
	mem []byte
	n   *uint64
}

func Open(path string) (*Counter, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	size := os.Getpagesize()
	if err := f.Truncate(int64(size)); err != nil {
		return nil, err
	}
	mem, err := syscall.Mmap(int(f.Fd()), 0, size,
		syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		return nil, err
	}
	return &Counter{mem: mem, n: (*uint64)(unsafe.Pointer(&mem[0]))}, nil
}

func (c *Counter) Add(d uint64) uint64 { return atomic.AddUint64(c.n, d) }

func (c *Counter) Close() error { return syscall.Munmap(c.mem) }
