/* SPDX-License-Identifier: MIT */
/*
 * What a program consists of before there is any code: packages, functions
 * and package-level variables.  x/tools go/ssa create.go.
 *
 * All of it is created at once, for packages too of which nothing may be
 * built: a declared function takes a few hundred bytes and is created in a
 * tenth of a microsecond, and what many threads only read needs no lock.
 */
#include "ir/create.h"

#include "base/mix.h"
#include "base/name.h"
#include "program/program.h"
#include "load/load.h"
#include "types/construct.h"
#include "types/predicates.h"

/* Functions */

static struct ir_function *
init_function(struct ir_program *p, struct ir_function *fn,
	      enum ir_synthetic synthetic, const char *name,
	      struct signature *sig, struct object *object)
{
	fn->v.op = OP_FUNC;
	fn->v.type = &sig->t;
	fn->synthetic = (uint8_t)synthetic;
	fn->name = name;
	fn->object = object;
	fn->pos = object ? object->pos : NO_POS;
	fn->prog = p;
	return fn;
}

struct ir_function *ir_new_function(struct ir_builder *b,
				    enum ir_synthetic synthetic,
				    const char *name, struct signature *sig,
				    struct object *object)
{
	return init_function(b->prog, ARENA_NEW(b->keep, struct ir_function),
			     synthetic, name, sig, object);
}

void ir_enqueue(struct ir_builder *b, struct ir_function *fn)
{
	uint8_t declared = IR_DECLARED;

	/* Most are asked for a second time. */
	if (atomic_load_explicit(&fn->state, memory_order_relaxed) != declared)
		return;
	if (atomic_compare_exchange_strong(&fn->state, &declared, IR_BUILDING))
		vec_push(&b->queue, fn);
}

/* A declaration that is not correct may have no signature. */
static struct signature *signature_of(struct arena *a, struct object *func)
{
	struct signature *sig = TYPE_AS(SIGNATURE, signature, func->type);

	return sig ? sig
		   : new_signature(a, (struct type_list){0}, NULL, NULL, NULL,
				   false);
}

static struct ir_function *create_function(struct ir_program *p,
					   struct arena *a, struct object *func,
					   const char *name)
{
	struct signature *sig = signature_of(a, func);
	struct func_decl *decl = object_func_decl(func);
	struct ir_function *fn =
		init_function(p, ARENA_NEW(a, struct ir_function),
			      decl ? IR_SOURCE : IR_FROM_TYPE, name, sig, func);

	if (decl)
		fn->syntax = &decl->node;
	if (!TYPE_AS(SIGNATURE, signature, func->type)) {
		fn->broken = true;
		fn->synthetic = IR_FROM_TYPE;
	}
	if (sig->tparams.n + sig->rparams.n > 0) {
		fn->generic = ARENA_NEW(a, struct ir_generic);
		pthread_mutex_init(&fn->generic->lock, NULL);
	}
	return fn;
}

/* Packages */

static void create_init(struct ir_package *pkg, struct arena *a)
{
	struct signature *sig = new_signature(a, (struct type_list){0}, NULL,
					      NULL, NULL, false);

	pkg->init = init_function(pkg->prog, ARENA_NEW(a, struct ir_function),
				  IR_PACKAGE_INIT, "init", sig, NULL);
	pkg->init->pkg = pkg->init->home = pkg;
}

static void create_functions(struct ir_package *pkg, struct ir_shared *s)
{
	struct package *types = pkg->types;
	name_t init = name_of("init");
	uint32_t ninit = 0;

	pkg->funcs = ARENA_ARRAY(s->arena, types->nfuncs, struct ir_function *);
	for (uint32_t i = 0; i < types->nfuncs; i++) {
		struct object *func = types->methods_and_funcs[i];
		struct func_decl *decl = object_func_decl(func);
		const char *name = name_text(func->name);
		struct ir_function *fn;

		if (func->name == init && decl && !decl->recv)
			name = arena_printf(s->arena, "init#%u", ++ninit);
		fn = create_function(pkg->prog, s->arena, func, name);
		fn->pkg = fn->home = pkg;
		pkg->funcs[pkg->nfuncs++] = fn;
		*ptrmap_at(pkg->members, s->arena, func) = fn;
		*ptrmap_at(&s->declared, s->arena, func) = fn;
	}
}

static struct ir_global *create_global(struct ir_package *pkg, struct arena *a,
				       const char *name, struct type *type)
{
	struct ir_global *g = ARENA_NEW(a, struct ir_global);

	g->v.op = OP_GLOBAL;
	g->v.type = new_pointer(a, type ? type : TYP(INVALID));
	g->name = name;
	g->pkg = pkg;
	g->id = pkg->prog->nglobals++;
	return g;
}

