/* SPDX-License-Identifier: MIT */
/*
 * Effects of C sources beside what a person says they are.
 *
 *	effects_check marks FILE.c [-- FLAGS]
 *	effects_check labels LABELS [--belay FILE] SOURCE... [-- FLAGS]
 *	effects_check dump SOURCE... [-- FLAGS]
 *	effects_check table SOURCE... [-- FLAGS]
 *
 * Marks are comments in the source, labels lines of a file of their own:
 * "NAME: rows", with the rows of doc/effects.md, or "none".  Marks are all
 * that is to be said but reads and writes.  Labels are about what a caller
 * sees: arguments and what they point to, not the fields behind them; where
 * something is kept is not compared, and a label without a family takes any.
 * The table's rows are held against the declarations in the sources: each
 * argument must be there, and be a pointer where memory is meant.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cfront/body.h"
#include "cfront/clang.h"
#include "cfront/effect.h"
#include "cfront/effect_run.h"
#include "cfront/unit.h"

struct check {
	struct arena *arena;
	struct effects *effects; /* or */
	struct body_set *set;
	const char *flags[256];
	int nflags;
	bool labels, quiet;
	unsigned same, other;
};

/* The rows that count, as lines. */
static bool counts(const struct check *c, const struct c_effect *row)
{
	if (row->kind == EFFECT_READS || row->kind == EFFECT_WRITES ||
	    row->kind == EFFECT_NONE)
		return false;
	if (!c->labels)
		return true;
	if (row->kind == EFFECT_RETURNS_NONNULL ||
	    row->kind == EFFECT_CALLS_GO || row->kind == EFFECT_CALLS ||
	    row->kind == EFFECT_CLEARS)
		return false;
	if (row->path.root == EFFECT_GLOBAL)
		return false;
	if (row->kind == EFFECT_RETURNS_ALIAS)
		return true;
	if (row->path.some)
		return false;
	return row->path.nsteps == 0 ||
	       (row->path.nsteps == 1 && row->path.steps[0] == NO_NAME);
}

/* A row as it is compared: labels forget what callers do not see. */
static struct c_effect seen(const struct check *c, const struct c_effect *row)
{
	struct c_effect r = *row;

	if (!c->labels)
		return r;
	r.other.root = EFFECT_NOWHERE;
	if (r.kind == EFFECT_RETURNS_ALIAS) {
		/* Memory of the argument, wherever in it. */
		r.interior = false;
		r.path.nsteps = 0;
		r.path.some = false;
	}
	if (r.kind == EFFECT_RETURNS_OWNED || r.kind == EFFECT_FREES)
		r.interior = false;
	/* When it is kept is not compared. */
	if (r.kind == EFFECT_KEEPS) {
		r.condition.when = EFFECT_ALWAYS;
		r.condition.subject.root = EFFECT_NOWHERE;
	}
	if (r.condition.when == EFFECT_MAYBE)
		r.condition.subject.root = EFFECT_NOWHERE;
	return r;
}

static bool same_text(const struct c_effect *a, const struct c_effect *b)
{
	struct buf x, y;
	bool same;

	buf_init(&x, 4096);
	buf_init(&y, 4096);
	effect_print(a, &x);
	effect_print(b, &y);
	same = strcmp(buf_text(&x), buf_text(&y)) == 0;
	buf_finish(&x);
	buf_finish(&y);
	return same;
}

static bool matches(const struct check *c, const char *name,
		    const struct c_effect *want, const struct c_effect *got)
{
	struct c_effect w = seen(c, want), g = seen(c, got);

	/* Where the table has a name for what comes from malloc. */
	if (c->labels && (!w.family || effect_table_find(name)))
		g.family = w.family;
	/* "maybe" is said where a person sees no simple condition. */
	if (c->labels && w.condition.when == EFFECT_MAYBE &&
	    g.condition.when == EFFECT_IF)
		g.condition = w.condition;
	return same_text(&w, &g);
}

static void print_rows(const struct check *c, const char *what,
		       const struct c_effect *rows, uint32_t n)
{
	struct buf out;

	buf_init(&out, 1 << 16);
	for (uint32_t i = 0; i < n; i++) {
		if (!counts(c, &rows[i]))
			continue;
		buf_printf(&out, "\t%s ", what);
		effect_print(&rows[i], &out);
		buf_puts(&out, "\t(");
		effect_print_reason(&rows[i], &out);
		buf_puts(&out, ")\n");
	}
	fputs(buf_text(&out), stdout);
	buf_finish(&out);
}

