/* SPDX-License-Identifier: MIT */
/*
 * From units to packages, by cmd/go's load: depth first from the patterns
 * on, imports in the order of their paths, so that dependencies come first
 * and the order does not depend on threads.
 *
 * An import that leads back to a package that is still being made closes a
 * cycle.  It is told, and the package does without that import.
 *
 * The depth of imports is the user's to choose, so the walk has a stack of
 * its own.
 */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "load/loader.h"
#include "load/modpath.h"
#include "load/version.h"

enum unit_state { UNIT_NEW, UNIT_OPEN, UNIT_DONE };

/* A unit whose imports are being gone through. */
struct frame {
	struct unit *u;
	uint32_t next;
};

struct stack {
	struct VEC(struct frame) v;
};

/* Sources of other languages that only cgo or SWIG can make use of. */
static void check_languages(struct loader *l, struct load_package *p,
			    const struct unit *u)
{
	static const struct {
		uint8_t other; /* enum load_other */
		const char *language;
	} languages[] = {
		{LOAD_OTHER_C, "C"},
		{LOAD_OTHER_CXX, "C++"},
		{LOAD_OTHER_M, "Objective-C"},
		{LOAD_OTHER_F, "Fortran"},
	};

	if (!l->target.cgo) {
		p->others[LOAD_OTHER_C].n = 0;
		p->others[LOAD_OTHER_CXX].n = 0;
		p->others[LOAD_OTHER_M].n = 0;
		p->others[LOAD_OTHER_SWIG].n = 0;
		p->others[LOAD_OTHER_SWIGCXX].n = 0;
	}
	if (p->cgo || p->others[LOAD_OTHER_SWIG].n ||
	    p->others[LOAD_OTHER_SWIGCXX].n || p->broken)
		return;
	for (size_t i = 0; i < sizeof(languages) / sizeof(*languages); i++) {
		const struct load_names *names = &p->others[languages[i].other];

		if (!names->n)
			continue;
		build_diagnostic(l, p, u, UINT32_MAX, 0,
				 arena_printf(l->arena,
					      "%s source files not allowed "
					      "when not using cgo or SWIG: %s",
					      languages[i].language,
					      names->at[0]));
		return;
	}
}

/* Why nothing of a directory is compiled. */
static const char *say_no_go(struct loader *l, const struct source_dir *d)
{
	if (d->others[LOAD_OTHER_IGNORED_GO].n)
		return arena_printf(l->arena,
				    "build constraints exclude all Go files "
				    "in %s",
				    d->path);
	if (d->others[LOAD_OTHER_TEST_GO].n + d->others[LOAD_OTHER_XTEST_GO].n)
		return arena_printf(l->arena, "no non-test Go files in %s",
				    d->path);
	return arena_printf(l->arena, "no Go files in %s", d->path);
}

/* "go1.22" of "1.22.3": what the compiler is told. */
static const char *language(struct loader *l, const struct load_module *m)
{
	const char *v, *dot;

	if (!m)
		return "";
	v = m->go_version && *m->go_version ? m->go_version : "1.16";
	if (*l->env.version && go_version_compare(v, l->env.version) > 0)
		v = l->env.version;
	dot = strchr(v, '.');
	if (!dot)
		return arena_printf(l->arena, "go%s", v);
	dot++;
	dot += strspn(dot, "0123456789");
	return arena_printf(l->arena, "go%.*s", (int)(dot - v), v);
}

static struct load_package *new_package(struct loader *l, struct unit *u)
{
	struct load_package *p = build_new(l, u);

	p->id = p->path = u->path;
	p->name = u->src ? u->src->name : "";
	p->dir = u->res.dir ? u->res.dir : "";
	p->standard = u->res.standard;
	p->root = u->root;
	p->command_line = u->command_line;
	if (u->res.mod.path)
		p->module = modules_info(&l->modules, &u->res.mod);
	p->go_version = p->standard ? "" : language(l, p->module);
	if (u->src) {
		memcpy(p->others, u->src->others, sizeof(p->others));
		p->cgo = u->src->cgo;
	}
	return p;
}

