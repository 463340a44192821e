/* SPDX-License-Identifier: MIT */
#include "ir_make.h"
#include "test.h"

/*
 * A function that has something of everything: two ways, a Phi, a call of a
 * builtin, memory.
 *
 *	0: t0 = new int; *t0 = p; if c goto 1 else 2
 *	1: t1 = *t0; t2 = t1 + 1; jump 2
 *	2: t3 = phi [0: p, 1: t2]; return t3
 */
static void build(struct ir_make *m)
{
	struct ir_block *yes, *done;
	struct ir_value *cell, *sum;
	struct ir_instr *phi;

	ir_make_open(m);
	f_start_body(m->f);
	yes = f_new_block(m->f, "yes");
	done = f_new_block(m->f, "done");
	cell = &emit_new(m->f, basic_types[BASIC_INT], NO_POS, "cell")->v;
	emit_store(m->f, cell, m->p, NO_POS);
	emit_if(m->f, m->c, yes, done);
	m->f->block = yes;
	sum = emit_arith(m->f, TOK_ADD, emit_load(m->f, cell, NO_POS),
			 ir_make_int(m, 1), basic_types[BASIC_INT], NO_POS);
	emit_jump(m->f, done);
	m->f->block = done;
	phi = ir_new_instr(m->f, OP_PHI, basic_types[BASIC_INT], 2);
	phi->args[0] = m->p;
	phi->args[1] = sum;
	f_emit(m->f, phi);
	/* The cell is memory: its address goes somewhere. */
	emit_panic(m->f, cell, NO_POS);
	f_finish_body(m->f);
}

static struct ir_instr *instr(struct ir_make *m, uint32_t block, uint32_t i)
{
	return m->fn.blocks[block]->instrs[i];
}

static void a_function_that_was_built_is_sane(void)
{
	struct ir_make m;

	build(&m);
	CHECK_STR(ir_make_sanity(&m), "");
	CHECK_STR(ir_make_print(&m, 2), "t3 = phi [0: p, 1: t2]\npanic t0\n");
	ir_make_close(&m);
}

/* What is done to the function, and a part of what the verifier says. */

static void empty_block(struct ir_make *m)
{
	m->fn.blocks[1]->ninstrs = 0;
}

static void no_end(struct ir_make *m)
{
	m->fn.blocks[1]->ninstrs--;
}

static void end_in_the_middle(struct ir_make *m)
{
	m->fn.blocks[1]->instrs[0] = instr(m, 1, 2);
}

static void edge_of_one_side(struct ir_make *m)
{
	m->fn.blocks[2]->preds[1] = m->fn.blocks[2];
}

static void one_predecessor_too_few(struct ir_make *m)
{
	m->fn.blocks[2]->npreds = 1;
	instr(m, 2, 0)->nargs = 1;
}

static void two_ways_to_one_block(struct ir_make *m)
{
	m->fn.blocks[0]->succs[0] = m->fn.blocks[2];
}

static void wrong_block_index(struct ir_make *m)
{
	m->fn.blocks[1]->index = 7;
}

static void phi_without_an_edge(struct ir_make *m)
{
	instr(m, 2, 0)->nargs = 1;
}

static void phi_with_an_edge_missing(struct ir_make *m)
{
	instr(m, 2, 0)->args[1] = NULL;
}

static void phi_of_another_type(struct ir_make *m)
{
	instr(m, 2, 0)->args[1] = m->c;
}

static void phi_behind_something(struct ir_make *m)
{
	m->fn.blocks[1]->instrs[1]->v.op = OP_PHI;
	m->fn.blocks[1]->instrs[1]->nargs = 1;
}

static void wrong_dominator(struct ir_make *m)
{
	m->fn.blocks[2]->idom = m->fn.blocks[1];
}

static void wrong_dominator_numbers(struct ir_make *m)
{
	m->fn.blocks[0]->dom_pre = 99;
	m->fn.blocks[1]->dom_pre = 98;
}

static void use_before_definition(struct ir_make *m)
{
	instr(m, 1, 0)->args[0] = &instr(m, 1, 1)->v;
	instr(m, 1, 0)->v.type = instr(m, 1, 1)->v.type;
}

static void use_where_it_is_not_defined(struct ir_make *m)
{
	instr(m, 2, 1)->args[0] = &instr(m, 1, 1)->v;
}

static void store_of_another_type(struct ir_make *m)
{
	instr(m, 0, 1)->args[1] = m->c;
}

static void missing_operand(struct ir_make *m)
{
	instr(m, 1, 1)->args[1] = NULL;
}

static void too_few_operands(struct ir_make *m)
{
	instr(m, 1, 1)->nargs = 1;
}

static void no_type(struct ir_make *m)
{
	instr(m, 1, 1)->v.type = NULL;
}

static void untyped_result(struct ir_make *m)
{
	instr(m, 1, 1)->v.type = basic_types[BASIC_UNTYPED_INT];
}

static void register_with_a_wrong_number(struct ir_make *m)
{
	instr(m, 1, 1)->v.num = 9;
}

static void parameter_of_another_function(struct ir_make *m)
{
	m->fn.params[0]->fn = NULL;
}

static void parameter_of_another_type(struct ir_make *m)
{
	m->fn.params[0]->v.type = basic_types[BASIC_STRING];
}

static void statement_as_an_operand(struct ir_make *m)
{
	instr(m, 2, 1)->args[0] = &instr(m, 0, 1)->v;
}

static const struct {
	void (*damage)(struct ir_make *m);
	const char *want;
} damages[] = {
	{empty_block, "empty"},
	{no_end, "at the end"},
	{end_in_the_middle, "not at the end"},
	{edge_of_one_side, "does not lead here"},
	{one_predecessor_too_few, "1 predecessors, but 2"},
	{two_ways_to_one_block, "both ways lead"},
	{wrong_block_index, "not in its place"},
	{phi_without_an_edge, "1 edges, but 2 predecessors"},
	{phi_with_an_edge_missing, "operand 1 is missing"},
	{phi_of_another_type, "edge 1 has another type"},
	{phi_behind_something, "behind what is no Phi"},
	{wrong_dominator, "2 is no dominee"},
	{wrong_dominator_numbers, "dominated by 0, but not through 1"},
	{use_before_definition, "not defined on every way"},
	{use_where_it_is_not_defined, "not defined on every way"},
	{store_of_another_type, "the place has another type"},
	{missing_operand, "operand 1 is missing"},
	{too_few_operands, "1 operands"},
	{no_type, "no type"},
	{untyped_result, "an untyped result"},
	{register_with_a_wrong_number, "register 2 is 9"},
	{parameter_of_another_function, "not its own"},
	{parameter_of_another_type, "another type than in the signature"},
	{statement_as_an_operand, "is no value"},
};

static void each_damage_is_told(void)
{
	for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
		struct ir_make m;
		const char *got;
		bool told;

		build(&m);
		damages[i].damage(&m);
		got = ir_make_sanity(&m);
		told = strstr(got, damages[i].want) != NULL;
		if (!told)
			fprintf(stderr, "%zu: '%s' is not '%s'\n", i, got,
				damages[i].want);
		ir_make_close(&m);
		CHECK(told);
	}
}

static void types_of_a_broken_function_need_not_fit(void)
{
	struct ir_make m;

	build(&m);
	m.fn.broken = true;
	store_of_another_type(&m);
	CHECK_STR(ir_make_sanity(&m), "");
	ir_make_close(&m);
}

int main(void)
{
	RUN(a_function_that_was_built_is_sane);
	RUN(each_damage_is_told);
	RUN(types_of_a_broken_function_need_not_fit);
	return test_summary();
}
