// Line numbers and copies leave the mapped file before it is unmapped.
package main

import (
	"bytes"
	"fmt"
	"os"
	"syscall"
)

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

func (m *mapped) close() error {
	if m.data == nil {
		return nil
	}
	err := syscall.Munmap(m.data)
	m.data = nil
	return err
}

func index(path string) (map[string]int, error) {
	m, err := open(path)
	if err != nil {
		return nil, err
	}
	defer m.close()
	at := make(map[string]int)
	for i, line := range bytes.Split(m.data, []byte{'\n'}) {
		at[string(line)] = i + 1
	}
	return at, nil
}

func main() {
	for _, path := range os.Args[1:] {
		at, err := index(path)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			continue
		}
		fmt.Println(path, len(at), at[""])
	}
}
