/* SPDX-License-Identifier: MIT */
/*
 * Named types, which become complete bit by bit
 *
 * A named type has an identity from the start - its object, its type
 * arguments - and is referred to while the rest of it is still unknown: its
 * declaration may be under way, or it is an instance that nobody has looked
 * into.  What it consists of comes in steps, each of them a bit of state:
 *
 *	(nothing)	an identity
 *	UNPACKED	right-hand side and type parameters are there
 *	HAS_METHODS	and so are all methods
 *	HAS_UNDER	and the underlying type
 *	HAS_VAR_SIZE	and whether its size may vary
 *
 * The last three come in any order after the first one, and a bit that is
 * set stays.
 *
 * Of a declared type the checker sets right-hand side and methods; to be
 * unpacked says nothing new.  An instance T[A] has no declaration: it is
 * unpacked by substituting A for T's type parameter in T's right-hand side
 * (expand_rhs), and its methods are substituted one by one, when they are
 * asked for (expand_method).  So a type that has itself with other type
 * arguments in a field costs nothing but what is looked at.
 *
 * The right-hand side may be a name again.  An underlying type is found by
 * going from name to name until something else is there; all names on the
 * way have it (named_resolve_underlying).  Cycles of names were broken
 * before (cycles.c), but for those of local types, which end here.
 *
 * Expansion needs memory and a context to find instances again.  What
 * belongs to a checker goes where the instance itself is: its context says
 * (context.c).  After checking, lazy.c's lock is held.  Fields are written
 * before the bit that tells of them; the methods of an instance have no bit
 * each, but are published as pointers in their slots.
 *
 * go/types named.go.
 */
#include "types/named.h"

#include <string.h>

#include "types/check.h"

/* In struct named's state: expand_rhs() is at work. */
enum { NAMED_BUSY = 1 << 7 };

/* Up to so many methods, a walk is faster than a table. */
enum { FEW_METHODS = 8 };

bool named_has(const struct named *n, enum named_state bit)
{
	return named_state(n) & bit;
}

/* There is one writer at a time. */
static void change_state(struct named *n, unsigned set, unsigned clear)
{
	unsigned s = atomic_load_explicit(&n->state, memory_order_relaxed);

	atomic_store_explicit(&n->state, (uint8_t)((s & ~clear) | set),
			      memory_order_release);
}

/* Making */

static struct named *new_named(struct arena *a, struct checker *c,
			       struct object *obj)
{
	struct named *n = ARENA_NEW(a, struct named);

	n->t.kind = TYPE_NAMED;
	n->check = c;
	n->obj = obj;
	if (!obj->type)
		obj->type = &n->t;
	if (c)
		check_needs_cleanup(c, &n->t);
	return n;
}

struct named *check_new_named(struct checker *c, struct object *obj,
			      struct type *rhs)
{
	struct named *n;

	if (c) {
		n = new_named(c->arena, c, obj);
	} else {
		n = new_named(lazy_enter(NULL), NULL, obj);
		lazy_leave(NULL);
	}
	n->from_rhs = rhs;
	return n;
}

struct named *check_new_named_instance(struct checker *c, pos_t pos,
				       struct named *orig,
				       struct type_list targs,
				       struct named *expanding)
{
	struct arena *a = c ? c->arena : lazy_enter(NULL);
	struct object *obj = object_new(a, OBJECT_TYPE_NAME, pos,
					orig->obj->pkg, orig->obj->name, NULL);
	struct named *n = new_named(a, c, obj);

	n->inst = ARENA_NEW(a, struct instance);
	n->inst->orig = orig;
	n->inst->targs = targs;
	n->inst->hash = context_hash(&orig->t, targs);
	if (c) {
		n->inst->ctxt = check_context(c);
		return n;
	}
	/* Types refer to each other in a cycle within one package only. */
	if (expanding && expanding->obj->pkg == obj->pkg)
		n->inst->ctxt = expanding->inst->ctxt;
	lazy_leave(NULL);
	return n;
}

