#!/bin/sh
# SPDX-License-Identifier: MIT
# ends.sh BELAY DIR - processes are looked at whichever way they end, or not
#
# The last line is "N passed, N failed, N skipped".
set -u
[ $# = 2 ] || { echo "usage: $0 BELAY DIR" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
belay=$(command -v "$1") || { echo "$0: no '$1'" >&2; exit 3; }
case $belay in /*) ;; *) belay=$PWD/$belay ;; esac
mkdir -p "$2" && cd "$2" || exit 3
passed=0 failed=0 skipped=0
GO=${GO:-go}

good() { passed=$((passed + 1)); }
bad() { echo "FAIL $*"; failed=$((failed + 1)); }

# findings CODE - how many of them are in out.json
findings() { grep -o "\"code\": *\"$1\"" out.json | wc -l; }

# watched STATUS "OPTIONS" PROGRAM... - runs it; false, and said, if it ends
# otherwise
watched() {
	want=$1 options=$2
	shift 2
	rm -f out.json
	# shellcheck disable=SC2086
	timeout -k 5 60 "$belay" run $options --format json -o out.json \
		-- "$@" >out.stdout 2>out.stderr </dev/null
	status=$?
	[ $status = "$want" ] && return
	bad "$options $*: exit status $status, not $want: $(head -n 1 out.stderr)"
	return 1
}

# expect N CODE STATUS "OPTIONS" PROGRAM... - that many findings of that kind
expect() {
	number=$1 code=$2
	shift 2
	watched "$@" || return
	shift 2
	if [ "$(findings "$code")" = "$number" ]; then
		good
	else
		bad "$options $*: $(findings "$code") of $code, not $number"
	fi
}

# said WORD STREAM - the last one wrote it
said() {
	if grep -q "$1" "out.$2"; then good; else bad "no '$1' in $2"; fi
}

${CC:-cc} -g -O1 -fno-builtin -o lost "$here/programs/lost.c" || exit 3
expect 2 BR106 0 --leaks ./lost
said kept stdout
expect 0 BR106 0 '' ./lost

if ! command -v "$GO" >/dev/null 2>&1 ||
	! CGO_ENABLED=1 GO111MODULE=off GOTOOLCHAIN=local "$GO" build -o ends \
		"$here/programs/ends.go" >build.log 2>&1; then
	echo "$passed passed, $failed failed, $((skipped + 1)) skipped"
	[ $failed = 0 ]
	exit
fi
for how in exit panic term threads signals; do
	expect 1 BR105 1 '' ./ends $how
done
said '500 signals' stdout
expect 2 BR105 1 '' ./ends child
expect 0 BR105 137 '' ./ends kill
expect 0 BR105 0 '' ./ends exec
said another stdout
expect 0 BR105 3 '--held never' ./ends exit
expect 0 BR105 0 '' ./ends dropped
expect 0 BR105 0 '' ./ends letgo
expect 1 BR105 1 '--held 1' ./ends letgo
expect 0 BR105 0 '--held 1' ./ends flicker
# Those that are lost, and those that only these point to, are of one place.
expect 1 BR106 0 --leaks ./ends leak
if grep -q '"blocks": *20,' out.json; then good; else bad 'not 20 lost'; fi

# A signal to belay is a look at once.
"$belay" run --format json -o out.json -- ./ends letgo >out.stdout \
	2>out.stderr &
pid=$!
sleep 1.5
kill -USR1 $pid
wait $pid
if [ "$(findings BR105)" = 1 ]; then good; else bad 'SIGUSR1: nothing'; fi

# What somebody else traces ends as it would.
if command -v strace >/dev/null 2>&1; then
	watched 3 '' strace -f -o /dev/null ./ends exit && good
	said 'something else traces it' stderr
else
	skipped=$((skipped + 1))
fi
if unshare -pf true 2>/dev/null; then
	watched 3 '' unshare -pf ./ends exit && good
else
	skipped=$((skipped + 1))
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ] && [ $passed != 0 ]
