/* SPDX-License-Identifier: MIT */
#include "types/check.h"

/* The method's signature with the type of x as its receiver's. */
static struct type *method_value_type(const struct selection *s,
				      struct signature *method, struct arena *a)
{
	struct signature *sig = ARENA_NEW(a, struct signature);

	*sig = *method;
	sig->recv = ARENA_NEW(a, struct object);
	*sig->recv = *method->recv;
	sig->recv->type = s->recv;
	return &sig->t;
}

/* func(recv, parameters of the method...) results */
static struct type *method_expr_type(const struct selection *s,
				     struct signature *method, struct arena *a)
{
	struct signature *sig = ARENA_NEW(a, struct signature);
	uint32_t n = tuple_len(method->params);
	struct object **params = ARENA_ARRAY(a, n + 1, struct object *);

	params[0] = ARENA_NEW(a, struct object);
	*params[0] = *method->recv;
	params[0]->type = s->recv;
	for (uint32_t i = 0; i < n; i++)
		params[i + 1] = method->params->vars[i];
	*sig = *method;
	sig->recv = NULL;
	sig->recvold = method->recv;
	sig->params = new_tuple(a, params, n + 1);
	return &sig->t;
}

struct type *selection_type(const struct selection *s, struct arena *a)
{
	struct signature *sig = TYPE_AS(SIGNATURE, signature, s->obj->type);

	if (s->kind == SELECT_FIELD || !sig || !sig->recv)
		return s->obj->type;
	return s->kind == SELECT_METHOD ? method_value_type(s, sig, a)
					: method_expr_type(s, sig, a);
}
