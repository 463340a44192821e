/* SPDX-License-Identifier: MIT */
/*
 * expr.c - expressions
 *
 * An expression is checked from the top down by functions of one shape:
 * they get an operand to fill in, x, and the expression, e.  When it is
 * wrong they report it, and leave x with MODE_INVALID, which keeps those
 * above from reporting it again.
 *
 * All expressions go through check_raw_expr(), which tells them apart and
 * records what came out at the node.  What is untyped is recorded as such
 * and gets its type later (expr_untyped.c).
 *
 * A target is the function type that an expression is assigned to; the type
 * arguments of a generic function are inferred from it.  A hint is the
 * element type of the literal that a literal without a type is an element
 * of: []T{{...}}.
 *
 * Recursion is as deep as the source is nested and ends at CHECK_MAX_DEPTH;
 * chains of binary operators take none (expr_binary.c).
 *
 * spec: Expressions.  go/types: expr.go.
 */
#include "types/expr.h"

#include <stdio.h>

#include "base/arena.h"

struct target *check_new_target(struct checker *c, struct type *t,
				const char *desc)
{
	struct target *target;
	struct type *u;

	if (!t)
		return NULL;
	/* Only a type parameter has more than one underlying type. */
	u = is_type_param(t) ? common_under(c, t, NULL, NULL, NULL) : under(t);
	if (!u || u->kind != TYPE_SIGNATURE)
		return NULL;
	target = ARENA_NEW(c->arena, struct target);
	target->sig = (struct signature *)u;
	target->desc = desc;
	return target;
}

/*
 * Refuses a generic type, and a generic function unless the target tells its
 * type arguments.
 */
void check_non_generic(struct checker *c, struct target *target,
		       struct operand *x)
{
	const char *what = NULL;

	if (!operand_valid(x) || x->mode == MODE_NO_VALUE || !x->type)
		return;
	if (x->type->kind == TYPE_NAMED || x->type->kind == TYPE_ALIAS) {
		if (type_is_generic(x->type))
			what = "type";
	} else if (has_tparams(x->type)) {
		if (target) {
			check_func_inst(c, target, operand_pos(x), x, NULL,
					true);
			return;
		}
		what = "function";
	}
	if (what) {
		check_error(c, operand_pos(x),
			    "cannot use generic %s %s without instantiation",
			    what, expr_str(c, x->expr));
		operand_invalidate(x);
		x->type = TYP(INVALID);
	}
}

static bool type_assert_expr(struct checker *c, struct operand *x,
			     struct type_assert_expr *e)
{
	struct type *t;

	check_expr(c, NULL, x, e->x);
	if (!operand_valid(x))
		return false;
	if (!e->type) {
		check_error(c, expr_pos(&e->e),
			    "use of .(type) outside type switch");
		return false;
	}
	if (is_type_param(x->type)) {
		check_error(c, operand_pos(x),
			    INVALID_OP "cannot use type assertion on type "
				       "parameter value %s",
			    operand_str(c, x));
		return false;
	}
	if (under(x->type)->kind != TYPE_INTERFACE) {
		check_error(c, operand_pos(x),
			    INVALID_OP "%s is not an interface",
			    operand_str(c, x));
		return false;
	}
	t = check_var_type(c, e->type);
	if (!is_valid(t) || !check_is_complete(c, t))
		return false;
	check_type_assertion(c, &e->e, x, t, false);
	x->mode = MODE_COMMA_OK;
	x->type = t;
	return true;
}

struct indirection {
	struct checker *c;
	struct operand *x;
	struct type *base;
};

static bool term_is_pointer(struct type *u, void *ctx)
{
	struct indirection *in = ctx;
	struct pointer *p = TYPE_AS(POINTER, pointer, u);

	if (!p) {
		check_error(in->c, operand_pos(in->x),
			    INVALID_OP "cannot indirect %s",
			    operand_str(in->c, in->x));
		return false;
	}
	if (in->base && !identical(p->base, in->base)) {
		check_error(in->c, operand_pos(in->x),
			    INVALID_OP "pointers of %s must have identical "
				       "base types",
			    operand_str(in->c, in->x));
		return false;
	}
	in->base = p->base;
	return true;
}

/* *T or *p */
static bool star_expr(struct checker *c, struct operand *x, struct star_expr *e)
{
	struct indirection in = {c, x, NULL};

	check_expr_or_type(c, x, e->x, false);
	if (!operand_valid(x))
		return false;
	if (x->mode == MODE_TYPEXPR) {
		check_valid_var_type(c, e->x, x->type);
		x->type = new_pointer(c->arena, x->type);
		return true;
	}
	if (!under_is(x->type, term_is_pointer, &in) ||
	    !check_is_complete(c, in.base))
		return false;
	x->mode = MODE_VARIABLE;
	x->type = in.base;
	return true;
}

