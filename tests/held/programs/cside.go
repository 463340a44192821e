// Holders in C: they are notes, since C often keeps what it never uses.
package main

/*
#include <stdlib.h>
#include <string.h>

struct cell { long value; struct cell *next; };
struct table { long n; struct cell *cells[4]; };
struct entry { struct entry *next; struct cell *cell; };

struct cell *pointer;
static struct cell *volatile hidden;
struct table table;
static struct cell *volatile ring[8];
static void *volatile blocks[2];
static struct entry *volatile head;
static volatile unsigned long word;
static char *volatile interior;
static volatile struct { int n; struct { struct cell *c; } in[3]; } nested;
static struct cell **volatile indirect;

static struct cell *cell_new(void)
{
	return calloc(1, sizeof(struct cell));
}

static void set_pointer(struct cell *c) { pointer = c; }
static void set_hidden(struct cell *c) { hidden = c; }
static void set_table(struct cell *c) { table.cells[2] = c; }
static void set_ring(struct cell *c) { ring[5] = c; }
static void set_word(struct cell *c) { word = (unsigned long)c; }
static void set_interior(struct cell *c) { interior = c ? (char *)c + 3 : 0; }
static void set_nested(struct cell *c) { nested.in[1].c = c; }

static void set_local(struct cell *c)
{
	static struct cell *kept;

	kept = c;
	(void)kept;
	__asm__ volatile("" : : "r"(&kept) : "memory");
}

static void set_block(struct cell *c)
{
	if (!blocks[0])
		blocks[0] = calloc(8, sizeof(void *));
	((void **)blocks[0])[3] = c;
}

static void set_list(struct cell *c)
{
	if (!head) {
		head = calloc(1, sizeof(*head));
		head->next = calloc(1, sizeof(*head));
	}
	head->next->cell = c;
}

static void set_indirect(struct cell *c)
{
	if (!indirect)
		indirect = calloc(1, sizeof(*indirect));
	*indirect = c;
}

static struct entry *entry_new(struct cell *c)
{
	struct entry *e = calloc(1, sizeof(*e));

	e->cell = c;
	return e;
}
*/
import "C"

import (
	"os"
	"unsafe"
)

type cell = C.struct_cell

var drop = len(os.Args) > 1 && os.Args[1] == "drop"

// What Go holds is live C, and that holds what was freed.
var (
	entries = map[string]*C.struct_entry{}
	entry   *C.struct_entry
)

func plant(set func(*cell)) {
	c := C.cell_new()
	set(c)
	if drop {
		set(nil)
	}
	C.free(unsafe.Pointer(c))
}

// plant: c-global pointer
func plantPointer() { plant(func(c *cell) { C.set_pointer(c) }) }

// plant: c-global hidden
func plantHidden() { plant(func(c *cell) { C.set_hidden(c) }) }

// plant: c-global table
func plantTable() { plant(func(c *cell) { C.set_table(c) }) }

// plant: c-global ring
func plantRing() { plant(func(c *cell) { C.set_ring(c) }) }

// plant: c-global word
func plantWord() { plant(func(c *cell) { C.set_word(c) }) }

// plant: c-global interior
func plantInterior() { plant(func(c *cell) { C.set_interior(c) }) }

// plant: c-global nested
func plantNested() { plant(func(c *cell) { C.set_nested(c) }) }

// plant: c-global kept
func plantLocal() { plant(func(c *cell) { C.set_local(c) }) }

// plant: c-heap blocks
func plantBlock() { plant(func(c *cell) { C.set_block(c) }) }

// plant: c-heap head
func plantList() { plant(func(c *cell) { C.set_list(c) }) }

// plant: c-heap indirect
func plantIndirect() { plant(func(c *cell) { C.set_indirect(c) }) }

// plant: c-heap main.entries["k"]
func plantEntries() {
	c := C.cell_new()
	entries["k"] = C.entry_new(c)
	if drop {
		entries["k"].cell = nil
	}
	C.free(unsafe.Pointer(c))
}

// plant: c-heap main.entry
func plantEntry() {
	c := C.cell_new()
	entry = C.entry_new(nil)
	entry.next = C.entry_new(c)
	if drop {
		entry.next.cell = nil
	}
	C.free(unsafe.Pointer(c))
}

func main() {
	for _, f := range []func(){
		plantPointer, plantHidden, plantTable, plantRing, plantWord,
		plantInterior, plantNested, plantLocal, plantBlock, plantList,
		plantIndirect, plantEntries, plantEntry,
	} {
		f()
	}
}
