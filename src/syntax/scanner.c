/* SPDX-License-Identifier: MIT */
/*
 * The scanner's inner loop.
 *
 * A table leads from a token's first byte to a function for it.  Whatever
 * runs over several bytes - white space, identifiers, comments, the inside
 * of strings - is taken sixteen at a time.  No loop looks for the end of the
 * text: what each looks for stands behind the text as well (source_pad),
 * and only there the end is compared.
 *
 * What an identifier's name is does not change how parsing goes on, and is
 * looked up when it is asked for, or later (scan_name()).  Whether a word is
 * a keyword does, and is found in a small table of its own.
 *
 * Bytes that are no text are found in passes of their own over some lines at
 * a time (scan_check()), so that comments and strings are not looked at for
 * them here.
 */
#include "syntax/scanner.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/unicode.h"
#include "syntax/scan_ends.h"
#include "syntax/simd.h"

#define NOINLINE __attribute__((noinline))

/* spec: Semicolons, rule 1. */
static const bool semi_after[NTOKENS] = {
	[TOK_IDENT] = true,  [TOK_INT] = true,	    [TOK_FLOAT] = true,
	[TOK_IMAG] = true,   [TOK_CHAR] = true,	    [TOK_STRING] = true,
	[TOK_BREAK] = true,  [TOK_CONTINUE] = true, [TOK_FALLTHROUGH] = true,
	[TOK_RETURN] = true, [TOK_INC] = true,	    [TOK_DEC] = true,
	[TOK_RPAREN] = true, [TOK_RBRACK] = true,   [TOK_RBRACE] = true,
};

static inline bool newline_is_semi(const struct scanner *s)
{
	return semi_after[s->tok] ||
	       UNLIKELY(s->tok == TOK_ILLEGAL && s->illegal_semi);
}

static inline v16 space_in(v16 v)
{
	return v16_is(v, ' ') | v16_is(v, '\t') | v16_is(v, '\n') |
	       v16_is(v, '\r');
}

/* Over white space, newlines among it. */
static inline const uint8_t *skip_space(const uint8_t *at)
{
	vmask m;

	while (UNLIKELY((m = v16_mask(space_in(v16_load(at)))) == VMASK_ALL))
		at += 16;
	return at + vmask_first(~m & VMASK_ALL);
}

static inline bool is_blank(unsigned c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static inline const uint8_t *skip_blanks(const uint8_t *at)
{
	while (is_blank(*at))
		at++;
	return at;
}

static inline bool is_digit(unsigned c)
{
	return c - '0' < 10;
}

static inline bool is_letter(unsigned c)
{
	return (c | 0x20) - 'a' < 26 || c == '_';
}

static inline const uint8_t *string_end(struct scanner *s, const uint8_t *start)
{
	const uint8_t *at = start + 1;

	for (;;) {
		at = string_stop(at);
		if (LIKELY(*at == '"' && at < s->end))
			return at + 1;
		if (at >= s->end || *at == '\n') {
			scan_error(s, start, "string literal not terminated");
			return at < s->end ? at : s->end;
		}
		at = scan_escape(s, at + 1, '"');
	}
}

static const uint8_t *raw_end(struct scanner *s, const uint8_t *start)
{
	const uint8_t *at = v16_find(start + 1, '`');

	if (LIKELY(at < s->end))
		return at + 1;
	scan_error(s, start, "raw string literal not terminated");
	return s->end;
}

static bool word_rune(const struct scanner *s, const uint8_t *at,
		      unsigned *ret_len)
{
	uint32_t r = utf8_decode(at, (size_t)(s->end - at), ret_len);

	return rune_is_letter(r) || rune_is_digit(r);
}

/* The end of an identifier that is long, or not ASCII. */
static const uint8_t *word_end(const struct scanner *s, const uint8_t *at)
{
	unsigned len;
	vmask m;

	for (;;) {
		m = ~v16_mask(v16_word(v16_load(at))) & VMASK_ALL;
		if (!m) {
			at += 16;
			continue;
		}
		at += vmask_first(m);
		if (*at < 0x80 || at >= s->end || !word_rune(s, at, &len))
			return at;
		at += len;
	}
}

/* Of any length, in any script. */
static NOINLINE void long_word(struct scanner *s, const uint8_t *at)
{
	s->cur = word_end(s, at);
	s->tok = TOK_IDENT;
}

/*
 * Keywords, found by a multiplication that sends the first eight bytes of
 * each to a place of its own.
 */
#define KEYWORD_FACTOR 0x921b96238e87faedu
#define KEYWORD_SHIFT 59

static struct {
	uint64_t key;
	uint8_t tok, len;
} keywords[1 << (64 - KEYWORD_SHIFT)];

static uint64_t little_endian(uint64_t key)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return key;
#else
	return __builtin_bswap64(key);
#endif
}

