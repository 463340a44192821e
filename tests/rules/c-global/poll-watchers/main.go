// Stop frees the context that the C array watchers got with watch_add, and poll_once reads it next.
package main

import (
	"fmt"
	"os"
	"time"

	"example.com/poll-watchers/poll"
)

// serve watches fd for a while, together with all that is watched already.
func serve(fd, budget int, span time.Duration) (woken int, err error) {
	w, err := poll.Start(fd, budget)
	if err != nil {
		return 0, err
	}
	for deadline := time.Now().Add(span); time.Now().Before(deadline); {
		woken += poll.Once()
		time.Sleep(time.Millisecond)
	}
	w.Stop() // or BL102
	return woken, nil
}

func main() {
	for i, arg := range os.Args {
		n, err := serve(i, len(arg), 5*time.Millisecond) // may BL101
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			continue
		}
		fmt.Println(n)
	}
}
