/* SPDX-License-Identifier: MIT */
/*
 * The literals that need more than a loop, and what is no text at all.
 *
 * A literal with an error in it is still a token: it goes as far as it
 * would without the error, so that what follows is not hurt.
 */
#include "syntax/scanner.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/unicode.h"
#include "syntax/simd.h"

void scan_error(struct scanner *s, const uint8_t *at, const char *fmt, ...)
{
	char msg[256];
	va_list ap;

	if (!s->error)
		return;
	va_start(ap, fmt);
	vsnprintf(msg, sizeof(msg), fmt, ap);
	va_end(ap);
	s->error(s->ctx, (pos_t)((uintptr_t)at - s->origin), msg);
}

static bool is_digit(unsigned c)
{
	return c >= '0' && c <= '9';
}

static unsigned digit_value(unsigned c)
{
	if (is_digit(c))
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;
}

/* A number while it is read. */
struct number {
	unsigned base;
	char prefix;		 /* 0, '0', 'x', 'o' or 'b' */
	bool digits, separators; /* have been seen */
	const uint8_t *invalid; /* first digit that the base has not, or NULL */
};

static const uint8_t *read_digits(struct number *n, const uint8_t *at,
				  unsigned base)
{
	for (;; at++) {
		if (*at == '_') {
			n->separators = true;
			continue;
		}
		if (digit_value(*at) >= (base <= 10 ? 10 : 16))
			return at;
		if (digit_value(*at) >= base && !n->invalid)
			n->invalid = at;
		n->digits = true;
	}
}

static const char *kind_of(const struct number *n)
{
	switch (n->prefix) {
	case 'x':
		return "hexadecimal literal";
	case '0':
	case 'o':
		return "octal literal";
	case 'b':
		return "binary literal";
	}
	return "decimal literal";
}

static const uint8_t *read_prefix(struct number *n, const uint8_t *at)
{
	if (*at != '0')
		return at;
	switch (at[1] | 0x20) {
	case 'x':
		n->base = 16;
		break;
	case 'o':
		n->base = 8;
		break;
	case 'b':
		n->base = 2;
		break;
	default:
		n->base = 8;
		n->prefix = '0';
		n->digits = true;
		return at + 1;
	}
	n->prefix = (char)(at[1] | 0x20);
	return at + 2;
}

static const uint8_t *read_exponent(struct scanner *s, struct number *n,
				    const uint8_t *at)
{
	struct number exponent = {0};

	if ((*at | 0x20) == 'e' && n->prefix && n->prefix != '0')
		scan_error(s, at, "'%c' exponent requires decimal mantissa",
			   *at);
	if ((*at | 0x20) == 'p' && n->prefix != 'x')
		scan_error(s, at, "'%c' exponent requires hexadecimal mantissa",
			   *at);
	at++;
	if (*at == '+' || *at == '-')
		at++;
	at = read_digits(&exponent, at, 10);
	if (!exponent.digits)
		scan_error(s, at, "exponent has no digits");
	n->separators |= exponent.separators;
	return at;
}

/* spec: an underscore stands between digits, a prefix counting as one. */
static const uint8_t *bad_separator(const struct number *n, const uint8_t *at,
				    const uint8_t *end)
{
	enum { OTHER, DIGIT, SEPARATOR } was = OTHER;

	if (n->prefix && n->prefix != '0') {
		was = DIGIT;
		at += 2;
	}
	for (; at < end; at++) {
		if (*at == '_') {
			if (was != DIGIT)
				return at;
			was = SEPARATOR;
		} else if (digit_value(*at) < (n->prefix == 'x' ? 16 : 10)) {
			was = DIGIT;
		} else {
			if (was == SEPARATOR)
				return at - 1;
			was = OTHER;
		}
	}
	return was == SEPARATOR ? end - 1 : NULL;
}

const uint8_t *scan_number(struct scanner *s, const uint8_t *at,
			   unsigned *ret_tok)
{
	const uint8_t *start = at, *bad;
	struct number n = {.base = 10};
	enum token tok = TOK_INT;

	if (*at != '.') {
		at = read_prefix(&n, at);
		at = read_digits(&n, at, n.base);
	}
	if (*at == '.') {
		tok = TOK_FLOAT;
		if (n.prefix == 'o' || n.prefix == 'b')
			scan_error(s, at, "invalid radix point in %s",
				   kind_of(&n));
		at = read_digits(&n, at + 1, n.base);
	}
	if (!n.digits)
		scan_error(s, at, "%s has no digits", kind_of(&n));
	if ((*at | 0x20) == 'e' || (*at | 0x20) == 'p') {
		tok = TOK_FLOAT;
		at = read_exponent(s, &n, at);
	} else if (n.prefix == 'x' && tok == TOK_FLOAT) {
		scan_error(s, at,
			   "hexadecimal mantissa requires a 'p' exponent");
	}
	if (*at == 'i') {
		tok = TOK_IMAG;
		at++;
	}
	if (tok == TOK_INT && n.invalid)
		scan_error(s, n.invalid, "invalid digit '%c' in %s", *n.invalid,
			   kind_of(&n));
	bad = n.separators ? bad_separator(&n, start, at) : NULL;
	if (bad)
		scan_error(s, bad, "'_' must separate successive digits");
	*ret_tok = tok;
	return at;
}

