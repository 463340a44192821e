/* SPDX-License-Identifier: MIT */
/*
 * What a state knows of numbers, by examples and against the truth: the last
 * test makes random expressions of three small numbers, takes random branches
 * on them, and holds every answer against all values that can still be.
 */
#include "flow_make.h"
#include "test.h"

#define INT basic_types[BASIC_INT]
#define POINTER basic_types[BASIC_UNSAFE_POINTER]

static struct flow_make m;
static struct state *s; /* m.s */

static void open(void)
{
	flow_make_open(&m, 8);
	s = m.s;
}

static void close(void)
{
	flow_make_close(&m);
}

static val_t num(int64_t n)
{
	return state_int(s, n);
}

static val_t any(void)
{
	return state_unknown(s, INT);
}

static val_t term(uint8_t tok, val_t x, val_t y)
{
	return state_term(s, tok, x, y);
}

static bool assume(uint8_t tok, val_t x, val_t y)
{
	return state_assume(s, term(tok, x, y), true);
}

static enum tri ask(uint8_t tok, val_t x, val_t y)
{
	return state_compare(s, tok, x, y);
}

static void what_is_known_is_computed(void)
{
	CHECK(term(TOK_ADD, num(2), num(3)) == num(5));
	CHECK(term(TOK_QUO, num(-7), num(2)) == num(-3));
	CHECK(term(TOK_REM, num(-7), num(2)) == num(-1));
	CHECK(term(TOK_SHL, num(1), num(70)) == num(0));
	CHECK(term(TOK_SHR, num(-8), num(1)) == num(-4));
	CHECK(term(TOK_AND_NOT, num(7), num(2)) == num(5));
	CHECK(term(TOK_SUB, num(4), NO_VAL) == num(-4));
	CHECK(term(TOK_XOR, num(4), NO_VAL) == num(~4));
	CHECK(term(TOK_NOT, num(0), NO_VAL) == num(1));
	CHECK(term(TOK_LEQ, num(2), num(2)) == num(1));
	/* Not with a value: it panics. */
	CHECK(state_is_zero(s, term(TOK_QUO, num(1), num(0))) == TRI_MAYBE);
	CHECK(state_is_zero(s, term(TOK_QUO, num(INT64_MIN), num(-1))) ==
	      TRI_MAYBE);
	CHECK(state_is_zero(s, term(TOK_ADD, num(INT64_MAX), num(1))) ==
	      TRI_MAYBE);
}

static void strings_are_joined_and_compared(void)
{
	val_t a = state_const(s, flow_make_text(&m, "a"));
	val_t b = state_const(s, flow_make_text(&m, "b"));
	val_t empty = state_zero(s, basic_types[BASIC_STRING]);
	val_t x = state_unknown(s, basic_types[BASIC_STRING]);

	CHECK(term(TOK_ADD, a, b) == state_const(s, flow_make_text(&m, "ab")));
	CHECK(ask(TOK_LSS, a, b) == TRI_YES);
	CHECK(ask(TOK_EQL, a, b) == TRI_NO);
	CHECK(ask(TOK_EQL, x, a) == TRI_MAYBE);
	CHECK(term(TOK_ADD, x, a) != term(TOK_ADD, a, x));
	CHECK(assume(TOK_EQL, x, a));
	CHECK(ask(TOK_EQL, x, b) == TRI_NO);
	CHECK(ask(TOK_EQL, x, empty) == TRI_NO);
	CHECK(state_is_zero(s, empty) == TRI_YES);
	x = state_unknown(s, basic_types[BASIC_STRING]);
	CHECK(assume(TOK_NEQ, x, empty));
	CHECK(state_is_zero(s, x) == TRI_NO);
	CHECK(!assume(TOK_EQL, x, empty));
}

