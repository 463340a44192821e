/* SPDX-License-Identifier: MIT */
/*
 * vendor/modules.txt: which modules the vendor directory was made from, and
 * which packages of each it has.
 *
 *	## workspace                       in the first line, of a workspace
 *	# module version [=> path [version]]
 *	## explicit; go 1.22
 *	package
 *
 * It must fit the go.mod files, or the directory is out of date.
 */
#include "load/modules_private.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "load/diags.h"
#include "load/goenv.h"
#include "load/goroot.h"
#include "load/modpath.h"
#include "load/version.h"

enum { FIELDS = 6 };

/* Splits a line at white space, in place. */
static int fields(char *line, char **ret)
{
	int n = 0;

	while (n < FIELDS) {
		line += strspn(line, " \t\r");
		if (!*line)
			break;
		ret[n++] = line;
		line += strcspn(line, " \t\r");
		if (*line)
			*line++ = '\0';
	}
	return n;
}

bool modules_vendor_is_for_work(struct modules *m, const char *dir)
{
	char *text =
		goroot_read(m->arena, path_join(m->arena, dir, "modules.txt"));

	if (!text || strncmp(text, "## ", 3) != 0)
		return false;
	text[strcspn(text, "\n")] = '\0';
	for (char *entry = text + 3, *end; *entry; entry = end) {
		entry += strspn(entry, "; \t\r");
		end = entry + strcspn(entry, ";");
		if (strncmp(entry, "workspace", 9) == 0 &&
		    strspn(entry + 9, " \t\r") == (size_t)(end - entry - 9))
			return true;
	}
	return false;
}

static struct vendored *vendored_of(struct modules *m,
				    const struct mod_version *mod)
{
	void **at =
		strmap_at(&m->vendored_at, m->arena, mod_key(m->arena, mod));
	struct VEC(struct vendored *) v = {
		.at = m->vendored,
		.len = m->nvendored,
		.cap = m->nvendored,
	};

	if (!*at) {
		struct vendored *new = ARENA_NEW(m->arena, struct vendored);

		new->module = *mod;
		new->go_version = "";
		*at = new;
		vec_push_in(m->arena, &v, new);
		m->vendored = v.at;
		m->nvendored = v.len;
	}
	return *at;
}

/* "# path version => path version"; NULL when it is another comment. */
static struct vendored *read_module(struct modules *m, char *line)
{
	char *f[FIELDS];
	int n = fields(line + 2, f), i;
	struct mod_version mod = {NULL, ""};
	struct vendored *v;

	if (n < 2)
		return NULL;
	mod.path = f[0];
	if (semver_valid(f[1]))
		mod.version = f[1];
	else if (strcmp(f[1], "=>") != 0)
		return NULL;
	i = *mod.version ? 2 : 1;
	v = vendored_of(m, &mod);
	if (i < n && strcmp(f[i], "=>") == 0) {
		if (n - i == 2)
			v->replacement = (struct mod_version){f[i + 1], ""};
		else if (n - i == 3 && semver_valid(f[i + 2]))
			v->replacement =
				(struct mod_version){f[i + 1], f[i + 2]};
	}
	return v;
}

/* "## explicit; go 1.22" */
static void read_notes(struct vendored *v, char *line)
{
	for (char *entry = line + 3, *end; *entry; entry = end) {
		entry += strspn(entry, "; \t");
		end = entry + strcspn(entry, ";\r");
		if (*end)
			*end++ = '\0';
		if (strcmp(entry, "explicit") == 0)
			v->explicit = true;
		else if (strncmp(entry, "go ", 3) == 0)
			v->go_version = entry + 3;
	}
}

static void read_list(struct modules *m, char *text)
{
	struct vendored *v = NULL;
	char *f[FIELDS];

	for (char *line = text, *next; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (strncmp(line, "# ", 2) == 0) {
			v = read_module(m, line);
		} else if (!v) {
			continue;
		} else if (strncmp(line, "## ", 3) == 0) {
			read_notes(v, line);
		} else if (fields(line, f) == 1) {
			*strmap_at(&m->vendored_package, m->arena, f[0]) = v;
			v->has_packages = true;
		}
	}
}

struct problems {
	struct modules *m;
	struct buf text;
	bool before_114;
};

static void problem(struct problems *p, const struct mod_version *mod,
		    const char *what)
{
	buf_printf(&p->text, "\n\t%s: %s", mod_text(p->m->arena, mod), what);
}

