/* SPDX-License-Identifier: MIT */
#include "types/check.h"

#include "types/decl.h"
#include "types/expr.h"

/*
 * Initialization and assignment of several values at once: n to n, or n
 * from the one call, map index, receive or assertion that gives so many.
 *
 * See go/types assignments.go.
 */

static const char *plural(uint32_t n)
{
	return n == 1 ? "" : "s";
}

static const char *summary_of(struct checker *c, struct type *t)
{
	const char *name, *space;

	if (!t || !is_valid(t))
		return "unknown type";
	if (!is_untyped(t))
		return type_str(c, t);
	/* A number may be of any type; "untyped" is left out. */
	if (is_numeric(t))
		return "number";
	name = ((struct basic *)t)->name;
	space = strchr(name, ' ');
	return space ? space + 1 : name;
}

/*
 * "(T1, T2, ...)" for a message.  The last type of a variadic list is shown
 * as ...E; with has_dots it was written as T...
 */
const char *check_types_summary(struct checker *c, struct type_list list,
				bool variadic, bool has_dots)
{
	const char *res = "(";

	for (uint32_t i = 0; i < list.n; i++) {
		struct type *t = list.at[i];
		const char *s = summary_of(c, t);
		const char *before = "", *after = "";

		if (i == list.n - 1 && variadic) {
			if (t && t->kind == TYPE_SLICE)
				s = type_str(c, ((struct slice *)t)->elem);
			before = "...";
		} else if (i == list.n - 1 && has_dots) {
			after = "...";
		}
		res = check_sprintf(c, "%s%s%s%s%s", res, i ? ", " : "", before,
				    s, after);
	}
	return check_sprintf(c, "%s)", res);
}

void check_assign_error(struct checker *c, struct expr **rhs, uint32_t nrhs,
			uint32_t l, uint32_t r)
{
	struct call_expr *call = NULL;

	if (nrhs == 1)
		call = AS(CALL_EXPR, call_expr, ast_unparen(rhs[0]));
	if (call)
		check_error(c, expr_pos(rhs[0]),
			    "assignment mismatch: %u variable%s but %s returns "
			    "%u value%s",
			    l, plural(l), expr_str(c, call->fun), r, plural(r));
	else
		check_error(c, expr_pos(rhs[0]),
			    "assignment mismatch: %u variable%s but %u value%s",
			    l, plural(l), r, plural(r));
}

void check_return_error(struct checker *c, pos_t at, struct object **lhs,
			uint32_t nlhs, struct operand **rhs, uint32_t nrhs)
{
	struct type_list have = {.n = nrhs}, want = {.n = nlhs};

	have.at = ARENA_ARRAY(c->arena, nrhs + 1, struct type *);
	want.at = ARENA_ARRAY(c->arena, nlhs + 1, struct type *);
	for (uint32_t i = 0; i < nrhs; i++)
		have.at[i] = rhs[i]->type;
	for (uint32_t i = 0; i < nlhs; i++)
		want.at[i] = lhs[i]->type;
	if (nrhs > nlhs)
		at = operand_pos(rhs[nlhs]); /* the first one too many */
	else if (nrhs > 0)
		at = operand_pos(rhs[nrhs - 1]);
	check_error(c, at, "%s return values\n\thave %s\n\twant %s",
		    nrhs > nlhs ? "too many" : "not enough",
		    check_types_summary(c, have, false, false),
		    check_types_summary(c, want, false, false));
}

static void mismatch(struct checker *c, struct object **lhs, uint32_t nlhs,
		     struct expr **rhs, uint32_t nrhs, struct operand **vals,
		     uint32_t nvals, struct return_stmt *ret)
{
	if (ret)
		check_return_error(c, ret->node.pos, lhs, nlhs, vals, nvals);
	else
		check_assign_error(c, rhs, nrhs, nlhs, nvals);
}

/* After an error: the variables have a type all the same. */
static void give_types(struct object **lhs, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (!lhs[i]->type)
			lhs[i]->type = TYP(INVALID);
}

/* A call is not taken for one value: its error message is a better one. */
static bool one_to_one(uint32_t nlhs, struct expr **rhs, uint32_t nrhs)
{
	return nlhs == nrhs &&
	       (nrhs != 1 || ast_unparen(rhs[0])->node.kind != NODE_CALL_EXPR);
}

