#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh BELAY WORK [-v] - BL401 beside the checks of a running program
#
# Go tests what it says of pointers that C is given by programs that must be
# stopped, and by such that must not: cmd/cgo/internal/testerrors/ptr_test.go.
# Each of them becomes a module in WORK, and belay check must find something
# in the first kind alone.  -v prints each program.  The last line is
# `N passed, N failed`; 77 is the status when there is no such test here.
set -eu
[ $# -ge 2 ] || { echo "usage: $0 BELAY WORK [-v]" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
belay=$(realpath "$1") work=$2 verbose=${3-}
export GOFLAGS=-mod=mod GO111MODULE=on GOWORK=off
go=$("$here/../go.sh") || exit 77
# shellcheck disable=SC2086 # $go is a command and its arguments
tests=$($go env GOROOT)/src/cmd/cgo/internal/testerrors/ptr_test.go
[ -e "$tests" ] || exit 77
rm -rf "$work"
mkdir -p "$work"
work=$(cd "$work" && pwd)
# shellcheck disable=SC2086
(cd "$here" && $go build -o "$work/split" ./split)
"$work/split" "$tests" "$work/cases"

passed=0 failed=0
while read -r name want; do
	status=0
	(cd "$work/cases/$name" && timeout 60 "$belay" check -j1 \
		--rules BL401 ./... >"$work/out" 2>&1) || status=$?
	case $status in
	0) got=good ;;
	1) got=bad ;;
	*) got="status $status" ;;
	esac
	if [ "$got" = "$want" ]; then
		passed=$((passed + 1))
		[ -z "$verbose" ] || echo "$name: $got"
	else
		echo "$name: $got, and Go says that it is $want"
		[ -z "$verbose" ] || cat "$work/out"
		failed=$((failed + 1))
	fi
done <"$work/cases/list"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
