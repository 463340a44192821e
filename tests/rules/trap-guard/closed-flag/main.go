// A closed flag, not nil, guards the freed pointer: it is set before the free and asked before each use.
package main

/*
#include <stdlib.h>

struct sensor {
	int pin;
	int reads;
};

static struct sensor *sensor_open(int pin)
{
	struct sensor *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	s->pin = pin;
	return s;
}

static int sensor_read(struct sensor *s)
{
	return s->pin * 100 + ++s->reads;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

var errClosed = errors.New("sensor is closed")

type sensor struct {
	dev    *C.struct_sensor
	closed bool
	last   int
}

// sensors keeps closed sensors too, for their last value.
var sensors = map[int]*sensor{}

func open(pin int) *sensor {
	s := &sensor{dev: C.sensor_open(C.int(pin))}
	sensors[pin] = s
	return s
}

func (s *sensor) read() (int, error) {
	if s.closed {
		return s.last, errClosed
	}
	s.last = int(C.sensor_read(s.dev))
	return s.last, nil
}

func (s *sensor) close() error {
	if s.closed {
		return errClosed
	}
	s.closed = true
	C.free(unsafe.Pointer(s.dev))
	return nil
}

func main() {
	for pin := 1; pin < 4; pin++ {
		open(pin)
	}
	for pin := 0; pin < 4; pin++ {
		s, ok := sensors[pin]
		if !ok {
			continue
		}
		fmt.Println(s.read())
		if pin%2 == 0 {
			fmt.Println(s.close(), s.close())
		}
		fmt.Println(s.read())
	}
	for _, s := range sensors {
		if !s.closed {
			if err := s.close(); err != nil {
				fmt.Println(err)
			}
		}
	}
}
