/* SPDX-License-Identifier: MIT */
/*
 * Two levels, each built when first needed.  Units come from
 * .debug_aranges, a table made for this; a unit that is not in it (clang
 * writes none) is asked for its own ranges.  The functions of a unit are
 * collected by one walk over its tree the first time an address falls into
 * the unit.  After that a lookup is two binary searches.
 *
 * The walk enters whatever can hold a function with code: namespaces,
 * classes, and functions and blocks too, since the members of a local class
 * are in there.  It counts entries, so that a tree with a loop ends.
 */
#include "symbol/dwarf_index.h"

#include <dwarf.h>
#include <stdlib.h>

enum {
	MAX_UNITS = 1 << 20,
	MAX_ENTRIES = 1 << 24, /* of one unit */
	MAX_RANGES = 1 << 16,  /* of one function or unit */
};

static enum symbol_language language_of(Dwarf_Die *unit)
{
	switch (dwarf_srclang(unit)) {
	case DW_LANG_C:
	case DW_LANG_C89:
	case DW_LANG_C99:
	case DW_LANG_C11:
	case DW_LANG_Mips_Assembler:
		return SYMBOL_C;
	case DW_LANG_C_plus_plus:
	case DW_LANG_C_plus_plus_03:
	case DW_LANG_C_plus_plus_11:
	case DW_LANG_C_plus_plus_14:
		return SYMBOL_CXX;
	case DW_LANG_Go:
		return SYMBOL_GO;
	default:
		return SYMBOL_UNKNOWN;
	}
}

static void add_ranges(struct interval_list *l, Dwarf_Die *die, size_t value)
{
	Dwarf_Addr base, start, end;
	ptrdiff_t off = 0;

	for (int i = 0; i < MAX_RANGES; i++) {
		off = dwarf_ranges(die, off, &base, &start, &end);
		if (off <= 0)
			return;
		/* What the linker threw away starts at 0. */
		if (start != 0)
			interval_add(l, start, end, value);
	}
}

static int compare_offsets(const void *pa, const void *pb)
{
	Dwarf_Off a = *(const Dwarf_Off *)pa, b = *(const Dwarf_Off *)pb;

	return a < b ? -1 : a > b;
}

/*
 * Fills l with what .debug_aranges says, with the offset of the unit's
 * entry as the value.  Returns the offsets, sorted, or NULL.
 */
static Dwarf_Off *read_aranges(Dwarf *dw, struct interval_list *l,
			       size_t *ret_n)
{
	Dwarf_Aranges *aranges;
	Dwarf_Off *offs;
	size_t n;

	if (dwarf_getaranges(dw, &aranges, &n) != 0 || n == 0)
		return NULL;
	offs = calloc(n, sizeof(*offs));
	if (!offs)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		Dwarf_Arange *r = dwarf_onearange(aranges, i);
		Dwarf_Addr start;
		Dwarf_Word len;

		if (!r || dwarf_getarangeinfo(r, &start, &len, &offs[i]) != 0)
			continue;
		if (start != 0)
			interval_add(l, start, start + len, offs[i]);
	}
	qsort(offs, n, sizeof(*offs), compare_offsets);
	*ret_n = n;
	return offs;
}

static struct dwarf_unit *add_unit(struct dwarf_index *x)
{
	if (x->nunits == x->cap) {
		size_t cap = x->cap ? x->cap * 2 : 64;
		struct dwarf_unit *v = reallocarray(x->units, cap, sizeof(*v));

		if (!v)
			return NULL;
		x->units = v;
		x->cap = cap;
	}
	x->units[x->nunits] = (struct dwarf_unit){0};
	return &x->units[x->nunits++];
}

static int compare_unit(const void *key, const void *unit)
{
	return compare_offsets(key, &((const struct dwarf_unit *)unit)->off);
}

/* From offsets of units to indexes. */
static void take_aranges(struct dwarf_index *x, const struct interval_list *l)
{
	if (x->nunits == 0)
		return;
	for (size_t i = 0; i < l->n; i++) {
		Dwarf_Off key = l->v[i].value;
		const struct dwarf_unit *u = bsearch(&key, x->units, x->nunits,
						     sizeof(*u), compare_unit);

		if (u)
			interval_add(&x->ranges, l->v[i].start, l->v[i].end,
				     (size_t)(u - x->units));
	}
}

