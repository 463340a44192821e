/* SPDX-License-Identifier: MIT */
/*
 * What is known of the C functions that a program calls.
 *
 * Each package with import "C" has effects of its own (cfront/effect.h): its
 * preambles' bodies, attributes in its headers, the table, its module's
 * .belay file.  What the user gives with --effects stands before the table,
 * and behind bodies and attributes.  A function that a package's C does not
 * even declare is looked for in the table.
 *
 * All of it is made before anything is executed: effects come from a process
 * that begins with the names as they are, so nobody may make names then.
 */
#include "flow/c_effects_impl.h"

#include <string.h>

#include "base/arena.h"
#include "base/ptrmap.h"
#include "base/vec.h"
#include "cfront/cfront.h"
#include "cfront/names.h"
#include "flow/c_effects_family.h"
#include "flow/plan.h"
#include "ir/ir.h"
#include "program/program.h"
#include "types/types.h"

/* One package's functions. */
struct c_package_table {
	struct effects *effects; /* NULL: no C of its own */
	struct c_functions functions;
};

struct c_table {
	struct arena *arena;
	struct effects *user;	/* of --effects, or NULL */
	struct ptrmap packages; /* the package "C" of each -> its table */
	struct ptrmap known;	/* struct ir_function * -> struct c_known * */
	struct ptrmap exported; /* name_t + 1 -> struct ir_function * */
	struct c_package_table none;
};

static void find_exported(struct c_table *t, struct ir_program *p)
{
	for (uint32_t i = 0; i < p->npackages; i++) {
		const struct ir_package *pkg = &p->packages[i];

		for (uint32_t k = 0; k < pkg->nfuncs; k++) {
			struct ir_function *fn = pkg->funcs[k];

			if (fn->object && fn->object->flags & OBJECT_EXPORTED_C)
				*ptrmap_at_key(&t->exported, t->arena,
					       (uint64_t)fn->object->name + 1) =
					fn;
		}
	}
}

struct ir_function *c_exported(const struct c_table *t, name_t name)
{
	return ptrmap_get_key(&t->exported, (uint64_t)name + 1);
}

/* Which rows matter to those who call it. */
static bool row_matters(const struct c_effect *row)
{
	switch (row->kind) {
	case EFFECT_FREES:
	case EFFECT_REALLOCS:
	case EFFECT_UNREFS:
	case EFFECT_RETURNS_OWNED:
	case EFFECT_OUT:
	case EFFECT_KEEPS:
	case EFFECT_CALLS:
	case EFFECT_CALLS_GO:
		return true;
	default:
		return false;
	}
}

static bool ends_in(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n > m && strcasecmp(name + n - m, end) == 0;
}

