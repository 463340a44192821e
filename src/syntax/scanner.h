/* SPDX-License-Identifier: MIT */
/*
 * scanner.h - Go text to tokens
 *
 * Comes in: a source file.  Goes out: one token after the other, in the
 * scanner itself; comments and directives beside them, in lists; errors,
 * told to a function.  The tokens are those of go/scanner, automatic
 * semicolons among them.
 *
 * Ownership: the scanner owns its lists; the caller the scanner.
 *
 * Threads: one at a time per scanner.
 */
#ifndef SYNTAX_SCANNER_H
#define SYNTAX_SCANNER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/name.h"
#include "base/position.h"
#include "base/vec.h"
#include "syntax/ast.h"
#include "syntax/token.h"

/* msg is valid during the call only. */
typedef void scan_error_fn(void *ctx, pos_t pos, const char *msg);

/*
 * Names of more than eight bytes that have been asked for and not yet been
 * looked up, by the lengths of the cache's tables.
 */
#define SCAN_PENDING 16u

struct scan_pending {
	struct {
		uint64_t key[2];
		name_t *where;
	} at16[SCAN_PENDING];
	struct {
		uint64_t key[4];
		name_t *where;
	} at32[SCAN_PENDING];
	unsigned n16, n32;
};

struct scanner {
	/* The current token. */
	const uint8_t *cur; /* one past its last byte */
	pos_t pos;
	unsigned tok; /* enum token */

	/* Fixed while a file is scanned. */
	uintptr_t origin;   /* an address less this is a position */
	intptr_t to_source; /* from scanned text to the source's text */
	const uint8_t *text, *end;
	struct names *names;
	struct source_file *source;
	scan_error_fn *error;
	void *ctx;
	bool keep_comments;   /* all of them, in comments */
	bool keep_directives; /* what they say to tools, and `//line` */

	bool illegal_semi; /* a newline after this TOK_ILLEGAL is a ";" */
	/* Up to here the text has been looked through (scan_check()). */
	const uint8_t *checked;
	uint32_t nlines; /* up to there; at the end, all of them */

	struct scan_pending pending;
	struct VEC(struct comment) comments;
	struct VEC(struct directive) directives;
	struct VEC(struct line_directive) lines;
	char *copy; /* of a text that is not padded */
	size_t copy_cap;
};

void scan_create(struct scanner *s, struct names *names);
void scan_finish(struct scanner *s);

/*
 * Begins with a whole file, before its first token.  What cannot be part
 * of any Go text (NUL, bytes that are not UTF-8, a byte order mark behind
 * the first byte) is told some lines ahead of the tokens.
 */
void scan_file(struct scanner *s, struct source_file *source);

/* Begins with a part of a file that scan_file() has been through. */
void scan_part(struct scanner *s, struct source_file *source, uint32_t from,
	       uint32_t to);

typedef void scan_fn(struct scanner *s, const uint8_t *at);
extern scan_fn *const scan_table[256]; /* private: by a token's first byte */

/*
 * The next token; TOK_EOF for ever at the end.  Inline, so that each place
 * that asks for a token is predicted by itself.
 */
static inline void scan_next(struct scanner *s)
{
	scan_table[*s->cur](s, s->cur);
}

/* Looks at the text that no token was asked of, and counts its lines. */
void scan_check_rest(struct scanner *s);

/*
 * From a "{" to the "}" that belongs to it, which is the current token
 * then.  False when there is none: the scanner stands where it stood.  With
 * careful, a line that begins as only a declaration can ends the search.
 */
bool scan_skip_block(struct scanner *s, bool careful);

/* A place to come back to. */
struct scan_mark {
	const uint8_t *cur;
	pos_t pos;
	unsigned tok;
	bool illegal_semi;
	uint32_t ncomments, ndirectives, nlines;
};

struct scan_mark scan_save(const struct scanner *s);
void scan_restore(struct scanner *s, const struct scan_mark *m);

/* The first byte of the current token, where it is scanned. */
static inline const uint8_t *scan_start(const struct scanner *s)
{
	return (const uint8_t *)(s->origin + s->pos);
}

/* Its text in the source. */
static inline const char *scan_text(const struct scanner *s)
{
	return (const char *)scan_start(s) + s->to_source;
}

static inline uint32_t scan_len(const struct scanner *s)
{
	return (uint32_t)(s->cur - scan_start(s));
}

static inline pos_t scan_end(const struct scanner *s)
{
	return (pos_t)((uintptr_t)s->cur - s->origin);
}

/* Whether the current TOK_SEMICOLON is not in the text. */
static inline bool scan_auto_semi(const struct scanner *s)
{
	return *scan_start(s) != ';';
}

/* Private: key & scan_keep8[n] leaves the first n bytes of a key. */
extern const uint64_t scan_keep8[16];
void scan_long_name(struct scanner *s, name_t *where);

/*
 * Writes the name of the current identifier to *where: at once, or when it
 * is long, before scan_names() returns.  The slot of a long name is often
 * in no cache of the processor: to look for sixteen at once is to wait once.
 */
static inline void scan_name(struct scanner *s, name_t *where)
{
	const uint8_t *at = scan_start(s);
	size_t n = (size_t)(s->cur - at);
	uint64_t key;
	name_t name;

	if (n > 8) {
		scan_long_name(s, where);
		return;
	}
	memcpy(&key, at, sizeof(key));
	key &= scan_keep8[n];
	name = names_try8(s->names, key);
	if (__builtin_expect(!name, 0))
		name = names_find8(s->names, key);
	*where = name;
}

void scan_names(struct scanner *s);

/* Private to the folder. */
void scan_error(struct scanner *s, const uint8_t *at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4), cold));
const uint8_t *scan_number(struct scanner *s, const uint8_t *at,
			   unsigned *ret_tok);
const uint8_t *scan_rune(struct scanner *s, const uint8_t *at);
const uint8_t *scan_escape(struct scanner *s, const uint8_t *at, int quote);
void scan_check_start(struct scanner *s);
void scan_check(struct scanner *s, const uint8_t *at);
void scan_comment(struct scanner *s, const uint8_t *at, const uint8_t *end);

#endif
