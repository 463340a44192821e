/* SPDX-License-Identifier: MIT */
/*
 * methods_of.h - what methods types have, by numbers
 *
 * A method that an interface may ask for is a name (with the package, when
 * it is not exported) and a signature; both together have one number, its
 * key.  A type implements an interface when it has its keys.
 *
 * Ownership: everything lives in the arena of the type numbers.
 *
 * Threads: one at a time.
 */
#ifndef IR_METHODS_OF_H
#define IR_METHODS_OF_H

#include "ir/ir.h"
#include "ir/typenum.h"

struct method {
	uint32_t key;
	const struct selection *sel; /* NULL: of an interface */
};

struct method_table { /* by rising key */
	const struct method *at;
	uint32_t n;
	bool known;
};

struct methods {
	struct typenums *types;
	struct ptrmap ids;  /* name and package -> number */
	struct ptrmap keys; /* that number and a signature's -> key */
	uint32_t nids, nkeys;
	struct VEC(struct method_table) tables; /* by type number */
};

void methods_finish(struct methods *m);

/* The key of a method; its receiver does not count. */
uint32_t method_key(struct methods *m, const struct object *method);

/* The same for a function that stands for it, which has the signature. */
uint32_t method_key_of(struct methods *m, const struct object *method,
		       struct type *sig);

/* Methods of a type, or of an interface; generic ones are left out. */
struct method_table methods_of(struct methods *m, uint32_t type);

bool method_table_has(const struct method_table *t, uint32_t key);

/* Whether the type, which is none, implements the interface. */
bool methods_implement(struct methods *m, uint32_t type, uint32_t iface);

#endif
