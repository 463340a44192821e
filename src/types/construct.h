/* SPDX-License-Identifier: MIT */
/*
 * construct.h - making types and objects, for types/ and for the stages
 * that make more of them
 *
 * Ownership: what is made lives in the arena given, or as long as the
 * process where there is none.
 *
 * Threads: any, once the packages that the parts come from are checked.
 */
#ifndef TYPES_CONSTRUCT_H
#define TYPES_CONSTRUCT_H

#include "types/types.h"

#define TYP(kind) (basic_types[BASIC_##kind])

/* universe.c */
extern struct object *universe_iota, *universe_append;
extern struct type *universe_byte, *universe_rune, *universe_any_alias,
	*universe_error, *universe_comparable, *universe_any_no_alias;
extern struct type *empty_interface; /* complete */

/* object.c */
struct object *object_new(struct arena *a, enum object_kind kind, pos_t pos,
			  struct package *pkg, name_t name, struct type *type);
struct object *object_new_var(struct arena *a, enum var_kind kind, pos_t pos,
			      struct package *pkg, name_t name,
			      struct type *type);

/* Type constructors (basic.c array.c ... in one file, type.c) */
struct type *new_array(struct arena *a, struct type *elem, int64_t len);
struct type *new_slice(struct arena *a, struct type *elem);
struct type *new_pointer(struct arena *a, struct type *base);
struct type *new_map(struct arena *a, struct type *key, struct type *elem);
struct type *new_chan(struct arena *a, uint8_t dir, struct type *elem);
/* The array becomes the tuple's; NULL when it is empty. */
struct tuple *new_tuple(struct arena *a, struct object **vars, uint32_t n);
struct tuple *new_tuple_of(struct arena *a, struct object *var); /* one */
struct type *new_struct(struct arena *a, struct object **fields,
			uint32_t nfields, const char **tags);
struct signature *new_signature(struct arena *a, struct type_list tparams,
				struct object *recv, struct tuple *params,
				struct tuple *results, bool variadic);
static inline uint32_t tuple_len(const struct tuple *t)
{
	return t ? t->n : 0;
}

/*
 * Names of types, type parameters and interfaces that no source declares: of
 * the body of a generic function, for one instance of it (ir/subst.c).  All
 * are made under the lock of lazy.c.
 *
 * A named type has no underlying type until it is given one.
 */
struct named *construct_named(struct object *obj, struct type_list tparams,
			      struct type *underlying);
void construct_underlying(struct named *n, struct type *underlying);
struct type *construct_alias(struct object *obj, struct type *rhs);
/* The methods get it as their receiver; embeddeds may be unions. */
struct type *construct_interface(struct object **methods, uint32_t nmethods,
				 struct type **embeddeds, uint32_t nembeddeds,
				 bool implicit);
/* tparams: fresh ones of the same names; bounds are to be set. */
struct type_list construct_tparams(struct type_list tparams);
/* orig[targs]; orig is TYPE_NAMED, TYPE_ALIAS or TYPE_SIGNATURE.  NULL: the
 * numbers differ. */
struct type *construct_instance(struct type *orig, struct type_list targs);

#endif
