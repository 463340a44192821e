/* SPDX-License-Identifier: MIT */
/*
 * Paths through a function.
 *
 * Each block has the states that wait at its beginning.  The block that is
 * first in order (exec_order.c) is executed with all of them, one after the
 * other, and its successors get what comes out.  A state that comes to a
 * block where one waits that differs in nothing that matters is joined with
 * it (property simulation: Das, Lerner, Seigle, "ESP: path-sensitive program
 * verification in polynomial time", PLDI 2002): paths are told apart only by
 * what was done to memory.  Of those that cannot be joined and in which the
 * same was done to memory (exec_lifetimes()) a few go on and stand for all.
 *
 * Loops are gone round a few times, of three kinds:
 *
 * - ranges over maps go over the known entries one by one and then once over
 *   all the others (exec_range.c);
 * - loops that count (exec_order.h) whose bound is a small known number are
 *   executed as they are; of others the body is executed once, its index
 *   standing for all (CELL_ALL), a second time for one more element when it
 *   did something to memory, and then the loop is left;
 * - of all others numbers that change are forgotten when the loop begins,
 *   and the body is executed until nothing new comes, EXEC_MAX_ROUNDS times
 *   at most.
 *
 * A path that comes to a ceiling ends: what would be found behind it is not,
 * nothing false is.
 */
#include "flow/exec.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/mix.h"
#include "base/vec.h"
#include "flow/demand.h"
#include "flow/exec_order.h"
#include "flow/plan.h"
#include "flow/state_impl.h"
#include "ir/ir.h"
#include "syntax/token.h"
#include "types/types.h"

/* States at the beginning of a block. */
struct waiting {
	struct state *at[EXEC_MAX_STATES];
	bool back[EXEC_MAX_STATES];	 /* it came by a back edge */
	uint64_t lives[EXEC_MAX_STATES]; /* see lives_of() */
	uint8_t n;
	uint8_t rounds; /* by back edges since the loop was entered */
	/* States that a loop was entered or gone round with. */
	struct state *seen[EXEC_MAX_STATES];
	uint64_t seen_lives[EXEC_MAX_STATES];
	uint8_t nseen;
};

struct run {
	struct exec *x;
	struct waiting *waiting; /* by block index */
	/* By rank: blocks where something waits. */
	uint64_t *ready;
	val_t *phis; /* scratch */
	uint64_t most_steps;
};

uint32_t exec_nregs(const struct ir_function *fn)
{
	return fn->nparams + fn->nfree_vars + fn->nregisters;
}

static void over_ceiling(struct exec *x, const char *what)
{
	if (!x->cut)
		flow_note(x, what);
	x->cut = true;
}

static void set_ready(struct run *r, uint32_t rank)
{
	r->ready[rank / 64] |= (uint64_t)1 << (rank % 64);
}

struct state *exec_split(struct exec *x, struct state *s)
{
	struct state *other;

	if (x->splits >= EXEC_MAX_SPLITS) {
		over_ceiling(x, "too many paths");
		return NULL;
	}
	x->splits++;
	other = state_fork(s);
	if (x->nextra == x->extra_cap)
		x->extra = vec_grow(x->extra, x->nextra, &x->extra_cap,
				    sizeof(struct state *), NULL);
	x->extra[x->nextra++] = other;
	return other;
}

static int64_t first_ready(const struct run *r)
{
	for (uint32_t w = 0; w <= r->x->order->nranks / 64; w++)
		if (r->ready[w])
			return (int64_t)w * 64 + __builtin_ctzll(r->ready[w]);
	return -1;
}

static void forget_seen(struct waiting *w)
{
	while (w->nseen)
		state_release(w->seen[--w->nseen]);
	w->rounds = 0;
}

/* Whether a loop was gone round with such a state before. */
static bool seen_before(struct waiting *w, const struct state *s,
			const uint64_t *live)
{
	for (uint8_t i = 0; i < w->nseen; i++)
		if (state_join(w->seen[i], s, live))
			return true;
	if (w->nseen < EXEC_MAX_STATES) {
		w->seen_lives[w->nseen] = 0;
		w->seen[w->nseen++] = state_fork(s);
	}
	return false;
}

