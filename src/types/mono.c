/* SPDX-License-Identifier: MIT */
/*
 * Instantiation without end
 *
 * A generic function may be compiled once for each list of type arguments
 * it is used with, if these are finitely many:
 *
 *	func f[T any](n int) { f[*T](n - 1) }
 *
 * is used with int, *int, **int, and so on.  Such a package is rejected.
 *
 * The question is asked of a graph.  Vertices are type parameters, and types
 * declared inside of generic functions, which differ from instance to
 * instance.  Where a type parameter P is instantiated with a type in which
 * the parameter or local type Q occurs, there is an edge from Q to P: of
 * weight 0 if the type is just Q, and of weight 1 if it is made of Q, and so
 * is bigger.  A local type has an edge of weight 1 from each type parameter
 * around it.
 *
 *	func f[A, B any]() {		A -1-> T	B -1-> T
 *		type T int		T -0-> A
 *		f[T, map[A]B]()		A -1-> B	B -1-> B
 *	}
 *
 * A cycle of positive weight, here B -1-> B, means instances without end; in
 * a cycle of weight 0 they repeat.  The heaviest paths are searched by
 * relaxing edges until nothing changes (Bellman and Ford).  A path with as
 * many edges as there are vertices has a cycle.
 *
 * A method's receiver declares the type parameters anew: they are one
 * vertex with those of the type (canon).
 *
 * The graph is scratch in malloc's memory, which mono_finish() gives back.
 *
 * go/types mono.go.
 */
#include "types/check.h"

/*
 * A type argument is walked to this depth, and to so many types in it: it
 * may be an anonymous interface that refers to itself.
 */
enum { MAX_DEPTH = 500, MAX_WALK = 100000 };

struct vertex {
	struct object *obj; /* of a type parameter or a defined type */
	uint32_t weight;    /* of the heaviest known path to it */
	uint32_t pre;	    /* last edge of that path */
	uint32_t len;	    /* its number of edges */
};

struct edge {
	uint32_t dst, src, weight;
	pos_t pos;
	struct type *type;
};

struct mono_graph {
	struct VEC(struct vertex) vertices;
	struct VEC(struct edge) edges;
	struct ptrmap canon;  /* of a receiver's parameter: the type's */
	struct ptrmap places; /* object -> vertex + 2; 1: needs none */
};

/* One type parameter that is given one type argument. */
struct flow {
	struct mono_graph *g;
	struct package *pkg;
	pos_t pos;
	struct type_param *to;
	struct type *targ;
	uint32_t depth, steps;
};

static struct mono_graph *graph(struct checker *c)
{
	if (!c->mono)
		c->mono = ARENA_NEW(lazy_home(c), struct mono_graph);
	return c->mono;
}

void mono_record_canon(struct checker *c, struct type_param *mpar,
		       struct type_param *tpar)
{
	if (!c->on_demand)
		*ptrmap_at(&graph(c)->canon, NULL, mpar) = tpar;
}

static uint32_t add_vertex(struct mono_graph *g, struct object *obj)
{
	struct vertex v = {.obj = obj};

	vec_push(&g->vertices, v);
	return g->vertices.len - 1;
}

static uint32_t param_vertex(struct mono_graph *g, struct type_param *p)
{
	struct type_param *canon = ptrmap_get(&g->canon, p);
	struct object *obj = canon ? canon->obj : p->obj;
	uintptr_t *place = (uintptr_t *)ptrmap_at(&g->places, NULL, obj);

	if (*place == 0)
		*place = (uintptr_t)add_vertex(g, obj) + 2;
	return (uint32_t)(*place - 2);
}

static void add_edge(struct mono_graph *g, struct edge e)
{
	vec_push(&g->edges, e);
}

/* Edges to a local type from the type parameters declared in a scope. */
static int64_t add_ambient(struct mono_graph *g, struct object *obj,
			   struct scope *s, int64_t v)
{
	for (uint32_t i = 0; i < s->n; i++) {
		struct object *elem = s->objects[i];
		struct type_param *p;
		struct edge e;

		if (elem->kind != OBJECT_TYPE_NAME || elem->pos >= obj->pos)
			continue;
		p = TYPE_AS(PARAM, type_param, elem->type);
		if (!p)
			continue;
		if (v < 0)
			v = add_vertex(g, obj);
		e = (struct edge){(uint32_t)v, param_vertex(g, p), 1, obj->pos,
				  &p->t};
		add_edge(g, e);
	}
	return v;
}

/* -1 for a type that is the same in all instances. */
static int64_t named_vertex(struct mono_graph *g, struct package *pkg,
			    struct named *n)
{
	struct object *obj = n->obj;
	uintptr_t place;
	int64_t v = -1;

	if (obj->pkg != pkg || !obj->parent || obj->parent == pkg->scope)
		return -1;
	place = (uintptr_t)ptrmap_get(&g->places, obj);
	if (place > 0)
		return (int64_t)place - 2;
	for (struct scope *s = obj->parent; s && s != pkg->scope; s = s->parent)
		v = add_ambient(g, obj, s, v);
	*ptrmap_at(&g->places, NULL, obj) = (void *)(uintptr_t)(v + 2);
	return v;
}

static void flow_from(struct flow *f, uint32_t src, struct type *t)
{
	struct edge e = {param_vertex(f->g, f->to), src, t != f->targ, f->pos,
			 f->targ};

	add_edge(f->g, e);
}

static void walk(struct flow *f, struct type *t);

