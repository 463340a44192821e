/* SPDX-License-Identifier: MIT */
/*
 * Between Go and C there is assembler without call frame information:
 * crosscall2, by which C calls Go, and crosscall1, by which a thread
 * starts.  What they do after the call returns is a straight line of a few
 * kinds of instruction up to a ret.  Doing the same to our registers is
 * exact, and does not depend on the version of Go: the code says what the
 * frame looks like.
 */
#include "unwind/bare.h"

#include <string.h>

#include "unwind/arch.h"
#include "unwind/walk.h"

enum { INSTRUCTIONS_MAX = 24, LONGEST = 8 /* bytes of one */ };

/* x86's numbers of registers to DWARF's. */
static const uint8_t dwarf[16] = {0, 2, 1,  3,	7,  6,	4,  5,
				  8, 9, 10, 11, 12, 13, 14, 15};

struct leaving {
	struct walk *w;
	uint64_t regs[UNWIND_NREGS];
	uint32_t known;
	uintptr_t at;
	bool returned;
};

static bool load(struct leaving *l, unsigned reg, uint64_t address)
{
	if (!stack_read(&l->w->view, address, &l->regs[reg]))
		return false;
	l->known |= 1u << reg;
	return true;
}

static bool pop(struct leaving *l, unsigned reg)
{
	uint64_t sp = l->regs[UNWIND_RSP];

	l->regs[UNWIND_RSP] = sp + 8;
	return load(l, reg, sp);
}

static bool add_sp(struct leaving *l, const uint8_t *b)
{
	int32_t v;

	if (b[0] != 0x48 || b[2] != 0xc4)
		return false;
	if (b[1] == 0x83) { /* add $imm8,%rsp */
		v = (int8_t)b[3];
		l->at += 4;
	} else if (b[1] == 0x81) { /* add $imm32,%rsp */
		memcpy(&v, b + 3, 4);
		l->at += 7;
	} else {
		return false;
	}
	l->regs[UNWIND_RSP] += (uint64_t)(int64_t)v;
	return true;
}

/* mov disp(%rsp),%reg */
static bool move(struct leaving *l, const uint8_t *b)
{
	unsigned reg = (b[2] >> 3 & 7) | (b[0] & 4 ? 8 : 0);
	int32_t disp = 0;

	if ((b[0] & 0xfb) != 0x48 || b[1] != 0x8b || (b[2] & 7) != 4 ||
	    b[3] != 0x24)
		return false;
	switch (b[2] >> 6) {
	case 0:
		l->at += 4;
		break;
	case 1:
		disp = (int8_t)b[4];
		l->at += 5;
		break;
	case 2:
		memcpy(&disp, b + 4, 4);
		l->at += 8;
		break;
	default:
		return false;
	}
	return load(l, dwarf[reg],
		    l->regs[UNWIND_RSP] + (uint64_t)(int64_t)disp);
}

static bool step(struct leaving *l, const uint8_t *b)
{
	if (b[0] == 0xc3) { /* ret */
		l->returned = true;
		return pop(l, UNWIND_PC);
	}
	if (b[0] >= 0x58 && b[0] <= 0x5f) { /* pop %reg */
		l->at += 1;
		return pop(l, dwarf[b[0] & 7]);
	}
	if (b[0] == 0x41 && b[1] >= 0x58 && b[1] <= 0x5f) {
		l->at += 2;
		return pop(l, dwarf[8 + (b[1] & 7)]);
	}
	if (b[0] == 0x9d) { /* popfq */
		l->at += 1;
		l->regs[UNWIND_RSP] += 8;
		return true;
	}
	return add_sp(l, b) || move(l, b);
}

bool bare_return(struct walk *w, uintptr_t code, uintptr_t end)
{
	struct leaving l = {
		.w = w, .known = w->known, .at = w->regs[UNWIND_PC]};

	memcpy(l.regs, w->regs, sizeof(l.regs));
	for (int i = 0; i < INSTRUCTIONS_MAX && !l.returned; i++) {
		uint8_t b[LONGEST];
		uint64_t word;

		if (l.at < code || end - code < LONGEST || l.at > end - LONGEST)
			return false;
		word = load_word(l.at);
		memcpy(b, &word, sizeof(b));
		if (!step(&l, b))
			return false;
	}
	if (!l.returned)
		return false;
	memcpy(w->regs, l.regs, sizeof(l.regs));
	w->known = l.known;
	w->exact = false;
	return true;
}
