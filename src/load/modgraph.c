/* SPDX-License-Identifier: MIT */
/*
 * The graph of modules, and minimal version selection over it: the version
 * of a module is the greatest that anything in the graph requires
 * (https://go.dev/ref/mod#minimal-version-selection).
 *
 * What is in the graph depends on the go line of the main module.  Before
 * 1.17 all requirements of all modules are.  From 1.17 on a requirement of
 * a module that is at 1.17 or later itself ends there: such a module's own
 * go.mod has everything that its packages need.  In a workspace the
 * modules of the workspace take the place of the main module, and what they
 * need is read at the versions that the workspace selects, until nothing
 * changes.
 */
#include "load/modules.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/buf.h"
#include "load/diags.h"
#include "load/goenv.h"
#include "load/modpath.h"
#include "load/modules_private.h"
#include "load/version.h"

#define MOD_FILE_MAX ((size_t)16 << 20)

struct place {
	const char *dir;
	const char *error; /* or NULL */
	bool local;
};

/* A file of the download cache for a module; NULL for an odd path. */
static const char *download_file(struct modules *m,
				 const struct mod_version *mod, const char *ext)
{
	const char *path = module_path_escape(m->arena, mod->path);
	const char *version = module_path_escape(m->arena, mod->version);

	if (!path || !version)
		return NULL;
	return arena_printf(m->arena, "%s/cache/download/%s/@v/%s%s",
			    m->env->modcache, path, version, ext);
}

/* Where a version lies in the module cache when it is there. */
static void find_in_cache(struct modules *m, const struct mod_version *mod,
			  struct place *ret)
{
	const char *path = module_path_escape(m->arena, mod->path);
	const char *version = module_path_escape(m->arena, mod->version);
	const char *partial = download_file(m, mod, ".partial");

	if (!path || !version) {
		ret->error = arena_printf(m->arena,
					  "%s: malformed module path or "
					  "version",
					  mod_text(m->arena, mod));
		return;
	}
	ret->dir = arena_printf(m->arena, "%s/%s@%s", m->env->modcache, path,
				version);
	/* An extraction that was broken off leaves this mark. */
	if (is_directory(ret->dir) && !is_file(partial))
		return;
	ret->error = arena_printf(m->arena,
				  "module %s is not in the module cache; to "
				  "get it:\n\tgo mod download %s",
				  mod_text(m->arena, mod), mod->path);
}

static void find_place(struct modules *m, const struct mod_version *mod,
		       struct place *ret)
{
	struct mod_version r;

	for (uint32_t i = 0; i < m->nmains && !*mod->version; i++) {
		if (strcmp(m->mains[i].module->path, mod->path) == 0) {
			*ret = (struct place){.dir = m->mains[i].root,
					      .local = true};
			return;
		}
	}
	r = modules_replacement(m, mod);
	if (!r.path) {
		find_in_cache(m, mod, ret);
		return;
	}
	if (*r.version) {
		find_in_cache(m, &r, ret);
		return;
	}
	ret->local = true;
	ret->dir = path_join(m->arena, m->replace_dir ? m->replace_dir : "/",
			     r.path);
	if (!is_directory(ret->dir))
		ret->error = arena_printf(m->arena,
					  "%s: replacement directory %s does "
					  "not exist",
					  mod_text(m->arena, mod), r.path);
}

const char *modules_dir(struct modules *m, const struct mod_version *mod,
			const char **ret_dir, bool *ret_local)
{
	struct place *p;

	pthread_mutex_lock(&m->lock);
	p = mod_find(&m->places, mod);
	if (!p) {
		p = ARENA_NEW(m->arena, struct place);
		find_place(m, mod, p);
		*strmap_at(&m->places, m->arena, mod_key(m->arena, mod)) = p;
	}
	pthread_mutex_unlock(&m->lock);
	*ret_dir = p->dir;
	*ret_local = p->local;
	return p->error;
}

/* The go.mod of a version or, when it is a directory, there. */
static const char *go_mod_path(struct modules *m, const struct mod_version *mod)
{
	if (*mod->version)
		return download_file(m, mod, ".mod");
	return path_join(m->arena,
			 path_join(m->arena,
				   m->replace_dir ? m->replace_dir : "/",
				   mod->path),
			 "go.mod");
}

