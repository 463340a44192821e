/* SPDX-License-Identifier: MIT */
#include "gort/gort.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/compare.h"
#include "gort/debug.h"
#include "gort/internal.h"
#include "gort/type_impl.h"
#include "trace/memory.h"

enum { SECTIONS = 4 /* of a module */ };

static int by_start(const void *a, const void *b)
{
	const struct gort_section *x = a, *y = b;

	return compare_number(x->start, y->start);
}

static void add_section(struct gort *g, enum gort_data kind,
			const struct module_range *r, uint64_t mask,
			uint64_t nbits)
{
	if (r->start < r->end)
		g->sections[g->nsections++] = (struct gort_section){
			.kind = kind,
			.start = r->start,
			.end = r->end,
			.mask = mask,
			.nbits = nbits,
		};
}

const struct gort_section *gort_sections(struct gort *g, size_t *ret_n)
{
	if (!g->sections) {
		g->sections = ARENA_ARRAY(g->arena, g->nmodules * SECTIONS,
					  struct gort_section);
		for (size_t i = 0; i < g->nmodules; i++) {
			const struct module_data *m = &g->modules[i];

			add_section(g, GORT_DATA, &m->data, m->gcdata,
				    m->ngcdata);
			add_section(g, GORT_BSS, &m->bss, m->gcbss, m->ngcbss);
			add_section(g, GORT_NOPTRDATA, &m->noptrdata, 0, 0);
			add_section(g, GORT_NOPTRBSS, &m->noptrbss, 0, 0);
		}
		qsort(g->sections, g->nsections, sizeof(*g->sections),
		      by_start);
	}
	*ret_n = g->nsections;
	return g->sections;
}

size_t gort_section_bits(struct gort *g, const struct gort_section *s,
			 uint64_t addr, size_t n, uint8_t *ret)
{
	uint64_t first;
	uint8_t byte = 0;

	if (addr < s->start || addr >= s->end || n == 0)
		return 0;
	if (n > (s->end - addr) / 8)
		n = (s->end - addr) / 8;
	memset(ret, 0, (n + 7) / 8);
	first = (addr - s->start) / 8;
	for (size_t i = 0; i < n && first + i < s->nbits; i++) {
		if ((i == 0 || (first + i) % 8 == 0) &&
		    memory_read(g->memory, s->mask + (first + i) / 8, &byte,
				1) != 1)
			byte = 0;
		if (byte >> (first + i) % 8 & 1)
			ret[i / 8] |= (uint8_t)(1u << i % 8);
	}
	return n;
}

static int by_address(const void *a, const void *b)
{
	const struct gort_variable *x = a, *y = b;
	int c = compare_number(x->address, y->address);

	if (!c)
		c = compare_number(y->type->size, x->type->size);
	return c ? c : compare_text(x->name, y->name);
}

static void read_variables(struct gort *g)
{
	const struct debug *d = g->debug;

	g->variables_read = true;
	if (!d)
		return;
	g->variables =
		ARENA_ARRAY(g->arena, d->variables.len, struct gort_variable);
	for (uint32_t i = 0; i < d->variables.len; i++) {
		const struct debug_variable *v = &d->variables.at[i];
		const struct go_type *t = type_dwarf(g, v->type, 0);

		if (t && t->kind != GO_INVALID)
			g->variables[g->nvariables++] = (struct gort_variable){
				.name = v->name,
				.address = g->file.bias + v->vaddr,
				.type = t,
			};
	}
	qsort(g->variables, g->nvariables, sizeof(*g->variables), by_address);
}

const struct gort_variable *gort_variables(struct gort *g, size_t *ret_n)
{
	if (!g->variables_read)
		read_variables(g);
	*ret_n = g->nvariables;
	return g->variables;
}

const struct gort_variable *gort_variable_at(struct gort *g, uint64_t addr)
{
	size_t n, lo = 0, hi;
	const struct gort_variable *v = gort_variables(g, &n);

	/* The last one that does not start behind addr. */
	for (hi = n; lo < hi;) {
		size_t mid = lo + (hi - lo) / 2;

		if (v[mid].address <= addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	/* Those without size may be at the same place as another. */
	while (lo-- > 0 && addr - v[lo].address < UINT64_C(1) << TYPE_SIZE_BITS)
		if (addr - v[lo].address < v[lo].type->size)
			return &v[lo];
		else if (v[lo].type->size > 0)
			break;
	return NULL;
}
