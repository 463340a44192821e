#!/bin/sh
# headers.sh INCLUDE - each public header compiles alone as C99, C11 and C++
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

try() { # header, compiler and flags...
	header=$1; shift
	if "$@" -Wall -Wextra -Wpedantic -Werror -I "$include" -fsyntax-only \
		"$work/$(basename "$header").$suffix"; then
		passed=$((passed + 1))
	else
		echo "FAIL $header: $*"; failed=$((failed + 1))
	fi
}

include=$1
for header in "$include"/belay/*.h; do
	for suffix in c cc; do
		echo "#include \"belay/$(basename "$header")\"" \
			>"$work/$(basename "$header").$suffix"
	done
	suffix=c
	try "$header" "${CC:-cc}" -std=c99
	try "$header" "${CC:-cc}" -std=c11
	suffix=cc
	! command -v "${CXX:-c++}" >/dev/null || try "$header" "${CXX:-c++}"
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