static void compare(struct check *c, const char *name,
		    const struct effect_rows *want)
{
	const struct c_effects *got = effects_of(c->effects, name);
	uint32_t ngot = got ? got->nrows : 0;
	bool same = got && got->known;

	for (uint32_t i = 0; i < want->len && same; i++) {
		bool found = !counts(c, &want->at[i]);

		for (uint32_t k = 0; k < ngot && !found; k++)
			found = matches(c, name, &want->at[i], &got->rows[k]);
		same = found;
	}
	for (uint32_t k = 0; k < ngot && same; k++) {
		bool found = !counts(c, &got->rows[k]);

		for (uint32_t i = 0; i < want->len && !found; i++)
			found = matches(c, name, &want->at[i], &got->rows[k]);
		same = found;
	}
	c->same += same;
	c->other += !same;
	if (same)
		return;
	printf("%s%s\n", name,
	       !got	    ? ": not declared"
	       : got->known ? got->cut ? ": (cut)" : ""
			    : ": nothing known");
	print_rows(c, "want", want->at, want->len);
	print_rows(c, "got ", got ? got->rows : NULL, ngot);
}

/* "NAME: rows" in text[0, len). */
static bool check_line(struct check *c, const char *text, size_t len)
{
	const char *colon = memchr(text, ':', len), *why = "";
	struct effect_rows want = {0};
	size_t n;

	if (!colon)
		return false;
	for (; len > 0 && *text == ' '; len--)
		text++;
	n = (size_t)(colon - text);
	if (effect_parse(c->arena, colon + 1, len - n - 1, &want, &why)) {
		printf("%.*s: %s\n", (int)len, text, why);
		return false;
	}
	compare(c, arena_strndup(c->arena, text, n), &want);
	return true;
}

/* The same of several lines, each of which may begin with a star. */
static bool check_mark(struct check *c, const char *text, size_t len)
{
	char *copy = arena_strndup(c->arena, text, len);

	for (char *nl = copy; (nl = strchr(nl, '\n'));) {
		*nl++ = ' ';
		nl += strspn(nl, " \t");
		if (*nl == '*')
			*nl = ' ';
	}
	return check_line(c, copy, len);
}

static bool check_file(struct check *c, const char *path)
{
	static const char open[] = "/*=";
	struct buf text;
	bool good = true;
	const char *at;

	buf_init(&text, 1 << 26);
	if (buf_read_file(&text, path) < 0) {
		perror(path);
		return false;
	}
	for (at = buf_text(&text); *at;) {
		size_t len = strcspn(at, "\n");
		const char *end = at + len;

		if (c->labels && len > 0 && *at != '#') {
			good &= check_line(c, at, len);
		} else if (!c->labels && strncmp(at, open, 3) == 0) {
			/* A mark may be of several lines. */
			end = strstr(at, "*/");
			if (!end)
				break;
			good &= check_mark(c, at + 3, (size_t)(end - at) - 3);
			end += strcspn(end, "\n");
		}
		at = end + (*end != '\0');
	}
	buf_finish(&text);
	return good;
}

static bool add_source(struct check *c, const struct clang_api *clang,
		       const char *path)
{
	struct c_unit u = {.clang = clang};

	u.index = clang->createIndex(0, 0);
	if (clang->parseTranslationUnit2(u.index, path, c->flags, c->nflags,
					 NULL, 0, CXTranslationUnit_KeepGoing,
					 &u.tu) != CXError_Success) {
		fprintf(stderr, "%s: cannot be parsed\n", path);
		clang->disposeIndex(u.index);
		return false;
	}
	for (unsigned i = 0; i < clang->getNumDiagnostics(u.tu); i++) {
		CXDiagnostic d = clang->getDiagnostic(u.tu, i);
		const char *text = clang_text(clang, c->arena,
					      clang->getDiagnosticSpelling(d));

		if (!c->quiet &&
		    clang->getDiagnosticSeverity(d) >= CXDiagnostic_Error)
			fprintf(stderr, "%s: %s\n", path, text);
		clang->disposeDiagnostic(d);
	}
	if (c->effects)
		effects_add_unit(c->effects, &u);
	else
		body_add_unit(c->set, &u);
	clang->disposeTranslationUnit(u.tu);
	clang->disposeIndex(u.index);
	return true;
}

/* What is written must read the same. */
static bool reads_back(const struct check *c)
{
	struct effects *again = effects_create(c->arena);
	struct buf first, second;
	bool same;

	buf_init(&first, 1 << 28);
	buf_init(&second, 1 << 28);
	effects_write(c->effects, &first);
	same = effects_read(again, buf_text(&first), first.len);
	effects_write(again, &second);
	same = same && strcmp(buf_text(&first), buf_text(&second)) == 0;
	if (!same)
		puts("what is kept does not read the same");
	buf_finish(&first);
	buf_finish(&second);
	return same;
}

