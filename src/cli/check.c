/* SPDX-License-Identifier: MIT */
#include "cli/check.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/ptrmap.h"
#include "base/term.h"
#include "base/vec.h"
#include "flow/flow.h"
#include "ir/callgraph.h"
#include "ir/ir.h"
#include "load/load.h"
#include "program/program.h"

/* Ends a stage: what was used since the last one ended. */
static void end_stage(struct check_result *r, uint32_t i, const char *name,
		      double *since)
{
	double now = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);

	r->stages[i] = (struct finding_stage){name, now - *since};
	*since = now;
}

static void show_build(void *ctx, uint32_t done, uint32_t of)
{
	(void)ctx;
	term_progress("build: %u of %u functions", done, of);
}

static void show_flow(void *ctx, uint32_t done, uint32_t of)
{
	(void)ctx;
	term_progress("follow memory: %u of %u functions", done, of);
}

/*
 * Files of packages that a pattern names and that have C in them, as keys:
 * elsewhere little can go wrong that would not be seen.
 */
static void find_named(const struct program *p, struct arena *a,
		       struct ptrmap *ret)
{
	for (uint32_t i = 0; i < p->npackages; i++) {
		const struct load_package *lp = p->packages[i].load;

		for (uint32_t k = 0;
		     lp->root && lp->cgo && !lp->standard && k < lp->nfiles;
		     k++)
			if (lp->files[k].source)
				*ptrmap_at(ret, a, lp->files[k].source) = ret;
	}
}

static void fill_notes(const struct program *p, const struct flow_result *flow,
		       struct arena *a, struct check_result *ret)
{
	struct VEC(struct finding_diagnostic) notes = {0};
	struct ptrmap named = {0};

	if (flow->nnotes > 0)
		find_named(p, a, &named);
	for (uint32_t i = 0; i < flow->nnotes; i++) {
		const struct flow_note *n = &flow->notes[i];
		const struct source_file *f = file_set_find(p->files, n->pos);
		struct position at;

		if (!f || !ptrmap_get(&named, f))
			continue;
		at = position_of(p->files, n->pos);
		vec_push_in(a, &notes,
			    (struct finding_diagnostic){
				    .file = program_path(p, at.path),
				    .line = (int)at.line,
				    .column = (int)at.column,
				    .message = arena_printf(
					    a,
					    "%s: not all ways through this "
					    "function were followed",
					    n->message),
			    });
	}
	ret->notes = notes.at;
	ret->nnotes = notes.len;
}

void check_program(struct program *p, const struct check_options *o,
		   struct arena *a, struct check_result *ret)
{
	const struct ir_config build = {
		.jobs = o->jobs,
		.reach = true,
		.progress = show_build,
	};
	const struct flow_config config = {
		.jobs = o->jobs,
		.effects_path = o->effects_path,
		.effects_text = o->effects_text,
		.effects_size = o->effects_size,
		.progress = show_flow,
	};
	struct rules_config words = {
		.program = p,
		.settings = o->settings,
		.file = o->file,
		.arena = a,
	};
	double since = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
	struct ir_program *ir = ir_build(p, &build);
	struct flow_result *flow;
	struct callgraph *g;

	end_stage(ret, 0, "ssa", &since);
	g = callgraph_build(ir, CALLGRAPH_VTA);
	/* The graph may yet have asked for bodies of methods. */
	program_drop_trees(p);
	end_stage(ret, 1, "calls", &since);
	flow = flow_run(ir, g, &config);
	end_stage(ret, 2, "flow", &since);
	words.ir = ir;
	words.flow = flow;
	rules_run(&words, &ret->rules);
	fill_notes(p, flow, a, ret);
	end_stage(ret, 3, "rules", &since);
	flow_destroy(flow);
	callgraph_destroy(g);
	ir_program_destroy(ir);
}
