/* SPDX-License-Identifier: MIT */
/*
 * builtins_value.c - complex, imag, real, max, min, new, panic, print,
 * println, recover, and the two that only tests have: assert, trace
 */
#include "types/builtins.h"

#include "base/arena.h"
#include "types/typeset.h"

/* The type of a part of a complex number, or of one of two floats. */
static struct type *part_type(struct type *t)
{
	struct basic *b = TYPE_AS(BASIC, basic, under(t));

	switch (b ? b->basic_kind : BASIC_INVALID) {
	case BASIC_COMPLEX64:
		return TYP(FLOAT32);
	case BASIC_COMPLEX128:
		return TYP(FLOAT64);
	case BASIC_UNTYPED_COMPLEX:
		return TYP(UNTYPED_FLOAT);
	default:
		return NULL;
	}
}

static struct type *whole_type(struct type *t)
{
	struct basic *b = TYPE_AS(BASIC, basic, under(t));

	switch (b ? b->basic_kind : BASIC_INVALID) {
	case BASIC_FLOAT32:
		return TYP(COMPLEX64);
	case BASIC_FLOAT64:
		return TYP(COMPLEX128);
	case BASIC_UNTYPED_FLOAT:
		return TYP(UNTYPED_COMPLEX);
	default:
		return NULL;
	}
}

/* f of each term of a type parameter, as a union; NULL when one has none. */
static struct type *map_terms(struct checker *c, struct type_param *tp,
			      struct type *(*f)(struct type *))
{
	struct term_list terms =
		interface_type_set(type_param_iface(tp))->terms;
	struct union_type *u;

	if (terms.n == 0)
		return NULL;
	u = ARENA_NEW(c->arena, struct union_type);
	u->t.kind = TYPE_UNION;
	u->nterms = terms.n;
	u->terms = ARENA_ARRAY(c->arena, terms.n, struct term);
	for (uint32_t i = 0; i < terms.n; i++) {
		u->terms[i].tilde = terms.at[i].tilde;
		u->terms[i].type =
			terms.at[i].type ? f(terms.at[i].type) : NULL;
		if (!u->terms[i].type)
			return NULL;
	}
	return &u->t;
}

/*
 * f of x's type.  For a type parameter it would be a new one, whose types
 * are f of the types of the old one's; that is not supported yet, and said
 * so, but its result has that type.
 */
static struct type *apply_type_func(struct checker *c, struct operand *x,
				    struct builtin_call *b,
				    struct type *(*f)(struct type *))
{
	struct type_param *tp = TYPE_AS(PARAM, type_param, unalias(x->type)),
			  *res;
	struct interface *bound;
	struct object *obj;
	struct type *u;

	if (!tp)
		return f(x->type);
	u = map_terms(c, tp, f);
	if (!u)
		return NULL;
	check_soft_error(c, operand_pos(x),
			 "%s not supported as argument to built-in %s for "
			 "go1.18 (see go.dev/issue/50937)",
			 operand_str(c, x), b->name);
	bound = check_new_interface(c);
	bound->embeddeds = ARENA_NEW(c->arena, struct type *);
	bound->embeddeds[0] = u;
	bound->nembeddeds = 1;
	bound->complete = true;
	obj = object_new(c->arena, OBJECT_TYPE_NAME, NO_POS, c->pkg,
			 tp->obj->name, NULL);
	res = check_new_type_param(c, obj, &bound->t);
	res->index = tp->index;
	return &res->t;
}

/* A number without an imaginary part is a float as well. */
static void to_float(struct operand *x)
{
	if (is_numeric(x->type) && value_sign(value_imag(x->val)) == 0)
		x->type = TYP(UNTYPED_FLOAT);
}

/*
 * Gives the parts the same type, if one of them is untyped.  Untyped values
 * that are not constant have a shift in them: these are made floats only to
 * be refused.
 */
static bool match_parts(struct checker *c, struct operand *x, struct operand *y)
{
	if (untyped(x->type) && untyped(y->type)) {
		if (x->mode == MODE_CONSTANT && y->mode == MODE_CONSTANT) {
			to_float(x);
			to_float(y);
		} else {
			check_convert_untyped(c, x, TYP(FLOAT64));
			check_convert_untyped(c, y, TYP(FLOAT64));
		}
	} else if (untyped(x->type)) {
		check_convert_untyped(c, x, y->type);
	} else if (untyped(y->type)) {
		check_convert_untyped(c, y, x->type);
	}
	return operand_valid(x) && operand_valid(y);
}

