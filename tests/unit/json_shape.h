/* SPDX-License-Identifier: MIT */
/*
 * json_shape.h - is it JSON, and does it have the shape that scripts expect?
 *
 * A shape is a text with one line for each place in the document, and the
 * types that may stand there:
 *
 *	.findings		array
 *	.findings[].line	number null
 *
 * json_shape() reads a document and returns NULL, or what is wrong first.
 * Every place of the document must be in the shape with its type, and an
 * object has all keys that the shape gives it.
 */
#ifndef TESTS_UNIT_JSON_SHAPE_H
#define TESTS_UNIT_JSON_SHAPE_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct json_reader {
	const char *at, *shape;
	char path[256], wrong[512];
};

static bool json_value(struct json_reader *r);

static bool json_bad(struct json_reader *r, const char *what)
{
	if (!r->wrong[0])
		snprintf(r->wrong, sizeof(r->wrong), "%s: %s, at '%.20s'",
			 r->path, what, r->at);
	return false;
}

static void json_space(struct json_reader *r)
{
	r->at += strspn(r->at, " \n\t\r");
}

static bool json_take(struct json_reader *r, char c)
{
	json_space(r);
	if (*r->at != c)
		return false;
	r->at++;
	return true;
}

/* The rest of the shape's line for the path; NULL when there is none. */
static const char *json_types(const struct json_reader *r)
{
	size_t n = strlen(r->path);

	for (const char *line = r->shape; *line;) {
		if (strncmp(line, r->path, n) == 0 &&
		    (line[n] == '\t' || line[n] == ' '))
			return line + n;
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return NULL;
}

static bool json_is(struct json_reader *r, const char *type)
{
	const char *types = json_types(r);
	size_t n = strlen(type);

	if (!types)
		return json_bad(r, "no such place in the shape");
	while (*types && *types != '\n') {
		types += strspn(types, "\t ");
		if (strncmp(types, type, n) == 0 && strchr(" \t\n", types[n]))
			return true;
		types += strcspn(types, "\t \n");
	}
	return json_bad(r, "another type than in the shape");
}

static bool json_text(struct json_reader *r, char *ret, size_t max)
{
	size_t n = 0;

	if (!json_take(r, '"'))
		return json_bad(r, "a string was expected");
	for (; *r->at != '"'; r->at++) {
		if ((unsigned char)*r->at < ' ')
			return json_bad(r, "a control character in a string");
		if (*r->at == '\\' && !strchr("\"\\/bfnrtu", *++r->at))
			return json_bad(r, "a bad escape");
		if (ret && n + 1 < max)
			ret[n++] = *r->at;
	}
	if (ret)
		ret[n] = '\0';
	r->at++;
	return true;
}

static size_t json_count_keys(const struct json_reader *r)
{
	size_t n = strlen(r->path), count = 0;

	for (const char *line = r->shape; *line;) {
		if (strncmp(line, r->path, n) == 0 && line[n] == '.' &&
		    line[n + 1 + strcspn(line + n + 1, ".[\t ")] != '.' &&
		    line[n + 1 + strcspn(line + n + 1, ".[\t ")] != '[')
			count++;
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return count;
}

static bool json_members(struct json_reader *r)
{
	size_t want = json_count_keys(r), n = strlen(r->path), keys = 0;
	char key[64];

	if (!json_is(r, "object"))
		return false;
	if (!json_take(r, '}')) {
		do {
			json_space(r);
			if (!json_text(r, key, sizeof(key)))
				return false;
			if (!json_take(r, ':'))
				return json_bad(r, "no colon");
			snprintf(r->path + n, sizeof(r->path) - n, ".%s", key);
			if (!json_value(r))
				return false;
			r->path[n] = '\0';
			keys++;
		} while (json_take(r, ','));
		if (!json_take(r, '}'))
			return json_bad(r, "an object does not end");
	}
	return keys == want || json_bad(r, "a key is missing");
}

static bool json_elements(struct json_reader *r)
{
	size_t n = strlen(r->path);

	if (!json_is(r, "array"))
		return false;
	if (json_take(r, ']'))
		return true;
	do {
		snprintf(r->path + n, sizeof(r->path) - n, "[]");
		if (!json_value(r))
			return false;
		r->path[n] = '\0';
	} while (json_take(r, ','));
	return json_take(r, ']') || json_bad(r, "an array does not end");
}

static bool json_word(struct json_reader *r, const char *word, const char *type)
{
	size_t n = strlen(word);

	if (strncmp(r->at, word, n) != 0)
		return json_bad(r, "no value");
	r->at += n;
	return json_is(r, type);
}

static bool json_value(struct json_reader *r)
{
	char *end;

	json_space(r);
	switch (*r->at) {
	case '{':
		r->at++;
		return json_members(r);
	case '[':
		r->at++;
		return json_elements(r);
	case '"':
		return json_text(r, NULL, 0) && json_is(r, "string");
	case 't':
		return json_word(r, "true", "bool");
	case 'f':
		return json_word(r, "false", "bool");
	case 'n':
		return json_word(r, "null", "null");
	default:
		strtod(r->at, &end);
		if (end == r->at || strchr("+.in", *r->at))
			return json_bad(r, "no value");
		r->at = end;
		return json_is(r, "number");
	}
}

static inline const char *json_shape(struct json_reader *r, const char *text,
				     const char *shape)
{
	memset(r, 0, sizeof(*r));
	r->at = text;
	r->shape = shape;
	if (json_value(r)) {
		json_space(r);
		if (*r->at)
			json_bad(r, "something follows");
	}
	return r->wrong[0] ? r->wrong : NULL;
}

#endif