/* The text of a message up to its first line's end. */
static const char *one_line(struct loader *l, const char *text)
{
	return arena_strndup(l->arena, text, strcspn(text, "\n;"));
}

static void add_missing(struct loader *l, struct unit *u, const char *why)
{
	u->missing = true;
	u->why = one_line(l, why);
	vec_push(&l->missing, u->package);
}

/* Whether some file of the unit is compiled without its tests. */
static bool has_plain_files(const struct unit *u)
{
	for (uint32_t i = 0; i < u->src->nfiles; i++) {
		if (u->src->files[i].kind <= LOAD_FILE_CGO)
			return true;
	}
	return false;
}

static void begin_unit(struct loader *l, struct unit *u)
{
	struct load_package *p = new_package(l, u);
	const char *why;

	u->package = p;
	u->state = UNIT_OPEN;
	if (u->res.error) {
		/* Told where it is imported, or here for a pattern. */
		add_missing(l, u, u->res.error);
		p->broken = true;
		return;
	}
	if (!u->src)
		return;
	build_dir_errors(l, p, u->src);
	if (u->src->nfiles == 0) {
		why = say_no_go(l, u->src);
		if (u->src->no_go)
			build_diagnostic(l, p, u, UINT32_MAX, 0, why);
		add_missing(l, u, why);
	} else if (!has_plain_files(u)) {
		u->why = say_no_go(l, u->src);
	}
	check_languages(l, p, u);
}

/* The dependencies of a unit one after the other; NULL behind the last. */
static bool nth_dep(const struct unit *u, uint32_t n, struct unit **ret)
{
	uint32_t explicit = u->src && u->deps[DIR_PACKAGE]
				    ? u->src->imports[DIR_PACKAGE].n
				    : 0;

	if (n < explicit)
		*ret = u->deps[DIR_PACKAGE][n];
	else if (n - explicit < u->nimplicit)
		*ret = u->implicit[n - explicit];
	else
		return false;
	return true;
}

/* Tells a cycle: from the unit on the stack to the one at its end. */
static void tell_cycle(struct loader *l, const struct stack *s,
		       const struct unit *u)
{
	const struct unit *last = s->v.at[s->v.len - 1].u;
	const struct dir_imports *imports = &last->src->imports[DIR_PACKAGE];
	struct buf text;
	uint32_t i = s->v.len;

	buf_init(&text, (size_t)64 << 10);
	while (i > 0 && s->v.at[i - 1].u != u)
		i--;
	buf_puts(&text, "import cycle not allowed: ");
	for (; i > 0 && i <= s->v.len; i++)
		buf_printf(&text, "%s imports ", s->v.at[i - 1].u->path);
	buf_puts(&text, u->path);
	for (i = 0; i < imports->n; i++) {
		if (last->deps[DIR_PACKAGE][i] == u)
			break;
	}
	build_diagnostic(l, u->package, last,
			 i < imports->n ? imports->at[i].file : UINT32_MAX,
			 i < imports->n ? imports->at[i].offset : 0,
			 arena_strdup(l->arena, buf_text(&text)));
	buf_finish(&text);
}

bool unit_is_open(const struct unit *u)
{
	return u->state == UNIT_OPEN;
}

static void end_unit(struct loader *l, struct unit *u)
{
	if (!u->missing) {
		build_files(l, u->package, u, BUILD_PLAIN);
		build_imports(l, u->package, u, BUILD_PLAIN);
		build_keep(l, u->package);
	}
	u->state = UNIT_DONE;
}

static void push(struct loader *l, struct stack *s, struct unit *u)
{
	begin_unit(l, u);
	vec_push(&s->v, (struct frame){.u = u});
}

void build_unit(struct loader *l, struct unit *root)
{
	struct stack s = {0};

	if (root->state != UNIT_NEW)
		return;
	push(l, &s, root);
	while (s.v.len) {
		struct frame *f = &s.v.at[s.v.len - 1];
		struct unit *dep;

		if (f->u->missing || !nth_dep(f->u, f->next, &dep)) {
			end_unit(l, f->u);
			s.v.len--;
			continue;
		}
		f->next++;
		if (!dep)
			continue;
		if (dep->state == UNIT_NEW)
			push(l, &s, dep);
		else if (dep->state == UNIT_OPEN)
			tell_cycle(l, &s, dep);
	}
	vec_finish(&s.v);
}

