#!/bin/sh
# bench.sh findings [--from DIR] [--json] [NAME...] - what is said of real code
#
# Runs `belay check` over the standard library and the modules of
# modules.tsv, and prints a row for each.  Reports stay in $BUILD/findings,
# one NAME.json each, and all findings in list.tsv there; findings.md says of
# each whether it is right.  --from takes what that folder holds instead of
# running.  Names choose some.
# shellcheck disable=SC2154 # module_options sets json, from, names and out
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=bench/lib/modules.sh
. bench/lib/modules.sh
module_options findings "$@"

# name, kind, module@version and packages of those that are asked for
awk -v only=" $names " '!/^#/ && NF && (only == "  " || index(only, " " $2 " ")) {
	print $2, $1, $3, $4 }' bench/modules.tsv >"$out/modules"
if [ -z "$from" ]; then
	awk '$2 != "std" { print $1, $3 }' "$out/modules" >"$out/fetch"
	awk '{ print $4 }' "$out/modules" | headers
	fetch_modules "$out/fetch" "$out/fetch.log"
fi

row() { # name, kind, version, lines, cgo lines, seconds, errors, warnings, diagnostics
	if [ -n "$json" ]; then
		printf '{"name":"findings-%s","kind":"%s","version":"%s","lines":%s,"cgoLines":%s,"seconds":%s,"errors":%s,"warnings":%s,"diagnostics":%s}\n' "$@"
	else
		printf '%-12s %-4s %-10.10s %8s %8s %8s %6s %8s %6s\n' "$@"
	fi
}

[ -n "$json" ] || printf '%-12s %-4s %-10s %8s %8s %8s %6s %8s %6s\n' \
	module kind version lines cgo seconds errors warnings diags
: >"$out/list.tsv"
: >"$out/totals"
while read -r name kind module _; do
	report=$out/$name.json
	if [ "$kind" = std ]; then
		dir=$(go env GOROOT)/src what=std version=$(go env GOVERSION)
	else
		dir=$BELAY_ORACLE/$name what=./... version=${module##*@}
	fi
	[ -d "$dir" ] || continue
	if [ -z "$from" ] && ! check_module "$dir" "$report" "$what"; then
		echo "$name: $(tail -n 1 "${report%.json}.err")" >&2
		echo "$name $kind failed" >>"$out/totals"
		continue
	fi
	[ -s "$report" ] || continue
	# shellcheck disable=SC2046 # two numbers
	set -- $(lines_of "$dir")
	errors=$(summary errors "$report")
	warnings=$(summary warnings "$report")
	row "$name" "$kind" "$version" "$1" "$2" \
		"$(summary seconds "$report")" "$errors" "$warnings" \
		"$(awk '/^ "diagnostics"/ { on = 1 } on && /"message"/ { n++ }
			END { print n + 0 }' "$report")"
	echo "$name $kind $1 $2 $errors $warnings" >>"$out/totals"
	findings "$report" | sed "s/^/$name	/" >>"$out/list.tsv"
done <"$out/modules"

[ -n "$json" ] || awk '
	$3 == "failed" { failed++; next }
	{ n[$2]++; l[$2] += $3; c[$2] += $4; e[$2] += $5; w[$2] += $6 }
	END {
		for (k in n)
			printf "%s: %d modules, %d lines (%d of packages with C), %d errors, %d warnings\n",
				k, n[k], l[k], c[k], e[k], w[k]
		if (failed)
			print failed " could not be checked"
	}' "$out/totals" | sort
