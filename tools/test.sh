#!/bin/sh
# test.sh - builds everything in every way and runs every test
#
# The last line is `N passed, N failed, N skipped`; the exit status is 0
# when nothing failed.  What only the tests need is installed first.  Build
# folders are kept in build/, so that a second run is short; BUILD names
# another place.
set -u
export LC_ALL=C
cd "$(dirname "$0")/.." || exit 3
# shellcheck source=tools/need.sh
. tools/need.sh
need_to_build
want 'to build with a second compiler' clang=clang
want 'to check sources, scripts and manual pages' clang-format=clang-format \
	clang-tidy=clang-tidy cppcheck=cppcheck shellcheck=shellcheck \
	mandoc=mandoc
want 'to watch programs in C++ and Go' c++=g++ go=golang-go
want 'to watch Python test itself' \
	/usr/lib/python3.11/test/test_list.py=libpython3.11-testsuite
# The newest Go is newer than most installed ones; without it an older one is
# asked.
echo 'fetching Go and four of its modules, unless they are here (to compare with)' >&2
if command -v go >/dev/null && tests/oracle/go.sh --fetch >/dev/null 2>&1; then
	tests/oracle/fetch.sh btree go-cmp lo cobra >/dev/null 2>&1 || :
fi

build=${BUILD:-$PWD/build}
passed=0 failed=0 skipped=0
under= # what the tests are started by

# One line for each test in Meson's log; a suite that printed figures of its
# own counts as these, any other as one.
count() { # testlog.json
	awk '
	{
		result = $0
		sub(/.*"result": "/, "", result)
		sub(/".*/, "", result)
		p = f = s = 0
		rest = $0
		while (match(rest, /[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?/)) {
			split(substr(rest, RSTART, RLENGTH), figure, /[^0-9]+/)
			p = figure[1]; f = figure[2]; s = figure[3] + 0
			rest = substr(rest, RSTART + RLENGTH)
		}
		if (result == "SKIP")
			s += !s
		else if (result == "OK" || result == "EXPECTEDFAIL")
			p += !(p + f + s)
		else
			f += !f
		passed += p; failed += f; skipped += s
	}
	END { print passed + 0, failed + 0, skipped + 0 }' "$1"
}

add() { # passed failed skipped
	passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
}

# stage NAME 'meson setup arguments' 'meson test arguments'
stage() {
	dir=$build/$1
	echo "== $1"
	log=$dir/meson-logs/testlog.json
	[ -e "$dir/build.ninja" ] && again=--reconfigure || again=
	# shellcheck disable=SC2086 # lists
	if ! meson setup $again "$dir" $2 >"$dir.log" 2>&1 ||
		! ninja -C "$dir" >>"$dir.log" 2>&1; then
		grep -A 5 'error:\|ERROR:\|FAILED' "$dir.log" | head -n 60
		echo "$1: does not build, see $dir.log"
		add 0 1 0
		return
	fi
	rm -f "$log"
	# shellcheck disable=SC2086
	$under meson test -C "$dir" --no-rebuild --print-errorlogs $3 \
		>"$dir.log" 2>&1 || grep -v '  OK  \|^$' "$dir.log"
	if [ -e "$log" ]; then
		# shellcheck disable=SC2046 # three numbers
		set -- "$1" $(count "$log")
		echo "$1: $2 passed, $3 failed, $4 skipped"
		add "$2" "$3" "$4"
	else
		echo "$1: no test was run, see $dir.log"
		add 0 1 0
	fi
}

skip() { # NAME why
	echo "== $1"
	echo "skipped: $2"
	add 0 0 1
}

mkdir -p "$build" || exit 3
CC=gcc; command -v gcc >/dev/null || CC=cc
export CC
# Warnings are errors but where a sanitizer makes the compiler see ghosts.
stage gcc -Dwerror=true ''
stage asan '-Dwerror=false -Db_sanitize=address,undefined' '--suite unit --suite fuzz --suite cli'
# Where the kernel scatters memory too far for it, TSan cannot start.
if setarch -R true 2>/dev/null; then
	under='setarch -R'
	stage tsan '-Dwerror=false -Db_sanitize=thread' '--suite unit'
	under=
else
	skip tsan 'setarch -R is not allowed here'
fi
if command -v clang >/dev/null; then
	export CC=clang
	stage clang -Dwerror=true '--suite unit --suite fuzz --suite cli --suite abi'
	echo '== tidy'
	tools/lint.sh --tidy "$build/clang" >"$build/tidy.log" 2>&1 ||
		grep -v '^skipped' "$build/tidy.log"
	tail -n 1 "$build/tidy.log"
	# shellcheck disable=SC2046 # three numbers
	add $(tail -n 1 "$build/tidy.log" | tr -cd '0-9 ')
else
	skip clang 'clang is not installed'
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
