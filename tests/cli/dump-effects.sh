printf 'module example.com/m\n\ngo 1.22\n' >go.mod
printf '# what the compiler cannot see\neffects hidden_close frees 0 hidden\neffects hidden_bad freed 0\n' >.belay
cat >m.go <<'END'
package main

/*
#include <stdlib.h>
#include <string.h>

struct box { char *text; int refs; };

void hidden_close(void *p);
void visited(int n);

static struct box *box_new(const char *s) {
	struct box *b = malloc(sizeof(*b));
	if (!b)
		return NULL;
	b->text = strdup(s);
	return b;
}

static int box_put(struct box *b) {
	visited(b->refs);
	if (--b->refs > 0)
		return 0;
	free(b->text);
	free(b);
	return 1;
}
*/
import "C"

import "unsafe"

//export visited
func visited(n C.int) {}

func main() {
	s := C.CString("x")
	b := C.box_new(s)
	C.free(unsafe.Pointer(s))
	C.box_put(b)
	C.hidden_close(nil)
	C.grow(nil, nil)
}
END
cat >m.c <<'END'
#include <stdlib.h>

int grow(char **p, size_t *n)
{
	char *q = realloc(*p, *n * 2);

	if (!q)
		return -1;
	*p = q;
	*n *= 2;
	return 0;
}
END
sed -i 's/^void visited(int n);/&\nint grow(char **p, size_t *n);/' m.go
export CGO_ENABLED=1
belay dump effects 2>err
sed "s,$PWD/,," err >&2
