#!/bin/sh
# run.sh NAME_ADDR BUILD_DIR [GO...] - names against those who should know
#
#	Go	frames of sampled addresses and of a stack over C, against
#		runtime.CallersFrames in the program itself, for each GO (how
#		to call a go command, default "go"; see versions.sh)
#	C, C++	against addr2line, wherever that knows a line, and
#		llvm-symbolizer for clang, whose DWARF 5 addr2line misreads
#
# NAME_ADDR is the program made of name_addr.c.  BUILD_DIR is made if it is
# not there.  The last line is "N passed, N failed, N skipped".
set -u
[ $# -ge 2 ] || { echo "usage: $0 NAME_ADDR BUILD_DIR [GO...]" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
name_addr=$(command -v "$1") || { echo "$0: no '$1'" >&2; exit 3; }
case $name_addr in /*) ;; *) name_addr=$PWD/$name_addr ;; esac
mkdir -p "$2" && cd "$2" || exit 3
shift 2
passed=0 failed=0 skipped=0
addresses=${ADDRESSES:-5000}
export GOFLAGS=-mod=mod GO111MODULE=on LC_ALL=C

pass() { passed=$((passed + 1)); }
fail() { echo "FAIL $*"; failed=$((failed + 1)); }
skip() { echo "skip $*"; skipped=$((skipped + 1)); }
have() { command -v "$1" >/dev/null 2>&1; }

# same CASE WANT GOT MIN: the two are equal and have at least MIN lines
same() {
	if [ "$(wc -l <"$2")" -lt "$4" ]; then
		fail "$1: fewer than $4 lines to compare"
	elif diff "$2" "$3" >difference; then
		pass
	else
		fail "$1: $(grep -c '^<' difference) of $(wc -l <"$2") differ"
		head -4 difference
	fi
}

# contains CASE TEXT COMMAND...
contains() {
	case=$1 text=$2
	shift 2
	got=$("$@")
	case $got in
	*"$text"*) pass ;;
	*) fail "$case: '$got' does not say '$text'" ;;
	esac
}

# says CASE GREP-ARGUMENTS: in what was got
says() {
	case=$1
	shift
	if grep -q "$@" got; then pass; else fail "$case: not there"; fi
}

address_of() { nm -C "$1" | sed -n "s/^0*\([0-9a-f]*\) [tTwW] $2\$/\1/p" | head -1; }

# ---- Go

go_names() { # CASE PROGRAM
	"$2" dump "$addresses" >want || { fail "$1: does not run"; return; }
	cut -f1 want | "$name_addr" "$2" >got
	# Up to 1.22 the runtime gives the innermost frame only.
	case $("$name_addr" -v "$2") in
	go1.1[0-9]* | go1.2[0-2]*) sed -i 's/ | .*//' got ;;
	esac
	same "$1" want got $((addresses / 2))

	"$2" stack >want || { fail "$1: does not run"; return; }
	cut -f1 want | "$name_addr" "$2" >got
	same "$1 stack" want got 20
	says "$1: inlined calls" \
		'innermost .* | main.(\*counter).add .* | main.middle '
	says "$1: generic method" 'main.(\*pair\[\.\.\.\]).set '
}

go_build() { # PROGRAM FLAGS...
	out=$PWD/$1
	shift
	(cd "$here/goprog" && $go build -o "$out" "$@" . 2>&1)
}

go_c_code() { # PROGRAM
	contains "$1: C in the preamble" 'goprog/main.go:' \
		"$name_addr" "$1" "$(address_of "$1" call_back)"
	contains "$1: C made by cgo" 'cgo-gcc-prolog:' \
		"$name_addr" "$1" "$(address_of "$1" '_cgo_.*_call_back')"
	contains "$1: at its entry" frameless \
		"$name_addr" -f "$1" "$(address_of "$1" main.main)"
	contains "$1: after a call" framed \
		"$name_addr" -f "$1" "$("$1" stack | sed -n '2s/	.*//p')"
}

go_all() { # how to call go
	go=$1
	version=$($go version 2>/dev/null | sed 's/go version \([^ ]*\).*/\1/')
	[ -n "$version" ] || { skip "$go: does not run"; return; }
	have gcc || { skip "$go: no gcc for cgo"; return; }
	for how in default stripped pie stripped-pie internal; do
		p=names-$version-$how
		case $how in
		default) go_build "$p" ;;
		stripped) go_build "$p" '-ldflags=-s -w' ;;
		pie) go_build "$p" -buildmode=pie ;;
		stripped-pie) go_build "$p" -buildmode=pie '-ldflags=-s -w' ;;
		internal) go_build "$p" -ldflags=-linkmode=internal ;;
		esac >log || { cat log; fail "$p: cannot be built"; return; }
		go_names "$p" "$PWD/$p"
	done
	contains "$version: release" "$version" "$name_addr" -v "$p"
	go_c_code "$PWD/names-$version-default"
	# Without section headers there is only what is loaded.
	cp "names-$version-stripped" bare
	printf '\0\0\0\0\0\0\0\0' | dd of=bare bs=1 seek=40 conv=notrunc 2>log
	printf '\0\0\0\0' | dd of=bare bs=1 seek=60 conv=notrunc 2>log
	cp "names-$version-stripped-pie" bare-pie
	printf '\0\0\0\0\0\0\0\0' | dd of=bare-pie bs=1 seek=40 conv=notrunc 2>log
	printf '\0\0\0\0' | dd of=bare-pie bs=1 seek=60 conv=notrunc 2>log
	go_names "$version: no sections" "$PWD/bare"
	go_names "$version: no sections, pie" "$PWD/bare-pie"
}

