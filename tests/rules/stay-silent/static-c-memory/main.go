// Everything in the table points into a static array of C, and zone_free only marks the place as unused.
package main

/*
#include <stdlib.h>
#include <string.h>

struct zone { char name[16]; int offset, used; };

static struct zone zones[8];

static struct zone *zone_new(const char *name, int offset)
{
	int i;

	for (i = 0; i < 8; i++) {
		if (zones[i].used)
			continue;
		strncpy(zones[i].name, name, sizeof(zones[i].name) - 1);
		zones[i].offset = offset;
		zones[i].used = 1;
		return &zones[i];
	}
	return NULL;
}

static void zone_free(struct zone *z)
{
	z->used = 0;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

var byName = map[string]*C.struct_zone{}

func add(name string, offset int) bool {
	if _, ok := byName[name]; ok {
		return false
	}
	cname := C.CString(name)
	defer C.free(unsafe.Pointer(cname))
	z := C.zone_new(cname, C.int(offset))
	if z == nil {
		return false
	}
	byName[name] = z
	return true
}

func offset(name string) (int, bool) {
	z, ok := byName[name]
	if !ok || z.used == 0 {
		return 0, false
	}
	return int(z.offset), true
}

func retire(name string) {
	if z, ok := byName[name]; ok {
		C.zone_free(z)
	}
}

func main() {
	fmt.Println(add("UTC", 0), add("CET", 3600))
	retire("CET")
	fmt.Println(offset("CET"))
}
