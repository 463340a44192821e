/* SPDX-License-Identifier: MIT */
/* Strings: made, joined, compared, and turned into runes and back. */
#include "interp.h"

enum { RUNE_ERROR = 0xfffd, RUNE_MAX = 0x10ffff };

struct go_string string_new(const char *p, size_t n)
{
	struct go_string s = {NULL, (int64_t)n};

	if (n == 0)
		return s;
	s.p = mem_alloc(n);
	memcpy(s.p, p, n);
	return s;
}

struct go_string string_from(const char *s)
{
	return string_new(s, strlen(s));
}

char *string_c(struct go_string s)
{
	return arena_strndup(vm.arena, s.p ? s.p : "", (size_t)s.len);
}

struct go_string string_concat(struct go_string x, struct go_string y)
{
	struct go_string s = {NULL, x.len + y.len};

	if (x.len == 0)
		return y;
	if (y.len == 0)
		return x;
	s.p = mem_alloc((size_t)s.len);
	memcpy(s.p, x.p, (size_t)x.len);
	memcpy(s.p + x.len, y.p, (size_t)y.len);
	return s;
}

int string_order(struct go_string x, struct go_string y)
{
	int64_t n = x.len < y.len ? x.len : y.len;
	int d = n ? memcmp(x.p, y.p, (size_t)n) : 0;

	return d ? d : (x.len > y.len) - (x.len < y.len);
}

static int rune_encode(int64_t r, char *p)
{
	if (r < 0 || r > RUNE_MAX || (r >= 0xd800 && r < 0xe000))
		r = RUNE_ERROR;
	if (r < 0x80) {
		p[0] = (char)r;
		return 1;
	}
	if (r < 0x800) {
		p[0] = (char)(0xc0 | r >> 6);
		p[1] = (char)(0x80 | (r & 0x3f));
		return 2;
	}
	if (r < 0x10000) {
		p[0] = (char)(0xe0 | r >> 12);
		p[1] = (char)(0x80 | (r >> 6 & 0x3f));
		p[2] = (char)(0x80 | (r & 0x3f));
		return 3;
	}
	p[0] = (char)(0xf0 | r >> 18);
	p[1] = (char)(0x80 | (r >> 12 & 0x3f));
	p[2] = (char)(0x80 | (r >> 6 & 0x3f));
	p[3] = (char)(0x80 | (r & 0x3f));
	return 4;
}

/* The least rune that needs a sequence of this length. */
static const int32_t least[] = {0, 0, 0x80, 0x800, 0x10000};

int rune_decode(const char *p, int64_t n, int32_t *ret)
{
	const unsigned char *s = (const unsigned char *)p;
	int len = s[0] < 0xc0 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	int32_t r;

	*ret = s[0];
	if (s[0] < 0x80)
		return 1;
	*ret = RUNE_ERROR;
	if (len == 0 || len > n || s[0] > 0xf7)
		return 1;
	r = s[0] & (0x7f >> len);
	for (int i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 1;
		r = r << 6 | (s[i] & 0x3f);
	}
	if (r < least[len] || r > RUNE_MAX || (r >= 0xd800 && r < 0xe000))
		return 1;
	*ret = r;
	return len;
}

struct go_string string_of_rune(int64_t r)
{
	char p[4];

	return string_new(p, (size_t)rune_encode(r, p));
}

struct go_string string_of_runes(struct go_slice s)
{
	const int32_t *r = (const int32_t *)s.p;
	struct go_string ret = {NULL, 0};
	char p[4];

	for (int64_t i = 0; i < s.len; i++)
		ret.len += rune_encode(r[i], p);
	ret.p = mem_alloc((size_t)ret.len);
	ret.len = 0;
	for (int64_t i = 0; i < s.len; i++) {
		int n = rune_encode(r[i], p);

		memcpy(ret.p + ret.len, p, (size_t)n);
		ret.len += n;
	}
	return ret;
}

struct go_slice runes_of_string(struct go_string s)
{
	struct go_slice ret = {0};
	int32_t r;

	for (int64_t i = 0; i < s.len; ret.len++)
		i += rune_decode(s.p + i, s.len - i, &r);
	ret.p = mem_alloc((size_t)ret.len * sizeof(r));
	ret.cap = ret.len;
	for (int64_t i = 0, k = 0; i < s.len; k++) {
		i += rune_decode(s.p + i, s.len - i, &r);
		((int32_t *)ret.p)[k] = r;
	}
	return ret;
}
