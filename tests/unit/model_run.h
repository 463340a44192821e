/* SPDX-License-Identifier: MIT */
/*
 * model_run.h - the other half of model.h: the scheduler
 */
#ifndef TESTS_UNIT_MODEL_RUN_H
#define TESTS_UNIT_MODEL_RUN_H

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MODEL_THREADS 3
#define MODEL_STEPS 96
#define MODEL_SEEN (1u << 20)

struct model_clock {
	uint8_t at[MODEL_THREADS];
};

/* Of four bytes of the world. */
struct model_cell {
	struct model_clock released; /* of the last atomic write */
	struct model_clock wrote;    /* of plain writes */
	struct model_clock read;     /* of plain reads */
};

/* What was asked of the thing under test, for the linearizability check. */
struct model_op {
	int kind, arg, result;
	uint32_t before; /* operations that ended before this one began */
	bool begun, ended;
};

struct model_thread {
	struct model_clock clock;
	uint16_t nlog, nops;
	bool done;
	uint64_t hash; /* of the log */
	struct model_op op[MODEL_OPS];
	uint64_t log[MODEL_STEPS];
};

static struct model_state {
	struct world world;
	struct model_cell cell[sizeof(struct world) / 4];
	struct model_thread thread[MODEL_THREADS];
} M;

/* Of the run that is on. */
static struct {
	int thread;
	unsigned pos;
	int op; /* that begins with the next step, or -1 */
	bool stepped;
	jmp_buf out;
} model_run;

static bool model_weak_release, model_weak_acquire; /* mutants */

/*
 * Whether states that differ in clocks alone are different: with it, every
 * race on every way is found; without it, on one way to each state, of which
 * there are many fewer.
 */
static bool model_all_clocks = true;

/* Threads that run the same program are interchangeable until they start. */
static bool (*model_same)(int thread, int other);
static uint64_t model_states;
static char model_error[128];
static uint64_t *model_seen;

static void model_fail(const char *why)
{
	if (!model_error[0])
		snprintf(model_error, sizeof(model_error), "%s", why);
}

static uint64_t model_mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * 0x9e3779b97f4a7c15;
	return h ^ h >> 32;
}

static void model_join(struct model_clock *a, const struct model_clock *b)
{
	for (int i = 0; i < MODEL_THREADS; i++)
		if (a->at[i] < b->at[i])
			a->at[i] = b->at[i];
}

/* Everything in a happened before the thread's present. */
static bool model_after(const struct model_thread *t,
			const struct model_clock *a)
{
	for (int i = 0; i < MODEL_THREADS; i++)
		if (a->at[i] > t->clock.at[i])
			return false;
	return true;
}

static struct model_cell *model_cell_of(const volatile void *p)
{
	size_t offset = (size_t)((const volatile char *)p -
				 (const volatile char *)&M.world);

	if (offset >= sizeof(M.world))
		abort(); /* something shared is not in the world */
	return &M.cell[offset / 4];
}

static uint64_t model_get(const volatile void *p, size_t size)
{
	return size == 8 ? *(const volatile uint64_t *)p
			 : *(const volatile uint32_t *)p;
}

static void model_put(volatile void *p, size_t size, uint64_t v)
{
	if (size == 8)
		*(volatile uint64_t *)p = v;
	else
		*(volatile uint32_t *)p = (uint32_t)v;
}

/* True when the answer is in the log already, in *ret. */
static bool model_replay(uint64_t *ret)
{
	struct model_thread *t = &M.thread[model_run.thread];

	if (model_run.pos == t->nlog)
		return false;
	*ret = t->log[model_run.pos++];
	return true;
}

static uint64_t model_note(uint64_t v)
{
	struct model_thread *t = &M.thread[model_run.thread];

	if (t->nlog == MODEL_STEPS)
		abort();
	t->log[t->nlog++] = v;
	t->hash = model_mix(t->hash, v);
	model_run.pos++;
	return v;
}

