#!/bin/sh
# get-sqlite3.sh DIR - the tests of github.com/mattn/go-sqlite3 in DIR/sqlite3.test
#
# The module comes through Go's module proxy and is never committed.  Says
# why on its last line when it cannot be had.
set -eu
version=v1.14.24
[ $# = 1 ] || { echo "usage: $0 DIR" >&2; exit 2; }
go=${GO:-go}
mkdir -p "$1"
cd "$1"
[ -x sqlite3.test ] && exit 0
printf 'module belay.example/sqlite3\n\ngo 1.19\n' >go.mod
GOFLAGS=-mod=mod GOTOOLCHAIN=local "$go" get \
	"github.com/mattn/go-sqlite3@$version" || {
	echo "go-sqlite3 $version cannot be had from the module proxy"
	exit 3
}
CGO_ENABLED=1 GOFLAGS=-mod=mod GOTOOLCHAIN=local "$go" test -c \
	-o sqlite3.test github.com/mattn/go-sqlite3
