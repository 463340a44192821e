// Package repo frees the object in a deferred closure only when the named error is set; success stores it.
package repo

/*
#include <stdlib.h>

typedef struct repo {
	int bare;
	unsigned refs[16];
	int nrefs;
} repo;

static repo *repo_new(void)
{
	return calloc(1, sizeof(repo));
}

static int repo_add_ref(repo *r, unsigned id)
{
	if (r->nrefs == 16)
		return -3;
	r->refs[r->nrefs++] = id;
	return 0;
}

static void repo_free(repo *r)
{
	free(r);
}
*/
import "C"

import (
	"errors"
	"fmt"
)

// ErrMemory says that the C heap is exhausted.
var ErrMemory = errors.New("repo: out of memory")

// Workspace holds the repositories that are open.
type Workspace struct {
	repos map[string]*C.repo
}

// Import makes a repository with the references.
func (w *Workspace) Import(name string, ids []uint) (err error) {
	if _, dup := w.repos[name]; dup {
		return fmt.Errorf("repo: %s exists", name)
	}
	r := C.repo_new()
	if r == nil {
		return ErrMemory
	}
	defer func() {
		if err != nil {
			C.repo_free(r)
		}
	}()
	for _, id := range ids {
		if rc := C.repo_add_ref(r, C.uint(id)); rc != 0 {
			return fmt.Errorf("repo: %s: reference %d: code %d", name, id, int(rc))
		}
	}
	if w.repos == nil {
		w.repos = make(map[string]*C.repo)
	}
	w.repos[name] = r
	return nil
}

// Refs counts the references of a repository.
func (w *Workspace) Refs(name string) int {
	if r, ok := w.repos[name]; ok {
		return int(r.nrefs)
	}
	return 0
}

// Drop frees a repository.
func (w *Workspace) Drop(name string) {
	r, ok := w.repos[name]
	if !ok {
		return
	}
	delete(w.repos, name)
	C.repo_free(r)
}
