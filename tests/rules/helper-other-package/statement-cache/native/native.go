package native

/*
#include <stdlib.h>
#include <string.h>

struct stmt {
	int nparams;
	char text[1];
};

static struct stmt *stmt_prepare(const char *text)
{
	size_t n = strlen(text);
	struct stmt *st = malloc(sizeof(*st) + n);

	if (!st)
		return NULL;
	memcpy(st->text, text, n + 1);
	st->nparams = 0;
	for (; *text; text++)
		st->nparams += *text == '?';
	return st;
}
*/
import "C"

import (
	"errors"
	"unsafe"
)

// Stmt is a prepared statement. It is a plain value: copies share the memory.
type Stmt struct{ p *C.struct_stmt }

func Prepare(text string) (Stmt, error) {
	ctext := C.CString(text)
	defer C.free(unsafe.Pointer(ctext))
	p := C.stmt_prepare(ctext)
	if p == nil {
		return Stmt{}, errors.New("native: out of memory")
	}
	return Stmt{p}, nil
}

func Params(s Stmt) int { return int(s.p.nparams) }

func Finalize(s Stmt) { C.free(unsafe.Pointer(s.p)) }
