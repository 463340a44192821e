/* SPDX-License-Identifier: MIT */
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

/* Values */

static void equal_constants_are_one_node(void)
{
	val_t a = state_const(s, flow_make_text(&m, "ab"));
	val_t b = state_const(s, flow_make_text(&m, "b"));

	CHECK(state_int(s, 5) == state_int(s, 5));
	CHECK(state_int(s, 5) != state_int(s, 6));
	CHECK(state_const(s, flow_make_text(&m, "ab")) == a);
	CHECK(a != b);
	CHECK(state_const(s, value_make_int64(m.arena, 5)) == state_int(s, 5));
	CHECK(state_const(s, value_make_bool(true)) == state_int(s, 1));
	CHECK(state_c_global(s, name_of("x")) ==
	      state_c_global(s, name_of("x")));
	CHECK(state_c_global(s, name_of("x")) !=
	      state_c_global(s, name_of("y")));
	CHECK(state_c_name(state_cell(s, state_c_global(s, name_of("x")))) ==
	      name_of("x"));
}

static void many_constants_are_found_again(void)
{
	val_t at[1000];

	for (int i = 0; i < 1000; i++)
		at[i] = state_int(s, (int64_t)i * 1000003);
	for (int i = 0; i < 1000; i++)
		CHECK(state_int(s, (int64_t)i * 1000003) == at[i]);
}

static void a_fork_has_a_life_of_its_own(void)
{
	val_t o = flow_make_object(s), p = state_new(s, ORIGIN_C);
	const char *before;
	struct state *t;

	flow_make_put(s, o, "p", p);
	s->regs[0] = o;
	before = arena_strdup(m.arena, flow_make_print(&m, s));
	t = state_fork(s);
	CHECK_STR(flow_make_print(&m, t), before);
	CHECK(state_int(t, 77) == s->ncells + 1);
	flow_make_put(t, o, "p", state_nil(t));
	state_cell(t, p)->freed = flow_make_freed(&m, FREED_FREE);
	t->regs[1] = p;
	CHECK_STR(flow_make_print(&m, s), before);
	state_release(t);
	t = state_fork(s);
	CHECK_STR(flow_make_print(&m, t), before);
	state_release(t);
}

static void a_state_that_comes_back_is_empty(void)
{
	struct state *t = state_create(m.pool, 4);

	t->regs[2] = state_int(t, 9);
	state_defer(t, NULL, &t->regs[2], 1);
	t->locks = 3;
	t->counted = true;
	state_release(t);
	t = state_create(m.pool, 6);
	CHECK(t->ncells == 0 && t->ndefers == 0 && t->nargs == 0);
	CHECK(t->locks == 0 && !t->counted && t->certain);
	for (int i = 0; i < 6; i++)
		CHECK(t->regs[i] == NO_VAL);
	CHECK(state_int(t, 9) == 1);
	state_release(t);
}

static void numbers_lie_within_their_types(void)
{
	val_t b = state_unknown(s, basic_types[BASIC_BOOL]);
	val_t u = state_unknown(s, basic_types[BASIC_UINT8]);
	val_t big = state_int(s, 256);

	CHECK(state_compare(s, TOK_LEQ, b, state_int(s, 1)) == TRI_YES);
	CHECK(state_compare(s, TOK_LSS, u, big) == TRI_YES);
	CHECK(state_compare(s, TOK_GEQ, u, state_int(s, 0)) == TRI_YES);
	CHECK(state_compare(s, TOK_EQL, u, state_int(s, 7)) == TRI_MAYBE);
	CHECK(state_cell(s, u)->origin == ORIGIN_NUMBER);
}

static void a_full_state_says_so(void)
{
	struct state *t = state_create(m.pool, 0);

	for (int i = 0; i < STATE_MAX_CELLS + 5; i++)
		state_new(t, ORIGIN_GO);
	CHECK(t->full);
	CHECK(t->ncells == STATE_MAX_CELLS);
	state_int(t, 123456);
	state_read(t, 1, ACCESS_DEREF, 0, INT);
	state_term(t, TOK_MUL, 1, 2);
	CHECK(t->ncells == STATE_MAX_CELLS);
	state_release(t);
}

