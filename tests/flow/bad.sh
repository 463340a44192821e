#!/bin/sh
# SPDX-License-Identifier: MIT
# bad.sh BELAY [NAME...] - belay check on code that is too big, too deep or wrong
#
# Each case is written here.  Within bounds of processor time and memory it
# must end with exit status 0 or 1, and find what was planted: at each line
# that ends in "// here", the first of which frees what a map still holds, in a
# function of its own.  A line "// says TEXT" asks for a diagnostic with this
# text: there precision is given up.
set -u
[ $# -ge 1 ] || { echo "usage: $0 BELAY [NAME...]" >&2; exit 2; }
belay=$(realpath "$1") || exit 3
shift
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
unset GOFLAGS GOWORK GO111MODULE GOOS GOARCH NO_COLOR
passed=0 failed=0

# many N TEXT: the text N times, with every @ as the number of the time and
# every ^ as the next
many() {
	awk -v n="$1" -v text="$2" 'BEGIN {
		for (i = 0; i < n; i++) {
			line = text
			gsub(/@/, i, line)
			gsub(/\^/, i + 1, line)
			print line
		}
	}'
}

# What every case begins with: a function that frees what a map holds.
start='package main

// #include <stdlib.h>
import "C"

import "unsafe"

func free(p *C.char) { C.free(unsafe.Pointer(p)) }

func planted(n int) {
	p := C.CString("planted")
	table[n] = p
	C.free(unsafe.Pointer(p)) // here
}

var table = map[int]*C.char{}
'

# The cases: each prints what else is in the package.

wrong() { # a bug in a function with type errors, one behind a syntax error
	echo 'func main() { var s string = 1; undefined(s); planted(1)
		return 5 }
	func broken(x int) string { x.y.z(); return x + "a" }
	type T struct { U; f missing.Type }
	type U struct { *T }
	func (t T) f() {}
	func loop() loop { return nil }
	const big = 1 << big'
	echo 'func half(s string) {
		undefined(s).x++
		p := C.CString(s)
		table[1] = p
		C.free(unsafe.Pointer(p)) // here
		s = 5 }'
	many 50 'func wrong@(m map[int]*C.char) int {
		p := C.nothing(@); q := C.CString("")
		m["a"] = q; m[1] = q; var _ int = q
		C.free(p, q); free(q, 1); for range 1.5 { break nowhere }
		return m }'
}

unreachable() {
	echo 'func main() { planted(1); dead(1) }
	func dead(n int) { return'
	many 500 'p@ := C.CString("")
		table[@] = p@
		for { if n == @ { continue } }
		C.free(unsafe.Pointer(p@)); return; panic(@)'
	echo '}'
}

mutual() { # 2,000 functions that call each other
	echo 'func main() { planted(1); f0(1, nil) }'
	many 1999 'func f@(n int, p *C.char) *C.char {
		if n == @ { table[n] = p; return f^(n - 1, C.CString("")) }
		free(table[n]); return f^(n-1, p) }'
	echo 'func f1999(n int, p *C.char) *C.char {
		delete(table, n); return f0(n, p) }'
}

chain() { # 10,000 calls in each other
	echo 'func main() { planted(1); f0(C.CString("")) }'
	many 10000 'func f@(p *C.char) { f^(p) }'
	echo 'func f10000(p *C.char) { free(p) }
	func shallow() { p := C.CString(""); f9990(p); println(*p) // here
	}'
}

lines() { # 100,000
	echo 'func main() { planted(1) }'
	many 10000 'func g@(n int, s string) (r int, p *C.char) {
		for i := range s {
			if i > n {
				r += @
			}
		}
		p = C.CString(s)
		defer free(p)
		return
	}'
	echo 'func last() { _, p := g9999(1, ""); println(*p) // here
	}'
}

