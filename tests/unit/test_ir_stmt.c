/* SPDX-License-Identifier: MIT */
/* Statements, where the text of a golden file would not show why. */
#include "ir/ir.h"

#include "ir_world.h"
#include "test.h"

/* Closures of a loop's variable: in a function, and in a variable. */
#define CAPTURE                                        \
	"	var fs []func() int\n"                       \
	"	for i := 0; i < n; i++ {\n"                  \
	"		fs = append(fs, func() int { return i })\n" \
	"	}\n"                                         \
	"	return fs\n"

static const char new_text[] =
	"package p\n"
	"var NewVar = func(n int) []func() int {\n" CAPTURE "}\n"
	"func New(n int) []func() int {\n" CAPTURE "}\n"
	"func Local(n int) (s int) {\n"
	"	for i, j := 0, n; i < j; i, j = i+1, j-1 {\n"
	"		for k := i; k < j; k++ { s += k }\n"
	"	}\n"
	"	return\n"
	"}\n"
	"func P(a *struct { f [4]int }, g func() *[4]int, c chan [4]int) {\n"
	"	for range a.f { println() }\n"
	"}\n"
	"func Q(a *struct { f [4]int }, g func() *[4]int, c chan [4]int) {\n"
	"	for i := range g() { println(i) }\n"
	"	for range <-c { println() }\n"
	"}\n";

static const char old_text[] =
	"//go:build go1.21\n"
	"package p\n"
	"var OldVar = func(n int) []func() int {\n" CAPTURE "}\n"
	"func Old(n int) []func() int {\n" CAPTURE "}\n";

static const char yield_text[] =
	"package y\n"
	"func Seq(yield func(int) bool) {}\n"
	"func Twice(n int) int {\n"
	"	for i := range Seq {\n"
	"		for j := range Seq { if j == i { goto out } }\n"
	"		for k := range Seq { if k == n { goto out } }\n"
	"	}\n"
	"	return 0\n"
	"out:\n"
	"	return 1\n"
	"}\n";

static unsigned count_op(const struct ir_function *fn, enum ir_op op)
{
	unsigned n = 0;

	for (uint32_t i = 0; i < fn->nblocks; i++)
		for (uint32_t j = 0; j < fn->blocks[i]->ninstrs; j++)
			n += fn->blocks[i]->instrs[j]->v.op == op;
	return n;
}

/* How many cells the captured variable of the function's loop has. */
static unsigned cells(const struct world *w, const char *name)
{
	const struct ir_function *fn = world_function(w, name);
	unsigned n = 0;

	for (uint32_t i = 0; fn && i < fn->nblocks; i++) {
		for (uint32_t j = 0; j < fn->blocks[i]->ninstrs; j++) {
			const struct ir_instr *in = fn->blocks[i]->instrs[j];

			n += in->v.op == OP_ALLOC &&
			     strcmp(in->comment, "i") == 0;
		}
	}
	return n;
}

static void each_file_has_the_loops_of_its_language(void)
{
	struct world w;

	world_put("m/p/new.go", new_text);
	world_put("m/p/old.go", old_text);
	w = world_build("./p", 1, false);
	CHECK(cells(&w, "m/p.New") == 2 && cells(&w, "m/p.Old") == 1);
	CHECK(cells(&w, "m/p.init$1") + cells(&w, "m/p.init$2") == 3);
	world_drop(&w);
}

static void a_variable_that_nothing_captures_has_no_cell(void)
{
	struct world w = world_build("./p", 1, false);
	const struct ir_function *fn = world_function(&w, "m/p.Local");

	CHECK(fn && count_op(fn, OP_ALLOC) == 0 && fn->nlocals == 0);
	CHECK(count_op(fn, OP_PHI) == 5);
	world_drop(&w);
}

static void an_array_is_ranged_over_without_looking_at_it(void)
{
	struct world w = world_build("./p", 1, false);
	const struct ir_function *p = world_function(&w, "m/p.P");
	const struct ir_function *q = world_function(&w, "m/p.Q");

	CHECK(p && count_op(p, OP_FIELD_ADDR) + count_op(p, OP_LOAD) == 0);
	CHECK(q && count_op(q, OP_CALL) == 3 && count_op(q, OP_RECV) == 1);
	world_drop(&w);
}

static void two_loops_may_leave_for_the_same_label(void)
{
	struct buf why;
	struct world w;
	const struct ir_function *fn;

	world_put("m/y/y.go", yield_text);
	w = world_build("./y", 1, false);
	fn = world_function(&w, "m/y.Twice");
	CHECK(fn && !fn->broken && fn->nanons == 1);
	CHECK(fn->anons[0]->nanons == 2 && !fn->anons[0]->broken);
	buf_init(&why, 1 << 16);
	CHECK(ir_sanity(fn->anons[0], &why));
	buf_finish(&why);
	world_drop(&w);
}

int main(void)
{
	types_init();
	world_create();
	RUN(each_file_has_the_loops_of_its_language);
	RUN(a_variable_that_nothing_captures_has_no_cell);
	RUN(an_array_is_ranged_over_without_looking_at_it);
	RUN(two_loops_may_leave_for_the_same_label);
	world_destroy();
	return test_summary();
}
