/* SPDX-License-Identifier: MIT */
/*
 * Between values and GMP: views of values, values of results, and the
 * conversions from one form to another.
 *
 * Floats agree with Go's big.Float to the last bit.  Both round to nearest,
 * ties to even, and know an exponent for 0.1..2^exp; but Go's is an int32,
 * and out of its range a result is an infinity, which is an unknown value,
 * or zero, which it becomes without being rounded first.  So MPFR is given a
 * wider range, in which nothing here can leave it, and make_float() looks
 * what came out.  The range is the thread's; float_temp_init() sets it,
 * without which there is no float to compute with.
 */
#include "types/constant_impl.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"

/* Twice the exponents of two operands, and far from MPFR's own limits. */
#define WIDE_EXP ((mpfr_exp_t)1 << 40)

static mp_limb_t magnitude(int64_t n)
{
	return n < 0 ? -(mp_limb_t)n : (mp_limb_t)n;
}

/* x is an integer. */
void int_view(struct int_view *v, const struct value *x)
{
	if (x->form == FORM_BIG) {
		mpz_roinit_n(v->z, as_big(x)->limbs, as_big(x)->size);
		return;
	}
	v->limb = magnitude(as_int(x)->n);
	mpz_roinit_n(v->z, &v->limb, as_int(x)->n < 0 ? -1 : 1);
}

/* x is an integer or a fraction. */
void rat_view(struct rat_view *v, const struct value *x)
{
	const struct rat_value *r = as_rat(x);

	if (x->form == FORM_RAT) {
		mp_size_t n = r->num_size < 0 ? -r->num_size : r->num_size;

		mpz_roinit_n(mpq_numref(v->q), r->limbs, r->num_size);
		mpz_roinit_n(mpq_denref(v->q), r->limbs + n, r->den_size);
		return;
	}
	v->den = 1;
	mpz_roinit_n(mpq_denref(v->q), &v->den, 1);
	if (x->form == FORM_BIG) {
		mpz_roinit_n(mpq_numref(v->q), as_big(x)->limbs,
			     as_big(x)->size);
		return;
	}
	v->num = magnitude(as_int(x)->n);
	mpz_roinit_n(mpq_numref(v->q), &v->num, as_int(x)->n < 0 ? -1 : 1);
}

void float_temp_init(struct float_temp *t)
{
	mpfr_set_emin(-WIDE_EXP);
	mpfr_set_emax(WIDE_EXP);
	mpfr_custom_init_set(t->f, MPFR_ZERO_KIND, 0, FLOAT_PREC, t->limbs);
}

/* Enough to hold z without rounding. */
static mpfr_prec_t precision_of(const mpz_t z)
{
	size_t bits = mpz_sizeinbase(z, 2);

	return bits < MPFR_PREC_MIN ? MPFR_PREC_MIN : (mpfr_prec_t)bits;
}

void float_set_ratio(mpfr_t f, const mpz_t num, const mpz_t den)
{
	mpfr_t n, d;

	mpfr_init2(n, precision_of(num));
	mpfr_init2(d, precision_of(den));
	mpfr_set_z(n, num, MPFR_RNDN);
	mpfr_set_z(d, den, MPFR_RNDN);
	mpfr_div(f, n, d, MPFR_RNDN);
	mpfr_clear(n);
	mpfr_clear(d);
}

/* x is a number but no complex one. */
void float_load(struct float_temp *t, const struct value *x)
{
	const struct float_value *f = as_float(x);
	struct rat_view v;

	float_temp_init(t);
	if (x->form != FORM_FLOAT) {
		rat_view(&v, x);
		float_set_ratio(t->f, mpq_numref(v.q), mpq_denref(v.q));
		return;
	}
	if (f->zero)
		return;
	memcpy(t->limbs, f->limbs, sizeof(t->limbs));
	mpfr_custom_init_set(
		t->f, f->negative ? -MPFR_REGULAR_KIND : MPFR_REGULAR_KIND,
		f->exp, FLOAT_PREC, t->limbs);
}

