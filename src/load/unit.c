/* SPDX-License-Identifier: MIT */
#include "load/loader.h"

#include <string.h>

#include "base/arena.h"
#include "base/pool.h"
#include "load/modpath.h"

struct task {
	struct loader *loader;
	struct unit *unit;
};

static struct arena *arena_of(struct loader *l, unsigned worker)
{
	return l->workers[worker].reader.arena;
}

struct unit *unit_get(struct loader *l, const char *path)
{
	struct unit *u;
	void **at;

	pthread_mutex_lock(&l->lock);
	u = strmap_get(&l->units, path);
	if (!u) {
		u = ARENA_NEW(l->shared, struct unit);
		u->path = arena_strdup(l->shared, path);
		at = strmap_at(&l->units, l->shared, u->path);
		*at = u;
		vec_push(&l->list, u);
	}
	pthread_mutex_unlock(&l->lock);
	return u;
}

unsigned unit_scan_flags(const struct unit *u)
{
	return (u->tests ? DIR_READ_TESTS : 0) |
	       (u->command_line ? DIR_ALL_FILES : 0);
}

static struct unit *need(struct loader *l, struct arena *a, struct unit *u,
			 const char *path)
{
	struct unit *dep;

	if (u->res.standard)
		path = resolve_std_vendor(&l->modules, a, u->path, path);
	dep = unit_get(l, path);
	unit_schedule(l, dep);
	return dep;
}

static void load_deps(struct loader *l, struct arena *a, struct unit *u,
		      enum dir_group group)
{
	const struct dir_imports *imports = &u->src->imports[group];

	if (u->deps[group])
		return;
	u->deps[group] = ARENA_ARRAY(a, imports->n + 1, struct unit *);
	for (uint32_t i = 0; i < imports->n; i++) {
		if (strcmp(imports->at[i].path, "C") != 0)
			u->deps[group][i] = need(l, a, u, imports->at[i].path);
	}
}

/* Adds an import that no file has, unless one has it. */
static void imply(struct loader *l, struct arena *a, struct unit *u,
		  const char *path)
{
	const struct dir_imports *imports = &u->src->imports[DIR_PACKAGE];

	if (strcmp(u->path, path) == 0)
		return;
	for (uint32_t i = 0; i < imports->n; i++) {
		if (strcmp(imports->at[i].path, path) == 0)
			return;
	}
	u->implicit[u->nimplicit++] = need(l, a, u, path);
}

/* What the go command adds for cgo, for simd and for the linker. */
static void load_implicit(struct loader *l, struct arena *a, struct unit *u)
{
	const struct source_dir *d = u->src;
	const char *arch = l->target.goarch;

	u->implicit = ARENA_ARRAY(a, 8, struct unit *);
	for (uint32_t i = 0; i < d->imports[DIR_PACKAGE].n; i++) {
		if (strcmp(d->imports[DIR_PACKAGE].at[i].path, "simd") == 0 &&
		    (strcmp(arch, "amd64") == 0 || strcmp(arch, "arm64") == 0 ||
		     strcmp(arch, "wasm") == 0))
			imply(l, a, u, "simd/internal/bridge");
	}
	if (d->cgo) {
		imply(l, a, u, "unsafe");
		imply(l, a, u, "runtime/cgo");
		if (strncmp(u->path, "runtime/", 8) != 0)
			imply(l, a, u, "syscall");
	}
	if (strcmp(d->name, "main") == 0) {
		imply(l, a, u, "runtime");
		if (strcmp(arch, "arm") == 0)
			imply(l, a, u, "math");
	}
}

static bool in_main_module(const struct loader *l, const struct unit *u)
{
	return u->res.mod.path && !*u->res.mod.version &&
	       modules_is_main(&l->modules, u->res.mod.path);
}

static void load_unit(void *arg, unsigned worker)
{
	struct task *t = arg;
	struct loader *l = t->loader;
	struct unit *u = t->unit;
	struct dir_reader *r = &l->workers[worker].reader;
	struct arena *a = arena_of(l, worker);

	if (!u->res.dir && !u->res.error)
		resolve_import(&l->modules, a, u->path, &u->res);
	if (!u->res.dir)
		return;
	u->in_main = in_main_module(l, u);
	if (!u->src)
		u->src = dir_scan(r, &l->target, u->res.dir, &u->res.listing,
				  unit_scan_flags(u));
	load_deps(l, a, u, DIR_PACKAGE);
	if (u->tests) {
		load_deps(l, a, u, DIR_TEST);
		load_deps(l, a, u, DIR_XTEST);
	}
	if (l->config->implicit)
		load_implicit(l, a, u);
}

static void submit(struct loader *l, struct unit *u, pool_fn *fn)
{
	struct task *t;

	pthread_mutex_lock(&l->lock);
	t = ARENA_NEW(l->shared, struct task);
	pthread_mutex_unlock(&l->lock);
	*t = (struct task){l, u};
	pool_submit(l->pool, fn, t);
}

void unit_schedule(struct loader *l, struct unit *u)
{
	bool first;

	pthread_mutex_lock(&l->lock);
	first = !u->scheduled;
	u->scheduled = true;
	pthread_mutex_unlock(&l->lock);
	if (first)
		submit(l, u, load_unit);
}

static void load_tests(void *arg, unsigned worker)
{
	struct task *t = arg;
	struct arena *a = arena_of(t->loader, worker);

	load_deps(t->loader, a, t->unit, DIR_TEST);
	load_deps(t->loader, a, t->unit, DIR_XTEST);
}

void unit_schedule_tests(struct loader *l, struct unit *u)
{
	if (u->src && !u->tests) {
		u->tests = true;
		submit(l, u, load_tests);
	}
}
