#!/bin/sh
# cxx.sh SOURCE INCLUDE LIBRARY - a C++ program compiles, links and runs
set -eu
if ! command -v "${CXX:-c++}" >/dev/null; then
	echo "no C++ compiler: nothing is compiled"
	exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${CXX:-c++}" -std=c++11 -Wall -Wextra -Wpedantic -Werror -I "$2" \
	-o "$work/use" "$1" "$3" -lpthread -ldl
[ "$("$work/use")" = ok ]
