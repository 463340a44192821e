/* SPDX-License-Identifier: MIT */
/*
 * Every pair and triple of operations on the registry's core, in every order
 * of their steps (model.h), from every kind of start.
 *
 * There are a few slots.  Slot 0 holds the object that everybody is after;
 * some of the others are free, or fresh.  Each thread runs one program, which
 * is one or two operations.  At each end the books must balance: an object is
 * destroyed once when nothing keeps it, never else, and never while somebody
 * uses it; each slot is free once, in use, or retired.  And there must be an
 * order of the operations, one after the other, in which each would have
 * returned what it did (linearizability).
 */
#include "model.h"

#define CORE_SHARDS 1
#define CORE_BATCH 4u
#define CORE_FIRST_SHIFT 3
#define CORE_LAST_GEN 7u
static uint64_t tag_one;
#define CORE_TAG_ONE tag_one
#include "lib/registry_core.h"

#define NSLOTS 8   /* the upper half is fresh, where a start says so */
#define NOBJECTS 8 /* object n is added as number n */
#define MODEL_OPS 2

struct world {
	struct core core;
	struct {
		struct belay_slot slot[NSLOTS];
		struct tenant tenant[NSLOTS];
	} chunk;
	uint64_t data[NOBJECTS]; /* what users read and destructors write */
	int users[NOBJECTS], destroyed[NOBJECTS], nobjects, nfailed;
};

static bool model_constant(const volatile void *p);
#include "model_run.h"
#include "registry_spec.h"
#include "test.h"

static bool model_constant(const volatile void *p)
{
	const struct belay_registry_view *view = &M.world.core.view;

	return (const volatile char *)p >= (const char *)view &&
	       (const volatile char *)p < (const char *)(view + 1);
}

/* After those of the specification. */
enum { ADD = WEAKEN + 1, PEEK, PIN };

/* The generations of the object in slot 0 and of the one before. */
#define GEN 5u
#define STALE (GEN - 1)

/* One row is what a thread does. */
enum program {
	USE,	   /* acquire, look, release */
	LEAVE,	   /* release what was acquired at the start, or nothing */
	RETIRE,	   /* revoke */
	LOOSEN,	   /* weaken */
	FILL,	   /* add */
	FILL_DROP, /* add and revoke */
	LOOK,	   /* read obj without acquiring, as other languages do */
	DESCRIBE,  /* pin and unpin */
	LATE,	   /* acquire by a handle of the object before */
	NPROGRAMS,
	IDLE = NPROGRAMS,
};

/* How slot 0 is at the start: its word, and the ids that are free. */
static const struct start {
	uint32_t low;
	uint32_t gen;
	uint32_t head, back; /* digits: first id, second id, ... */
	bool fresh;
} starts[] = {
	{BELAY_SLOT_KEPT, GEN, 2, 3, false},
	{BELAY_SLOT_KEPT | 1, GEN, 0, 0, false},
	{BELAY_SLOT_KEPT | 2, GEN, 0, 23, false},
	{BELAY_SLOT_REVOKED | 1, GEN, 2, 0, false},
	{BELAY_SLOT_REVOKED | 2, GEN, 0, 0, false},
	{1, GEN, 0, 0, false},
	{2, GEN, 23, 0, false},
	{0, GEN, 1, 0, false},
	{0, GEN, 0, 1, false},
	{0, GEN, 12, 3, false},
	{0, GEN, 0, 123, false},
	/* The last generation: the slot retires. */
	{BELAY_SLOT_KEPT | 1, CORE_LAST_GEN, 0, 0, false},
	{BELAY_SLOT_REVOKED | 1, CORE_LAST_GEN, 2, 0, false},
	/* Who finds nothing free takes four slots that are fresh. */
	{BELAY_SLOT_KEPT, GEN, 0, 0, true},
	{0, GEN, 0, 1, true},
};
#define NSTARTS ((int)(sizeof(starts) / sizeof(starts[0])))

static const struct start *start;
static uint32_t present; /* bit n: slot n is part of this start */
static enum program program[MODEL_THREADS];
static bool adding_acquire; /* a mutant */

static struct belay_slot *slot0(void)
{
	return &M.world.chunk.slot[0];
}

static void bury(uint32_t id)
{
	struct belay_object dead = slot_clear(&M.world.core, id);
	int n = (int)(uintptr_t)dead.obj;

	if (model_count(&M.world.destroyed[n], 1) != 1)
		model_fail("destroyed twice");
	if (model_count(&M.world.users[n], 0) != 0)
		model_fail("destroyed in use");
	CORE_SET(M.world.data[n], 0xdead);
}

