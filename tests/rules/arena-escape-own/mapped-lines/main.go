// The lines are slices of a mapped file, and the last of them is printed after the file was unmapped.
package main

import (
	"bytes"
	"fmt"
	"os"
	"syscall"
)

// mapped is a file in memory.
type mapped struct {
	data []byte
}

func open(path string) (*mapped, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if st.Size() == 0 {
		return nil, fmt.Errorf("%s: empty", path)
	}
	data, err := syscall.Mmap(int(f.Fd()), 0, int(st.Size()), syscall.PROT_READ,
		syscall.MAP_SHARED)
	if err != nil {
		return nil, err
	}
	return &mapped{data: data}, nil
}

func (m *mapped) lines() [][]byte { return bytes.Split(m.data, []byte{'\n'}) }

func (m *mapped) close() error {
	if m.data == nil {
		return nil
	}
	data := m.data
	m.data = nil
	return syscall.Munmap(data)
}

func last(path string) error {
	m, err := open(path)
	if err != nil {
		return err
	}
	lines := m.lines()
	if err := m.close(); err != nil {
		return err
	}
	fmt.Printf("%s\n", lines[len(lines)-1]) // want BL108|BL101
	return nil
}

func main() {
	for _, path := range os.Args[1:] {
		if err := last(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
}
