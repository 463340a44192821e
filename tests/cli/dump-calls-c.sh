printf 'module example.com/m\n\ngo 1.22\n' >go.mod
cat >m.go <<'END'
package main

/*
#include <stdlib.h>

extern void visited(int);
static void walk(int n) { for (int i = 0; i < n; i++) visited(i); }
*/
import "C"

var seen []int

//export visited
func visited(n C.int) { note(int(n)) }

func note(n int) { seen = append(seen, n) }

func main() {
	p := C.malloc(8)
	defer C.free(p)
	C.walk(3)
}
END
export CGO_ENABLED=1
belay dump calls --algorithm rta | grep -v unsafe
