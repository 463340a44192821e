/* SPDX-License-Identifier: MIT */
#include "load/unquote.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/unicode.h"

/* The number of n digits of a base up to 16; UINT32_MAX for none. */
static uint32_t number(const char *s, const char *end, size_t n, unsigned base)
{
	static const char digits[] = "0123456789abcdef";
	uint32_t v = 0;

	if ((size_t)(end - s) < n)
		return UINT32_MAX;
	for (size_t i = 0; i < n; i++) {
		int c = s[i] >= 'A' && s[i] <= 'F' ? s[i] + 32 : s[i];
		const char *d = c ? memchr(digits, c, base) : NULL;

		if (!d)
			return UINT32_MAX;
		v = v * base + (uint32_t)(d - digits);
	}
	return v;
}

/* Letters behind a backslash that stand for a number of n digits. */
static const struct {
	char letter;
	uint8_t n, base;
	uint32_t max;
} forms[] = {
	{'x', 2, 16, 0xff},
	{'u', 4, 16, RUNE_MAX},
	{'U', 8, 16, RUNE_MAX},
};

/*
 * The escape at s, behind the backslash: its bytes at out, their number in
 * *ret_len, and how many of s it takes; 0 when it is none.
 */
static size_t unescape(const char *s, const char *end, char *out,
		       unsigned *ret_len)
{
	static const char from[] = "abfnrtv\\\"", to[] = "\a\b\f\n\r\t\v\\\"";
	const char *simple = *s ? strchr(from, *s) : NULL;
	uint32_t v;

	*ret_len = 1;
	if (simple) {
		*out = to[simple - from];
		return 1;
	}
	v = number(s, end, 3, 8);
	if (v <= 0xff) {
		*out = (char)v;
		return 3;
	}
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		if (*s != forms[i].letter)
			continue;
		v = number(s + 1, end, forms[i].n, forms[i].base);
		if (v > forms[i].max || (v >= 0xd800 && v <= 0xdfff))
			return 0;
		if (forms[i].letter == 'x')
			*out = (char)v;
		else
			*ret_len = utf8_encode(v, out);
		return 1 + (size_t)forms[i].n;
	}
	return 0;
}

char *unquote_go(struct arena *a, const char *text, size_t len)
{
	const char *s = text + 1, *end = text + len - 1;
	char *out, *p;

	if (len < 2 || *text != *end || (*text != '"' && *text != '`'))
		return NULL;
	p = out = ARENA_ARRAY(a, len + 4, char);
	while (s < end) {
		unsigned n;
		size_t took;

		if (*text == '`') {
			if (*s != '\r')
				*p++ = *s;
			s++;
			continue;
		}
		if (*s == '"' || *s == '\n')
			return NULL;
		if (*s != '\\') {
			*p++ = *s++;
			continue;
		}
		took = s + 1 < end ? unescape(s + 1, end, p, &n) : 0;
		if (!took)
			return NULL;
		p += n;
		s += 1 + took;
	}
	*p = '\0';
	return out;
}
