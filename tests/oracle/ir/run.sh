#!/bin/sh
# run.sh [--quick] DRIVER WORK [FLAG...] [TARGET...] - SSA beside x/tools' ssa
#
# DRIVER is the program made of ir_dump.c; WORK is made if it is not there,
# and keeps x/tools' texts.  A target is std, cmd or the folder of a module.
# Without one: std, cmd and modules that ../fetch.sh has brought; --quick: some
# packages of std, with belay's verifier after each pass.  Flags are those of
# ./compare: -v tells the classes of differences, -list FILE writes them all,
# -only NAME prints both texts of a function.  The last line is `N passed, N
# failed`, of functions; 77 is the status when there is no Go.
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
export GOFLAGS=-mod=mod GO111MODULE=on GOWORK=off GOMEMLIMIT=4GiB
go=$("$here/../go.sh") || exit 77
mkdir -p "$work"
work=$(cd "$work" && pwd)
# shellcheck disable=SC2086 # $go is a command and its arguments
(cd "$here" && $go build -o "$work/ir" ./compare)

exec "$work/ir" -driver "$driver" -root "$root" -work "$work" \
	${quick:+-quick -check} "$@"
