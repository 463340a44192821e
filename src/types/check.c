/* SPDX-License-Identifier: MIT */
#include "types/check.h"

#include <pthread.h>

#include "types/decl.h"

/*
 * The course of checking a package.
 *
 * A declaration may refer to any other, whatever their order and file.  So
 * all names are collected first; then each object is checked when its turn
 * comes or when another one needs it, which makes checking depth first and
 * cycles something that is noticed on the way (decl.c).  What needs types
 * that may be half made at that moment - functions' bodies above all, but
 * also whether a map's key is comparable - is put off: it becomes an action
 * in a list, done when declarations are complete.
 *
 * A body may be checked on its own later, by types_check_body(), even on
 * several threads at a time.  It then has a checker of its own, which shares
 * the package with others and writes none of it.  Three things that checking
 * usually writes go elsewhere for that:
 *
 * - marks of use are set only where they are not set yet, and types_check()
 *   leaves every package name marked; of variables only local ones are
 *   marked, for no error depends on the rest;
 * - a body's scope is a copy of its function's, in the arena of the body:
 *   local objects and inner scopes hang there;
 * - instances are recorded in a table of the caller's, and the dependencies
 *   of declarations are not recorded again.
 *
 * See go/types check.go.
 */

struct special_names special_names;

static void make_names(void)
{
	special_names.init = name_of("init");
	special_names.main = name_of("main");
	special_names.dot = name_of(".");
}

static void checker_init(struct checker *c, const struct types_config *conf,
			 struct package *pkg, struct arena *arena,
			 struct arena *body_arena)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, make_names);
	memset(c, 0, sizeof(*c));
	c->conf = conf;
	c->pkg = pkg;
	c->arena = arena;
	c->body_arena = body_arena;
	c->instances = &pkg->instances;
}

static void checker_finish(struct checker *c)
{
	mono_finish(c);
	vec_finish(&c->obj_list);
	vec_finish(&c->imports);
	vec_finish(&c->delayed);
	ptrmap_finish(&c->pending_lits);
	vec_finish(&c->obj_path);
	vec_finish(&c->cleaners);
	vec_finish(&c->errors);
	ptrmap_finish(&c->package_names);
}

struct package *check_new_package(struct arena *a, const char *path,
				  name_t name)
{
	struct package *pkg = ARENA_NEW(a, struct package);

	pkg->path = arena_strdup(a, path);
	pkg->name = name;
	pkg->scope = scope_new(a, universe, NO_POS, NO_POS);
	pkg->arena = a;
	pkg->go_version = "";
	return pkg;
}

/* Actions */

void check_later(struct checker *c, void (*run)(struct checker *, void *),
		 void *arg)
{
	struct action a = {c->env.version, c->arena, run, arg};

	vec_push(&c->delayed, a);
}

/*
 * Does all actions from top on, those too that are added meanwhile.  Only
 * bodies add more, and nested ones at that, so it ends.
 */
void check_process_delayed(struct checker *c, uint32_t top)
{
	go_version saved = c->env.version;
	struct arena *arena = c->arena;

	for (uint32_t i = top; i < c->delayed.len; i++) {
		struct action a = c->delayed.at[i];

		c->env.version = a.version;
		c->arena = a.arena;
		a.run(c, a.arg);
	}
	c->delayed.len = top;
	c->env.version = saved;
	c->arena = arena;
}

void check_push(struct checker *c, struct object *obj)
{
	vec_push(&c->obj_path, obj);
	obj->path_index = c->obj_path.len;
}

struct object *check_pop(struct checker *c)
{
	struct object *obj = vec_pop(&c->obj_path);

	obj->path_index = 0;
	return obj;
}

void check_needs_cleanup(struct checker *c, struct type *t)
{
	vec_push(&c->cleaners, t);
}

static void clean_type(struct type *t)
{
	struct interface *iface;
	struct type_param *param;

	switch (t->kind) {
	case TYPE_NAMED:
		named_cleanup((struct named *)t);
		break;
	case TYPE_INTERFACE:
		iface = (struct interface *)t;
		interface_type_set(iface);
		iface->check = NULL;
		iface->embed_pos = NULL;
		break;
	case TYPE_PARAM:
		param = (struct type_param *)t;
		type_param_iface(param);
		param->check = NULL;
		break;
	case TYPE_ALIAS:
		unalias(t);
		break;
	}
}

