/* SPDX-License-Identifier: MIT */
#include "ir_make.h"
#include "test.h"

/* x := p; for c { x = x + 1 }; return x, and a cell that is memory. */
static void build(struct ir_make *m)
{
	struct ir_value *x, *cell, *sum;
	struct ir_block *loop, *body, *done;

	ir_make_open(m);
	f_start_body(m->f);
	x = &emit_local(m->f, basic_types[BASIC_INT], NO_POS, "x")->v;
	cell = &emit_local(m->f, x->type, NO_POS, "cell")->v;
	loop = f_new_block(m->f, "for.loop");
	body = f_new_block(m->f, "for.body");
	done = f_new_block(m->f, "for.done");
	emit_store(m->f, x, m->p, NO_POS);
	emit_jump(m->f, loop);
	m->f->block = loop;
	emit_if(m->f, m->c, body, done);
	m->f->block = body;
	sum = emit_arith(m->f, TOK_ADD, emit_load(m->f, x, NO_POS),
			 ir_make_int(m, 1), basic_types[BASIC_INT], NO_POS);
	emit_store(m->f, x, sum, NO_POS);
	emit_store(m->f, x,
		   emit_arith(m->f, TOK_SUB, sum, ir_make_int(m, 1),
			      basic_types[BASIC_INT], NO_POS),
		   NO_POS);
	emit_jump(m->f, loop);
	m->f->block = done;
	emit_panic(m->f, cell, NO_POS);
	f_finish_body(m->f);
}

/* Everything that scratch memory had is overwritten. */
static void overwrite_scratch(struct ir_make *m)
{
	enum { SIZE = 1 << 20 };

	arena_reset(m->b.scratch);
	memset(arena_alloc(m->b.scratch, SIZE), 0xee, SIZE);
}

static void nothing_points_to_scratch_memory(void)
{
	struct ir_make m;

	build(&m);
	overwrite_scratch(&m);
	CHECK_STR(ir_make_sanity(&m), "");
	CHECK_STR(ir_make_print(&m, 1), "t1 = phi [0: p, 2: t3] #x\n"
					"if c goto 2 else 3\n");
	CHECK(m.fn.blocks[1]->preds[1] == m.fn.blocks[2]);
	CHECK(m.fn.blocks[2]->idom == m.fn.blocks[1]);
	CHECK(m.fn.nlocals == 1 && m.fn.locals[0] == m.fn.blocks[0]->instrs[0]);
	ir_make_close(&m);
}

static void lists_are_as_long_as_they_are(void)
{
	struct ir_make m;

	build(&m);
	for (uint32_t i = 0; i < m.fn.nblocks; i++) {
		CHECK(m.fn.blocks[i]->instrs_cap == m.fn.blocks[i]->ninstrs);
		CHECK(m.fn.blocks[i]->preds_cap == m.fn.blocks[i]->npreds);
	}
	ir_make_close(&m);
}

static void equal_constants_are_shared(void)
{
	struct ir_instr *add, *sub;
	struct ir_make m;

	build(&m);
	add = m.fn.blocks[2]->instrs[0];
	sub = m.fn.blocks[2]->instrs[1];
	CHECK(add->v.tok == TOK_ADD && sub->v.tok == TOK_SUB);
	CHECK(add->args[1] == sub->args[1]);
	ir_make_close(&m);
}

static void uses_are_in_the_order_of_the_blocks(void)
{
	struct ir_uses u;
	struct arena *a = arena_create(0);
	struct ir_make m;
	int64_t add, p, c;

	build(&m);
	u = ir_uses(&m.fn, a);
	add = ir_value_index(&m.fn, &m.fn.blocks[2]->instrs[0]->v);
	p = ir_value_index(&m.fn, m.p);
	c = ir_value_index(&m.fn, m.c);
	CHECK(u.n == m.fn.nparams + m.fn.nregisters);
	CHECK(p == 0 && c == 1);
	CHECK(u.first[p + 1] - u.first[p] == 1);
	CHECK(u.at[u.first[p]]->v.op == OP_PHI);
	CHECK(u.at[u.first[c]]->v.op == OP_IF);
	CHECK(u.first[add + 1] - u.first[add] == 1);
	CHECK(u.at[u.first[add]]->v.tok == TOK_SUB);
	arena_destroy(a);
	ir_make_close(&m);
}

static void who_uses_a_value_twice_is_listed_once(void)
{
	struct ir_uses u;
	struct arena *a = arena_create(0);
	struct ir_make m;

	ir_make_open(&m);
	f_start_body(m.f);
	ir_make_return(&m, emit_arith(m.f, TOK_MUL, m.p, m.p,
				      basic_types[BASIC_INT], NO_POS));
	f_finish_body(m.f);
	u = ir_uses(&m.fn, a);
	CHECK(u.first[0] == 0 && u.first[1] == 1);
	CHECK(u.first[u.n] == 2);
	arena_destroy(a);
	ir_make_close(&m);
}

int main(void)
{
	RUN(nothing_points_to_scratch_memory);
	RUN(lists_are_as_long_as_they_are);
	RUN(equal_constants_are_shared);
	RUN(uses_are_in_the_order_of_the_blocks);
	RUN(who_uses_a_value_twice_is_listed_once);
	return test_summary();
}
