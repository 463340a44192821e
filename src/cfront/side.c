/* SPDX-License-Identifier: MIT */
/*
 * One package's C
 *
 * cgo compiles the preamble of each Go file for itself.  Packages that wrap
 * a library have the same few lines in each of fifty files, so files whose
 * preambles are the same but for their places are one question (a group).
 *
 *	names of the files -> groups -> answers: from the cache, or from a
 *	child process that asks clang -> objects
 *
 * Objects are made when the first one is asked for, since only then there is
 * a package that they can be in.
 */
#include "cfront/cfront.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"
#include "cfront/cache.h"
#include "cfront/decls.h"
#include "cfront/extract.h"
#include "cfront/isolate.h"
#include "cfront/meaning.h"
#include "cfront/names.h"
#include "load/load.h"
#include "syntax/ast.h"
#include "types/predicates.h"

/* CPU seconds that clang may take for one source. */
enum { PATIENCE = 60, MAX_ANSWER = 256 << 20 };

/* Files with the same preamble. */
struct group {
	const struct c_source *source; /* of the first */
	struct VEC(struct c_name) names;
	const struct c_decls *answer; /* NULL: none */
	uint64_t hash;
};

struct c_side {
	struct c_package *package;
	struct arena *arena;
	struct VEC(struct group) groups;
	struct c_meaning meaning;
	bool known, made;
};

/* Groups */

/* The next line that is no #line; its length, 0 at the end. */
static size_t next_line(const char **at, const char *end)
{
	while (*at < end) {
		const char *nl = memchr(*at, '\n', (size_t)(end - *at));
		size_t n = nl ? (size_t)(nl - *at) + 1 : (size_t)(end - *at);

		if (n < 6 || memcmp(*at, "#line ", 6) != 0)
			return n;
		*at += n;
	}
	return 0;
}

static bool same_text(const struct c_source *a, const struct c_source *b)
{
	const char *p = a->text, *q = b->text;
	const char *p_end = p + a->size, *q_end = q + b->size;

	for (;;) {
		size_t n = next_line(&p, p_end);

		if (n != next_line(&q, q_end) || memcmp(p, q, n) != 0)
			return false;
		if (n == 0)
			return true;
		p += n;
		q += n;
	}
}

static uint64_t hash_text(const struct c_source *s)
{
	const char *at = s->text, *end = at + s->size;
	uint64_t h = 14695981039346656037u;
	size_t n;

	for (; (n = next_line(&at, end)) > 0; at += n)
		for (size_t i = 0; i < n; i++)
			h = (h ^ (unsigned char)at[i]) * 1099511628211u;
	return h;
}

static struct group *group_of(struct c_side *s, const struct c_source *source)
{
	uint64_t h = hash_text(source);

	for (uint32_t i = 0; i < s->groups.len; i++) {
		struct group *g = &s->groups.at[i];

		if (g->hash == h && same_text(g->source, source))
			return g;
	}
	vec_push_in(s->arena, &s->groups,
		    (struct group){.source = source, .hash = h});
	return &s->groups.at[s->groups.len - 1];
}

static int by_name(const void *va, const void *vb)
{
	const struct c_name *a = va, *b = vb;
	int d = name_compare(a->name, b->name);

	if (d)
		return d;
	return a->pos < b->pos ? -1 : a->pos > b->pos;
}

/* Each once, where it is used first. */
static void sort_names(struct group *g)
{
	uint32_t n = 0;

	if (g->names.len > 0)
		qsort(g->names.at, g->names.len, sizeof(*g->names.at), by_name);
	for (uint32_t i = 0; i < g->names.len; i++)
		if (n == 0 || g->names.at[n - 1].name != g->names.at[i].name)
			g->names.at[n++] = g->names.at[i];
	g->names.len = n;
}

static void collect(struct c_side *s)
{
	const struct c_package *p = s->package;

	for (uint32_t i = 0; i < p->npreambles; i++) {
		struct group *g = group_of(s, &p->sources[i]);
		uint32_t n;
		struct c_name *names =
			c_names_of(p->sources[i].go, s->arena, &n);

		for (uint32_t k = 0; k < n; k++)
			vec_push_in(s->arena, &g->names, names[k]);
	}
	for (uint32_t i = 0; i < s->groups.len; i++)
		sort_names(&s->groups.at[i]);
}

/* Answers */

/* A test need not wait as long as a user may have to. */
static unsigned patience(void)
{
	const char *text = getenv("BELAY_CLANG_SECONDS");
	unsigned long n = text ? strtoul(text, NULL, 10) : 0;

	return n > 0 && n < PATIENCE ? (unsigned)n : PATIENCE;
}

