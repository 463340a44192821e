package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Goroutines, channels, select, and package sync.

func producer(n int) <-chan int {
	c := make(chan int)
	go func() {
		defer close(c)
		for i := range n {
			c <- i
		}
	}()
	return c
}

func merge(cs ...<-chan int) <-chan int {
	out := make(chan int, 1)
	var wg sync.WaitGroup
	for _, c := range cs {
		wg.Go(func() {
			for v := range c {
				out <- v
			}
		})
	}
	go func() { wg.Wait(); close(out) }()
	return out
}

func pingPong() {
	ping, pong := make(chan int), make(chan int)
	go func() {
		for v := range ping {
			pong <- v + 1
		}
		close(pong)
	}()
	v := 0
	for range 5 {
		ping <- v
		v = <-pong
	}
	close(ping)
	_, ok := <-pong
	fmt.Println("ping pong", v, ok)
}

func selects() {
	a, b := make(chan int, 1), make(chan string, 1)
	var never chan bool
	select {
	case v := <-a:
		fmt.Println("wrong", v)
	case <-never:
		fmt.Println("wrong")
	default:
		fmt.Println("nothing ready")
	}
	a <- 1
	b <- "x"
	got := 0
	for range 2 {
		select {
		case v, ok := <-a:
			got += v
			fmt.Sprint(ok)
		case s := <-b:
			got += 10 * len(s)
		}
	}
	fmt.Println("both", got)
	select {
	case a <- 5:
	case <-time.After(time.Minute):
		fmt.Println("wrong: time")
	}
	select {
	case v := <-a:
		fmt.Println("sent", v)
	}
	select {
	case <-never:
	case <-time.After(time.Millisecond):
		fmt.Println("timeout")
	}
}

func main() {
	sum := 0
	for v := range merge(producer(10), producer(20), producer(5)) {
		sum += v
	}
	fmt.Println("sum", sum)
	pingPong()
	selects()

	var mu sync.RWMutex
	var once sync.Once
	var n atomic.Int64
	m := map[int]int{}
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			once.Do(func() { fmt.Println("once") })
			mu.Lock()
			m[i%7]++
			mu.Unlock()
			n.Add(int64(i))
			mu.RLock()
			defer mu.RUnlock()
			_ = len(m)
		}()
	}
	wg.Wait()
	fmt.Println(len(m), n.Load())

	cond := sync.NewCond(&sync.Mutex{})
	ready := 0
	for range 3 {
		go func() {
			cond.L.Lock()
			ready++
			cond.L.Unlock()
			cond.Broadcast()
		}()
	}
	cond.L.Lock()
	for ready < 3 {
		cond.Wait()
	}
	cond.L.Unlock()
	fmt.Println("ready", ready)

	tick := time.NewTicker(time.Millisecond)
	for range 3 {
		<-tick.C
	}
	tick.Stop()
	var sm sync.Map
	sm.Store("k", 1)
	v, ok := sm.Load("k")
	fmt.Println(v, ok)
	pool := sync.Pool{New: func() any { return new(int) }}
	pool.Put(pool.Get())
	fmt.Println("end")
}
