#!/bin/sh
# run.sh [--json] [--asan] [--repeat N] [--budget B] [NAME...] - what watching costs
#
# Runs each of programs/ and the test suite of go-sqlite3 natively and under
# `belay run`, in turns, and takes the median of each figure. --asan adds the
# wall time of the program built with -fsanitize=address. Needs $BELAY, and
# keeps what it builds in $BUILD/bench-run. README.md says how to read it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/.." && pwd)
json='' asan='' repeat=3 options=
while [ $# -gt 0 ]; do
	case $1 in
	--json) json=1 ;;
	--asan) asan=1 ;;
	--repeat) repeat=$2; shift ;;
	--budget) options="--budget $2"; shift ;;
	--from) shift ;; # nothing here comes from elsewhere
	-*) echo "$0: unknown option '$1'" >&2; exit 2 ;;
	*) break ;;
	esac
	shift
done
: "${BELAY:?is not set: start this by tools/bench.sh run}"
work=${BUILD:-/tmp}/bench-run
# A database that waits for a disk hides what watching costs.
if [ -w /dev/shm ]; then
	TMPDIR=$(mktemp -d /dev/shm/belay.XXXXXX)
	export TMPDIR
	trap 'rm -rf "$TMPDIR"' EXIT
fi
mkdir -p "$work"
[ $# -gt 0 ] || set -- cfrac-like espresso-like larson-like barnes-like \
	scratch-like page-churn simple-like go-cgo sqlite3

"${CC:-cc}" -std=gnu11 -D_GNU_SOURCE -O2 -o "$work/measure" "$here/measure.c"

# make NAME - the program in $prog; false with the reason on standard error
make() {
	prog=$work/$1
	if [ "$1" = sqlite3 ]; then
		command -v "${GO:-go}" >/dev/null ||
			{ echo "$1: no Go" >&2; return 1; }
		"$root/tools/get-sqlite3.sh" "$work/sqlite3.d" \
			>"$work/log" 2>&1 ||
			{ echo "$1: $(tail -n 1 "$work/log")" >&2; return 1; }
		prog=$work/sqlite3.d/sqlite3.test
	elif [ -f "$here/programs/$1.go" ]; then
		command -v "${GO:-go}" >/dev/null ||
			{ echo "$1: no Go" >&2; return 1; }
		GO111MODULE=off GOTOOLCHAIN=local "${GO:-go}" build \
			-o "$prog" "$here/programs/$1.go"
	else
		compile "$prog" "$here/programs/$1.c"
		[ -z "$asan" ] || compile "$prog.asan" \
			"$here/programs/$1.c" -fsanitize=address
	fi
}

compile() { # OUT SOURCE [FLAG]
	"${CC:-cc}" -std=gnu11 -D_GNU_SOURCE -g -O2 -pthread ${3:+"$3"} \
		-o "$1" "$2" -lm
}

# once FILE COMMAND... - adds a line of figures to FILE
once() {
	to=$1
	shift
	(cd "${prog%/*}" && exec "$work/measure" "$prog" "$@") \
		>>"$to" 2>"$work/stderr" </dev/null
	tail -n 1 "$to" | grep -q ' 0$' || {
		echo "$name: status $(tail -n 1 "$to" | cut -d ' ' -f 5) of" \
			"$*: $(head -n 1 "$work/stderr")" >&2
		return 1
	}
}

median() { # FILE COLUMN
	cut -d ' ' -f "$2" "$1" | sort -n |
		awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

measure() {
	rm -f "$work/native" "$work/ours" "$work/asan"
	n=0
	while [ $n -lt "$repeat" ]; do
		n=$((n + 1))
		once "$work/native" "$prog" || return 1
		# shellcheck disable=SC2086
		once "$work/ours" "$BELAY" run $options -- "$prog" || return 1
		[ ! -x "$prog.asan" ] || [ -z "$asan" ] ||
			ASAN_OPTIONS=detect_leaks=0 \
			once "$work/asan" "$prog.asan" || return 1
	done
}

figures() {
	theirs=$(median "$work/native" 1) ours=$(median "$work/ours" 1)
	theirs_cpu=$(median "$work/native" 2) ours_cpu=$(median "$work/ours" 2)
	theirs_kb=$(median "$work/native" 3) ours_kb=$(median "$work/ours" 3)
	tables=$(median "$work/ours" 4)
	beside=
	[ ! -f "$work/asan" ] || beside=$(median "$work/asan" 1)
	awk -v name="$name" -v t="$theirs" -v o="$ours" -v tc="$theirs_cpu" \
	    -v oc="$ours_cpu" -v tk="$theirs_kb" -v ok="$ours_kb" \
	    -v pte="$tables" -v a="$beside" -v json="$json" '
	function line(what, theirs, ours, unit) {
		printf "{\"name\":\"%s\",\"peer\":\"glibc\",\"ratio\":%.3f," \
			"\"ours\":%s,\"theirs\":%s,\"unit\":\"%s\"}\n", what,
			(theirs > 0 ? ours / theirs : 0), ours, theirs, unit
	}
	BEGIN {
		if (json) {
			line(name, t, o, "s")
			line(name "-cpu", tc, oc, "s")
			line(name "-resident", tk, ok, "kB")
			printf "{\"name\":\"%s-tables\",\"peer\":null," \
				"\"ratio\":null,\"ours\":%s,\"theirs\":null," \
				"\"unit\":\"kB\"}\n", name, pte
			if (a)
				line(name "-asan", t, a, "s")
		} else
			printf "| %-13s | %6.2f | %6.2f | %5.2f | %5.2f |" \
				" %7.1f | %+7.1f | %6.2f | %5s |\n", name, t, o,
				(t > 0 ? o / t : 0), (tc > 0 ? oc / tc : 0), tk / 1024, (ok - tk) / 1024,
				pte / 1024, a ? sprintf("%.2f", a / t) : "-"
	}'
}

[ -n "$json" ] || {
	echo "kernel $(uname -r), $(nproc) cores, $(date +%Y-%m-%d)," \
		"median of $repeat${options:+, $options}"
	echo
	echo '| program       | glibc s | belay s | ratio | CPU | MB | + MB | tables MB | ASan |'
	echo '|---|---|---|---|---|---|---|---|---|'
}
status=0
for name; do
	if make "$name" && measure; then figures; else status=3; fi
done
exit $status
