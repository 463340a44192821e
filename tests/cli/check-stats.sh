printf 'module example.com/m\n\ngo 1.21\n' >go.mod
printf 'package m\n\nvar X int\n' >m.go
belay check --stats -j1 | sed 's/[0-9]*\.[0-9]* s/N s/g; s/[0-9]*\.[0-9]* MB at/N MB at/'
