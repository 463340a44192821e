#!/bin/sh
# bench.sh mapmisuse [--json] [--alone] [--modules [NAME...]] - misuse of maps
#
# The cases of tests/rules for BL201, BL202, BL301 and BL401, all in one
# module, under `belay check`, and under what else looks for some of it:
# staticcheck's SA5000, nilness and NilAway (BL201; bench/check-go has their
# versions), and go vet's cgocall (BL401).  A case is found when a report has
# the line of a mark.  A case has a false alarm when it is silent and there is a
# report, or when one has no marked line.  Of nilness and NilAway only what they
# say of writes to maps is taken.  --alone leaves all of them out.  Each miss and
# each false alarm is in $BUILD/mapmisuse/TOOL.txt afterwards.
#
# --modules runs all over modules of modules.tsv instead, twenty when none is
# named, and counts reports; they are in $BUILD/mapmisuse/NAME.TOOL.
# shellcheck disable=SC2154 # module_options sets json, names and out
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=bench/lib/modules.sh
. bench/lib/modules.sh
alone='' modules=''
for arg; do
	shift
	case $arg in
	--alone) alone=1 ;;
	--modules) modules=1 ;;
	*) set -- "$@" "$arg" ;;
	esac
done
module_options mapmisuse "$@"
rules='BL201 BL202 BL301 BL401'
twenty='pebble lo tools exp go-cmp grpc protobuf cobra gonum badger net btree
redcon consul-api sqlite3 gopacket zmq4 pkcs11 malgo seccomp'
one=$out/cases
command -v go >/dev/null || { echo "bench mapmisuse: needs go" >&2; exit 3; }

# One module: each case is a folder of it, with the same import paths below.
# marks has lines "case DIR" and "mark KIND FILE LINE".
gather() {
	rm -rf "$one"
	mkdir -p "$one"
	printf 'module bench.test\n\ngo 1.23\n' >"$one/go.mod"
	for mod in tests/rules/nil-map-write-*/*/go.mod \
		tests/rules/unhashable-key-*/*/go.mod \
		tests/rules/unsynchronized-map-*/*/go.mod \
		tests/rules/go-pointer-in-c-*/*/go.mod; do
		case=$(dirname "${mod#tests/rules/}")
		mkdir -p "$one/$case"
		cp -R "tests/rules/$case/." "$one/$case/"
		rm "$one/$case/go.mod"
		find "$one/$case" -name '*.go' -exec sed -i \
			"s|\"example.com/${case#*/}/|\"bench.test/$case/|" {} +
	done
	(
		cd "$one"
		find . -mindepth 2 -maxdepth 2 -type d |
			sed 's|^\./|case |' | sort
		grep -rnoE --include='*.go' --include='*.c' --include='*.h' \
			'(//|/\*) (want|or|may) BL[0-9]+' . |
			sed -E 's|^\./([^:]*):([0-9]*):.. ([a-z]*) .*|mark \3 \1 \2|'
	) >"$out/marks"
}

# What a tool says of the module here: a line for each report.  Those of belay
# begin with the rule; NilAway's are paragraphs, whose other lines name places,
# too.
ask() { # tool, name of the module, its path
	raw=$out/$2.$1.raw
	case $1 in
	belay)
		check_module . "$out/$2.json" \
			--rules "$(echo "$rules" | tr ' ' ,)" ./... || :
		cp "$out/$2.err" "$raw"
		findings "$out/$2.json" |
			awk -F'\t' '{ print $1, $3 ":" $4, $6 }'
		;;
	staticcheck)
		peer "$out/staticcheck.bin" -checks SA5000 ./...
		grep -F '(SA5000)' "$raw" || :
		;;
	nilness)
		peer "$out/nilness.bin" ./...
		grep -F 'nil dereference in map update' "$raw" || :
		;;
	nilaway)
		peer "$out/nilaway.bin" -include-pkgs="$3" $plainly ./...
		nilaway_writes "$raw"
		;;
	nilaway-all)
		peer "$out/nilaway.bin" -include-pkgs="$3" $plainly \
			-experimental-struct-init=true \
			-experimental-anonymous-function=true ./...
		nilaway_writes "$raw"
		;;
	vet)
		peer go vet -cgocall ./...
		grep -F 'Go type with embedded pointer to C' "$raw" || :
		;;
	esac
}
plainly='-pretty-print=false -group-error-messages=false'

# In ten minutes and 6 GB, as belay.
peer() { # command...
	# shellcheck disable=SC3045 # dash and bash have it
	(ulimit -v 6000000 && exec timeout 600 "$@") >"$raw" 2>&1 || :
}

nilaway_writes() { # its output
	awk 'BEGIN { RS = "" } /written to at an index/ {
		gsub(/\n/, " "); print }' "$1"
}

