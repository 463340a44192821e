/* SPDX-License-Identifier: MIT */
/*
 * Joins and compaction, by examples and by random graphs: what can be reached
 * from live registers is the same after a compaction, and what a join leaves
 * is true of both states.
 */
#include "flow/state_impl.h"
#include "flow_make.h"
#include "test.h"

#define INT basic_types[BASIC_INT]
#define POINTER basic_types[BASIC_UNSAFE_POINTER]

enum { REGS = 6 };

static struct flow_make m;
static struct state *s, *t; /* s is m.s; t its fork */
static int root;

static void open(void)
{
	flow_make_open(&m, REGS);
	s = m.s;
	s->regs[0] = flow_make_param(s, &root);
	t = state_fork(s);
}

static void close(void)
{
	state_release(t);
	flow_make_close(&m);
}

static struct freed *freed(enum freed_how how)
{
	struct freed *f = ARENA_NEW(m.arena, struct freed);

	f->how = how;
	return f;
}

/* Joins */

static void a_state_is_joined_with_itself(void)
{
	const char *before = arena_strdup(m.arena, flow_make_print(&m, s));

	CHECK(state_join(s, t, NULL));
	CHECK_STR(flow_make_print(&m, s), before);
}

static void different_numbers_are_forgotten(void)
{
	uint64_t live = 1;

	s->regs[1] = state_int(s, 3);
	t->regs[1] = state_int(t, 3);
	CHECK(!state_constants_differ(s, t, NULL));
	t->regs[1] = state_int(t, 8);
	CHECK(state_constants_differ(s, t, NULL));
	CHECK(!state_constants_differ(s, t, &live));
	CHECK(state_join(s, t, NULL));
	CHECK(state_cell(s, s->regs[1])->lo == 3);
	CHECK(state_cell(s, s->regs[1])->hi == 8);
	/* The constant itself is as it was. */
	CHECK(state_cell(s, state_int(s, 3))->hi == 3);
}

static void flags_that_go_together_stay_together(void)
{
	s->regs[1] = s->regs[2] = state_int(s, 0);
	t->regs[1] = t->regs[2] = state_int(t, 1);
	s->regs[3] = state_int(s, 0);
	t->regs[3] = state_int(t, 2);
	CHECK(state_join(s, t, NULL));
	CHECK(s->regs[1] == s->regs[2]);
	CHECK(s->regs[1] != s->regs[3]);
}

static void a_branch_on_what_is_not_used_any_more_is_forgotten(void)
{
	val_t p = s->regs[0];

	CHECK(state_assume_zero(s, p, true));
	CHECK(state_assume_zero(t, p, false));
	CHECK(state_join(s, t, NULL));
	CHECK(state_is_zero(s, p) == TRI_MAYBE);
}

static void freed_and_not_freed_stay_apart(void)
{
	state_cell(s, s->regs[0])->freed = freed(FREED_FREE);
	CHECK(!state_join(s, t, NULL));
	state_cell(t, t->regs[0])->freed = freed(FREED_FREE);
	CHECK(state_join(s, t, NULL));
	state_cell(t, t->regs[0])->freed = freed(FREED_RECYCLE);
	CHECK(!state_join(s, t, NULL));
}

static void nil_and_memory_stay_apart(void)
{
	s->regs[1] = state_nil(s);
	t->regs[1] = state_new(t, ORIGIN_C);
	CHECK(!state_join(s, t, NULL));
	CHECK(!state_join(t, s, NULL));
}

static void a_register_that_is_dead_does_not_count(void)
{
	uint64_t live = 1;

	s->regs[1] = state_nil(s);
	t->regs[1] = state_new(t, ORIGIN_C);
	CHECK(state_join(s, t, &live));
}

static void aliases_stay_aliases(void)
{
	val_t p = state_new(s, ORIGIN_C), q = state_new(s, ORIGIN_C);

	s->regs[1] = s->regs[2] = p;
	state_release(t);
	t = state_fork(s);
	t->regs[2] = q;
	CHECK(!state_join(s, t, NULL));
	CHECK(!state_join(t, s, NULL));
}