/* complex(x, y float) complex */
bool builtin_complex(struct checker *c, struct operand *x,
		     struct builtin_call *b)
{
	struct operand *y = b->args[1];
	struct type *res;

	if (!match_parts(c, x, y))
		return false;
	if (!identical(x->type, y->type)) {
		check_error(c, operand_pos(x),
			    INVALID_OP "%s (mismatched types %s and %s)",
			    expr_str(c, &b->call->e), type_str(c, x->type),
			    type_str(c, y->type));
		return false;
	}
	res = apply_type_func(c, x, b, whole_type);
	if (!res) {
		check_error(c, operand_pos(x),
			    INVALID_ARG "arguments have type %s, expected "
					"floating-point",
			    type_str(c, x->type));
		return false;
	}
	if (x->mode == MODE_CONSTANT && y->mode == MODE_CONSTANT) {
		x->val = value_binary_op(
			c->arena, value_to_float(c->arena, x->val), TOK_ADD,
			value_make_imag(c->arena,
					value_to_float(c->arena, y->val)));
	} else {
		x->mode = MODE_VALUE;
		record_sig2(c, b, res, x->type, x->type);
	}
	x->type = res;
	return true;
}

/* real(x complex) float, imag(x complex) float */
bool builtin_real(struct checker *c, struct operand *x, struct builtin_call *b)
{
	struct type *res;

	if (untyped(x->type) && x->mode == MODE_CONSTANT) {
		if (is_numeric(x->type))
			x->type = TYP(UNTYPED_COMPLEX);
	} else if (untyped(x->type)) {
		/* It has a shift in it, and will be refused. */
		check_convert_untyped(c, x, TYP(COMPLEX128));
		if (!operand_valid(x))
			return false;
	}
	res = apply_type_func(c, x, b, part_type);
	if (!res) {
		check_error(c, operand_pos(x),
			    INVALID_ARG "argument has type %s, expected "
					"complex type",
			    type_str(c, x->type));
		return false;
	}
	if (x->mode == MODE_CONSTANT) {
		x->val = b->id == BUILTIN_REAL ? value_real(x->val)
					       : value_imag(x->val);
	} else {
		x->mode = MODE_VALUE;
		record_sig1(c, b, res, x->type);
	}
	x->type = res;
	return true;
}

/* Takes the next argument into x; false after an error. */
static bool min_with(struct checker *c, struct operand *x, struct operand *a,
		     enum token op)
{
	check_match_types(c, x, a);
	if (!operand_valid(x))
		return false;
	if (!identical(x->type, a->type)) {
		check_error(c, operand_pos(a),
			    INVALID_ARG "mismatched types %s (previous "
					"argument) and %s (type of %s)",
			    type_str(c, x->type), type_str(c, a->type),
			    expr_str(c, a->expr));
		return false;
	}
	if (x->mode != MODE_CONSTANT || a->mode != MODE_CONSTANT)
		x->mode = MODE_VALUE;
	else if (value_compare(a->val, op, x->val))
		*x = *a;
	return true;
}

/* max(x, ...), min(x, ...) */
bool builtin_min(struct checker *c, struct operand *x, struct builtin_call *b)
{
	enum token op = b->id == BUILTIN_MAX ? TOK_GTR : TOK_LSS;
	struct type **params;

	check_verify_version(c, expr_pos(b->call->fun), GO_VERSION(21),
			     b->id == BUILTIN_MAX ? "built-in max"
						  : "built-in min");
	for (uint32_t i = 0; i < b->nargs; i++) {
		struct operand *a = b->args[i];

		if (!all_ordered(a->type)) {
			check_error(c, operand_pos(a),
				    INVALID_ARG "%s cannot be ordered",
				    operand_str(c, a));
			return false;
		}
		if (i > 0 && !min_with(c, x, a, op))
			return false;
	}
	if (x->mode != MODE_CONSTANT) {
		x->mode = MODE_VALUE;
		/* A value must have a type. */
		check_assignment(c, x, empty_interface,
				 b->id == BUILTIN_MAX
					 ? "argument to built-in max"
					 : "argument to built-in min");
		if (!operand_valid(x))
			return false;
	}
	for (uint32_t i = 0; i < b->nargs; i++)
		check_update_expr_type(c, b->args[i]->expr, x->type, true);
	if (x->mode != MODE_CONSTANT) {
		params = ARENA_ARRAY(c->arena, b->nargs, struct type *);
		for (uint32_t i = 0; i < b->nargs; i++)
			params[i] = x->type;
		record_builtin_sig(c, b, x->type, params, b->nargs);
	}
	return true;
}

