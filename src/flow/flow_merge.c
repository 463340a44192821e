/* SPDX-License-Identifier: MIT */
/*
 * Each issue once, in an order that depends on the source alone.
 *
 * Issues are compared by where they show and then by all of their steps, so
 * that equal ones are equal in all that anybody sees, and which worker found
 * them does not matter.  Positions are only compared within a package: files
 * of different packages were numbered as threads came to them.
 *
 * One memory that goes wrong in one place in one way is one issue, however
 * many paths lead there: the one with the least weight is told.  An issue
 * that a callee has told is not told again by its callers.
 */
#include "flow/flow_merge.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/compare.h"
#include "base/ptrmap.h"
#include "base/vec.h"
#include "flow/class.h"
#include "flow/exit.h"
#include "flow/flow.h"
#include "flow/issue.h"
#include "flow/plan.h"
#include "flow/trace.h"
#include "ir/ir.h"

enum { COMPARE_STEPS = 64 };

struct issues VEC(struct issue *);

/* Order */

static uint64_t package_of(const struct ir_function *fn)
{
	const struct ir_package *p = fn->home ? fn->home : fn->pkg;

	return p ? (uint64_t)(p - fn->prog->packages) : fn->prog->npackages;
}

/* Functions by package, then by their number, which the source gives. */
static int compare_functions(const struct ir_function *a,
			     const struct ir_function *b)
{
	int c;

	if (a == b || !a || !b)
		return (a != NULL) - (b != NULL);
	c = compare_number(package_of(a), package_of(b));
	return c ? c : compare_number(a->id, b->id);
}

/* Steps of one function have positions in one package. */
static int compare_traces(const struct trace *a, const struct trace *b,
			  uint32_t *steps)
{
	int c;

	for (; a && b && a != b && *steps; a = a->before, b = b->before) {
		--*steps;
		c = compare_functions(a->fn, b->fn);
		if (!c)
			c = compare_number(a->pos, b->pos);
		if (!c)
			c = compare_number(a->role, b->role);
		if (!c && a->what && b->what)
			c = strcmp(a->what, b->what);
		if (!c)
			c = compare_traces(a->inside, b->inside, steps);
		if (c)
			return c;
	}
	return a == b ? 0 : (a != NULL) - (b != NULL);
}

static int compare_steps(const struct trace *a, const struct trace *b)
{
	uint32_t steps = COMPARE_STEPS;

	return compare_traces(a, b, &steps);
}

/* By place and kind: what belongs together is then side by side. */
static int compare_places(const struct issue *a, const struct issue *b)
{
	int c = compare_number(package_of(a->fn), package_of(b->fn));

	if (!c)
		c = compare_number(a->primary->pos, b->primary->pos);
	return c ? c : compare_number(a->kind, b->kind);
}

static pos_t innermost(const struct trace *t)
{
	t = trace_innermost(t);
	return t ? t->pos : NO_POS;
}

static int compare_rest(const struct issue *a, const struct issue *b)
{
	int c = compare_number(a->stand, b->stand);

	if (!c)
		c = compare_number(!a->certain, !b->certain);
	if (!c)
		c = compare_number(a->weight, b->weight);
	if (!c)
		c = compare_functions(a->fn, b->fn);
	if (!c)
		c = compare_steps(a->primary, b->primary);
	if (!c)
		c = compare_steps(a->stored, b->stored);
	if (!c)
		c = compare_steps(a->freed, b->freed);
	if (!c)
		c = compare_steps(a->use, b->use);
	if (!c)
		c = compare_steps(a->holder.stored, b->holder.stored);
	return c ? c : compare_text(a->holder.path, b->holder.path);
}

static int compare(const void *x, const void *y)
{
	const struct issue *a = *(struct issue *const *)x;
	const struct issue *b = *(struct issue *const *)y;
	int c = compare_places(a, b);

	if (!c)
		c = compare_steps(a->alloc, b->alloc);
	return c ? c : compare_rest(a, b);
}

static void sort(struct issues *all)
{
	if (all->len)
		qsort(all->at, all->len, sizeof(struct issue *), compare);
}

/* Classes of holders */

static bool class_says(const struct class_table *t, struct issue *i)
{
	name_t family;

	if (!i->unless.of)
		return true;
	if (class_origin(t, i->unless, &family) != ORIGIN_C)
		return false;
	if (i->kind == ISSUE_LEAK && class_is_shared(t, i->unless))
		return false;
	if (i->kind == ISSUE_MISMATCH &&
	    (family == NO_NAME || family == i->freed_as))
		return false;
	i->origin = ORIGIN_C;
	if (i->family == NO_NAME)
		i->family = family;
	return true;
}

