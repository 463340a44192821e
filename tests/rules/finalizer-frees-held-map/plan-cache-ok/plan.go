// Package plan keeps the wrappers themselves in the cache, so no finalizer runs while an entry is there.
package plan

/*
#include <stdlib.h>

typedef struct plan {
	unsigned hash;
} plan_t;

static plan_t *plan_prepare(const char *sql)
{
	plan_t *p = malloc(sizeof(*p));

	if (!p)
		return NULL;
	p->hash = 5381;
	while (*sql)
		p->hash = p->hash * 33 + (unsigned char)*sql++;
	return p;
}

static unsigned plan_hash(const plan_t *p)
{
	return p->hash;
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
	plans = make(map[string]*Plan)
)

// ErrPrepare says that the statement cannot be prepared.
var ErrPrepare = errors.New("plan: cannot prepare")

// Plan is a prepared statement.
type Plan struct{ p *C.plan_t }

func free(pl *Plan) { C.plan_free(pl.p) }

// Prepare compiles a statement and remembers its plan.
func Prepare(sql string) (*Plan, error) {
	mu.Lock()
	defer mu.Unlock()
	if pl, ok := plans[sql]; ok {
		return pl, nil
	}
	cs := C.CString(sql)
	defer C.free(unsafe.Pointer(cs))
	p := C.plan_prepare(cs)
	if p == nil {
		return nil, ErrPrepare
	}
	pl := &Plan{p: p}
	runtime.SetFinalizer(pl, free)
	plans[sql] = pl
	return pl, nil
}

// Hash identifies the plan.
func (pl *Plan) Hash() uint {
	h := uint(C.plan_hash(pl.p))
	runtime.KeepAlive(pl)
	return h
}

// Forget drops the plan; the collector does the rest.
func Forget(sql string) {
	mu.Lock()
	defer mu.Unlock()
	delete(plans, sql)
}
