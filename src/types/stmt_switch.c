/* SPDX-License-Identifier: MIT */
#include "types/check.h"

#include "types/decl.h"
#include "types/expr.h"

/*
 * Switch, type switch and select statements.  See go/types stmt.go.
 */

/* For cases and communications alike. */
static bool is_default(const stmt *s)
{
	if (s->kind == NODE_CASE_CLAUSE)
		return ((const struct case_clause *)s)->nlist == 0;
	return s->kind == NODE_COMM_CLAUSE &&
	       !((const struct comm_clause *)s)->comm;
}

static void check_defaults(struct checker *c, const struct block_stmt *body)
{
	const stmt *first = NULL;

	for (uint32_t i = 0; i < body->nlist; i++) {
		const stmt *s = body->list[i];

		if (!is_default(s))
			continue;
		if (first)
			check_error(c, s->pos,
				    "multiple defaults (first at %s)",
				    check_pos_text(c, first->pos));
		else
			first = s;
	}
}

/* Expression switches */

/*
 * Which constants are told to be there twice: compilers agree on integers,
 * floating-point numbers and strings that they can hold.
 */
static bool is_told_twice(const struct value *val)
{
	bool exact = false;

	switch (val->kind) {
	case VALUE_INT:
		value_int64_val(val, &exact);
		if (!exact)
			value_uint64_val(val, &exact);
		return exact;
	case VALUE_FLOAT:
		value_float64_val(val, &exact);
		return exact;
	case VALUE_STRING:
		return true;
	default:
		return false;
	}
}

static void case_value(struct checker *c, const struct operand *tag,
		       struct expr *e, struct key_set *seen)
{
	struct operand v = {0}, x, res;

	check_expr(c, NULL, &v, e);
	if (!operand_valid(tag) || !operand_valid(&v))
		return;
	check_convert_untyped(c, &v, tag->type);
	if (!operand_valid(&v))
		return;
	/* The case comes first, so that errors are where it is. */
	res = v;
	x = *tag;
	check_comparison(c, &res, &x, TOK_EQL, true);
	if (!operand_valid(&res) || v.mode != MODE_CONSTANT)
		return;
	if (v.val && is_told_twice(v.val) &&
	    !key_set_insert(seen, c->arena, v.val, v.type))
		check_error(c, operand_pos(&v),
			    "duplicate case %s in expression switch",
			    operand_str(c, &v));
}

/* The operand that cases are compared with; true without a tag. */
static void switch_tag(struct checker *c, struct switch_stmt *s,
		       struct operand *x)
{
	if (!s->tag) {
		x->mode = MODE_CONSTANT;
		x->type = TYP(BOOL);
		x->val = value_make_bool(true);
		x->expr = dummy_ident(c, s->body->node.pos, "true");
		return;
	}
	check_expr(c, NULL, x, s->tag);
	/* A switch assigns to an invisible variable. */
	check_assignment(c, x, NULL, "switch expression");
	if (operand_valid(x) && !type_comparable(x->type) &&
	    !has_nil(x->type)) {
		check_error(c, operand_pos(x),
			    "cannot switch on %s (%s is not comparable)",
			    operand_str(c, x), type_str(c, x->type));
		operand_invalidate(x);
	}
}

static void switch_clause(struct checker *c, unsigned ctxt,
			  const struct operand *tag, struct case_clause *cl,
			  struct key_set *seen)
{
	for (uint32_t i = 0; i < cl->nlist; i++)
		case_value(c, tag, cl->list[i], seen);
	check_open_scope(c, &cl->node);
	check_stmt_list(c, ctxt, cl->body, cl->nbody);
	check_close_scope(c);
}

/* The number of values in the cases of a switch. */
static uint32_t ncases(const struct block_stmt *body)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < body->nlist; i++) {
		const struct case_clause *cl =
			AS(CASE_CLAUSE, case_clause, body->list[i]);

		n += cl ? cl->nlist : 0;
	}
	return n;
}

void check_switch_stmt(struct checker *c, unsigned inner, struct switch_stmt *s)
{
	struct operand tag = {0};
	struct key_set seen;

	check_open_scope(c, &s->node);
	check_simple_stmt(c, s->init);
	switch_tag(c, s, &tag);
	check_defaults(c, s->body);
	key_set_init(&seen, ncases(s->body), true);
	for (uint32_t i = 0; i < s->body->nlist; i++) {
		struct case_clause *cl =
			AS(CASE_CLAUSE, case_clause, s->body->list[i]);
		bool last = i + 1 == s->body->nlist;

		if (cl)
			switch_clause(c,
				      inner | (last ? STMT_FINAL_SWITCH_CASE
						    : STMT_FALLTHROUGH_OK),
				      &tag, cl, &seen);
	}
	key_set_finish(&seen);
	check_close_scope(c);
}

