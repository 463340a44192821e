// SPDX-License-Identifier: MIT

package main

import (
	"regexp"
	"strings"
)

// What the two sides spell differently, each with its reason.  Both texts
// are changed; blanks, which only put types into a column, count as one.
// What differs in meaning is in meaning.go.
var rules = []struct {
	reason  string
	pattern *regexp.Regexp
	with    string
}{
	{"columns", regexp.MustCompile(` {2,}`), " "},
	// x/tools names an instance by the first type that was seen, belay by
	// one spelling.
	{"byte is uint8", regexp.MustCompile(`\bbyte\b`), "uint8"},
	{"rune is int32", regexp.MustCompile(`\brune\b`), "int32"},
	{"any is interface{}", regexp.MustCompile(`\bany\b`), "interface{}"},
}

// The signature of an instance is that of the first function whose type is
// identical for x/tools: its parameters may have any names, and aliases any
// spelling.
func withoutSignature(text string) string {
	if !strings.Contains(text, "\n# Synthetic: inst") {
		return text
	}
	return signature.ReplaceAllString(text, "func")
}

var signature = regexp.MustCompile(`(?m)^func .*$`)

func (f *function) normal(text string) string {
	return normal(respell(withoutSignature(text), f.spellings))
}

func normal(text string) string {
	for _, r := range rules {
		text = r.pattern.ReplaceAllString(text, r.with)
	}
	return text
}

// A function is the text of one.
type function struct {
	key  string // its name, and where it is
	text string
	used bool
	// How the other side may spell types: see respell.
	spellings []string
	positions string
}

func (f *function) name() string {
	name, _, _ := strings.Cut(f.key, "# Location: ")
	return name
}

// split finds the functions of a dump.
func split(dump string) (list []function, broken []string) {
	const begin = "# Name: "
	for strings.HasPrefix(dump, "! ") {
		line, rest, _ := strings.Cut(dump, "\n")
		broken = append(broken, line[2:])
		dump = rest
	}
	for dump != "" {
		end := strings.Index(dump[1:], "\n"+begin)
		text := dump
		if end >= 0 {
			text = dump[:end+2]
		}
		dump = dump[len(text):]
		list = append(list, head(text))
	}
	return
}

func head(text string) (f function) {
	text, tail, _ := strings.Cut(text, "\n"+positions)
	f.text = text + "\n"
	f.positions, tail, _ = strings.Cut(tail, "\n")
	if tail, _ = strings.CutPrefix(tail, spelling); tail != "" {
		f.spellings = strings.Split(strings.TrimSuffix(tail, "\n"), "\n"+spelling)
	}
	f.key, text, _ = strings.Cut(text, "\n")
	f.key = f.key[len("# Name: "):]
	for strings.HasPrefix(text, "# ") {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		if strings.HasPrefix(line, "# Location: ") {
			f.key += line
		}
	}
	f.key = normal(f.key)
	return f
}
