/* SPDX-License-Identifier: MIT */
/* The builtins print and println: texts as Go's runtime makes them. */
#include "interp.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int64_t signed_of(uint8_t cls, const char *p)
{
	switch (cls) {
	case CLS_I8:
		return *(const int8_t *)p;
	case CLS_I16:
		return *(const int16_t *)p;
	case CLS_I32:
		return *(const int32_t *)p;
	default:
		return *(const int64_t *)p;
	}
}

static uint64_t unsigned_of(uint8_t cls, const char *p)
{
	switch (cls) {
	case CLS_U8:
		return *(const uint8_t *)p;
	case CLS_U16:
		return *(const uint16_t *)p;
	case CLS_U32:
		return *(const uint32_t *)p;
	default:
		return *(const uint64_t *)p;
	}
}

/* The fewest digits that are read back as x; the exponent of the first. */
static int shortest(double x, bool single, char *digits)
{
	char text[40];

	for (int n = 0; n < 18; n++) {
		snprintf(text, sizeof(text), "%.*e", n, x);
		if (single ? strtof(text, NULL) == (float)x
			   : strtod(text, NULL) == x)
			break;
	}
	for (const char *p = text; *p != 'e'; p++)
		if (*p >= '0' && *p <= '9')
			*digits++ = *p;
	*digits = '\0';
	return (int)strtol(strchr(text, 'e') + 1, NULL, 10);
}

/* strconv.AppendFloat(x, 'g', -1). */
static void print_float(struct buf *b, double x, bool single, bool sign)
{
	char digits[40];
	int exponent, n;

	if (isnan(x) || isinf(x)) {
		buf_puts(b, isnan(x) ? sign ? "+NaN" : "NaN"
			    : x > 0  ? "+Inf"
				     : "-Inf");
		return;
	}
	buf_puts(b, signbit(x) ? "-" : sign ? "+" : "");
	exponent = shortest(fabs(x), single, digits);
	n = (int)strlen(digits);
	if (exponent < -4 || exponent >= 6) {
		buf_printf(b, "%c%s%se%c%02d", digits[0], n > 1 ? "." : "",
			   digits + 1, exponent < 0 ? '-' : '+',
			   exponent < 0 ? -exponent : exponent);
	} else if (exponent < 0) {
		buf_puts(b, "0.");
		for (int i = -1; i > exponent; i--)
			buf_putc(b, '0');
		buf_puts(b, digits);
	} else {
		for (int i = 0; i <= exponent || i < n; i++) {
			if (i == exponent + 1)
				buf_putc(b, '.');
			buf_putc(b, i < n ? digits[i] : '0');
		}
	}
}

static void print_complex(struct buf *b, double re, double im, bool single)
{
	buf_putc(b, '(');
	print_float(b, re, single, false);
	print_float(b, im, single, true);
	buf_puts(b, "i)");
}

void print_value(struct buf *b, const struct tinfo *t, const char *p)
{
	const struct go_slice *s = (const void *)p;

	switch (t->cls) {
	case CLS_F32:
		print_float(b, *(const float *)p, true, false);
		break;
	case CLS_F64:
		print_float(b, *(const double *)p, false, false);
		break;
	case CLS_C64:
		print_complex(b, ((const float *)p)[0], ((const float *)p)[1],
			      true);
		break;
	case CLS_C128:
		print_complex(b, ((const double *)p)[0], ((const double *)p)[1],
			      false);
		break;
	case CLS_BOOL:
		buf_puts(b, *(const bool *)p ? "true" : "false");
		break;
	case CLS_STRING:
		buf_add(b, s->p, (size_t)s->len);
		break;
	case CLS_POINTER:
		buf_printf(b, "0x%llx", *(const unsigned long long *)p);
		break;
	case CLS_SLICE:
		buf_printf(b, "[%lld/%lld]0x%llx", (long long)s->len,
			   (long long)s->cap, (unsigned long long)s->p);
		break;
	case CLS_INTERFACE:
		buf_printf(b, "(0x%llx,0x%llx)",
			   ((const unsigned long long *)p)[0],
			   ((const unsigned long long *)p)[1]);
		break;
	default:
		if (t->cls <= CLS_I64)
			buf_printf(b, "%lld", (long long)signed_of(t->cls, p));
		else
			buf_printf(b, "%llu",
				   (unsigned long long)unsigned_of(t->cls, p));
		break;
	}
}

void print_flush(struct buf *b)
{
	buf_write_all(STDERR_FILENO, buf_text(b), b->len);
	buf_finish(b);
}
