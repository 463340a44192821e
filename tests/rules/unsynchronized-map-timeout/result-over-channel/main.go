// Fetch goes on with its own default price after the timeout, in the map that the late goroutine writes as well.
package main

import (
	"context"
	"fmt"
	"os"
	"time"
)

type prices map[string]float64

func quote(symbols []string, p prices) {
	for i, s := range symbols {
		time.Sleep(2 * time.Millisecond)
		p[s] = float64(100 + i) // or BL301
	}
}

func Fetch(ctx context.Context, symbols []string) prices {
	p := make(prices)
	done := make(chan bool, 1)
	go func() {
		quote(symbols, p)
		done <- true
	}()
	select {
	case <-done:
	case <-ctx.Done():
		for _, s := range symbols {
			p[s] = 0 // or BL301
		}
	}
	return p
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
	defer cancel()
	p := Fetch(ctx, os.Args)
	time.Sleep(20 * time.Millisecond)
	fmt.Println(len(p)) // or BL301
}
