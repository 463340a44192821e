/* SPDX-License-Identifier: MIT */
/*
 * The effects of a Go package's C.
 *
 * Preambles that are the same but for their places are one source.  All
 * sources are parsed and solved in a child process (isolate.h), which writes
 * what it found as text; that text is kept under a hash of flags, sources and
 * the .belay file, with the headers that were read in front of it, and is
 * used as long as these are as they were.
 */
#include "cfront/effect_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cfront/internal.h"
#include "cfront/isolate.h"
#include "cfront/store.h"
#include "load/load.h"
#include "syntax/ast.h"

/* CPU seconds for all C of a package, and bytes of what is found. */
enum { PATIENCE = 120, MAX_ANSWER = 256 << 20, MAX_FILE = 1 << 20 };
enum { MAX_HEADERS = 20000 };

struct work {
	struct c_package *package;
	struct effects *effects;
	const char *belay_path; /* NULL: there is no such file */
	struct buf belay;
	/* Files that were read, each once. */
	struct ptrmap seen;
	struct words headers;
};

/* Without #line: where a preamble stands makes no difference. */
static void hash_text(struct c_hash *h, const char *at, size_t size)
{
	const char *end = at + size;

	while (at < end) {
		const char *nl = memchr(at, '\n', (size_t)(end - at));
		size_t n = nl ? (size_t)(nl - at) + 1 : (size_t)(end - at);

		if (n < 6 || memcmp(at, "#line ", 6) != 0)
			c_hash_bytes(h, at, n);
		at += n;
	}
}

/* Is there a source before i that says the same? */
static bool is_again(const struct c_package *p, uint32_t i,
		     struct c_hash *hashes)
{
	struct c_hash h = C_HASH_START;

	hash_text(&h, p->sources[i].text, p->sources[i].size);
	hashes[i] = h;
	for (uint32_t k = 0; k < i; k++)
		if (hashes[k].a == h.a && hashes[k].b == h.b)
			return true;
	return false;
}

/* A name that Go exports: what follows "//export". */
static void add_exports(struct effects *e, const struct ast_file *f)
{
	for (uint32_t i = 0; i < f->ndirectives; i++) {
		const struct directive *d = &f->directives[i];
		size_t at = 0, end = d->len;

		if (d->kind != DIRECTIVE_EXPORT)
			continue;
		while (at < end && d->text[at] > ' ')
			at++;
		while (at < end && d->text[at] <= ' ')
			at++;
		while (end > at && d->text[end - 1] <= ' ')
			end--;
		effects_add_export(
			e, arena_strndup(e->arena, d->text + at, end - at));
	}
}

static void add_header(CXFile file, CXSourceLocation *stack, unsigned len,
		       CXClientData data)
{
	struct {
		struct work *w;
		const struct clang_api *clang;
	} *v = data;
	struct arena *a = v->w->package->arena;
	const char *path = clang_text(v->clang, a, v->clang->getFileName(file));
	void **at;

	(void)stack;
	(void)len;
	at = ptrmap_at_key(&v->w->seen, a, (uint64_t)name_of(path) + 1);
	if (*at || v->w->headers.len == MAX_HEADERS)
		return;
	*at = v->w;
	vec_push_in(a, &v->w->headers, path);
}

static void add_source(struct work *w, const struct c_source *source)
{
	struct {
		struct work *w;
		const struct clang_api *clang;
	} v = {.w = w};
	struct c_unit u;

	if (!c_unit_open(w->package, source, C_UNIT_BODIES, NULL, &u))
		return;
	v.clang = u.clang;
	effects_add_unit(w->effects, &u);
	u.clang->getInclusions(u.tu, add_header, &v);
	c_unit_close(&u);
}

/* In the child. */
static void work(void *ctx, struct buf *out)
{
	struct work *w = ctx;
	struct c_package *p = w->package;
	struct c_hash *hashes =
		ARENA_ARRAY(p->arena, p->nsources, struct c_hash);
	struct effect_error error;

	for (uint32_t i = 0; i < p->nsources; i++) {
		if (i < p->npreambles)
			add_exports(w->effects, p->sources[i].go);
		if (i >= p->npreambles || !is_again(p, i, hashes))
			add_source(w, &p->sources[i]);
	}
	if (w->belay_path)
		effects_add_file(w->effects, w->belay_path, buf_text(&w->belay),
				 w->belay.len, &error);
	effects_solve(w->effects);
	for (uint32_t i = 0; i < w->headers.len; i++) {
		struct c_stamp s = c_stamp_of(w->headers.at[i]);

		/* What was made up is part of the question. */
		if (s.size >= 0)
			buf_printf(out, "H %lld %lld %s\n", (long long)s.size,
				   (long long)s.mtime, w->headers.at[i]);
	}
	effects_write(w->effects, out);
}