/* Blocks */

static void the_inside_of_freed_memory_is_freed(void)
{
	val_t p = state_new(s, ORIGIN_C), at, column;

	at = state_read(s, p, ACCESS_FIELD, name_of("x"), NULL);
	at = state_read(s, at, ACCESS_ELEM, state_int(s, 3), NULL);
	column = state_new(s, ORIGIN_C);
	state_cell(s, column)->link = LINK_BORROW;
	state_cell(s, column)->base = p;
	CHECK(state_block(s, at) == p);
	CHECK(state_block(s, column) == column);
	CHECK(!state_freed(s, at));
	state_cell(s, p)->freed = flow_make_freed(&m, FREED_FREE);
	CHECK(state_freed(s, at) == state_cell(s, p)->freed);
	CHECK(state_freed(s, column) == state_cell(s, p)->freed);
}

static void addresses_know_whether_they_are_the_start(void)
{
	struct type *st = flow_make_struct(&m);
	struct pointer *to = ARENA_NEW(m.arena, struct pointer);
	val_t p = state_new(s, ORIGIN_C), n = state_unknown(s, INT), q, r;

	to->t.kind = TYPE_POINTER;
	to->base = st;
	state_cell(s, p)->type = &to->t;
	q = state_offset(s, p, state_int(s, 8));
	CHECK(state_block(s, q) == p && state_is_inside(s, q));
	CHECK(state_offset(s, p, state_int(s, 8)) == q);
	CHECK(state_offset(s, q, state_int(s, -8)) == p);
	CHECK(state_offset(s, p, state_int(s, 0)) == p);
	CHECK(!state_is_inside(s, p));
	r = state_offset(s, p, n);
	CHECK(state_block(s, r) == p && !state_is_inside(s, r));
	r = state_read(s, p, ACCESS_FIELD, name_of("p"), NULL);
	CHECK(!state_is_inside(s, r));
	r = state_read(s, p, ACCESS_FIELD, name_of("n"), NULL);
	CHECK(state_is_inside(s, r));
	/* Back from a field: perhaps at the start. */
	CHECK(!state_is_inside(s, state_offset(s, r, state_int(s, -8))));
	r = state_read(s, p, ACCESS_ELEM, state_int(s, 0), NULL);
	CHECK(!state_is_inside(s, r));
	r = state_read(s, p, ACCESS_ELEM, state_int(s, 2), NULL);
	CHECK(state_is_inside(s, r));
	r = state_read(s, p, ACCESS_ELEM, n, NULL);
	CHECK(!state_is_inside(s, r));
}

/* Edges */

static void new_memory_holds_zeros(void)
{
	val_t o = flow_make_object(s);

	CHECK(flow_make_get(s, o, "n") == state_int(s, 0));
	CHECK(s->npre == 0);
	flow_make_put(s, o, "n", state_int(s, 4));
	CHECK(flow_make_get(s, o, "n") == state_int(s, 4));
}

static void what_was_there_before_is_written_down(void)
{
	int root;
	val_t p = flow_make_param(s, &root), q = flow_make_get(s, p, "next");

	CHECK(flow_make_get(s, p, "next") == q);
	CHECK(s->npre == 2);
	CHECK(s->pre[0].from == p && s->pre[0].access == ACCESS_FIELD);
	CHECK(s->pre[1].to == q && s->pre[1].access == ACCESS_DEREF);
	CHECK(state_cell(s, q)->flags & CELL_PRE);
	/* What is written later is not what was there. */
	flow_make_put(s, p, "next", state_nil(s));
	CHECK(flow_make_get(s, p, "next") == state_nil(s));
	CHECK(s->npre == 2);
}

