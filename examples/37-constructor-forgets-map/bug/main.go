// The limiter's constructor makes the map of limits and forgets that of hits, so the first request panics.
package main

import (
	"fmt"
	"os"
)

// Limiter counts requests by client.
type Limiter struct {
	limits map[string]int
	hits   map[string]int
}

func NewLimiter(limits map[string]int) *Limiter {
	return &Limiter{limits: limits}
}

// Allow counts a request, and tells whether it is one too many.
func (l *Limiter) Allow(client string) bool {
	l.hits[client]++
	return l.hits[client] <= l.limits[client]
}

func main() {
	l := NewLimiter(map[string]int{"guest": 2})
	for range os.Args {
		fmt.Println(l.Allow("guest"))
	}
}
