/* SPDX-License-Identifier: MIT */
#include "load/resolve.h"

#include <string.h>

#include "base/arena.h"
#include "base/vec.h"
#include "load/diags.h"
#include "load/goenv.h"
#include "load/modpath.h"
#include "load/modules.h"
#include "load/version.h"

/* A place where a package was found. */
struct found {
	struct mod_version mod; /* path NULL: std */
	const char *dir;
	struct dir_listing listing;
};

struct search {
	struct modules *m;
	struct arena *a;
	const char *path;
	struct VEC(struct found) found;
	const char *error;
};

static bool list(struct arena *a, const char *dir, struct dir_listing *ret)
{
	return dir_list(a, dir, ret) == 0 && dir_has_go(dir, ret);
}

/* A directory between dir and root has a go.mod: it is another module's. */
static bool other_module(struct arena *a, const char *dir, const char *root)
{
	size_t n = strlen(root);

	while (strlen(dir) > n) {
		if (is_file(arena_printf(a, "%s/go.mod", dir)))
			return true;
		dir = path_dir(a, dir);
	}
	return false;
}

bool resolve_in_module(struct arena *a, const char *path, const char *prefix,
		       const char *root, bool local, const char **ret_dir,
		       struct dir_listing *ret_listing)
{
	const char *dir = root;
	size_t n = strlen(prefix);

	if (!path_has_prefix(path, prefix) && n)
		return false;
	path += n;
	path += *path == '/';
	if (*path)
		dir = arena_printf(a, "%s/%s", root, path);
	if (!list(a, dir, ret_listing))
		return false;
	if (local && other_module(a, dir, root))
		return false;
	*ret_dir = dir;
	return true;
}

static void add_found(struct search *s, struct mod_version mod, const char *dir,
		      struct dir_listing listing)
{
	vec_push_in(s->a, &s->found, (struct found){mod, dir, listing});
}

static void search_std(struct search *s)
{
	struct mod_version std = {NULL, ""};
	struct dir_listing listing;
	const char *dir;

	if (!path_is_standard(s->path) || !*s->m->env->goroot_src)
		return;
	dir = arena_printf(s->a, "%s/%s", s->m->env->goroot_src, s->path);
	if (list(s->a, dir, &listing))
		add_found(s, std, dir, listing);
}

/* The main modules and the vendor directory have everything. */
static void search_vendor(struct search *s)
{
	struct modules *m = s->m;
	struct dir_listing listing;
	struct vendored *v;
	const char *dir;

	for (uint32_t i = 0; i < m->nmains; i++) {
		const struct main_module *mm = &m->mains[i];

		if (resolve_in_module(s->a, s->path, mm->prefix, mm->root, true,
				      &dir, &listing))
			add_found(s, (struct mod_version){mm->module->path, ""},
				  dir, listing);
	}
	dir = arena_printf(s->a, "%s/%s", m->vendor_dir, s->path);
	if (!list(s->a, dir, &listing))
		return;
	v = strmap_get(&m->vendored_package, s->path);
	if (v) {
		add_found(s, v->module, dir, listing);
	} else if (go_version_compare(m->go_version, "1.23") < 0) {
		add_found(s, (struct mod_version){NULL, ""}, dir, listing);
	} else {
		diags_warning(m->diags, dir,
			      arena_printf(s->a,
					   "ignoring package %s which exists "
					   "in the vendor directory but is "
					   "missing from vendor/modules.txt. "
					   "To sync the vendor directory run "
					   "go %s vendor.",
					   s->path,
					   m->work_dir ? "work" : "mod"));
	}
}

