// The workers write their sums to one captured map with nothing between them.
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
	for _, f := range files {
		wg.Add(1)
		go func() {
			defer wg.Done()
			sums[f.name] = crc32.ChecksumIEEE(f.data) // want BL301
		}()
	}
	wg.Wait()
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