static void check_requires(struct problems *p, const struct modfile *f)
{
	for (uint32_t i = 0; i < f->nrequire; i++) {
		const struct mod_version *mod = &f->require[i].mod;
		const struct vendored *v = mod_find(&p->m->vendored_at, mod);

		if ((v && v->explicit) || p->before_114)
			continue;
		problem(p, mod,
			"is explicitly required in go.mod, but not marked as "
			"explicit in vendor/modules.txt");
	}
}

/* A directory as modules.txt has it: relative to where vendor lies. */
static bool same_replacement(struct modules *m, const struct mod_version *a,
			     const struct mod_version *b)
{
	const char *base = m->work_dir ? m->work_dir : m->replace_dir;

	if (strcmp(a->version, b->version) != 0)
		return false;
	if (*a->version || !base)
		return strcmp(a->path, b->path) == 0;
	return strcmp(path_join(m->arena, base, a->path),
		      path_join(m->arena, base, b->path)) == 0;
}

static void check_replaces(struct problems *p, const struct modfile *f,
			   const char *file)
{
	struct modules *m = p->m;

	for (uint32_t i = 0; i < f->nreplace; i++) {
		const struct mod_version *old = &f->replace[i].old;
		struct mod_version r = modules_replacement(m, old);
		const struct vendored *v = mod_find(&m->vendored_at, old);

		if (!v || !v->replacement.path) {
			if (r.path && !p->before_114)
				problem(p, old,
					arena_printf(m->arena,
						     "is replaced in %s, but "
						     "not marked as replaced "
						     "in vendor/modules.txt",
						     file));
		} else if (!same_replacement(m, &v->replacement, &r)) {
			problem(p, old,
				arena_printf(
					m->arena,
					"is replaced by %s in %s, but "
					"marked as replaced by %s in "
					"vendor/modules.txt",
					mod_text(m->arena, &r), file,
					mod_text(m->arena, &v->replacement)));
		}
	}
}

static bool required(const struct modules *m, const struct mod_version *mod)
{
	for (uint32_t i = 0; i < m->nmains; i++) {
		const struct modfile *f = &m->mains[i].file;

		for (uint32_t j = 0; j < f->nrequire; j++) {
			if (strcmp(f->require[j].mod.path, mod->path) == 0 &&
			    strcmp(f->require[j].mod.version, mod->version) ==
				    0)
				return true;
		}
	}
	return false;
}

static void check_list(struct problems *p)
{
	struct modules *m = p->m;

	for (uint32_t i = 0; i < m->nvendored; i++) {
		const struct vendored *v = m->vendored[i];

		if (v->explicit && v->has_packages && !required(m, &v->module))
			problem(p, &v->module,
				arena_printf(m->arena,
					     "is marked as explicit in "
					     "vendor/modules.txt, but not "
					     "explicitly required in %sgo.mod",
					     m->work_dir ? "a " : ""));
		if (v->replacement.path &&
		    !modules_replacement(m, &v->module).path)
			problem(p, &v->module,
				arena_printf(m->arena,
					     "is marked as replaced in "
					     "vendor/modules.txt, but not "
					     "replaced in %s",
					     m->work_dir ? "the workspace"
							 : "go.mod"));
	}
}

/* One diagnostic for all that does not fit. */
static void check(struct modules *m)
{
	struct problems p = {.m = m};

	buf_init(&p.text, 0);
	p.before_114 =
		!m->work_dir && go_version_compare(m->go_version, "1.14") < 0;
	for (uint32_t i = 0; i < m->nmains; i++)
		check_requires(&p, &m->mains[i].file);
	for (uint32_t i = 0; i < m->nmains; i++)
		check_replaces(&p, &m->mains[i].file, m->mains[i].go_mod);
	if (m->work_dir)
		check_replaces(&p, &m->work, m->env->work);
	check_list(&p);
	if (p.text.len)
		diags_error(m->diags,
			    path_join(m->arena, m->vendor_dir, "modules.txt"),
			    arena_printf(m->arena,
					 "inconsistent vendoring in %s:%s\n\n"
					 "\tTo ignore the vendor directory, "
					 "use -mod=readonly or -mod=mod.\n"
					 "\tTo sync the vendor directory, "
					 "run:\n\t\tgo %s vendor",
					 path_dir(m->arena, m->vendor_dir),
					 buf_text(&p.text),
					 m->work_dir ? "work" : "mod"));
	buf_finish(&p.text);
}

void modules_read_vendor(struct modules *m)
{
	char *text = goroot_read(
		m->arena, path_join(m->arena, m->vendor_dir, "modules.txt"));

	if (text)
		read_list(m, text);
	check(m);
}
