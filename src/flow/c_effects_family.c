/* SPDX-License-Identifier: MIT */
/*
 * Families of a library whose bodies are here.
 *
 * A body says that memory comes from malloc and goes to free; that does not
 * make C.free the right end of it:
 *
 *	struct idx *idx_new(void)	malloc
 *	void idx_free(struct idx *x)	frees x->words, then x
 *
 *	char *str_new(size_t n)		malloc, and a header in front
 *	void str_free(char *s)		frees the header
 *
 * What such functions give is of a family of its own, named after the
 * function that frees it: one that frees what is behind a struct too, or
 * one that frees memory which begins before its argument.  Only a plain free
 * of C's heap is of another family: the library's own functions know what
 * they do, and may be given memory from anywhere.
 */
#include "flow/c_effects_family.h"

#include "base/arena.h"
#include "base/ptrmap.h"
#include "base/vec.h"
#include "ir/ir.h"
#include "types/types.h"

struct families {
	struct arena *arena;
	name_t malloc;
	name_t inner;	    /* of memory with a header in front */
	struct ptrmap deep; /* struct named * -> struct c_function * */
};

static bool of_body(const struct c_effect *row)
{
	return row->reason.source == EFFECT_FROM_BODY;
}

/* The struct that a pointer of this type leads to, by its name. */
static struct named *pointee(struct type *t)
{
	struct named *n = type_as_named(type_pointee(t));

	return n && type_under(&n->t)->kind == TYPE_STRUCT ? n : NULL;
}

/* The type that a path begins with; NULL when it is no parameter. */
static struct type *param(const struct c_function *f,
			  const struct effect_path *p)
{
	return p->root >= 0 ? c_param_type(f->fn, (uint32_t)p->root) : NULL;
}

/* Frees an argument, for certain, as C's heap. */
static bool frees_argument(const struct families *fs,
			   const struct c_effect *row)
{
	return row->kind == EFFECT_FREES && of_body(row) &&
	       row->path.root >= 0 && row->path.nsteps == 0 &&
	       !row->path.some && row->family == fs->malloc &&
	       row->condition.when != EFFECT_MAYBE;
}

/* Frees a field of the same argument as well. */
static bool frees_fields(const struct c_known *k, int16_t root)
{
	for (uint32_t i = 0; i < k->nrows; i++) {
		const struct effect_path *p = &k->rows[i].path;

		if (k->rows[i].kind == EFFECT_FREES && p->root == root &&
		    p->nsteps > 0 && p->steps[0] != NO_NAME)
			return true;
	}
	return false;
}

static void find_ends(struct families *fs, struct c_function *f)
{
	const struct c_known *k = f->known;

	for (uint32_t i = 0; i < k->nrows; i++) {
		const struct c_effect *row = &k->rows[i];
		struct named *n;
		void **at;

		if (!frees_argument(fs, row))
			continue;
		if (row->interior && !fs->inner)
			fs->inner = f->fn->object->name;
		n = pointee(param(f, &row->path));
		if (!n || row->interior || !frees_fields(k, row->path.root))
			continue;
		at = ptrmap_at(&fs->deep, fs->arena, n);
		if (!*at)
			*at = f;
	}
}

/* What the struct's own function is, or NO_NAME. */
static name_t family_of(const struct families *fs, struct type *t)
{
	struct named *n = pointee(t);
	const struct c_function *f = n ? ptrmap_get(&fs->deep, n) : NULL;

	return f ? f->fn->object->name : NO_NAME;
}

/* The family of a row in the light of the others. */
static name_t better(const struct families *fs, const struct c_function *f,
		     const struct c_effect *row)
{
	name_t own = NO_NAME;

	switch (row->kind) {
	case EFFECT_RETURNS_OWNED:
		own = row->interior ? fs->inner
				    : family_of(fs, c_result_type(f->fn));
		break;
	case EFFECT_OUT:
		if (row->path.nsteps == 1 && row->path.steps[0] == NO_NAME)
			own = family_of(fs, type_pointee(param(f, &row->path)));
		break;
	case EFFECT_FREES:
	case EFFECT_UNREFS:
		if (row->interior)
			return fs->inner;
		/* Of a struct, or of something inside: it knows of what. */
		if (row->path.nsteps > 0 || pointee(param(f, &row->path)))
			return NO_NAME;
		return row->family;
	default:
		return row->family;
	}
	return own != NO_NAME ? own : row->family;
}

static void name_rows(struct families *fs, struct c_function *f)
{
	struct c_known *k = f->known;
	struct c_effect *rows;

	rows = vec_copy(fs->arena, k->rows, k->nrows, sizeof(*rows));
	for (uint32_t i = 0; i < k->nrows; i++)
		if (of_body(&rows[i]) && rows[i].family == fs->malloc)
			rows[i].family = better(fs, f, &rows[i]);
	k->rows = rows;
}

void c_families(struct c_functions *functions, struct arena *a)
{
	struct families fs = {.arena = a, .malloc = name_of("malloc")};

	for (uint32_t i = 0; i < functions->len; i++)
		find_ends(&fs, &functions->at[i]);
	if (!fs.inner && !fs.deep.used)
		return;
	for (uint32_t i = 0; i < functions->len; i++)
		name_rows(&fs, &functions->at[i]);
}