static inline unsigned keyword_place(uint64_t key)
{
	return little_endian(key) * KEYWORD_FACTOR >> KEYWORD_SHIFT;
}

static void make_keywords(void)
{
	for (unsigned t = TOK_BREAK; t < NTOKENS; t++) {
		size_t n = strlen(token_text[t]);
		uint64_t key = 0;
		unsigned i;

		name_set_token(token_text[t], (uint8_t)t);
		memcpy(&key, token_text[t], n < sizeof(key) ? n : sizeof(key));
		i = keyword_place(key);
		if (keywords[i].tok)
			BUG("no place for '%s'", token_text[t]);
		keywords[i].key = key;
		keywords[i].tok = (uint8_t)t;
		keywords[i].len = (uint8_t)n;
	}
}

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define KEEP(n) (UINT64_MAX >> (64 - 8 * (n)))
#else
#define KEEP(n) (UINT64_MAX << (64 - 8 * (n)))
#endif
#define ALL UINT64_MAX

const uint64_t scan_keep8[16] = {
	0,	 KEEP(1), KEEP(2), KEEP(3), KEEP(4), KEEP(5), KEEP(6), KEEP(7),
	KEEP(8), ALL,	  ALL,	   ALL,	    ALL,     ALL,     ALL,     ALL,
};

static inline void word(struct scanner *s, const uint8_t *at)
{
	vmask m = ~v16_mask(v16_word(v16_load(at))) & VMASK_ALL;
	unsigned n, i, tok = TOK_IDENT;
	uint64_t key;

	if (UNLIKELY(!m)) {
		long_word(s, at);
		return;
	}
	n = vmask_first(m);
	if (UNLIKELY(at[n] >= 0x80)) {
		long_word(s, at);
		return;
	}
	s->cur = at + n;
	memcpy(&key, at, sizeof(key));
	key &= scan_keep8[n];
	i = keyword_place(key);
	if (keywords[i].key == key && keywords[i].len == n) {
		tok = keywords[i].tok;
		if (UNLIKELY(n > 8) && memcmp(at, token_text[tok], n) != 0)
			tok = TOK_IDENT;
	}
	s->tok = tok;
}

/* Load at keep + 16 - n for a mask of the first n bytes. */
static const uint8_t keep[32] = {
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
};

static NOINLINE void names16(struct scanner *s)
{
	struct names *ns = s->names;

	for (unsigned i = 0; i < s->pending.n16; i++) {
		const uint64_t *key = s->pending.at16[i].key;
		name_t name = names_try16(ns, key);

		if (UNLIKELY(!name))
			name = names_find16(ns, key);
		*s->pending.at16[i].where = name;
	}
	s->pending.n16 = 0;
}

static NOINLINE void names32(struct scanner *s)
{
	struct names *ns = s->names;

	for (unsigned i = 0; i < s->pending.n32; i++) {
		const uint64_t *key = s->pending.at32[i].key;
		name_t name = names_try32(ns, key);

		if (UNLIKELY(!name))
			name = names_find32(ns, key);
		*s->pending.at32[i].where = name;
	}
	s->pending.n32 = 0;
}

