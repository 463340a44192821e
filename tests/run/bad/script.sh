# shellcheck shell=sh disable=SC2034,SC2154
# Scripts run as their interpreter does; a static one is refused.
# shellcheck disable=SC2016
printf '#!/bin/sh -e\necho "$# $1"\nexit 6\n' >"$prog"
chmod 755 "$prog"
"$belay" run --format json -o "$out.json" -- "$prog" 'a b' c >"$out.stdout" \
	2>"$out.stderr"
status=$?
[ $status = 6 ] || fail "exit status $status, not 6: $(cat "$out.stderr")"
[ "$(cat "$out.stdout")" = '2 a b' ] || fail 'other output'
how=
expect silent
printf '#!/usr/bin/env sh\nexit 8\n' >"$prog"
"$belay" run -- "$prog" >/dev/null 2>&1
[ $? = 8 ] || fail 'env is not followed'
echo 'int main(void) { return 0; }' >"$out.c"
if "${CC:-cc}" -static -o "$out.static" "$out.c" 2>/dev/null; then
	printf '#!%s\n' "$out.static" >"$prog"
	refused 3 -- "$prog"
	says static
fi
