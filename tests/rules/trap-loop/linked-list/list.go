// Package list frees a linked list of C nodes with each next pointer read before its node goes.
package list

/*
#include <stdlib.h>
#include <string.h>

struct ent {
	struct ent *next;
	char *name;
	int uid;
};

static struct ent *ent_read(int n)
{
	struct ent *first = NULL;

	while (n-- > 0) {
		struct ent *e = calloc(1, sizeof(*e));

		if (!e)
			break;
		e->name = strdup("user");
		e->uid = n;
		e->next = first;
		first = e;
	}
	return first;
}
*/
import "C"

import (
	"sort"
	"unsafe"
)

// User is one entry of the directory.
type User struct {
	UID  int
	Name string
}

func freeList(e *C.struct_ent) {
	for e != nil {
		next := e.next
		C.free(unsafe.Pointer(e.name))
		C.free(unsafe.Pointer(e))
		e = next
	}
}

// Users reads at most n users, ordered by number.
func Users(n int) []User {
	first := C.ent_read(C.int(n))
	defer freeList(first)
	byUID := make(map[int]string)
	for e := first; e != nil; e = e.next {
		if e.name != nil {
			byUID[int(e.uid)] = C.GoString(e.name)
		}
	}
	users := make([]User, 0, len(byUID))
	for uid, name := range byUID {
		users = append(users, User{uid, name})
	}
	sort.Slice(users, func(i, j int) bool { return users[i].UID < users[j].UID })
	return users
}

// Without removes the users of a range from the C list on the way.
func Without(n, from, to int) (left int) {
	first := C.ent_read(C.int(n))
	for link := &first; *link != nil; {
		e := *link
		if uid := int(e.uid); uid < from || uid >= to {
			left++
			link = &e.next
			continue
		}
		*link = e.next
		C.free(unsafe.Pointer(e.name))
		C.free(unsafe.Pointer(e))
	}
	freeList(first)
	return left
}
