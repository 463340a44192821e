#!/bin/sh
# bench.sh recall [--from DIR] [--json] [NAME...] - known bugs, found or missed
#
# Runs `belay check` over the version before and the version after each fix
# of recall.tsv: before, one of its rules must be reported in its function;
# after, none of them.  Reports stay in $BUILD/recall, NAME-before.json and
# NAME-after.json.  --from takes what that folder holds instead of running.
# shellcheck disable=SC2154 # module_options sets json, from, names and out
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=bench/lib/modules.sh
. bench/lib/modules.sh
module_options recall "$@"
tab=$(printf '\t')
awk -F'\t' -v only=" $names " '
	!/^#/ && NF && (only == "  " || index(only, " " $1 " "))' \
	bench/recall.tsv >"$out/rows"

# Versions are fetched once, though several fixes may be between them.
place() { # module@version
	echo "recall-$1" | sed 's|[^A-Za-z0-9.@-]|-|g'
}

if [ -z "$from" ]; then
	cut -f5 "$out/rows" | headers
	cut -f2,3 "$out/rows" | tr '\t' '\n' | sort -u |
		while read -r version; do
			echo "$(place "$version") $version"
		done >"$out/fetch"
	fetch_modules "$out/fetch" "$out/fetch.log"
fi

# Prints yes when one of the rules is reported in one of the functions.
seen() { # out.json, file, functions, rules
	findings "$1" | awk -F'\t' -v file="$2" -v fns="$3" -v rules="$4" '
		{
			f = $5
			sub(/^[^(]*\(\*?/, "", f)
			gsub(/[()*]/, "", f)
			n = split(fns, fn, "|")
			for (i = 1; i <= n; i++) {
				m = "[.]" fn[i] "([.$].*)?$"
				gsub(/[.]/, "[.]", fn[i])
				if ($3 == file && index("|" rules "|", "|" $1 "|") &&
				    (("." f) ~ m || ("." $5) ~ m))
					yes = 1
			}
		}
		END { print yes ? "yes" : "no" }'
}

# Sets answer to yes, no or failed.
ask() { # name, stage, module@version, tags, file, functions, rules
	dir=$BELAY_ORACLE/$(place "$3") report=$out/$1-$2.json
	package=./$(dirname "$5")
	if [ "$4" = - ]; then set -- "$1" "$2" "$3" '' "$5" "$6" "$7"; fi
	if [ ! -d "$dir" ]; then
		answer=absent
	elif [ -z "$from" ] &&
		! check_module "$dir" "$report" ${4:+--tags "$4"} "$package"; then
		answer=failed
	else
		answer=$(seen "$report" "$5" "$6" "$7")
	fi
}

[ -n "$json" ] || printf '%-20s %-22s %-7s %-7s %s\n' \
	fix rules before after verdict
found=0 silent=0 all=0
while IFS=$tab read -r name before after tags _ file functions rules _ _; do
	ask "$name" before "$before" "$tags" "$file" "$functions" "$rules"
	b=$answer
	ask "$name" after "$after" "$tags" "$file" "$functions" "$rules"
	a=$answer
	all=$((all + 1))
	case $b$a in
	yesno) verdict=found found=$((found + 1)) silent=$((silent + 1)) ;;
	yes*) verdict='found, not silent after' found=$((found + 1)) ;;
	nono) verdict=missed silent=$((silent + 1)) ;;
	*) verdict="missed ($b, $a)" ;;
	esac
	if [ -n "$json" ]; then
		printf '{"name":"recall-%s","rules":"%s","before":"%s","after":"%s"}\n' \
			"$name" "$rules" "$b" "$a"
	else
		printf '%-20s %-22s %-7s %-7s %s\n' \
			"$name" "$rules" "$b" "$a" "$verdict"
	fi
done <"$out/rows"
[ -n "$json" ] || echo "$found of $all found before, $silent of $all silent after"
