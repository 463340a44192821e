# The same bytes for any number of threads.
printf 'module example.com/m\n\ngo 1.21\n' >go.mod
for i in 1 2 3 4 5 6 7 8 9; do
	mkdir p$i
	printf 'package p%s\n\nvar X int = "%s"\n' $i $i >p$i/a.go
	printf 'package p%s\n\nfunc f() { return 1 }\n' $i >p$i/b.go
done
belay check -j1 >one
for n in 1 2 3 4 5; do
	belay check -j4 >many
	cmp one many
done
tail -n 1 one
