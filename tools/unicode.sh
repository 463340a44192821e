#!/bin/sh
# unicode.sh - writes src/base/unicode.def from the tables of the installed Go
#
# Run it when a new Go comes with a new edition of Unicode: a source file
# means what that Go's tables say.
set -eu
cd "$(dirname "$0")/.."
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cat >"$dir/main.go" <<'END'
package main

import (
	"fmt"
	"unicode"
)

func put(name string, t *unicode.RangeTable) {
	fmt.Printf("#ifdef UNICODE_%s\n", name)
	for _, r := range t.R16 {
		fmt.Printf("RANGE(0x%x, 0x%x, %d)\n", r.Lo, r.Hi, r.Stride)
	}
	for _, r := range t.R32 {
		fmt.Printf("RANGE(0x%x, 0x%x, %d)\n", r.Lo, r.Hi, r.Stride)
	}
	fmt.Println("#endif")
}

func main() {
	fmt.Printf(`/*
 * RANGE(lo, hi, stride), three tables: UNICODE_LETTER (L), UNICODE_DIGIT
 * (Nd) and UNICODE_UPPER (Lu) of Unicode %s, the edition of the newest
 * Go.  Written by tools/unicode.sh.
 */
`, unicode.Version)
	put("LETTER", unicode.L)
	put("DIGIT", unicode.Nd)
	put("UPPER", unicode.Lu)
}
END
go run "$dir/main.go" >"$dir/def"
cp "$dir/def" src/base/unicode.def
