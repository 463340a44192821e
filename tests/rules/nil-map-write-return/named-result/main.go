// The named result of parse is a nil map, and nothing is assigned to it before the first pair.
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

var errSyntax = errors.New("syntax error")

// parse reads "key=value; key=value".
func parse(s string) (params map[string]string, err error) {
	defer func() {
		if err != nil {
			params = nil
		}
	}()
	for s != "" {
		var part string
		part, s, _ = strings.Cut(s, ";")
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		k, v, ok := strings.Cut(part, "=")
		if !ok {
			return params, fmt.Errorf("%w at %q", errSyntax, part)
		}
		params[strings.ToLower(k)] = v // want BL201
	}
	return params, nil
}

func main() {
	p, err := parse("charset=utf-8; boundary=" + strings.Join(os.Args[1:], "-"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(p["charset"], len(p))
}