static void the_same_computation_is_the_same_node(void)
{
	val_t x = any(), y = any();

	CHECK(term(TOK_MUL, x, y) == term(TOK_MUL, y, x));
	CHECK(term(TOK_SUB, x, y) != term(TOK_SUB, y, x));
	CHECK(term(TOK_ADD, term(TOK_ADD, x, num(1)), num(2)) ==
	      term(TOK_SUB, x, num(-3)));
	CHECK(term(TOK_SUB, term(TOK_ADD, x, num(1)), num(1)) == x);
	CHECK(term(TOK_ADD, num(1), x) == term(TOK_ADD, x, num(1)));
	CHECK(term(TOK_SUB, term(TOK_ADD, x, num(5)), x) == num(5));
	CHECK(term(TOK_GTR, x, y) == term(TOK_LSS, y, x));
	CHECK(term(TOK_NOT, term(TOK_NEQ, x, y), NO_VAL) ==
	      term(TOK_EQL, x, y));
	CHECK(state_term(s, 0, x, 7) == state_term(s, 0, x, 7));
	CHECK(state_term(s, 0, x, 7) != state_term(s, 0, x, 8));
}

static void neighbours_are_compared(void)
{
	val_t x = any(), next = term(TOK_ADD, x, num(1));

	CHECK(ask(TOK_EQL, x, next) == TRI_NO);
	CHECK(ask(TOK_LSS, x, next) == TRI_YES);
	CHECK(ask(TOK_GEQ, x, next) == TRI_NO);
	CHECK(ask(TOK_LSS, term(TOK_ADD, x, num(5)), next) == TRI_NO);
	CHECK(ask(TOK_LSS, term(TOK_REM, x, num(4)), num(4)) == TRI_YES);
	CHECK(ask(TOK_GTR, term(TOK_REM, x, num(4)), num(-4)) == TRI_YES);
}

static void branches_speak_of_their_operands(void)
{
	val_t x = any(), y = any();

	CHECK(assume(TOK_LSS, term(TOK_ADD, x, num(1)), num(4)));
	CHECK(ask(TOK_LEQ, x, num(2)) == TRI_YES);
	CHECK(assume(TOK_GEQ, x, num(2)));
	CHECK(ask(TOK_EQL, x, num(2)) == TRI_YES);
	CHECK(ask(TOK_EQL, term(TOK_MUL, x, num(3)), num(6)) == TRI_YES);
	CHECK(!state_assume(s, term(TOK_EQL, x, num(2)), false));
	CHECK(state_assume(s, term(TOK_NOT, term(TOK_EQL, y, num(0)), NO_VAL),
			   true));
	CHECK(state_is_zero(s, y) == TRI_NO);
	CHECK(!state_assume_zero(s, y, true));
}

static void relations_of_unknowns_are_kept(void)
{
	val_t x = any(), y = any();

	CHECK(assume(TOK_LSS, x, y));
	CHECK(ask(TOK_EQL, x, y) == TRI_NO);
	CHECK(ask(TOK_GTR, x, y) == TRI_NO);
	CHECK(!assume(TOK_EQL, y, x));
	x = any();
	CHECK(assume(TOK_NEQ, x, y));
	CHECK(assume(TOK_GEQ, x, y));
	CHECK(ask(TOK_GTR, x, y) == TRI_YES);
	x = any();
	CHECK(assume(TOK_EQL, x, y));
	CHECK(state_same(s, x, y) == TRI_YES);
}

static void what_a_switch_excluded_stays_excluded(void)
{
	val_t x = any();

	CHECK(state_assume(s, term(TOK_EQL, x, num(3)), false));
	CHECK(state_assume(s, term(TOK_EQL, x, num(4)), false));
	CHECK(ask(TOK_EQL, x, num(3)) == TRI_NO);
	CHECK(assume(TOK_GEQ, x, num(2)));
	CHECK(assume(TOK_NEQ, x, num(2)));
	CHECK(ask(TOK_GEQ, x, num(5)) == TRI_YES);
	CHECK(!assume(TOK_LEQ, x, num(4)));
}

