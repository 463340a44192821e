// Bump finds the counter missing under the read lock, and adds it after it gave that lock back.
package main

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"

	"example.com/upgrade-gap/metric"
)

func main() {
	var v metric.Vec
	var wg sync.WaitGroup
	var bumped atomic.Int64
	for i := range 24 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			v.Bump(fmt.Sprint(os.Args[0], i%5))
			bumped.Add(1)
		}()
	}
	wg.Wait()
	fmt.Println(bumped.Load(), v.Sum())
}
