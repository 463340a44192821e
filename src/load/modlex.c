/* SPDX-License-Identifier: MIT */
#include "load/modlex.h"

#include <string.h>

#include "base/arena.h"
#include "base/unicode.h"

enum kind { END, NEWLINE, WORD, PUNCT };

struct lexer {
	struct arena *a;
	const char *p, *end;
	const char *line_start;
	uint32_t line;
	struct modlex *out;

	/* The current token. */
	enum kind kind;
	const char *at;
	size_t len;
	uint32_t tok_line, tok_column;
	const char *comment; /* NEWLINE: the comment before it, or NULL */
};

static void fail(struct lexer *l, const char *where, const char *why)
{
	if (l->out->error)
		return;
	l->out->error = why;
	l->out->error_line = l->line;
	l->out->error_column = (uint32_t)(where - l->line_start) + 1;
	l->kind = END;
	l->p = l->end;
}

static bool word_char(const char *p, const char *end)
{
	unsigned char c = (unsigned char)*p;
	uint32_t rune;
	unsigned len;

	if (c < 0x80)
		return c > ' ' && c != 0x7f && !strchr("()[]{},", c);
	rune = utf8_decode((const unsigned char *)p, (size_t)(end - p), &len);
	/* What Unicode calls white space, and control characters. */
	return !(rune <= 0xa0 || rune == 0x1680 || rune == 0x3000 ||
		 (rune >= 0x2000 && rune <= 0x200f) ||
		 (rune >= 0x2028 && rune <= 0x202f) || rune == 0x205f ||
		 rune == 0xfeff);
}

/* From a quote on; the token is the whole string with its quotes. */
static void read_string(struct lexer *l)
{
	char quote = *l->p++;

	for (;; l->p++) {
		if (l->p == l->end) {
			fail(l, l->at, "unexpected EOF in string");
			return;
		}
		if (*l->p == '\n') {
			fail(l, l->p, "unexpected newline in string");
			return;
		}
		if (*l->p == quote)
			break;
		if (*l->p == '\\' && quote != '`') {
			if (++l->p == l->end) {
				fail(l, l->at, "unexpected EOF in string");
				return;
			}
			if (*l->p == '\n')
				l->p--;
		}
	}
	l->p++;
	l->kind = WORD;
	l->len = (size_t)(l->p - l->at);
}

static void read_word(struct lexer *l)
{
	static const char slash_star[] =
		"mod files must use // comments (not /* */ comments)";

	while (l->p < l->end && word_char(l->p, l->end)) {
		if (*l->p == '/' && l->p + 1 < l->end) {
			if (l->p[1] == '/')
				break;
			if (l->p[1] == '*') {
				fail(l, l->p, slash_star);
				return;
			}
		}
		l->p++;
		while (l->p < l->end && ((unsigned char)*l->p & 0xc0) == 0x80)
			l->p++;
	}
	if (l->p == l->at) {
		fail(l, l->p, "unexpected input character");
		return;
	}
	l->kind = WORD;
	l->len = (size_t)(l->p - l->at);
}

static void end_line(struct lexer *l)
{
	l->kind = NEWLINE;
	if (l->p < l->end)
		l->p++;
	l->line++;
	l->line_start = l->p;
}

/* A comment is part of the line's end. */
static void next(struct lexer *l)
{
	while (l->p < l->end &&
	       (*l->p == ' ' || *l->p == '\t' || *l->p == '\r'))
		l->p++;
	l->at = l->p;
	l->len = 1;
	l->tok_line = l->line;
	l->tok_column = (uint32_t)(l->p - l->line_start) + 1;
	l->comment = NULL;
	if (l->p == l->end) {
		l->kind = END;
		return;
	}
	if (l->p + 1 < l->end && l->p[0] == '/' && l->p[1] == '/') {
		while (l->p < l->end && *l->p != '\n')
			l->p++;
		l->comment = arena_strndup(l->a, l->at, (size_t)(l->p - l->at));
		end_line(l);
		return;
	}
	switch (*l->p) {
	case '\n':
		end_line(l);
		return;
	case '(':
	case ')':
	case '[':
	case ']':
	case '{':
	case '}':
	case ',':
		l->p++;
		l->kind = PUNCT;
		return;
	case '"':
	case '`':
		read_string(l);
		return;
	default:
		read_word(l);
	}
}

static bool at_end_of_line(const struct lexer *l)
{
	return l->kind == NEWLINE || l->kind == END;
}

static bool at_punct(const struct lexer *l, char c)
{
	return l->kind == PUNCT && *l->at == c;
}

struct words {
	struct VEC(const char *) v;
};

static void take_word(struct lexer *l, struct words *w)
{
	vec_push_in(l->a, &w->v, arena_strndup(l->a, l->at, l->len));
	next(l);
}

static void add_line(struct lexer *l, struct modlex_line *line, struct words *w)
{
	line->words = w->v.at;
	line->nwords = w->v.len;
	line->comment = l->kind == NEWLINE ? l->comment : NULL;
	vec_push_in(l->a, &l->out->lines, *line);
}

/* The lines of a block whose opening line has been read up to its end. */
static void read_block(struct lexer *l, const struct words *front)
{
	for (;;) {
		struct modlex_line line = {
			.line = l->tok_line,
			.column = l->tok_column,
			.nblock = front->v.len,
		};
		struct words w = {0};

		if (l->kind == NEWLINE) {
			next(l);
			continue;
		}
		if (l->kind == END) {
			fail(l, l->p, "syntax error (unterminated block)");
			return;
		}
		if (at_punct(l, ')')) {
			next(l);
			if (!at_end_of_line(l))
				fail(l, l->at,
				     "syntax error (expected newline after "
				     "closing paren)");
			return;
		}
		for (uint32_t i = 0; i < front->v.len; i++)
			vec_push_in(l->a, &w.v, front->v.at[i]);
		while (!at_end_of_line(l))
			take_word(l, &w);
		if (!l->out->error)
			add_line(l, &line, &w);
	}
}

static void add_block(struct lexer *l, struct modlex_line *line,
		      struct words *w)
{
	line->words = w->v.at;
	line->nwords = w->v.len;
	vec_push_in(l->a, &l->out->blocks, *line);
}

static void read_statement(struct lexer *l)
{
	struct modlex_line line = {
		.line = l->tok_line,
		.column = l->tok_column,
	};
	struct words w = {0};

	take_word(l, &w);
	while (!at_end_of_line(l)) {
		bool open = at_punct(l, '(');

		take_word(l, &w);
		if (!open)
			continue;
		if (at_end_of_line(l) && !l->out->error) {
			w.v.len--;
			add_block(l, &line, &w);
			read_block(l, &w);
			return;
		}
		if (!at_punct(l, ')'))
			continue;
		take_word(l, &w);
		if (at_end_of_line(l)) {
			w.v.len -= 2;
			add_block(l, &line, &w);
			return;
		}
	}
	if (!l->out->error)
		add_line(l, &line, &w);
}

void modlex_read(struct arena *a, const char *text, size_t len,
		 struct modlex *ret)
{
	struct lexer l = {
		.a = a,
		.p = text,
		.end = text + len,
		.line_start = text,
		.line = 1,
		.out = ret,
	};

	memset(ret, 0, sizeof(*ret));
	next(&l);
	while (l.kind != END) {
		if (l.kind == NEWLINE)
			next(&l);
		else
			read_statement(&l);
	}
}
