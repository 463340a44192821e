// The Put is deferred first and so runs last, after the deferred log line.
package main

import (
	"errors"
	"log"
	"os"
	"sync"
	"time"
)

type job struct {
	name  string
	size  int64
	start time.Time
}

var (
	jobs   = sync.Pool{New: func() any { return new(job) }}
	errDir = errors.New("is a directory")
)

type indexer struct {
	sizes map[string]int64
}

func (x *indexer) index(path string) error {
	j := jobs.Get().(*job)
	defer jobs.Put(j)
	*j = job{name: path, start: time.Now()}
	defer func() {
		log.Printf("%s: %d bytes in %v", j.name, j.size, time.Since(j.start))
	}()
	st, err := os.Stat(path)
	if err != nil {
		return err
	}
	if st.IsDir() {
		return errDir
	}
	j.size = st.Size()
	x.sizes[path] = j.size
	return nil
}

func main() {
	x := &indexer{sizes: make(map[string]int64)}
	for _, path := range os.Args {
		if err := x.index(path); err != nil {
			log.Println(path, err)
		}
	}
}
