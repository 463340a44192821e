/* SPDX-License-Identifier: MIT */
#include "load/head.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/position.h"
#include "base/unicode.h"
#include "base/vec.h"
#include "load/unquote.h"
#include "syntax/ast.h"
#include "syntax/parser.h"
#include "syntax/token.h"

struct scanner {
	struct arena *a;
	const char *text, *p, *end;
	uint32_t line;	    /* of p */
	uint32_t word_line; /* of the last word before p */
	/* The last run of comments without an empty line in it. */
	const char *doc, *doc_end;
	uint32_t doc_line; /* where it ends */
	bool newline;	   /* one was skipped since the last word */
	bool cut;	   /* the text ended */
	bool torn;	   /* in the middle of something */
	bool odd;
	struct VEC(struct head_import) imports;
};

static bool word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_';
}

/* From start on there is a comment up to p. */
static void note_comment(struct scanner *s, const char *start,
			 uint32_t start_line)
{
	if (!s->doc && start_line == s->word_line)
		return; /* it speaks of what stands before it */
	if (!s->doc || start_line > s->doc_line + 1)
		s->doc = start;
	s->doc_end = s->p;
	s->doc_line = s->line;
}

/* A comment at p; false when there is none. */
static bool skip_comment(struct scanner *s)
{
	const char *start = s->p, *close;
	uint32_t line = s->line;

	if (s->end - s->p < 2) {
		s->cut = s->torn = true;
		return false;
	}
	if (s->p[1] == '/') {
		close = memchr(s->p, '\n', (size_t)(s->end - s->p));
		s->p = close ? close : s->end;
		note_comment(s, start, line);
		return true;
	}
	if (s->p[1] != '*') {
		s->odd = true;
		return false;
	}
	close = memmem(s->p + 2, (size_t)(s->end - s->p - 2), "*/", 2);
	if (!close) {
		s->cut = s->torn = true;
		return false;
	}
	for (s->p += 2; s->p < close; s->p++)
		s->line += *s->p == '\n';
	s->newline |= s->line != line;
	s->p = close + 2;
	note_comment(s, start, line);
	return true;
}

/* To the next word; false at the end of the text, or at something odd. */
static bool skip_space(struct scanner *s)
{
	s->doc = NULL;
	s->newline = false;
	for (;;) {
		if (s->p == s->end) {
			s->cut = true;
			return false;
		}
		switch (*s->p) {
		case '\n':
			s->line++;
			s->newline = true;
			s->p++;
			break;
		case ' ':
		case '\t':
		case '\r':
			s->p++;
			break;
		case '/':
			if (!skip_comment(s))
				return false;
			break;
		default:
			return true;
		}
	}
}

/* A keyword at p, and nothing that goes on behind it. */
static bool take_keyword(struct scanner *s, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(s->end - s->p) < n || memcmp(s->p, word, n) != 0)
		return false;
	if (s->p + n == s->end) {
		s->cut = s->torn = true;
		return false;
	}
	if (word_char(s->p[n]) || (unsigned char)s->p[n] >= 0x80)
		return false;
	s->p += n;
	s->word_line = s->line;
	return true;
}

static bool is_keyword(const char *s, size_t n)
{
	for (int t = TOK_BREAK; t < NTOKENS; t++) {
		if (strncmp(token_text[t], s, n) == 0 &&
		    token_text[t][n] == '\0')
			return true;
	}
	return false;
}

/* An identifier at p: its length, 0 when there is none that is plain. */
static size_t take_name(struct scanner *s)
{
	const char *start = s->p;
	size_t n;

	while (s->p < s->end && word_char(*s->p))
		s->p++;
	n = (size_t)(s->p - start);
	if (s->p == s->end) {
		s->cut = true;
		return 0;
	}
	if (n == 0 || (*start >= '0' && *start <= '9') ||
	    (unsigned char)*s->p >= 0x80 || is_keyword(start, n)) {
		s->odd = true;
		return 0;
	}
	s->word_line = s->line;
	return n;
}

/* The string at p; NULL when it is not plain. */
static const char *take_string(struct scanner *s)
{
	char quote = *s->p;
	const char *start = s->p + 1, *p = start;

	if (quote != '"' && quote != '`') {
		s->odd = true;
		return NULL;
	}
	while (p < s->end && *p != quote) {
		if (*p <= ' ' || *p == '\\' || *p == 0x7f ||
		    (unsigned char)*p >= 0x80) {
			s->odd = true;
			return NULL;
		}
		p++;
	}
	if (p == s->end) {
		s->cut = true;
		return NULL;
	}
	s->p = p + 1;
	s->word_line = s->line;
	return arena_strndup(s->a, start, (size_t)(p - start));
}

