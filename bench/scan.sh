#!/bin/sh
# bench.sh scan [--json] [--repeat N] [--size MB] - sweeping another process
#
# GB/s of each thing that scan.c names, the median of N runs (5), and its
# share of a plain memcpy of as much in the same run.  stop-N are
# microseconds that a process of N threads stands still.
set -eu
cd "$(dirname "$0")/.."
json='' repeat=5 size=1024
while [ $# -gt 0 ]; do
	case $1 in
	--json) json=1 ;;
	--repeat) repeat=$2; shift ;;
	--size) size=$2; shift ;;
	*) echo "bench scan: unknown option '$1'" >&2; exit 2 ;;
	esac
	shift
done
ours=$BUILD/tests/bench_scan
[ -x "$ours" ] || { echo "bench scan: $ours is not there" >&2; exit 3; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
i=0
while [ $i -lt "$repeat" ]; do
	"$ours" "$size" >>"$work/runs"
	i=$((i + 1))
done

median() {
	awk -v w="$1" '$1 == w { print $2 }' "$work/runs" | sort -n |
		awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

copy=$(median memcpy)
[ -n "$json" ] || echo "$size MB, median of $repeat; memcpy: $copy GB/s"
awk '!seen[$1]++ { print $1 }' "$work/runs" | while read -r name; do
	value=$(median "$name")
	case $name in
	stop-*) unit=us ratio=null ;;
	*) unit=GB/s ratio=$(awk -v a="$value" -v b="$copy" \
		'BEGIN { printf "%.2f", a / b }') ;;
	esac
	if [ -n "$json" ]; then
		printf '{"name":"%s","peer":"memcpy","ratio":%s,"ours":%s,"theirs":%s,"unit":"%s"}\n' \
			"$name" "$ratio" "$value" "$copy" "$unit"
	elif [ "$unit" = us ]; then
		printf '%-22s %8s us\n' "$name" "$value"
	else
		printf '%-22s %8s GB/s %6s of memcpy\n' "$name" "$value" "$ratio"
	fi
done
