/* SPDX-License-Identifier: MIT */
/*
 * Operators.  Two operands of different forms meet in the later one of the
 * list in constant_impl.h; then there is one function for each form.
 */
#include "types/constant_impl.h"

/* An operation that its operands do not have. */
static const struct value *undefined(void)
{
	return value_make_unknown();
}

/* The bits of not y that an unsigned type of prec bits has; 0 for all. */
static const struct value *complement(struct arena *a, const struct value *y,
				      unsigned prec)
{
	const struct value *result;
	struct int_view v;
	mpz_t z;

	if (y->form == FORM_INT64 && prec == 0)
		return value_make_int64(a, ~as_int(y)->n);
	if (y->form == FORM_INT64 && prec <= 64)
		return value_make_uint64(a, ~(uint64_t)as_int(y)->n &
						    UINT64_MAX >> (64 - prec));
	if (prec > VALUE_MAX_BITS)
		return undefined();
	int_view(&v, y);
	mpz_init(z);
	mpz_com(z, v.z);
	if (prec > 0)
		mpz_fdiv_r_2exp(z, z, prec);
	result = make_big(a, z);
	mpz_clear(z);
	return result;
}

static const struct value *negate(struct arena *a, const struct value *y)
{
	struct int_view i;
	struct rat_view r;
	struct float_temp t;

	switch (y->form) {
	case FORM_INT64:
		if (as_int(y)->n != INT64_MIN)
			return value_make_int64(a, -as_int(y)->n);
		return value_make_uint64(a, (uint64_t)1 << 63);
	case FORM_BIG:
		int_view(&i, y);
		i.z->_mp_size = -i.z->_mp_size;
		return make_big(a, i.z);
	case FORM_RAT:
		rat_view(&r, y);
		mpq_numref(r.q)->_mp_size = -mpq_numref(r.q)->_mp_size;
		return make_rat(a, mpq_numref(r.q), mpq_denref(r.q));
	case FORM_FLOAT:
		float_load(&t, y);
		mpfr_neg(t.f, t.f, MPFR_RNDN);
		return make_float(a, t.f, 0);
	case FORM_COMPLEX:
		return make_complex(a, negate(a, as_complex(y)->re),
				    negate(a, as_complex(y)->im));
	}
	return undefined();
}

const struct value *value_unary_op(struct arena *a, enum token op,
				   const struct value *y, unsigned prec)
{
	switch (op) {
	case TOK_ADD:
		return y->form >= FORM_INT64 ? y : undefined();
	case TOK_SUB:
		return negate(a, y);
	case TOK_XOR:
		return y->kind == VALUE_INT ? complement(a, y, prec)
					    : undefined();
	case TOK_NOT:
		return y->kind == VALUE_BOOL
			       ? value_make_bool(!value_bool_val(y))
			       : undefined();
	default:
		return undefined();
	}
}

static const struct value *bool_op(bool x, enum token op, bool y)
{
	if (op == TOK_LAND)
		return value_make_bool(x && y);
	if (op == TOK_LOR)
		return value_make_bool(x || y);
	return undefined();
}

static const struct value *big_op(struct arena *a, const struct value *x,
				  enum token op, const struct value *y)
{
	const struct value *result = undefined();
	struct int_view xv, yv;
	mpz_t z;
	bool by_zero;

	int_view(&xv, x);
	int_view(&yv, y);
	by_zero = mpz_sgn(yv.z) == 0;
	mpz_init(z);
	switch (op) {
	case TOK_ADD:
		mpz_add(z, xv.z, yv.z);
		break;
	case TOK_SUB:
		mpz_sub(z, xv.z, yv.z);
		break;
	case TOK_MUL:
		mpz_mul(z, xv.z, yv.z);
		break;
	case TOK_QUO_ASSIGN:
		if (!by_zero)
			mpz_tdiv_q(z, xv.z, yv.z);
		break;
	case TOK_REM:
		if (!by_zero)
			mpz_tdiv_r(z, xv.z, yv.z);
		break;
	case TOK_AND:
		mpz_and(z, xv.z, yv.z);
		break;
	case TOK_OR:
		mpz_ior(z, xv.z, yv.z);
		break;
	case TOK_XOR:
		mpz_xor(z, xv.z, yv.z);
		break;
	case TOK_AND_NOT:
		mpz_com(z, yv.z);
		mpz_and(z, xv.z, z);
		break;
	default:
		goto out;
	}
	if (!by_zero || (op != TOK_QUO_ASSIGN && op != TOK_REM))
		result = make_big(a, z);
out:
	mpz_clear(z);
	return result;
}

