# shellcheck shell=sh disable=SC2034,SC2154
# With little address space: watched, or refused in one line.
build "$here/silent/exit-42.c"
for kb in 4000000 400000 100000 30000; do
	(
		# shellcheck disable=SC3045
		ulimit -v $kb
		timeout -k 5 20 "$belay" run -- "$prog"
	) >"$out.stdout" 2>"$out.stderr" </dev/null
	case $? in
	42) ;;
	3)
		grep -q '^belay: ' "$out.stderr" ||
			fail "says '$(head -n 1 "$out.stderr")' at $kb kB"
		;;
	*)
		# The loader itself fails where even that has no room.
		grep -q 'cannot allocate\|failed to map' "$out.stderr" ||
			fail "$(head -n 1 "$out.stderr") at $kb kB"
		;;
	esac
done
