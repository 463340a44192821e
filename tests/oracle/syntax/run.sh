#!/bin/sh
# run.sh OURS WORK [--quick] - tokens and trees beside go/scanner, go/parser
#
# OURS is the program made of ours/ours.c.  Over each .go file of GOROOT
# (also those that are wrong on purpose, and GOROOT/test), of the modules
# that ../fetch.sh has brought and of the module cache; --quick: GOROOT
# only.  Each file that differs is listed: in its tokens, its tree, in being
# rejected, or in the line of the first error.  The last line is
# `N passed, N failed`, of files; 77 is the status when there is no Go.
set -eu
[ $# -ge 2 ] || { echo "usage: $0 OURS WORK [--quick]" >&2; exit 2; }
ours=$1 work=$2 quick=${3-}
here=$(cd "$(dirname "$0")" && pwd)
root=${BELAY_ORACLE:-${XDG_CACHE_HOME:-$HOME/.cache}/belay-oracle}
export GOFLAGS=-mod=mod GO111MODULE=on GOWORK=off LC_ALL=C
go=$("$here/../go.sh") || exit 77
mkdir -p "$work"
work=$(cd "$work" && pwd)
# shellcheck disable=SC2086 # $go is a command and its arguments
(cd "$here" && $go build -o "$work/theirs" .)

# shellcheck disable=SC2086
goroot=$($go env GOROOT)
# An older parser rejects what has come since: that is no difference.
# shellcheck disable=SC2086
case $($go env GOVERSION) in go1.2[0-6]*) older=1 ;; *) older='' ;; esac
find "$goroot" -name '*.go' -type f >"$work/files"
if [ -z "$quick" ]; then
	# shellcheck disable=SC2086
	find "$(GOTOOLCHAIN=local go env GOROOT)" "$root" \
		"$($go env GOMODCACHE)" -path '*/golang.org/toolchain@*' -prune \
		-o -name '*.go' -type f -size -100M -print >>"$work/files" || :
fi
sort -u -o "$work/files" "$work/files"

"$work/theirs" hash "$work/files" >"$work/want" &
theirs=$!
broken=0
"$ours" hash "$work/files" >"$work/got" || broken=1
wait "$theirs"
awk -v broken="$broken" -v older="$older" '
	function path(s) { sub(/^[^ ]* [^ ]* [^ ]* /, "", s); return s }
	NR == FNR { want[FNR] = $0; n = FNR; next }
	{
		split(want[FNR], w, " ")
		where = path(want[FNR])
		bad = ""
		if (w[1] != $1)
			bad = bad " tokens"
		if (w[2] != "-" && $2 == "-")
			bad = bad " rejected:" $3
		else if (w[2] == "-" && $2 != "-")
			bad = bad " accepted:" w[3]
		else if (w[2] != $2)
			bad = bad " tree"
		else if (w[3] != $3)
			bad = bad " first-error:" $3 ",not:" w[3]
		rejected += w[2] == "-"
		if (bad && older && w[1] == $1 && w[2] == "-") {
			print where ":" bad " (by an older Go)"
			bad = ""
		}
		if (bad) {
			print where ":" bad
			failed++
		}
		got = FNR
	}
	END {
		if (got < n || broken) {
			print "ended after " got + 0 " of " n " files"
			failed += n - got + !(n - got)
		}
		print "files " n ", of which " rejected + 0 " are rejected"
		passed = n - failed
		printf "%d passed, %d failed\n", passed < 0 ? 0 : passed, failed
	}' "$work/want" "$work/got" | tee "$work/result"
grep -q ' 0 failed$' "$work/result"
