// Reset assigns a whole new struct, in which the maps are made, and Close drops them for good.
package main

import (
	"errors"
	"fmt"
	"os"
)

type counters struct {
	ok, bad map[string]int
}

func newCounters() counters {
	return counters{ok: map[string]int{}, bad: map[string]int{}}
}

type probe struct {
	counters
	closed bool
}

var errClosed = errors.New("probe is closed")

func (p *probe) Reset() { *p = probe{counters: newCounters()} }

func (p *probe) Close() {
	p.closed = true
	p.ok, p.bad = nil, nil
}

func (p *probe) Check(name string) error {
	if p.closed {
		return errClosed
	}
	if _, err := os.Stat(name); err != nil {
		p.bad[name]++
		return err
	}
	p.ok[name]++
	return nil
}

func main() {
	p := new(probe)
	p.Reset()
	for _, arg := range os.Args {
		if p.Check(arg) == nil {
			fmt.Println(arg)
		}
	}
	p.Close()
	fmt.Println(p.Check("/"))
	p.Reset()
	fmt.Println(p.Check("/"))
}
