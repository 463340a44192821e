/* SPDX-License-Identifier: MIT */
/*
 * The shape of a bucket or group stands in the map type's descriptor.  A
 * type of which the program has none (a variable that nothing ever put
 * anything into) is laid out here as the compiler does it, from the sizes
 * of key and element (cmd/compile/internal/reflectdata/map*.go):
 *
 *	bucket	tophash[8], keys[8], elems[8], *overflow
 *	group	control[8], {key, elem}[8]
 *
 * Keys and elements of more than 128 bytes are pointers to such.
 */
#include "gort/map_impl.h"

#include "gort/gort.h"
#include "gort/internal.h"
#include "gort/type_impl.h"

enum {
	INDIRECT_FROM = 128,
	MAX_UNIT = 8 + MAP_SLOTS * (2 * INDIRECT_FROM + 16) + 16,
	OLD_INDIRECT_KEY = 1 << 0,
	OLD_INDIRECT_ELEM = 1 << 1,
	SWISS_INDIRECT_KEY = 1 << 2,
	SWISS_INDIRECT_ELEM = 1 << 3,
};

static uint64_t align_up(uint64_t n, uint64_t to)
{
	return (n + to - 1) / to * to;
}

static uint64_t align_of(const struct go_type *t, int depth)
{
	uint64_t most = 1;

	if (depth > TYPE_DEPTH)
		return 8;
	if (t->kind == GO_ARRAY)
		return t->elem ? align_of(t->elem, depth + 1) : 1;
	if (t->kind != GO_STRUCT) {
		if (t->kind == GO_COMPLEX64)
			return 4;
		return t->size >= 8 ? 8 : t->size > 0 ? t->size : 1;
	}
	for (size_t i = 0; i < t->nfields; i++) {
		uint64_t a = align_of(t->fields[i].type, depth + 1);

		if (a > most)
			most = a;
	}
	return most;
}

static uint64_t slot_size(const struct go_type *t, bool indirect)
{
	return indirect ? 8 : t->size;
}

static void lay_out(struct map_shape *s)
{
	uint64_t key = slot_size(s->key, s->indirect_key);
	uint64_t elem = slot_size(s->elem, s->indirect_elem);
	uint64_t ka = s->indirect_key ? 8 : align_of(s->key, 0);
	uint64_t ea = s->indirect_elem ? 8 : align_of(s->elem, 0), slot;

	s->key_off = MAP_SLOTS;
	if (!s->swiss) {
		s->key_stride = key;
		s->elem_stride = elem;
		s->elem_off = s->key_off + MAP_SLOTS * key;
		s->unit = align_up(s->elem_off + MAP_SLOTS * elem, 8) + 8;
		return;
	}
	slot = align_up(key, ea);
	s->elem_off = s->key_off + slot;
	/* What ends a struct has a size, so that its address is inside. */
	slot += elem > 0 || slot == 0 ? elem : 1;
	slot = align_up(slot, ka > ea ? ka : ea);
	s->key_stride = s->elem_stride = slot;
	s->unit = s->key_off + MAP_SLOTS * slot;
}

static bool read_classic(struct gort *g, uint64_t type, struct map_shape *s)
{
	uint8_t key, elem;
	uint16_t unit;
	uint32_t flags;

	if (!gort_u8(g, type, LAYOUT_OLDMAP_KEYSIZE, &key) ||
	    !gort_u8(g, type, LAYOUT_OLDMAP_ELEMSIZE, &elem) ||
	    !gort_u16(g, type, LAYOUT_OLDMAP_BUCKETSIZE, &unit) ||
	    !gort_u32(g, type, LAYOUT_OLDMAP_FLAGS, &flags))
		return false;
	s->indirect_key = flags & OLD_INDIRECT_KEY;
	s->indirect_elem = flags & OLD_INDIRECT_ELEM;
	s->key_off = MAP_SLOTS;
	s->key_stride = key;
	s->elem_off = s->key_off + MAP_SLOTS * (uint64_t)key;
	s->elem_stride = elem;
	s->unit = unit;
	return true;
}

static bool read_swiss(struct gort *g, uint64_t type, struct map_shape *s)
{
	uint32_t flags;
	uint64_t elem;

	if (!gort_u32(g, type, LAYOUT_SWISS_FLAGS, &flags) ||
	    !gort_word(g, type, LAYOUT_SWISS_GROUPSIZE, &s->unit))
		return false;
	s->indirect_key = flags & SWISS_INDIRECT_KEY;
	s->indirect_elem = flags & SWISS_INDIRECT_ELEM;
	if (gort_word(g, type, LAYOUT_SWISS_KEYSOFF, &s->key_off))
		return gort_word(g, type, LAYOUT_SWISS_KEYSTRIDE,
				 &s->key_stride) &&
		       gort_word(g, type, LAYOUT_SWISS_ELEMSOFF,
				 &s->elem_off) &&
		       gort_word(g, type, LAYOUT_SWISS_ELEMSTRIDE,
				 &s->elem_stride);
	if (!gort_word(g, type, LAYOUT_SWISS_SLOTSIZE, &s->key_stride) ||
	    !gort_word(g, type, LAYOUT_SWISS_ELEMOFF, &elem))
		return false;
	s->key_off = MAP_SLOTS;
	s->elem_off = s->key_off + elem;
	s->elem_stride = s->key_stride;
	return true;
}

/* Are all eight keys and elements in the unit, and where a key fits? */
static bool makes_sense(const struct map_shape *s)
{
	uint64_t key = slot_size(s->key, s->indirect_key);
	uint64_t elem = slot_size(s->elem, s->indirect_elem);

	return s->unit >= MAP_SLOTS && s->unit <= MAX_UNIT &&
	       key <= INDIRECT_FROM && elem <= INDIRECT_FROM &&
	       s->key_stride <= MAX_UNIT && s->elem_stride <= MAX_UNIT &&
	       s->key_off <= MAX_UNIT && s->elem_off <= MAX_UNIT &&
	       key <= s->key_stride && elem <= s->elem_stride &&
	       s->key_off + (MAP_SLOTS - 1) * s->key_stride + key <= s->unit &&
	       s->elem_off + (MAP_SLOTS - 1) * s->elem_stride + elem <= s->unit;
}

bool map_shape_of(struct gort *g, const struct go_type *t,
		  struct map_shape *ret)
{
	struct map_shape s = {.swiss = g->info.swiss};

	if (t->kind != GO_MAP)
		return false;
	t = go_type_open(g, t);
	if (!t->key || !t->elem || t->key->kind == GO_INVALID ||
	    t->elem->kind == GO_INVALID)
		return false;
	s.key = t->key;
	s.elem = t->elem;
	if (t->runtime != 0) {
		if (!(s.swiss ? read_swiss(g, t->runtime, &s)
			      : read_classic(g, t->runtime, &s)))
			return false;
	} else {
		s.indirect_key = s.key->size > INDIRECT_FROM;
		s.indirect_elem = s.elem->size > INDIRECT_FROM;
		lay_out(&s);
	}
	if (!makes_sense(&s))
		return false;
	*ret = s;
	return true;
}
