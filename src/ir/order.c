/* SPDX-License-Identifier: MIT */
/*
 * The order of functions and of runtime types, which depends on nothing but
 * the source: by package and place in it; what belongs to no package by
 * name.  Names are those that are printed.  Functions of one name differ in
 * where they are declared, or in a type that is declared inside of a
 * function: then its place decides, and in instances of one generic function,
 * whose own types print alike, who was made of them.
 */
#include "ir/create.h"

#include <stdlib.h>

#include "base/buf.h"
#include "program/program.h"
#include "types/construct.h"
#include "types/predicates.h"

enum {
	MAX_NAME = 1 << 16,
	MAX_DEPTH = 32,
	MAX_STEPS = 1000,
	MAX_TEXT = 1 << 20
};

struct named_function {
	const char *name;
	const struct ir_program *prog;
	struct ir_function *fn;
};

static bool is_built(const struct ir_function *fn)
{
	return atomic_load_explicit(&fn->state, memory_order_relaxed) ==
	       IR_BUILT;
}

/* Comparing */

static int compare_number(uint64_t x, uint64_t y)
{
	return x < y ? -1 : x > y;
}

/* Types refer to each other in cycles: the way through them is bounded. */
struct comparison {
	const struct ir_program *prog;
	uint32_t steps; /* that are left */
};

static int compare_pos(struct comparison *c, pos_t x, pos_t y)
{
	struct position a, b;
	int order;

	if (x == y || x == NO_POS || y == NO_POS)
		return compare_number(x, y);
	a = position_of(c->prog->source->files, x);
	b = position_of(c->prog->source->files, y);
	order = a.path && b.path ? strcmp(a.path, b.path) : 0;
	if (order)
		return order;
	order = compare_number(a.line, b.line);
	return order ? order : compare_number(a.column, b.column);
}

/* Packages that are one for tests and one for the rest have one path. */
static int compare_packages(struct comparison *c, const struct package *x,
			    const struct package *y)
{
	const struct ir_package *a = ptrmap_get(&c->prog->shared->packages, x);
	const struct ir_package *b = ptrmap_get(&c->prog->shared->packages, y);

	if (x == y || !a || !b)
		return 0;
	return a < b ? -1 : a > b;
}

static int compare_types(struct comparison *c, struct type *x, struct type *y,
			 int depth);

static int compare_lists(struct comparison *c, struct type_list x,
			 struct type_list y, int depth)
{
	int order = compare_number(x.n, y.n);

	for (uint32_t i = 0; order == 0 && i < x.n; i++)
		order = compare_types(c, x.at[i], y.at[i], depth);
	return order;
}

static int compare_named(struct comparison *c, struct named *x, struct named *y,
			 int depth)
{
	const struct object *a = named_origin(x)->obj;
	const struct object *b = named_origin(y)->obj;
	int order = compare_pos(c, a->pos, b->pos);

	if (order)
		return order;
	order = compare_packages(c, a->pkg, b->pkg);
	if (order == 0)
		order = compare_lists(c, named_targs(x), named_targs(y), depth);
	/* Copies of a type that is declared in a generic function. */
	if (order || a == b)
		return order;
	return compare_types(c, type_under(&x->t), type_under(&y->t), depth);
}

static int compare_vars(struct comparison *c, struct object **x, uint32_t nx,
			struct object **y, uint32_t ny, int depth)
{
	int order = compare_number(nx, ny);

	for (uint32_t i = 0; order == 0 && i < nx; i++)
		order = compare_types(c, x[i]->type, y[i]->type, depth);
	return order;
}

static int compare_tuples(struct comparison *c, const struct tuple *x,
			  const struct tuple *y, int depth)
{
	return compare_vars(c, x ? x->vars : NULL, tuple_len(x),
			    y ? y->vars : NULL, tuple_len(y), depth);
}

