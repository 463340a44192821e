/* SPDX-License-Identifier: MIT */
/* Slices: make, append, and x[low:high:max] (spec: Slice expressions). */
#include "interp.h"

enum { MAX_BYTES_BITS = 47 };

static bool too_many(int64_t size, int64_t n)
{
	return n < 0 || (size > 0 && n > ((int64_t)1 << MAX_BYTES_BITS) / size);
}

bool slice_make(struct tinfo *elem, int64_t len, int64_t cap,
		struct go_slice *ret)
{
	if (too_many(elem->size, len)) {
		throw_error("makeslice: len out of range");
		return false;
	}
	if (too_many(elem->size, cap) || cap < len) {
		throw_error("makeslice: cap out of range");
		return false;
	}
	*ret = (struct go_slice){mem_alloc_typed(elem, cap), len, cap};
	return true;
}

/* Sizes that Go's allocator hands out, as far as they show in cap(). */
static int64_t round_up_size(int64_t n)
{
	static const int16_t classes[] = {
		8,     16,    24,    32,    48,	   64,	  80,	 96,	112,
		128,   144,   160,   176,   192,   208,	  224,	 240,	256,
		288,   320,   352,   384,   416,   448,	  480,	 512,	576,
		640,   704,   768,   896,   1024,  1152,  1280,	 1408,	1536,
		1792,  2048,  2304,  2688,  3072,  3200,  3456,	 4096,	4864,
		5120,  5376,  6144,  6528,  6784,  6912,  8192,	 9472,	9728,
		10240, 10880, 12288, 13568, 14336, 16384, 18432, 19072, 20480,
		21760, 24576, 27264, 28672};

	for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++)
		if (n <= classes[i])
			return classes[i];
	return n <= 32768 ? 32768 : (n + 8191) & ~(int64_t)8191;
}

/* Room for n elements: the growth of runtime.growslice. */
struct go_slice slice_grow(int64_t size, struct go_slice s, int64_t n)
{
	int64_t cap = s.cap;
	struct go_slice ret = {NULL, s.len, n};

	if (n > 2 * s.cap) {
		cap = n;
	} else if (s.cap < 256) {
		cap = 2 * s.cap;
	} else {
		while (cap < n)
			cap += (cap + 3 * 256) >> 2;
	}
	if (size > 0)
		ret.cap = round_up_size(cap * size) / size;
	ret.p = mem_alloc((size_t)(ret.cap * size));
	if (s.len > 0 && size > 0)
		memcpy(ret.p, s.p, (size_t)(s.len * size));
	return ret;
}

bool slice_append(int64_t size, struct go_slice s, struct go_slice t,
		  struct go_slice *ret)
{
	if (too_many(size, s.len + t.len)) {
		throw_error("growslice: len out of range");
		return false;
	}
	if (s.len + t.len > s.cap)
		s = slice_grow(size, s, s.len + t.len);
	if (t.len > 0 && size > 0)
		memmove(s.p + s.len * size, t.p, (size_t)(t.len * size));
	s.len += t.len;
	*ret = s;
	return true;
}

/* Go's texts, by which bound is wrong. */
static bool bad_bound(int what, bool has_max, int64_t low, int64_t high,
		      int64_t max, int64_t len, int64_t cap)
{
	long long l = low < 0 ? low : (long long)index_shown(low), n = len,
		  c = cap;
	long long h = (long long)index_shown(high);
	long long m = (long long)index_shown(max);

	if (has_max && (max < 0 || max > cap)) {
		const char *word = what == SLICE_ARRAY ? "length" : "capacity";

		if (max < 0)
			throw_error("slice bounds out of range [::%lld]", m);
		else
			throw_error("slice bounds out of range [::%llu] with "
				    "%s %lld",
				    m, word, c);
	} else if (has_max && (high < 0 || high > max)) {
		throw_error(high < 0 ? "slice bounds out of range [:%lld:]"
				     : "slice bounds out of range [:%llu:%lld]",
			    h, m);
	} else if (has_max) {
		throw_error(low < 0 ? "slice bounds out of range [%lld::]"
				    : "slice bounds out of range [%llu:%lld:]",
			    l, h);
	} else if (high < 0) {
		throw_error("slice bounds out of range [:%lld]", h);
	} else if (high > (what == SLICE_STRING ? len : cap)) {
		throw_error("slice bounds out of range [:%llu] with %s %lld", h,
			    what == SLICE_SLICE ? "capacity" : "length",
			    what == SLICE_STRING ? n : c);
	} else {
		throw_error(low < 0 ? "slice bounds out of range [%lld:]"
				    : "slice bounds out of range [%llu:%lld]",
			    l, h);
	}
	return false;
}

bool slice_cut(int what, int64_t size, struct go_slice x, const int64_t *low,
	       const int64_t *high, const int64_t *max, struct go_slice *ret)
{
	int64_t end = what == SLICE_STRING ? x.len : x.cap;
	int64_t l = low ? *low : 0, h = high ? *high : x.len;
	int64_t m = max ? *max : end;

	if (m < 0 || m > end || h < 0 || h > m || l < 0 || l > h)
		return bad_bound(what, max != NULL, l, h, m, x.len, end);
	ret->len = h - l;
	ret->cap = m - l;
	/* What has no room must not point past its end. */
	ret->p = m - l > 0 ? x.p + l * size : x.p;
	return true;
}
