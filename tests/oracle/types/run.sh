#!/bin/sh
# run.sh [--quick] DRIVER WORK [FLAG...] [TARGET...] - types beside go/types
#
# DRIVER is the program made of types_dump.c; WORK is made if it is not there.
# A target is std, cmd or the folder of a module.  Without one: std, cmd and
# the modules that ../fetch.sh has brought, with all their tests; --quick:
# std and the small modules, without.  Flags are those of ./compare: -v
# prints every disagreement, -list FILE writes them.  The last line is
# `N passed, N failed`, of packages; 77 is the status when there is no Go.
set -eu
quick=
[ "${1-}" = --quick ] && { quick=1; shift; }
[ $# -ge 2 ] || {
	echo "usage: $0 [--quick] DRIVER WORK [FLAG...] [TARGET...]" >&2
	exit 2
}
here=$(cd "$(dirname "$0")" && pwd)
driver=$1 work=$2
shift 2
root=${BELAY_ORACLE:-${XDG_CACHE_HOME:-$HOME/.cache}/belay-oracle}
export GOFLAGS=-mod=mod GO111MODULE=on GOWORK=off
go=$("$here/../go.sh") || exit 77
mkdir -p "$work"
work=$(cd "$work" && pwd)
# shellcheck disable=SC2086 # $go is a command and its arguments
(cd "$here" && $go build -o "$work/types" ./compare)

exec "$work/types" -driver "$driver" -root "$root" \
	-modules "$here/../modules.txt" ${quick:+-quick} "$@"
