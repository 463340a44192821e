/* SPDX-License-Identifier: MIT */
#include "emit/clean.h"

#include <stdbool.h>

#include "base/buf.h"

static bool is_continuation(unsigned char c)
{
	return (c & 0xc0) == 0x80;
}

/* U+0080 to U+009F, which some terminals obey, as UTF-8. */
static bool is_c1(const char *s)
{
	unsigned char a = (unsigned char)s[0];
	unsigned char b = a ? (unsigned char)s[1] : 0;

	return a == 0xc2 && b >= 0x80 && b < 0xa0;
}

void put_clean(struct buf *out, const char *s)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (is_c1(s)) {
			buf_putc(out, '?');
			s++;
		} else if (c < ' ' || c == 0x7f) {
			buf_putc(out, '?');
		} else {
			buf_putc(out, *s);
		}
	}
}

size_t clean_width(const char *s)
{
	size_t n = 0;

	for (; *s; s++) {
		/* A C1 character is shown as one '?', like any other. */
		if (!is_continuation((unsigned char)*s))
			n++;
	}
	return n;
}