static void name32(struct scanner *s, const uint8_t *at, size_t n,
		   name_t *where)
{
	v16 v = v16_load(at + 16) & v16_load(keep + 32 - n);
	uint64_t *key = s->pending.at32[s->pending.n32].key;

	memcpy(key, at, 16);
	memcpy(key + 2, &v, sizeof(v));
	__builtin_prefetch(names_slot32(s->names, key));
	s->pending.at32[s->pending.n32].where = where;
	if (++s->pending.n32 == SCAN_PENDING)
		names32(s);
}

void scan_long_name(struct scanner *s, name_t *where)
{
	const uint8_t *at = scan_start(s);
	size_t n = scan_len(s);
	uint64_t *key;
	v16 v;

	if (UNLIKELY(n > 16)) {
		if (n <= 32)
			name32(s, at, n, where);
		else
			*where = names_get(s->names, (const char *)at, n,
					   name_hash((const char *)at, n));
		return;
	}
	v = v16_load(at) & v16_load(keep + 16 - n);
	key = s->pending.at16[s->pending.n16].key;
	memcpy(key, &v, sizeof(v));
	__builtin_prefetch(names_slot16(s->names, key));
	s->pending.at16[s->pending.n16].where = where;
	if (++s->pending.n16 == SCAN_PENDING)
		names16(s);
}

void scan_names(struct scanner *s)
{
	names16(s);
	names32(s);
}

static NOINLINE __attribute__((cold)) void illegal(struct scanner *s,
						   const uint8_t *at)
{
	unsigned len = 1;
	uint32_t r;

	s->illegal_semi = newline_is_semi(s);
	s->tok = TOK_ILLEGAL;
	r = utf8_decode(at, (size_t)(s->end - at), &len);
	s->cur = at + len;
	if (r == 0xfeff)
		return; /* told before */
	if (r == 0x201c || r == 0x201d)
		scan_error(s, at,
			   "curly quotation mark '%.*s' (use neutral "
			   "'\"')",
			   (int)len, at);
	else if (r > ' ' && r != 0x7f && (r < 0x80 || r > 0x9f) &&
		 r != RUNE_ERROR)
		scan_error(s, at, "illegal character U+%04X '%.*s'", r,
			   (int)len, at);
	else
		scan_error(s, at, "illegal character U+%04X", r);
}

/* Whether a comment begins. */
static inline bool at_comment(const uint8_t *at)
{
	return at[0] == '/' && (at[1] == '/' || at[1] == '*');
}

/* One past the comment that begins at at; a line's newline is not in it. */
static const uint8_t *take_comment(struct scanner *s, const uint8_t *at)
{
	const uint8_t *end;

	if (at[1] == '/') {
		end = line_end(s, at + 2);
	} else {
		end = block_comment_end(s, at);
		if (!end) {
			scan_error(s, at, "comment not terminated");
			end = s->end;
		}
	}
	scan_comment(s, at, end);
	return end;
}

/* Over white space and comments, where no newline is a semicolon. */
static inline const uint8_t *skip_all(struct scanner *s, const uint8_t *at)
{
	for (;;) {
		at = skip_space(at);
		if (!at_comment(at))
			return at;
		at = take_comment(s, at);
	}
}

/* What a token's first byte leads to. */
#define TOKEN_AT(s, at) ((s)->pos = (pos_t)((uintptr_t)(at) - (s)->origin))

/*
 * On to the token at at.  This nests no deeper than three calls: white space
 * and comments are skipped in loops.
 */
static inline void go_on(struct scanner *s, const uint8_t *at)
{
	scan_table[*at](s, at);
}

static inline void end_token(struct scanner *s, const uint8_t *end,
			     unsigned tok)
{
	s->cur = end;
	s->tok = tok;
}

/* Whether a number ends before c. */
static inline bool ends_number(unsigned c)
{
	return !is_letter(c) && c != '.';
}

