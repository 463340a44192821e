/* SPDX-License-Identifier: MIT */
#include "ir/build.h"

/*
 * Assignments and the declarations of variables.
 *
 * spec: Assignment statements: operands of the left side are evaluated
 * first, then the right side, all in the usual order; then values are
 * stored from left to right.  So the left side becomes lvalues, which have
 * evaluated what they are made of but not yet looked there, and where
 * several values are stored, they wait in a struct stores until the last
 * one is computed.
 *
 * See x/tools go/ssa builder.go: assign, assignStmt, localValueSpec.
 */

bool b_is_blank(const struct expr *e)
{
	const struct ident *id = AS(IDENT, ident, e);

	return id && id->name == name_blank;
}

/* The variable that a name stands for, new or not. */
static struct object *var_of(struct expr *e)
{
	struct ident *id = AS(IDENT, ident, e);

	if (!id || !id->obj || id->obj->kind != OBJECT_VAR || !id->obj->type)
		return NULL;
	return id->obj;
}

struct object *b_defined_var(struct expr *e)
{
	struct object *obj = var_of(e);

	return obj && obj->pos == e->node.pos ? obj : NULL;
}

void b_local_var(struct ir_build *f, struct expr *e)
{
	struct object *obj = var_of(e);

	if (obj)
		emit_local_var(f, obj);
	else if (!b_is_blank(e))
		f->fn->broken = true;
}

void stores_add(struct ir_build *f, struct stores *s, struct lvalue to,
		struct ir_value *v)
{
	vec_push_in(f->a, &s->list, (__typeof__(*s->list.at)){to, v});
}

void stores_emit(struct ir_build *f, struct stores *s)
{
	for (uint32_t i = 0; i < s->list.len; i++)
		lvalue_store(f, &s->list.at[i].to, s->list.at[i].v);
}

void b_assign(struct ir_build *f, struct lvalue loc, struct expr *e,
	      struct stores *s)
{
	struct ir_value *v = b_expr(f, e);

	if (s)
		stores_add(f, s, loc, v);
	else
		lvalue_store(f, &loc, v);
}

static struct lvalue assign_left(struct ir_build *f, struct expr *e,
				 bool define)
{
	struct object *obj;

	if (b_is_blank(e))
		return (struct lvalue){.kind = LVALUE_BLANK};
	if (define) {
		obj = b_defined_var(e);
		if (obj)
			emit_local_var(f, obj);
	}
	return b_addr(f, e, false);
}

struct lvalue *b_assign_lhs(struct ir_build *f, struct expr **lhs, uint32_t n,
			    bool define)
{
	struct lvalue *l = ARENA_ARRAY(f->a, n, struct lvalue);

	for (uint32_t i = 0; i < n; i++)
		l[i] = assign_left(f, lhs[i], define);
	return l;
}

/* For effects only: their number is wrong. */
static void eval_all(struct ir_build *f, struct expr **rhs, uint32_t n)
{
	f->fn->broken = true;
	for (uint32_t i = 0; i < n; i++)
		b_expr(f, rhs[i]);
}

void b_assign_stmt(struct ir_build *f, struct expr **lhs, uint32_t nlhs,
		   struct expr **rhs, uint32_t nrhs, bool define)
{
	struct lvalue *l = b_assign_lhs(f, lhs, nlhs, define);
	struct stores stores = {0};
	struct ir_value *tuple;

	if (nlhs == nrhs) {
		for (uint32_t i = 0; i < nrhs; i++)
			b_assign(f, l[i], rhs[i], &stores);
		stores_emit(f, &stores);
		return;
	}
	if (nrhs != 1) {
		eval_all(f, rhs, nrhs);
		return;
	}
	tuple = b_expr_n(f, rhs[0]);
	for (uint32_t i = 0; i < nlhs; i++)
		lvalue_store(f, &l[i], emit_extract(f, tuple, i));
}

void b_assign_op(struct ir_build *f, struct lvalue loc, struct ir_value *v,
		 enum token op, pos_t pos)
{
	struct ir_value *old;

	if (loc.kind == LVALUE_BLANK || loc.kind == LVALUE_BAD) {
		f->fn->broken = true;
		return;
	}
	old = lvalue_load(f, &loc);
	lvalue_store(f, &loc, emit_arith(f, op, old, v, loc.type, pos));
}

/* var x, y = 1, 2 */
static void spec_one_by_one(struct ir_build *f, struct value_spec *spec)
{
	for (uint32_t i = 0; i < spec->nnames; i++) {
		struct expr *name = &spec->names[i]->e;
		struct lvalue loc = {.kind = LVALUE_BLANK};

		if (!b_is_blank(name)) {
			b_local_var(f, name);
			loc = b_addr(f, name, false);
		}
		b_assign(f, loc, spec->values[i], NULL);
	}
}

/* var x, y = f() */
static void spec_of_tuple(struct ir_build *f, struct value_spec *spec)
{
	struct ir_value *tuple = b_expr_n(f, spec->values[0]);

	for (uint32_t i = 0; i < spec->nnames; i++) {
		struct expr *name = &spec->names[i]->e;
		struct lvalue loc;

		if (b_is_blank(name))
			continue;
		b_local_var(f, name);
		loc = b_addr(f, name, false);
		lvalue_store(f, &loc, emit_extract(f, tuple, i));
	}
}

void b_local_value_spec(struct ir_build *f, struct value_spec *spec)
{
	if (spec->nvalues == spec->nnames) {
		spec_one_by_one(f, spec);
	} else if (spec->nvalues == 1) {
		spec_of_tuple(f, spec);
	} else {
		/* Zero but for code that has the wrong number of values. */
		for (uint32_t i = 0; i < spec->nnames; i++)
			if (!b_is_blank(&spec->names[i]->e))
				b_local_var(f, &spec->names[i]->e);
		if (spec->nvalues > 0)
			eval_all(f, spec->values, spec->nvalues);
	}
}
