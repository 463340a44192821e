/* SPDX-License-Identifier: MIT */
/*
 * What the C sources of a package are compiled with.
 *
 * A package names its flags for the compiler that Go uses, which is gcc more
 * often than not.  What matters here is what a header means: where headers
 * are, what is defined, which language it is, how types are laid out.  These
 * flags are passed on; all others (optimization, warnings, code generation)
 * are left out, so that one clang does not know is no reason to stop.
 *
 * go/build: readGoFiles, expandSrcDir.  cmd/go: work/exec.go (CFlags, cgo).
 */
#include "cfront/internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "load/load.h"
#include "syntax/ast.h"

enum { MAX_FLAG = 1 << 20 };

static bool space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' ||
	       c == '\f';
}

void c_split(struct arena *a, const char *text, size_t len, struct words *to)
{
	char *word = arena_alloc(a, len + 1), quote = '\0';
	bool quoted = false;
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (c == '\\' && i + 1 < len) {
			word[n++] = text[++i];
		} else if (quote ? c != quote
				 : !space(c) && c != '"' && c != '\'') {
			word[n++] = c;
		} else if (quote) {
			quote = '\0';
		} else if (!space(c)) {
			quoted = true;
			quote = c;
		} else if (quoted || n > 0) {
			vec_push_in(a, to, arena_strndup(a, word, n));
			quoted = false;
			n = 0;
		}
	}
	if (quoted || n > 0)
		vec_push_in(a, to, arena_strndup(a, word, n));
}

/* Flags that change what a header means. */
static const struct flag {
	const char *text;
	enum {
		FLAG_EXACT,  /* the word */
		FLAG_PREFIX, /* what begins with it */
		FLAG_VALUE,  /* the value is joined, or the next word */
	} kind;
} kept[] = {
	{"-I", FLAG_VALUE},
	{"-D", FLAG_VALUE},
	{"-U", FLAG_VALUE},
	{"-F", FLAG_VALUE},
	{"-isystem", FLAG_VALUE},
	{"-iquote", FLAG_VALUE},
	{"-idirafter", FLAG_VALUE},
	{"-include", FLAG_VALUE},
	{"-imacros", FLAG_VALUE},
	{"-isysroot", FLAG_VALUE},
	{"--sysroot", FLAG_VALUE},
	{"-x", FLAG_VALUE},
	{"-std=", FLAG_PREFIX},
	{"-ansi", FLAG_EXACT},
	{"-pthread", FLAG_EXACT},
	{"-nostdinc", FLAG_EXACT},
	{"-m16", FLAG_EXACT},
	{"-m32", FLAG_EXACT},
	{"-m64", FLAG_EXACT},
	{"-mms-bitfields", FLAG_EXACT},
	{"-mno-ms-bitfields", FLAG_EXACT},
	{"-mlong-double-64", FLAG_EXACT},
	{"-mlong-double-128", FLAG_EXACT},
	{"-msse", FLAG_PREFIX},
	{"-mssse", FLAG_PREFIX},
	{"-mavx", FLAG_PREFIX},
	{"-maes", FLAG_EXACT},
	{"-mfma", FLAG_EXACT},
	{"-mbmi", FLAG_PREFIX},
	{"-mpclmul", FLAG_EXACT},
	{"-mpopcnt", FLAG_EXACT},
	{"-fshort-enums", FLAG_EXACT},
	{"-fno-short-enums", FLAG_EXACT},
	{"-fshort-wchar", FLAG_EXACT},
	{"-funsigned-char", FLAG_EXACT},
	{"-fsigned-char", FLAG_EXACT},
	{"-fpack-struct", FLAG_PREFIX},
	{"-fms-extensions", FLAG_EXACT},
	{"-fgnu89-inline", FLAG_EXACT},
	{"-fblocks", FLAG_EXACT},
};

/* The row for a word; *ret_next: its value is the next word. */
static const struct flag *find_flag(const char *word, bool *ret_next)
{
	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++) {
		const struct flag *f = &kept[i];
		size_t n = strlen(f->text);

		*ret_next = false;
		if (strcmp(word, f->text) == 0) {
			*ret_next = f->kind == FLAG_VALUE;
			return f;
		}
		if (f->kind != FLAG_EXACT && strncmp(word, f->text, n) == 0)
			return f;
	}
	return NULL;
}

/* Appends those of the words that are kept. */
static void add_kept(struct arena *a, struct words *to,
		     const struct words *from)
{
	for (uint32_t i = 0; i < from->len; i++) {
		bool next;

		if (!find_flag(from->at[i], &next))
			continue;
		if (next && i + 1 == from->len)
			break; /* its value is missing */
		vec_push_in(a, to, from->at[i]);
		if (next)
			vec_push_in(a, to, from->at[++i]);
	}
}

/* ${SRCDIR} is the package's folder. */
static const char *expand(struct c_package *p, const char *word)
{
	const char *at = strstr(word, "${SRCDIR}"), *keep;
	struct buf b;

	if (!at)
		return word;
	buf_init(&b, MAX_FLAG);
	for (; at; at = strstr(word, "${SRCDIR}")) {
		buf_add(&b, word, (size_t)(at - word));
		buf_puts(&b, p->load->dir);
		word = at + strlen("${SRCDIR}");
	}
	buf_puts(&b, word);
	keep = arena_strndup(p->arena, buf_text(&b), b.len);
	buf_finish(&b);
	return keep;
}

/* The verb of a #cgo line, the word before its colon, and what follows. */
static const char *verb_of(const struct load_cgo_line *line, size_t *ret_len,
			   const char **ret_args)
{
	const char *colon = memchr(line->text, ':', line->len), *at;

	if (!colon)
		return NULL;
	*ret_args = colon + 1;
	while (colon > line->text && space(colon[-1]))
		colon--;
	for (at = colon; at > line->text && !space(at[-1]);)
		at--;
	*ret_len = (size_t)(colon - at);
	return at;
}