static const struct value *rat_op(struct arena *a, const struct value *x,
				  enum token op, const struct value *y)
{
	const struct value *result = undefined();
	struct rat_view xv, yv;
	mpq_t q;

	rat_view(&xv, x);
	rat_view(&yv, y);
	mpq_init(q);
	switch (op) {
	case TOK_ADD:
		mpq_add(q, xv.q, yv.q);
		break;
	case TOK_SUB:
		mpq_sub(q, xv.q, yv.q);
		break;
	case TOK_MUL:
		mpq_mul(q, xv.q, yv.q);
		break;
	case TOK_QUO:
		if (mpq_sgn(yv.q) == 0)
			goto out;
		mpq_div(q, xv.q, yv.q);
		break;
	default:
		goto out;
	}
	result = make_rat(a, mpq_numref(q), mpq_denref(q));
out:
	mpq_clear(q);
	return result;
}

static const struct value *int64_op(struct arena *a, const struct value *x,
				    enum token op, const struct value *y)
{
	int64_t m = as_int(x)->n, n = as_int(y)->n, z;

	switch (op) {
	case TOK_ADD:
		if (__builtin_add_overflow(m, n, &z))
			return big_op(a, x, op, y);
		return value_make_int64(a, z);
	case TOK_SUB:
		if (__builtin_sub_overflow(m, n, &z))
			return big_op(a, x, op, y);
		return value_make_int64(a, z);
	case TOK_MUL:
		if (__builtin_mul_overflow(m, n, &z))
			return big_op(a, x, op, y);
		return value_make_int64(a, z);
	case TOK_QUO:
		if (n == 0)
			return undefined();
		return make_ratio64(a, (m < 0) != (n < 0),
				    m < 0 ? -(uint64_t)m : (uint64_t)m,
				    n < 0 ? -(uint64_t)n : (uint64_t)n);
	case TOK_QUO_ASSIGN:
		if (n == 0)
			return undefined();
		/* The smallest integer stays what it is, as in go/constant. */
		if (n == -1)
			return value_make_int64(a, (int64_t) - (uint64_t)m);
		return value_make_int64(a, m / n);
	case TOK_REM:
		if (n == 0)
			return undefined();
		return value_make_int64(a, n == -1 ? 0 : m % n);
	case TOK_AND:
		return value_make_int64(a, m & n);
	case TOK_OR:
		return value_make_int64(a, m | n);
	case TOK_XOR:
		return value_make_int64(a, m ^ n);
	case TOK_AND_NOT:
		return value_make_int64(a, m & ~n);
	default:
		return undefined();
	}
}

static const struct value *float_op(struct arena *a, const struct value *x,
				    enum token op, const struct value *y)
{
	struct float_temp xt, yt, t;
	int ternary;

	float_load(&xt, x);
	float_load(&yt, y);
	float_temp_init(&t);
	switch (op) {
	case TOK_ADD:
		ternary = mpfr_add(t.f, xt.f, yt.f, MPFR_RNDN);
		break;
	case TOK_SUB:
		ternary = mpfr_sub(t.f, xt.f, yt.f, MPFR_RNDN);
		break;
	case TOK_MUL:
		ternary = mpfr_mul(t.f, xt.f, yt.f, MPFR_RNDN);
		break;
	case TOK_QUO:
		ternary = mpfr_div(t.f, xt.f, yt.f, MPFR_RNDN);
		break;
	default:
		return undefined();
	}
	return make_float(a, t.f, ternary);
}

/* A real number is its own real part. */
static const struct value *complex_op(struct arena *arena,
				      const struct value *x, enum token op,
				      const struct value *y)
{
#define DO(x, op, y) value_binary_op(arena, x, TOK_##op, y)
	const struct value *a = value_real(x), *b = value_imag(x);
	const struct value *c = value_real(y), *d = value_imag(y);
	const struct value *re, *im, *s;

	switch (op) {
	case TOK_ADD:
	case TOK_SUB:
		return make_complex(arena, value_binary_op(arena, a, op, c),
				    value_binary_op(arena, b, op, d));
	case TOK_MUL:
		re = DO(DO(a, MUL, c), SUB, DO(b, MUL, d));
		im = DO(DO(b, MUL, c), ADD, DO(a, MUL, d));
		return make_complex(arena, re, im);
	case TOK_QUO:
		s = DO(DO(c, MUL, c), ADD, DO(d, MUL, d));
		re = DO(DO(a, MUL, c), ADD, DO(b, MUL, d));
		im = DO(DO(b, MUL, c), SUB, DO(a, MUL, d));
		return make_complex(arena, DO(re, QUO, s), DO(im, QUO, s));
	default:
		return undefined();
	}
#undef DO
}

