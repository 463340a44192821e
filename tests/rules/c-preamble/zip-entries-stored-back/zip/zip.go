package zip

/*
#include <stdlib.h>
#include <string.h>

typedef struct zr { unsigned size; unsigned at; unsigned char win[256]; } zr;

static zr *zr_open(const char *name)
{
	zr *r;

	if (strlen(name) > 200)
		return NULL;
	r = calloc(1, sizeof(*r));
	if (r)
		r->size = (unsigned)strlen(name) * 3;
	return r;
}

static void zr_wipe(zr *r) { memset(r->win, 0, sizeof(r->win)); }

static void zr_close(zr *r)
{
	zr_wipe(r);
	free(r);
}
*/
import "C"

import (
	"errors"
	"unsafe"
)

// Reader reads one file. The zero Reader is not valid.
type Reader struct{ r *C.zr }

func Open(name string) (Reader, error) {
	cname := C.CString(name)
	defer C.free(unsafe.Pointer(cname))
	r := C.zr_open(cname)
	if r == nil {
		return Reader{}, errors.New("zip: cannot open " + name)
	}
	return Reader{r}, nil
}

func (r Reader) Valid() bool { return r.r != nil }

func (r Reader) Size() int { return int(r.r.size) }

func Close(r Reader) { C.zr_close(r.r) }
