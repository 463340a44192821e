# shellcheck shell=sh disable=SC2034,SC2154
# Killed in the middle: what was found before is reported.
build "$here/bad/killed.c"
"$belay" run --format json -o "$out.json" -- "$prog" >"$out.stdout" \
	2>"$out.stderr"
status=$?
[ $status = 1 ] || fail "exit status $status, not 1"
python3 - "$out.json" <<'END' || fail 'the finding or the signal is missing'
import json
import sys
with open(sys.argv[1], encoding="utf-8") as f:
    report = json.load(f)
assert [f["kind"] for f in report["findings"]] == ["use-after-free"]
assert report["processes"][0]["exit"]["signal"] == 9
END