/* Turns a go.mod's lines into a summary. */
static void summarize(struct modules *m, const struct modfile *f,
		      struct mod_summary *s)
{
	s->go_version = f->go ? f->go : "";
	s->unpruned = !f->go || go_version_compare(f->go, "1.17") < 0;
	s->ignore = f->ignore;
	s->nignore = f->nignore;
	s->require = ARENA_ARRAY(m->arena, f->nrequire + 1, struct mod_version);
	for (uint32_t i = 0; i < f->nrequire; i++) {
		if (!modules_excluded(m, &f->require[i].mod))
			s->require[s->nrequire++] = f->require[i].mod;
	}
	if (f->go && go_version_compare(f->go, "1.21") >= 0)
		s->require[s->nrequire++] = (struct mod_version){"go", f->go};
}

static void read_summary(struct modules *m, const struct mod_version *mod,
			 struct mod_summary *s)
{
	struct mod_version r = modules_replacement(m, mod);
	struct mod_version actual = r.path ? r : *mod;
	const char *path = go_mod_path(m, &actual);
	struct modfile f;
	struct buf b;

	s->go_version = "";
	if (!path) {
		s->error = "malformed module path or version";
		return;
	}
	buf_init(&b, MOD_FILE_MAX);
	if (buf_read_file(&b, path) < 0) {
		buf_finish(&b);
		s->error = *actual.version
				   ? arena_printf(m->arena,
						  "go.mod of module %s is not "
						  "in the module cache; to "
						  "get it:\n\tgo mod download",
						  mod_text(m->arena, &actual))
				   : arena_printf(m->arena,
						  "reading %s: no such file",
						  path);
		return;
	}
	modfile_parse(m->arena, buf_text(&b), b.len, MODFILE_LAX, &f);
	buf_finish(&b);
	summarize(m, &f, s);
	if (f.nerrors)
		s->error = arena_printf(m->arena, "parsing %s:%u: %s", path,
					f.errors[0].line, f.errors[0].message);
	else if (*actual.version && !f.module)
		s->error = arena_printf(m->arena,
					"%s: parsing go.mod: missing module "
					"line",
					mod_text(m->arena, &actual));
	else if (*actual.version && strcmp(f.module, mod->path) != 0 &&
		 strcmp(f.module, actual.path) != 0)
		s->error = arena_printf(m->arena,
					"%s: parsing go.mod:\n"
					"\tmodule declares its path as: %s\n"
					"\t        but was required as: %s",
					mod_text(m->arena, &actual), f.module,
					mod->path);
}

/* The pseudo-modules; Go requires the toolchain of its version. */
static void summarize_toolchain(struct modules *m,
				const struct mod_version *mod,
				struct mod_summary *s)
{
	s->go_version = "";
	if (strcmp(mod->path, "go") != 0 ||
	    go_version_compare(mod->version, "1.21") < 0)
		return;
	s->require = ARENA_NEW(m->arena, struct mod_version);
	s->require[s->nrequire++] = (struct mod_version){
		"toolchain", arena_printf(m->arena, "go%s", mod->version)};
}

static struct main_module *find_main(struct modules *m,
				     const struct mod_version *mod)
{
	for (uint32_t i = 0; i < m->nmains && !*mod->version; i++) {
		if (strcmp(m->mains[i].module->path, mod->path) == 0)
			return &m->mains[i];
	}
	return NULL;
}

const struct mod_summary *modules_summary(struct modules *m,
					  const struct mod_version *mod)
{
	struct mod_summary *s;
	struct main_module *mm;

	pthread_mutex_lock(&m->lock);
	s = mod_find(&m->summaries, mod);
	if (!s) {
		s = ARENA_NEW(m->arena, struct mod_summary);
		mm = find_main(m, mod);
		if (module_is_toolchain(mod->path))
			summarize_toolchain(m, mod, s);
		else if (mm)
			summarize(m, &mm->file, s);
		else
			read_summary(m, mod, s);
		*strmap_at(&m->summaries, m->arena, mod_key(m->arena, mod)) = s;
	}
	pthread_mutex_unlock(&m->lock);
	return s;
}

/* A module whose requirements are to be read. */
struct pending {
	struct mod_version mod;
	enum pruning pruning;
};

/* The graph while it is read. */
struct builder {
	struct modules *m;
	struct arena *a;
	struct mod_graph *g;
	struct strmap queued[2]; /* by pruning or not */
	struct VEC(struct pending) queue;
	uint32_t done;
	uint32_t nerrors;
};

/* So many modules whose go.mod is missing are told one by one. */
enum { ERRORS_MAX = 20 };

static void tell_more(const struct builder *b)
{
	if (b->nerrors > ERRORS_MAX)
		diags_error(b->m->diags, modules_file(b->m),
			    arena_printf(b->a,
					 "the requirements of %u more modules "
					 "cannot be read",
					 b->nerrors - ERRORS_MAX));
}

