/* SPDX-License-Identifier: MIT */
/*
 * Looking into memory whose type is not known: Go's by the bits that the
 * collector has for it, C's word by word.
 *
 * A word that the collector takes for a pointer is one.  Another word of Go
 * may be a uintptr or a number, and holds nothing for certain.  Memory of
 * Go that has no pointers at all is bytes and numbers, mostly much of them,
 * and only looked into when it is small.
 */
#include "gort/walk_impl.h"

#include <string.h>

#include "gort/gort.h"
#include "gort/type.h"
#include "gort/walk_local.h"
#include "trace/memory.h"

enum {
	BITS = 512,	     /* asked for at a time */
	SMALL_NOSCAN = 4096, /* bytes */
};

/* Where the bits of a node's words are. */
struct bits {
	enum { BITS_NONE, BITS_OBJECT, BITS_SECTION, BITS_ALL } from;
	struct gort_object object;
	const struct gort_section *section;
};

static const struct gort_section *section_at(struct walk *w, uint64_t addr)
{
	size_t n;
	const struct gort_section *s = gort_sections(w->g, &n);

	for (size_t i = 0; i < n; i++)
		if (addr >= s[i].start && addr < s[i].end)
			return &s[i];
	return NULL;
}

static struct bits bits_of(struct walk *w, const struct walk_node *n)
{
	struct bits b = {.from = BITS_NONE};

	if (n->edge == EDGE_FRAME || n->edge == EDGE_LOCAL) {
		b.from = BITS_ALL;
	} else if (n->edge == EDGE_SECTION || n->edge == EDGE_RUNTIME) {
		b.section = section_at(w, n->addr);
		if (b.section && b.section->mask)
			b.from = BITS_SECTION;
	} else if (gort_object(w->g, n->addr, &b.object) && !b.object.noscan) {
		b.from = BITS_OBJECT;
	}
	return b;
}

/* Bits for the words from addr on; all set where nothing says it. */
static size_t read_bits(struct walk *w, const struct bits *b, uint64_t addr,
			size_t n, uint8_t *ret)
{
	size_t got = 0;

	if (b->from == BITS_OBJECT && addr >= b->object.base)
		got = gort_pointer_bits(w->g, &b->object,
					(addr - b->object.base) / 8, n, ret);
	else if (b->from == BITS_SECTION)
		got = gort_section_bits(w->g, b->section, addr, n, ret);
	if (got == 0) {
		got = n;
		memset(ret, b->from == BITS_NONE ? 0 : 0xff, (n + 7) / 8);
	}
	return got;
}

static void look_go_word(struct walk *w, const struct walk_place *p,
			 uint64_t word, bool pointer)
{
	struct walk_place may = *p;
	uint64_t v;

	if (!walk_first_seen(w, word) || !memory_word(w->m, word, &v) || v == 0)
		return;
	may.certain = p->certain && pointer;
	walk_hit_word(w, &may, word, v);
	if (pointer)
		walk_follow(w, &may, word, EDGE_POINTER, v);
}

/* NULL where nothing is known. */
static const struct go_local_list *captured(struct walk *w,
					    const struct walk_node *n)
{
	struct go_locals *l = walk_names(w)->locals;
	uint64_t pc;

	if (!l || !memory_word(w->m, n->addr, &pc))
		return NULL;
	return go_closure_at(l, pc);
}

const struct go_local *
walk_captured(struct walk *w, const struct walk_node *closure, uint64_t word)
{
	const struct go_local_list *list = captured(w, closure);

	for (size_t i = 0; list && i < list->n; i++)
		if (word - closure->addr - (uint64_t)list->v[i].offset <
		    list->v[i].type->size)
			return &list->v[i];
	return NULL;
}

static void look_captured(struct walk *w, const struct walk_place *p,
			  const struct walk_node *n)
{
	const struct go_local_list *list = captured(w, n);

	for (size_t i = 0; list && i < list->n; i++) {
		const struct go_local *l = &list->v[i];

		if (l->offset > 0 && (uint64_t)l->offset < n->size &&
		    l->type->size <= n->size - (uint64_t)l->offset)
			walk_look_value(w, p, n->addr + (uint64_t)l->offset,
					l->type);
	}
}

static void look_go(struct walk *w, uint32_t node, const struct walk_node *n)
{
	struct walk_place p = {node, NO_ENTRY, false, n->certain};
	struct bits b = bits_of(w, n);
	uint64_t at = (n->addr + 7) & ~(uint64_t)7, end = n->addr + n->size;
	uint8_t bits[BITS / 8];

	if (b.from == BITS_NONE && n->size > SMALL_NOSCAN &&
	    n->edge != EDGE_SECTION)
		return;
	/* A closure begins with the address of its code. */
	if (n->edge == EDGE_CLOSURE) {
		look_captured(w, &p, n);
		at += 8;
	}
	while (at + 8 <= end) {
		uint64_t left = (end - at) / 8;
		size_t k =
			read_bits(w, &b, at, left < BITS ? left : BITS, bits);

		for (size_t i = 0; i < k; i++) {
			if (!walk_goes_on(w))
				return;
			look_go_word(w, &p, at + i * 8,
				     bits[i / 8] >> (i % 8) & 1);
		}
		at += k * 8;
	}
}

void walk_look_c_word(struct walk *w, const struct walk_place *p, uint64_t word,
		      uint64_t value)
{
	walk_hit_word(w, p, word, value);
	/* Only for its blocks: Go's memory does not live by pointers of C. */
	if (walk_block_at(w, value) >= 0)
		walk_follow(w, p, word, EDGE_POINTER, value);
}

static void look_c(struct walk *w, uint32_t node, const struct walk_node *n)
{
	struct walk_place p = {node, NO_ENTRY, false, n->certain};
	uint64_t at = (n->addr + 7) & ~(uint64_t)7, end = n->addr + n->size, v;

	for (; at + 8 <= end; at += 8) {
		if (!walk_goes_on(w))
			return;
		if (!walk_first_seen(w, at) || !memory_word(w->m, at, &v) ||
		    v == 0)
			continue;
		walk_look_c_word(w, &p, at, v);
	}
}

void walk_look_words(struct walk *w, uint32_t node)
{
	struct walk_node n = w->nodes.at[node];

	if (n.in_c || !w->g ||
	    (n.edge >= EDGE_C_DATA && n.edge <= EDGE_REGISTER))
		look_c(w, node, &n);
	else
		look_go(w, node, &n);
}
