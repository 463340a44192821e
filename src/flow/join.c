/* SPDX-License-Identifier: MIT */
/*
 * join.c - whether two states are one
 *
 * Two graphs are walked together, in pairs of nodes, from what both have by
 * name: live registers, parameters, globals.  They can be joined when pairs
 * are one to one (who is the same as whom is never forgotten), the same was
 * done to the memory of both, and the same edges lead on.  What they disagree
 * in of numbers is forgotten.  This is the equality of abstract heaps up to
 * names, as in Distefano, O'Hearn, Yang, "A local shape analysis based on
 * separation logic", TACAS 2006, with the numeric part widened.
 *
 * An edge that only one of them has is no difference when it says nothing:
 * it was found by looking at what was there before, and nothing was done to
 * what it leads to; or it leads to zero in new memory.
 *
 * Numbers are not bound one to one: i == j in one state says nothing in the
 * other.  Where a register or an edge has different numbers (a, b) it gets a
 * new one, the same for the same (a, b): flags that are set and reset together
 * stay together.
 *
 * The walk changes nothing and notes what must be; that is done when it is
 * known to succeed.
 */
#include "flow/state.h"

#include "flow/join_impl.h"

/* Roots */

static bool meet_regs(struct join *j, const uint64_t *live)
{
	const struct state *a = j->a.s, *b = j->b.s;

	FOR_LIVE(i, live, a->nregs)
	if (!join_meet(j, a->regs[i], b->regs[i], SLOT_REG, i))
		return false;
	return true;
}

static bool meet_defers(struct join *j)
{
	const struct state *a = j->a.s, *b = j->b.s;

	for (uint32_t i = 0; i < a->ndefers; i++) {
		const struct deferred *d = &a->defers[i], *e = &b->defers[i];

		if (d->instr != e->instr || d->nargs != e->nargs)
			return false;
		for (uint32_t k = 0; k < d->nargs; k++)
			if (!join_meet(j, state_defer_args(a, d)[k],
				       state_defer_args(b, e)[k], SLOT_ARG,
				       d->first_arg + k))
				return false;
	}
	return true;
}

static bool meet_dropped(struct join *j)
{
	const struct state *a = j->a.s, *b = j->b.s;

	for (uint32_t i = 0; i < a->ndropped; i++) {
		const struct dropped *d = &a->dropped[i], *e = &b->dropped[i];

		if (d->access != e->access ||
		    !join_meet(j, d->holder, e->holder, SLOT_NONE, 0) ||
		    !join_meet(j, d->lost, e->lost, SLOT_NONE, 0))
			return false;
		if (d->access == ACCESS_ELEM
			    ? !join_meet(j, d->key, e->key, SLOT_NONE, 0)
			    : d->key != e->key)
			return false;
	}
	return true;
}

static bool meet_asks(struct join *j)
{
	const struct state *a = j->a.s, *b = j->b.s;

	for (uint32_t i = 0; i < a->nasks; i++)
		if (a->asks[i].kind != b->asks[i].kind ||
		    !join_meet(j, a->asks[i].v, b->asks[i].v, SLOT_NONE, 0))
			return false;
	return true;
}

/* Globals are found by the index, parameters are few. */
static val_t root_like(const struct state *s, const val_t *roots,
		       const struct state *of, val_t v)
{
	const struct cell *c = state_cell(of, v);

	if (c->flags & CELL_GLOBAL)
		return state_index_like(s, of, v);
	while (*roots && state_cell(s, *roots)->root != c->root)
		roots++;
	return *roots;
}

static bool meet_roots(struct join *j)
{
	val_t *a = j->a.named, *b = j->b.named;
	bool good = true;

	for (uint32_t i = 0; good && a[i]; i++) {
		val_t like = root_like(j->b.s, b, j->a.s, a[i]);

		if (like)
			good = join_meet(j, a[i], like, SLOT_NONE, 0);
	}
	/* The rest once everything that is in both was walked. */
	good = good && join_walk(j);
	for (uint32_t i = 0; good && a[i]; i++)
		good = j->a.other[a[i]] ||
		       join_is_alone(&j->a, a[i], MAX_CLEAN);
	for (uint32_t i = 0; good && b[i]; i++)
		good = j->b.other[b[i]] ||
		       join_is_alone(&j->b, b[i], MAX_CLEAN);
	return good;
}

