/* SPDX-License-Identifier: MIT */
#include "base/unicode.h"

struct range {
	uint32_t lo, hi, stride;
};

#define RANGE(lo, hi, stride) {lo, hi, stride},
static const struct range letters[] = {
#define UNICODE_LETTER
#include "base/unicode.def"
#undef UNICODE_LETTER
};
static const struct range digits[] = {
#define UNICODE_DIGIT
#include "base/unicode.def"
#undef UNICODE_DIGIT
};
static const struct range uppers[] = {
#define UNICODE_UPPER
#include "base/unicode.def"
#undef UNICODE_UPPER
};
#undef RANGE

static bool among(const struct range *r, size_t n, uint32_t rune)
{
	while (n > 0) {
		size_t mid = n / 2;

		if (rune > r[mid].hi) {
			r += mid + 1;
			n -= mid + 1;
		} else if (rune < r[mid].lo) {
			n = mid;
		} else {
			return (rune - r[mid].lo) % r[mid].stride == 0;
		}
	}
	return false;
}

#define NELEM(a) (sizeof(a) / sizeof((a)[0]))

bool rune_is_letter(uint32_t rune)
{
	return among(letters, NELEM(letters), rune);
}

bool rune_is_digit(uint32_t rune)
{
	return among(digits, NELEM(digits), rune);
}

bool rune_is_upper(uint32_t rune)
{
	return among(uppers, NELEM(uppers), rune);
}

uint32_t utf8_decode(const unsigned char *p, size_t n, unsigned *ret_len)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned len = p[0] < 0x80   ? 1
		       : p[0] < 0xc2 ? 0
		       : p[0] < 0xe0 ? 2
		       : p[0] < 0xf0 ? 3
		       : p[0] < 0xf5 ? 4
				     : 0;
	uint32_t rune;

	*ret_len = 1;
	if (len == 1)
		return p[0];
	if (len == 0 || len > n)
		return RUNE_ERROR;
	rune = p[0] & (0x7fu >> len);
	for (unsigned i = 1; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return RUNE_ERROR;
		rune = rune << 6 | (p[i] & 0x3f);
	}
	if (rune < least[len] || rune > RUNE_MAX ||
	    (rune >= 0xd800 && rune < 0xe000))
		return RUNE_ERROR;
	*ret_len = len;
	return rune;
}

unsigned utf8_encode(uint32_t rune, char *buf)
{
	if (rune < 0x80) {
		buf[0] = (char)rune;
		return 1;
	}
	if (rune < 0x800) {
		buf[0] = (char)(0xc0 | rune >> 6);
		buf[1] = (char)(0x80 | (rune & 0x3f));
		return 2;
	}
	if (rune < 0x10000) {
		buf[0] = (char)(0xe0 | rune >> 12);
		buf[1] = (char)(0x80 | (rune >> 6 & 0x3f));
		buf[2] = (char)(0x80 | (rune & 0x3f));
		return 3;
	}
	buf[0] = (char)(0xf0 | rune >> 18);
	buf[1] = (char)(0x80 | (rune >> 12 & 0x3f));
	buf[2] = (char)(0x80 | (rune >> 6 & 0x3f));
	buf[3] = (char)(0x80 | (rune & 0x3f));
	return 4;
}
