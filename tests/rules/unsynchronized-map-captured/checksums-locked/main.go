// The workers write their sums to one captured map under a mutex that they capture, too.
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
	var mu sync.Mutex
	for _, f := range files {
		wg.Add(1)
		go func() {
			defer wg.Done()
			sum := crc32.ChecksumIEEE(f.data)
			mu.Lock()
			defer mu.Unlock()
			sums[f.name] = sum
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
