/* SPDX-License-Identifier: MIT */
/*
 * Substitution of type parameters by types
 *
 * A type is a graph, and substitution copies of it what leads to one of the
 * type parameters, and nothing else: what did not change is the same
 * pointer afterwards, which is also how callers see whether anything
 * changed.
 *
 *	map[K]func(V) string	with V = int
 *	 |	\_ func(V) string   is copied, string is not
 *	 \_ K			    is not copied
 *
 * The graph has cycles, but only through named types and interfaces' method
 * receivers.  The walk stops at a named type: of T[V] the type arguments
 * are substituted, which gives T[int], an instance that expands itself when
 * somebody asks (named.c).  Receivers are not looked at; they are set when
 * the interface that they belong to was copied.
 *
 * A generic method of a generic type keeps its own type parameters when
 * those of the receiver are substituted.  As their constraints may mention
 * the receiver's, they are made anew, too.
 *
 * `expanding` is the instance whose right-hand side or method is being
 * substituted, or NULL.  What is made lives where c->arena says; without a
 * checker, under the lock of lazy.c.
 *
 * go/types subst.go.
 */
#include "types/check.h"

#include <string.h>

#include "types/remake.h"

struct subster {
	struct remake r;   /* must be first */
	struct checker *c; /* or NULL */
	pos_t pos;
	struct subst_map map;
	struct named *expanding;
	struct context *ctxt;
};

/* Aliases can nest types deeper than sources do; see CHECK_MAX_DEPTH. */
static _Thread_local uint32_t depth;

/*
 * What a type parameter becomes; NULL if it is not in the map.  Mostly the
 * map is of one declaration's list, where it stands at its index.
 */
static struct type *const *find(const struct subst_map *map,
				const struct type_param *p)
{
	uint32_t i = p->index;

	if (i < map->from.n && map->from.at[i] == &p->t)
		return &map->to.at[i];
	for (i = 0; i < map->from.n; i++)
		if (map->from.at[i] == &p->t)
			return &map->to.at[i];
	return NULL;
}

static struct type *lookup(const struct subst_map *map, struct type_param *p)
{
	struct type *const *to = find(map, p);

	return to && *to ? *to : &p->t;
}

/* Copies */

static struct object *clone(struct arena *a, struct object *obj, struct type *t)
{
	struct object *copy = ARENA_NEW(a, struct object);

	*copy = *obj;
	copy->type = t;
	copy->origin = obj->origin ? obj->origin : obj;
	copy->path_index = 0;
	return copy;
}

struct object *subst_clone_var(struct arena *a, struct object *v,
			       struct type *t)
{
	return clone(a, v, t);
}

struct object *subst_clone_func(struct arena *a, struct object *f,
				struct type *t)
{
	return clone(a, f, t);
}

/* Types by kind */

static struct type *subst_alias(struct subster *s, struct alias *t)
{
	struct type_list targs = t->targs;

	if (t->orig->tparams.n == 0)
		return &t->t;
	if (targs.n != t->orig->tparams.n)
		return TYP(INVALID); /* reported elsewhere */
	targs.at = remake_list(&s->r, targs.at, targs.n);
	if (targs.at == t->targs.at)
		return &t->t;
	return check_instance(s->c, s->pos, &t->orig->t, targs, s->expanding,
			      s->ctxt);
}

/*
 * Nothing may be asked here that would expand t itself: it may be what is
 * being expanded.
 */
static struct type *subst_named(struct subster *s, struct named *t)
{
	struct named *orig = named_origin(t);
	struct type_list targs = named_targs(t);

	if (orig->tparams.n == 0)
		return &t->t;
	if (targs.n != orig->tparams.n)
		return TYP(INVALID); /* reported elsewhere */
	targs.at = remake_list(&s->r, targs.at, targs.n);
	if (targs.at == t->inst->targs.at)
		return &t->t;
	return check_instance(s->c, s->pos, &orig->t, targs, s->expanding,
			      s->ctxt);
}

static struct type *subst_interface(struct subster *s, struct interface *t)
{
	struct object **methods =
		remake_objects(&s->r, t->methods, t->nmethods);
	struct type **embeddeds =
		remake_list(&s->r, t->embeddeds, t->nembeddeds);
	struct interface *copy;

	if (methods == t->methods && embeddeds == t->embeddeds)
		return &t->t;
	copy = check_new_interface(s->c);
	copy->embeddeds = embeddeds;
	copy->nembeddeds = t->nembeddeds;
	copy->embed_pos = t->embed_pos;
	copy->implicit = t->implicit;
	copy->complete = t->complete;
	copy->nmethods = t->nmethods;
	/*
	 * Methods of a named interface have the name as receiver, and get
	 * that of the instance when it is expanded.
	 */
	replace_recv_type(s->r.arena, methods, t->nmethods, &t->t, &copy->t,
			  &copy->methods);
	if (!s->c)
		interface_type_set(copy);
	return &copy->t;
}

/*
 * New type parameters for those of a generic method, in a map that has them
 * besides what is substituted.
 */
