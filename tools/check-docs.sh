#!/bin/sh
# check-docs.sh - fail if a row of a table is documented nowhere
#
# A command has a manual page of its own and its line in belay(1), an option
# of the runtime a line in belay-run(1), a kind of finding and an output
# format one in belay-run(1) too.  Whatever can be said on the command line
# and in a report can thus be looked up.
set -eu
cd "$(dirname "$0")/.."
bad=0

# The first argument of each row NAME(...), without quotes.
rows() { # NAME, file
	sed -n "s/^$1(\"\{0,1\}\([A-Za-z0-9-]*\)\"\{0,1\},.*/\1/p" "$2"
}

documented() { # row, pattern, page
	[ -e "$3" ] && grep -q -e "$2" "$3" && return
	echo "$1: not in $3"
	bad=1
}

for name in $(rows CMD src/cli/cmds.def); do
	documented "command $name" "^\.It .*Cm $name\>" man/belay.1
	case $name in help | version) continue ;; esac # belay(1) says it all
	documented "command $name" "^\.Nm belay-$name\$" "man/belay-$name.1"
	ls tests/cli/"$name"*.sh >/dev/null 2>&1 ||
		{ echo "command $name: no tests/cli/$name*.sh"; bad=1; }
done
sed -n 's/^CHECK("\([^"]*\)".*/\1/p' src/cli/doctor.def | {
	while read -r name; do
		documented "check $name" "^\.It $name\$" man/belay-doctor.1
	done
	[ $bad = 0 ]
} || bad=1
for code in $(rows RULE src/rules/rules.def); do
	documented "rule $code" "^# $code " "doc/rules/$code.md"
	for title in 'What it finds' Example 'Why it is wrong' \
		'How to fix it' 'When it is silent'; do
		documented "rule $code, '$title'" "^## $title\$" \
			"doc/rules/$code.md"
	done
	grep -rqs "\(//\|/\*\) \(want\|or\) .*$code" tests/rules ||
		{ echo "rule $code: nothing in tests/rules/ wants it"; bad=1; }
done
if [ -e man/belay-run.1 ]; then
	for name in $(rows OPTION src/record/options.def); do
		documented "option $name" "^\.It .*[ =]$name\>\|^\.It .*Fl -$name\>" \
			man/belay-run.1
	done
	for code in $(rows KIND src/record/kinds.def); do
		documented "kind $code" "^\.It .*$code\>" man/belay-run.1
	done
	for name in $(rows FORMAT src/emit/formats.def); do
		documented "format $name" "^\.It Cm $name\>" man/belay-run.1
	done
fi
exit $bad
