/* SPDX-License-Identifier: MIT */
/*
 * Bodies that were skipped
 *
 * Of a package that no pattern names the bodies are not typed when it is
 * loaded, and as a rule not even parsed.  Here one is had when it is to be
 * built: parsed and typed into memory that lives as long as the IR, which
 * points to its types.  The tree of a generic function's is needed by every
 * instance, and they may be built by several threads at once: the first one
 * gets it, under a lock.
 *
 * Function literals in a package's variables are had all together when its
 * initializer is built.
 */
#include "ir/create.h"

#include "program/program.h"
#include "syntax/walk.h"

bool ir_wants_body(const struct ir_function *fn)
{
	const struct ir_shared *s = fn->prog->shared;

	return fn->home && fn->home->types != package_unsafe &&
	       (fn->home->named || (s->config.reach && !s->finished));
}

struct ptrmap *ir_instances_of(const struct ir_function *fn)
{
	if (fn->synthetic == IR_INSTANCE)
		fn = fn->origin;
	return fn->instances;
}

static void load(struct ir_builder *b, struct ir_function *fn,
		 struct func_decl *decl)
{
	struct type_error *errors;
	uint32_t nerrors;

	/* One with C in it was parsed, and not typed. */
	if (!decl->body && !(decl->node.flags & NODE_SKIPPED))
		return;
	fn->instances = ARENA_NEW(b->keep, struct ptrmap);
	program_check_body(b->prog->source, fn->home->source, fn->object,
			   b->keep, fn->instances, &errors, &nerrors);
	fn->broken |= nerrors > 0;
}

void ir_load_body(struct ir_builder *b, struct ir_function *fn)
{
	struct ir_generic *generic = fn->generic;
	struct func_decl *decl = AS(FUNC_DECL, func_decl, fn->syntax);

	if (!decl || fn->home->named)
		return;
	if (!generic) {
		load(b, fn, decl);
		return;
	}
	pthread_mutex_lock(&generic->lock);
	if (!generic->body_is_there)
		load(b, fn, decl);
	generic->body_is_there = true;
	pthread_mutex_unlock(&generic->lock);
}

/* Literals in the initialization of variables */

struct loader {
	struct ir_builder *b;
	struct ir_function *init;
	struct object *var; /* that is initialized */
};

static bool load_lit(void *ctx, enum walk_what what, void *x)
{
	struct loader *l = ctx;
	struct func_lit *lit =
		what == WALK_NODE ? AS(FUNC_LIT, func_lit, x) : NULL;
	struct type_error *errors;
	uint32_t nerrors;

	if (!lit)
		return true;
	program_check_lit(l->b->prog->source, l->init->home->source, l->var,
			  lit, l->b->keep, l->init->instances, &errors,
			  &nerrors);
	l->init->broken |= nerrors > 0;
	return false;
}

void ir_load_init(struct ir_builder *b, struct ir_package *pkg)
{
	struct loader l = {.b = b, .init = pkg->init};
	struct walk w = {.enter = load_lit, .ctx = &l};

	if (pkg->named)
		return;
	pkg->init->instances = ARENA_NEW(b->keep, struct ptrmap);
	for (uint32_t i = 0; i < pkg->types->ninit_order; i++) {
		l.var = pkg->types->init_order[i].lhs[0];
		walk(&w, &pkg->types->init_order[i].rhs->node);
	}
}
