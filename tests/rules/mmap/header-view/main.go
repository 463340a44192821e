// version unmaps the file and then parses the slice of the mapping that it cut off before.
package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"syscall"
)

func mapFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return syscall.Mmap(int(f.Fd()), 0, int(st.Size()), syscall.PROT_READ, syscall.MAP_PRIVATE)
}

// version reads the number after the first '/' of the first line.
func version(path string) (int, error) {
	m, err := mapFile(path)
	if err != nil {
		return 0, err
	}
	line := m
	if end := bytes.IndexByte(m, '\n'); end >= 0 {
		line = m[:end]
	}
	at := bytes.IndexByte(line, '/')
	if err := syscall.Munmap(m); err != nil {
		return 0, err
	}
	if at < 0 {
		return 0, fmt.Errorf("%s: no version", path)
	}
	return strconv.Atoi(string(line[at+1:])) // want BL101
}

func main() {
	for _, path := range os.Args[1:] {
		v, err := version(path)
		fmt.Println(path, v, err)
	}
}