/* The usual numbers are plain decimal, or plain hexadecimal. */
static inline void number(struct scanner *s, const uint8_t *at)
{
	v16 v = v16_load(at);
	vmask m = ~v16_mask(v16_in(v, '0', 10)) & VMASK_ALL;
	unsigned n = m ? vmask_first(m) : 0;

	if (LIKELY(n > 0 && ends_number(at[n]) && (*at != '0' || n == 1))) {
		end_token(s, at + n, TOK_INT);
		return;
	}
	if (at[0] == '0' && at[1] == 'x') {
		v = v16_load(at + 2);
		m = ~v16_mask(v16_in(v, '0', 10) |
			      v16_in(v | v16_all(0x20), 'a', 6)) &
		    VMASK_ALL;
		n = m ? vmask_first(m) : 0;
		if (n > 0 && ends_number(at[n + 2])) {
			end_token(s, at + n + 2, TOK_INT);
			return;
		}
	}
	s->cur = scan_number(s, at, &s->tok);
}

static void word_token(struct scanner *s, const uint8_t *at)
{
	TOKEN_AT(s, at);
	word(s, at);
}

#define ONE(name, tok)                                                 \
	static void name##_token(struct scanner *s, const uint8_t *at) \
	{                                                              \
		TOKEN_AT(s, at);                                       \
		end_token(s, at + 1, tok);                             \
	}

ONE(lparen, TOK_LPAREN)
ONE(rparen, TOK_RPAREN)
ONE(lbrack, TOK_LBRACK)
ONE(rbrack, TOK_RBRACK)
ONE(lbrace, TOK_LBRACE)
ONE(rbrace, TOK_RBRACE)
ONE(comma, TOK_COMMA)
ONE(semicolon, TOK_SEMICOLON)
ONE(tilde, TOK_TILDE)

static void blank_token(struct scanner *s, const uint8_t *at)
{
	at++;
	if (*at == ' ')
		at = skip_blanks(at);
	go_on(s, at);
}

static void newline_token(struct scanner *s, const uint8_t *at)
{
	if (UNLIKELY(at >= s->checked))
		scan_check(s, at);
	if (newline_is_semi(s)) {
		TOKEN_AT(s, at);
		end_token(s, skip_space(at + 1), TOK_SEMICOLON);
		return;
	}
	go_on(s, skip_all(s, at + 1));
}

static void digit_token(struct scanner *s, const uint8_t *at)
{
	TOKEN_AT(s, at);
	number(s, at);
}

static void dot_token(struct scanner *s, const uint8_t *at)
{
	TOKEN_AT(s, at);
	if (is_digit(at[1]))
		s->cur = scan_number(s, at, &s->tok);
	else if (at[1] == '.' && at[2] == '.')
		end_token(s, at + 3, TOK_ELLIPSIS);
	else
		end_token(s, at + 1, TOK_PERIOD);
}

static void quote_token(struct scanner *s, const uint8_t *at)
{
	TOKEN_AT(s, at);
	end_token(s, string_end(s, at), TOK_STRING);
}

static void raw_token(struct scanner *s, const uint8_t *at)
{
	TOKEN_AT(s, at);
	end_token(s, raw_end(s, at), TOK_STRING);
}

static void rune_token(struct scanner *s, const uint8_t *at)
{
	TOKEN_AT(s, at);
	end_token(s, scan_rune(s, at), TOK_CHAR);
}

/* Alone, or with "=" behind it. */
#define TWO(name, tok, tok_equal)                                      \
	static void name##_token(struct scanner *s, const uint8_t *at) \
	{                                                              \
		TOKEN_AT(s, at);                                       \
		if (at[1] == '=')                                      \
			end_token(s, at + 2, tok_equal);               \
		else                                                   \
			end_token(s, at + 1, tok);                     \
	}

TWO(colon, TOK_COLON, TOK_DEFINE)
TWO(star, TOK_MUL, TOK_MUL_ASSIGN)
TWO(percent, TOK_REM, TOK_REM_ASSIGN)
TWO(caret, TOK_XOR, TOK_XOR_ASSIGN)
TWO(equal, TOK_ASSIGN, TOK_EQL)
TWO(bang, TOK_NOT, TOK_NEQ)

/* Alone, with "=" behind it, or doubled. */
#define THREE(name, c, tok, tok_equal, tok_doubled)                    \
	static void name##_token(struct scanner *s, const uint8_t *at) \
	{                                                              \
		TOKEN_AT(s, at);                                       \
		if (at[1] == '=')                                      \
			end_token(s, at + 2, tok_equal);               \
		else if (at[1] == c)                                   \
			end_token(s, at + 2, tok_doubled);             \
		else                                                   \
			end_token(s, at + 1, tok);                     \
	}

