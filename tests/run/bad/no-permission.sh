# shellcheck shell=sh disable=SC2034,SC2154
# A file that may not be executed.
build "$here/silent/exit-42.c"
chmod 644 "$prog"
refused 3 -- "$prog"
says "${prog##*/}"