/*
 * What is under way comes to its end: no type keeps the checker, which is
 * about to go.  A cleanup may add more types.
 */
static void cleanup(struct checker *c)
{
	for (uint32_t i = 0; i < c->cleaners.len; i++)
		clean_type(c->cleaners.at[i]);
	c->cleaners.len = 0;
}

/*
 * The declaration that is being checked refers to an object.  Only objects
 * declared at package level, and methods, matter to initialization; a
 * method of an instance is none of them.
 */
void check_add_decl_dep(struct checker *c, struct object *to)
{
	struct decl_info *from = c->env.decl;

	if (!from || !to->decl || to->pkg != c->pkg)
		return;
	if (to->kind == OBJECT_FUNC && to->origin)
		return;
	if (c->dep_marks[to->order] == from->serial)
		return;
	c->dep_marks[to->order] = from->serial;
	vec_push_in(c->pkg->arena, &from->dep_list, to);
}

struct scope *check_lookup_scope(struct checker *c, name_t name,
				 struct object **ret)
{
	struct scope *s = NULL;

	*ret = scope_lookup_parent(c->env.scope, name, &s);
	return s;
}

struct object *check_lookup(struct checker *c, name_t name)
{
	return scope_lookup_parent(c->env.scope, name, NULL);
}

bool check_enter(struct checker *c, pos_t pos)
{
	if (c->depth < CHECK_MAX_DEPTH) {
		c->depth++;
		return true;
	}
	if (!c->too_deep) {
		c->too_deep = true;
		check_error(c, pos, "nested too deeply");
	}
	return false;
}

void check_leave(struct checker *c)
{
	c->depth--;
}

const char *check_pos_text(struct checker *c, pos_t pos)
{
	struct position p = {0};

	if (c->conf->files)
		p = position_of(c->conf->files, pos);
	if (!p.path)
		return "-";
	return check_sprintf(c, "%s:%u:%u", p.path, p.line, p.column);
}

/* Packages */

/*
 * The package has the name of its first file that has one; files of another
 * package are reported and left out.
 */
static void init_files(struct checker *c, struct ast_file **files,
		       uint32_t nfiles)
{
	struct package *pkg = c->pkg;

	pkg->files = ARENA_ARRAY(c->arena, nfiles, struct ast_file *);
	for (uint32_t i = 0; i < nfiles; i++) {
		struct ast_file *f = files[i];
		name_t name = f->name ? f->name->name : NO_NAME;

		if (name == NO_NAME)
			continue; /* told by the parser */
		if (pkg->name == NO_NAME) {
			if (name != name_blank)
				pkg->name = name;
			else
				check_error(c, f->name->e.node.pos,
					    "invalid package name _");
		} else if (name != pkg->name) {
			check_error(c, f->package_pos,
				    "package %s; expected package %s",
				    name_text(name), name_text(pkg->name));
			continue;
		}
		pkg->files[pkg->nfiles++] = f;
	}
}

/*
 * A file's version is that of the module unless a build constraint names
 * one, which counts from go1.21 on: before, it could not say so, and with it
 * a file may go back to the loops of before go1.22.
 */
static const char *file_version(struct checker *c, struct ast_file *f)
{
	go_version v = f->go_version ? go_version_parse(f->go_version) : 0;

	if (v == 0)
		return c->pkg->go_version;
	if (v > GO_VERSION(GO_CURRENT_MINOR))
		check_error(c, f->name->e.node.pos,
			    "file requires newer Go version go%u.%u (this is "
			    "for go1.%d)",
			    v >> 16, v & 0xffff, GO_CURRENT_MINOR);
	if (v < GO_VERSION(21))
		v = GO_VERSION(21);
	return check_sprintf(c, "go%u.%u", v >> 16, v & 0xffff);
}

static void init_versions(struct checker *c)
{
	struct package *pkg = c->pkg;
	go_version v;

	if (c->conf->go_version)
		pkg->go_version = arena_strdup(c->arena, c->conf->go_version);
	v = go_version_parse(pkg->go_version);
	if (v > GO_VERSION(GO_CURRENT_MINOR) && pkg->nfiles > 0)
		check_error(c, pkg->files[0]->package_pos,
			    "package requires newer Go version go%u.%u (this "
			    "is for go1.%d)",
			    v >> 16, v & 0xffff, GO_CURRENT_MINOR);
	pkg->file_versions = ARENA_ARRAY(c->arena, pkg->nfiles, const char *);
	for (uint32_t i = 0; i < pkg->nfiles; i++)
		pkg->file_versions[i] = file_version(c, pkg->files[i]);
}

