// Package plan keeps bare plan pointers in a cache, while a finalizer of the wrapper frees them.
package plan

/*
#include <stdlib.h>
#include <string.h>

typedef struct plan {
	unsigned hash;
	unsigned cost;
} plan_t;

static plan_t *plan_prepare(const char *sql)
{
	plan_t *p = malloc(sizeof(*p));

	if (!p)
		return NULL;
	p->hash = 5381;
	while (*sql)
		p->hash = p->hash * 33 + (unsigned char)*sql++;
	p->cost = p->hash % 100;
	return p;
}

static unsigned plan_cost(const plan_t *p)
{
	return p->cost;
}

static void plan_free(plan_t *p)
{
	free(p);
}
*/
import "C"

import (
	"errors"
	"runtime"
	"sync"
	"unsafe"
)

var (
	mu    sync.Mutex
	plans = make(map[string]*C.plan_t)
)

// ErrPrepare says that the statement cannot be prepared.
var ErrPrepare = errors.New("plan: cannot prepare")

// Plan is a prepared statement.
type Plan struct{ p *C.plan_t }

// Prepare compiles a statement and remembers its plan.
func Prepare(sql string) (*Plan, error) {
	cs := C.CString(sql)
	defer C.free(unsafe.Pointer(cs))
	p := C.plan_prepare(cs)
	if p == nil {
		return nil, ErrPrepare
	}
	st := &Plan{p: p}
	runtime.SetFinalizer(st, func(st *Plan) { C.plan_free(st.p) })
	mu.Lock()
	defer mu.Unlock()
	if _, ok := plans[sql]; !ok {
		plans[sql] = p // want BL106
	}
	return st, nil
}

// Cost looks a prepared statement up.
func Cost(sql string) (int, bool) {
	mu.Lock()
	defer mu.Unlock()
	p, ok := plans[sql]
	if !ok {
		return 0, false
	}
	return int(C.plan_cost(p)), true
}
