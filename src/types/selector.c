/* SPDX-License-Identifier: MIT */
/*
 * selector.c - x.f, and the use of expressions that are wrong elsewhere
 *
 * x may be the name of a package, a type or a value.  Names of packages are
 * never operands: x.f is looked at as a whole.
 *
 * spec: Qualified identifiers, Selectors, Method expressions, Method values.
 * go/types: call.go (selector, use).
 */
#include "types/expr.h"

#include <strings.h>

#include "base/arena.h"

/*
 * C.name: what the C side knows, or a placeholder that is the same object
 * for all uses of the name.
 */
static struct object *c_object(struct checker *c, struct package *imported,
			       struct ident *sel)
{
	struct object *obj = NULL;
	struct arena *a;

	if (c->conf->c_name)
		obj = c->conf->c_name(c->conf->ctx, c->pkg, sel->name);
	if (obj)
		return obj;
	obj = scope_lookup(imported->scope, sel->name);
	if (obj)
		return obj;
	/* On demand the scope is shared, and stays as it is. */
	a = c->on_demand ? c->arena : c->pkg->arena;
	obj = object_new(a, OBJECT_CNAME, NO_POS, imported, sel->name,
			 TYP(INVALID));
	if (!c->on_demand)
		scope_insert(a, imported->scope, obj);
	return obj;
}

static void report_undefined(struct checker *c, struct package *imported,
			     struct selector_expr *e)
{
	struct object **alt;
	uint32_t n;

	if (imported->fake || !is_valid_name(e->sel->name))
		return;
	alt = scope_lookup_fold(imported->scope, e->sel->name, true, c->arena,
				&n);
	if (n > 0)
		check_error(c, expr_pos(&e->sel->e),
			    "undefined: %s (but have %s)", expr_str(c, &e->e),
			    name_text(alt[0]->name));
	else
		check_error(c, expr_pos(&e->sel->e), "undefined: %s",
			    expr_str(c, &e->e));
}

/* The object of a qualified identifier, or NULL. */
static struct object *package_object(struct checker *c,
				     struct package *imported,
				     struct selector_expr *e)
{
	struct object *obj;

	if ((imported->fake || imported->cgo) &&
	    strcmp(imported->path, "C") == 0)
		return c_object(c, imported, e->sel);
	obj = scope_lookup(imported->scope, e->sel->name);
	if (!obj)
		report_undefined(c, imported, e);
	else if (!name_exported(obj->name))
		check_error(c, expr_pos(&e->sel->e),
			    "name %s not exported by package %s",
			    name_text(obj->name), name_text(imported->name));
	return obj;
}

/*
 * A function of C may be called for two results, its own and errno, but for
 * C.malloc.  One that is not called is a pointer to it.
 */
static void func_operand(struct checker *c, struct operand *x,
			 struct package *imported, struct object *obj,
			 struct selector_expr *e)
{
	x->mode = MODE_VALUE;
	if (strcmp(imported->path, "C") != 0)
		return;
	if (c->env.callee != &e->e)
		x->type = TYP(UNSAFE_POINTER);
	else if (strcmp(name_text(obj->name), "malloc") != 0)
		x->mode = MODE_CGO_FUNC;
}

/* False when x is invalid. */
static bool object_operand(struct checker *c, struct operand *x,
			   struct package *imported, struct object *obj,
			   struct selector_expr *e)
{
	x->type = obj->type;
	switch (obj->kind) {
	case OBJECT_CONST:
		x->mode = MODE_CONSTANT;
		x->val = obj->val ? obj->val : value_make_unknown();
		return true;
	case OBJECT_TYPE_NAME:
		x->mode = MODE_TYPEXPR;
		return true;
	case OBJECT_VAR:
		x->mode = obj->flags & OBJECT_C_MACRO ? MODE_VALUE
						      : MODE_VARIABLE;
		return true;
	case OBJECT_FUNC:
		func_operand(c, x, imported, obj, e);
		return true;
	case OBJECT_BUILTIN:
		x->mode = MODE_BUILTIN;
		x->builtin = (uint8_t)obj->builtin;
		return true;
	default: /* a placeholder for C */
		return false;
	}
}

static bool qualified_ident(struct checker *c, struct operand *x,
			    struct selector_expr *e, struct object *pkg_name)
{
	struct object *obj;

