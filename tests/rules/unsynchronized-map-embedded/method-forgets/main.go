// Package peers embeds the mutex; Len and Add take it, and Names, which another goroutine calls, does not.
package main

import (
	"fmt"
	"os"
	"time"

	"example.com/method-forgets/peers"
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