static void ask_clang(void *ctx, struct buf *out)
{
	c_extract(ctx, out);
}

static struct c_place import_place(const struct c_source *source)
{
	const struct ast_file *f = source->go;

	for (uint32_t i = 0; i < f->nimports; i++) {
		const struct basic_lit *path = f->imports[i]->path;

		if (path && path->len == 3 && path->text[1] == 'C') {
			struct position at =
				position_in(f->source, path->e.node.pos);

			return (struct c_place){f->source->path, at.line,
						at.column};
		}
	}
	return (struct c_place){f->source->path, 0, 0};
}

static const struct c_decls *ask(struct c_side *s, struct group *g)
{
	struct c_question q = {s->package, g->source, g->names.at,
			       g->names.len};
	const struct c_decls *answer;
	struct buf bytes;
	const char *why;

	answer = c_cache_get(&q, s->arena);
	if (answer)
		return answer;
	if (!clang_open(&why)) {
		c_package_error(s->package, (struct c_place){0}, why);
		return NULL;
	}
	buf_init(&bytes, MAX_ANSWER);
	if (isolate(ask_clang, &q, patience(), &bytes, &why))
		answer = c_decls_read(bytes.data, bytes.len, s->arena);
	else
		c_package_error(s->package, import_place(g->source),
				arena_printf(s->arena, "C preamble: %s", why));
	if (answer)
		c_cache_put(&q, answer, &bytes);
	buf_finish(&bytes);
	return answer;
}

static void tell_notes(struct c_side *s, const struct c_decls *d)
{
	for (uint32_t i = 0; i < d->nnotes; i++) {
		const struct c_note *n = &d->notes[i];
		const char *path = c_text(d, n->path);

		c_package_error(s->package,
				(struct c_place){*path ? path : NULL, n->line,
						 n->column},
				c_text(d, n->message));
	}
}

/* Names that C does not have; *known turns false. */
static void look_for_unknown(struct c_side *s, struct group *g)
{
	const struct c_decls *d = g->answer;
	struct ast_file *const *files = s->package->files;

	for (uint32_t i = 0; i < d->ndecls && i < g->names.len; i++) {
		struct c_place at = {0};
		pos_t pos = g->names.at[i].pos;

		if (d->decls[i].kind != C_DECL_UNKNOWN)
			continue;
		s->known = false;
		if (d->nnotes > 0)
			continue; /* most likely because of these */
		for (uint32_t k = 0; k < s->package->nfiles; k++) {
			struct source_file *f = files[k]->source;

			if (pos >= f->base && pos <= f->base + f->size) {
				struct position p = position_in(f, pos);

				at = (struct c_place){f->path, p.line,
						      p.column};
			}
		}
		c_package_error(
			s->package, at,
			arena_printf(s->arena,
				     "could not determine what C.%s refers to",
				     name_text(g->names.at[i].name)));
	}
}

struct c_side *c_side_create(const struct load_result *r,
			     const struct load_package *lp,
			     struct ast_file **files, uint32_t nfiles,
			     struct arena *a)
{
	struct c_side *s = ARENA_NEW(a, struct c_side);

	s->arena = a;
	s->package = c_package_create(r, lp, files, nfiles, a);
	if (s->package->npreambles == 0)
		return NULL;
	s->known = true;
	collect(s);
	for (uint32_t i = 0; i < s->groups.len; i++) {
		struct group *g = &s->groups.at[i];

		if (g->names.len == 0)
			continue;
		g->answer = ask(s, g);
		if (!g->answer) {
			s->known = false;
			continue;
		}
		tell_notes(s, g->answer);
		look_for_unknown(s, g);
	}
	return s;
}

bool c_side_known(const struct c_side *s)
{
	return s->known;
}

static void make_objects(struct c_side *s, struct package *pkg)
{
	const struct sizes *sizes = sizes_for(s->package->goarch);

	s->made = true;
	c_meaning_init(&s->meaning, s->arena, pkg, s->package->goos,
		       sizes ? sizes->word_size : 8);
	for (uint32_t i = 0; i < s->groups.len; i++)
		if (s->groups.at[i].answer)
			c_meaning_add(&s->meaning, s->groups.at[i].answer);
}

void c_side_settle(struct c_side *s, struct package *pkg)
{
	if (!s->made)
		make_objects(s, pkg);
}

struct object *c_side_object(struct c_side *s, struct package *pkg, name_t name)
{
	c_side_settle(s, pkg);
	return c_meaning_object(&s->meaning, name);
}

const struct c_error *c_side_errors(const struct c_side *s, uint32_t *ret_n)
{
	*ret_n = s->package->nerrors;
	return s->package->errors;
}
