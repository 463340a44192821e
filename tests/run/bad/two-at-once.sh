# shellcheck shell=sh disable=SC2034,SC2154
# Two runs at the same time do not disturb each other.
build "$here/misuse/uaf-read.c"
"$belay" run --format json -o "$out.1.json" -- "$prog" >/dev/null 2>&1 &
first=$!
"$belay" run --format json -o "$out.2.json" -- "$prog" >/dev/null 2>&1
[ $? = 1 ] || fail 'the second found nothing'
wait $first
[ $? = 1 ] || fail 'the first found nothing'
how=
for n in 1 2; do
	cp "$out.$n.json" "$out.json"
	expect misuse "$here/misuse/uaf-read.c" "$here/misuse/uaf-read.want"
done
