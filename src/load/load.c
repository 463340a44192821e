/* SPDX-License-Identifier: MIT */
#include "load/load.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/pool.h"
#include "load/loader.h"
#include "load/modpath.h"

static const char *start_dir(struct loader *l)
{
	const char *dir = l->config->dir;
	const char *pwd = getenv("PWD");
	char *cwd;
	const char *copy;

	if (dir && *dir == '/')
		return path_clean(l->arena, dir);
	/* As the shell names it, when that is the same directory. */
	cwd = getcwd(NULL, 0);
	copy = cwd ? arena_strdup(l->arena, cwd) : "/";
	free(cwd);
	if (pwd && *pwd == '/' && same_directory(pwd, copy))
		copy = path_clean(l->arena, pwd);
	return dir ? path_join(l->arena, copy, dir) : copy;
}

static struct arena *own_arena(struct load_memory *m)
{
	struct arena *a = arena_create(0);

	m->arenas[m->narenas++] = a;
	return a;
}

static void start(struct loader *l, const struct load_config *config)
{
	struct arena *a = arena_create(0);
	struct load_memory *m = ARENA_NEW(a, struct load_memory);

	m->arenas[m->narenas++] = a;
	l->config = config;
	l->arena = a;
	l->shared = own_arena(m);
	l->result = ARENA_NEW(a, struct load_result);
	l->result->memory = m;
	pthread_mutex_init(&l->lock, NULL);
	diags_init(&l->diags);
	l->pool = pool_create(config->jobs);
	l->nworkers = pool_size(l->pool);
	l->workers = ARENA_ARRAY(a, l->nworkers, struct worker);
	for (unsigned i = 0; i < l->nworkers; i++)
		l->workers[i].reader.arena = own_arena(m);
}

static void set_target(struct loader *l)
{
	const struct load_config *c = l->config;
	struct load_result *r = l->result;
	const char *why;

	goenv_target(&l->env, c->goos, c->goarch, c->cgo, c->tags, &l->target,
		     &why);
	if (why)
		diags_error(&l->diags, NULL, why);
	r->goos = l->target.goos;
	r->goarch = l->target.goarch;
	r->cgo = l->target.cgo;
	r->goroot = l->env.goroot;
	r->go_version = *l->env.version
				? arena_printf(l->arena, "go%s", l->env.version)
				: "";
}

static int by_path(const void *a, const void *b)
{
	const struct load_module *const *x = a, *const *y = b;
	int order = (int)(*y)->main - (int)(*x)->main;

	return order ? order : strcmp((*x)->path, (*y)->path);
}

static void keep_modules(struct loader *l)
{
	struct load_result *r = l->result;

	r->modules = l->modules.info_list.at;
	r->nmodules = l->modules.info_list.len;
	if (r->nmodules)
		qsort(r->modules, r->nmodules, sizeof(*r->modules), by_path);
}

static void finish(struct loader *l)
{
	struct load_result *r = l->result;

#define KEEP(list)                                         \
	do {                                               \
		r->list = vec_keep(l->arena, &l->list, 0); \
		r->n##list = l->list.len;                  \
		vec_finish(&l->list);                      \
	} while (0)
	KEEP(packages);
	KEEP(roots);
	KEEP(missing);
#undef KEEP
	keep_modules(l);
	diags_keep(&l->diags, l->arena, r);
	for (unsigned i = 0; i < l->nworkers; i++) {
		struct dir_reader *reader = &l->workers[i].reader;

		r->files_read += reader->files_read;
		r->bytes_read += reader->bytes_read;
		dir_reader_finish(reader);
	}
	vec_finish(&l->list);
	modules_finish(&l->modules);
	diags_finish(&l->diags);
	pool_destroy(l->pool);
	pthread_mutex_destroy(&l->lock);
}

struct load_result *load_packages(const struct load_config *config)
{
	struct loader l = {0};
	struct load_result *r;

	start(&l, config);
	r = l.result;
	goenv_init(&l.env, l.arena, start_dir(&l));
	modules_init(&l.modules, &l.env, &l.diags);
	set_target(&l);
	match_patterns(&l);
	build_packages(&l);
	build_positions(&l);
	finish(&l);
	return r;
}

void load_result_destroy(struct load_result *r)
{
	struct load_memory *m, copy;

	if (!r)
		return;
	/* It lies in the first of what it owns. */
	m = r->memory;
	copy = *m;
	for (unsigned i = copy.narenas; i-- > 0;)
		arena_destroy(copy.arenas[i]);
}

const struct load_import *load_import_of(const struct load_package *p,
					 const char *path)
{
	uint32_t lo = 0, hi = p->nimports;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		int order = strcmp(p->imports[mid].path, path);

		if (order == 0)
			return &p->imports[mid];
		if (order < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

struct load_package *load_find(const struct load_result *r, const char *id)
{
	return strmap_get(&r->memory->by_id, id);
}
