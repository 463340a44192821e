/* SPDX-License-Identifier: MIT */
#include "types/check.h"

#include "types/decl.h"
#include "types/expr.h"

/*
 * Initialization and assignment of single values.
 *
 * See go/types assignments.go; what goes from lists to lists is in
 * assign_lists.c.
 */

/* Gives an untyped value the type that it is assigned to; or an error. */
static bool convert_assigned(struct checker *c, struct operand *x,
			     struct type *t, const char *context)
{
	struct type *target = t, *new_type;
	const struct value *val = NULL;
	const char *why = "";
	int code = CONST_OK;

	/*
	 * spec: Assignability: what is assigned to an interface or to the
	 * blank identifier gets its default type first.
	 */
	if (!t && x->type == TYP(UNTYPED_NIL)) {
		check_error(c, operand_pos(x), "use of untyped nil in %s",
			    check_context_str(c, context));
		return false;
	}
	if (!t || is_non_type_param_interface(t))
		target = type_default(x->type);
	new_type = check_implicit_type_and_value(c, x, target, &val, &code);
	if (code != CONST_OK) {
		if (code == CONST_TRUNCATED)
			why = " (truncated)";
		else if (code == CONST_OVERFLOW)
			why = " (overflows)";
		check_error(c, operand_pos(x),
			    "cannot use %s as %s value in %s%s",
			    operand_str(c, x), type_str(c, target),
			    check_context_str(c, context), why);
		return false;
	}
	if (val) {
		x->val = val;
		check_update_expr_val(x->expr, val);
	}
	if (new_type != x->type) {
		x->type = new_type;
		check_update_expr_type(c, x->expr, new_type, false);
	}
	return true;
}

static void not_assignable(struct checker *c, struct operand *x, struct type *t,
			   const char *context)
{
	const char *cause = NULL;

	operand_assignable_to(c, x, t, &cause);
	check_error(c, operand_pos(x), "cannot use %s as %s value in %s%s%s",
		    operand_str(c, x), type_str(c, t),
		    check_context_str(c, context), cause ? ": " : "",
		    cause ? cause : "");
}

/* A generic function gets its type arguments from what it is assigned to. */
static bool instantiated(struct checker *c, struct operand *x, struct type *t,
			 const char *context)
{
	if (x->type->kind != TYPE_SIGNATURE ||
	    ((struct signature *)x->type)->tparams.n == 0)
		return true;
	check_non_generic(c, check_new_target(c, t, context), x);
	return operand_valid(x);
}

static bool assign(struct checker *c, struct operand *x, struct type *t,
		   const char *context)
{
	if (untyped(x->type) && !convert_assigned(c, x, t, context))
		return false;
	if (!instantiated(c, x, t, context))
		return false;
	/* spec: Assignment statements: anything goes to a blank. */
	if (!t || x->type == t || operand_assignable_to(c, x, t, NULL))
		return true;
	not_assignable(c, x, t, context);
	return false;
}

/* t is NULL for a blank identifier.  x is invalid after an error. */
void check_assignment(struct checker *c, struct operand *x, struct type *t,
		      const char *context)
{
	check_single_value(c, x);
	switch (x->mode) {
	case MODE_INVALID:
		return;
	case MODE_CONSTANT:
	case MODE_VARIABLE:
	case MODE_MAP_INDEX:
	case MODE_VALUE:
	case MODE_COMMA_OK:
	case MODE_COMMA_ERR:
		break;
	default:
		check_error(c, operand_pos(x), "cannot assign %s to %s in %s",
			    operand_str(c, x), t ? type_str(c, t) : "_",
			    check_context_str(c, context));
		operand_invalidate(x);
		return;
	}
	if (!assign(c, x, t, context))
		operand_invalidate(x);
}

void check_init_const(struct checker *c, struct object *lhs, struct operand *x)
{
	if (!operand_valid(x) || !is_valid(x->type) ||
	    (lhs->type && !is_valid(lhs->type))) {
		if (!lhs->type)
			lhs->type = TYP(INVALID);
		return;
	}
	if (x->mode != MODE_CONSTANT) {
		check_error(c, operand_pos(x), "%s is not constant",
			    operand_str(c, x));
		if (!lhs->type)
			lhs->type = TYP(INVALID);
		return;
	}
	if (!lhs->type)
		lhs->type = x->type;
	check_assignment(c, x, lhs->type, "constant declaration");
	if (operand_valid(x))
		lhs->val = x->val;
}

