/* SPDX-License-Identifier: MIT */
/* go/types typeparam.go */
#include "types/check.h"

#include "types/typeset.h"

static _Atomic uint64_t last_id;

static struct type_param *new_type_param(struct arena *a, struct object *obj)
{
	struct type_param *t = ARENA_NEW(a, struct type_param);

	t->t.kind = TYPE_PARAM;
	t->index = UINT32_MAX; /* until it is bound */
	t->id = 1 +
		atomic_fetch_add_explicit(&last_id, 1, memory_order_relaxed);
	t->obj = obj;
	if (!obj->type)
		obj->type = &t->t;
	return t;
}

struct type_param *type_param_twin(struct arena *a, const struct type_param *p)
{
	struct object *name = object_new(a, OBJECT_TYPE_NAME, p->obj->pos,
					 p->obj->pkg, p->obj->name, NULL);
	struct type_param *t = new_type_param(a, name);

	t->index = p->index;
	return t;
}

struct type_param *check_new_type_param(struct checker *c, struct object *obj,
					struct type *bound)
{
	struct arena *a = c ? c->arena : lazy_enter(NULL);
	struct type_param *t = new_type_param(a, obj);

	t->check = c;
	t->bound = bound;
	if (c) {
		check_needs_cleanup(c, &t->t);
	} else {
		if (bound)
			type_param_iface(t);
		lazy_leave(NULL);
	}
	return t;
}

/* The constraint as an interface, made of one that is none. */
static struct interface *wrap_bound(struct type_param *t)
{
	struct arena *a = lazy_enter(t->check);
	struct interface *iface = ARENA_NEW(a, struct interface);

	iface->t.kind = TYPE_INTERFACE;
	iface->check = t->check;
	iface->embeddeds = ARENA_NEW(a, struct type *);
	iface->embeddeds[0] = t->bound;
	iface->nembeddeds = 1;
	iface->complete = true;
	iface->implicit = true;
	compute_interface_type_set(t->check, iface);
	iface->check = NULL;
	t->bound = &iface->t;
	lazy_leave(t->check);
	return iface;
}

struct interface *type_param_iface(struct type_param *t)
{
	struct type *bound = t->bound, *u = type_under(bound);
	struct interface *iface;

	/* What is wrong with a bound is told where it is declared. */
	if (!is_valid(u))
		return (struct interface *)empty_interface;
	if (u->kind != TYPE_INTERFACE)
		return wrap_bound(t);
	if (bound->kind != TYPE_INTERFACE && is_type_param(bound))
		return (struct interface *)empty_interface;
	iface = (struct interface *)u;
	if (!atomic_load_explicit(&iface->tset, memory_order_acquire))
		compute_interface_type_set(t->check, iface);
	return iface;
}

struct type_list bind_tparams(struct arena *a, struct type **list, uint32_t n)
{
	struct type_list l = {NULL, n};

	if (n == 0)
		return l;
	l.at = vec_copy(a, list, n, sizeof(*list));
	for (uint32_t i = 0; i < n; i++)
		((struct type_param *)list[i])->index = i;
	return l;
}