static void unknown_memory_is_no_part_of_what_was_there(void)
{
	val_t p = state_new(s, ORIGIN_UNKNOWN), q = flow_make_get(s, p, "x");

	CHECK(flow_make_get(s, p, "x") == q);
	CHECK(s->npre == 0);
	CHECK(state_is_zero(s, q) == TRI_MAYBE);
	CHECK(!(state_cell(s, q)->flags & CELL_PRE));
}

static val_t slot(val_t map, val_t key)
{
	return state_read(s, map, ACCESS_ELEM, key, NULL);
}

static void keys_are_compared_by_what_is_known(void)
{
	val_t map = flow_make_object(s), k = state_new(s, ORIGIN_UNKNOWN);
	val_t k2 = state_new(s, ORIGIN_UNKNOWN), a;

	a = slot(map, state_int(s, 1));
	CHECK(slot(map, state_int(s, 1)) == a);
	CHECK(slot(map, state_int(s, 2)) != a);
	CHECK(slot(map, k) != a);
	CHECK(slot(map, k) == slot(map, k));
	CHECK(slot(map, k) != slot(map, k2));
	CHECK(state_edge(s, map, ACCESS_ELEM, state_int(s, 9)) == NULL);
	CHECK(state_assume(s, state_term(s, TOK_EQL, k2, state_int(s, 1)),
			   true));
	/* It had a slot of its own by then; a new map has none. */
	map = flow_make_object(s);
	a = slot(map, state_int(s, 1));
	CHECK(slot(map, k2) == a);
}

static void deleted_entries_stay_deleted(void)
{
	int root;
	val_t map = flow_make_param(s, &root), k = state_int(s, 1);
	struct edge *e;

	slot(map, k);
	state_set(s, map, ACCESS_ELEM, k, NO_VAL, NULL);
	e = state_edge(s, map, ACCESS_ELEM, k);
	CHECK(e && e->to == NO_VAL);
	state_set(s, map, ACCESS_ELEM, k, state_new(s, ORIGIN_GO), NULL);
	CHECK(state_edge(s, map, ACCESS_ELEM, k) == e);
	CHECK(e->to != NO_VAL);
}

static val_t all_key(void)
{
	val_t k = state_new(s, ORIGIN_UNKNOWN);

	state_cell(s, k)->flags |= CELL_ALL;
	return k;
}

static void the_key_of_all_answers_for_those_without_an_edge(void)
{
	val_t map = flow_make_object(s), all = all_key();
	val_t one = slot(map, state_int(s, 1)), each = slot(map, all);

	CHECK(state_edge(s, map, ACCESS_ELEM, state_int(s, 1))->to == one);
	CHECK(state_edge(s, map, ACCESS_ELEM, state_int(s, 2))->to == each);
	CHECK(state_edge(s, map, ACCESS_ELEM, all_key())->to == each);
	state_set(s, map, ACCESS_ELEM, all, NO_VAL, NULL);
	CHECK(state_edge(s, map, ACCESS_ELEM, state_int(s, 1))->to == one);
	CHECK(state_edge(s, map, ACCESS_ELEM, state_int(s, 2))->to == NO_VAL);
}

static void two_of_all_are_not_the_same_memory(void)
{
	int root;
	val_t map = flow_make_param(s, &root);
	val_t each = state_load(s, slot(map, all_key()), POINTER), a, b;

	a = state_load(s, slot(map, state_int(s, 1)), POINTER);
	CHECK(a != each);
	CHECK(state_cell(s, a)->flags & CELL_PRE);
	state_cell(s, each)->freed = flow_make_freed(&m, FREED_FREE);
	b = state_load(s, slot(map, state_int(s, 2)), POINTER);
	CHECK(a != b);
	CHECK(!state_freed(s, a));
	CHECK(state_freed(s, b));
	CHECK(state_load(s, slot(map, state_int(s, 2)), POINTER) == b);
}

