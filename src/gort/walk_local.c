/* SPDX-License-Identifier: MIT */
/*
 * A local is taken when all of it is in the frame at one place: its location
 * is DW_OP_fbreg or DW_OP_call_frame_cfa with an offset.  What is in
 * registers then, or in pieces, is left to the stack maps.
 *
 * Go's linker writes no table from addresses to units, so one is made when
 * the first stack is walked; functions of a unit are sorted when the first
 * pc in it is asked for, and the answer for a pc is kept: thousands of
 * goroutines wait at the same few places.
 */
#include "gort/walk_local.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/ptrmap.h"
#include "base/vec.h"
#include "gort/debug.h"
#include "gort/gort.h"
#include "gort/internal.h"
#include "gort/type.h"
#include "symbol/interval.h"

enum {
	AT_GO_CLOSURE_OFFSET = 0x2907,
	MAX_DEPTH = 24,	  /* of blocks and inlined calls */
	MAX_LOCALS = 512, /* of a frame */
	MAX_UNITS = 1 << 18,
	MAX_FUNCTIONS = 1 << 20, /* of a unit */
	MAX_OPS = 4,
};

struct unit {
	Dwarf_Die die;
	bool read;
	struct VEC(Dwarf_Off) functions;
	struct interval_list ranges;
};

struct go_locals {
	struct gort *g;
	Dwarf *dw;
	struct arena *arena;
	struct VEC(struct unit) units;
	struct interval_list ranges;
	struct ptrmap lists;	/* by pc + 1 */
	struct ptrmap closures; /* the same */
};

struct found {
	struct go_locals *l;
	uint64_t vaddr;
	bool captured; /* what a closure holds, not what a frame does */
	struct VEC(struct go_local) v;
};

static void add_ranges(struct interval_list *list, Dwarf_Die *die, size_t value)
{
	Dwarf_Addr base, start, end;
	ptrdiff_t at = 0;

	while ((at = dwarf_ranges(die, at, &base, &start, &end)) > 0)
		interval_add(list, start, end, value);
}

struct go_locals *go_locals_open(struct gort *g)
{
	struct arena *a;
	struct go_locals *l;
	Dwarf_Off off = 0, next;
	size_t head;

	if (!g->debug)
		return NULL;
	a = arena_create(0);
	l = ARENA_NEW(a, struct go_locals);
	l->arena = a;
	l->g = g;
	l->dw = g->debug->file.dw;
	while (l->units.len < MAX_UNITS &&
	       dwarf_nextcu(l->dw, off, &next, &head, NULL, NULL, NULL) == 0) {
		struct unit u = {.read = false};

		if (dwarf_offdie(l->dw, off + head, &u.die) &&
		    dwarf_srclang(&u.die) == DW_LANG_Go) {
			add_ranges(&l->ranges, &u.die, l->units.len);
			vec_push(&l->units, u);
		}
		if (next <= off)
			break;
		off = next;
	}
	interval_sort(&l->ranges);
	return l;
}

void go_locals_close(struct go_locals *l)
{
	if (!l)
		return;
	for (uint32_t i = 0; i < l->units.len; i++) {
		vec_finish(&l->units.at[i].functions);
		interval_finish(&l->units.at[i].ranges);
	}
	vec_finish(&l->units);
	interval_finish(&l->ranges);
	arena_destroy(l->arena);
}

static void read_unit(struct unit *u)
{
	Dwarf_Die die;

	u->read = true;
	if (dwarf_child(&u->die, &die) != 0)
		return;
	do {
		if (dwarf_tag(&die) != DW_TAG_subprogram)
			continue;
		add_ranges(&u->ranges, &die, u->functions.len);
		vec_push(&u->functions, dwarf_dieoffset(&die));
	} while (u->functions.len < MAX_FUNCTIONS &&
		 dwarf_siblingof(&die, &die) == 0);
	interval_sort(&u->ranges);
}

static bool function_at(struct go_locals *l, uint64_t vaddr, Dwarf_Die *ret)
{
	const struct interval *iv = interval_find(&l->ranges, vaddr);
	struct unit *u = iv ? &l->units.at[iv->value] : NULL;

	if (!u)
		return false;
	if (!u->read)
		read_unit(u);
	iv = interval_find(&u->ranges, vaddr);
	return iv && dwarf_offdie(l->dw, u->functions.at[iv->value], ret);
}

/* The distance from the cfa; false when it is not of one of these forms. */
static bool offset_of(const Dwarf_Op *op, size_t n, int64_t *ret)
{
	if (n == 1 && op[0].atom == DW_OP_fbreg) {
		*ret = (int64_t)op[0].number;
		return true;
	}
	if (n == 0 || op[0].atom != DW_OP_call_frame_cfa)
		return false;
	*ret = n > 1 ? (int64_t)op[1].number : 0;
	return n == 1 || (n == 2 && op[1].atom == DW_OP_plus_uconst) ||
	       (n == 3 && op[1].atom == DW_OP_consts &&
		op[2].atom == DW_OP_plus);
}

