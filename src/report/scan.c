/* SPDX-License-Identifier: MIT */
/*
 * One walk answers everything: the whole address space is its list of
 * targets, and each holder it finds is counted where it belongs.
 */
#include "report/scan.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/compare.h"
#include "base/ptrmap.h"
#include "base/vec.h"
#include "gort/gort.h"
#include "report/glibc_heap.h"
#include "report/scan_targets.h"
#include "trace/memory.h"

enum {
	MAX_GROUPS = 1 << 17,
	MAX_POINTERS = 10000,
	MAX_SIZES = 1 << 16, /* those above are told together */
	MAX_PAIRS = 1 << 24, /* of a group and a block, kept to count once */
};

static const char *const class_names[SCAN_CLASSES] = {
	[SCAN_BLOCK] = "block",	      [SCAN_FREED] = "freed",
	[SCAN_UNMAPPED] = "unmapped", [SCAN_FOREIGN] = "foreign",
	[SCAN_ASKED] = "asked",
};

const char *scan_class_name(enum scan_class class)
{
	return class_names[class];
}

struct scanner {
	struct scan *scan;
	struct arena *arena;
	struct scan_targets targets;
	struct ptrmap by_node; /* a group's number + 1 */
	struct ptrmap by_pair; /* what a group has counted */
	struct VEC(struct scan_group) groups;
	struct VEC(struct scan_pointer) pointers;
};

static enum holder_kind kind_of(const struct walk_hit *hit)
{
	return hit->in_map ? HOLDER_GO_MAP : hit->kind;
}

/* One group of the walk is several here: by class, kind and certainty. */
static uint64_t group_key(const struct walk_hit *hit, enum scan_class class)
{
	uint64_t key = hit->group * HOLDER_KINDS + kind_of(hit);

	return (key * SCAN_CLASSES + class) * 2 + hit->certain + 1;
}

static struct scan_group *group_of(struct scanner *s, struct walk *w,
				   const struct walk_hit *hit,
				   enum scan_class class, uint32_t *ret_id)
{
	void **at = ptrmap_at_key(&s->by_node, NULL, group_key(hit, class));
	struct finding_holder holder;
	struct scan_group g = {
		.class = class,
		.kind = kind_of(hit),
		.certain = hit->certain,
	};

	if (*at) {
		*ret_id = (uint32_t)(uintptr_t)*at - 1;
		return &s->groups.at[*ret_id];
	}
	if (s->groups.len >= MAX_GROUPS)
		return NULL;
	walk_name_group(w, hit, s->arena, &g.holder);
	walk_name(w, hit, s->arena, &holder);
	g.example = holder.path;
	*ret_id = s->groups.len;
	vec_push(&s->groups, g);
	*at = (void *)(uintptr_t)s->groups.len;
	return &s->groups.at[*ret_id];
}

static void count(struct scanner *s, struct walk *w, const struct walk_hit *hit,
		  enum scan_class class)
{
	const struct walk_target *t = &s->targets.ranges.at[hit->target];
	uint32_t id;
	struct scan_group *g = group_of(s, w, hit, class, &id);
	void **seen;

	if (!g) {
		s->scan->dropped++;
		return;
	}
	g->pointers++;
	if (class == SCAN_UNMAPPED)
		return;
	if (s->by_pair.used < MAX_PAIRS) {
		seen = ptrmap_at_key(&s->by_pair, NULL,
				     ((uint64_t)id << 32 | hit->target) + 1);
		if (*seen)
			return;
		*seen = s;
	}
	g->blocks++;
	g->bytes += t->end - t->start;
}

