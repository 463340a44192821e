/* SPDX-License-Identifier: MIT */
/*
 * C as roots: the data of modules (but for what is Go's there), and the
 * stacks, thread-local memory and registers of threads, which may hold old
 * values and hold nothing for certain.
 *
 * A thread's stack is its mapping from the stack pointer up (and 128 bytes
 * below, where a function without calls may keep its locals).  The thread's
 * control block lies at the end of that mapping, or, for the first thread,
 * in one of its own, with the thread-local memory in front of it.
 */
#include "gort/walk_impl.h"

#include "base/arena.h"
#include "base/buf.h"
#include "gort/cdata.h"
#include "gort/gort.h"
#include "trace/memory.h"
#include "trace/memory_sweep.h"

enum {
	RED_ZONE = 128,
	MAX_TLS = 1 << 20,   /* of a thread, that is looked at */
	MAX_BLOCK = 1 << 12, /* of a thread's control block */
	REG_RBP = 6,
	REG_RSP = 7,
	REG_RIP = 16,
};

static struct cdata *names(struct walk *w)
{
	return walk_names(w)->cdata;
}

bool walk_c_name(struct walk *w, uint64_t addr, struct buf *out)
{
	return cdata_name(names(w), addr, out);
}

const char *walk_c_place(struct walk *w, uint64_t addr, struct arena *a)
{
	const char *ret = NULL;
	struct buf text;

	buf_init(&text, 4096);
	if (cdata_place(names(w), addr, &text))
		ret = arena_strdup(a, buf_text(&text));
	buf_finish(&text);
	return ret;
}

struct cut {
	uint64_t start, end;
};

/* The first range from `at` on that is no root: Go's data, or skipped. */
static struct cut next_cut(struct walk *w, uint64_t at)
{
	struct cut best = {UINT64_MAX, UINT64_MAX};
	const struct walk_input *in = w->in;
	size_t n = 0;
	const struct gort_section *s = w->g ? gort_sections(w->g, &n) : NULL;

	for (size_t i = 0; i < n; i++)
		if (s[i].end > at && s[i].start < best.start)
			best = (struct cut){s[i].start, s[i].end};
	for (size_t i = 0; i < in->nskip; i++)
		if (in->skip[i].end > at && in->skip[i].start < best.start)
			best = (struct cut){in->skip[i].start, in->skip[i].end};
	return best;
}

static void add_root(struct walk *w, enum walk_edge edge, uint32_t aux,
		     uint64_t start, uint64_t end)
{
	while (start < end) {
		struct cut c = next_cut(w, start);
		uint64_t stop = c.start < end ? c.start : end;

		if (stop > start)
			walk_root(w, edge, aux, start, stop - start, NULL);
		start = c.end > stop ? c.end : end;
	}
}

void walk_c_data(struct walk *w)
{
	size_t n;
	const struct cdata_range *r = cdata_ranges(names(w), &n);

	for (size_t i = 0; i < n; i++)
		add_root(w, EDGE_C_DATA, 0, r[i].start, r[i].end);
}

static void add_registers(struct walk *w, const struct memory_thread *t)
{
	uint32_t id = walk_root(w, EDGE_REGISTER, (uint32_t)t->tid, 0, 0, NULL);
	struct walk_place p = {id, NO_ENTRY, false, false};

	for (uint64_t i = 0; id != NO_NODE && i < RECORD_REGS; i++)
		if (i != REG_RSP && i != REG_RIP && t->regs[i] != 0)
			walk_look_c_word(w, &p, i, t->regs[i]);
}

/* Stacks that Go made are walked as those of goroutines. */
static bool is_go_stack(struct walk *w, uint64_t addr)
{
	return w->g && gort_span(w->g, addr);
}

static void add_thread(struct walk *w, const struct memory_thread *t)
{
	uint64_t sp = t->regs[REG_RSP], start, end;
	const struct memory_region *r = memory_region_at(w->m, sp);
	uint32_t tid = (uint32_t)t->tid;

	if (t->state != MEMORY_THREAD_UNKNOWN)
		add_registers(w, t);
	if (r && (r->perms & MEMORY_WRITE) && !is_go_stack(w, sp) &&
	    t->state != MEMORY_THREAD_UNKNOWN) {
		start = sp - RED_ZONE > r->start ? sp - RED_ZONE : r->start;
		add_root(w, EDGE_C_STACK, tid, start & ~(uint64_t)7, r->end);
	}
	r = t->fs_base ? memory_region_at(w->m, t->fs_base) : NULL;
	if (!r || !(r->perms & MEMORY_WRITE))
		return;
	start = t->fs_base - r->start > MAX_TLS ? t->fs_base - MAX_TLS
						: r->start;
	if (start < sp && sp < t->fs_base)
		start = sp; /* one mapping with the stack: seen words stay so */
	end = r->end - t->fs_base > MAX_BLOCK ? t->fs_base + MAX_BLOCK : r->end;
	add_root(w, EDGE_C_LOCAL, tid, start & ~(uint64_t)7, end);
}

void walk_c_threads(struct walk *w)
{
	size_t n;
	const struct memory_thread *t = memory_threads(w->m, &n);

	for (size_t i = 0; i < n; i++)
		add_thread(w, &t[i]);
}
