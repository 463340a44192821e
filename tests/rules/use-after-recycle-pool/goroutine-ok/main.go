// The goroutine that writes the frame is the one that gives it back, after the write.
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
		defer frames.Put(f)
		l.mu.Lock()
		defer l.mu.Unlock()
		fmt.Fprintf(l.out, "%s\n", f.data[:f.n])
	}()
}

func (l *link) sendNow(payload string) {
	f := frames.Get().(*frame)
	f.n = copy(f.data[:], payload)
	done := make(chan struct{})
	go func() {
		defer close(done)
		l.mu.Lock()
		defer l.mu.Unlock()
		fmt.Fprintf(l.out, "%s\n", f.data[:f.n])
	}()
	<-done
	frames.Put(f)
}

func main() {
	l := &link{out: os.Stdout}
	for _, s := range os.Args {
		l.send(s)
		l.sendNow(s)
	}
	l.wg.Wait()
}
