/* SPDX-License-Identifier: MIT */
/*
 * The search for holders.
 *
 * It is breadth first, so that what is found first has the shortest path,
 * and goes in this order, since the first to come to a word names it:
 *
 *	1. the globals of Go, by type			certain
 *	2. the locals of goroutines that are live	certain
 *	3. the globals of Go that no type is known of	certain
 *	4. C data, with what of the C heap it leads to	certain
 *	5. the rest of goroutines' stacks, what the runtime keeps,
 *	   the stacks and registers of threads		may
 *
 * Within each, memory with a type goes before memory without, which waits in
 * a list of its own: what an unsafe.Pointer leads to may be reached by type
 * as well, on a longer way.  Each word is looked at once (a bit for each),
 * so a walk ends; nodes are found again by their address, so that a pointer
 * costs no node of its own.
 *
 * A block of the C heap is walked as a whole, word by word, once it is
 * reached; by type before, if the pointer is one of Go with a type.
 */
#include "gort/walk_impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/compare.h"
#include "base/mix.h"
#include "gort/gort.h"
#include "gort/type.h"
#include "trace/memory.h"
#include "trace/memory_sweep.h"

enum {
	SEEN_SHIFT = 22, /* bits are kept for 4 MiB at a time */
	SEEN_BYTES = 1 << (SEEN_SHIFT - 3 - 3),
	CLOCK_EVERY = 1 << 14, /* words between two looks at the clock */
	HEAD_DEPTH = 8,
};

static const char *const kind_names[HOLDER_KINDS] = {
	[HOLDER_GO_MAP] = "go-map",	  [HOLDER_GO_GLOBAL] = "go-global",
	[HOLDER_GO_OBJECT] = "go-object", [HOLDER_GO_STACK] = "go-stack",
	[HOLDER_C_GLOBAL] = "c-global",	  [HOLDER_C_HEAP] = "c-heap",
	[HOLDER_C_STACK] = "c-stack",	  [HOLDER_REGISTER] = "register",
};

const char *holder_kind_name(enum holder_kind kind)
{
	return kind_names[kind];
}

static uint64_t own_memory(const struct walk *w)
{
	return (uint64_t)w->nodes.len * sizeof(*w->nodes.at) +
	       (uint64_t)w->entries.len * sizeof(*w->entries.at) +
	       (uint64_t)w->later.cap * sizeof(*w->later.at) +
	       (uint64_t)w->hits.cap * sizeof(*w->hits.at) +
	       (uint64_t)w->by_addr_cap * sizeof(*w->by_addr) + w->seen_bytes +
	       arena_used(w->arena);
}

bool walk_goes_on(struct walk *w)
{
	struct walk_stats *s = w->stats;

	if (s->cut)
		return false;
	if (++s->words % CLOCK_EVERY != 0)
		return true;
	if (s->words >= w->limits.words)
		s->cut = "there is too much memory to walk";
	else if (own_memory(w) >= w->limits.memory)
		s->cut = "the walk took too much memory";
	else if (clock_seconds(CLOCK_MONOTONIC) > w->until)
		s->cut = "the walk took too long";
	else if (memory_gone(w->m))
		s->cut = "the process ended";
	return !s->cut;
}

bool walk_first_seen(struct walk *w, uint64_t word)
{
	uint64_t part = (word >> SEEN_SHIFT) + 1, bit, i;

	if (part != w->seen_last) {
		void **at = ptrmap_at_key(&w->seen, NULL, part);

		if (!*at) {
			*at = calloc(1, SEEN_BYTES);
			w->seen_bytes += SEEN_BYTES;
		}
		if (!*at) {
			w->stats->cut = "out of memory";
			return false;
		}
		w->seen_bits = *at;
		w->seen_last = part;
	}
	i = (word & ((UINT64_C(1) << SEEN_SHIFT) - 1)) >> 3;
	bit = UINT64_C(1) << (i & 63);
	if (w->seen_bits[i >> 6] & bit)
		return false;
	w->seen_bits[i >> 6] |= bit;
	return true;
}

/* ---- what is found */