THREE(plus, '+', TOK_ADD, TOK_ADD_ASSIGN, TOK_INC)
THREE(minus, '-', TOK_SUB, TOK_SUB_ASSIGN, TOK_DEC)
THREE(bar, '|', TOK_OR, TOK_OR_ASSIGN, TOK_LOR)

static void less_token(struct scanner *s, const uint8_t *at)
{
	TOKEN_AT(s, at);
	if (at[1] == '=')
		end_token(s, at + 2, TOK_LEQ);
	else if (at[1] == '-')
		end_token(s, at + 2, TOK_ARROW);
	else if (at[1] != '<')
		end_token(s, at + 1, TOK_LSS);
	else if (at[2] == '=')
		end_token(s, at + 3, TOK_SHL_ASSIGN);
	else
		end_token(s, at + 2, TOK_SHL);
}

static void greater_token(struct scanner *s, const uint8_t *at)
{
	TOKEN_AT(s, at);
	if (at[1] == '=')
		end_token(s, at + 2, TOK_GEQ);
	else if (at[1] != '>')
		end_token(s, at + 1, TOK_GTR);
	else if (at[2] == '=')
		end_token(s, at + 3, TOK_SHR_ASSIGN);
	else
		end_token(s, at + 2, TOK_SHR);
}

static void ampersand_token(struct scanner *s, const uint8_t *at)
{
	TOKEN_AT(s, at);
	if (at[1] == '=')
		end_token(s, at + 2, TOK_AND_ASSIGN);
	else if (at[1] == '&')
		end_token(s, at + 2, TOK_LAND);
	else if (at[1] != '^')
		end_token(s, at + 1, TOK_AND);
	else if (at[2] == '=')
		end_token(s, at + 3, TOK_AND_NOT_ASSIGN);
	else
		end_token(s, at + 2, TOK_AND_NOT);
}

/*
 * The newline of a comment, where it is a semicolon: that behind a line
 * comment, or the first one in a block comment.
 */
static const uint8_t *comment_newline(const uint8_t *at, const uint8_t *end)
{
	if (at[1] == '/')
		return *end == '\n' ? end : NULL;
	return memchr(at, '\n', (size_t)(end - at));
}

static NOINLINE void comment(struct scanner *s, const uint8_t *at)
{
	bool semi = newline_is_semi(s);

	do {
		const uint8_t *end = take_comment(s, at), *newline;

		newline = semi ? comment_newline(at, end) : NULL;
		if (newline) {
			TOKEN_AT(s, newline);
			end_token(s, newline == end ? skip_space(end) : end,
				  TOK_SEMICOLON);
			return;
		}
		at = semi ? skip_blanks(end) : skip_all(s, end);
	} while (at_comment(at));
	go_on(s, at);
}

static void slash_token(struct scanner *s, const uint8_t *at)
{
	if (at_comment(at)) {
		comment(s, at);
		return;
	}
	TOKEN_AT(s, at);
	if (at[1] == '=')
		end_token(s, at + 2, TOK_QUO_ASSIGN);
	else
		end_token(s, at + 1, TOK_QUO);
}

/* A letter that is not ASCII, or something that begins no token. */
static void utf8_token(struct scanner *s, const uint8_t *at)
{
	unsigned len;
	uint32_t r = utf8_decode(at, (size_t)(s->end - at), &len);

	TOKEN_AT(s, at);
	if (rune_is_letter(r))
		long_word(s, at);
	else
		illegal(s, at);
}

/* A NUL: the end of the text, or a byte that is not allowed in it. */
static void nul_token(struct scanner *s, const uint8_t *at)
{
	TOKEN_AT(s, at);
	if (at < s->end)
		illegal(s, at);
	else
		end_token(s, s->end,
			  newline_is_semi(s) ? TOK_SEMICOLON : TOK_EOF);
}