/* A naming guess: it may take away a doubt, and never makes a finding. */
static bool looks_like_free(const char *name)
{
	static const char *const ends[] = {
		"free",	   "destroy", "release", "delete", "unref",
		"dispose", "close",   "cleanup", "finish", "deinit",
	};

	for (uint32_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (ends_in(name, ends[i]))
			return true;
	return false;
}

static void set_rows(struct c_known *k, const struct c_effect *rows,
		     uint32_t nrows)
{
	k->rows = rows;
	k->nrows = nrows;
	k->known = true;
}

/* From a body or an attribute: better than what the user says. */
static bool is_seen(const struct c_effects *e)
{
	if (e->has_body && !e->cut)
		return true;
	for (uint32_t i = 0; i < e->nrows; i++)
		if (e->rows[i].reason.source <= EFFECT_FROM_ATTRIBUTE)
			return true;
	return false;
}

static void rows_of_table(struct c_table *t, struct c_known *k,
			  const char *name)
{
	const struct effect_row *row = effect_table_find(name);
	struct effect_rows rows = {0};
	const char *why;

	if (!row)
		return;
	effect_parse(t->arena, row->effects, strlen(row->effects), &rows, &why);
	for (uint32_t i = 0; i < rows.len; i++)
		rows.at[i].reason = (struct effect_reason){
			.source = EFFECT_FROM_TABLE, .text = row->source};
	set_rows(k, rows.at, rows.len);
}

/*
 * What cgo itself makes: its C.malloc, CString and CBytes end the program
 * when there is no memory, GoString and its like copy.
 */
static void add_cgo(struct c_known *k, const char *name)
{
	k->nonnull = strcmp(name, "malloc") == 0 ||
		     strcmp(name, "CString") == 0 ||
		     strcmp(name, "CBytes") == 0;
	k->copies = strcmp(name, "GoString") == 0 ||
		    strcmp(name, "GoStringN") == 0 ||
		    strcmp(name, "GoBytes") == 0;
}

static struct c_known *
make_known(struct c_table *t, const struct c_package_table *pkg, name_t name)
{
	struct c_known *k = ARENA_NEW(t->arena, struct c_known);
	const char *text = name_text(name);
	const struct c_effects *e =
		pkg->effects ? effects_of(pkg->effects, text) : NULL;
	const struct c_effects *user =
		t->user ? effects_of(t->user, text) : NULL;

	k->what = arena_printf(t->arena, "C.%s", text);
	k->has_body = e && e->has_body && !e->cut;
	if (e && e->known && (!user || is_seen(e)))
		set_rows(k, e->rows, e->nrows);
	else if (user && user->known)
		set_rows(k, user->rows, user->nrows);
	else if (!k->has_body)
		rows_of_table(t, k, text);
	k->known |= k->has_body;
	k->guess = !k->known && looks_like_free(text);
	k->exported = c_exported(t, name);
	add_cgo(k, text);
	for (uint32_t i = 0; i < k->nrows; i++)
		k->matters |= row_matters(&k->rows[i]);
	k->matters |= k->exported != NULL;
	return k;
}

static void add_functions(struct c_table *t, struct ir_program *p)
{
	for (uint32_t i = 0; i < p->nfunctions; i++) {
		struct ir_function *fn = p->functions[i];
		struct c_package_table *pkg;
		struct c_known *k;

		if (!ir_is_c(fn))
			continue;
		pkg = ptrmap_get(&t->packages, fn->object->pkg);
		if (!pkg)
			pkg = &t->none;
		k = make_known(t, pkg, fn->object->name);
		*ptrmap_at(&t->known, t->arena, fn) = k;
		vec_push_in(t->arena, &pkg->functions,
			    (struct c_function){fn, k});
	}
}

/* The package "C" as the files of this one see it; NULL: none uses it. */
static const struct package *c_of(const struct program_package *pp,
				  struct arena *a)
{
	for (uint32_t i = 0; i < pp->nfiles; i++) {
		uint32_t n;
		struct c_name *names = c_names_of(pp->files[i], a, &n);

		for (uint32_t k = 0; k < n; k++) {
			const struct object *obj =
				c_side_object(pp->c, pp->types, names[k].name);

			if (obj && obj->pkg && obj->pkg != pp->types)
				return obj->pkg;
		}
	}
	return NULL;
}

static void add_packages(struct c_table *t, struct ir_program *p)
{
	for (uint32_t i = 0; i < p->npackages; i++) {
		const struct program_package *pp = p->packages[i].source;
		const struct package *c;
		struct c_package_table *pkg;

		if (!pp || !pp->c || !(c = c_of(pp, t->arena)))
			continue;
		pkg = ARENA_NEW(t->arena, struct c_package_table);
		pkg->effects =
			effects_of_package(p->source->load, pp->load, pp->files,
					   pp->nfiles, t->arena);
		*ptrmap_at(&t->packages, t->arena, c) = pkg;
	}
}

/* Families go over all functions of a package. */
static void add_families(struct c_table *t, struct ir_program *p)
{
	for (uint32_t i = 0; i < p->nfunctions; i++) {
		const struct ir_function *fn = p->functions[i];
		struct c_package_table *pkg =
			ir_is_c(fn) ? ptrmap_get(&t->packages, fn->object->pkg)
				    : NULL;

		if (pkg && pkg->functions.at[0].fn == fn)
			c_families(&pkg->functions, t->arena);
	}
}

struct c_table *c_table_create(struct flow *f, struct ir_program *p)
{
	const struct flow_config *config = f->config;
	struct arena *a = arena_create(0);
	struct c_table *t = ARENA_NEW(a, struct c_table);
	struct effect_error error;

	t->arena = a;
	find_exported(t, p);
	if (config && config->effects_text) {
		t->user = effects_create(a);
		/* Who reads the file tells what is wrong with it. */
		effects_add_file(t->user, config->effects_path,
				 config->effects_text, config->effects_size,
				 &error);
		effects_solve(t->user);
	}
	add_packages(t, p);
	add_functions(t, p);
	add_families(t, p);
	return t;
}

void c_table_destroy(struct c_table *t)
{
	if (t)
		arena_destroy(t->arena);
}

static const struct c_known nothing = {.what = "C"};

const struct c_known *c_known_of(const struct c_table *t,
				 const struct ir_function *c)
{
	const struct c_known *k = ptrmap_get(&t->known, c);

	return k ? k : &nothing;
}

bool c_matters(const struct c_table *t, const struct ir_function *c)
{
	return c_known_of(t, c)->matters;
}