static const char *what_of(struct scanner *s, size_t target)
{
	const struct walk_target *t = &s->targets.ranges.at[target];
	const struct scan_target *what = &s->targets.what.at[target];

	switch (what->class) {
	case SCAN_FREED:
		return arena_printf(s->arena,
				    "freed block of %" PRIu64 " bytes",
				    t->end - t->start);
	case SCAN_UNMAPPED:
		return what->path ? "memory that may not be read"
				  : "nothing is mapped there";
	case SCAN_FOREIGN:
		if (what->path[0])
			return arena_printf(s->arena, "%s", what->path);
		return arena_printf(s->arena, "a mapping of %" PRIu64 " bytes",
				    t->end - t->start);
	default:
		return arena_printf(s->arena, "block of %" PRIu64 " bytes",
				    t->end - t->start);
	}
}

static bool of_go(enum holder_kind kind)
{
	return kind == HOLDER_GO_MAP || kind == HOLDER_GO_GLOBAL ||
	       kind == HOLDER_GO_OBJECT;
}

static void keep(struct scanner *s, struct walk *w, const struct walk_hit *hit,
		 enum scan_class class)
{
	const struct walk_target *t = &s->targets.ranges.at[hit->target];
	struct scan_pointer p = {.class = class,
				 .kind = hit->kind,
				 .value = hit->value,
				 .start = t->start,
				 .end = t->end};

	if (s->pointers.len >= MAX_POINTERS) {
		s->scan->dropped++;
		return;
	}
	p.what = what_of(s, hit->target);
	walk_name(w, hit, s->arena, &p.holder);
	vec_push(&s->pointers, p);
}

static void each(void *arg, struct walk *w, const struct walk_hit *hit)
{
	struct scanner *s = arg;
	enum scan_class class = s->targets.what.at[hit->target].class;

	/*
	 * A number that looks like the address of a block is worth telling;
	 * one that looks like that of nothing is a number.
	 */
	if (!hit->typed && class >= SCAN_UNMAPPED && class != SCAN_ASKED)
		return;
	/* Those of C are told when it was asked for. */
	if (!of_go(hit->kind) && hit->kind != HOLDER_GO_STACK &&
	    class >= SCAN_UNMAPPED && class != SCAN_ASKED)
		return;
	count(s, w, hit, class);
	if (class == SCAN_FREED || class == SCAN_UNMAPPED)
		s->scan->errors += hit->certain && of_go(hit->kind);
	/* Stacks of C are full of what was there once. */
	if (class == SCAN_FREED && !hit->certain && !of_go(hit->kind))
		return;
	if (class != SCAN_BLOCK && class != SCAN_FOREIGN)
		keep(s, w, hit, class);
}

/* ---- the heap by sizes */

static int by_size(const void *pa, const void *pb)
{
	const struct scan_size *a = pa, *b = pb;

	return compare_number(a->size, b->size);
}

static int by_bytes(const void *pa, const void *pb)
{
	const struct scan_size *a = pa, *b = pb;
	int c = compare_number(b->size * b->live, a->size * a->live);

	return c ? c : compare_number(b->size, a->size);
}

static void count_sizes(struct scan *s, const struct glibc_heap *h)
{
	struct scan_size *v;
	size_t n = 0;

	if (h->nblocks == 0)
		return;
	v = ARENA_ARRAY(s->arena, h->nblocks, struct scan_size);
	for (size_t i = 0; i < h->nblocks; i++) {
		const struct glibc_block *b = &h->blocks[i];

		if (!b->own)
			v[n++] = (struct scan_size){b->end - b->start,
						    !b->freed, b->freed};
	}
	qsort(v, n, sizeof(*v), by_size);
	for (size_t i = 0; i < n; i++) {
		if (s->nsizes > 0 && v[s->nsizes - 1].size == v[i].size) {
			v[s->nsizes - 1].live += v[i].live;
			v[s->nsizes - 1].freed += v[i].freed;
		} else {
			v[s->nsizes++] = v[i];
		}
	}
	qsort(v, s->nsizes, sizeof(*v), by_bytes);
	s->sizes = v;
}