/* One module that could have the package. */
static void search_module(struct search *s, const char *prefix,
			  const char *version)
{
	struct mod_version mod = {prefix, version};
	struct dir_listing listing;
	const char *root, *dir, *why;
	bool local;

	why = modules_dir(s->m, &mod, &root, &local);
	if (why) {
		/* It only matters when no other module has the package. */
		if (!s->error)
			s->error = why;
		return;
	}
	for (uint32_t i = 0; i < s->m->nmains; i++) {
		/* std is a main module whose packages have no prefix. */
		if (!*version && !*s->m->mains[i].prefix &&
		    s->m->mains[i].root == root)
			prefix = "";
	}
	if (resolve_in_module(s->a, s->path, prefix, root, local, &dir,
			      &listing))
		add_found(s, mod, dir, listing);
}

/*
 * Every module whose path is a prefix of the import path, longest first;
 * whole: by the versions of the whole graph.
 */
static void search_modules(struct search *s, bool whole)
{
	size_t n = strlen(s->path);

	while (n > 0) {
		char *prefix = arena_strndup(s->a, s->path, n);
		const char *version = NULL;

		if (!module_is_toolchain(prefix))
			version = whole ? modules_selected(s->m, prefix)
					: modules_root_version(s->m, prefix);
		if (version)
			search_module(s, prefix, version);
		do
			n--;
		while (n > 0 && s->path[n] != '/');
	}
}

static const char *say_ambiguous(struct search *s, bool directories)
{
	const char *text;

	text = arena_printf(s->a,
			    "ambiguous import: found package %s in multiple "
			    "%s:",
			    s->path, directories ? "directories" : "modules");
	for (uint32_t i = s->found.len; i-- > 0;) {
		/* Shortest module first; directories as they were found. */
		const struct found *f =
			&s->found.at[directories ? s->found.len - 1 - i : i];

		if (directories)
			text = arena_printf(s->a, "%s\n\t%s", text, f->dir);
		else
			text = arena_printf(s->a, "%s\n\t%s%s%s (%s)", text,
					    f->mod.path ? f->mod.path : "",
					    *f->mod.version ? " " : "",
					    f->mod.version, f->dir);
	}
	return text;
}

/* A module that is replaced but not required, and has the package. */
static const char *say_replaced(struct search *s)
{
	struct modules *m = s->m;

	for (uint32_t i = 0; i < m->nmains; i++) {
		const struct modfile *f = &m->mains[i].file;

		for (uint32_t j = 0; j < f->nreplace; j++) {
			const struct mod_replace *r = &f->replace[j];
			const char *dir;
			struct dir_listing listing;
			bool local;

			if (!path_has_prefix(s->path, r->old.path) ||
			    modules_selected(m, r->old.path) ||
			    modules_dir(m, &r->old, &dir, &local) ||
			    !resolve_in_module(s->a, s->path, r->old.path, dir,
					       local, &dir, &listing))
				continue;
			return arena_printf(s->a,
					    "module %s provides package %s and "
					    "is replaced but not required; to "
					    "add it:\n\tgo get %s",
					    r->old.path, s->path,
					    mod_text(s->a, &r->old));
		}
	}
	return NULL;
}

static const char *say_missing(struct search *s)
{
	static const char *const mods[] = {
		[BUILD_READONLY] = "readonly",
		[BUILD_VENDOR] = "vendor",
		[BUILD_MOD] = "mod",
	};
	struct modules *m = s->m;
	const char *text =
		m->build_mod != BUILD_VENDOR ? say_replaced(s) : NULL;

	if (text)
		return text;
	if (path_is_standard(s->path))
		return arena_printf(s->a, "package %s is not in std (%s/%s)",
				    s->path, m->env->goroot_src, s->path);
	if (m->build_mod == BUILD_MOD)
		return arena_printf(s->a,
				    "cannot find module providing package %s",
				    s->path);
	text = arena_printf(s->a, "no required module provides package %s",
			    s->path);
	if (!m->nmains)
		return arena_printf(
			s->a, "%s: %s", text,
			m->work_dir
				? "no modules were found in the current "
				  "workspace; see 'go help work'"
				: "go.mod file not found in current directory "
				  "or any parent directory; see 'go help "
				  "modules'");
	if (m->build_mod_explicit)
		return arena_printf(s->a,
				    "%s: import lookup disabled by -mod=%s",
				    text, mods[m->build_mod]);
	if (m->build_mod_reason)
		return arena_printf(s->a,
				    "%s: import lookup disabled by "
				    "-mod=%s\n\t(%s)",
				    text, mods[m->build_mod],
				    m->build_mod_reason);
	return arena_printf(s->a, "%s; to add it:\n\tgo get %s", text, s->path);
}

