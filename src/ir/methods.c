/* SPDX-License-Identifier: MIT */
/*
 * From methods to functions: x/tools go/ssa methods.go
 */
#include "ir/create.h"

#include "types/construct.h"
#include "types/predicates.h"

struct ir_function *ir_method_of(struct ir_builder *b, struct object *method,
				 struct type_list targs)
{
	struct object *origin = method->origin ? method->origin : method;
	struct type_list recv_targs;
	struct ir_function *fn;

	if (origin == method && targs.n == 0)
		return ir_declared(b, method);
	/* In a broken declaration there is nothing to instantiate. */
	recv_targs = ir_recv_targs(method);
	fn = ir_declared(b, origin);
	if (!fn->generic || recv_targs.n + targs.n == 0)
		return fn;
	return ir_instance_of(b, fn, recv_targs, targs);
}

struct ir_function *ir_object_method(struct ir_build *f, struct object *method,
				     struct type_list targs)
{
	return ir_method_of(f->b, method, targs);
}

static bool has_pointer_receiver(struct object *method)
{
	struct type *recv = ir_recv_type(method);

	return recv && ir_is_pointer(recv);
}

struct ir_function *ir_method_value_of(struct ir_builder *b,
				       const struct selection *sel)
{
	struct signature *sig = TYPE_AS(SIGNATURE, signature, sel->obj->type);

	if (!sig || !sig->recv || sig->tparams.n > 0)
		return NULL;
	if (type_is_interface(sel->recv) || ir_is_parameterized(b, sel->recv))
		return NULL;
	if (sel->nindex > 1 ||
	    (!has_pointer_receiver(sel->obj) && ir_is_pointer(sel->recv)))
		return ir_wrapper(b, sel);
	return ir_method_of(b, sel->obj, (struct type_list){0});
}

/* After building, for one caller at a time: what was not needed before. */
struct ir_function *ir_method_value(struct ir_program *p,
				    const struct selection *sel)
{
	struct ir_shared *s = p->shared;
	struct ir_builder *b = &s->builders[0];
	struct ir_function *fn;

	pthread_mutex_lock(&s->late);
	fn = ir_method_value_of(b, sel);
	while (b->queue.len > 0)
		ir_build_function(b, vec_pop(&b->queue));
	pthread_mutex_unlock(&s->late);
	return fn;
}

void ir_note_runtime_type(struct ir_builder *b, struct type *t)
{
	void **at;

	t = ir_canon(b, t);
	at = ptrmap_at(&b->runtime_seen, b->keep, t);
	if (*at)
		return;
	*at = t;
	vec_push(&b->runtime, t);
}

void ir_add_runtime_type(struct ir_build *f, struct type *t)
{
	if (!type_is_interface(t) && !ir_is_parameterized(f->b, t))
		ir_note_runtime_type(f->b, t);
}
