/* SPDX-License-Identifier: MIT */
/* Expressions of sizes and depths that no file in tests/ir has. */
#include "ir/ir.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "program/program.h"
#include "test.h"
#include "types/types.h"

static struct buf source;
static struct program *program;
static struct ir_program *ir;

/* Builds the source, and gives its function f. */
static struct ir_function *build(void)
{
	char path[] = "/tmp/belay-ir-XXXXXX.go";
	const char *patterns[] = {path};
	struct program_config config = {
		.patterns = patterns, .npatterns = 1, .jobs = 1};
	struct ir_config ir_config = {.jobs = 1, .check = true};
	int fd = mkstemps(path, 3);
	struct ir_package *pkg;
	struct object *f;

	if (fd < 0 ||
	    write(fd, buf_text(&source), source.len) != (ssize_t)source.len)
		return NULL;
	close(fd);
	buf_clear(&source);
	types_init();
	program = program_load(&config);
	ir = ir_build(program, &ir_config);
	unlink(path);
	if (ir->npackages == 0)
		return NULL;
	pkg = &ir->packages[ir->npackages - 1];
	f = scope_lookup(pkg->types->scope, name_of("f"));
	return f ? ir_function_of(ir, f) : NULL;
}

static void drop(void)
{
	ir_program_destroy(ir);
	program_destroy(program);
}

static void repeat(const char *text, int n)
{
	for (int i = 0; i < n; i++)
		buf_puts(&source, text);
}

static uint32_t count(const struct ir_function *fn, enum ir_op op)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < fn->nblocks; i++)
		for (uint32_t k = 0; k < fn->blocks[i]->ninstrs; k++)
			n += fn->blocks[i]->instrs[k]->v.op == op;
	return n;
}

static void a_sum_of_50000_terms_is_built(void)
{
	struct ir_function *f;

	buf_puts(&source, "package p\nfunc f(a int) int {\n\treturn a");
	repeat(" + a", 50000);
	buf_puts(&source, "\n}\n");
	f = build();
	CHECK(f && !f->broken);
	CHECK(count(f, OP_BINOP) == 50000);
	CHECK(count(f, OP_BAD) == 0);
	drop();
}

static void a_condition_of_50000_terms_is_built(void)
{
	struct ir_function *f;

	buf_puts(&source, "package p\nfunc f(a, b bool) int {\n\tif a");
	repeat(" && a", 25000);
	repeat(" || b", 25000);
	buf_puts(&source, " {\n\t\treturn 1\n\t}\n\treturn 2\n}\n");
	f = build();
	CHECK(f && !f->broken);
	CHECK(count(f, OP_IF) == 50001);
	drop();
}

static void a_literal_of_50000_elements_is_built(void)
{
	struct ir_function *f;

	buf_puts(&source, "package p\ntype T struct{ a, b int }\n"
			  "func f(a int) []T {\n\treturn []T{");
	repeat("{a, 1}, ", 50000);
	buf_puts(&source, "}\n}\n");
	f = build();
	CHECK(f && !f->broken);
	CHECK(count(f, OP_STORE) == 50000 * 3);
	drop();
}

static void calls_1900_deep_are_built(void)
{
	struct ir_function *f;

	buf_puts(&source, "package p\nfunc g(a int) int\n"
			  "func f(a int) int {\n\treturn ");
	repeat("g(", 1900);
	buf_puts(&source, "a");
	repeat(")", 1900);
	buf_puts(&source, "\n}\n");
	f = build();
	CHECK(f && !f->broken);
	CHECK(count(f, OP_CALL) == 1900);
	drop();
}

/* A chain of selectors is deep in the tree, though not in the text. */
static void what_is_too_deep_is_bad_and_the_rest_is_built(void)
{
	struct ir_function *f;

	buf_puts(&source, "package p\ntype T struct{}\nfunc (T) m() T\n"
			  "func f(a T) T {\n\ta.m()\n\treturn a");
	repeat(".m()", 4000);
	buf_puts(&source, "\n}\n");
	f = build();
	CHECK(f && f->broken);
	CHECK(count(f, OP_BAD) == 1);
	CHECK(count(f, OP_CALL) > 2000 && count(f, OP_CALL) < 4000);
	CHECK(count(f, OP_RETURN) == 1);
	drop();
}

static void function_literals_nest_as_deep_as_other_expressions(void)
{
	struct ir_function *f;
	uint32_t depth = 0;

	buf_puts(&source, "package p\nfunc f(a int) func() int {\n");
	repeat("return func() func() int { ", 100);
	buf_puts(&source, "return func() int { return a }");
	repeat("}()", 100);
	buf_puts(&source, "\n}\n");
	f = build();
	CHECK(f && !f->broken);
	for (; f->nanons > 0; f = f->anons[0]) {
		CHECK(f->nanons == 1);
		depth++;
	}
	CHECK(depth == 101);
	CHECK(f->nfree_vars == 1);
	drop();
}

int main(void)
{
	buf_init(&source, 64 << 20);
	RUN(a_sum_of_50000_terms_is_built);
	RUN(a_condition_of_50000_terms_is_built);
	RUN(a_literal_of_50000_elements_is_built);
	RUN(calls_1900_deep_are_built);
	RUN(what_is_too_deep_is_bad_and_the_rest_is_built);
	RUN(function_literals_nest_as_deep_as_other_expressions);
	buf_finish(&source);
	return test_summary();
}