# Counts of one rule: positive, found, silent, false alarms.
judge() { # tool, prefix of its folders, code or ''
	awk -v tool="$1" -v prefix="$2" -v code="$3" '
	function case_of(file,    parts) {
		split(file, parts, "/")
		return parts[1] "/" parts[2]
	}
	FILENAME ~ /marks$/ && $1 == "case" { cases[++n] = $2; next }
	FILENAME ~ /marks$/ {
		mark[$3 ":" $4] = 1
		if ($2 != "may")
			positive[case_of($3)] = 1
		next
	}
	code != "" && $1 != code { next }
	{
		s = $0
		hit = dir = ""
		while (match(s, /[-A-Za-z0-9_.\/]+\.(go|c|h):[0-9]+/)) {
			at = substr(s, RSTART, RLENGTH)
			s = substr(s, RSTART + RLENGTH)
			# Only the first place has all folders.
			if (dir == "") {
				if (!match(at, prefix "[a-z-]*/"))
					next
				at = substr(at, RSTART)
				dir = case_of(at)
			} else {
				sub(/^.*\//, "", at)
				for (m in mark)
					if (case_of(m) == dir &&
					    substr(m, length(m) - length(at)) == "/" at)
						at = m
			}
			if (at in mark)
				hit = 1
		}
		if (dir == "")
			next
		if (hit && positive[dir])
			found[dir] = 1
		else {
			wrong[dir] = 1
			print "false alarm: " $0 >"/dev/stderr"
		}
	}
	END {
		for (i = 1; i <= n; i++) {
			c = cases[i]
			if (index(c, prefix) != 1)
				continue
			if (positive[c]) {
				all++
				hits += found[c]
				if (!found[c])
					print "missed: " c >"/dev/stderr"
			} else
				silent++
			alarms += wrong[c]
		}
		printf "%d %d %d %d\n", all, hits, silent, alarms
	}' "$out/marks" "$out/$1.said" 2>>"$out/$1.txt"
}

row() { # code, tool, positive, found, silent, false alarms
	if [ -n "$json" ]; then
		printf '{"name":"mapmisuse-%s","tool":"%s","positive":%d,"found":%d,"silent":%d,"falseAlarms":%d}\n' "$@"
	else
		printf '%-6s %-20s %8d %6d %7d %7d %12d\n' "$1" "$2" "$3" \
			"$4" $(($3 - $4)) "$5" "$6"
	fi
}

slug() {
	case $1 in
	BL201) echo nil-map-write ;;
	BL202) echo unhashable-key ;;
	BL301) echo unsynchronized-map ;;
	BL401) echo go-pointer-in-c ;;
	esac
}

# One tool: how the table calls it, and the rules that it has a part in.
judge_all() { # tool, title, codes...
	tool=$1 called=$2
	shift 2
	(cd "$one" && ask "$tool" cases bench.test) >"$out/$tool.said"
	: >"$out/$tool.txt"
	for code; do
		filter=''
		[ "$tool" != belay ] || filter=$code
		# shellcheck disable=SC2046 # four numbers
		row "$code" "$called" \
			$(judge "$tool" "$(slug "$code")-" "$filter")
	done
}

over_cases() {
	[ -n "$json" ] || printf '%-6s %-20s %8s %6s %7s %7s %12s\n' \
		rule tool positive found missed silent 'false alarms'
	# shellcheck disable=SC2086 # a list
	judge_all belay belay $rules
	[ -z "$alone" ] || return 0
	judge_all staticcheck 'staticcheck SA5000' BL201
	judge_all nilness nilness BL201
	judge_all nilaway NilAway BL201
	judge_all nilaway-all 'NilAway, all of it' BL201
	judge_all vet 'go vet -cgocall' BL401
}

# How many, or - when the tool did not come to its end.
count() { # name, tool
	if [ ! -s "$out/$1.$2" ] && grep -qE \
		'^-: |could not|internal error|panic:|out of memory|terminated' \
		"$out/$1.$2.raw"; then
		echo -
	else
		grep -c "${3-}" "$out/$1.$2" || :
	fi
}

columns() { # name, words...
	printf '%-12s' "$1"
	shift
	printf ' %11s' "$@"
	echo
}

over_modules() {
	tools='staticcheck nilness nilaway nilaway-all vet'
	[ -z "$alone" ] || tools=''
	[ -n "$names" ] || names=$twenty
	# shellcheck disable=SC2086 # lists
	set -- $names
	awk -v only=" $* " 'index(only, " " $2 " ") { print $2, $3 }' \
		bench/modules.tsv >"$out/fetch"
	fetch_modules "$out/fetch" "$out/fetch.log"
	# shellcheck disable=SC2086 # lists
	[ -n "$json" ] || columns module $rules $tools
	for module; do
		dir=$BELAY_ORACLE/$module
		[ -d "$dir" ] || continue
		path=$(cd "$dir" && go list -m)
		for tool in belay $tools; do
			(cd "$dir" && ask "$tool" "$module" "$path") \
				>"$out/$module.$tool"
		done
		set --
		for code in $rules; do
			set -- "$@" "$(count "$module" belay "^$code")"
		done
		for tool in $tools; do
			set -- "$@" "$(count "$module" "$tool")"
		done
		if [ -n "$json" ]; then
			echo "$*" | awk -v name="$module" \
				-v keys="$rules $tools" '{
				n = split(keys, key, " ")
				printf "{\"name\":\"mapmisuse-%s\"", name
				for (i = 1; i <= NF; i++)
					printf ",\"%s\":%s", key[i],
						$i == "-" ? "null" : $i
				print "}"
			}'
		else
			columns "$module" "$@"
		fi
	done
}

if [ -z "$alone" ]; then
	(cd bench/check-go && go build -o "$out/staticcheck.bin" \
		honnef.co/go/tools/cmd/staticcheck &&
		go build -o "$out/nilaway.bin" \
			go.uber.org/nilaway/cmd/nilaway &&
		go build -o "$out/nilness.bin" \
			golang.org/x/tools/go/analysis/passes/nilness/cmd/nilness)
fi
if [ -n "$modules" ]; then
	over_modules
else
	gather
	over_cases
fi
