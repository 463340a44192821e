# The .belay file at the module's root: what it says, and what is wrong in it.
cp "$cases"/check/held.go .
printf 'module example.com/held\n\ngo 1.21\n' >go.mod
try() {
	printf '%s\n' "$@" >.belay
	printf '== %s\n' "$@"
	belay check | grep 'belay:\|^\.belay'
}
try 'rule BL102 off   # known'
try 'level freed-while-held warning'
try 'exclude ./held.go'
try 'exclude ./third_party/...'
try 'rule BL199 off' 'rule BL102' 'level BL102 red' 'exclude' \
	'rule BL102 on now' 'ignore BL102' 'effects free frees 0'
