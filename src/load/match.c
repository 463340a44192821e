/* SPDX-License-Identifier: MIT */
/*
 * From patterns to the paths of packages, by cmd/go's modload.LoadPackages:
 *
 *   x.go y.go         one package that has no path
 *   ./x, /x           a directory, which must belong to a module or to std
 *   ./..., /x/...     the directories below, up to those of other modules
 *   a/b               a path
 *   a/..., ...        paths of std and of all modules
 *   all, work, tool   what the main modules consist of, and need
 *   std, cmd          GOROOT
 *
 * Whether a directory that a wildcard meets is a package is only known when
 * its files have been read; this is done in parallel, and what was read is
 * kept for the unit.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/pool.h"
#include "load/loader.h"
#include "load/modpath.h"
#include "load/pattern.h"
#include "load/version.h"
#include "load/walk.h"

/* A directory that was met and is being read. */
struct candidate {
	struct loader *l;
	const char *dir, *name;
	struct dir_listing listing;
	struct source_dir *src;
	struct mod_version mod;
	bool standard;
	bool kept; /* as a unit's, when the name means this directory */
};

struct candidates {
	struct VEC(struct candidate) v;
};

static bool is_meta(const char *pattern)
{
	static const char *const metas[] = {"std", "cmd", "all", "work",
					    "tool"};

	for (size_t i = 0; i < sizeof(metas) / sizeof(*metas); i++) {
		if (strcmp(pattern, metas[i]) == 0)
			return true;
	}
	return false;
}

static bool is_local(const char *pattern)
{
	return path_is_local(pattern) || *pattern == '/';
}

/* As it is told: cleaned, but still local when it was. */
static const char *clean_pattern(struct arena *a, const char *pattern)
{
	char *clean = path_clean(a, pattern);

	if (strncmp(pattern, "./", 2) == 0 && strcmp(clean, ".") != 0)
		return arena_printf(a, "./%s", clean);
	return clean;
}

static void add_error(struct loader *l, struct match *m, const char *why)
{
	vec_push_in(l->arena, &m->errors, why);
}

/* A path that the match has; the same one twice stays one. */
static struct unit *add_path(struct loader *l, struct match *m,
			     const char *path)
{
	struct unit *u = unit_get(l, path);

	u->root = true;
	u->literal |= m->literal;
	u->tests |= l->config->tests;
	vec_push_in(l->arena, &m->units, u);
	return u;
}

static void scan_candidate(void *arg, unsigned worker)
{
	struct candidate *c = arg;
	struct loader *l = c->l;

	c->src = dir_scan(&l->workers[worker].reader, &l->target, c->dir,
			  &c->listing, l->config->tests ? DIR_READ_TESTS : 0);
}

static void scan_all(struct loader *l, struct candidates *cs)
{
	for (uint32_t i = 0; i < cs->v.len; i++)
		pool_submit(l->pool, scan_candidate, &cs->v.at[i]);
	pool_wait(l->pool);
}

/* What was read for the candidate serves its unit too. */
static void give_source(struct unit *u, const struct candidate *c)
{
	if (u->src || u->scheduled || !c->kept)
		return;
	u->src = c->src;
	u->res.dir = c->dir;
	u->res.mod = c->mod;
	u->res.standard = c->standard;
}

/*
 * Takes those that are packages.  A directory without files that are wanted
 * is none, but one with bad files is.
 */
static void take_candidates(struct loader *l, struct match *m,
			    struct candidates *cs)
{
	scan_all(l, cs);
	for (uint32_t i = 0; i < cs->v.len; i++) {
		struct candidate *c = &cs->v.at[i];

		if (!c->src->no_go)
			give_source(add_path(l, m, c->name), c);
	}
	vec_finish(&cs->v);
}

static void add_candidates(struct loader *l, struct candidates *cs,
			   const struct walk *w, struct candidate like)
{
	like.l = l;
	for (uint32_t i = 0; i < w->found.len; i++) {
		like.dir = w->found.at[i].path;
		like.name = w->found.at[i].name;
		like.listing = w->found.at[i].listing;
		vec_push(&cs->v, like);
	}
}

/*
 * Whether only that main module can have the package: no other module's path
 * is a prefix of its path, and it is not like one of std.
 */
