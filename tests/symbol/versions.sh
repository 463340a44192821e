#!/bin/sh
# versions.sh NAME_ADDR BUILD_DIR - run.sh with every Go that can be had
#
# Most releases come through the module proxy (about 70 MB each, once).  1.19
# from there does not build; GO119 may name a distribution's go command.
set -u
here=$(cd "$(dirname "$0")" && pwd)
set -- "$1" "$2" go
for v in 1.18.10 1.20.14 1.21.13 1.22.12 1.23.12 1.24.9 1.25.5 1.27.3; do
	set -- "$@" "env GOTOOLCHAIN=go$v go"
done
[ -z "${GO119:-}" ] || set -- "$@" "env CC=gcc $GO119"
exec "$here/run.sh" "$@"
