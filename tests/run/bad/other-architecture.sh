# shellcheck shell=sh disable=SC2034,SC2154
# A program for another machine.
build "$here/silent/exit-42.c"
# e_machine, two bytes at 18: 183 is AArch64, 62 is x86-64.
case $(uname -m) in
aarch64) machine='\076\000' ;;
*) machine='\267\000' ;;
esac
# shellcheck disable=SC2059
printf "$machine" | dd of="$prog" bs=1 seek=18 conv=notrunc 2>/dev/null
refused 3 -- "$prog"
says architecture
