/* SPDX-License-Identifier: MIT */
#include "types/check.h"

#include "types/decl.h"
#include "types/expr.h"

/*
 * Range statements.  See go/types range.go.
 */

/* What ranging over a type yields. */
struct range_types {
	struct type *key, *val; /* or NULL */
	const char *cause;	/* why it is not allowed, or NULL */
	bool ok;
};

static const char *receivable(struct checker *c, struct type *t, struct type *u,
			      void *ctx)
{
	struct chan *ch = TYPE_AS(CHAN, chan, u);

	(void)ctx;
	if (ch && ch->dir == CHAN_SEND)
		return check_sprintf(c, "receive from send-only channel %s",
				     type_str(c, t));
	return NULL;
}

static struct type *array_ptr_deref(struct type *t)
{
	struct pointer *p = TYPE_AS(POINTER, pointer, t);
	struct type *u = p ? type_under(p->base) : NULL;

	return u && u->kind == TYPE_ARRAY ? u : t;
}

static bool is_universe_bool(struct type *t)
{
	return identical(t, TYP(BOOL));
}

/* Why the yield function cb is none; NULL if it is one. */
static const char *bad_yield(struct checker *c, struct signature *cb)
{
	struct type *res;

	if (tuple_len(cb->params) > 2)
		return "func must be func(yield func(...) bool): yield func "
		       "has too many parameters";
	res = tuple_len(cb->results) == 1 ? cb->results->vars[0]->type : NULL;
	if (res && !is_universe_bool(res) && is_boolean(res))
		return "func must be func(yield func(...) bool): yield func "
		       "returns user-defined boolean, not bool";
	if (!res || !is_universe_bool(res))
		return "func must be func(yield func(...) bool): yield func "
		       "does not return bool";
	if (cb->variadic)
		return check_sprintf(c,
				     "yield func of type %s cannot be variadic",
				     type_str(c, &cb->t));
	return NULL;
}

/* spec: For statements with range clause: function values. */
static void range_func(struct checker *c, struct signature *f,
		       struct range_types *r)
{
	const char *cause = NULL;
	struct type *u;
	struct signature *cb;

	r->key = r->val = TYP(INVALID);
	if (!check_allow_version(c, GO_VERSION(23))) {
		r->cause = "requires go1.23 or later";
		return;
	}
	if (tuple_len(f->params) != 1) {
		r->cause = "func must be func(yield func(...) bool): wrong "
			   "argument count";
		return;
	}
	if (tuple_len(f->results) != 0) {
		r->cause = "func must be func(yield func(...) bool): "
			   "unexpected results";
		return;
	}
	u = common_under(c, f->params->vars[0]->type, NULL, NULL, &cause);
	cb = TYPE_AS(SIGNATURE, signature, u);
	if (!cb) {
		r->cause = cause ? check_sprintf(
					   c,
					   "func must be func(yield func(...) "
					   "bool): in yield type, %s",
					   cause)
				 : "func must be func(yield func(...) bool): "
				   "argument is not func";
		return;
	}
	r->cause = bad_yield(c, cb);
	if (r->cause)
		return;
	r->key = tuple_len(cb->params) > 0 ? cb->params->vars[0]->type : NULL;
	r->val = tuple_len(cb->params) > 1 ? cb->params->vars[1]->type : NULL;
	r->ok = true;
}

static void range_basic(struct checker *c, struct type *orig, struct type *u,
			struct range_types *r)
{
	if (is_string(u)) {
		*r = (struct range_types){
			.key = TYP(INT), .val = universe_rune, .ok = true};
	} else if (is_integer(u)) {
		r->ok = check_allow_version(c, GO_VERSION(22));
		if (r->ok) {
			r->key = orig;
			return;
		}
		r->key = r->val = TYP(INVALID);
		r->cause = "requires go1.22 or later";
	}
}

static struct range_types range_key_val(struct checker *c, struct type *orig)
{
	struct range_types r = {0};
	struct type *u = common_under(c, orig, receivable, NULL, &r.cause);

	if (!u) {
		r.key = r.val = TYP(INVALID);
		return r;
	}
	u = array_ptr_deref(u);
	r.ok = true;
	switch (u->kind) {
	case TYPE_ARRAY:
		r.key = TYP(INT);
		r.val = ((struct array *)u)->elem;
		break;
	case TYPE_SLICE:
		r.key = TYP(INT);
		r.val = ((struct slice *)u)->elem;
		break;
	case TYPE_MAP:
		r.key = ((struct map *)u)->key;
		r.val = ((struct map *)u)->elem;
		break;
	case TYPE_CHAN:
		r.key = ((struct chan *)u)->elem;
		break;
	case TYPE_SIGNATURE:
		r.ok = false;
		range_func(c, (struct signature *)u, &r);
		break;
	default:
		r.ok = false;
		if (u->kind == TYPE_BASIC)
			range_basic(c, orig, u, &r);
		break;
	}
	return r;
}

