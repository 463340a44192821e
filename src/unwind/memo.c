/* SPDX-License-Identifier: MIT */
/*
 * Walks that were made before, and the proof that they would be made again.
 *
 * A light walk reads three things: rows, which are a function of the pc
 * while the modules stay what they are; return addresses, which become the
 * next pc; and frame pointers, from which some rows compute the CFA.  So
 * the list of frames is a function of
 *
 *	- the first return address,
 *	- each return address that was read, and
 *	- each frame pointer that a CFA came from, minus the stack pointer.
 *
 * An entry holds where each of those words was, relative to the first
 * stack pointer, and what it was.  If all are the same now, then by
 * induction over the frames the walk would compute the same CFA, read the
 * same slot and find the same pc at every step.  A frame pointer that no
 * row asked for may be anything.
 *
 *	sp + slots[1] --> pcs[1]     compared by value
 *	sp + slots[2] --> pcs[2]
 *	sp + frames[k].slot --> sp + frames[k].value
 *
 * The order of the comparisons does not matter, since each slot is checked
 * against the bounds of the stack before it is read.
 *
 * Entries are in sets of four, found by the first return address and the
 * place of the stack pointer in its page: the same path from the same
 * thread's start has the same place, and other paths mostly another.  Long
 * stacks have a table of their own, so that short ones stay small, and so
 * have those that were not to go further than UNWIND_NEAR frames.
 *
 * Each entry is a seqlock.  A reader that sees it change takes it for a
 * miss; a writer that finds another at it gives up.  Words inside are read
 * with acquire and written with release order, which keeps them between the
 * two looks at the sequence without a fence.
 */
#include "unwind/memo.h"

#include "record/record.h"
#include "unwind/arch.h"
#include "unwind/module.h"
#include "unwind/own.h"
#include "unwind/sys.h"

enum {
	WAYS = 4,
	SHORT_SETS_LOG = 11,
	SHORT_FRAMES = 32,
	LONG_SETS_LOG = 8,
	LONG_FRAMES = RECORD_FRAMES,
	NEAR_SETS_LOG = 11,
};

/* The head of an entry; pcs, frames and slots follow it. */
struct entry {
	uint32_t sequence; /* odd while it is written */
	uint32_t generation;
	uint64_t start; /* the first return address; 0 for an empty entry */
	uint16_t n, nframes;
	uint32_t end; /* enum walk_end */
	uint32_t id;
	int32_t rbp_slot;
	int64_t sp;
};

struct memo_table {
	uint8_t *entries;
	unsigned sets_log;
	size_t frames; /* room in one entry */
};

enum { TABLE_SHORT, TABLE_LONG, TABLE_NEAR, NTABLES };

static struct memo_table tables[NTABLES] = {
	[TABLE_SHORT] = {NULL, SHORT_SETS_LOG, SHORT_FRAMES},
	[TABLE_LONG] = {NULL, LONG_SETS_LOG, LONG_FRAMES},
	[TABLE_NEAR] = {NULL, NEAR_SETS_LOG, UNWIND_NEAR},
};

#define GET(field) __atomic_load_n(&(field), __ATOMIC_ACQUIRE)
#define SET(field, value) __atomic_store_n(&(field), (value), __ATOMIC_RELEASE)

static size_t entry_size(const struct memo_table *t)
{
	return sizeof(struct entry) + t->frames * 20;
}

static uint64_t *entry_pcs(struct entry *e)
{
	return (uint64_t *)(e + 1);
}

static int32_t *entry_slots(const struct memo_table *t, struct entry *e)
{
	return (int32_t *)(entry_pcs(e) + 2 * t->frames);
}

/* Frame pointers: slot << 32 | value, as in struct walk_note. */
static uint64_t *entry_frames(const struct memo_table *t, struct entry *e)
{
	return entry_pcs(e) + t->frames;
}

static struct entry *entry_at(const struct memo_table *t, uint64_t pc,
			      uint64_t sp, unsigned way)
{
	uint64_t h = (pc ^ (sp & 0xff0) << 44) * UINT64_C(0x9e3779b97f4a7c15);
	size_t set = h >> (64 - t->sets_log);

	return (struct entry *)(t->entries +
				(set * WAYS + way) * entry_size(t));
}

/* The stack that an entry is compared with. */
struct present {
	uint64_t sp, rbp;
	uint64_t words; /* from sp to the end of the stack */
};

/* A slot's word into *ret; false when it is outside the stack. */
static inline bool slot_word(const struct present *p, int32_t slot,
			     uint64_t *ret)
{
	/* The slots below 0 that mean something else are outside, too. */
	if ((uint64_t)(int64_t)slot >= p->words)
		return false;
	*ret = load_word(p->sp + (uint64_t)slot * 8);
	return true;
}

static bool returns_agree(struct present p, const uint64_t *pcs,
			  const int32_t *slots, size_t n)
{
	uint64_t word;

	for (size_t i = 1; i < n; i++)
		if (!slot_word(&p, GET(slots[i]), &word) || word != GET(pcs[i]))
			return false;
	return true;
}

static bool frames_agree(struct present p, const uint64_t *frames, size_t n)
{
	uint64_t word;

	for (size_t i = 0; i < n; i++) {
		uint64_t f = GET(frames[i]);
		int32_t slot = (int32_t)(f >> 32);

		if (slot == WALK_INITIAL)
			word = p.rbp;
		else if (!slot_word(&p, slot, &word))
			return false;
		if (word - p.sp != (uint64_t)(int64_t)(int32_t)f)
			return false;
	}
	return true;
}

