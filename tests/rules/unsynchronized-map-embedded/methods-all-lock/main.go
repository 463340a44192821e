// Package peers embeds the mutex, and all methods take it before they look at the map.
package main

import (
	"fmt"
	"os"
	"time"

	"example.com/methods-all-lock/peers"
)

func main() {
	s := peers.NewSet("local")
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 50 {
			if n := s.Names(); len(n) > 60 {
				return
			}
			time.Sleep(time.Millisecond)
		}
	}()
	for i := range 50 {
		s.Add(fmt.Sprint(os.Args[0], i), i)
		time.Sleep(time.Millisecond)
	}
	<-done
	fmt.Println(s.Len())
}
