#!/bin/sh
# demo.sh - shows the main job on a few of the bundled examples
#
# Installs what is missing, builds, and shows for some programs of examples/
# how belay check finds the bug in the source, with the path that leads to it,
# how belay run catches it in the running program, and that the version
# beside it passes both.  Exits with 0 when that is what happened.
set -u
cd "$(dirname "$0")/.." || exit 3
# shellcheck source=tools/need.sh
. tools/need.sh
need_to_build
want 'for the examples in Go' go=golang-go ||
	echo 'no Go: only the example in C is shown' >&2

build=${BUILD:-$PWD/build/demo}
mkdir -p "$build" || exit 3
build=$(cd "$build" && pwd)
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

ended() { # what, exit status, wanted exit status
	[ "$2" = "$3" ] && return
	echo "$1: exit status $2, want $3"
	bad=1
}

# belay check reads packages of Go, with the C beside them.
check() { # folder below examples, wanted exit status
	[ -e "examples/$1/main.go" ] || return
	echo
	echo "${bold}\$ belay check ./$1/...${plain}"
	(cd examples && "$belay" check "./$1/..." </dev/null)
	ended "belay check $1" $? "$2"
}

# One program under belay; what it says itself is of no interest here.
run() { # folder below examples, wanted exit status
	out=$build/$(echo "$1" | tr / -)
	if ! tools/build-example.sh "examples/$1" "$out"; then
		echo "$1: does not build"
		bad=1
		return
	fi
	echo
	echo "${bold}\$ belay run -- $1${plain}"
	"$belay" run -- "$out" >"$out.log" </dev/null
	status=$?
	ended "belay run $1" $status "$2"
	if [ "$2" = 0 ] && [ $status = 0 ]; then echo 'nothing found'; fi
}

for example in 06-freed-by-package 24-freed-twice-on-error 04-c-table; do
	if [ -e "examples/$example/bug/main.go" ] && ! there go; then
		continue
	fi
	echo
	sed -n "s/^| .$example. | \([^|]*\) |.*/${bold}$example${plain}: \1/p" \
		examples/README.md
	for version in bug fixed; do
		wanted=1
		[ $version = bug ] || wanted=0
		check "$example/$version" $wanted
		run "$example/$version" $wanted
	done
done
echo
if [ $bad = 0 ]; then
	echo 'each bug was found and caught, and each fixed version is clean'
else
	echo 'something is not as it should be: see above'
fi
exit $bad
