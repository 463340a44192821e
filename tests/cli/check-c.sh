# What is wrong with the C of a package: one diagnostic each, and the rest is
# looked at all the same.
export XDG_CACHE_HOME=$PWD/cache CGO_ENABLED=1 GOFLAGS=-mod=mod
printf 'module example.com/m\n\ngo 1.21\n' >go.mod
mkdir header preamble name flag good
cat >header/a.go <<'GO'
package header

// #include <rocksdb/c.h.not>
// #include <stdlib.h>
import "C"

var n = C.atoi(nil)

var db *C.rocksdb_t

var wrong string = n
GO
cat >preamble/a.go <<'GO'
package preamble

/*
int good(void);
int bad(void { return 1 };
int worse((;
*/
import "C"

var n string = C.good()
GO
cat >name/a.go <<'GO'
package name

// int f(void);
import "C"

var n = C.f() + C.g()
GO
cat >flag/a.go <<'GO'
package flag

// #cgo CFLAGS: -fno-such-flag -DN=3
// #cgo pkg-config: no-such-library
import "C"

var a [C.N]int
GO
cat >good/a.go <<'GO'
package good

// struct s { int type; };
// static struct s *f(void) { return 0; }
import "C"

func f() C.int {
	p, err := C.f()
	_ = err
	return p._type
}
GO
belay check
