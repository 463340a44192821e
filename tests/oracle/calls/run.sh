#!/bin/sh
# run.sh [--quick] BELAY WORK [FLAG...] [TARGET...] - call graphs beside x/tools'
#
# BELAY is the command; WORK is made if it is not there.  A target is std, cmd,
# a package of std, or the folder of a module.  Without one: std, cmd and
# modules that ../fetch.sh has brought; --quick: fmt and a small module.
# Flags are those of ../ir/calls: -keep leaves the edges that differ in WORK,
# -list FILE writes what VTA misses.  The last line is `N passed, N failed`, of
# graphs; 77 is the status when there is no Go.
set -eu
quick=
[ "${1-}" = --quick ] && { quick=1; shift; }
[ $# -ge 2 ] || {
	echo "usage: $0 [--quick] BELAY WORK [FLAG...] [TARGET...]" >&2
	exit 2
}
here=$(cd "$(dirname "$0")" && pwd)
belay=$(cd "$(dirname "$1")" && pwd)/$(basename "$1") work=$2
shift 2
root=${BELAY_ORACLE:-${XDG_CACHE_HOME:-$HOME/.cache}/belay-oracle}
export GOFLAGS=-mod=mod GO111MODULE=on GOWORK=off GOMEMLIMIT=5GiB
go=$("$here/../go.sh") || exit 77
mkdir -p "$work"
work=$(cd "$work" && pwd)
# shellcheck disable=SC2086 # $go is a command and its arguments
(cd "$here/../ir" && $go build -o "$work/calls" ./calls)

exec "$work/calls" -belay "$belay" -root "$root" -work "$work" \
	${quick:+-quick} "$@"
