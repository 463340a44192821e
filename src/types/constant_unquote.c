/* SPDX-License-Identifier: MIT */
/*
 * Characters and strings from their literals (spec: Rune literals, String
 * literals), as strconv.Unquote takes them.
 */
#include "types/constant.h"

#include <string.h>

#include "base/unicode.h"
#include "types/constant_impl.h"

struct text {
	const char *at, *end;
};

/* Takes ndigits digits of base 8 or 16, to a value of at most max. */
static bool read_code(struct text *t, int ndigits, int base, uint32_t max,
		      uint32_t *ret)
{
	uint32_t code = 0;

	if (t->end - t->at < ndigits)
		return false;
	for (int i = 0; i < ndigits; i++) {
		int digit = digit_value(*t->at++);

		if (digit >= base || code > max)
			return false;
		code = code * (uint32_t)base + (uint32_t)digit;
	}
	*ret = code;
	return code <= max;
}

/*
 * Takes one character, escaped or not, from between quotes.  ret_is_byte
 * tells \xff, one byte of a string, from \u00ff, a code point.
 */
static bool read_char(struct text *t, char quote, uint32_t *ret,
		      bool *ret_is_byte)
{
	static const char escapes[] = "abfnrtv\\";
	static const char meanings[] = "\a\b\f\n\r\t\v\\";
	const char *escape;
	unsigned width;
	char c;

	*ret_is_byte = false;
	if (t->at == t->end || *t->at == quote)
		return false;
	if (*t->at != '\\') {
		*ret = utf8_decode((const unsigned char *)t->at,
				   (size_t)(t->end - t->at), &width);
		t->at += width;
		return true;
	}
	if (t->end - t->at < 2)
		return false;
	c = t->at[1];
	t->at += 2;
	escape = memchr(escapes, c, sizeof(escapes) - 1);
	if (escape) {
		*ret = (unsigned char)meanings[escape - escapes];
		return true;
	}
	if (c == '\'' || c == '"') {
		*ret = (unsigned char)c;
		return c == quote;
	}
	if (c == 'u' || c == 'U')
		return read_code(t, c == 'u' ? 4 : 8, 16, RUNE_MAX, ret) &&
		       (*ret < 0xd800 || *ret > 0xdfff);
	*ret_is_byte = true;
	if (c == 'x')
		return read_code(t, 2, 16, 0xff, ret);
	t->at--;
	return read_code(t, 3, 8, 0xff, ret);
}

const struct value *unquote_rune(struct arena *a, const char *text, size_t len)
{
	struct text t;
	uint32_t rune;
	bool is_byte;

	if (len < 2)
		return value_make_unknown();
	t = (struct text){text + 1, text + len - 1};
	/* go/constant does not look at what follows, nor at the quotes. */
	if (!read_char(&t, '\'', &rune, &is_byte))
		return value_make_unknown();
	return value_make_int64(a, rune);
}

static bool is_utf8(const char *s, size_t len)
{
	const unsigned char *p = (const unsigned char *)s;
	unsigned width;

	for (; len > 0; p += width, len -= width) {
		width = 1;
		if (*p >= 0x80 && utf8_decode(p, len, &width) == RUNE_ERROR &&
		    width == 1)
			return false;
	}
	return true;
}

/* What is between back quotes, without its carriage returns. */
static const struct value *read_raw_string(struct arena *a, const char *s,
					   size_t len)
{
	const struct value *x;
	char *to;
	size_t nreturns = 0;

	if (memchr(s, '`', len))
		return value_make_unknown();
	for (size_t i = 0; i < len; i++)
		nreturns += s[i] == '\r';
	if (nreturns == 0)
		return value_make_string(a, s, len);
	x = string_alloc(a, len - nreturns, &to);
	for (size_t i = 0; i < len; i++)
		if (s[i] != '\r')
			*to++ = s[i];
	return x;
}

/*
 * What is between quotes, with escapes or malformed UTF-8, whose bytes
 * become U+FFFD each.
 */
static const struct value *read_escapes(struct arena *a, const char *s,
					size_t len, char quote)
{
	struct text t = {s, s + len};
	const struct value *x = NULL;
	size_t size = 0;
	char *to = NULL, utf8[4];

	/* Once for the size, once for the bytes. */
	for (;;) {
		while (t.at < t.end) {
			uint32_t rune;
			bool is_byte;
			size_t n = 1;

			if (*t.at == '\n' ||
			    !read_char(&t, quote, &rune, &is_byte))
				return value_make_unknown();
			utf8[0] = (char)rune;
			if (!is_byte)
				n = utf8_encode(rune, utf8);
			if (x) {
				memcpy(to, utf8, n);
				to += n;
			} else {
				size += n;
			}
		}
		if (x)
			return x;
		x = string_alloc(a, size, &to);
		t.at = s;
	}
}

const struct value *unquote_string(struct arena *a, const char *text,
				   size_t len)
{
	const char *s = text + 1;
	char quote;

	if (len < 2)
		return value_make_unknown();
	quote = text[0];
	if ((quote != '`' && quote != '"') || text[len - 1] != quote)
		return value_make_unknown();
	len -= 2;
	if (quote == '`')
		return read_raw_string(a, s, len);
	if (memchr(s, '\\', len) || memchr(s, '\n', len) ||
	    memchr(s, quote, len) || !is_utf8(s, len))
		return read_escapes(a, s, len, quote);
	return value_make_string(a, s, len);
}