static bool only_in(const struct loader *l, const struct main_module *mm,
		    const char *path)
{
	const struct modules *m = &l->modules;
	char *prefix;

	if (m->build_mod == BUILD_VENDOR || path_is_standard(path) ||
	    m->pruning == UNPRUNED)
		return false;
	prefix = arena_strdup(l->arena, path);
	while (*prefix) {
		const char *v = modules_root_version(m, prefix);
		char *slash;

		if (v && strcmp(prefix, mm->module->path) != 0)
			return false;
		slash = strrchr(prefix, '/');
		if (!slash)
			break;
		*slash = '\0';
	}
	return true;
}

/*
 * The path of a directory that a walk has met in a main module: nothing is in
 * between, since a walk ends where another module begins.
 */
static const char *path_in_main(struct loader *l, const struct main_module *mm,
				const char *dir)
{
	const char *below = mm ? path_below(dir, mm->root) : NULL;

	if (!below || !*mm->prefix || strchr(below, '@') ||
	    strncmp(below, "vendor/", 7) == 0)
		return NULL;
	if (strcmp(below, ".") == 0)
		return mm->prefix;
	return arena_printf(l->arena, "%s/%s", mm->prefix, below);
}

/* The paths of the directories that a local wildcard has met. */
static void take_directories(struct loader *l, struct match *m,
			     const struct walk *w, const struct main_module *mm)
{
	struct candidates cs = {0};

	add_candidates(l, &cs, w, (struct candidate){.standard = false});
	scan_all(l, &cs);
	for (uint32_t i = 0; i < cs.v.len; i++) {
		struct candidate *c = &cs.v.at[i];
		const char *path, *why;

		if (c->src->no_go)
			continue;
		path = path_in_main(l, mm, c->dir);
		if (path && mm && only_in(l, mm, path)) {
			c->kept = true;
			c->mod = (struct mod_version){mm->module->path, ""};
		}
		if (!path)
			path = resolve_directory(&l->modules, l->arena, c->dir,
						 &why);
		if (path)
			give_source(add_path(l, m, path), c);
		/* "builtin" and GOROOT/src are left out of these. */
		else if (!strstr(why, "importable package"))
			add_error(l, m, why);
	}
	vec_finish(&cs.v);
}

/* A directory is in a main module, in std, or in a module that is needed. */
static bool is_known(struct loader *l, const char *dir)
{
	const char *root = goenv_find_above(l->arena, dir, "go.mod");
	struct mod_version *list;
	uint32_t n;

	for (uint32_t i = 0; i < l->modules.nmains && root; i++) {
		if (strcmp(l->modules.mains[i].root, root) == 0)
			return true;
	}
	if (*l->env.goroot_src && path_in_dir(l->arena, dir, l->env.goroot_src))
		return true;
	list = modules_build_list(&l->modules, &n);
	for (uint32_t i = 0; i < n; i++) {
		const char *at;
		bool local;

		if (!modules_dir(&l->modules, &list[i], &at, &local) &&
		    path_in_dir(l->arena, dir, at))
			return true;
	}
	return false;
}

static void match_local_wildcard(struct loader *l, struct match *m)
{
	struct arena *a = l->arena;
	const char *text = clean_pattern(a, m->pattern);
	const char *dots = strstr(text, "...");
	char *start = arena_strndup(a, text, (size_t)(dots - text));
	struct walk w = {.arena = a, .stop = WALK_STOP_MODULE};
	const struct main_module *in = NULL;
	struct pattern p;
	char *slash = strrchr(start, '/');

	if (slash)
		slash[slash == start] = '\0';
	else
		start = arena_strdup(a, ".");
	w.root = path_join(a, l->env.dir, start);
	w.prefix = path_clean(a, start);
	/* Names are as the pattern begins: "./x", "../x" or "/x". */
	if (strncmp(text, "./", 2) == 0)
		w.prefix = strcmp(w.prefix, ".") == 0
				   ? "."
				   : arena_printf(a, "./%s", w.prefix);
	pattern_init(&p, a, text);
	w.pattern = &p;
	if (!is_known(l, w.root)) {
		add_error(l, m,
			  arena_printf(a,
				       "directory prefix %s does not contain "
				       "%s",
				       start,
				       l->modules.work_dir
					       ? "modules listed in go.work or "
						 "their selected dependencies"
					       : "main module or its selected "
						 "dependencies"));
		return;
	}
	/* The innermost, when one main module lies in another. */
	for (uint32_t i = 0; i < l->modules.nmains; i++) {
		const struct main_module *mm = &l->modules.mains[i];

		if (path_below(w.root, mm->root) &&
		    (!in || path_below(mm->root, in->root))) {
			in = mm;
			w.ignore_root = mm->root;
			w.ignore = mm->file.ignore;
			w.nignore = mm->file.nignore;
		}
	}
	walk_run(&w);
	if (w.error)
		add_error(l, m, w.error);
	take_directories(l, m, &w, in);
}

