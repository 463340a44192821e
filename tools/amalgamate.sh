#!/bin/sh
# amalgamate.sh DIR - libbelay as two files, DIR/belay.h and DIR/belay.c
#
# For programs that take the source in, and for the Go module, whose archive
# cannot reach outside of go/.  What two files both call by one name (static
# functions and variables, structs, macros) gets the name of its file added.
set -eu
export LC_ALL=C
[ $# = 1 ] || { echo "usage: $0 DIR" >&2; exit 2; }
case $1 in /*) out=$1 ;; *) out=$PWD/$1 ;; esac
cd "$(dirname "$0")/.."
mkdir -p "$out"
version=$(sed -n "s/^  version: '\([^']*\)'.*/\1/p" meson.build)
sources=$(sed -n '/^lib_files/,/)/p' src/lib/meson.build |
	grep -o "'[^']*\.c'" | tr -d "'")

# Each header once, where it is first asked for.
# shellcheck disable=SC2016 # awk's dollars
expand='
function expand(path,   line, name) {
	while ((getline line < path) > 0) {
		if (line ~ /^\/\* SPDX-License-Identifier/)
			continue
		if (line ~ /^# *include "/) {
			name = line
			sub(/^[^"]*"/, "", name)
			sub(/".*/, "", name)
			if (name in seen)
				continue
			seen[name] = 1
			if (name ~ /^belay\// && !headers)
				continue
			expand((name ~ /^belay\// ? "include/" : "src/") name)
			continue
		}
		print line
	}
	close(path)
}'

{
	printf '/* SPDX-License-Identifier: MIT */\n'
	printf '/* belay.h - libbelay %s in one header, made by tools/amalgamate.sh */\n' \
		"$version"
	# shellcheck disable=SC2012 # plain names
	ls include/belay/*.h | sed 's,include/,,' | awk "$expand"'
	BEGIN { headers = 1 }
	{
		if (!($0 in seen)) {
			seen[$0] = 1
			expand("include/" $0)
		}
	}'
} >"$out/belay.h"

# FILE KIND:NAME for each name at file level; the kind is tag or name.
names() {
	for source in $sources $(cd src/lib && ls ./*.h); do
		awk -v file="${source%.c}" '
		function found(kind, name) {
			if (name != "")
				print file, kind ":" name
		}
		/^static / || (began && /^[a-z_0-9]+\(/) {
			line = $0
			if (line ~ /\(/ && line !~ /^[^=]*=/) {
				sub(/\(.*/, "", line)
			} else {
				sub(/ *=.*/, "", line)
				sub(/[;\[].*/, "", line)
			}
			if (line ~ /[A-Za-z_0-9]$/) {
				sub(/.*[^A-Za-z_0-9]/, "", line)
				found("name", line)
			}
		}
		{ began = /^static [^;({=]*$/ }
		/^(static (const )?)?(struct|enum|union) [a-z_0-9]+ \{/ {
			line = $0
			sub(/ \{.*/, "", line)
			sub(/.* /, "", line)
			found("tag", line)
		}
		/^# *define / {
			line = $0
			sub(/^# *define +/, "", line)
			sub(/[^A-Za-z_0-9].*/, "", line)
			found("name", line)
		}' "src/lib/$source" | sort -u
	done
}

all=$(names)
twice=$(printf '%s\n' "$all" | awk '{ print $2 }' | sort | uniq -d)
{
	printf '/* SPDX-License-Identifier: MIT */\n'
	printf '/* belay.c - libbelay %s in one file, made by tools/amalgamate.sh */\n' \
		"$version"
	printf '#ifndef _GNU_SOURCE\n#define _GNU_SOURCE\n#endif\n'
	printf '#include "belay.h"\n'
	for source in $sources; do
		echo "$source"
	done | awk -v all="$all" -v twice="$twice" "$expand"'
	# Not in comments and strings, and not the fields of structs.
	function rename(line,   new, before, name, kind, quoted) {
		if (line ~ /^[ \t]*(\/\*|\*)/)
			return line
		new = ""
		quoted = 0
		while (match(line, /"|[A-Za-z_][A-Za-z_0-9]*/)) {
			before = substr(line, 1, RSTART - 1)
			name = substr(line, RSTART, RLENGTH)
			line = substr(line, RSTART + RLENGTH)
			new = new before
			kind = new ~ /(struct|enum|union) $/ ? "tag" : "name"
			if (name == "\"")
				quoted = !quoted
			else if (!quoted && (kind ":" name) in renamed &&
			    before !~ /(\.|->)$/)
				name = renamed[kind ":" name]
			new = new name
		}
		return new line
	}
	BEGIN {
		n = split(twice, word, "\n")
		for (i = 1; i <= n; i++)
			shared[word[i]] = 1
		nrows = split(all, row, "\n")
		seen["belay.h"] = 1
	}
	{
		file = $0
		stem = file
		sub(/\.c$/, "", stem)
		path = "src/lib/" file
		while ((getline line < path) > 0) {
			if (line !~ /^# *include "/)
				continue
			name = line
			sub(/^[^"]*"/, "", name)
			sub(/".*/, "", name)
			if (name ~ /^belay\// || name in seen)
				continue
			seen[name] = 1
			expand("src/" name)
		}
		close(path)
		printf "\n/* src/lib/%s */\n\n", file
		split("", renamed)
		macros = ""
		for (i = 1; i <= nrows; i++) {
			split(row[i], word, " ")
			if (word[1] != stem)
				continue
			name = word[2]
			sub(/.*:/, "", name)
			# A macro ends with its file, whoever else has it.
			if (name ~ /^[A-Z_0-9]+$/)
				macros = macros "#undef " name "\n"
			else if (word[2] in shared)
				renamed[word[2]] = stem "_" name
		}
		while ((getline line < path) > 0)
			if (line !~ /^# *include "/ && line !~ /SPDX-License/)
				print rename(line)
		close(path)
		printf "%s", macros
	}'
} >"$out/belay.c"
