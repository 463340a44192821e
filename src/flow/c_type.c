/* SPDX-License-Identifier: MIT */
#include "flow/c_type.h"

#include <string.h>

#include "base/name.h"
#include "types/types.h"

/* Pointers to pointers and structs in structs are not followed further. */
enum { MAX_DEPTH = 4 };

/* C.x, or a type that is defined as one. */
static bool is_declared_by_c(struct type *t)
{
	for (int i = 0; t && i < MAX_DEPTH; i++) {
		struct named *n = type_as_named(t);

		if (!n)
			return false;
		if (strncmp(name_text(n->obj->name), "_Ctype_", 7) == 0)
			return true;
		t = named_origin(n)->from_rhs;
	}
	return false;
}

static enum c_type type_at(struct type *t, int depth);

static enum c_type pointer_to(struct type *base, int depth)
{
	struct type *u;

	if (is_declared_by_c(base))
		return C_TYPE_YES;
	u = type_under(base);
	switch (u->kind) {
	case TYPE_POINTER:
		return depth < MAX_DEPTH ? type_at(u, depth + 1) : C_TYPE_NO;
	case TYPE_BASIC:
	case TYPE_ARRAY:
		return C_TYPE_PERHAPS;
	}
	return C_TYPE_NO;
}

static enum c_type of_struct(const struct structure *st, int depth)
{
	enum c_type most = C_TYPE_NO;

	for (uint32_t i = 0; i < st->nfields && most < C_TYPE_YES; i++) {
		enum c_type one = type_at(st->fields[i]->type, depth + 1);

		if (one > most)
			most = one;
	}
	return most;
}

static enum c_type type_at(struct type *t, int depth)
{
	struct type *u = type_under(t);

	if (depth >= MAX_DEPTH)
		return C_TYPE_NO;
	switch (u->kind) {
	case TYPE_BASIC:
		return ((struct basic *)u)->basic_kind == BASIC_UNSAFE_POINTER
			       ? C_TYPE_PERHAPS
			       : C_TYPE_NO;
	case TYPE_POINTER:
		return pointer_to(((struct pointer *)u)->base, depth);
	case TYPE_SLICE:
		return pointer_to(((struct slice *)u)->elem, depth) == C_TYPE_NO
			       ? C_TYPE_NO
			       : C_TYPE_PERHAPS;
	case TYPE_ARRAY:
		return type_at(((struct array *)u)->elem, depth + 1);
	case TYPE_STRUCT:
		return of_struct((struct structure *)u, depth);
	case TYPE_INTERFACE:
	case TYPE_PARAM:
		return C_TYPE_PERHAPS;
	}
	return C_TYPE_NO;
}

enum c_type c_type_of(struct type *t)
{
	return t ? type_at(t, 0) : C_TYPE_PERHAPS;
}
