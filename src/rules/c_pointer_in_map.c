/* SPDX-License-Identifier: MIT */
/*
 * BL110 c-pointer-in-map
 *
 *	map[string]*C.struct_conn
 *	map[unsafe.Pointer]int		// in a package with import "C"
 *
 * Nothing is wrong yet: somebody will free the memory, and then the map has
 * to be told.  A note for those who want handles there instead.  A uintptr
 * is a number and is left alone.
 *
 * Map types are found in the trees of packages with import "C".  Packages
 * that import one of them may have its types under Go names: there the
 * declarations are looked at, the trees being gone (program_drop_trees()).
 */
#include <string.h>

#include "load/load.h"
#include "program/program.h"
#include "rules/report.h"
#include "syntax/ast.h"
#include "syntax/walk.h"
#include "types/types.h"

struct finder {
	struct rule_run *run;
	const char *function;
	bool cgo; /* the package imports C */
};

/* A type that C declares, or one that is defined as such. */
static bool is_c_type(struct type *t)
{
	for (int depth = 0; t && depth < 16; depth++) {
		struct named *n = type_as_named(t);

		if (!n)
			break;
		if (strncmp(name_text(n->obj->name), "_Ctype_", 7) == 0)
			return true;
		t = named_origin(n)->from_rhs;
	}
	return false;
}

/* unsafe.Pointer counts where it is C's void *. */
static bool is_c_pointer(struct type *t, bool with_void)
{
	struct type *u;

	/* A type that holds itself in pointers is not C's. */
	for (int depth = 0; t && depth < 16; depth++) {
		u = type_under(t);
		if (u->kind == TYPE_BASIC)
			return with_void && depth == 0 &&
			       ((struct basic *)u)->basic_kind ==
				       BASIC_UNSAFE_POINTER;
		if (u->kind != TYPE_POINTER)
			return false;
		t = ((struct pointer *)u)->base;
		if (is_c_type(t))
			return true;
	}
	return false;
}

static void report_map(struct finder *f, struct type *key, struct type *elem,
		       pos_t pos, pos_t end)
{
	struct words w = {
		.level = LEVEL_ERROR,
		.fix = "keep a handle in the map, and the pointer in one place "
		       "that frees it",
	};

	if (key && is_c_pointer(key, f->cgo))
		w.message = "the keys of this map are raw C pointers: they "
			    "stay when the memory is freed";
	else if (elem && is_c_pointer(elem, f->cgo))
		w.message = "the values of this map are raw C pointers: they "
			    "stay when the memory is freed";
	if (w.message)
		report_span(f->run, f->function, pos, end, &w);
}

/* In trees */

static bool enter(void *ctx, enum walk_what what, void *x)
{
	const struct map_type *m =
		what == WALK_NODE ? AS(MAP_TYPE, map_type, x) : NULL;

	if (what == WALK_NIL)
		return false;
	if (m)
		report_map(ctx, m->key->type, m->value->type,
			   node_pos(&m->e.node), node_end(&m->e.node));
	return true;
}

static void look_at_trees(struct finder *f, const struct program_package *pp)
{
	const struct walk w = {.enter = enter, .ctx = f};

	for (uint32_t k = 0; k < pp->nfiles; k++)
		for (uint32_t n = 0; n < pp->files[k]->ndecls; n++) {
			struct node *decl = pp->files[k]->decls[n];
			const struct func_decl *d =
				AS(FUNC_DECL, func_decl, decl);

			f->function =
				d && d->name->obj
					? report_object(f->run, d->name->obj)
					: NULL;
			walk(&w, decl);
		}
}

/* In declarations */

static void look_at_type(struct finder *f, struct type *t, pos_t pos)
{
	struct map *m = TYPE_AS(MAP, map, unalias(t));

	if (m)
		report_map(f, m->key, m->elem, pos, pos);
}

static void look_at_vars(struct finder *f, const struct tuple *t)
{
	for (uint32_t i = 0; t && i < t->n; i++)
		look_at_type(f, t->vars[i]->type, t->vars[i]->pos);
}

static void look_at_signature(struct finder *f, const struct object *func)
{
	const struct signature *sig = TYPE_AS(SIGNATURE, signature, func->type);

	f->function = report_object(f->run, func);
	look_at_vars(f, sig ? sig->params : NULL);
	look_at_vars(f, sig ? sig->results : NULL);
	f->function = NULL;
}

static void look_at_named(struct finder *f, const struct object *o)
{
	struct named *n = type_as_named(o->type);
	struct structure *st;

	if (!n || n->obj != o)
		return;
	look_at_type(f, type_under(o->type), o->pos);
	st = TYPE_AS(STRUCT, structure, type_under(o->type));
	for (uint32_t i = 0; st && i < st->nfields; i++)
		look_at_type(f, st->fields[i]->type, st->fields[i]->pos);
}

static void look_at_declarations(struct finder *f, const struct package *p)
{
	for (uint32_t i = 0; i < p->scope->n; i++) {
		const struct object *o = p->scope->objects[i];

		if (o->kind == OBJECT_VAR && o->type)
			look_at_type(f, o->type, o->pos);
		else if (o->kind == OBJECT_TYPE_NAME && o->type)
			look_at_named(f, o);
	}
	for (uint32_t i = 0; i < p->nfuncs; i++)
		if (p->methods_and_funcs[i]->type)
			look_at_signature(f, p->methods_and_funcs[i]);
}

static bool imports_c(const struct load_package *lp)
{
	for (uint32_t i = 0; i < lp->nimports; i++)
		if (lp->imports[i].package && lp->imports[i].package->cgo &&
		    !lp->imports[i].package->standard)
			return true;
	return false;
}

void rule_c_pointer_in_map(struct rule_run *r)
{
	const struct program *p = r->config->program;

	for (uint32_t i = 0; i < p->npackages; i++) {
		const struct program_package *pp = &p->packages[i];
		struct finder f = {.run = r, .cgo = pp->load->cgo};

		if (!pp->load->root || !pp->types)
			continue;
		if (f.cgo)
			look_at_trees(&f, pp);
		else if (imports_c(pp->load))
			look_at_declarations(&f, pp->types);
	}
}