/* The form in which x and y meet; FORM_UNKNOWN when there is none. */
static enum value_form common_form(const struct value *x, const struct value *y)
{
	enum value_form lo = x->form, hi = y->form;

	if (lo > hi) {
		lo = y->form;
		hi = x->form;
	}
	return lo >= FORM_INT64 || lo == hi ? hi : FORM_UNKNOWN;
}

const struct value *value_binary_op(struct arena *a, const struct value *x,
				    enum token op, const struct value *y)
{
	switch (common_form(x, y)) {
	case FORM_BOOL:
		return bool_op(value_bool_val(x), op, value_bool_val(y));
	case FORM_STRING:
		return op == TOK_ADD ? string_join(a, x, y) : undefined();
	case FORM_INT64:
		return int64_op(a, x, op, y);
	case FORM_BIG:
		if (op == TOK_QUO)
			return rat_op(a, x, op, y);
		return big_op(a, x, op, y);
	case FORM_RAT:
		return rat_op(a, x, op, y);
	case FORM_FLOAT:
		return float_op(a, x, op, y);
	case FORM_COMPLEX:
		return complex_op(a, x, op, y);
	case FORM_UNKNOWN:
		break;
	}
	return undefined();
}

const struct value *value_shift(struct arena *a, const struct value *x,
				enum token op, uint64_t count)
{
	const struct value *result;
	struct int_view v;
	int64_t n;
	mpz_t z;

	if (x->kind != VALUE_INT || (op != TOK_SHL && op != TOK_SHR))
		return undefined();
	if (count == 0 || value_sign(x) == 0)
		return x;
	if (x->form == FORM_INT64) {
		n = as_int(x)->n;
		if (op == TOK_SHR)
			return value_make_int64(a,
						n >> (count < 63 ? count : 63));
		if (count < 63 && n >= INT64_MIN >> count &&
		    n <= INT64_MAX >> count)
			return value_make_int64(
				a, (int64_t)((uint64_t)n << count));
	}
	if (op == TOK_SHL && count > VALUE_MAX_BITS)
		return undefined();
	int_view(&v, x);
	mpz_init(z);
	if (op == TOK_SHL)
		mpz_mul_2exp(z, v.z, count);
	else
		mpz_fdiv_q_2exp(z, v.z, count);
	result = make_big(a, z);
	mpz_clear(z);
	return result;
}

/* -1, 0 or 1 as x is less than, equal to or greater than y: reals. */
static int compare_real(enum value_form form, const struct value *x,
			const struct value *y)
{
	struct float_temp xt, yt;
	struct rat_view xv, yv;

	if (form == FORM_INT64)
		return (as_int(x)->n > as_int(y)->n) -
		       (as_int(x)->n < as_int(y)->n);
	if (form == FORM_FLOAT) {
		float_load(&xt, x);
		float_load(&yt, y);
		return mpfr_cmp(xt.f, yt.f);
	}
	rat_view(&xv, x);
	rat_view(&yv, y);
	return mpq_cmp(xv.q, yv.q);
}

static bool is_order(int order, enum token op)
{
	switch (op) {
	case TOK_EQL:
		return order == 0;
	case TOK_NEQ:
		return order != 0;
	case TOK_LSS:
		return order < 0;
	case TOK_LEQ:
		return order <= 0;
	case TOK_GTR:
		return order > 0;
	case TOK_GEQ:
		return order >= 0;
	default:
		return false;
	}
}

static bool equal_complex(const struct value *x, const struct value *y)
{
	return value_compare(value_real(x), TOK_EQL, value_real(y)) &&
	       value_compare(value_imag(x), TOK_EQL, value_imag(y));
}

bool value_compare(const struct value *x, enum token op, const struct value *y)
{
	enum value_form form = common_form(x, y);
	bool ordered = op != TOK_EQL && op != TOK_NEQ;

	switch (form) {
	case FORM_UNKNOWN:
		return false;
	case FORM_BOOL:
		return !ordered &&
		       is_order(value_bool_val(x) != value_bool_val(y), op);
	case FORM_STRING:
		if (!ordered && value_string_len(x) != value_string_len(y))
			return op == TOK_NEQ;
		return is_order(string_compare(x, y), op);
	case FORM_COMPLEX:
		return !ordered && is_order(!equal_complex(x, y), op);
	default:
		return is_order(compare_real(form, x, y), op);
	}
}
