# shellcheck shell=sh disable=SC2034,SC2154
# A folder in place of a program.
mkdir -p "$out.d"
refused 3 -- "$out.d"
says "$out.d" directory