/*
 * What ends a declaration: a semicolon, or a line's end that stands for one.
 * before_paren: a closing parenthesis will do.  Leaves p at the next word.
 */
static bool take_end(struct scanner *s, bool before_paren)
{
	if (!skip_space(s))
		return s->cut;
	if (s->newline)
		return true;
	if (*s->p == ';') {
		s->p++;
		return skip_space(s) || s->cut;
	}
	if (before_paren && *s->p == ')')
		return true;
	s->odd = true;
	return false;
}

/* One import; doc is the comment of the declaration around it, if it has. */
static bool take_import(struct scanner *s, const char *doc, const char *doc_end,
			bool in_group)
{
	struct head_import imp = {0};

	if (s->doc && s->doc_line + 1 == s->line && in_group) {
		doc = s->doc;
		doc_end = s->doc_end;
	}
	imp.offset = (uint32_t)(s->p - s->text);
	if (doc) {
		imp.doc = (uint32_t)(doc - s->text);
		imp.doc_end = (uint32_t)(doc_end - s->text);
	}
	if (*s->p == '.') {
		s->p++;
		s->word_line = s->line;
		if (!skip_space(s))
			return false;
	} else if (word_char(*s->p)) {
		if (!take_name(s) || !skip_space(s))
			return false;
	}
	if (s->newline && s->p != s->text + imp.offset) {
		s->odd = true;
		return false;
	}
	imp.path = take_string(s);
	if (!imp.path)
		return false;
	if (!head_path_is_valid(imp.path)) {
		s->odd = true;
		return false;
	}
	vec_push_in(s->a, &s->imports, imp);
	return true;
}

/* What follows the keyword; p is behind it. */
static bool take_imports(struct scanner *s)
{
	const char *doc = NULL, *doc_end = NULL;
	uint32_t first = s->imports.len;

	if (s->doc && s->doc_line + 1 == s->line) {
		doc = s->doc;
		doc_end = s->doc_end;
	}
	if (!skip_space(s))
		return false;
	if (*s->p != '(') {
		return take_import(s, doc, doc_end, false) &&
		       take_end(s, false);
	}
	s->p++;
	s->word_line = s->line;
	if (!skip_space(s))
		return false;
	while (*s->p != ')') {
		if (!take_import(s, NULL, NULL, true) || !take_end(s, true))
			return false;
		if (s->cut)
			return false;
	}
	s->p++;
	s->word_line = s->line;
	if (s->imports.len == first + 1 && doc &&
	    s->imports.at[first].doc_end == 0) {
		s->imports.at[first].doc = (uint32_t)(doc - s->text);
		s->imports.at[first].doc_end = (uint32_t)(doc_end - s->text);
	}
	return take_end(s, false);
}

enum head_state head_scan(struct arena *a, const char *text, size_t len,
			  bool whole, struct head *ret)
{
	struct scanner s = {
		.a = a,
		.text = text,
		.p = text,
		.end = text + len,
		.line = 1,
	};
	const char *name = NULL;
	size_t n = 0;
	bool good;

	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		s.p += 3;
	good = skip_space(&s) && take_keyword(&s, "package") && skip_space(&s);
	if (good) {
		name = s.p;
		n = take_name(&s);
		good = n > 0 && take_end(&s, false);
	}
	while (good && !s.cut && take_keyword(&s, "import"))
		good = take_imports(&s);

	memset(ret, 0, sizeof(*ret));
	ret->end = (uint32_t)(s.p - text);
	/* A keyword may be cut in two at the end of a text. */
	if (!whole && (s.cut || s.end - s.p < 8))
		return HEAD_MORE;
	if (s.odd || !good || s.torn)
		return HEAD_ODD;
	ret->package = arena_strndup(a, name, n);
	ret->imports = s.imports.at;
	ret->nimports = s.imports.len;
	return HEAD_DONE;
}

struct parse_context {
	struct arena *a;
	struct head *head;
	pos_t base;
};

/* Only the first error counts, as with go list. */
static void on_error(void *ctx, pos_t pos, const char *msg)
{
	struct parse_context *c = ctx;

	if (c->head->error)
		return;
	c->head->error = arena_strdup(c->a, msg);
	c->head->error_offset = pos - c->base;
}

