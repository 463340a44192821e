/* SPDX-License-Identifier: MIT */
/*
 * Stages complain in lists of their own: the loader's diagnostics, the C
 * side's, the parser's and the checker's errors.  Here they become one, sorted,
 * without what is said twice: a file that two variants of a package have gives
 * its errors twice, and a syntax error among the imports is seen by the loader
 * and the parser.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/compare.h"
#include "base/name.h"
#include "base/ptrmap.h"
#include "base/vec.h"
#include "cfront/cfront.h"
#include "load/load.h"
#include "program/program.h"
#include "syntax/ast.h"
#include "types/types.h"

struct list {
	const struct program *program;
	struct arena *arena;
	struct VEC(struct program_error) errors;
};

const char *program_path(const struct program *p, const char *path)
{
	size_t n = strlen(p->root);

	if (path && strncmp(path, p->root, n) == 0 && path[n] == '/')
		return path + n + 1;
	return path;
}

/* A message is one line: Go's have the remedy on lines of their own. */
static const char *one_line(struct arena *a, const char *text)
{
	char *copy, *to;

	if (!strpbrk(text, "\n\t"))
		return text;
	copy = to = arena_strdup(a, text);
	for (const char *at = text; *at; at++) {
		bool gap = *at == '\n' || *at == '\t';

		if (!gap)
			*to++ = *at;
		else if (to > copy && to[-1] != ' ')
			*to++ = ' ';
	}
	*to = '\0';
	return copy;
}

static void add(struct list *l, const char *path, uint32_t line,
		uint32_t column, const char *message, bool root)
{
	struct program_error e = {program_path(l->program, path), line, column,
				  one_line(l->arena, message), root};

	vec_push(&l->errors, e);
}

static void add_at(struct list *l, pos_t pos, const char *message, bool root)
{
	struct position at = position_of(l->program->files, pos);

	add(l, at.path, at.line, at.column, message, root);
}

static void add_loaded(struct list *l)
{
	const struct load_result *r = l->program->load;

	for (uint32_t i = 0; i < r->ndiagnostics; i++) {
		const struct load_diagnostic *d = &r->diagnostics[i];

		if (d->syntax) /* the parser says it too */
			continue;
		add(l, d->path, d->line, d->column, d->message,
		    !d->package || d->package->root);
	}
}

/* What the parser could not read is not wrong a second time. */
static bool is_misread(struct list *l, const struct program_package *pp,
		       pos_t pos)
{
	struct position at, bad;

	if (pp->nsyntax_errors == 0)
		return false;
	at = position_raw(l->program->files, pos);
	for (uint32_t i = 0; i < pp->nsyntax_errors; i++) {
		bad = position_raw(l->program->files, pp->syntax_errors[i].pos);
		if (bad.line == at.line && compare_text(bad.path, at.path) == 0)
			return true;
	}
	return false;
}

/* The C of Go's own packages is not the user's, unless he asks for them. */
static void add_c(struct list *l, const struct program_package *pp)
{
	const struct c_error *errors;
	uint32_t n = 0;

	if (!pp->c || (!pp->load->root && pp->load->standard))
		return;
	errors = c_side_errors(pp->c, &n);
	for (uint32_t i = 0; i < n; i++)
		add(l, errors[i].at.path, errors[i].at.line,
		    errors[i].at.column, errors[i].message, pp->load->root);
}

/*
 * What is wrong in a package that no pattern names is somebody else's: one
 * line says that its types are not to be trusted.
 */
static void add_package(struct list *l, const struct program_package *pp)
{
	bool root = pp->load->root;
	uint32_t ntypes = pp->types ? pp->types->nerrors : 0;
	uint32_t most = root ? UINT32_MAX : 1;

	for (uint32_t i = 0; i < pp->nsyntax_errors && most; i++, most--)
		add_at(l, pp->syntax_errors[i].pos, pp->syntax_errors[i].msg,
		       root);
	for (uint32_t i = 0; i < ntypes && most; i++) {
		const struct type_error *e = &pp->types->errors[i];

		if (is_misread(l, pp, e->pos))
			continue;
		add_at(l, e->pos, e->msg, root);
		most--;
	}
}

static int compare(const void *va, const void *vb)
{
	const struct program_error *a = va, *b = vb;
	int d = compare_text(a->path, b->path);

	if (d)
		return d;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	if (a->column != b->column)
		return a->column < b->column ? -1 : 1;
	return strcmp(a->message, b->message);
}

static bool same_line(const struct program_error *a,
		      const struct program_error *b)
{
	return a->line == b->line && compare_text(a->path, b->path) == 0;
}

/* The loader said it before, and knows more about it. */
static bool import_again(const struct program_error *all, size_t n, size_t i)
{
	const struct program_error *e = &all[i];

	if (strncmp(e->message, "could not import ", 17) != 0)
		return false;
	return (i > 0 && same_line(&all[i - 1], e)) ||
	       (i + 1 < n && same_line(&all[i + 1], e));
}

/* One missing module is missed in many files: those of others say it once. */
static bool said_before(struct ptrmap *said, struct arena *a,
			const struct program_error *e)
{
	void **at;

	if (e->root)
		return false;
	at = ptrmap_at_key(said, a, name_of(e->message));
	if (*at)
		return true;
	*at = said;
	return false;
}

/* Leaves each once; all is sorted. */
static size_t unique(struct arena *a, struct program_error *all, size_t n)
{
	struct ptrmap said = {0};
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (kept > 0 && compare(&all[kept - 1], &all[i]) == 0)
			continue;
		if (!import_again(all, n, i) && !said_before(&said, a, &all[i]))
			all[kept++] = all[i];
	}
	return kept;
}

struct program_error *program_errors(const struct program *p, struct arena *a,
				     size_t *ret_n)
{
	struct list l = {.program = p, .arena = a};
	struct program_error *all;

	add_loaded(&l);
	for (uint32_t i = 0; i < p->npackages; i++) {
		add_c(&l, &p->packages[i]);
		add_package(&l, &p->packages[i]);
	}
	if (l.errors.len > 0)
		qsort(l.errors.at, l.errors.len, sizeof(*l.errors.at), compare);
	*ret_n = unique(a, l.errors.at, l.errors.len);
	all = vec_copy(a, l.errors.at, *ret_n, sizeof(*all));
	vec_finish(&l.errors);
	return all;
}
