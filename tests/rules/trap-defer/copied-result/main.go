// The deferred frees run after the results were copied into Go memory, in the order that C wants.
package main

/*
#include <stdlib.h>
#include <string.h>

struct query {
	char *text;
	int nrows;
};

struct rows {
	struct query *q;
	int at;
};

static struct query *query_new(const char *text)
{
	struct query *q = calloc(1, sizeof(*q));

	if (!q)
		return NULL;
	q->text = strdup(text);
	q->nrows = (int)strlen(text) % 5;
	return q;
}

static struct rows *query_rows(struct query *q)
{
	struct rows *r = calloc(1, sizeof(*r));

	if (r)
		r->q = q;
	return r;
}

static int rows_next(struct rows *r)
{
	return r->at < r->q->nrows ? r->at++ : -1;
}

static void rows_free(struct rows *r)
{
	free(r);
}

static void query_free(struct query *q)
{
	free(q->text);
	free(q);
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

var errQuery = errors.New("query: out of memory")

// cache keeps the row numbers of each text.
var cache = map[string][]int{}

func rows(text string) ([]int, error) {
	if r, ok := cache[text]; ok {
		return r, nil
	}
	ct := C.CString(text)
	defer C.free(unsafe.Pointer(ct))
	q := C.query_new(ct)
	if q == nil {
		return nil, errQuery
	}
	defer C.query_free(q)
	r := C.query_rows(q)
	if r == nil {
		return nil, errQuery
	}
	defer C.rows_free(r)
	var out []int
	for n := C.rows_next(r); n >= 0; n = C.rows_next(r) {
		out = append(out, int(n))
	}
	cache[text] = out
	return out, nil
}

func main() {
	for _, text := range []string{"select a", "select bc", "select a"} {
		fmt.Println(rows(text))
	}
}
