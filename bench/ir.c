/* SPDX-License-Identifier: MIT */
/*
 * ir.c - SSA and call graphs of packages, one thread
 *
 *	ir PATTERN...
 *
 * Prints "word number" lines, as bench/ir-go does: CPU seconds of the front
 * end, of building all functions, of CHA and of VTA (which makes CHA's graph
 * again), and what came out.
 */
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#include "ir/callgraph.h"
#include "ir/ir.h"
#include "program/program.h"

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint32_t step(struct ir_program *ir, enum callgraph_algorithm algorithm)
{
	double start = seconds();
	struct callgraph *g = callgraph_build(ir, algorithm);
	uint32_t nodes = g->nnodes;

	printf("%s %.4f\n", callgraph_algorithms[algorithm], seconds() - start);
	callgraph_destroy(g);
	return nodes;
}

int main(int argc, char **argv)
{
	struct program_config config = {
		.patterns = (const char *const *)argv + 1,
		.npatterns = (size_t)argc - 1,
		.jobs = 1,
	};
	struct ir_config how = {.jobs = 1};
	struct program *p = program_load(&config);
	double loaded = seconds();
	struct ir_program *ir = ir_build(p, &how);
	uint64_t instructions = 0;
	uint32_t nodes;
	struct rusage u;

	printf("front %.4f\n", loaded);
	printf("build %.4f\n", seconds() - loaded);
	step(ir, CALLGRAPH_CHA);
	nodes = step(ir, CALLGRAPH_VTA);
	for (uint32_t i = 0; i < ir->nfunctions; i++)
		instructions += ir->functions[i]->ninstrs;
	getrusage(RUSAGE_SELF, &u);
	printf("functions %u\n", ir->nfunctions);
	printf("instructions %llu\n", (unsigned long long)instructions);
	printf("nodes %u\n", nodes);
	printf("peak %ld\n", u.ru_maxrss);
	ir_program_destroy(ir);
	program_destroy(p);
	return 0;
}
