/* SPDX-License-Identifier: MIT */
#include "unwind/walk.h"

#include <string.h>

#include "record/record.h"
#include "unwind/cfi.h"
#include "unwind/go.h"
#include "unwind/row.h"

enum {
	KNOWN_SP = 1 << UNWIND_RSP,
	KNOWN_FP = 1 << UNWIND_RBP,
	KNOWN_PC = 1 << UNWIND_PC,
	/* Go to C and back again: how often one walk follows. */
	SWITCHES_MAX = 64,
};

void walk_init(struct walk *w, uint64_t *pc, size_t max)
{
	w->known = 0;
	w->exact = false;
	w->pc = pc;
	w->n = 0;
	w->max = max;
}

/* The CFA was found by rbp: the note must say so. */
static void note_frame(struct walk_note *note, uint64_t rbp, uint64_t sp)
{
	int64_t value = (int64_t)(rbp - sp);

	if (note->nframes > 0 && note->last_slot == note->rbp_slot)
		return; /* the same one as for the frame before */
	if (note->nframes == note->max || note->rbp_slot == WALK_NO_SLOT ||
	    value != (int32_t)value) {
		note->overflowed = true;
		return;
	}
	note->last_slot = note->rbp_slot;
	note->frames[note->nframes++] =
		(uint64_t)(uint32_t)note->rbp_slot << 32 | (uint32_t)value;
}

/* A return address or frame pointer was read at address. */
static int32_t slot_of(uint64_t address, uint64_t sp)
{
	/* Below the start there is nothing that stays what it is. */
	return address < sp ? WALK_NO_SLOT
			    : (int32_t)((int64_t)(address - sp) / 8);
}

static enum walk_end special_end(uint64_t row, struct walk_note *note)
{
	switch (row_kind(row)) {
	case ROW_END:
		return WALK_DONE;
	case ROW_GO:
		return WALK_GO;
	case ROW_LOST:
		if (note && !(row & ROW_SURE))
			note->overflowed = true;
		return WALK_LOST;
	default:
		return WALK_HARD;
	}
}

/* What is remembered of the step to the frame with this CFA. */
static void note_step(struct walk_note *note, size_t i, uint64_t cfa,
		      unsigned rbp_slot, uint64_t start)
{
	note->ret_slots[i] = slot_of(cfa - 8, start);
	if (rbp_slot == ROW_LOST_SLOT)
		note->rbp_slot = WALK_NO_SLOT;
	else if (rbp_slot != 0)
		note->rbp_slot = slot_of(cfa - 8 * rbp_slot, start);
}

/* The CFA of a plain row; false when it needs more than rsp and rbp. */
static bool light_cfa(uint64_t row, const struct walk *w,
		      struct walk_note *note, uint64_t start, uint64_t *ret)
{
	uint64_t base = w->regs[UNWIND_RSP];

	if (row_cfa_register(row) == 1) {
		if (!(w->known & KNOWN_FP))
			return false;
		base = w->regs[UNWIND_RBP];
		if (note)
			note_frame(note, base, start);
	}
	*ret = base + (uint64_t)row_cfa_offset(row);
	return *ret > w->regs[UNWIND_RSP] && *ret - start <= INT32_MAX;
}

enum walk_end walk_light(struct walk *w, struct walk_note *note)
{
	const uint64_t start = w->regs[UNWIND_RSP];
	enum walk_end end;

	for (;;) {
		uint64_t row = row_find(w->regs[UNWIND_PC] - !w->exact);
		unsigned slot = row_slot(row, 0);
		uint64_t cfa;

		end = WALK_HARD;
		if (row_kind(row) != ROW_PLAIN || row_cfa_register(row) > 1) {
			end = special_end(row, note);
			break;
		}
		if (!light_cfa(row, w, note, start, &cfa))
			break;
		if (!stack_read(&w->view, cfa - 8, &w->regs[UNWIND_PC])) {
			if (note)
				note->overflowed = true;
			end = WALK_LOST;
			break;
		}
		if (slot != 0) {
			w->known &= ~(uint32_t)KNOWN_FP;
			if (slot != ROW_LOST_SLOT &&
			    stack_read(&w->view, cfa - 8 * slot,
				       &w->regs[UNWIND_RBP]))
				w->known |= KNOWN_FP;
		}
		if (note && w->n < w->max)
			note_step(note, w->n, cfa, slot, start);
		w->regs[UNWIND_RSP] = cfa;
		w->exact = false;
		if (w->regs[UNWIND_PC] == 0) {
			end = WALK_DONE;
			break;
		}
		if (!walk_emit(w, w->regs[UNWIND_PC])) {
			end = WALK_CUT;
			break;
		}
	}
	if (note)
		note->sp = (int64_t)(w->regs[UNWIND_RSP] - start);
	w->known &= KNOWN_SP | KNOWN_FP | KNOWN_PC;
	return end;
}

