// The timings are made when verbose is set, and written only when it is set.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"
)

type step struct {
	name string
	run  func() error
}

func build(steps []step, verbose bool) error {
	var timings map[string]time.Duration
	if verbose {
		timings = make(map[string]time.Duration, len(steps))
		fmt.Println("steps:", len(steps))
	}
	for _, s := range steps {
		start := time.Now()
		if err := s.run(); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		if verbose {
			timings[s.name] = time.Since(start)
		}
	}
	for name, d := range timings {
		fmt.Println(name, d)
	}
	return nil
}

func stat(name string) func() error {
	return func() error {
		_, err := os.Stat(name)
		return err
	}
}

func main() {
	verbose := flag.Bool("v", false, "tell how long each step took")
	flag.Parse()
	steps := []step{{"root", stat("/")}, {"tmp", stat(os.TempDir())}}
	if err := build(steps, *verbose); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
