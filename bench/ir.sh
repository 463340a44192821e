#!/bin/sh
# bench.sh ir [--json] [--repeat N] - SSA and call graphs of std
#
# Against x/tools' ssa, cha and vta, built from the same packages on one
# thread each; and against itself, ten times the code.  CPU seconds, medians.
# shellcheck disable=SC2154 # bench_options sets work, repeat and json
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=bench/lib/table.sh
. bench/lib/table.sh
bench_options ir "$@"
command -v go >/dev/null || { echo "bench ir: needs go" >&2; exit 3; }
(cd bench/ir-go && go build -o "$work/theirs" .)
ours=$BUILD/tests/bench_ir
[ -x "$ours" ] || { echo "bench ir: $ours is not there" >&2; exit 3; }
bench_module "$work/one" 40
bench_module "$work/ten" 400

export GOMAXPROCS=1
i=0
while [ $i -lt "$repeat" ]; do
	(cd "$work/one" && "$ours" std) >>"$work/ours"
	(cd "$work/one" && "$work/theirs" std) >>"$work/go"
	(cd "$work/one" && "$ours" ./...) >>"$work/small"
	(cd "$work/ten" && "$ours" ./...) >>"$work/large"
	i=$((i + 1))
done

word() { # word, file
	awk -v w="$1" '$1 == w { print $2 }' "$work/$2" >"$work/column"
	median 1 "$work/column"
}

compare() { # name, peer, word, file, file, unit
	a=$(word "$3" "$4") b=$(word "$3" "$5")
	say "$1" "$2" "$(divide "$b" "$a")" "$a" "$b" "$6"
}

title
compare ir-build x/tools/ssa build ours go 'CPU s'
compare ir-cha x/tools/cha cha ours go 'CPU s'
compare ir-vta x/tools/vta vta ours go 'CPU s'
compare ir-memory x/tools peak ours go KB
compare ir-growth a-tenth build small large 'CPU s'
compare ir-growth-vta a-tenth vta small large 'CPU s'
compare ir-growth-memory a-tenth peak small large KB
