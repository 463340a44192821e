/* SPDX-License-Identifier: MIT */
/*
 * vta.h - the inside of variable type analysis; essay in vta.c
 *
 *	vta_graph.c	goes through the code and says what flows where
 *	vta_places.c	numbers what it speaks of: nodes of a graph
 *	vta_sets.c	sets of types and functions
 *	vta_solve.c	carries them through the graph
 *	vta.c		reads off what calls run
 */
#ifndef IR_VTA_H
#define IR_VTA_H

#include "base/vec.h"
#include "ir/calls.h"

/* What a node of the graph stands for; x/tools' names in brackets. */
enum place_kind {
	/* One for each type. */
	PLACE_CONST,   /* a constant (constant) */
	PLACE_POINTER, /* all pointers of the type (pointer) */
	PLACE_NESTED,  /* all that points to pointers to an interface or
			  function (nestedPtrInterface, ...Function) */
	PLACE_KEY,     /* keys of maps, by their type (mapKey) */
	PLACE_VALUE,   /* and values (mapValue) */
	PLACE_ELEMENT, /* elements of slices and arrays (sliceElem) */
	PLACE_MESSAGE, /* of channels (channelElem) */
	NTYPE_PLACES,
	PLACE_FIELD = NTYPE_PLACES, /* of: the struct's type; index */
	PLACE_LOCAL,  /* of: the value's slot; index: the component, or ONLY */
	PLACE_GLOBAL, /* of: its id (global) */
	PLACE_FUNCTION, /* of: the node */
	PLACE_RESULT,	/* of: the node; index (resultVar) */
	/* What all calls of a group give and take; not in x/tools. */
	PLACE_HUB,     /* of: the group; index: enum hub, or an argument */
	PLACE_PANIC,   /* what panics carry (panicArg) */
	PLACE_RECOVER, /* what recover() gives (recoverReturn) */
	PLACE_NONE,
};

#define PLACE_ONLY UINT32_MAX

struct place {
	uint8_t kind; /* enum place_kind */
	uint8_t bits; /* enum typenum_bits, of its type */
	uint32_t type;
	uint32_t of, index;
	uint32_t parts; /* how many there are of an index */
};

struct type_places {
	uint32_t at[NTYPE_PLACES]; /* nodes; 0: not there */
	uint32_t fields;	   /* the first one's node */
};

struct flow_edge {
	uint32_t from, to;
};

/*
 * Sets are numbered, equal ones have one number.  0 is the empty set, 1 that
 * of everything: where a ceiling was met.  Elements are numbers from 1.
 */
enum { SET_EMPTY, SET_ALL };
struct sets;

struct vta {
	struct calls *c;
	/* Nodes from 1: the element that is there from the start, or 0. */
	struct VEC(uint32_t) initial;
	struct VEC(struct flow_edge) edges;

	struct VEC(struct type_places) types; /* by type */
	uint32_t *locals, *local_base;	      /* by value; its start, by node */
	uint32_t *globals, nglobals;	      /* by id */
	uint32_t *functions, *results;	      /* by node */
	uint32_t *hubs;			      /* by group: the first one */
	uint32_t panic, recover;

	/* Elements: of a type that has methods, of a function. */
	uint32_t *element_of_type, ntypes;
	uint32_t *element_of_function;
	uint32_t nelements;

	struct sets *sets;
	uint32_t *set_of; /* by node */
};

/* vta_places.c */
void vta_places_init(struct vta *v);
/* The place of a value in a function, or of its component. */
struct place vta_place(struct vta *v, uint32_t node, const struct ir_value *x);
struct place vta_component(struct vta *v, uint32_t node,
			   const struct ir_value *x, uint32_t index);
struct place vta_type_place(struct vta *v, enum place_kind kind,
			    struct type *t);
struct place vta_field(struct vta *v, struct type *of, uint32_t index);
struct place vta_result(struct vta *v, uint32_t node, uint32_t index);
struct place vta_function(struct vta *v, const struct ir_function *fn);
struct place vta_hub(struct vta *v, uint32_t group, uint32_t index,
		     struct type *t);
struct place vta_any_place(enum place_kind kind); /* PANIC, RECOVER */
/* An edge, unless nothing can flow there. */
void vta_flow(struct vta *v, struct place from, struct place to);
/* from flows to `to`, and back when both are references (canAlias). */
void vta_flow_alias(struct vta *v, struct place to, struct place from);

/* vta_graph.c */
void vta_make_graph(struct vta *v);

/* vta_sets.c */
struct sets *sets_create(struct arena *a, uint32_t nelements);
void sets_finish(struct sets *s);
/* A union is made between these two; false: it is everything. */
void sets_begin(struct sets *s);
void sets_add(struct sets *s, uint32_t set);
void sets_add_element(struct sets *s, uint32_t element);
uint32_t sets_end(struct sets *s);
bool sets_has(const struct sets *s, uint32_t set, uint32_t element);
/* The i-th range with elements of the set, in order; false: no more. */
bool sets_range(const struct sets *s, uint32_t set, uint32_t i,
		uint32_t *ret_first, uint32_t *ret_end);
uint32_t sets_count(const struct sets *s);

/* vta_solve.c */
void vta_solve(struct vta *v);

#endif
