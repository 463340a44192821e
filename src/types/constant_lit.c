/* SPDX-License-Identifier: MIT */
/*
 * From the text of a literal to its value (spec: Integer literals,
 * Floating-point literals, Imaginary literals).  A malformed literal is
 * unknown; the scanner has reported it.
 *
 * A floating-point literal is a fraction whenever its magnitude is within
 * 2^-4096 .. 2^4096, however many digits it has, and otherwise a float.  The
 * float is not the nearest one: go/constant multiplies or divides by a power
 * of five that it has computed in 576 bits, from squares in 640, and so do
 * we, rounding where it rounds.
 */
#include "types/constant.h"

#include "types/constant_impl.h"

/* A text read as +-digits * 2^exp2 * 5^exp5. */
struct number {
	bool negative;
	bool fits; /* value is the digits as an integer */
	uint8_t base;
	uint64_t value;
	int64_t exp2, exp5;
	size_t ndigits;
	char digits[VALUE_MAX_LITERAL + 1];
};

struct text {
	const char *at, *end;
};

static bool next_is(const struct text *t, char c)
{
	return t->at < t->end && *t->at == c;
}

/* True for a minus. */
static bool read_sign(struct text *t)
{
	bool negative = next_is(t, '-');

	if (negative || next_is(t, '+'))
		t->at++;
	return negative;
}

/* Of a letter; nothing that is no letter becomes one of those sought. */
static char lower(char c)
{
	return (char)(c | 0x20);
}

/* 16 for what is no digit. */
int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

/*
 * The base, from 0b, 0o or 0x; true if it is not 10.  A zero before other
 * digits means octal in an integer, and nothing where a fraction may follow.
 */
static bool read_prefix(struct number *n, struct text *t, bool fraction)
{
	char c = '\0';

	if (t->end - t->at > 1 && t->at[0] == '0')
		c = lower(t->at[1]);
	n->base = c == 'b' ? 2 : c == 'o' ? 8 : c == 'x' ? 16 : 10;
	if (n->base != 10)
		t->at += 2;
	else if (!fraction && next_is(t, '0'))
		n->base = 8;
	return n->base != 10;
}

static void add_digit(struct number *n, int digit, char c)
{
	if (__builtin_mul_overflow(n->value, (uint64_t)n->base, &n->value) ||
	    __builtin_add_overflow(n->value, (uint64_t)digit, &n->value))
		n->fits = false;
	n->digits[n->ndigits++] = c;
}

/*
 * Digits, with a point among them if a fraction is allowed; false when there
 * are none.  An underscore stands after a digit or prefix, before a digit.
 */
static bool read_mantissa(struct number *n, struct text *t, bool fraction)
{
	static const uint8_t bits[17] = {[2] = 1, [8] = 3, [10] = 1, [16] = 4};
	char before = read_prefix(n, t, fraction) ? '0' : '.';
	bool good = true, point = false;
	int64_t nfraction = 0;

	n->fits = true;
	n->value = 0;
	n->ndigits = 0;
	for (; t->at < t->end; t->at++) {
		int digit = digit_value(*t->at);

		if (*t->at == '.' && fraction && !point) {
			point = true;
			good &= before != '_';
			before = '.';
		} else if (*t->at == '_') {
			good &= before == '0';
			before = '_';
		} else if (digit < n->base) {
			add_digit(n, digit, *t->at);
			nfraction += point;
			before = '0';
		} else {
			break;
		}
	}
	n->exp2 = -nfraction * bits[n->base];
	n->exp5 = n->base == 10 ? -nfraction : 0;
	return good && n->ndigits > 0 && before != '_';
}

/* Digits of an exponent, which fits into 64 bits. */
static bool read_exponent(struct text *t, int64_t *ret)
{
	bool negative = read_sign(t), good = true;
	char before = '.';
	int64_t exp = 0;

	for (; t->at < t->end; t->at++) {
		int digit = digit_value(*t->at);

		if (*t->at == '_') {
			good &= before == '0';
			before = '_';
			continue;
		}
		if (digit > 9)
			break;
		before = '0';
		/* Downwards, since there is one more negative number. */
		if (__builtin_mul_overflow(exp, 10, &exp) ||
		    __builtin_sub_overflow(exp, digit, &exp))
			return false;
	}
	if (!negative && exp == INT64_MIN)
		return false;
	*ret = negative ? exp : -exp;
	return good && before == '0';
}

