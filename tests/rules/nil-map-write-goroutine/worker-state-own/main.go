// Each worker makes its map of tries when its goroutine starts.
package main

import (
	"errors"
	"fmt"
	"os"
	"sync"
)

type job struct {
	name string
	cost int
}

type worker struct {
	id    int
	tries map[string]int
	done  []string
}

var errBusy = errors.New("busy")

func (w *worker) attempt(j job) error {
	w.tries[j.name]++
	if w.tries[j.name] < j.cost {
		return errBusy
	}
	w.done = append(w.done, j.name)
	return nil
}

func start(n int, jobs <-chan job) []*worker {
	var wg sync.WaitGroup
	workers := make([]*worker, n)
	for i := range workers {
		w := &worker{id: i}
		workers[i] = w
		wg.Add(1)
		go func() {
			defer wg.Done()
			w.tries = make(map[string]int)
			for j := range jobs {
				for w.attempt(j) != nil {
				}
			}
		}()
	}
	wg.Wait()
	return workers
}

func main() {
	jobs := make(chan job, len(os.Args))
	for _, a := range os.Args {
		jobs <- job{a, len(a) % 3}
	}
	close(jobs)
	for _, w := range start(2, jobs) {
		fmt.Println(w.id, len(w.done))
	}
}