static bool is_watched(const struct cell *c)
{
	return c->freed || c->pending || c->finalizer ||
	       (c->made && c->origin != ORIGIN_GO);
}

uint64_t exec_lifetimes(const struct state *s)
{
	uint64_t sum = mix(s->ndefers, s->ndropped);

	sum = mix(sum, s->locks * 4 + s->waited * 2u + s->counted);
	/* A sum: the order in which nodes were made does not count. */
	for (val_t v = 1; v <= s->ncells; v++) {
		const struct cell *c = state_cell(s, v);
		uint64_t h;

		if (!is_watched(c))
			continue;
		h = mix(c->origin, c->made ? c->made->pos : 0);
		if (c->freed)
			h = mix(h, mix(c->freed->how * 2u + c->freed->maybe,
				       c->freed->trace->pos));
		h = mix(h, (c->pending != NULL) * 2u + (c->finalizer != NULL));
		sum += h;
	}
	return sum;
}

/* exec_lifetimes() of a state that waits: asked once, a join leaves it. */
static uint64_t lives_of(const struct state *s, uint64_t *known)
{
	if (!*known)
		*known = exec_lifetimes(s);
	return *known;
}

/* The same registers are nil. */
static bool same_nils(const struct state *a, const struct state *b,
		      const uint64_t *live)
{
	FOR_LIVE(i, live, a->nregs)
	{
		bool x = a->regs[i] && state_is_zero(a, a->regs[i]) == TRI_YES;
		bool y = b->regs[i] && state_is_zero(b, b->regs[i]) == TRI_YES;

		if (x != y)
			return false;
	}
	return true;
}

/* So many that are alike wait that one more would tell nothing new. */
static bool enough(const struct exec *x, struct waiting *w,
		   const struct state *s, const uint64_t *live)
{
	uint64_t mine;
	uint32_t n = 0;

	if (w->n < EXEC_MAX_ALIKE)
		return false;
	mine = exec_lifetimes(s);
	for (uint8_t i = 0; i < w->n; i++)
		n += lives_of(w->at[i], &w->lives[i]) == mine &&
		     !state_constants_differ(w->at[i], s, live) &&
		     (!x->maps || same_nils(w->at[i], s, live));
	return n >= EXEC_MAX_ALIKE;
}

/* The state is given up to the block b. */
static void arrive(struct run *r, const struct ir_block *b, struct state *s,
		   bool back)
{
	const uint64_t *live = r->x->order->live[b->index];
	struct waiting *w = &r->waiting[b->index];

	if (s->full) {
		over_ceiling(r->x, "too much memory is followed on one path");
		state_release(s);
		return;
	}
	if (r->x->order->loops[b->index].body && seen_before(w, s, live)) {
		state_release(s);
		return;
	}
	for (uint8_t i = 0; i < w->n; i++) {
		if (w->back[i] != back ||
		    (w->n < EXEC_MAX_ALIKE &&
		     state_constants_differ(w->at[i], s, live)) ||
		    !state_join(w->at[i], s, live))
			continue;
		state_release(s);
		return;
	}
	if (enough(r->x, w, s, live)) {
		r->x->thinned = true;
		state_release(s);
		return;
	}
	if (w->n == EXEC_MAX_STATES) {
		over_ceiling(r->x, "too many paths");
		state_release(s);
		return;
	}
	if (b->npreds > 1)
		state_compact(s, live);
	w->back[w->n] = back;
	w->lives[w->n] = 0;
	w->at[w->n++] = s;
	set_ready(r, r->x->order->rank[b->index]);
}

/* Loops */

static bool is_known_bound(struct exec *x, struct state *s,
			   const struct ir_value *bound)
{
	int64_t reg = ir_value_index(x->fn, bound);
	const struct cell *c;

	if (bound->op != OP_CONST && (reg < 0 || s->regs[reg] == NO_VAL))
		return false;
	c = state_cell(s, exec_value(x, s, bound));
	return c->lo == c->hi && c->hi <= EXEC_MAX_KNOWN;
}