/* Takes the frames, and brings w's registers to where the walk ended. */
static bool take_frames(struct walk *w, const struct present *p,
			struct entry *e, size_t n)
{
	int32_t slot = GET(e->rbp_slot);

	for (size_t i = 0; i < n; i++)
		w->pc[i] = GET(entry_pcs(e)[i]);
	w->n = n;
	if (slot == WALK_NO_SLOT)
		w->known &= ~(1u << UNWIND_RBP);
	else if (slot != WALK_INITIAL &&
		 !slot_word(p, slot, &w->regs[UNWIND_RBP]))
		return false;
	w->regs[UNWIND_RSP] = p->sp + (uint64_t)GET(e->sp);
	w->regs[UNWIND_PC] = w->pc[n - 1];
	return true;
}

/* As memo_find(), for one entry.  w is as it likes when the answer is no. */
static bool entry_agrees(struct walk *w, const struct present *p,
			 const struct memo_table *t, struct entry *e,
			 enum walk_end *end, uint32_t *id)
{
	uint32_t sequence = GET(e->sequence);
	size_t n = GET(e->n), nframes = GET(e->nframes);

	if ((sequence & 1) || GET(e->generation) != modules_generation() ||
	    n == 0 || n > t->frames || nframes > t->frames)
		return false;
	*end = (enum walk_end)GET(e->end);
	*id = GET(e->id);
	if (w->pc ? n > w->max : *end == WALK_GO || *id == 0)
		return false;
	return returns_agree(*p, entry_pcs(e), entry_slots(t, e), n) &&
	       frames_agree(*p, entry_frames(t, e), nframes) &&
	       (!w->pc || take_frames(w, p, e, n)) &&
	       __atomic_load_n(&e->sequence, __ATOMIC_RELAXED) == sequence;
}

bool memo_find(struct walk *w, enum memo_reach reach, enum walk_end *end,
	       uint32_t *id)
{
	const size_t first = reach == MEMO_NEAR ? TABLE_NEAR : TABLE_SHORT;
	const size_t last = reach == MEMO_NEAR ? TABLE_NEAR : TABLE_LONG;
	const uint64_t pc = w->regs[UNWIND_PC], sp = w->regs[UNWIND_RSP];
	const uint32_t known = w->known;
	const struct present p = {
		.sp = sp,
		.rbp = w->regs[UNWIND_RBP],
		.words = (w->view.hi - sp) / 8,
	};

	for (size_t i = first; i <= last; i++) {
		const struct memo_table *t = &tables[i];

		for (unsigned way = 0; t->entries && way < WAYS; way++) {
			struct entry *e = entry_at(t, pc, sp, way);

			if (GET(e->start) != pc)
				continue;
			if (entry_agrees(w, &p, t, e, end, id))
				return true;
			w->regs[UNWIND_PC] = pc;
			w->regs[UNWIND_RSP] = sp;
			w->regs[UNWIND_RBP] = p.rbp;
			w->known = known;
			w->n = 0;
		}
	}
	return false;
}

/* The entry to write: one that is of no use any more, or any. */
static struct entry *victim(const struct memo_table *t, uint64_t pc,
			    uint64_t sp)
{
	static uint32_t turn;
	uint32_t generation = modules_generation();
	unsigned way;

	for (way = 0; way < WAYS; way++) {
		struct entry *e = entry_at(t, pc, sp, way);

		if (GET(e->start) == 0 || GET(e->generation) != generation)
			return e;
	}
	way = __atomic_fetch_add(&turn, 1, __ATOMIC_RELAXED) % WAYS;
	return entry_at(t, pc, sp, way);
}

void memo_add(const struct walk *w, enum memo_reach reach,
	      const struct walk_note *note, uint64_t sp, enum walk_end end,
	      uint32_t id)
{
	const struct memo_table *t =
		&tables[reach == MEMO_NEAR     ? TABLE_NEAR
			: w->n <= SHORT_FRAMES ? TABLE_SHORT
					       : TABLE_LONG];
	uint32_t generation = note->generation, sequence;
	struct entry *e;

	if (note->overflowed || !t->entries || w->n > t->frames ||
	    note->nframes > t->frames)
		return;
	e = victim(t, w->pc[0], sp);
	sequence = GET(e->sequence);
	if ((sequence & 1) ||
	    !__atomic_compare_exchange_n(&e->sequence, &sequence, sequence + 1,
					 false, __ATOMIC_ACQ_REL,
					 __ATOMIC_RELAXED))
		return;
	SET(e->generation, generation);
	SET(e->start, w->pc[0]);
	SET(e->n, (uint16_t)w->n);
	SET(e->nframes, (uint16_t)note->nframes);
	SET(e->end, (uint32_t)end);
	SET(e->id, id);
	SET(e->rbp_slot, note->rbp_slot);
	SET(e->sp, note->sp);
	for (size_t i = 0; i < note->nframes; i++)
		SET(entry_frames(t, e)[i], note->frames[i]);
	for (size_t i = 0; i < w->n; i++) {
		SET(entry_pcs(e)[i], w->pc[i]);
		SET(entry_slots(t, e)[i], i == 0 ? 0 : note->ret_slots[i]);
	}
	SET(e->sequence, sequence + 2);
}

static size_t table_size(const struct memo_table *t)
{
	return ((size_t)WAYS << t->sets_log) * entry_size(t);
}

void memo_init(void)
{
	for (size_t i = 0; i < NTABLES; i++)
		if (!tables[i].entries)
			tables[i].entries = own_pages(table_size(&tables[i]));
}

size_t memo_memory(void)
{
	size_t total = 0;

	for (size_t i = 0; i < NTABLES; i++)
		if (tables[i].entries)
			total += table_size(&tables[i]);
	return total;
}
