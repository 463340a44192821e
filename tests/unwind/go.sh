#!/bin/sh
# SPDX-License-Identifier: MIT
#
# go.sh WORK [GO...]: builds tests/unwind/go with each Go command, in every
# way of linking, and runs it.  GO is a command line, such as
# "env GOTOOLCHAIN=go1.22.12 go"; without one, the go in PATH.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
work=$1
shift
[ $# -gt 0 ] || set -- go
export CC="${CC:-gcc}" GOFLAGS=-mod=mod GOPATH="${GOPATH:-$work/gopath}"
export GOCACHE="${GOCACHE:-$work/gocache}"
mkdir -p "$work"
$CC -std=gnu11 -D_GNU_SOURCE -O2 -g -fno-omit-frame-pointer -fPIC -shared \
	-fvisibility=hidden -fno-strict-aliasing -I"$top/src" \
	-o "$work/libcapture.so" "$here/capture.c" "$top"/src/unwind/*.c \
	-lpthread -ldl
failed=0
passed=0

# shellcheck disable=SC2086 # $go is a command and its arguments
run() {
	if (cd "$here/go" && env CGO_LDFLAGS="-L$work -lcapture" $go build \
		-o "$work/prog" "$@" .) &&
		LD_LIBRARY_PATH="$work" "$work/prog" >"$work/out" 2>&1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "$($go version) $*:"
		cat "$work/out"
	fi
}

for go in "$@"; do
	run
	run -buildmode=pie
	run '-ldflags=-s -w'
	run -tags ctls
	run -tags ctls -buildmode=pie
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