/* A loop that counts to what is not known, or to a large number. */
static bool counts_over_all(struct exec *x, struct state *s,
			    const struct exec_loop *loop)
{
	return loop->phi && !is_known_bound(x, s, loop->test->args[1]);
}

static bool is_number(struct type *t)
{
	const struct basic *b = TYPE_AS(BASIC, basic, type_under(t));

	return b && b->info & INFO_NUMERIC && b->basic_kind != BASIC_UINTPTR;
}

static bool changes(const struct ir_block *b, const struct ir_instr *phi)
{
	for (uint32_t i = 1; i < b->npreds; i++)
		if (phi->args[i] != phi->args[0])
			return true;
	return false;
}

/* Whether what was done to memory is what was done when the loop began. */
static bool nothing_done(struct waiting *w, const struct state *s)
{
	uint64_t mine = exec_lifetimes(s);

	for (uint8_t i = 0; i < w->nseen; i++)
		if (lives_of(w->seen[i], &w->seen_lives[i]) == mine)
			return true;
	return false;
}

/*
 * The index that stands for all elements; after these, when the body did
 * something to memory, for one more element, and then for none.
 */
static uint16_t stands_for(struct waiting *w, const struct state *s,
			   val_t index, bool back)
{
	if (!back)
		return CELL_ALL;
	if (!(state_cell(s, index)->flags & CELL_ALL) || nothing_done(w, s))
		return 0;
	return CELL_OTHER;
}

/* The number that a phi of a loop's head begins with. */
static val_t enter_loop(struct run *r, struct state *s,
			const struct ir_instr *phi, val_t v, bool back)
{
	const struct exec_loop *loop = &r->x->order->loops[phi->block->index];
	struct waiting *w = &r->waiting[phi->block->index];
	struct cell *c;
	val_t made;

	if (!is_number(phi->v.type) || !changes(phi->block, phi))
		return v;
	if (loop->phi && !counts_over_all(r->x, s, loop))
		return v;
	made = state_new(s, ORIGIN_NUMBER);
	c = state_cell(s, made);
	c->lo = phi == loop->phi ? state_cell(s, v)->lo : INT64_MIN;
	c->hi = INT64_MAX;
	if (phi == loop->phi)
		c->flags |= stands_for(w, s, v, back);
	return made;
}

static bool goes_round(const struct exec *x, const struct ir_block *from,
		       const struct ir_block *to)
{
	return x->order->rank[to->index] <= x->order->rank[from->index];
}

/* Gives the phis of b their values for the edge from its predecessor p. */
static void take_edge(struct run *r, struct state *s, const struct ir_block *b,
		      uint32_t p, bool back)
{
	const struct exec_loop *loop = &r->x->order->loops[b->index];
	uint32_t n = 0;

	for (; n < b->ninstrs && b->instrs[n]->v.op == OP_PHI; n++)
		r->phis[n] = exec_value(r->x, s, b->instrs[n]->args[p]);
	for (uint32_t i = 0; i < n; i++) {
		val_t v = r->phis[i];

		if (loop->body)
			v = enter_loop(r, s, b->instrs[i], v, back);
		exec_set(r->x, s, b->instrs[i], v);
	}
}

/* s goes from block `from` to its successor number i. */
static void go_on(struct run *r, struct state *s, const struct ir_block *from,
		  uint32_t i)
{
	const struct ir_block *to = from->succs[i];
	struct waiting *w = &r->waiting[to->index];
	bool back = goes_round(r->x, from, to);
	uint32_t p = 0;

	if (r->x->order->loops[to->index].body) {
		uint32_t most = EXEC_MAX_ROUNDS * EXEC_MAX_ALIKE;

		if (!back && !w->n)
			forget_seen(w);
		if (back && w->rounds++ > most + EXEC_MAX_KNOWN) {
			state_release(s);
			return;
		}
	}
	/* Of two edges between the same blocks phis have the same. */
	while (to->preds[p] != from)
		p++;
	take_edge(r, s, to, p, back);
	arrive(r, to, s, back);
}

