/* SPDX-License-Identifier: MIT */
/*
 * flow_world.h - the flow engine run on Go source text
 *
 * Memory comes from alloc() and goes by release(), which every program here
 * has; that they own it is said by comments, so no C is needed.
 */
#ifndef TESTS_UNIT_FLOW_WORLD_H
#define TESTS_UNIT_FLOW_WORLD_H

#include "flow/flow.h"
#include "flow/issue.h"
#include "flow/plan.h"
#include "flow/summary.h"
#include "flow/trace.h"
#include "ir/callgraph.h"
#include "ir_world.h"

static struct world flow_world;
static struct callgraph *flow_graph;
static struct flow_result *flow;
static struct buf flow_text;

static inline void flow_open(const char *source, unsigned jobs)
{
	static const char heap[] =
		"package main\n"
		"import \"unsafe\"\n"
		"type ptr = unsafe.Pointer\n"
		"//belay:returns owned malloc\n"
		"func alloc() ptr { return nil }\n"
		"//belay:frees p\n"
		"func release(p ptr) {}\n"
		"func use(p ptr) byte { return *(*byte)(p) }\n";
	struct flow_config config = {.jobs = jobs};

	world_put("m/heap.go", heap);
	world_put("m/m.go", source);
	flow_world = world_build(".", jobs, true);
	flow_graph = callgraph_build(flow_world.ir, CALLGRAPH_VTA);
	flow = flow_run(flow_world.ir, flow_graph, &config);
	buf_init(&flow_text, 1 << 20);
}

static inline void flow_close(void)
{
	buf_finish(&flow_text);
	flow_destroy(flow);
	callgraph_destroy(flow_graph);
	world_drop(&flow_world);
}

/* Of a function by its printed name; NULL: it was not executed. */
static inline const struct summary *flow_summary(const char *name)
{
	struct ir_function *fn = world_function(&flow_world, name);
	int64_t node = fn ? callgraph_node(flow_graph, fn) : -1;

	return node < 0 ? NULL : flow->flow->summaries[node];
}

/* How many issues of a kind show in a function. */
static inline uint32_t flow_count(enum issue_kind kind, const char *name)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < flow->nissues; i++) {
		buf_clear(&flow_text);
		ir_function_print_name(flow->issues[i]->fn, &flow_text);
		n += flow->issues[i]->kind == kind &&
		     strcmp(buf_text(&flow_text), name) == 0;
	}
	return n;
}

/* "kind function line" of each, in order. */
static inline const char *flow_issues(void)
{
	struct buf name;

	buf_init(&name, 1 << 16);
	buf_clear(&flow_text);
	for (uint32_t i = 0; i < flow->nissues; i++) {
		const struct issue *one = flow->issues[i];
		struct position at = position_of(flow_world.program->files,
						 one->primary->pos);

		buf_clear(&name);
		ir_function_print_name(one->fn, &name);
		buf_printf(&flow_text, "%u %s %u\n", one->kind, buf_text(&name),
			   at.line);
	}
	buf_finish(&name);
	return buf_text(&flow_text);
}

#endif
