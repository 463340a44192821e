// Each worker has an element of a slice, and the map is filled when all of them are done.
package main

import (
	"fmt"
	"hash/crc32"
	"os"
	"sync"
)

type file struct {
	name string
	data []byte
}

func checksums(files []file) map[string]uint32 {
	sums := make(map[string]uint32, len(files))
	var wg sync.WaitGroup
	each := make([]uint32, len(files))
	for i, f := range files {
		wg.Add(1)
		go func() {
			defer wg.Done()
			each[i] = crc32.ChecksumIEEE(f.data)
		}()
	}
	wg.Wait()
	for i, f := range files {
		sums[f.name] = each[i]
	}
	return sums
}

func main() {
	var files []file
	for i, arg := range os.Args {
		files = append(files, file{fmt.Sprint(i, arg), []byte(arg)})
	}
	for name, sum := range checksums(files) {
		fmt.Printf("%08x %s\n", sum, name)
	}
}
