/* SPDX-License-Identifier: MIT */
#include "types/check.h"

#include "types/decl.h"

/*
 * Declarations of types: definitions, aliases, type parameters, and the
 * methods that belong to a type.
 *
 * See go/types decl.go.
 */

/* What is asked of a declared type when all declarations are complete. */
struct type_action {
	struct object *obj;
	struct type_spec *spec;
	struct type *rhs;
	bool version_error; /* was told already */
};

/* A constraint of another package: not a basic interface (spec). */
bool check_is_imported_constraint(struct checker *c, struct type *t)
{
	struct named *n = t ? type_as_named(t) : NULL;
	struct interface *u;

	if (!n || n->obj->pkg == c->pkg || !n->obj->pkg)
		return false;
	u = TYPE_AS(INTERFACE, interface, type_under(&n->t));
	return u && !type_set_is_method_set(interface_type_set(u));
}

static void validate_type(struct checker *c, void *arg)
{
	struct type_action *a = arg;
	struct named *n = type_as_named(a->obj->type);

	if (n)
		check_valid_type(c, n);
	if (!a->version_error && check_is_imported_constraint(c, a->rhs))
		check_verify_version(c, expr_pos(a->spec->type), GO_VERSION(18),
				     check_sprintf(c,
						   "using type constraint %s",
						   type_str(c, a->rhs)));
}

static pos_t first_tparam_pos(const struct type_spec *spec)
{
	const struct field_list *l = spec->tparams;

	if (!l || l->nfields == 0)
		return NO_POS;
	return l->fields[0].nnames > 0 ? l->fields[0].names[0]->e.node.pos
				       : expr_pos(l->fields[0].type);
}

static bool is_one_of(struct type_list list, struct type *t)
{
	for (uint32_t i = 0; i < list.n; i++)
		if (list.at[i] == t)
			return true;
	return false;
}

static void alias_decl(struct checker *c, struct object *obj,
		       struct type_spec *spec, struct type_action *a)
{
	pos_t tparam = first_tparam_pos(spec);
	struct alias *alias;
	struct type *rhs;

	/* The newer feature first, so that one change of version does. */
	if (tparam != NO_POS && !check_verify_version(c, tparam, GO_VERSION(23),
						      "generic type alias"))
		a->version_error = true;
	if (!a->version_error &&
	    !check_verify_version(c, spec->name->e.node.pos, GO_VERSION(9),
				  "type alias"))
		a->version_error = true;
	alias = check_new_alias(c, obj, NULL);
	if (tparam != NO_POS) {
		check_open_scope(c, &spec->node);
		check_collect_type_params(c, &alias->tparams, spec->tparams);
	}
	rhs = check_declared_type(c, spec->type, obj);
	a->rhs = alias->from_rhs = rhs;
	/* spec: Alias declarations: not one of its own type parameters. */
	if (rhs->kind == TYPE_PARAM && is_one_of(alias->tparams, rhs)) {
		check_error(c, expr_pos(spec->type),
			    "cannot use type parameter declared in alias "
			    "declaration as RHS");
		alias->from_rhs = TYP(INVALID);
	}
	if (tparam != NO_POS)
		check_close_scope(c);
}

static void named_decl(struct checker *c, struct object *obj,
		       struct type_spec *spec, struct type_action *a)
{
	pos_t tparam = first_tparam_pos(spec);
	struct named *named;
	struct type *rhs;

	if (tparam != NO_POS &&
	    !check_verify_version(c, tparam, GO_VERSION(18), "type parameter"))
		a->version_error = true;
	named = check_new_named(c, obj, NULL);
	if (spec->tparams) {
		check_open_scope(c, &spec->node);
		check_collect_type_params(c, &named->tparams, spec->tparams);
	}
	rhs = check_declared_type(c, spec->type, obj);
	a->rhs = named->from_rhs = rhs;
	/* spec: Type definitions: the given type is no type parameter. */
	if (is_type_param(rhs)) {
		check_error(c, expr_pos(spec->type),
			    "cannot use a type parameter as RHS in type "
			    "declaration");
		named->from_rhs = TYP(INVALID);
	}
	if (spec->tparams)
		check_close_scope(c);
}

void check_type_decl(struct checker *c, struct object *obj,
		     struct type_spec *spec)
{
	struct type_action *a = ARENA_NEW(c->arena, struct type_action);

	a->obj = obj;
	a->spec = spec;
	check_later(c, validate_type, a);
	if (spec->node.flags & NODE_ALIAS)
		alias_decl(c, obj, spec, a);
	else
		named_decl(c, obj, spec, a);
}

/* Type parameters */

