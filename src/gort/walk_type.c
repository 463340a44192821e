/* SPDX-License-Identifier: MIT */
/*
 * Looking into memory whose type is known: each word that matters is held
 * against the targets, and what it leads to is reached.
 */
#include "gort/walk_impl.h"

#include "gort/gort.h"
#include "gort/map.h"
#include "gort/type.h"
#include "trace/memory.h"

/* A value within a value: arrays of arrays of long arrays. */
enum { MAX_DEPTH = 16 };

static void look(struct walk *w, const struct walk_place *p, uint64_t addr,
		 const struct go_type *t, int depth);

static void look_slice(struct walk *w, const struct walk_place *p, uint64_t at,
		       const struct go_type *t)
{
	uint64_t data, len, cap;

	if (!gort_slice(w->g, t, at, &data, &len, &cap) || cap == 0)
		return;
	walk_hit_word(w, p, at, data);
	t = go_type_open(w->g, t);
	if (t->elem && t->elem->size)
		walk_follow_type(w, p, at, EDGE_SLICE, data, t->elem, cap);
}

static void look_string(struct walk *w, const struct walk_place *p, uint64_t at)
{
	uint64_t data, len;

	if (!gort_string(w->g, at, &data, &len) || len == 0)
		return;
	walk_hit_word(w, p, at, data);
	/* Only for the block of C that it may be in. */
	walk_follow_type(w, p, at, EDGE_POINTER, data, NULL, 0);
}

static void look_interface(struct walk *w, const struct walk_place *p,
			   uint64_t at, const struct go_type *t, int depth)
{
	struct gort_value v;
	uint64_t data;

	if (!memory_word(w->m, at + 8, &data) || data == 0)
		return;
	if (!gort_interface(w->g, t, at, &v)) {
		walk_hit_word(w, p, at + 8, data);
		walk_follow(w, p, at + 8, EDGE_POINTER, data);
		return;
	}
	/* A pointer lies in the interface itself. */
	if (v.address == at + 8) {
		look(w, p, v.address, v.type, depth + 1);
		return;
	}
	walk_hit_word(w, p, at + 8, data);
	walk_follow_type(w, p, at + 8, EDGE_BOXED, v.address, v.type, 1);
}

/* What a sync.Pool keeps: for each processor one, now and a cycle ago. */
static void look_pool(struct walk *w, const struct walk_place *p, uint64_t at,
		      const struct go_type *t)
{
	static const char *const names[][2] = {{"local", "localSize"},
					       {"victim", "victimSize"}};
	const struct go_field *fn = go_type_field(w->g, t, "New");
	uint64_t v;

	for (int i = 0; i < 2; i++) {
		const struct go_field *f = go_type_field(w->g, t, names[i][0]);
		const struct go_field *nf = go_type_field(w->g, t, names[i][1]);
		uint64_t n;

		if (!f || !nf || !memory_word(w->m, at + f->offset, &v) ||
		    !memory_word(w->m, at + nf->offset, &n) || v == 0)
			continue;
		if (n > 0 && n <= 1 << 20 && w->pool_local)
			walk_follow_type(w, p, at + f->offset, EDGE_POOL, v,
					 w->pool_local, n);
		else
			walk_follow(w, p, at + f->offset, EDGE_POINTER, v);
	}
	if (fn && memory_word(w->m, at + fn->offset, &v) && v != 0)
		walk_follow(w, p, at + fn->offset, EDGE_CLOSURE, v);
}

static void look_array(struct walk *w, const struct walk_place *p, uint64_t at,
		       const struct walk_slot *s, int depth)
{
	for (uint64_t i = 0; i < s->n && walk_goes_on(w); i++)
		look(w, p, at + i * s->type->size, s->type, depth + 1);
}

static void look_word(struct walk *w, const struct walk_place *p, uint64_t at,
		      const struct walk_slot *s)
{
	struct walk_place may = *p;
	const struct go_type *t;
	uint64_t v;

	if (!memory_word(w->m, at, &v) || v == 0)
		return;
	switch (s->kind) {
	case SLOT_POINTER:
		walk_hit_word(w, p, at, v);
		t = go_type_open(w->g, s->type);
		walk_follow_type(w, p, at, EDGE_POINTER, v, t->elem, 1);
		break;
	case SLOT_UNSAFE:
		walk_hit_word(w, p, at, v);
		walk_follow(w, p, at, EDGE_POINTER, v);
		break;
	case SLOT_UINTPTR:
		walk_hit_word(w, p, at, v);
		walk_follow_type(w, p, at, EDGE_POINTER, v, NULL, 0);
		break;
	case SLOT_NUMBER:
		may.certain = false;
		walk_hit_word(w, &may, at, v);
		break;
	case SLOT_MAP:
		walk_reach(w, p, at, EDGE_MAP, v, 8, s->type);
		break;
	case SLOT_CHAN:
		walk_reach(w, p, at, EDGE_CHAN, v, 8, s->type);
		break;
	case SLOT_FUNC:
		walk_follow(w, p, at, EDGE_CLOSURE, v);
		break;
	default:
		break;
	}
}

