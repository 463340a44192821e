# shellcheck shell=sh disable=SC2034,SC2154
# A name without a slash is looked for in PATH.
build "$here/silent/exit-42.c"
PATH=${prog%/*}:$PATH "$belay" run -- "${prog##*/}" >"$out.stdout" 2>&1
[ $? = 42 ] || fail "not found: $(cat "$out.stdout")"
