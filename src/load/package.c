/* SPDX-License-Identifier: MIT */
/*
 * What is in a package: its files, what its imports mean, and what is wrong
 * with it.  Offsets in files become positions at the end, when the order of
 * all packages is known and each file can be given its place.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "load/loader.h"
#include "load/modpath.h"

/* A place in a file of the unit's directory. */
struct place {
	uint32_t file, offset; /* file UINT32_MAX: none */
};

/* A package with what is only needed while it is made. */
struct built {
	struct load_package p;
	const struct unit *u;
	uint32_t *file_of;    /* files[i] is u->src->files[file_of[i]] */
	struct place *places; /* of the imports */
};

struct load_package *build_new(struct loader *l, const struct unit *u)
{
	struct built *b = ARENA_NEW(l->arena, struct built);

	b->u = u;
	return &b->p;
}

struct load_package *build_copy(struct loader *l, const struct load_package *p)
{
	const struct built *from = (const struct built *)p;
	struct built *b = ARENA_NEW(l->arena, struct built);

	*b = *from;
	b->p.imports =
		ARENA_ARRAY(l->arena, p->nimports + 1, struct load_import);
	if (p->nimports)
		memcpy(b->p.imports, p->imports,
		       p->nimports * sizeof(*p->imports));
	b->p.files = ARENA_ARRAY(l->arena, p->nfiles + 1, struct load_file);
	if (p->nfiles)
		memcpy(b->p.files, p->files, p->nfiles * sizeof(*p->files));
	return &b->p;
}

void build_keep(struct loader *l, struct load_package *p)
{
	p->index = l->packages.len;
	vec_push(&l->packages, p);
	*strmap_at(&l->result->memory->by_id, l->arena, p->id) = p;
}

static void add_diagnostic(struct loader *l, struct load_package *p,
			   struct load_diagnostic d)
{
	d.severity = LOAD_ERROR;
	d.package = p;
	diags_add(&l->diags, &d);
	if (p)
		p->broken = true;
}

/* Where an offset in a file of the unit is. */
static void find_place(struct loader *l, const struct source_dir *d,
		       uint32_t file, uint32_t offset,
		       struct load_diagnostic *ret)
{
	struct dir_file *f = &d->files[file];

	ret->path = arena_printf(l->arena, "%s/%s", d->path, f->name);
	if (!f->text && dir_read_text(&l->workers[0].reader, d, f) < 0)
		return;
	if (offset <= f->size)
		dir_place(l->arena, f, offset, &ret->line, &ret->column);
}

void build_diagnostic(struct loader *l, struct load_package *p,
		      const struct unit *u, uint32_t file, uint32_t offset,
		      const char *message)
{
	struct load_diagnostic d = {.message = message};

	if (u && u->src && file < u->src->nfiles)
		find_place(l, u->src, file, offset, &d);
	add_diagnostic(l, p, d);
}

void build_dir_errors(struct loader *l, struct load_package *p,
		      const struct source_dir *d)
{
	for (uint32_t i = 0; i < d->nerrors; i++) {
		const struct dir_error *e = &d->errors[i];

		add_diagnostic(l, p,
			       (struct load_diagnostic){
				       .path = e->path,
				       .line = e->line,
				       .column = e->column,
				       .message = e->message,
				       .syntax = e->syntax,
			       });
	}
	if (d->error)
		add_diagnostic(l, p,
			       (struct load_diagnostic){
				       .path = d->path,
				       .message = arena_printf(
					       l->arena, "open %s: %s", d->path,
					       errno_text(l->arena, d->error)),
			       });
}

static bool in_build(const struct dir_file *f, enum build_kind kind)
{
	switch (f->kind) {
	case LOAD_FILE_XTEST:
		return kind == BUILD_XTEST;
	case LOAD_FILE_TEST:
		return kind == BUILD_TEST;
	default:
		return kind != BUILD_XTEST;
	}
}

static void add_file(struct loader *l, struct built *b, uint32_t i)
{
	struct dir_file *f = &b->u->src->files[i];
	int err = 0;

	if (!f->text)
		err = dir_read_text(&l->workers[0].reader, b->u->src, f);
	if (err < 0) {
		add_diagnostic(
			l, &b->p,
			(struct load_diagnostic){
				.path = arena_printf(l->arena, "%s/%s",
						     b->u->src->path, f->name),
				.message = errno_text(l->arena, err),
			});
		return;
	}
	b->file_of[b->p.nfiles] = i;
	b->p.files[b->p.nfiles++] = (struct load_file){
		.name = f->name,
		.kind = f->kind,
	};
}