static struct type *elem_of(struct type *t)
{
	switch (t->kind) {
	case TYPE_ARRAY:
		return ((struct array *)t)->elem;
	case TYPE_SLICE:
		return ((struct slice *)t)->elem;
	case TYPE_POINTER:
		return ((struct pointer *)t)->base;
	case TYPE_CHAN:
		return ((struct chan *)t)->elem;
	case TYPE_MAP:
		return ((struct map *)t)->elem;
	default:
		return NULL;
	}
}

/* Types that print alike: only names in them can differ. */
static int compare_types(struct comparison *c, struct type *x, struct type *y,
			 int depth)
{
	struct structure *s = TYPE_AS(STRUCT, structure, x);
	struct signature *sig = TYPE_AS(SIGNATURE, signature, x);
	struct basic *basic = TYPE_AS(BASIC, basic, x);
	struct map *map = TYPE_AS(MAP, map, x);
	int order = compare_number(x->kind, y->kind);

	if (x == y || order || depth == 0 || c->steps == 0)
		return order;
	c->steps--;
	if (basic)
		return compare_number(basic->basic_kind,
				      ((struct basic *)y)->basic_kind);
	if (x->kind == TYPE_PARAM)
		return compare_pos(c, ((struct type_param *)x)->obj->pos,
				   ((struct type_param *)y)->obj->pos);
	if (x->kind == TYPE_NAMED)
		return compare_named(c, (struct named *)x, (struct named *)y,
				     depth - 1);
	if (s)
		return compare_vars(c, s->fields, s->nfields,
				    ((struct structure *)y)->fields,
				    ((struct structure *)y)->nfields,
				    depth - 1);
	if (sig) {
		struct signature *other = (struct signature *)y;

		order = compare_tuples(c, sig->params, other->params,
				       depth - 1);
		return order ? order
			     : compare_tuples(c, sig->results, other->results,
					      depth - 1);
	}
	if (map)
		order = compare_types(c, map->key, ((struct map *)y)->key,
				      depth - 1);
	if (order || !elem_of(x))
		return order;
	return compare_types(c, elem_of(x), elem_of(y), depth - 1);
}

static struct type *recv_of(const struct ir_function *fn)
{
	if (fn->selection)
		return fn->selection->recv;
	return fn->object ? ir_recv_type(fn->object) : NULL;
}

/* What is left differs in nothing that is seen, if it is equal here. */
static int compare_texts(const struct ir_function *x,
			 const struct ir_function *y)
{
	struct buf a, b;
	int order;

	buf_init(&a, MAX_TEXT);
	buf_init(&b, MAX_TEXT);
	ir_function_print(x, &a);
	ir_function_print(y, &b);
	order = strcmp(buf_text(&a), buf_text(&b));
	buf_finish(&a);
	buf_finish(&b);
	return order;
}

static int compare_functions(const void *x, const void *y)
{
	const struct named_function *a = x, *b = y;
	const struct ir_function *f = a->fn, *g = b->fn;
	struct type_list fl = {f->targs, f->ntargs}, gl = {g->targs, g->ntargs};
	struct comparison c = {a->prog, MAX_STEPS};
	int order = strcmp(a->name, b->name);

	if (order || f == g)
		return order;
	order = compare_number(f->synthetic, g->synthetic);
	if (order)
		return order;
	order = compare_pos(&c, f->pos, g->pos);
	if (order == 0 && f->object && g->object)
		order = compare_packages(&c, f->object->pkg, g->object->pkg);
	if (order)
		return order;
	order = compare_lists(&c, fl, gl, MAX_DEPTH);
	if (order == 0 && recv_of(f) && recv_of(g))
		order = compare_types(&c, recv_of(f), recv_of(g), MAX_DEPTH);
	return order ? order : compare_texts(f, g);
}

/* Listing */

struct listing {
	struct ir_program *prog;
	struct VEC(struct ir_function *) list;
};

static void add(struct listing *l, struct ir_function *fn)
{
	fn->id = l->list.len;
	vec_push(&l->list, fn);
	for (uint32_t i = 0; i < fn->nanons; i++)
		add(l, fn->anons[i]);
}