/* Paths that are no import paths at all. */
static const char *check_path(struct modules *m, struct arena *a,
			      const char *path)
{
	static const char *const metas[] = {"std", "cmd", "all", "work",
					    "tool"};

	(void)m;
	if (strchr(path, '@'))
		return arena_printf(a,
				    "import path %s should not have @version",
				    quote_go(a, path));
	if (path_is_local(path))
		return arena_printf(a,
				    "%s is relative, but relative import paths "
				    "are not supported in module mode",
				    quote_go(a, path));
	if (*path == '/')
		return arena_printf(a,
				    "%s is not a package path; see 'go help "
				    "packages'",
				    quote_go(a, path));
	for (size_t i = 0; i < sizeof(metas) / sizeof(*metas); i++) {
		if (strcmp(path, metas[i]) == 0)
			return arena_printf(a,
					    "%s is not an importable package; "
					    "see 'go help packages'",
					    quote_go(a, path));
	}
	return import_path_check(a, path);
}

static void search(struct search *s)
{
	struct modules *m = s->m;
	bool whole = m->pruning == UNPRUNED;

	search_std(s);
	if (m->build_mod == BUILD_VENDOR) {
		search_vendor(s);
		if (s->found.len > 1)
			s->error = say_ambiguous(s, true);
		return;
	}
	for (;;) {
		search_modules(s, whole);
		if (s->found.len > 0) {
			s->error = s->found.len > 1 ? say_ambiguous(s, false)
						    : NULL;
			return;
		}
		if (s->error || whole || !m->nmains)
			return;
		whole = true;
	}
}

void resolve_import(struct modules *m, struct arena *a, const char *path,
		    struct resolved *ret)
{
	struct search s = {.m = m, .a = a, .path = path};

	*ret = (struct resolved){.mod = {NULL, ""}};
	if (strcmp(path, "C") == 0)
		return;
	ret->error = check_path(m, a, path);
	if (ret->error)
		return;
	search(&s);
	if (!s.error && s.found.len == 0)
		s.error = say_missing(&s);
	ret->error = s.error;
	if (s.error || !s.found.at)
		return;
	ret->dir = s.found.at[0].dir;
	ret->mod = s.found.at[0].mod;
	ret->listing = s.found.at[0].listing;
	/* A package of the vendor directory may have no module too. */
	ret->standard = *m->env->goroot_src && path_is_standard(path) &&
			path_below(ret->dir, m->env->goroot_src) != NULL;
}

const char *resolve_std_vendor(struct modules *m, struct arena *a,
			       const char *importer, const char *path)
{
	const char *vendored;

	if (path_is_standard(path))
		return path;
	vendored = arena_printf(a, "%s/%s",
				path_has_prefix(importer, "cmd") ? "cmd/vendor"
								 : "vendor",
				path);
	if (is_directory(
		    arena_printf(a, "%s/%s", m->env->goroot_src, vendored)))
		return vendored;
	return path;
}

/* The directory in the module cache, or a replacement, of some module. */
static const char *in_required_module(struct modules *m, struct arena *a,
				      const char *dir)
{
	struct mod_version *list_;
	uint32_t n;

	list_ = modules_build_list(m, &n);
	for (uint32_t i = 0; i < n; i++) {
		const char *root, *below;
		bool local;

		if (modules_dir(m, &list_[i], &root, &local))
			continue;
		below = path_in_dir(a, dir, root);
		if (!below || strchr(below, '@') ||
		    strncmp(below, "vendor/", 7) == 0 ||
		    strstr(below, "/vendor/"))
			continue;
		return path_join(a, list_[i].path, below);
	}
	return NULL;
}

