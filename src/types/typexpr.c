/* SPDX-License-Identifier: MIT */
#include "types/check.h"

#include <string.h>

#include "types/decl.h"
#include "types/expr.h"
#include "types/typeset.h"

/*
 * Identifiers and type expressions.
 *
 * What a type expression means is known at once, but not whether it may
 * stand where it does: that can need types that are not complete yet, and is
 * put off (check_later) where the answer is not plain from the kind of type.
 *
 * See go/types typexpr.go.
 */

/* Sets x for an object; its type is known.  False: x stays invalid. */
static bool use_object(struct checker *c, struct operand *x, struct ident *e,
		       struct object *obj)
{
	switch ((enum object_kind)obj->kind) {
	case OBJECT_PKG_NAME:
		check_error(c, e->e.node.pos,
			    "use of package %s not in selector",
			    name_text(obj->name));
		return false;
	case OBJECT_CONST:
		check_add_decl_dep(c, obj);
		if (!is_valid(obj->type))
			return false;
		x->val = obj->val;
		if (obj == universe_iota) {
			x->val = c->env.iota;
			if (!x->val) {
				check_error(c, e->e.node.pos,
					    "cannot use iota outside constant "
					    "declaration");
				return false;
			}
		}
		x->mode = MODE_CONSTANT;
		return true;
	case OBJECT_TYPE_NAME:
		x->mode = MODE_TYPEXPR;
		return true;
	case OBJECT_VAR:
		if (obj->var_kind == VAR_LOCAL)
			object_mark_used(obj);
		check_add_decl_dep(c, obj);
		if (!is_valid(obj->type))
			return false;
		x->mode = MODE_VARIABLE;
		return true;
	case OBJECT_FUNC:
		check_add_decl_dep(c, obj);
		x->mode = MODE_VALUE;
		return true;
	case OBJECT_BUILTIN:
		x->builtin = (uint8_t)obj->builtin;
		x->mode = MODE_BUILTIN;
		return true;
	case OBJECT_NIL:
		x->mode = MODE_VALUE;
		return true;
	case OBJECT_LABEL:
	case OBJECT_CNAME:
		break;
	}
	return false;
}

static void undefined(struct checker *c, struct ident *e)
{
	if (e->name == name_blank)
		check_error(c, e->e.node.pos, "cannot use _ as value or type");
	else if (is_valid_name(e->name))
		check_error(c, e->e.node.pos, "undefined: %s",
			    name_text(e->name));
}

name_t type_c_name(name_t name)
{
	static const char prefix[] = "_Ctype_";
	size_t n = sizeof(prefix) - 1;

	return name_len(name) > n && !memcmp(name_text(name), prefix, n)
		       ? name_of(name_text(name) + n)
		       : NO_NAME;
}

static struct object *c_type(struct checker *c, name_t name)
{
	name_t of = c->conf->c_name ? type_c_name(name) : NO_NAME;

	return of != NO_NAME ? c->conf->c_name(c->conf->ctx, c->pkg, of) : NULL;
}

static bool is_go118_name(const struct object *obj)
{
	return !obj->pkg && obj->kind == OBJECT_TYPE_NAME &&
	       (obj->type == universe_any_alias ||
		obj->type == universe_comparable);
}

void check_ident(struct checker *c, struct operand *x, struct ident *e,
		 bool want_type)
{
	struct object *obj;
	struct scope *scope = check_lookup_scope(c, e->name, &obj);
	bool is_type;

	x->mode = MODE_INVALID;
	x->expr = &e->e;
	if (!obj)
		obj = c_type(c, e->name);
	if (!obj) {
		undefined(c, e);
		return;
	}
	if (is_go118_name(obj) && !check_allow_version(c, GO_VERSION(18))) {
		check_version_error(c, e->e.node.pos, GO_VERSION(18),
				    "predeclared %s", name_text(e->name));
		return;
	}
	check_record_use(c, e, obj);
	is_type = obj->kind == OBJECT_TYPE_NAME;
	if (want_type && !is_type) {
		check_error(c, e->e.node.pos, "%s (%s) is not a type",
			    name_text(obj->name), object_kind_text(obj));
		if (obj->kind == OBJECT_VAR && obj->var_kind == VAR_LOCAL)
			object_mark_used(obj);
		return;
	}
	/*
	 * An object with a type need not be checked; but where a type is
	 * wanted this may be a cycle, which has to be told.
	 */
	if (!obj->type || (is_type && want_type && obj->pkg == c->pkg))
		check_obj_decl(c, obj);
	if (c->dot_imports.used)
		check_use_dot_import(c, scope, obj);
	if (use_object(c, x, e, obj))
		x->type = obj->type;
}