/* The digits of \x, \u, \U and \nnn. */
static const uint8_t *escape_digits(struct scanner *s, const uint8_t *start,
				    const uint8_t *at, unsigned n,
				    unsigned base, uint32_t max)
{
	uint32_t value = 0;
	unsigned len;

	for (; n > 0; n--, at++) {
		unsigned digit = at < s->end ? digit_value(*at) : 16;

		if (digit >= base) {
			if (at >= s->end) {
				scan_error(s, at,
					   "escape sequence not terminated");
				return at;
			}
			utf8_decode(at, (size_t)(s->end - at), &len);
			scan_error(s, at,
				   "illegal character %.*s in escape sequence",
				   *at < ' ' ? 0 : (int)len, at);
			return at;
		}
		value = value * base + digit;
	}
	if (value > max || (value >= 0xd800 && value < 0xe000))
		scan_error(s, start,
			   "escape sequence is invalid Unicode code point");
	return at;
}

/* at is behind the backslash; so is what is returned when it is wrong. */
const uint8_t *scan_escape(struct scanner *s, const uint8_t *at, int quote)
{
	switch (*at) {
	case 'a':
	case 'b':
	case 'f':
	case 'n':
	case 'r':
	case 't':
	case 'v':
	case '\\':
		return at + 1;
	case '0':
	case '1':
	case '2':
	case '3':
	case '4':
	case '5':
	case '6':
	case '7':
		return escape_digits(s, at, at, 3, 8, 255);
	case 'x':
		return escape_digits(s, at, at + 1, 2, 16, 255);
	case 'u':
		return escape_digits(s, at, at + 1, 4, 16, RUNE_MAX);
	case 'U':
		return escape_digits(s, at, at + 1, 8, 16, RUNE_MAX);
	}
	if (*at == quote)
		return at + 1;
	scan_error(s, at, "%s",
		   at < s->end ? "unknown escape sequence"
			       : "escape sequence not terminated");
	return at;
}

static const uint8_t *slow_rune(struct scanner *s, const uint8_t *start)
{
	const uint8_t *at = start + 1;
	unsigned n = 0, len;

	for (;; n++) {
		if (at >= s->end || *at == '\n') {
			scan_error(s, start, "rune literal not terminated");
			return at;
		}
		if (*at == '\'')
			break;
		if (*at == '\\') {
			at = scan_escape(s, at + 1, '\'');
			continue;
		}
		utf8_decode(at, (size_t)(s->end - at), &len);
		at += len;
	}
	if (n != 1)
		scan_error(s, start, "illegal rune literal");
	return at + 1;
}

const uint8_t *scan_rune(struct scanner *s, const uint8_t *start)
{
	if (start[2] == '\'' && start[1] >= ' ' && start[1] < 0x80 &&
	    start[1] != '\'' && start[1] != '\\' && start + 2 < s->end)
		return start + 3;
	return slow_rune(s, start);
}

/* The next byte from at on that is zero or not ASCII, or the end. */
static const uint8_t *find_odd(const uint8_t *at, const uint8_t *end)
{
	for (; end - at >= 16; at += 16) {
		v16 v = v16_load(at);

		if (v16_mask(v | v16_is(v, 0)))
			break;
	}
	while (at < end && *at != 0 && *at < 0x80)
		at++;
	return at;
}

/* Tells of what is no text from at to end, where the last rune may be cut. */
static void tell_odd(struct scanner *s, const uint8_t *at, const uint8_t *end)
{
	while ((at = find_odd(at, end)) < end) {
		unsigned len;
		uint32_t r = utf8_decode(at, (size_t)(s->end - at), &len);

		if (r == 0)
			scan_error(s, at, "illegal character NUL");
		else if (r == RUNE_ERROR && len == 1)
			scan_error(s, at, "illegal UTF-8 encoding");
		else if (r == 0xfeff && at > s->text)
			scan_error(s, at, "illegal byte order mark");
		at += len;
		if (at > s->checked)
			s->checked = at;
	}
}

/* The number of newlines among n blocks of 16 bytes, n below 256. */
static unsigned count_lines(const uint8_t *at, size_t n, v16 *odd)
{
	v16u sum = {0};
	unsigned lines = 0;

	for (size_t i = 0; i < n; i++) {
		v16 v = v16_load(at + 16 * i);

		sum -= (v16u)v16_is(v, '\n');
		*odd |= v | v16_is(v, 0);
	}
	for (unsigned i = 0; i < 16; i++)
		lines += sum[i];
	return lines;
}

#define CHECK_STEP ((size_t)2048)

/*
 * Goes over some more of the text, and asks for what comes after it to be
 * in the cache by then.
 */
static void check_step(struct scanner *s)
{
	const uint8_t *at = s->checked, *from = at;
	size_t left = (size_t)(s->end - at);
	size_t n = (left < CHECK_STEP ? left : CHECK_STEP) / 16;
	v16 odd = v16_all(0);

	for (size_t i = 0; i < CHECK_STEP; i += 64)
		__builtin_prefetch(at + CHECK_STEP + i);
	s->nlines += count_lines(at, n, &odd);
	at += 16 * n;
	for (; left < CHECK_STEP && at < s->end; at++) {
		s->nlines += *at == '\n';
		odd[0] |= *at >= 0x80 || *at == 0 ? -1 : 0;
	}
	s->checked = at;
	if (v16_mask(odd))
		tell_odd(s, from, at);
}

void scan_check(struct scanner *s, const uint8_t *at)
{
	while (s->checked <= at && s->checked < s->end)
		check_step(s);
}

void scan_check_rest(struct scanner *s)
{
	scan_check(s, s->end);
	s->nlines += s->end > s->text && s->end[-1] != '\n';
}

/* What a text may begin with that is not Go. */
void scan_check_start(struct scanner *s)
{
	const uint8_t *p = s->text;
	size_t n = (size_t)(s->end - p);

	if (n >= 2 && ((p[0] == 0xff && p[1] == 0xfe) ||
		       (p[0] == 0xfe && p[1] == 0xff))) {
		scan_error(s, p, "illegal UTF-8 encoding (got UTF-16)");
		s->cur = s->checked = s->end;
	} else if (n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
		s->cur = p + 3;
	}
}
