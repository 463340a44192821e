// The finalizer takes the file out of the global map under the lock of that map.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"
)

var (
	openMu sync.Mutex
	opened = make(map[uint64]string)
	lastID uint64
)

// File is closed by Close or, late, by the collector.
type File struct {
	id  uint64
	buf [64]byte
}

func (f *File) finalize() {
	openMu.Lock()
	defer openMu.Unlock()
	delete(opened, f.id)
}

func Open(name string) *File {
	openMu.Lock()
	defer openMu.Unlock()
	lastID++
	f := &File{id: lastID}
	opened[f.id] = name
	runtime.SetFinalizer(f, (*File).finalize)
	return f
}

func (f *File) Close() {
	openMu.Lock()
	defer openMu.Unlock()
	runtime.SetFinalizer(f, nil)
	delete(opened, f.id)
}

func main() {
	for i := range 200 {
		f := Open(os.Args[i%len(os.Args)])
		if i%4 == 0 {
			f.Close()
		}
		if i%20 == 0 {
			runtime.GC()
			time.Sleep(time.Millisecond)
		}
	}
	openMu.Lock()
	fmt.Println(len(opened) > 0)
	openMu.Unlock()
}
