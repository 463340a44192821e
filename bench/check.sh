#!/bin/sh
# bench.sh check [--json] [--repeat N] [--alone] - a whole analysis
#
# `belay check std` from empty caches, beside go vet, staticcheck and NilAway
# (bench/check-go has their versions): CPU seconds of all processes, and the
# peak of the largest one.  Theirs are run once, since that takes minutes;
# what go vet and staticcheck need compiled is counted apart; --alone leaves
# them out.  Then the front end beside go/types with the same sources in memory
# (tests/oracle/types/only), and belay against itself: two threads, and ten
# times the code.  Medians of belay's own.
# shellcheck disable=SC2154 # bench_options sets work, repeat and json
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=bench/lib/table.sh
. bench/lib/table.sh
alone=''
for arg; do
	shift
	case $arg in
	--alone) alone=1 ;;
	*) set -- "$@" "$arg" ;;
	esac
done
bench_options check "$@"
command -v go >/dev/null || { echo "bench check: needs go" >&2; exit 3; }
# What belay knows of C; emptied before each run that is to be cold.
export XDG_CACHE_HOME="$work/cache"

# user+sys seconds, wall seconds and peak KB of a command, then the CPU seconds
# of stages that --stats tells: front end, flow; in one line
once() { # folder, command...
	(cd "$1" && shift &&
		/usr/bin/time -f '%U %S %e %M' -o "$work/time" "$@" \
			>"$work/out" 2>&1) || :
	awk 'NR == FNR { line = ($1 + $2) " " $3 " " $4; next }
	$1 ~ /^(load|parse|types)$/ && $3 == "s" { front += $2 }
	$1 == "flow" && $3 == "s" { flow = $2 }
	END { print line, front + 0, flow + 0 }' "$work/time" "$work/out"
}

cold() { # command...
	rm -rf "$XDG_CACHE_HOME"
	once "$work/one" "$@"
}

# N packages of 10 files whose functions keep memory of C in maps.
caches() { # folder, packages
	i=0
	while [ $i -lt "$2" ]; do
		mkdir -p "$1/caches$i"
		for k in 0 1 2 3 4 5 6 7 8 9; do
			sed "s/@/$k/g" bench/check/cache.go.in \
				>"$1/caches$i/cache$k.go"
		done
		i=$((i + 1))
	done
}

# A peer, once; false with a line when it did not come to its end.
peer() { # name, command...
	file=$work/$1
	shift
	(cd "$work/one" && /usr/bin/time -f '%U %S %e %M' -o "$work/time" \
		"$@" >"$work/out" 2>&1) || :
	if grep -q 'terminated by signal' "$work/time"; then
		echo "bench check: $(basename "$file"): killed at" \
			"$(awk 'END { print $4 }' "$work/time") KB" >&2
		return 1
	fi
	awk 'END { print $1 + $2, $3, $4 }' "$work/time" >"$file"
}

peers() {
	(cd bench/check-go &&
		go build -o "$work/staticcheck.bin" \
			honnef.co/go/tools/cmd/staticcheck &&
		go build -o "$work/nilaway.bin" \
			go.uber.org/nilaway/cmd/nilaway)
	export GOCACHE="$work/gocache" STATICCHECK_CACHE="$work/sccache"
	peer compile go list -export -f '' std || :
	peer vet go vet std || :
	peer staticcheck "$work/staticcheck.bin" std || :
	peer nilaway "$work/nilaway.bin" std || :
	unset GOCACHE STATICCHECK_CACHE
}

# belay beside a peer that was run: CPU, with what it needs compiled first,
# and memory
beside() { # peer's name, its file, compiled?
	[ -e "$work/$2" ] || return 0
	ours=$(median 1 "$work/std1") theirs=$(median 1 "$work/$2")
	say check-std "$1" "$(divide "$theirs" "$ours")" "$ours" "$theirs" 'CPU s'
	if [ -n "$3" ]; then
		theirs=$(awk '{ s += $1 } END { print s }' \
			"$work/compile" "$work/$2")
		say check-std-cold "$1" "$(divide "$theirs" "$ours")" "$ours" \
			"$theirs" 'CPU s, compiling too'
	fi
	ours=$(median 3 "$work/std1") theirs=$(median 3 "$work/$2")
	say check-std-memory "$1" "$(divide "$theirs" "$ours")" "$ours" "$theirs" KB
}

growth() { # measure, column, unit
	ours=$(median "$2" "$work/large") theirs=$(median "$2" "$work/small")
	say "$1" a-tenth "$(divide "$ours" "$theirs")" "$ours" "$theirs" "$3"
}

bench_module "$work/one" 40
caches "$work/one" 20
bench_module "$work/ten" 400
caches "$work/ten" 200
(cd tests/oracle/types && go build -o "$work/types-go" ./only)
[ -n "$alone" ] || peers
i=0
while [ $i -lt "$repeat" ]; do
	cold "$BELAY" check -j1 --stats std >>"$work/std1"
	cold "$BELAY" check -j2 std >>"$work/std2"
	once "$work/one" "$work/types-go" std >>"$work/types"
	i=$((i + 1))
done
# Once uncounted, so that the C is known: it is clang's time.
for folder in one ten; do
	once "$work/$folder" "$BELAY" check ./... >/dev/null
done
i=0
while [ $i -lt "$repeat" ]; do
	once "$work/one" "$BELAY" check -j1 --stats ./... >>"$work/small"
	once "$work/ten" "$BELAY" check -j1 --stats ./... >>"$work/large"
	i=$((i + 1))
done

title
beside 'go vet' vet 1
beside staticcheck staticcheck 1
beside nilaway nilaway ''
ours=$(median 4 "$work/std1") theirs=$(median 1 "$work/types")
say check-front go/types "$(divide "$theirs" "$ours")" "$ours" "$theirs" 'CPU s'
ours=$(median 2 "$work/std2") theirs=$(median 2 "$work/std1")
say check-threads one-thread "$(divide "$theirs" "$ours")" "$ours" "$theirs" 'wall s, two threads'
ours=$(median 3 "$work/std2") theirs=$(median 3 "$work/std1")
say check-threads-mem one-thread "$(divide "$ours" "$theirs")" "$ours" "$theirs" KB
growth check-growth 1 'CPU s'
growth check-growth-flow 5 'CPU s'
growth check-growth-mem 3 KB
