/* SPDX-License-Identifier: MIT */
/*
 * demand_impl.h - what the files demand_*.c share (private to them)
 *
 * A fact says that by a way from a value a map is reached that may be nil:
 * of `s := &Server{}` that s.routes is.  The way leads through fields and
 * elements; an address and what it holds have the same one.
 */
#ifndef FLOW_DEMAND_IMPL_H
#define FLOW_DEMAND_IMPL_H

#include "base/name.h"
#include "base/ptrmap.h"
#include "base/vec.h"
#include "flow/demand.h"

struct arena;
struct callgraph;
struct ir_uses;
struct ir_value;
struct object;
struct type;

enum {
	WAY_MAX = 3,   /* steps of a way */
	WAY_MOST = 12, /* ways to maps that a type has */
	FACTS_MOST = 1 << 17,
};

/* A step that is no field: an element of a map, slice or array. */
#define WAY_ELEM ((name_t)UINT32_MAX)

struct way {
	uint32_t n;
	name_t at[WAY_MAX]; /* from the value on */
};

struct way_list {
	uint32_t n;
	struct way at[WAY_MOST];
	struct type *elem[WAY_MOST]; /* of its last element, or NULL */
};

/* New memory with a map in it that nobody has made yet. */
struct demand_elements {
	const struct ir_value *v;
	uint32_t node;
	struct way way;
	struct type *elem; /* of the last element on the way, or NULL */
};

struct demand_fact {
	const struct ir_value *v;
	uint32_t node; /* of the call graph: whose value it is */
	uint8_t want;  /* enum demand */
	uint8_t calls; /* that it has come through, as it was met first */
	bool marked;
	struct way way;
	uint32_t first_before; /* + 1 */
};

/* A fact that another one followed from. */
struct demand_before {
	uint32_t fact, next;
};

struct demand_sink {
	uint32_t fact;
	const struct ir_instr *in;
};

/* A field of map type of a named type, or of any object of the program. */
struct demand_class {
	bool stored;   /* something that is not nil, or who knows */
	bool open;     /* others may set it */
	bool compared; /* with nil: it is meant to be so at times */
	bool unset;    /* it is left nil where its struct is made */
	const struct ir_instr *made; /* where that is; NULL: not known */
};

struct demand_use {
	const struct ir_instr *in;
	uint32_t node;
};

struct demand_finder {
	struct flow *f;
	const struct callgraph *g;
	struct arena *tmp;
	struct VEC(struct demand_fact) facts;
	struct VEC(struct demand_before) befores;
	struct VEC(struct demand_sink) sinks;
	struct ptrmap by_key;  /* of facts: number + 1 */
	struct ptrmap ways;    /* struct type * -> struct way_list * */
	struct ptrmap classes; /* demand_class_key() -> demand_class * */
	struct ptrmap opened;  /* struct type *: reflection may fill it */
	struct ptrmap filled;  /* hashes of types of elements that are stored */
	struct ptrmap named;   /* fields whose maps may be written to: names */
	struct VEC(struct demand_elements) elements;
	struct VEC(struct demand_use) places; /* reads of map fields, globals */
	struct ir_uses **uses;		      /* by node, made when asked for */
};

/* demand_plan.c */

/* Number of the fact; from: number + 1 of the one that it follows from. */
void demand_add(struct demand_finder *d, uint32_t node,
		const struct ir_value *v, uint8_t want, struct way way,
		uint32_t from);
/* A use of a value that only this instruction is known to have. */
void demand_add_use(struct demand_finder *d, uint32_t node,
		    const struct ir_value *v, uint8_t want, struct way way,
		    const struct ir_instr *in);
const struct ir_uses *demand_uses(struct demand_finder *d, uint32_t node);

/* demand_source.c: where maps stay nil and keys come from, all of them. */
void demand_sources(struct demand_finder *d);
const struct way_list *demand_ways(struct demand_finder *d, struct type *t);

/* A branch before the use in has made the map, or left, when it was nil. */
bool demand_is_guarded(const struct ir_instr *in, const struct ir_value *map);

/* demand_class.c: what nobody stores. */
uint64_t demand_class_key(const void *of, name_t field);
void demand_class_look(struct demand_finder *d, uint32_t node,
		       const struct ir_instr *in);
/* Memory of type t that `in` makes, without the map that is on this way. */
void demand_class_unset(struct demand_finder *d, struct type *t,
			const struct way *way, const struct ir_instr *in);
/* An element of this type is set somewhere, or something inside of it. */
bool demand_is_filled(const struct demand_finder *d, struct type *elem);
/* When all instructions were looked at: f->never gets those that are. */
void demand_class_decide(struct demand_finder *d);

#endif
