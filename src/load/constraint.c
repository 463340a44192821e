/* SPDX-License-Identifier: MIT */
/*
 * The rules of go/build's shouldBuild and go/build/constraint.
 *
 * A //go:build line counts anywhere before the first code, also behind
 * other comments; two of them are an error.  Without one, the older
 * "+build" lines count, but only in the first run of // comments and only
 * before its last blank line, so that the comment of a package clause is
 * not taken for one.
 *
 * An expression is evaluated while it is read: there is no tree.  Its size
 * is limited, and so is the depth of the recursion.
 */
#include "load/constraint.h"

#include <string.h>

#include "base/arena.h"
#include "base/unicode.h"
#include "load/target.h"

enum { EXPR_MAX = 1000, OLD_MAX = 100 };

struct parser {
	const struct target *t;
	struct arena *a;
	const char *p, *end;
	const char *tok; /* the current token */
	size_t len;	 /* 0: the end */
	bool is_tag;
	unsigned size;
	const char *why;
	bool at_end; /* the error is that nothing more came */
};

static bool space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' ||
	       c == '\f';
}

/* A piece of text without the space around it. */
struct span {
	const char *at, *end;
};

static struct span trim(const char *at, const char *end)
{
	while (at < end && space(*at))
		at++;
	while (at < end && space(end[-1]))
		end--;
	return (struct span){at, end};
}

static bool begins(struct span s, const char *prefix)
{
	size_t n = strlen(prefix);

	return (size_t)(s.end - s.at) >= n && memcmp(s.at, prefix, n) == 0;
}

static void fail(struct parser *p, const char *why)
{
	if (!p->why)
		p->why = why;
	p->p = p->end;
	p->len = 0;
}

/* How many bytes of a tag are at p. */
static size_t tag_len(const char *p, const char *end)
{
	const char *start = p;

	while (p < end) {
		unsigned char c = (unsigned char)*p;
		uint32_t rune;
		unsigned n;

		if (c < 0x80) {
			if (!((c >= 'a' && c <= 'z') ||
			      (c >= 'A' && c <= 'Z') ||
			      (c >= '0' && c <= '9') || c == '_' || c == '.'))
				break;
			p++;
			continue;
		}
		rune = utf8_decode((const unsigned char *)p, (size_t)(end - p),
				   &n);
		if (!rune_is_letter(rune) && !rune_is_digit(rune))
			break;
		p += n;
	}
	return (size_t)(p - start);
}

static void lex(struct parser *p)
{
	p->is_tag = false;
	while (p->p < p->end && (*p->p == ' ' || *p->p == '\t'))
		p->p++;
	p->tok = p->p;
	p->len = 0;
	if (p->p == p->end)
		return;
	switch (*p->p) {
	case '(':
	case ')':
	case '!':
		p->len = 1;
		break;
	case '&':
	case '|':
		if (p->end - p->p >= 2 && p->p[1] == *p->p)
			p->len = 2;
		break;
	default:
		p->len = tag_len(p->p, p->end);
		p->is_tag = p->len > 0;
	}
	if (p->len == 0) {
		unsigned n;

		utf8_decode((const unsigned char *)p->p,
			    (size_t)(p->end - p->p), &n);
		fail(p, arena_printf(p->a, "invalid syntax at %.*s", (int)n,
				     p->p));
		return;
	}
	p->p += p->len;
}

static bool at(const struct parser *p, const char *tok)
{
	return p->len == strlen(tok) && memcmp(p->tok, tok, p->len) == 0;
}

static void unexpected(struct parser *p)
{
	fail(p,
	     arena_printf(p->a, "unexpected token %.*s", (int)p->len, p->tok));
}

static bool parse_or(struct parser *p);

static bool parse_atom(struct parser *p)
{
	bool value;

	if (p->why)
		return false;
	if (at(p, "(")) {
		value = parse_or(p);
		if (p->why && p->at_end)
			p->why = "missing close paren";
		else if (!at(p, ")"))
			fail(p, "missing close paren");
		lex(p);
		return value;
	}
	if (!p->is_tag) {
		if (p->len > 0) {
			unexpected(p);
		} else {
			fail(p, "unexpected end of expression");
			p->at_end = true;
		}
		return false;
	}
	value = target_has_tag(p->t, p->tok, p->len);
	lex(p);
	return value;
}

static bool parse_not(struct parser *p)
{
	if (++p->size > EXPR_MAX) {
		fail(p, "build expression too large");
		return false;
	}
	lex(p);
	if (!at(p, "!"))
		return parse_atom(p);
	lex(p);
	if (at(p, "!"))
		fail(p, "double negation not allowed");
	return !parse_atom(p);
}

static bool parse_and(struct parser *p)
{
	bool value = parse_not(p);

	while (at(p, "&&"))
		value &= parse_not(p);
	return value;
}

