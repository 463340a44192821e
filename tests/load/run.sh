#!/bin/sh
# run.sh [--update] LOAD_DUMP WORK [CASE...] - small module trees
#
# A case is CASE.txt: a piece of shell, and behind it files, each begun by a
# line "-- PATH --".  Files below cache/MODULE@VERSION/ are put into a module
# cache, all others into an empty folder, where the shell runs.  It calls
#
#	load ARG...	prints what load_dump says, without std
#	alone ARG...	the same, where go list stops at an error
#
# and CASE.want is what must come out.  When there is a go command, load also
# holds each fact against `go list`.
set -u
update=
[ "$1" = --update ] && { update=1; shift; }
[ $# -ge 2 ] || { echo "usage: $0 [--update] LOAD_DUMP WORK" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
dump=$(realpath "$1") work=$2
shift 2
rm -rf "$work"
mkdir -p "$work/tmp"
work=$(realpath "$work")
oracle=$here/../oracle/load
unset GOFLAGS GOWORK GO111MODULE GOOS GOARCH CGO_ENABLED GOEXPERIMENT
export LC_ALL=C GOENV=off GOPROXY=off GONOSUMDB='*' GOTOOLCHAIN=local
export GOMODCACHE="$work/cache" TMPDIR="$work/tmp"
golist=
if command -v go >/dev/null && command -v openssl >/dev/null; then
	(cd "$oracle/golist" && GO111MODULE=off go build -o "$work/golist" .) &&
		golist=$work/golist
fi
goroot=$(go env GOROOT 2>/dev/null)
passed=0 failed=0 facts=0
# Cases import packages of std, and some need a Go that is not old.
case $(go env GOVERSION 2>/dev/null) in
go1.2[5-9]* | go1.[3-9][0-9]*) ;;
*)
	echo "no Go from 1.25 on here"
	set -- "$here"/*.txt
	echo "0 passed, 0 failed, $# skipped"
	exit 0
	;;
esac

# Splits CASE.txt into script and files.
unpack() { # CASE.txt DIR
	awk -v dir="$2" '
		/^-- .* --$/ {
			if (out) close(out)
			out = dir "/" $2
			sub(/[^\/]*$/, "", $2)
			system("mkdir -p \"" dir "/" $2 "\"")
			printf "" > out
			next
		}
		{ print > (out ? out : dir "/script") }' "$1"
}

hash() { # of standard input, as go.sum has it
	printf 'h1:%s\n' "$(openssl dgst -sha256 -binary | base64)"
}

# What go has in a cache beside the files: a go.mod, and marks that it has
# been downloaded and checked.  Sums go to $2.
fill_cache() { # DIR go.sum
	[ -d "$1/cache" ] || return 0
	(cd "$1/cache" && find . -type d -name '*@*') | while read -r mod; do
		mod=${mod#./}
		path=${mod%@*} version=${mod##*@}
		escaped=$(echo "$path" | sed 's/[A-Z]/!&/g' |
			tr '[:upper:]' '[:lower:]')
		at=$GOMODCACHE/cache/download/$escaped/@v
		to=$GOMODCACHE/$escaped@$version
		mkdir -p "$at" "$(dirname "$to")"
		cp -R "$1/cache/$mod" "$to"
		if [ -e "$to/go.mod" ]; then
			cp "$to/go.mod" "$at/$version.mod"
		else
			printf 'module %s\n' "$path" >"$at/$version.mod"
		fi
		# A version whose code was not brought, only its go.mod.
		if [ -e "$to/NOT_DOWNLOADED" ]; then
			rm -rf "$to"
		fi
		[ "$golist" ] || continue
		printf '{"Version":"%s"}' "$version" >"$at/$version.info"
		zip=$(printf zip | hash)
		printf '%s' "$zip" >"$at/$version.ziphash"
		sum=$(printf '%s  go.mod\n' \
			"$(sha256sum <"$at/$version.mod" | cut -d' ' -f1)" |
			hash)
		echo "$path $version $zip" >>"$2"
		echo "$path $version/go.mod $sum" >>"$2"
	done
	rm -rf "$1/cache"
}

# One fact a line, with the package in front.
facts() {
	awk '/^package / { id = substr($0, 9); print id "\t" $0; next }
		/^\t/ { print id $0 }' | sort
}

# What is the same on every machine, and with every Go.
normalize() {
	sed -e "s|$GOMODCACHE|\$CACHE|g" -e "s|$PWD|\$CASE|g" \
		-e "s|$root|\$CASE|g" -e "s|${goroot:-/nowhere}|\$GOROOT|g" \
		-e 's/running go [0-9.a-z]*/running go VERSION/g' |
		awk '/^package / { if (block && !std) printf "%s", block
				block = ""; std = 0 }
			/^(error|warning) / { if (block && !std)
				printf "%s", block
				block = ""; print; next }
			{ block = block $0 "\n" }
			/^\tstandard$/ { std = 1 }
			END { if (block && !std) printf "%s", block }'
}

alone() {
	echo "== ${GOFLAGS+GOFLAGS=$GOFLAGS }${GOWORK+GOWORK=${GOWORK##*/} }$*" |
		sed "s|$root|\$CASE|g"
	"$dump" "$@" | normalize
}

load() {
	alone "$@"
	[ "$golist" ] || return 0
	"$dump" -implicit "$@" | facts >"$work/got"
	go list -e -deps -json -pgo=off "$@" 2>"$work/stderr" | "$golist" |
		facts >"$work/go"
	n=$(wc -l <"$work/go")
	if [ "$n" -eq 0 ]; then
		echo "go list says nothing: $(head -3 "$work/stderr")"
	elif ! diff "$work/go" "$work/got" >"$work/diff"; then
		echo "go list differs:"
		grep '^[<>]' "$work/diff"
	fi
	echo "$n" >>"$work/facts"
}

run_case() { # NAME
	root=$work/$1
	GOMODCACHE=$work/cache.$1
	mkdir -p "$root" "$work/tmp"
	unpack "$here/$1.txt" "$root"
	fill_cache "$root" "$root.sum"
	[ -e "$root.sum" ] && [ ! -e "$root/go.sum" ] &&
		sort -u "$root.sum" >"$root/go.sum"
	# shellcheck disable=SC1090 # the case is the program here
	(cd "$root" && mv script "$root.sh" && . "$root.sh") >"$root.got" 2>&1
	chmod -R u+rwx "$root"
	if [ "$update" ]; then
		cp "$root.got" "$here/$1.want"
	elif ! diff -u "$here/$1.want" "$root.got"; then
		echo "FAIL $1"
		failed=$((failed + 1))
		return
	fi
	passed=$((passed + 1))
}

if [ $# -gt 0 ]; then
	for case; do run_case "$case"; done
else
	for case in "$here"/*.txt; do
		case=${case##*/}
		run_case "${case%.txt}"
	done
fi
if [ -e "$work/facts" ]; then
	facts=$(awk '{ n += $1 } END { print n }' "$work/facts")
	echo "facts held against go list: $facts"
elif [ -z "$golist" ]; then
	echo "no openssl here: only golden files were compared"
fi
echo "$passed passed, $failed failed"
[ $failed = 0 ]
