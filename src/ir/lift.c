/* SPDX-License-Identifier: MIT */
#include "ir/build.h"

/*
 * Lifting (x/tools: lift.go): a cell, that is, an Alloc of which only loads
 * and stores are made, becomes registers.  Loads are replaced by what was
 * stored, Phis are put where ways with different values meet, and the cell
 * goes, with its loads and stores.
 *
 * Where Phis are needed, and the walk of the dominator tree that renames, are
 * from Cytron et al., Efficiently Computing Static Single Assignment Form,
 * TOPLAS 1991; dominance frontiers are found as in Cooper, Harvey, Kennedy,
 * A Simple, Fast Dominance Algorithm.  What is left out:
 *
 * - A cell that no block loads before it stores to it needs no Phi (most
 *   are such).  Those that x/tools makes for it are dead and go again.
 * - There are no lists of uses.  One scan says which cells can be lifted.  A
 *   load that is replaced stays where operands point to it, and says by
 *   what (resolve()); an operand's definition is always met before it, but
 *   for those of Phis, which are looked at in the end.
 * - Instead of a copy of all names for each subtree there is a log, which
 *   is undone on the way back.
 *
 * The number of Phis may be the number of cells times that of blocks.  So
 * there is a budget in proportion to the function, and a cell that it does
 * not suffice for stays in memory.
 *
 * Functions without a defer need neither RunDefers nor the defer stack; and
 * where the stack does not leave the function, a Defer without one means
 * the function's own.  (x/tools drops RunDefers also where only bodies of
 * loops over functions defer, which leaves these undone.)
 */

enum { STEPS_PER_INSTR = 16, STEPS_AT_LEAST = 1 << 20 };

/* What spare of an instruction says during this pass. */
enum { REPLACED = 1 /* Load: by args[0] */, LIVE = 2 /* Phi */ };

struct cell {
	struct ir_instr *alloc;
	struct ir_value *zero;	/* made when it is asked for */
	struct ir_value *value; /* while renaming; NULL: zero */
	uint32_t ndefs, defs;	/* blocks that store to it: in lift.defs */
	uint32_t last;		/* block of the last store met, + 1 */
	bool stays;		/* cannot be lifted */
	bool exposed;		/* some block loads it first */
};

struct new_phi {
	struct ir_instr *phi;
	struct cell *cell;
	struct new_phi *next;
};

struct undo {
	struct cell *cell;
	struct ir_value *value;
};

struct frontier {
	uint32_t block; /* its index */
	uint32_t next;	/* + 1 */
};

struct lift {
	struct ir_build *f;
	struct VEC(struct cell) cells;
	uint32_t *defs; /* indexes of blocks */
	struct VEC(struct frontier) frontiers;
	uint32_t *frontier_of;		   /* by block: its first one, + 1 */
	struct new_phi **phis, **last_phi; /* by block */
	uint32_t *seen; /* by block: cell that has a Phi there, + 1 */
	uint32_t *todo;
	uint32_t *pred_at; /* by block and successor: which predecessor */
	struct VEC(struct undo) log;
	struct VEC(struct ir_instr *) live;
	int64_t budget;
	bool uses_defer, has_phis;
	struct ir_instr *stack_call; /* that makes the defer stack */
	bool drop_stack;
};

static struct cell *cell_of(const struct lift *l, const struct ir_value *v)
{
	const struct ir_instr *in = IR_AS(ALLOC, ir_instr, v);

	/* One of a block that is gone: a goto jumped over a declaration. */
	if (!in || in->index >= l->cells.len ||
	    l->cells.at[in->index].alloc != in)
		return NULL;
	return &l->cells.at[in->index];
}

/* The cell, if it is one that goes. */
static struct cell *lifted(const struct lift *l, const struct ir_value *v)
{
	struct cell *c = cell_of(l, v);

	return c && !c->stays ? c : NULL;
}

static void number_cells(struct lift *l)
{
	struct ir_build *f = l->f;

	for (uint32_t i = 0; i < f->blocks.len; i++) {
		struct ir_block *b = f->blocks.at[i];

		for (uint32_t j = 0; j < b->ninstrs; j++) {
			struct ir_instr *in = b->instrs[j];

			if (in->v.op != OP_ALLOC)
				continue;
			in->index = l->cells.len;
			vec_push_in(f->a, &l->cells,
				    (struct cell){.alloc = in});
		}
	}
	/* After a panic the results are read from where they are. */
	for (uint32_t i = 0; f->fn->recover && i < f->results.len; i++) {
		struct cell *c = cell_of(l, &f->results.at[i]->v);

		if (c)
			c->stays = true;
	}
}

