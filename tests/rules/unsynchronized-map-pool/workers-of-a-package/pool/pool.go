// Package pool runs a function in several goroutines.
package pool

import "sync"

type Pool struct {
	jobs   chan string
	wg     sync.WaitGroup
	failed chan string
}

func New(n int, f func(string) bool) *Pool {
	p := &Pool{jobs: make(chan string), failed: make(chan string, 100)}
	p.wg.Add(n)
	for range n {
		go p.work(f)
	}
	return p
}

func (p *Pool) work(f func(string) bool) {
	defer p.wg.Done()
	for j := range p.jobs {
		if !f(j) {
			p.failed <- j
		}
	}
}

func (p *Pool) Submit(job string) { p.jobs <- job }

func (p *Pool) Close() {
	close(p.jobs)
	p.wg.Wait()
}