void named_set_underlying(struct named *n, struct type *u)
{
	n->from_rhs = u;
	n->allow_nil_rhs = false;
	n->underlying = u;
	change_state(n, NAMED_UNPACKED | NAMED_HAS_METHODS | NAMED_HAS_UNDER,
		     0);
}

/* Expanding */

/* To be followed by leave(); n is an instance. */
static struct arena *enter(struct named *n)
{
	struct checker *c = n->check;

	if (!c)
		return lazy_enter(NULL);
	lazy_switch(c, n->inst->ctxt->arena);
	return c->arena;
}

static void leave(struct named *n)
{
	lazy_leave(n->check);
}

/*
 * Where instances that n's expansion leads to are kept.  That of a checker
 * is gone with it; then n is the first of a new line.
 */
static struct context *line_context(struct named *n, struct arena *a)
{
	struct instance *inst = n->inst;

	if (!inst->ctxt) {
		inst->ctxt = context_new(a);
		context_add(inst->ctxt, inst->hash, &inst->orig->t, inst->targs,
			    &n->t);
	}
	return inst->ctxt;
}

/*
 * The methods of an interface that is the right-hand side of a declared
 * type have that type as receiver; those of an instance have the instance.
 */
static struct type *adopt_interface(struct named *n, struct arena *a,
				    struct interface *iface)
{
	struct named *orig = n->inst->orig;
	struct object **methods;

	if (!replace_recv_type(a, iface->methods, iface->nmethods, &orig->t,
			       &n->t, &methods))
		return &iface->t;
	if (&iface->t == orig->from_rhs) {
		/* There was nothing to substitute, and so no copy. */
		struct interface *copy = check_new_interface(n->check);

		copy->complete = true;
		copy->embeddeds = iface->embeddeds;
		copy->nembeddeds = iface->nembeddeds;
		copy->nmethods = iface->nmethods;
		iface = copy;
	}
	iface->methods = methods;
	iface->tset = NULL;
	if (!n->check)
		interface_type_set(iface);
	return &iface->t;
}

static struct type *expand_rhs(struct named *n, struct arena *a)
{
	struct named *orig = n->inst->orig;
	struct subst_map map = {orig->tparams, n->inst->targs};
	struct type *rhs;

	if (map.from.n != map.to.n)
		return TYP(INVALID); /* reported where it is written */
	rhs = check_subst(n->check, n->obj->pos, orig->from_rhs, map, n,
			  line_context(n, a));
	if (rhs->kind == TYPE_INTERFACE)
		return adopt_interface(n, a, (struct interface *)rhs);
	return rhs;
}

/*
 * Expanding an instance may lead to another one, through a constraint or a
 * type set.  In wrong programs that goes on without end, with ever larger
 * type arguments: type B[T any] [10]A[interface{ B[*T] }].
 */
enum {
	MAX_EXPANDING = 256,
	/* The same where each level has many instances. */
	DEEP = 32,
	MAX_DEEP = 10000, /* below that level, all together */
};
static _Thread_local unsigned expanding, deep;

static struct type *expand_bounded(struct named *n, struct arena *a)
{
	struct type *rhs = TYP(INVALID);

	expanding++;
	deep += expanding > DEEP;
	if (expanding < MAX_EXPANDING && deep < MAX_DEEP)
		rhs = expand_rhs(n, a);
	if (--expanding == 0)
		deep = 0;
	return rhs;
}

static void unpack_instance(struct named *n)
{
	struct named *orig = named_unpack(n->inst->orig);
	struct arena *a = enter(n);

	/*
	 * Another thread may have been first.  An invalid type may lead back
	 * to itself, and one that is being declared has nothing to give.
	 */
	if (!(named_state(n) & (NAMED_UNPACKED | NAMED_BUSY))) {
		n->tparams = orig->tparams;
		if (orig->from_rhs) {
			change_state(n, NAMED_BUSY, 0);
			n->from_rhs = expand_bounded(n, a);
			change_state(n, NAMED_UNPACKED, NAMED_BUSY);
		}
	}
	leave(n);
}

