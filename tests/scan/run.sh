#!/bin/sh
# run.sh BELAY BUILD_DIR - `belay scan` of a program that holds memory of C in
# every kind of place, built in several ways
#
# Go's toolchains that are on this machine are used as well, named by
# $GO_VERSIONS ("1.22.12 1.27.3"); none is fetched.  The last line is
# "N passed, N failed, N skipped".
set -u
belay=$1 build=$2
here=$(cd "$(dirname "$0")" && pwd)
passed=0 failed=0 skipped=0

mkdir -p "$build" || exit 3

told() { # name status log
	case $2 in
	0) echo "ok $1"; passed=$((passed + 1)) ;;
	77) echo "skip $1"; skipped=$((skipped + 1)) ;;
	*) echo "FAIL $1"; sed 's/^/  /' "$3"; failed=$((failed + 1)) ;;
	esac
}

go_build() { # folder, output, arguments of go build
	dir=$1 out=$2
	shift 2
	(cd "$here/$dir" && CGO_ENABLED=1 GOTOOLCHAIN=${version:-local} \
		GOFLAGS='' GOWORK=off "${GO:-go}" build -o "$out" "$@" .) \
		>"$out.log" 2>&1
}

case_() { # name, mode, arguments of go build
	name=$1 mode=$2 prog=$build/$1
	shift 2
	if ! go_build holders "$prog" "$@"; then
		told "$name" 1 "$prog.log"
		return
	fi
	python3 "$here/check.py" "$mode" "$prog" "$belay" scan \
		>"$prog.log" 2>&1
	told "$name" $? "$prog.log"
}

finish() {
	echo "$passed passed, $failed failed, $skipped skipped"
	[ $failed = 0 ]
	exit
}

if ! command -v "${GO:-go}" >/dev/null 2>&1; then
	echo 'skip: no Go'
	skipped=1
	finish
fi

case_ default named
case_ pie named -buildmode=pie
case_ unoptimized named -gcflags='all=-N -l'
case_ stripped bare -ldflags='-s -w'

# What a person sees.  How many blocks the runtime itself has differs.
stale() {
	go_build stale "$build/stale" || { cat "$build/stale.log"; return 1; }
	mkfifo "$build/in" "$build/out"
	"$build/stale" <"$build/in" >"$build/out" &
	pid=$!
	exec 3>"$build/in"
	read -r _ <"$build/out"
	"$belay" scan "$pid" >"$build/stale.text" 2>&1
	echo "status $?" >>"$build/stale.text"
	exec 3>&-
	wait $pid
	rm -f "$build/in" "$build/out"
	sed -e 's/0x[0-9a-f]\{5,\}/0xADDR/' -e '1d' -e '/^$/d' -e '/^C heap/d' -e '/from C:$/d' \
		-e '/^ *[0-9]* c-[a-z]*$/d' -e '/ of 296 bytes/d' \
		"$build/stale.text" | diff -u "$here/stale.want" -
}
stale >"$build/stale.diff" 2>&1
told text $? "$build/stale.diff"

# Names come back from a file beside it, and from a core.
if command -v objcopy >/dev/null 2>&1; then
	mkdir -p "$build/symbols"
	objcopy --only-keep-debug "$build/default" \
		"$build/symbols/apart.debug"
	strip -o "$build/apart" "$build/default"
	python3 "$here/check.py" named "$build/apart" "$belay" scan \
		--symbols "$build/symbols" >"$build/apart.log" 2>&1
	told symbols $? "$build/apart.log"
fi
CORE=$build/core python3 "$here/check.py" named "$build/default" "$belay" \
	scan >"$build/core.log" 2>&1
told core $? "$build/core.log"

for version in ${GO_VERSIONS:-}; do
	version=go$version
	case_ "$version" named
	case_ "$version-stripped" bare -ldflags='-s -w'
done
finish
