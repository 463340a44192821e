#!/bin/sh
# go.sh DIFFER WORK [OPERATIONS] [SEED] - libbelay's maps beside Go's own
#
# 400000 operations by default; a long run is a matter of saying more.
set -eu
export LC_ALL=C
differ=$1 work=$2
here=$(cd "$(dirname "$0")" && pwd)
shift 2
if ! command -v go >/dev/null; then
	echo "go is not installed: nothing is compared"
	exit 77
fi
mkdir -p "$work"
(cd "$here/go" && GOFLAGS=-mod=mod GOTOOLCHAIN=local GO111MODULE=on \
	go build -o "$work/go-map" .)
"$differ" "$work/go-map" "$@"
