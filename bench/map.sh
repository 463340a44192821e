#!/bin/sh
# bench.sh map [--json] [--repeat N] [--from DIR] [N...] - hash maps
#
# For each number of entries N (1000 100000 2000000) and kind of key: the mean
# of an insertion, a lookup that hits, one that misses, a step of an iteration
# and a deletion, in nanoseconds of CPU time; resident bytes for an entry, at
# the peak while growing, and after nine in ten are deleted; then, for the last
# N, how long single insertions take.  Medians of N runs (3), all maps in
# turns.  --from DIR is for further peers: each DIR/NAME is a program like those
# of bench/map/ (see measure.h there).  With a picture: map-tail.svg in $BUILD.
set -eu
cd "$(dirname "$0")/.."
json='' repeat=3 from='' sizes=''
while [ $# -gt 0 ]; do
	case $1 in
	--json) json=1 ;;
	--repeat) repeat=$2; shift ;;
	--from) from=$2; shift ;;
	[0-9]*) sizes="$sizes $1" ;;
	*) echo "bench map: unknown option '$1'" >&2; exit 2 ;;
	esac
	shift
done
sizes=${sizes:-1000 100000 2000000}
# shellcheck source=tools/need.sh
. tools/need.sh
want 'peers of the map' g++=g++ /usr/include/absl/container/flat_hash_map.h=libabsl-dev \
	/usr/include/boost/unordered/unordered_flat_map.hpp=libboost1.81-dev \
	/usr/include/uthash.h=uthash-dev pkg-config=pkg-config || :
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
lib=$(ls "$BUILD"/libbelay.so.*.*.* | head -n 1)
so=$(basename "$lib")
ln -s "$lib" "$work/libbelay.so.${so#libbelay.so.}"
ln -s "$lib" "$work/libbelay.so.0"

ours() { # name, flags
	"${CC:-cc}" -std=gnu11 -D_GNU_SOURCE -O3 -DFLAGS="$2" -Iinclude \
		-o "$work/bin/$1" bench/map/belay.c "$work/libbelay.so.0" \
		-Wl,-rpath,"$work"
}

peer() { # name, compiler and what else it takes...
	name=$1; shift
	"$@" -O3 -o "$work/bin/$name" 2>"$work/log" ||
		echo "bench map: without $name" >&2
}

ours belay 0
ours belay-unchecked BELAY_MAP_UNCHECKED
ours belay-stable BELAY_MAP_STABLE
ours belay-classic BELAY_MAP_CLASSIC
peer boost g++ -std=c++17 bench/map/boost.cc
# shellcheck disable=SC2046 # a list
peer abseil g++ -std=c++17 bench/map/abseil.cc \
	$(pkg-config --libs absl_flat_hash_map 2>/dev/null)
peer std g++ -std=c++17 bench/map/std.cc
peer uthash "${CC:-cc}" -std=gnu11 bench/map/uthash.c
if command -v go >/dev/null; then
	(cd bench/map/go && GOTOOLCHAIN=local go build -o "$work/bin/go" .)
fi
if [ -n "$from" ]; then
	for program in "$from"/*; do
		ln -s "$(cd "$from" && pwd)/$(basename "$program")" "$work/bin/"
	done
fi
maps=$(ls "$work/bin")
pin=''
command -v taskset >/dev/null && pin='taskset -c 0'

rounds() { # kind, n, rounds of tail or nothing: "map measure value" lines
	i=0
	while [ $i -lt "$repeat" ]; do
		for map in $maps; do
			case $map in go) on='' ;; *) on=$pin ;; esac
			$on "$work/bin/$map" "$@" | sed "s/^/$map /"
		done
		i=$((i + 1))
	done
}

# A row for each map, a column for each measure: medians.
table() { # kind, n, unit, measures...
	awk -v json="$json" -v kind="$1" -v n="$2" -v unit="$3" -v measures="$4" '
	{ key = $1 SUBSEP $2; v[key, ++c[key]] = $3; if (!seen[$1]++) map[++nmaps] = $1 }
	function median(key,    i, j, t, m) {
		m = c[key]
		for (i = 2; i <= m; i++)
			for (j = i; j > 1 && v[key, j - 1] > v[key, j]; j--) {
				t = v[key, j]; v[key, j] = v[key, j - 1]; v[key, j - 1] = t
			}
		return v[key, int((m + 1) / 2)]
	}
	END {
		nm = split(measures, name, " ")
		if (!json) {
			printf "\n%s, %s entries, %s\n%-16s", kind, n, unit, "map"
			for (i = 1; i <= nm; i++) printf " %10s", name[i]
			print ""
		}
		for (j = 1; j <= nmaps; j++) {
			if (!json) printf "%-16s", map[j]
			for (i = 1; i <= nm; i++) {
				x = median(map[j] SUBSEP name[i])
				if (json)
					printf "{\"map\":\"%s\",\"key\":\"%s\",\"entries\":%s,\"measure\":\"%s\",\"value\":%s}\n", map[j], kind, n, name[i], x
				else
					printf " %10.2f", x
			}
			if (!json) print ""
		}
	}'
}

last=
for n in $sizes; do
	last=$n
	for kind in u32 struct cstr; do
		# 10 million structs are 5 GB: half of them is enough to see.
		[ "$kind" != struct ] || [ "$n" -le 2000000 ] || continue
		rounds $kind "$n" >"$work/out"
		table $kind "$n" 'ns, bytes for an entry' \
			'insert hit miss iterate erase bytes peak emptied' \
			<"$work/out"
	done
done
repeat=1
for kind in u32 struct cstr; do
	[ "$kind" != struct ] || [ "$last" -le 2000000 ] || continue
	rounds $kind "$last" 5 >"$work/tail-$kind"
	table $kind "$last" 'microseconds of a single insertion' \
		'p50 p90 p99 p99.9 p99.99 p99.999 p100' <"$work/tail-$kind"
done
bench/map/picture.sh "$work/tail-u32" "$work/tail-struct" "$work/tail-cstr" \
	>"$BUILD/map-tail.svg"
[ -n "$json" ] || echo "picture: $BUILD/map-tail.svg"
