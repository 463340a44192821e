// The value of the repeated flag makes the map that it points to when it is nil.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
)

// defines is a flag.Value for -D name=value.
type defines struct{ to *map[string]string }

func (d defines) String() string {
	if d.to == nil {
		return ""
	}
	return fmt.Sprint(len(*d.to))
}

func (d defines) Set(s string) error {
	name, value, ok := strings.Cut(s, "=")
	if !ok {
		value = "1"
	}
	if name == "" {
		return fmt.Errorf("no name in %q", s)
	}
	if *d.to == nil {
		*d.to = map[string]string{}
	}
	(*d.to)[name] = value
	return nil
}

type options struct {
	output string
	macros map[string]string
}

func parse(args []string) (*options, error) {
	o := new(options)
	fs := flag.NewFlagSet("cc", flag.ContinueOnError)
	fs.StringVar(&o.output, "o", "a.out", "output `file`")
	fs.Var(defines{&o.macros}, "D", "define a macro")
	return o, fs.Parse(args)
}

func main() {
	o, err := parse(append([]string{"-D", "NDEBUG", "-D", "N=3"}, os.Args...))
	if err != nil {
		os.Exit(2)
	}
	fmt.Println(o.output, o.macros["N"])
}