static void bad_token(struct scanner *s, const uint8_t *at)
{
	TOKEN_AT(s, at);
	illegal(s, at);
}

#define F(name) name##_token,
scan_fn *const scan_table[256] = {
	/* clang-format off */
	F(nul) F(bad) F(bad) F(bad) F(bad) F(bad) F(bad) F(bad) F(bad) F(blank) F(newline) F(bad) F(bad) F(blank) F(bad) F(bad)
	F(bad) F(bad) F(bad) F(bad) F(bad) F(bad) F(bad) F(bad) F(bad) F(bad) F(bad) F(bad) F(bad) F(bad) F(bad) F(bad)
	F(blank) F(bang) F(quote) F(bad) F(bad) F(percent) F(ampersand) F(rune) F(lparen) F(rparen) F(star) F(plus) F(comma) F(minus) F(dot) F(slash)
	F(digit) F(digit) F(digit) F(digit) F(digit) F(digit) F(digit) F(digit) F(digit) F(digit) F(colon) F(semicolon) F(less) F(equal) F(greater) F(bad)
	F(bad) F(word) F(word) F(word) F(word) F(word) F(word) F(word) F(word) F(word) F(word) F(word) F(word) F(word) F(word) F(word)
	F(word) F(word) F(word) F(word) F(word) F(word) F(word) F(word) F(word) F(word) F(word) F(lbrack) F(bad) F(rbrack) F(caret) F(word)
	F(raw) F(word) F(word) F(word) F(word) F(word) F(word) F(word) F(word) F(word) F(word) F(word) F(word) F(word) F(word) F(word)
	F(word) F(word) F(word) F(word) F(word) F(word) F(word) F(word) F(word) F(word) F(word) F(lbrace) F(bar) F(rbrace) F(tilde) F(bad)
	F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8)
	F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8)
	F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8)
	F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8)
	F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8)
	F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8)
	F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8)
	F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8) F(utf8)
	/* clang-format on */
};
#undef F

static void begin(struct scanner *s, struct source_file *source,
		  const char *text, uint32_t from, uint32_t to)
{
	s->source = source;
	s->text = s->cur = (const uint8_t *)text;
	s->end = s->text + (to - from);
	s->origin = (uintptr_t)text - source->base - from;
	s->to_source = source->text + from - text;
	s->tok = TOK_EOF;
	s->pos = source->base + from;
	s->illegal_semi = false;
	s->checked = s->end;
	s->nlines = 0;
	s->comments.len = s->directives.len = s->lines.len = 0;
}

/* A copy with the bytes behind it that scanning relies on. */
static const char *padded_copy(struct scanner *s, const char *text,
			       uint32_t size)
{
	size_t need = (size_t)size + SOURCE_PADDING;

	if (need > s->copy_cap) {
		free(s->copy);
		s->copy_cap = need < 4096 ? 4096 : need;
		s->copy = malloc(s->copy_cap);
		if (!s->copy) {
			diag("out of memory: a copy of %zu bytes", need);
			exit(DIAG_EXIT_BROKEN);
		}
	}
	memcpy(s->copy, text, size);
	source_pad(s->copy, size);
	return s->copy;
}

void scan_file(struct scanner *s, struct source_file *source)
{
	const char *text = source->text;

	if (!source->padded)
		text = padded_copy(s, text, source->size);
	begin(s, source, text, 0, source->size);
	s->keep_directives = true;
	s->checked = s->text;
	scan_check_start(s);
	scan_check(s, s->text);
}

void scan_part(struct scanner *s, struct source_file *source, uint32_t from,
	       uint32_t to)
{
	begin(s, source, padded_copy(s, source->text + from, to - from), from,
	      to);
	s->keep_comments = s->keep_directives = false;
}

static pthread_once_t once = PTHREAD_ONCE_INIT;

void scan_create(struct scanner *s, struct names *names)
{
	pthread_once(&once, make_keywords);
	*s = (struct scanner){.names = names};
}

void scan_finish(struct scanner *s)
{
	vec_finish(&s->comments);
	vec_finish(&s->directives);
	vec_finish(&s->lines);
	free(s->copy);
}