static void pointers_are_nil_or_not(void)
{
	int root;
	val_t p = flow_make_param(s, &root), o = flow_make_object(s);

	CHECK(state_is_zero(s, p) == TRI_MAYBE);
	CHECK(ask(TOK_EQL, o, state_nil(s)) == TRI_NO);
	CHECK(state_same(s, p, o) == TRI_NO);
	CHECK(state_same(s, flow_make_object(s), o) == TRI_NO);
	CHECK(state_same(s, state_new(s, ORIGIN_UNKNOWN), o) == TRI_MAYBE);
	CHECK(assume(TOK_NEQ, p, state_nil(s)));
	CHECK(state_is_zero(s, p) == TRI_NO);
	CHECK(!assume(TOK_EQL, p, state_nil(s)));
	p = flow_make_param(s, &root + 1);
	CHECK(assume(TOK_EQL, p, state_nil(s)));
	CHECK(state_is_zero(s, p) == TRI_YES);
	CHECK(state_same(s, p, state_nil(s)) == TRI_YES);
}

static void floats_are_not_whole(void)
{
	val_t x = state_unknown(s, basic_types[BASIC_FLOAT64]);

	CHECK(assume(TOK_GTR, x, num(0)));
	CHECK(ask(TOK_GEQ, x, num(1)) == TRI_MAYBE);
	CHECK(assume(TOK_LSS, x, num(1)));
	CHECK(ask(TOK_EQL, term(TOK_QUO, num(1), x), num(1)) == TRI_MAYBE);
}

static void a_count_that_nobody_knows_is_marked(void)
{
	int root;
	val_t o = flow_make_param(s, &root), refs, less;
	struct state *t;

	refs = state_load(
		s, state_read(s, o, ACCESS_FIELD, name_of("refs"), NULL), INT);
	less = term(TOK_SUB, refs, num(1));
	t = state_fork(s);
	CHECK(state_assume(t, state_term(t, TOK_LEQ, less, state_int(t, 0)),
			   true));
	CHECK(state_counted(t) && !t->certain);
	state_release(t);
	t = state_fork(s);
	CHECK(state_assume(t, state_term(t, TOK_NEQ, less, state_int(t, 0)),
			   false));
	CHECK(state_counted(t));
	state_release(t);
	/* What is known is no such count, and neither is a loop's end. */
	CHECK(assume(TOK_GEQ, less, num(0)));
	CHECK(!state_counted(s));
	CHECK(assume(TOK_EQL, term(TOK_SUB, any(), num(1)), num(0)));
	CHECK(!state_counted(s));
	flow_make_put(s, o, "refs", num(1));
	less = term(TOK_SUB, flow_make_get(s, o, "refs"), num(1));
	CHECK(assume(TOK_EQL, less, num(0)));
	CHECK(!state_counted(s) && s->certain);
}

static void facts_of_another_state_are_taken_over(void)
{
	struct state *t = state_create(m.pool, 0);
	val_t x = any(), y = state_unknown(t, INT);

	CHECK(state_assume(t, state_term(t, TOK_GTR, y, state_int(t, 3)),
			   true));
	CHECK(state_assume_like(s, x, t, y));
	CHECK(ask(TOK_GEQ, x, num(4)) == TRI_YES);
	CHECK(!state_assume_like(s, num(2), t, y));
	state_release(t);
}

/* Against the truth */

enum { VARS = 3, SIDE = 7, WORLDS = SIDE * SIDE * SIDE, EXPRS = 40 };

struct made {
	val_t v;
	int at[WORLDS]; /* its value in each */
	bool truth;	/* a boolean */
};

static struct made exprs[EXPRS];
static int nexprs;
static bool possible[WORLDS];
static uint64_t seed;

static uint32_t pick(uint32_t n)
{
	return flow_make_random(&seed) % n;
}

static struct made *number(void)
{
	struct made *e;

