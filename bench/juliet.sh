#!/bin/sh
# juliet.sh --from DIR [--json] [--cpp] [CWE...] - the Juliet C test suite
#
# Builds each case of CWE416, CWE415, CWE761 and CWE590 in DIR twice: with its
# flaw (-DOMITGOOD) and without (-DOMITBAD). Both run under `belay run --budget
# max`: the first must be reported as what it is, the second must end by itself
# and silently. Beside them runs the flawed one built with -fsanitize=address.
#
# Some cases choose their path by rand(), wait for a console, a file, the
# environment or a socket, or print nothing because wprintf() refuses. world.c
# stands in for these, so that every case takes the path of its flaw each time:
# rand() is 1, and every input is text without the 'S' that some look for. A
# flawed program is taken not to execute its flaw when it ends by itself and
# neither belay nor ASan reports it; these names go to a file of their own.
#
# ASan runs without use-after-scope, which would stop some cases of CWE590 at a
# flaw that is not theirs, and has the support files instrumented too.
#
# --cpp adds the C++ cases; names of weaknesses at the end choose some. Needs
# $BELAY and keeps what it builds in $BUILD/bench-juliet.
set -eu
json='' from='' cpp='' only=''
while [ $# -gt 0 ]; do
	case $1 in
	--json) json=1 ;;
	--cpp) cpp=1 ;;
	--from) from=${2:?needs a folder}; shift ;;
	--cases) shift; only=1; break ;; # how it starts itself
	-*) echo "$0: unknown option '$1'" >&2; exit 2 ;;
	*) break ;;
	esac
	shift
done
: "${BELAY:?is not set: start this by tools/bench.sh juliet}"
work=${BUILD:-/tmp}/bench-juliet
seconds=10

# kinds CWE - what belay may call it, then what ASan does
kinds() {
	case $1 in
	CWE416) ours='BR10[17]' theirs='heap-use-after-free' ;;
	CWE415) ours=BR102 theirs='attempting double-free' ;;
	*) ours=BR103 theirs='attempting free on address' ;;
	esac
}

# compile OUT FLAG... - the program of $case, from all of its files
compile() {
	out=$1
	shift
	case " $* " in
	*address*) asan=.asan ;;
	*) asan='' ;;
	esac
	if [ "$ext" = cpp ]; then
		compiler=${CXX:-c++}
		# Each half of some cases has its own main.
		if [ -e "${case}_good1.cpp" ]; then
			case " $* " in
			*OMITBAD*) set -- "$@" "${case}_good1.cpp" ;;
			*) set -- "$@" "${case}_bad.cpp" ;;
			esac
		else
			set -- "$@" "$case"*.cpp
		fi
	else
		compiler=${CC:-cc}
		set -- "$@" "$case"*.c
	fi
	"$compiler" -O0 -g -w -DINCLUDEMAIN -I "$support" -o "$out" "$@" \
		"$work/io$asan.o" "$work/world$asan.o" -lpthread -lm 2>>"$work/errors"
}

# watched PROGRAM - in $found the codes it got, or what else happened to it
watched() {
	rm -f "$dir/report"
	status=0
	timeout $seconds "$BELAY" run --budget max --format json \
		-o "$dir/report" -- "$1" <"$work/text" >"$dir/out" 2>&1 ||
		status=$?
	found=$(sed -n 's/^ *"code": "\(BR[0-9]*\)".*/\1/p' "$dir/report" |
		sort -u | tr '\n' ,)
	found=${found%,}
	[ -n "$found" ] || [ $status = 0 ] || found=status-$status
}

# one - the line of $case: weakness, name, flawed, ASan, good
one() {
	name=${case##*/}
	kinds "${name%%_*}"
	if ! compile "$dir/bad" -DOMITGOOD ||
		! compile "$dir/good" -DOMITBAD ||
		! compile "$dir/asan" -DOMITGOOD -fsanitize=address \
			-fno-sanitize-address-use-after-scope; then
		echo "${name%%_*} $name not-built - -" >>"$work/lines"
		return
	fi
	watched "$dir/bad"
	bad=${found:--}
	timeout $seconds "$dir/asan" <"$work/text" >"$dir/out" 2>&1 || :
	asan=$(sed -n 's/.*ERROR: AddressSanitizer: //p' "$dir/out" | head -n 1)
	case $asan in
	'') asan=- ;;
	*$theirs*) asan=right ;;
	*) asan=other ;;
	esac
	watched "$dir/good"
	# shellcheck disable=SC2254 # a pattern
	case $bad in
	$ours) bad=right ;;
	esac
	echo "${name%%_*} $name $bad $asan ${found:--}" >>"$work/lines"
}

