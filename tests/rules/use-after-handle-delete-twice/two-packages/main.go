// The queue unpins a job and then reads its result through the same number.
package main

import (
	"fmt"
	"os"

	"example.com/two-packages/bridge"
)

type job struct {
	path string
	size int64
	err  error
}

// queue holds the numbers of jobs that wait, by path.
type queue struct {
	refs map[string]bridge.Ref
}

func (q *queue) push(path string) {
	if _, ok := q.refs[path]; ok {
		return
	}
	q.refs[path] = bridge.Pin(&job{path: path})
}

func (q *queue) run(path string) (int64, error) {
	ref, ok := q.refs[path]
	if !ok {
		return 0, os.ErrNotExist
	}
	delete(q.refs, path)
	j := ref.Get().(*job)
	st, err := os.Stat(j.path)
	if err != nil {
		ref.Unpin()
		return 0, err
	}
	j.size = st.Size()
	ref.Unpin()
	return ref.Get().(*job).size, nil // want BL112
}

func main() {
	q := &queue{refs: make(map[string]bridge.Ref)}
	for _, path := range os.Args {
		q.push(path)
		fmt.Println(q.run(path))
	}
}