static void add_package(struct listing *l, struct ir_package *pkg)
{
	if (is_built(pkg->init))
		add(l, pkg->init);
	for (uint32_t i = 0; i < pkg->nfuncs; i++)
		if (is_built(pkg->funcs[i]))
			add(l, pkg->funcs[i]);
}

static const char *print_name(struct arena *a, struct ir_function *fn)
{
	const char *text;
	struct buf b;

	buf_init(&b, MAX_NAME);
	ir_function_print_name(fn, &b);
	text = arena_strdup(a, buf_text(&b));
	buf_finish(&b);
	return text;
}

static void add_shared(struct listing *l)
{
	struct ir_shared *s = l->prog->shared;
	struct arena *a = s->builders[0].scratch;
	struct VEC(struct named_function) list = {0};

	for (unsigned i = 0; i < s->nbuilders; i++)
		for (uint32_t k = 0; k < s->builders[i].made.len; k++) {
			struct ir_function *fn = s->builders[i].made.at[k];

			if (is_built(fn))
				vec_push(&list, (struct named_function){
							print_name(a, fn),
							l->prog, fn});
		}
	if (list.len > 0)
		qsort(list.at, list.len, sizeof(*list.at), compare_functions);
	for (uint32_t i = 0; i < list.len; i++)
		add(l, list.at[i].fn);
	vec_finish(&list);
	arena_reset(a);
}

/* Runtime types, in the order in which functions convert them */

struct types {
	struct ir_builder *b;
	struct VEC(struct type *) list;
	struct ptrmap seen;
};

static void add_type(struct types *t, struct type *type)
{
	void **at;

	if (type_is_interface(type) || ir_is_parameterized(t->b, type))
		return;
	type = ir_canon(t->b, type);
	at = ptrmap_at(&t->seen, NULL, type);
	if (*at)
		return;
	*at = type;
	vec_push(&t->list, type);
}

static void add_types_of(struct types *t, const struct ir_function *fn)
{
	for (uint32_t i = 0; i < fn->nblocks; i++) {
		const struct ir_block *b = fn->blocks[i];

		for (uint32_t k = 0; k < b->ninstrs; k++)
			if (b->instrs[k]->v.op == OP_MAKE_INTERFACE)
				add_type(t, b->instrs[k]->args[0]->type);
	}
}

static void order_types(struct ir_program *p)
{
	struct types t = {.b = &p->shared->builders[0]};

	for (uint32_t i = 0; i < p->nfunctions; i++)
		add_types_of(&t, p->functions[i]);
	p->runtime_types = vec_keep(p->shared->arena, &t.list, 0);
	p->nruntime_types = t.list.len;
	vec_finish(&t.list);
	ptrmap_finish(&t.seen);
}

/* Variables of C, in the order in which functions use them */

static void number_globals(struct ir_program *p, const struct ir_instr *in)
{
	for (uint32_t i = 0; i < in->nargs; i++) {
		struct ir_global *g = IR_AS(GLOBAL, ir_global, in->args[i]);

		if (g && g->id == IR_NO_ID)
			g->id = p->nglobals++;
	}
}

static void order_externals(struct ir_program *p)
{
	bool any = false;

	for (unsigned i = 0; i < p->shared->nbuilders; i++)
		any |= p->shared->builders[i].has_externals;
	for (uint32_t i = 0; any && i < p->nfunctions; i++) {
		const struct ir_function *fn = p->functions[i];

		for (uint32_t k = 0; k < fn->nblocks; k++)
			for (uint32_t j = 0; j < fn->blocks[k]->ninstrs; j++)
				number_globals(p, fn->blocks[k]->instrs[j]);
	}
}

void ir_order(struct ir_program *p)
{
	struct listing l = {.prog = p};

	for (uint32_t i = 0; i < p->npackages; i++)
		add_package(&l, &p->packages[i]);
	add_shared(&l);
	p->functions = vec_keep(p->shared->arena, &l.list, 0);
	p->nfunctions = l.list.len;
	vec_finish(&l.list);
	order_types(p);
	order_externals(p);
}