static void what_was_only_looked_at_is_no_difference(void)
{
	val_t q = flow_make_get(s, s->regs[0], "next");

	CHECK(state_assume_zero(s, q, false));
	CHECK(state_join(t, s, NULL));
	/* t has not looked: s may say nothing of it either. */
	CHECK(state_join(s, t, NULL));
	CHECK(state_is_zero(s, q) == TRI_MAYBE);
}

static void what_was_written_is_a_difference(void)
{
	state_set(
		s,
		state_read(s, s->regs[0], ACCESS_FIELD, name_of("next"), NULL),
		ACCESS_DEREF, 0, state_nil(s), flow_make_step(&m));
	CHECK(!state_join(s, t, NULL));
	CHECK(!state_join(t, s, NULL));
}

static void what_was_written_is_one_if_it_is_not_known_too(void)
{
	state_set(
		s,
		state_read(s, s->regs[0], ACCESS_FIELD, name_of("next"), NULL),
		ACCESS_DEREF, 0, state_unknown(s, POINTER), flow_make_step(&m));
	CHECK(!state_join(s, t, NULL));
	CHECK(!state_join(t, s, NULL));
}

static void whose_part_it_is_counts(void)
{
	val_t owner = state_new(s, ORIGIN_C), part = state_new(s, ORIGIN_C);

	state_cell(s, part)->link = LINK_BORROW;
	state_cell(s, part)->base = owner;
	s->regs[1] = part;
	state_release(t);
	t = state_fork(s);
	state_cell(s, owner)->freed = freed(FREED_FREE);
	CHECK(!state_join(s, t, NULL));
	state_compact(s, NULL);
	CHECK(state_freed(s, s->regs[1]));
}

static void what_was_freed_behind_a_field_is_a_difference(void)
{
	val_t q = flow_make_get(s, s->regs[0], "p");

	state_cell(s, q)->freed = freed(FREED_FREE);
	flow_make_put(s, s->regs[0], "p", state_nil(s));
	flow_make_get(t, t->regs[0], "p");
	flow_make_put(t, t->regs[0], "p", state_nil(t));
	CHECK(!state_join(s, t, NULL));
	CHECK(!state_join(t, s, NULL));
}

static void zeros_of_new_memory_are_no_difference(void)
{
	val_t o = flow_make_object(s);

	s->regs[1] = o;
	state_release(t);
	t = state_fork(s);
	flow_make_get(s, o, "n");
	CHECK(state_join(s, t, NULL));
	CHECK(state_join(t, s, NULL));
	flow_make_put(s, o, "p", state_new(s, ORIGIN_C));
	CHECK(!state_join(s, t, NULL));
	CHECK(!state_join(t, s, NULL));
}

static void keys_are_matched_by_what_they_are(void)
{
	val_t map = flow_make_object(s), k = state_unknown(s, INT), a, b;

	s->regs[1] = map;
	s->regs[2] = k;
	state_release(t);
	t = state_fork(s);
	/* Made in another order. */
	a = state_read(s, map, ACCESS_ELEM, state_int(s, 1), NULL);
	b = state_read(s, map, ACCESS_ELEM, k, NULL);
	state_store(s, a, state_new(s, ORIGIN_C), POINTER, NULL);
	state_store(s, b, state_new(s, ORIGIN_MMAP), POINTER, NULL);
	b = state_read(t, map, ACCESS_ELEM, k, NULL);
	a = state_read(t, map, ACCESS_ELEM, state_int(t, 1), NULL);
	state_store(t, b, state_new(t, ORIGIN_MMAP), POINTER, NULL);
	state_store(t, a, state_new(t, ORIGIN_C), POINTER, NULL);
	CHECK(state_join(s, t, NULL));
	state_store(t, a, state_new(t, ORIGIN_MMAP), POINTER, NULL);
	CHECK(!state_join(s, t, NULL));
}