	check_record_use(c, (struct ident *)e->x, pkg_name);
	object_mark_used(pkg_name);
	obj = package_object(c, pkg_name->imported, e);
	if (!obj)
		return false;
	check_record_use(c, e->sel, obj);
	return object_operand(c, x, pkg_name->imported, obj, e);
}

/* What a lookup found. */
struct found {
	struct object *obj;
	const uint32_t *index;
	uint32_t nindex;
	bool indirect;
};

static void lookup(struct checker *c, struct operand *x, name_t name,
		   bool fold_case, struct found *f)
{
	f->obj = check_lookup_field_or_method(
		c, x->type, x->mode == MODE_VARIABLE, c->pkg, name, fold_case,
		&f->index, &f->nindex, &f->indirect);
}

static void report_missing(struct checker *c, struct operand *x,
			   struct ident *sel, struct found *f)
{
	const char *name = name_text(sel->name), *t, *why;
	pos_t pos = expr_pos(&sel->e);
	struct found alt;

	if (!is_valid(under(x->type)))
		return; /* it was reported */
	if (f->index) {
		check_error(c, pos, "ambiguous selector %s.%s",
			    expr_str(c, x->expr), name);
		return;
	}
	t = type_str(c, x->type);
	if (f->indirect && x->mode == MODE_TYPEXPR) {
		check_error(c, pos,
			    "invalid method expression %s.%s (needs pointer "
			    "receiver (*%s).%s)",
			    t, name, t, name);
		return;
	}
	if (f->indirect) {
		check_error(c, pos, "cannot call pointer method %s on %s", name,
			    t);
		return;
	}
	if (is_interface_ptr(x->type)) {
		why = check_interface_ptr_error(c, x->type);
	} else {
		lookup(c, x, sel->name, true, &alt);
		why = check_lookup_error(c, x->type, sel->name, alt.obj, false);
	}
	check_error(c, pos, "%s.%s undefined (%s)", expr_str(c, x->expr), name,
		    why);
}

static bool select_field(struct checker *c, struct operand *x,
			 struct selector_expr *e, const struct found *f)
{
	if (x->mode == MODE_TYPEXPR) {
		check_error(c, expr_pos(e->x),
			    "operand for field selector %s must be value of "
			    "type %s",
			    name_text(e->sel->name), type_str(c, x->type));
		return false;
	}
	check_record_selection(c, e, SELECT_FIELD, x->type, f->obj, f->index,
			       f->nindex, f->indirect);
	x->mode = x->mode == MODE_VARIABLE || f->indirect ? MODE_VARIABLE
							  : MODE_VALUE;
	x->type = f->obj->type;
	return true;
}

/* T.m: a function whose first parameter is the receiver. */
static bool method_expr(struct checker *c, struct operand *x,
			struct selector_expr *e, const struct found *f)
{
	struct signature *sig = (struct signature *)f->obj->type, *fun;
	uint32_t n = tuple_len(sig->params);
	struct object **params;
	name_t name = NO_NAME;

	check_record_selection(c, e, SELECT_METHOD_EXPR, x->type, f->obj,
			       f->index, f->nindex, f->indirect);
	if (!sig->recv) {
		check_error(c, expr_pos(&e->e),
			    "illegal cycle in method declaration");
		return false;
	}
	/* All parameters have names, or none. */
	if (n > 0 && sig->params->vars[0]->name != NO_NAME)
		name = sig->recv->name != NO_NAME ? sig->recv->name
						  : name_blank;
	params = ARENA_ARRAY(c->arena, n + 1, struct object *);
	params[0] = object_new_var(c->arena, VAR_PARAM, sig->recv->pos,
				   sig->recv->pkg, name, x->type);
	if (n > 0)
		memcpy(params + 1, sig->params->vars, n * sizeof(*params));
	fun = ARENA_NEW(c->arena, struct signature);
	fun->t.kind = TYPE_SIGNATURE;
	fun->method_expr = true;
	fun->tparams = sig->tparams;
	fun->params = new_tuple(c->arena, params, n + 1);
	fun->results = sig->results;
	fun->variadic = sig->variadic;
	x->mode = MODE_VALUE;
	x->type = &fun->t;
	return true;
}

