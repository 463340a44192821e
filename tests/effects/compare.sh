#!/bin/sh
# SPDX-License-Identifier: MIT
# Effects beside hand labels, for the functions of real libraries.
#
#	compare.sh EFFECTS_CHECK [FOLDER|LIBRARY...]
#
# labels/ was there while the solver was made, labels2/ is from after it: what
# they say is told apart.  A file of labels says where the sources are found:
#	#@ debian PACKAGE          Debian's source package
#	#@ go MODULE@VERSION       a module with C sources
#	#@ header PACKAGES FILE... headers of -dev packages (a,b,c)
#	#@ files PATTERN...        which files of it
#	#@ flags FLAG...           for the compiler
#	#@ empty FILE...           headers that "configure" would make; what they
#	                           say is in the flags
# Sources are kept in $BELAY_EFFECTS, or ~/.cache/belay-effects.  What cannot
# be had is skipped, and said so.
set -u
here=$(cd "$(dirname "$0")" && pwd)
check=$1
shift
cache=${BELAY_EFFECTS:-${XDG_CACHE_HOME:-$HOME/.cache}/belay-effects}
mkdir -p "$cache/apt/lists/partial" "$cache/apt/archives/partial"

apt_options() {
	keys=/usr/share/keyrings/debian-archive-keyring.gpg
	suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
	echo "deb-src [signed-by=$keys] http://deb.debian.org/debian $suite main
deb [signed-by=$keys] http://deb.debian.org/debian $suite main" \
		>"$cache/apt/sources.list"
	echo "-o Dir::Etc::SourceList=$cache/apt/sources.list
		-o Dir::Etc::SourceParts=/dev/null
		-o Dir::State::Lists=$cache/apt/lists
		-o Dir::Cache=$cache/apt"
}

# Its lists are fetched once.
apt_ready() {
	options=$(apt_options)
	[ -e "$cache/apt/ready" ] && return 0
	# shellcheck disable=SC2086
	apt-get $options update >/dev/null 2>&1 && : >"$cache/apt/ready"
}

# debian_source PACKAGE: unpacks it into $cache/PACKAGE.
debian_source() {
	[ -d "$cache/$1" ] && return 0
	apt_ready || return 1
	mkdir -p "$cache/tar/$1"
	# shellcheck disable=SC2086
	(cd "$cache/tar/$1" && apt-get $options source --download-only "$1" \
		>/dev/null 2>&1) || return 1
	for tar in "$cache/tar/$1"/*.orig.tar.* "$cache/tar/$1"/*.tar.*; do
		case $tar in
		*.asc | *debian.tar* | *unicode*) continue ;;
		esac
		[ -e "$tar" ] || continue
		mkdir -p "$cache/$1"
		tar -xf "$tar" -C "$cache/$1" --strip-components=1 && return 0
	done
	return 1
}

# header_source PACKAGES FILE...: a source that includes them.
header_source() {
	dir=$cache/dev
	mkdir -p "$dir/deb"
	for p in $(echo "$1" | tr , ' '); do
		[ -e "$dir/deb/$p" ] && continue
		dpkg -s "$p" >/dev/null 2>&1 && continue
		apt_ready || return 1
		# shellcheck disable=SC2086
		(cd "$dir" && apt-get $options download "$p" >/dev/null 2>&1 &&
			dpkg-deb -x "$p"_*.deb . && : >"deb/$p") || return 1
	done
	shift
	for f; do
		echo "#include <$f>"
	done >"$dir/$name.c"
	arch=$dir/usr/lib/x86_64-linux-gnu
	flags="-I$dir/usr/include -I$dir/usr/include/x86_64-linux-gnu"
	flags="$flags -I$dir/usr/include/glib-2.0 -I$arch/glib-2.0/include"
	flags="$flags -I$dir/usr/include/libxml2 -I/usr/include/libxml2"
	files=$name.c
}

# empty_headers FILE...: has them in a folder of their own.
empty_headers() {
	mkdir -p "$cache/empty"
	for f in $1; do
		: >"$cache/empty/$f"
	done
	empty="-I$cache/empty"
}

# Sets dir, files and flags from the lines "#@".
sources_of() {
	files='' flags='' dir='' empty=''
	while read -r mark kind rest; do
		[ "$mark" = '#@' ] || continue
		case $kind in
		debian)
			debian_source "$rest" || return 1
			dir=$cache/$rest
			;;
		go)
			dir=$(cd / && go mod download -json "$rest" 2>/dev/null |
				sed -n 's/^\t"Dir": "\(.*\)",*$/\1/p')
			[ -n "$dir" ] || return 1
			;;
		header)
			# shellcheck disable=SC2086
			header_source $rest || return 1
			;;
		files) files=$rest ;;
		flags) flags=$rest ;;
		empty) empty_headers "$rest" ;;
		esac
	done <"$1"
	flags="$flags $empty"
}

# compare_file LABELS: adds to passed, failed and skipped.
compare_file() {
	if ! sources_of "$1"; then
		echo "== $name: no sources"
		skipped=$((skipped + 1))
		return
	fi
	# shellcheck disable=SC2086
	out=$(cd "$dir" && EFFECTS_QUIET=1 "$check" labels "$1" $files \
		-- -D_GNU_SOURCE $flags 2>&1)
	last=$(echo "$out" | tail -n 1)
	echo "== $name: $last"
	echo "$out" | sed '$d'
	good=${last%% passed*}
	bad=${last#*, }
	passed=$((passed + good))
	failed=$((failed + ${bad%% failed*}))
}

status=0
for folder in labels labels2; do
	passed=0
	failed=0
	skipped=0
	for labels in "$here/$folder"/*.txt; do
		name=$(basename "$labels" .txt)
		case " $* " in
		'  ' | *" $name "* | *" $folder "*) compare_file "$labels" ;;
		esac
	done
	[ $((passed + failed + skipped)) -gt 0 ] || continue
	echo "$folder: $passed passed, $failed failed, $skipped skipped"
	# A person's labels are not the last word: what differs is told.
	one_of=20
	[ $folder = labels2 ] && one_of=10
	[ $((failed * one_of)) -le $((passed + failed)) ] || status=1
done
exit $status
