# shellcheck shell=sh disable=SC2034,SC2154
# Command lines that make no sense.
build "$here/silent/exit-42.c"
refused 2
refused 2 --
refused 2 --frobnicate -- "$prog"
says frobnicate
refused 2 --budget -- "$prog"
refused 2 --budget lots -- "$prog"
says lots
refused 2 --format morse -- "$prog"
says morse
refused 2 --mode clairvoyant -- "$prog"
says clairvoyant
refused 2 --exit-code many -- "$prog"
says many
refused 2 -o
