/* SPDX-License-Identifier: MIT */
#include "ir/build.h"

#include <pthread.h>

#include "types/construct.h"

/*
 * Types that no source has: what Range gives and Next takes, what the
 * intrinsic ssa:deferstack() gives, and tuples whose parts have the names
 * that x/tools prints.  The first two are named types of a package that
 * does not exist, $ssa, and live as long as the process.
 */

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct arena *arena;
static struct type *range_iter, *defer_stack;

static struct type *opaque(struct package *pkg, const char *name)
{
	struct object *obj = object_new(arena, OBJECT_TYPE_NAME, NO_POS, pkg,
					name_of(name), NULL);
	struct named *n = construct_named(obj, (struct type_list){0},
					  basic_types[BASIC_UNSAFE_POINTER]);

	obj->type = &n->t;
	return &n->t;
}

static void make_types(void)
{
	struct package *pkg;

	arena = arena_create(0);
	pkg = ARENA_NEW(arena, struct package);
	pkg->path = "$ssa";
	pkg->name = name_of("ssa");
	pkg->go_version = "";
	pkg->complete = true;
	range_iter = opaque(pkg, "rangeIter");
	defer_stack = opaque(pkg, "deferStack");
}

struct type *ir_range_iter_type(void)
{
	pthread_once(&once, make_types);
	return range_iter;
}

struct type *ir_defer_stack_type(void)
{
	pthread_once(&once, make_types);
	return defer_stack;
}

struct tuple *ir_named_tuple(struct ir_build *f, const char *const *names,
			     struct type *const *types, uint32_t n)
{
	struct arena *a = f->b->keep;
	struct object **vars = ARENA_ARRAY(a, n, struct object *);

	for (uint32_t i = 0; i < n; i++) {
		name_t name = names[i][0] ? name_of(names[i]) : NO_NAME;

		vars[i] = object_new_var(a, VAR_PARAM, NO_POS, NULL, name,
					 types[i]);
	}
	return new_tuple(a, vars, n);
}
