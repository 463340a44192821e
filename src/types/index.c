/* SPDX-License-Identifier: MIT */
/*
 * index.c - a[i], f[T] and T[A], and what an index may be
 *
 * spec: Index expressions.  go/types: index.go; slice_expr.c has the slices.
 */
#include "types/expr.h"

#include "base/arena.h"

/* What an index expression is about to be. */
struct indexed {
	struct operand *x;
	struct type *key;  /* of a map, or NULL */
	struct type *elem; /* NULL: cannot be indexed */
	enum operand_mode mode;
	int64_t len; /* < 0: unknown */
};

/* The type and the bounds of an element of something of underlying type u. */
static void index_type(struct indexed *in, struct type *u)
{
	struct operand *x = in->x;
	struct array *a;

	in->key = in->elem = NULL;
	in->mode = MODE_VARIABLE;
	in->len = -1;
	switch (u->kind) {
	case TYPE_BASIC:
		if (!(((struct basic *)u)->info & INFO_STRING))
			return;
		if (x->mode == MODE_CONSTANT)
			in->len = value_string_len(x->val);
		/* A byte is never constant, even if string and index are. */
		in->mode = MODE_VALUE;
		in->elem = universe_byte;
		return;
	case TYPE_ARRAY:
		a = (struct array *)u;
		if (x->mode != MODE_VARIABLE)
			in->mode = MODE_VALUE;
		break;
	case TYPE_POINTER:
		a = TYPE_AS(ARRAY, array, under(((struct pointer *)u)->base));
		if (!a)
			return;
		break;
	case TYPE_SLICE:
		in->elem = ((struct slice *)u)->elem;
		return;
	case TYPE_MAP:
		in->key = ((struct map *)u)->key;
		in->elem = ((struct map *)u)->elem;
		in->mode = MODE_MAP_INDEX;
		return;
	default:
		return;
	}
	in->len = a->len;
	in->elem = a->elem;
}

/* Takes the next type of a type set: all must have the same elements. */
static bool index_term(struct type *u, void *ctx)
{
	struct indexed *all = ctx, in = {.x = all->x};

	if (!u)
		return false;
	index_type(&in, u);
	if (!in.elem)
		return false;
	if (!all->elem) {
		*all = in;
		return true;
	}
	if (in.mode == MODE_VALUE)
		all->mode = MODE_VALUE;
	/* Maps do not go with anything else. */
	if (!in.key != !all->key || (in.key && !identical(all->key, in.key)) ||
	    !identical(all->elem, in.elem))
		return false;
	if (in.len >= 0 && in.len < all->len)
		all->len = in.len;
	return true;
}

static bool can_index(struct operand *x, struct indexed *in)
{
	*in = (struct indexed){.x = x};
	if (!is_type_param(x->type))
		index_type(in, under(x->type));
	else if (!under_is(x->type, index_term, in))
		in->elem = NULL;
	return in->elem != NULL;
}

struct expr *check_single_index(struct checker *c, struct index_expr *e)
{
	if (e->nindices == 0) {
		check_error(c, expr_pos(&e->e),
			    "invalid syntax tree: index expression %s with 0 "
			    "indices",
			    expr_str(c, &e->e));
		return NULL;
	}
	if (e->nindices > 1)
		check_error(c, expr_pos(e->indices[1]),
			    INVALID_OP "more than one index");
	return e->indices[0];
}

/* What is indexed, and what it has inside, must be complete. */
static bool parts_complete(struct checker *c, struct type *t)
{
	struct type *u;

	if (!check_is_complete(c, t))
		return false;
	u = under(t);
	if (u->kind == TYPE_POINTER)
		return check_is_complete(c, ((struct pointer *)u)->base);
	if (u->kind == TYPE_MAP)
		return check_is_complete(c, ((struct map *)u)->elem);
	return true;
}

static void index_value(struct checker *c, struct operand *x,
			struct index_expr *e)
{
	struct indexed in;
	struct operand key;
	struct expr *index;

	if (!can_index(x, &in)) {
		check_error(c, operand_pos(x), "cannot index %s",
			    operand_str(c, x));
		check_use(c, e->indices, e->nindices);
		operand_invalidate(x);
		return;
	}
	index = check_single_index(c, e);
	if (!index) {
		operand_invalidate(x);
		return;
	}
	x->mode = (uint8_t)in.mode;
	x->type = in.elem;
	if (!in.key) {
		check_index(c, index, in.len, NULL);
		return;
	}
	check_generic_expr(c, &key, index, NULL);
	/* The element's type is known even if the key is wrong. */
	check_assignment(c, &key, in.key, "map index");
	x->expr = &e->e;
}

bool check_index_expr(struct checker *c, struct operand *x,
		      struct index_expr *e)
{
	struct type *t;

	check_expr_or_type(c, x, e->x, true);
	switch (x->mode) {
	case MODE_INVALID:
		check_use(c, e->indices, e->nindices);
		return false;
	case MODE_TYPEXPR:
		operand_invalidate(x);
		t = check_var_type(c, &e->e);
		x->type = t;
		if (is_valid(t))
			x->mode = MODE_TYPEXPR;
		return false;
	case MODE_VALUE:
		if (has_tparams(under(x->type)))
			return true;
		break;
	default:
		break;
	}
	check_non_generic(c, NULL, x);
	if (!operand_valid(x))
		return false;
	if (!parts_complete(c, x->type)) {
		operand_invalidate(x);
		return false;
	}
	index_value(c, x, e);
	return false;
}

/*
 * Checks an index; max, if it is not negative, bounds it.  The result is
 * its type, invalid after an error; *ret_val (or NULL) is its value, -1 if
 * it is not constant.
 */
struct type *check_index(struct checker *c, struct expr *index, int64_t max,
			 int64_t *ret_val)
{
	struct operand x;
	int64_t v;

	if (ret_val)
		*ret_val = -1;
	check_expr(c, NULL, &x, index);
	if (!check_is_valid_index(c, &x, "index", false))
		return TYP(INVALID);
	if (x.mode != MODE_CONSTANT)
		return x.type;
	if (value_is_unknown(x.val))
		return TYP(INVALID);
	v = value_int64_val(x.val, NULL);
	if (max >= 0 && v >= max) {
		check_error(c, operand_pos(&x),
			    INVALID_ARG "index %s out of bounds [0:%lld]",
			    value_string(c->arena, x.val), (long long)max);
		return TYP(INVALID);
	}
	if (ret_val)
		*ret_val = v;
	return x.type;
}

/* what it is, for messages: "index", "length". */
bool check_is_valid_index(struct checker *c, struct operand *x,
			  const char *what, bool allow_negative)
{
	const char *wrong = NULL;

	if (!operand_valid(x))
		return false;
	/* spec: "a constant index that is untyped is given type int" */
	check_convert_untyped(c, x, TYP(INT));
	if (!operand_valid(x))
		return false;
	if (!all_integer(x->type))
		wrong = "must be integer";
	else if (x->mode != MODE_CONSTANT)
		return true;
	else if (!allow_negative && value_sign(x->val) < 0)
		wrong = "must not be negative";
	else if (!representable_const(c, x->val, (struct basic *)TYP(INT),
				      &x->val))
		wrong = "overflows int";
	if (!wrong)
		return true;
	check_error(c, operand_pos(x), INVALID_ARG "%s %s %s", what,
		    operand_str(c, x), wrong);
	return false;
}
