# shellcheck shell=sh disable=SC2034,SC2154
# Belay itself is killed: the program goes on, and a later bug does not hang.
build "$here/bad/outlives.c"
for what in good bad; do
	rm -f "$out.done"
	"$belay" run --format json -o "$out.json" -- \
		"$prog" $what "$out.done" >"$out.stdout" 2>"$out.stderr" &
	pid=$!
	n=0
	until [ -e "$out.done" ] || [ $n -ge 100 ]; do
		sleep 0.05
		n=$((n + 1))
	done
	child=$(cat "$out.done") || fail 'the program did not start'
	kill -9 $pid
	wait $pid 2>/dev/null
	n=0
	while kill -0 "$child" 2>/dev/null && [ $n -lt 100 ]; do
		sleep 0.05
		n=$((n + 1))
	done
	if kill -0 "$child" 2>/dev/null; then
		kill -9 "$child"
		fail "the program hangs ($what)"
	fi
	[ $what = bad ] || [ "$(tail -n 1 "$out.done")" = "done" ] ||
		fail 'the program died with belay'
done