static void dump(const struct check *c)
{
	uint32_t n;
	const struct c_effects *const *all = effects_all(c->effects, &n);

	for (uint32_t i = 0; i < n; i++) {
		if (!all[i]->has_body)
			continue;
		printf("%s%s\n", all[i]->name, all[i]->cut ? " (cut)" : "");
		print_rows(c, "", all[i]->rows, all[i]->nrows);
	}
}

static bool is_memory(uint8_t kind)
{
	return kind != EFFECT_CALLS_GO && kind != EFFECT_NORETURN &&
	       kind != EFFECT_NONE && kind != EFFECT_RETURNS_OWNED &&
	       kind != EFFECT_RETURNS_STATIC && kind != EFFECT_RETURNS_NONNULL;
}

/* What is wrong with a row of f, or NULL. */
static const char *misfit(const struct body_func *f, const struct c_effect *r)
{
	int root = r->path.root;

	if (root >= f->nparams || r->other.root >= f->nparams ||
	    r->condition.subject.root >= f->nparams)
		return "no such argument";
	if (root >= 0 && root < 64 && is_memory(r->kind) &&
	    !(f->pointers >> root & 1))
		return "no pointer";
	if (r->kind >= EFFECT_RETURNS_OWNED &&
	    r->kind <= EFFECT_RETURNS_NONNULL && !f->returns_pointer)
		return "returns no pointer";
	if (r->condition.when == EFFECT_IF &&
	    r->condition.subject.root == EFFECT_RESULT && f->returns_void)
		return "returns nothing";
	return NULL;
}

/* Each row of the table that the sources declare. */
static void check_table(struct check *c)
{
	uint32_t n, declared = 0;
	const struct effect_row *rows = effect_table(&n);

	for (uint32_t i = 0; i < n; i++) {
		const struct body_func *f = body_find(c->set, rows[i].name);
		struct effect_rows got = {0};
		const char *why = NULL;
		uint32_t at = effect_parse(c->arena, rows[i].effects,
					   strlen(rows[i].effects), &got, &why);

		declared += f != NULL;
		if (i > 0 && strcmp(rows[i - 1].name, rows[i].name) == 0)
			why = "is there twice";
		for (uint32_t k = 0; k < got.len && f && !why; k++)
			why = misfit(f, &got.at[k]);
		if (why)
			printf("%s: \"%s\": %s (%u)\n", rows[i].name,
			       rows[i].effects, why, at);
		c->same += !why;
		c->other += why != NULL;
	}
	printf("%u of %u rows have a declaration here\n", declared, n);
}

static int usage(void)
{
	fputs("usage: effects_check marks|labels|dump|table FILE... [-- "
	      "FLAGS]\n",
	      stderr);
	return 2;
}

int main(int argc, char **argv)
{
	struct check c = {.arena = arena_create(0)};
	const struct clang_api *clang;
	const char *why;
	int end = 2, first, failed = 0;

	while (end < argc && strcmp(argv[end], "--") != 0)
		end++;
	if (argc < 3 || end == 2)
		return usage();
	c.labels = strcmp(argv[1], "marks") != 0;
	c.quiet = getenv("EFFECTS_QUIET") != NULL;
	first = strcmp(argv[1], "labels") == 0 ? 3 : 2;
	clang = clang_open(&why);
	if (!clang) {
		fprintf(stderr, "%s\n", why);
		return 77;
	}
	if (clang->resources) {
		c.flags[c.nflags++] = "-resource-dir";
		c.flags[c.nflags++] = clang->resources;
	}
	for (int i = end + 1; i < argc && c.nflags < 250; i++)
		c.flags[c.nflags++] = argv[i];
	if (strcmp(argv[1], "table") == 0)
		c.set = body_set_create(c.arena);
	else
		c.effects = effects_create(c.arena);
	for (int i = first; i < end; i++)
		failed += !add_source(&c, clang, argv[i]);
	if (c.effects) {
		effects_solve(c.effects);
		failed += !reads_back(&c);
	}
	if (strcmp(argv[1], "dump") == 0)
		dump(&c);
	else if (c.set)
		check_table(&c);
	else
		failed += !check_file(&c, argv[2]);
	arena_destroy(c.arena);
	if (strcmp(argv[1], "dump") != 0)
		printf("%u passed, %u failed\n", c.same, c.other);
	return failed > 0 || c.other > 0;
}