/* The import as it is in the tree; sets head->error when it is malformed. */
static void keep_import(struct parse_context *c, const struct ast_file *f,
			const struct import_spec *spec, pos_t decl)
{
	struct head_import imp = {.offset = spec->node.pos - c->base};
	const struct comment *doc;
	uint32_t n;

	imp.path = spec->path
			   ? unquote_go(c->a, spec->path->text, spec->path->len)
			   : NULL;
	if (!imp.path)
		return; /* an error was told */
	if (!head_path_is_valid(imp.path)) {
		if (c->head->error)
			return;
		c->head->error_offset = imp.offset;
		c->head->error =
			arena_printf(c->a, "invalid import path: %s", imp.path);
		return;
	}
	doc = ast_doc(f, spec->node.pos, &n);
	if (!doc && decl)
		doc = ast_doc(f, decl, &n);
	if (doc) {
		imp.doc = doc[0].pos - c->base;
		imp.doc_end = doc[n - 1].pos + doc[n - 1].len - c->base;
	}
	c->head->imports[c->head->nimports++] = imp;
	if (imp.offset > c->head->end)
		c->head->end = imp.offset;
}

/*
 * The parser also sees the word behind the head, and looks through the whole
 * text for bytes that are none; go list does not read that far.
 */
static void drop_later_error(struct parse_context *c, const struct ast_file *f,
			     const char *text)
{
	struct head *h = c->head;
	uint32_t end;

	if (!h->error || !f->name || !name_len(f->name->name))
		return;
	end = expr_end(&f->name->e) - c->base;
	for (uint32_t i = 0; i < f->ndecls; i++) {
		const struct gen_decl *d = AS(GEN_DECL, gen_decl, f->decls[i]);

		if (d && d->node.op == TOK_IMPORT)
			end = node_end(&d->node) - c->base;
	}
	if (h->error_offset > end &&
	    memchr(text + end, '\n', h->error_offset - end))
		h->error = NULL;
}

void head_parse(struct arena *a, struct arena *scratch, struct parser *p,
		const char *text, size_t len, struct head *ret)
{
	struct file_set *set = file_set_create();
	struct source_file *source = file_set_add(set, "", text, (uint32_t)len);
	struct parse_context c = {.a = a, .head = ret, .base = source->base};
	struct ast_file *f;

	memset(ret, 0, sizeof(*ret));
	f = parser_file(p, scratch, source, PARSE_IMPORTS | PARSE_COMMENTS,
			on_error, &c);
	if (f->name && name_len(f->name->name))
		ret->package = arena_strdup(a, name_text(f->name->name));
	ret->end = f->package_pos ? f->package_pos - c.base : 0;
	drop_later_error(&c, f, text);
	ret->imports = ARENA_ARRAY(a, f->nimports + 1, struct head_import);
	/* A file that has errors has no imports, as for go list. */
	for (uint32_t i = 0; i < f->ndecls && !ret->error; i++) {
		const struct gen_decl *d = AS(GEN_DECL, gen_decl, f->decls[i]);

		if (!d || d->node.op != TOK_IMPORT)
			continue;
		for (uint32_t j = 0; j < d->nspecs; j++)
			keep_import(&c, f,
				    (const struct import_spec *)d->specs[j],
				    d->nspecs == 1 ? d->node.pos : NO_POS);
	}
	if (ret->error)
		ret->nimports = 0;
	file_set_destroy(set);
}

bool head_path_is_valid(const char *path)
{
	static const char illegal[] = "!\"#$%&'()*,:;<=>?[\\]^{|}`";
	const unsigned char *p = (const unsigned char *)path;
	size_t n = strlen(path);

	if (n == 0)
		return false;
	while (n > 0) {
		unsigned len;
		uint32_t c = utf8_decode(p, n, &len);

		if (c <= ' ' || c == 0x7f || c == RUNE_ERROR ||
		    (c < 0x80 && strchr(illegal, (int)c)))
			return false;
		/* White space and controls that are not ASCII. */
		if ((c >= 0x80 && c <= 0xa0) || c == 0x1680 || c == 0x3000 ||
		    (c >= 0x2000 && c <= 0x200f) ||
		    (c >= 0x2028 && c <= 0x202f) || c == 0x205f || c == 0xfeff)
			return false;
		p += len;
		n -= len;
	}
	return true;
}
