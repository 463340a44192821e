#!/bin/sh
# go.sh [--fetch] - how to call the newest Go that is here, at least 1.26
#
# The checker has the semantics of the newest release.  With --fetch that is
# brought from the module proxy when it is not in the module cache, also by
# a Go that is too old to do so by itself.  $BELAY_GO overrules all.
set -eu
newest=go1.27.0
[ "${BELAY_GO:-}" ] && { echo "$BELAY_GO"; exit; }
command -v go >/dev/null || { echo 'no go command' >&2; exit 1; }

# minor GO...: the 26 of go1.26.3; 0 when it cannot run
minor() {
	v=$("$@" env GOVERSION 2>/dev/null) || v=
	v=${v#go1.}
	v=${v%%[!0-9]*}
	echo "${v:-0}"
}

cd / # no go.mod asks for another version
here=$(GOTOOLCHAIN=local minor go)
if [ "$here" -ge 27 ]; then
	echo "env GOTOOLCHAIN=local go"
	exit
fi
[ "${1:-}" = --fetch ] || export GOPROXY=off
if [ "$here" -ge 21 ] && [ "$(GOTOOLCHAIN=$newest minor go)" -ge 27 ]; then
	echo "env GOTOOLCHAIN=$newest go"
	exit
fi
tool=golang.org/toolchain@v0.0.1-$newest.$(go env GOOS)-$(go env GOARCH)
root=$(GOFLAGS='' go mod download -json "$tool" 2>/dev/null |
	sed -n 's/^\t"Dir": "\(.*\)",\{0,1\}$/\1/p') || root=
if [ "$root" ] && [ -e "$root/bin/go" ]; then
	# An old go command does not know which of these are programs.
	if [ ! -x "$root/bin/go" ]; then
		chmod u+w "$root/bin" "$root/pkg/tool"/*
		chmod +x "$root"/bin/* "$root"/pkg/tool/*/*
	fi
	echo "env GOTOOLCHAIN=local GOROOT=$root $root/bin/go"
elif [ "$here" -ge 26 ]; then
	echo "env GOTOOLCHAIN=local go"
else
	echo "go1.$here is too old, and $newest cannot be had" >&2
	exit 1
fi
