#!/bin/sh
# go.sh WORK - the Go module: its tests with cgo, with the race detector, and
# without cgo, and its C beside what the library is made of now
set -u
work=$1
top=$(cd "$(dirname "$0")/.." && pwd)
passed=0 failed=0 skipped=0
mkdir -p "$work"
export GOCACHE="${GOCACHE:-$work/gocache}" GOFLAGS=-mod=mod
export GOPATH="${GOPATH:-$work/gopath}" GOTOOLCHAIN=local CC="${CC:-cc}"

try() { # what, command...
	what=$1; shift
	if (cd "$top/go" && "$@") >"$work/out" 2>&1; then
		passed=$((passed + 1))
	else
		echo "FAIL $what"; cat "$work/out"; failed=$((failed + 1))
	fi
}

"$top/tools/amalgamate.sh" "$work/c" || failed=$((failed + 1))
for file in belay.h belay.c; do
	try "go/$file is old: tools/amalgamate.sh go" \
		cmp "$work/c/$file" "$file"
done
try 'belay.c compiles alone' "$CC" -std=gnu11 -O2 -Wall -Wextra -Werror \
	-fno-strict-aliasing -c "$work/c/belay.c" -o "$work/belay.o"

# Generics of go.mod's version.
if ! (cd "$top/go" && go list . >"$work/out" 2>&1); then
	echo "skipped: $(tail -n 1 "$work/out")"
	skipped=3
else
	try gofmt sh -c '[ -z "$(gofmt -l .)" ]'
	try vet go vet ./...
	try 'go test' go test ./...
	try 'without cgo' env CGO_ENABLED=0 go test ./...
	case $(uname -m) in
	x86_64 | aarch64) try 'go test -race' go test -race ./... ;;
	*) skipped=$((skipped + 1)) ;;
	esac
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