static void that_there_was_no_entry_is_forgotten(void)
{
	val_t map = s->regs[0], k = state_int(s, 1), v;

	state_int(t, 1);
	state_set(s, map, ACCESS_ELEM, k, NO_VAL, NULL);
	v = state_load(t, state_read(t, map, ACCESS_ELEM, k, NULL), POINTER);
	CHECK(state_join(s, t, NULL));
	CHECK(!state_edge(s, map, ACCESS_ELEM, k));
	state_set(s, map, ACCESS_ELEM, k, NO_VAL, NULL);
	CHECK(state_join(t, s, NULL));
	CHECK(!state_edge(t, map, ACCESS_ELEM, k));
	CHECK(t->npre == 1); /* of the slot; nothing leads there */
	/* What was deleted, or used, is another matter. */
	v = state_load(t, state_read(t, map, ACCESS_ELEM, k, NULL), POINTER);
	state_cell(t, v)->used = flow_make_step(&m);
	CHECK(!state_join(t, s, NULL));
	state_cell(t, v)->used = NULL;
	state_set(s, map, ACCESS_ELEM, k, NO_VAL, flow_make_step(&m));
	CHECK(!state_join(t, s, NULL));
	CHECK(!state_join(s, t, NULL));
}

static void relations_hold_where_both_have_them(void)
{
	val_t x = state_unknown(s, INT), y = state_unknown(s, INT);

	s->regs[1] = x;
	s->regs[2] = y;
	state_release(t);
	t = state_fork(s);
	CHECK(state_assume(s, state_term(s, TOK_LSS, x, y), true));
	CHECK(state_assume(t, state_term(t, TOK_LSS, x, y), true));
	CHECK(state_assume(s, state_term(s, TOK_EQL, x, state_int(s, 7)),
			   false));
	CHECK(state_join(s, t, NULL));
	CHECK(state_compare(s, TOK_LSS, x, y) == TRI_YES);
	CHECK(state_compare(s, TOK_EQL, x, state_int(s, 7)) == TRI_MAYBE);
}

static void relations_that_differ_are_forgotten(void)
{
	val_t x = state_unknown(s, INT), y = state_unknown(s, INT), less;

	s->regs[1] = x;
	s->regs[2] = y;
	less = state_term(s, TOK_LSS, x, y);
	state_release(t);
	t = state_fork(s);
	CHECK(state_assume(s, less, true));
	CHECK(state_assume(t, less, false));
	CHECK(state_join(s, t, NULL));
	CHECK(state_compare(s, TOK_LSS, x, y) == TRI_MAYBE);
}

static void a_flag_that_came_about_otherwise_says_nothing(void)
{
	val_t x = state_unknown(s, INT), y = state_unknown(s, INT);

	s->regs[1] = x;
	s->regs[2] = y;
	s->regs[3] = state_term(s, TOK_LSS, x, y);
	state_release(t);
	t = state_fork(s);
	t->regs[3] = state_unknown(t, basic_types[BASIC_BOOL]);
	CHECK(state_join(s, t, NULL));
	CHECK(state_assume(s, s->regs[3], true));
	CHECK(state_compare(s, TOK_LSS, x, y) == TRI_MAYBE);
}

static void a_computed_flag_still_speaks_of_its_operand(void)
{
	val_t x = state_unknown(s, POINTER);
	val_t ok = state_term(s, TOK_NEQ, x, state_nil(s));

	s->regs[1] = x;
	s->regs[2] = ok;
	state_release(t);
	t = state_fork(s);
	CHECK(state_assume(s, ok, true));
	CHECK(state_assume(t, ok, false));
	CHECK(state_join(s, t, NULL));
	CHECK(state_is_zero(s, x) == TRI_MAYBE);
	CHECK(state_assume(s, ok, true));
	CHECK(state_is_zero(s, x) == TRI_NO);
}

static void counts_locks_and_defers_are_compared(void)
{
	struct ir_instr *in = (struct ir_instr *)&root;

	s->locks = 1;
	CHECK(!state_join(s, t, NULL));
	t->locks = 1;
	s->counted = true;
	CHECK(!state_join(s, t, NULL));
	t->counted = true;
	state_defer(s, in, &s->regs[0], 1);
	CHECK(!state_join(s, t, NULL));
	state_defer(t, in, &t->regs[0], 1);
	t->certain = false;
	CHECK(state_join(s, t, NULL));
	CHECK(!s->certain);
}

