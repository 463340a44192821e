// emit frees a line that is over the limit and then sends the freed line to the sink all the same.
package main

/*
#include <stdlib.h>
#include <string.h>
*/
import "C"

import (
	"bufio"
	"fmt"
	"os"
	"unsafe"
)

// line is a text that the syslog side will own.
type line struct {
	prio int
	text *C.char
}

type logger struct {
	sink    chan line
	limit   int
	dropped int
}

func (l *logger) emit(prio int, text string) {
	ln := line{prio, C.CString(text)}
	if len(text) > l.limit {
		l.dropped++
		C.free(unsafe.Pointer(ln.text))
	}
	l.sink <- ln // want BL101
}

func (l *logger) drain(done chan<- int) {
	n := 0
	for ln := range l.sink {
		n += int(C.strlen(ln.text)) * ln.prio // may BL101
		C.free(unsafe.Pointer(ln.text))       // may BL103
	}
	done <- n
}

func main() {
	l := &logger{sink: make(chan line, 16), limit: 80}
	done := make(chan int)
	go l.drain(done)
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		l.emit(3, in.Text())
	}
	close(l.sink)
	fmt.Println(<-done, l.dropped)
}