static enum holder_kind kind_of(struct walk *w, const struct walk_node *n,
				uint32_t entry)
{
	if (n->in_c)
		return HOLDER_C_HEAP;
	switch (n->edge) {
	case EDGE_VARIABLE:
	case EDGE_SECTION:
	case EDGE_RUNTIME:
		return HOLDER_GO_GLOBAL;
	case EDGE_LOCAL:
	case EDGE_FRAME:
		return HOLDER_GO_STACK;
	case EDGE_C_DATA:
	case EDGE_C_LOCAL:
		return HOLDER_C_GLOBAL;
	case EDGE_C_STACK:
		return HOLDER_C_STACK;
	case EDGE_REGISTER:
		return HOLDER_REGISTER;
	case EDGE_MAP:
		return entry != NO_ENTRY ? HOLDER_GO_MAP : HOLDER_GO_OBJECT;
	default:
		break;
	}
	/* Without debug information: what the runtime has allocated it as. */
	if (n->type && (strncmp(n->type->name, "map.group[", 10) == 0 ||
			strncmp(n->type->name, "map.bucket[", 11) == 0))
		return HOLDER_GO_MAP;
	return w->g && gort_variable_at(w->g, n->addr) ? HOLDER_GO_GLOBAL
						       : HOLDER_GO_OBJECT;
}

/*
 * Data of Go without types is one root; what starts in each of its words is
 * a group there.  The last two bits say what the number is.
 */
static uint64_t group_of(struct walk *w, const struct walk_node *n,
			 uint64_t word)
{
	if (n->map != NO_NODE)
		return (uint64_t)n->map << 2 | 1;
	if (w->nodes.at[n->root].edge != EDGE_SECTION)
		return (uint64_t)n->root << 2 | 2;
	return (n->depth == 0 ? word : w->nodes.at[n->top].word) << 2 | 3;
}

/*
 * Nothing in a span of Go's is a target or a block, and most pointers lead
 * there.  A value is asked about several times in a row.
 */
static bool in_go(struct walk *w, uint64_t value)
{
	if (value != w->last_value) {
		w->last_value = value;
		w->last_in_go = w->g && gort_span(w->g, value);
	}
	return w->last_in_go;
}

static int64_t target_at(struct walk *w, uint64_t value)
{
	return w->targets && !in_go(w, value)
		       ? memory_set_find(w->targets, value)
		       : -1;
}

int64_t walk_block_at(struct walk *w, uint64_t value)
{
	return w->blocks && !in_go(w, value) ? memory_set_find(w->blocks, value)
					     : -1;
}

void walk_hit_word(struct walk *w, const struct walk_place *p, uint64_t word,
		   uint64_t value)
{
	const struct walk_node *n = &w->nodes.at[p->node];
	int64_t target = target_at(w, value);
	struct walk_hit hit;

	if (target < 0 || n->quiet ||
	    (n->edge == EDGE_SECTION && walk_of_runtime(w, word)))
		return;
	w->stats->hits++;
	hit = (struct walk_hit){
		.kind = kind_of(w, n, p->entry),
		.certain = p->certain,
		.in_key = p->in_key,
		.typed = p->certain && !n->words,
		.target = (size_t)target,
		.address = word,
		.value = value,
		.container = n->parent == NO_NODE ? 0 : n->addr,
		.block = n->in_c ? &w->in->blocks[n->block] : NULL,
		.node = p->node,
		.entry = p->entry,
		.group = group_of(w, n, word),
		.in_map = n->map != NO_NODE,
	};
	if (w->in->each) {
		w->in->each(w->in->arg, w, &hit);
		return;
	}
	/* Those that are certain come first, but for numbers. */
	if (w->held[target] >= w->limits.holders ||
	    w->hits.len >= w->limits.all)
		return;
	w->held[target]++;
	vec_push(&w->hits, hit);
}

/* ---- nodes */

static uint64_t hash_of(uint64_t addr)
{
	return mix(0, addr);
}

/*
 * A slot of the table: the number of a node + 1, and half of the hash of its
 * address above, so that another node is seldom looked at in vain.
 */
static uint64_t slot_of(uint64_t addr, uint32_t id)
{
	return (hash_of(addr) >> 32 << 32) | (id + 1);
}