static void look_at(int object)
{
	uint64_t v = CORE_GET(M.world.data[object]);

	if (v != 100 + (uint64_t)object)
		model_fail("an object in use was overwritten");
}

/* Counts users with fetch-and-add, as one would like to. */
static int adding_slot_acquire(struct belay_slot *s, uint32_t gen)
{
	uint64_t w = CORE_LOAD(&s->word, __ATOMIC_RELAXED);

	if (word_gen(w) != gen || !word_good(w))
		return refusal(w, gen);
	w = CORE_ADD(&s->word, 1, __ATOMIC_ACQUIRE);
	if (word_gen(w) == gen && word_good(w))
		return 0;
	CORE_ADD(&s->word, -1, __ATOMIC_RELEASE);
	return refusal(w, gen);
}

static int do_acquire(int n, uint32_t gen)
{
	int err;

	model_op_begin(n, ACQUIRE, (int)gen);
	err = adding_acquire ? adding_slot_acquire(slot0(), gen)
			     : slot_acquire(slot0(), gen);
	if (err == 0)
		model_count(&M.world.users[1], 1);
	return model_op_end(n, err);
}

static int do_release(int n, uint32_t gen, bool used)
{
	int result;

	model_op_begin(n, RELEASE, (int)gen);
	if (used)
		model_count(&M.world.users[1], -1);
	result = slot_release(slot0(), gen);
	if (result > 0)
		bury(1);
	return model_op_end(n, result < 0 ? result : 0);
}

static int do_revoke(int n, uint32_t id, uint32_t gen)
{
	int result;

	model_op_begin(n, REVOKE, id == 1 ? (int)gen : -1);
	result = slot_revoke(&M.world.chunk.slot[id - 1], gen);
	if (result > 0)
		bury(id);
	return model_op_end(n, result < 0 ? result : 0);
}

static int do_weaken(int n, uint32_t gen)
{
	int result;

	model_op_begin(n, WEAKEN, (int)gen);
	result = slot_weaken(slot0(), gen);
	if (result > 0)
		bury(1);
	return model_op_end(n, result < 0 ? result : 0);
}

static uint32_t do_add(int n, uint32_t *ret_gen)
{
	struct belay_object object = {0};
	uint32_t id;
	int number;

	model_op_begin(n, ADD, -1);
	id = queue_pop(&M.world.core, &M.world.core.shard[0]);
	if (!id)
		id = carve(&M.world.core, 0);
	if (!id) {
		model_count(&M.world.nfailed, 1);
		model_op_end(n, BELAY_EFULL);
		return 0;
	}
	number = model_count(&M.world.nobjects, 1);
	CORE_SET(M.world.data[number], 100 + (uint64_t)number);
	object.obj = (void *)(uintptr_t)number;
	*ret_gen = slot_fill(&M.world.core, id, &object);
	model_op_end(n, 0);
	return id;
}

static void do_peek(int n)
{
	uintptr_t obj;
	uint64_t word;
	int err = 0;

	model_op_begin(n, PEEK, (int)start->gen);
	obj = (uintptr_t)CORE_LOAD(&slot0()->obj, __ATOMIC_ACQUIRE);
	word = CORE_LOAD(&slot0()->word, __ATOMIC_ACQUIRE);
	if (word_gen(word) != start->gen || !word_good(word))
		err = BELAY_ESTALE;
	else if (obj != 1)
		model_fail("peeked at another object");
	model_op_end(n, err);
}

/* Who pins an object is its user, revoked or not. */
static int do_pin(int n)
{
	int err = BELAY_ESTALE;

	model_op_begin(n, PIN, (int)start->gen);
	if (slot_pin(slot0(), start->gen)) {
		model_count(&M.world.users[1], 1);
		err = 0;
	}
	return model_op_end(n, err);
}

static void body(int thread)
{
	uint32_t gen = start->gen, id, new_gen = 0;

	switch (program[thread]) {
	case USE:
		if (do_acquire(0, gen) == 0) {
			look_at(1);
			do_release(1, gen, true);
		}
		break;
	case LEAVE:
		/* As many threads release as have acquired: see applies(). */
		do_release(0, gen, (start->low & BELAY_SLOT_USERS) != 0);
		break;
	case RETIRE:
		do_revoke(0, 1, gen);
		break;
	case LOOSEN:
		do_weaken(0, gen);
		break;
	case FILL:
		do_add(0, &new_gen);
		break;
	case FILL_DROP:
		id = do_add(0, &new_gen);
		if (id)
			do_revoke(1, id, new_gen);
		break;
	case LOOK:
		do_peek(0);
		break;
	case DESCRIBE:
		if (do_pin(0) == 0) {
			look_at(1);
			do_release(1, gen, true);
		}
		break;
	case LATE:
		if (do_acquire(0, STALE) != BELAY_ESTALE)
			model_fail("a stale handle was acquired");
		break;
	case IDLE:
		break;
	}
}