/* Roots without a name are in both when all of them were met. */
static bool met_all(const struct side *side)
{
	for (const val_t *v = side->unnamed; *v; v++)
		if (!side->other[*v] || side->other[*v] == ALONE)
			return false;
	return true;
}

static bool same_shape(const struct state *a, const struct state *b)
{
	return !a->full && !b->full && a->nregs == b->nregs &&
	       a->ndefers == b->ndefers && a->ndropped == b->ndropped &&
	       a->nasks == b->nasks && a->locks == b->locks &&
	       a->waited == b->waited && a->counted == b->counted;
}

static void find_roots(struct side *side)
{
	const struct state *s = side->s;
	uint32_t n = 0, unnamed = s->ncells + 1;

	side->named = pool_take(s->pool, (s->ncells + 2) * sizeof(val_t));
	for (val_t v = 1; v <= s->ncells; v++) {
		const struct cell *c = state_cell(s, v);

		if (c->root)
			side->named[n++] = v;
		else if ((c->finalizer || c->flags & CELL_GOROUTINE) &&
			 !(c->flags & CELL_CONST))
			side->named[--unnamed] = v;
	}
	side->unnamed = side->named + unnamed;
}

static void open_side(struct side *side, const struct state *s)
{
	size_t size = (s->ncells + 1) * sizeof(val_t);

	side->s = s;
	side->other = pool_take(s->pool, size);
	side->pre_first = pool_take(s->pool, size);
	side->pre_next = pre_lists(s, side->pre_first);
	find_roots(side);
}

/*
 * Most states that are not joined differ in what a register has: that is
 * seen without any preparation.
 */
static bool regs_differ(const struct state *a, const struct state *b,
			const uint64_t *live)
{
	FOR_LIVE(i, live, a->nregs)
	{
		const struct cell *x = state_cell(a, a->regs[i]);
		const struct cell *y = state_cell(b, b->regs[i]);

		if (!a->regs[i] != !b->regs[i])
			return true;
		if ((x->flags | y->flags) & CELL_CONST ||
		    (join_is_plain(x) && join_is_plain(y)))
			continue;
		if (!join_same_node(x, y))
			return true;
	}
	return false;
}

static bool is_other_constant(const struct cell *x, const struct cell *y)
{
	if (!(x->flags & y->flags & CELL_CONST))
		return false;
	return x->lo != y->lo || !join_same_konst(x->konst, y->konst);
}

bool state_constants_differ(const struct state *a, const struct state *b,
			    const uint64_t *live)
{
	FOR_LIVE(i, live, a->nregs)
	if (is_other_constant(state_cell(a, a->regs[i]),
			      state_cell(b, b->regs[i])))
		return true;
	return false;
}

bool state_join(struct state *a, const struct state *b, const uint64_t *live)
{
	struct state_pool *p = a->pool;
	struct join j;
	bool good;

	if (!same_shape(a, b) || regs_differ(a, b, live))
		return false;
	/* Its numbers need not be cleared. */
	j.at = j.npairs = j.npatches = j.nnumbers = 0;
	open_side(&j.a, a);
	open_side(&j.b, b);
	j.pairs = pool_take(p, (a->ncells + 1) * sizeof(*j.pairs));
	j.patches = pool_take(p, (a->nregs + a->nedges + a->nargs + 1) *
					 sizeof(*j.patches));
	j.met_edges = pool_take(p, b->nedges + 1);
	good = meet_regs(&j, live) && meet_defers(&j) && meet_dropped(&j) &&
	       meet_asks(&j) && meet_roots(&j) && met_all(&j.a) &&
	       met_all(&j.b);
	if (good) {
		join_operands(&j);
		join_forget(&j, a);
	}
	pool_give(p, 11);
	return good;
}