/* The scope has its objects in the order of the source, but no "_". */
static void create_globals(struct ir_package *pkg, struct ir_shared *s)
{
	const struct scope *scope = pkg->types->scope;
	struct VEC(struct ir_global *) list = {0};

	vec_push(&list, create_global(pkg, s->arena, "init$guard", TYP(BOOL)));
	for (uint32_t i = 0; i < scope->n; i++) {
		struct object *var = scope->objects[i];
		struct ir_global *g;

		if (var->kind != OBJECT_VAR)
			continue;
		g = create_global(pkg, s->arena, name_text(var->name),
				  var->type);
		g->object = var;
		g->pos = var->pos;
		vec_push(&list, g);
		*ptrmap_at(pkg->members, s->arena, var) = g;
		*ptrmap_at(&s->declared, s->arena, var) = g;
	}
	pkg->globals = vec_keep(s->arena, &list, 0);
	pkg->nglobals = list.len;
	vec_finish(&list);
}

void ir_create_packages(struct ir_program *p)
{
	const struct program *source = p->source;
	struct ir_shared *s = p->shared;

	p->packages =
		ARENA_ARRAY(s->arena, source->npackages, struct ir_package);
	for (uint32_t i = 0; i < source->npackages; i++) {
		const struct program_package *pp = &source->packages[i];
		struct ir_package *pkg = &p->packages[p->npackages];
		bool is_unsafe;

		if (!pp->types)
			continue; /* it could not be loaded */
		pkg->prog = p;
		pkg->source = pp;
		/* What its one file has is there to be read by people. */
		is_unsafe = strcmp(pp->types->path, "unsafe") == 0;
		pkg->types = is_unsafe ? package_unsafe : pp->types;
		pkg->named = pp->load->root && !is_unsafe;
		pkg->members = ARENA_NEW(s->arena, struct ptrmap);
		create_init(pkg, s->arena);
		create_functions(pkg, s);
		create_globals(pkg, s);
		*ptrmap_at(&s->packages, s->arena, pkg->types) = pkg;
		p->npackages++;
	}
}

struct ir_package *ir_package_of(struct ir_program *p, struct package *pkg)
{
	return pkg ? ptrmap_get(&p->shared->packages, pkg) : NULL;
}

struct ir_global *ir_init_guard(struct ir_package *pkg)
{
	return pkg->globals[0];
}

/* Tables in parts */

static uint64_t hash_key(const struct ir_key *k)
{
	uint64_t h = mix(k->kind + 1, k->name);

	h = mix_pointer(mix_pointer(h, k->origin), k->recv);
	h = mix_pointer(h, k->pkg);
	for (uint32_t i = 0; i < k->targs.n; i++)
		h = mix_pointer(h, k->targs.at[i]);
	return h ^ h >> 32;
}

static bool same_key(const struct ir_key *x, const struct ir_key *y)
{
	return x->kind == y->kind && x->origin == y->origin &&
	       x->recv == y->recv && x->name == y->name && x->pkg == y->pkg &&
	       x->targs.n == y->targs.n &&
	       (x->targs.n == 0 ||
		memcmp(x->targs.at, y->targs.at,
		       x->targs.n * sizeof(*x->targs.at)) == 0);
}

struct entry {
	struct ir_key key;
	struct ir_function *fn;
	struct entry *next;
};

static struct ir_part *part_of(struct ir_program *p, uint64_t hash)
{
	return &p->shared->functions[hash >> 8 & (IR_PARTS - 1)];
}

static struct ir_function *find_in(const struct entry *e,
				   const struct ir_key *key)
{
	for (; e; e = e->next)
		if (same_key(&e->key, key))
			return e->fn;
	return NULL;
}

struct ir_function *ir_find(struct ir_program *p, const struct ir_key *key)
{
	uint64_t hash = hash_key(key);
	struct ir_part *part = part_of(p, hash);
	struct ir_function *fn;

	pthread_mutex_lock(&part->lock);
	fn = find_in(ptrmap_get_key(&part->by_hash, hash | 1), key);
	pthread_mutex_unlock(&part->lock);
	return fn;
}

struct ir_function *ir_add(struct ir_builder *b, const struct ir_key *key,
			   struct ir_function *fn)
{
	uint64_t hash = hash_key(key);
	struct ir_part *part = part_of(b->prog, hash);
	struct ir_function *first;
	struct entry *e;
	void **at;

