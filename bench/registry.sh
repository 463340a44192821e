#!/bin/sh
# bench.sh registry [--json] [--repeat N] - handles, arenas, secrets, Go
#
# libbelay beside liburcu's and Concurrency Kit's hash tables, libsodium's
# guarded memory, malloc, and Go's sync.Map and cgo.Handle, all in one run;
# of N runs (5) the smallest figure of each, since others use the machine.
# FORGE=1000000000 also tries that many random handles.
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=tools/need.sh
. tools/need.sh
# shellcheck source=bench/lib/table.sh
. bench/lib/table.sh
json='' repeat=5 work=''
bench_options registry "$@"
want 'to compare with' /usr/include/ck_ht.h=libck-dev \
	liburcu.pc=liburcu-dev libsodium.pc=libsodium-dev || exit 3
tools/amalgamate.sh "$work"
build() { # name, libraries...
	name=$1; shift
	"${CC:-cc}" -std=gnu11 -D_GNU_SOURCE -O3 -fno-strict-aliasing \
		-Iinclude -o "$work/$name" "bench/registry/$name.c" \
		"$work/belay.c" "$@" -lpthread
}
build registry -lurcu -lurcu-cds -lck
build memory -lsodium

i=0
while [ $i -lt "$repeat" ]; do
	"$work/registry" | awk -F '\t' '{ print $1 ", " $2 " thread" ($2 > 1 ? "s" : "") "\t" $3 }'
	"$work/memory"
	if command -v go >/dev/null; then
		(cd go && go test -run '^$' -bench . -benchtime 0.3s .) |
			awk '/^Benchmark/ {
				name = $1
				sub(/^Benchmark/, "Go ", name)
				sub(/-[0-9]+$/, "", name)
				print name "\t" $3
			}'
	fi
	i=$((i + 1))
done >"$work/rows"

# The order of the first run; the least of each.
awk -F '\t' -v json="$json" '
!($1 in least) { order[++n] = $1; least[$1] = $2 }
$2 + 0 < least[$1] + 0 { least[$1] = $2 }
END {
	for (i = 1; i <= n; i++)
		if (json)
			printf "{\"name\":\"%s\",\"ours\":%s,\"unit\":\"ns\"}\n", order[i], least[order[i]]
		else
			printf "%-44s %12s\n", order[i], least[order[i]]
}' "$work/rows"
[ -z "${FORGE-}" ] || "$work/registry" --forge "$FORGE"
