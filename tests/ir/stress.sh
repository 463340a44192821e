#!/bin/sh
# stress.sh BELAY [NAME...] - programs that are too big, too deep or absurd
#
# Each case is written here, built, and must come to an end: with the function
# `after`, which stands behind the absurd ones, built as if nothing were, and
# with as many lines of a kind as the case says.  Time is not tested.
set -u
[ $# -ge 1 ] || { echo "usage: $0 BELAY [NAME...]" >&2; exit 2; }
belay=$(realpath "$1") || exit 3
shift
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
unset GOFLAGS GOWORK GO111MODULE GOOS GOARCH
passed=0 failed=0

# many N TEXT: the text N times, with every @ as the number of the time
many() {
	awk -v n="$1" -v text="$2" 'BEGIN {
		k = split(text, part, "@")
		for (i = 0; i < n; i++) {
			for (j = 1; j < k; j++)
				printf "%s%d", part[j], i
			print part[k]
		}
	}'
}

# nest N OPEN CLOSE: so deep
nest() {
	many "$1" "$2"
	echo 'n++'
	many "$1" "$3"
}

# The cases: each prints what is inside of the package.

statements() { # one function of 50,000 lines
	echo 'func big(n int, m map[int]int, p *int) (r int) {'
	many 10000 'if n > @ { r += m[@] } else { *p = r }
		for i := range n { r ^= i; if r == @ { continue }; n-- }
		m[@], n = n, r
		func() { n += @ }()
		switch r { case @: r++; fallthrough; case -@ - 1: r-- }'
	echo 'return }'
}

declarations() { # with as many variables as lines
	echo 'func big(n int) int {'
	many 50000 'v@ := n + @; n = v@'
	echo 'return n }'
}

else_if() {
	echo 'func big(n int) int {'
	many 50000 'if n == @ { return @ } else'
	echo '{ return -1 } }'
}

cases() {
	echo 'func big(n int, x any) int { switch n {'
	many 30000 'case @: return -@'
	echo '}; switch x.(type) {'
	many 10000 'case [@]int: return @'
	echo '}; return 0 }'
}

comms() {
	echo 'func big(a, b chan int, n *int) { select {'
	many 10000 'case a <- @: *n += @
		case *n = <-b:'
	echo '} }'
}

blocks() {
	echo 'func big(n int) {'
	nest 1900 '{' '}'
	echo '}'
}

ifs() {
	echo 'func big(n int) {'
	nest 1900 'if n > @ {' '} else { n-- }'
	echo '}'
}

loops() {
	echo 'func big(n int) {'
	nest 1900 'for i@ := 0; i@ < n; i@++ {' '}'
	echo '}'
}

literals() {
	echo 'func big(n int) {'
	nest 900 'func() { v@ := n; _ = v@' '}()'
	echo '}'
}

range_over_functions() {
	echo 'func big(n int, f func(func(int) bool)) int {'
	nest 100 'l@: for i@ := range f { if i@ == n { continue l@ }' \
		'if n == @ { return @ } }'
	echo 'return n }'
}

labels() {
	echo 'func big(n int) int {'
	many 20000 'l@: if n++; n == @ { goto l19999 } else if n == -@ { goto l0 }'
	echo 'return n }'
}

unreachable() {
	echo 'func big(n int) int {'
	many 10000 'return @; n++; for n > @ { panic(n) }'
	echo '}'
}

goto_into_everything() {
	cat <<-'EOF'
	func f() int { return 0 }
	func big(n int, x any, c chan int, g func(func(int) bool)) {
		goto block; goto branch; goto other; goto loop; goto each
		goto kase; goto kind; goto comm; goto literal; goto yield
		goto missing; goto declared
		{ block: n++ }
		if n > 0 { branch: n++ } else { other: n-- }
		for i := 0; i < n; i++ { loop: n += i }
		for i := range n { each: n += i }
		switch n { case 1: kase: n++ }
		switch y := x.(type) { case int: kind: n += y }
		select { case v := <-c: comm: n += v }
		func() { literal: n++; goto block; break; continue }()
		for i := range g { yield: n += i; goto loop; goto block }
		v := f()
	declared:
		n += v
		goto big; break big; continue n
	}
	EOF
}

implementations() { # of one interface
	echo 'type i interface{ m(int) int }'
	many 100000 'type t@ struct{ f int }; func (t t@) m(n int) int { return t.f + n }'
	echo 'var all = []i{'
	many 100000 't@{},'
	echo '}; func big(n int) (r int) {'
	echo 'for _, x := range all { r += x.m(n) }; return }'
}

errors() {
	echo 'func big(n int) int {'
	many 5000 'x@ := undefined@(n); n += x@; y@.z = n; n, x@ = 1; goto u@'
	echo 'return 1, 2 }'
}

# try WHAT NAME COUNT TEXT: at least COUNT lines of `belay dump WHAT` have TEXT
try() {
	{
		echo 'package p'
		"$2"
		echo 'func after(n int) int { return n * 7 }'
	} >"$work/$2.go"
	"$belay" dump "$1" "$work/$2.go" >"$work/out" 2>"$work/err"
	code=$?
	n=$(grep -c -- "$4" "$work/out")
	if [ $code -gt 1 ] || [ "$n" -lt "$3" ] || { [ "$1" = ir ] &&
		! grep -q 't0 = n \* 7:int' "$work/out"; }; then
		echo "FAIL $1 $2: exit $code, $n lines with '$4'"
		head -n 3 "$work/err"
		failed=$((failed + 1))
	else
		passed=$((passed + 1))
	fi
	rm "$work/$2.go"
}

wanted=" $* "
while read -r what name count text; do
	case $wanted in
	'  ' | *" $name "*) try "$what" "$name" "$count" "$text" ;;
	esac
done <<'EOF'
ir statements 10000 rangeint.body
ir declarations 49999 = t[0-9]* + [0-9]
ir else_if 50000 return [0-9]
ir cases 40000 ^[[:blank:]]return
ir comms 1 select blocking
ir blocks 2 return
ir ifs 1900 if.then
ir loops 1900 for.body
ir literals 800 ^func big
ir range_over_functions 100 yield-continue
ir labels 20000 goto
ir unreachable 1 return 0:int
ir goto_into_everything 2 ^func big
ir implementations 100000 make i <- t
calls implementations 100000 ^command-line-arguments.big
ir errors 5000 bad
EOF
echo "$passed passed, $failed failed"
[ $failed = 0 ]