/* Types of variables */

/* A type that is surely not a constraint interface, told without effort. */
static bool surely_var_type(struct type *t)
{
	const struct named *n;
	const struct interface *i;

	switch (t->kind) {
	case TYPE_NAMED:
		n = (const struct named *)t;
		/* One that is not complete may become anything. */
		if (n->check || n->inst || !n->underlying)
			return false;
		if (n->underlying->kind != TYPE_INTERFACE)
			return true;
		i = (const struct interface *)n->underlying;
		return !i->check && i->tset && type_set_is_method_set(i->tset);
	case TYPE_ALIAS:
		return t == universe_any_alias;
	case TYPE_INTERFACE:
		return false;
	default:
		return true;
	}
}

/* A type that is written somewhere, for a check that was put off. */
struct type_at {
	struct expr *e;
	struct type *type;
};

static void *type_at(struct checker *c, struct expr *e, struct type *t)
{
	struct type_at *at = ARENA_NEW(c->arena, struct type_at);

	at->e = e;
	at->type = t;
	return at;
}

static void validate_var_type(struct checker *c, void *arg)
{
	const struct type_at *at = arg;
	struct interface *t =
		TYPE_AS(INTERFACE, interface, type_under(at->type));
	struct type_set *set;

	if (!t)
		return;
	set = compute_interface_type_set(c, t);
	if (type_set_is_method_set(set))
		return;
	check_soft_error(
		c, expr_pos(at->e),
		"cannot use type %s outside a type constraint: interface %s",
		type_str(c, at->type),
		set->comparable ? "is (or embeds) comparable"
				: "contains type constraints");
}

void check_valid_var_type(struct checker *c, struct expr *e, struct type *t)
{
	if (surely_var_type(t) || is_type_param(t))
		return;
	check_later(c, validate_var_type, type_at(c, e, t));
}

static void validate_map_key(struct checker *c, void *arg)
{
	const struct type_at *at = arg;

	if (type_comparable(at->type))
		return;
	check_error(c, expr_pos(at->e), "invalid map key type %s%s",
		    type_str(c, at->type),
		    is_type_param(at->type) ? " (missing comparable constraint)"
					    : "");
}

/* Instances */

struct instance_action {
	struct index_expr *e;
	struct type_list targs;
	struct type *inst;
};

static void validate_instance(struct checker *c, void *arg)
{
	const struct instance_action *a = arg;
	struct index_expr *e = a->e;
	pos_t pos = expr_pos(e->x);
	struct type_list tparams;
	struct object *obj;
	const char *cause = NULL;
	int64_t bad;

	check_record_instance(c, &e->e, a->targs, a->inst);
	if (a->inst->kind == TYPE_NAMED) {
		tparams = named_tparams((struct named *)a->inst);
		obj = ((struct named *)a->inst)->obj;
	} else {
		tparams = ((struct alias *)a->inst)->tparams;
		obj = ((struct alias *)a->inst)->obj;
	}
	if (!check_validate_targ_len(c, pos, name_text(obj->name), tparams.n,
				     a->targs.n))
		return;
	bad = check_verify(c, pos, tparams, a->targs, check_context(c), &cause);
	if (bad < 0) {
		mono_record_instance(c, c->pkg, pos, tparams, a->targs,
				     e->indices, e->nindices);
		return;
	}
	if (bad < e->nindices)
		pos = expr_pos(e->indices[bad]);
	check_soft_error(c, pos, "%s", cause ? cause : "invalid type argument");
}

static struct type *instantiated_type(struct checker *c, struct index_expr *e)
{
	const char *cause = NULL;
	struct type *gtype, *inst;
	struct type_list targs;
	struct instance_action *a;

	check_verify_version(c, e->lbrack, GO_VERSION(18),
			     "type instantiation");
	gtype = check_generic_type(c, e->x, &cause);
	if (cause)
		check_error(c, expr_pos(e->x), INVALID_OP "%s (%s)",
			    expr_str(c, &e->e), cause);
	if (!is_valid(gtype))
		return gtype;
	targs.at = check_type_list(c, e->indices, e->nindices);
	targs.n = e->nindices;
	if (!targs.at)
		return TYP(INVALID);
	inst = check_instance(c, expr_pos(e->x), gtype, targs, NULL,
			      check_context(c));
	if (inst->kind != TYPE_NAMED && inst->kind != TYPE_ALIAS)
		return TYP(INVALID);
	/*
	 * The type parameters may not be there yet.  Being written in the
	 * source, the instance must be verified, so that errors are told.
	 */
	a = ARENA_NEW(c->arena, struct instance_action);
	a->e = e;
	a->targs = targs;
	a->inst = inst;
	check_later(c, validate_instance, a);
	return inst;
}