static void add_def(struct cell *c, const struct ir_block *b)
{
	if (c->last == b->index + 1)
		return;
	c->last = b->index + 1;
	c->ndefs++;
}

static void classify(struct lift *l, const struct ir_block *b,
		     const struct ir_instr *in)
{
	struct cell *c = in->nargs ? cell_of(l, in->args[0]) : NULL;
	uint32_t i = 0;

	if (in->v.op == OP_ALLOC)
		add_def(cell_of(l, &in->v), b);
	if (c && in->v.op == OP_LOAD) {
		c->exposed |= c->last != b->index + 1;
		return;
	}
	if (c && in->v.op == OP_STORE) {
		add_def(c, b);
		i = 1;
	}
	for (; i < in->nargs; i++) {
		c = cell_of(l, in->args[i]);
		if (c)
			c->stays = true;
	}
}

static bool needs_phis(const struct cell *c)
{
	return c->exposed && !c->stays;
}

/* Blocks with definitions, for cells that need them. */
static void list_defs(struct lift *l)
{
	struct ir_build *f = l->f;
	uint32_t n = 0;

	for (uint32_t i = 0; i < l->cells.len; i++) {
		struct cell *c = &l->cells.at[i];

		if (!needs_phis(c))
			continue;
		c->defs = n;
		n += c->ndefs;
		c->last = c->ndefs = 0;
	}
	l->defs = ARENA_ARRAY(f->a, n + 1, uint32_t);
	for (uint32_t i = 0; i < f->blocks.len; i++) {
		struct ir_block *b = f->blocks.at[i];

		for (uint32_t j = 0; j < b->ninstrs; j++) {
			struct ir_instr *in = b->instrs[j];
			struct cell *c;

			if (in->v.op == OP_ALLOC)
				c = cell_of(l, &in->v);
			else if (in->v.op == OP_STORE)
				c = cell_of(l, in->args[0]);
			else
				continue;
			if (!c || !needs_phis(c) || c->last == i + 1)
				continue;
			c->last = i + 1;
			l->defs[c->defs + c->ndefs++] = i;
		}
	}
}

static void build_frontiers(struct lift *l)
{
	struct ir_build *f = l->f;

	l->frontier_of = ARENA_ARRAY(f->a, f->blocks.len, uint32_t);
	for (uint32_t i = 0; i < f->blocks.len; i++) {
		struct ir_block *b = f->blocks.at[i];

		for (uint32_t j = 0; b->npreds > 1 && j < b->npreds; j++) {
			struct ir_block *r = b->preds[j];

			for (; r && r != b->idom; r = r->idom) {
				uint32_t *at = &l->frontier_of[r->index];

				/* Then all above it have it, too. */
				if (*at && l->frontiers.at[*at - 1].block == i)
					break;
				if (--l->budget < 0)
					return;
				vec_push_in(f->a, &l->frontiers,
					    (struct frontier){i, *at});
				*at = l->frontiers.len;
			}
		}
	}
}

static void place_phi(struct lift *l, struct cell *c, struct ir_block *b)
{
	struct ir_build *f = l->f;
	struct new_phi *np = ARENA_NEW(f->a, struct new_phi);
	struct ir_instr *phi = ir_new_instr(
		f, OP_PHI, ir_must_deref(f, c->alloc->v.type), b->npreds);

	phi->pos = c->alloc->pos;
	phi->comment = c->alloc->comment;
	phi->block = b;
	np->phi = phi;
	np->cell = c;
	if (l->last_phi[b->index])
		l->last_phi[b->index]->next = np;
	else
		l->phis[b->index] = np;
	l->last_phi[b->index] = np;
	l->budget -= b->npreds;
	l->has_phis = true;
}

/* Phis in the iterated dominance frontier of the definitions. */
static void place_phis(struct lift *l, struct cell *c)
{
	uint32_t self = (uint32_t)(c - l->cells.at) + 1, n = 0;

	for (uint32_t i = 0; i < c->ndefs; i++)
		l->todo[n++] = l->defs[c->defs + i];
	while (n) {
		uint32_t at = l->frontier_of[l->todo[--n]];

		for (; at; at = l->frontiers.at[at - 1].next) {
			uint32_t b = l->frontiers.at[at - 1].block;

			l->budget--;
			if (l->seen[b] == self)
				continue;
			l->seen[b] = self;
			place_phi(l, c, l->f->blocks.at[b]);
			l->todo[n++] = b;
		}
	}
}

