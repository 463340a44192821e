/* SPDX-License-Identifier: MIT */
/*
 * Values as text, in the forms that go/constant gives them.
 *
 * The short text of a real number is printf's %.6g of the nearest double.
 * Out of the range of doubles a number m*2^e is printed from its exponent in
 * base 10, computed in doubles as go/constant does it, good for six digits
 * unless the exponent is large.
 *
 * The program's locale is "C": printf and strtod use a point.
 */
#include "types/constant.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/unicode.h"
#include "types/constant_impl.h"

/* Characters of a short string, its quotes included. */
enum { SHORT_STRING = 72 };

static void print_int(struct buf *b, const mpz_t z)
{
	char text[VALUE_MAX_BITS / 3 + 3]; /* 3.3 bits are a digit */

	mpz_get_str(text, 10, z);
	buf_puts(b, text);
}

/* The fewest digits that mean f, of an f that %.6g gives one digit for. */
static void print_shortest(struct buf *b, double f)
{
	char digits[32];
	int precision = 0;
	int exp;

	do
		snprintf(digits, sizeof(digits), "%.*e", precision, f);
	while (strtod(digits, NULL) != f && precision++ < 17);

	exp = (int)strtol(strchr(digits, 'e') + 1, NULL, 10);
	if (exp < -4 || exp >= 6)
		buf_puts(b, digits);
	else
		buf_printf(b, "%.*f", precision > exp ? precision - exp : 0, f);
}

/* A number out of the range of doubles.  Changes the exponent of f. */
static void print_large(struct buf *b, mpfr_t f)
{
	static const double log10_of_2 = 0.30102999566398119521373889472449;
	/* Stored, so that no compiler fuses the product with a difference:
	 * with a large exponent that shows in the digits. */
	volatile double d = (double)mpfr_get_exp(f) * log10_of_2;
	long long e = (long long)d;
	double m;

	mpfr_set_exp(f, 0);
	m = mpfr_get_d(f, MPFR_RNDN) * pow(10, d - (double)e);
	/* Below 1 by so much that it is still below 10 when it has been
	 * multiplied by 10 and rounded. */
	if (fabs(m) < 1 - 0.5e-6) {
		m *= 10;
		e--;
	}
	buf_printf(b, "%.6ge%+lld", m, e);
}

static void print_float(struct buf *b, const struct value *x)
{
	struct float_temp t;
	char text[32];
	double f;

	float_load(&t, x);
	f = mpfr_get_d(t.f, MPFR_RNDN);
	if (isinf(f) || (f == 0) != (mpfr_sgn(t.f) == 0)) {
		print_large(b, t.f);
		return;
	}
	snprintf(text, sizeof(text), "%.6g", f);
	/* What is no integer must not look like one. */
	if (!strchr(text, '.') && !mpfr_integer_p(t.f))
		print_shortest(b, f);
	else
		buf_puts(b, text);
}

static void print_string(struct buf *b, const struct value *x)
{
	/* As many code points as are printed, and one more to see the end. */
	char prefix[4 * (SHORT_STRING + 1)];
	size_t len = string_prefix(x, prefix, sizeof(prefix));
	const unsigned char *s;
	struct buf quoted;
	size_t size = 0, nrunes = 0;
	unsigned width;

	buf_init(&quoted, sizeof(prefix) * 4 + 2);
	value_quote(&quoted, prefix, len);
	s = (const unsigned char *)buf_text(&quoted);
	for (size_t i = 0; i < quoted.len; i += width, nrunes++) {
		utf8_decode(s + i, quoted.len - i, &width);
		if (nrunes < SHORT_STRING - 3)
			size = i + width;
	}
	if (nrunes > SHORT_STRING) {
		buf_add(b, s, size);
		buf_puts(b, "...");
	} else {
		buf_add(b, s, quoted.len);
	}
	buf_finish(&quoted);
}

static void print_exact_string(struct buf *b, const struct value *x)
{
	struct arena *scratch = arena_create(0);
	size_t len;
	const char *s = value_string_val(scratch, x, &len);

	value_quote(b, s, len);
	arena_destroy(scratch);
}

static void print_exact_rat(struct buf *b, const struct value *x)
{
	struct rat_view v;

	rat_view(&v, x);
	print_int(b, mpq_numref(v.q));
	if (mpz_cmp_ui(mpq_denref(v.q), 1) != 0) {
		buf_putc(b, '/');
		print_int(b, mpq_denref(v.q));
	}
}

/* 0.hex digits * 2^exponent. */
static void print_exact_float(struct buf *b, const struct float_value *x)
{
	char digits[FLOAT_LIMBS * 16 + 1];
	size_t n = sizeof(digits) - 1;

	if (x->zero) {
		buf_putc(b, '0');
		return;
	}
	for (int i = 0; i < FLOAT_LIMBS; i++)
		snprintf(digits + i * 16, 17, "%016lx",
			 x->limbs[FLOAT_LIMBS - 1 - i]);
	while (digits[n - 1] == '0')
		n--;
	buf_printf(b, "%s0x.%.*sp%+d", x->negative ? "-" : "", (int)n, digits,
		   x->exp);
}

static void print(struct buf *b, const struct value *x, bool exact)
{
	struct int_view v;

	switch ((enum value_form)x->form) {
	case FORM_UNKNOWN:
		buf_puts(b, "unknown");
		break;
	case FORM_BOOL:
		buf_puts(b, value_bool_val(x) ? "true" : "false");
		break;
	case FORM_STRING:
		(exact ? print_exact_string : print_string)(b, x);
		break;
	case FORM_INT64:
		buf_printf(b, "%lld", (long long)as_int(x)->n);
		break;
	case FORM_BIG:
		int_view(&v, x);
		print_int(b, v.z);
		break;
	case FORM_RAT:
		(exact ? print_exact_rat : print_float)(b, x);
		break;
	case FORM_FLOAT:
		if (exact)
			print_exact_float(b, as_float(x));
		else
			print_float(b, x);
		break;
	case FORM_COMPLEX:
		buf_putc(b, '(');
		print(b, as_complex(x)->re, exact);
		buf_puts(b, " + ");
		print(b, as_complex(x)->im, exact);
		buf_puts(b, "i)");
		break;
	}
}

void value_print(struct buf *b, const struct value *x)
{
	print(b, x, false);
}

void value_print_exact(struct buf *b, const struct value *x)
{
	print(b, x, true);
}

static char *to_text(struct arena *a, const struct value *x, bool exact)
{
	struct buf b;
	char *text;

	buf_init(&b, SIZE_MAX / 2);
	print(&b, x, exact);
	if (buf_failed(&b)) {
		diag("out of memory: no room for the text of a constant");
		exit(DIAG_EXIT_BROKEN);
	}
	text = arena_alloc(a, b.len + 1);
	memcpy(text, buf_text(&b), b.len);
	buf_finish(&b);
	return text;
}

char *value_string(struct arena *a, const struct value *x)
{
	return to_text(a, x, false);
}

char *value_exact_string(struct arena *a, const struct value *x)
{
	return to_text(a, x, true);
}
