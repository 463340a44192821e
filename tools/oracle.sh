#!/bin/sh
# oracle.sh [--quick] [SUITE] [TARGET...] - the front end beside Go's own
#
#	syntax	  tokens and trees, against go/scanner and go/parser
#	load	  packages and their files, against `go list`
#	constant  exact arithmetic, against go/constant
#	types	  types, values and objects, against go/types
#	cgo	  types of C.x, against what cgo generates
#	ir	  SSA of functions, against x/tools' go/ssa
#	calls	  who calls whom, against x/tools' go/callgraph
#	errors	  what Go's own tests say must be an error, or must not
#	pointers  what Go's own test says must not be given to C, against BL401
#
# Without a suite, all of them.  Targets are for types, cgo, ir and calls: std,
# cmd, or folders of modules.  What is needed is installed and fetched first:
# the newest Go, the modules of tests/oracle/modules.txt into $BELAY_ORACLE
# (default: ~/.cache/belay-oracle), and GOROOT/test when there is none.
# --quick takes less of everything, and only what is here already.  Nothing is
# sampled: each disagreement is in the files that are named at the end.  The
# last line is `N passed, N failed`, of all suites together.
set -u
export LC_ALL=C
cd "$(dirname "$0")/.." || exit 3
# shellcheck source=tools/need.sh
. tools/need.sh
quick=
[ "${1-}" = --quick ] && { quick=--quick; shift; }
suites='syntax load constant types cgo ir calls errors pointers'
case " $suites " in *" ${1-} "*) [ $# -gt 0 ] && { suites=$1; shift; } ;; esac
need_to_build
need 'to ask Go' go=golang-go
root=${BELAY_ORACLE:-${XDG_CACHE_HOME:-$HOME/.cache}/belay-oracle}
build=${BUILD:-$PWD/build}/oracle
log=$build/log
here=tests/oracle
export BELAY_ORACLE="$root"
mkdir -p "$log" "$root" || exit 3

# GOROOT/test is in few distributions of Go, but in Debian's sources.
fetch_tests() {
	[ -e "$($go env GOROOT)/test/235.go" ] && return
	[ -e "$(GOTOOLCHAIN=local go env GOROOT)/test/235.go" ] && return
	set -- "$root"/.go-src/usr/share/go-*/test
	[ -e "$1" ] && return
	package=$(apt-cache search '^golang-1[.0-9]*-src$' | sort -V |
		sed -n '$s/ .*//p')
	[ "$package" ] || return
	mkdir -p "$root/.go-src"
	(cd "$root/.go-src" && apt-get -qq download "$package" &&
		dpkg -x ./*.deb . && rm -f ./*.deb) >"$log/tests" 2>&1 ||
		echo "skipped: $package could not be had, see $log/tests"
}

# Modules with C, and the headers that they include.
fetch_c() {
	"$here/fetch.sh" -f "$here/cgo/modules.txt" >"$log/fetch-c" 2>&1 ||
		grep 'could not be had' "$log/fetch-c"
	# shellcheck disable=SC2046 # a list
	set -- $(awk '!/^#/ && $3 != "-" { gsub(/,/, "\n", $3); print $3 }' \
		"$here/cgo/modules.txt" | sort -u)
	for package; do
		shift
		set -- "$@" "/usr/share/doc/$package=$package"
	done
	want 'to include what modules with C include' "$@" || :
}

if [ -z "$quick" ]; then
	go=$("$here/go.sh" --fetch) || exit 3
	$go version
	fetch_tests
	"$here/fetch.sh" >"$log/fetch" 2>&1 ||
		grep 'could not be had' "$log/fetch"
	case $suites in *cgo*) fetch_c ;; esac
else
	go=$("$here/go.sh") || exit 3
	$go version
fi
export BELAY_GO="$go"

[ -e "$build/build.ninja" ] ||
	meson setup "$build" --buildtype=release >"$log/build" 2>&1 ||
	{ tail "$log/build" >&2; exit 3; }
ours=$build/tests/oracle
# shellcheck disable=SC2046 # a list
ninja -C "$build" $(printf 'tests/oracle/%s ' syntax_ours load_dump types_dump \
	cgo_dump ir_dump) belay \
	>"$log/build" 2>&1 || { tail "$log/build" >&2; exit 3; }

run() { # SUITE TARGET...
	suite=$1
	shift
	set -- "$log/$suite" "$@"
	work=$1
	shift
	list=$log/$suite.list
	case $suite in
	syntax) "$here/syntax/run.sh" "$ours/syntax_ours" "$work" $quick ;;
	load) "$here/load/run.sh" "$ours/load_dump" "$work" $quick ;;
	constant)
		count=5000000
		[ "$quick" ] && count=200000
		"$here/constant/run.sh" "$work" $count "$go"
		;;
	types)
		"$here/types/run.sh" $quick "$ours/types_dump" "$work" \
			-list "$list" "$@"
		;;
	cgo)
		"$here/cgo/run.sh" $quick "$ours/cgo_dump" "$work" -v "$@"
		;;
	ir)
		"$here/ir/run.sh" $quick "$ours/ir_dump" "$work" -list "$list" \
			-v "$@"
		;;
	calls)
		"$here/calls/run.sh" $quick "$build/belay" "$work" -list "$list" \
			"$@"
		;;
	errors)
		"$here/errors/run.sh" "$ours/types_dump" "$work" -list "$list"
		;;
	pointers)
		"$here/pointers/run.sh" "$build/belay" "$work" -v
		;;
	esac
}

# The rows of a suite's own table, as "files things disagreements".
figures() { # SUITE
	awk -v suite="$1" '
	function total(f, t, d) { files += f; things += t; bad += d }
	/^target / || /^suite / { table = 1; next }
	suite == "types" && table && NF == 10 { total($3, $5 + $6, $7 + $8 + $10) }
	suite == "ir" && table && NF > 10 { total($2, $10, $6 + $7 + $8) }
	suite == "calls" && table && NF == 8 { total($3 * ($2 == "cha"), $4, $6 * /vta/) }
	suite == "errors" && table && NF >= 10 {
		total($(NF - 7), $(NF - 5), $(NF - 2) + $(NF - 1))
	}
	/^facts / { total(0, $2, $4) }
	/^files / { total($2, $2, 0) }
	suite == "syntax" && /^[0-9]+ passed, / { total(0, 0, $3) }
	suite == "cgo" && / names and types of C$/ { total(0, $(NF - 5), 0) }
	suite == "cgo" && /^[0-9]+ passed, / { total(0, 0, $3) }
	(suite == "constant" || suite == "pointers") && /^[0-9]+ passed, / {
		total(0, $1 + $3, $3)
	}
	END { print files + 0, things + 0, bad + 0 }' "$log/$1.out"
}

passed=0 failed=0
table=$log/table
printf '%-9s %9s %10s %9s %9s %7s %8s\n' suite files compared disagree \
	passed failed seconds >"$table"
for suite in $suites; do
	echo "== $suite"
	start=$(date +%s)
	(run "$suite" "$@") | tee "$log/$suite.out"
	line=$(sed -n '$p' "$log/$suite.out")
	line=${line%, [0-9]* skipped}
	case $line in
	*[0-9]' passed, '*[0-9]' failed') ;;
	*) line='0 passed, 1 failed' ;;
	esac
	p=${line%% *} f=${line#*, }
	f=${f%% *}
	passed=$((passed + p)) failed=$((failed + f))
	# shellcheck disable=SC2046,SC2183 # three numbers
	printf '%-9s %9s %10s %9s %9s %7s %8s\n' "$suite" \
		$(figures "$suite") "$p" "$f" $(($(date +%s) - start)) >>"$table"
done
echo '== all'
cat "$table"
for list in "$log"/*.list; do
	[ -s "$list" ] && echo "disagreements: $list"
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
