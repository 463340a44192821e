/* SPDX-License-Identifier: MIT */
#include "load/modules.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "load/diags.h"
#include "load/goenv.h"
#include "load/goroot.h"
#include "load/modpath.h"
#include "load/modules_private.h"
#include "load/version.h"

#define MOD_FILE_MAX ((size_t)16 << 20)
#define DEFAULT_GO "1.16"      /* of a go.mod without a go line */
#define DEFAULT_GO_WORK "1.18" /* of such a go.work */

/* Enough for any key that is looked up; longer paths are not found. */
enum { KEY_MAX = 1024 };

const char *mod_text(struct arena *a, const struct mod_version *mod)
{
	if (!*mod->version)
		return mod->path;
	return arena_printf(a, "%s@%s", mod->path, mod->version);
}

char *mod_key(struct arena *a, const struct mod_version *mod)
{
	return arena_strdup(a, mod_text(a, mod));
}

void *mod_find(const struct strmap *table, const struct mod_version *mod)
{
	size_t n = strlen(mod->path), v = strlen(mod->version);
	char key[KEY_MAX];

	if (!table->used)
		return NULL;
	if (!v)
		return strmap_get_len(table, mod->path, n);
	if (n + v + 1 > sizeof(key))
		return NULL;
	memcpy(key, mod->path, n);
	key[n] = '@';
	memcpy(key + n + 1, mod->version, v);
	return strmap_get_len(table, key, n + 1 + v);
}

bool modules_is_main(const struct modules *m, const char *path)
{
	for (uint32_t i = 0; i < m->nmains; i++) {
		if (strcmp(m->mains[i].module->path, path) == 0)
			return true;
	}
	return false;
}

bool modules_excluded(const struct modules *m, const struct mod_version *mod)
{
	for (uint32_t i = 0; i < m->nmains; i++) {
		if (mod_find(&m->mains[i].exclude, mod))
			return true;
	}
	return false;
}

const char *modules_root_version(const struct modules *m, const char *path)
{
	if (modules_is_main(m, path))
		return "";
	return strmap_get(&m->root_version, path);
}

static struct mod_version *replaced_in(const struct strmap *table,
				       const struct mod_version *mod)
{
	struct mod_version any = {mod->path, ""};
	struct mod_version *r = mod_find(table, mod);

	return r ? r : mod_find(table, &any);
}

struct mod_version modules_replacement(struct modules *m,
				       const struct mod_version *mod)
{
	struct mod_version none = {NULL, ""}, *r;

	if (!*mod->version && modules_is_main(m, mod->path))
		return none;
	r = replaced_in(&m->work_replace, mod);
	for (uint32_t i = 0; !r && i < m->nmains; i++)
		r = replaced_in(&m->mains[i].replace, mod);
	return r ? *r : none;
}

/* Tells what is wrong in a go.mod or go.work. */
static void tell_errors(struct modules *m, const char *path,
			const struct modfile *f)
{
	for (uint32_t i = 0; i < f->nerrors; i++) {
		struct load_diagnostic d = {
			.path = path,
			.line = f->errors[i].line,
			.column = f->errors[i].column,
			.severity = LOAD_ERROR,
			.message = f->errors[i].message,
		};

		diags_add(m->diags, &d);
	}
}

static bool read_file(struct modules *m, const char *path,
		      enum modfile_mode mode, struct modfile *ret)
{
	struct buf b;
	int err;

	buf_init(&b, MOD_FILE_MAX);
	err = buf_read_file(&b, path);
	if (err < 0)
		diags_error(m->diags, path,
			    arena_printf(m->arena, "open %s: %s", path,
					 errno_text(m->arena, err)));
	modfile_parse(m->arena, buf_text(&b), b.len, mode, ret);
	buf_finish(&b);
	tell_errors(m, path, ret);
	return err == 0;
}

/* A file asks for a Go that is newer than the one there is. */
static void check_go(struct modules *m, const char *path,
		     const struct modfile *f)
{
	const char *have = m->env->version;
	struct load_diagnostic d = {.path = path, .severity = LOAD_ERROR};

	if (!f->go || !*have || go_version_compare(f->go, have) <= 0)
		return;
	d.line = f->go_line;
	d.column = 1;
	d.message = arena_printf(m->arena,
				 "%s requires go >= %s (running go "
				 "%s)",
				 path, f->go, have);
	diags_add(m->diags, &d);
}

