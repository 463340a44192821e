# shellcheck shell=sh
# table.sh - sourced by benchmarks: options, medians, rows of a table

# Sets json, repeat, and work, a folder that goes at exit.
# shellcheck disable=SC2034 # repeat is for whoever sources this
bench_options() { # name, arguments...
	name=$1 json='' repeat=5
	shift
	while [ $# -gt 0 ]; do
		case $1 in
		--json) json=1 ;;
		--repeat) repeat=$2; shift ;;
		*) echo "bench $name: unknown option '$1'" >&2; exit 2 ;;
		esac
		shift
	done
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
}

# The same packages, with all that Go has, N times over in one module.
bench_module() { # folder, copies
	mkdir -p "$1"
	printf 'module bench.test/copies\n\ngo 1.21\n' >"$1/go.mod"
	i=0
	while [ $i -lt "$2" ]; do
		for package in strconv text/template/parse go/ast sort; do
			to=$1/c$i/$(basename $package)
			mkdir -p "$to"
			cp "$(go env GOROOT)/src/$package/"*.go "$to/"
			rm -f "$to"/*_test.go
		done
		i=$((i + 1))
	done
}

median() { # column, file
	awk -v c="$1" '{ print $c }' "$2" | sort -n |
		awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

title() {
	[ -n "$json" ] || printf '%-18s %-14s %8s %12s %12s  %s\n' \
		measure peer ratio ours theirs unit
}

say() { # name, peer, ratio, ours, theirs, unit
	if [ -n "$json" ]; then
		printf '{"name":"%s","peer":"%s","ratio":%s,"ours":%s,"theirs":%s,"unit":"%s"}\n' "$@"
	else
		printf '%-18s %-14s %8s %12s %12s  %s\n' "$@"
	fi
}

divide() { # a, b
	awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", b ? a / b : 0 }'
}
