#!/bin/sh
# demo.sh - shows the main job on the bundled examples
#
# Installs what is missing, builds, and runs each program of examples/ under
# belay: the version with the bug is caught and explained, the version
# beside it is not.  Exits with 0 when that is what happened.
set -u
cd "$(dirname "$0")/.." || exit 3
# shellcheck source=tools/need.sh
. tools/need.sh
need_to_build
want 'for the examples in Go' go=golang-go ||
	echo 'no Go: only the examples in C are shown' >&2

build=${BUILD:-$PWD/build/demo}
mkdir -p "$build" || exit 3
echo "building belay in $build"
if [ ! -e "$build/build.ninja" ]; then
	meson setup "$build" >"$build/setup.log" 2>&1 ||
		{ cat "$build/setup.log" >&2; exit 3; }
fi
ninja -C "$build" >"$build/ninja.log" 2>&1 ||
	{ tail -n 30 "$build/ninja.log" >&2; exit 3; }
belay=$build/belay
bold='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR-}" ]; then
	bold=$(printf '\033[1m') plain=$(printf '\033[0m')
fi
bad=0

# One program under belay; what it says itself is of no interest here.
show() { # folder, wanted exit status
	out=$build/$(echo "$1" | tr / -)
	if ! tools/build-example.sh "$1" "$out"; then
		echo "$1: does not build"; bad=1
		return
	fi
	echo
	echo "${bold}\$ belay run -- $1${plain}"
	"$belay" run -- "$out" >"$out.log" </dev/null
	status=$?
	if [ $status = "$2" ]; then
		[ "$2" != 0 ] || echo 'nothing found'
	else
		echo "$1: exit status $status, want $2"; bad=1
		cat "$out.log"
	fi
}

for example in examples/[0-9]*; do
	if [ -e "$example/bug/go.mod" ] && ! there go; then continue; fi
	echo
	grep "$(basename "$example")" examples/README.md |
		sed "s/^| .\([^\`]*\). | \(.*\) |\$/${bold}\1${plain}: \2/"
	show "$example/bug" 1
	show "$example/fixed" 0
done
echo
if [ $bad = 0 ]; then
	echo 'each bug was caught, and each fixed version is clean'
else
	echo 'something is not as it should be: see above'
fi
exit $bad