static void by_addr_grow(struct walk *w)
{
	uint32_t cap = w->by_addr_cap ? w->by_addr_cap * 2 : 1024;
	uint64_t *table = calloc(cap, sizeof(*table));

	if (!table) {
		w->stats->cut = "out of memory";
		return;
	}
	for (uint32_t i = 0; i < w->by_addr_cap; i++) {
		uint32_t at = (uint32_t)(w->by_addr[i] >> 32) & (cap - 1);

		if (!w->by_addr[i])
			continue;
		while (table[at])
			at = (at + 1) & (cap - 1);
		table[at] = w->by_addr[i];
	}
	free(w->by_addr);
	w->by_addr = table;
	w->by_addr_cap = cap;
}

/*
 * Where the number of the node at addr is, or belongs.  A node without a
 * type is another one than that with one.
 */
static uint64_t *by_addr(struct walk *w, uint64_t addr, bool words)
{
	uint32_t tag = (uint32_t)(hash_of(addr) >> 32), at;

	if ((w->by_addr_used + 1) * UINT64_C(3) > w->by_addr_cap * UINT64_C(2))
		by_addr_grow(w);
	if (!w->by_addr)
		return NULL;
	for (at = tag & (w->by_addr_cap - 1);;
	     at = (at + 1) & (w->by_addr_cap - 1)) {
		uint64_t *slot = &w->by_addr[at];
		const struct walk_node *n;

		if (!*slot)
			return slot;
		if (*slot >> 32 != tag)
			continue;
		n = &w->nodes.at[(uint32_t)*slot - 1];
		if (n->addr == addr && n->words == words)
			return slot;
	}
}

/* The node that a slot has, or NULL. */
static const struct walk_node *node_in(struct walk *w, const uint64_t *slot)
{
	return *slot ? &w->nodes.at[(uint32_t)*slot - 1] : NULL;
}

/* What a node has in common with those that led to it. */
static void inherit(struct walk *w, struct walk_node *n, uint32_t id)
{
	const struct walk_node *p =
		n->parent == NO_NODE ? NULL : &w->nodes.at[n->parent];

	n->head = n->depth > HEAD_DEPTH && p ? p->head : id;
	n->root = p ? p->root : id;
	n->top = n->depth > 1 && p ? p->top : id;
	n->map = n->edge == EDGE_MAP ? id : p ? p->map : NO_NODE;
}

static uint32_t add_node(struct walk *w, const struct walk_node *n)
{
	uint32_t id = w->nodes.len;

	if (id >= NO_NODE / 2) {
		w->stats->cut = "there are too many objects";
		return NO_NODE;
	}
	vec_push(&w->nodes, *n);
	inherit(w, &w->nodes.at[id], id);
	if (n->words)
		vec_push(&w->later, id);
	w->stats->objects++;
	return id;
}

uint32_t walk_root(struct walk *w, enum walk_edge edge, uint32_t aux,
		   uint64_t addr, uint64_t size, const struct go_type *type)
{
	struct walk_node n = {
		.addr = addr,
		.size = size,
		.type = type,
		.parent = NO_NODE,
		.entry = NO_ENTRY,
		.aux = aux,
		.edge = (uint8_t)edge,
		.certain = edge <= EDGE_LOCAL || edge == EDGE_C_DATA,
		.words = !type,
		.quiet = edge == EDGE_RUNTIME,
	};

	return add_node(w, &n);
}

uint32_t walk_reach(struct walk *w, const struct walk_place *p, uint64_t word,
		    enum walk_edge edge, uint64_t addr, uint64_t size,
		    const struct go_type *type)
{
	const struct walk_node *parent = &w->nodes.at[p->node];
	struct walk_node n = {
		.addr = addr,
		.size = size,
		.type = type,
		.word = word,
		.parent = p->node,
		.entry = p->entry,
		.depth = parent->depth + 1,
		.edge = (uint8_t)edge,
		.certain = p->certain,
		.words = !type,
	};
	const struct walk_node *old;
	uint64_t *at;
	uint32_t id;

	if (type && size < type->size && edge != EDGE_MAP && edge != EDGE_CHAN)
		return NO_NODE;
	at = by_addr(w, addr, n.words);
	if (!at)
		return NO_NODE;
	old = node_in(w, at);
	/* A pointer to a first field came earlier than one to the whole. */
	if (old && old->size >= size &&
	    (edge != EDGE_MAP || old->edge == EDGE_MAP))
		return NO_NODE;
	if (type && edge != EDGE_MAP && edge != EDGE_CHAN)
		n.quiet = walk_shape(w, type)->runtime;
	id = add_node(w, &n);
	if (id == NO_NODE)
		return NO_NODE;
	w->by_addr_used += *at == 0;
	*at = slot_of(addr, id);
	return id;
}

