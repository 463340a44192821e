mkdir -p in
printf 'module example.com/m\n\ngo 1.21\n' >go.mod
printf 'package m\n\nimport _ "example.com/m/in"\n' >m.go
printf 'package in\n' >in/in.go
printf 'package in\n' >in/in_windows.go
belay dump packages | sed "s|$PWD|.|g"