static void match_directory(struct loader *l, struct match *m)
{
	const char *dir = path_join(l->arena, l->env.dir, m->pattern);
	const char *path, *why;
	struct dir_listing listing;
	int err = dir_list(l->arena, dir, &listing);

	if (err < 0) {
		add_error(l, m,
			  arena_printf(l->arena, "stat %s: %s", dir,
				       err == -ENOENT
					       ? "directory not found"
					       : errno_text(l->arena, err)));
		return;
	}
	if (!dir_has_go(dir, &listing)) {
		add_error(l, m,
			  arena_printf(l->arena, "no Go files in %s", dir));
		return;
	}
	path = resolve_directory(&l->modules, l->arena, dir, &why);
	if (path)
		add_path(l, m, path);
	else
		add_error(l, m, why);
}

/* std or cmd; p is NULL then, or a pattern over both. */
static void match_goroot(struct loader *l, struct candidates *cs,
			 const struct pattern *p, const char *below,
			 bool without_cmd)
{
	struct arena *a = l->arena;
	static const char *const no_cmd[] = {"./cmd"};
	struct walk w = {
		.arena = a,
		.pattern = p,
		.prefix = below,
		.stop = p ? WALK_STOP_MODULE : 0,
		.ignore_root = l->env.goroot_src,
		.skip_root = !*below,
	};

	if (!*l->env.goroot_src)
		return;
	w.root = *below ? path_join(a, l->env.goroot_src, below)
			: l->env.goroot_src;
	if (without_cmd) {
		w.ignore = no_cmd;
		w.nignore = 1;
	}
	walk_run(&w);
	add_candidates(l, cs, &w,
		       (struct candidate){
			       .standard = true,
			       .kept = true,
			       .mod = {NULL, ""},
		       });
}

/* What is in GOROOT/src, but is no package of it for this target. */
static void drop_pseudo(struct loader *l, struct candidates *cs, bool cmd)
{
	uint32_t n = 0;

	scan_all(l, cs);
	for (uint32_t i = 0; i < cs->v.len; i++) {
		struct candidate *c = &cs->v.at[i];

		if (strcmp(c->name, "builtin") == 0 ||
		    (strcmp(c->name, "runtime/cgo") == 0 && !l->target.cgo) ||
		    (cmd && path_has_prefix(c->name, "cmd/vendor") &&
		     strcmp(c->src->name, "main") == 0))
			continue;
		cs->v.at[n++] = *c;
	}
	cs->v.len = n;
}

static void match_std(struct loader *l, struct match *m, bool cmd)
{
	struct candidates cs = {0};

	match_goroot(l, &cs, NULL, cmd ? "cmd" : "", !cmd);
	drop_pseudo(l, &cs, cmd);
	for (uint32_t i = 0; i < cs.v.len; i++) {
		struct candidate *c = &cs.v.at[i];

		if (!c->src->no_go)
			give_source(add_path(l, m, c->name), c);
	}
	vec_finish(&cs.v);
}

/* The packages of one module. */
static void match_module(struct loader *l, struct match *m,
			 struct candidates *cs, const struct pattern *p,
			 const struct mod_version *mod)
{
	struct walk w = {.arena = l->arena, .pattern = p};
	const struct mod_summary *s = NULL;
	const char *why;
	bool local;

	if (p && !pattern_can_match(p, mod->path))
		return;
	why = modules_dir(&l->modules, mod, &w.root, &local);
	if (why) {
		add_error(l, m, why);
		return;
	}
	w.prefix = mod->path;
	if (!*mod->version && strcmp(mod->path, "std") == 0)
		w.prefix = "";
	w.skip_root = !*w.prefix;
	w.stop = WALK_STOP_VENDOR | (local ? WALK_STOP_MODULE : 0);
	w.ignore_root = w.root;
	s = modules_summary(&l->modules, mod);
	w.ignore = s->ignore;
	w.nignore = s->nignore;
	walk_run(&w);
	if (w.error)
		add_error(l, m, w.error);
	add_candidates(l, cs, &w, (struct candidate){.mod = *mod});
}