/* What op would return if operations came one after the other. */
static int spec_model_op(struct spec *s, const struct model_op *op)
{
	if (op->arg != (int)start->gen)
		return op->result; /* not about the first object */
	switch (op->kind) {
	case ADD:
		return op->result;
	case PEEK:
		return spec_valid(s) ? 0 : BELAY_ESTALE;
	case PIN:
		if (!spec_there(s))
			return BELAY_ESTALE;
		s->users++;
		return 0;
	default:
		return spec_do(s, (enum spec_op)op->kind);
	}
}

/* Is there an order of the operations not in done that explains them? */
static bool explained(struct spec s, uint32_t done, uint32_t all,
		      struct spec *ret)
{
	if (done == all) {
		*ret = s;
		return true;
	}
	for (int i = 0; i < MODEL_THREADS * MODEL_OPS; i++) {
		const struct model_op *op =
			&M.thread[i / MODEL_OPS].op[i % MODEL_OPS];
		struct spec next = s;

		if (!(all & ~done & 1u << i) || op->before & all & ~done)
			continue;
		if (spec_model_op(&next, op) == op->result &&
		    explained(next, done | 1u << i, all, ret))
			return true;
	}
	return false;
}

static void check_linear(void)
{
	struct spec end = {0},
		    s = {
			    .kept = start->low & BELAY_SLOT_KEPT,
			    .revoked = start->low & BELAY_SLOT_REVOKED,
			    .users = start->low & BELAY_SLOT_USERS,
		    };
	uint32_t all = 0;

	for (int i = 0; i < MODEL_THREADS * MODEL_OPS; i++)
		if (M.thread[i / MODEL_OPS].op[i % MODEL_OPS].ended)
			all |= 1u << i;
	if (!explained(s, 0, all, &end))
		model_fail("no order explains the results");
	else if (start->low && spec_there(&end) == (M.world.destroyed[1] != 0))
		model_fail("destroyed too early or not at all");
}

/* Each slot is in one place: a list, in use, or retired. */
static void check_slots(void)
{
	uint32_t taken =
		present |
		(start->fresh && M.world.core.fresh == NSLOTS ? 0xf0 : 0);
	int seen[NSLOTS + 1] = {0}, steps = 0;
	uint32_t lists[2] = {
		(uint32_t)(M.world.core.shard[0].head & CORE_ID_MASK),
		M.world.core.shard[0].back,
	};

	for (int i = 0; i < 2; i++) {
		for (uint32_t id = lists[i]; id; steps++) {
			if (id > NSLOTS || steps > NSLOTS) {
				model_fail("a free list is broken");
				return;
			}
			seen[id]++;
			id = M.world.chunk.tenant[id - 1].next;
		}
	}
	for (uint32_t id = 1; id <= NSLOTS; id++) {
		uint64_t w = M.world.chunk.slot[id - 1].word;
		bool is_free = (uint32_t)w == 0 && word_gen(w) != CORE_LAST_GEN;

		if (!(taken & 1u << (id - 1)))
			continue;
		if (seen[id] != is_free)
			model_fail(is_free ? "a slot is lost, or free twice"
					   : "a slot in use is free");
	}
}

static void leaf(void)
{
	check_linear();
	check_slots();
}

static uint32_t list_of(uint32_t digits, bool newest_first)
{
	uint32_t list = 0, id;
	char text[8];

	snprintf(text, sizeof(text), "%u", (unsigned)digits);
	for (size_t i = 0; digits && text[i]; i++) {
		size_t at = newest_first ? i : strlen(text) - 1 - i;

		id = (uint32_t)(text[at] - '0');
		M.world.chunk.tenant[id - 1].next = list;
		present |= 1u << (id - 1);
		list = id;
	}
	return list;
}

/* Puts the world into the state of a start. */
static void arrange(const struct start *s)
{
	struct world *w = &M.world;

	start = s;
	memset(w, 0, sizeof(*w));
	w->core.view.chunk[0] = w->chunk.slot;
	w->core.max = NSLOTS;
	w->core.fresh = s->fresh ? NSLOTS / 2 : NSLOTS;
	present = 1;
	w->chunk.slot[0].word = word_of(s->gen, s->low);
	w->core.shard[0].head = list_of(s->head, false);
	w->core.shard[0].back = list_of(s->back, true);
	w->nobjects = 1;
	if (s->low) {
		w->chunk.slot[0].obj = (void *)1;
		w->data[1] = 101;
		w->users[1] = (int)(s->low & BELAY_SLOT_USERS);
	}
}

