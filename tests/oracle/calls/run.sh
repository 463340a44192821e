#!/bin/sh
# run.sh [--quick] BELAY WORK [FLAG...] [TARGET...] - call graphs beside x/tools'
#
# BELAY is the command; WORK is made if it is not there.  A target is std, cmd,
# a package of std, or the folder of a module.  Without one: std, cmd and
# modules that ../fetch.sh has brought; --quick: fmt and a small module.
# Flags are those of ../ir/calls: -keep leaves the edges that differ in WORK,
# -list FILE writes what VTA misses.  The last line is `N passed, N failed`, of
# graphs; 77 is the status when there is no Go.
# shellcheck disable=SC2154 # start.sh sets program, work, root, go, quick
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/oracle/start.sh
. "$here/../start.sh"
export GOMEMLIMIT=5GiB
# shellcheck disable=SC2086 # $go is a command and its arguments
(cd "$here/../ir" && $go build -o "$work/calls" ./calls)

exec "$work/calls" -belay "$program" -root "$root" -work "$work" \
	${quick:+-quick} "$@"
