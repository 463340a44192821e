#!/bin/sh
# run.sh [--quick] DRIVER WORK [FLAG...] [TARGET...] - types beside go/types
#
# DRIVER is the program made of types_dump.c; WORK is made if it is not there.
# A target is std, cmd or the folder of a module.  Without one: std, cmd and
# the modules that ../fetch.sh has brought, with all their tests; --quick:
# std and the small modules, without.  Flags are those of ./compare: -v
# prints every disagreement, -list FILE writes them.  The last line is
# `N passed, N failed`, of packages; 77 is the status when there is no Go.
# shellcheck disable=SC2154 # start.sh sets program, work, root, go, quick
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/oracle/start.sh
. "$here/../start.sh"
# shellcheck disable=SC2086 # $go is a command and its arguments
(cd "$here" && $go build -o "$work/types" ./compare)

exec "$work/types" -driver "$program" -root "$root" \
	-modules "$here/../modules.txt" ${quick:+-quick} "$@"
