#!/bin/sh
# lint.sh [--tidy BUILD | --deep BUILD] - what reads the sources without
# running them
#
# Scripts by shellcheck, manual pages by mandoc.  With --tidy also the C
# files by clang-tidy and cppcheck; with --deep by clang's analyzer too, which
# takes three times as long.  A tool that is missing is named and skipped.
set -eu
export LC_ALL=C
cd "$(dirname "$0")/.."
passed=0 failed=0 skipped=0

have() {
	command -v "$1" >/dev/null && return
	echo "skipped: $1 is not installed"
	skipped=$((skipped + 1))
	return 1
}

try() { # what, command...
	what=$1; shift
	if "$@"; then
		passed=$((passed + 1))
	else
		echo "FAIL $what"; failed=$((failed + 1))
	fi
}

# Some are pieces of another: what they set and use is known there alone.
scripts() {
	find tools tests bench examples .ci \( -name '*.sh' -o -path .ci/run \) \
		! -path 'tests/cli/*' ! -path 'tests/run/bad/*' | sort
}

pieces() {
	find tests/cli tests/run/bad -name '*.sh' | sort
}

# Each file by itself, as many at a time as there are processors.  What is
# said on standard error counts what is hidden in headers, and is no news.
tidy_all() { # BUILD CHECKS
	find src fuzz -name '*.c' | sort |
		xargs -P "$(getconf _NPROCESSORS_ONLN)" -I FILE sh -c '
			if said=$(clang-tidy --quiet "--checks=$2" -p "$1" "$3" \
				2>/dev/null)
			then echo "ok $3"
			else printf "%s\nFAIL tidy %s\n" "$said" "$3"
			fi' tidy "$1" "$2" FILE >"$1/tidy.out"
	grep -v '^ok ' "$1/tidy.out" || :
	passed=$((passed + $(grep -c '^ok ' "$1/tidy.out" || :)))
	failed=$((failed + $(grep -c '^FAIL tidy ' "$1/tidy.out" || :)))
}

if have shellcheck; then
	for file in $(scripts); do
		shell=$(sed -n '1s/^#!.*[/ ]\(ba\)\{0,1\}sh.*/\1sh/p' "$file")
		try "$file" shellcheck -S warning -s "${shell:-sh}" "$file"
	done
	for file in $(pieces); do
		try "$file" shellcheck -S warning -s sh \
			-e SC1010,SC2034,SC2154,SC3045 "$file"
	done
fi
if have mandoc; then
	for page in man/*.[1-9]; do
		try "$page" mandoc -Tlint -W warning "$page"
	done
fi
if [ "${1-}" = --tidy ] || [ "${1-}" = --deep ]; then
	if have clang-tidy; then
		checks='-clang-analyzer-*'
		[ "$1" = --tidy ] || checks=
		tidy_all "$2" "$checks"
	fi
	if have cppcheck; then
		try cppcheck cppcheck --quiet --error-exitcode=1 --std=c11 \
			--enable=warning --inline-suppr \
			'-D_Noreturn=__attribute__((noreturn))' -D__x86_64__ \
			--suppress=missingIncludeSystem --suppress=ctuuninitvar \
			--suppress=identicalInnerCondition \
			-I include -I src src
	fi
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
