#!/bin/sh
# bench.sh NAME [--json] [--from DIR] - measures one thing against its peers
#
# bench/NAME.sh does it; without a name, these are listed.  It finds a
# release build in $BUILD, with belay as $BELAY.
set -eu
cd "$(dirname "$0")/.."

if [ $# = 0 ] || [ ! -e "bench/$1.sh" ]; then
	echo "usage: $0 NAME [--json] [--from DIR], where NAME is one of" >&2
	tools/list.sh bench '' .sh | sed 's/^/  /' >&2
	exit 2
fi
# shellcheck source=tools/need.sh
. tools/need.sh
need_to_build
BUILD=${BUILD:-$PWD/build/bench}
mkdir -p "$(dirname "$BUILD")"
[ -e "$BUILD/build.ninja" ] ||
	meson setup "$BUILD" --buildtype=release >"$BUILD.log" 2>&1 ||
	{ cat "$BUILD.log" >&2; exit 3; }
ninja -C "$BUILD" >"$BUILD.log" 2>&1 || { tail "$BUILD.log" >&2; exit 3; }
export BUILD BELAY="$BUILD/belay"
name=$1; shift
exec "bench/$name.sh" "$@"
