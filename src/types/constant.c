/* SPDX-License-Identifier: MIT */
#include "types/constant.h"

#include <math.h>

#include "base/arena.h"
#include "types/constant_impl.h"

static const struct value unknown = {VALUE_UNKNOWN, FORM_UNKNOWN};
static const struct bool_value bools[2] = {
	{{VALUE_BOOL, FORM_BOOL}, false},
	{{VALUE_BOOL, FORM_BOOL}, true},
};

/* Most integers of a program are among these; they take no memory. */
enum { SMALL_MIN = -16, SMALL_MAX = 255 };

#define INT(n) {{VALUE_INT, FORM_INT64}, (n)},
#define INT4(n) INT(n) INT((n) + 1) INT((n) + 2) INT((n) + 3)
#define INT16(n) INT4(n) INT4((n) + 4) INT4((n) + 8) INT4((n) + 12)
#define INT64(n) INT16(n) INT16((n) + 16) INT16((n) + 32) INT16((n) + 48)

static const struct int_value small_ints[SMALL_MAX - SMALL_MIN + 1] = {
	INT16(-16) INT64(0) INT64(64) INT64(128) INT64(192)};

#undef INT
#undef INT4
#undef INT16
#undef INT64

const struct value *value_make_unknown(void)
{
	return &unknown;
}

const struct value *value_make_bool(bool b)
{
	return &bools[b].v;
}

const struct value *value_make_int64(struct arena *a, int64_t n)
{
	struct int_value *x;

	if (n >= SMALL_MIN && n <= SMALL_MAX)
		return &small_ints[n - SMALL_MIN].v;
	x = ARENA_NEW(a, struct int_value);
	x->v = (struct value){VALUE_INT, FORM_INT64};
	x->n = n;
	return &x->v;
}

const struct value *value_make_uint64(struct arena *a, uint64_t n)
{
	struct int_view v;

	if (n <= INT64_MAX)
		return value_make_int64(a, (int64_t)n);
	v.limb = n;
	return make_big(a, mpz_roinit_n(v.z, &v.limb, 1));
}

const struct value *value_make_float64(struct arena *a, double f)
{
	const struct value *x;
	mpq_t q;

	if (!isfinite(f))
		return &unknown;
	/* No finite double is beyond the range of fractions. */
	mpq_init(q);
	mpq_set_d(q, f);
	x = keep_rat(a, mpq_numref(q), mpq_denref(q));
	mpq_clear(q);
	return x;
}

const struct value *value_make_imag(struct arena *a, const struct value *x)
{
	if (x->form < FORM_INT64 || x->form > FORM_FLOAT)
		return &unknown;
	return make_complex(a, value_make_int64(a, 0), x);
}

const struct value *value_real(const struct value *x)
{
	if (x->form == FORM_COMPLEX)
		return as_complex(x)->re;
	return x->form >= FORM_INT64 ? x : &unknown;
}

const struct value *value_imag(const struct value *x)
{
	if (x->form == FORM_COMPLEX)
		return as_complex(x)->im;
	return x->form >= FORM_INT64 ? &small_ints[0 - SMALL_MIN].v : &unknown;
}

bool value_bool_val(const struct value *x)
{
	return x->form == FORM_BOOL && ((const struct bool_value *)x)->b;
}

/* The low bits of |x|. */
static uint64_t low64(const struct value *x)
{
	return as_big(x)->limbs[0];
}

int64_t value_int64_val(const struct value *x, bool *ret_exact)
{
	int64_t n = 0;

	if (x->form == FORM_INT64)
		n = as_int(x)->n;
	else if (x->form == FORM_BIG)
		n = (int64_t)(as_big(x)->size < 0 ? -low64(x) : low64(x));
	if (ret_exact)
		*ret_exact = x->form == FORM_INT64;
	return n;
}

uint64_t value_uint64_val(const struct value *x, bool *ret_exact)
{
	uint64_t n = 0;
	bool exact = false;

	if (x->form == FORM_INT64) {
		n = (uint64_t)as_int(x)->n;
		exact = as_int(x)->n >= 0;
	} else if (x->form == FORM_BIG) {
		n = low64(x);
		exact = as_big(x)->size == 1;
	}
	if (ret_exact)
		*ret_exact = exact;
	return n;
}

static int sign(int64_t n)
{
	return (n > 0) - (n < 0);
}

int value_sign(const struct value *x)
{
	switch ((enum value_form)x->form) {
	case FORM_INT64:
		return sign(as_int(x)->n);
	case FORM_BIG:
		return sign(as_big(x)->size);
	case FORM_RAT:
		return sign(as_rat(x)->num_size);
	case FORM_FLOAT:
		if (as_float(x)->zero)
			return 0;
		return as_float(x)->negative ? -1 : 1;
	case FORM_COMPLEX:
		return value_sign(as_complex(x)->re) |
		       value_sign(as_complex(x)->im);
	case FORM_UNKNOWN:
		return 1; /* so that nobody sees a division by zero in it */
	case FORM_BOOL:
	case FORM_STRING:
		break;
	}
	return 0;
}

int value_bit_len(const struct value *x)
{
	struct int_view v;

	if (x->form != FORM_INT64 && x->form != FORM_BIG)
		return 0;
	int_view(&v, x);
	return mpz_sgn(v.z) ? (int)mpz_sizeinbase(v.z, 2) : 0;
}
