#!/bin/sh
# bench.sh parse [--json] [--repeat N] [--from DIR] - lexing and parsing
#
# All .go files below GOROOT/src (or DIR), in memory, on one core, by belay
# and by Go's own packages in turns; the median of N runs (5).  Lines a
# second are CPU time.  go/parser keeps comments and resolves no objects.
set -eu
cd "$(dirname "$0")/.."
json='' repeat=5 from=''
while [ $# -gt 0 ]; do
	case $1 in
	--json) json=1 ;;
	--repeat) repeat=$2; shift ;;
	--from) from=$2; shift ;;
	*) echo "bench parse: unknown option '$1'" >&2; exit 2 ;;
	esac
	shift
done
command -v go >/dev/null || { echo "bench parse: needs go" >&2; exit 3; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
from=${from:-$(go env GOROOT)/src}
find "$from" -name '*.go' -type f | sort >"$work/files"
ours=$BUILD/tests/bench_parse
[ -x "$ours" ] || { echo "bench parse: $ours is not there" >&2; exit 3; }
(cd bench/parse-go && go build -o "$work/theirs" .)

export GOMAXPROCS=1
pin=''
command -v taskset >/dev/null && pin='taskset -c 0'
i=0
while [ $i -lt "$repeat" ]; do
	$pin "$ours" <"$work/files" >>"$work/ours"
	$pin "$work/theirs" <"$work/files" >>"$work/go"
	i=$((i + 1))
done

median() { # word, file
	awk -v w="$1" '$1 == w { print $2 }' "$2" | sort -n |
		awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

say() { # name, peer, our word, their word
	awk -v json="$json" -v name="$1" -v peer="$2" -v lines="$lines" \
		-v a="$(median "$3" "$work/ours")" \
		-v b="$(median "$4" "$work/go")" '
	BEGIN {
		if (json)
			printf "{\"name\":\"%s\",\"peer\":\"%s\",\"ratio\":%.2f,\"ours\":%.0f,\"theirs\":%.0f,\"unit\":\"lines/s\"}\n", name, peer, b / a, lines / a, lines / b
		else
			printf "%-10s %-10s %6.1f x %8.2f %8.2f M lines/s\n", name, peer, b / a, lines / a / 1e6, lines / b / 1e6
	}'
}

lines=$(median lines "$work/go")
[ -n "$json" ] || echo "$(wc -l <"$work/files") files, $lines lines," \
	"largest tree $(($(median peak "$work/ours") / 1024)) KiB"
say parse go/parser parse parse
say scan go/scanner scan scan
say skip go/parser skip parse
