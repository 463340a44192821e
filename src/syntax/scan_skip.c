/* SPDX-License-Identifier: MIT */
/*
 * Bodies that nobody asks for: the brace that ends one is looked for sixteen
 * bytes at a time, past what may hold a brace that is none.
 */
#include "syntax/scanner.h"

#include <string.h>

#include "syntax/scan_ends.h"

/*
 * Skipping a block.  Six bytes matter: braces, what begins a literal that
 * may hold a brace, and the slash of a comment.
 */
static inline vmask block_stops(const uint8_t *at)
{
	v16 v = v16_load(at);

	return v16_mask(v16_is(v, '{') | v16_is(v, '}') | v16_is(v, '"') |
			v16_is(v, '`') | v16_is(v, '\'') | v16_is(v, '/'));
}

/* One past the string or rune that begins at at. */
static const uint8_t *skip_quoted(const struct scanner *s, const uint8_t *at)
{
	int quote = *at++;

	for (;; at++) {
		if (quote == '"')
			at = string_stop(at);
		if (at >= s->end)
			return s->end;
		if (*at == quote)
			return at + 1;
		if (*at == '\n')
			return at;
		if (*at == '\\' && at[1] != '\n')
			at++;
	}
}

static const uint8_t *skip_slash(struct scanner *s, const uint8_t *at)
{
	const uint8_t *end;

	if (at[1] == '/')
		end = line_end(s, at + 2);
	else if (at[1] == '*')
		end = block_comment_end(s, at);
	else
		return at + 1;
	if (!end)
		return s->end;
	scan_comment(s, at, end);
	return end;
}

/*
 * Whether a line begins a declaration that cannot stand in a function:
 * "func" and a name or a receiver, or any other at all, since well-kept
 * code indents what stands inside.
 */
static bool begins_decl(const uint8_t *line)
{
	static const char *const words[] = {"func ", "type ", "var ", "const ",
					    "import "};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t n = strlen(words[i]);

		if (strncmp((const char *)line, words[i], n) == 0)
			return true;
	}
	return false;
}

/* Whether such a line comes between two places; the first of them. */
static const uint8_t *find_decl(const uint8_t *at, const uint8_t *end)
{
	while ((at = memchr(at, '\n', (size_t)(end - at)))) {
		if (++at >= end)
			return NULL;
		if (begins_decl(at))
			return at;
	}
	return NULL;
}

static const uint8_t *next_stop(const struct scanner *s, const uint8_t *at,
				bool careful)
{
	const uint8_t *from = at;
	vmask m;

	while (!(m = block_stops(at)))
		at += 16;
	at += vmask_first(m);
	if (at >= s->end || (careful && find_decl(from, at)))
		return NULL;
	return at;
}

struct scan_mark scan_save(const struct scanner *s)
{
	return (struct scan_mark){
		.cur = s->cur,
		.pos = s->pos,
		.tok = s->tok,
		.illegal_semi = s->illegal_semi,
		.ncomments = s->comments.len,
		.ndirectives = s->directives.len,
		.nlines = s->lines.len,
	};
}

void scan_restore(struct scanner *s, const struct scan_mark *m)
{
	s->cur = m->cur;
	s->pos = m->pos;
	s->tok = m->tok;
	s->illegal_semi = m->illegal_semi;
	s->comments.len = m->ncomments;
	s->directives.len = m->ndirectives;
	s->lines.len = m->nlines;
}

bool scan_skip_block(struct scanner *s, bool careful)
{
	struct scan_mark before = scan_save(s);
	const uint8_t *at = s->cur;
	uint32_t depth = 1;

	while (depth > 0) {
		at = next_stop(s, at, careful);
		if (UNLIKELY(!at)) {
			scan_restore(s, &before);
			return false;
		}
		switch (*at) {
		case '{':
			depth++;
			at++;
			break;
		case '}':
			depth--;
			at++;
			break;
		case '`':
			at = v16_find(at + 1, '`') + 1;
			break;
		case '/':
			at = skip_slash(s, at);
			break;
		default:
			at = skip_quoted(s, at);
		}
	}
	s->cur = at;
	s->pos = (pos_t)((uintptr_t)at - 1 - s->origin);
	s->tok = TOK_RBRACE;
	return true;
}
