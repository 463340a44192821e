/* SPDX-License-Identifier: MIT */
/*
 * A file from bytes, parsed, typed and built: whatever it is, the verifier
 * finds nothing after any pass, each function can be printed, and there are
 * call graphs.  Imports are of nothing but "unsafe" and "C".
 */
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "ir/callgraph.h"
#include "ir/ir.h"
#include "load/load.h"
#include "program/program.h"
#include "syntax/parser.h"
#include "types/types.h"
#include "source.h"

enum {
	MAX_SIZE = 64 << 10,
	MAX_MEMORY = 512 << 20, /* of the tree and types of one input */
	MAX_TEXT = 256 << 20,
};

static void ignore(void *ctx, pos_t pos, const char *msg)
{
	(void)ctx;
	(void)pos;
	(void)msg;
}

/* Lists are in bounds, and what a call runs is told by a lower component. */
static void check_calls(struct ir_program *p, enum callgraph_algorithm a)
{
	struct callgraph *g = callgraph_build(p, a);

	for (uint32_t i = 0; i < g->nsites; i++) {
		const struct call_site *site = &g->sites[i];
		uint32_t n, from = g->nodes[site->caller].scc;
		const uint32_t *callees = callgraph_callees(g, site, &n);

		for (uint32_t k = 0; k < n; k++) {
			must(callees[k] < g->nnodes);
			must(k == 0 || callees[k - 1] < callees[k]);
			must(g->nodes[callees[k]].scc <= from);
		}
	}
	callgraph_destroy(g);
}

static void check_function(const struct ir_function *fn)
{
	struct buf out;

	must(fn->state == IR_BUILT);
	buf_init(&out, MAX_TEXT);
	if (!ir_sanity(fn, &out)) {
		fputs(buf_text(&out), stderr);
		abort();
	}
	ir_function_print(fn, &out);
	buf_finish(&out);
}

static void build(struct program *program)
{
	const struct ir_config config = {.jobs = 1, .check = true};
	struct ir_program *p = ir_build(program, &config);

	for (uint32_t i = 0; i < p->nfunctions; i++)
		check_function(p->functions[i]);
	for (int a = 0; a < NCALLGRAPH_ALGORITHMS; a++)
		check_calls(p, (enum callgraph_algorithm)a);
	ir_program_destroy(p);
}

static void check(struct file_set *set, struct names *names,
		  struct source_file *f)
{
	struct parser *parser = parser_create(names);
	struct arena *a = arena_create(MAX_MEMORY);
	struct types_config config = {
		.go_version = "", .fake_import_c = true, .files = set};
	struct ast_file *ast =
		parser_file(parser, a, f, PARSE_ALL, ignore, NULL);
	struct load_package load = {
		.id = "fuzz",
		.path = "fuzz",
		.name = "fuzz",
		.dir = "",
		.go_version = "",
		.root = true,
	};
	struct program_package pp = {
		.load = &load,
		.files = &ast,
		.nfiles = 1,
		.arena = a,
		.parsed = true,
	};
	struct program program = {
		.files = set,
		.packages = &pp,
		.npackages = 1,
		.root = "/",
		.jobs = 1,
		.arena = a,
	};

	types_init();
	pp.types = types_check(&config, "fuzz", &ast, 1, a, a);
	build(&program);
	arena_destroy(a);
	parser_destroy(parser);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_source(data, size, MAX_SIZE, check);
}
