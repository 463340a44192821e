# shellcheck shell=sh disable=SC2034,SC2154
# Installed in a folder whose name LD_PRELOAD could not hold.
build "$here/misuse/uaf-read.c"
lib=$(find "$(dirname "$belay")" "$(dirname "$belay")/.." \
	-name libbelay_preload.so 2>/dev/null | head -n 1)
[ -n "$lib" ] || skip 'no libbelay_preload.so near belay'
mkdir -p "$out.d/with space:and colon"
cp "$belay" "$lib" "$out.d/with space:and colon/"
belay="$out.d/with space:and colon/${belay##*/}"
want=1 how=
watched /dev/null
expect misuse "$here/misuse/uaf-read.c" "$here/misuse/uaf-read.want"