/*
 * Puts replace directives into a table.  Directories that are written
 * relative to dir are made absolute in a workspace, whose modules each have
 * a directory of their own.
 */
static void add_replaces(struct modules *m, struct strmap *table,
			 const struct modfile *f, const char *dir,
			 const char *file)
{
	for (uint32_t i = 0; i < f->nreplace; i++) {
		const struct mod_replace *r = &f->replace[i];
		struct mod_version *to =
			ARENA_NEW(m->arena, struct mod_version);
		void **at =
			strmap_at(table, m->arena, mod_key(m->arena, &r->old));

		*to = r->new;
		if (dir && !*to->version && *to->path != '/')
			to->path = path_join(m->arena, dir, to->path);
		if (*at &&
		    (strcmp(((struct mod_version *)*at)->path, to->path) != 0 ||
		     strcmp(((struct mod_version *)*at)->version,
			    to->version) != 0))
			diags_error(m->diags, file,
				    arena_printf(m->arena,
						 "conflicting replacements "
						 "for %s",
						 mod_text(m->arena, &r->old)));
		*at = to;
	}
}

static const char *go_mod_of(struct modules *m, const char *root)
{
	if (m->env->modfile && !m->work_dir)
		return path_join(m->arena, m->env->dir, m->env->modfile);
	return path_join(m->arena, root, "go.mod");
}

static void check_module_path(struct modules *m, struct main_module *mm)
{
	const char *why;

	if (!mm->file.module) {
		if (!mm->file.nerrors)
			diags_error(m->diags, mm->go_mod,
				    "missing module declaration; to specify "
				    "the module path:\n\tgo mod edit "
				    "-module=example.com/mod");
		mm->file.module = strrchr(mm->root, '/') + 1;
		return;
	}
	why = path_check(m->arena, mm->file.module);
	if (!why && module_is_toolchain(mm->file.module))
		why = "module path is reserved";
	if (why)
		diags_error(
			m->diags, mm->go_mod,
			arena_printf(m->arena, "malformed module path %s: %s",
				     quote_go(m->arena, mm->file.module), why));
}

/* Adds a main module; false when it cannot be used. */
static bool add_main(struct modules *m, const char *root)
{
	struct main_module *mm = &m->mains[m->nmains];
	struct load_module *mod = ARENA_NEW(m->arena, struct load_module);

	memset(mm, 0, sizeof(*mm));
	mm->root = root;
	mm->go_mod = go_mod_of(m, root);
	if (!read_file(m, mm->go_mod, MODFILE_STRICT, &mm->file))
		return false;
	check_module_path(m, mm);
	check_go(m, mm->go_mod, &mm->file);
	if (modules_is_main(m, mm->file.module)) {
		diags_error(m->diags, mm->go_mod,
			    arena_printf(m->arena,
					 "module %s appears multiple times "
					 "in workspace",
					 mm->file.module));
		return false;
	}
	*mod = (struct load_module){
		.path = mm->file.module,
		.version = "",
		.dir = root,
		.go_mod = mm->go_mod,
		.go_version = mm->file.go ? mm->file.go : DEFAULT_GO,
		.main = true,
	};
	mm->module = mod;
	mm->prefix = mod->path;
	if (*m->env->goroot_src &&
	    path_in_dir(m->arena, root, m->env->goroot_src)) {
		mm->in_goroot = true;
		if (strcmp(mod->path, "std") == 0)
			mm->prefix = "";
	}
	add_replaces(m, &mm->replace, &mm->file, m->work_dir ? root : NULL,
		     mm->go_mod);
	for (uint32_t i = 0; i < mm->file.nexclude; i++)
		*strmap_at(&mm->exclude, m->arena,
			   mod_key(m->arena, &mm->file.exclude[i])) = mm;
	*strmap_at(&m->infos, m->arena, mod->path) = mod;
	vec_push_in(m->arena, &m->info_list, mod);
	m->nmains++;
	return true;
}

