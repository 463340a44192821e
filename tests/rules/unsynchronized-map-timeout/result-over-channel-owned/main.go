// The goroutine makes a map of its own and sends it; after the timeout nobody receives it.
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
		p[s] = float64(100 + i)
	}
}

func Fetch(ctx context.Context, symbols []string) prices {
	done := make(chan prices, 1)
	go func() {
		p := make(prices)
		quote(symbols, p)
		done <- p
	}()
	var p prices
	select {
	case p = <-done:
	case <-ctx.Done():
		p = make(prices)
		for _, s := range symbols {
			p[s] = 0
		}
	}
	return p
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
	defer cancel()
	p := Fetch(ctx, os.Args)
	time.Sleep(20 * time.Millisecond)
	fmt.Println(len(p))
}