/*
 * The block of the C heap that value points into: it is reached, and is
 * walked whole.  False when there is none.
 */
static bool reach_block(struct walk *w, const struct walk_place *p,
			uint64_t word, uint64_t value, int64_t *ret)
{
	struct walk_block *b;
	uint32_t id;

	*ret = walk_block_at(w, value);
	if (*ret < 0)
		return false;
	b = &w->in->blocks[*ret];
	if (b->reached)
		return true;
	b->reached = true;
	w->stats->blocks++;
	id = walk_reach(w, p, word, EDGE_POINTER, b->start, b->end - b->start,
			NULL);
	if (id != NO_NODE) {
		w->nodes.at[id].in_c = true;
		w->nodes.at[id].block = (uint32_t)*ret;
	}
	return true;
}

void walk_follow_type(struct walk *w, const struct walk_place *p, uint64_t word,
		      enum walk_edge edge, uint64_t value,
		      const struct go_type *type, uint64_t n)
{
	struct gort_object o;
	uint64_t room = UINT64_MAX - value, size;
	int64_t block, target;
	uint32_t id;

	target = target_at(w, value);
	if (reach_block(w, p, word, value, &block))
		room = w->in->blocks[block].end - value;
	else if (target >= 0 && !w->in->targets[target].live)
		return;
	if (!type || !type->holds || type->size == 0)
		return;
	if (block < 0 && gort_object(w->g, value, &o)) {
		if (value < o.base || !o.allocated)
			return;
		room = o.base + o.size - value;
	} else if (block < 0 && !memory_region_at(w->m, value)) {
		return;
	}
	if (n > room / type->size)
		n = room / type->size;
	size = n * type->size;
	if (n == 0)
		return;
	id = walk_reach(w, p, word, edge, value, size, type);
	if (id != NO_NODE && block >= 0) {
		w->nodes.at[id].in_c = true;
		w->nodes.at[id].block = (uint32_t)block;
	}
}

void walk_follow(struct walk *w, const struct walk_place *p, uint64_t word,
		 enum walk_edge edge, uint64_t value)
{
	const struct go_type *type;
	struct gort_object o;
	int64_t block;

	if (reach_block(w, p, word, value, &block))
		return;
	if (!w->g || !gort_object(w->g, value, &o)) {
		const struct gort_variable *v =
			w->g ? gort_variable_at(w->g, value) : NULL;

		if (v)
			walk_follow_type(w, p, word, edge, v->address, v->type,
					 1);
		return;
	}
	if (!o.allocated)
		return;
	type = o.type ? gort_type_at(w->g, o.type) : NULL;
	if (type && type->holds && edge == EDGE_POINTER)
		walk_follow_type(w, p, word, edge, o.base, type,
				 o.size / (type->size ? type->size : 1));
	else
		walk_reach(w, p, word, edge, o.base, o.size, NULL);
}

void walk_drain(struct walk *w)
{
	for (;;) {
		uint32_t id;

		if (!walk_goes_on(w))
			return;
		if (w->next < w->nodes.len) {
			id = w->next++;
			if (!w->nodes.at[id].words)
				walk_look(w, id);
		} else if (w->next_later < w->later.len) {
			walk_look_words(w, w->later.at[w->next_later++]);
		} else {
			return;
		}
	}
}

/* ---- the whole */

static struct memory_set *set_of(const void *v, size_t n, size_t size)
{
	struct memory_range *r;
	struct memory_set *set;

	if (n == 0)
		return NULL;
	r = calloc(n, sizeof(*r));
	for (size_t i = 0; r && i < n; i++) {
		/* All that come in begin with start and end. */
		const uint64_t *at =
			(const uint64_t *)((const char *)v + i * size);

		r[i] = (struct memory_range){at[0], at[1]};
	}
	set = r ? memory_set_create(r, n) : NULL;
	free(r);
	return set;
}

