#!/bin/sh
# bench.sh check [--json] [--repeat N] - loading, parsing and typing std
#
# Against go/types with the same sources in memory (tests/oracle/types/only), and
# against itself: two threads, and ten times the code. CPU seconds, medians.
# shellcheck disable=SC2154 # bench_options sets work, repeat and json
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=bench/lib/table.sh
. bench/lib/table.sh
bench_options check "$@"
command -v go >/dev/null || { echo "bench check: needs go" >&2; exit 3; }

# user+sys seconds, wall seconds and peak KB of a command, in one line
once() { # folder, command...
	(cd "$1" && shift &&
		/usr/bin/time -f '%U %S %e %M' -o "$work/time" "$@" >/dev/null 2>&1) || :
	awk 'END { print $1 + $2, $3, $4 }' "$work/time"
}

bench_module "$work/one" 40
bench_module "$work/ten" 400
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

title
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
