#!/bin/sh
# install.sh BUILD - a program builds and runs against what is installed
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
command -v pkg-config >/dev/null || exit 77

DESTDIR=$work/root meson install -C "$1" --no-rebuild --quiet >/dev/null
pc=$(find "$work/root" -name belay.pc)
export PKG_CONFIG_PATH="${pc%/*}" PKG_CONFIG_SYSROOT_DIR="$work/root"
cat >"$work/try.c" <<END
#include <belay/error.h>
int main(void)
{
	return belay_strerror(BELAY_ESTALE)[0] != 'h';
}
END
# shellcheck disable=SC2046 # words for the compiler
"${CC:-cc}" -o "$work/try" "$work/try.c" $(pkg-config --cflags --libs belay)
LD_LIBRARY_PATH=${pc%/pkgconfig/*} "$work/try"
"$(find "$work/root" -path '*/bin/belay')" version >/dev/null
echo "2 passed, 0 failed"
