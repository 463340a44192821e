# shellcheck shell=sh
# need.sh - sourced: installs what a script needs, and says so first
#
#	need "to build" meson=meson libdw.pc=libdw-dev
#	want "to check the scripts" shellcheck=shellcheck
#
# Each word is CHECK=PACKAGE: a command, NAME.pc for what pkg-config knows,
# or the path of a file.  When everything is there nothing is touched, so that a second run
# works without a network.  need gives up when something cannot be had, want
# goes on without it.  Nothing ever asks.

there() { # CHECK
	case $1 in
	/*) [ -e "$1" ] ;;
	*.pc) pkg-config --exists "${1%.pc}" 2>/dev/null ;;
	*) command -v "$1" >/dev/null 2>&1 ;;
	esac
}

missing_of() { # CHECK=PACKAGE...
	missing=
	for word; do
		there "${word%%=*}" || missing="$missing ${word#*=}"
	done
	[ -z "$missing" ]
}

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	else
		sudo -n "$@"
	fi
}

install_packages() { # PACKAGE...
	set -- env DEBIAN_FRONTEND=noninteractive apt-get -qq -y \
		install --no-install-recommends "$@"
	# The lists may be older than the packages, or not there at all.
	as_root "$@" </dev/null >/dev/null 2>&1 && return
	as_root apt-get -qq update </dev/null >/dev/null &&
		as_root "$@" </dev/null >/dev/null
}

want() { # why, CHECK=PACKAGE...
	why=$1; shift
	missing_of "$@" && return
	echo "installing$missing ($why)" >&2
	if ! command -v apt-get >/dev/null; then
		echo "no apt-get here: install the like of$missing" >&2
		return 1
	fi
	if [ "$(id -u)" != 0 ] && ! sudo -n true 2>/dev/null; then
		echo "not root, and sudo would ask: apt-get install$missing" >&2
		return 1
	fi
	# shellcheck disable=SC2086 # a list
	install_packages $missing && missing_of "$@" && return
	echo "could not be had:$missing (no network?)" >&2
	return 1
}

need() { # why, CHECK=PACKAGE...
	want "$@" || exit 3
}

need_to_build() {
	need 'to build belay' cc=gcc meson=meson ninja=ninja-build \
		pkg-config=pkg-config libdw.pc=libdw-dev libelf.pc=libelf-dev \
		capstone.pc=libcapstone-dev zlib.pc=zlib1g-dev \
		gmp.pc=libgmp-dev mpfr.pc=libmpfr-dev \
		/usr/include/libiberty/demangle.h=libiberty-dev \
		/usr/lib/llvm-19/include/clang-c/Index.h=libclang-19-dev \
		/usr/lib/llvm-19/lib/clang/19/include/stddef.h=libclang-common-19-dev
}