static void tell_match(struct loader *l, const struct match *m)
{
	for (uint32_t i = 0; i < m->errors.len; i++)
		diags_error(&l->diags, NULL,
			    arena_printf(l->arena, "%s%s: %s",
					 m->literal ? "" : "pattern ",
					 m->pattern, m->errors.at[i]));
	if (m->units.len == 0 && m->errors.len == 0 &&
	    strcmp(m->pattern, COMMAND_LINE) != 0)
		diags_warning(&l->diags, NULL,
			      arena_printf(l->arena, "%s matched no packages",
					   quote_go(l->arena, m->pattern)));
}

static void build_root(struct loader *l, struct unit *u)
{
	build_unit(l, u);
	if (u->listed)
		return;
	u->listed = true;
	if (!u->missing)
		vec_push(&l->roots, u->package);
}

/* A root that nobody imports has no place where it could be told. */
static void tell_root(struct loader *l, struct unit *u)
{
	if (u->missing && u->res.error && !u->told)
		build_diagnostic(l, u->package, NULL, 0, 0, u->res.error);
	u->told = true;
}

/* What the tests of a unit import is built like all else. */
static void build_test_deps(struct loader *l, struct unit *u)
{
	for (int g = DIR_TEST; g <= DIR_XTEST; g++) {
		for (uint32_t i = 0; u->deps[g] && i < u->src->imports[g].n;
		     i++) {
			if (u->deps[g][i])
				build_unit(l, u->deps[g][i]);
		}
	}
}

static void reach(struct loader *l, struct load_package *p, bool *reached)
{
	struct VEC(struct load_package *) stack = {0};

	vec_push(&stack, p);
	while (stack.len) {
		p = vec_pop(&stack);
		if (p != l->test_main) {
			if (reached[p->index])
				continue;
			reached[p->index] = true;
		}
		for (uint32_t i = 0; i < p->nimports; i++) {
			if (p->imports[i].package)
				vec_push(&stack, p->imports[i].package);
		}
	}
	vec_finish(&stack);
}

/*
 * What only its recompiled variants are needed of is left out, as go list
 * does.
 */
static void drop_unreached(struct loader *l)
{
	bool *reached = ARENA_ARRAY(l->arena, l->packages.len + 1, bool);
	uint32_t n = 0;

	/* Main programs of tests, which are not there, are such users too. */
	if (l->test_main)
		reach(l, l->test_main, reached);
	for (uint32_t i = 0; l->test_main && i < l->packages.len; i++) {
		if (l->packages.at[i]->variant == LOAD_RECOMPILED)
			reach(l, l->packages.at[i], reached);
	}
	for (uint32_t i = 0; i < l->roots.len; i++)
		reach(l, l->roots.at[i], reached);
	for (uint32_t i = 0; i < l->packages.len; i++) {
		struct load_package *p = l->packages.at[i];

		if (reached[i]) {
			p->index = n;
			l->packages.at[n++] = p;
		} else {
			*strmap_at(&l->result->memory->by_id, l->arena, p->id) =
				NULL;
		}
	}
	l->packages.len = n;
}

static void for_roots(struct loader *l,
		      void (*fn)(struct loader *l, struct unit *u))
{
	for (uint32_t i = 0; i < l->nmatches; i++) {
		for (uint32_t j = 0; j < l->matches[i].units.len; j++)
			fn(l, l->matches[i].units.at[j]);
	}
}

void build_packages(struct loader *l)
{
	for (uint32_t i = 0; i < l->nmatches; i++)
		tell_match(l, &l->matches[i]);
	for_roots(l, build_root);
	if (l->config->tests) {
		for_roots(l, build_test_deps);
		variants_prepare(l);
		for_roots(l, variants_of);
		drop_unreached(l);
	}
	for_roots(l, tell_root);
	check_requirements(l);
}
