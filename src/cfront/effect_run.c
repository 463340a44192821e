/* SPDX-License-Identifier: MIT */
/*
 * Goes through one function on all ways, as far as they differ.
 *
 * A block keeps the states in which it was entered; one that is there
 * already is not followed again.  There is room for a few: the more blocks,
 * the fewer.  When a block has all it may have, what comes is merged into
 * the state whose events differ least, so that what happened to memory stays
 * apart from what did not for as long as possible.
 *
 * Blocks are taken in reverse postorder.  Merging only ever loses (see
 * effect_state.c), values have a bounded depth and sites a number, so that it
 * ends; and there is a ceiling on the work in all, after which the function
 * is cut: what was found until then is a "maybe".
 */
#include "cfront/effect_run.h"

#include <string.h>

#include "base/arena.h"

static struct state *take_state(struct run *r)
{
	struct state *s = r->unused;

	if (s) {
		r->unused = s->next;
	} else {
		s = ARENA_NEW(r->scratch, struct state);
		s->slots = ARENA_ARRAY(r->scratch, r->body->nslots, value_t);
	}
	return s;
}

static void drop_state(struct run *r, struct state *s)
{
	s->next = r->unused;
	r->unused = s;
}

/* The queue: the smallest number comes first. */

static void push(struct run *r, uint32_t block)
{
	uint32_t i = r->nqueue++, x = r->order[block];

	r->blocks[block].queued = true;
	while (i > 0 && r->queue[(i - 1) / 2] > x) {
		r->queue[i] = r->queue[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	r->queue[i] = x;
}

static uint32_t pop(struct run *r)
{
	uint32_t first = r->queue[0], x = r->queue[--r->nqueue], i = 0;

	for (;;) {
		uint32_t k = 2 * i + 1;

		if (k >= r->nqueue)
			break;
		if (k + 1 < r->nqueue && r->queue[k + 1] < r->queue[k])
			k++;
		if (r->queue[k] >= x)
			break;
		r->queue[i] = r->queue[k];
		i = k;
	}
	r->queue[i] = x;
	r->blocks[r->by_order[first]].queued = false;
	return r->by_order[first];
}

/*
 * Slots that hold a constant in only one of them, or another: a result, most
 * often.  Whether it is 0 matters most.
 */
static uint32_t slots_apart(const struct run *r, const struct state *x,
			    const struct state *y, uint32_t n)
{
	const struct value *vs = r->values.at;
	uint32_t apart = 0;

	for (uint32_t i = 0; i < n; i++) {
		value_t a = x->slots[i], b = y->slots[i];
		bool fixed = vs[a].kind == VALUE_CONST;
		bool other = vs[b].kind == VALUE_CONST;

		if (a == b || a == NO_VALUE || b == NO_VALUE ||
		    (!fixed && !other))
			continue;
		fixed = fixed && vs[a].c == 0;
		other = other && vs[b].c == 0;
		apart += fixed != other ? 4 : 1;
	}
	return apart;
}

static uint32_t apart(struct run *r, const struct state *x,
		      const struct state *y, uint32_t nlive, uint32_t limit)
{
	uint32_t d = way_distance(x, y, &r->values, limit);

	r->work += (y->nevents + nlive / 8 + 1u) / 4;
	return d < limit ? d + slots_apart(r, x, y, nlive) : d;
}

/* The state that merging s into loses least, and how much that is. */
static struct state *closest(struct run *r, struct run_block *b,
			     const struct state *s, uint32_t nlive,
			     uint32_t *ret_loss)
{
	uint32_t best = UINT32_MAX, at = b->n - 1;

	*ret_loss = 0;
	if (b->n == 1)
		return b->at[0];
	for (uint32_t i = b->n; i-- > 0 && best > 0;) {
		uint32_t d = apart(r, b->at[i], s, nlive, best);

		if (d < best) {
			best = d;
			at = i;
		}
	}
	*ret_loss = best;
	return b->at[at];
}

/*
 * Merges two others where that loses less: all places may have gone to what
 * came first.  Not for ever, since what was merged may come again.
 */
static bool make_room(struct run *r, struct run_block *b, uint32_t nlive,
		      uint32_t loss)
{
	uint32_t best = loss, into = 0, from = 0;

	if (loss < RUN_LOSS || b->nmerged >= r->max_merged)
		return false;
	for (uint32_t i = 0; i < b->n; i++) {
		for (uint32_t k = 0; k < i && best > 0; k++) {
			uint32_t d = apart(r, b->at[i], b->at[k], nlive, best);

			if (d < best) {
				best = d;
				from = i;
				into = k;
			}
		}
	}
	if (best == loss)
		return false;
	if (way_merge(b->at[into], b->at[from], &r->values, r->body->nslots)) {
		way_seal(b->at[into], r->body->nslots);
		b->at[into]->done = false;
	}
	drop_state(r, b->at[from]);
	memmove(&b->at[from], &b->at[from + 1],
		(--b->n - from) * sizeof(*b->at));
	b->nmerged++;
	return true;
}

/* s is copied. */
static void enter(struct run *r, uint32_t block, const struct state *s)
{
	struct run_block *b = &r->blocks[block];
	uint32_t nslots = r->body->nslots;
	uint32_t nlive = r->body->blocks[block].nlive;
	struct state *copy = take_state(r), *into;
	uint32_t loss = 0;

	way_copy(copy, s, nslots);
	memset(copy->slots + nlive, 0, (nslots - nlive) * sizeof(value_t));
	way_seal(copy, nslots);
	r->work += nslots / 16 + 1;
	for (uint32_t i = 0; i < b->n; i++) {
		if (way_equal(b->at[i], copy, nslots)) {
			drop_state(r, copy);
			return;
		}
	}
	into = b->n < r->max_states ? NULL : closest(r, b, copy, nlive, &loss);
	if (!into || make_room(r, b, nlive, loss)) {
		b->at[b->n++] = copy;
	} else {
		if (way_merge(into, copy, &r->values, nslots)) {
			way_seal(into, nslots);
			into->done = false;
		}
		drop_state(r, copy);
		if (into->done)
			return;
	}
	if (!b->queued)
		push(r, block);
}

value_t run_value(struct run *r, struct state *s, operand_t o)
{
	uint32_t n = operand_number(o);

	switch (operand_kind(o)) {
	case OPERAND_SLOT:
		return s->slots[n];
	case OPERAND_SLOT_ADDR:
		return value_of(&r->values, VALUE_SLOT, n);
	case OPERAND_GLOBAL_ADDR:
		return value_of(&r->values, VALUE_GLOBAL, n);
	case OPERAND_FUNC:
		return value_of(&r->values, VALUE_FUNC, n);
	case OPERAND_CONST:
		return value_const(&r->values, r->body->consts[n]);
	case OPERAND_STATIC:
		return value_of(&r->values, VALUE_STATIC, 0);
	default:
		return NO_VALUE;
	}
}

static void use(struct run *r, value_t base, uint32_t line, bool writes)
{
	const struct value *root = &r->values.at[value_root(&r->values, base)];
	struct run_use *u;

	if (root->kind != VALUE_PARAM || root->n >= RUN_PARAMS)
		return;
	u = &r->uses[root->n];
	if (writes && !u->writes)
		u->writes = line;
	if (!writes && !u->reads)
		u->reads = line;
}

void run_reads(struct run *r, value_t base, uint32_t line)
{
	use(r, base, line, false);
}

void run_writes(struct run *r, value_t base, uint32_t line)
{
	use(r, base, line, true);
}

void run_writes_global(struct run *r, value_t base, uint32_t line)
{
	const struct value *root = &r->values.at[value_root(&r->values, base)];
	uint32_t i = 0;

	if (root->kind != VALUE_GLOBAL)
		return;
	while (i < r->nglobals && r->globals[i].number != root->n)
		i++;
	if (i < r->nglobals || i == RUN_GLOBALS)
		return;
	r->globals[i].number = root->n;
	r->globals[i].line = line;
	r->nglobals++;
}

/* A pointer that a row of its own tells of: kept, or new memory. */
static bool is_told(const struct values *vs, value_t v)
{
	uint8_t kind = vs->at[value_root(vs, v)].kind;

	return kind == VALUE_PARAM || kind == VALUE_OWNED ||
	       kind == VALUE_FUNC || kind == VALUE_STATIC;
}

value_t run_load(struct run *r, struct state *s, value_t base, uint32_t field)
{
	value_t v = way_load(s, &r->values, base, field);

	/* Of what, is not known; but the field says which functions. */
	if (v == NO_VALUE && field && r->e->set->fields.at[field].nfuncs)
		v = value_make(&r->values, (struct value){.kind = VALUE_LOADED,
							  .depth = 1,
							  .n = field});
	return v;
}

static void store(struct run *r, struct state *s, const struct body_instr *in)
{
	struct cell c = {
		.field = in->field, .line = in->line, .pointer = in->pointer};

	c.base = run_value(r, s, in->a);
	c.value = run_value(r, s, in->b);
	run_writes(r, c.base, in->line);
	if (in->pointer && !is_told(&r->values, c.value))
		run_writes_global(r, c.base, in->line);
	way_store(s, &r->values, &c,
		  in->weak || r->values.at[c.base].kind == VALUE_INSIDE);
}

/* A whole object is written: what was stored in it before is gone. */
static void overwrite(struct run *r, struct state *s,
		      const struct body_instr *in)
{
	value_t to = value_block(&r->values, run_value(r, s, in->a));
	value_t from = value_block(&r->values, run_value(r, s, in->b));
	struct cell all = {.base = to, .field = CELL_ALL, .line = in->line};
	uint32_t n;

	run_writes(r, to, in->line);
	if (to == NO_VALUE || to == from)
		return;
	way_clobber(s, &r->values, to);
	if (in->op == BODY_ZERO) {
		all.value = value_const(&r->values, 0);
		if (from != all.value)
			all.value = NO_VALUE;
	} else {
		run_reads(r, from, in->line);
		if (r->values.at[to].kind == VALUE_SLOT)
			s->slots[r->values.at[to].n] =
				way_load(s, &r->values, from, 0);
		n = s->ncells;
		for (uint32_t i = 0; i < n; i++) {
			struct cell c = s->cells[i];

			if (c.base != from)
				continue;
			c.base = to;
			c.line = in->line;
			if (s->ncells < STATE_CELLS)
				s->cells[s->ncells++] = c;
		}
		all.value = from;
	}
	/* Behind what it is older than. */
	if (s->ncells < STATE_CELLS) {
		memmove(s->cells + 1, s->cells, s->ncells * sizeof(*s->cells));
		s->cells[0] = all;
		s->ncells++;
	}
}

/* Of the exits with this result, or of all, the one s is most like. */
static uint32_t closest_exit(struct run *r, const struct state *s, value_t v)
{
	uint32_t best = UINT32_MAX, at = 0;

	for (uint32_t i = r->nexits; i-- > 0 && best > 0;) {
		const struct run_exit *e = &r->exits[i];
		uint32_t other = e->value == v ? 0 : STATE_EVENTS * 16;
		uint32_t d;

		if (other >= best)
			continue;
		d = other + way_distance(e->state, s, &r->values, best - other);
		if (d < best) {
			best = d;
			at = i;
		}
	}
	return at;
}

/*
 * When v is a result that no exit has, two that are alike make room for it:
 * an error must not become one with a success.
 */
static bool merge_exits(struct run *r, value_t v)
{
	uint32_t best = UINT32_MAX, from = 0, into = 0;

	for (uint32_t i = 0; i < r->nexits; i++)
		if (r->exits[i].value == v)
			return false;
	for (uint32_t i = 0; i < r->nexits; i++) {
		for (uint32_t k = 0; k < i && best > 0; k++) {
			uint32_t d;

			if (r->exits[i].value != r->exits[k].value)
				continue;
			d = way_distance(r->exits[i].state, r->exits[k].state,
					 &r->values, best);
			if (d < best) {
				best = d;
				from = i;
				into = k;
			}
		}
	}
	if (best == UINT32_MAX)
		return false;
	way_merge(r->exits[into].state, r->exits[from].state, &r->values, 0);
	way_seal(r->exits[into].state, 0);
	drop_state(r, r->exits[from].state);
	memmove(&r->exits[from], &r->exits[from + 1],
		(--r->nexits - from) * sizeof(*r->exits));
	return true;
}

static void leave(struct run *r, struct state *s, const struct body_instr *in)
{
	value_t v = run_value(r, s, in->a);
	struct state *copy;

	for (uint32_t i = 0; i < r->nexits; i++)
		if (r->exits[i].value == v &&
		    way_equal(r->exits[i].state, s, 0))
			return;
	if (r->nexits < RUN_EXITS) {
		copy = take_state(r);
		way_copy(copy, s, 0);
		r->exits[r->nexits++] = (struct run_exit){copy, v, in->line};
		return;
	}
	if (!merge_exits(r, v)) {
		struct run_exit *e = &r->exits[closest_exit(r, s, v)];

		if (e->value != v)
			e->value = value_either(&r->values, e->value, v);
		way_merge(e->state, s, &r->values, 0);
		return;
	}
	copy = take_state(r);
	way_copy(copy, s, 0);
	r->exits[r->nexits++] = (struct run_exit){copy, v, in->line};
}

static void branch(struct run *r, struct state *s, const struct body_instr *in)
{
	value_t v = run_value(r, s, in->a);
	struct state *other = take_state(r);
	uint32_t nslots = r->body->nslots;

	way_copy(other, s, nslots);
	if (way_assume(s, &r->values, nslots, v, RELATION_NE, 0))
		enter(r, in->to[0], s);
	if (way_assume(other, &r->values, nslots, v, RELATION_EQ, 0))
		enter(r, in->to[1], other);
	drop_state(r, other);
}

static void switch_to(struct run *r, struct state *s,
		      const struct body_instr *in)
{
	value_t v = run_value(r, s, in->a);
	uint32_t nslots = r->body->nslots, excluded = 0;
	struct state *one = take_state(r);

	for (uint32_t i = 0; i < in->ncases; i++) {
		const struct body_case *c = &in->cases[i];
		bool last = i + 1 == in->ncases;

		if (last) {
			enter(r, c->block, s);
			break;
		}
		way_copy(one, s, nslots);
		if (c->low == c->high
			    ? way_assume(one, &r->values, nslots, v,
					 RELATION_EQ, c->low)
			    : way_assume(one, &r->values, nslots, v,
					 RELATION_GE, c->low) &&
				      way_assume(one, &r->values, nslots, v,
						 RELATION_LE, c->high))
			enter(r, c->block, one);
		/* What the default is not, as far as that is of use. */
		if (c->low == c->high && ++excluded <= 3 &&
		    !way_assume(s, &r->values, nslots, v, RELATION_NE, c->low))
			break;
	}
	drop_state(r, one);
}

/* Ends a block; true when the instruction did. */
static bool end_block(struct run *r, struct state *s,
		      const struct body_instr *in)
{
	switch (in->op) {
	case BODY_JUMP:
		enter(r, in->to[0], s);
		return true;
	case BODY_BRANCH:
		branch(r, s, in);
		return true;
	case BODY_SWITCH:
		switch_to(r, s, in);
		return true;
	case BODY_RETURN:
		way_seal(s, 0);
		leave(r, s, in);
		return true;
	case BODY_STOP:
		return true;
	default:
		return false;
	}
}

static void compute(struct run *r, struct state *s, const struct body_instr *in,
		    uint32_t site)
{
	struct values *vs = &r->values;
	value_t a = run_value(r, s, in->a), v = NO_VALUE;

	switch (in->op) {
	case BODY_COPY:
		v = a;
		break;
	case BODY_LOAD:
		run_reads(r, a, in->line);
		v = run_load(r, s, a, in->field);
		/* An element: its neighbours have the same name. */
		if (vs->at[a].kind == VALUE_INSIDE &&
		    vs->at[v].kind == VALUE_LOADED)
			vs->at[v].many = true;
		break;
	case BODY_FIELD:
		v = value_field(vs, a, in->field);
		break;
	case BODY_INDEX:
		v = value_inside(vs, a);
		break;
	case BODY_ADD:
		v = value_with(vs, VALUE_ADD, a, 0, in->c);
		break;
	case BODY_MASK:
		v = value_with(vs, VALUE_MASK, a, 0, in->c);
		break;
	case BODY_CMP:
		v = value_with(vs, VALUE_CMP, a, in->relation, in->c);
		break;
	default:
		break;
	}
	/* One value, known or not: a test of it settles later ones. */
	if (v == NO_VALUE && in->op != BODY_COPY) {
		v = value_make(vs,
			       (struct value){.kind = VALUE_RESULT, .n = site});
		way_forget(s, v);
	}
	s->slots[in->dst] = v;
}

/* Follows one state through one block; s is used up. */
static void step_through(struct run *r, uint32_t block, struct state *s)
{
	const struct body_block *b = &r->body->blocks[block];
	uint32_t site = r->blocks[block].base + 1;

	for (uint32_t i = 0; i < b->len; i++) {
		const struct body_instr *in = &b->at[i];

		r->work++;
		if (end_block(r, s, in))
			break;
		if (in->op == BODY_CALL) {
			if (!run_call(r, s, in, site + i))
				break;
		} else if (in->op == BODY_STORE) {
			store(r, s, in);
		} else if (in->op == BODY_MOVE || in->op == BODY_ZERO) {
			overwrite(r, s, in);
		} else {
			compute(r, s, in, site + i);
		}
	}
	drop_state(r, s);
}

/* Successor i of a block, or NO_BLOCK when it has no more. */
static uint32_t successor(const struct body_block *b, uint32_t i)
{
	const struct body_instr *in = &b->at[b->len - 1];

	if (in->op == BODY_JUMP && i == 0)
		return in->to[0];
	if (in->op == BODY_BRANCH && i < 2)
		return in->to[i];
	if (in->op == BODY_SWITCH && i < in->ncases)
		return in->cases[i].block;
	return UINT32_MAX;
}

/* Depth first with a stack of its own: graphs may be as deep as long. */
static void number_blocks(struct run *r)
{
	uint32_t n = r->body->nblocks, depth = 1, next = n, base = 0;
	uint32_t *stack = ARENA_ARRAY(r->scratch, n + 1, uint32_t);
	uint32_t *at = ARENA_ARRAY(r->scratch, n, uint32_t);
	bool *seen = ARENA_ARRAY(r->scratch, n, bool);

	r->order = ARENA_ARRAY(r->scratch, n, uint32_t);
	r->by_order = ARENA_ARRAY(r->scratch, n, uint32_t);
	r->queue = ARENA_ARRAY(r->scratch, n, uint32_t);
	r->blocks = ARENA_ARRAY(r->scratch, n, struct run_block);
	for (uint32_t i = 0; i < n; i++) {
		r->blocks[i].base = base;
		base += r->body->blocks[i].len;
	}
	stack[0] = 0;
	seen[0] = true;
	while (depth > 0) {
		uint32_t b = stack[depth - 1];
		uint32_t to = successor(&r->body->blocks[b], at[b]++);

		if (to == UINT32_MAX) {
			r->order[b] = --next;
			r->by_order[next] = b;
			depth--;
		} else if (!seen[to]) {
			seen[to] = true;
			stack[depth++] = to;
		}
	}
}

/* The first state: parameters hold what the caller gave. */
static void start(struct run *r)
{
	struct state *s = take_state(r);

	for (uint32_t i = 0; i < r->func->nparams; i++)
		s->slots[i + 1] = value_of(&r->values, VALUE_PARAM, i);
	enter(r, 0, s);
	drop_state(r, s);
}

void run_function(struct run *r)
{
	uint32_t n = r->body->nblocks;

	values_start(&r->values, r->scratch);
	number_blocks(r);
	r->max_states = n < 100 ? RUN_STATES : 1600 / n;
	if (r->max_states == 0)
		r->max_states = 1;
	/* Large functions would take most of the time. */
	r->max_merged = r->max_states == RUN_STATES ? RUN_STATES : 2;
	r->cut = r->body->cut;
	start(r);
	while (r->nqueue > 0) {
		uint32_t block = pop(r);
		struct run_block *b = &r->blocks[block];

		for (uint32_t i = 0; i < b->n; i++) {
			struct state *s;

			if (b->at[i]->done)
				continue;
			b->at[i]->done = true;
			s = take_state(r);
			way_copy(s, b->at[i], r->body->nslots);
			step_through(r, block, s);
		}
		if (r->work > RUN_WORK || r->values.len > 1u << 20) {
			r->cut = true;
			return;
		}
	}
}
