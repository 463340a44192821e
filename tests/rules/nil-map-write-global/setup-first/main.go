// main calls Setup before it defines anything.
package main

import (
	"fmt"
	"os"
	"sync/atomic"
)

type counter struct {
	help string
	n    atomic.Int64
}

var (
	prefix  string
	metrics map[string]*counter
)

// Setup prepares the table of metrics.
func Setup(service string) {
	prefix = service + "_"
	metrics = make(map[string]*counter)
}

func Define(name, help string) *counter {
	c := &counter{help: help}
	metrics[prefix+name] = c
	return c
}

func dump() {
	for name, c := range metrics {
		fmt.Printf("# %s\n%s %d\n", c.help, name, c.n.Load())
	}
}

func main() {
	Setup("demo")
	starts := Define("starts_total", "how often it was started")
	args := Define("args_total", "arguments of the command line")
	starts.n.Add(1)
	args.n.Add(int64(len(os.Args)))
	dump()
}
