/* SPDX-License-Identifier: MIT */
/*
 * callgraph.h - who may call whom
 *
 * Comes in: a built ir_program.  Goes out: a node for each function, the
 * calls in it, and for each call the functions that it may run.  There are
 * four ways to find those of a dynamic call, each from the one before it:
 *
 *	static	none: only what is called by name
 *	CHA	every function of the type that is called; every method of a
 *		type that implements the interface
 *	RTA	of these, what code that can be reached from the program's
 *		roots refers to, and types that it converts to interfaces
 *	VTA	of these, what can flow to the place of the call
 *
 * Calls share what they call: a call has the number of a list, and calls of
 * one interface method, or through the same type of function, have the same
 * one.  So the graph is as large as the program has calls and functions,
 * not their product.  doc/ir.md tells what is promised and what is not
 * seen (reflection, unsafe).
 *
 * Ownership: all of it lives in the graph's arena and goes with it.  It
 * points into the ir_program, which must live longer.
 *
 * Threads: a graph is built by one thread and read-only from then on.
 * Nothing else may build functions of the program meanwhile.
 */
#ifndef IR_CALLGRAPH_H
#define IR_CALLGRAPH_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct buf;
struct callgraph;
struct ir_function;
struct ir_instr;
struct ir_program;

enum callgraph_algorithm {
	CALLGRAPH_STATIC,
	CALLGRAPH_CHA,
	CALLGRAPH_RTA,
	CALLGRAPH_VTA,	   /* starts from CHA */
	CALLGRAPH_RTA_VTA, /* starts from RTA: less, but a program's only */
	NCALLGRAPH_ALGORITHMS
};

/* "static", "cha", "rta", "vta", "rta-vta" */
extern const char *const callgraph_algorithms[NCALLGRAPH_ALGORITHMS];

enum call_kind {
	CALL_CALL,
	CALL_GO,      /* runs in a goroutine of its own */
	CALL_DEFER,   /* runs when its function ends */
	CALL_BACK,    /* from C, of an exported function; no instruction */
	CALL_REFLECT, /* by reflect.Value.Call; no instruction */
	NCALL_KINDS
};

/* "call", "go", "defer", "callback", "reflect" */
extern const char *const call_kinds[NCALL_KINDS];

struct call_site {
	const struct ir_instr *instr; /* NULL: see enum call_kind */
	uint32_t caller;	      /* node */
	uint32_t list;		      /* what it calls */
	uint8_t kind;		      /* enum call_kind */
	bool dynamic;		      /* not by name */
};

struct call_node {
	struct ir_function *fn;
	/* Its calls: sites[first_site] ..., in the order of the code. */
	uint32_t first_site, nsites;
	uint32_t scc;
	/* False: code that nothing can reach (RTA); it has no callees. */
	bool reached;
};

struct call_list { /* nodes, rising: callees[first] ... */
	uint32_t first, n;
};

struct callgraph {
	struct ir_program *prog;
	uint8_t algorithm;
	struct call_node *nodes;
	uint32_t nnodes;
	struct call_site *sites;
	uint32_t nsites;
	/* List i of the first nnodes has the node i and nothing else. */
	struct call_list *lists;
	uint32_t nlists;
	uint32_t *callees;
	uint32_t ncallees;
	/*
	 * Backwards: lists that have the node i are in_lists[in_first[i]] to
	 * in_lists[in_first[i + 1] - 1], but for list i, which is not told;
	 * sites of a list are list_sites[list_first[i]] ...
	 */
	uint32_t *in_first, *in_lists;
	uint32_t *list_first, *list_sites;
	/*
	 * Nodes that call each other in a circle are one component.  They are
	 * numbered bottom-up: what a component calls has a lower number, or
	 * is in it.  Those of i are order[scc_first[i]] ...
	 */
	uint32_t *order, *scc_first;
	uint32_t nsccs, norder;
	/* A ceiling was met: some calls have what CHA gives (doc/ir.md). */
	bool coarse;
	struct arena *arena;
	/* Private: callgraph_node(). */
	uint32_t *by_id, nnumbered;
	struct ptrmap *by_fn;
};

/* Never NULL. */
struct callgraph *callgraph_build(struct ir_program *p,
				  enum callgraph_algorithm algorithm);
void callgraph_destroy(struct callgraph *g); /* NULL is fine */

/* The node of a function, or -1: it is not in the graph. */
int64_t callgraph_node(const struct callgraph *g, const struct ir_function *fn);

/* What a call may run. */
static inline const uint32_t *callgraph_callees(const struct callgraph *g,
						const struct call_site *site,
						uint32_t *ret_n)
{
	*ret_n = g->lists[site->list].n;
	return g->callees + g->lists[site->list].first;
}

/*
 * Calls that may run a node, in no order that means anything, but always the
 * same:
 *
 *	struct callgraph_in in = callgraph_in(g, node);
 *	const struct call_site *site;
 *
 *	while ((site = callgraph_next_in(&in)) != NULL)
 */
struct callgraph_in {
	const struct callgraph *g;
	uint32_t list, at;    /* the list, and the next of its sites */
	uint32_t next, until; /* lists after it: in_lists[next] ... */
};

struct callgraph_in callgraph_in(const struct callgraph *g, uint32_t node);
const struct call_site *callgraph_next_in(struct callgraph_in *in);

/* How many pairs of a call and a function there are. */
uint64_t callgraph_nedges(const struct callgraph *g);

/*
 * Edges as `belay dump calls` prints them, one a line, node by node: what
 * there is of them may be more than memory holds.
 */
struct callgraph_printer;
struct callgraph_printer *callgraph_printer_create(const struct callgraph *g);
void callgraph_printer_destroy(struct callgraph_printer *p);
void callgraph_print(struct callgraph_printer *p, uint32_t node, struct buf *b);

#endif