static void a_cleared_map_is_new(void)
{
	int root;
	val_t map = flow_make_param(s, &root), k = state_int(s, 1), at;
	uint32_t npre;

	slot(map, k);
	slot(map, all_key());
	npre = s->npre;
	state_clear(s, map, ACCESS_ELEM);
	CHECK(!state_edge(s, map, ACCESS_ELEM, k));
	at = slot(map, k);
	CHECK(state_load(s, at, POINTER) == state_nil(s));
	CHECK(s->npre == npre);
}

static void an_object_of_many_elements_has_few_edges(void)
{
	val_t array = flow_make_object(s), p = state_new(s, ORIGIN_C), at;
	uint32_t n = 0;

	for (int i = 0; i < 3000; i++) {
		at = slot(array, state_int(s, i));
		state_store(s, at, p, POINTER, NULL);
	}
	CHECK(!s->full);
	for (struct edge *e = state_first(s, array); e; e = state_next(s, e))
		n++;
	CHECK(n < 100);
	CHECK(state_load(s, slot(array, state_int(s, 3)), POINTER) == p);
	CHECK(state_load(s, slot(array, state_int(s, 2999)), POINTER) == p);
	n = s->ncells;
	slot(array, state_int(s, 1));
	slot(array, state_int(s, 1500));
	CHECK(s->ncells == n);
}

static void nobody_writes_into_nil(void)
{
	val_t nil = state_nil(s);

	flow_make_put(s, nil, "x", state_int(s, 1));
	state_set(s, nil, ACCESS_DEREF, 0, nil, NULL);
	CHECK(state_first(s, nil) == NULL);
	CHECK(state_is_zero(s, flow_make_get(s, nil, "x")) == TRI_MAYBE);
}

static val_t len(val_t v)
{
	return state_read(s, v, ACCESS_LEN, 0, INT);
}

static void lengths_are_known_where_entries_are(void)
{
	int root;
	val_t map = flow_make_object(s), p = flow_make_param(s, &root);
	val_t text = state_const(s, flow_make_text(&m, "abc")), n;

	CHECK(len(text) == state_int(s, 3));
	CHECK(len(state_nil(s)) == state_int(s, 0));
	CHECK(len(map) == state_int(s, 0));
	slot(map, state_int(s, 1));
	CHECK(len(map) == state_int(s, 0)); /* until it is forgotten */
	state_forget_len(s, map);
	slot(map, state_int(s, 2));
	CHECK(len(map) == state_int(s, 2));
	state_forget_len(s, map);
	slot(map, state_unknown(s, INT));
	n = len(map);
	CHECK(state_compare(s, TOK_GTR, n, state_int(s, 0)) == TRI_YES);
	n = len(p);
	CHECK(len(p) == n);
	CHECK(state_is_zero(s, n) == TRI_MAYBE);
	CHECK(state_compare(s, TOK_GEQ, n, state_int(s, 0)) == TRI_YES);
	state_forget_len(s, p);
	CHECK(len(p) != n);
}

/* Memory */

static void a_struct_is_copied_by_a_load(void)
{
	struct type *t = flow_make_struct(&m);
	int root;
	val_t addr = flow_make_param(s, &root), copy, p;

	copy = state_load(s, addr, t);
	CHECK(copy != addr);
	p = flow_make_get(s, addr, "p");
	CHECK(flow_make_get(s, copy, "p") == p);
	CHECK(flow_make_get(s, copy, "n") == flow_make_get(s, addr, "n"));
	flow_make_put(s, copy, "p", state_nil(s));
	CHECK(flow_make_get(s, addr, "p") == p);
	/* Floats are not followed, and are not zero for that. */
	CHECK(state_is_zero(s, flow_make_get(s, copy, "f")) == TRI_MAYBE);
}

