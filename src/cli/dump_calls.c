/* SPDX-License-Identifier: MIT */
#include "cli/dump_calls.h"

#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "ir/callgraph.h"
#include "ir/ir.h"
#include "program/program.h"

/* What is written at a time, at least: edges may be very many. */
enum { FLUSH = 1 << 20 };

static enum callgraph_algorithm find_algorithm(const char *name)
{
	for (int i = 0; name && i < NCALLGRAPH_ALGORITHMS; i++)
		if (strcmp(callgraph_algorithms[i], name) == 0)
			return (enum callgraph_algorithm)i;
	return CALLGRAPH_VTA;
}

/* What no package has (a method of error, say) belongs to everybody. */
static bool is_named(const struct ir_function *fn)
{
	return !fn->home || fn->home->named;
}

/* False when it could not be written; whoever asked says so. */
static bool print_all(const struct callgraph *g, bool deps, struct buf *out)
{
	struct callgraph_printer *p = callgraph_printer_create(g);
	bool good = true;

	for (uint32_t i = 0; i < g->nnodes && good; i++) {
		if (deps || is_named(g->nodes[i].fn))
			callgraph_print(p, i, out);
		if (out->len < FLUSH)
			continue;
		good = buf_write(out, STDOUT_FILENO) == 0;
		if (good)
			buf_clear(out);
	}
	callgraph_printer_destroy(p);
	return good;
}

bool dump_calls(struct program *p, const char *algorithm, bool deps,
		struct buf *out)
{
	const struct ir_config config = {.jobs = p->jobs, .reach = true};
	struct ir_program *ir = ir_build(p, &config);
	struct callgraph *g = callgraph_build(ir, find_algorithm(algorithm));
	bool good = print_all(g, deps, out);

	callgraph_destroy(g);
	ir_program_destroy(ir);
	return good;
}