	pthread_mutex_lock(&part->lock);
	at = ptrmap_at_key(&part->by_hash, NULL, hash | 1);
	first = find_in(*at, key);
	if (!first) {
		e = ARENA_NEW(b->keep, struct entry);
		*e = (struct entry){*key, fn, *at};
		e->key.targs.at = vec_copy(b->keep, key->targs.at, key->targs.n,
					   sizeof(*key->targs.at));
		*at = e;
	}
	pthread_mutex_unlock(&part->lock);
	if (first)
		return first;
	vec_push(&b->made, fn);
	ir_enqueue(b, fn);
	return fn;
}

/* Functions by object */

/* A variable of C, or a macro, which is read like one. */
static struct ir_value *external_global(struct ir_builder *b,
					struct object *var)
{
	struct ir_global *g = ARENA_NEW(b->keep, struct ir_global);

	g->v.op = OP_GLOBAL;
	g->v.type = new_pointer(b->keep, var->type ? var->type : TYP(INVALID));
	g->name = name_text(var->name);
	g->object = var;
	g->pos = var->pos;
	g->id = IR_NO_ID;
	b->has_externals = true;
	return &g->v;
}

static struct ir_value *external_function(struct ir_builder *b,
					  struct object *func)
{
	struct ir_function *fn =
		create_function(b->prog, b->keep, func, name_text(func->name));

	vec_push(&b->made, fn);
	return &fn->v;
}

/* Of package "C", or of a declaration that no package has. */
static struct ir_value *external(struct ir_builder *b, struct object *obj)
{
	struct ir_shared *s = b->prog->shared;
	uint64_t hash = (uint64_t)(uintptr_t)obj >> 4;
	struct ir_part *part = &s->externals[hash & (IR_PARTS - 1)];
	struct ir_value *v;
	void **at;

	pthread_mutex_lock(&part->lock);
	at = ptrmap_at(&part->by_hash, NULL, obj);
	if (!*at)
		*at = obj->kind == OBJECT_FUNC ? external_function(b, obj)
					       : external_global(b, obj);
	v = *at;
	pthread_mutex_unlock(&part->lock);
	if (v->op == OP_FUNC)
		ir_enqueue(b, (struct ir_function *)v);
	return v;
}

struct ir_function *ir_declared(struct ir_builder *b, struct object *func)
{
	struct ir_function *fn = ptrmap_get(&b->prog->shared->declared, func);

	if (!fn)
		return (struct ir_function *)external(b, func);
	ir_enqueue(b, fn);
	return fn;
}

struct ir_function *ir_function_of(struct ir_program *p, struct object *func)
{
	struct ir_value *v = ptrmap_get(&p->shared->declared, func);

	return IR_AS(FUNC, ir_function, v);
}

struct ir_global *ir_global_of(struct ir_program *p, struct object *var)
{
	struct ir_value *v = ptrmap_get(&p->shared->declared, var);

	return IR_AS(GLOBAL, ir_global, v);
}

static bool is_of_c(const struct object *obj)
{
	return obj->kind == OBJECT_VAR && obj->pkg &&
	       strcmp(obj->pkg->path, "C") == 0;
}

struct ir_value *ir_package_member(struct ir_build *f, struct object *obj)
{
	struct ir_value *v = ptrmap_get(&f->b->prog->shared->declared, obj);

	if (v && v->op == OP_FUNC)
		ir_enqueue(f->b, (struct ir_function *)v);
	if (v)
		return v;
	return obj->kind == OBJECT_FUNC || is_of_c(obj) ? external(f->b, obj)
							: NULL;
}

/* Literals and bodies of ranges over functions */

struct ir_function *ir_new_anon(struct ir_build *f, const char *name,
				struct type *sig, struct node *syntax,
				pos_t pos)
{
	struct ir_function *parent = f->fn, *fn;

	if (!name)
		name = arena_printf(f->b->keep, "%s$%u", parent->name,
				    f->anons.len + 1);
	fn = ir_new_function(f->b, IR_SOURCE, name, (struct signature *)sig,
			     NULL);
	fn->state = IR_BUILDING;
	fn->syntax = syntax;
	fn->pos = pos;
	fn->parent = parent;
	fn->anon_index = f->anons.len;
	fn->pkg = parent->pkg;
	fn->home = parent->home;
	fn->targs = parent->targs;
	fn->ntargs = parent->ntargs;
	fn->nrecv_targs = parent->nrecv_targs;
	vec_push_in(f->a, &f->anons, fn);
	return fn;
}