static bool same_program(int thread, int other)
{
	return program[thread] == program[other];
}

/* Threads may only release what the start or they themselves acquired. */
static bool applies(const struct start *s)
{
	uint32_t leaves = 0;

	for (int i = 0; i < MODEL_THREADS; i++)
		leaves += program[i] == LEAVE;
	if (leaves <= (s->low & BELAY_SLOT_USERS))
		return true;
	/*
	 * Releasing nothing is told as misuse, but not while others use the
	 * object: then it ends the use of one of them.
	 */
	for (int i = 0; i < MODEL_THREADS; i++)
		if (program[i] == USE || program[i] == DESCRIBE)
			return false;
	return leaves == 1;
}

static uint64_t total_states, total_runs;
static char refuted[256];

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif

/*
 * A sanitizer sees nothing more in all starts than in every third, and takes
 * five times as long.
 */
#ifdef SANITIZED
#define START_STEP 3
#else
#define START_STEP 1
#endif

/*
 * In triples the program with the most steps is there once: it is two
 * operations, each of which meets all others alone, too.
 */
static bool too_long(int nthreads)
{
	return nthreads == 3 && program[1] == FILL_DROP &&
	       (program[0] == FILL_DROP || program[2] == FILL_DROP);
}

/* All multisets of nthreads programs; stops at the first thing wrong. */
static bool holds(int nthreads)
{
	model_same = same_program;
	model_all_clocks = nthreads == 2;
	for (int s = 0; s < NSTARTS; s += nthreads == 3 ? START_STEP : 1) {
		for (int code = 0; code < NPROGRAMS * NPROGRAMS * NPROGRAMS;
		     code++) {
			const char *wrong;

			program[0] = (enum program)(code % NPROGRAMS);
			program[1] =
				(enum program)(code / NPROGRAMS % NPROGRAMS);
			program[2] =
				(enum program)(code / NPROGRAMS / NPROGRAMS);
			if (program[0] > program[1] || program[1] > program[2])
				continue;
			if (nthreads == 2) {
				if (program[1] != program[2])
					continue; /* each pair once */
				program[2] = IDLE;
			}
			if (too_long(nthreads) || !applies(&starts[s]))
				continue;
			arrange(&starts[s]);
			wrong = model_check(body, leaf);
			total_states += model_states;
			total_runs++;
			if (wrong) {
				snprintf(refuted, sizeof(refuted),
					 "start %d, programs %d %d %d: %s", s,
					 program[0], program[1], program[2],
					 wrong);
				return false;
			}
		}
	}
	return true;
}

static void reset(void)
{
	tag_one = (uint64_t)1 << CORE_ID_BITS;
	model_weak_acquire = model_weak_release = false;
	adding_acquire = false;
	total_states = total_runs = 0;
	refuted[0] = 0;
}

static void tell(const char *what)
{
	printf("%s: %llu programs, %llu states%s%s\n", what,
	       (unsigned long long)total_runs, (unsigned long long)total_states,
	       refuted[0] ? ", " : "", refuted);
}

static void every_pair_of_operations_is_right_in_every_order(void)
{
	reset();
	holds(2);
	tell("pairs");
	CHECK_STR(refuted, "");
}

static void every_triple_of_operations_is_right_in_every_order(void)
{
	reset();
	holds(3);
	tell("triples");
	CHECK_STR(refuted, "");
}

static void users_counted_by_addition_lose_a_destructor(void)
{
	reset();
	adding_acquire = true;
	CHECK(!holds(3));
	tell("mutant: addition");
}

static void queues_without_tags_are_fooled(void)
{
	reset();
	tag_one = 0;
	CHECK(!holds(3));
	tell("mutant: no tags");
}

static void without_acquire_there_are_races(void)
{
	reset();
	model_weak_acquire = true;
	CHECK(!holds(2));
	tell("mutant: no acquire");
}

static void without_release_there_are_races(void)
{
	reset();
	model_weak_release = true;
	CHECK(!holds(2));
	tell("mutant: no release");
}

int main(void)
{
	RUN(every_pair_of_operations_is_right_in_every_order);
	RUN(every_triple_of_operations_is_right_in_every_order);
	RUN(users_counted_by_addition_lose_a_destructor);
	RUN(queues_without_tags_are_fooled);
	RUN(without_acquire_there_are_races);
	RUN(without_release_there_are_races);
	free(model_seen);
	return test_summary();
}
