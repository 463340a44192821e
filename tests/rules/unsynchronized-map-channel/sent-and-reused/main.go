// The collector sends its batch to the writer and goes on adding to the same map.
package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
)

type batch map[string]int

func write(in <-chan batch, wg *sync.WaitGroup) {
	defer wg.Done()
	for b := range in {
		var sb strings.Builder
		for k, n := range b { // or BL301
			fmt.Fprintf(&sb, "%s=%d ", k, n)
		}
		fmt.Println(sb.String())
	}
}

func collect(names []string, size int, out chan<- batch) {
	b := make(batch)
	for i, name := range names {
		b[name] += i // or BL301
		if len(b) >= size {
			out <- b
			size++
		}
	}
	out <- b
	close(out)
}

func main() {
	ch := make(chan batch, 2)
	var wg sync.WaitGroup
	wg.Add(1)
	go write(ch, &wg)
	var names []string
	for i := range 40 {
		names = append(names, fmt.Sprint(os.Args[0], i%9))
	}
	collect(names, 3, ch)
	wg.Wait()
}