static void give_functions(struct checker *c)
{
	struct package *pkg = c->pkg;
	uint32_t n = 0;

	for (uint32_t i = 0; i < c->obj_list.len; i++)
		n += c->obj_list.at[i]->kind == OBJECT_FUNC;
	pkg->methods_and_funcs = ARENA_ARRAY(c->arena, n, struct object *);
	for (uint32_t i = 0; i < c->obj_list.len; i++) {
		struct object *obj = c->obj_list.at[i];

		if (obj->kind == OBJECT_FUNC)
			pkg->methods_and_funcs[pkg->nfuncs++] = obj;
	}
}

/*
 * From here on the package may be read by many threads: see on_demand for
 * why package names are left marked.
 */
static void give_package(struct checker *c)
{
	struct package *pkg = c->pkg;

	for (uint32_t i = 0; i < c->imports.len; i++)
		object_mark_used(c->imports.at[i]);
	pkg->errors = check_keep_errors(c, pkg->arena, &pkg->nerrors);
	pkg->complete = true;
}

struct package *types_check(const struct types_config *config, const char *path,
			    struct ast_file **files, uint32_t nfiles,
			    struct arena *arena, struct arena *body_arena)
{
	struct package *pkg = check_new_package(arena, path, NO_NAME);
	struct checker c;

	checker_init(&c, config, pkg, arena, body_arena);
	init_files(&c, files, nfiles);
	init_versions(&c);
	check_collect_objects(&c);
	c.dep_marks = ARENA_ARRAY(arena, c.next_order + 1, uint32_t);
	check_direct_cycles(&c);
	check_package_objects(&c);
	check_process_delayed(&c, 0);
	cleanup(&c);
	check_init_order(&c);
	check_unused_imports(&c);
	if (!check_has_errors(&c))
		check_monomorph(&c);
	give_functions(&c);
	give_package(&c);
	checker_finish(&c);
	return pkg;
}

/* The body of a declared function, parsed now if it was skipped. */
static struct block_stmt *function_body(const struct types_config *config,
					struct object *func)
{
	struct decl_info *decl = func->decl;
	struct func_decl *fdecl = decl ? decl->fdecl : NULL;

	if (!fdecl)
		return NULL;
	if (!fdecl->body && fdecl->node.flags & NODE_SKIPPED &&
	    config->parse_body)
		config->parse_body(config->ctx, decl->ast, fdecl);
	return fdecl->body;
}

static void check_body(const struct types_config *config, struct package *pkg,
		       struct object *decl, struct signature *sig,
		       struct block_stmt *body, struct arena *arena,
		       struct ptrmap *instances, struct type_error **ret_errors,
		       uint32_t *ret_n)
{
	struct types_config conf = *config;
	struct checker c;

	*ret_errors = NULL;
	*ret_n = 0;
	if (!body || !sig)
		return;
	conf.ignore_func_bodies = false;
	checker_init(&c, &conf, pkg, arena, arena);
	c.on_demand = true;
	c.instances = instances;
	c.env.version = decl->decl->version;
	check_func_body(&c, NULL, sig, body, NULL);
	check_process_delayed(&c, 0);
	cleanup(&c);
	*ret_errors = check_keep_errors(&c, arena, ret_n);
	checker_finish(&c);
}

void types_check_body(const struct types_config *config, struct package *pkg,
		      struct object *func, struct arena *arena,
		      struct ptrmap *instances, struct type_error **ret_errors,
		      uint32_t *ret_n)
{
	check_body(config, pkg, func, TYPE_AS(SIGNATURE, signature, func->type),
		   function_body(config, func), arena, instances, ret_errors,
		   ret_n);
}

void types_check_lit(const struct types_config *config, struct package *pkg,
		     struct object *var, struct func_lit *lit,
		     struct arena *arena, struct ptrmap *instances,
		     struct type_error **ret_errors, uint32_t *ret_n)
{
	if (!lit->body && lit->e.node.flags & NODE_SKIPPED && config->parse_lit)
		config->parse_lit(config->ctx, var->decl->ast, lit);
	check_body(config, pkg, var,
		   TYPE_AS(SIGNATURE, signature, unalias(lit->e.type)),
		   lit->body, arena, instances, ret_errors, ret_n);
}
