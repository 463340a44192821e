// Credentials that a callback hands to C, and that their finalizer frees as well.
package main

/*
#include <stdlib.h>
#include <string.h>
struct cred { char user[32]; };
static struct cred *cred_new(const char *u) {
	struct cred *c = calloc(1, sizeof(*c));
	if (c) strncpy(c->user, u, sizeof(c->user) - 1);
	return c;
}
static void cred_free(struct cred *c) { free(c); }
*/
import "C"

import (
	"os"
	"runtime"
	"unsafe"
)

type credential struct {
	ptr *C.struct_cred
}

func newCredential(user string) *credential {
	u := C.CString(user)
	defer C.free(unsafe.Pointer(u))
	c := &credential{C.cred_new(u)}
	runtime.SetFinalizer(c, (*credential).free)
	return c
}

func (c *credential) free() { C.cred_free(c.ptr) }

//export askCredential
func askCredential(out **C.struct_cred, attempt C.int) C.int {
	if attempt > 3 {
		return -1
	}
	c := newCredential(os.Getenv("USER"))
	*out = c.ptr // want BL106
	return 0
}

func main() {}
