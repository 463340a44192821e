/* SPDX-License-Identifier: MIT */
/* internal.h - what the files of gort/ share, walk*.c excepted */
#ifndef GORT_INTERNAL_H
#define GORT_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ptrmap.h"
#include "base/vec.h"
#include "gort/gort.h"
#include "gort/layout.h"
#include "gort/module.h"

struct arena;
struct debug;
struct go_type;
struct memory;

enum { GORT_MODULES = 64 };

struct gort {
	struct arena *arena;   /* as long as g */
	struct arena *scratch; /* until gort_refresh() */
	struct memory *memory;
	struct module_file file;
	struct debug *debug; /* NULL: none */
	struct layout layout;
	struct gort_info info;
	struct module_data modules[GORT_MODULES];
	size_t nmodules;
	uint64_t allgs; /* the address of the slice */
	uint64_t heap;	/* of runtime.mheap_ */

	/* span.c */
	struct ptrmap arenas; /* by number + 1: struct arena_pages */
	struct ptrmap spans;  /* by the address of the runtime's record */
	uint64_t last_page;   /* that was asked for, + 1 */
	const struct gort_span *last_span;
	uint64_t heap_start, heap_end; /* of all arenas; 0 until asked for */
	uint64_t dead_object;	       /* object.c: see dead_word() */
	uint64_t dead_from, dead_seen;

	/* goroutine.c, global.c; NULL until asked for */
	struct gort_goroutine *goroutines;
	size_t ngoroutines;
	struct gort_section *sections;
	size_t nsections;
	struct gort_variable *variables;
	size_t nvariables;
	bool variables_read;

	/* type*.c */
	struct ptrmap types_by_die; /* by offset + 1 */
	struct ptrmap types_by_address;
	size_t ntypes;
};

/* The address of a field of the struct at base; 0 if the release has none. */
static inline uint64_t gort_field(const struct gort *g, uint64_t base,
				  enum layout_field f)
{
	int32_t off = g->layout.offset[f];

	return off == LAYOUT_NONE ? 0 : base + (uint64_t)off;
}

/* The word, 32, 16 or 8 bits in a field. */
bool gort_word(struct gort *g, uint64_t base, enum layout_field f,
	       uint64_t *ret);
bool gort_u32(struct gort *g, uint64_t base, enum layout_field f,
	      uint32_t *ret);
bool gort_u16(struct gort *g, uint64_t base, enum layout_field f,
	      uint16_t *ret);
bool gort_u8(struct gort *g, uint64_t base, enum layout_field f, uint8_t *ret);

/* find.c: g->allgs and g->heap.  False with *ret_why. */
bool gort_find_runtime(struct gort *g, const char **ret_why);

/* Does a g make sense that is at addr? */
bool gort_looks_like_g(struct gort *g, uint64_t addr);

/* span.c: the runtime's struct heapArena for addr, 0 when there is none. */
uint64_t gort_heap_arena(struct gort *g, uint64_t addr);

/* Bit i of a bitmap at addr. */
bool gort_bit(struct gort *g, uint64_t addr, uint64_t i);

/* Does the arena map at `arenas` have a span around addr? */
bool gort_looks_like_arenas(struct gort *g, uint64_t arenas, uint64_t addr);

/* open.c: the module with a descriptor at addr, or NULL. */
const struct module_data *gort_module_of_type(const struct gort *g,
					      uint64_t addr);

#endif