static bool read_number(struct number *n, const char *text, size_t len)
{
	struct text t = {text, text + len};
	char mark;
	int64_t exp;

	n->negative = read_sign(&t);
	if (!read_mantissa(n, &t, true))
		return false;
	if (t.at == t.end)
		return true;
	mark = lower(*t.at++);
	if ((mark != 'e' && mark != 'p') || !read_exponent(&t, &exp))
		return false;
	/* Beyond what any number has, but still summed up without overflow. */
	if (exp > INT64_MAX / 4)
		exp = INT64_MAX / 4;
	if (exp < INT64_MIN / 4)
		exp = INT64_MIN / 4;
	n->exp2 += exp;
	if (mark == 'e')
		n->exp5 += exp;
	return t.at == t.end;
}

/* z is initialized. */
static void get_digits(mpz_t z, struct number *n)
{
	n->digits[n->ndigits] = '\0';
	if (n->fits)
		mpz_set_ui(z, n->value);
	else
		mpz_set_str(z, n->digits, n->base);
	if (n->negative)
		mpz_neg(z, z);
}

/* p = 5^n in the precision of p, as the head of this file says. */
static void power_of_five(mpfr_t p, uint64_t n)
{
	enum { EXACT = 27 }; /* the last power below 2^64 */
	mpfr_t square;

	mpfr_set_ui(p, 1, MPFR_RNDN);
	for (int i = 0; i < EXACT && n > 0; i++, n--)
		mpfr_mul_ui(p, p, 5, MPFR_RNDN);
	mpfr_init2(square, mpfr_get_prec(p) + 64);
	mpfr_set_ui(square, 5, MPFR_RNDN);
	for (; n > 0; n >>= 1) {
		if (n & 1)
			mpfr_mul(p, p, square, MPFR_RNDN);
		mpfr_sqr(square, square, MPFR_RNDN);
	}
	mpfr_clear(square);
}

/* The float that n, which is not 0, is nearest to; more or less. */
static const struct value *number_to_float(struct arena *a, struct number *n)
{
	uint64_t exp5 = n->exp5 < 0 ? -(uint64_t)n->exp5 : (uint64_t)n->exp5;
	const struct value *result = value_make_unknown();
	struct float_temp t;
	int64_t exp;
	int ternary;
	mpfr_t m, p;
	mpz_t z;

	mpz_init(z);
	get_digits(z, n);
	exp = (int64_t)mpz_sizeinbase(z, 2) + n->exp2;
	if (exp < INT32_MIN || exp > INT32_MAX)
		goto out;
	float_temp_init(&t);
	mpfr_init2(m, (mpfr_prec_t)mpz_sizeinbase(z, 2) + 1);
	mpfr_set_z_2exp(m, z, n->exp2, MPFR_RNDN);
	mpfr_init2(p, FLOAT_PREC + 64);
	power_of_five(p, exp5);
	ternary = n->exp5 < 0 ? mpfr_div(t.f, m, p, MPFR_RNDN)
			      : mpfr_mul(t.f, m, p, MPFR_RNDN);
	result = make_float(a, t.f, ternary);
	mpfr_clear(m);
	mpfr_clear(p);
out:
	mpz_clear(z);
	return result;
}

/* *x * factor^n, if it fits. */
static bool scale64(uint64_t *x, uint64_t factor, int64_t n)
{
	for (; n > 0; n--)
		if (__builtin_mul_overflow(*x, factor, x))
			return false;
	return true;
}

/* Most fractions fit into words. */
static const struct value *number_to_ratio64(struct arena *a,
					     const struct number *n)
{
	uint64_t num = n->value, den = 1;

	if (!n->fits || !scale64(&num, 5, n->exp5) ||
	    !scale64(&den, 5, -n->exp5) || !scale64(&num, 2, n->exp2) ||
	    !scale64(&den, 2, -n->exp2))
		return NULL;
	return make_ratio64(a, n->negative, num, den);
}

/* z * 5^exp5 * 2^exp2, as far as these are positive. */
static void scale(mpz_t z, int64_t exp5, int64_t exp2)
{
	mpz_t power;

	if (exp5 > 0) {
		mpz_init(power);
		mpz_ui_pow_ui(power, 5, (unsigned long)exp5);
		mpz_mul(z, z, power);
		mpz_clear(power);
	}
	if (exp2 > 0)
		mpz_mul_2exp(z, z, (mp_bitcnt_t)exp2);
}

