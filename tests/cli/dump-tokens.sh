printf 'module example.com/m\n\ngo 1.21\n' >go.mod
printf 'package m\n\n// A comment.\nvar X = a <<= 0x1F + "s\\n"\n' >m.go
belay dump tokens | sed "s|$PWD|.|"
