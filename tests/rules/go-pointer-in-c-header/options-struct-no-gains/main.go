// Apply gives C the address of Go options in which the table of gains is nil.
package main

/*
struct options {
	int rate;
	int channels;
};

static int configure(const void *arg)
{
	const struct options *o = arg;

	return o->rate * o->channels;
}
*/
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

// Options begin as struct options of C does.
type Options struct {
	rate, channels int32
	gains          []float32
}

type device struct {
	name string
	o    Options
}

func newDevice(name string, channels int) *device {
	d := &device{name: name}
	d.o = Options{rate: 48000, channels: int32(channels)}
	return d
}

func apply(o Options) int {
	return int(C.configure(unsafe.Pointer(&o)))
}

func main() {
	for i, arg := range os.Args {
		d := newDevice(arg, i+1)
		fmt.Println(d.name, apply(d.o))
	}
}
