#!/bin/sh
# case.sh BELAY BUILD_DIR CASE - one case of run.sh
#
# CASE is a source below this folder, or an example, with @VARIANT behind it
# for another way to build it; those of bad/ are read into this shell.  Prints "ok CASE", "skip CASE: why" or
# "FAIL CASE: why".  Everything it makes stays in BUILD_DIR.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
belay=$1 build=$2 case=$3
variant=
path=${case%@*}
[ "$path" = "$case" ] || variant=${case##*@}
out=$build/$(echo "$case" | tr '/' '-')
prog=$out.bin

fail() { echo "FAIL $case: $1"; exit 0; }
skip() { echo "skip $case: $1"; exit 0; }
ok() { echo "ok $case"; exit 0; }
have() { command -v "$1" >/dev/null 2>&1; }

# build SOURCE - makes $prog
build() {
	cc=${CC:-cc} flags='-O1' goflags=
	case $1 in *.cc) cc=${CXX:-c++} ;; esac
	case $variant in
	'') ;;
	no-pie) flags='-O1 -no-pie -fno-pie' ;;
	O2) flags='-O2 -fno-optimize-sibling-calls' ;;
	clang) have clang || skip 'no clang'; cc=clang ;;
	stripped) goflags='-ldflags=-s -w' ;;
	pie) goflags='-buildmode=pie' ;;
	internal) goflags='-ldflags=-linkmode=internal' ;;
	*) fail "unknown variant '$variant'" ;;
	esac
	case $1 in
	*.go)
		have "${GO:-go}" || skip 'no Go'
		CGO_ENABLED=1 GOTOOLCHAIN=local GO111MODULE=off "${GO:-go}" \
			build ${goflags:+"$goflags"} -o "$prog" "$1"
		;;
	*)
		have "$cc" || skip "no $cc"
		# Without builtins no malloc and free is optimized away.  A
		# plugin is found beside the program.
		# shellcheck disable=SC2086
		"$cc" -g $flags -fno-builtin -w -pthread -D_GNU_SOURCE \
			-Wl,-rpath,"\$ORIGIN" -I"$here" -o "$prog" "$1" &&
		if [ -f "$here/silent/plugin/${1##*/}" ]; then
			"$cc" -g -shared -fPIC -o "$prog.so" \
				"$here/silent/plugin/${1##*/}"
		fi
		;;
	esac >"$out.log" 2>&1 || fail "does not build: $(head -n 1 "$out.log")"
}

# watched STDIN [OPTION...] - runs $prog under belay; its status in $status
watched() {
	input=$1
	shift
	rm -f "$out.json"
	timeout -k 5 60 "$belay" run "$@" --format json -o "$out.json" \
		-- "$prog" <"$input" >"$out.stdout" 2>"$out.stderr"
	status=$?
	[ $status != 124 ] && [ $status != 137 ] || [ "$want" = $status ] ||
		fail "hangs${1:+ with $*}"
}

# expect WHAT... - compares the report
expect() {
	why=$(python3 "$here/expect.py" "$@" "$out.json") ||
		fail "$why${how:+ (with $how)} $(head -n 1 "$out.stderr" 2>&1)"
}

misuse() { # SOURCE WANT
	build "$1"
	want=1
	for how in '--budget max' ''; do
		[ -z "$how" ] && grep -q '^only max' "$2" && continue
		# shellcheck disable=SC2086
		watched /dev/null $how
		expect misuse "$1" "$2"
		[ $status = 1 ] || fail "exit status $status, not 1"
	done
	ok
}

silent() { # SOURCE
	build "$1"
	timeout -k 5 60 "$prog" <"$1" >"$out.native" 2>"$out.native.err"
	want=$?
	for how in '--budget max' ''; do
		# shellcheck disable=SC2086
		watched "$1" $how
		[ $status = $want ] || fail "exit status $status, not $want\
${how:+ (with $how)}: $(head -n 1 "$out.stderr")"
		cmp -s "$out.native" "$out.stdout" ||
			fail "other output${how:+ (with $how)}"
		expect silent
	done
	ok
}

example() { # DIR
	if [ -f "$1/main.go" ]; then
		have "${GO:-go}" || skip 'no Go'
	fi
	"$root/tools/build-example.sh" "$1" "$prog" >"$out.log" 2>&1 || {
		grep -q 'build constraints exclude' "$out.log" &&
			skip 'Go is too old'
		fail "does not build: $(head -n 1 "$out.log")"
	}
	# Pure Go has no C heap, and is refused for that.
	if [ -f "$1/main.go" ] && ! grep -rq 'import "C"' "$1"; then
		refused 3 -- "$prog"
		says 'no C heap'
		ok
	fi
	want=1 how=
	# Where nothing is found a program ends as it does alone.
	if python3 "$here/expect.py" clean "${1%/*}/want.json" "${1##*/}"; then
		timeout -k 5 60 "$prog" </dev/null >"$out.native" \
			2>"$out.native.err"
		want=$?
	fi
	watched /dev/null
	expect example "${1%/*}/want.json" "${1##*/}"
	[ $status = $want ] || fail "exit status $status, not $want"
	ok
}

# Go's own test, never copied: it is read from the installed toolchain.  Only
# the checker reads the marks; what is built is the file as it is.
asan1() {
	have "${GO:-go}" || skip 'no Go'
	source=$("${GO:-go}" env GOROOT)/src/cmd/cgo/internal/testsanitizers
	source=$source/testdata/asan1_fail.go
	[ -f "$source" ] || skip 'this Go has no asan1_fail.go'
	mkdir -p "$out.d"
	sed -e 's|// BOOM|// access|' -e 's|malloc(2.*|& /* alloc */|' \
		-e 's|free(p);|& /* free */|' "$source" >"$out.d/${source##*/}"
	build "$source"
	want=1
	for how in '--budget max' ''; do
		# shellcheck disable=SC2086
		watched /dev/null $how
		expect misuse "$out.d/${source##*/}" "$here/asan1_fail.want"
		[ $status = 1 ] || fail "exit status $status, not 1"
	done
	ok
}

# The next two are called by the files of bad/.
# refused STATUS ARGUMENT... - belay run must end so, with one line that says
# what and why, and without output of the program.
# shellcheck disable=SC2317
refused() {
	want=$1
	shift
	timeout -k 5 20 "$belay" run "$@" </dev/null >"$out.stdout" \
		2>"$out.stderr"
	status=$?
	[ "$status" = "$want" ] ||
		fail "exit status $status, not $want, for 'belay run $*'"
	[ "$(wc -l <"$out.stderr")" = 1 ] ||
		fail "$(wc -l <"$out.stderr") lines for 'belay run $*'"
	grep -q '^belay: .*[^.]$' "$out.stderr" ||
		fail "says '$(cat "$out.stderr")'"
	[ ! -s "$out.stdout" ] || fail 'wrote to standard output'
}

# says WORD... - the last refusal holds these words
# shellcheck disable=SC2317
says() {
	for word; do
		grep -q -e "$word" "$out.stderr" ||
			fail "no '$word' in '$(cat "$out.stderr")'"
	done
}

case $path in
misuse/*) misuse "$here/$path" "$here/${path%.*}.want" ;;
silent/*) silent "$here/$path" ;;
examples/*) example "$root/$path" ;;
bad/*)
	# shellcheck source=/dev/null
	. "$here/$path"
	ok
	;;
asan1_fail) asan1 ;;
*) fail 'no such case' ;;
esac
