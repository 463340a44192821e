/* SPDX-License-Identifier: MIT */
#include "ir_make.h"
#include "test.h"

static struct ir_value *local(struct ir_make *m, const char *name)
{
	return &emit_local(m->f, basic_types[BASIC_INT], NO_POS, name)->v;
}

static void store(struct ir_make *m, struct ir_value *cell, struct ir_value *v)
{
	emit_store(m->f, cell, v, NO_POS);
}

static struct ir_value *load(struct ir_make *m, struct ir_value *cell)
{
	return emit_load(m->f, cell, NO_POS);
}

static void a_variable_becomes_its_value(void)
{
	struct ir_value *x;
	struct ir_make m;

	ir_make_open(&m);
	f_start_body(m.f);
	x = local(&m, "x");
	store(&m, x, m.p);
	ir_make_return(&m, load(&m, x));
	f_finish_body(m.f);
	CHECK_STR(ir_make_print(&m, 0), "return p\n");
	CHECK(m.fn.nlocals == 0);
	CHECK(m.fn.nregisters == 0);
	ir_make_close(&m);
}

static void a_variable_that_was_not_set_is_zero(void)
{
	struct ir_make m;

	ir_make_open(&m);
	f_start_body(m.f);
	ir_make_return(&m, load(&m, local(&m, "x")));
	f_finish_body(m.f);
	CHECK_STR(ir_make_print(&m, 0), "return 0:int\n");
	ir_make_close(&m);
}

/* x := 1; if c { x = 2 }; return x */
static void a_phi_is_where_ways_meet(void)
{
	struct ir_block *yes, *done;
	struct ir_value *x;
	struct ir_make m;

	ir_make_open(&m);
	f_start_body(m.f);
	x = local(&m, "x");
	store(&m, x, ir_make_int(&m, 1));
	yes = f_new_block(m.f, "if.then");
	done = f_new_block(m.f, "if.done");
	emit_if(m.f, m.c, yes, done);
	m.f->block = yes;
	store(&m, x, ir_make_int(&m, 2));
	emit_jump(m.f, done);
	m.f->block = done;
	ir_make_return(&m, load(&m, x));
	f_finish_body(m.f);
	CHECK_STR(ir_make_print(&m, 2),
		  "t0 = phi [0: 1:int, 1: 2:int] #x\nreturn t0\n");
	CHECK_STR(ir_make_sanity(&m), "");
	ir_make_close(&m);
}

/* for { x = x + 1; y = x } */
static void a_phi_that_nobody_needs_goes(void)
{
	struct ir_value *x, *y, *sum;
	struct ir_block *loop;
	struct ir_make m;

	ir_make_open(&m);
	f_start_body(m.f);
	x = local(&m, "x");
	y = local(&m, "y");
	loop = f_new_block(m.f, "for.body");
	emit_jump(m.f, loop);
	m.f->block = loop;
	sum = emit_arith(m.f, TOK_ADD, load(&m, x), m.p, basic_types[BASIC_INT],
			 NO_POS);
	store(&m, x, sum);
	store(&m, y, load(&m, y));
	emit_jump(m.f, loop);
	f_finish_body(m.f);
	CHECK_STR(ir_make_print(&m, 1), "t0 = phi [0: 0:int, 1: t1] #x\n"
					"t1 = t0 + p\njump 1\n");
	CHECK_STR(ir_make_sanity(&m), "");
	ir_make_close(&m);
}

static void what_an_address_is_taken_of_stays(void)
{
	struct ir_value *x, *y;
	struct ir_make m;

	ir_make_open(&m);
	f_start_body(m.f);
	x = local(&m, "x");
	y = &emit_local(m.f, x->type, NO_POS, "y")->v;
	store(&m, y, x);
	store(&m, x, m.p);
	emit_load(m.f, y, NO_POS);
	ir_make_return(&m, load(&m, x));
	f_finish_body(m.f);
	CHECK(m.fn.nlocals == 1);
	CHECK_STR(ir_make_print(&m, 0), "t0 = local int (x)\n*t0 = p\n"
					"t1 = *t0\nreturn t1\n");
	ir_make_close(&m);
}

static void results_stay_where_a_panic_is_recovered(void)
{
	struct ir_value *v;
	struct ir_make m;

	ir_make_open(&m);
	f_start_body(m.f);
	f_add_result(m.f, ir_make_var(&m, "r", BASIC_INT));
	create_recover_block(m.f);
	v = load(&m, &m.f->results.at[0]->v);
	emit_return(m.f, &v, 1, NO_POS);
	f_finish_body(m.f);
	CHECK(m.fn.nlocals == 1);
	CHECK_STR(ir_make_print(&m, 1), "t2 = *t0\nreturn t2\n");
	CHECK_STR(ir_make_sanity(&m), "");
	ir_make_close(&m);
}

static void without_a_defer_there_is_no_stack_of_them(void)
{
	struct ir_make m;

	ir_make_open(&m);
	f_start_body(m.f);
	f_create_defer_stack(m.f);
	emit_run_defers(m.f);
	ir_make_return(&m, m.p);
	f_finish_body(m.f);
	CHECK_STR(ir_make_print(&m, 0), "return p\n");
	ir_make_close(&m);
}

/*
 * n loops around each other, by jumps: the frontier of each block is all
 * headers outside of it, and each of n variables changes in the innermost.
 */
static void nested_loops_of_many_variables_are_bounded(void)
{
	enum { N = 4000 };
	struct ir_value *cells[N];
	struct ir_block *first;
	struct ir_make m;

	ir_make_open(&m);
	f_start_body(m.f);
	for (uint32_t i = 0; i < N; i++)
		cells[i] = local(&m, "x");
	for (uint32_t i = 0; i < 2 * N; i++)
		f_new_block(m.f, "l");
	first = m.f->blocks.at[1];
	emit_jump(m.f, first);
	for (uint32_t i = 1; i <= 2 * N; i++) {
		uint32_t back = 2 * N + 1 - i;

		m.f->block = m.f->blocks.at[i];
		if (i == N) {
			for (uint32_t j = 0; j < N; j++)
				store(&m, cells[j], load(&m, cells[j]));
		}
		if (i <= N)
			emit_jump(m.f, m.f->blocks.at[i + 1]);
		else if (i < 2 * N)
			emit_if(m.f, m.c, m.f->blocks.at[back],
				m.f->blocks.at[i + 1]);
		else
			ir_make_return(&m, load(&m, cells[0]));
	}
	f_finish_body(m.f);
	CHECK(arena_used(m.b.scratch) < (size_t)512 << 20);
	CHECK(m.fn.nlocals > 0); /* some could not be afforded */
	CHECK_STR(ir_make_sanity(&m), "");
	ir_make_close(&m);
}

int main(void)
{
	RUN(a_variable_becomes_its_value);
	RUN(a_variable_that_was_not_set_is_zero);
	RUN(a_phi_is_where_ways_meet);
	RUN(a_phi_that_nobody_needs_goes);
	RUN(what_an_address_is_taken_of_stays);
	RUN(results_stay_where_a_panic_is_recovered);
	RUN(without_a_defer_there_is_no_stack_of_them);
	RUN(nested_loops_of_many_variables_are_bounded);
	return test_summary();
}
