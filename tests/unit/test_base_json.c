/* SPDX-License-Identifier: MIT */
#include "base/json.h"

#include <math.h>

#include "base/buf.h"
#include "test.h"

/* The string s as JSON, in static memory. */
static const char *quote(const char *s)
{
	static char text[256];
	struct json j;
	struct buf b;

	buf_init(&b, sizeof(text) - 1);
	json_init(&j, &b, 0);
	json_string(&j, s);
	snprintf(text, sizeof(text), "%s", buf_text(&b));
	buf_finish(&b);
	return text;
}

static void commas_stand_between_values(void)
{
	struct json j;
	struct buf b;

	buf_init(&b, 1000);
	json_init(&j, &b, 0);
	json_object(&j);
	json_key(&j, "a");
	json_array(&j);
	json_int(&j, -1);
	json_uint(&j, UINT64_MAX);
	json_array(&j);
	json_end(&j);
	json_end(&j);
	json_key(&j, "b");
	json_bool(&j, true);
	json_key(&j, "c");
	json_object(&j);
	json_key(&j, "d");
	json_null(&j);
	json_end(&j);
	json_key(&j, "e");
	json_string(&j, NULL);
	json_end(&j);
	CHECK_STR(buf_text(&b),
		  "{\"a\":[-1,18446744073709551615,[]],\"b\":true,"
		  "\"c\":{\"d\":null},\"e\":null}");
	buf_finish(&b);
}

static void indented_form_puts_each_value_on_a_line(void)
{
	struct json j;
	struct buf b;

	buf_init(&b, 1000);
	json_init(&j, &b, 2);
	json_object(&j);
	json_key(&j, "a");
	json_array(&j);
	json_int(&j, 1);
	json_int(&j, 2);
	json_end(&j);
	json_key(&j, "b");
	json_object(&j);
	json_end(&j);
	json_end(&j);
	CHECK_STR(buf_text(&b),
		  "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}");
	buf_finish(&b);
}

static void numbers_have_one_form(void)
{
	struct json j;
	struct buf b;

	buf_init(&b, 1000);
	json_init(&j, &b, 0);
	json_array(&j);
	json_hex(&j, 0xc000012345);
	json_double(&j, 1.0 / 3, 3);
	json_double(&j, (double)NAN, 3);
	json_double(&j, (double)INFINITY, 3);
	json_int(&j, INT64_MIN);
	json_end(&j);
	CHECK_STR(buf_text(&b), "[\"0xc000012345\",0.333,null,null,"
				"-9223372036854775808]");
	buf_finish(&b);
}

static void what_json_forbids_is_escaped(void)
{
	CHECK_STR(quote("a\"b\\c"), "\"a\\\"b\\\\c\"");
	CHECK_STR(quote("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\"");
	CHECK_STR(quote("\x01\x1f"), "\"\\u0001\\u001f\"");
	CHECK_STR(quote("/"), "\"/\"");
}

static void utf8_passes_unchanged(void)
{
	CHECK_STR(quote("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"),
		  "\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\"");
	CHECK_STR(quote("\xf4\x8f\xbf\xbf"), "\"\xf4\x8f\xbf\xbf\"");
}

#define BAD "\xef\xbf\xbd"

static void what_is_not_utf8_is_replaced(void)
{
	CHECK_STR(quote("a\xff"
			"b"),
		  "\"a" BAD "b\"");
	CHECK_STR(quote("\x80"), "\"" BAD "\"");
	CHECK_STR(quote("\xc0\x80"), "\"" BAD BAD "\"");	 /* overlong */
	CHECK_STR(quote("\xe0\x80\x80"), "\"" BAD BAD BAD "\""); /* overlong */
	CHECK_STR(quote("\xed\xa0\x80"), "\"" BAD BAD BAD "\""); /* surrogate */
	CHECK_STR(quote("\xf4\x90\x80\x80"), "\"" BAD BAD BAD BAD "\"");
	CHECK_STR(quote("\xe2\x82"), "\"" BAD BAD "\""); /* cut */
	CHECK_STR(quote("\xe2\n"), "\"" BAD "\\n\"");
}

int main(void)
{
	RUN(commas_stand_between_values);
	RUN(indented_form_puts_each_value_on_a_line);
	RUN(numbers_have_one_form);
	RUN(what_json_forbids_is_escaped);
	RUN(utf8_passes_unchanged);
	RUN(what_is_not_utf8_is_replaced);
	return test_summary();
}