void build_files(struct loader *l, struct load_package *p, const struct unit *u,
		 enum build_kind kind)
{
	struct built *b = (struct built *)p;
	uint32_t n = u->src->nfiles;

	p->files = ARENA_ARRAY(l->arena, n + 1, struct load_file);
	b->file_of = ARENA_ARRAY(l->arena, n + 1, uint32_t);
	p->nfiles = 0;
	/* Tests come behind the rest. */
	for (int tests = 0; tests < 2; tests++) {
		for (uint32_t i = 0; i < n; i++) {
			const struct dir_file *f = &u->src->files[i];

			if (in_build(f, kind) &&
			    (f->kind >= LOAD_FILE_TEST) == tests)
				add_file(l, b, i);
		}
	}
}

/* A module that is needed directly must be required by go.mod. */
static const char *check_direct(struct loader *l, const struct unit *u,
				const struct unit *dep)
{
	struct modules *m = &l->modules;
	const struct mod_version *mod = &dep->res.mod;
	const char *v;

	if (!u->in_main || !mod->path || !*mod->version || m->work_dir ||
	    m->build_mod == BUILD_MOD)
		return NULL;
	v = modules_root_version(m, mod->path);
	if (v && strcmp(v, mod->version) == 0)
		return NULL;
	return arena_printf(l->arena,
			    "package %s imports %s from implicitly required "
			    "module; to add missing requirements, run:\n"
			    "\tgo get %s@%s",
			    u->path, dep->path, mod->path, mod->version);
}

/* The import of dep, told about in p when something is wrong with it. */
static struct load_import make_import(struct loader *l, struct load_package *p,
				      const struct unit *u,
				      const struct dir_import *from,
				      struct unit *dep, enum build_kind kind)
{
	struct load_import imp = {.path = from->path};
	const char *path = p->path, *why = NULL;

	if (!dep)
		return imp;
	if (dep->res.error) {
		dep->told = true;
		build_diagnostic(l, dep->package, u, from->file, from->offset,
				 dep->res.error);
		imp.why = dep->why;
		return imp;
	}
	if (dep->missing || dep->why) {
		imp.why = dep->why;
		return imp;
	}
	if (unit_is_open(dep)) {
		imp.why = "import cycle not allowed";
		return imp;
	}
	imp.package = dep->package;
	/* Tests may do what their package may. */
	if (kind != BUILD_PLAIN)
		path = u->path;
	if (dep != u)
		why = build_forbids(l, u, path, from->path, dep);
	if (!why && kind == BUILD_PLAIN)
		why = check_direct(l, u, dep);
	if (why)
		build_diagnostic(l, p, u, from->file, from->offset, why);
	return imp;
}

/* An import and where the first one is. */
struct placed {
	struct load_import imp;
	struct place at;
};

struct imports {
	struct VEC(struct placed) v;
};

static int by_path(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	return strcmp(x->imp.path, y->imp.path);
}

