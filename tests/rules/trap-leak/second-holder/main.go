// Deleting from the index is no leak: the table by number still holds the block and frees it later.
package main

/*
#include <stdlib.h>

struct user {
	int uid;
	char shell[16];
};

static struct user *user_new(int uid)
{
	struct user *u = calloc(1, sizeof(*u));

	if (!u)
		abort();
	u->uid = uid;
	return u;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type directory struct {
	byUID  map[int]*C.struct_user
	byName map[string]*C.struct_user
}

func (d *directory) add(uid int, names ...string) {
	u, ok := d.byUID[uid]
	if !ok {
		u = C.user_new(C.int(uid))
		d.byUID[uid] = u
	}
	for _, n := range names {
		d.byName[n] = u
	}
}

// unalias removes one name; the user stays.
func (d *directory) unalias(name string) {
	delete(d.byName, name)
}

func (d *directory) remove(uid int) {
	u, ok := d.byUID[uid]
	if !ok {
		return
	}
	for n, v := range d.byName {
		if v == u {
			delete(d.byName, n)
		}
	}
	delete(d.byUID, uid)
	C.free(unsafe.Pointer(u))
}

func main() {
	d := &directory{byUID: make(map[int]*C.struct_user), byName: make(map[string]*C.struct_user)}
	d.add(0, "root", "toor")
	d.add(1, "daemon")
	d.unalias("toor")
	fmt.Println(len(d.byName))
	d.remove(0)
	d.remove(1)
}
