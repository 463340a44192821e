// main receives one answer for each goroutine, and then writes the map that they read.
package main

import (
	"fmt"
	"os"
)

type rates map[string]float64

func convert(r rates, from, to string, amount float64, out chan<- float64) {
	a, ok := r[from]
	b, ok2 := r[to]
	if !ok || !ok2 {
		out <- 0
		return
	}
	out <- amount * b / a
}

func total(r rates, currencies []string) (sum float64) {
	out := make(chan float64)
	for i, c := range currencies {
		go convert(r, c, "EUR", float64(i), out)
	}
	for range currencies {
		sum += <-out
	}
	return sum
}

func main() {
	r := rates{"EUR": 1, "USD": 1.1}
	for i, arg := range os.Args {
		sum := total(r, []string{"USD", "EUR", arg})
		r[arg] = float64(i) + sum
	}
	fmt.Println(len(r))
}