/* The header lines of an answer; *same: their files are as they were. */
static size_t headers_end(const struct buf *answer, bool *same)
{
	const char *at = buf_text(answer);

	*same = true;
	while (*at == 'H') {
		size_t len = strcspn(at, "\n");
		struct c_stamp now;
		char path[4096], *end;
		long long size = strtoll(at + 1, &end, 10);
		long long mtime = strtoll(end, &end, 10);
		size_t n = (size_t)(at + len - end);

		if (n > 1 && n <= sizeof(path)) {
			memcpy(path, end + 1, n - 1);
			path[n - 1] = '\0';
			now = c_stamp_of(path);
			*same &= now.size == size && now.mtime == mtime;
		}
		at += len + (at[len] == '\n');
	}
	return (size_t)(at - buf_text(answer));
}

static void hash_sources(struct c_hash *h, const struct c_package *p)
{
	struct c_stamp stamp;

	for (uint32_t i = 0; i < p->nsources; i++) {
		c_hash_string(h, p->sources[i].path);
		if (p->sources[i].text) {
			c_hash_bytes(h, p->sources[i].text, p->sources[i].size);
			continue;
		}
		stamp = c_stamp_of(p->sources[i].path);
		c_hash_bytes(h, &stamp, sizeof(stamp));
	}
	for (uint32_t i = 0; i < p->nmade; i++)
		c_hash_bytes(h, p->made[i].Contents, p->made[i].Length);
}

static struct c_hash hash_of(const struct work *w)
{
	const struct c_package *p = w->package;
	struct c_hash h = c_hash_of_package(p);

	hash_sources(&h, p);
	c_hash_bytes(&h, buf_text(&w->belay), w->belay.len);
	return h;
}

/* What the user knows: .belay at the module's root. */
static void read_belay(struct work *w)
{
	const struct load_module *m = w->package->load->module;
	const char *path;

	buf_init(&w->belay, MAX_FILE);
	if (!m || !m->dir)
		return;
	path = arena_printf(w->package->arena, "%s/.belay", m->dir);
	if (buf_read_file(&w->belay, path) == 0)
		w->belay_path = path;
	else
		buf_clear(&w->belay);
}

/* The line that is wrong is told; the child has used the others. */
static void check_belay(struct work *w, struct arena *a)
{
	struct effect_error error;

	if (w->belay_path &&
	    !effects_add_file(effects_create(a), w->belay_path,
			      buf_text(&w->belay), w->belay.len, &error))
		c_package_error(w->package,
				(struct c_place){w->belay_path, error.line,
						 error.column},
				error.message);
}

struct effects *effects_of_package(const struct load_result *r,
				   const struct load_package *lp,
				   struct ast_file **files, uint32_t nfiles,
				   struct arena *a)
{
	struct work w = {.effects = effects_create(a)};
	struct effects *e = effects_create(a);
	struct c_hash h;
	struct buf answer;
	bool same = false;
	const char *why;
	size_t at = 0;

	w.package = c_package_create(r, lp, files, nfiles, a);
	if (w.package->npreambles == 0)
		return NULL;
	read_belay(&w);
	check_belay(&w, a);
	h = hash_of(&w);
	buf_init(&answer, MAX_ANSWER);
	if (c_store_get("e5", &h, &answer))
		at = headers_end(&answer, &same);
	if (!same ||
	    !effects_read(e, buf_text(&answer) + at, answer.len - at)) {
		buf_clear(&answer);
		if (!clang_open(&why) ||
		    !isolate(work, &w, PATIENCE, &answer, &why)) {
			c_package_error(
				w.package, (struct c_place){.path = lp->dir},
				arena_printf(a, "effects of C: %s", why));
		} else {
			at = headers_end(&answer, &same);
			if (effects_read(e, buf_text(&answer) + at,
					 answer.len - at))
				c_store_put("e5", &h, answer.data, answer.len);
		}
	}
	buf_finish(&answer);
	buf_finish(&w.belay);
	e->errors = w.package->errors;
	e->nerrors = w.package->nerrors;
	return e;
}