static void model_begin(void)
{
	struct model_op *op;
	uint32_t before = 0;

	if (model_run.op < 0)
		return;
	op = &M.thread[model_run.thread].op[model_run.op];
	for (int i = 0; i < MODEL_THREADS; i++)
		for (int k = 0; k < MODEL_OPS; k++)
			if (M.thread[i].op[k].ended)
				before |= 1u << (i * MODEL_OPS + k);
	op->begun = true;
	op->before = before;
	model_run.op = -1;
}

/* Before a new step: leaves the run when it has had its one. */
static void model_turn(void)
{
	if (model_run.stepped)
		longjmp(model_run.out, 1);
	model_run.stepped = true;
	M.thread[model_run.thread].clock.at[model_run.thread]++;
	model_begin();
}

static bool model_acquires(int order)
{
	return !model_weak_acquire &&
	       (order == __ATOMIC_ACQUIRE || order == __ATOMIC_ACQ_REL);
}

static bool model_releases(int order)
{
	return !model_weak_release &&
	       (order == __ATOMIC_RELEASE || order == __ATOMIC_ACQ_REL);
}

static uint64_t model_load(const volatile void *p, size_t size, int order)
{
	struct model_thread *t = &M.thread[model_run.thread];
	uint64_t v;

	if (model_constant(p))
		return model_get(p, size);
	if (model_replay(&v))
		return v;
	model_turn();
	if (model_acquires(order))
		model_join(&t->clock, &model_cell_of(p)->released);
	return model_note(model_get(p, size));
}

static void model_store(volatile void *p, size_t size, uint64_t v, int order)
{
	struct model_thread *t = &M.thread[model_run.thread];
	uint64_t ignored;

	if (model_replay(&ignored))
		return;
	model_turn();
	memset(&model_cell_of(p)->released, 0, sizeof(struct model_clock));
	if (model_releases(order))
		model_cell_of(p)->released = t->clock;
	model_put(p, size, v);
	model_note(0);
}

/*
 * Swaps if the word is *expected, or always without one.  A read-modify-write
 * hands on what was released before it.
 */
static uint64_t model_rmw(volatile void *p, size_t size,
			  const uint64_t *expected, uint64_t add, uint64_t v,
			  int order)
{
	struct model_thread *t = &M.thread[model_run.thread];
	struct model_cell *cell = model_cell_of(p);
	uint64_t old;

	if (model_replay(&old))
		return old;
	model_turn();
	old = model_get(p, size);
	if (model_acquires(order))
		model_join(&t->clock, &cell->released);
	if (!expected || old == *expected) {
		model_put(p, size, add ? old + add : v);
		if (model_releases(order))
			model_join(&cell->released, &t->clock);
	}
	return model_note(old);
}

static uint64_t model_plain(volatile void *p, size_t size,
			    enum model_access access, uint64_t v)
{
	struct model_thread *t = &M.thread[model_run.thread];
	struct model_cell *cell = model_cell_of(p);
	uint64_t old;

	if (model_replay(&old))
		return old;
	if (!model_after(t, &cell->wrote))
		model_fail("a plain access races with a write");
	if (access == MODEL_WRITE && !model_after(t, &cell->read))
		model_fail("a plain write races with a read");
	old = model_get(p, size);
	if (access == MODEL_WRITE)
		model_put(p, size, v);
	(access == MODEL_WRITE ? &cell->wrote : &cell->read)
		->at[model_run.thread] = t->clock.at[model_run.thread];
	return model_note(old);
}

/* Counters of the test itself, which threads do not see. */
static int model_count(int *p, int add)
{
	uint64_t v;

	if (model_replay(&v))
		return (int)v;
	*p += add;
	return (int)model_note((uint64_t)*p);
}