static void read_workspace(struct modules *m)
{
	const char *path = m->env->work;

	m->work_dir = path_dir(m->arena, path);
	read_file(m, path, MODFILE_WORK, &m->work);
	check_go(m, path, &m->work);
	add_replaces(m, &m->work_replace, &m->work, m->work_dir, path);
	m->mains = ARENA_ARRAY(m->arena, m->work.nuse + 1, struct main_module);
	for (uint32_t i = 0; i < m->work.nuse; i++) {
		const char *root =
			path_join(m->arena, m->work_dir, m->work.use[i].path);

		add_main(m, root);
	}
	m->go_version = m->work.go ? m->work.go : DEFAULT_GO_WORK;
}

static bool is_temp_root(const struct modules *m, const char *dir)
{
	const char *tmp = getenv("TMPDIR");

	return path_in_dir(m->arena, dir, tmp && *tmp ? tmp : "/tmp") &&
	       strcmp(path_in_dir(m->arena, dir, tmp && *tmp ? tmp : "/tmp"),
		      ".") == 0;
}

static void read_main(struct modules *m)
{
	const char *root = m->env->mod_root;

	if (root && is_temp_root(m, root)) {
		diags_warning(m->diags, root,
			      arena_printf(m->arena,
					   "ignoring go.mod in system temp "
					   "root %s",
					   root));
		root = NULL;
	}
	if (!root) {
		m->go_version = *m->env->version ? m->env->version : DEFAULT_GO;
		return;
	}
	m->mains = ARENA_ARRAY(m->arena, 1, struct main_module);
	if (add_main(m, root)) {
		m->go_version = m->mains[0].module->go_version;
		m->replace_dir = root;
	} else {
		m->go_version = DEFAULT_GO;
	}
}

/* -mod, as it is said; false when nothing is said. */
static bool read_build_mod(struct modules *m)
{
	const char *mod = m->env->mod;

	if (!mod || !*mod)
		return false;
	m->build_mod_explicit = true;
	if (strcmp(mod, "vendor") == 0)
		m->build_mod = BUILD_VENDOR;
	else if (strcmp(mod, "mod") == 0)
		m->build_mod = BUILD_MOD;
	else if (strcmp(mod, "readonly") != 0)
		diags_error(m->diags, NULL,
			    arena_printf(m->arena,
					 "-mod=%s is not supported (can be "
					 "'', 'mod', 'readonly', or 'vendor')",
					 mod));
	return true;
}

static const char *vendor_dir_of(struct modules *m)
{
	if (m->work_dir)
		return path_join(m->arena, m->work_dir, "vendor");
	return m->nmains ? path_join(m->arena, m->mains[0].root, "vendor")
			 : NULL;
}

/* A vendor directory counts from go 1.14 on, when it is of the right kind. */
static void choose_build_mod(struct modules *m)
{
	const char *dir = vendor_dir_of(m);
	const char *file = m->work_dir ? "go.work" : "go.mod";
	const char *go = m->work_dir ? m->work.go
			 : m->nmains ? m->mains[0].file.go
				     : NULL;

	if (read_build_mod(m) || !dir || !is_directory(dir))
		return;
	if (!go) {
		m->build_mod_reason =
			arena_printf(m->arena,
				     "Go version in %s is unspecified, so "
				     "vendor directory was not used.",
				     file);
	} else if (go_version_compare(go, "1.14") < 0) {
		m->build_mod_reason =
			arena_printf(m->arena,
				     "Go version in %s is %s, so vendor "
				     "directory was not used.",
				     file, go);
	} else if (modules_vendor_is_for_work(m, dir) == !m->work_dir) {
		m->build_mod_reason =
			m->work_dir ? "In workspace mode, but vendor "
				      "directory is not for a workspace"
				    : "Outside workspace mode, but vendor "
				      "directory is for a workspace.";
	} else {
		m->build_mod = BUILD_VENDOR;
		m->build_mod_reason =
			arena_printf(m->arena,
				     "Go version in %s is at least 1.14 and "
				     "vendor directory exists.",
				     file);
	}
}

