/* SPDX-License-Identifier: MIT */
#include "ir_make.h"
#include "test.h"

/* entry: if c goto yes else no; the rest is up to the test. */
static void branch(struct ir_make *m, struct ir_block **yes,
		   struct ir_block **no)
{
	f_start_body(m->f);
	*yes = f_new_block(m->f, "yes");
	*no = f_new_block(m->f, "no");
	emit_if(m->f, m->c, *yes, *no);
}

static void what_is_unreachable_goes(void)
{
	struct ir_block *yes, *no;
	struct ir_make m;

	ir_make_open(&m);
	branch(&m, &yes, &no);
	m.f->block = yes;
	ir_make_return(&m, m.p);
	m.f->block = f_new_block(m.f, "unreachable");
	emit_local(m.f, basic_types[BASIC_INT], NO_POS, "x");
	emit_jump(m.f, no);
	m.f->block = no;
	ir_make_return(&m, m.p);
	f_finish_body(m.f);
	CHECK(m.fn.nblocks == 3);
	CHECK(m.fn.blocks[2]->npreds == 1);
	CHECK(m.fn.nlocals == 0);
	CHECK_STR(ir_make_sanity(&m), "");
	ir_make_close(&m);
}

static void edges_of_phis_go_with_unreachable_predecessors(void)
{
	struct ir_block *yes, *no, *dead, *join;
	struct ir_instr *phi;
	struct ir_make m;

	ir_make_open(&m);
	branch(&m, &yes, &no);
	join = f_new_block(m.f, "join");
	dead = f_new_block(m.f, "dead");
	m.f->block = yes;
	emit_jump(m.f, join);
	m.f->block = dead;
	emit_jump(m.f, join);
	m.f->block = no;
	emit_jump(m.f, join);
	m.f->block = join;
	phi = ir_new_instr(m.f, OP_PHI, basic_types[BASIC_INT], 3);
	phi->args[0] = ir_make_int(&m, 1);
	phi->args[1] = ir_make_int(&m, 2);
	phi->args[2] = ir_make_int(&m, 3);
	f_emit(m.f, phi);
	ir_make_return(&m, &phi->v);
	f_finish_body(m.f);
	CHECK_STR(ir_make_sanity(&m), "");
	CHECK_STR(ir_make_print(&m, 3),
		  "t0 = phi [1: 1:int, 2: 3:int]\nreturn t0\n");
	ir_make_close(&m);
}

static void a_block_that_only_jumps_is_jumped_over(void)
{
	struct ir_block *yes, *no, *done;
	struct ir_make m;

	ir_make_open(&m);
	branch(&m, &yes, &no);
	done = f_new_block(m.f, "done");
	m.f->block = yes;
	emit_jump(m.f, done);
	m.f->block = no;
	emit_panic(m.f, m.p, NO_POS);
	m.f->block = done;
	ir_make_return(&m, m.p);
	f_finish_body(m.f);
	CHECK(m.fn.nblocks == 3);
	CHECK_STR(ir_make_print(&m, 0), "if c goto 1 else 2\n");
	CHECK_STR(m.fn.blocks[0]->succs[0]->comment, "yes");
	ir_make_close(&m);
}

static void an_if_whose_ways_are_the_same_is_a_jump(void)
{
	struct ir_block *yes, *no, *done;
	struct ir_make m;

	ir_make_open(&m);
	branch(&m, &yes, &no);
	done = f_new_block(m.f, "done");
	m.f->block = yes;
	emit_jump(m.f, done);
	m.f->block = no;
	emit_jump(m.f, done);
	m.f->block = done;
	ir_make_return(&m, m.p);
	f_finish_body(m.f);
	CHECK(m.fn.nblocks == 1);
	CHECK_STR(ir_make_print(&m, 0), "return p\n");
	ir_make_close(&m);
}

/* goto Ln; L1: x; return; L2: x; goto L1; ... Ln: x; goto Ln-1 */
static void a_chain_of_jumps_written_backwards_is_bounded(void)
{
	enum { N = 60000, EACH = 4 };
	struct ir_block *next = NULL;
	struct ir_make m;

	ir_make_open(&m);
	f_start_body(m.f);
	for (uint32_t i = 0; i < N; i++)
		f_new_block(m.f, "l");
	emit_jump(m.f, m.f->blocks.at[N]);
	for (uint32_t i = 1; i <= N; i++) {
		m.f->block = m.f->blocks.at[i];
		for (uint32_t j = 0; j < EACH; j++)
			emit_run_defers(m.f);
		if (next)
			emit_jump(m.f, next);
		else
			ir_make_return(&m, m.p);
		next = m.f->blocks.at[i];
	}
	f_finish_body(m.f);
	CHECK(arena_used(m.b.scratch) < (size_t)256 << 20);
	CHECK_STR(ir_make_sanity(&m), "");
	ir_make_close(&m);
}

/* 50,000 cases of a switch, each of which ends in the same block. */
static void a_join_of_many_is_linear(void)
{
	enum { N = 50000 };
	struct ir_block *done;
	struct ir_make m;

	ir_make_open(&m);
	f_start_body(m.f);
	done = f_new_block(m.f, "switch.done");
	for (uint32_t i = 0; i < N; i++) {
		struct ir_block *body = f_new_block(m.f, "switch.body");
		struct ir_block *tail = f_new_block(m.f, "if.done");
		struct ir_block *next = f_new_block(m.f, "switch.next");

		emit_if(m.f, m.c, body, next);
		m.f->block = body;
		emit_run_defers(m.f);
		emit_jump(m.f, tail);
		m.f->block = tail;
		emit_jump(m.f, done);
		m.f->block = next;
	}
	emit_jump(m.f, done);
	m.f->block = done;
	ir_make_return(&m, m.p);
	f_finish_body(m.f);
	CHECK(m.fn.nblocks == 2 * N + 1);
	CHECK_STR(ir_make_sanity(&m), "");
	ir_make_close(&m);
}

int main(void)
{
	RUN(what_is_unreachable_goes);
	RUN(edges_of_phis_go_with_unreachable_predecessors);
	RUN(a_block_that_only_jumps_is_jumped_over);
	RUN(an_if_whose_ways_are_the_same_is_a_jump);
	RUN(a_chain_of_jumps_written_backwards_is_bounded);
	RUN(a_join_of_many_is_linear);
	return test_summary();
}
