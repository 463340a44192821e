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
 * f[*T], and for two such at a time.  Type checking tells such cycles, but
 * what it tells is not kept from being built, and it does not look into
 * bodies of dependencies.  So past a size of its type arguments an instance
 * is declared only, and so is one of deep type arguments, or of one function,
 * when there are more of these than any real program has.
 *
 * x/tools go/ssa instantiate.go.
 */
#include "ir/create.h"

#include "base/buf.h"
#include "types/construct.h"
#include "types/predicates.h"

enum {
	MAX_TYPE_DEPTH = 64,
	MAX_TYPE_PARTS = 2000,
	DEEP = 5,
	MAX_DEEP = 20000, /* of a program */
	MAX_INSTANCES = 400000,
	MAX_OF_ONE = 10000, /* of one generic function */
	MAX_NAME = 1 << 16,
};

/* Size of type arguments */

struct measure {
	uint32_t depth, parts, deepest;
	struct ptrmap seen; /* types that a function declares */
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

/*
 * A copy that subst.c made of a type which is declared in a function has
 * the type arguments of that inside.
 */
static bool named_too_large(struct measure *m, struct named *n)
{
	bool copy = !n->inst && n->obj->pkg && !n->obj->parent;
	void **at;

	if (!copy)
		return list_too_large(m, named_targs(n));
	at = ptrmap_at(&m->seen, NULL, n);
	if (*at)
		return false;
	*at = n;
	return too_large(m, type_under(&n->t));
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
		return named_too_large(m, (struct named *)t);
	default:
		return false;
	}
}

static bool too_large(struct measure *m, struct type *t)
{
	bool large;

	if (m->depth >= MAX_TYPE_DEPTH || ++m->parts > MAX_TYPE_PARTS)
		return true;
	if (++m->depth > m->deepest)
		m->deepest = m->depth;
	large = parts_too_large(m, t);
	m->depth--;
	return large;
}

static bool one_too_many(struct ir_function *origin, bool deep)
{
	struct ir_shared *s = origin->prog->shared;
	uint32_t n = atomic_fetch_add(&s->instances, 1);
	uint32_t of_one = atomic_fetch_add(&origin->generic->instances, 1);

	if (deep && atomic_fetch_add(&s->deep_instances, 1) >= MAX_DEEP)
		return true;
	return n >= MAX_INSTANCES || of_one >= MAX_OF_ONE;
}

static bool are_too_large(struct ir_function *origin, struct type_list targs)
{
	struct measure m = {0};
	bool large = list_too_large(&m, targs);

	ptrmap_finish(&m.seen);
	return large || one_too_many(origin, m.deepest >= DEEP);
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

/* Both lists in one, which goes with the function that is being built. */
static struct type_list canon(struct ir_builder *b, struct type_list x,
			      struct type_list y)
{
	struct type_list both = {
		ARENA_ARRAY(b->scratch, x.n + y.n, struct type *), 0};

	for (uint32_t i = 0; i < x.n; i++)
		both.at[both.n++] = ir_canon(b, x.at[i]);
	for (uint32_t i = 0; i < y.n; i++)
		both.at[both.n++] = ir_canon(b, y.at[i]);
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
	bool large = are_too_large(origin, all);
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
	struct type_list all = canon(b, recv_targs, targs);
	struct ir_key key = {
		.kind = IR_INSTANCE,
		.origin = origin,
		.targs = all,
	};
	struct ir_function *fn = ir_find(b->prog, &key);

	if (fn)
		return fn;
	all.at = vec_copy(b->keep, all.at, all.n, sizeof(*all.at));
	return ir_add(b, &key, create_instance(b, origin, all, recv_targs.n));
}

struct ir_function *ir_instance(struct ir_build *f, struct ir_function *origin,
				struct type_list recv_targs,
				struct type_list targs)
{
	return ir_instance_of(f->b, origin, recv_targs, targs);
}