/* A frame whose rules fit in a row, with all registers. */
static bool apply_plain(struct walk *w, uint64_t row)
{
	unsigned reg = row_registers[row_cfa_register(row)];
	uint32_t known = 0;
	uint64_t cfa;

	if (!(w->known >> reg & 1))
		return false;
	cfa = w->regs[reg] + (uint64_t)row_cfa_offset(row);
	for (unsigned i = 0; i < ROW_SAVED; i++) {
		unsigned r = row_registers[1 + i];
		unsigned slot = row_slot(row, i);
		bool got =
			slot == 0 ? w->known >> r & 1
				  : slot != ROW_LOST_SLOT &&
					    stack_read(&w->view, cfa - 8 * slot,
						       &w->regs[r]);

		known |= (uint32_t)got << r;
	}
	if (!stack_read(&w->view, cfa - 8, &w->regs[UNWIND_PC]))
		return false;
	w->regs[UNWIND_RSP] = cfa;
	w->known = known | KNOWN_SP | KNOWN_PC;
	return true;
}

enum walk_end walk_step(struct walk *w)
{
	uintptr_t pc = w->regs[UNWIND_PC] - !w->exact;
	uint64_t row = row_find(pc);
	struct cfi_row complex;
	bool exact = false;

	switch (row_kind(row)) {
	case ROW_END:
		return WALK_DONE;
	case ROW_GO:
		return WALK_GO;
	case ROW_LOST:
		return WALK_LOST;
	case ROW_PLAIN:
		if (!apply_plain(w, row))
			return WALK_LOST;
		break;
	case ROW_COMPLEX:
		if (!row_complex(pc, &complex) ||
		    !cfi_apply(&complex, &w->view, w->regs, &w->known))
			return WALK_LOST;
		/* A signal interrupts an instruction, it does not call. */
		exact = complex.signal;
		break;
	}
	w->exact = exact;
	return w->regs[UNWIND_PC] == 0 ? WALK_DONE : WALK_HARD;
}

enum walk_end walk_full(struct walk *w)
{
	for (;;) {
		enum walk_end end = walk_step(w);

		if (end != WALK_HARD)
			return end;
		/*
		 * Readers take one off every pc but the first.  An
		 * interrupted instruction is not a return address.
		 */
		if (!walk_emit(w, w->regs[UNWIND_PC] + w->exact))
			return WALK_CUT;
	}
}

uint16_t walk_rest(struct walk *w, enum walk_end end)
{
	uint16_t gap = 0;

	/* From C on, or from Go on, in turn, until neither goes on. */
	for (int i = 0; i < SWITCHES_MAX; i++) {
		if (end == WALK_GO) {
			end = go_continue(w);
		} else if (end == WALK_HARD) {
			end = walk_full(w);
		} else if (end == WALK_LOST && gap == 0 && go_is_program()) {
			/* Whatever C did, Go had called it. */
			end = go_find_call(w);
			gap = end == WALK_LOST ? 0 : RECORD_STACK_GAP;
			if (gap == 0)
				break;
		} else {
			break;
		}
	}
	switch (end) {
	case WALK_DONE:
		return gap;
	case WALK_CUT:
		return gap | RECORD_STACK_CUT;
	default:
		return gap | RECORD_STACK_LOST;
	}
}

/*
 * A call to where there is no code: the return address was just pushed.
 * This is what a function pointer out of a freed block looks like.
 */
static void leave_wild_call(struct walk *w)
{
	uint64_t pc, sp = w->regs[UNWIND_RSP];

	if (!w->exact || w->n == w->max || !(w->known & KNOWN_SP) ||
	    row_kind(row_find(w->regs[UNWIND_PC])) != ROW_LOST ||
	    !stack_read(&w->view, sp, &pc) ||
	    row_kind(row_find(pc - 1)) == ROW_LOST)
		return;
	w->regs[UNWIND_PC] = pc;
	w->regs[UNWIND_RSP] = sp + 8;
	w->exact = false;
	walk_emit(w, pc);
}

size_t unwind_stack(const struct unwind_start *start, uint64_t *pc, size_t max,
		    uint16_t *ret_flags)
{
	struct walk w;

	*ret_flags = start->exact ? RECORD_STACK_EXACT : 0;
	if (!(start->known & KNOWN_PC)) {
		*ret_flags |= RECORD_STACK_LOST;
		return 0;
	}
	walk_init(&w, pc, max);
	memcpy(w.regs, start->regs, sizeof(w.regs));
	w.known = start->known;
	w.exact = start->exact;
	stack_view_init(&w.view, w.known & KNOWN_SP ? w.regs[UNWIND_RSP] : 0);
	if (!walk_emit(&w, w.regs[UNWIND_PC])) {
		*ret_flags |= RECORD_STACK_CUT;
		return 0;
	}
	leave_wild_call(&w);
	*ret_flags |= walk_rest(&w, WALK_HARD);
	return w.n;
}