# ---- C and C++

# text_addresses FILE: every third address of its code
text_addresses() {
	readelf -SW "$1" | sed -n 's/^ *\[ *[0-9]*\] \.text *PROGBITS *\([0-9a-f]*\) [0-9a-f]* \([0-9a-f]*\).*/\1 \2/p' |
		{ read -r start size
		i=$((0x$start)) end=$((0x$start + 0x$size))
		while [ $i -lt $end ]; do
			printf '%x\n' $i
			i=$((i + 3))
		done; }
}

# by_reference FILE <ADDRESSES: in the form of name_addr, lines known only
by_reference() {
	if [ "$reference" = addr2line ]; then
		addr2line -afiCe "$1"
	else
		sed 's/^/0x/' | $reference --output-style=GNU -afiCe "$1"
	fi | sed 's/ (discriminator.*//' | awk '
		/^0x[0-9a-f]*$/ {
			if (l) print l
			sub(/^0x0*/, ""); l = $0 "\t"; n = 0; next
		}
		{ l = l (n % 2 ? " " : n ? " | " : "") $0; n++ }
		END { print l }' | sed 's/:?/:0/g' | grep -v ':0$\|:0 |'
}

# compare CASE FILE [KEEP]: the padding between functions is nobody's, though
# the line table and the symbol before it reach there
compare() {
	text_addresses "$2" | by_reference "$2" >want
	cut -f1 want | "$name_addr" "$2" >got
	grep -v '	??' got >named
	cut -f1 named | sed 's/$/\t/' >keep
	grep -F -f keep want | "${3:-cat}" >want.kept
	"${3:-cat}" <named >got.kept
	same "$1" want.kept got.kept 80
}

lines_only() { sed 's/[^	|]* \([^ ]*:[0-9]*\)/\1/g; s/ *|/ /g'; }

separate() { # the names are elsewhere
	cp c-5 whole
	id=$(readelf -n whole | sed -n 's/.*Build ID: //p')
	main=$(address_of whole main)
	want=$("$name_addr" whole "$main")
	objcopy --only-keep-debug whole whole.debug
	objcopy -g --strip-all --add-gnu-debuglink=whole.debug whole part
	contains 'link beside' "$want" "$name_addr" part "$main"
	mkdir -p .debug && mv whole.debug .debug/
	contains 'link in .debug' "$want" "$name_addr" part "$main"
	rest=${id#??}
	mkdir -p "tree/.build-id/${id%"$rest"}" other
	mv .debug/whole.debug "tree/.build-id/${id%"$rest"}/$rest.debug"
	contains 'nowhere' '??:0' "$name_addr" part "$main"
	contains 'by build-id' "$want" "$name_addr" -s tree part "$main"
	printf 'void f(void);\nvoid f(void) {}\n' |
		gcc -g -shared -fPIC -x c -o other/part.debug -
	contains 'another build' '??:0' "$name_addr" -s other part "$main"
	objcopy -g whole symtab
	contains 'symbol table' 'total ??:0' \
		"$name_addr" symtab "$(address_of symtab total)"
	if have dwz; then
		cp whole d1
		cp cxx-1 d2
		cp cxx-2 d3
		if dwz -q -m common.debug d1 d2 d3 2>log; then
			compare 'dwz, main' d1
			compare 'dwz, shared' d2 lines_only
		else
			skip 'dwz: refuses'
		fi
	else
		skip 'dwz: not installed'
	fi
}

refer_to() { # COMPILER
	reference=addr2line
	case $1 in clang*) reference=$llvm ;; esac
	if ! have "$1" || [ -z "$reference" ]; then
		skip "$1: it or what to compare with is missing"
		return 1
	fi
}

c_all() {
	for cc in clang gcc; do
		refer_to $cc || continue
		for v in 4 5; do
			$cc -O2 -gdwarf-$v -o c-$v-$cc "$here/inlined.c" &&
				compare "$cc, DWARF $v" c-$v-$cc
		done
	done
	cp c-5-gcc c-5
	gcc -O2 -g -gz -o c-gz "$here/inlined.c" && compare compressed c-gz
	! readelf -p .comment "$name_addr" | grep -q clang || reference=$llvm
	[ -z "$reference" ] || compare 'this program' "$name_addr"
	reference=addr2line
	separate
}

cxx_all() {
	for cxx in clang++ g++; do
		refer_to $cxx || continue
		$cxx -std=c++17 -O2 -g -o cxx "$here/templates.cc" || {
			fail "$cxx: cannot be built"
			continue
		}
		compare "$cxx" cxx lines_only
		nm cxx | sed -n 's/^\([0-9a-f]*\) [tTwW] _Z.*/\1/p' |
			"$name_addr" cxx >got
		for name in 'main::local::twice' 'outer::count<' \
			'outer::square<3>::area() const' \
			'(anonymous namespace)::table<'; do
			says "$cxx: $name" -F "$name"
		done
	done
}

llvm=
for l in llvm-symbolizer llvm-symbolizer-14 llvm-symbolizer-16 \
	llvm-symbolizer-19; do
	have $l && llvm=$l
done
if have g++; then
	g++ -std=c++17 -O2 -g -o cxx-1 "$here/templates.cc"
	g++ -std=c++17 -O1 -g -o cxx-2 "$here/templates.cc"
fi
if have addr2line && have gcc; then
	c_all
	cxx_all
else
	skip 'C and C++: need gcc and binutils'
fi
[ $# -gt 0 ] || set -- go
for command; do
	if have "${command%% *}"; then
		go_all "$command"
	else
		skip "Go: no '${command%% *}'"
	fi
done
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