static const char *short_path(struct modules *m, const char *dir)
{
	const char *below = path_below(dir, m->env->dir);

	return below ? below : dir;
}

static const char *say_outside(struct modules *m, struct arena *a,
			       const char *dir)
{
	const char *what =
		strcmp(dir, m->env->dir) == 0
			? "current directory"
			: arena_printf(a, "directory %s", short_path(m, dir));
	const char *root;

	if (!m->nmains)
		return m->work_dir ? "no modules were found in the current "
				     "workspace; see 'go help work'"
				   : "go.mod file not found in current "
				     "directory or any parent directory; see "
				     "'go help modules'";
	if (!m->work_dir)
		return arena_printf(a,
				    "%s outside main module or its selected "
				    "dependencies",
				    what);
	root = goenv_find_above(a, dir, "go.mod");
	if (root)
		return arena_printf(a,
				    "%s is contained in a module that is not "
				    "one of the workspace modules listed in "
				    "go.work. You can add the module to the "
				    "workspace using:\n\tgo work use %s",
				    what, short_path(m, root));
	return arena_printf(a,
			    "%s outside modules listed in go.work or their "
			    "selected dependencies",
			    what);
}

/* In a main module; NULL and no *ret_why when it lies in none of them. */
static const char *in_main_module(struct modules *m, struct arena *a,
				  const char *dir, const char **ret_why)
{
	for (uint32_t i = 0; i < m->nmains; i++) {
		const struct main_module *mm = &m->mains[i];
		const char *below = path_below(dir, mm->root), *path;
		struct dir_listing listing;
		const char *in_dir;

		if (!below || strchr(below, '@'))
			continue;
		if (strcmp(below, ".") == 0 && *mm->prefix)
			return mm->prefix;
		if (strcmp(below, ".") == 0) {
			*ret_why = "GOROOT/src is not an importable package";
			return NULL;
		}
		if (strncmp(below, "vendor/", 7) == 0) {
			if (m->build_mod != BUILD_VENDOR)
				*ret_why = arena_printf(
					a,
					"without -mod=vendor, directory %s "
					"has no package path",
					dir);
			else if (!strmap_get(&m->vendored_package, below + 7))
				*ret_why = arena_printf(
					a,
					"directory %s is not a package listed "
					"in vendor/modules.txt",
					dir);
			else
				return below + 7;
			return NULL;
		}
		if (!*mm->prefix && strcmp(below, "builtin") == 0) {
			*ret_why = "\"builtin\" is a pseudo-package, not an "
				   "importable package";
			return NULL;
		}
		path = *mm->prefix ? path_join(a, mm->prefix, below) : below;
		if (!*mm->prefix ||
		    resolve_in_module(a, path, mm->prefix, mm->root, true,
				      &in_dir, &listing))
			return path;
		*ret_why = arena_printf(a,
					"main module (%s) does not contain "
					"package %s",
					mm->module->path, path);
	}
	return NULL;
}

const char *resolve_directory(struct modules *m, struct arena *a,
			      const char *dir, const char **ret_why)
{
	const char *path, *below;

	*ret_why = NULL;
	path = in_main_module(m, a, dir, ret_why);
	if (path || *ret_why) {
		if (path)
			*ret_why = NULL;
		return path;
	}
	below = *m->env->goroot_src ? path_in_dir(a, dir, m->env->goroot_src)
				    : NULL;
	if (below && strcmp(below, ".") != 0 && !strchr(below, '@')) {
		if (strcmp(below, "builtin") != 0)
			return below;
		*ret_why = "\"builtin\" is a pseudo-package, not an "
			   "importable package";
		return NULL;
	}
	path = in_required_module(m, a, dir);
	if (!path)
		*ret_why = say_outside(m, a, dir);
	return path;
}
