// Of the three cameras of the table, one is written without its map of settings.
package main

import (
	"errors"
	"fmt"
	"os"
)

type setting struct {
	lo, hi, at int
}

type camera struct {
	model    string
	settings map[string]setting
	frozen   bool
}

var errFrozen = errors.New("frozen")

func (c *camera) apply(name string, v int) error {
	s, ok := c.settings[name]
	if c.frozen && !ok {
		return fmt.Errorf("%s: %w", c.model, errFrozen)
	}
	if s.hi > s.lo {
		v = min(max(v, s.lo), s.hi)
	}
	s.at = v
	c.settings[name] = s // want BL201
	return nil
}

var cameras = []*camera{
	{model: "C100", settings: map[string]setting{"gain": {0, 24, 6}}},
	{model: "C200", settings: map[string]setting{}},
	{model: "C300"},
}

func main() {
	for _, c := range cameras {
		if err := c.apply("gain", 3*len(os.Args)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			continue
		}
		fmt.Println(c.model, c.settings["gain"].at)
	}
}