static void walk_objects(struct flow *f, struct object **list, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		walk(f, list[i]->type);
}

static void walk_named(struct flow *f, struct named *n)
{
	struct type_list targs = named_targs(n);
	int64_t src = named_vertex(f->g, f->pkg, named_origin(n));

	if (src >= 0)
		flow_from(f, (uint32_t)src, &n->t);
	for (uint32_t i = 0; i < targs.n; i++)
		walk(f, targs.at[i]);
}

static void walk_kind(struct flow *f, struct type *t)
{
	struct signature *sig = (struct signature *)t;
	struct structure *st = (struct structure *)t;
	struct type_param *p = (struct type_param *)t;

	switch ((enum type_kind)t->kind) {
	case TYPE_PARAM:
		flow_from(f, param_vertex(f->g, p), t);
		break;
	case TYPE_NAMED:
		walk_named(f, (struct named *)t);
		break;
	case TYPE_ARRAY:
		walk(f, ((struct array *)t)->elem);
		break;
	case TYPE_CHAN:
		walk(f, ((struct chan *)t)->elem);
		break;
	case TYPE_MAP:
		walk(f, ((struct map *)t)->key);
		walk(f, ((struct map *)t)->elem);
		break;
	case TYPE_POINTER:
		walk(f, ((struct pointer *)t)->base);
		break;
	case TYPE_SLICE:
		walk(f, ((struct slice *)t)->elem);
		break;
	case TYPE_INTERFACE:
		for (uint32_t i = 0;
		     i < interface_nmethods((struct interface *)t); i++)
			walk(f,
			     interface_method((struct interface *)t, i)->type);
		break;
	case TYPE_SIGNATURE:
		if (sig->params)
			walk_objects(f, sig->params->vars, sig->params->n);
		if (sig->results)
			walk_objects(f, sig->results->vars, sig->results->n);
		break;
	case TYPE_STRUCT:
		walk_objects(f, st->fields, st->nfields);
		break;
	case TYPE_BASIC:
	case TYPE_TUPLE:
	case TYPE_UNION:
	case TYPE_ALIAS:
		break;
	}
}

static void walk(struct flow *f, struct type *t)
{
	t = unalias(t);
	if (!t || f->depth >= MAX_DEPTH || f->steps >= MAX_WALK)
		return;
	f->steps++;
	f->depth++;
	walk_kind(f, t);
	f->depth--;
}

/*
 * A cycle lies within one package, for there are no type parameters that
 * stand for generic types: those of other packages do not matter.
 */
void mono_record_instance(struct checker *c, struct package *pkg, pos_t pos,
			  struct type_list tparams, struct type_list targs,
			  struct expr **xlist, uint32_t nxlist)
{
	if (c->on_demand)
		return; /* the question is asked of packages */
	for (uint32_t i = 0; i < tparams.n && i < targs.n; i++) {
		struct flow f = {
			.pkg = pkg,
			.pos = i < nxlist ? expr_pos(xlist[i]) : pos,
			.to = (struct type_param *)tparams.at[i],
			.targ = targs.at[i],
		};

		if (f.to->obj->pkg != pkg)
			return;
		f.g = graph(c);
		walk(&f, f.targ);
	}
}

/* The vertices of a cycle that leads to v, from the end of it backwards. */
static void report(struct checker *c, struct mono_graph *g, uint32_t v)
{
	uint32_t n = g->vertices.len, start;
	bool *seen = ARENA_ARRAY(c->arena, n, bool);
	const char *text = "instantiation cycle:";

	/* v may be behind the cycle: go back until a vertex comes again. */
	while (!seen[v]) {
		seen[v] = true;
		v = g->edges.at[g->vertices.at[v].pre].src;
	}
	start = v;
	do {
		struct edge *e = &g->edges.at[g->vertices.at[v].pre];
		struct object *obj = g->vertices.at[e->dst].obj;
		bool param = obj->type->kind == TYPE_PARAM;

		text = check_sprintf(c, "%s\n\t%s: %s %s %s", text,
				     check_pos_text(c, e->pos),
				     name_text(obj->name),
				     param ? "instantiated as"
					   : "implicitly parameterized by",
				     type_str(c, e->type));
		v = e->src;
	} while (v != start);
	check_error(c, g->vertices.at[start].obj->pos, "%s", text);
}

/* The end of a path that has a cycle; -1 when there is none. */
static int64_t find_cycle(struct mono_graph *g)
{
	bool again = true;

	while (again) {
		again = false;
		for (uint32_t i = 0; i < g->edges.len; i++) {
			struct edge *e = &g->edges.at[i];
			struct vertex *src = &g->vertices.at[e->src];
			struct vertex *dst = &g->vertices.at[e->dst];

			if (src->weight + e->weight <= dst->weight)
				continue;
			dst->pre = i;
			dst->len = src->len + 1;
			if (dst->len == g->vertices.len)
				return e->dst;
			dst->weight = src->weight + e->weight;
			again = true;
		}
	}
	return -1;
}

void check_monomorph(struct checker *c)
{
	int64_t v = c->mono ? find_cycle(c->mono) : -1;

	if (v >= 0)
		report(c, c->mono, (uint32_t)v);
}

void mono_finish(struct checker *c)
{
	struct mono_graph *g = c->mono;

	if (!g)
		return;
	vec_finish(&g->vertices);
	vec_finish(&g->edges);
	ptrmap_finish(&g->canon);
	ptrmap_finish(&g->places);
	c->mono = NULL;
}