/* Around each operation of a thread, in the order of its program. */
static void model_op_begin(int n, int kind, int arg)
{
	struct model_thread *t = &M.thread[model_run.thread];

	if (t->op[n].begun)
		return;
	t->op[n].kind = kind;
	t->op[n].arg = arg;
	t->nops = (uint16_t)(n + 1);
	model_run.op = n;
}

static int model_op_end(int n, int result)
{
	struct model_op *op = &M.thread[model_run.thread].op[n];

	if (op->begun && !op->ended) {
		op->ended = true;
		op->result = result;
	}
	return result;
}

static uint64_t model_mix_all(uint64_t h, const void *p, size_t size)
{
	uint64_t v = 0;

	for (size_t i = 0; i < size; i += sizeof(v)) {
		memcpy(&v, (const char *)p + i,
		       size - i < sizeof(v) ? size - i : sizeof(v));
		h = model_mix(h, v);
	}
	return h;
}

static uint64_t model_hash(void)
{
	uint64_t h = model_mix_all(1, &M.world, sizeof(M.world));

	if (model_all_clocks)
		h = model_mix_all(h, M.cell, sizeof(M.cell));
	for (int i = 0; i < MODEL_THREADS; i++) {
		const struct model_thread *t = &M.thread[i];

		h = model_mix(h, t->hash ^ t->nlog);
		h = model_mix(h, t->done);
		for (int k = 0; model_all_clocks && k < MODEL_THREADS; k++)
			h = model_mix(h, t->clock.at[k]);
		for (int k = 0; k < t->nops; k++)
			h = model_mix(h, (uint64_t)t->op[k].before << 2 |
						 (uint64_t)t->op[k].begun << 1 |
						 t->op[k].ended);
	}
	return h ? h : 1;
}

/* False when the state was there before; forgets nothing while there is room.
 */
static bool model_new_state(void)
{
	uint64_t h = model_hash();
	size_t i = h % MODEL_SEEN;

	while (model_seen[i]) {
		if (model_seen[i] == h)
			return false;
		i = (i + 1) % MODEL_SEEN;
	}
	model_seen[i] = h;
	if (++model_states > MODEL_SEEN / 4 * 3)
		abort(); /* too large a program for this test */
	return true;
}

static void model_step(int thread, void (*body)(int thread))
{
	model_run.thread = thread;
	model_run.pos = 0;
	model_run.op = -1;
	model_run.stepped = false;
	if (setjmp(model_run.out))
		return;
	body(thread);
	M.thread[thread].done = true;
}

/* Nothing is lost if a thread like it goes first. */
static bool model_twin(int thread)
{
	for (int i = 0; i < thread; i++)
		if (M.thread[thread].nlog == 0 && M.thread[i].nlog == 0 &&
		    !M.thread[i].done && model_same && model_same(thread, i))
			return true;
	return false;
}

/* No deeper than all threads have steps. */
static void model_explore(void (*body)(int thread), void (*leaf)(void))
{
	struct model_state saved = M;
	bool any = false;

	for (int i = 0; i < MODEL_THREADS && !model_error[0]; i++) {
		if (M.thread[i].done)
			continue;
		any = true;
		if (model_twin(i))
			continue;
		model_step(i, body);
		if (!model_error[0] && model_new_state())
			model_explore(body, leaf);
		M = saved;
	}
	if (!any)
		leaf();
}

/* From the world as it is; what went wrong, or NULL. */
static const char *model_check(void (*body)(int thread), void (*leaf)(void))
{
	if (!model_seen)
		model_seen = calloc(MODEL_SEEN, sizeof(*model_seen));
	else
		memset(model_seen, 0, MODEL_SEEN * sizeof(*model_seen));
	if (!model_seen)
		return "out of memory";
	memset(M.cell, 0, sizeof(M.cell));
	memset(M.thread, 0, sizeof(M.thread));
	model_states = 0;
	model_error[0] = 0;
	model_explore(body, leaf);
	return model_error[0] ? model_error : NULL;
}

#endif