static void globals_that_only_one_looked_at_are_no_difference(void)
{
	val_t g = state_c_global(s, name_of("g")), n;

	n = state_read(s, g, ACCESS_DEREF, 0, INT);
	CHECK(state_assume_zero(s, n, false));
	CHECK(state_join(t, s, NULL));
	CHECK(state_join(s, t, NULL));
	CHECK(state_is_zero(s, n) == TRI_MAYBE);
	state_set(s, g, ACCESS_DEREF, 0, state_int(s, 4), flow_make_step(&m));
	CHECK(!state_join(s, t, NULL));
	CHECK(!state_join(t, s, NULL));
}

/* Compaction */

static void what_nothing_reaches_goes(void)
{
	val_t o = flow_make_object(s), kept = state_new(s, ORIGIN_C);
	uint64_t live = 2;

	for (int i = 0; i < 100; i++)
		flow_make_put(s, flow_make_object(s), "x",
			      state_int(s, 1000 + i));
	flow_make_put(s, o, "p", kept);
	s->regs[1] = o;
	s->regs[2] = state_int(s, 5);
	state_compact(s, &live);
	CHECK(s->ncells == 4); /* the parameter, o, a field, what is in it */
	CHECK(s->regs[2] == NO_VAL);
	CHECK(state_cell(s, flow_make_get(s, s->regs[1], "p"))->origin ==
	      ORIGIN_C);
	CHECK(state_int(s, 1001) == s->ncells);
	CHECK(state_int(s, 1001) == s->ncells);
}

static void live_registers_are_found_among_many(void)
{
	static const uint32_t kept[] = {0, 63, 64, 130, 191, 192, 255, 299};
	struct state *st = state_create(m.pool, 300);
	uint64_t live[5] = {0};
	uint32_t n = 0;

	for (uint32_t i = 0; i < 300; i++)
		st->regs[i] = state_int(st, i);
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		live[kept[i] / 64] |= (uint64_t)1 << kept[i] % 64;
	state_compact(st, live);
	for (uint32_t i = 0; i < 300; i++)
		n += st->regs[i] != NO_VAL;
	CHECK(n == sizeof(kept) / sizeof(kept[0]));
	for (uint32_t i = 0; i < n; i++)
		CHECK(st->regs[kept[i]] == state_int(st, kept[i]));
	CHECK(st->ncells == n);
	state_release(st);
}

static void what_was_there_before_stays(void)
{
	val_t q = flow_make_get(s, s->regs[0], "p");
	uint64_t live = 0;

	state_cell(s, q)->freed = freed(FREED_FREE);
	flow_make_put(s, s->regs[0], "p", state_nil(s));
	state_compact(s, &live);
	CHECK(s->npre == 2);
	CHECK(state_cell(s, s->pre[1].to)->freed);
	CHECK(state_cell(s, s->pre[0].from)->root == &root);
}

static void facts_of_what_stays_stay(void)
{
	val_t x = state_unknown(s, INT), y = state_unknown(s, INT);
	uint64_t live = 6;

	s->regs[1] = x;
	s->regs[2] = y;
	CHECK(state_assume(s, state_term(s, TOK_LSS, x, y), true));
	CHECK(state_assume(s, state_term(s, TOK_EQL, x, state_int(s, 7)),
			   false));
	CHECK(state_assume(s, state_term(s, TOK_EQL, state_unknown(s, INT), y),
			   false));
	state_compact(s, &live);
	CHECK(state_compare(s, TOK_LSS, s->regs[1], s->regs[2]) == TRI_YES);
	CHECK(state_compare(s, TOK_EQL, s->regs[1], state_int(s, 7)) == TRI_NO);
	CHECK(s->nterms == 2);
}

