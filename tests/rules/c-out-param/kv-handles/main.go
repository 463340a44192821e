// Close gives the database, which kv_open put in its out parameter, to kv_close and leaves it in the table of handles.
package main

/*
#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct kv { int readonly; unsigned long gets; } kv;

static int kv_open(const char *path, int flags, kv **out)
{
	kv *db;

	*out = NULL;
	if (!*path)
		return EINVAL;
	db = calloc(1, sizeof(*db));
	if (!db)
		return ENOMEM;
	db->readonly = flags & 1;
	*out = db;
	return 0;
}

static int kv_close(kv *db)
{
	if (!db)
		return EINVAL;
	free(db);
	return 0;
}
*/
import "C"

import (
	"fmt"
	"os"
	"sync"
	"syscall"
	"unsafe"
)

var (
	mu      sync.Mutex
	handles = map[int]*C.kv{}
	nextID  int
)

func Open(path string, readonly bool) (int, error) {
	cpath := C.CString(path)
	defer C.free(unsafe.Pointer(cpath))
	var flags C.int
	if readonly {
		flags |= 1
	}
	var db *C.kv
	if rc := C.kv_open(cpath, flags, &db); rc != 0 {
		return 0, syscall.Errno(rc)
	}
	mu.Lock()
	defer mu.Unlock()
	nextID++
	handles[nextID] = db
	return nextID, nil
}

func Gets(id int) uint64 {
	mu.Lock()
	defer mu.Unlock()
	if db := handles[id]; db != nil {
		db.gets++
		return uint64(db.gets)
	}
	return 0
}

func Close(id int) error {
	mu.Lock()
	defer mu.Unlock()
	db := handles[id]
	if rc := C.kv_close(db); rc != 0 { // want BL102 "handles"
		return syscall.Errno(rc)
	}
	return nil
}

func main() {
	for _, arg := range os.Args {
		id, err := Open(arg, true)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			continue
		}
		fmt.Println(Gets(id))
		if err := Close(id); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
}