static void place_all(struct lift *l)
{
	struct ir_build *f = l->f;
	uint32_t n = f->blocks.len;
	bool any = false;

	l->phis = ARENA_ARRAY(f->a, n, struct new_phi *);
	l->last_phi = ARENA_ARRAY(f->a, n, struct new_phi *);
	for (uint32_t i = 0; i < l->cells.len; i++)
		any |= needs_phis(&l->cells.at[i]);
	if (!any)
		return;
	list_defs(l);
	build_frontiers(l);
	l->seen = ARENA_ARRAY(f->a, n, uint32_t);
	l->todo = ARENA_ARRAY(f->a, (size_t)n * 2, uint32_t);
	for (uint32_t i = 0; i < l->cells.len; i++) {
		struct cell *c = &l->cells.at[i];

		if (!needs_phis(c))
			continue;
		if (l->budget < 0)
			c->stays = true;
		else
			place_phis(l, c);
	}
}

static struct ir_value *resolve(struct ir_value *v)
{
	if (v && v->op == OP_LOAD && v->spare == REPLACED)
		return ((struct ir_instr *)v)->args[0];
	return v;
}

static void set_value(struct lift *l, struct cell *c, struct ir_value *v)
{
	vec_push_in(l->f->a, &l->log, (struct undo){c, c->value});
	c->value = v;
}

static struct ir_value *value_of(struct lift *l, struct cell *c)
{
	if (c->value)
		return c->value;
	if (!c->zero)
		c->zero = ir_zero_const(l->f,
					ir_must_deref(l->f, c->alloc->v.type));
	return c->zero;
}

/* True: the instruction goes. */
static bool rename_instr(struct lift *l, struct ir_instr *in)
{
	struct cell *c = NULL;

	if (in->v.op == OP_PHI)
		return false;
	if (in->v.op == OP_ALLOC)
		c = lifted(l, &in->v);
	else if (in->v.op == OP_LOAD || in->v.op == OP_STORE)
		c = lifted(l, in->args[0]);
	if (!c) {
		for (uint32_t i = 0; i < in->nargs; i++)
			in->args[i] = resolve(in->args[i]);
		return false;
	}
	if (in->v.op == OP_ALLOC) {
		set_value(l, c, NULL);
	} else if (in->v.op == OP_STORE) {
		set_value(l, c, resolve(in->args[1]));
	} else {
		in->args[0] = value_of(l, c);
		in->v.spare = REPLACED;
	}
	return true;
}

static void rename_block(struct lift *l, struct ir_block *b)
{
	for (struct new_phi *np = l->phis[b->index]; np; np = np->next)
		set_value(l, np->cell, &np->phi->v);
	for (uint32_t i = 0; i < b->ninstrs; i++) {
		struct ir_instr *in = b->instrs[i];

		if (!rename_instr(l, in))
			continue;
		in->block = NULL;
		b->instrs[i] = NULL;
	}
	for (uint32_t i = 0; i < b->nsuccs && i < 2; i++) {
		struct new_phi *np = l->phis[b->succs[i]->index];
		uint32_t at = l->pred_at[(size_t)b->index * 2 + i];

		for (; np; np = np->next)
			np->phi->args[at] = value_of(l, np->cell);
	}
}

/* Where each block stands among its successors' predecessors. */
static void number_edges(struct lift *l)
{
	struct ir_build *f = l->f;

	l->pred_at = ARENA_ARRAY(f->a, (size_t)f->blocks.len * 2, uint32_t);
	for (uint32_t i = 0; i < f->blocks.len; i++) {
		struct ir_block *b = f->blocks.at[i];

		for (uint32_t j = 0; j < b->npreds; j++) {
			struct ir_block *p = b->preds[j];
			size_t at = (size_t)p->index * 2;

			if (p->nsuccs > 1 && p->succs[1] == b)
				at++;
			l->pred_at[at] = j;
		}
	}
}

/* Down and up the dominator tree; dominee: the next one of each block. */
static void rename_all(struct lift *l)
{
	struct ir_build *f = l->f;
	struct ir_block *root = f->blocks.at[0], *b = root;
	uint32_t *dominee = ARENA_ARRAY(f->a, f->blocks.len, uint32_t);
	uint32_t *mark = ARENA_ARRAY(f->a, f->blocks.len, uint32_t);

	number_edges(l);
	rename_block(l, b);
	for (;;) {
		if (dominee[b->index] < b->ndominees) {
			b = b->dominees[dominee[b->index]++];
			mark[b->index] = l->log.len;
			rename_block(l, b);
			continue;
		}
		if (b == root)
			break;
		while (l->log.at && l->log.len > mark[b->index]) {
			struct undo *u = &vec_pop(&l->log);

			u->cell->value = u->value;
		}
		b = b->idom;
	}
}

static void mark_live(struct lift *l, struct ir_value *v)
{
	struct ir_instr *phi = IR_AS(PHI, ir_instr, v);

	if (!phi || phi->v.spare == LIVE)
		return;
	phi->v.spare = LIVE;
	vec_push_in(l->f->a, &l->live, phi);
}

