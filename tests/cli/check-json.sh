printf 'module example.com/m\n\ngo 1.21\n' >go.mod
printf 'package m\n\nvar X int = "a"\n' >m.go
belay check --format json | sed 's/"seconds": [0-9.]*/"seconds": N/'