static void describe_heap(struct scan *s, const struct glibc_heap *h)
{
	s->heap = h->nareas > 0;
	s->live_blocks = h->nlive;
	s->live_bytes = h->live_bytes;
	s->freed_bytes = h->freed_bytes;
	s->lists = h->lists;
	for (size_t i = 0; i < h->nblocks; i++)
		s->freed_blocks += h->blocks[i].freed;
	for (size_t i = 0; i < h->nareas; i++)
		s->areas[h->areas[i].kind]++;
	if (h->cut)
		s->note = h->cut;
	count_sizes(s, h);
}

/* ---- order */

static int by_group(const void *pa, const void *pb)
{
	const struct scan_group *a = pa, *b = pb;
	int c = compare_number(a->class, b->class);

	if (!c)
		c = compare_number(a->kind, b->kind);
	if (!c)
		c = compare_number(b->bytes, a->bytes);
	if (!c)
		c = compare_number(b->pointers, a->pointers);
	if (!c)
		c = compare_text(a->holder.path, b->holder.path);
	if (!c)
		c = compare_number(!a->certain, !b->certain);
	return c ? c : compare_number(a->holder.address, b->holder.address);
}

static int by_pointer(const void *pa, const void *pb)
{
	const struct scan_pointer *a = pa, *b = pb;
	int c = compare_number(a->class, b->class);

	if (!c)
		c = compare_number(!a->holder.certain, !b->holder.certain);
	if (!c)
		c = compare_number(a->kind, b->kind);
	if (!c)
		c = compare_text(a->holder.path, b->holder.path);
	return c ? c : compare_number(a->holder.address, b->holder.address);
}

static void finish(struct scanner *s)
{
	struct scan *scan = s->scan;

	if (s->groups.len > 1)
		qsort(s->groups.at, s->groups.len, sizeof(*s->groups.at),
		      by_group);
	if (s->pointers.len > 1)
		qsort(s->pointers.at, s->pointers.len, sizeof(*s->pointers.at),
		      by_pointer);
	scan->groups = vec_keep(s->arena, &s->groups, 0);
	scan->ngroups = s->groups.len;
	scan->pointers = vec_keep(s->arena, &s->pointers, 0);
	scan->npointers = s->pointers.len;
	vec_finish(&s->groups);
	vec_finish(&s->pointers);
	ptrmap_finish(&s->by_node);
	ptrmap_finish(&s->by_pair);
	scan_targets_finish(&s->targets);
}

struct foreign {
	struct gort *g;
};

static bool is_foreign(void *arg, uint64_t start, uint64_t end)
{
	struct foreign *f = arg;

	(void)end;
	return f->g && gort_span(f->g, start);
}

struct scan *scan_run(const struct scan_input *in)
{
	struct arena *arena = arena_create(0);
	struct scan *scan = ARENA_NEW(arena, struct scan);
	struct scanner s = {.scan = scan, .arena = arena};
	struct foreign f = {in->gort};
	struct glibc_heap *h = glibc_heap_read(in->memory, is_foreign, &f);
	struct walk_input w = {.memory = in->memory,
			       .gort = in->gort,
			       .debug_dirs = in->debug_dirs,
			       .names = in->names,
			       .limits = in->limits,
			       .c_roots = true,
			       .each = each,
			       .arg = &s};
	struct holders *done;

	scan->arena = arena;
	describe_heap(scan, h);
	scan_targets_blocks(&s.targets, h);
	if (in->naddresses > 0)
		scan_targets_asked(&s.targets, h, in->addresses,
				   in->naddresses);
	else
		scan_targets_all(&s.targets, in->memory, in->gort, h);
	w.targets = s.targets.ranges.at;
	w.ntargets = s.targets.ranges.len;
	w.blocks = s.targets.blocks.at;
	w.nblocks = s.targets.blocks.len;
	w.skip = s.targets.skip.at;
	w.nskip = s.targets.skip.len;
	done = holders_find(&w);
	scan->stats = done->stats;
	holders_destroy(done);
	finish(&s);
	glibc_heap_destroy(h);
	return scan;
}

void scan_destroy(struct scan *s)
{
	if (s)
		arena_destroy(s->arena);
}
