#!/bin/sh
# build-example.sh DIR OUT - build the example in DIR as the program OUT
#
# A folder with a main.go is built by $GO (go), which reads GOFLAGS itself; any
# other by $CC (cc) from all of its .c files, with $CFLAGS (-g -O1).
set -eu

[ $# = 2 ] || { echo "usage: $0 DIR OUT" >&2; exit 2; }
dir=$1 out=$2
[ -d "$dir" ] || { echo "$0: $dir: no such folder" >&2; exit 2; }
case $out in
/*) ;;
*) out=$PWD/$out ;;
esac

if [ -f "$dir/main.go" ]; then
	cd "$dir"
	CGO_ENABLED=1 GOTOOLCHAIN=local GO111MODULE=on GOWORK=off \
		"${GO:-go}" build -buildvcs=false -o "$out" .
else
	# Splitting CFLAGS into words is the point of it.
	# shellcheck disable=SC2086
	"${CC:-cc}" ${CFLAGS:--g -O1} -o "$out" "$dir"/*.c
fi