static int by_module(const void *a, const void *b)
{
	const struct mod_version *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	if (order)
		return order;
	return module_version_compare(x->path, x->version, y->version);
}

static void add_root(struct modules *m, struct mod_version mod)
{
	void **at = strmap_at(&m->root_version, m->arena, mod.path);

	m->roots[m->nroots++] = mod;
	if (!*at || module_version_compare(mod.path, *at, mod.version) < 0)
		*at = (void *)mod.version;
}

/* The modules whose requirements count in any case. */
static void set_roots(struct modules *m)
{
	const struct modfile *f = m->nmains ? &m->mains[0].file : NULL;
	const char *toolchain = NULL;

	m->pruning = m->work_dir ? PRUNE_WORKSPACE
		     : go_version_compare(m->go_version, "1.17") < 0 ? UNPRUNED
								     : PRUNED;
	m->roots = ARENA_ARRAY(m->arena, m->nmains + (f ? f->nrequire : 0) + 2,
			       struct mod_version);
	if (m->work_dir) {
		for (uint32_t i = 0; i < m->nmains; i++)
			add_root(m, (struct mod_version){
					    m->mains[i].module->path, ""});
		toolchain = m->work.toolchain;
	} else if (f) {
		for (uint32_t i = 0; i < f->nrequire; i++) {
			const struct mod_version *r = &f->require[i].mod;

			if (!mod_find(&m->mains[0].exclude, r)) {
				add_root(m, *r);
				continue;
			}
			diags_warning(m->diags, m->mains[0].go_mod,
				      arena_printf(m->arena,
						   "ignoring requirement on "
						   "excluded version %s %s",
						   r->path, r->version));
		}
		toolchain = f->toolchain;
	}
	add_root(m, (struct mod_version){"go", m->go_version});
	if (toolchain)
		add_root(m, (struct mod_version){"toolchain", toolchain});
	qsort(m->roots, m->nroots, sizeof(*m->roots), by_module);
}

static void check_settings(struct modules *m)
{
	const char *set = goenv_get(m->env, "GO111MODULE");

	m->enabled = strcmp(set, "off") != 0;
	if (!m->enabled)
		diags_error(m->diags, NULL,
			    "modules are off (GO111MODULE=off): only packages "
			    "of the standard library are found; unset "
			    "GO111MODULE");
	if (m->env->bad_flag)
		diags_error(m->diags, NULL,
			    arena_printf(m->arena,
					 "parsing $GOFLAGS: non-flag %s",
					 quote_go(m->arena, m->env->bad_flag)));
	if (m->env->overlay)
		diags_warning(m->diags, NULL,
			      "-overlay in GOFLAGS is not followed");
	if (m->env->toolchain_problem)
		diags_warning(m->diags, NULL, m->env->toolchain_problem);
	if (!*m->env->goroot)
		diags_error(m->diags, NULL,
			    "Go was not found: neither GOROOT nor a go command "
			    "on PATH; set GOROOT");
	else if (!is_directory(m->env->goroot_src))
		diags_error(m->diags, m->env->goroot,
			    "GOROOT has no directory src: no Go is there");
}

void modules_init(struct modules *m, struct goenv *env, struct diags *diags)
{
	pthread_mutexattr_t attr;

	memset(m, 0, sizeof(*m));
	m->env = env;
	m->arena = env->arena;
	m->diags = diags;
	/* Public functions that take the lock also call each other. */
	pthread_mutexattr_init(&attr);
	pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(&m->lock, &attr);
	pthread_mutexattr_destroy(&attr);

	check_settings(m);
	if (!m->enabled) {
		m->go_version = *env->version ? env->version : DEFAULT_GO;
	} else if (env->work) {
		read_workspace(m);
	} else {
		read_main(m);
	}
	if (m->work_dir)
		m->replace_dir = m->work_dir;
	choose_build_mod(m);
	set_roots(m);
	if (m->build_mod == BUILD_VENDOR) {
		m->vendor_dir = vendor_dir_of(m);
		if (m->vendor_dir)
			modules_read_vendor(m);
		else
			m->build_mod = BUILD_READONLY;
	}
}

void modules_finish(struct modules *m)
{
	pthread_mutex_destroy(&m->lock);
}
