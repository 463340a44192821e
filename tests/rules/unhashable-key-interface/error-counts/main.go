// The errors are counted by value, and errors of a form are a slice type that implements error.
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

// formErrors are the errors of all fields.
type formErrors []string

func (f formErrors) Error() string { return strings.Join(f, "; ") }

var errEmpty = errors.New("empty form")

func validate(fields []string) error {
	if len(fields) == 0 {
		return errEmpty
	}
	var errs formErrors
	for _, f := range fields {
		if len(f) < 4 {
			errs = append(errs, f+": too short")
		}
	}
	if errs != nil {
		return errs
	}
	return nil
}

type tally struct{ byError map[error]int }

func (t *tally) add(err error) {
	defer func() {
		if err != nil {
			t.byError[err]++ // want BL202
		}
	}()
	if t.byError == nil {
		t.byError = make(map[error]int)
	}
}

func main() {
	var t tally
	for i := range os.Args {
		t.add(validate(os.Args[:i]))
	}
	fmt.Println(len(t.byError))
}
