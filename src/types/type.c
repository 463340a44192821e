/* SPDX-License-Identifier: MIT */
/*
 * The constructors of types that consist of other types (array.go,
 * basic.go, chan.go, map.go, pointer.go, signature.go, slice.go, struct.go
 * and tuple.go of go/types).  Types that declarations introduce are made in
 * files of their own.
 */
#include "types/check.h"

#define BASIC(KIND, flags, text)            \
	[BASIC_##KIND] = {                  \
		.t = {.kind = TYPE_BASIC},  \
		.basic_kind = BASIC_##KIND, \
		.info = (flags),            \
		.name = (text),             \
	}

static struct basic basics[NBASICS] = {
	BASIC(INVALID, 0, "invalid type"),
	BASIC(BOOL, INFO_BOOLEAN, "bool"),
	BASIC(INT, INFO_INTEGER, "int"),
	BASIC(INT8, INFO_INTEGER, "int8"),
	BASIC(INT16, INFO_INTEGER, "int16"),
	BASIC(INT32, INFO_INTEGER, "int32"),
	BASIC(INT64, INFO_INTEGER, "int64"),
	BASIC(UINT, INFO_INTEGER | INFO_UNSIGNED, "uint"),
	BASIC(UINT8, INFO_INTEGER | INFO_UNSIGNED, "uint8"),
	BASIC(UINT16, INFO_INTEGER | INFO_UNSIGNED, "uint16"),
	BASIC(UINT32, INFO_INTEGER | INFO_UNSIGNED, "uint32"),
	BASIC(UINT64, INFO_INTEGER | INFO_UNSIGNED, "uint64"),
	BASIC(UINTPTR, INFO_INTEGER | INFO_UNSIGNED, "uintptr"),
	BASIC(FLOAT32, INFO_FLOAT, "float32"),
	BASIC(FLOAT64, INFO_FLOAT, "float64"),
	BASIC(COMPLEX64, INFO_COMPLEX, "complex64"),
	BASIC(COMPLEX128, INFO_COMPLEX, "complex128"),
	BASIC(STRING, INFO_STRING, "string"),
	BASIC(UNSAFE_POINTER, 0, "Pointer"),
	BASIC(UNTYPED_BOOL, INFO_BOOLEAN | INFO_UNTYPED, "untyped bool"),
	BASIC(UNTYPED_INT, INFO_INTEGER | INFO_UNTYPED, "untyped int"),
	BASIC(UNTYPED_RUNE, INFO_INTEGER | INFO_UNTYPED, "untyped rune"),
	BASIC(UNTYPED_FLOAT, INFO_FLOAT | INFO_UNTYPED, "untyped float"),
	BASIC(UNTYPED_COMPLEX, INFO_COMPLEX | INFO_UNTYPED, "untyped complex"),
	BASIC(UNTYPED_STRING, INFO_STRING | INFO_UNTYPED, "untyped string"),
	BASIC(UNTYPED_NIL, INFO_UNTYPED, "untyped nil"),
};

#define TYPED(KIND) [BASIC_##KIND] = &basics[BASIC_##KIND].t

struct type *basic_types[NBASICS] = {
	TYPED(INVALID),	       TYPED(BOOL),	     TYPED(INT),
	TYPED(INT8),	       TYPED(INT16),	     TYPED(INT32),
	TYPED(INT64),	       TYPED(UINT),	     TYPED(UINT8),
	TYPED(UINT16),	       TYPED(UINT32),	     TYPED(UINT64),
	TYPED(UINTPTR),	       TYPED(FLOAT32),	     TYPED(FLOAT64),
	TYPED(COMPLEX64),      TYPED(COMPLEX128),    TYPED(STRING),
	TYPED(UNSAFE_POINTER), TYPED(UNTYPED_BOOL),  TYPED(UNTYPED_INT),
	TYPED(UNTYPED_RUNE),   TYPED(UNTYPED_FLOAT), TYPED(UNTYPED_COMPLEX),
	TYPED(UNTYPED_STRING), TYPED(UNTYPED_NIL),
};

/* A new type with its kind set, as a pointer to its shape. */
#define NEW_TYPE(a, KIND, name)                                       \
	({                                                            \
		struct name *new_type_ = ARENA_NEW((a), struct name); \
		new_type_->t.kind = TYPE_##KIND;                      \
		new_type_;                                            \
	})

struct type *new_array(struct arena *a, struct type *elem, int64_t len)
{
	struct array *t = NEW_TYPE(a, ARRAY, array);

	t->elem = elem;
	t->len = len;
	return &t->t;
}

struct type *new_slice(struct arena *a, struct type *elem)
{
	struct slice *t = NEW_TYPE(a, SLICE, slice);

	t->elem = elem;
	return &t->t;
}

struct type *new_pointer(struct arena *a, struct type *base)
{
	struct pointer *t = NEW_TYPE(a, POINTER, pointer);

	t->base = base;
	return &t->t;
}

struct type *new_map(struct arena *a, struct type *key, struct type *elem)
{
	struct map *t = NEW_TYPE(a, MAP, map);

	t->key = key;
	t->elem = elem;
	return &t->t;
}

struct type *new_chan(struct arena *a, uint8_t dir, struct type *elem)
{
	struct chan *t = NEW_TYPE(a, CHAN, chan);

	t->dir = dir;
	t->elem = elem;
	return &t->t;
}

struct tuple *new_tuple(struct arena *a, struct object **vars, uint32_t n)
{
	struct tuple *t;

	if (n == 0)
		return NULL;
	t = NEW_TYPE(a, TUPLE, tuple);
	t->vars = vars;
	t->n = n;
	return t;
}

struct tuple *new_tuple_of(struct arena *a, struct object *var)
{
	struct object **vars = ARENA_NEW(a, struct object *);

	*vars = var;
	return new_tuple(a, vars, 1);
}

struct type *new_struct(struct arena *a, struct object **fields,
			uint32_t nfields, const char **tags)
{
	struct structure *t = NEW_TYPE(a, STRUCT, structure);

	t->fields = fields;
	t->nfields = nfields;
	t->tags = tags;
	t->complete = true;
	return &t->t;
}

struct signature *new_signature(struct arena *a, struct type_list tparams,
				struct object *recv, struct tuple *params,
				struct tuple *results, bool variadic)
{
	struct signature *t = NEW_TYPE(a, SIGNATURE, signature);

	t->tparams = tparams;
	t->recv = recv;
	t->params = params;
	t->results = results;
	t->variadic = variadic;
	return t;
}
