/* SPDX-License-Identifier: MIT */
/*
 * demand.h - what a map asks of those who use it (private to flow/)
 *
 * An entry can only be set in a map that is not nil, and a key must have a
 * dynamic type that can be compared.  Where the path that is executed has a
 * nil there, or an interface with a slice in it, that is an issue; where the
 * value is one that was there before, the caller is asked (ask.h).
 *
 * Hardly any use of a map can go wrong.  demand_plan() finds those that may,
 * without executing anything: from each place where a map is left nil (or a
 * slice becomes an interface) along everything that it can flow to.  Only
 * what lies between such a place and a use is executed for that.
 *
 * Ownership: in the flow's arena.
 *
 * Threads: the plan is made by one and read-only from then on; the others as
 * struct exec.
 */
#ifndef FLOW_DEMAND_H
#define FLOW_DEMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "flow/issue.h"

struct ask;
struct exec;
struct flow;
struct ir_function;
struct ir_instr;
struct ir_value;
struct model;
struct trace;
struct type;

/* Marks functions in f->plan that must be executed, and fills f->demands. */
void demand_plan(struct flow *f);

/* A nil map comes through the function, to where it is written to. */
bool demand_watches(const struct flow *f, const struct ir_function *fn);

/* What a use of a map can ask, as bits. */
enum demand { DEMAND_MAP = 1 << 0, DEMAND_KEY = 1 << 1 };

/* Nothing but nil is ever stored in it; NULL: something is, or who knows. */
struct demand_never {
	const struct trace *made; /* an object without the map, or NULL */
};
const struct demand_never *demand_never_set(const struct flow *f,
					    struct holder_class c);
/* It is never nil: each struct of its type is made with one. */
bool demand_is_always_set(const struct flow *f, struct holder_class c);

/* What may be wrong with a use, by demand_plan(). */
uint8_t demand_suspects(const struct flow *f, const struct ir_instr *in);

/* What a model (or NULL) asks: *ret_map, *ret_key are numbers of arguments
 * with the receiver. */
uint8_t demand_of_model(const struct model *m, uint32_t *ret_map,
			uint32_t *ret_key);

/*
 * An entry of `map` is set at the instruction under way.  False: the map is
 * nil, an issue was made, and the path ends in a panic.
 */
bool demand_map(struct exec *x, struct state *s, val_t map);
/* A map of this type that is read there: reflection may have made it. */
bool demand_is_filled_later(const struct state *s, val_t addr, struct type *t);
/* The same of a key that is used; operand is the IR's. */
bool demand_key(struct exec *x, struct state *s, const struct ir_value *operand,
		val_t key);
/* Both of a call of a modelled function, whose arguments are these. */
bool demand_call(struct exec *x, struct state *s, const struct model *m,
		 const val_t *args, uint32_t nargs);

/* What a callee has asked: ask.h. */
void demand_answer_map(struct exec *x, struct state *s, const struct ask *ask);
void demand_answer_key(struct exec *x, struct state *s, const struct ask *ask);

#endif
