# shellcheck shell=sh disable=SC2034,SC2154
# A Go program without C.
have "${GO:-go}" || skip 'no Go'
printf 'package main\n\nfunc main() {}\n' >"$out.go"
CGO_ENABLED=0 GO111MODULE=off "${GO:-go}" build -o "$prog" "$out.go" ||
	fail 'does not build'
refused 3 -- "$prog"
says static