static void deferred_calls_keep_their_arguments(void)
{
	struct dropped d = {.access = ACCESS_DEREF};
	uint64_t live = 0;
	val_t args[2];

	for (int i = 0; i < 50; i++)
		state_new(s, ORIGIN_GO);
	args[0] = state_new(s, ORIGIN_C);
	args[1] = state_int(s, 3);
	state_defer(s, NULL, args, 2);
	d.holder = state_new(s, ORIGIN_GO);
	d.lost = args[0];
	state_dropped_add(s, &d);
	state_compact(s, &live);
	CHECK(s->ndefers == 1 && s->defers[0].nargs == 2);
	CHECK(state_cell(s, state_defer_args(s, s->defers)[0])->origin ==
	      ORIGIN_C);
	CHECK(state_defer_args(s, s->defers)[1] == state_int(s, 3));
	CHECK(s->dropped[0].lost == state_defer_args(s, s->defers)[0]);
	CHECK(state_cell(s, s->dropped[0].holder)->origin == ORIGIN_GO);
	CHECK(s->ncells == 4);
}

/* Random graphs */

static uint64_t seed;

static uint32_t pick(uint32_t n)
{
	return flow_make_random(&seed) % n;
}

static const char *const fields[] = {"a", "b", "c"};

static val_t field_of(struct state *st, val_t v)
{
	return state_read(st, v, ACCESS_FIELD, name_of(fields[pick(3)]), NULL);
}

static bool is_pointer(const struct state *st, val_t v)
{
	return v && state_cell(st, v)->origin != ORIGIN_NUMBER;
}

static val_t made(struct state *st)
{
	switch (pick(6)) {
	case 0:
		return flow_make_object(st);
	case 1:
		return state_new(st, ORIGIN_C);
	case 2:
		return state_unknown(st, INT);
	case 3:
		return state_unknown(st, POINTER);
	default:
		return state_int(st, pick(3));
	}
}

/* Something an instruction could do with the registers. */
static void random_step(struct state *st)
{
	val_t *to = &st->regs[pick(REGS)], x = st->regs[pick(REGS)];
	val_t y = st->regs[pick(REGS)];
	static const uint8_t toks[] = {TOK_ADD, TOK_EQL, TOK_LSS, TOK_NEQ};

	switch (pick(9)) {
	case 0:
	case 1:
		*to = made(st);
		break;
	case 2:
	case 3:
		if (is_pointer(st, x))
			*to = state_load(st, field_of(st, x),
					 pick(2) ? INT : POINTER);
		break;
	case 4:
		if (is_pointer(st, x) && y)
			state_store(st, field_of(st, x), y, POINTER,
				    flow_make_step(&m));
		break;
	case 5:
		if (is_pointer(st, x) && y)
			*to = state_load(
				st, state_read(st, x, ACCESS_ELEM, y, POINTER),
				POINTER);
		break;
	case 6:
		if (is_pointer(st, x) &&
		    !(state_cell(st, x)->flags & CELL_CONST) && pick(4) == 0)
			state_cell(st, x)->freed = freed(FREED_FREE);
		break;
	case 7:
		if (x && y)
			*to = state_term(st, toks[pick(4)], x, y);
		break;
	default:
		if (x && state_is_zero(st, x) == TRI_MAYBE)
			state_assume_zero(st, x, pick(2));
		break;
	}
}

/* The graph from live registers, numbered as it is met. */
struct canon {
	const struct state *s;
	uint32_t *number;
	val_t *order;
	uint32_t n;
};

static uint32_t number_of(struct canon *c, val_t v)
{
	if (!v)
		return 0;
	if (!c->number[v]) {
		c->order[c->n++] = v;
		c->number[v] = c->n;
	}
	return c->number[v];
}

static void print_node(struct canon *c, val_t v)
{
	const struct cell *cell = state_cell(c->s, v);
	const struct edge *e;

	buf_printf(&m.text, "%u: %u %u %lld %lld %p base %u", c->number[v],
		   cell->origin, cell->flags, (long long)cell->lo,
		   (long long)cell->hi, (const void *)cell->freed,
		   number_of(c, cell->base));
	for (e = state_first(c->s, v); e; e = state_next(c->s, e))
		buf_printf(&m.text, " %u/%u->%u", e->access,
			   e->access == ACCESS_ELEM ? number_of(c, e->key)
						    : e->key,
			   number_of(c, e->to));
	if (cell->term) {
		const struct flow_term *f = &c->s->terms[cell->term - 1];

		buf_printf(&m.text, " (%u %u %u)", f->tok, number_of(c, f->x),
			   number_of(c, f->y));
	}
	buf_putc(&m.text, '\n');
}

