/* SPDX-License-Identifier: MIT */
/*
 * Memory of a Go program that somebody has scribbled on: descriptors of
 * types, and values of them.
 *
 *	0	minor number of the release, 1 for Swiss maps, number of roots
 *	8	start and end of the descriptors, mheap_, allgs
 *	40	the roots: addresses of interfaces
 *	..	lines: an address, and the 64 bytes there
 *
 * The seeds are what gort_dump touched of real programs.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../tests/unit/gort_image.h"
#include "gort/gort.h"
#include "gort/map.h"
#include "gort/type.h"

enum {
	HEAD = 40,
	MAX_INPUT = 1 << 18,
	STEPS = 20000, /* values that are looked at */
	DEPTH = 16,
	ELEMENTS = 64,
	BIT_BYTES = 64,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct reader {
	struct gort *g;
	const struct go_type *key, *elem; /* of the map that is being read */
	int depth;
	int *steps; /* that are left */
};

static void look(struct reader r, const struct go_type *t, uint64_t addr);

static void check(bool good)
{
	if (!good)
		abort();
}

static void check_type(const struct go_type *t)
{
	check(t->name && strlen(t->name) < MAX_INPUT && t->kind < GO_KINDS);
	for (size_t i = 0; i < t->nfields; i++) {
		const struct go_field *f = &t->fields[i];

		check(f->name && f->type && f->type != t);
		check(f->offset <= t->size &&
		      f->type->size <= t->size - f->offset);
	}
	if (t->kind == GO_ARRAY)
		check(t->len == 0 || t->len * t->elem->size <= t->size);
}

static bool entry(void *arg, const struct gort_entry *e)
{
	struct reader *r = arg;

	look(*r, r->key, e->key);
	look(*r, r->elem, e->elem);
	return *r->steps > 0;
}

static bool element(void *arg, uint64_t index, uint64_t addr)
{
	struct reader *r = arg;

	(void)index;
	look(*r, r->elem, addr);
	return *r->steps > 0;
}

static void range(void *arg, uint64_t start, uint64_t size)
{
	struct reader *r = arg;

	(void)start;
	check(size >> 47 == 0);
	--*r->steps;
}

static void look_at_object(struct gort *g, uint64_t addr)
{
	uint8_t bits[BIT_BYTES];
	struct gort_object o;

	if (!gort_object(g, addr, &o))
		return;
	check(o.base >= o.span->start && o.base + o.size <= o.span->end);
	(void)gort_pointer_bits(g, &o, 0, sizeof(bits) * 8, bits);
	(void)gort_pointer_bits(g, &o, o.size / 16, 9, bits);
	if (o.type)
		(void)gort_type_at(g, o.type);
}

static void look_at_reference(struct reader r, const struct go_type *t,
			      uint64_t addr)
{
	uint64_t w = 0, n = 0;
	struct gort_value v;

	(void)memory_word(&image, addr, &w);
	look_at_object(r.g, w);
	r.key = t->key;
	r.elem = t->elem;
	if (t->kind == GO_MAP) {
		(void)gort_map_each(r.g, t, w, entry, &r);
		(void)gort_map_memory(r.g, t, w, range, &r);
		(void)gort_map_count(r.g, t, w);
	} else if (t->kind == GO_CHAN) {
		(void)gort_chan_each(r.g, t, w, element, &r);
	} else if (t->kind == GO_POINTER && t->elem) {
		look(r, t->elem, w);
	} else if (t->kind == GO_INTERFACE) {
		if (gort_interface(r.g, t, addr, &v))
			look(r, v.type, v.address);
	} else if (t->kind == GO_STRING) {
		(void)gort_string(r.g, addr, &w, &n);
	} else if (t->kind == GO_SLICE &&
		   gort_slice(r.g, t, addr, &w, &n, NULL)) {
		for (uint64_t i = 0; i < n && i < ELEMENTS; i++)
			look(r, t->elem, w + i * t->elem->size);
	}
}

static void look(struct reader r, const struct go_type *t, uint64_t addr)
{
	if (!t || r.depth++ > DEPTH || --*r.steps < 0)
		return;
	t = go_type_open(r.g, t);
	check_type(t);
	if (gort_sync_map(t))
		(void)gort_sync_map_each(r.g, t, addr, &r.key, &r.elem, entry,
					 &r);
	if (t->kind == GO_STRUCT)
		for (size_t i = 0; i < t->nfields; i++)
			look(r, t->fields[i].type, addr + t->fields[i].offset);
	else if (t->kind == GO_ARRAY)
		for (uint64_t i = 0; i < t->len && i < ELEMENTS; i++)
			look(r, t->elem, addr + i * t->elem->size);
	else
		look_at_reference(r, t, addr);
}

static bool span(void *arg, const struct gort_span *s)
{
	int *left = arg;

	check(s->start < s->end);
	return --*left > 0;
}

static uint64_t word_of(const uint8_t *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof(w));
	return w;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct go_type any = {.kind = GO_INTERFACE,
					   .name = "any",
					   .size = 16,
					   .empty_interface = true,
					   .opened = true};
	int steps = STEPS, spans = STEPS;
	struct reader r = {.steps = &steps};
	size_t nroots, n;
	const uint8_t *p;

	if (size < HEAD || size > MAX_INPUT)
		return 0;
	nroots = data[2];
	if (nroots > (size - HEAD) / 8)
		return 0;
	image_reset();
	for (p = data + HEAD + nroots * 8;
	     (size_t)(data + size - p) >= 8 + IMAGE_LINE; p += 8 + IMAGE_LINE)
		image_put(word_of(p) & ~(uint64_t)(IMAGE_LINE - 1), p + 8,
			  IMAGE_LINE);
	r.g = image_open(data[0], data[1] & 1);
	r.g->modules[0].types.start = word_of(data + 8);
	r.g->modules[0].types.end = word_of(data + 16);
	r.g->heap = word_of(data + 24);
	r.g->allgs = word_of(data + 32);
	for (size_t i = 0; i < nroots; i++)
		look(r, &any, word_of(data + HEAD + 8 * i));
	(void)gort_goroutines(r.g, &n);
	gort_spans_each(r.g, span, &spans);
	image_close(r.g);
	return 0;
}
