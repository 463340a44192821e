// Package stmt binds values to the parameters of a statement in C.
package stmt

/*
#include <stdlib.h>
#include <string.h>

#define NPARAMS 4

struct stmt {
	struct {
		char *text;
		int len, own;
	} param[NPARAMS];
};

static int bind_text(struct stmt *s, int i, char *text, int len, int copy)
{
	if (i < 0 || i >= NPARAMS)
		return -1;
	if (copy) {
		char *p = malloc(len);

		if (!p)
			return -1;
		memcpy(p, text, len);
		text = p;
	}
	s->param[i].text = text;
	s->param[i].len = len;
	s->param[i].own = copy;
	return 0;
}

static int step(struct stmt *s)
{
	int i, n = 0;

	for (i = 0; i < NPARAMS; i++)
		n += s->param[i].len;
	return n;
}

static void finalize(struct stmt *s)
{
	int i;

	for (i = 0; i < NPARAMS; i++)
		if (s->param[i].own)
			free(s->param[i].text);
	free(s);
}
*/
import "C"

import "unsafe"

type Stmt struct{ c *C.struct_stmt }

func Prepare() *Stmt {
	return &Stmt{(*C.struct_stmt)(C.calloc(1, C.sizeof_struct_stmt))}
}

func (s *Stmt) BindText(i int, text string) bool {
	p := (*C.char)(unsafe.Pointer(unsafe.StringData(text)))
	return C.bind_text(s.c, C.int(i), p, C.int(len(text)), 0) == 0 // want BL401
}

func (s *Stmt) Step() int { return int(C.step(s.c)) }

func (s *Stmt) Close() { C.finalize(s.c) }