/* Divides z by 5, at most n times; how many times. */
static int64_t remove_fives(mpz_t z, int64_t n)
{
	int64_t removed;
	mpz_t five;

	if (n <= 0 || !mpz_divisible_ui_p(z, 5))
		return 0;
	mpz_init_set_ui(five, 5);
	removed = (int64_t)mpz_remove(z, z, five);
	mpz_clear(five);
	scale(z, removed - n, 0);
	return removed < n ? removed : n;
}

/* The same for 2. */
static int64_t remove_twos(mpz_t z, int64_t n)
{
	int64_t removed = (int64_t)mpz_scan1(z, 0);

	if (n <= 0)
		return 0;
	removed = removed < n ? removed : n;
	mpz_tdiv_q_2exp(z, z, (mp_bitcnt_t)removed);
	return removed;
}

/* n, which is not 0, as a fraction. */
static const struct value *number_to_rat(struct arena *a, struct number *n)
{
	int64_t exp2 = n->exp2, exp5 = n->exp5;
	const struct value *result;
	mpz_t num, den;

	mpz_init(num);
	mpz_init_set_ui(den, 1);
	get_digits(num, n);
	/* All that the two parts can have in common. */
	exp5 += remove_fives(num, -exp5);
	exp2 += remove_twos(num, -exp2);
	scale(num, exp5, exp2);
	scale(den, -exp5, -exp2);
	result = keep_rat(a, num, den);
	mpz_clear(num);
	mpz_clear(den);
	return result;
}

/* By far within the range of fractions: no need for an exact exponent. */
static bool is_surely_small(const struct number *n)
{
	enum { FAR = 800 };

	return n->ndigits < 200 && n->exp2 > -FAR && n->exp2 < FAR &&
	       n->exp5 > -FAR && n->exp5 < FAR;
}

static const struct value *read_float(struct arena *a, const char *text,
				      size_t len)
{
	const struct value *x;
	struct number n;

	if (!read_number(&n, text, len))
		return value_make_unknown();
	if (n.fits && n.value == 0)
		return make_ratio64(a, false, 0, 1);
	x = number_to_ratio64(a, &n);
	if (x)
		return x;
	if (is_surely_small(&n))
		return number_to_rat(a, &n);
	/* The magnitude decides, so it is computed; its limits bound exp2 and
	 * exp5, and so the fraction. */
	x = number_to_float(a, &n);
	if (value_sign(x) == 0)
		return make_ratio64(a, false, 0, 1);
	if (x->kind == VALUE_FLOAT && float_is_small(as_float(x)))
		return number_to_rat(a, &n);
	return x;
}

static const struct value *read_int(struct arena *a, const char *text,
				    size_t len)
{
	struct text t = {text, text + len};
	const struct value *result;
	struct number n;
	mpz_t z;

	n.negative = read_sign(&t);
	if (!read_mantissa(&n, &t, false) || t.at != t.end)
		return value_make_unknown();
	if (n.fits && n.value <= INT64_MAX)
		return value_make_int64(a, n.negative ? -(int64_t)n.value
						      : (int64_t)n.value);
	mpz_init(z);
	get_digits(z, &n);
	result = make_big(a, z);
	mpz_clear(z);
	return result;
}

/* An int of a few decimal digits, as nearly all are; -1 for another text. */
static int64_t read_short_int(const char *text, size_t len)
{
	int64_t n = 0;

	if (len == 0 || len > 18 || (len > 1 && text[0] == '0'))
		return -1;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		n = n * 10 + (text[i] - '0');
	}
	return n;
}

static const struct value *read_numeric(struct arena *a, const char *text,
					size_t len, enum token kind)
{
	int64_t n;

	if (len > VALUE_MAX_LITERAL)
		return value_make_unknown();
	if (kind == TOK_FLOAT)
		return read_float(a, text, len);
	if (kind == TOK_INT) {
		n = read_short_int(text, len);
		return n >= 0 ? value_make_int64(a, n) : read_int(a, text, len);
	}
	if (len == 0 || text[len - 1] != 'i')
		return value_make_unknown();
	return value_make_imag(a, read_float(a, text, len - 1));
}

const struct value *value_from_literal(struct arena *a, const char *text,
				       size_t len, enum token kind)
{
	switch (kind) {
	case TOK_INT:
	case TOK_FLOAT:
	case TOK_IMAG:
		return read_numeric(a, text, len, kind);
	case TOK_CHAR:
		return unquote_rune(a, text, len);
	case TOK_STRING:
		return unquote_string(a, text, len);
	default:
		return value_make_unknown();
	}
}