static void look_slot(struct walk *w, const struct walk_place *p, uint64_t at,
		      const struct walk_slot *s, int depth)
{
	if (s->kind == SLOT_ARRAY) {
		look_array(w, p, at, s, depth);
		return;
	}
	if (!walk_first_seen(w, at))
		return;
	switch (s->kind) {
	case SLOT_SLICE:
		look_slice(w, p, at, s->type);
		break;
	case SLOT_STRING:
		look_string(w, p, at);
		break;
	case SLOT_INTERFACE:
		look_interface(w, p, at, s->type, depth);
		break;
	case SLOT_SYNC_MAP:
		walk_reach(w, p, at, EDGE_MAP, at, 8, s->type);
		break;
	case SLOT_POOL:
		look_pool(w, p, at, s->type);
		break;
	default:
		look_word(w, p, at, s);
	}
}

static void look(struct walk *w, const struct walk_place *p, uint64_t addr,
		 const struct go_type *t, int depth)
{
	const struct walk_shape *shape;

	if (!t->holds || depth > MAX_DEPTH)
		return;
	shape = walk_shape(w, t);
	for (uint32_t i = 0; i < shape->nslots; i++)
		look_slot(w, p, addr + shape->slots[i].offset, &shape->slots[i],
			  depth);
}

void walk_look_value(struct walk *w, const struct walk_place *p, uint64_t addr,
		     const struct go_type *t)
{
	look(w, p, addr, t, 0);
}

/* ---- maps and channels */

struct inside {
	struct walk *w;
	struct walk_place place;
	const struct go_type *key, *elem;
	const struct go_type *sync; /* of a sync.Map; NULL: of another one */
};

/*
 * An entry's number is needed by those words in it that hold something or
 * lead somewhere; it is taken back when there are none.
 */
static void look_entry(struct inside *in, uint64_t key, uint64_t elem)
{
	struct walk *w = in->w;
	uint64_t hits = w->stats->hits;
	uint32_t nodes = w->nodes.len;

	in->place.entry = w->entries.len;
	vec_push(&w->entries, (struct walk_entry){key, elem});
	w->stats->entries++;
	if (in->key) {
		in->place.in_key = true;
		look(w, &in->place, key, in->key, 0);
		in->place.in_key = false;
	}
	if (in->elem)
		look(w, &in->place, elem, in->elem, 0);
	if (w->stats->hits == hits && w->nodes.len == nodes)
		w->entries.len--;
}

/* Names of what is in a sync.Map need to know what that is. */
static void note_sync_types(const struct inside *in)
{
	struct walk_sync *types;
	void **at;

	if (!in->sync)
		return;
	at = ptrmap_at(&in->w->sync, in->w->arena, in->sync);
	if (*at)
		return;
	types = ARENA_NEW(in->w->arena, struct walk_sync);
	*types = (struct walk_sync){in->key, in->elem};
	*at = types;
}

static bool each_entry(void *arg, const struct gort_entry *e)
{
	struct inside *in = arg;

	note_sync_types(in);
	look_entry(in, e->key, e->elem);
	return walk_goes_on(in->w);
}

static bool each_waiting(void *arg, uint64_t index, uint64_t elem)
{
	struct inside *in = arg;

	look_entry(in, index, elem);
	return walk_goes_on(in->w);
}

static void mark(void *arg, uint64_t start, uint64_t size)
{
	struct walk *w = arg;

	for (uint64_t at = 0; at < size && walk_goes_on(w); at += 8)
		walk_first_seen(w, start + at);
}

static void look_map(struct walk *w, uint32_t node, struct walk_node n)
{
	struct inside in = {.w = w,
			    .place = {node, NO_ENTRY, false, n.certain}};
	const struct go_type *t = go_type_open(w->g, n.type);

	w->stats->maps++;
	if (t->kind != GO_MAP) {
		in.sync = n.type;
		gort_sync_map_each(w->g, n.type, n.addr, &in.key, &in.elem,
				   each_entry, &in);
		return;
	}
	in.key = t->key && t->key->holds ? t->key : NULL;
	in.elem = t->elem && t->elem->holds ? t->elem : NULL;
	if (!in.key && !in.elem)
		return;
	gort_map_each(w->g, t, n.addr, each_entry, &in);
	/* What is dead in it must not be found by those without types. */
	gort_map_memory(w->g, t, n.addr, mark, w);
}

void walk_look(struct walk *w, uint32_t node)
{
	struct walk_node n = w->nodes.at[node];
	struct inside in = {.w = w,
			    .place = {node, NO_ENTRY, false, n.certain}};
	const struct go_type *t;

	if (n.edge == EDGE_MAP) {
		look_map(w, node, n);
		return;
	}
	if (n.edge == EDGE_CHAN) {
		t = go_type_open(w->g, n.type);
		in.elem = t->elem;
		if (in.elem && in.elem->holds)
			gort_chan_each(w->g, t, n.addr, each_waiting, &in);
		return;
	}
	for (uint64_t at = 0; n.size - at >= n.type->size && walk_goes_on(w);
	     at += n.type->size)
		look(w, &in.place, n.addr + at, n.type, 0);
}