struct verbs {
	struct words cpp, c, cxx;
};

static struct words *list_of(struct verbs *v, const char *verb, size_t len)
{
	const struct {
		const char *name;
		struct words *list;
	} rows[] = {
		{"CPPFLAGS", &v->cpp},
		{"CFLAGS", &v->c},
		{"CXXFLAGS", &v->cxx},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strlen(rows[i].name) == len &&
		    memcmp(rows[i].name, verb, len) == 0)
			return rows[i].list;
	return NULL;
}

static struct c_place place_of_line(const struct c_package *p,
				    const struct load_cgo_line *line)
{
	for (uint32_t i = 0; i < p->nfiles; i++) {
		const struct source_file *s = p->files[i]->source;

		if (line->pos >= s->base && line->pos <= s->base + s->size)
			return c_place_in(p->files[i], line->pos);
	}
	return (struct c_place){0};
}

static void read_line(struct c_package *p, const struct load_cgo_line *line,
		      struct verbs *v, struct words *pkg_flags)
{
	struct words words = {0}, *to;
	const char *args, *verb;
	size_t len;

	verb = verb_of(line, &len, &args);
	if (!verb)
		return;
	c_split(p->arena, args, (size_t)(line->text + line->len - args),
		&words);
	for (uint32_t i = 0; i < words.len; i++)
		words.at[i] = expand(p, words.at[i]);
	if (len == 10 && memcmp(verb, "pkg-config", 10) == 0) {
		/* Asked at once: what is missing is told at its line. */
		c_pkg_config(p, place_of_line(p, line), &words, pkg_flags);
		return;
	}
	to = list_of(v, verb, len);
	if (to)
		add_kept(p->arena, to, &words);
}

static void add_env(struct c_package *p, const char *name, struct words *to)
{
	const char *text = getenv(name);
	struct words words = {0};

	if (!text)
		return;
	c_split(p->arena, text, strlen(text), &words);
	add_kept(p->arena, to, &words);
}

/* Names of targets as compilers have them. */
static const struct {
	const char *goos, *goarch, *triple;
} triples[] = {
	{"linux", "386", "i686-linux-gnu"},
	{"linux", "amd64", "x86_64-linux-gnu"},
	{"linux", "arm", "armv7-linux-gnueabihf"},
	{"linux", "arm64", "aarch64-linux-gnu"},
	{"linux", "loong64", "loongarch64-linux-gnu"},
	{"linux", "mips64le", "mips64el-linux-gnuabi64"},
	{"linux", "mipsle", "mipsel-linux-gnu"},
	{"linux", "ppc64", "powerpc64-linux-gnu"},
	{"linux", "ppc64le", "powerpc64le-linux-gnu"},
	{"linux", "riscv64", "riscv64-linux-gnu"},
	{"linux", "s390x", "s390x-linux-gnu"},
	{"android", "arm64", "aarch64-linux-android21"},
	{"darwin", "amd64", "x86_64-apple-macosx11"},
	{"darwin", "arm64", "arm64-apple-macosx11"},
	{"freebsd", "amd64", "x86_64-unknown-freebsd"},
	{"netbsd", "amd64", "x86_64-unknown-netbsd"},
	{"openbsd", "amd64", "x86_64-unknown-openbsd"},
	{"windows", "386", "i686-w64-mingw32"},
	{"windows", "amd64", "x86_64-w64-mingw32"},
	{"windows", "arm64", "aarch64-w64-mingw32"},
};

static const char *triple_of(const struct c_package *p)
{
	for (size_t i = 0; i < sizeof(triples) / sizeof(*triples); i++)
		if (strcmp(triples[i].goos, p->goos) == 0 &&
		    strcmp(triples[i].goarch, p->goarch) == 0)
			return triples[i].triple;
	return NULL;
}

static void add_all(struct arena *a, struct words *to, const struct words *from)
{
	for (uint32_t i = 0; i < from->len; i++)
		vec_push_in(a, to, from->at[i]);
}

void c_package_flags(struct c_package *p)
{
	struct arena *a = p->arena;
	const char *triple = triple_of(p);
	struct words base = {0}, c, cxx = {0}, found = {0};
	struct verbs v = {0};

	vec_push_in(a, &base, "-w");
	if (triple)
		vec_push_in(a, &base, arena_printf(a, "--target=%s", triple));
	vec_push_in(a, &base,
		    arena_printf(a, "-working-directory=%s", p->load->dir));
	/*
	 * clang knows malloc and its like, and gives them types of its own
	 * where the header says size_t.
	 */
	vec_push_in(a, &base, "-fno-builtin");
	add_env(p, "CGO_CPPFLAGS", &v.cpp);
	add_env(p, "CGO_CFLAGS", &v.c);
	add_env(p, "CGO_CXXFLAGS", &v.cxx);
	for (uint32_t i = 0; i < p->load->ncgo_lines; i++)
		read_line(p, &p->load->cgo_lines[i], &v, &found);
	add_all(a, &base, &v.cpp);
	add_kept(a, &base, &found);
	/* Where cgo puts what it makes: _cgo_export.h. */
	vec_push_in(a, &base, "-I");
	vec_push_in(a, &base, p->load->dir);
	add_all(a, &cxx, &base);
	c = base;
	add_all(a, &c, &v.c);
	add_all(a, &cxx, &v.cxx);
	p->flags = (struct c_flags){c.at, c.len};
	p->cxx_flags = (struct c_flags){cxx.at, cxx.len};
}