static void a_struct_is_copied_by_a_store(void)
{
	struct type *t = flow_make_struct(&m);
	int root;
	val_t to = flow_make_param(s, &root), v = state_zero(s, t);
	val_t p = state_new(s, ORIGIN_C);
	const struct trace *stored = flow_make_step(&m);
	val_t field;

	flow_make_get(s, to, "p");
	flow_make_put(s, v, "p", p);
	state_store(s, to, v, t, stored);
	CHECK(flow_make_get(s, to, "p") == p);
	CHECK(flow_make_get(s, to, "n") == state_int(s, 0));
	field = state_read(s, to, ACCESS_FIELD, name_of("p"), NULL);
	CHECK(state_edge(s, field, ACCESS_DEREF, 0)->stored == stored);
	flow_make_put(s, v, "p", state_nil(s));
	CHECK(flow_make_get(s, to, "p") == p);
	/* The zero value over it: everything goes, also what it had. */
	state_store(s, to, state_zero(s, t), t, stored);
	CHECK(flow_make_get(s, to, "p") == state_nil(s));
	CHECK(state_read(s, field, ACCESS_DEREF, 0, POINTER) == state_nil(s));
}

static void arrays_of_structs_are_copied(void)
{
	struct type *t = flow_make_array(&m, 3, flow_make_struct(&m));
	val_t a = state_zero(s, t), p = state_new(s, ORIGIN_C), copy;
	val_t unknown = state_new(s, ORIGIN_UNKNOWN);

	flow_make_put(s, slot(a, state_int(s, 2)), "p", p);
	copy = state_load(s, a, t);
	CHECK(flow_make_get(s, slot(copy, state_int(s, 2)), "p") == p);
	CHECK(flow_make_get(s, slot(copy, state_int(s, 1)), "p") ==
	      state_nil(s));
	flow_make_put(s, slot(copy, state_int(s, 2)), "p", state_nil(s));
	CHECK(flow_make_get(s, slot(a, state_int(s, 2)), "p") == p);
	copy = state_load(s, unknown, t);
	CHECK(flow_make_get(s, slot(copy, state_int(s, 1)), "p") ==
	      flow_make_get(s, slot(unknown, state_int(s, 1)), "p"));
}

static void a_deep_struct_is_copied_to_a_depth(void)
{
	struct type *t = flow_make_struct(&m);
	int root;
	val_t addr = flow_make_param(s, &root), copy, at;
	uint32_t cells = s->ncells;

	for (int i = 0; i < 40; i++) {
		struct structure *st = ARENA_NEW(m.arena, struct structure);

		st->t.kind = TYPE_STRUCT;
		st->nfields = 2;
		st->fields = ARENA_ARRAY(m.arena, 2, struct object *);
		st->fields[0] = flow_make_field(&m, "a", t);
		st->fields[1] = flow_make_field(&m, "b", t);
		t = &st->t;
	}
	copy = state_load(s, addr, t);
	CHECK(!s->full);
	CHECK(s->ncells - cells < 2000);
	at = copy;
	for (int i = 0; i < 40; i++)
		at = state_read(s, at, ACCESS_FIELD, name_of("a"), NULL);
	/* Not copied: not known, and not zero. */
	CHECK(state_is_zero(s, flow_make_get(s, at, "p")) == TRI_MAYBE);
}

int main(void)
{
	void (*const tests[])(void) = {
		equal_constants_are_one_node,
		many_constants_are_found_again,
		a_fork_has_a_life_of_its_own,
		a_state_that_comes_back_is_empty,
		numbers_lie_within_their_types,
		a_full_state_says_so,
		the_inside_of_freed_memory_is_freed,
		addresses_know_whether_they_are_the_start,
		new_memory_holds_zeros,
		what_was_there_before_is_written_down,
		unknown_memory_is_no_part_of_what_was_there,
		keys_are_compared_by_what_is_known,
		deleted_entries_stay_deleted,
		the_key_of_all_answers_for_those_without_an_edge,
		two_of_all_are_not_the_same_memory,
		a_cleared_map_is_new,
		an_object_of_many_elements_has_few_edges,
		nobody_writes_into_nil,
		lengths_are_known_where_entries_are,
		a_struct_is_copied_by_a_load,
		a_struct_is_copied_by_a_store,
		arrays_of_structs_are_copied,
		a_deep_struct_is_copied_to_a_depth,
	};

	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		open();
		RUN(tests[i]);
		close();
	}
	return test_summary();
}
