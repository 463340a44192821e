/* SPDX-License-Identifier: MIT */
#include "natives.h"

#include <math.h>

/* Bytes, strings and numbers: what assembly or the compiler does in Go. */

SIMPLE(native_nothing, )
SIMPLE(native_zero, r[0] = 0)
SIMPLE(native_one, r[0] = 1)
SIMPLE(native_hundred, r[0] = 100)
SIMPLE(native_one_byte, *(bool *)r = true)
SIMPLE(native_zero_iface, r[0] = r[1] = 0)

static int64_t compare(const char *x, int64_t n, const char *y, int64_t m)
{
	struct go_string s = {(char *)(uintptr_t)x, n};
	struct go_string t = {(char *)(uintptr_t)y, m};
	int d = string_order(s, t);

	return d < 0 ? -1 : d > 0;
}

static int64_t count(const char *p, int64_t n, char c)
{
	int64_t sum = 0;

	for (int64_t i = 0; i < n; i++)
		sum += p[i] == c;
	return sum;
}

static int64_t find(const char *p, int64_t n, const char *q, int64_t m)
{
	const char *at;

	if (m == 0)
		return 0;
	at = n > 0 ? memmem(p, (size_t)n, q, (size_t)m) : NULL;
	return at ? at - p : -1;
}

static int64_t find_byte(const char *p, int64_t n, char c)
{
	const char *at = n > 0 ? memchr(p, c, (size_t)n) : NULL;

	return at ? at - p : -1;
}

#define PTR(i) ((char *)a[i])
#define INT(i) ((int64_t)a[i])

SIMPLE(native_compare, r[0] = (uint64_t)compare(PTR(0), INT(1), PTR(3), INT(4)))
SIMPLE(native_compare_string,
       r[0] = (uint64_t)compare(PTR(0), INT(1), PTR(2), INT(3)))
SIMPLE(native_count, r[0] = (uint64_t)count(PTR(0), INT(1), (char)a[3]))
SIMPLE(native_count_string, r[0] = (uint64_t)count(PTR(0), INT(1), (char)a[2]))
SIMPLE(native_equal_bytes,
       *(bool *)r = compare(PTR(0), INT(1), PTR(3), INT(4)) == 0)
SIMPLE(native_index, r[0] = (uint64_t)find(PTR(0), INT(1), PTR(3), INT(4)))
SIMPLE(native_index_string,
       r[0] = (uint64_t)find(PTR(0), INT(1), PTR(2), INT(3)))
SIMPLE(native_index_byte,
       r[0] = (uint64_t)find_byte(PTR(0), INT(1), (char)a[3]))
SIMPLE(native_index_byte_string,
       r[0] = (uint64_t)find_byte(PTR(0), INT(1), (char)a[2]))

enum native_end native_make_no_zero(struct g *g, uint64_t *a, uint64_t *r)
{
	int64_t n = INT(0);

	(void)g;
	if (n < 0 || n > (int64_t)1 << 46) {
		throw_error("makeslice: len out of range");
		return NATIVE_PANIC;
	}
	*(struct go_slice *)r = (struct go_slice){mem_alloc((size_t)n), n, n};
	return NATIVE_DONE;
}

/* The code of a func value in an any. */
SIMPLE(native_func_pc, r[0] = *(uint64_t *)a[1])

SIMPLE(native_floor, DOUBLE_AT(r) = floor(DOUBLE_AT(a)))
SIMPLE(native_ceil, DOUBLE_AT(r) = ceil(DOUBLE_AT(a)))
SIMPLE(native_trunc, DOUBLE_AT(r) = trunc(DOUBLE_AT(a)))
SIMPLE(native_sqrt, DOUBLE_AT(r) = sqrt(DOUBLE_AT(a)))
SIMPLE(native_abs, DOUBLE_AT(r) = fabs(DOUBLE_AT(a)))
SIMPLE(native_fma,
       DOUBLE_AT(r) = fma(DOUBLE_AT(a), DOUBLE_AT(a + 1), DOUBLE_AT(a + 2)))

/* Goroutines change only between instructions: nothing else is needed. */
#define ATOMICS(SIZE, T)                                                \
	SIMPLE(native_load##SIZE, *(T *)r = *(T *)a[0])                 \
	SIMPLE(native_store##SIZE, *(T *)a[0] = *(T *)&a[1])            \
	SIMPLE(native_add##SIZE,                                        \
	       *(T *)r = *(T *)a[0] = (T)(*(T *)a[0] + *(T *)&a[1]))    \
	SIMPLE(native_and##SIZE, T old = *(T *)a[0];                    \
	       *(T *)a[0] = (T)(old & *(T *)&a[1]); *(T *)r = old)      \
	SIMPLE(native_or##SIZE, T old = *(T *)a[0];                     \
	       *(T *)a[0] = (T)(old | *(T *)&a[1]); *(T *)r = old)      \
	SIMPLE(native_swap##SIZE, T old = *(T *)a[0];                   \
	       *(T *)a[0] = *(T *)&a[1]; *(T *)r = old)                 \
	SIMPLE(native_cas##SIZE, bool same = *(T *)a[0] == *(T *)&a[1]; \
	       if (same) * (T *)a[0] = *(T *)&a[2]; *(bool *)r = same)

ATOMICS(4, uint32_t)
ATOMICS(8, uint64_t)
