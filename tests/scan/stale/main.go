// A cache that keeps what it should not: rows that were freed, one in memory
// of mmap, one in memory that was unmapped.
package main

/*
#include <stdlib.h>
#include <sys/mman.h>

struct row {
	long id;
	char text[120];
};

static void *map_page(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

static void *unmapped(void)
{
	void *p = map_page();

	munmap(p, 4096);
	return p;
}
*/
import "C"

import (
	"fmt"
	"io"
	"os"
	"unsafe"
)

type table struct {
	name  string
	index map[string]*C.struct_row
}

var (
	tables = map[string]*table{}
	byID   = map[int64]*C.struct_row{}
	mapped = map[string]unsafe.Pointer{}
	newest *C.struct_row
	sizes  = map[string]int{}
)

func insert(t *table, id int64) *C.struct_row {
	row := (*C.struct_row)(C.malloc(C.sizeof_struct_row))
	row.id = C.long(id)
	t.index[fmt.Sprint("row", id)] = row
	byID[id] = row
	sizes[t.name]++
	newest = row
	return row
}

func main() {
	for _, name := range []string{"orders", "users"} {
		tables[name] = &table{name, map[string]*C.struct_row{}}
	}
	for id := int64(0); id < 500; id++ {
		insert(tables["orders"], id)
	}
	row := insert(tables["users"], 1000)
	// Of three places that have it one is forgotten, and two remain.
	C.free(unsafe.Pointer(row))
	delete(byID, 1000)
	mapped["page"] = C.map_page()
	mapped["gone"] = C.unmapped()
	fmt.Println("ready")
	io.Copy(io.Discard, os.Stdin)
	fmt.Println(len(tables), len(byID), len(mapped), newest)
}
