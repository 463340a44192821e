/* SPDX-License-Identifier: MIT */
#include "types/check.h"

#include "types/decl.h"

/*
 * Function types: receivers, parameters and results.
 *
 * See go/types signature.go.
 */

struct recv_action {
	struct expr *base; /* of the receiver's type, as it is written */
	struct object *recv;
};

struct params {
	struct object **vars;
	uint32_t n;
	bool variadic;
};

static bool has_prefix(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

/* Made by cgo, so that nobody may add methods to it. */
static bool is_cgo_type(struct checker *c, const struct object *obj)
{
	const char *path = NULL, *base;

	if (has_prefix(name_text(obj->name), "_Ctype_"))
		return true;
	if (c->conf->files)
		path = position_of(c->conf->files, obj->pos).path;
	base = path ? strrchr(path, '/') : NULL;
	base = base ? base + 1 : path;
	return base && has_prefix(base, "_cgo_");
}

/* Why a type may not have methods; NULL if it may. */
static const char *bad_receiver(struct type *u)
{
	if (u == TYP(UNSAFE_POINTER))
		return "unsafe.Pointer";
	if (u->kind == TYPE_POINTER || u->kind == TYPE_INTERFACE)
		return "pointer or interface type";
	return NULL;
}

/*
 * spec: Method declarations: a receiver is T or *T for a T that is defined
 * in the same package and is neither a pointer nor an interface.
 */
static void validate_recv(struct checker *c, void *arg)
{
	const struct recv_action *a = arg;
	pos_t pos = expr_pos(a->base);
	struct type *rtype = deref(a->recv->type, NULL);
	struct type *t = unalias(rtype);
	struct object *obj;
	const char *cause;

	if (!is_valid(t))
		return;
	if (t->kind == TYPE_NAMED) {
		obj = ((struct named *)t)->obj;
		if (obj->pkg == c->pkg && !is_cgo_type(c, obj)) {
			cause = bad_receiver(type_under(t));
			if (cause)
				check_error(c, pos,
					    "invalid receiver type %s (%s)",
					    type_str(c, rtype), cause);
			return;
		}
	} else if (t->kind != TYPE_BASIC) {
		check_error(c, pos, "invalid receiver type %s",
			    type_str(c, a->recv->type));
		return;
	}
	check_error(c, pos, "cannot define new methods on non-local type %s",
		    type_str(c, rtype));
}

static struct type *unpointer(struct type *t)
{
	while (t->kind == TYPE_POINTER)
		t = ((struct pointer *)t)->base;
	return t;
}

static bool has_type_params(struct type *t)
{
	if (t->kind == TYPE_NAMED)
		return named_tparams((struct named *)t).n > 0;
	return t->kind == TYPE_ALIAS && ((struct alias *)t)->tparams.n > 0;
}

/*
 * The type of a receiver without type parameters.  Aliases must not hide
 * that it is an instance: methods belong to generic types as a whole.
 */
static struct type *plain_recv_type(struct checker *c, struct expr *e,
				    struct expr *base)
{
	struct type *t = check_var_type(c, e);
	struct alias *a = TYPE_AS(ALIAS, alias, unpointer(t));

	/* In a cycle an alias may stand for nothing yet. */
	while (a && a->from_rhs) {
		struct type *b = unpointer(a->from_rhs);

		if (has_type_params(b)) {
			check_error(c, expr_pos(base),
				    "cannot define new methods on instantiated "
				    "type %s",
				    type_str(c, b));
			return TYP(INVALID);
		}
		a = TYPE_AS(ALIAS, alias, b);
	}
	return t;
}

/* The generic type that a receiver is of; NULL after an error. */
static struct named *generic_base(struct checker *c, struct expr *base)
{
	const char *cause = NULL;
	struct type *t = check_generic_type(c, base, &cause);

	if (t->kind == TYPE_NAMED)
		return (struct named *)t;
	if (t->kind == TYPE_ALIAS && is_valid(t))
		check_error(
			c, expr_pos(base),
			"cannot define new methods on generic alias type %s",
			type_str(c, t));
	else if (cause)
		check_error(c, expr_pos(base), "%s", cause);
	return NULL;
}

/*
 * The type parameters that a receiver declares.  They are known after the
 * function's name, so they are not in the way of the base type's name.
 */
static struct type_list declare_recv_tparams(struct checker *c,
					     struct ident **names, uint32_t n,
					     pos_t scope_pos)
{
	struct type **list = ARENA_ARRAY(c->arena, n, struct type *);

	for (uint32_t i = 0; i < n; i++) {
		struct type_param *p =
			check_declare_type_param(c, names[i], scope_pos);

		/* They count as uses and as definitions. */
		check_record_use(c, names[i], p->obj);
		check_record_type_and_value(c, &names[i]->e, MODE_TYPEXPR,
					    &p->t, NULL);
		list[i] = &p->t;
	}
	return bind_tparams(c->arena, list, n);
}

/* Gives them the bounds of the base type's, in their own terms. */
static void bound_recv_tparams(struct checker *c, struct expr *base,
			       struct type_list own, struct type_list theirs)
{
	struct subst_map map = {.from = theirs, .to = own};

	if (own.n != theirs.n) {
		check_error(c, expr_pos(base),
			    "receiver declares %u type parameter%s, but "
			    "receiver base type declares %u",
			    own.n, own.n == 1 ? "" : "s", theirs.n);
		return;
	}
	for (uint32_t i = 0; i < own.n; i++) {
		struct type_param *p = (struct type_param *)own.at[i];
		struct type_param *b = (struct type_param *)theirs.at[i];

		mono_record_canon(c, p, b);
		p->bound = check_subst(c, p->obj->pos, b->bound, map, NULL,
				       check_context(c));
	}
}

/* (*(T[P])), *(T[P]), (T[P]) and T[P] all get the type they stand for. */
static void record_recv_types(struct checker *c, struct expr *e, struct type *t)
{
	for (;;) {
		check_record_type_and_value(c, e, MODE_TYPEXPR, t, NULL);
		if (e->node.kind == NODE_PAREN_EXPR) {
			e = ((struct paren_expr *)e)->x;
		} else if (e->node.kind == NODE_STAR_EXPR) {
			if (t->kind != TYPE_POINTER)
				return;
			e = ((struct star_expr *)e)->x;
			t = ((struct pointer *)t)->base;
		} else {
			return;
		}
	}
}

static struct type *generic_recv_type(struct checker *c, struct expr *e,
				      bool ptr, struct expr *base,
				      struct ident **names, uint32_t n,
				      pos_t scope_pos,
				      struct type_list *ret_tparams)
{
	struct named *named = generic_base(c, base);
	struct type_list tparams = declare_recv_tparams(c, names, n, scope_pos);
	struct type *t;

	*ret_tparams = tparams;
	if (!named)
		return TYP(INVALID);
	bound_recv_tparams(c, base, tparams, named_tparams(named));
	check_verify_version(c, expr_pos(base), GO_VERSION(18),
			     "type instantiation");
	t = check_instance(c, expr_pos(e), &named->t, tparams, NULL,
			   check_context(c));
	check_record_instance(c, base, tparams, t);
	if (ptr && is_valid(t))
		t = new_pointer(c->arena, t);
	record_recv_types(c, e, t);
	return t;
}

/* Declares its type parameters, but not the receiver itself. */
static struct object *collect_recv(struct checker *c, struct field *f,
				   pos_t scope_pos,
				   struct type_list *ret_tparams)
{
	struct recv_action *a = ARENA_NEW(c->arena, struct recv_action);
	struct ident **names;
	struct expr *base;
	uint32_t n;
	bool ptr = check_unpack_recv(c, f->type, true, &base, &names, &n);
	struct type *t;
	struct object *recv;

	if (names)
		t = generic_recv_type(c, f->type, ptr, base, names, n,
				      scope_pos, ret_tparams);
	else
		t = plain_recv_type(c, f->type, base);
	if (f->nnames > 1)
		check_error(c, f->names[f->nnames - 1]->e.node.pos,
			    "method has multiple receivers");
	if (f->nnames > 0)
		recv = object_new_var(c->arena, VAR_RECV,
				      f->names[0]->e.node.pos, c->pkg,
				      f->names[0]->name, t);
	else
		recv = object_new_var(c->arena, VAR_RECV, expr_pos(f->type),
				      c->pkg, NO_NAME, t);
	/* Not now: that may expand types too early. */
	a->base = base;
	a->recv = recv;
	check_later(c, validate_recv, a);
	return recv;
}

/* The type in front of which "..." stands, or the type itself. */
static struct expr *param_type(struct checker *c, struct field_list *list,
			       uint32_t i, bool may_dots, struct params *p)
{
	struct field *f = &list->fields[i];
	struct ellipsis *dots = AS(ELLIPSIS, ellipsis, f->type);

	if (!dots)
		return f->type;
	if (may_dots && i == list->nfields - 1 && f->nnames <= 1)
		p->variadic = true;
	else
		check_soft_error(c, expr_pos(f->type), "invalid use of ...");
	return dots->elt;
}

static void add_params(struct checker *c, enum var_kind kind, struct field *f,
		       struct type *t, pos_t pos, struct params *p)
{
	for (uint32_t j = 0; j < f->nnames; j++)
		p->vars[p->n++] =
			object_new_var(c->arena, kind, f->names[j]->e.node.pos,
				       c->pkg, f->names[j]->name, t);
	if (f->nnames == 0)
		p->vars[p->n++] =
			object_new_var(c->arena, kind, pos, c->pkg, NO_NAME, t);
}

/* Makes the variables of a list, and does not declare them. */
static struct params collect_params(struct checker *c, enum var_kind kind,
				    struct field_list *list)
{
	struct params p = {0};
	bool named = false, anonymous = false;

	if (!list || list->nfields == 0)
		return p;
	p.vars = ARENA_ARRAY(c->arena, field_list_len(list), struct object *);
	for (uint32_t i = 0; i < list->nfields; i++) {
		struct field *f = &list->fields[i];
		struct expr *e = param_type(c, list, i, kind == VAR_PARAM, &p);
		struct type *t = e ? check_var_type(c, e) : TYP(INVALID);

		add_params(c, kind, f, t, e ? expr_pos(e) : f->type->node.pos,
			   &p);
		*(f->nnames > 0 ? &named : &anonymous) = true;
	}
	if (named && anonymous)
		check_error(
			c, list->opening,
			"list contains both named and anonymous parameters");
	if (p.variadic) {
		struct object *last = p.vars[p.n - 1];

		last->type = new_slice(c->arena, last->type);
		check_record_type_and_value(
			c, list->fields[list->nfields - 1].type, MODE_TYPEXPR,
			last->type, NULL);
	}
	return p;
}

static void declare_params(struct checker *c, struct field_list *list,
			   struct params p, pos_t scope_pos)
{
	uint32_t k = 0;

	for (uint32_t i = 0; list && i < list->nfields; i++) {
		struct field *f = &list->fields[i];

		for (uint32_t j = 0; j < f->nnames; j++)
			check_declare(c, c->env.scope, f->names[j], p.vars[k++],
				      scope_pos);
		k += f->nnames == 0;
	}
}

static struct object *recv_of(struct checker *c, struct field_list *recv,
			      struct func_type *e, struct type_list *tparams)
{
	struct field *extra;

	if (!recv || recv->nfields == 0)
		return NULL;
	if (recv->nfields > 1) {
		extra = &recv->fields[recv->nfields - 1];
		check_error(c,
			    extra->nnames ? extra->names[0]->e.node.pos
					  : expr_pos(extra->type),
			    "method has multiple receivers");
	}
	return collect_recv(c, &recv->fields[0], expr_pos(&e->e), tparams);
}

void check_func_type(struct checker *c, struct signature *sig,
		     struct field_list *recv, struct func_type *e)
{
	struct object *r;
	struct params params, results;
	pos_t scope_pos;

	check_open_scope(c, &e->e.node);
	c->env.scope->is_func = true;
	sig->scope = c->env.scope;
	r = recv_of(c, recv, e, &sig->rparams);
	if (e->tparams)
		check_collect_type_params(c, &sig->tparams, e->tparams);
	params = collect_params(c, VAR_PARAM, e->params);
	results = collect_params(c, VAR_RESULT, e->results);
	/* All of them are known after the signature. */
	scope_pos = node_end(&e->e.node);
	if (r && r->name != NO_NAME)
		check_declare(c, c->env.scope, recv->fields[0].names[0], r,
			      scope_pos);
	declare_params(c, e->params, params, scope_pos);
	declare_params(c, e->results, results, scope_pos);
	sig->recv = r;
	sig->params = new_tuple(c->arena, params.vars, params.n);
	sig->results = new_tuple(c->arena, results.vars, results.n);
	sig->variadic = params.variadic;
	check_close_scope(c);
}