static const char *selected(const struct mod_graph *g, const char *path)
{
	const char *v = strmap_get(&g->selected, path);

	return v ? v : "none";
}

static void select_version(struct builder *b, const struct mod_version *mod)
{
	void **at = strmap_at(&b->g->selected, b->a, mod->path);

	if (!*at || module_version_compare(mod->path, *at, mod->version) < 0)
		*at = (void *)mod->version;
}

static void require(struct builder *b, const struct mod_version *mod,
		    struct mod_version *at, uint32_t n)
{
	struct mod_requirements *r = ARENA_NEW(b->a, struct mod_requirements);

	*r = (struct mod_requirements){at, n};
	*strmap_at(&b->g->required, b->a, mod_key(b->a, mod)) = r;
	for (uint32_t i = 0; i < n; i++)
		select_version(b, &at[i]);
}

static void enqueue(struct builder *b, const struct mod_version *mod,
		    enum pruning pruning)
{
	struct strmap *queued = &b->queued[pruning == UNPRUNED];

	if (strcmp(mod->version, "none") == 0 || mod_find(queued, mod))
		return;
	*strmap_at(queued, b->a, mod_key(b->a, mod)) = b;
	vec_push_in(b->a, &b->queue, (struct pending){*mod, pruning});
}

/* The file that begins the graph. */
const char *modules_file(const struct modules *m)
{
	if (m->work_dir)
		return m->env->work;
	return m->nmains ? m->mains[0].go_mod : NULL;
}

static void load_one(struct builder *b, const struct mod_version *mod,
		     enum pruning pruning)
{
	const struct mod_summary *s = modules_summary(b->m, mod);
	enum pruning next = s->unpruned ? UNPRUNED : PRUNED;

	if (s->error) {
		if (b->nerrors++ < ERRORS_MAX)
			diags_error(b->m->diags, modules_file(b->m), s->error);
		if (!s->nrequire)
			return;
	}
	if (!mod_find(&b->g->required, mod))
		require(b, mod, s->require, s->nrequire);
	if (pruning == UNPRUNED)
		next = UNPRUNED;
	for (uint32_t i = 0; i < s->nrequire; i++) {
		if (pruning != PRUNED || s->unpruned)
			enqueue(b, &s->require[i], next);
	}
}

static void run(struct builder *b)
{
	while (b->done < b->queue.len) {
		struct pending p = b->queue.at[b->done++];

		load_one(b, &p.mod, p.pruning);
	}
}

/*
 * In a workspace: what the modules of paths[] require is to be read at the
 * versions that are selected, since their packages are taken from those.
 * Each round may select other versions.
 */
static void reload_selected(struct builder *b)
{
	struct VEC(const char *) paths = {0};
	struct strmap seen = {0}, in_paths = {0};
	bool changed = true;

	for (uint32_t i = 0; i < b->m->nroots; i++)
		vec_push_in(b->a, &paths, b->m->roots[i].path);
	while (changed) {
		uint32_t n = paths.len;

		changed = false;
		for (uint32_t i = 0; i < n; i++) {
			struct mod_version mod = {paths.at[i],
						  selected(b->g, paths.at[i])};
			struct mod_requirements *r;

			if (!mod_find(&seen, &mod)) {
				*strmap_at(&seen, b->a, mod_key(b->a, &mod)) =
					b;
				enqueue(b, &mod, PRUNE_WORKSPACE);
				changed = true;
				continue;
			}
			r = mod_find(&b->g->required, &mod);
			for (uint32_t j = 0; r && j < r->n; j++) {
				struct mod_version s = {
					r->at[j].path,
					selected(b->g, r->at[j].path)};

				if (module_version_compare(s.path, s.version,
							   r->at[j].version) <=
					    0 ||
				    mod_find(&seen, &s))
					continue;
				*strmap_at(&seen, b->a, mod_key(b->a, &s)) = b;
				enqueue(b, &s, PRUNE_WORKSPACE);
				if (!strmap_get(&in_paths, s.path))
					vec_push_in(b->a, &paths, s.path);
				*strmap_at(&in_paths, b->a, s.path) = b;
				changed = true;
			}
		}
		run(b);
	}
}

static void vendored_graph(struct builder *b)
{
	struct modules *m = b->m;

	for (uint32_t i = 0; i < m->nvendored; i++) {
		if (m->vendored[i]->has_packages)
			select_version(b, &m->vendored[i]->module);
	}
	for (uint32_t i = 0; i < m->nroots; i++)
		select_version(b, &m->roots[i]);
}