struct named *named_unpack(struct named *n)
{
	if (named_state(n) & NAMED_UNPACKED)
		return n;
	if (n->inst)
		unpack_instance(n);
	else
		change_state(n, NAMED_UNPACKED | NAMED_HAS_METHODS, 0);
	return n;
}

struct type *named_rhs(struct named *n)
{
	return named_unpack(n)->from_rhs;
}

/* What stands for a name; NULL if it is not known yet. */
static struct type *next_rhs(struct type *t)
{
	if (t->kind == TYPE_ALIAS)
		return alias_actual((struct alias *)t);
	return named_rhs((struct named *)t);
}

static bool is_name(const struct type *t)
{
	return t->kind == TYPE_NAMED || t->kind == TYPE_ALIAS;
}

/*
 * The end of the chain of names; NULL if it has none yet.  A cycle is found
 * by keeping one type of the chain to compare with, and exchanging it at
 * each power of two (Brent).
 */
static struct type *end_of_chain(struct type *t)
{
	struct type *kept = NULL;
	uint32_t steps = 0, exchange = 1;

	while (t && is_name(t)) {
		struct named *n = TYPE_AS(NAMED, named, t);

		if (n && named_state(n) & NAMED_HAS_UNDER)
			return n->underlying;
		if (t == kept)
			return TYP(INVALID);
		if (++steps == exchange) {
			kept = t;
			exchange *= 2;
		}
		t = next_rhs(t);
	}
	return t;
}

static void set_under(struct named *n, struct type *u)
{
	struct checker *c = n->check;

	if (!c)
		lazy_enter(NULL);
	if (!(named_state(n) & NAMED_HAS_UNDER)) {
		n->underlying = u;
		change_state(n, NAMED_HAS_UNDER, 0);
	}
	if (!c)
		lazy_leave(NULL);
}

struct type *named_resolve_underlying(struct named *n)
{
	struct type *u = end_of_chain(&n->t);

	if (!u)
		return TYP(INVALID);
	for (struct type *t = &n->t; is_name(t); t = next_rhs(t)) {
		struct named *name = TYPE_AS(NAMED, named, t);

		if (!name)
			continue;
		if (named_state(name) & NAMED_HAS_UNDER)
			break;
		set_under(name, u);
	}
	return u;
}

void named_set_var_size(struct named *n, bool var_size)
{
	struct checker *c = n->check;

	if (!c)
		lazy_enter(NULL);
	if (!(named_state(n) & NAMED_HAS_VAR_SIZE)) {
		n->var_size = var_size;
		change_state(n, NAMED_HAS_VAR_SIZE, 0);
	}
	if (!c)
		lazy_leave(NULL);
}

struct type *safe_underlying(struct type *t)
{
	struct named *n = type_as_named(t);

	return n ? n->underlying : type_under(t);
}

void named_cleanup(struct named *n)
{
	if (n->inst)
		n->inst->ctxt = NULL; /* the checker's */
	else
		named_underlying(n);
	n->check = NULL;
}

/* Methods */

struct named *named_origin(struct named *n)
{
	return n->inst ? n->inst->orig : n;
}

struct type_list named_tparams(struct named *n)
{
	return named_unpack(n)->tparams;
}

struct type_list named_targs(struct named *n)
{
	return n->inst ? n->inst->targs : (struct type_list){0};
}

uint32_t named_nmethods(struct named *n)
{
	return named_unpack(named_origin(n))->nmethods;
}

/* A copy of the declared signature with n's type arguments. */
static struct signature *expand_signature(struct named *n, struct arena *a,
					  struct object *orig)
{
	struct signature *old = TYPE_AS(SIGNATURE, signature, orig->type);
	struct subst_map map = {.to = n->inst->targs};
	struct signature *sig = old;
	struct type *recv = &n->t;