/* The type that a variable gets from its value; NULL after an error. */
static struct type *type_from(struct checker *c, struct operand *x,
			      const char *context)
{
	if (!untyped(x->type))
		return x->type;
	if (x->type == TYP(UNTYPED_NIL)) {
		check_error(c, operand_pos(x), "use of untyped nil in %s",
			    context);
		return NULL;
	}
	return type_default(x->type);
}

void check_init_var(struct checker *c, struct object *lhs, struct operand *x,
		    const char *context)
{
	if (!operand_valid(x) || !is_valid(x->type) ||
	    (lhs->type && !is_valid(lhs->type))) {
		if (!lhs->type)
			lhs->type = TYP(INVALID);
		operand_invalidate(x);
		return;
	}
	if (!lhs->type) {
		lhs->type = type_from(c, x, context);
		if (!lhs->type) {
			lhs->type = TYP(INVALID);
			operand_invalidate(x);
			return;
		}
	}
	check_assignment(c, x, lhs->type, context);
}

/* What is said about x, which is nothing that can be assigned to. */
static void not_addressable(struct checker *c, struct operand *x)
{
	struct selector_expr *sel = AS(SELECTOR_EXPR, selector_expr, x->expr);
	struct operand op = {0};

	if (sel) {
		check_expr(c, NULL, &op, sel->x);
		if (op.mode == MODE_MAP_INDEX) {
			check_error(c, operand_pos(x),
				    "cannot assign to struct field %s in map",
				    expr_str(c, x->expr));
			return;
		}
	}
	check_error(c, operand_pos(x),
		    "cannot assign to %s (neither addressable nor a map index "
		    "expression)",
		    expr_str(c, x->expr));
}

/* A local variable that the identifier stands for, if it is not used yet. */
static struct object *unused_var(struct checker *c, struct ident *id)
{
	struct object *obj = check_lookup(c, id->name);

	if (obj && obj->kind == OBJECT_VAR && obj->var_kind == VAR_LOCAL &&
	    !(obj->flags & OBJECT_USED))
		return obj;
	return NULL;
}

/*
 * The type of what stands on the left of an assignment, which is no use of
 * a variable; NULL for a blank identifier, the invalid type after an error.
 */
struct type *check_lhs_var(struct checker *c, struct expr *lhs)
{
	struct ident *id = AS(IDENT, ident, ast_unparen(lhs));
	struct object *unused = NULL;
	struct operand x = {0};

	if (id) {
		if (id->name == name_blank) {
			check_record_def(c, id, NULL);
			return NULL;
		}
		unused = unused_var(c, id);
	}
	check_expr(c, NULL, &x, lhs);
	if (unused)
		unused->flags &= (uint16_t)~OBJECT_USED;
	if (!operand_valid(&x) || !is_valid(x.type))
		return TYP(INVALID);
	/* spec: Assignment statements: addressable, or a map element. */
	if (x.mode == MODE_VARIABLE || x.mode == MODE_MAP_INDEX)
		return x.type;
	not_addressable(c, &x);
	return TYP(INVALID);
}

/* x is the value of rhs; or NULL, and rhs is evaluated. */
void check_assign_var(struct checker *c, struct expr *lhs, struct expr *rhs,
		      struct operand *x, const char *context)
{
	struct type *t = check_lhs_var(c, lhs);
	struct target *target = NULL;
	struct operand y = {0};

	if (t && !is_valid(t)) {
		if (x)
			operand_invalidate(x);
		else
			check_use(c, &rhs, 1);
		return;
	}
	if (!x) {
		x = &y;
		if (t && under(t)->kind == TYPE_SIGNATURE)
			target = check_new_target(c, t, expr_str(c, lhs));
		check_expr(c, target, x, rhs);
	}
	if (!t && strcmp(context, "assignment") == 0)
		context = "assignment to _ identifier";
	check_assignment(c, x, t, context);
}
