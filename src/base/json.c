/* SPDX-License-Identifier: MIT */
/*
 * The writer knows one thing about the document: for each open object or
 * array, whether something is in it already.  Every value and every key
 * starts with begin(), which puts the comma and the new line.
 *
 * A string is copied run by run; only what JSON or UTF-8 forbids is looked
 * at byte by byte.
 */
#include "base/json.h"

#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/buf.h"
#include "base/diag.h"

static void new_line(struct json *j)
{
	if (j->indent == 0)
		return;
	buf_printf(j->out, "\n%*s", j->indent * j->depth, "");
}

static void begin(struct json *j)
{
	if (j->after_key) {
		j->after_key = false;
		return;
	}
	if (j->depth == 0)
		return;
	if (!j->first[j->depth - 1])
		buf_putc(j->out, ',');
	j->first[j->depth - 1] = false;
	new_line(j);
}

static void open_with(struct json *j, char open, char close)
{
	if (j->depth == JSON_DEPTH)
		BUG("JSON nested more than %d deep", JSON_DEPTH);
	begin(j);
	buf_putc(j->out, open);
	j->first[j->depth] = true;
	j->close[j->depth] = close;
	j->depth++;
}

void json_init(struct json *j, struct buf *out, int indent)
{
	*j = (struct json){.out = out, .indent = indent};
}

void json_object(struct json *j)
{
	open_with(j, '{', '}');
}

void json_array(struct json *j)
{
	open_with(j, '[', ']');
}

void json_end(struct json *j)
{
	if (j->depth == 0)
		BUG("json_end() with nothing open");
	j->depth--;
	if (!j->first[j->depth])
		new_line(j);
	buf_putc(j->out, j->close[j->depth]);
}

/*
 * The length of the UTF-8 sequence at s, 0 when it is not one.  The limits
 * of the second byte shut out overlong forms, surrogates and everything
 * above U+10FFFF (Unicode, table 3-7).  The text ends with a NUL, which is
 * no continuation byte, so a cut sequence is not read past.
 */
static size_t utf8_length(const unsigned char *s)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t n;

	if (s[0] < 0x80)
		return 1;
	if (s[0] >= 0xc2 && s[0] <= 0xdf)
		n = 2;
	else if (s[0] >= 0xe0 && s[0] <= 0xef)
		n = 3;
	else if (s[0] >= 0xf0 && s[0] <= 0xf4)
		n = 4;
	else
		return 0;

	if (s[0] == 0xe0)
		low = 0xa0;
	else if (s[0] == 0xed)
		high = 0x9f;
	else if (s[0] == 0xf0)
		low = 0x90;
	else if (s[0] == 0xf4)
		high = 0x8f;
	if (s[1] < low || s[1] > high)
		return 0;
	for (size_t i = 2; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	}
	return n;
}

static void escape(struct buf *out, unsigned char c)
{
	static const char named[] = "\"\"\\\\\bb\ff\nn\rr\tt";

	for (size_t i = 0; named[i]; i += 2) {
		if ((unsigned char)named[i] == c) {
			buf_putc(out, '\\');
			buf_putc(out, named[i + 1]);
			return;
		}
	}
	buf_printf(out, "\\u%04x", c);
}

static void quoted(struct buf *out, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	const unsigned char *run = s;

	buf_putc(out, '"');
	while (*s) {
		size_t n = utf8_length(s);

		if (n > 0 && *s >= ' ' && *s != '"' && *s != '\\') {
			s += n;
			continue;
		}
		buf_add(out, run, (size_t)(s - run));
		if (n == 0)
			buf_puts(out, "\xef\xbf\xbd"); /* U+FFFD */
		else
			escape(out, *s);
		run = ++s;
	}
	buf_add(out, run, (size_t)(s - run));
	buf_putc(out, '"');
}

void json_key(struct json *j, const char *key)
{
	begin(j);
	quoted(j->out, key);
	buf_puts(j->out, j->indent ? ": " : ":");
	j->after_key = true;
}

void json_string(struct json *j, const char *s)
{
	if (!s) {
		json_null(j);
		return;
	}
	begin(j);
	quoted(j->out, s);
}

void json_int(struct json *j, int64_t v)
{
	begin(j);
	buf_printf(j->out, "%" PRId64, v);
}

void json_uint(struct json *j, uint64_t v)
{
	begin(j);
	buf_printf(j->out, "%" PRIu64, v);
}

void json_hex(struct json *j, uint64_t v)
{
	begin(j);
	buf_printf(j->out, "\"0x%" PRIx64 "\"", v);
}

void json_bool(struct json *j, bool v)
{
	begin(j);
	buf_puts(j->out, v ? "true" : "false");
}

void json_double(struct json *j, double v, int digits)
{
	if (!isfinite(v)) { /* JSON has no word for these */
		json_null(j);
		return;
	}
	begin(j);
	buf_printf(j->out, "%.*f", digits, v);
}

void json_null(struct json *j)
{
	begin(j);
	buf_puts(j->out, "null");
}
