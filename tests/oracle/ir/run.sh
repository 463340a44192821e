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
# shellcheck disable=SC2154 # start.sh sets program, work, root, go, quick
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/oracle/start.sh
. "$here/../start.sh"
export GOMEMLIMIT=4GiB
# shellcheck disable=SC2086 # $go is a command and its arguments
(cd "$here" && $go build -o "$work/ir" ./compare)

exec "$work/ir" -driver "$program" -root "$root" -work "$work" \
	${quick:+-quick -check} "$@"
