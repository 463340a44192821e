#!/bin/sh
# interp.sh [--quick] INTERP WORK [FILE.go...] - programs run by the IR alone
#
# INTERP is the interpreter (interp/).  Without files: our own programs, and
# the `// run` programs of the test folder of the installed Go, which say by
# themselves what is right: nothing is printed, or what x.out beside x.go has,
# and the exit status is 0.  --quick takes those that quick.txt names.  Ours
# have x.out, up to the first goroutine's stack, and x.exit where it is not 0.
#
# WORK/pass, FAIL and skip list the programs; a program that needs what
# the interpreter does not have is skipped, and never counts as passed; with
# --quick it is an error.  Those of known.txt differ for the reason that it
# gives.  The last line is `N passed, N failed, N skipped`.
set -u

# one INTERP WORK FILE - appends a line to WORK/results
one() {
	interp=$1 work=$2 file=$3
	name=${file#"$root"/}
	name=${name#"$here"/}
	got=$(mktemp "$work/out.XXXXXX") || exit 3
	want=${file%.go}.out
	exit=0
	[ -f "${file%.go}.exit" ] && exit=$(cat "${file%.go}.exit")
	[ -f "$want" ] || want=/dev/null
	args=$(sed -n 's,^// run \([^-].*\),\1,p' "$file" | head -n 1)
	known=$(sed -n "s,^$name ,,p" "$here/known.txt")
	# shellcheck disable=SC2086,SC3045 # words are arguments; dash has these
	(ulimit -v 64000000; ulimit -t "$limit"
		cd "$root" 2>/dev/null || cd /
		exec timeout -s KILL $((limit * 6)) "$interp" "$file" $args) \
		>"$got" 2>&1 </dev/null
	code=$?
	sed -e '/^goroutine [0-9]* \[/,$d' -e '/^\[signal /d' \
		"$got" >"$got.cut"
	if [ "$code" = 77 ]; then
		why=$(sed -n 's/^interp: missing: //p' "$got" | tail -n 1)
		echo "skip $name: $why"
	elif [ "$code" = 78 ]; then
		echo "skip $name: $(tail -n 1 "$got")"
	elif [ "$code" = 137 ] || [ "$code" = 152 ]; then
		echo "skip $name: more than $limit seconds"
	elif [ "$code" = "$exit" ] && cmp -s "$got.cut" "$want"; then
		if [ -n "$known" ]; then
			echo "FAIL $name: passes; take it out of known.txt"
		else
			echo "pass $name"
		fi
	elif [ -n "$known" ]; then
		echo "skip $name: $known"
	else
		echo "FAIL $name: exit status $code"
	fi >>"$work/results"
	[ -n "${BELAY_KEEP:-}" ] &&
		cp "$got" "$work/$(echo "$name" | tr / _).got"
	rm -f "$got" "$got.cut"
}

here=$(cd "$(dirname "$0")" && pwd)
root=$(go env GOROOT 2>/dev/null)/test
limit=${BELAY_LIMIT:-10} # seconds
if [ "${1-}" = --one ]; then
	shift
	one "$@"
	exit 0
fi
quick=
[ "${1-}" = --quick ] && { quick=1; shift; }
[ $# -ge 2 ] || { echo 'usage: interp.sh [--quick] INTERP WORK [FILE...]' >&2
	exit 2; }
interp=$(realpath "$1")
mkdir -p "$2"
work=$(realpath "$2")
shift 2
rm -f "$work"/results "$work"/out.*

list() {
	ls "$here"/programs/*.go
	[ -d "$root" ] || return 0
	if [ -n "$quick" ]; then
		sed -e '/^#/d' -e "s,^,$root/," "$here/quick.txt" |
			while read -r file; do
				[ -f "$file" ] && echo "$file"
			done
	else
		find "$root" -name '*.go' ! -path '*.dir/*' -exec \
			grep -l -E '^// run( [^-]|$)' {} + | sort
	fi
}

if [ $# -gt 0 ]; then
	for file; do realpath "$file"; done
else
	list
fi | xargs -P 2 -n 1 "$0" --one "$interp" "$work"
sort -o "$work/results" "$work/results"
for what in pass FAIL skip; do
	sed -n "s/^$what //p" "$work/results" >"$work/$what"
done
grep "^FAIL" "$work/results"
cut -d: -f2- "$work/skip" | sort | uniq -c | sort -rn | sed 's/^/# skipped: /'
echo "$(wc -l <"$work/pass") passed, $(wc -l <"$work/FAIL") failed," \
	"$(wc -l <"$work/skip") skipped"
# What --quick and we ourselves name is known to run.
[ -n "$quick" ] && [ -s "$work/skip" ] && exit 1
[ ! -s "$work/FAIL" ]