/* Whether the package's own files import it. */
static bool has_import(const struct unit *u, const char *path)
{
	const struct dir_imports *own = &u->src->imports[DIR_PACKAGE];
	uint32_t lo = 0, hi = own->n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		int order = strcmp(own->at[mid].path, path);

		if (order == 0)
			return true;
		if (order < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return false;
}

static void add_group(struct loader *l, struct load_package *p,
		      const struct unit *u, enum dir_group group,
		      enum build_kind kind, struct imports *is)
{
	const struct dir_imports *from = &u->src->imports[group];

	for (uint32_t i = 0; u->deps[group] && i < from->n; i++) {
		const struct dir_import *d = &from->at[i];

		if (group == DIR_TEST && has_import(u, d->path))
			continue;
		vec_push(&is->v,
			 (struct placed){
				 .imp = make_import(l, p, u, d,
						    u->deps[group][i], kind),
				 .at = {d->file, d->offset},
			 });
	}
}

static void add_implicit(const struct unit *u, struct imports *is)
{
	for (uint32_t i = 0; i < u->nimplicit; i++) {
		struct unit *dep = u->implicit[i];

		if (dep->missing || unit_is_open(dep))
			continue;
		vec_push(&is->v, (struct placed){
					 .imp = {.path = dep->path,
						 .package = dep->package},
					 .at = {UINT32_MAX, 0},
				 });
	}
}

void build_imports(struct loader *l, struct load_package *p,
		   const struct unit *u, enum build_kind kind)
{
	struct built *b = (struct built *)p;
	struct imports is = {0};
	uint32_t n = 0;

	if (kind == BUILD_XTEST) {
		add_group(l, p, u, DIR_XTEST, kind, &is);
	} else {
		add_group(l, p, u, DIR_PACKAGE, BUILD_PLAIN, &is);
		if (kind == BUILD_TEST)
			add_group(l, p, u, DIR_TEST, kind, &is);
		add_implicit(u, &is);
	}
	if (is.v.len)
		qsort(is.v.at, is.v.len, sizeof(*is.v.at), by_path);
	p->imports = ARENA_ARRAY(l->arena, is.v.len + 1, struct load_import);
	b->places = ARENA_ARRAY(l->arena, is.v.len + 1, struct place);
	for (uint32_t i = 0; i < is.v.len; i++) {
		/* A test may write what is implied otherwise. */
		if (n &&
		    strcmp(p->imports[n - 1].path, is.v.at[i].imp.path) == 0) {
			if (is.v.at[i].at.file != UINT32_MAX)
				b->places[n - 1] = is.v.at[i].at;
			continue;
		}
		p->imports[n] = is.v.at[i].imp;
		b->places[n++] = is.v.at[i].at;
	}
	p->nimports = n;
	vec_finish(&is.v);
}

static struct source_file *add_source(struct loader *l, const struct built *b,
				      const struct dir_file *f)
{
	const char *path =
		arena_printf(l->arena, "%s/%s", b->u->src->path, f->name);
	struct source_file *s =
		file_set_add(l->config->files, path, f->text, f->size);

	if (s)
		s->padded = true;
	return s;
}

/* Positions of imports and #cgo lines; sources: by number in the directory. */
static void place_all(struct loader *l, struct built *b,
		      struct source_file **sources)
{
	const struct source_dir *d = b->u->src;
	struct load_package *p = &b->p;

	for (uint32_t i = 0; i < p->nimports; i++) {
		const struct place *at = &b->places[i];

		if (at->file != UINT32_MAX && sources[at->file])
			p->imports[i].pos =
				sources[at->file]->base + at->offset;
	}
	if (p->variant == LOAD_XTEST)
		return;
	p->cgo_lines =
		ARENA_ARRAY(l->arena, d->ncgo_lines + 1, struct load_cgo_line);
	for (uint32_t i = 0; i < d->ncgo_lines; i++) {
		const struct dir_cgo_line *c = &d->cgo_lines[i];

		if (!sources[c->file])
			continue;
		p->cgo_lines[p->ncgo_lines++] = (struct load_cgo_line){
			.pos = sources[c->file]->base + c->offset,
			.text = sources[c->file]->text + c->offset,
			.len = c->len,
		};
	}
}

static void place_package(struct loader *l, struct built *b)
{
	const struct source_dir *d = b->u->src;
	struct load_package *p = &b->p;
	struct source_file **sources;
	uint32_t n = 0;

	sources = ARENA_ARRAY(l->arena, d->nfiles + 1, struct source_file *);
	for (uint32_t i = 0; i < p->nfiles; i++) {
		struct source_file *s =
			add_source(l, b, &d->files[b->file_of[i]]);

		if (!s) {
			add_diagnostic(l, p,
				       (struct load_diagnostic){
					       .path = p->dir,
					       .message =
						       "sources of more than "
						       "4 GiB are not loaded",
				       });
			break;
		}
		sources[b->file_of[i]] = s;
		p->files[i].source = s;
		n++;
	}
	p->nfiles = n;
	place_all(l, b, sources);
}

void build_positions(struct loader *l)
{
	for (uint32_t i = 0; i < l->packages.len; i++)
		place_package(l, (struct built *)l->packages.at[i]);
}
