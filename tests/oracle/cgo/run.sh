#!/bin/sh
# run.sh [--quick] DUMP WORK [-v] [TARGET...] - C.x beside what cgo generates
#
# DUMP is the program made of cgo_dump.c; WORK is made if it is not there.  A
# target is std or the folder of a module.  Without one: std and the modules
# that `../fetch.sh -f modules.txt` has brought; --quick: std.  Modules and
# packages that do not build here, for want of a header, are skipped and
# counted.  The last line is `N passed, N failed, N skipped`, of packages; 77
# is the status when there is no Go, or no libclang.
# shellcheck disable=SC2154 # start.sh sets program, work, root, go, quick
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/oracle/start.sh
. "$here/../start.sh"
verbose=
[ "${1-}" = -v ] && { verbose=-v; shift; }
export CGO_ENABLED=1
command -v gcc >/dev/null || exit 77
(cd "$here/theirs" && $go build -o "$work/theirs" .)
# Ours asks the same Go for its sources and settings; its cache of C is the
# test's own, and begins empty.
GOROOT=$(cd / && $go env GOROOT)
PATH=$GOROOT/bin:$PATH GOTOOLCHAIN=local
GOCACHE=$(go env GOCACHE) GOMODCACHE=$(go env GOMODCACHE)
rm -rf "$work/cache"
XDG_CACHE_HOME=$work/cache
export GOROOT PATH GOTOOLCHAIN GOCACHE GOMODCACHE XDG_CACHE_HOME

# What of Go's own sources has import "C".
std() {
	echo runtime/cgo
	(cd "$GOROOT/src" && grep -rlE '^(import )?[[:space:]]*"C"' --include='*.go' \
		net os plugin cmd/cgo/internal) |
		sed 's|/[^/]*$||' | LC_ALL=C sort -u
}

if [ $# -eq 0 ]; then
	set -- std
	while read -r name _; do
		case $name in '' | '#'*) continue ;; esac
		[ "$quick" ] || [ ! -e "$root/$name/.fetched" ] ||
			set -- "$@" "$root/$name"
	done <"$here/modules.txt"
fi

log=$work/log
: >"$log"
bad=0
for target; do
	if [ "$target" = std ]; then
		# shellcheck disable=SC2046 # a list
		set -- / $(std)
	else
		set -- "$target" ./...
	fi
	# shellcheck disable=SC2086 # -v or nothing
	"$work/theirs" $verbose "$program" "$@" >"$work/out" || bad=1
	sed '$d' "$work/out"
	tail -n 1 "$work/out" >>"$log"
done
awk '{ p += $1; f += $3; s += $5 }
END { printf "%d passed, %d failed, %d skipped\n", p, f, s }' "$log"
exit $bad