/* Type expressions */

/* The type that an identifier or selector stands for. */
static struct type *named_operand(struct checker *c, struct operand *x)
{
	switch (x->mode) {
	case MODE_TYPEXPR:
		return x->type;
	case MODE_INVALID:
		break;
	case MODE_NO_VALUE:
		check_error(c, operand_pos(x), "%s used as type",
			    operand_str(c, x));
		break;
	default:
		check_error(c, operand_pos(x), "%s is not a type",
			    operand_str(c, x));
		break;
	}
	return TYP(INVALID);
}

static struct type *array_or_slice(struct checker *c, struct array_type *e)
{
	struct array *t;

	if (!e->len) {
		struct slice *s = (struct slice *)new_slice(c->arena, NULL);

		s->elem = check_var_type(c, e->elt);
		return &s->t;
	}
	t = (struct array *)new_array(c->arena, NULL, -1);
	if (e->len->node.kind == NODE_ELLIPSIS)
		check_error(c, expr_pos(e->len),
			    "invalid use of [...] array (outside a composite "
			    "literal)");
	else
		t->len = check_array_length(c, e->len);
	t->elem = check_var_type(c, e->elt);
	return t->len >= 0 ? &t->t : TYP(INVALID);
}

static struct type *pointer_type(struct checker *c, struct star_expr *e)
{
	/* Never without a base: there are invalid recursive declarations. */
	struct pointer *t =
		(struct pointer *)new_pointer(c->arena, TYP(INVALID));

	t->base = check_var_type(c, e->x);
	/* A pointer to something invalid only leads to more errors. */
	return is_valid(t->base) ? &t->t : TYP(INVALID);
}

static struct type *map_type(struct checker *c, struct map_type *e)
{
	struct map *t = (struct map *)new_map(c->arena, NULL, NULL);

	t->key = check_var_type(c, e->key);
	t->elem = check_var_type(c, e->value);
	/* spec: Map types: keys are comparable. */
	if (t->key->kind != TYPE_BASIC && t->key->kind != TYPE_POINTER)
		check_later(c, validate_map_key, type_at(c, e->key, t->key));
	return &t->t;
}

static struct type *func_type(struct checker *c, struct func_type *e)
{
	struct signature *t = ARENA_NEW(c->arena, struct signature);

	t->t.kind = TYPE_SIGNATURE;
	check_func_type(c, t, NULL, e);
	return &t->t;
}

/* Type literals whose parts are looked at by a file of their own. */
static struct type *composed_type(struct checker *c, struct expr *e,
				  struct object *def)
{
	struct structure *s;
	struct interface *i;
	struct chan *ch;

	switch (e->node.kind) {
	case NODE_STRUCT_TYPE:
		s = ARENA_NEW(c->arena, struct structure);
		s->t.kind = TYPE_STRUCT;
		check_struct_type(c, s, (struct struct_type *)e);
		return &s->t;
	case NODE_INTERFACE_TYPE:
		i = check_new_interface(c);
		check_interface_type(c, i, (struct interface_type *)e, def);
		return &i->t;
	default:
		ch = (struct chan *)new_chan(
			c->arena, ((struct chan_type *)e)->dir, NULL);
		ch->elem = check_var_type(c, ((struct chan_type *)e)->value);
		return &ch->t;
	}
}

/* For check_declared_type() and check_generic_type() only. */
static struct type *type_internal(struct checker *c, struct expr *e,
				  struct object *def)
{
	struct operand x = {0};

