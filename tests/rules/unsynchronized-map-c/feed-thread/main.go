// A thread of C calls onTick, which writes the map of prices that main reads at the same time.
package main

// #cgo LDFLAGS: -pthread
// #include "feed.h"
import "C"

import (
	"fmt"
	"os"
	"time"
)

var prices = make(map[int]float64)

//export onTick
func onTick(instrument C.int, price C.double) {
	prices[int(instrument)] = float64(price) // or BL301
}

func watch(instruments int, rounds int) (sum float64) {
	for range rounds {
		for i := range instruments {
			sum += prices[i] // or BL301
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
