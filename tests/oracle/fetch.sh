#!/bin/sh
# fetch.sh [-f LIST] [NAME...] - bring the modules of modules.txt for the oracles
#
# Each becomes a writable copy $BELAY_ORACLE/NAME that is a main module, with
# everything it needs in the module cache, so that the oracles run without a
# network.  Without names, all of them; what is there already stays.  A copy
# of a module that depends on its neighbours in the same repository, by a
# replace directive, takes them from the proxy instead.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=${BELAY_ORACLE:-${XDG_CACHE_HOME:-$HOME/.cache}/belay-oracle}
export GOFLAGS=-mod=mod GOWORK=off GO111MODULE=on

# Local replace directives of the go.mod here, one "path[@version]" a line.
local_replaces() {
	go mod edit -json | awk '
		/"Replace": \[/ { on = 1 }
		on && /"Old"/ { old = 1; p = v = "" }
		on && /"New"/ { old = 0; np = nv = "" }
		on && /"Path"/ { gsub(/[",]/, ""); if (old) p = $2; else np = $2 }
		on && /"Version"/ { gsub(/[",]/, ""); if (old) v = $2; else nv = $2 }
		on && /^\t\t}/ { if (nv == "" && np ~ /^\.\.\//) print p (v ? "@" v : "") }
		on && /^\t\]/ { on = 0 }'
}

fetch() { # name, module@version
	dir=$root/$1
	[ -e "$dir/.fetched" ] && return 0
	rm -rf "$dir" "$dir.part"
	from=$(cd / && GOFLAGS='' go mod download -json "$2" |
		sed -n 's/^\t"Dir": "\(.*\)",\{0,1\}$/\1/p')
	[ -d "$from" ] || return 1
	cp -R "$from" "$dir.part"
	chmod -R u+w "$dir.part"
	cd "$dir.part"
	rm -f go.work go.work.sum # their other modules are not here
	[ -e go.mod ] || go mod init "${2%@*}"
	for old in $(local_replaces); do go mod edit -dropreplace "$old"; done
	# A module before modules, whose vendor directory is not in the zip.
	if [ -e vendor.mod ]; then
		rm -rf vendor
		cp vendor.mod go.mod
		cp vendor.sum go.sum
	fi
	go mod download
	# Completes go.sum; what is missing on this system is not an error.
	go list -e -deps -test ./... >.packages 2>.problems || :
	touch .fetched
	cd /
	mv "$dir.part" "$dir"
}

list=$here/modules.txt
if [ "${1:-}" = -f ]; then
	list=$2
	shift 2
fi
mkdir -p "$root"
bad=0
while read -r name module _; do
	case $name in '' | '#'*) continue ;; esac
	if [ $# -gt 0 ]; then
		case " $* " in *" $name "*) ;; *) continue ;; esac
	fi
	if (fetch "$name" "$module"); then
		echo "$name: $root/$name"
	else
		echo "$name: $module could not be had" >&2
		bad=$((bad + 1))
	fi
done <"$list"
exit $((bad > 0))