static void record_comma_ok(struct checker *c, struct expr *e,
			    struct operand **vals)
{
	if (operand_valid(vals[0]) && operand_valid(vals[1]))
		check_record_comma_ok_types(c, e, vals[0]->type, vals[1]->type);
}

static void init_each(struct checker *c, struct object **lhs, uint32_t n,
		      struct expr **rhs, const char *context, bool results)
{
	for (uint32_t i = 0; i < n; i++) {
		struct target *target = NULL;
		struct operand x = {0};
		struct type *t = lhs[i]->type;

		if (t && t->kind != TYPE_BASIC)
			target = check_new_target(
				c, t,
				results && lhs[i]->name == NO_NAME
					? "result variable"
					: name_text(lhs[i]->name));
		check_expr(c, target, &x, rhs[i]);
		check_init_var(c, lhs[i], &x, context);
	}
}

/* Too many or too few; only told when there is no other error. */
static void init_mismatched(struct checker *c, struct object **lhs,
			    uint32_t nlhs, struct expr **rhs, uint32_t nrhs,
			    struct return_stmt *ret)
{
	struct operand **vals = NULL;
	uint32_t n = nrhs;

	if (check_use(c, rhs, nrhs)) {
		if (ret && nrhs > 0)
			vals = check_expr_list(c, rhs, nrhs, &n);
		if (ret || nrhs > 0)
			mismatch(c, lhs, nlhs, rhs, nrhs, vals, n, ret);
	}
	give_types(lhs, nlhs);
}

void check_init_vars(struct checker *c, struct object **lhs, uint32_t nlhs,
		     struct expr **rhs, uint32_t nrhs, struct return_stmt *ret)
{
	const char *context = ret	 ? "return statement"
			      : nlhs > 1 ? "multiple assignment"
					 : "assignment";
	struct operand **vals;
	uint32_t n;
	bool comma_ok;

	if (one_to_one(nlhs, rhs, nrhs)) {
		init_each(c, lhs, nlhs, rhs, context, ret != NULL);
		return;
	}
	if (nrhs != 1) {
		init_mismatched(c, lhs, nlhs, rhs, nrhs, ret);
		return;
	}
	vals = check_multi_expr(c, rhs[0], nlhs == 2 && !ret, &n, &comma_ok);
	if (n == nlhs) {
		for (uint32_t i = 0; i < n; i++)
			check_init_var(c, lhs[i], vals[i], context);
		if (comma_ok)
			record_comma_ok(c, rhs[0], vals);
		return;
	}
	if (n == 0 || operand_valid(vals[0]))
		mismatch(c, lhs, nlhs, rhs, nrhs, vals, n, ret);
	give_types(lhs, nlhs);
}

static void assign_mismatched(struct checker *c, struct expr **lhs,
			      uint32_t nlhs, struct expr **rhs, uint32_t nrhs)
{
	bool lhs_ok = check_use_lhs(c, lhs, nlhs);

	if (check_use(c, rhs, nrhs) && lhs_ok && nrhs > 0)
		check_assign_error(c, rhs, nrhs, nlhs, nrhs);
}

void check_assign_vars(struct checker *c, struct expr **lhs, uint32_t nlhs,
		       struct expr **rhs, uint32_t nrhs)
{
	const char *context = nlhs > 1 ? "multiple assignment" : "assignment";
	struct operand **vals;
	uint32_t n;
	bool comma_ok;

	if (one_to_one(nlhs, rhs, nrhs)) {
		for (uint32_t i = 0; i < nlhs; i++)
			check_assign_var(c, lhs[i], rhs[i], NULL, context);
		return;
	}
	if (nrhs != 1) {
		assign_mismatched(c, lhs, nlhs, rhs, nrhs);
		return;
	}
	vals = check_multi_expr(c, rhs[0], nlhs == 2, &n, &comma_ok);
	if (n == nlhs) {
		for (uint32_t i = 0; i < n; i++)
			check_assign_var(c, lhs[i], NULL, vals[i], context);
		if (comma_ok)
			record_comma_ok(c, rhs[0], vals);
		return;
	}
	if (n == 0 || operand_valid(vals[0]))
		check_assign_error(c, rhs, nrhs, nlhs, n);
	check_use_lhs(c, lhs, nlhs);
}