if [ -n "$only" ]; then
	support=$1/testcasesupport
	shift
	dir=$(mktemp -d "$work/case.XXXXXX")
	trap 'rm -rf "$dir"' EXIT
	for file; do
		ext=${file##*.} case=${file%.*}
		one
	done
	exit
fi

[ -d "$from/testcasesupport" ] || {
	echo "$0: --from needs a checkout of the Juliet C test suite" >&2
	exit 2
}
[ $# -gt 0 ] || set -- CWE416 CWE415 CWE761 CWE590
from=$(cd "$from" && pwd)
rm -rf "$work"
mkdir -p "$work"
cat >"$work/world.c" <<'END'
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wchar.h>

int rand(void)
{
	return 1;
}

/* Standard output has been used for bytes: libc's own would refuse. */
int wprintf(const wchar_t *format, ...)
{
	const wchar_t *text;
	va_list args;
	int n = 0;

	(void)format;
	va_start(args, format);
	for (text = va_arg(args, const wchar_t *); text[n]; n++)
		putchar((char)text[n]);
	va_end(args);
	return n;
}

FILE *fopen(const char *path, const char *mode)
{
	(void)path;
	return fdopen(dup(STDIN_FILENO), mode);
}

int bind(int fd, const struct sockaddr *to, socklen_t len)
{
	(void)fd, (void)to, (void)len;
	return 0;
}

int listen(int fd, int backlog)
{
	(void)fd, (void)backlog;
	return 0;
}

int accept(int fd, struct sockaddr *from, socklen_t *len)
{
	(void)from, (void)len;
	return dup(fd);
}

int connect(int fd, const struct sockaddr *to, socklen_t len)
{
	(void)fd, (void)to, (void)len;
	return 0;
}

/* Two letters of wchar_t, or eight of char. */
ssize_t recv(int fd, void *to, size_t size, int flags)
{
	(void)fd, (void)flags;
	size = size < 8 ? size : 8;
	memset(to, 'a', size);
	return (ssize_t)size;
}
END
echo 'a line of text' >"$work/text"
# The wide cases give L"ADD" to getenv(), which takes it for "A".
export ADD=text A=text
for file in "$from/testcasesupport/io.c" "$work/world.c"; do
	object=$work/$(basename "$file" .c)
	"${CC:-cc}" -c -O0 -g -w -I "$from/testcasesupport" \
		-o "$object.o" "$file" || exit 3
	"${CC:-cc}" -c -O0 -g -w -I "$from/testcasesupport" \
		-fsanitize=address -o "$object.asan.o" "$file" || exit 3
done

# A case is all files with its name up to the two digits of its flow.
for cwe; do
	find "$from/testcases" -name "${cwe}_*_[0-9][0-9]*.c" -print
	[ -z "$cpp" ] ||
		find "$from/testcases" -name "${cwe}_*_[0-9][0-9]*.cpp" -print
done | grep -v w32 |
	sed -E 's/_([0-9][0-9])[a-z]?(_[A-Za-z0-9]*)?\.(c|cpp)$/_\1.\3/' |
	sort -u >"$work/cases"
[ -s "$work/cases" ] || { echo "$0: no cases of $* in $from" >&2; exit 3; }
start=$(date +%s)
xargs -n 16 -P "$(nproc)" "$0" --cases "$from" <"$work/cases"

for list in missed unexecuted alarms not-built; do : >"$work/$list"; done
[ -n "$json" ] || {
	echo "kernel $(uname -r), $(nproc) cores, $(date +%Y-%m-%d)," \
		"$(($(date +%s) - start)) s"
	echo
	echo '| weakness | cases | reported | missed | not executed | false alarms | ASan |'
	echo '|---|---|---|---|---|---|---|'
}
status=0
for cwe; do
	awk -v cwe="$cwe" -v json="$json" -v work="$work" '
	$1 != cwe { next }
	$3 == "not-built" { print $2 >>(work "/not-built"); failed++; next }
	{ cases++ }
	$3 == "right" { ours++ }
	$4 == "right" { theirs++ }
	$3 == "-" && $4 == "-" { idle++; print $2 >>(work "/unexecuted") }
	$3 != "right" && !($3 == "-" && $4 == "-") {
		missed++
		print $2, $3 >>(work "/missed")
	}
	$5 != "-" { alarms++; print $2, $5 >>(work "/alarms") }
	END {
		if (!json)
			printf "| %s | %d | %d | %d | %d | %d | %d |\n", cwe,
				cases, ours, missed, idle, alarms, theirs
		else {
			printf "{\"name\":\"juliet-%s\",\"peer\":\"ASan\"," \
				"\"ratio\":%.3f,\"ours\":%d,\"theirs\":%d," \
				"\"unit\":\"cases\"}\n", cwe,
				theirs ? ours / theirs : 0, ours, theirs
			printf "{\"name\":\"juliet-%s-alarms\"," \
				"\"peer\":null,\"ratio\":null,\"ours\":%d," \
				"\"theirs\":null,\"unit\":\"cases\"}\n", cwe,
				alarms
		}
		exit failed > 0
	}' "$work/lines" || status=3
done
[ $status = 0 ] || echo "some were not built: see $work/errors" >&2
[ -n "$json" ] || printf '\n%s\n' \
	"names in $work: missed, unexecuted, alarms"
exit $status