	if (!old) /* of a declaration that is not correct */
		return new_signature(a, (struct type_list){0}, NULL, NULL, NULL,
				     false);
	map.from = old->rparams;
	if (map.from.n == map.to.n)
		sig = (struct signature *)check_subst(n->check, orig->pos,
						      &old->t, map, n,
						      line_context(n, a));
	if (sig == old) {
		sig = ARENA_NEW(a, struct signature);
		*sig = *old;
	}
	if (func_has_ptr_recv(orig))
		recv = new_pointer(a, recv);
	if (old->recv)
		sig->recv = subst_clone_var(a, old->recv, recv);
	sig->rparams = (struct type_list){0};
	return sig;
}

/* The slots for methods; more may have been declared since last time. */
static void make_slots(struct named *n, struct arena *a)
{
	uint32_t want = n->inst->orig->nmethods;
	struct object **slots;

	if (n->methods && n->nmethods >= want)
		return;
	slots = ARENA_ARRAY(a, want, struct object *);
	if (n->methods)
		memcpy(slots, n->methods, n->nmethods * sizeof(*slots));
	n->nmethods = want;
	__atomic_store_n(&n->methods, slots, __ATOMIC_RELEASE);
}

static struct object *expand_method(struct named *n, uint32_t i)
{
	struct object *orig = n->inst->orig->methods[i], *m;
	struct arena *a;

	if (n->check)
		check_obj_decl(n->check, orig);
	a = enter(n);
	make_slots(n, a);
	m = n->methods[i];
	if (!m) {
		struct signature *sig = expand_signature(n, a, orig);

		m = subst_clone_func(a, orig, &sig->t);
		__atomic_store_n(&n->methods[i], m, __ATOMIC_RELEASE);
		if (++n->inst->expanded_methods == n->nmethods && !n->check)
			change_state(n, NAMED_HAS_METHODS, 0);
	}
	leave(n);
	return m;
}

struct object *named_method(struct named *n, uint32_t i)
{
	struct object **slots, *m;

	named_unpack(n);
	if (!n->inst)
		return n->methods[i];
	slots = __atomic_load_n(&n->methods, __ATOMIC_ACQUIRE);
	if (slots && i < n->nmethods) {
		m = __atomic_load_n(&slots[i], __ATOMIC_ACQUIRE);
		if (m)
			return m;
	}
	return expand_method(n, i);
}

int64_t named_method_index(struct named *n, name_t name, bool fold_case)
{
	if (name == name_blank)
		return -1;
	if (n->by_name && !fold_case)
		return (int64_t)(uintptr_t)ptrmap_get_key(n->by_name, name) - 1;
	for (uint32_t i = 0; i < n->nmethods; i++) {
		struct object *m = n->methods[i];

		if (m->name == name ||
		    (fold_case && object_same_id(m, NULL, name, true)))
			return i;
	}
	return -1;
}

static void index_method(struct named *n, struct arena *a, uint32_t i)
{
	void **slot = ptrmap_at_key(n->by_name, a, n->methods[i]->name);

	*slot = (void *)(uintptr_t)(i + 1);
}

void named_add_method(struct checker *c, struct named *n, struct object *func)
{
	struct arena *a = lazy_home(c);

	named_unpack(n);
	if (named_method_index(n, func->name, false) >= 0)
		return;
	if (n->nmethods == n->methods_cap)
		n->methods = vec_grow(n->methods, n->nmethods, &n->methods_cap,
				      sizeof(*n->methods), a);
	n->methods[n->nmethods++] = func;
	if (n->nmethods == FEW_METHODS) {
		n->by_name = ARENA_NEW(a, struct ptrmap);
		for (uint32_t i = 0; i < n->nmethods; i++)
			index_method(n, a, i);
	} else if (n->by_name) {
		index_method(n, a, n->nmethods - 1);
	}
}

struct object *named_lookup_method(struct named *n, struct package *pkg,
				   name_t name, bool fold_case,
				   uint32_t *ret_index)
{
	struct named *orig = named_origin(n);
	int64_t i;

	named_unpack(n);
	if (!fold_case && !name_exported(name) && !same_pkg(n->obj->pkg, pkg))
		return NULL;
	i = named_method_index(orig, name, fold_case);
	if (i < 0)
		return NULL;
	*ret_index = (uint32_t)i;
	return named_method(n, (uint32_t)i);
}