static struct type_list fresh_tparams(struct subster *s, struct type_list old,
				      struct subst_map *ret_map)
{
	uint32_t m = s->map.from.n, n = old.n;
	struct type **from = ARENA_ARRAY(s->r.arena, m + n, struct type *);
	struct type **to = ARENA_ARRAY(s->r.arena, m + n, struct type *);
	struct type_list fresh = {to + m, n};
	struct subst_map map = {{from, m + n}, {to, m + n}};

	if (s->map.from.at && s->map.to.at) {
		memcpy(from, s->map.from.at, m * sizeof(*from));
		memcpy(to, s->map.to.at, m * sizeof(*to));
	}
	for (uint32_t i = 0; i < n; i++) {
		struct type_param *p = (struct type_param *)old.at[i];
		struct type_param *q = type_param_twin(s->r.arena, p);

		q->check = s->c;
		if (s->c)
			check_needs_cleanup(s->c, &q->t);
		from[m + i] = old.at[i];
		to[m + i] = &q->t;
		/* For the graph of instances both are one. */
		if (s->c)
			mono_record_canon(s->c, q, p);
	}
	for (uint32_t i = 0; i < n; i++) {
		struct type_param *p = (struct type_param *)old.at[i];

		((struct type_param *)fresh.at[i])->bound = check_subst(
			s->c, s->pos, p->bound, map, s->expanding, s->ctxt);
	}
	*ret_map = map;
	return fresh;
}

/*
 * The receiver is left alone: going into it could lead back here without
 * end, by way of an interface that is the receiver of its own methods.
 */
static struct type *subst_signature(struct subster *s, struct signature *t)
{
	struct subster inner = *s;
	struct type_list tparams = t->tparams;
	struct tuple *params, *results;
	struct signature *copy;

	/*
	 * Type parameters that are themselves substituted make this an
	 * instantiation; who asked for it takes them away.
	 */
	if (tparams.n > 0 && !find(&s->map, (struct type_param *)tparams.at[0]))
		tparams = fresh_tparams(s, tparams, &inner.map);
	params = remake_tuple(&inner.r, t->params);
	results = remake_tuple(&inner.r, t->results);
	if (params == t->params && results == t->results &&
	    tparams.at == t->tparams.at)
		return &t->t;
	copy = ARENA_NEW(s->r.arena, struct signature);
	*copy = *t;
	copy->scope = NULL;
	copy->tparams = tparams;
	copy->params = params;
	copy->results = results;
	return &copy->t;
}

static struct type *subst_kind(struct subster *s, struct type *t)
{
	switch ((enum type_kind)t->kind) {
	case TYPE_BASIC:
		return t;
	case TYPE_ARRAY:
	case TYPE_SLICE:
	case TYPE_POINTER:
	case TYPE_CHAN:
		return remake_elem(&s->r, t);
	case TYPE_STRUCT:
		return remake_struct(&s->r, (struct structure *)t);
	case TYPE_TUPLE:
		return (struct type *)remake_tuple(&s->r, (struct tuple *)t);
	case TYPE_SIGNATURE:
		return subst_signature(s, (struct signature *)t);
	case TYPE_UNION:
		return remake_union(&s->r, (struct union_type *)t);
	case TYPE_INTERFACE:
		return subst_interface(s, (struct interface *)t);
	case TYPE_MAP:
		return remake_map(&s->r, (struct map *)t);
	case TYPE_NAMED:
		return subst_named(s, (struct named *)t);
	case TYPE_PARAM:
		return lookup(&s->map, (struct type_param *)t);
	case TYPE_ALIAS:
		return subst_alias(s, (struct alias *)t);
	}
	return t;
}

static struct type *subst(struct remake *r, struct type *t)
{
	if (depth >= CHECK_MAX_DEPTH)
		return TYP(INVALID);
	depth++;
	t = subst_kind((struct subster *)r, t);
	depth--;
	return t;
}

struct type *check_subst(struct checker *c, pos_t pos, struct type *t,
			 struct subst_map map, struct named *expanding,
			 struct context *ctxt)
{
	struct subster s = {
		.r = {.type = subst, .object = clone},
		.c = c,
		.pos = pos,
		.map = map,
		.expanding = expanding,
		.ctxt = ctxt,
	};

	if (!t || t->kind == TYPE_BASIC || map.from.n == 0)
		return t;
	if (t->kind == TYPE_PARAM)
		return lookup(&map, (struct type_param *)t);
	if (c) {
		s.r.arena = c->arena;
		return subst(&s.r, t);
	}
	s.r.arena = lazy_enter(NULL);
	t = subst(&s.r, t);
	lazy_leave(NULL);
	return t;
}

bool replace_recv_type(struct arena *a, struct object **list, uint32_t n,
		       struct type *old, struct type *new_,
		       struct object ***ret_list)
{
	struct object **copy = list;

	for (uint32_t i = 0; i < n; i++) {
		struct signature *sig =
			TYPE_AS(SIGNATURE, signature, list[i]->type);
		struct signature *mine;

		if (!sig || !sig->recv || sig->recv->type != old)
			continue;
		/* Methods may be shared with other instances. */
		if (copy == list)
			copy = vec_copy(a, list, n, sizeof(*list));
		mine = ARENA_NEW(a, struct signature);
		*mine = *sig;
		mine->recv = subst_clone_var(a, sig->recv, new_);
		copy[i] = clone(a, list[i], &mine->t);
	}
	*ret_list = copy;
	return copy != list;
}