struct type_param *check_declare_type_param(struct checker *c,
					    struct ident *name, pos_t scope_pos)
{
	struct object *obj =
		object_new(c->arena, OBJECT_TYPE_NAME, name->e.node.pos, c->pkg,
			   name->name, NULL);
	/* Until its own bound is known it has an invalid one. */
	struct type_param *p = check_new_type_param(c, obj, TYP(INVALID));

	check_declare(c, c->env.scope, name, obj, scope_pos);
	return p;
}

/*
 * ~T and A|B stand for interfaces with that element: they are put into one,
 * so that only interfaces have to know them.
 */
static struct type *wrapped_bound(struct checker *c, struct expr *x)
{
	struct field *f = ARENA_NEW(c->arena, struct field);
	struct field_list *list = ARENA_NEW(c->arena, struct field_list);
	struct interface_type *e = ARENA_NEW(c->arena, struct interface_type);
	struct interface *t;
	struct type *res;

	f->type = x;
	list->fields = f;
	list->nfields = 1;
	e->e.node.kind = NODE_INTERFACE_TYPE;
	e->e.node.pos = expr_pos(x);
	e->methods = list;
	res = check_typ(c, &e->e);
	t = TYPE_AS(INTERFACE, interface, res);
	if (t)
		t->implicit = true;
	return res;
}

static struct type *bound_type(struct checker *c, struct expr *x)
{
	if ((x->node.kind == NODE_UNARY_EXPR && x->node.op == TOK_TILDE) ||
	    (x->node.kind == NODE_BINARY_EXPR && x->node.op == TOK_OR))
		return wrapped_bound(c, x);
	return check_typ(c, x);
}

static struct type *checked_bound(struct checker *c, struct expr *x)
{
	struct type *bound = x ? bound_type(c, x) : TYP(INVALID);

	if (!is_type_param(bound))
		return bound;
	check_error(c, expr_pos(x),
		    "cannot use a type parameter as constraint");
	return TYP(INVALID);
}

/*
 * All are declared before any bound is looked at, for bounds may refer to
 * any of them, and to the type that is being declared: so they are in *dst
 * before that, too.
 */
void check_collect_type_params(struct checker *c, struct type_list *dst,
			       struct field_list *list)
{
	pos_t scope_pos = list->opening;
	struct VEC(struct type *) params = {0};
	uint32_t k = 0;

	for (uint32_t i = 0; i < list->nfields; i++)
		for (uint32_t j = 0; j < list->fields[i].nnames; j++)
			vec_push_in(
				c->arena, &params,
				&check_declare_type_param(
					 c, list->fields[i].names[j], scope_pos)
					 ->t);
	*dst = bind_tparams(c->arena, params.at, params.len);
	c->env.in_tparam_list = true;
	for (uint32_t i = 0; i < list->nfields; i++) {
		struct field *f = &list->fields[i];
		struct type *bound = checked_bound(c, f->type);

		for (uint32_t j = 0; j < f->nnames; j++)
			((struct type_param *)params.at[k++])->bound = bound;
	}
	c->env.in_tparam_list = false;
}

/* Methods */

/*
 * spec: Method declarations: the names of a struct's fields and of its
 * methods are different.
 */
static void check_field_uniqueness(struct checker *c, void *arg)
{
	struct named *base = arg;
	struct structure *t = TYPE_AS(STRUCT, structure, type_under(&base->t));
	struct objset set = {0};
	uint32_t n = named_nmethods(base);

	if (!t)
		return;
	for (uint32_t i = 0; i < n; i++)
		objset_insert(&set, c->arena, named_method(base, i));
	for (uint32_t i = 0; i < t->nfields; i++) {
		struct object *f = t->fields[i], *alt;

		if (f->name == name_blank)
			continue;
		alt = objset_insert(&set, c->arena, f);
		if (alt)
			check_error(c, alt->pos,
				    "field and method with the same name "
				    "%s\n\t%s: other declaration of %s",
				    name_text(f->name),
				    check_pos_text(c, f->pos),
				    name_text(f->name));
	}
}

/* Gives a type the methods that are declared for it. */
void check_collect_methods(struct checker *c, struct object *obj)
{
	struct method_list *methods = ptrmap_get(&c->methods, obj);
	struct named *base;
	struct objset set = {0};

	if (!methods)
		return;
	base = type_as_named(obj->type);
	if (base)
		check_later(c, check_field_uniqueness, base);
	for (uint32_t i = 0; i < methods->list.len; i++) {
		struct object *m = methods->list.at[i];
		struct object *alt = objset_insert(&set, c->arena, m);

		if (alt)
			check_error(c, m->pos,
				    "method %s.%s already declared at %s",
				    name_text(obj->name), name_text(m->name),
				    check_pos_text(c, alt->pos));
		else if (base)
			named_add_method(c, base, m);
	}
}