static void set_limits(struct walk *w, const struct walk_limits *l)
{
	w->limits = (struct walk_limits){
		.words = l->words ? l->words : UINT64_C(1) << 31,
		.memory = l->memory ? l->memory : UINT64_C(1) << 30,
		.ms = l->ms ? l->ms : 20000,
		.holders = l->holders ? l->holders : 16,
		.all = l->all ? l->all : 100000,
	};
	w->until = clock_seconds(CLOCK_MONOTONIC) + (double)w->limits.ms / 1000;
}

static void walk_all(struct walk *w)
{
	if (w->g) {
		w->pool_local = gort_type_named(w->g, "sync.poolLocal");
		walk_go_variables(w);
		walk_drain(w);
		walk_go_stacks(w);
		walk_drain(w);
		walk_go_sections(w);
		walk_drain(w);
	}
	if (w->in->c_roots) {
		walk_c_data(w);
		walk_drain(w);
	}
	if (w->g) {
		walk_go_frames(w);
		walk_go_runtime(w);
		walk_drain(w);
	}
	if (w->in->c_roots) {
		walk_c_threads(w);
		walk_drain(w);
	}
}

static int compare(const void *pa, const void *pb)
{
	const struct holder *a = pa, *b = pb;
	int c = compare_number(a->hit.target, b->hit.target);

	if (!c)
		c = compare_number(!a->hit.certain, !b->hit.certain);
	if (!c)
		c = compare_number(a->hit.kind, b->hit.kind);
	if (!c && a->holder.path && b->holder.path)
		c = compare_number(strlen(a->holder.path),
				   strlen(b->holder.path));
	if (!c)
		c = compare_text(a->holder.path, b->holder.path);
	return c ? c : compare_number(a->hit.address, b->hit.address);
}

static void keep(struct walk *w, struct holders *h)
{
	h->n = w->hits.len;
	h->v = ARENA_ARRAY(h->arena, h->n ? h->n : 1, struct holder);
	for (size_t i = 0; i < h->n; i++) {
		h->v[i].hit = w->hits.at[i];
		walk_name(w, &h->v[i].hit, h->arena, &h->v[i].holder);
	}
	if (h->n > 1)
		qsort(h->v, h->n, sizeof(*h->v), compare);
}

static void finish(struct walk *w)
{
	walk_names_close(w->own_names);
	for (uint32_t i = 0; i < w->seen.cap; i++)
		free(w->seen.slots[i].value);
	ptrmap_finish(&w->seen);
	memory_set_destroy(w->targets);
	memory_set_destroy(w->blocks);
	memory_set_destroy(w->skip);
	vec_finish(&w->nodes);
	vec_finish(&w->entries);
	vec_finish(&w->locals);
	vec_finish(&w->later);
	vec_finish(&w->hits);
	free(w->by_addr);
	free(w->held);
	arena_destroy(w->arena);
}

struct holders *holders_find(const struct walk_input *in)
{
	struct arena *arena = arena_create(0);
	struct holders *h = ARENA_NEW(arena, struct holders);
	struct walk w = {
		.in = in,
		.m = in->memory,
		.g = in->gort,
		.arena = arena_create(0),
		.stats = &h->stats,
		.names = in->names,
	};
	double start = clock_seconds(CLOCK_MONOTONIC);

	h->arena = arena;
	set_limits(&w, &in->limits);
	w.targets = set_of(in->targets, in->ntargets, sizeof(*in->targets));
	w.blocks = set_of(in->blocks, in->nblocks, sizeof(*in->blocks));
	w.skip = set_of(in->skip, in->nskip, sizeof(*in->skip));
	w.held = calloc(in->ntargets ? in->ntargets : 1, sizeof(*w.held));
	if (!w.held)
		h->stats.cut = "out of memory";
	for (size_t i = 0; i < in->nblocks; i++)
		in->blocks[i].reached = false;
	walk_all(&w);
	keep(&w, h);
	h->stats.memory = own_memory(&w);
	h->stats.seconds = clock_seconds(CLOCK_MONOTONIC) - start;
	finish(&w);
	return h;
}

void holders_destroy(struct holders *h)
{
	if (h)
		arena_destroy(h->arena);
}
