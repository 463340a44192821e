/* SPDX-License-Identifier: MIT */
#include "base/arena.h"
#include "flow/exec.h"
#include "flow/exec_order.h"
#include "ir_world.h"
#include "test.h"

static const char source[] = "package m\n"
			     "func use(int)\n"
			     "func Range(s []int) int {\n"
			     "	n := 0\n"
			     "	for i := range s { use(s[i]); n++ }\n"
			     "	return n\n"
			     "}\n"
			     "func Count(n int) {\n"
			     "	for i := 0; i < n; i++ { use(i) }\n"
			     "}\n"
			     "func Down(n int) {\n"
			     "	for i := n; i > 0; i-- { use(i) }\n"
			     "}\n"
			     "func Nested(a, b int) {\n"
			     "	for i := 0; i < a; i++ {\n"
			     "		for j := 1; j <= b; j++ { use(j) }\n"
			     "	}\n"
			     "}\n"
			     "func Straight(a, b int) int {\n"
			     "	if a > b { return a }\n"
			     "	return b\n"
			     "}\n";

static struct world w;
static struct arena *a;

static const struct ir_function *function(const char *name)
{
	const struct ir_function *fn = world_function(&w, name);

	if (!fn)
		abort();
	return fn;
}

static unsigned loops(const struct ir_function *fn, const struct exec_order *o,
		      bool counting)
{
	unsigned n = 0;

	for (uint32_t i = 0; i < fn->nblocks; i++)
		n += o->loops[i].body && (!counting || o->loops[i].phi);
	return n;
}

static void loops_that_count_up_by_one_are_known_as_such(void)
{
	static const struct {
		const char *name;
		unsigned all, counting;
	} wanted[] = {{"m.Range", 1, 1},
		      {"m.Count", 1, 1},
		      {"m.Down", 1, 0},
		      {"m.Nested", 2, 2},
		      {"m.Straight", 0, 0}};

	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
		const struct ir_function *fn = function(wanted[i].name);
		struct exec_order *o = exec_order_make(fn, a);

		CHECK(loops(fn, o, false) == wanted[i].all);
		CHECK(loops(fn, o, true) == wanted[i].counting);
	}
}

/* Else the states that leave a loop would not meet. */
static void the_body_of_a_loop_comes_before_what_follows_the_loop(void)
{
	const struct ir_function *fn = function("m.Nested");
	struct exec_order *o = exec_order_make(fn, a);

	for (uint32_t i = 0; i < fn->nblocks; i++) {
		const struct ir_block *head = fn->blocks[i];

		if (!o->loops[i].body)
			continue;
		for (uint32_t j = 0; j < fn->nblocks; j++) {
			if (exec_bit(o->loops[i].body, j))
				continue;
			if (!ir_dominates(head, fn->blocks[j]))
				continue;
			for (uint32_t k = 0; k < fn->nblocks; k++)
				if (exec_bit(o->loops[i].body, k))
					CHECK(o->rank[k] < o->rank[j]);
		}
	}
}

static void each_block_comes_after_those_that_dominate_it(void)
{
	static const char *const names[] = {"m.Range", "m.Nested",
					    "m.Straight"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const struct ir_function *fn = function(names[i]);
		struct exec_order *o = exec_order_make(fn, a);

		CHECK(o->nranks == fn->nblocks);
		for (uint32_t j = 0; j < fn->nblocks; j++)
			if (fn->blocks[j]->idom)
				CHECK(o->rank[fn->blocks[j]->idom->index] <
				      o->rank[j]);
	}
}

/* The definition of liveness, by paths: a read that no write comes before. */
static bool reads_first(const struct ir_function *fn, const struct ir_block *b,
			uint32_t reg, uint8_t *seen)
{
	if (seen[b->index])
		return false;
	seen[b->index] = 1;
	for (uint32_t i = 0; i < b->ninstrs; i++) {
		const struct ir_instr *in = b->instrs[i];

		for (uint32_t j = 0; j < in->nargs && in->v.op != OP_PHI; j++)
			if (in->args[j] &&
			    ir_value_index(fn, in->args[j]) == reg)
				return true;
		if (in->v.op != OP_PHI && ir_value_index(fn, &in->v) == reg)
			return false;
	}
	for (uint32_t i = 0; i < b->nsuccs; i++) {
		const struct ir_block *to = b->succs[i];

		for (uint32_t p = 0; p < to->npreds; p++)
			for (uint32_t k = 0;
			     to->preds[p] == b && k < to->ninstrs &&
			     to->instrs[k]->v.op == OP_PHI;
			     k++)
				if (ir_value_index(
					    fn, to->instrs[k]->args[p]) == reg)
					return true;
		if (reads_first(fn, to, reg, seen))
			return true;
	}
	return false;
}

static void what_lives_is_what_some_path_reads_before_it_is_made_again(void)
{
	static const char *const names[] = {"m.Range", "m.Count", "m.Nested",
					    "m.Straight"};
	uint8_t seen[64];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const struct ir_function *fn = function(names[i]);
		struct exec_order *o = exec_order_make(fn, a);

		CHECK(fn->nblocks <= sizeof(seen));
		for (uint32_t b = 0; b < fn->nblocks; b++)
			for (uint32_t r = 0; r < exec_nregs(fn); r++) {
				memset(seen, 0, sizeof(seen));
				CHECK(exec_bit(o->live[b], r) ==
				      reads_first(fn, fn->blocks[b], r, seen));
			}
	}
}

int main(void)
{
	world_create();
	world_put("m/m.go", source);
	w = world_build(".", 1, false);
	a = arena_create(0);
	RUN(loops_that_count_up_by_one_are_known_as_such);
	RUN(the_body_of_a_loop_comes_before_what_follows_the_loop);
	RUN(each_block_comes_after_those_that_dominate_it);
	RUN(what_lives_is_what_some_path_reads_before_it_is_made_again);
	arena_destroy(a);
	world_drop(&w);
	world_destroy();
	return test_summary();
}