void dwarf_index_init(struct dwarf_index *x, Dwarf *dw)
{
	struct interval_list aranges = {0};
	struct dwarf_unit *u;
	Dwarf_Off *listed;
	size_t nlisted = 0;
	Dwarf_CU *cu = NULL;
	uint8_t type;
	Dwarf_Die die;

	*x = (struct dwarf_index){0};
	listed = read_aranges(dw, &aranges, &nlisted);
	/* libdw gives units in the order of their offsets. */
	while (x->nunits < MAX_UNITS &&
	       dwarf_get_units(dw, cu, &cu, NULL, &type, &die, NULL) == 0) {
		enum symbol_language language = language_of(&die);

		if (language == SYMBOL_GO || type == DW_UT_type ||
		    type == DW_UT_partial)
			continue;
		u = add_unit(x);
		if (!u)
			break;
		u->die = die;
		u->off = dwarf_dieoffset(&die);
		u->language = language;
		if (!listed || !bsearch(&u->off, listed, nlisted,
					sizeof(*listed), compare_offsets))
			add_ranges(&x->ranges, &die, x->nunits - 1);
	}
	take_aranges(x, &aranges);
	interval_sort(&x->ranges);
	interval_finish(&aranges);
	free(listed);
}

void dwarf_index_finish(struct dwarf_index *x)
{
	for (size_t i = 0; i < x->nunits; i++) {
		interval_finish(&x->units[i].ranges);
		free(x->units[i].funcs);
		free(x->units[i].scopes);
	}
	free(x->units);
	interval_finish(&x->ranges);
	*x = (struct dwarf_index){0};
}

struct dwarf_unit *dwarf_index_unit(struct dwarf_index *x, uint64_t addr)
{
	const struct interval *iv = interval_find(&x->ranges, addr);

	return iv ? &x->units[iv->value] : NULL;
}

static void add_func(struct dwarf_unit *u, Dwarf_Die *die)
{
	if (u->nfuncs == u->funcs_cap) {
		size_t cap = u->funcs_cap ? u->funcs_cap * 2 : 64;
		Dwarf_Die *v = reallocarray(u->funcs, cap, sizeof(*v));

		if (!v)
			return;
		u->funcs = v;
		u->funcs_cap = cap;
	}
	u->funcs[u->nfuncs] = *die;
	add_ranges(&u->ranges, die, u->nfuncs);
	/* A declaration has no code and is not kept. */
	if (u->ranges.n > 0 && u->ranges.v[u->ranges.n - 1].value == u->nfuncs)
		u->nfuncs++;
}

/* The index of the new scope, or DWARF_NO_SCOPE. */
static size_t add_scope(struct dwarf_unit *u, Dwarf_Die *die, size_t parent)
{
	if (u->nscopes == u->scopes_cap) {
		size_t cap = u->scopes_cap ? u->scopes_cap * 2 : 64;
		struct dwarf_scope *v =
			reallocarray(u->scopes, cap, sizeof(*v));

		if (!v)
			return DWARF_NO_SCOPE;
		u->scopes = v;
		u->scopes_cap = cap;
	}
	u->scopes[u->nscopes] =
		(struct dwarf_scope){dwarf_dieoffset(die), parent};
	return u->nscopes++;
}

static bool may_hold_functions(int tag)
{
	switch (tag) {
	case DW_TAG_subprogram:
	case DW_TAG_lexical_block:
	case DW_TAG_namespace:
	case DW_TAG_module:
	case DW_TAG_class_type:
	case DW_TAG_structure_type:
	case DW_TAG_union_type:
		return true;
	default:
		return false;
	}
}

/* A walk in progress. */
struct walk {
	struct dwarf_unit *unit;
	int depth;
	int budget; /* entries that may still be looked at */
};

static void collect(struct walk *w, Dwarf_Die *parent, size_t scope)
{
	struct dwarf_unit *u = w->unit;
	Dwarf_Die die;

	if (w->depth >= DWARF_MAX_DEPTH || dwarf_child(parent, &die) != 0)
		return;
	w->depth++;
	do {
		int tag = dwarf_tag(&die);
		size_t inner = DWARF_NO_SCOPE;

		if (!may_hold_functions(tag))
			continue;
		if (u->language == SYMBOL_CXX)
			inner = add_scope(u, &die, scope);
		if (tag == DW_TAG_subprogram)
			add_func(u, &die);
		collect(w, &die, inner);
	} while (--w->budget > 0 && dwarf_siblingof(&die, &die) == 0);
	w->depth--;
}

Dwarf_Die *dwarf_unit_func(struct dwarf_unit *u, uint64_t addr)
{
	const struct interval *iv;

	if (!u->indexed) {
		struct walk w = {.unit = u, .budget = MAX_ENTRIES};

		u->indexed = true;
		collect(&w, &u->die, DWARF_NO_SCOPE);
		interval_sort(&u->ranges);
	}
	iv = interval_find(&u->ranges, addr);
	return iv ? &u->funcs[iv->value] : NULL;
}

size_t dwarf_unit_around(const struct dwarf_unit *u, Dwarf_Off off,
			 Dwarf_Off *out, size_t max)
{
	size_t lo = 0, hi = u->nscopes, n = 0, i;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (u->scopes[mid].off < off)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == u->nscopes || u->scopes[lo].off != off)
		return 0;
	for (i = u->scopes[lo].parent; i != DWARF_NO_SCOPE && n < max;
	     i = u->scopes[i].parent)
		out[n++] = u->scopes[i].off;
	return n;
}
