// Package room returns a clone of its map of members.
package main

import (
	"fmt"
	"os"
	"sync"

	"example.com/clone-from-under-lock/room"
)

func broadcast(r *room.Room, text string) int {
	sent := 0
	for name, inbox := range r.Members() {
		select {
		case inbox <- text:
			sent++
		default:
			fmt.Fprintln(os.Stderr, "slow:", name)
		}
	}
	return sent
}

func main() {
	r := room.New()
	var wg sync.WaitGroup
	for i, arg := range os.Args {
		wg.Add(2)
		go func() {
			defer wg.Done()
			r.Join(fmt.Sprint(arg, i))
		}()
		go func() {
			defer wg.Done()
			broadcast(r, arg)
		}()
	}
	wg.Wait()
}