/* new(T), and since 1.26 new(x) */
bool builtin_new(struct checker *c, struct operand *x, struct builtin_call *b)
{
	struct expr *arg = b->call->args[0];
	struct type *t;

	check_expr_or_type(c, x, arg, false);
	check_exclude(c, x, mode_bit(MODE_NO_VALUE) | mode_bit(MODE_BUILTIN));
	if (!operand_valid(x))
		return false;
	if (x->mode == MODE_TYPEXPR) {
		check_valid_var_type(c, arg, x->type);
	} else {
		if (untyped(x->type)) {
			check_assignment(c, x, NULL, "argument to new");
			if (!operand_valid(x))
				return false;
		}
		if (!check_allow_version(c, GO_VERSION(26)))
			check_version_error(c, expr_pos(b->call->fun),
					    GO_VERSION(26), "new(%s)",
					    expr_str(c, arg));
	}
	t = x->type;
	x->mode = MODE_VALUE;
	x->type = new_pointer(c->arena, t);
	record_sig1(c, b, x->type, t);
	return true;
}

/* panic(x) */
bool builtin_panic(struct checker *c, struct operand *x, struct builtin_call *b)
{
	/* A function with results may end with it. */
	if (c->env.sig && tuple_len(c->env.sig->results) > 0)
		b->call->e.node.flags |= NODE_PANIC;
	check_assignment(c, x, empty_interface, "argument to panic");
	if (!operand_valid(x))
		return false;
	x->mode = MODE_NO_VALUE;
	record_sig1(c, b, NULL, empty_interface);
	return true;
}

/* print(x, y, ...), println(x, y, ...) */
bool builtin_print(struct checker *c, struct operand *x, struct builtin_call *b)
{
	struct type **params =
		ARENA_ARRAY(c->arena, b->nargs + 1, struct type *);

	for (uint32_t i = 0; i < b->nargs; i++) {
		check_assignment(c, b->args[i], NULL,
				 b->id == BUILTIN_PRINT
					 ? "argument to built-in print"
					 : "argument to built-in println");
		if (!operand_valid(b->args[i]))
			return false;
		params[i] = b->args[i]->type;
	}
	x->mode = MODE_NO_VALUE;
	record_builtin_sig(c, b, NULL, params, b->nargs);
	return true;
}

/* recover() any */
bool builtin_recover(struct checker *c, struct operand *x,
		     struct builtin_call *b)
{
	x->mode = MODE_VALUE;
	x->type = empty_interface;
	record_sig0(c, b, x->type);
	return true;
}

/* assert(pred): an error if pred is false. */
bool builtin_assert(struct checker *c, struct operand *x,
		    struct builtin_call *b)
{
	if (x->mode != MODE_CONSTANT || !is_boolean(x->type) ||
	    x->val->kind != VALUE_BOOL) {
		check_error(c, operand_pos(x),
			    INVALID_ARG "%s is not a boolean constant",
			    operand_str(c, x));
		return false;
	}
	if (!value_bool_val(x->val))
		check_error(c, expr_pos(&b->call->e), "%s failed",
			    expr_str(c, &b->call->e));
	return true;
}

/* trace(x, y, ...) is x; go/types prints the arguments. */
bool builtin_trace(struct checker *c, struct operand *x, struct builtin_call *b)
{
	struct operand other, *to = x;

	if (b->nargs == 0)
		x->mode = MODE_NO_VALUE;
	for (uint32_t i = 0; i < b->nargs; i++) {
		check_raw_expr(c, NULL, to, b->call->args[i], NULL, false);
		to = &other;
	}
	return operand_valid(x);
}
