# shellcheck shell=sh disable=SC2034,SC2154
# A set-uid program: the kernel would take the preload away.
build "$here/silent/exit-42.c"
chmod u+s "$prog"
refused 3 -- "$prog"
says set-uid
