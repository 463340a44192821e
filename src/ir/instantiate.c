/* SPDX-License-Identifier: MIT */
/*
 * Instances of generic functions
 *
 * With type arguments that have no free type parameters an instance has the
 * generic function's body, typed anew (subst.c).  Within a generic function,
 * where type arguments are its own type parameters, it is a wrapper that
 * calls the generic function, with changes of type around the call.
 *
 * A function may ask for itself with ever larger type arguments, f[T] for
 * f[*T].  Type checking tells such cycles, but what it tells is not kept
 * from being built.  So past a size of its type arguments an instance is
 * declared only.
 *
 * x/tools go/ssa instantiate.go.
 */
#include "ir/create.h"

#include "base/buf.h"
#include "types/construct.h"
#include "types/predicates.h"

enum { MAX_TYPE_DEPTH = 64, MAX_TYPE_PARTS = 2000, MAX_NAME = 1 << 16 };

/* Size of type arguments */

struct measure {
	uint32_t depth, parts;
};

static bool too_large(struct measure *m, struct type *t);

static bool list_too_large(struct measure *m, struct type_list l)
{
	for (uint32_t i = 0; i < l.n; i++)
		if (too_large(m, l.at[i]))
			return true;
	return false;
}

static bool vars_too_large(struct measure *m, struct object **vars, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (vars[i]->type && too_large(m, vars[i]->type))
			return true;
	return false;
}

static bool tuple_too_large(struct measure *m, const struct tuple *t)
{
	return t && vars_too_large(m, t->vars, t->n);
}

static bool parts_too_large(struct measure *m, struct type *t)
{
	struct structure *s = TYPE_AS(STRUCT, structure, t);
	struct signature *sig = TYPE_AS(SIGNATURE, signature, t);

	switch ((enum type_kind)t->kind) {
	case TYPE_ARRAY:
		return too_large(m, ((struct array *)t)->elem);
	case TYPE_SLICE:
		return too_large(m, ((struct slice *)t)->elem);
	case TYPE_POINTER:
		return too_large(m, ((struct pointer *)t)->base);
	case TYPE_CHAN:
		return too_large(m, ((struct chan *)t)->elem);
	case TYPE_MAP:
		return too_large(m, ((struct map *)t)->key) ||
		       too_large(m, ((struct map *)t)->elem);
	case TYPE_STRUCT:
		return vars_too_large(m, s->fields, s->nfields);
	case TYPE_SIGNATURE:
		return tuple_too_large(m, sig->params) ||
		       tuple_too_large(m, sig->results);
	case TYPE_NAMED:
		return list_too_large(m, named_targs((struct named *)t));
	default:
		return false;
	}
}

static bool too_large(struct measure *m, struct type *t)
{
	bool large;

	if (m->depth >= MAX_TYPE_DEPTH || ++m->parts > MAX_TYPE_PARTS)
		return true;
	m->depth++;
	large = parts_too_large(m, t);
	m->depth--;
	return large;
}

/* Making */

const char *ir_targs_text(struct arena *a, struct type_list targs)
{
	const char *text;
	struct buf b;

	buf_init(&b, MAX_NAME);
	for (uint32_t i = 0; i < targs.n; i++) {
		buf_puts(&b, i ? ", " : "[");
		type_print(&b, targs.at[i], qualify_path);
	}
	buf_puts(&b, targs.n ? "]" : "");
	text = arena_strdup(a, buf_text(&b));
	buf_finish(&b);
	return text;
}

/* T of a receiver T or *T; NULL for that of an unnamed interface. */
static struct named *recv_named(const struct object *method)
{
	struct signature *sig = TYPE_AS(SIGNATURE, signature, method->type);

	if (!sig || !sig->recv || !sig->recv->type)
		return NULL;
	return type_as_named(deref(sig->recv->type, NULL));
}

struct type_list ir_recv_targs(struct object *method)
{
	struct named *n = recv_named(method);

	return n ? named_targs(n) : (struct type_list){0};
}

struct object *ir_instantiate_method(struct ir_builder *b,
				     struct object *method,
				     struct type_list recv_targs)
{
	struct named *n = recv_named(method);
	struct type *inst;
	struct object *found;
	const uint32_t *index;
	uint32_t nindex;
	bool indirect;

	if (!n || recv_targs.n == 0)
		return method;
	inst = construct_instance(&named_origin(n)->t, recv_targs);
	if (!inst)
		return method;
	found = lookup_field_or_method(ir_canon(b, inst), true, method->pkg,
				       method->name, b->scratch, &index,
				       &nindex, &indirect);
	return found && found->kind == OBJECT_FUNC ? found : method;
}

static struct signature *instantiate_signature(struct signature *sig,
					       struct type_list targs)
{
	struct type *t = construct_instance(&sig->t, targs);

	return t && t->kind == TYPE_SIGNATURE ? (struct signature *)t : sig;
}

static bool any_parameterized(struct ir_builder *b, struct type_list list)
{
	for (uint32_t i = 0; i < list.n; i++)
		if (ir_is_parameterized(b, list.at[i]))
			return true;
	return false;
}

static struct type_list concat(struct arena *a, struct type_list x,
			       struct type_list y)
{
	struct type_list both = {ARENA_ARRAY(a, x.n + y.n, struct type *), 0};

	for (uint32_t i = 0; i < x.n; i++)
		both.at[both.n++] = x.at[i];
	for (uint32_t i = 0; i < y.n; i++)
		both.at[both.n++] = y.at[i];
	return both;
}

/* all: recv_targs, and targs behind them. */
static struct ir_function *create_instance(struct ir_builder *b,
					   struct ir_function *origin,
					   struct type_list all, uint32_t nrecv)
{
	struct type_list recv_targs = {all.at, nrecv};
	struct type_list targs = {all.at + nrecv, all.n - nrecv};
	struct object *obj = origin->object;
	struct measure m = {0};
	bool large = list_too_large(&m, all);
	const char *name = origin->name;
	struct signature *sig;
	struct ir_function *fn;

	if (!large)
		obj = ir_instantiate_method(b, obj, recv_targs);
	sig = TYPE_AS(SIGNATURE, signature, obj->type);
	if (!sig)
		sig = (struct signature *)origin->v.type;
	if (targs.n > 0) {
		name = arena_printf(b->keep, "%s%s", name,
				    ir_targs_text(b->scratch, targs));
		if (!large)
			sig = instantiate_signature(sig, targs);
	}
	fn = ir_new_function(b,
			     any_parameterized(b, all)
				     ? IR_INSTANTIATION_WRAPPER
				     : IR_INSTANCE,
			     name, sig, obj);
	fn->broken = large;
	fn->origin = origin;
	fn->home = origin->home;
	fn->syntax = origin->syntax;
	fn->targs = all.at;
	fn->ntargs = all.n;
	fn->nrecv_targs = nrecv;
	return fn;
}

struct ir_function *ir_instance_of(struct ir_builder *b,
				   struct ir_function *origin,
				   struct type_list recv_targs,
				   struct type_list targs)
{
	struct type_list all =
		ir_canon_list(b, concat(b->keep, recv_targs, targs));
	struct ir_key key = {
		.kind = IR_INSTANCE,
		.origin = origin,
		.targs = all,
	};
	struct ir_function *fn = ir_find(b->prog, &key);

	if (fn)
		return fn;
	return ir_add(b, &key, create_instance(b, origin, all, recv_targs.n));
}

struct ir_function *ir_instance(struct ir_build *f, struct ir_function *origin,
				struct type_list recv_targs,
				struct type_list targs)
{
	return ir_instance_of(f->b, origin, recv_targs, targs);
}
