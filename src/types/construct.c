/* SPDX-License-Identifier: MIT */
#include "types/construct.h"

#include "types/check.h"
#include "types/typeset.h"

struct named *construct_named(struct object *obj, struct type_list tparams,
			      struct type *underlying)
{
	struct named *n = check_new_named(NULL, obj, NULL);

	n->tparams = tparams;
	if (underlying)
		construct_underlying(n, underlying);
	return n;
}

void construct_underlying(struct named *n, struct type *underlying)
{
	lazy_enter(NULL);
	named_set_underlying(n, underlying);
	lazy_leave(NULL);
}

struct type *construct_alias(struct object *obj, struct type *rhs)
{
	return &check_new_alias(NULL, obj, rhs)->t;
}

/* A method of the interface t, as m is one of another. */
static struct object *adopt(struct arena *a, struct object *m, struct type *t)
{
	struct signature *old = TYPE_AS(SIGNATURE, signature, m->type);
	struct object *copy = ARENA_NEW(a, struct object);
	struct signature *sig = ARENA_NEW(a, struct signature);

	*copy = *m;
	if (!old)
		return copy;
	*sig = *old;
	sig->recv = object_new_var(a, VAR_RECV, m->pos, m->pkg, NO_NAME, t);
	copy->type = &sig->t;
	return copy;
}

struct type *construct_interface(struct object **methods, uint32_t nmethods,
				 struct type **embeddeds, uint32_t nembeddeds,
				 bool implicit)
{
	struct arena *a = lazy_enter(NULL);
	struct interface *t = check_new_interface(NULL);

	t->implicit = implicit;
	t->complete = true;
	t->nmethods = nmethods;
	t->methods = ARENA_ARRAY(a, nmethods, struct object *);
	for (uint32_t i = 0; i < nmethods; i++)
		t->methods[i] = adopt(a, methods[i], &t->t);
	sort_methods(t->methods, nmethods);
	t->nembeddeds = nembeddeds;
	t->embeddeds = vec_copy(a, embeddeds, nembeddeds, sizeof(*embeddeds));
	lazy_leave(NULL);
	return &t->t;
}

struct type_list construct_tparams(struct type_list tparams)
{
	struct arena *a = lazy_enter(NULL);
	struct type_list fresh = {NULL, tparams.n};

	fresh.at = ARENA_ARRAY(a, tparams.n, struct type *);
	for (uint32_t i = 0; i < tparams.n; i++)
		fresh.at[i] =
			&type_param_twin(a, (struct type_param *)tparams.at[i])
				 ->t;
	lazy_leave(NULL);
	return fresh;
}

struct type *construct_instance(struct type *orig, struct type_list targs)
{
	struct named *n = TYPE_AS(NAMED, named, orig);
	struct alias *a = TYPE_AS(ALIAS, alias, orig);
	struct signature *sig = TYPE_AS(SIGNATURE, signature, orig);
	uint32_t want = n     ? named_tparams(n).n
			: a   ? a->tparams.n
			: sig ? sig->tparams.n
			      : 0;

	if (want == 0 || want != targs.n)
		return NULL;
	return check_instance(NULL, NO_POS, orig, targs, NULL, NULL);
}
