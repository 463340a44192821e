// The frame goes back to the pool while the goroutine that writes it may still read it.
package main

import (
	"fmt"
	"io"
	"os"
	"sync"
)

type frame struct {
	n    int
	data [512]byte
}

var frames = sync.Pool{New: func() any { return new(frame) }}

type link struct {
	mu  sync.Mutex
	out io.Writer
	wg  sync.WaitGroup
}

func (l *link) send(payload string) {
	f := frames.Get().(*frame)
	f.n = copy(f.data[:], payload)
	l.wg.Add(1)
	go func() {
		defer l.wg.Done()
		l.mu.Lock()
		defer l.mu.Unlock()
		fmt.Fprintf(l.out, "%s\n", f.data[:f.n]) // want BL107
	}()
	frames.Put(f)
}

func main() {
	l := &link{out: os.Stdout}
	for _, s := range os.Args {
		l.send(s)
	}
	l.wg.Wait()
}