	do {
		e = &exprs[pick(nexprs)];
	} while (e->truth);
	return e;
}

static void add_vars(void)
{
	nexprs = 0;
	for (int v = 0, step = 1; v < VARS; v++, step *= SIDE) {
		struct made *e = &exprs[nexprs++];

		e->truth = false;
		e->v = any();
		state_assume(s, term(TOK_GEQ, e->v, num(-(SIDE / 2))), true);
		state_assume(s, term(TOK_LEQ, e->v, num(SIDE / 2)), true);
		for (int w = 0; w < WORLDS; w++)
			e->at[w] = w / step % SIDE - SIDE / 2;
	}
}

static void add_constant(void)
{
	struct made *e = &exprs[nexprs++];
	int n = (int)pick(9) - 4;

	e->truth = false;
	e->v = num(n);
	for (int w = 0; w < WORLDS; w++)
		e->at[w] = n;
}

static int compute(uint8_t tok, int x, int y)
{
	switch (tok) {
	case TOK_ADD:
		return x + y;
	case TOK_SUB:
		return x - y;
	case TOK_MUL:
		return x * y;
	case TOK_AND:
		return x & y;
	case TOK_QUO:
		return y ? x / y : 0;
	case TOK_REM:
		return y ? x % y : 0;
	case TOK_SHR:
		return y < 0 ? 0 : x >> (y > 31 ? 31 : y);
	case TOK_EQL:
		return x == y;
	case TOK_NEQ:
		return x != y;
	case TOK_LSS:
		return x < y;
	case TOK_LEQ:
		return x <= y;
	case TOK_GTR:
		return x > y;
	default:
		return x >= y;
	}
}

static void add_binary(const uint8_t *toks, uint32_t n, bool truth)
{
	static const uint8_t by_constant[] = {TOK_QUO, TOK_REM, TOK_SHR};
	struct made *x = number(), *y = number(), *e;
	uint8_t tok = toks[pick(n)];

	if (memchr(by_constant, tok, sizeof(by_constant)) &&
	    state_cell(s, y->v)->lo != state_cell(s, y->v)->hi)
		return;
	if (memchr(by_constant, tok, sizeof(by_constant)) && y->at[0] <= 0)
		return;
	for (int w = 0; w < WORLDS; w++)
		if (abs(x->at[w]) > 1000 || abs(y->at[w]) > 1000)
			return;
	e = &exprs[nexprs++];
	e->truth = truth;
	e->v = term(tok, x->v, y->v);
	for (int w = 0; w < WORLDS; w++)
		e->at[w] = compute(tok, x->at[w], y->at[w]);
}

static void add_not(void)
{
	struct made *x = &exprs[pick(nexprs)], *e;

	if (!x->truth)
		return;
	e = &exprs[nexprs++];
	e->truth = true;
	e->v = term(TOK_NOT, x->v, NO_VAL);
	for (int w = 0; w < WORLDS; w++)
		e->at[w] = !x->at[w];
}

static void add_expr(void)
{
	static const uint8_t sums[] = {TOK_ADD, TOK_SUB, TOK_ADD,
				       TOK_SUB, TOK_MUL, TOK_AND,
				       TOK_QUO, TOK_REM, TOK_SHR};
	static const uint8_t relations[] = {TOK_EQL, TOK_NEQ, TOK_LSS,
					    TOK_LEQ, TOK_GTR, TOK_GEQ};

	if (nexprs == EXPRS)
		return;
	switch (pick(8)) {
	case 0:
		add_constant();
		break;
	case 1:
		add_not();
		break;
	case 2:
	case 3:
		add_binary(sums, sizeof(sums), false);
		break;
	default:
		add_binary(relations, sizeof(relations), true);
		break;
	}
}

/* How many values of all can still be. */
static int count(void)
{
	int n = 0;

	for (int w = 0; w < WORLDS; w++)
		n += possible[w];
	return n;
}