/* Type switches */

/* Types of cases that were met; NULL stands for nil. */
struct seen_types {
	struct VEC(struct type *) list;
	/* Once there are many: hash -> last of them, +1; next by index. */
	struct ptrmap index;
	struct VEC(uint32_t) next;
};

enum { MANY_TYPES = 16 };

static uint64_t type_key(struct type *t)
{
	return (t ? type_hash(t) : 0) | (uint64_t)1 << 32;
}

static void index_type(struct seen_types *s, uint32_t i)
{
	void **slot = ptrmap_at_key(&s->index, NULL, type_key(s->list.at[i]));

	vec_push(&s->next, (uint32_t)(uintptr_t)*slot);
	*slot = (void *)(uintptr_t)(i + 1);
}

static bool same_case(struct type *x, struct type *y)
{
	return x && y ? identical(x, y) : x == y;
}

static bool find_type(struct seen_types *s, struct type *t)
{
	uint32_t i;

	if (s->list.len <= MANY_TYPES) {
		for (i = 0; i < s->list.len; i++)
			if (same_case(s->list.at[i], t))
				return true;
		return false;
	}
	i = (uint32_t)(uintptr_t)ptrmap_get_key(&s->index, type_key(t));
	for (; i; i = s->next.at[i - 1])
		if (same_case(s->list.at[i - 1], t))
			return true;
	return false;
}

/* Whether it was new. */
static bool add_type(struct seen_types *s, struct type *t)
{
	if (find_type(s, t))
		return false;
	vec_push(&s->list, t);
	if (s->list.len > MANY_TYPES)
		for (uint32_t i = s->next.len; i < s->list.len; i++)
			index_type(s, i);
	return true;
}

static void seen_types_finish(struct seen_types *s)
{
	vec_finish(&s->list);
	vec_finish(&s->next);
	ptrmap_finish(&s->index);
}

/* The predeclared nil, which is written in no other way. */
static bool is_nil_expr(struct checker *c, struct expr *e)
{
	struct ident *id = AS(IDENT, ident, ast_unparen(e));
	struct object *obj = id ? check_lookup(c, id->name) : NULL;

	return obj && obj->kind == OBJECT_NIL;
}

struct type_switch {
	struct operand x;   /* what is switched on */
	bool valid;	    /* x is an interface */
	struct ident *name; /* that cases declare, or NULL */
	struct seen_types seen;
	struct VEC(struct object *) vars;
};

/* False for an invalid type, which says nothing about the case. */
static bool case_type(struct checker *c, struct type_switch *ts, struct expr *e,
		      struct type **ret)
{
	struct operand dummy = {0};
	struct type *t = NULL;

	if (is_nil_expr(c, e)) {
		check_expr(c, NULL, &dummy, e);
	} else {
		t = check_var_type(c, e);
		if (!is_valid(t)) {
			*ret = t;
			return false;
		}
	}
	*ret = t;
	if (!add_type(&ts->seen, t)) {
		check_error(c, expr_pos(e), "duplicate case %s in type switch",
			    t ? type_str(c, t) : "nil");
		return false;
	}
	if (ts->valid && t)
		check_type_assertion(c, e, &ts->x, t, true);
	return true;
}

/*
 * spec: Type switches: in a clause of exactly one type the variable has
 * that type, else that of the expression.
 */
static struct type *case_types(struct checker *c, struct type_switch *ts,
			       struct case_clause *cl)
{
	struct type *t = NULL;

	for (uint32_t i = 0; i < cl->nlist; i++)
		case_type(c, ts, cl->list[i], &t);
	if (cl->nlist == 1 && t)
		return t;
	return ts->valid ? ts->x.type : TYP(INVALID);
}

static void type_clause(struct checker *c, unsigned ctxt,
			struct type_switch *ts, struct case_clause *cl)
{
	struct type *t = case_types(c, ts, cl);

	check_open_scope(c, &cl->node);
	if (ts->name) {
		struct object *obj = object_new_var(c->arena, VAR_LOCAL,
						    ts->name->e.node.pos,
						    c->pkg, ts->name->name, t);

		check_declare(c, c->env.scope, NULL, obj, cl->colon);
		cl->obj = obj;
		vec_push(&ts->vars, obj);
	}
	check_stmt_list(c, ctxt, cl->body, cl->nbody);
	check_close_scope(c);
}

