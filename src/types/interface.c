/* SPDX-License-Identifier: MIT */
/* go/types interface.go */
#include "types/check.h"

#include "types/typeset.h"

struct type_set *interface_type_set(struct interface *t)
{
	struct type_set *set =
		atomic_load_explicit(&t->tset, memory_order_acquire);

	return set ? set : compute_interface_type_set(t->check, t);
}

bool interface_empty(struct interface *t)
{
	return type_set_is_all(interface_type_set(t));
}

uint32_t interface_nmethods(struct interface *t)
{
	return interface_type_set(t)->nmethods;
}

struct object *interface_method(struct interface *t, uint32_t i)
{
	return interface_type_set(t)->methods[i];
}

struct interface *check_new_interface(struct checker *c)
{
	struct arena *a = c ? c->arena : lazy_enter(NULL);
	struct interface *t = ARENA_NEW(a, struct interface);

	t->t.kind = TYPE_INTERFACE;
	t->check = c;
	if (c)
		check_needs_cleanup(c, &t->t);
	else
		lazy_leave(NULL);
	return t;
}

/* The signature of a method specification, or NULL. */
static struct signature *method_signature(struct checker *c, struct field *f)
{
	struct type *t = check_typ(c, f->type);
	struct signature *sig = TYPE_AS(SIGNATURE, signature, t);

	if (!sig) {
		if (is_valid(t))
			check_error(c, expr_pos(f->type),
				    "%s is not a method signature",
				    type_str(c, t));
		return NULL;
	}
	if (sig->tparams.n > 0) {
		struct func_type *ft = AS(FUNC_TYPE, func_type, f->type);
		pos_t pos = expr_pos(f->type);

		if (ft && ft->tparams)
			pos = ft->tparams->opening;
		check_error(c, pos,
			    "interface methods cannot have type parameters");
	}
	return sig;
}

/* recv: the interface, or the type that is declared to be it. */
static void add_method(struct checker *c, struct interface *t,
		       struct type *recv, struct field *f)
{
	struct ident *name = f->names[0];
	pos_t pos = name->e.node.pos;
	struct signature *sig;
	struct object *m;

	if (name->name == name_blank) {
		check_error(c, pos,
			    "methods must have a unique non-blank name");
		return;
	}
	sig = method_signature(c, f);
	if (!sig)
		return;
	sig->recv =
		object_new_var(c->arena, VAR_RECV, pos, c->pkg, NO_NAME, recv);
	m = object_new(c->arena, OBJECT_FUNC, pos, c->pkg, name->name, &sig->t);
	check_record_def(c, name, m);
	t->methods[t->nmethods++] = m;
}

/* Errors are told here; who asks later finds the type set. */
static void compute(struct checker *c, void *arg)
{
	compute_interface_type_set(c, arg);
}

static void add_elements(struct checker *c, struct interface *t,
			 struct field_list *list, struct type *recv)
{
	for (uint32_t i = 0; i < list->nfields; i++) {
		struct field *f = &list->fields[i];

		if (f->nnames > 0) {
			add_method(c, t, recv, f);
			continue;
		}
		t->embeddeds[t->nembeddeds] = parse_union(c, f->type);
		t->embed_pos[t->nembeddeds++] = expr_pos(f->type);
	}
}

void check_interface_type(struct checker *c, struct interface *t,
			  struct interface_type *e, struct object *def)
{
	struct field_list *list = e->methods;
	struct type *recv = &t->t;
	uint32_t nmethods = 0;

	/* Messages are better with the name of the type. */
	if (def && def->type && type_as_named(def->type))
		recv = &type_as_named(def->type)->t;
	for (uint32_t i = 0; i < list->nfields; i++)
		nmethods += list->fields[i].nnames > 0;
	if (nmethods > 0)
		t->methods = ARENA_ARRAY(c->arena, nmethods, struct object *);
	if (nmethods < list->nfields) {
		uint32_t n = list->nfields - nmethods;

		t->embeddeds = ARENA_ARRAY(c->arena, n, struct type *);
		t->embed_pos = ARENA_ARRAY(c->arena, n, pos_t);
	}
	add_elements(c, t, list, recv);
	t->complete = true;
	if (t->nmethods + t->nembeddeds == 0) {
		t->tset = &type_set_top;
		return;
	}
	sort_methods(t->methods, t->nmethods);
	check_later(c, compute, t);
}