/* Blocks */

static bool is_one_more(struct exec *x, struct state *s,
			const struct exec_loop *loop)
{
	return state_cell(s, exec_value(x, s, &loop->phi->v))->flags &
	       CELL_OTHER;
}

static void branch(struct run *r, struct state *s, const struct ir_block *b,
		   bool back)
{
	const struct ir_instr *in = b->instrs[b->ninstrs - 1];
	const struct exec_loop *loop = &r->x->order->loops[b->index];
	val_t cond = exec_value(r->x, s, in->args[0]);
	enum tri zero = state_is_zero(s, cond);
	struct state *other;

	/* The body stood for all elements: now the loop is left. */
	if (back && loop->phi && counts_over_all(r->x, s, loop) &&
	    !is_one_more(r->x, s, loop)) {
		for (uint32_t i = 0; i < 2; i++) {
			if (exec_bit(loop->body, b->succs[i]->index))
				continue;
			go_on(r, s, b, i);
			return;
		}
	}
	if (zero != TRI_MAYBE) {
		go_on(r, s, b, zero == TRI_YES);
		return;
	}
	other = state_fork(s);
	s->certain = other->certain = false;
	if (state_assume(s, cond, true))
		go_on(r, s, b, 0);
	else
		state_release(s);
	if (state_assume(other, cond, false))
		go_on(r, other, b, 1);
	else
		state_release(other);
}

/* A caller that asks for nil, or `ok`, cannot tell the two apart. */
static bool gives_alike(const struct state *a, const val_t *x,
			const struct state *b, const val_t *y, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (state_is_zero(a, x[i]) != state_is_zero(b, y[i]))
			return false;
	return true;
}

/* As many ends are there in which the same was done to memory. */
static bool enough_ends(const struct exec *x, const struct state *s,
			const val_t *results, uint32_t nresults)
{
	uint64_t mine;
	uint32_t n = 0;

	if (x->nends < EXEC_MAX_ALIKE)
		return false;
	if (x->nends >= EXEC_MAX_ENDS)
		return true;
	mine = exec_lifetimes(s);
	for (uint32_t i = 0; i < x->nends; i++)
		n += exec_lifetimes(x->ends[i]) == mine &&
		     gives_alike(s, results, x->ends[i], x->results[i],
				 nresults);
	return n >= EXEC_MAX_ALIKE;
}

static void end(struct exec *x, struct state *s, const struct ir_instr *in)
{
	val_t *results = ARENA_ARRAY(x->arena, in->nargs + 1, val_t);

	x->in = in;
	for (uint32_t i = 0; i < in->nargs; i++)
		results[i] = exec_value(x, s, in->args[i]);
	if (enough_ends(x, s, results, in->nargs)) {
		x->thinned = true;
		state_release(s);
		return;
	}
	if (x->nends == x->ends_cap) {
		uint32_t cap = x->ends_cap;

		x->ends = vec_grow(x->ends, x->nends, &cap, sizeof(*x->ends),
				   NULL);
		x->results = realloc(x->results, cap * sizeof(*x->results));
		x->returns = realloc(x->returns, cap * sizeof(*x->returns));
		if (!x->results || !x->returns)
			abort();
		x->ends_cap = cap;
	}
	x->results[x->nends] = results;
	x->returns[x->nends] = in;
	x->ends[x->nends++] = s;
}

static void last(struct run *r, struct state *s, const struct ir_block *b,
		 bool back)
{
	const struct ir_instr *in = b->instrs[b->ninstrs - 1];

	r->x->in = in;
	switch (in->v.op) {
	case OP_IF:
		branch(r, s, b, back);
		break;
	case OP_JUMP:
		go_on(r, s, b, 0);
		break;
	case OP_RETURN:
		end(r->x, s, in);
		break;
	default: /* a panic: nobody sees what is left */
		state_release(s);
		break;
	}
}

/*
 * Executes b from its instruction i on.  States that an instruction splits
 * off go on from the next one, after s.
 */
