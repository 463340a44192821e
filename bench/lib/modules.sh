# shellcheck shell=sh
# modules.sh - sourced: modules of the proxy, and what belay says about them
#
# Needs $BELAY and $BUILD. Copies of modules are those of the oracles, in $BELAY_ORACLE:
# tests/oracle/fetch.sh brings them, and what is there already stays.
# shellcheck source=tools/need.sh
. tools/need.sh
BELAY_ORACLE=${BELAY_ORACLE:-${XDG_CACHE_HOME:-$HOME/.cache}/belay-oracle}
export BELAY_ORACLE

# Sets json, from, names (those that are asked for; none: all) and out, the
# folder of the reports: that of --from, which are then not made again.
# shellcheck disable=SC2034 # they are for whoever sources this
module_options() { # benchmark, arguments...
	bench=$1 json='' from=''
	shift
	while [ $# -gt 0 ]; do
		case $1 in
		--json) json=1 ;;
		--from) from=$2; shift ;;
		-*) echo "bench $bench: unknown option '$1'" >&2; exit 2 ;;
		*) break ;;
		esac
		shift
	done
	names=$* out=${from:-$BUILD/$bench}
	mkdir -p "$out"
}

# Packages of Debian, with commas between or one a line, from standard input.
headers() {
	set --
	for package in $(tr ',' '\n' | grep -v '^-$' | sort -u); do
		set -- "$@" "/usr/share/doc/$package=$package"
	done
	want 'to include what modules with C include' "$@" || :
}

# LIST has lines "name module@version"; what cannot be had is said.
fetch_modules() { # LIST, log
	tests/oracle/fetch.sh -f "$1" >"$2" 2>&1 ||
		grep 'could not be had' "$2" >&2
}

# Ends belay when it takes more than five minutes or 6 GB, which then counts
# as a failure of its own.
check_module() { # folder, out.json, belay's options and packages...
	checked=$1 report=$2
	shift 2
	# shellcheck disable=SC3045 # dash and bash have it
	(cd "$checked" && ulimit -v 6000000 &&
		timeout 300 "$BELAY" check --format json "$@") \
		>"$report" 2>"${report%.json}.err"
	case $? in
	0 | 1) return 0 ;;
	*) return 1 ;;
	esac
}

# A number of the report's summary.
summary() { # word, out.json
	awk -v w="\"$1\":" '$1 == w { sub(/,$/, "", $2); print $2; exit }' "$2"
}

# The findings, one a line, with tabs between: code, level, file, line,
# function, message.
findings() { # out.json
	awk '
	function value(s) {
		sub(/^[^:]*: "?/, "", s)
		sub(/"?,?$/, "", s)
		return s
	}
	/^ "findings"/ { on = 1 }
	/^ "diagnostics"/ { on = 0 }
	!on { next }
	/^   "code":/ { code = value($0) }
	/^   "level":/ { level = value($0) }
	/^   "file":/ { file = value($0) }
	/^   "line":/ { line = value($0) }
	/^   "function":/ { f = value($0) }
	/^   "message":/ {
		printf "%s\t%s\t%s\t%s\t%s\t%s\n", code, level, file, line,
			f, value($0)
	}' "$1"
}

# Lines of Go below a folder: all, and those of folders where C is imported.
lines_of() { # folder
	find "$1" -name '*.go' ! -name '*_test.go' ! -path '*/testdata/*' \
		! -path '*/vendor/*' -exec grep -c '' /dev/null {} + |
		awk -F: '{ s += $NF } END { printf "%d ", s }'
	find "$1" -name '*.go' ! -name '*_test.go' ! -path '*/testdata/*' \
		! -path '*/vendor/*' -exec grep -l '^import "C"\|^	"C"$' {} + |
		sed 's|/[^/]*$||' | sort -u | while read -r dir; do
		find "$dir" -maxdepth 1 -name '*.go' ! -name '*_test.go' \
			-exec cat {} +
	done | grep -c '' || :
}
