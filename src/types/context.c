/* SPDX-License-Identifier: MIT */
/*
 * A context keeps instances, so that a generic type with the same type
 * arguments is one type and not many; and it is what ends the expansion of
 * a type that refers to itself: the instance is found before it is made
 * again.
 *
 * A checker has two.  Instances made for declarations live in the package's
 * arena, those that a body makes in the body's; a body finds the ones of
 * declarations, too, but never the other way round: type arguments may be
 * types of the body, and nothing declared may point there.
 *
 * After checking, each line of instances that are expanded from each other
 * has a context of its own (struct instance), which lives as long as they.
 *
 * Open addressing; an entry is equal when the generic types are the same
 * and the type arguments identical and spelled with the same names, so that
 * messages show the names of the place they are about.  go/types context.go.
 */
#include "types/check.h"

struct context_entry {
	uint32_t hash;
	struct type *orig; /* NULL: free */
	struct type_list targs;
	struct type *inst;
};

struct context *context_new(struct arena *a)
{
	struct context *ctxt = ARENA_NEW(a, struct context);

	ctxt->arena = a;
	return ctxt;
}

uint32_t context_hash(struct type *orig, struct type_list targs)
{
	uint64_t h = (uintptr_t)orig >> 4;

	for (uint32_t i = 0; i < targs.n; i++)
		h = (h ^ type_hash(targs.at[i])) * 0x9e3779b97f4a7c15u;
	return (uint32_t)(h >> 32);
}

static bool same_args(struct type_list x, struct type_list y)
{
	if (x.n != y.n)
		return false;
	for (uint32_t i = 0; i < x.n; i++)
		if (!type_same_spelling(x.at[i], y.at[i]))
			return false;
	return true;
}

struct type *context_lookup(const struct context *ctxt, uint32_t hash,
			    struct type *orig, struct type_list targs)
{
	for (; ctxt; ctxt = ctxt->parent) {
		uint32_t mask = ctxt->cap - 1;

		if (ctxt->cap == 0)
			continue;
		for (uint32_t i = hash & mask; ctxt->entries[i].orig;
		     i = (i + 1) & mask) {
			const struct context_entry *e = &ctxt->entries[i];

			if (e->hash == hash && e->orig == orig &&
			    same_args(e->targs, targs))
				return e->inst;
		}
	}
	return NULL;
}

static void put(struct context *ctxt, struct context_entry e)
{
	uint32_t mask = ctxt->cap - 1, i = e.hash & mask;

	while (ctxt->entries[i].orig)
		i = (i + 1) & mask;
	ctxt->entries[i] = e;
}

static void grow(struct context *ctxt)
{
	struct context_entry *old = ctxt->entries;
	uint32_t n = ctxt->cap;

	ctxt->cap = n ? n * 2 : 8;
	ctxt->entries =
		ARENA_TABLE(ctxt->arena, ctxt->cap, struct context_entry);
	for (uint32_t i = 0; i < n; i++)
		if (old[i].orig)
			put(ctxt, old[i]);
}

void context_add(struct context *ctxt, uint32_t hash, struct type *orig,
		 struct type_list targs, struct type *inst)
{
	struct context_entry e = {hash, orig, targs, inst};

	if (ctxt->used >= ctxt->cap / 4 * 3)
		grow(ctxt);
	put(ctxt, e);
	ctxt->used++;
}

/*
 * The context for what is made now, which c->arena tells: bodies have
 * another arena than declarations.
 */
struct context *check_context(struct checker *c)
{
	struct arena *home = lazy_home(c);

	if (!c->ctxt)
		c->ctxt = context_new(home);
	if (c->arena == home)
		return c->ctxt;
	if (!c->body_ctxt || c->body_ctxt->arena != c->arena) {
		c->body_ctxt = context_new(c->arena);
		c->body_ctxt->parent = c->ctxt;
	}
	return c->body_ctxt;
}
