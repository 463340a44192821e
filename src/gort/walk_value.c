/* SPDX-License-Identifier: MIT */
/*
 * Values as a person would write them, for the keys of maps: strings quoted,
 * structs {7 "x"}, arrays [1 2], interfaces by what is in them, pointers as
 * addresses.  Long ones are cut.
 */
#include "gort/walk_impl.h"

#include <float.h>
#include <inttypes.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "gort/gort.h"
#include "gort/type.h"
#include "trace/memory.h"

enum {
	MAX_DEPTH = 6,
	MAX_TEXT = 60,	   /* bytes of a string */
	MAX_VALUE = 160,   /* bytes of a whole value */
	MAX_ELEMENTS = 16, /* of an array, fields of a struct */
};

static void put(struct walk *w, const struct go_type *t, uint64_t addr,
		struct buf *out, int depth);

/* Bytes of UTF-8 from p on that make one character, 0 when none does. */
static size_t character(const unsigned char *p, size_t n)
{
	size_t len = p[0] < 0x80   ? 1
		     : p[0] < 0xc2 ? 0
		     : p[0] < 0xe0 ? 2
		     : p[0] < 0xf0 ? 3
		     : p[0] < 0xf5 ? 4
				   : 0;

	if (len > n)
		return 0;
	for (size_t i = 1; i < len; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	/* U+0080 to U+009F are controls. */
	if (len == 2 && p[0] == 0xc2 && p[1] < 0xa0)
		return 0;
	return len;
}

static void put_byte(struct buf *out, unsigned char c)
{
	static const char plain[] = "abtnvfr";

	if (c == '"' || c == '\\')
		buf_printf(out, "\\%c", c);
	else if (c >= '\a' && c <= '\r')
		buf_printf(out, "\\%c", plain[c - '\a']);
	else if (c >= ' ' && c < 0x7f)
		buf_putc(out, (char)c);
	else
		buf_printf(out, "\\x%02x", c);
}

static void put_string(struct walk *w, uint64_t addr, struct buf *out)
{
	unsigned char text[MAX_TEXT + 4];
	uint64_t data, len;
	size_t want, got, i = 0;

	if (!gort_string(w->g, addr, &data, &len)) {
		buf_putc(out, '?');
		return;
	}
	want = len < sizeof(text) ? len : sizeof(text);
	got = memory_read(w->m, data, text, want);
	buf_putc(out, '"');
	while (i < got && i < MAX_TEXT) {
		size_t n = character(text + i, got - i);

		if (n > 1)
			buf_add(out, text + i, n);
		else
			put_byte(out, text[i]);
		i += n ? n : 1;
	}
	buf_putc(out, '"');
	if (i < len)
		buf_printf(out, "...(%" PRIu64 " bytes)", len);
}

static void put_float(struct buf *out, double v, bool single)
{
	char text[40];

	/* As few digits as give the same number again. */
	for (int digits = 1; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, v);
		if (single ? strtof(text, NULL) == (float)v
			   : strtod(text, NULL) == v)
			break;
	}
	buf_puts(out, v != v ? "NaN" : text);
}

static double get_float(struct walk *w, uint64_t addr, bool single)
{
	double d = 0;
	float f = 0;

	if (single)
		memory_read(w->m, addr, &f, sizeof(f));
	else
		memory_read(w->m, addr, &d, sizeof(d));
	return single ? (double)f : d;
}

static void put_complex(struct walk *w, uint64_t addr, bool single,
			struct buf *out)
{
	double im = get_float(w, addr + (single ? 4 : 8), single);

	buf_putc(out, '(');
	put_float(out, get_float(w, addr, single), single);
	if (!(im < 0))
		buf_putc(out, '+');
	put_float(out, im, single);
	buf_puts(out, "i)");
}

/* Numbers of 1 to 8 bytes. */
static void put_number(struct walk *w, const struct go_type *t, uint64_t addr,
		       struct buf *out)
{
	uint64_t v = 0;
	size_t size = t->size <= 8 ? t->size : 8;

	if (memory_read(w->m, addr, &v, size) < size) {
		buf_putc(out, '?');
	} else if (t->kind == GO_BOOL) {
		buf_puts(out, v & 0xff ? "true" : "false");
	} else if (t->kind >= GO_INT && t->kind <= GO_INT64) {
		int shift = 64 - 8 * (int)size;

		buf_printf(out, "%" PRId64, (int64_t)(v << shift) >> shift);
	} else if (t->kind >= GO_UINT && t->kind <= GO_UINT64) {
		buf_printf(out, "%" PRIu64, v);
	} else {
		buf_printf(out, "0x%" PRIx64, v);
	}
}

static void put_struct(struct walk *w, const struct go_type *t, uint64_t addr,
		       struct buf *out, int depth)
{
	buf_putc(out, '{');
	for (size_t i = 0; i < t->nfields; i++) {
		if (i > 0)
			buf_putc(out, ' ');
		if (i == MAX_ELEMENTS) {
			buf_puts(out, "...");
			break;
		}
		put(w, t->fields[i].type, addr + t->fields[i].offset, out,
		    depth + 1);
	}
	buf_putc(out, '}');
}

static void put_array(struct walk *w, const struct go_type *t, uint64_t addr,
		      struct buf *out, int depth)
{
	buf_putc(out, '[');
	for (uint64_t i = 0; t->elem && i < t->len; i++) {
		if (i > 0)
			buf_putc(out, ' ');
		if (i == MAX_ELEMENTS) {
			buf_puts(out, "...");
			break;
		}
		put(w, t->elem, addr + i * t->elem->size, out, depth + 1);
	}
	buf_putc(out, ']');
}

static void put_interface(struct walk *w, const struct go_type *t,
			  uint64_t addr, struct buf *out, int depth)
{
	struct gort_value v;

	if (gort_interface(w->g, t, addr, &v))
		put(w, v.type, v.address, out, depth + 1);
	else
		buf_puts(out, "nil");
}

static void put(struct walk *w, const struct go_type *t, uint64_t addr,
		struct buf *out, int depth)
{
	if (depth > MAX_DEPTH || out->len > MAX_VALUE) {
		buf_puts(out, "...");
		return;
	}
	t = go_type_open(w->g, t);
	switch (t->kind) {
	case GO_STRING:
		put_string(w, addr, out);
		break;
	case GO_STRUCT:
		put_struct(w, t, addr, out, depth);
		break;
	case GO_ARRAY:
		put_array(w, t, addr, out, depth);
		break;
	case GO_INTERFACE:
		put_interface(w, t, addr, out, depth);
		break;
	case GO_FLOAT32:
	case GO_FLOAT64:
		put_float(out, get_float(w, addr, t->kind == GO_FLOAT32),
			  t->kind == GO_FLOAT32);
		break;
	case GO_COMPLEX64:
	case GO_COMPLEX128:
		put_complex(w, addr, t->kind == GO_COMPLEX64, out);
		break;
	default:
		put_number(w, t, addr, out);
	}
}

void walk_value(struct walk *w, const struct go_type *t, uint64_t addr,
		struct buf *out)
{
	struct buf text;

	buf_init(&text, 4 * MAX_VALUE);
	put(w, t, addr, &text, 0);
	buf_puts(out, buf_text(&text));
	buf_finish(&text);
}
