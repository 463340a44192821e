// Package pool runs a function in another goroutine.
package pool

import "sync"

type Pool struct {
	jobs   chan string
	wg     sync.WaitGroup
	failed chan string
}

func New(f func(string) bool) *Pool {
	p := &Pool{jobs: make(chan string), failed: make(chan string, 100)}
	p.wg.Add(1)
	go p.work(f)
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
