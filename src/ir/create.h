/* SPDX-License-Identifier: MIT */
/*
 * create.h - functions before they have a body, and what is known program-
 * wide while threads build
 *
 * Everything declared is created at once, before any body is built, and
 * found in read-only tables from then on.  Instances, wrappers, thunks and
 * bounds are created when they are asked for; each exists once: a table in
 * parts, a lock each, has them by what makes them equal.  Whoever loses the
 * race to create one throws his away.  Who wins has it in his queue.
 *
 * Threads: an ir_builder belongs to one thread; the rest is for any.
 */
#ifndef IR_CREATE_H
#define IR_CREATE_H

#include <pthread.h>

#include "ir/build.h"

enum { IR_PARTS = 64 };

/* Of a global that has no id yet. */
#define IR_NO_ID UINT32_MAX

/* What makes two functions that no source declares the same one. */
struct ir_key {
	uint8_t kind;	    /* enum ir_synthetic */
	const void *origin; /* of an instance: the generic function */
	struct type *recv;  /* of a method: canonical */
	name_t name;
	const struct package *pkg; /* of a name that is not exported */
	struct type_list targs;	   /* canonical */
};

/* Part of a table: hash -> entries of that hash. */
struct ir_part {
	pthread_mutex_t lock;
	struct ptrmap by_hash; /* malloc's */
};

/* What a generic function has besides: see body.c. */
struct ir_generic {
	_Atomic uint32_t instances;
	pthread_mutex_t lock;
	bool body_is_there;
};

/* A type whose methods may be called on interfaces. */
struct ir_reached {
	struct type *type;
	bool derive; /* and so may those of what reflection gets from it */
	/* Its methods, until ir_reach_next() has seen them. */
	struct selection *methods;
	uint32_t nmethods;
};

struct ir_shared {
	struct ir_config config;
	struct arena *arena;
	struct ptrmap packages; /* struct package * -> struct ir_package * */
	struct ptrmap declared; /* struct object * -> value; read-only */
	struct ir_part types[IR_PARTS];
	struct ir_part functions[IR_PARTS];
	struct ir_part externals[IR_PARTS]; /* of C, by object */
	struct ir_builder *builders;
	unsigned nbuilders;
	/* How many were created: see instantiate.c. */
	_Atomic uint32_t instances, deep_instances;
	bool finished;	      /* ir_build() is done: no more bodies */
	pthread_mutex_t late; /* builders[0], after ir_build() */
};

/* create.c */
void ir_create_packages(struct ir_program *p);
/* Of an object that is declared somewhere; puts it into the queue. */
struct ir_function *ir_declared(struct ir_builder *b, struct object *func);
struct ir_global *ir_init_guard(struct ir_package *pkg);
struct ir_package *ir_package_of(struct ir_program *p, struct package *pkg);
/* A function with what all have. */
struct ir_function *ir_new_function(struct ir_builder *b,
				    enum ir_synthetic synthetic,
				    const char *name, struct signature *sig,
				    struct object *object);
/* The first who asks has it in his queue. */
void ir_enqueue(struct ir_builder *b, struct ir_function *fn);
/* The function of this key: fn, or who was first; it is in a queue then. */
struct ir_function *ir_find(struct ir_program *p, const struct ir_key *key);
struct ir_function *ir_add(struct ir_builder *b, const struct ir_key *key,
			   struct ir_function *fn);

/* canon.c: one type for all that are identical, with one spelling */
struct type *ir_canon(struct ir_builder *b, struct type *t);
struct type_list ir_canon_list(struct ir_builder *b, struct type_list list);
/* A free type parameter is in it. */
bool ir_is_parameterized(struct ir_builder *b, struct type *t);

/* body.c: bodies that were skipped when their package was loaded */
void ir_load_body(struct ir_builder *b, struct ir_function *fn);
void ir_load_init(struct ir_builder *b, struct ir_package *pkg);
/* Whether its body, or its package's initialization, is to be built. */
bool ir_wants_body(const struct ir_function *fn);

/* For f_begin(). */
struct ptrmap *ir_instances_of(const struct ir_function *fn);
struct subst *ir_subst_of(struct ir_builder *b, struct ir_function *fn);

/* instantiate.c, methods.c, wrappers.c: for a thread that builds */
struct ir_function *ir_instance_of(struct ir_builder *b,
				   struct ir_function *origin,
				   struct type_list recv_targs,
				   struct type_list targs);
struct ir_function *ir_method_of(struct ir_builder *b, struct object *method,
				 struct type_list targs);
struct ir_function *ir_method_value_of(struct ir_builder *b,
				       const struct selection *sel);
struct ir_function *ir_wrapper(struct ir_builder *b,
			       const struct selection *sel);
/* A type that is converted to an interface, or follows from one that is. */
void ir_note_runtime_type(struct ir_builder *b, struct type *t);
/* Of the receiver of a method, or none. */
struct type_list ir_recv_targs(struct object *method);
/* "[int, string]" */
const char *ir_targs_text(struct arena *a, struct type_list targs);
/* The method of the receiver's generic type, with these type arguments. */
struct object *ir_instantiate_method(struct ir_builder *b,
				     struct object *method,
				     struct type_list recv_targs);

/*
 * reach.c: which functions follow from those that were built
 *
 * A round is: ir_reach_next(), then ir_reach_type() for each type that it
 * gave, by any thread that builds, together with whatever is in queues.
 */
struct ir_reach;
struct ir_reach *ir_reach_create(struct ir_program *p);
void ir_reach_destroy(struct ir_reach *r);
/* New types; puts functions that are called on old ones into b's queue. */
struct ir_reached **ir_reach_next(struct ir_reach *r, struct ir_builder *b,
				  uint32_t *ret_n);
void ir_reach_type(struct ir_reach *r, struct ir_builder *b,
		   struct ir_reached *t);
/* What a function that was built calls on interfaces. */
void ir_reach_scan(struct ir_builder *b, const struct ir_function *fn);

/* order.c: the final order of everything, and ids */
void ir_order(struct ir_program *p);

#endif