static void ask_classes(struct flow *f, struct issues *all)
{
	struct class_table *t = f->workers[0].classes;
	uint32_t n = 0;

	for (unsigned i = 1; i < f->nworkers; i++)
		class_merge(t, f->workers[i].classes);
	for (uint32_t i = 0; i < all->len; i++)
		if (class_says(t, all->at[i]))
			all->at[n++] = all->at[i];
	all->len = n;
}

/* Once */

static uint64_t place_key(uint8_t kind, pos_t pos)
{
	return ((uint64_t)kind + 1) << 32 | pos;
}

static bool is_held(const struct issue *i)
{
	return i->kind == ISSUE_HELD || i->kind == ISSUE_ADDRESS;
}

/*
 * The memory that a callee freed and left in a holder, which was told there:
 * that another callee comes by it follows from that.
 */
static bool follows(const struct ptrmap *held, const struct issue *i)
{
	if (i->kind != ISSUE_USE && i->kind != ISSUE_DOUBLE &&
	    i->kind != ISSUE_ESCAPE)
		return false;
	if (!i->freed || !i->freed->inside || !i->primary->inside)
		return false;
	return ptrmap_get_key(held, place_key(0, innermost(i->freed))) != NULL;
}

/* A callee has told it: at one of the steps inside the primary one. */
static bool is_told_inside(const struct ptrmap *told, const struct issue *i)
{
	const struct trace *t = i->primary->inside;

	for (; t; t = t->inside) {
		const struct issue *in =
			ptrmap_get_key(told, place_key(i->kind, t->pos));

		if (in && in != i && in->holder.type == i->holder.type)
			return true;
	}
	return false;
}

static void drop_told(struct issues *all, struct arena *a)
{
	struct ptrmap told = {0}, held = {0};
	uint32_t n = 0;

	for (uint32_t i = 0; i < all->len; i++) {
		struct issue *one = all->at[i];
		void **at = ptrmap_at_key(
			&told, a, place_key(one->kind, one->primary->pos));

		if (!*at)
			*at = one;
		if (is_held(one) && one->freed)
			*ptrmap_at_key(&held, a,
				       place_key(0, innermost(one->freed))) =
				one;
	}
	for (uint32_t i = 0; i < all->len; i++)
		if (!is_told_inside(&told, all->at[i]) &&
		    !follows(&held, all->at[i]))
			all->at[n++] = all->at[i];
	all->len = n;
}

/* What is asked of a map there is one thing, wherever it is from. */
static bool is_demand(const struct issue *i)
{
	return i->kind == ISSUE_NIL_MAP || i->kind == ISSUE_UNHASHABLE;
}

/* After sort() the first of each is the one to keep. */
static void drop_doubles(struct issues *all)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < all->len; i++) {
		struct issue *one = all->at[i];
		struct issue *last = n ? all->at[n - 1] : NULL;

		if (!last || compare_places(last, one) ||
		    (!is_demand(one) &&
		     innermost(last->alloc) != innermost(one->alloc)))
			all->at[n++] = one;
	}
	all->len = n;
}

static void merge_issues(struct flow *f, struct flow_result *r)
{
	struct issues all = {0};

	for (unsigned i = 0; i < f->nworkers; i++)
		for (uint32_t k = 0; k < f->workers[i].issues.len; k++)
			vec_push_in(f->arena, &all, f->workers[i].issues.at[k]);
	ask_classes(f, &all);
	sort(&all);
	exit_settle(f, all.at, &all.len);
	sort(&all);
	drop_told(&all, f->arena);
	drop_doubles(&all);
	r->issues = all.at;
	r->nissues = all.len;
}

/* Notes */

static int compare_notes(const void *x, const void *y)
{
	const struct flow_note *a = x, *b = y;
	int c = compare_functions(a->fn, b->fn);

	return c ? c : strcmp(a->message, b->message);
}

static void merge_notes(struct flow *f, struct flow_result *r)
{
	struct VEC(struct flow_note) all = {0};
	uint32_t n = 0;

	for (unsigned i = 0; i < f->nworkers; i++)
		for (uint32_t k = 0; k < f->workers[i].notes.len; k++)
			vec_push_in(f->arena, &all, f->workers[i].notes.at[k]);
	if (all.len)
		qsort(all.at, all.len, sizeof(*all.at), compare_notes);
	for (uint32_t i = 0; i < all.len; i++)
		if (!n || all.at[i].fn != all.at[n - 1].fn)
			all.at[n++] = all.at[i];
	r->notes = all.at;
	r->nnotes = n;
}

void flow_merge(struct flow *f, struct flow_result *result)
{
	struct flow_stats *stats = &result->stats;

	merge_issues(f, result);
	merge_notes(f, result);
	stats->functions = f->plan.nbodies;
	for (unsigned i = 0; i < f->nworkers; i++) {
		stats->executed += f->workers[i].executed;
		stats->steps += f->workers[i].steps;
		stats->cpu += f->workers[i].cpu;
	}
}
