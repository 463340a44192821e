/* SPDX-License-Identifier: MIT */
/*
 * calls.h - the call graph while it is made
 *
 * The order of work: allfuncs.c finds the functions, callsites.c their
 * calls, and the groups of dynamic ones that cannot be told apart by types;
 * cha.c gives each group a list, rta.c takes from the lists what cannot be,
 * vta.c gives each call a list of its own.  callgraph.c makes the rest.
 */
#ifndef IR_CALLS_H
#define IR_CALLS_H

#include "base/arena.h"
#include "ir/callgraph.h"
#include "ir/ir.h"
#include "ir/methods_of.h"
#include "ir/typenum.h"

/* No more members of lists than this; then they are shared more coarsely. */
enum { CALLS_MAX_MEMBERS = 1 << 24 };

/* What is known of a node beside its function. */
struct call_info {
	uint32_t recv; /* the receiver's type, or 0: no method */
	uint32_t key; /* of a method: method_key(); else the signature's type */
	bool takes_part; /* a dynamic call may run it */
};

/*
 * Dynamic calls that CHA does not tell apart: of one method of one
 * interface, or through one type of function.
 */
struct call_group {
	uint32_t iface; /* the interface type; 0: through a function */
	uint32_t key;	/* method_key(), or the signature's type */
	uint32_t list;	/* of the algorithm that was run so far */
	struct signature *sig;
	bool reached; /* a call of it can be reached (RTA) */
};

struct calls {
	struct callgraph *g;
	struct ir_program *prog;
	struct arena *a; /* until the graph is made */
	struct typenums *types;
	struct methods methods;
	struct call_info *infos; /* by node */
	struct VEC(struct call_group) groups;
	struct ptrmap by_key;  /* interface and key -> group + 1 */
	uint32_t *site_groups; /* by site: group + 1, or 0: by name */
	struct VEC(uint32_t) callees;
	struct VEC(struct call_list) lists;
	uint32_t nothing;    /* the empty list */
	uint32_t exported;   /* the list of exported functions */
	uint32_t reflection; /* node of reflect.Value.Call, or UINT32_MAX */
};

/* allfuncs.c: makes g's nodes */
void calls_find_functions(struct calls *c);

/* callsites.c: makes infos, g's sites, groups */
void calls_find_sites(struct calls *c);

/* Lists of the groups. */
void calls_cha(struct calls *c);
/* Takes out what is not reached; also marks nodes. */
void calls_rta(struct calls *c);
/* Lists of the sites. */
void calls_vta(struct calls *c);

/* A list of these nodes, which rise; the number of the same one, at best. */
uint32_t calls_add_list(struct calls *c, const uint32_t *nodes, uint32_t n);

/* The signature that is called, or NULL: the source is wrong. */
struct signature *calls_signature(const struct ir_instr *call);

static inline uint32_t calls_node(const struct calls *c,
				  const struct ir_function *fn)
{
	return (uint32_t)callgraph_node(c->g, fn);
}

#endif