blocks() { # one function of more than 600
	echo '// says too many paths
	func main() { planted(1); big(1, "", table, nil) }
	func big(n int, s string, m map[int]*C.char, k map[string]*C.char) {
		var p, q *C.char'
	many 250 'if n > @ { p = C.CString(s); m[@] = p; q = m[n] } else if q != p { k[s] = q }
		for i := range n { if m[i] == nil { continue }
			free(m[i]); delete(m, i); n-- }
		switch n { case @: free(p); k[s] = p; case -@ - 1: delete(k, s); fallthrough
		default: m[n], q = q, k[s] }'
	echo '}'
}

defers() {
	echo 'func main() { planted(1); late(table, 3) }
	func late(m map[int]*C.char, n int) {
		for i := range n { for j := range i { for k := range j {
			p := C.CString("")
			m[i+j+k] = p
			defer func() {
				defer func() { delete(m, k); defer free(p) }()
				defer recover()
			}()'
	many 300 'defer free(m[@])
		defer func() { if r := recover(); r != nil { delete(m, @) } }()'
	echo '}}}}'
}

selects() { # of 500 cases
	echo '// says too many paths
	func main() { planted(1); choose(make(chan *C.char)) }
	func choose(c chan *C.char) { for { select {'
	many 250 'case p@ := <-c: table[@] = p@; free(p@)
		case c <- table[@]: free(table[@]); delete(table, @)'
	echo '}}}'
}

literal() { # of 5,000 pointers in a map
	echo 'func main() { planted(1); for _, p := range named { free(p) } }
	var named = map[string]*C.char{'
	many 5000 '"n@": C.CString("@"),'
	echo '}
	func local() { here := map[int]*C.char{'
	many 5000 '@: C.CString("@"),'
	echo '}
		for _, p := range here { free(p) }
		println(here) }
	func one() { p := named["n4999"]; free(p)
		println(*p) // here
	}'
}

closures() { # 300 in each other
	echo 'func main() { planted(1); inside(C.CString("")) }
	func inside(p *C.char) {'
	many 300 'func() { n@ := table[@]; defer free(n@)'
	echo 'table[0] = p; free(p)'
	many 300 'println(n0) }()' 
	echo '}'
}

implementations() { # 500 of one interface
	echo 'func main() { dynamic(t0{}, 1); planted(1) }
	type freer interface { free(p *C.char) freer }
	func dynamic(f freer, n int) {
		for i := range n { p := C.CString(""); table[i] = p
			f = f.free(p); f.free(p).free(table[i]) }
	}'
	many 500 'type t@ struct{ p *C.char }
	func (t t@) free(p *C.char) freer { t.p = p; if p == nil { free(table[@]) }
		return &t }'
}

deep() { # statements, expressions and types
	echo '// says exceeded max nesting depth
	func main() { planted(1); nested(1, nil) }
	func nested(n int, p *C.char) {'
	many 1000 'if n > @ { for n < @ {'
	echo 'free(p)'
	many 1000 '} table[n] = p }'
	echo 'n = n'
	many 5000 '+ (n'
	many 5000 ')'
	echo '}'
}

# check NAME
check() {
	mkdir "$work/$1"
	printf 'module example.com/bad\n\ngo 1.24\n' >"$work/$1/go.mod"
	{ echo "$start"; "$1"; } >"$work/$1/main.go"
	(
		cd "$work/$1" || exit 3
		# shellcheck disable=SC3045 # dash and bash have it
		ulimit -t "${SECONDS_AT_MOST:-30}"
		exec "$belay" check -j2 --stats --level error
	) >"$work/out" 2>"$work/err"
	code=$?
	{ [ $code = 0 ] || [ $code = 1 ]; } || wrong_with "$1" "exit status $code"
	for line in $(sed -n '/\/\/ here$/=' "$work/$1/main.go"); do
		grep -q "^  main.go:$line:[0-9]* in " "$work/out" ||
			wrong_with "$1" "nothing is found in line $line"
	done
	text=$(sed -n 's/^[[:blank:]]*\/\/ says //p' "$work/$1/main.go")
	[ -z "$text" ] || grep -q "^main.go:.*$text" "$work/out" "$work/err" ||
		wrong_with "$1" "there is no diagnostic '$text'"
	megabytes=$(sed -n 's/.* \([0-9]*\)[.0-9]* MB at most$/\1/p' "$work/out")
	[ "${megabytes:-9999}" -le "${MEGABYTES_AT_MOST:-600}" ] ||
		wrong_with "$1" "it takes ${megabytes:-no} MB"
}

wrong_with() { # NAME what
	echo "FAIL $1: $2"
	bad=1
}

[ $# -gt 0 ] || set -- wrong unreachable mutual chain lines blocks defers \
	selects literal closures implementations deep
for name; do
	bad=0
	check "$name"
	if [ $bad = 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		tail -n 5 "$work/out" "$work/err"
	fi
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
