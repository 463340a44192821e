/* SPDX-License-Identifier: MIT */
/*
 * constant_impl.h - how constant values are kept; for constant*.c only
 *
 * A value is kept in the simplest form that holds it, as in go/constant:
 *
 *	kind		form
 *	int		FORM_INT64	in a machine word
 *			FORM_BIG	all others
 *	float		FORM_RAT	fractions of up to 4095 bits a side, and
 *					literals of any size
 *			FORM_FLOAT	512-bit floating point; there is no way
 *					back, since it may have been rounded
 *	complex		FORM_COMPLEX	two numbers of the forms above
 *
 * Numbers lie in the arena as GMP's limbs.  To compute, a view is laid over
 * them - an mpz_t or mpfr_t that owns nothing - and the result is taken from
 * a temporary, copied into the arena and the temporary cleared.
 */
#ifndef TYPES_CONSTANT_IMPL_H
#define TYPES_CONSTANT_IMPL_H

#include <gmp.h>
#include <mpfr.h>

#include "types/constant.h"

_Static_assert(GMP_NUMB_BITS == 64 && sizeof(long) == 8 &&
		       sizeof(mpfr_exp_t) == 8,
	       "a 64-bit machine without nails");

/* In order of complexity: two numbers meet in the later form. */
enum value_form {
	FORM_UNKNOWN,
	FORM_BOOL,
	FORM_STRING,
	FORM_INT64,
	FORM_BIG,
	FORM_RAT,
	FORM_FLOAT,
	FORM_COMPLEX,
};

enum {
	FLOAT_PREC = 512,
	FLOAT_LIMBS = FLOAT_PREC / 64,
	/* Fractions whose parts have this many bits become floats, and floats
	 * whose exponents reach it are not made fractions or integers of. */
	RAT_LIMIT = 4096,
};

struct bool_value {
	struct value v;
	bool b;
};

struct int_value {
	struct value v;
	int64_t n;
};

struct big_value {
	struct value v;
	int32_t size; /* limbs, negative for a negative number */
	mp_limb_t limbs[];
};

struct rat_value {
	struct value v;
	int32_t num_size; /* signed, 0 for 0 */
	int32_t den_size;
	mp_limb_t limbs[]; /* of the numerator, then of the denominator */
};

/* +-0.limbs * 2^exp, the first bit set unless the value is 0. */
struct float_value {
	struct value v;
	bool zero, negative;
	int32_t exp;
	mp_limb_t limbs[FLOAT_LIMBS];
};

struct complex_value {
	struct value v;
	const struct value *re, *im;
};

/* A string; only while bytes is NULL a struct join_value around it. */
struct string_value {
	struct value v;
	uint32_t depth; /* of joins below, 0 for a string of its own bytes */
	int64_t len;
	_Atomic(const char *) bytes;
};

struct join_value {
	struct string_value s;
	const struct string_value *left, *right;
	struct arena *home; /* where the bytes are to be kept */
};

/* Temporaries and views.  The limb is for numbers that have none. */
struct int_view {
	mpz_t z;
	mp_limb_t limb;
};

struct rat_view {
	mpq_t q;
	mp_limb_t num, den;
};

struct float_temp {
	mpfr_t f;
	mp_limb_t limbs[FLOAT_LIMBS];
};

/* constant_num.c */
void int_view(struct int_view *v, const struct value *x);
void rat_view(struct rat_view *v, const struct value *x);
void float_temp_init(struct float_temp *t);
void float_load(struct float_temp *t, const struct value *x);
void float_set_ratio(mpfr_t f, const mpz_t num, const mpz_t den);
bool float_is_small(const struct float_value *x);

const struct value *make_big(struct arena *a, const mpz_t z);
const struct value *keep_rat(struct arena *a, const mpz_t num, const mpz_t den);
const struct value *make_rat(struct arena *a, const mpz_t num, const mpz_t den);
const struct value *make_ratio64(struct arena *a, bool negative, uint64_t num,
				 uint64_t den);
const struct value *make_float(struct arena *a, const mpfr_t f, int ternary);
const struct value *make_complex(struct arena *a, const struct value *re,
				 const struct value *im);

/* constant_lit.c */
int digit_value(char c);

/* constant_unquote.c */
const struct value *unquote_rune(struct arena *a, const char *text, size_t len);
const struct value *unquote_string(struct arena *a, const char *text,
				   size_t len);

/* constant_string.c */
const struct value *string_alloc(struct arena *a, size_t len, char **ret_bytes);
const struct value *string_join(struct arena *a, const struct value *x,
				const struct value *y);
int string_compare(const struct value *x, const struct value *y);
size_t string_prefix(const struct value *x, char *to, size_t size);

static inline const struct int_value *as_int(const struct value *x)
{
	return (const struct int_value *)x;
}

static inline const struct big_value *as_big(const struct value *x)
{
	return (const struct big_value *)x;
}

static inline const struct rat_value *as_rat(const struct value *x)
{
	return (const struct rat_value *)x;
}

static inline const struct float_value *as_float(const struct value *x)
{
	return (const struct float_value *)x;
}

static inline const struct complex_value *as_complex(const struct value *x)
{
	return (const struct complex_value *)x;
}

static inline const struct string_value *as_string(const struct value *x)
{
	return (const struct string_value *)x;
}

#endif
