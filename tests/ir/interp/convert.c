/* SPDX-License-Identifier: MIT */
/*
 * Conversions between numbers (spec: Conversions between numeric types).  A
 * float that does not fit into an integer gives what Go on amd64 gives, where
 * the language leaves it open: the lowest int64, cut to the size.
 */
#include "interp.h"

#include <math.h>

struct number {
	enum { SIGNED, UNSIGNED, FLOAT } kind;
	int64_t i;
	uint64_t u;
	double f;
};

static struct number number_get(uint8_t cls, const char *p)
{
	struct number n = {.kind = cls <= CLS_I64   ? SIGNED
				   : cls <= CLS_U64 ? UNSIGNED
						    : FLOAT};

	switch (cls) {
	case CLS_I8:
		n.i = *(const int8_t *)p;
		break;
	case CLS_I16:
		n.i = *(const int16_t *)p;
		break;
	case CLS_I32:
		n.i = *(const int32_t *)p;
		break;
	case CLS_I64:
		n.i = *(const int64_t *)p;
		break;
	case CLS_U8:
		n.u = *(const uint8_t *)p;
		break;
	case CLS_U16:
		n.u = *(const uint16_t *)p;
		break;
	case CLS_U32:
		n.u = *(const uint32_t *)p;
		break;
	case CLS_U64:
		n.u = *(const uint64_t *)p;
		break;
	case CLS_F32:
		n.f = *(const float *)p;
		break;
	default:
		n.f = *(const double *)p;
		break;
	}
	return n;
}

static int64_t cut(double f)
{
	if (f >= -9223372036854775808.0 && f < 9223372036854775808.0)
		return (int64_t)f;
	return INT64_MIN;
}

static uint64_t number_bits(struct number n, bool to_u64)
{
	if (n.kind == SIGNED)
		return (uint64_t)n.i;
	if (n.kind == UNSIGNED)
		return n.u;
	if (to_u64 && n.f >= 9223372036854775808.0)
		return (uint64_t)cut(n.f - 9223372036854775808.0) ^
		       ((uint64_t)1 << 63);
	return (uint64_t)cut(n.f);
}

static double number_double(struct number n)
{
	return n.kind == SIGNED	    ? (double)n.i
	       : n.kind == UNSIGNED ? (double)n.u
				    : n.f;
}

/* Rounded once, straight from an integer. */
static float number_float(struct number n)
{
	return n.kind == SIGNED	    ? (float)n.i
	       : n.kind == UNSIGNED ? (float)n.u
				    : (float)n.f;
}

static void convert_complex(uint8_t to, char *dst, uint8_t from,
			    const char *src)
{
	double re, im;

	if (from == CLS_C64) {
		re = ((const float *)src)[0];
		im = ((const float *)src)[1];
	} else {
		re = ((const double *)src)[0];
		im = ((const double *)src)[1];
	}
	if (to == CLS_C64) {
		((float *)dst)[0] = (float)re;
		((float *)dst)[1] = (float)im;
	} else {
		((double *)dst)[0] = re;
		((double *)dst)[1] = im;
	}
}

void convert_number(uint8_t to, char *dst, uint8_t from, const char *src)
{
	struct number n;
	uint64_t bits;

	if (from >= NNUMBERS) {
		convert_complex(to, dst, from, src);
		return;
	}
	n = number_get(from, src);
	if (to == CLS_F32) {
		*(float *)dst = number_float(n);
		return;
	}
	if (to == CLS_F64) {
		*(double *)dst = number_double(n);
		return;
	}
	bits = number_bits(n, to == CLS_U64);
	/* Little-endian: the low bytes come first. */
	memcpy(dst, &bits, sizeof(bits) >> (3 - (to & 3)));
}
