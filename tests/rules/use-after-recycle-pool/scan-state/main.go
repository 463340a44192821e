// On a short line the state goes back to the pool, and then its fields are read for the error.
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
)

type scanState struct {
	line   int
	fields []string
}

var states = sync.Pool{New: func() any { return &scanState{} }}

var errShort = errors.New("short line")

func getState(line int) *scanState {
	st := states.Get().(*scanState)
	st.line = line
	st.fields = st.fields[:0]
	return st
}

func parse(line int, text string) (key, value string, err error) {
	st := getState(line)
	st.fields = append(st.fields, strings.Fields(text)...)
	if len(st.fields) < 2 {
		states.Put(st)
		return "", "", fmt.Errorf("line %d: %w", st.line, errShort) // want BL107
	}
	key, value = st.fields[0], st.fields[1]
	states.Put(st)
	return key, value, nil
}

func main() {
	text := "host example\nport 80\nbroken\n"
	for i, l := range strings.Split(text, "\n") {
		k, v, err := parse(i+1, l)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			continue
		}
		fmt.Println(k, v)
	}
}
