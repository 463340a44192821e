#!/bin/sh
# format.sh [--fix] - fail if a C file is not as .clang-format wants it
#
# --fix puts it right.  Tables (.def) are aligned by hand and left alone.
set -eu
cd "$(dirname "$0")/.."
if ! command -v clang-format >/dev/null; then
	echo "clang-format is not installed: nothing is checked"
	exit 77
fi
if [ "${1-}" = --fix ]; then
	find include src tests/unit fuzz -name '*.[ch]' -print0 |
		xargs -0 clang-format --style=file -i
	exit
fi
bad=0
for file in $(find include src tests/unit fuzz -name '*.[ch]' | sort); do
	clang-format --style=file --dry-run -Werror "$file" 2>/dev/null && continue
	echo "$file: not as clang-format wants it, see tools/format.sh --fix"
	bad=1
done
exit $bad
