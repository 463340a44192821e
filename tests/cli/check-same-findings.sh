# The same findings, in the same bytes, for any number of threads.
printf 'module example.com/m\n\ngo 1.21\n' >go.mod
mkdir lib
cat >lib/lib.go <<'GO'
package lib

// #include <stdlib.h>
import "C"
import "unsafe"

type Table map[string]*C.char

func (t Table) Put(s string) { t[s] = C.CString(s) }

func Free(p *C.char) { C.free(unsafe.Pointer(p)) }

func (t Table) Drop(s string) { Free(t[s]) }
GO
for i in 1 2 3 4 5 6 7 8 9; do
	mkdir p$i
	sed "s/package main/package p$i/; s/func main/func Main/" \
		"$cases"/check/held.go >p$i/held.go
	cat >p$i/use.go <<GO
package p$i

import "example.com/m/lib"

var Table = lib.Table{}

func odd(n int) { if n > 0 { Table.Put("odd"); even(n - 1) } }

func even(n int) { if n > 0 { Table.Drop("odd"); odd(n - 1) } }

func Use() { odd($i) }
GO
done
for n in 1 2 3 2 3 4; do
	belay check --level note --format json -j$n ./... |
		sed 's/"seconds": [0-9.]*/"seconds": N/' >$n.json
	cmp 1.json $n.json
done
sed -n 's/.*"\(errors\|warnings\)": /\1 /p' 1.json
