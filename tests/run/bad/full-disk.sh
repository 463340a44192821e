# shellcheck shell=sh disable=SC2034,SC2154
# The report does not fit where it should go; the program runs all the same.
build "$here/silent/exit-42.c"
[ -c /dev/full ] || skip 'no /dev/full'
"$belay" run --format json -o /dev/full -- "$prog" >"$out.stdout" \
	2>"$out.stderr"
status=$?
[ $status = 3 ] || fail "exit status $status, not 3"
grep -q '^belay: .*/dev/full.*: .*pace' "$out.stderr" ||
	fail "says '$(cat "$out.stderr")'"
refused 3 -o "$out.d/no/such/folder/report" -- "$prog"
says "$out.d/no/such/folder/report"
