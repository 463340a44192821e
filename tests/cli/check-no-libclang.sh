# Without libclang nothing is known about C, which is said once; what follows
# from it is no error.
export BELAY_LIBCLANG=/nowhere/libclang.so XDG_CACHE_HOME=$PWD/cache
export CGO_ENABLED=1 GOFLAGS=-mod=mod
printf 'module example.com/m\n\ngo 1.21\n' >go.mod
for p in a b; do
	mkdir $p
	cat >$p/a.go <<-'GO'
		package p

		// #include <stdlib.h>
		import "C"

		var n = C.atoi(nil)

		var s string = 1
	GO
done
belay check