static void match_vendor(struct loader *l, struct candidates *cs,
			 const struct pattern *p)
{
	struct walk w = {
		.arena = l->arena,
		.pattern = p,
		.root = l->modules.vendor_dir,
		.prefix = "",
		.stop = WALK_STOP_VENDOR,
		.skip_root = true,
	};

	walk_run(&w);
	add_candidates(l, cs, &w, (struct candidate){.mod = {NULL, ""}});
}

static int by_name(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* Sorts, and leaves one of each name. */
static void sort_candidates(struct candidates *cs)
{
	uint32_t n = 0;

	if (cs->v.len)
		qsort(cs->v.at, cs->v.len, sizeof(*cs->v.at), by_name);
	for (uint32_t i = 0; i < cs->v.len; i++) {
		if (n == 0 ||
		    strcmp(cs->v.at[n - 1].name, cs->v.at[i].name) != 0)
			cs->v.at[n++] = cs->v.at[i];
	}
	cs->v.len = n;
}

/* All packages of the main modules. */
static void match_mains(struct loader *l, struct match *m,
			struct candidates *cs, const struct pattern *p)
{
	for (uint32_t i = 0; i < l->modules.nmains; i++) {
		struct mod_version mod = {l->modules.mains[i].module->path, ""};

		match_module(l, m, cs, p, &mod);
	}
}

static void match_wildcard(struct loader *l, struct match *m)
{
	struct candidates cs = {0};
	struct pattern p;
	struct mod_version *list;
	uint32_t n;

	pattern_init(&p, l->arena, m->pattern);
	match_goroot(l, &cs, &p, "", true);
	if (pattern_can_match(&p, "cmd"))
		match_goroot(l, &cs, &p, "cmd", false);
	drop_pseudo(l, &cs, false);
	if (l->modules.build_mod == BUILD_VENDOR) {
		match_mains(l, m, &cs, &p);
		match_vendor(l, &cs, &p);
	} else {
		list = modules_build_list(&l->modules, &n);
		for (uint32_t i = 0; i < n; i++)
			match_module(l, m, &cs, &p, &list[i]);
	}
	sort_candidates(&cs);
	take_candidates(l, m, &cs);
}

static void match_tools(struct loader *l, struct match *m)
{
	for (uint32_t i = 0; i < l->modules.nmains; i++) {
		const struct modfile *f = &l->modules.mains[i].file;

		for (uint32_t j = 0; j < f->ntool; j++)
			add_path(l, m, f->tool[j]);
	}
}

static void match_work(struct loader *l, struct match *m)
{
	struct candidates cs = {0};

	match_mains(l, m, &cs, NULL);
	sort_candidates(&cs);
	take_candidates(l, m, &cs);
}

static void load_roots(struct loader *l, struct match *m)
{
	for (uint32_t i = 0; i < m->units.len; i++)
		unit_schedule(l, m->units.at[i]);
}

/* Puts a unit on the list of "all". */
static void mark_all(struct loader *l, struct unit *u, struct match *m)
{
	if (u->in_all || import_path_check(l->arena, u->path))
		return;
	u->in_all = true;
	vec_push_in(l->arena, &m->units, u);
}

static void mark_group(struct loader *l, struct unit *u, enum dir_group group,
		       struct match *m)
{
	for (uint32_t i = 0; u->deps[group] && i < u->src->imports[group].n;
	     i++) {
		if (u->deps[group][i])
			mark_all(l, u->deps[group][i], m);
	}
}

static int by_path(const void *a, const void *b)
{
	const struct unit *const *x = a, *const *y = b;

	return strcmp((*x)->path, (*y)->path);
}

/*
 * "all" is what the packages of the main modules import, and their tests,
 * and so on; tests of other modules only count before go 1.16.
 */
static void match_all(struct loader *l, struct match *m)
{
	bool old = go_version_compare(l->modules.go_version, "1.16") < 0;
	struct match all = *m;

	match_work(l, m);
	match_tools(l, m);
	memset(&all.units, 0, sizeof(all.units));
	for (uint32_t i = 0; i < m->units.len; i++)
		m->units.at[i]->tests = true;
	load_roots(l, m);
	pool_wait(l->pool);
	for (uint32_t i = 0; i < m->units.len; i++)
		mark_all(l, m->units.at[i], &all);
	for (uint32_t i = 0; i < all.units.len; i++) {
		struct unit *u = all.units.at[i];

		if (!u->src)
			continue;
		if (u->in_main || old) {
			unit_schedule_tests(l, u);
			pool_wait(l->pool);
			mark_group(l, u, DIR_TEST, &all);
			mark_group(l, u, DIR_XTEST, &all);
		}
		mark_group(l, u, DIR_PACKAGE, &all);
	}
	if (all.units.len)
		qsort(all.units.at, all.units.len, sizeof(*all.units.at),
		      by_path);
	for (uint32_t i = 0; i < all.units.len; i++) {
		struct unit *u = all.units.at[i];

		u->root = true;
		if (l->config->tests)
			unit_schedule_tests(l, u);
	}
	*m = all;
}

static void match_one(struct loader *l, struct match *m)
{
	m->literal = !strstr(m->pattern, "...") && !is_meta(m->pattern);
	if (is_local(m->pattern) && m->literal)
		match_directory(l, m);
	else if (is_local(m->pattern))
		match_local_wildcard(l, m);
	else if (m->literal)
		add_path(l, m, m->pattern);
	else if (strstr(m->pattern, "..."))
		match_wildcard(l, m);
	else if (strcmp(m->pattern, "all") == 0)
		match_all(l, m);
	else if (strcmp(m->pattern, "work") == 0)
		match_work(l, m);
	else if (strcmp(m->pattern, "tool") == 0)
		match_tools(l, m);
	else
		match_std(l, m, strcmp(m->pattern, "cmd") == 0);
}

static bool ends_in_go(const char *pattern)
{
	size_t n = strlen(pattern);

	return n > 3 && strcmp(pattern + n - 3, ".go") == 0;
}

/* Files named one by one are told by the first one that is there. */
static bool are_files(struct loader *l)
{
	for (size_t i = 0; i < l->config->npatterns; i++) {
		const char *p = l->config->patterns[i];

		if (ends_in_go(p) &&
		    is_file(path_join(l->arena, l->env.dir, p)))
			return true;
	}
	return false;
}

static const char *check_file(struct loader *l, const char *pattern,
			      const char *path, const char *dir)
{
	const char *own = path_dir(l->arena, path);

	if (!ends_in_go(pattern))
		return arena_printf(
			l->arena, "named files must be .go files: %s", pattern);
	if (is_directory(path))
		return arena_printf(l->arena,
				    "%s is a directory, should be a Go file",
				    pattern);
	if (!is_file(path))
		return arena_printf(l->arena,
				    "stat %s: no such file or "
				    "directory",
				    pattern);
	if (dir && strcmp(dir, own) != 0)
		return arena_printf(l->arena,
				    "named files must all be in one directory; "
				    "have %s and %s",
				    dir, own);
	return NULL;
}

/* One package of files, in that order; constraints do not exclude them. */
static void match_files(struct loader *l)
{
	struct match *m = &l->matches[l->nmatches++];
	struct VEC(struct dir_entry) entries = {0};
	const char *dir = NULL;
	struct unit *u;

	m->pattern = COMMAND_LINE;
	m->literal = true;
	for (size_t i = 0; i < l->config->npatterns; i++) {
		const char *p = l->config->patterns[i];
		const char *path = path_join(l->arena, l->env.dir, p);
		const char *why = check_file(l, p, path, dir);

		if (why) {
			diags_error(&l->diags, NULL, why);
			continue;
		}
		dir = path_dir(l->arena, path);
		vec_push_in(l->arena, &entries,
			    (struct dir_entry){
				    .name = strrchr(path, '/') + 1,
				    .type = ENTRY_FILE,
			    });
	}
	if (!dir)
		return;
	u = add_path(l, m, COMMAND_LINE);
	u->command_line = true;
	u->res.dir = dir;
	u->res.mod = (struct mod_version){NULL, ""};
	u->res.listing = (struct dir_listing){entries.at, entries.len};
}

static void match_all_patterns(struct loader *l)
{
	for (uint32_t i = 0; i < l->nmatches; i++)
		match_one(l, &l->matches[i]);
}

void match_patterns(struct loader *l)
{
	size_t n = l->config->npatterns;

	l->matches = ARENA_ARRAY(l->arena, n + 1, struct match);
	if (are_files(l)) {
		match_files(l);
	} else {
		for (size_t i = 0; i < n; i++)
			l->matches[l->nmatches++].pattern =
				clean_pattern(l->arena, l->config->patterns[i]);
		if (n == 0)
			l->matches[l->nmatches++].pattern = ".";
		match_all_patterns(l);
	}
	for (uint32_t i = 0; i < l->nmatches; i++)
		load_roots(l, &l->matches[i]);
	if (l->config->tests && l->config->implicit)
		variants_schedule(l);
	pool_wait(l->pool);
}