	switch (e->node.kind) {
	case NODE_BAD_EXPR:
		break;
	case NODE_IDENT:
		check_ident(c, &x, (struct ident *)e, true);
		return named_operand(c, &x);
	case NODE_SELECTOR_EXPR:
		check_selector(c, &x, (struct selector_expr *)e, true);
		return named_operand(c, &x);
	case NODE_INDEX_EXPR:
		return instantiated_type(c, (struct index_expr *)e);
	case NODE_PAREN_EXPR:
		/* So a generic type in parentheses is an error. */
		return check_declared_type(c, ((struct paren_expr *)e)->x, def);
	case NODE_ARRAY_TYPE:
		return array_or_slice(c, (struct array_type *)e);
	case NODE_ELLIPSIS:
		check_error(c, expr_pos(e), "invalid use of ...");
		check_use(c, &((struct ellipsis *)e)->elt,
			  ((struct ellipsis *)e)->elt != NULL);
		break;
	case NODE_STAR_EXPR:
		return pointer_type(c, (struct star_expr *)e);
	case NODE_FUNC_TYPE:
		return func_type(c, (struct func_type *)e);
	case NODE_MAP_TYPE:
		return map_type(c, (struct map_type *)e);
	case NODE_STRUCT_TYPE:
	case NODE_INTERFACE_TYPE:
	case NODE_CHAN_TYPE:
		return composed_type(c, e, def);
	default:
		check_error(c, expr_pos(e), "%s is not a type", expr_str(c, e));
		check_use(c, &e, 1);
		break;
	}
	return TYP(INVALID);
}

static struct type *bounded_type(struct checker *c, struct expr *e,
				 struct object *def)
{
	struct type *t;

	if (!check_enter(c, e->node.pos))
		return TYP(INVALID);
	t = type_internal(c, e, def);
	check_leave(c);
	return t;
}

struct type *check_declared_type(struct checker *c, struct expr *e,
				 struct object *def)
{
	struct type *t = bounded_type(c, e, def);

	if ((t->kind == TYPE_NAMED || t->kind == TYPE_ALIAS) &&
	    type_is_generic(t)) {
		check_error(c, expr_pos(e),
			    "cannot use generic type %s without instantiation",
			    type_str(c, t));
		t = TYP(INVALID);
	}
	check_record_type_and_value(c, e, MODE_TYPEXPR, t, NULL);
	return t;
}

struct type *check_typ(struct checker *c, struct expr *e)
{
	return check_declared_type(c, e, NULL);
}

struct type *check_var_type(struct checker *c, struct expr *e)
{
	struct type *t = check_declared_type(c, e, NULL);

	check_valid_var_type(c, e, t);
	return t;
}

/* *cause is set when e is a type but not a generic one. */
struct type *check_generic_type(struct checker *c, struct expr *e,
				const char **cause)
{
	struct type *t = bounded_type(c, e, NULL);

	if (is_valid(t) && !type_is_generic(t)) {
		CAUSE(cause, check_sprintf(c, "%s is not a generic type",
					   type_str(c, t)));
		t = TYP(INVALID);
	}
	check_record_type_and_value(c, e, MODE_TYPEXPR, t, NULL);
	return t;
}

/*
 * A name that is no constant may be a type parameter whose constraint was
 * forgotten, and is told about in these words.
 */
static bool maybe_length(struct checker *c, struct ident *name)
{
	struct object *obj = check_lookup(c, name->name);

	if (obj && obj->kind == OBJECT_CONST)
		return true;
	if (obj)
		check_error(c, name->e.node.pos, "invalid array length %s",
			    name_text(name->name));
	else
		check_error(
			c, name->e.node.pos,
			"undefined array length %s or missing type constraint",
			name_text(name->name));
	return false;
}

/* The length of an array, or < 0 after an error. */
int64_t check_array_length(struct checker *c, struct expr *e)
{
	struct ident *name = AS(IDENT, ident, e);
	struct operand x = {0};

	if (name && !maybe_length(c, name))
		return -1;
	check_expr(c, NULL, &x, e);
	if (x.mode != MODE_CONSTANT) {
		if (x.mode != MODE_INVALID)
			check_error(c, operand_pos(&x),
				    "array length %s must be constant",
				    operand_str(c, &x));
		return -1;
	}
	if (is_untyped(x.type) || is_integer(x.type)) {
		const struct value *val = value_to_int(c->arena, x.val);
		bool exact;

		if (val->kind == VALUE_INT &&
		    representable_const(c, val, (struct basic *)TYP(INT),
					NULL)) {
			int64_t n = value_int64_val(val, &exact);

			if (exact && n >= 0)
				return n;
		}
	}
	check_error(c, operand_pos(&x),
		    is_integer(x.type) ? "invalid array length %s"
				       : "array length %s must be integer",
		    operand_str(c, &x));
	return -1;
}

struct type **check_type_list(struct checker *c, struct expr **list, uint32_t n)
{
	struct type **res = ARENA_ARRAY(c->arena, n + 1, struct type *);
	bool valid = true;

	for (uint32_t i = 0; i < n; i++) {
		res[i] = check_var_type(c, list[i]);
		valid = valid && is_valid(res[i]);
	}
	return valid ? res : NULL;
}
