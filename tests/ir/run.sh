#!/bin/sh
# run.sh [--update] BELAY [NAME...] - what `belay dump ir` prints
#
# For each NAME.go here, or those that are named, `belay dump ir NAME.go` must
# print NAME.ir, and find nothing wrong with it on the way.  A NAME.go with
# errors in it prints its sound parts; what is wrong is told elsewhere.  The
# expected text is that of x/tools' go/ssa where the source is correct:
# tests/oracle/ir compares them.
set -u

update=
[ "$1" = --update ] && { update=1; shift; }
[ $# -ge 1 ] || { echo "usage: $0 [--update] BELAY [NAME...]" >&2; exit 2; }
belay=$(realpath "$1") || exit 3
shift
cd "$(dirname "$0")" || exit 3
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
unset GOFLAGS GOWORK GO111MODULE GOOS GOARCH
passed=0 failed=0
if [ $# = 0 ]; then
	for file in *.go; do set -- "$@" "${file%.go}"; done
fi

for name; do
	"$belay" dump ir --verify "$name.go" >"$work/out" 2>"$work/err"
	code=$?
	# Locations name this folder, wherever it is.
	sed 's|^\(# Location: \).*/|\1|' "$work/out" >"$work/got"
	if [ ! -s "$work/got" ] || [ $code -gt 3 ]; then
		echo "FAIL $name: exit $code"
		cat "$work/err"
		failed=$((failed + 1))
	elif [ "$update" ]; then
		cp "$work/got" "$name.ir"
		passed=$((passed + 1))
	elif diff -u "$name.ir" "$work/got"; then
		passed=$((passed + 1))
	else
		echo "FAIL $name"
		failed=$((failed + 1))
	fi
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
