// The loop owns the accounts, and Total asks it for the sum over a channel as everybody does.
package main

import (
	"fmt"
	"os"
	"sync"

	"example.com/actor/bank"
)

func main() {
	b := bank.Open()
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			b.Deposit(fmt.Sprint(os.Args[0], i), i)
		}()
		fmt.Println(b.Total() >= 0)
	}
	wg.Wait()
	b.Close()
}
