#!/bin/sh
# SPDX-License-Identifier: MIT
# The functions in the C files here, beside what their marks say.
#
#	run.sh EFFECTS_CHECK
set -u
here=$(cd "$(dirname "$0")" && pwd)
passed=0
failed=0

for f in "$here"/*.c; do
	case $f in
	*/effects_check.c) continue ;;
	esac
	out=$(EFFECTS_QUIET=1 "$1" marks "$f" -- -D_GNU_SOURCE 2>&1)
	[ $? = 77 ] && { echo "$out"; exit 77; }
	last=$(echo "$out" | tail -n 1)
	echo "== $(basename "$f"): $last"
	echo "$out" | sed '$d'
	good=${last%% passed*}
	bad=${last#*, }
	passed=$((passed + good))
	failed=$((failed + ${bad%% failed*}))
done
echo "$passed passed, $failed failed"
[ $passed -gt 0 ] && [ $failed = 0 ]
