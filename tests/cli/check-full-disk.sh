printf 'module example.com/m\n\ngo 1.21\n' >go.mod
printf 'package m\n' >m.go
belay check >/dev/full
