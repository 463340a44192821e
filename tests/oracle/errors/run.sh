#!/bin/sh
# run.sh DRIVER WORK [FLAG...] - errors beside Go's own tests of errors
#
# DRIVER is the program made of ../types/types_dump.c; WORK is made if it is
# not there.  Flags are those of ./compare: -v prints every disagreement,
# -list FILE writes them.  The tests are those of the Go that ../go.sh finds;
# GOROOT/test, which many distributions leave out, is also looked for where
# Debian and tools/oracle.sh put it.  The last line is `N passed, N failed`,
# of packages; 77 is the status when there is no Go.
set -eu
[ $# -ge 2 ] || { echo "usage: $0 DRIVER WORK [FLAG...]" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
driver=$1 work=$2
shift 2
root=${BELAY_ORACLE:-${XDG_CACHE_HOME:-$HOME/.cache}/belay-oracle}
export GOFLAGS=-mod=mod GO111MODULE=on GOWORK=off
go=$("$here/../go.sh") || exit 77
mkdir -p "$work"
work=$(cd "$work" && pwd)
# shellcheck disable=SC2086 # $go is a command and its arguments
(cd "$here" && $go build -o "$work/errors" ./compare)
# shellcheck disable=SC2086
for dir in "$($go env GOROOT)/test" "$(GOTOOLCHAIN=local go env GOROOT)/test" \
	/usr/share/go-*/test "$root"/.go-src/usr/share/go-*/test; do
	[ -e "$dir/235.go" ] && tests=$dir
	[ "${tests:-}" ] && break
done
exec "$work/errors" -driver "$driver" ${tests:+-tests "$tests"} "$@"