static char *canonical(const struct state *st, uint64_t live)
{
	struct canon c = {.s = st};

	c.number = calloc(st->ncells + 1, sizeof(*c.number));
	c.order = calloc(st->ncells + 1, sizeof(*c.order));
	buf_clear(&m.text);
	for (uint32_t i = 0; i < REGS; i++)
		if (live >> i & 1)
			buf_printf(&m.text, "r%u %u\n", i,
				   number_of(&c, st->regs[i]));
	for (uint32_t i = 0; i < c.n; i++)
		print_node(&c, c.order[i]);
	free(c.number);
	free(c.order);
	return strdup(buf_text(&m.text));
}

static void random_state(struct state *st, int steps)
{
	for (int i = 0; i < steps; i++)
		random_step(st);
}

static struct state *new_random_state(int steps)
{
	struct state *st = state_create(m.pool, REGS);

	st->regs[0] = flow_make_param(st, &root);
	st->regs[1] = flow_make_param(st, &s);
	random_state(st, steps);
	return st;
}

static void compaction_keeps_what_live_registers_reach(void)
{
	for (int round = 0; round < 3000; round++) {
		struct state *st;
		uint64_t live;
		char *before, *after;
		bool same;

		seed = (uint64_t)round + 1;
		st = new_random_state(5 + (int)pick(60));
		live = pick(1 << REGS);
		before = canonical(st, live);
		state_compact(st, &live);
		after = canonical(st, live);
		same = strcmp(before, after) == 0;
		if (!same)
			fprintf(stderr, "round %d\n%s--\n%s", round, before,
				after);
		free(before);
		free(after);
		CHECK(same);
		/* And again, with nothing left to go. */
		before = strdup(flow_make_print(&m, st));
		state_compact(st, &live);
		same = strcmp(before, flow_make_print(&m, st)) == 0;
		free(before);
		CHECK(same);
		state_release(st);
	}
}

/* Whether all that r says is true in b. */
struct truth {
	const struct state *r, *b;
	val_t *in_b; /* of each node of r */
	val_t *queue;
	uint32_t n;
};

static bool node_holds(struct truth *w, val_t v, val_t u)
{
	const struct cell *x = state_cell(w->r, v), *y = state_cell(w->b, u);
	struct range is = range_at(w->b, u, FACT_DEPTH);

	if (x->lo > is.lo || x->hi < is.hi)
		return false;
	if (x->flags & CELL_NONZERO && state_is_zero(w->b, u) != TRI_NO)
		return false;
	if (!x->freed != !y->freed || !x->root != !y->root)
		return false;
	return x->origin == ORIGIN_NUMBER || x->origin == ORIGIN_UNKNOWN ||
	       x->origin == y->origin;
}

static bool same_in(struct truth *w, val_t v, val_t u)
{
	if (!v || !u)
		return v == u;
	if (state_cell(w->r, v)->flags & CELL_CONST)
		return node_holds(w, v, u);
	if (w->in_b[v])
		return w->in_b[v] == u ||
		       state_same(w->b, w->in_b[v], u) == TRI_YES;
	w->in_b[v] = u;
	w->queue[w->n++] = v;
	return node_holds(w, v, u);
}

static const struct edge *edge_in(const struct truth *w, val_t u,
				  const struct edge *e)
{
	const struct cell *k = state_cell(w->r, e->key);
	const struct edge *f = state_first(w->b, u);

	for (; f; f = state_next(w->b, f)) {
		if (f->access != e->access)
			continue;
		if (e->access != ACCESS_ELEM ? f->key == e->key
		    : k->flags & CELL_CONST
			    ? state_find_int(w->b, k->lo) == f->key
			    : w->in_b[e->key] == f->key)
			return f;
	}
	return NULL;
}

static bool edges_hold(struct truth *w, val_t v)
{
	const struct edge *e = state_first(w->r, v);

	for (; e; e = state_next(w->r, e)) {
		const struct edge *f = edge_in(w, w->in_b[v], e);

		if (!f && e->access == ACCESS_ELEM && !w->in_b[e->key])
			continue; /* whose key it is no register tells */
		if (f && !same_in(w, e->to, f->to))
			return false;
		/* What is not known in b was not written in r. */
		if (!f && e->stored && state_is_zero(w->r, e->to) != TRI_YES)
			return false;
	}
	return true;
}

