/* SPDX-License-Identifier: MIT */
/*
 * What a function's callers need to know of it: accesses, goroutines, locks
 * and signals of things that they can name.  What it made itself they know as
 * a result, or by where it was put; before it was put there it was nobody
 * else's, and is not told.
 */
#include <string.h>

#include "flow/race_impl.h"
#include "flow/trace.h"
#include "ir/ir.h"
#include "types/types.h"

enum { MOST_ALIKE = 6 }; /* accesses of one kind to one map */

static bool is_map(const struct ir_value *v)
{
	struct type *u = v->type ? type_under(v->type) : NULL;

	return u && u->kind == TYPE_MAP;
}

static const struct race_items *items_outside(struct race_frame *f,
					      const struct race_items *items)
{
	struct race_items *ret;

	if (!items->n)
		return items;
	ret = arena_alloc(f->run->arena,
			  sizeof(*ret) + items->n * sizeof(*ret->at));
	for (uint32_t i = 0; i < items->n; i++) {
		const struct race_path *p = items->at[i].p;

		/* A lock of its own is nobody else's. */
		if (p && !race_outside(f, p) && race_definite(p) &&
		    (p->root != ROOT_VALUE ||
		     ((const struct ir_value *)p->of)->op != OP_CALL))
			continue;
		ret->at[ret->n].mark = items->at[i].mark;
		ret->at[ret->n++].p = p ? race_outside(f, p) : NULL;
	}
	return ret;
}

static void facts_outside(struct race_frame *f, struct race_facts *facts)
{
	facts->locks = items_outside(f, facts->locks);
	facts->unlocked = items_outside(f, facts->unlocked);
	facts->waited = items_outside(f, facts->waited);
	facts->after = items_outside(f, facts->after);
}

/* A thing of the function's own, before anybody else has got it. */
static bool is_private(struct race_frame *f, const struct race_access *a,
		       const struct race_path *out)
{
	const struct ir_instr *st;
	const struct race_event *e = &f->events.at[a->event];

	if (a->p->root != ROOT_VALUE)
		return false;
	if (a->by)
		return false;
	if (out->root == ROOT_RESULT)
		return true;
	st = ptrmap_get(&f->stored, race_prefix(f->run, a->p, 0));
	if (!st)
		return true;
	return !race_follows(f, st, e->block, e->at, a->p);
}

/* Enough is known of such accesses already: a caller sees no difference. */
static bool is_repeated(const struct race_sum *sum, const struct race_access *a)
{
	pos_t pos = trace_innermost(a->trace)->pos;
	uint32_t n = 0;

	for (uint32_t i = 0; i < sum->naccesses; i++) {
		const struct race_access *b = &sum->accesses[i];

		if (b->p != a->p || b->write != a->write || b->by != a->by)
			continue;
		if (trace_innermost(b->trace)->pos == pos &&
		    b->facts.locks->n <= a->facts.locks->n)
			return true;
		n += b->facts.locks->n <= a->facts.locks->n;
	}
	return n >= MOST_ALIKE;
}

static void keep_accesses(struct race_frame *f, struct race_sum *sum)
{
	struct race_run *r = f->run;
	uint32_t n = f->accesses.len < RACE_MAX_ACCESSES ? f->accesses.len
							 : RACE_MAX_ACCESSES;

	sum->accesses = ARENA_ARRAY(r->arena, n, struct race_access);
	for (uint32_t i = 0; i < f->accesses.len && sum->naccesses < n; i++) {
		struct race_access a = f->accesses.at[i];
		const struct race_path *out = race_outside(f, a.p);

		if (!out || is_private(f, &a, out)) {
			out = a.sent ? race_outside(f, a.sent) : NULL;
			if (!out)
				continue;
		}
		a.p = out;
		a.sent = NULL;
		if (is_repeated(sum, &a))
			continue;
		facts_outside(f, &a.facts);
		a.resolved = false;
		sum->accesses[sum->naccesses++] = a;
	}
}

static void keep_dyns(struct race_frame *f, struct race_sum *sum)
{
	struct race_run *r = f->run;

	sum->dyns = ARENA_ARRAY(r->arena, f->dyns.len, struct race_dyn);
	for (uint32_t i = 0; i < f->dyns.len; i++) {
		struct race_dyn d = f->dyns.at[i];

		d.p = race_outside(f, d.p);
		if (!d.p)
			continue;
		for (uint32_t k = 0; k < d.nargs; k++)
			d.args[k] =
				d.args[k] ? race_outside(f, d.args[k]) : NULL;
		facts_outside(f, &d.facts);
		sum->dyns[sum->ndyns++] = d;
	}
}

static void keep_signals(struct race_frame *f, struct race_sum *sum)
{
	sum->signals =
		ARENA_ARRAY(f->run->arena, f->signals.len, struct race_signal);
	for (uint32_t i = 0; i < f->signals.len; i++) {
		struct race_signal s = f->signals.at[i];
		const struct race_path *p = s.item.p;

		if (p && !race_outside(f, p) && race_definite(p))
			continue;
		s.item.p = p ? race_outside(f, p) : NULL;
		s.waited = items_outside(f, s.waited);
		sum->signals[sum->nsignals++] = s;
	}
}

static void keep_stores(struct race_frame *f, struct race_sum *sum)
{
	sum->stores =
		ARENA_ARRAY(f->run->arena, f->stores.len, struct race_store);
	for (uint32_t i = 0; i < f->stores.len; i++) {
		const struct race_store *st = &f->stores.at[i];
		const struct race_path *addr = race_outside(f, st->addr);

		if (!addr || addr->root == ROOT_GLOBAL)
			continue;
		sum->stores[sum->nstores].addr = addr;
		sum->stores[sum->nstores++].value =
			st->value && st->value->root != ROOT_VALUE
				? race_outside(f, st->value)
				: NULL;
	}
}

