/* SPDX-License-Identifier: MIT */
/*
 * json.h - writes JSON into a buffer
 *
 * Calls follow the document: json_object(), json_key(), a value, ...,
 * json_end().  Commas are put by the writer.  Strings may be any bytes:
 * what is not UTF-8 is replaced by U+FFFD, so the output is always valid.
 * With indent 0 everything is on one line.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

struct buf;

enum { JSON_DEPTH = 64 };

struct json {
	struct buf *out;
	int indent;
	int depth;
	bool first[JSON_DEPTH];
	char close[JSON_DEPTH];
	bool after_key;
};

void json_init(struct json *j, struct buf *out, int indent);
void json_object(struct json *j);
void json_array(struct json *j);
void json_end(struct json *j); /* the innermost open object or array */
void json_key(struct json *j, const char *key);
void json_string(struct json *j, const char *s); /* NULL: null */
void json_int(struct json *j, int64_t v);
void json_uint(struct json *j, uint64_t v);
void json_hex(struct json *j, uint64_t v); /* a string "0x..." */
void json_bool(struct json *j, bool v);
void json_double(struct json *j, double v, int digits);
void json_null(struct json *j);

#endif