bool float_is_small(const struct float_value *x)
{
	return x->zero || (-RAT_LIMIT < x->exp && x->exp < RAT_LIMIT);
}

const struct value *make_big(struct arena *a, const mpz_t z)
{
	size_t n = mpz_size(z);
	struct big_value *x;

	if (mpz_fits_slong_p(z))
		return value_make_int64(a, mpz_get_si(z));
	if (mpz_sizeinbase(z, 2) > VALUE_MAX_BITS)
		return value_make_unknown();
	x = arena_alloc(a, sizeof(*x) + n * sizeof(x->limbs[0]));
	x->v = (struct value){VALUE_INT, FORM_BIG};
	x->size = mpz_sgn(z) < 0 ? -(int32_t)n : (int32_t)n;
	memcpy(x->limbs, mpz_limbs_read(z), n * sizeof(x->limbs[0]));
	return &x->v;
}

/* A fraction in lowest terms, whatever its size up to the ceiling. */
const struct value *keep_rat(struct arena *a, const mpz_t num, const mpz_t den)
{
	size_t n = mpz_size(num), d = mpz_size(den);
	struct rat_value *x;

	if (mpz_sizeinbase(num, 2) > VALUE_MAX_BITS ||
	    mpz_sizeinbase(den, 2) > VALUE_MAX_BITS)
		return value_make_unknown();
	x = arena_alloc(a, sizeof(*x) + (n + d) * sizeof(x->limbs[0]));
	x->v = (struct value){VALUE_FLOAT, FORM_RAT};
	x->num_size = mpz_sgn(num) < 0 ? -(int32_t)n : (int32_t)n;
	x->den_size = (int32_t)d;
	memcpy(x->limbs, mpz_limbs_read(num), n * sizeof(x->limbs[0]));
	memcpy(x->limbs + n, mpz_limbs_read(den), d * sizeof(x->limbs[0]));
	return &x->v;
}

static bool is_small(const mpz_t z)
{
	return mpz_sizeinbase(z, 2) < RAT_LIMIT;
}

/* A fraction in lowest terms, or a float when its parts are too large. */
const struct value *make_rat(struct arena *a, const mpz_t num, const mpz_t den)
{
	struct float_temp t;

	if (is_small(num) && is_small(den))
		return keep_rat(a, num, den);
	float_temp_init(&t);
	float_set_ratio(t.f, num, den);
	return make_float(a, t.f, 0);
}

static uint64_t gcd(uint64_t x, uint64_t y)
{
	while (y != 0) {
		uint64_t r = x % y;

		x = y;
		y = r;
	}
	return x;
}

/* +-num/den; den is not 0. */
const struct value *make_ratio64(struct arena *a, bool negative, uint64_t num,
				 uint64_t den)
{
	uint64_t common = gcd(num, den);
	struct rat_value *x = arena_alloc(
		a, sizeof(*x) + (num ? 2 : 1) * sizeof(x->limbs[0]));

	x->v = (struct value){VALUE_FLOAT, FORM_RAT};
	x->den_size = 1;
	if (num == 0) {
		x->limbs[0] = 1;
		return &x->v;
	}
	x->num_size = negative ? -1 : 1;
	x->limbs[0] = num / common;
	x->limbs[1] = den / common;
	return &x->v;
}

/*
 * The value of a result of FLOAT_PREC bits.  ternary is what the operation
 * returned: the sign of the result minus the exact one.
 */
