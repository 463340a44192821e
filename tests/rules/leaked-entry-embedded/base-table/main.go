// The embedded base deletes entries for all tables, and for the one with C values nothing else holds them.
package main

/*
#include <stdlib.h>

struct acl {
	unsigned allow, deny;
};

static struct acl *acl_new(unsigned allow)
{
	struct acl *a = calloc(1, sizeof(*a));

	if (!a)
		abort();
	a->allow = allow;
	return a;
}
*/
import "C"

import (
	"fmt"
	"strings"
)

// table is what all tables have.
type table struct {
	name string
	rows map[string]*C.struct_acl
	gone int
}

func (t *table) remove(prefix string) {
	for key := range t.rows {
		if strings.HasPrefix(key, prefix) {
			delete(t.rows, key) // want BL105
			t.gone++
		}
	}
}

type aclTable struct {
	table
	mask uint
}

func newACLTable(mask uint) *aclTable {
	return &aclTable{table: table{name: "acl", rows: make(map[string]*C.struct_acl)}, mask: mask}
}

func (t *aclTable) allow(path string, bits uint) {
	if a, ok := t.rows[path]; ok {
		a.allow |= C.uint(bits & t.mask)
		return
	}
	t.rows[path] = C.acl_new(C.uint(bits & t.mask))
}

func main() {
	t := newACLTable(7)
	for i, path := range []string{"/a/x", "/a/y", "/b"} {
		t.allow(path, uint(i+1))
	}
	t.remove("/a")
	fmt.Println(t.name, len(t.rows), t.gone)
}
