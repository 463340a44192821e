#!/bin/sh
# run.sh LOAD_DUMP WORK [--quick] - holds src/load against `go list`
#
# Over std and cmd of each Go that is here, for several systems, and over the
# modules of ../modules.txt that fetch.sh has brought.  Every fact about a
# package that differs is listed: < is what go list says, > what we say.
# --quick: std and small modules, for one system.
set -eu
dump=$(realpath "$1") work=$2 quick=${3-}
here=$(cd "$(dirname "$0")" && pwd)
root=${BELAY_ORACLE:-${XDG_CACHE_HOME:-$HOME/.cache}/belay-oracle}
export GOFLAGS=-mod=readonly GOWORK=off GO111MODULE=on GOPROXY=off
export GOTOOLCHAIN
newest=go1.27.0 # when the module cache has it
unset GOOS GOARCH CGO_ENABLED GOEXPERIMENT 2>/dev/null || :
mkdir -p "$work"
work=$(realpath "$work")
(cd "$here/golist" && GOTOOLCHAIN=local GO111MODULE=off GOFLAGS='' \
	go build -o "$work/golist" .)

# One fact a line, with the package in front; what the linker adds and
# diagnostics' texts are not compared.
facts() {
	awk '/^package / { id = substr($0, 9); print id "\t" $0; next }
		/^\t/ { print id $0 }' | LC_ALL=C sort
}

total=0 differing=0 failed=0
compare() { # title, then arguments for both
	title=$1
	shift
	tests='' tags=''
	case $1 in -test) tests=-test; shift ;; esac
	case $1 in -tags=*) tags=${1#-tags=}; shift ;; esac
	go list -e -deps -json -pgo=off $tests ${tags:+-tags="$tags"} "$@" \
		2>"$work/stderr" | "$work/golist" | facts >"$work/want"
	"$dump" -implicit $tests ${tags:+-tags "$tags"} "$@" |
		facts >"$work/got"
	n=$(wc -l <"$work/want")
	diff "$work/want" "$work/got" | grep '^[<>]' >"$work/diff" || :
	d=$(wc -l <"$work/diff")
	p=$(cut -f1 "$work/want" | uniq | wc -l)
	printf '%-44s %6d packages %7d facts %5d differ\n' "$title" "$p" \
		"$n" "$d"
	cat "$work/diff"
	total=$((total + n)) differing=$((differing + d))
	[ "$n" -gt 0 ] && [ "$d" -eq 0 ] || failed=$((failed + 1))
	count=$((count + 1))
}

count=0
systems='linux/amd64/1'
[ "$quick" ] || systems='linux/amd64/1 linux/amd64/0 linux/arm64/0
	linux/arm64/1 windows/amd64/0 darwin/arm64/0 js/wasm/0 linux/386/0
	android/arm64/1 illumos/amd64/1 plan9/386/0 freebsd/riscv64/0'
for GOTOOLCHAIN in local $newest; do
	go version >/dev/null 2>&1 || continue
	have=$(go env GOVERSION)
	cd /
	for system in $systems; do
		GOOS=${system%%/*} CGO_ENABLED=${system##*/}
		GOARCH=${system#*/} GOARCH=${GOARCH%/*}
		export GOOS GOARCH CGO_ENABLED
		compare "$have std $system" std
		[ "$quick" ] && continue
		compare "$have cmd $system" cmd
	done
	unset GOOS GOARCH CGO_ENABLED
	compare "$have std with tests" -test std
	[ "$quick" ] && continue
	compare "$have std and cmd, tags" -tags=race,purego,netgo std cmd
	GOEXPERIMENT=nojsonv2,simd,boringcrypto
	export GOEXPERIMENT
	compare "$have std, $GOEXPERIMENT" std
	unset GOEXPERIMENT
done

GOTOOLCHAIN=local
while read -r name _; do
	case $name in '' | '#'*) continue ;; esac
	[ -d "$root/$name" ] || continue
	case $quick:$name in
	:* | *:lo | *:go-cmp | *:btree | *:sqlite3 | *:cobra) ;;
	*) continue ;;
	esac
	cd "$root/$name"
	compare "$name" ./...
	compare "$name with tests" -test ./...
	[ "$quick" ] && continue
	GOOS=windows GOARCH=amd64 CGO_ENABLED=0 compare "$name windows" ./...
	GOOS=darwin GOARCH=arm64 CGO_ENABLED=1 compare "$name darwin" ./...
	compare "$name, integration" -tags=integration,e2e,gofuzz ./...
	compare "$name, all" all
done <"$here/../modules.txt"

echo "facts $total, differing $differing"
echo "$((count - failed)) passed, $failed failed"
exit $((failed > 0))
