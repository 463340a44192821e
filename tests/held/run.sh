#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh BELAY DIR [--quick] [PROGRAM...] - holders that were planted are found
#
# Each program of programs/ frees memory that something of it still holds,
# and says in comments what that is:
#
#	// plant: KIND NAME [COUNT]
#	func plantX() { ...
#
# It is run as it is: each of these must be told, by that name; and with the
# argument "drop", which lets go before it frees: nothing may be told then.
# dead.go has words that point to freed memory in dead memory only.
#
# HELD_GO names the Go commands to use, one word each, or versions as
# go1.22.12, which the go command fetches; "go" by default.  --quick: one way
# to build.  Prints a table, and last "N passed, N failed, N skipped".
set -u
[ $# -ge 2 ] || { echo "usage: $0 BELAY DIR [--quick] [PROGRAM...]" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
belay=$(command -v "$1") || { echo "$0: no '$1'" >&2; exit 3; }
case $belay in /*) ;; *) belay=$PWD/$belay ;; esac
mkdir -p "$2" || exit 3
dir=$(cd "$2" && pwd)
shift 2
modes='default pie noopt stripped symbols'
[ "${1-}" != --quick ] || { modes=default; shift; }
programs=${*:-maps values objects cside dead}
passed=0 failed=0 skipped=0

# with VERSION COMMAND... - runs go of that version
with() {
	case $1 in
	go1.*) version=$1; shift; GOTOOLCHAIN=$version go "$@" ;;
	*) command=$1; shift; GOTOOLCHAIN=local "$command" "$@" ;;
	esac
}

# build VERSION MODE PROGRAM OUT
build() {
	flags=
	case $2 in
	pie) flags=-buildmode=pie ;;
	noopt) flags='-gcflags=all=-N -l' ;;
	esac
	CGO_ENABLED=1 GO111MODULE=off with "$1" build ${flags:+"$flags"} \
		-o "$4" "$here/programs/$3.go" || return 1
	case $2 in
	stripped | symbols)
		mkdir -p "$4.symbols" && cp "$4" "$4.symbols/${4##*/}.debug" &&
			strip "$4" && objcopy \
			--add-gnu-debuglink="$4.symbols/${4##*/}.debug" "$4"
		;;
	esac
}

# row VERSION MODE PROGRAM - one line of the table
row() {
	out=$dir/$(echo "$1" | tr / -)-$2-$3
	if ! build "$1" "$2" "$3" "$out" >"$out.log" 2>&1; then
		echo "$1 $2 $3: does not build: $(head -n 1 "$out.log")"
		failed=$((failed + 1))
		return
	fi
	how=
	[ "$2" != symbols ] || how="--symbols $out.symbols"
	for what in held drop; do
		# shellcheck disable=SC2086
		timeout -k 5 120 "$belay" run --budget max --level note $how --format json \
			-o "$out.$what.json" -- "$out" $what \
			>"$out.stdout" 2>"$out.stderr" </dev/null
	done
	if why=$(python3 "$here/check.py" "$2" "$here/programs/$3.go" \
		"$out.held.json" "$out.drop.json"); then
		passed=$((passed + 1))
		[ "$2$3" = defaultmaps ] || rm -f "$out"
	else
		failed=$((failed + 1))
	fi
	printf '%-10s %-9s %-8s %s\n' "$1" "$2" "$3" "$why"
}

for version in ${HELD_GO:-go}; do
	if ! with "$version" version >/dev/null 2>&1; then
		echo "$version: not there"
		skipped=$((skipped + 1))
		continue
	fi
	for mode in $modes; do
		for program in $programs; do
			row "$version" "$mode" "$program"
		done
	done
done
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ] && [ $passed != 0 ]