static void index_expr(struct checker *c, struct target *target,
		       struct operand *x, struct index_expr *e)
{
	if (check_index_expr(c, x, e))
		check_func_inst(c, target, expr_pos(&e->e), x, e, true);
}

/* The kinds of expressions that are right or wrong and nothing more. */
static bool expr_value(struct checker *c, struct target *target,
		       struct operand *x, struct expr *e, struct type *hint)
{
	switch (e->node.kind) {
	case NODE_BASIC_LIT:
		check_basic_lit(c, x, (struct basic_lit *)e);
		break;
	case NODE_FUNC_LIT:
		check_func_lit(c, x, (struct func_lit *)e);
		break;
	case NODE_COMPOSITE_LIT:
		check_composite_lit(c, x, (struct composite_lit *)e, hint);
		break;
	case NODE_INDEX_EXPR:
		index_expr(c, target, x, (struct index_expr *)e);
		break;
	case NODE_SLICE_EXPR:
		check_slice_expr(c, x, (struct slice_expr *)e);
		break;
	case NODE_TYPE_ASSERT_EXPR:
		return type_assert_expr(c, x, (struct type_assert_expr *)e);
	case NODE_STAR_EXPR:
		return star_expr(c, x, (struct star_expr *)e);
	case NODE_UNARY_EXPR:
		check_unary(c, x, (struct unary_expr *)e);
		break;
	case NODE_BINARY_EXPR: {
		struct binary_expr *b = (struct binary_expr *)e;

		check_binary(c, x, e, b->x, b->y, (enum token)e->node.op,
			     b->op_pos);
		break;
	}
	case NODE_ARRAY_TYPE:
	case NODE_STRUCT_TYPE:
	case NODE_FUNC_TYPE:
	case NODE_INTERFACE_TYPE:
	case NODE_MAP_TYPE:
	case NODE_CHAN_TYPE:
		x->mode = MODE_TYPEXPR;
		x->type = check_typ(c, e);
		return true;
	case NODE_ELLIPSIS:
		check_error(c, expr_pos(e),
			    "invalid syntax tree: invalid use of ...");
		return false;
	case NODE_KEY_VALUE_EXPR:
		check_error(c, expr_pos(e),
			    "invalid syntax tree: no key:value expected");
		return false;
	default: /* a bad expression was reported by the parser */
		return false;
	}
	return operand_valid(x);
}

static enum expr_kind expr_internal(struct checker *c, struct target *target,
				    struct operand *x, struct expr *e,
				    struct type *hint)
{
	enum expr_kind kind = EXPR_EXPRESSION;

	*x = (struct operand){.mode = MODE_INVALID, .type = TYP(INVALID)};
	switch (e->node.kind) {
	case NODE_IDENT:
		check_ident(c, x, (struct ident *)e, false);
		break;
	case NODE_SELECTOR_EXPR:
		check_selector(c, x, (struct selector_expr *)e, false);
		break;
	case NODE_CALL_EXPR:
		return check_call_expr(c, x, (struct call_expr *)e);
	case NODE_PAREN_EXPR:
		/* Inference does not look through parentheses. */
		kind = check_raw_expr(c, NULL, x, ((struct paren_expr *)e)->x,
				      NULL, false);
		break;
	default:
		if (!expr_value(c, target, x, e, hint)) {
			operand_invalidate(x);
			kind = EXPR_STATEMENT; /* no error about its use */
		} else if (e->node.kind == NODE_UNARY_EXPR &&
			   e->node.op == TOK_ARROW) {
			kind = EXPR_STATEMENT;
		}
	}
	x->expr = e;
	return kind;
}

enum expr_kind check_raw_expr(struct checker *c, struct target *target,
			      struct operand *x, struct expr *e,
			      struct type *hint, bool allow_generic)
{
	enum expr_kind kind;

	if (!check_enter(c, e->node.pos)) {
		*x = (struct operand){
			.mode = MODE_INVALID, .type = TYP(INVALID), .expr = e};
		return EXPR_STATEMENT;
	}
	kind = expr_internal(c, target, x, e, hint);
	check_leave(c);
	if (!allow_generic)
		check_non_generic(c, target, x);
	check_record(c, x);
	return kind;
}

/* x.(T): whether a value of x's interface type can be of type t at all. */
void check_type_assertion(struct checker *c, struct expr *e, struct operand *x,
			  struct type *t, bool type_switch)
{
	const char *cause = NULL;

	if (check_assertable_to(c, x->type, t, NULL))
		return;
	check_assertable_to(c, x->type, t, &cause);
	if (type_switch)
		check_error(c, expr_pos(e),
			    "impossible type switch case: %s\n\t%s cannot "
			    "have dynamic type %s %s",
			    expr_str(c, e), operand_str(c, x), type_str(c, t),
			    cause ? cause : "");
	else
		check_error(c, expr_pos(e),
			    "impossible type assertion: %s\n\t%s does not "
			    "implement %s %s",
			    expr_str(c, e), type_str(c, t),
			    type_str(c, x->type), cause ? cause : "");
}

