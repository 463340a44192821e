printf 'module example.com/m\n\ngo 1.21\n' >go.mod
printf 'package m\n\ntype T struct{ a int }\n\nfunc f(t *T) int { return t.a + 1<<3 }\n' >m.go
belay dump types
