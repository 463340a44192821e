#!/bin/sh
# placement.sh [N] - the measured experiment behind the placement of blocks
#
# Prints one line for each placement and workload described at the top of
# placement.c, N freed blocks of 64 bytes each (200000).  A process each.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n=${1:-200000}

"${CC:-cc}" -std=gnu11 -D_GNU_SOURCE -O2 -o "$work/placement" \
	"$here/placement.c"

echo "kernel $(uname -r), $(nproc) cores, blocks of 64 bytes," \
	"max_map_count $(cat /proc/sys/vm/max_map_count)"
printf '%-10s %-6s %7s %8s %9s %7s %6s %8s %5s\n' \
	placement load freed ns/op memory-kB PTE-kB VMAs fork-us 'guarded%'
for load in short random holes; do
	for name in glibc single batch batch-fill alias alias-fill dense \
	    mprotect; do
		"$work/placement" $name $load "$n" ||
			echo "$name $load: not on this kernel"
	done
done
for load in short random; do
	"$work/placement" batch $load "$n" retire | tail -n 1
done