/* x.m: a function without the receiver. */
static void method_value(struct checker *c, struct operand *x,
			 struct selector_expr *e, const struct found *f)
{
	struct signature *sig = ARENA_NEW(c->arena, struct signature);

	check_record_selection(c, e, SELECT_METHOD, x->type, f->obj, f->index,
			       f->nindex, f->indirect);
	*sig = *(struct signature *)f->obj->type;
	sig->recvold = sig->recv;
	sig->recv = NULL;
	x->mode = MODE_VALUE;
	x->type = &sig->t;
}

/* x holds the evaluated operand on the left; false after an error. */
static bool select_from(struct checker *c, struct operand *x,
			struct selector_expr *e, bool want_type)
{
	struct pointer *p;
	struct found f;

	if (x->mode == MODE_BUILTIN) {
		check_error(c, expr_pos(&e->sel->e),
			    "invalid use of %s in selector expression",
			    operand_str(c, x));
		return false;
	}
	if (!operand_valid(x) || !check_is_complete(c, x->type))
		return false;
	/* No selection from an operand is a type: T.m is a function. */
	if (want_type) {
		check_error(c, expr_pos(&e->sel->e), "%s is not a type",
			    expr_str(c, &e->e));
		return false;
	}
	p = TYPE_AS(POINTER, pointer, under(x->type));
	if (p && !check_is_complete(c, p->base))
		return false;
	lookup(c, x, e->sel->name, false, &f);
	if (!f.obj) {
		report_missing(c, x, e->sel, &f);
		return false;
	}
	if (f.obj->kind == OBJECT_VAR)
		return select_field(c, x, e, &f);
	/* It must have its signature; a cycle through it is found there. */
	if (!f.obj->type || f.obj->path_index)
		check_obj_decl(c, f.obj);
	check_add_decl_dep(c, f.obj);
	if (x->mode == MODE_TYPEXPR)
		return method_expr(c, x, e, &f);
	method_value(c, x, e, &f);
	return true;
}

void check_selector(struct checker *c, struct operand *x,
		    struct selector_expr *e, bool want_type)
{
	struct object *obj = NULL;
	bool ok;

	if (e->x->node.kind == NODE_IDENT)
		obj = check_lookup(c, ((struct ident *)e->x)->name);
	if (obj && obj->kind == OBJECT_PKG_NAME) {
		ok = qualified_ident(c, x, e, obj);
	} else {
		check_expr_or_type(c, x, e->x, false);
		ok = select_from(c, x, e, want_type);
	}
	if (!ok) {
		operand_invalidate(x);
		x->type = TYP(INVALID);
	}
	x->expr = &e->e;
}

/*
 * Evaluates an identifier on the left of an assignment, which is no use of
 * the variable.  A blank one has no value.
 */
static void use_ident(struct checker *c, struct operand *x, struct ident *id,
		      bool lhs)
{
	struct object *obj = NULL;
	uint16_t used = 0;

	if (id->name == name_blank)
		return;
	if (lhs)
		obj = check_lookup(c, id->name);
	/* Variables of other packages are not ours to write. */
	if (obj && (obj->kind != OBJECT_VAR || obj->pkg != c->pkg))
		obj = NULL;
	if (obj)
		used = obj->flags & OBJECT_USED;
	check_expr_or_type(c, x, &id->e, true);
	if (obj && !used && obj->flags & OBJECT_USED)
		obj->flags &= (uint16_t)~OBJECT_USED;
}

static bool use(struct checker *c, struct expr **list, uint32_t n, bool lhs)
{
	bool ok = true;

	for (uint32_t i = 0; i < n; i++) {
		struct operand x = {.mode = MODE_VALUE};
		struct expr *e = list[i] ? ast_unparen(list[i]) : NULL;

		if (!e)
			continue;
		if (e->node.kind == NODE_IDENT)
			use_ident(c, &x, (struct ident *)e, lhs);
		else
			check_raw_expr(c, NULL, &x, list[i], NULL, true);
		if (!operand_valid(&x))
			ok = false;
	}
	return ok;
}

bool check_use(struct checker *c, struct expr **list, uint32_t n)
{
	return use(c, list, n, false);
}

bool check_use_lhs(struct checker *c, struct expr **list, uint32_t n)
{
	return use(c, list, n, true);
}
