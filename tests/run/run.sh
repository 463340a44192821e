#!/bin/sh
# run.sh BELAY BUILD_DIR [CASE...] - the end-to-end tests of `belay run`
#
#	misuse/		a bug each; the report must name the marked lines
#	silent/		nothing to report, and no behaviour that changes
#	bad/		what cannot be watched is refused in one line
#	variants	cases that are built in another way, too
#	../../examples	as their want.json says
#
# BUILD_DIR is made if it is not there and keeps what was built and said.
# The last line is "N passed, N failed, N skipped".
set -u
[ $# -ge 2 ] || { echo "usage: $0 BELAY BUILD_DIR [CASE...]" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
belay=$(command -v "$1") || { echo "$0: no '$1'" >&2; exit 3; }
case $belay in /*) ;; *) belay=$PWD/$belay ;; esac
mkdir -p "$2" || exit 3
build=$(cd "$2" && pwd)
shift 2

cases() {
	cd "$here" || exit 3
	ls misuse/*.c misuse/*.cc misuse/*.go silent/*.c silent/*.cc \
		silent/*.go bad/*.sh
	sed '/^#/d' variants
	echo asan1_fail
	cd ../.. && ls -d examples/*/bug examples/*/fixed
}

if [ $# -gt 0 ]; then
	printf '%s\n' "$@"
else
	cases
fi |
	xargs -P "$(nproc)" -n 1 "$here/case.sh" "$belay" "$build" |
	tee "$build/results" | grep -v '^ok '

count() { grep -c "^$1 " "$build/results"; }
echo "$(count ok) passed, $(count FAIL) failed, $(count skip) skipped"
! grep -q '^FAIL ' "$build/results" && grep -q '^ok ' "$build/results"
