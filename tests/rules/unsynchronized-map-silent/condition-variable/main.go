// Package hub waits on a sync.Cond, whose lock is the one that guards the map.
package main

import (
	"fmt"
	"os"
	"sync"

	"example.com/condition-variable/hub"
)

func main() {
	h := hub.New()
	var wg sync.WaitGroup
	for _, arg := range os.Args {
		wg.Add(2)
		go func() {
			defer wg.Done()
			fmt.Println(h.Take(arg))
		}()
		go func() {
			defer wg.Done()
			h.Put(arg, len(arg))
		}()
	}
	wg.Wait()
}
