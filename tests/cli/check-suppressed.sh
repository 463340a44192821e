# Each comment silences its line, and the summary counts it.
printf 'module example.com/held\n\ngo 1.21\n' >go.mod
try() {
	sed "$1" "$cases"/check/held.go >held.go
	echo "== $1"
	belay check | grep -v '^ *[0-9]* |' | grep 'belay:\|held.go:[0-9]*:[0-9]*: '
}
try '/C.free/s|$| //nolint|'
try '/C.free/s|$| //nolint:belay // on purpose|'
try '/C.free/s|$| //nolint:errcheck, BL102|'
try '/C.free/s|$| //nolint:errcheck|'
try '/C.free/s|$| //lint:ignore BL102 on purpose|'
try '/C.free/s|$| //lint:ignore BL102|'
try '/C.free/s|$| //lint:ignore BL103 on purpose|'
try '/C.free/s|$| //belay:ignore freed-while-held|'
try '/C.free/i\	//belay:ignore BL102 on purpose'
try '/^func (c \*cache) drop/i//nolint:BL102'
try '/^func (c \*cache) put/i//nolint:BL102'
try '/^package/i//lint:file-ignore BL1* not ours'