const struct value *make_float(struct arena *a, const mpfr_t f, int ternary)
{
	static const struct float_value zero = {
		.v = {VALUE_FLOAT, FORM_FLOAT},
		.zero = true,
	};
	struct float_value *x;
	mpfr_exp_t exp;

	if (!mpfr_number_p(f))
		return value_make_unknown();
	if (mpfr_zero_p(f))
		return &zero.v;
	exp = mpfr_get_exp(f);
	if (exp > INT32_MAX)
		return value_make_unknown();
	if (exp < INT32_MIN)
		return &zero.v;
	/* Rounded up to the smallest number: it was below, so it is 0. */
	if (exp == INT32_MIN && mpfr_min_prec(f) == 1 &&
	    (mpfr_sgn(f) < 0 ? ternary < 0 : ternary > 0))
		return &zero.v;

	x = ARENA_NEW(a, struct float_value);
	x->v = (struct value){VALUE_FLOAT, FORM_FLOAT};
	x->negative = mpfr_sgn(f) < 0;
	x->exp = (int32_t)exp;
	memcpy(x->limbs, mpfr_custom_get_significand(f), sizeof(x->limbs));
	return &x->v;
}

const struct value *make_complex(struct arena *a, const struct value *re,
				 const struct value *im)
{
	struct complex_value *x;

	if (value_is_unknown(re) || value_is_unknown(im))
		return value_make_unknown();
	x = ARENA_NEW(a, struct complex_value);
	x->v = (struct value){VALUE_COMPLEX, FORM_COMPLEX};
	x->re = re;
	x->im = im;
	return &x->v;
}

/*
 * An integer that rounding may have missed is accepted: a float counts as
 * one when it is within its last four bits of one.
 */
static const struct value *float_to_int(struct arena *a, const struct value *x)
{
	static const mpfr_rnd_t to_try[] = {MPFR_RNDN, MPFR_RNDZ, MPFR_RNDA};
	const struct value *result = value_make_unknown();
	struct float_temp t, short_t;
	bool found = false;
	mpz_t z;

	if (!float_is_small(as_float(x)))
		return result;
	float_load(&t, x);
	float_temp_init(&short_t);
	for (size_t i = 0; i < 3 && !found; i++) {
		mpfr_custom_init_set(short_t.f, MPFR_ZERO_KIND, 0,
				     FLOAT_PREC - (i == 0 ? 0 : 4),
				     short_t.limbs);
		mpfr_set(short_t.f, t.f, to_try[i]);
		found = mpfr_integer_p(short_t.f);
	}
	if (found) {
		mpz_init(z);
		mpfr_get_z(z, short_t.f, MPFR_RNDN);
		result = make_big(a, z);
		mpz_clear(z);
	}
	return result;
}

const struct value *value_to_int(struct arena *a, const struct value *x)
{
	struct rat_view v;

	switch (x->form) {
	case FORM_INT64:
	case FORM_BIG:
		return x;
	case FORM_RAT:
		rat_view(&v, x);
		if (mpz_cmp_ui(mpq_denref(v.q), 1) == 0)
			return make_big(a, mpq_numref(v.q));
		break;
	case FORM_FLOAT:
		return float_to_int(a, x);
	case FORM_COMPLEX:
		x = value_to_float(a, x);
		if (x->kind == VALUE_FLOAT)
			return value_to_int(a, x);
		break;
	}
	return value_make_unknown();
}

const struct value *value_to_float(struct arena *a, const struct value *x)
{
	struct rat_view v;
	struct float_temp t;

	switch (x->form) {
	case FORM_INT64:
	case FORM_BIG:
		rat_view(&v, x);
		if (is_small(mpq_numref(v.q)))
			return keep_rat(a, mpq_numref(v.q), mpq_denref(v.q));
		float_load(&t, x);
		return make_float(a, t.f, 0);
	case FORM_RAT:
	case FORM_FLOAT:
		return x;
	case FORM_COMPLEX:
		if (value_sign(as_complex(x)->im) == 0)
			return value_to_float(a, as_complex(x)->re);
		break;
	}
	return value_make_unknown();
}

const struct value *value_to_complex(struct arena *a, const struct value *x)
{
	if (x->form == FORM_COMPLEX)
		return x;
	if (x->form < FORM_INT64)
		return value_make_unknown();
	return make_complex(a, x, value_make_int64(a, 0));
}