static bool read_leb(const Dwarf_Block *b, size_t *at, bool is_signed,
		     int64_t *ret)
{
	uint64_t v = 0;

	for (unsigned shift = 0; *at < b->length && shift < 64; shift += 7) {
		uint8_t c = b->data[(*at)++];

		v |= (uint64_t)(c & 0x7f) << shift;
		if (c & 0x80)
			continue;
		if (is_signed && (c & 0x40) && shift + 7 < 64)
			v |= ~UINT64_C(0) << (shift + 7);
		*ret = (int64_t)v;
		return true;
	}
	return false;
}

/*
 * The same for the bytes of an expression: libdw does not take it for one
 * where its form is that of a plain block, as Go writes it in DWARF 5.
 */
static bool offset_of_block(const Dwarf_Block *b, int64_t *ret)
{
	Dwarf_Op ops[MAX_OPS];
	size_t n = 0, at = 0;

	while (at < b->length) {
		int64_t v = 0;

		if (n == MAX_OPS)
			return false;
		ops[n].atom = b->data[at++];
		if (((ops[n].atom == DW_OP_fbreg ||
		      ops[n].atom == DW_OP_consts) &&
		     !read_leb(b, &at, true, &v)) ||
		    (ops[n].atom == DW_OP_plus_uconst &&
		     !read_leb(b, &at, false, &v)))
			return false;
		ops[n++].number = (Dwarf_Word)v;
	}
	return offset_of(ops, n, ret);
}

static bool location_of(struct found *f, Dwarf_Die *die, int64_t *ret)
{
	Dwarf_Attribute attr;
	Dwarf_Block block;
	Dwarf_Op *expr;
	Dwarf_Word off;
	size_t len;

	if (f->captured) {
		if (dwarf_formudata(
			    dwarf_attr(die, AT_GO_CLOSURE_OFFSET, &attr),
			    &off) != 0)
			return false;
		*ret = (int64_t)off;
		return true;
	}
	if (!dwarf_attr(die, DW_AT_location, &attr))
		return false;
	if (dwarf_formblock(&attr, &block) == 0)
		return offset_of_block(&block, ret);
	return dwarf_getlocation_addr(&attr, f->vaddr, &expr, &len, 1) == 1 &&
	       len <= MAX_OPS && offset_of(expr, len, ret);
}

static void add_local(struct found *f, Dwarf_Die *die)
{
	Dwarf_Attribute attr;
	Dwarf_Die type;
	const struct go_type *t;
	const char *name;
	int64_t offset;

	if (!location_of(f, die, &offset))
		return;
	name = dwarf_formstring(dwarf_attr_integrate(die, DW_AT_name, &attr));
	if (!name || name[0] == '~' || name[0] == '.' ||
	    !dwarf_formref_die(dwarf_attr_integrate(die, DW_AT_type, &attr),
			       &type))
		return;
	t = gort_type_dwarf(f->l->g, dwarf_dieoffset(&type));
	if (t && t->holds && t->size > 0)
		vec_push(&f->v, (struct go_local){name, t, offset});
}

static void add_locals(struct found *f, Dwarf_Die *scope, int depth)
{
	Dwarf_Die die;

	if (depth > MAX_DEPTH || dwarf_child(scope, &die) != 0)
		return;
	do {
		switch (dwarf_tag(&die)) {
		case DW_TAG_variable:
		case DW_TAG_formal_parameter:
			add_local(f, &die);
			break;
		case DW_TAG_lexical_block:
		case DW_TAG_inlined_subroutine:
			if (dwarf_haspc(&die, f->vaddr) == 1)
				add_locals(f, &die, depth + 1);
			break;
		default:
			break;
		}
	} while (f->v.len < MAX_LOCALS && dwarf_siblingof(&die, &die) == 0);
}

static const struct go_local_list *
list_of(struct go_locals *l, struct ptrmap *lists, uint64_t pc, bool captured)
{
	void **at = ptrmap_at_key(lists, l->arena, pc + 1);
	struct found f = {
		.l = l, .vaddr = pc - l->g->file.bias, .captured = captured};
	struct go_local_list *list = *at;
	Dwarf_Die die;

	if (list)
		return list;
	list = ARENA_NEW(l->arena, struct go_local_list);
	*at = list;
	if (function_at(l, f.vaddr, &die))
		add_locals(&f, &die, 0);
	list->v = vec_keep(l->arena, &f.v, 0);
	list->n = f.v.len;
	vec_finish(&f.v);
	return list;
}

const struct go_local_list *go_locals_at(struct go_locals *l, uint64_t pc)
{
	return list_of(l, &l->lists, pc, false);
}

const struct go_local_list *go_closure_at(struct go_locals *l, uint64_t pc)
{
	return list_of(l, &l->closures, pc, true);
}
