#!/bin/sh
# run.sh [--quick] BELAY BUILD_DIR [NAME...] - real programs, natively and watched
#
# Wanted of each: the same output, the same status, the same files, and no
# report.  --quick takes less of everything, a minute or two in all.  What
# cannot be had (no Go, no network, a package that is not installed) is
# skipped with the reason.  Last line: "N passed, N failed, N skipped".
#
#	sqlite3	 the test suite of github.com/mattn/go-sqlite3
#	python	 python3 -m test, a few large modules (libpython3-testsuite)
#	git	 git fsck of this repository, and of one made here
#	gcc	 gcc -O2 of a large generated file: the same object file
#	stress	 stress.c
set -u
quick=
[ "${1:-}" = --quick ] && { quick=1; shift; }
[ $# -ge 2 ] || {
	echo "usage: $0 [--quick] BELAY BUILD_DIR [NAME...]" >&2
	exit 2
}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
belay=$(command -v "$1") || { echo "$0: no '$1'" >&2; exit 3; }
case $belay in /*) ;; *) belay=$PWD/$belay ;; esac
mkdir -p "$2" || exit 3
build=$(cd "$2" && pwd)
shift 2
[ $# -gt 0 ] || set -- sqlite3 python git gcc stress
passed=0 failed=0 skipped=0

have() { command -v "$1" >/dev/null 2>&1; }
skip() { echo "$name: skipped: $1"; skipped=$((skipped + 1)); }
bad() { echo "$name: FAIL: $1"; failed=$((failed + 1)); }
milliseconds() { echo $(($(date +%s%N) / 1000000)); }

# timed COMMAND... - its status in $status, its time in $took
timed() {
	start=$(milliseconds)
	timeout -k 10 1200 "$@"
	status=$?
	took=$(($(milliseconds) - start))
}

# Lines of a test's output that may not change: no times, no addresses.
steady() {
	sed -e 's/^[0-9:]* load avg: [0-9.]* //' -e 's/([0-9.]*s)//' \
		-e 's/ -- test_[a-z]* passed in.*//' \
		-e 's/[0-9.]* *\(sec\|ms\|min\)[a-z]*//g' \
		-e 's/0x[0-9a-f]*/0x/g' -e '/Total duration/d' "$1"
}

# compare [MADE] COMMAND... - runs it both ways; MADE=FILE names a file that
# the command makes and that must come out the same
compare() {
	made=
	case $1 in MADE=*) made=${1#MADE=}; shift ;; esac
	out=$build/$name
	timed "$@" >"$out.native" 2>"$out.native.err" </dev/null
	native=$took want=$status
	[ -z "$made" ] || mv "$made" "$out.made"
	timed "$belay" run --format json -o "$out.json" -- "$@" \
		>"$out.stdout" 2>"$out.stderr" </dev/null
	if [ $status != $want ]; then
		bad "status $status, not $want: $(tail -n 1 "$out.stderr")"
	elif ! why=$(python3 "$here/../run/expect.py" silent "$out.json"); then
		bad "$(echo "$why" | head -n 3)"
	elif [ -n "$made" ] && ! cmp -s "$made" "$out.made"; then
		bad "$made differs"
	elif steady "$out.native" >"$out.want" &&
	    ! steady "$out.stdout" | cmp -s - "$out.want"; then
		bad "other output: $out.native $out.stdout"
	else
		echo "$name: ok, $native ms natively, $took ms watched"
		passed=$((passed + 1))
	fi
}

sqlite3() {
	have "${GO:-go}" || { skip 'no Go'; return; }
	"$root/tools/get-sqlite3.sh" "$build/sqlite3.d" \
		>"$build/sqlite3.log" 2>&1 ||
		{ skip "$(tail -n 1 "$build/sqlite3.log")"; return; }
	cd "$build/sqlite3.d" || exit 3
	compare ./sqlite3.test -test.v
}

python() {
	py=/usr/bin/python3
	"$py" -c 'import test.test_json, test.test_list' 2>/dev/null ||
		{ skip 'no test modules (apt-get install libpython3-testsuite)'
		return; }
	set -- test_json test_list test_dict test_bytes
	[ -n "$quick" ] || set -- "$@" test_threading test_subprocess \
		test_io test_zlib test_re test_pickle
	compare "$py" -m test --tempdir "$build" "$@"
}

git_repository() { # DIR
	rm -rf "$1"
	mkdir -p "$1"
	cd "$1" || exit 3
	git init -q .
	git config user.name belay
	git config user.email belay@example.org
	n=0 commits=100
	[ -z "$quick" ] || commits=20
	while [ $n -lt $commits ]; do
		n=$((n + 1))
		for file in "$root"/bench/* "$root"/tests/run/*; do
			[ -f "$file" ] &&
				sed "s/^/$n /" "$file" >"${file##*/}"
		done
		git add .
		git commit -q -m "change $n"
	done
}

git_fsck() {
	have git || { skip 'no git'; return; }
	git -C "$root" rev-parse --git-dir >/dev/null 2>&1 &&
		compare git -C "$root" fsck --full --no-progress --no-dangling
	name=git-made
	git_repository "$build/repository" >"$build/git.log" 2>&1
	compare git fsck --full --strict --no-progress
	name=git-log
	compare git log -p --stat
	name=git-gc
	compare git gc --aggressive --quiet
	cd "$build" || exit 3
}

# Functions that a compiler has to work for: loops, switches, inlining.
large_c() { # FUNCTIONS
	echo '#include <stddef.h>'
	echo 'struct s { int a, b; double d; struct s *next; };'
	awk -v n="$1" 'BEGIN {
	for (i = 0; i < n; i++) {
		printf "static inline int h%d(int x) { return x * %d + 1; }\n",
			i, i % 97 + 3
		printf "int f%d(struct s *p, int n, const char *t)\n{\n", i
		printf "\tint sum = %d;\n\tdouble d = 0;\n\n", i
		print  "\tfor (int i = 0; i < n; i++) {"
		printf "\t\tswitch (t[i] %% %d) {\n", i % 5 + 4
		for (k = 0; k < 4; k++)
			printf "\t\tcase %d:\n\t\t\tsum += h%d(i) ^ %d;\n" \
				"\t\t\tbreak;\n", k, i, k * i % 1000
		print  "\t\tdefault:\n\t\t\td += p->d * sum;\n\t\t}"
		print  "\t\tif (p->next && p->a > p->b)\n\t\t\tp = p->next;"
		print  "\t}\n\tp->d = d;\n\treturn sum + (int)d;\n}\n"
	} }'
}

gcc_large() {
	have gcc || { skip 'no gcc'; return; }
	nfunctions=800
	[ -z "$quick" ] || nfunctions=150
	large_c $nfunctions >"$build/large.c"
	cd "$build" || exit 3
	compare "MADE=$build/large.o" gcc -O2 -c -o "$build/large.o" large.c
}

stress() {
	"${CC:-cc}" -std=gnu11 -D_GNU_SOURCE -g -O2 -pthread \
		-o "$build/stress" "$here/stress.c" || { bad 'no build'; return; }
	seconds=60
	[ -z "$quick" ] || seconds=5
	compare "$build/stress" "$seconds"
}

for name; do
	case $name in
	sqlite3 | python | stress) "$name" ;;
	git) git_fsck ;;
	gcc) gcc_large ;;
	*) bad 'no such corpus' ;;
	esac
done
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
