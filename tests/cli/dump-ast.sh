printf 'module example.com/m\n\ngo 1.21\n' >go.mod
printf 'package m\n\nfunc f[T any](x T) *T {\n\treturn &x\n}\n' >m.go
belay dump ast | sed "s|$PWD|.|"
