#!/bin/sh
# run.sh GORT_LAYOUT GORT_DUMP BUILD_DIR [--quick] [GO...]
#
# Builds world/ with each GO (how to call a go command, default "go"; see
# versions.sh) in each way that a program can be built, runs it, and holds
# what gort/ sees of it from outside against what it prints of itself:
#
#	layout	 versions.def against the program's debug information
#	variable by debug information, where the program has it
#	root	 by the runtime's own descriptors of types
#
# --quick leaves out builds that differ little.  Needs the permission to
# trace.  The last line is "N passed, N failed, N skipped".
set -u
[ $# -ge 3 ] || { echo "usage: $0 GORT_LAYOUT GORT_DUMP BUILD_DIR [--quick] [GO...]" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
absolute() { case $1 in /*) echo "$1" ;; *) echo "$PWD/$1" ;; esac; }
layout=$(absolute "$1") dump=$(absolute "$2")
mkdir -p "$3" && cd "$3" || exit 3
shift 3
ways='default pie nooptimize nosymbols stripped strippedpie cgo shared sharedstripped'
[ "${1:-}" != --quick ] || { ways='default strippedpie shared'; shift; }
[ $# -gt 0 ] || set -- go
passed=0 failed=0 skipped=0 pid=
export GOFLAGS=-mod=mod GO111MODULE=on LC_ALL=C
trap 'stop' EXIT

pass() { passed=$((passed + 1)); }
fail() { echo "FAIL $*"; failed=$((failed + 1)); }
skip() { echo "skip $*"; skipped=$((skipped + 1)); }

# build GO WAY: the program is then ./world, or world.so for ./host
build() {
	rm -f world world.so
	go=$1
	case $2 in
	default) set -- ;;
	pie) set -- -buildmode=pie ;;
	nooptimize) set -- '-gcflags=all=-N -l' ;;
	nosymbols) set -- -ldflags=-w ;;
	stripped) set -- '-ldflags=-s -w' ;;
	strippedpie) set -- -buildmode=pie '-ldflags=-s -w' ;;
	cgo) set -- -tags shared ;;
	shared) set -- -tags shared -buildmode=c-shared ;;
	sharedstripped) set -- -tags shared -buildmode=c-shared '-ldflags=-s -w' ;;
	esac
	out=$PWD/world
	case " $* " in *c-shared*) out=$out.so ;; esac
	# shellcheck disable=SC2086 # a command and its words
	(cd "$here/world" && $go build -o "$out" "$@" .) >build.log 2>&1
}

# start: runs it until it has printed all
start() {
	rm -f in out
	mkfifo in || return 1
	if [ -f world.so ]; then set -- ./host ./world.so; else set -- ./world; fi
	"$@" <in >out 2>err & pid=$!
	exec 3>in
	tries=0
	until grep -qs '^ready' out; do
		tries=$((tries + 1))
		[ $tries -lt 600 ] && kill -0 $pid 2>/dev/null || return 1
		sleep 0.1
	done
	grep -v -e '^at ' -e '^ready' out | sort >want
}

stop() {
	[ -n "$pid" ] || return
	kill "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	exec 3>&-
	pid=
}

# same CASE [ROOTS]
same() {
	case=$1
	shift
	if ! "$dump" "$pid" "$@" >all 2>&1; then
		fail "$case: $(head -1 all)"
		return
	fi
	grep -v '^#' all | sort >got
	if diff want got >difference; then
		pass
	else
		fail "$case: $(grep -c '^[<>]' difference) lines differ"
		grep '^[<>]' difference | cut -c1-200 | head -4
	fi
	echo "$case: $(sed -n 's/^# \(go1.*\)/\1/p' all)"
}

${CC:-cc} -o host "$here/host.c" -ldl || skip 'no C compiler'
for go; do
	for way in $ways; do
		case=$(echo "$go" | sed 's/.*TOOLCHAIN=\(go[0-9.]*\).*/\1/') case="$case $way"
		if ! build "$go" "$way"; then
			skip "$case: $(tail -1 build.log)"
			continue
		fi
		if ! start; then
			fail "$case: did not start: $(head -1 err)"
			stop
			continue
		fi
		case $way in
		*strip* | nosymbols) ;;
		*)	if "$layout" "$(ls world world.so 2>/dev/null)" >table; then pass
			else fail "$case: $(head -1 table)"; fi
			same "$case variables" ;;
		esac
		same "$case roots" out
		stop
	done
done
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
