/* SPDX-License-Identifier: MIT */
/*
 * Numbers as IEEE 754 numbers, rounded once, to nearest, ties to even.
 *
 * Whatever the form, it is brought to its first 64 bits, whether any bit is
 * set after them, and an exponent.  That is more than the 53 bits of a
 * double and enough to round from, subnormal numbers included.
 */
#include "types/constant.h"

#include <math.h>

#include "types/constant_impl.h"

/* 0.bits * 2^exp and, if sticky, a little more.  bits is 0 only for 0. */
struct leading {
	bool negative, sticky;
	bool is_ratio;
	uint64_t bits;
	int64_t exp;
};

/* A binary format: bits of the significand, exponents of 1.xxx. */
struct format {
	int digits, min_exp, max_exp;
};

static const struct format binary32 = {24, -126, 127};
static const struct format binary64 = {53, -1022, 1023};

static struct leading leading_of_float(bool negative, int64_t exp,
				       const mp_limb_t *limbs)
{
	struct leading l = {.negative = negative,
			    .bits = limbs[FLOAT_LIMBS - 1],
			    .exp = exp};

	for (int i = 0; i < FLOAT_LIMBS - 1; i++)
		l.sticky |= limbs[i] != 0;
	return l;
}

/* num/den where both are words and den a power of two: most of them. */
static struct leading leading_of_dyadic(const struct rat_value *x)
{
	int shift = __builtin_clzl(x->limbs[0]);

	return (struct leading){
		.is_ratio = true,
		.negative = x->num_size < 0,
		.bits = x->limbs[0] << shift,
		.exp = 64 - shift - __builtin_ctzl(x->limbs[1]),
	};
}

static struct leading leading_of_rat(const struct value *x)
{
	const struct rat_value *r = as_rat(x);
	struct leading l = {.bits = 0};
	struct rat_view v;
	mpz_t num, den;
	long shift;

	if (r->num_size == 0)
		return l;
	if ((r->num_size == 1 || r->num_size == -1) && r->den_size == 1 &&
	    (r->limbs[1] & (r->limbs[1] - 1)) == 0)
		return leading_of_dyadic(r);
	rat_view(&v, x);
	/* So that the quotient has 64 or 65 bits. */
	shift = 64 + (long)mpz_sizeinbase(mpq_denref(v.q), 2) -
		(long)mpz_sizeinbase(mpq_numref(v.q), 2);
	mpz_init_set(num, mpq_numref(v.q));
	mpz_init_set(den, mpq_denref(v.q));
	if (shift > 0)
		mpz_mul_2exp(num, num, (mp_bitcnt_t)shift);
	else
		mpz_mul_2exp(den, den, (mp_bitcnt_t)-shift);
	mpz_tdiv_qr(num, den, num, den);

	l.is_ratio = true;
	l.negative = mpz_sgn(num) < 0;
	l.sticky = mpz_sgn(den) != 0;
	l.bits = mpz_getlimbn(num, 0);
	l.exp = 64 - shift;
	if (mpz_size(num) > 1) {
		l.sticky |= l.bits & 1;
		l.bits = l.bits >> 1 | (uint64_t)1 << 63;
		l.exp++;
	}
	mpz_clear(num);
	mpz_clear(den);
	return l;
}

/* x is a number but no complex one. */
static struct leading leading_of(const struct value *x)
{
	const struct float_value *f = as_float(x);
	struct float_temp t;

	if (x->form == FORM_RAT)
		return leading_of_rat(x);
	if (value_sign(x) == 0)
		return (struct leading){.bits = 0};
	if (x->form == FORM_FLOAT)
		return leading_of_float(f->negative, f->exp, f->limbs);
	/* Rounded to 512 bits first, as in go/constant. */
	float_load(&t, x);
	return leading_of_float(mpfr_sgn(t.f) < 0, mpfr_get_exp(t.f), t.limbs);
}

/* Ones in all digits and the bit after them: rounding carries. */
static bool carries(const struct format *f, struct leading l)
{
	return ~l.bits >> (63 - f->digits) == 0;
}

/*
 * l in a format with kept digits, which are fewer than f has for a number
 * that is subnormal in it, and 0 for one that may become the smallest.
 */
static double round_digits(const struct format *f, struct leading l,
			   int64_t kept, bool *ret_exact)
{
	uint64_t half = (uint64_t)1 << (63 - kept);
	uint64_t rest = l.bits & (half * 2 - 1);
	uint64_t q = kept > 0 ? l.bits >> (64 - kept) : 0;
	double result;

	if (rest > half || (rest == half && (l.sticky || (q & 1))))
		q++;
	result = ldexp((double)q, (int)(l.exp - kept));
	if (result >= ldexp(2, f->max_exp))
		return HUGE_VAL;
	*ret_exact = rest == 0 && !l.sticky;
	return result;
}

static double round_to(const struct format *f, struct leading l,
		       bool *ret_exact)
{
	int64_t exp = l.exp - 1; /* of 1.xxx */
	int64_t kept = f->digits;
	double result;

	/* big.Float has 32 bits for it, and lets the smallest wrap around. */
	if (exp < INT32_MIN && !carries(f, l))
		exp = INT32_MAX;
	if (exp < f->min_exp)
		kept -= f->min_exp - exp;
	*ret_exact = false;
	if (l.bits == 0) {
		*ret_exact = true;
		result = 0;
	} else if (exp > f->max_exp) {
		result = HUGE_VAL;
	} else if (kept < 0) {
		/* Exact or not is what big.Rat says: whether the significand
		 * alone would have been. */
		*ret_exact =
			l.is_ratio && !l.sticky && l.bits << f->digits == 0;
		result = 0;
	} else {
		result = round_digits(f, l, kept, ret_exact);
	}
	return l.negative ? -result : result;
}

static double to_format(const struct format *f, const struct value *x,
			bool *ret_exact)
{
	bool exact = false;
	double result = 0;

	if (x->form >= FORM_INT64 && x->form <= FORM_FLOAT)
		result = round_to(f, leading_of(x), &exact);
	if (ret_exact)
		*ret_exact = exact;
	return result;
}

float value_float32_val(const struct value *x, bool *ret_exact)
{
	return (float)to_format(&binary32, x, ret_exact);
}

double value_float64_val(const struct value *x, bool *ret_exact)
{
	return to_format(&binary64, x, ret_exact);
}

/* Nothing changes for a fraction that is a machine number, and no zero is
 * made of one that is not 0. */
static bool is_rounded(const struct value *x, double f, bool exact)
{
	return exact && x->form == FORM_RAT && (f != 0 || value_sign(x) == 0);
}

const struct value *value_round_float32(struct arena *a, const struct value *x)
{
	bool exact;
	float f = value_float32_val(x, &exact);

	if (isinf(f))
		return NULL;
	return is_rounded(x, f, exact) ? x : value_make_float64(a, f);
}

const struct value *value_round_float64(struct arena *a, const struct value *x)
{
	bool exact;
	double f = value_float64_val(x, &exact);

	if (isinf(f))
		return NULL;
	return is_rounded(x, f, exact) ? x : value_make_float64(a, f);
}
