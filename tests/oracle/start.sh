# shellcheck shell=sh
# start.sh - sourced by a suite's run.sh: what its command line begins with
#
# From `[--quick] PROGRAM WORK ...` it takes quick (1, or empty), program and
# work, a folder that is made if it is not there; flags and targets are left.
# Sets root, where modules are, and go, a command and its arguments; ends with
# 77 when there is no Go.
# shellcheck disable=SC2034,SC2154 # it takes here, and gives the others
quick=
[ "${1-}" = --quick ] && { quick=1; shift; }
[ $# -ge 2 ] || {
	echo "usage: $0 [--quick] PROGRAM WORK [FLAG...] [TARGET...]" >&2
	exit 2
}
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1") work=$2
shift 2
root=${BELAY_ORACLE:-${XDG_CACHE_HOME:-$HOME/.cache}/belay-oracle}
export GOFLAGS=-mod=mod GO111MODULE=on GOWORK=off
go=$("$here/../go.sh") || exit 77
mkdir -p "$work"
work=$(cd "$work" && pwd)
