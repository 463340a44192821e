#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run.sh WORK [COUNT [GO...]]: constant arithmetic beside go/constant
#
# Builds both sides in WORK and compares COUNT operations for each Go command,
# such as "env GOTOOLCHAIN=go1.27.0 go"; without one, the go in PATH.  SEED
# starts other random numbers.  Lines that differ are printed with what Go
# wants and what we got.  The last line is `N passed, N failed`.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../../.." && pwd)
work=$1
count=${2:-300000}
shift
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- go
export GOFLAGS=-mod=mod GOWORK=off GO111MODULE=on
export GOCACHE="${GOCACHE:-$work/gocache}"
mkdir -p "$work"
# shellcheck disable=SC2086 # CFLAGS is a list
${CC:-gcc} -std=gnu11 -D_GNU_SOURCE -O2 -g -fno-strict-aliasing \
	${CFLAGS:-} -I"$top/src" -o "$work/constant_replay" \
	"$here/constant_replay.c" "$top"/src/types/constant*.c \
	"$top/src/base/arena.c" "$top/src/base/buf.c" \
	"$top/src/base/diag.c" "$top/src/base/term.c" \
	"$top/src/base/unicode.c" "$top/src/syntax/token.c" \
	-lmpfr -lgmp -lm -lpthread

passed=0
failed=0
# shellcheck disable=SC2086 # $go is a command and its arguments
for go in "$@"; do
	(cd "$here" && $go build -o "$work/ask" ./ask)
	"$work/ask" -seed "${SEED:-1}" -n "$count" >"$work/operations"
	"$work/constant_replay" <"$work/operations" >"$work/answers" ||
		sed '$d' "$work/answers"
	# "N passed, N failed", and nothing when it crashed.
	line=$(tail -n 1 "$work/answers")
	case $line in
	*' passed, '*' failed') ;;
	*) line="0 passed, 1 failed" ;;
	esac
	passed=$((passed + ${line%% *}))
	line=${line#*, }
	failed=$((failed + ${line%% *}))
	rm -f "$work/operations"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
