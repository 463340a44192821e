/* SPDX-License-Identifier: MIT */
/*
 * How slots, buckets and cells are laid out for the types of a map.
 *
 * A slot is key and value, as a C struct would have them.  Its generation is
 * beside the value where that costs no padding, so that a reference that is
 * used touches no other cache line; else all generations of a bucket precede
 * its slots.  When a sanitizer listens, slots begin and end at multiples of
 * eight, since that is how fine it sees, and generations, which may be read
 * when the entry is dead, are apart.
 */
#include "lib/map_linear.h"

#include <stdalign.h>

#include "lib/poison.h"

/*
 * Mean entries of a main bucket in thousandths of its slots.  With generations
 * the table is kept fuller, so that it needs hardly more memory than others do
 * without.  It contracts at 85 hundredths of that.
 */
enum { FULL = 655, FULL_CHECKED = 780 };

static void lay_out_slot(struct linear *l, const struct belay_map *m,
			 size_t *align)
{
	const struct belay_type *k = map_key(m), *v = map_value(m);
	size_t a = k->align > v->align ? k->align : v->align, bytes, with_gen;

	if (m->later == MODE_CELLS) {
		l->stride = l->payload = sizeof(struct cell_slot);
		*align = l->poisons ? 8 : alignof(struct cell_slot);
		return;
	}
	l->value_at = (uint32_t)align_up(k->size, v->align);
	l->payload = l->value_at + (uint32_t)v->size;
	if (l->poisons && a < 8)
		a = 8;
	bytes = align_up(l->payload, a);
	l->stride = (uint32_t)bytes;
	*align = a;
	if (m->flags & BELAY_MAP_UNCHECKED)
		return;
	l->gen_stride = sizeof(uint32_t);
	a = a < 4 ? 4 : a;
	with_gen = align_up(align_up(l->payload, 4) + 4, a);
	if (with_gen <= bytes + 4 && !l->poisons) {
		l->stride = l->gen_stride = (uint32_t)with_gen;
		*align = a;
	}
}

static void lay_out_area(const struct linear *l, struct geometry *g,
			 uint32_t slots, size_t align)
{
	size_t at = 0;

	align = align < 4 ? 4 : align;
	if (l->gen_stride && l->gen_stride != l->stride)
		at = slots * sizeof(uint32_t);
	g->gens = 0;
	g->first = (uint32_t)align_up(at, align);
	if (l->gen_stride && l->gen_stride == l->stride)
		g->gens = g->first + (uint32_t)align_up(l->payload, 4);
	g->link = (uint32_t)align_up(g->first + slots * l->stride, 4);
	g->size = (uint32_t)align_up(g->link + 4, align);
}

static void lay_out_cell(struct linear *l, const struct belay_map *m)
{
	const struct belay_type *k = map_key(m), *v = map_value(m);
	size_t at = sizeof(struct cell) + k->size, align = 8, size = v->size;

	if (l->keeper) {
		size = sizeof(struct value_block *);
		at = align_up(at, alignof(struct value_block *));
	} else {
		at = align_up(at, v->align);
		align = v->align > align ? v->align : align;
	}
	align = k->align > align ? k->align : align;
	l->value_at = (uint32_t)at;
	pool_init(&l->cells, align_up(at + size, align));
}

static struct keeper *make_keeper(const struct belay_map *m)
{
	struct keeper *k = belay__zalloc(map_allocator(m), sizeof(*k));

	if (k) {
		k->value = map_value(m);
		k->allocator = map_allocator(m);
	}
	return k;
}

static uint32_t buckets_for(const struct linear *l, size_t hint)
{
	if (hint > BELAY_MAP_MAX || hint <= MAIN_SLOTS)
		return 1;
	return (uint32_t)(((uint64_t)hint * 1000 + l->full - 1) / l->full);
}

int belay__linear_start(struct belay_map *m, size_t hint)
{
	const struct belay_allocator *a = map_allocator(m);
	struct linear *l = belay__zalloc(a, sizeof(*l));
	struct belay_map as_it_was = *m;
	size_t align;

	if (!l)
		return BELAY_ENOMEM;
	l->poisons = belay__poisons();
	lay_out_slot(l, m, &align);
	lay_out_area(l, &l->main_geometry, MAIN_SLOTS, align);
	lay_out_area(l, &l->over_geometry, OVER_SLOTS, align);
	l->full = (l->gen_stride ? FULL_CHECKED : FULL) * MAIN_SLOTS;
	if (m->flags & BELAY_MAP_STABLE) {
		l->keeper = make_keeper(m);
		if (!l->keeper)
			goto fail_keeper;
	}
	pool_init(&l->heads, sizeof(struct bucket));
	pool_init(&l->areas, l->main_geometry.size);
	pool_init(&l->over,
		  align_up(sizeof(struct bucket) + l->over_geometry.size,
			   l->poisons ? 8 : 4));
	if (m->later == MODE_CELLS)
		lay_out_cell(l, m);
	l->min_buckets = buckets_for(l, hint);
	belay__map_start(m, &l->body);
	if (!belay__buckets_make(m, l, l->min_buckets))
		goto fail_buckets;
	return 0;

fail_buckets:
	*m = as_it_was;
	belay__pools_finish(l);
	belay__release(a, l->keeper, sizeof(*l->keeper));
fail_keeper:
	belay__release(a, l, sizeof(*l));
	return BELAY_ENOMEM;
}
