// The thread of C and main both hold the mutex when they use the map of prices.
package main

// #cgo LDFLAGS: -pthread
// #include "feed.h"
import "C"

import (
	"fmt"
	"os"
	"sync"
	"time"
)

var (
	pricesMu sync.Mutex
	prices   = make(map[int]float64)
)

//export onTick
func onTick(instrument C.int, price C.double) {
	pricesMu.Lock()
	defer pricesMu.Unlock()
	prices[int(instrument)] = float64(price)
}

func watch(instruments int, rounds int) (sum float64) {
	for range rounds {
		for i := range instruments {
			pricesMu.Lock()
			sum += prices[i]
			pricesMu.Unlock()
		}
		time.Sleep(time.Millisecond)
	}
	return sum
}

func main() {
	if C.feed_start(C.int(len(os.Args))) != 0 {
		fmt.Fprintln(os.Stderr, "feed: no thread")
		os.Exit(1)
	}
	fmt.Println(watch(len(os.Args), 20) >= 0)
	C.feed_stop()
}
