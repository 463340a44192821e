// maps.Clone of a nil map is nil: the first header that With adds to an empty context panics.
package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
)

// Fields go with every line of a logger.
type Fields map[string]string

// Logger is a value; With makes a changed copy of it.
type Logger struct {
	prefix string
	fields Fields
}

func (l Logger) With(key, value string) Logger {
	next := maps.Clone(l.fields)
	next[key] = value // want BL201
	return Logger{prefix: l.prefix, fields: next}
}

func (l Logger) Print(msg string) {
	fmt.Print(l.prefix, msg)
	for _, k := range slices.Sorted(maps.Keys(l.fields)) {
		fmt.Printf(" %s=%q", k, l.fields[k])
	}
	fmt.Println()
}

func handle(l Logger, args []string) {
	for i, a := range args {
		l.With("arg", a).With("n", fmt.Sprint(i)).Print("start")
	}
}

func main() {
	handle(Logger{prefix: "demo: "}, os.Args)
}
