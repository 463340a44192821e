/* SPDX-License-Identifier: MIT */
/*
 * What types a value of a type parameter may have
 *
 * In the body of a generic function an operation on a value of type P is an
 * operation on each type of P's type set, and is allowed when it is allowed
 * for all of them.  Here its types are walked through; for every other type
 * there is one, itself.
 *
 * x/tools: typeset.go.
 */
#include "ir/expr.h"

#include "types/predicates.h"
#include "types/typeset.h"

void ir_terms_of(struct type *t, struct ir_terms *ret)
{
	struct type *u = unalias(t);
	struct type_set *s;

	if (u->kind != TYPE_PARAM && u->kind != TYPE_INTERFACE) {
		ret->self = (struct term){false, t};
		ret->at = &ret->self;
		ret->n = 1;
		return;
	}
	s = interface_type_set((struct interface *)type_under(u));
	ret->at = s->terms.at;
	ret->n = type_set_has_terms(s) ? s->terms.n : 0;
}

bool ir_type_set_is_empty(struct type *t)
{
	struct ir_terms terms;

	ir_terms_of(t, &terms);
	return terms.n == 0;
}

static bool is_byte_slice(struct type *u)
{
	struct slice *s = TYPE_AS(SLICE, slice, u);
	struct basic *b = s ? TYPE_AS(BASIC, basic, under(s->elem)) : NULL;

	return b && b->basic_kind == BASIC_UINT8;
}

static bool is_string_type(struct type *u)
{
	return u->kind == TYPE_BASIC && ((struct basic *)u)->info & INFO_STRING;
}

/* The type set holds strings and slices of bytes, and nothing else. */
bool ir_is_bytestring(struct ir_build *f, struct type *t)
{
	bool bytes = false, string = false;
	struct type *u = under(t);
	struct ir_terms terms;

	(void)f;
	if (u->kind != TYPE_INTERFACE)
		return false;
	ir_terms_of(u, &terms);
	for (uint32_t i = 0; i < terms.n; i++) {
		u = under(terms.at[i].type);
		if (is_string_type(u))
			string = true;
		else if (is_byte_slice(u))
			bytes = true;
		else
			return false;
	}
	return bytes && string;
}

unsigned ir_sole_kind(struct type *t)
{
	unsigned state = INFO_BOOLEAN | INFO_INTEGER | INFO_STRING;
	struct ir_terms terms;

	ir_terms_of(t, &terms);
	if (terms.n == 0)
		return 0;
	for (uint32_t i = 0; i < terms.n; i++) {
		struct basic *b =
			TYPE_AS(BASIC, basic, under(terms.at[i].type));
		unsigned info = b ? b->info : 0;

		if (info & INFO_NUMERIC)
			info = INFO_INTEGER;
		state &= info;
	}
	return state;
}

static enum index_mode index_term(struct type *u, struct type **ret_elem)
{
	struct array *a;

	switch (u->kind) {
	case TYPE_ARRAY:
		*ret_elem = ((struct array *)u)->elem;
		return INDEX_ARRAY;
	case TYPE_POINTER:
		a = TYPE_AS(ARRAY, array, under(((struct pointer *)u)->base));
		if (!a)
			return INDEX_INVALID;
		*ret_elem = a->elem;
		return INDEX_VARIABLE;
	case TYPE_SLICE:
		*ret_elem = ((struct slice *)u)->elem;
		return INDEX_VARIABLE;
	case TYPE_MAP:
		*ret_elem = ((struct map *)u)->elem;
		return INDEX_MAP;
	case TYPE_BASIC:
		*ret_elem = TYP(UINT8);
		return is_string_type(u) ? INDEX_VALUE : INDEX_INVALID;
	default:
		return INDEX_INVALID;
	}
}

enum index_mode ir_index_type(struct type *t, struct type **ret_elem)
{
	enum index_mode mode = INDEX_INVALID, m;
	struct type *u = under(t), *elem;
	struct ir_terms terms;

	if (u->kind != TYPE_INTERFACE)
		return index_term(u, ret_elem);
	ir_terms_of(t, &terms);
	for (uint32_t i = 0; i < terms.n; i++) {
		m = index_term(under(terms.at[i].type), &elem);
		if (m == INDEX_INVALID)
			return m;
		if (i == 0)
			*ret_elem = elem;
		else if (m != mode && (m == INDEX_MAP || mode == INDEX_MAP))
			return INDEX_INVALID;
		if (m > mode)
			mode = m;
	}
	return mode;
}
