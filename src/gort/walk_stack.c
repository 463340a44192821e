/* SPDX-License-Identifier: MIT */
/*
 * The stacks of goroutines as roots, from the stack pointer up.
 *
 * Where the collector's stack maps are valid, what they call live is, and
 * nothing else: a local that will not be used again holds nothing.  Debug
 * information then gives it a name and a type.  A uintptr has no bit in
 * those maps; a local of that type, by debug information, may hold.
 *
 * A frame that was interrupted outside of a call has no valid map.  Each of
 * its words may hold, and names its function alone.
 */
#include "gort/walk_impl.h"

#include "gort/gort.h"
#include "gort/type.h"
#include "gort/walk_frame.h"
#include "gort/walk_local.h"

struct stacks {
	struct walk *w;
	const struct gort_goroutine *r;
	bool words; /* the second pass: what is left */
};

static uint32_t add_local(struct stacks *s, const struct frame *f,
			  const struct go_local *l, uint64_t addr)
{
	const char *name = l ? l->name : NULL;

	/* What escaped to the heap: the local is the pointer to it. */
	if (name && name[0] == '&')
		name++;
	vec_push(&s->w->locals,
		 (struct walk_local){name, f->function, l ? l->type : NULL,
				     s->r->goid, addr});
	return s->w->locals.len - 1;
}

static void add_root(struct stacks *s, const struct frame *f,
		     const struct go_local *l, uint64_t addr, uint64_t size,
		     bool certain)
{
	uint32_t aux = add_local(s, f, l, addr), id;

	id = walk_root(s->w, l ? EDGE_LOCAL : EDGE_FRAME, aux, addr, size,
		       l ? l->type : NULL);
	if (id != NO_NODE)
		s->w->nodes.at[id].certain = certain;
}

/* Whether some word of a local is live by the collector's word. */
static bool is_live(struct stacks *s, const struct frame *f, uint64_t addr,
		    uint64_t size)
{
	for (uint64_t at = 0; at + 8 <= size; at += 8)
		if (frame_live(s->w->g, f, addr + at))
			return true;
	return frame_object(s->w->g, f, addr);
}

static void add_locals(struct stacks *s, const struct frame *f)
{
	const struct go_local_list *list;

	struct go_locals *locals = walk_names(s->w)->locals;

	if (!locals || f->cfa == 0)
		return;
	list = go_locals_at(locals, f->pc);
	for (size_t i = 0; i < list->n; i++) {
		const struct go_local *l = &list->v[i];
		uint64_t addr = f->cfa + (uint64_t)l->offset;
		bool live;

		if (addr < f->sp || l->type->size > s->r->stack_hi - addr ||
		    addr >= s->r->stack_hi)
			continue;
		live = f->precise && is_live(s, f, addr, l->type->size);
		if (!live && (l->type->holds & GO_HOLDS_POINTER))
			continue;
		add_root(s, f, l, addr, l->type->size, live);
	}
}

/* Words that are live, and of which nothing else is known. */
static void add_live(struct stacks *s, const struct frame *f,
		     const struct frame_bits *b)
{
	for (uint64_t i = 0; i < b->n && walk_goes_on(s->w); i++) {
		uint64_t addr = b->start + 8 * i;

		if (addr >= f->sp && addr < s->r->stack_hi &&
		    frame_live(s->w->g, f, addr))
			add_root(s, f, NULL, addr, 8, true);
	}
}

static bool each_frame(void *arg, const struct frame *f)
{
	struct stacks *s = arg;

	if (!s->words) {
		add_locals(s, f);
		if (f->precise) {
			add_live(s, f, &f->locals);
			add_live(s, f, &f->args);
		}
	} else if (!f->precise && f->cfa > f->sp) {
		add_root(s, f, NULL, f->sp, f->cfa - f->sp, false);
	}
	return walk_goes_on(s->w);
}

static void each_stack(struct walk *w, bool words)
{
	struct stacks s = {.w = w, .words = words};
	size_t n;
	const struct gort_goroutine *r = gort_goroutines(w->g, &n);

	for (size_t i = 0; i < n && walk_goes_on(w); i++) {
		s.r = &r[i];
		frames_each(w->g, &r[i], each_frame, &s);
		w->stats->goroutines += !words;
	}
}

void walk_go_stacks(struct walk *w)
{
	each_stack(w, false);
}

void walk_go_frames(struct walk *w)
{
	each_stack(w, true);
}
