/* SPDX-License-Identifier: MIT */
/*
 * Go string literals of arbitrary bytes, as strconv.Quote makes them.
 */
#include "types/constant.h"

#include "base/buf.h"
#include "base/unicode.h"

/* What is printable, in order (printable.def). */
static const struct range {
	uint32_t first, last;
} printable[] = {
#define RANGE(first, last) {first, last},
#include "types/printable.def"
#undef RANGE
};

static bool is_printable(uint32_t r)
{
	const size_t n = sizeof(printable) / sizeof(printable[0]);
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (printable[mid].last < r)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && printable[lo].first <= r;
}

/* A backslash, the letter and n hexadecimal digits. */
static void put_hex(struct buf *b, char letter, int n, uint32_t code)
{
	char text[10] = {'\\', letter};

	for (int i = n; i > 0; i--, code >>= 4)
		text[i + 1] = "0123456789abcdef"[code & 15];
	buf_add(b, text, (size_t)n + 2);
}

/* A backslash and one character. */
static void put_escape(struct buf *b, char c)
{
	char text[2] = {'\\', c};

	buf_add(b, text, 2);
}

/* A code point that is not printable. */
static void quote_rune(struct buf *b, uint32_t r)
{
	static const char letters[] = "abtnvfr"; /* from \a, 7, on */

	if (r >= 7 && r <= 13)
		put_escape(b, letters[r - 7]);
	else if (r < ' ' || r == 0x7f)
		put_hex(b, 'x', 2, r);
	else if (r < 0x10000)
		put_hex(b, 'u', 4, r);
	else
		put_hex(b, 'U', 8, r);
}

static bool is_plain(char c)
{
	return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
}

void value_quote(struct buf *b, const char *s, size_t len)
{
	unsigned width;
	uint32_t r;

	buf_putc(b, '"');
	for (; len > 0; s += width, len -= width) {
		size_t n = 0;

		while (n < len && is_plain(s[n]))
			n++;
		buf_add(b, s, n);
		s += n;
		len -= n;
		if (len == 0)
			break;
		r = utf8_decode((const unsigned char *)s, len, &width);
		if (r == RUNE_ERROR && width == 1)
			put_hex(b, 'x', 2, (unsigned char)*s);
		else if (r == '"' || r == '\\')
			put_escape(b, (char)r);
		else if (is_printable(r))
			buf_add(b, s, width);
		else
			quote_rune(b, r);
	}
	buf_putc(b, '"');
}
