#!/bin/sh
# list.sh DIR PREFIX SUFFIX - the names between PREFIX and SUFFIX in DIR
#
# The build asks for its tests here, so that a new one is a new file and
# nothing else.  (Meson sees it at the next `meson setup --reconfigure`.)
set -eu
cd "$1"
for file in "$2"*"$3"; do
	[ -e "$file" ] || continue
	name=${file#"$2"}
	echo "${name%"$3"}"
done
