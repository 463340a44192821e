/* SPDX-License-Identifier: MIT */
#include "gort/map.h"

#include "gort/gort.h"
#include "gort/internal.h"
#include "gort/map_impl.h"
#include "trace/memory.h"

enum {
	BUDGET = 1 << 28,
	/* Of a map that does not say how big its arrays are. */
	ON_STACK = 1,
};

void map_tell_memory(struct map_visit *v, uint64_t start, uint64_t size)
{
	if (v->memory)
		v->memory(v->arg, start, size);
}

/*
 * The value at a place in a slot, or where the word there points to.  False
 * when there is nothing there.
 */
static bool follow(struct map_visit *v, uint64_t at, bool indirect,
		   uint64_t size, uint64_t *ret)
{
	*ret = at;
	if (!indirect)
		return true;
	if (!memory_word(v->g->memory, at, ret) || *ret == 0)
		return false;
	map_tell_memory(v, *ret, size);
	return true;
}

bool map_tell_slot(struct map_visit *v, uint64_t unit, unsigned i, bool old)
{
	const struct map_shape *s = v->shape;
	struct gort_entry e = {.old = old};
	uint64_t key = unit + s->key_off + i * s->key_stride;
	uint64_t elem = unit + s->elem_off + i * s->elem_stride;

	if (!follow(v, key, s->indirect_key, s->key->size, &e.key) ||
	    !follow(v, elem, s->indirect_elem, s->elem->size, &e.elem)) {
		v->result = GORT_MAP_BROKEN;
		return true;
	}
	e.slot = key;
	if (s->indirect_key)
		e.key_at = key;
	if (s->indirect_elem)
		e.elem_at = elem;
	if (v->each && !v->each(v->arg, &e)) {
		v->result = GORT_MAP_STOPPED;
		return false;
	}
	return true;
}

uint64_t map_room(struct map_visit *v, uint64_t addr, uint64_t want)
{
	struct gort_object o;
	uint64_t room = ON_STACK;

	if (gort_object(v->g, addr, &o) && addr >= o.base)
		room = (o.base + o.size - addr) / v->shape->unit;
	return want < room ? want : room;
}

static enum gort_map_result visit(struct map_visit *v, const struct go_type *t,
				  uint64_t header, struct map_shape *shape)
{
	if (header == 0)
		return GORT_MAP_DONE;
	if (header % 8 != 0 || !map_shape_of(v->g, t, shape))
		return GORT_MAP_UNKNOWN;
	v->shape = shape;
	v->budget = BUDGET;
	v->result = GORT_MAP_DONE;
	if (shape->swiss)
		map_visit_swiss(v, header);
	else
		map_visit_classic(v, header);
	return v->result;
}

enum gort_map_result gort_map_each(struct gort *g, const struct go_type *t,
				   uint64_t header, gort_entry_fn *each,
				   void *arg)
{
	struct map_visit v = {.g = g, .each = each, .arg = arg};
	struct map_shape shape;

	return visit(&v, t, header, &shape);
}

enum gort_map_result
gort_map_memory(struct gort *g, const struct go_type *t, uint64_t header,
		void (*each)(void *arg, uint64_t start, uint64_t size),
		void *arg)
{
	struct map_visit v = {.g = g, .memory = each, .arg = arg};
	struct map_shape shape;

	return visit(&v, t, header, &shape);
}

uint64_t gort_map_count(struct gort *g, const struct go_type *t,
			uint64_t header)
{
	uint64_t n;

	if (t->kind != GO_MAP ||
	    !gort_word(g, header,
		       g->info.swiss ? LAYOUT_SMAP_USED : LAYOUT_HMAP_COUNT,
		       &n))
		return 0;
	return n;
}