/* The types that x yields, with an error for what does not fit it. */
static struct range_types range_clause(struct checker *c, struct operand *x,
				       struct range_stmt *s)
{
	struct range_types r = range_key_val(c, x->type);

	if (!r.ok && r.cause)
		check_soft_error(c, operand_pos(x), "cannot range over %s: %s",
				 operand_str(c, x), r.cause);
	else if (!r.ok)
		check_soft_error(c, operand_pos(x), "cannot range over %s",
				 operand_str(c, x));
	else if (!r.key && s->key)
		check_soft_error(c, expr_pos(s->key),
				 "range over %s permits no iteration variables",
				 operand_str(c, x));
	else if (!r.val && s->value)
		check_soft_error(
			c, expr_pos(s->value),
			"range over %s permits only one iteration variable",
			operand_str(c, x));
	return r;
}

/* An iteration value of type t, with nothing better to stand for it. */
static struct operand iteration_value(struct expr *lhs, struct type *t)
{
	return (struct operand){.mode = MODE_VALUE, .expr = lhs, .type = t};
}

/* The variable of lhs, initialized; NULL unless it is a new name. */
static struct object *define_var(struct checker *c, struct operand *x,
				 struct expr *lhs, struct type *t,
				 bool over_int)
{
	struct ident *id = AS(IDENT, ident, lhs);
	struct object *obj =
		object_new_var(c->arena, VAR_LOCAL, expr_pos(lhs), c->pkg,
			       id ? id->name : name_blank, NULL);

	if (id)
		check_record_def(c, id, obj);
	else
		check_error(c, expr_pos(lhs), "cannot declare %s",
			    expr_str(c, lhs));
	if (!t || t == TYP(INVALID)) {
		obj->type = TYP(INVALID);
		object_mark_used(obj);
	} else if (over_int) {
		check_init_var(c, obj, x, "range clause");
	} else {
		struct operand y = iteration_value(lhs, t);

		/* An error is about the variable, not the clause. */
		check_init_var(c, obj, &y, "assignment");
	}
	return id && id->name != name_blank ? obj : NULL;
}

static void define_vars(struct checker *c, struct operand *x,
			struct range_stmt *s, const struct range_types *r,
			bool over_int)
{
	struct expr *lhs[2] = {s->key, s->value};
	struct type *types[2] = {r->key, r->val};
	struct object *vars[2];
	uint32_t n = 0;

	for (int i = 0; i < 2; i++) {
		struct object *obj;

		if (!lhs[i])
			continue;
		obj = define_var(c, x, lhs[i], types[i], over_int);
		if (obj)
			vars[n++] = obj;
	}
	if (n == 0)
		check_error(c, s->op_pos,
			    "no new variables on left side of :=");
	for (uint32_t i = 0; i < n; i++)
		check_declare(c, c->env.scope, NULL, vars[i],
			      s->body->node.pos);
}

static void assign_vars(struct checker *c, struct operand *x,
			struct range_stmt *s, const struct range_types *r,
			bool over_int)
{
	struct expr *lhs[2] = {s->key, s->value};
	struct type *types[2] = {r->key, r->val};

	for (int i = 0; i < 2; i++) {
		struct type *t = types[i];

		if (!lhs[i] || !t || t == TYP(INVALID))
			continue;
		if (!over_int) {
			struct operand y = iteration_value(lhs[i], t);

			check_assign_var(c, lhs[i], NULL, &y, "assignment");
			continue;
		}
		check_assign_var(c, lhs[i], NULL, x, "range clause");
		/* An untyped x now has the type of the variable. */
		if (operand_valid(x) && !is_integer(x->type))
			check_soft_error(
				c, expr_pos(lhs[i]),
				"cannot use iteration variable of type %s",
				type_str(c, x->type));
	}
}

void check_range_stmt(struct checker *c, unsigned inner, struct range_stmt *s)
{
	struct operand x = {0};
	struct range_types r = {0};
	bool over_int;

	check_expr(c, NULL, &x, s->x);
	if (operand_valid(&x))
		r = range_clause(c, &x, s);
	over_int = operand_valid(&x) && is_integer(x.type);
	/* Only now: the clause does not see the variables. */
	check_open_scope(c, &s->node);
	if (s->node.op == TOK_DEFINE || s->node.flags & NODE_DEFINE)
		define_vars(c, &x, s, &r, over_int);
	else if (s->key)
		assign_vars(c, &x, s, &r, over_int);
	else if (over_int)
		/* An untyped integer needs a type all the same. */
		check_assignment(c, &x, NULL, "range clause");
	check_stmt(c, inner, &s->body->node);
	check_close_scope(c);
}
