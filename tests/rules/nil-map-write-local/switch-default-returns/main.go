// Whatever the switch does not know returns before the map is written.
package main

import (
	"fmt"
	"os"
	"strings"
)

type kind int

const (
	element kind = iota
	text
	comment
)

type token struct {
	kind kind
	data string
}

func classify(s string) token {
	switch {
	case strings.HasPrefix(s, "<!--"):
		return token{comment, s}
	case strings.HasPrefix(s, "<"):
		return token{element, s}
	}
	return token{text, s}
}

func attributes(t token) map[string]string {
	var attrs map[string]string
	switch t.kind {
	case element:
		attrs = make(map[string]string)
		for _, f := range strings.Fields(strings.Trim(t.data, "<>"))[1:] {
			k, v, _ := strings.Cut(f, "=")
			attrs[k] = strings.Trim(v, `"`)
		}
	case text:
		attrs = map[string]string{"length": fmt.Sprint(len(t.data))}
	default:
		return nil
	}
	attrs["kind"] = fmt.Sprint(t.kind)
	return attrs
}

func main() {
	parts := append([]string{"<a href=\"x\">", "<!-- note -->"}, os.Args[1:]...)
	for _, p := range parts {
		fmt.Println(attributes(classify(p)))
	}
}
