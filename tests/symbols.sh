#!/bin/sh
# symbols.sh exports|imports LIB LIST - compare a library's symbols with a list
#
# "exports" must match the list exactly, versions included: it pins the ABI.
# "imports" must be a subset of it: each line is a call we hold to be safe
# inside malloc and inside a signal handler, so a new one needs a reviewer's
# yes.  Lines of a list that start with # are comments.
set -eu
export LC_ALL=C
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
grep -v '^#' "$3" | sort -u >"$work/want"

case $1 in
exports)
	# A is the name of a version, not of a function.
	nm -D --defined-only "$2" | awk '$2 != "A" { print $NF }' |
		sort -u >"$work/got"
	diff -u "$work/want" "$work/got"
	;;
imports)
	# What the compiler's own start files refer to is weak and unused.
	nm -D --undefined-only "$2" | awk '{ sub(/@.*/, "", $NF); print $NF }' |
		grep -v '^_ITM_\|^__gmon_start__$\|^__cxa_finalize$' |
		sort -u >"$work/got" || true
	comm -13 "$work/want" "$work/got" >"$work/extra"
	[ -s "$work/extra" ] || exit 0
	echo "not allowed in the runtime:"
	cat "$work/extra"
	exit 1
	;;
esac
