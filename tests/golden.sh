#!/bin/sh
# golden.sh [--update] BELAY CASE.sh... - run each case, compare with its files
#
# CASE.stdout, CASE.stderr and CASE.exit hold what CASE.sh must print and
# return; a missing file means "nothing" and 0.  A case runs in an empty
# folder, calls `belay`, and finds its own folder in $cases.  Addresses,
# process and thread ids are rewritten first, so a golden file never holds
# one.
set -u

update=
[ "$1" = --update ] && { update=1; shift; }
belay=$(realpath "$1") || exit 3
shift
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
unset NO_COLOR BELAY_OPTIONS BELAY_LIBDIR
passed=0 failed=0

normalize() {
	sed -e 's/0x[0-9a-f]\{5,\}/0xADDR/g' -e 's/pid [0-9][0-9]*/pid PID/g' \
	    -e 's/process [0-9][0-9]*/process PID/g' \
	    -e 's/thread [0-9][0-9]*/thread TID/g' \
	    -e 's/"\([pt]id\|parent\)": *[0-9][0-9]*/"\1": ID/g' "$1"
}

check() { # want got
	if [ -n "$update" ]; then
		if [ -s "$2" ]; then cp "$2" "$1"; else rm -f "$1"; fi
		return 0
	fi
	[ -f "$1" ] || set -- /dev/null "$2"
	diff -u "$1" "$2"
}

for case; do
	case=$(realpath "$case")
	base=${case%.sh}
	mkdir "$work/empty"
	# shellcheck disable=SC1090,SC2030,SC2034 # the case is the program here
	(cd "$work/empty" && cases=$(dirname "$case") &&
		belay() { command "$belay" "$@"; } && . "$case") \
		>"$work/out" 2>"$work/err" </dev/null
	code=$?
	rm -rf "$work/empty"
	if [ $code = 0 ]; then : >"$work/exit"; else echo $code >"$work/exit"; fi
	normalize "$work/out" >"$work/stdout"
	normalize "$work/err" >"$work/stderr"
	bad=
	for what in stdout stderr exit; do
		check "$base.$what" "$work/$what" || bad=1
	done
	if [ -n "$bad" ]; then
		echo "FAIL $case"; failed=$((failed + 1))
	else
		passed=$((passed + 1))
	fi
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