/* What holds at the ends: locks in all of them. */
static void keep_end(struct race_frame *f, struct race_sum *sum)
{
	uint64_t must = ~(uint64_t)0, may = 0;
	bool any = false;

	for (uint32_t b = 0; b < f->fn->nblocks; b++) {
		const struct ir_block *block = f->fn->blocks[b];

		if (block->instrs[block->ninstrs - 1]->v.op != OP_RETURN ||
		    !f->live[b] || (b && !block->npreds))
			continue;
		must &= f->out_must[b];
		may |= f->out_may[b];
		any = true;
	}
	if (!any)
		must = 0;
	sum->held =
		items_outside(f, race_items_of(f, must, MARK_LOCK, MARK_RLOCK));
	sum->waited =
		items_outside(f, race_items_of(f, must, WAIT_GROUP, WAIT_ALL));
	sum->given = items_outside(
		f, race_items_of(f, may, MARK_UNLOCKED, MARK_UNLOCKED));
}

static void keep_results(struct race_frame *f, struct race_sum *sum)
{
	const struct race_path *all[RACE_MAX_RESULTS] = {0};
	bool many[RACE_MAX_RESULTS] = {0};

	for (uint32_t b = 0; b < f->fn->nblocks; b++) {
		const struct ir_block *block = f->fn->blocks[b];
		const struct ir_instr *ret = block->instrs[block->ninstrs - 1];

		if (ret->v.op != OP_RETURN || (b && !block->npreds))
			continue;
		for (uint32_t k = 0; k < ret->nargs && k < RACE_MAX_RESULTS;
		     k++) {
			const struct race_path *p;

			if (ret->args[k]->op == OP_CONST)
				continue;
			p = race_value(f, ret->args[k]);
			p = p ? race_outside(f, p) : NULL;
			if (!p || (all[k] && all[k] != p))
				many[k] = true;
			all[k] = p;
		}
		sum->nresults = ret->nargs < RACE_MAX_RESULTS
					? ret->nargs
					: RACE_MAX_RESULTS;
	}
	for (uint32_t k = 0; k < sum->nresults; k++)
		sum->results[k] = many[k] ? NULL : all[k];
}

/* Whether they are gone when the function returns. */
static void settle_spawns(struct race_frame *f, struct race_sum *sum)
{
	sum->spawns =
		ARENA_ARRAY(f->run->arena, f->spawns.len, struct race_spawn *);
	for (uint32_t i = 0; i < f->spawns.len; i++)
		sum->spawns[sum->nspawns++] = f->spawns.at[i];
	for (uint32_t i = 0; i < f->spawns.len; i++)
		race_settle_spawn(f, f->spawns.at[i]);
}

/* What a function makes and returns is known by that to its callers. */
static const struct ir_value *stored_once(struct race_frame *f,
					  const struct ir_value *v)
{
	const struct ir_instr *load = IR_AS(LOAD, ir_instr, v);
	const struct ir_value *value = NULL;

	if (!load || load->args[0]->op != OP_ALLOC)
		return v;
	for (uint32_t b = 0; b < f->fn->nblocks; b++)
		for (uint32_t i = 0; i < f->fn->blocks[b]->ninstrs; i++) {
			const struct ir_instr *st = IR_AS(
				STORE, ir_instr, f->fn->blocks[b]->instrs[i]);

			if (!st || st->args[0] != load->args[0] ||
			    st->args[1]->op == OP_CONST)
				continue;
			if (value && value != st->args[1])
				return v;
			value = st->args[1];
		}
	return value ? value : v;
}

static void name_result(struct race_frame *f, const struct ir_value *v,
			uint32_t k)
{
	const struct ir_value *bare = stored_once(f, ir_bare(v));
	uint32_t index = 0;
	const struct race_path *p;

	bare = ir_bare(bare);
	if (bare->op == OP_EXTRACT) {
		index = ((const struct ir_instr *)bare)->index;
		bare = ((const struct ir_instr *)bare)->args[0];
	}
	if (bare->op == OP_LOAD)
		bare = ((const struct ir_instr *)bare)->args[0];
	if (bare->op != OP_ALLOC && bare->op != OP_MAKE_MAP &&
	    bare->op != OP_MAKE_CHAN && bare->op != OP_CALL)
		return;
	p = race_root(f->run, ROOT_VALUE, bare, index);
	*ptrmap_at(&f->names, f->arena, p) =
		(void *)race_root(f->run, ROOT_RESULT, NULL, k);
}

void race_name_results(struct race_frame *f)
{
	for (uint32_t b = 0; b < f->fn->nblocks; b++) {
		const struct ir_block *block = f->fn->blocks[b];
		const struct ir_instr *ret = block->instrs[block->ninstrs - 1];

		for (uint32_t k = 0; ret->v.op == OP_RETURN && k < ret->nargs &&
				     k < RACE_MAX_RESULTS;
		     k++)
			if (type_pointee(ret->args[k]->type) ||
			    is_map(ret->args[k]) ||
			    type_under(ret->args[k]->type)->kind ==
				    TYPE_INTERFACE ||
			    type_under(ret->args[k]->type)->kind == TYPE_CHAN)
				name_result(f, ret->args[k], k);
	}
}

struct race_sum *race_keep(struct race_frame *f)
{
	struct race_sum *sum = ARENA_NEW(f->run->arena, struct race_sum);

	settle_spawns(f, sum);
	keep_accesses(f, sum);
	keep_dyns(f, sum);
	keep_signals(f, sum);
	keep_stores(f, sum);
	keep_end(f, sum);
	keep_results(f, sum);
	sum->serves = f->serves;
	sum->parallel = f->parallel;
	return sum;
}
