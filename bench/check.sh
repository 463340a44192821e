#!/bin/sh
# bench.sh check [--json] [--repeat N] - loading, parsing and typing std
#
# Against go/types with the same sources in memory (tests/oracle/types/only), and
# against itself: two threads, and ten times the code. CPU seconds, medians.
set -eu
cd "$(dirname "$0")/.."
json='' repeat=5
while [ $# -gt 0 ]; do
	case $1 in
	--json) json=1 ;;
	--repeat) repeat=$2; shift ;;
	*) echo "bench check: unknown option '$1'" >&2; exit 2 ;;
	esac
	shift
done
command -v go >/dev/null || { echo "bench check: needs go" >&2; exit 3; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The same package, with all that Go has, N times over in one module.
module() { # folder, copies
	mkdir -p "$1"
	printf 'module bench.test/copies\n\ngo 1.21\n' >"$1/go.mod"
	i=0
	while [ $i -lt "$2" ]; do
		for package in strconv text/template/parse go/ast sort; do
			to=$1/c$i/$(basename $package)
			mkdir -p "$to"
			cp "$(go env GOROOT)/src/$package/"*.go "$to/"
			rm -f "$to"/*_test.go
		done
		i=$((i + 1))
	done
}

# user+sys seconds, wall seconds and peak KB of a command, in one line
once() { # folder, command...
	(cd "$1" && shift &&
		/usr/bin/time -f '%U %S %e %M' -o "$work/time" "$@" >/dev/null 2>&1) || :
	awk 'END { print $1 + $2, $3, $4 }' "$work/time"
}

median() { # column, file
	awk -v c="$1" '{ print $c }' "$2" | sort -n |
		awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

say() { # name, peer, ratio, ours, theirs, unit
	if [ -n "$json" ]; then
		printf '{"name":"%s","peer":"%s","ratio":%s,"ours":%s,"theirs":%s,"unit":"%s"}\n' "$@"
	else
		printf '%-18s %-14s %8s %12s %12s  %s\n' "$@"
	fi
}

divide() { # a, b
	awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", b ? a / b : 0 }'
}

module "$work/one" 40
module "$work/ten" 400
(cd tests/oracle/types && go build -o "$work/check-go" ./only)
i=0
while [ $i -lt "$repeat" ]; do
	once "$work/one" "$BELAY" check -j1 std >>"$work/std1"
	once "$work/one" "$BELAY" check -j2 std >>"$work/std2"
	once "$work/one" "$work/check-go" std >>"$work/go"
	once "$work/one" "$BELAY" check -j1 ./... >>"$work/small"
	once "$work/ten" "$BELAY" check -j1 ./... >>"$work/large"
	i=$((i + 1))
done

[ -n "$json" ] || printf '%-18s %-14s %8s %12s %12s  %s\n' \
	measure peer ratio ours theirs unit
ours=$(median 1 "$work/std1") theirs=$(median 1 "$work/go")
say check-std go/types "$(divide "$theirs" "$ours")" "$ours" "$theirs" 'CPU s'
ours=$(median 3 "$work/std1") theirs=$(median 3 "$work/go")
say check-std-memory go/types "$(divide "$theirs" "$ours")" "$ours" "$theirs" KB
ours=$(median 2 "$work/std2") theirs=$(median 2 "$work/std1")
say check-threads one-thread "$(divide "$theirs" "$ours")" "$ours" "$theirs" 'wall s, two threads'
ours=$(median 1 "$work/large") theirs=$(median 1 "$work/small")
say check-growth a-tenth "$(divide "$ours" "$theirs")" "$ours" "$theirs" 'CPU s'
ours=$(median 3 "$work/large") theirs=$(median 3 "$work/small")
say check-growth-memory a-tenth "$(divide "$ours" "$theirs")" "$ours" "$theirs" KB