void check_expr(struct checker *c, struct target *target, struct operand *x,
		struct expr *e)
{
	check_raw_expr(c, target, x, e, NULL, false);
	check_exclude(c, x, NOT_A_VALUE);
	check_single_value(c, x);
}

void check_generic_expr(struct checker *c, struct operand *x, struct expr *e,
			struct type *hint)
{
	check_raw_expr(c, NULL, x, e, hint, true);
	check_exclude(c, x, NOT_A_VALUE);
	check_single_value(c, x);
}

void check_expr_or_type(struct checker *c, struct operand *x, struct expr *e,
			bool allow_generic)
{
	check_raw_expr(c, NULL, x, e, NULL, allow_generic);
	check_exclude(c, x, mode_bit(MODE_NO_VALUE));
	check_single_value(c, x);
}

struct expr *dummy_ident(struct checker *c, pos_t pos, const char *text)
{
	struct ident *id = ARENA_NEW(c->arena, struct ident);

	id->e.node.kind = NODE_IDENT;
	id->e.node.pos = pos;
	id->name = name_of(text);
	return &id->e;
}

/* "2nd function result" */
static struct expr *result_ident(struct checker *c, pos_t pos, uint32_t n)
{
	static const char *const ending[] = {"th", "st", "nd", "rd"};
	char text[48];

	snprintf(text, sizeof(text), "%u%s function result", n,
		 ending[n <= 3 ? n : 0]);
	return dummy_ident(c, pos, text);
}

struct operand **tuple_operands(struct checker *c, struct tuple *t,
				struct expr *e, bool named)
{
	uint32_t n = tuple_len(t);
	struct operand *x = ARENA_ARRAY(c->arena, n, struct operand);
	struct operand **list = ARENA_ARRAY(c->arena, n, struct operand *);

	for (uint32_t i = 0; i < n; i++) {
		x[i].mode = MODE_VALUE;
		x[i].type = t->vars[i]->type;
		x[i].expr = named ? result_ident(c, expr_pos(e), i + 1) : e;
		list[i] = &x[i];
	}
	return list;
}

/* The second value of v, ok := ... */
static void comma_ok_operand(struct checker *c, struct operand *x,
			     struct expr *e, struct operand *ret)
{
	bool err = x->mode == MODE_COMMA_ERR;

	ret->mode = MODE_VALUE;
	ret->type = err ? universe_error : TYP(UNTYPED_BOOL);
	ret->expr = dummy_ident(c, expr_pos(e),
				err ? "err value of (comma, err) expression"
				    : "ok value of (comma, ok) expression");
}

struct operand **check_multi_expr(struct checker *c, struct expr *e,
				  bool allow_comma_ok, uint32_t *ret_n,
				  bool *ret_comma_ok)
{
	struct operand *x, **list;
	bool comma_ok;

	x = ARENA_ARRAY(c->arena, allow_comma_ok ? 2 : 1, struct operand);
	check_raw_expr(c, NULL, x, e, NULL, false);
	check_exclude(c, x, NOT_A_VALUE);
	if (ret_comma_ok)
		*ret_comma_ok = false;
	if (operand_valid(x) && x->type->kind == TYPE_TUPLE) {
		*ret_n = ((struct tuple *)x->type)->n;
		return tuple_operands(c, (struct tuple *)x->type, e, true);
	}
	comma_ok = allow_comma_ok &&
		   (x->mode == MODE_MAP_INDEX || x->mode == MODE_COMMA_OK ||
		    x->mode == MODE_COMMA_ERR);
	*ret_n = comma_ok ? 2 : 1;
	list = ARENA_ARRAY(c->arena, *ret_n, struct operand *);
	list[0] = x;
	if (comma_ok) {
		list[1] = x + 1;
		comma_ok_operand(c, x, e, x + 1);
		if (ret_comma_ok)
			*ret_comma_ok = true;
	}
	return list;
}

/* Refuses an operand of one of these modes. */
void check_exclude(struct checker *c, struct operand *x, unsigned modes)
{
	const char *what;

	if (!(modes & mode_bit((enum operand_mode)x->mode)))
		return;
	switch (x->mode) {
	case MODE_NO_VALUE:
		what = modes & mode_bit(MODE_TYPEXPR) ? "used as value"
						      : "used as value or type";
		break;
	case MODE_BUILTIN:
		what = "must be called";
		break;
	default:
		what = "is not an expression";
	}
	check_error(c, operand_pos(x), "%s %s", operand_str(c, x), what);
	operand_invalidate(x);
}

void check_single_value(struct checker *c, struct operand *x)
{
	if (x->mode != MODE_VALUE || x->type->kind != TYPE_TUPLE)
		return;
	check_error(c, operand_pos(x),
		    "multiple-value %s in single-value context",
		    operand_str(c, x));
	operand_invalidate(x);
}