/* Phis that anything but dead Phis uses, and those of the source's && and
 * ||. */
static void find_live_phis(struct lift *l)
{
	struct ir_build *f = l->f;

	for (uint32_t i = 0; i < f->blocks.len; i++) {
		struct ir_block *b = f->blocks.at[i];

		for (uint32_t j = 0; j < b->ninstrs; j++) {
			struct ir_instr *in = b->instrs[j];

			if (in && in->v.op == OP_PHI)
				mark_live(l, &in->v);
			for (uint32_t k = 0; in && k < in->nargs; k++) {
				in->args[k] = resolve(in->args[k]);
				mark_live(l, in->args[k]);
			}
		}
	}
	while (l->live.len) {
		struct ir_instr *phi = vec_pop(&l->live);

		for (uint32_t i = 0; i < phi->nargs; i++)
			mark_live(l, phi->args[i]);
	}
}

static bool goes(const struct lift *l, const struct ir_instr *in)
{
	return !in || (in->v.op == OP_RUN_DEFERS && !l->uses_defer) ||
	       (l->drop_stack && in == l->stack_call);
}

static void compact(struct lift *l, struct ir_block *b)
{
	struct ir_instr **to = b->instrs;
	uint32_t nphis = 0, n = 0;

	for (struct new_phi *np = l->phis[b->index]; np; np = np->next)
		nphis += np->phi->v.spare == LIVE;
	if (nphis) {
		b->instrs_cap = nphis + b->ninstrs;
		to = ARENA_ARRAY(l->f->a, b->instrs_cap, struct ir_instr *);
	}
	for (struct new_phi *np = l->phis[b->index]; np; np = np->next) {
		if (np->phi->v.spare == LIVE)
			to[n++] = np->phi;
		else
			np->phi->block = NULL;
	}
	for (uint32_t i = 0; i < b->ninstrs; i++) {
		struct ir_instr *in = b->instrs[i];

		if (!goes(l, in))
			to[n++] = in;
		else if (in)
			in->block = NULL;
	}
	b->instrs = to;
	b->ninstrs = n;
	for (uint32_t i = 0; i < n && to[i]->v.op == OP_PHI; i++)
		to[i]->v.spare = 0;
}

/* One look at everything, before anything is changed. */
static void look(struct lift *l)
{
	struct ir_build *f = l->f;
	struct ir_value *stack =
		f->deferstack ? ptrmap_get(&f->vars, f->deferstack) : NULL;

	if (stack && stack->op != OP_ALLOC)
		stack = NULL;
	for (uint32_t i = 0; i < f->blocks.len; i++) {
		struct ir_block *b = f->blocks.at[i];

		l->budget += (int64_t)STEPS_PER_INSTR * b->ninstrs;
		for (uint32_t j = 0; j < b->ninstrs; j++) {
			struct ir_instr *in = b->instrs[j];

			classify(l, b, in);
			l->uses_defer |= in->v.op == OP_DEFER;
			l->has_phis |= in->v.op == OP_PHI;
			if (stack && in->v.op == OP_STORE &&
			    in->args[0] == stack && !l->stack_call)
				l->stack_call =
					IR_AS(CALL, ir_instr, in->args[1]);
		}
	}
	l->drop_stack = l->stack_call && !(stack->flags & IR_HEAP);
	/* The bodies of loops over functions defer into it. */
	l->uses_defer |= l->stack_call && !l->drop_stack;
}

static void clear_defer_stacks(struct lift *l)
{
	struct ir_build *f = l->f;

	for (uint32_t i = 0; i < f->blocks.len; i++) {
		struct ir_block *b = f->blocks.at[i];

		for (uint32_t j = 0; j < b->ninstrs; j++) {
			if (b->instrs[j]->v.op == OP_DEFER)
				b->instrs[j]->args[0] = NULL;
		}
	}
}

void pass_lift(struct ir_build *f)
{
	struct lift l = {.f = f, .budget = STEPS_AT_LEAST};
	uint32_t n = 0;

	number_cells(&l);
	look(&l);
	if (l.drop_stack && l.uses_defer)
		clear_defer_stacks(&l);
	place_all(&l);
	rename_all(&l);
	if (l.has_phis)
		find_live_phis(&l);
	for (uint32_t i = 0; i < f->blocks.len; i++)
		compact(&l, f->blocks.at[i]);
	for (uint32_t i = 0; i < f->locals.len; i++) {
		if (!lifted(&l, &f->locals.at[i]->v))
			f->locals.at[n++] = f->locals.at[i];
	}
	f->locals.len = n;
	for (uint32_t i = 0; i < l.cells.len; i++)
		l.cells.at[i].alloc->index = 0;
}
