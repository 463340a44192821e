#!/bin/sh
# versions.sh GORT_LAYOUT GORT_DUMP BUILD_DIR - run.sh with every Go there is
#
# Releases come through the module proxy (about 70 MB each, once), and with
# the experiments that change how things lie in memory.  1.19 from there does
# not build; GO119 may name a distribution's go command.
set -u
here=$(cd "$(dirname "$0")" && pwd)
set -- "$1" "$2" "$3" go
for v in 1.20.14 1.21.13 1.22.12 1.23.12 1.24.9 1.25.5 1.27.3; do
	set -- "$@" "env GOTOOLCHAIN=go$v go"
done
for e in 1.24.9:noswissmap 1.24.9:nosynchashtriemap 1.25.5:greenteagc \
	1.26.8:nogreenteagc 1.27.3:mapsplitgroup; do
	set -- "$@" "env GOTOOLCHAIN=go${e%:*} GOEXPERIMENT=${e#*:} go"
done
[ -z "${GO119:-}" ] || set -- "$@" "env CC=gcc $GO119"
exec "$here/run.sh" "$@"
