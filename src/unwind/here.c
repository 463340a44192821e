/* SPDX-License-Identifier: MIT */
/*
 * The stack of a call into the runtime.
 *
 *	memo_find() ----hit----------------------------+
 *	    | miss                                     |
 *	walk_light(), memo_add()                       |
 *	    | it needs more than rsp and rbp           |
 *	all registers, by our own frames, walk_full()  |
 *	    +------------------------------------------+
 *	    | the C part ended at Go: go_continue(), each time
 *	the stack, and its number
 */
#include "unwind/unwind.h"

#include <string.h>

#include "record/record.h"
#include "unwind/arch.h"
#include "unwind/depot.h"
#include "unwind/go.h"
#include "unwind/memo.h"
#include "unwind/module.h"
#include "unwind/row.h"
#include "unwind/walk.h"

enum { OWN_FRAMES_MAX = 16 };

static void start_at(struct walk *w, const uint64_t *fp, uint64_t *pc,
		     size_t max)
{
	walk_init(w, pc, max);
	w->regs[UNWIND_RBP] = fp[0];
	w->regs[UNWIND_RSP] = (uintptr_t)(fp + 2);
	w->regs[UNWIND_PC] = fp[1];
	w->known = 1u << UNWIND_RBP | 1u << UNWIND_RSP | 1u << UNWIND_PC;
	stack_view_init(&w->view, (uintptr_t)(fp + 2));
}

/*
 * All registers as the caller of the entry point has them: walks from here
 * out of our own frames.  False when that does not arrive at fp.
 */
static __attribute__((noinline)) bool registers_at(struct walk *w,
						   const uint64_t *fp)
{
	uint64_t pcs[OWN_FRAMES_MAX];
	struct unwind_start here = {.exact = true};
	struct walk own;

	capture_registers(&here);
	walk_init(&own, pcs, 0);
	memcpy(own.regs, here.regs, sizeof(own.regs));
	own.known = here.known;
	own.exact = here.exact;
	own.view = w->view;
	own.view.lo = (uintptr_t)&own & ~(uintptr_t)7;
	for (int i = 0; i < OWN_FRAMES_MAX; i++) {
		if (own.regs[UNWIND_RSP] == (uintptr_t)(fp + 2) &&
		    own.regs[UNWIND_PC] == fp[1]) {
			memcpy(w->regs, own.regs, sizeof(w->regs));
			w->known = own.known;
			return true;
		}
		if (walk_step(&own) != WALK_HARD)
			return false;
	}
	return false;
}

/*
 * Go's part is cheap to walk, and there it matters most who called: it is
 * taken whole, and looked for where C goes on beyond what was asked for.
 */
static uint16_t rest(struct walk *w, enum memo_reach reach, enum walk_end end)
{
	const bool near = reach == MEMO_NEAR;

	if (near && (end == WALK_CUT || end == WALK_GO || end == WALK_LOST))
		w->max = RECORD_FRAMES;
	if (near && end == WALK_CUT && go_is_program()) {
		enum walk_end found = go_find_call(w);

		if (found != WALK_LOST)
			return RECORD_STACK_GAP | walk_rest(w, found);
	}
	return walk_rest(w, end);
}

/* Whether a walk that ended so in C is all there is to the stack. */
static bool is_all(enum walk_end end)
{
	return end == WALK_DONE ||
	       ((end == WALK_CUT || end == WALK_LOST) && !go_is_program());
}

/*
 * Walks as far as w has room, and remembers what can be remembered.  The
 * array behind w has room for RECORD_FRAMES whatever w says.
 */
static uint16_t take_anew(struct walk *w, enum memo_reach reach,
			  const uint64_t *fp, uint32_t *ret_id, bool want_id)
{
	int32_t slots[RECORD_FRAMES];
	uint64_t frames[RECORD_FRAMES];
	struct walk_note note = {
		.ret_slots = slots,
		.frames = frames,
		.max = RECORD_FRAMES,
		.rbp_slot = WALK_INITIAL,
		.generation = modules_generation(),
	};
	struct walk again = *w;
	enum walk_end end;
	uint16_t flags;
	struct walk c_part;

	walk_emit(w, w->regs[UNWIND_PC]);
	end = walk_light(w, &note);
	if (end == WALK_HARD) {
		*w = again;
		registers_at(w, fp);
		walk_emit(w, w->regs[UNWIND_PC]);
		flags = rest(w, reach, WALK_HARD);
		*ret_id = want_id ? depot_put(w->pc, w->n, flags) : 0;
		return flags;
	}
	c_part = *w;
	flags = rest(w, reach, end);
	*ret_id = want_id ? depot_put(w->pc, w->n, flags) : 0;
	memo_add(&c_part, reach, &note, (uintptr_t)(fp + 2), end,
		 is_all(end) ? *ret_id : 0);
	return flags;
}

static uint16_t take(struct walk *w, enum memo_reach reach, const uint64_t *fp,
		     uint32_t *ret_id, bool want_id)
{
	uint16_t flags;
	enum walk_end end;

	if (!memo_find(w, reach, &end, ret_id))
		return take_anew(w, reach, fp, ret_id, want_id);
	flags = rest(w, reach, end);
	if (want_id && (*ret_id == 0 || !is_all(end)))
		*ret_id = depot_put(w->pc, w->n, flags);
	return flags;
}

size_t unwind_here(const void *fp, uint64_t *pc, size_t max,
		   uint16_t *ret_flags)
{
	uint64_t all[RECORD_FRAMES];
	struct walk w;
	uint32_t id;

	start_at(&w, fp, all, RECORD_FRAMES);
	*ret_flags = take(&w, MEMO_WHOLE, fp, &id, false);
	if (w.n > max) {
		w.n = max;
		*ret_flags |= RECORD_STACK_CUT;
	}
	memcpy(pc, all, w.n * sizeof(*pc));
	return w.n;
}

static uint32_t take_id(const void *fp, enum memo_reach reach)
{
	const size_t max = reach == MEMO_NEAR ? UNWIND_NEAR : RECORD_FRAMES;
	uint64_t all[RECORD_FRAMES];
	enum walk_end end;
	struct walk w;
	uint32_t id;

	start_at(&w, fp, NULL, 0);
	if (memo_find(&w, reach, &end, &id))
		return id;
	start_at(&w, fp, all, max);
	take(&w, reach, fp, &id, true);
	return id;
}

uint32_t unwind_here_id(const void *fp)
{
	return take_id(fp, MEMO_WHOLE);
}

uint32_t unwind_near_id(const void *fp)
{
	return take_id(fp, MEMO_NEAR);
}

void unwind_init(void)
{
	modules_init();
	rows_init();
	memo_init();
	depot_init();
	go_init();
}

size_t unwind_memory(void)
{
	return modules_memory() + rows_memory() + memo_memory() +
	       depot_memory();
}

/* Nothing here waits for a lock, so there is nothing to hold. */
void unwind_fork_prepare(void)
{
}

void unwind_fork_parent(void)
{
}

void unwind_fork_child(void)
{
	modules_after_fork();
}