static bool parse_or(struct parser *p)
{
	bool value = parse_and(p);

	while (at(p, "||"))
		value |= parse_and(p);
	return value;
}

bool constraint_eval(const struct target *t, struct arena *a, const char *expr,
		     size_t len, const char **ret_why)
{
	struct parser p = {.t = t, .a = a, .p = expr, .end = expr + len};
	bool value = parse_or(&p);

	if (!p.why && p.len > 0)
		unexpected(&p);
	*ret_why = p.why;
	return value && !p.why;
}

/* One word between commas; what is not a tag is never true. */
static bool eval_literal(const struct target *t, const char *s, size_t len)
{
	bool negated = len > 1 && s[0] == '!';

	if (negated) {
		s++;
		len--;
		if (s[0] == '!')
			return target_has_tag(t, "ignore", 6);
	}
	if (len == 0 || tag_len(s, s + len) != len) {
		s = "ignore";
		len = 6;
	}
	return target_has_tag(t, s, len) != negated;
}

bool constraint_eval_old(const struct target *t, const char *words, size_t len)
{
	const char *p = words, *end = words + len;
	unsigned size = 0;
	bool any = false, some_word = false;

	for (;;) {
		bool all = true, first = true;

		while (p < end && space(*p))
			p++;
		if (p == end)
			break;
		size += some_word;
		some_word = true;
		while (p < end && !space(*p)) {
			const char *s = p;

			while (p < end && !space(*p) && *p != ',')
				p++;
			all &= eval_literal(t, s, (size_t)(p - s));
			size += !first;
			first = false;
			if (p < end && *p == ',') {
				p++;
				if (p == end || space(*p))
					all &= eval_literal(t, p, 0);
			}
		}
		any |= all;
	}
	if (size > OLD_MAX)
		return true; /* too complex a line is passed over */
	return some_word ? any : target_has_tag(t, "ignore", 6);
}

/* What a file's head says. */
struct head {
	struct span build; /* the //go:build line; at NULL: there is none */
	const char *end;   /* of where old lines count */
	bool twice;
};

static bool is_go_build(struct span line)
{
	if (!begins(line, "//go:build"))
		return false;
	return line.end - line.at == 10 || space(line.at[10]);
}

/*
 * Skips comments in a line; false when there is code behind them.
 * *in_comment: a general comment goes on in the next line.
 */
static bool only_comments(struct span line, bool *in_comment)
{
	while (line.at < line.end) {
		if (*in_comment) {
			const char *close = memmem(
				line.at, (size_t)(line.end - line.at), "*/", 2);

			if (!close)
				return true;
			*in_comment = false;
			line = trim(close + 2, line.end);
			continue;
		}
		if (begins(line, "//"))
			return true;
		if (!begins(line, "/*"))
			return false;
		*in_comment = true;
		line = trim(line.at + 2, line.end);
	}
	return true;
}

static void read_head(const char *text, size_t len, struct head *ret)
{
	const char *p = text, *end = text + len;
	bool ended = false, in_comment = false;

	*ret = (struct head){.end = text};
	while (p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		struct span line = trim(p, nl ? nl : end);

		p = nl ? nl + 1 : end;
		if (line.at == line.end && !ended) {
			ret->end = p;
			continue;
		}
		if (!begins(line, "//"))
			ended = true;
		if (!in_comment && is_go_build(line)) {
			if (ret->build.at) {
				ret->twice = true;
				return;
			}
			ret->build = line;
		}
		if (!only_comments(line, &in_comment))
			return;
	}
}

/* All old lines up to end are true. */
static bool eval_old_lines(const struct target *t, const char *p,
			   const char *end)
{
	while (p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		struct span line = trim(p, nl ? nl : end);

		p = nl ? nl + 1 : end;
		if (!begins(line, "//"))
			continue;
		line = trim(line.at + 2, line.end);
		if (!begins(line, "+build") ||
		    (line.end - line.at > 6 && !space(line.at[6])))
			continue;
		if (!constraint_eval_old(t, line.at + 6,
					 (size_t)(line.end - line.at - 6)))
			return false;
	}
	return true;
}

bool constraint_wants(const struct target *t, struct arena *a, const char *text,
		      size_t len, const char **ret_why)
{
	struct head head;
	struct span expr;
	bool value;

	*ret_why = NULL;
	read_head(text, len, &head);
	if (head.twice) {
		*ret_why = "multiple //go:build comments";
		return false;
	}
	if (!head.build.at)
		return eval_old_lines(t, text, head.end);
	expr = trim(head.build.at + 10, head.build.end);
	value = constraint_eval(t, a, expr.at, (size_t)(expr.end - expr.at),
				ret_why);
	if (*ret_why)
		*ret_why = arena_printf(a, "parsing //go:build line: %s",
					*ret_why);
	return value;
}