/* x.(type) of a guard, and the name before it; NULL for a wrong form. */
static struct type_assert_expr *switch_guard(struct checker *c, stmt *s,
					     struct ident **ret_name)
{
	struct assign_stmt *a = AS(ASSIGN_STMT, assign_stmt, s);
	struct expr_stmt *e = AS(EXPR_STMT, expr_stmt, s);
	struct type_assert_expr *guard;
	struct expr *x;
	struct ident *name = NULL;

	if (a && a->nlhs == 1 && a->nrhs == 1 && a->node.op == TOK_DEFINE) {
		name = AS(IDENT, ident, a->lhs[0]);
		if (!name)
			return NULL;
		if (name->name == name_blank) {
			check_soft_error(c, name->e.node.pos,
					 "no new variable on left side of :=");
			name = NULL;
		} else {
			/* Each clause declares it for itself. */
			check_record_def(c, name, NULL);
		}
	}
	*ret_name = name;
	if (a)
		x = a->nrhs == 1 ? a->rhs[0] : NULL;
	else
		x = e ? e->x : NULL;
	guard = AS(TYPE_ASSERT_EXPR, type_assert_expr, x);
	return guard && !guard->type ? guard : NULL;
}

static void switch_operand(struct checker *c, struct type_switch *ts,
			   struct expr *e)
{
	struct operand *x = &ts->x;

	check_expr(c, NULL, x, e);
	if (!operand_valid(x))
		return;
	if (is_type_param(x->type))
		check_error(c, operand_pos(x),
			    "cannot use type switch on type parameter value %s",
			    operand_str(c, x));
	else if (type_is_interface(x->type))
		ts->valid = true;
	else
		check_error(c, operand_pos(x), "%s is not an interface",
			    operand_str(c, x));
}

/* The variables of all clauses are used when one of them is. */
static void check_guard_usage(struct checker *c, struct type_switch *ts)
{
	bool used = false;

	for (uint32_t i = 0; i < ts->vars.len; i++) {
		used = used || ts->vars.at[i]->flags & OBJECT_USED;
		object_mark_used(ts->vars.at[i]);
	}
	if (ts->name && !used)
		check_soft_error(c, ts->name->e.node.pos,
				 "%s declared and not used",
				 name_text(ts->name->name));
}

void check_type_switch_stmt(struct checker *c, unsigned inner,
			    struct type_switch_stmt *s)
{
	struct type_switch ts = {0};
	struct type_assert_expr *guard;

	check_open_scope(c, &s->node);
	check_simple_stmt(c, s->init);
	guard = switch_guard(c, s->assign, &ts.name);
	if (!guard) {
		check_error(c, s->node.pos,
			    "incorrect form of type switch guard");
		check_close_scope(c);
		return;
	}
	switch_operand(c, &ts, guard->x);
	check_defaults(c, s->body);
	for (uint32_t i = 0; i < s->body->nlist; i++) {
		struct case_clause *cl =
			AS(CASE_CLAUSE, case_clause, s->body->list[i]);

		if (cl)
			type_clause(c, inner, &ts, cl);
	}
	check_guard_usage(c, &ts);
	seen_types_finish(&ts.seen);
	vec_finish(&ts.vars);
	check_close_scope(c);
}

/* Select statements */

/* spec: Select statements: a case is a send or a receive. */
static bool is_communication(const stmt *s)
{
	const struct assign_stmt *a = AS(ASSIGN_STMT, assign_stmt, s);
	struct expr *rhs = NULL;

	if (!s || s->kind == NODE_SEND_STMT)
		return true;
	if (a && a->nrhs == 1)
		rhs = a->rhs[0];
	else if (s->kind == NODE_EXPR_STMT)
		rhs = ((const struct expr_stmt *)s)->x;
	rhs = rhs ? ast_unparen(rhs) : NULL;
	return rhs && rhs->node.kind == NODE_UNARY_EXPR &&
	       rhs->node.op == TOK_ARROW;
}

void check_select_stmt(struct checker *c, unsigned inner, struct select_stmt *s)
{
	check_defaults(c, s->body);
	for (uint32_t i = 0; i < s->body->nlist; i++) {
		struct comm_clause *cl =
			AS(COMM_CLAUSE, comm_clause, s->body->list[i]);

		if (!cl)
			continue;
		if (!is_communication(cl->comm)) {
			check_error(c, node_pos(cl->comm),
				    "select case must be send or receive "
				    "(possibly with assignment)");
			continue;
		}
		check_open_scope(c, &cl->node);
		if (cl->comm)
			check_stmt(c, inner, cl->comm);
		check_stmt_list(c, inner, cl->body, cl->nbody);
		check_close_scope(c);
	}
}
