#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh [-v] BELAY [FOLDER...] - findings of belay check beside marks
#
# Each folder with a go.mod below the FOLDERs (below this one, when none is
# named) is a case.  Its sources say at the ends of lines what must be found:
#
#	// want BL102			this rule, with its primary position here
#	// want BL101|BL102 "re"	one of these, with a message that fits
#	// may BL105			may be found here, or not
#	// or BL103			one line at least of all that say so
#
# Every error and warning must have its mark, and every mark its finding.
# Cases named in known.txt are wrong as yet, each for a reason that stands
# there: they do not fail the run, but when they are right they must be taken
# out.  Notes count only for what marks ask for, and where the folder is named
# after the rule.  Each miss and each false finding is printed, then totals
# for each rule.  -v also names the cases that are fine.
set -u
here=$(cd "$(dirname "$0")" && pwd)
verbose=0
[ "${1-}" = -v ] && { verbose=1; shift; }
[ $# -ge 1 ] || { echo "usage: $0 [-v] BELAY [FOLDER...]" >&2; exit 2; }
BELAY=$(realpath "$1")
shift
[ $# -gt 0 ] || set -- "$here"
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
export BELAY LC_ALL=C WORK="$work"
unset GOFLAGS GOWORK GOOS GOARCH NO_COLOR
command -v go >/dev/null || {
	echo "0 passed, 0 failed, 1 skipped (no Go here)"
	exit 0
}

for folder; do
	find "$(realpath "$folder")" -name go.mod -exec dirname {} \;
done | sort -u >"$work/cases"

# What is found in one case, and what its marks say: a line each.
cat >"$work/one.sh" <<'ONE'
for dir; do
	cd "$dir" || exit
	echo "case $dir"
	grep -rnE --include='*.go' --include='*.c' --include='*.h' \
		'(//|/\*) (want|may|or) BL' . | sed 's/^\.\//mark /'
	GOEXPERIMENT=
	grep -rqs --include='*.go' 'goexperiment.arenas' . &&
		GOEXPERIMENT=arenas
	GOEXPERIMENT=$GOEXPERIMENT timeout 60 "$BELAY" check -j1 --level note \
		--format json ./... 2>"$WORK/err.$$"
	code=$?
	[ $code -le 1 ] || { echo "failed $code"; sed 's/^/err /' "$WORK/err.$$"; }
done
ONE
xargs -P 2 -n 16 sh -c 'sh "$WORK/one.sh" "$@" >"$WORK/out.$(echo "$1" | tr / .)"' sh \
	<"$work/cases"
cat "$work"/out.* >"$work/all" 2>/dev/null

awk -v verbose="$verbose" -v root="$here/" -v list="$here/known.txt" '
BEGIN {
	while ((getline line_ < list) > 0)
		if (line_ !~ /^#/ && split(line_, word, " ") > 1)
			known[word[1]] = 1
}
function short(dir) {
	return index(dir, root) == 1 ? substr(dir, length(root) + 1) : dir
}
function problem(kind, where, text) {
	printf "%-6s %s/%s: %s\n", kind, short(dir), where, text
	bad = 1
}
# One of the codes of a mark, its message too.
function fits(m, f) {
	return markfile[m] == file[f] && markline[m] == line[f] &&
		index("|" markcodes[m] "|", "|" code[f] "|") &&
		(markre[m] == "" || message[f] ~ markre[m])
}
function names_rule(f,    name) {
	name = short(dir)
	return index(name, rule[f] "/") == 1 || index(name, rule[f] "-") == 1
}
function first_code(codes) {
	sub(/\|.*/, "", codes)
	return codes
}
function finish(    m, f, found, ors, orfound, orcode, orwhere) {
	if (dir == "")
		return
	ors = orfound = 0
	for (m = 1; m <= nmarks; m++) {
		found = 0
		for (f = 1; f <= n; f++)
			if (fits(m, f)) {
				used[f] = 1
				found = 1
			}
		if (markkind[m] == "want") {
			c = first_code(markcodes[m])
			wanted[c]++
			if (found)
				hit[c]++
			else
				problem("missed", markfile[m] ":" markline[m],
					markcodes[m])
		} else if (markkind[m] == "or") {
			ors++
			orfound += found
			if (orwhere == "") {
				orcode = first_code(markcodes[m])
				orwhere = markfile[m] ":" markline[m]
			}
		}
	}
	if (ors > 0) {
		wanted[orcode]++
		if (orfound)
			hit[orcode]++
		else
			problem("missed", orwhere, orcode " (or elsewhere)")
	}
	for (f = 1; f <= n; f++)
		if (!used[f] && (level[f] != "note" || names_rule(f))) {
			false_[code[f]]++
			problem("false", file[f] ":" line[f],
				code[f] " " message[f])
		}
	if (failure != "")
		problem("failed", "", failure)
	if (short(dir) in known) {
		if (bad)
			skipped++
		else {
			problem("right", "", "take it out of known.txt")
			failed++
		}
	} else if (bad)
		failed++
	else {
		passed++
		if (verbose)
			print "ok     " short(dir)
	}
}
function value(s) {
	sub(/^ *"[A-Za-z]*": "?/, "", s)
	sub(/"?,?$/, "", s)
	gsub(/\\"/, "\"", s)
	return s
}
function add_mark(place, text,    k, r, parts) {
	while (match(text, /(\/\/|\/\*) (want|may|or) BL[0-9]+([| ]+BL[0-9]+)*( "[^"]*")?/)) {
		k = substr(text, RSTART, RLENGTH)
		text = substr(text, RSTART + RLENGTH)
		nmarks++
		split(place, parts, ":")
		markfile[nmarks] = parts[1]
		markline[nmarks] = parts[2]
		markre[nmarks] = ""
		if (match(k, /"[^"]*"$/)) {
			markre[nmarks] = substr(k, RSTART + 1, RLENGTH - 2)
			k = substr(k, 1, RSTART - 2)
		}
		sub(/^(\/\/|\/\*) /, "", k)
		r = k
		sub(/ .*/, "", r)
		markkind[nmarks] = r
		sub(/^[a-z]+ /, "", k)
		gsub(/ +/, "|", k)
		gsub(/\|+/, "|", k)
		markcodes[nmarks] = k
	}
}
/^case / {
	finish()
	dir = substr($0, 6)
	n = nmarks = bad = indiag = 0
	failure = ""
	split("", used)
	next
}
/^mark / {
	s = substr($0, 6)
	match(s, /^[^:]*:[0-9]+:/)
	add_mark(substr(s, 1, RLENGTH), substr(s, RLENGTH + 1))
	next
}
/^failed / { failure = "belay check ended with " $2; next }
/^err / { failure = failure "\n       " substr($0, 5); next }
# Keys of a finding stand three spaces deep, those of its steps five.
/^   "code": / { n++; code[n] = value($0) }
/^   "rule": / { rule[n] = value($0) }
/^   "level": / { level[n] = value($0) }
/^   "file": / && !indiag { file[n] = value($0) }
/^   "line": / && !indiag { line[n] = value($0) }
/^   "message": / && !indiag { message[n] = value($0) }
/^ "diagnostics": / { indiag = 1 }
END {
	finish()
	for (c in wanted)
		codes[c]
	for (c in false_)
		codes[c]
	for (i = 100; i < 500; i++) {
		c = "BL" i
		if (c in codes)
			printf "%s  %3d of %3d found, %d false\n", c, hit[c],
				wanted[c], false_[c]
	}
	printf "%d passed, %d failed, %d skipped (known.txt)\n", passed, failed,
		skipped
	exit failed > 0
}' "$work/all"