static struct mod_graph *graph_of(struct modules *m)
{
	struct builder b = {.m = m, .a = m->arena};

	if (m->graph)
		return m->graph;
	m->graph = b.g = ARENA_NEW(m->arena, struct mod_graph);
	for (uint32_t i = 0; i < m->nmains; i++) {
		struct mod_version mod = {m->mains[i].module->path, ""};

		select_version(&b, &mod);
		if (!m->work_dir)
			require(&b, &mod, m->roots, m->nroots);
	}
	if (m->build_mod == BUILD_VENDOR) {
		vendored_graph(&b);
		return m->graph;
	}
	for (uint32_t i = 0; i < m->nroots; i++) {
		select_version(&b, &m->roots[i]);
		enqueue(&b, &m->roots[i], m->pruning);
	}
	run(&b);
	if (m->pruning == PRUNE_WORKSPACE)
		reload_selected(&b);
	tell_more(&b);
	return m->graph;
}

const char *modules_selected(struct modules *m, const char *path)
{
	const char *v;

	pthread_mutex_lock(&m->lock);
	v = strmap_get(&graph_of(m)->selected, path);
	pthread_mutex_unlock(&m->lock);
	return v && strcmp(v, "none") != 0 ? v : NULL;
}

static int by_path(const void *a, const void *b)
{
	const struct mod_version *x = a, *y = b;

	return strcmp(x->path, y->path);
}

struct mod_version *modules_build_list(struct modules *m, uint32_t *ret_n)
{
	struct mod_version *list;
	struct mod_graph *g;
	uint32_t n = 0;

	pthread_mutex_lock(&m->lock);
	g = graph_of(m);
	list = ARENA_ARRAY(m->arena, g->selected.used + m->nmains,
			   struct mod_version);
	for (uint32_t i = 0; i < m->nmains; i++)
		list[n++] = (struct mod_version){m->mains[i].module->path, ""};
	for (uint32_t i = 0; i < g->selected.cap; i++) {
		const struct strmap_slot *s = &g->selected.slots[i];

		if (s->key && !module_is_toolchain(s->key) &&
		    !modules_is_main(m, s->key) &&
		    strcmp(s->value, "none") != 0)
			list[n++] = (struct mod_version){s->key, s->value};
	}
	if (n > m->nmains)
		qsort(list + m->nmains, n - m->nmains, sizeof(*list), by_path);
	pthread_mutex_unlock(&m->lock);
	*ret_n = n;
	return list;
}

/* In a vendor directory a module has neither a directory nor a go.mod. */
static void describe_vendored(struct modules *m, const struct mod_version *mod,
			      struct load_module *ret)
{
	const struct vendored *v = mod_find(&m->vendored_at, mod);

	ret->go_version = v ? v->go_version : "";
	if (v && v->replacement.path) {
		ret->replace = ARENA_NEW(m->arena, struct load_module);
		ret->replace->path = v->replacement.path;
		ret->replace->version = v->replacement.version;
		ret->replace->go_version = ret->go_version;
	}
}

static void describe(struct modules *m, const struct mod_version *mod,
		     struct load_module *ret)
{
	struct mod_version r = modules_replacement(m, mod);
	struct mod_version actual = r.path ? r : *mod;
	const struct mod_summary *s = modules_summary(m, mod);
	const char *dir, *go_mod = go_mod_path(m, &actual);
	bool local;

	ret->go_version = s->go_version;
	if (!modules_dir(m, mod, &dir, &local))
		ret->dir = dir;
	if (go_mod && is_file(go_mod))
		ret->go_mod = go_mod;
	if (r.path) {
		ret->replace = ARENA_NEW(m->arena, struct load_module);
		*ret->replace = *ret;
		ret->replace->path = r.path;
		ret->replace->version = r.version;
		ret->replace->replace = NULL;
	}
}

struct load_module *modules_info(struct modules *m,
				 const struct mod_version *mod)
{
	struct load_module *info;

	pthread_mutex_lock(&m->lock);
	info = mod_find(&m->infos, mod);
	if (!info) {
		info = ARENA_NEW(m->arena, struct load_module);
		info->path = mod->path;
		info->version = mod->version;
		if (m->build_mod == BUILD_VENDOR)
			describe_vendored(m, mod, info);
		else
			describe(m, mod, info);
		*strmap_at(&m->infos, m->arena, mod_key(m->arena, mod)) = info;
		vec_push_in(m->arena, &m->info_list, info);
	}
	pthread_mutex_unlock(&m->lock);
	return info;
}