static bool branch(void)
{
	struct made *e = &exprs[pick(nexprs)];
	bool truth = pick(2), fine;

	if (!e->truth)
		return true;
	fine = state_assume(s, e->v, truth);
	for (int w = 0; w < WORLDS; w++)
		possible[w] &= (e->at[w] != 0) == truth;
	return fine;
}

static bool tri_is_right(enum tri t, int yes, int no)
{
	return t == TRI_MAYBE || (t == TRI_YES ? !no : !yes);
}

static bool answers_are_right(void)
{
	static const uint8_t relations[] = {TOK_EQL, TOK_NEQ, TOK_LSS,
					    TOK_LEQ, TOK_GTR, TOK_GEQ};
	struct made *x = number(), *y = number();
	uint8_t tok = relations[pick(sizeof(relations))];
	int yes = 0, no = 0, zero = 0, other = 0;

	for (int w = 0; w < WORLDS; w++) {
		if (!possible[w])
			continue;
		if (compute(tok, x->at[w], y->at[w]))
			yes++;
		else
			no++;
		if (x->at[w])
			other++;
		else
			zero++;
	}
	return tri_is_right(ask(tok, x->v, y->v), yes, no) &&
	       tri_is_right(state_is_zero(s, x->v), zero, other);
}

static void answers_agree_with_all_values_that_can_be(void)
{
	int ended = 0, seen = 0, decided = 0;

	for (int round = 0; round < 20000; round++) {
		state_release(s);
		s = m.s = state_create(m.pool, 0);
		seed = (uint64_t)round + 1;
		memset(possible, 1, sizeof(possible));
		add_vars();
		for (int step = 0; step < 60; step++) {
			bool fine;

			add_expr();
			if (pick(3) == 0)
				continue;
			fine = branch();
			CHECK(fine || count() == 0);
			ended += !fine;
			seen += count() == 0;
			if (!fine || count() == 0)
				break;
			for (int i = 0; i < 4; i++)
				CHECK(answers_are_right());
		}
		decided += s->nterms > 0;
	}
	/* It is not all said by saying nothing. */
	CHECK(ended > seen * 9 / 10);
	CHECK(decided > 19000);
}

/* x between constants, and not some of them: nothing is lost. */
static void constraints_of_one_number_are_exact(void)
{
	static const uint8_t relations[] = {TOK_EQL, TOK_NEQ, TOK_LSS,
					    TOK_LEQ, TOK_GTR, TOK_GEQ};

	for (int round = 0; round < 5000; round++) {
		bool left[21], fine = true;
		val_t x;

		state_release(s);
		s = m.s = state_create(m.pool, 0);
		x = any();
		seed = (uint64_t)round + 1;
		memset(left, 1, sizeof(left));
		for (int step = 0; step < 10 && fine; step++) {
			uint8_t tok = relations[pick(sizeof(relations))];
			int n = (int)pick(7) - 3, can = 0;
			bool truth = pick(2);

			fine = state_assume(s, term(tok, x, num(n)), truth);
			for (int i = 0; i < 21; i++) {
				left[i] &= compute(tok, i - 10, n) == truth;
				can += left[i];
			}
			CHECK(fine == (can > 0));
		}
	}
}

int main(void)
{
	void (*const tests[])(void) = {
		what_is_known_is_computed,
		strings_are_joined_and_compared,
		the_same_computation_is_the_same_node,
		neighbours_are_compared,
		branches_speak_of_their_operands,
		relations_of_unknowns_are_kept,
		what_a_switch_excluded_stays_excluded,
		pointers_are_nil_or_not,
		floats_are_not_whole,
		a_count_that_nobody_knows_is_marked,
		facts_of_another_state_are_taken_over,
		answers_agree_with_all_values_that_can_be,
		constraints_of_one_number_are_exact,
	};

	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		open();
		RUN(tests[i]);
		close();
	}
	return test_summary();
}