static bool holds(const struct state *r, const struct state *b)
{
	struct truth w = {.r = r, .b = b};
	bool good = true;

	w.in_b = calloc(r->ncells + 1, sizeof(val_t));
	w.queue = calloc(r->ncells + 1, sizeof(val_t));
	for (uint32_t i = 0; good && i < REGS; i++)
		good = same_in(&w, r->regs[i], b->regs[i]);
	for (uint32_t i = 0; good && i < w.n; i++)
		good = edges_hold(&w, w.queue[i]);
	for (uint32_t i = 0; good && i < r->nterms; i++) {
		const struct flow_term *f = &r->terms[i];
		const struct cell *c = state_cell(r, f->result);
		val_t x = w.in_b[f->x], y = w.in_b[f->y];

		if (f->tok != TOK_EQL && f->tok != TOK_LSS)
			continue;
		if (x && y && c->lo == c->hi)
			good = state_compare(b, f->tok, x, y) ==
			       (c->lo ? TRI_YES : TRI_NO);
	}
	free(w.in_b);
	free(w.queue);
	return good;
}

static void a_join_is_true_of_both(void)
{
	int joined = 0;

	for (int round = 0; round < 20000; round++) {
		struct state *a, *b, *before;
		char *text;
		bool fine;

		seed = (uint64_t)round + 1;
		a = new_random_state(4 + (int)pick(30));
		if (pick(2))
			state_compact(a, NULL);
		b = state_fork(a);
		random_state(a, (int)pick(5));
		random_state(b, (int)pick(5));
		if (pick(2))
			state_compact(b, NULL);
		before = state_fork(a);
		text = strdup(flow_make_print(&m, a));
		if (state_join(a, b, NULL)) {
			joined++;
			fine = holds(a, b) && holds(a, before);
			state_compact(a, NULL);
			fine = fine && holds(a, b) && holds(a, before);
		} else {
			fine = strcmp(text, flow_make_print(&m, a)) == 0;
		}
		free(text);
		if (!fine) {
			fprintf(stderr, "round %d\n%s--\n", round,
				flow_make_print(&m, before));
			fprintf(stderr, "%s--\n", flow_make_print(&m, b));
			fprintf(stderr, "%s--\n", flow_make_print(&m, a));
		}
		CHECK(fine);
		state_release(a);
		state_release(b);
		state_release(before);
	}
	CHECK(joined > 2000 && joined < 18000);
}

int main(void)
{
	void (*const tests[])(void) = {
		a_state_is_joined_with_itself,
		different_numbers_are_forgotten,
		flags_that_go_together_stay_together,
		a_branch_on_what_is_not_used_any_more_is_forgotten,
		freed_and_not_freed_stay_apart,
		nil_and_memory_stay_apart,
		a_register_that_is_dead_does_not_count,
		aliases_stay_aliases,
		what_was_only_looked_at_is_no_difference,
		what_was_written_is_a_difference,
		what_was_written_is_one_if_it_is_not_known_too,
		whose_part_it_is_counts,
		what_was_freed_behind_a_field_is_a_difference,
		zeros_of_new_memory_are_no_difference,
		keys_are_matched_by_what_they_are,
		that_there_was_no_entry_is_forgotten,
		relations_hold_where_both_have_them,
		relations_that_differ_are_forgotten,
		a_flag_that_came_about_otherwise_says_nothing,
		a_computed_flag_still_speaks_of_its_operand,
		counts_locks_and_defers_are_compared,
		globals_that_only_one_looked_at_are_no_difference,
		what_nothing_reaches_goes,
		live_registers_are_found_among_many,
		what_was_there_before_stays,
		facts_of_what_stays_stay,
		deferred_calls_keep_their_arguments,
		compaction_keeps_what_live_registers_reach,
		a_join_is_true_of_both,
	};

	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		open();
		RUN(tests[i]);
		close();
	}
	return test_summary();
}
