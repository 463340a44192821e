#!/bin/sh
# layers.sh - fail if a folder of src/ includes one that comes after it
#
# These three lines ARE the architecture.  A folder may include itself and
# every folder before it, with one exception: the sealed ones run inside
# somebody else's process and see only each other.  A folder that is not
# listed fails; subfolders belong to their folder.
set -eu
cd "$(dirname "$0")/.."

analyze='lib base syntax load types cfront program ir flow finding rules'
sealed='record unwind preload'
present='trace symbol gort report emit lsp cli'

bad=0
check() { # folder, what it may include
	[ -d "src/$1" ] || return 0
	for file in $(find "src/$1" -name '*.[ch]' | sort); do
		for inc in $(sed -n 's/^ *# *include "\([a-z]*\)\/.*/\1/p' "$file"); do
			case " belay $1 $2 " in *" $inc "*) continue ;; esac
			echo "$file: $1/ may not include $inc/"
			bad=1
		done
	done
}

seen=
for dir in $analyze; do check "$dir" "$seen"; seen="$seen $dir"; done
seen=
for dir in $sealed; do check "$dir" "$seen"; seen="$seen $dir"; done
seen="$analyze record unwind"
for dir in $present; do check "$dir" "$seen"; seen="$seen $dir"; done
for dir in src/*/; do
	dir=${dir#src/} dir=${dir%/}
	case " $analyze $sealed $present " in *" $dir "*) continue ;; esac
	echo "src/$dir: not listed in $0"
	bad=1
done
exit $bad