static void execute(struct run *r, struct state *s, const struct ir_block *b,
		    uint32_t i, bool back)
{
	struct exec *x = r->x;
	bool alive = true;

	for (; alive && i + 1 < b->ninstrs; i++) {
		const struct ir_instr *in = b->instrs[i];
		uint32_t before = x->nextra;

		if (in->v.op == OP_PHI)
			continue;
		x->in = in;
		if (++x->steps > r->most_steps) {
			over_ceiling(x, "too long to be executed whole");
			alive = false;
			break;
		}
		alive = exec_instr(x, s, in) && !s->full;
		while (x->nextra > before) {
			struct state *other = x->extra[--x->nextra];

			execute(r, other, b, i + 1, back);
		}
	}
	if (alive)
		last(r, s, b, back);
	else
		state_release(s);
}

static void execute_block(struct run *r, const struct ir_block *b)
{
	struct waiting *w = &r->waiting[b->index];
	struct waiting now = *w;

	w->n = 0;
	for (uint8_t i = 0; i < now.n; i++) {
		r->x->splits = 0;
		execute(r, now.at[i], b, 0, now.back[i]);
	}
}

static struct state *begin(struct exec *x)
{
	struct ir_function *fn = x->fn;
	struct state *s = state_create(x->pool, exec_nregs(fn));

	s->certain = true;
	for (uint32_t i = 0; i < fn->nparams + fn->nfree_vars; i++) {
		bool param = i < fn->nparams;
		const struct ir_value *v =
			param ? &fn->params[i]->v
			      : &fn->free_vars[i - fn->nparams]->v;
		val_t made = state_new(s, ORIGIN_UNKNOWN);
		struct cell *c = state_cell(s, made);

		c->flags |= CELL_PRE;
		c->root = v;
		c->type = v->type;
		/* What is captured is a variable's address. */
		if (!param)
			c->flags |= CELL_NONZERO;
		s->regs[i] = made;
	}
	return s;
}

static uint32_t most_phis(const struct ir_function *fn)
{
	uint32_t most = 0;

	for (uint32_t i = 0; i < fn->nblocks; i++)
		if (fn->blocks[i]->ninstrs > most)
			most = fn->blocks[i]->ninstrs;
	return most;
}

static void keep_prefixes(struct exec *x, const struct waiting *w)
{
	/* The first is the loop's beginning: nothing was done in it. */
	for (uint8_t i = 1; i < w->nseen; i++) {
		if (x->nprefixes == x->prefixes_cap)
			x->prefixes = vec_grow(x->prefixes, x->nprefixes,
					       &x->prefixes_cap,
					       sizeof(struct state *), NULL);
		x->prefixes[x->nprefixes++] = state_fork(w->seen[i]);
	}
}

void exec_run(struct exec *x)
{
	struct arena *a = x->worker->scratch;
	struct run r = {.x = x};
	int64_t rank;

	x->order = exec_order_make(x->fn, a);
	x->maps = demand_watches(x->flow, x->fn);
	r.waiting = ARENA_ARRAY(a, x->fn->nblocks + 1, struct waiting);
	r.ready = ARENA_ARRAY(a, x->order->nranks / 64 + 1, uint64_t);
	r.most_steps =
		EXEC_STEPS_MORE + (uint64_t)EXEC_STEPS_EACH * x->fn->ninstrs;
	if (r.most_steps > EXEC_MAX_STEPS)
		r.most_steps = EXEC_MAX_STEPS;
	r.phis = ARENA_ARRAY(a, most_phis(x->fn) + 1, val_t);
	arrive(&r, x->fn->blocks[0], begin(x), false);
	while ((rank = first_ready(&r)) >= 0) {
		r.ready[rank / 64] &= ~((uint64_t)1 << (rank % 64));
		execute_block(&r, x->fn->blocks[x->order->at[rank]]);
	}
	for (uint32_t i = 0; i < x->fn->nblocks; i++) {
		if (x->flow->plan.nodes[x->node] & PLAN_GO)
			keep_prefixes(x, &r.waiting[i]);
		forget_seen(&r.waiting[i]);
	}
}
