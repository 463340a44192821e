/* SPDX-License-Identifier: MIT */
/*
 * Stacks as Go's collector reads them.
 *
 * Source: Go's src/runtime/traceback.go, stkframe.go and stack.go.  A frame
 * on amd64 is
 *
 *	cfa	arguments of the call
 *	cfa-8	return address
 *	cfa-16	the caller's frame pointer, unless the frame has no size
 *	varp	locals, downwards
 *	sp
 *
 * and its size at each instruction is in the function's pcsp table.  Two
 * stack maps, which one of them is valid at a call is said by a table too,
 * have a bit for each word of locals and arguments that is a live pointer
 * then.  So dead slots are told from live ones for every frame that is in a
 * call.  A frame that was interrupted elsewhere has no valid map: the
 * thread's own, and that under runtime.asyncPreempt.
 *
 * Locals whose address is taken are in a table of their own; the collector
 * finds out whether they live from pointers to them.
 */
#include "gort/walk_frame.h"

#include <string.h>

#include "gort/gort.h"
#include "gort/internal.h"
#include "symbol/pclntab.h"
#include "trace/memory.h"

enum {
	MAX_FRAMES = 100000,
	MAX_BITS = 1 << 20,
	MAX_OBJECTS = 4096,
	PCDATA_STACK_MAP = 1,
	FUNCDATA_ARGS = 0,
	FUNCDATA_LOCALS = 1,
	FUNCDATA_OBJECTS = 2,
};

static bool read_u32(struct gort *g, uint64_t addr, uint32_t *ret)
{
	return memory_read(g->memory, addr, ret, 4) == 4;
}

/* The bits of a stack map: of n maps with nbit bits each, number i. */
static bool map_at(struct gort *g, uint64_t vaddr, uint32_t table, int32_t i,
		   struct frame_bits *ret)
{
	uint64_t at;
	uint32_t n, nbit;

	if (!pclntab_funcdata(g->file.functions, vaddr, table, &at))
		return false;
	at += g->file.bias;
	if (!read_u32(g, at, &n) || !read_u32(g, at + 4, &nbit) ||
	    (uint32_t)i >= n || nbit > MAX_BITS)
		return false;
	ret->n = nbit;
	ret->data = at + 8 + (uint64_t)i * ((nbit + 7) / 8);
	return true;
}

static void read_maps(struct gort *g, struct frame *f)
{
	uint64_t vaddr = f->pc - g->file.bias, at;
	int32_t i = pclntab_pcdata(g->file.functions, vaddr, PCDATA_STACK_MAP);

	if (i < 0)
		i = 0; /* the entry's, as Go does it */
	f->precise = map_at(g, vaddr, FUNCDATA_LOCALS, i, &f->locals);
	f->locals.start = f->varp - 8 * (uint64_t)f->locals.n;
	if (map_at(g, vaddr, FUNCDATA_ARGS, i, &f->args))
		f->precise = true;
	f->args.start = f->cfa;
	if (pclntab_funcdata(g->file.functions, vaddr, FUNCDATA_OBJECTS, &at))
		f->objects = at + g->file.bias;
}

/* Fills a frame from pc and sp; false when the stack ends here. */
static bool read_frame(struct gort *g, struct frame *f, uint64_t hi,
		       bool interrupted)
{
	uint64_t vaddr = f->pc - g->file.bias;
	int32_t size = pclntab_frame_size(g->file.functions, vaddr);

	f->function = gort_function(g, f->pc);
	if (size < 0 || f->sp + (uint64_t)size + 8 > hi)
		return false;
	f->cfa = f->sp + (uint64_t)size + 8;
	f->varp = f->cfa - 8 - (size > 0 ? 8 : 0);
	if (!interrupted)
		read_maps(g, f);
	return true;
}

void frames_each(struct gort *g, const struct gort_goroutine *r,
		 bool (*each)(void *arg, const struct frame *f), void *arg)
{
	uint64_t sp = r->sp, pc = r->pc, ret;
	bool interrupted = r->on_thread || !r->exact;

	if (!g->file.functions)
		return;
	for (int i = 0; i < MAX_FRAMES && sp < r->stack_hi; i++) {
		/* A return address may be that of the next function. */
		struct frame f = {.pc = interrupted ? pc : pc - 1, .sp = sp};
		bool more = read_frame(g, &f, r->stack_hi, interrupted);

		if (!more)
			f.cfa = r->stack_hi; /* all that is left */
		if (!each(arg, &f) || !more ||
		    !memory_word(g->memory, f.cfa - 8, &ret) || ret == 0)
			return;
		interrupted = f.function &&
			      strcmp(f.function, "runtime.asyncPreempt") == 0;
		pc = ret;
		sp = f.cfa;
	}
}

static bool bit_at(struct gort *g, const struct frame_bits *b, uint64_t addr)
{
	uint64_t i = (addr - b->start) / 8;
	uint8_t byte;

	return addr >= b->start && i < b->n &&
	       memory_read(g->memory, b->data + i / 8, &byte, 1) == 1 &&
	       (byte >> (i % 8) & 1);
}

bool frame_live(struct gort *g, const struct frame *f, uint64_t addr)
{
	return bit_at(g, &f->locals, addr) || bit_at(g, &f->args, addr);
}

bool frame_object(struct gort *g, const struct frame *f, uint64_t addr)
{
	uint64_t n;

	if (!f->objects || !memory_word(g->memory, f->objects, &n))
		return false;
	for (uint64_t i = 0; i < n && i < MAX_OBJECTS; i++) {
		uint64_t at = f->objects + 8 + i * 16, start;
		uint32_t off, size;

		if (!read_u32(g, at, &off) || !read_u32(g, at + 4, &size))
			return false;
		start = ((int32_t)off < 0 ? f->varp : f->cfa) +
			(uint64_t)(int64_t)(int32_t)off;
		if (addr - start < size)
			return true;
	}
	return false;
}
