// Package db frees a half opened database on each error path, before it is stored anywhere.
package db

/*
#include <stdlib.h>
#include <string.h>

typedef struct db {
	char *path;
	int flags;
	int timeout;
} db;

static int db_open(const char *path, db **out)
{
	db *d = calloc(1, sizeof(*d));

	*out = d;
	if (!d)
		return 7;
	d->path = strdup(path);
	return d->path && *path ? 0 : 14;
}

static int db_timeout(db *d, int ms)
{
	if (ms < 0)
		return 21;
	d->timeout = ms;
	return 0;
}

static const char *db_errmsg(db *d)
{
	return d && d->path ? "unable to open" : "out of memory";
}

static void db_close(db *d)
{
	if (d)
		free(d->path);
	free(d);
}
*/
import "C"

import (
	"fmt"
	"sync"
	"unsafe"
)

// Error is an error of the library.
type Error struct {
	Code int
	Msg  string
}

func (e *Error) Error() string { return fmt.Sprintf("db: %s (%d)", e.Msg, e.Code) }

var (
	mu   sync.Mutex
	open = map[string]*C.db{}
)

// Open opens the database at path and remembers it.
func Open(path string, timeout int) error {
	cp := C.CString(path)
	defer C.free(unsafe.Pointer(cp))
	var d *C.db
	if rc := C.db_open(cp, &d); rc != 0 {
		err := &Error{int(rc), C.GoString(C.db_errmsg(d))}
		C.db_close(d)
		return err
	}
	if rc := C.db_timeout(d, C.int(timeout)); rc != 0 {
		C.db_close(d)
		return &Error{int(rc), "bad timeout"}
	}
	mu.Lock()
	defer mu.Unlock()
	if _, dup := open[path]; dup {
		C.db_close(d)
		return &Error{5, "open already"}
	}
	open[path] = d
	return nil
}

// Close closes the database at path.
func Close(path string) {
	mu.Lock()
	defer mu.Unlock()
	if d, ok := open[path]; ok {
		delete(open, path)
		C.db_close(d)
	}
}