/* Short variable declarations */

enum { FEW_VARS = 8 };

/* The variables on the left; few of them, mostly. */
struct short_decl {
	struct object *room[2 * FEW_VARS];
	struct object **vars;	  /* all */
	struct object **new_vars; /* those that are declared here */
	uint32_t nnew;
	struct ptrmap seen; /* names, when there are many */
	bool has_error;
};

/* Whether the name stood further left already. */
static bool is_repeated(struct short_decl *d, struct expr **lhs, uint32_t i)
{
	name_t name = ((struct ident *)lhs[i])->name;
	void **slot;

	if (i < FEW_VARS) {
		for (uint32_t k = 0; k < i; k++)
			if (lhs[k]->node.kind == NODE_IDENT &&
			    ((struct ident *)lhs[k])->name == name)
				return true;
		return false;
	}
	for (uint32_t k = d->seen.used ? i : 0; k < i; k++)
		if (lhs[k]->node.kind == NODE_IDENT)
			*ptrmap_at_key(&d->seen, NULL,
				       ((struct ident *)lhs[k])->name) = d;
	slot = ptrmap_at_key(&d->seen, NULL, name);
	if (*slot)
		return true;
	*slot = d;
	return false;
}

/* The variable of lhs[i]: declared before in this scope, or new. */
static struct object *short_var(struct checker *c, struct short_decl *d,
				struct expr **lhs, uint32_t i)
{
	struct ident *id = AS(IDENT, ident, lhs[i]);
	struct object *obj;

	if (!id) {
		check_use_lhs(c, &lhs[i], 1);
		check_error(
			c, expr_pos(lhs[i]),
			"non-name %s on left side of :=", expr_str(c, lhs[i]));
		d->has_error = true;
		return NULL;
	}
	if (id->name != name_blank && is_repeated(d, lhs, i)) {
		check_error(c, id->e.node.pos, "%s repeated on left side of :=",
			    name_text(id->name));
		d->has_error = true;
		return NULL;
	}
	obj = scope_lookup(c->env.scope, id->name);
	if (obj) {
		check_record_use(c, id, obj);
		if (obj->kind == OBJECT_VAR)
			return obj;
		check_error(c, id->e.node.pos, "cannot assign to %s",
			    name_text(id->name));
		d->has_error = true;
		return NULL;
	}
	obj = object_new_var(c->arena, VAR_LOCAL, id->e.node.pos, c->pkg,
			     id->name, NULL);
	if (id->name != name_blank)
		d->new_vars[d->nnew++] = obj;
	check_record_def(c, id, obj);
	return obj;
}

void check_short_var_decl(struct checker *c, pos_t pos, struct expr **lhs,
			  uint32_t nlhs, struct expr **rhs, uint32_t nrhs)
{
	uint32_t top = c->delayed.len;
	struct scope *scope = c->env.scope;
	struct short_decl d = {0};
	pos_t scope_pos;

	d.vars = d.room;
	if (nlhs > FEW_VARS)
		d.vars = ARENA_ARRAY(c->arena, (size_t)nlhs * 2,
				     struct object *);
	d.new_vars = d.vars + (nlhs > FEW_VARS ? nlhs : FEW_VARS);
	for (uint32_t i = 0; i < nlhs; i++) {
		d.vars[i] = short_var(c, &d, lhs, i);
		if (!d.vars[i])
			d.vars[i] = object_new_var(c->arena, VAR_LOCAL,
						   expr_pos(lhs[i]), c->pkg,
						   name_blank, NULL);
	}
	ptrmap_finish(&d.seen);
	check_init_vars(c, d.vars, nlhs, rhs, nrhs, NULL);
	/* Function literals do not see the new variables. */
	check_process_delayed(c, top);
	if (d.nnew == 0 && !d.has_error) {
		check_soft_error(c, pos, "no new variables on left side of :=");
		return;
	}
	/* spec: Declarations and scope: from the end of the statement on. */
	scope_pos = expr_end(rhs[nrhs - 1]);
	for (uint32_t i = 0; i < d.nnew; i++)
		check_declare(c, scope, NULL, d.new_vars[i], scope_pos);
}
