/* SPDX-License-Identifier: MIT */
#include "cfront/effect_run.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* The word at text[*at], which is moved behind it. */
static size_t word(const char *text, size_t end, size_t *at, size_t *ret_start)
{
	while (*at < end && is_space(text[*at]))
		(*at)++;
	*ret_start = *at;
	while (*at < end && !is_space(text[*at]))
		(*at)++;
	return *at - *ret_start;
}

static struct effect_rows *rows_of(struct effects *e, const char *name,
				   size_t len)
{
	void **at = ptrmap_at_key(&e->from_files, e->arena,
				  (uint64_t)name_of_len(name, len) + 1);

	if (!*at)
		*at = ARENA_NEW(e->arena, struct effect_rows);
	return *at;
}

/* One line without its comment; 0, or the column of an error. */
static uint32_t read_line(struct effects *e, const char *path, uint32_t line,
			  const char *text, size_t len, const char **message)
{
	size_t at = 0, start, n = word(text, len, &at, &start);
	struct effect_rows *rows;
	uint32_t from, column;

	if (n != strlen("effects") || memcmp(text + start, "effects", n) != 0)
		return 0;
	n = word(text, len, &at, &start);
	if (n == 0) {
		*message = "wants the name of a function";
		return (uint32_t)start + 1;
	}
	rows = rows_of(e, text + start, n);
	from = rows->len;
	column = effect_parse(e->arena, text + at, len - at, rows, message);
	for (uint32_t i = from; i < rows->len; i++)
		rows->at[i].reason = (struct effect_reason){
			.source = EFFECT_FROM_FILE, .path = path, .line = line};
	if (!column && rows->len == from) {
		*message = "wants effects behind the name";
		return (uint32_t)len + 1;
	}
	return column ? (uint32_t)at + column : 0;
}

bool effects_add_file(struct effects *e, const char *path, const char *text,
		      size_t size, struct effect_error *ret_error)
{
	uint32_t line = 0;
	bool good = true;

	path = arena_strdup(e->arena, path);
	for (size_t at = 0; at < size;) {
		const char *nl = memchr(text + at, '\n', size - at);
		size_t len = nl ? (size_t)(nl - text) - at : size - at;
		const char *hash = memchr(text + at, '#', len);
		const char *message = NULL;
		uint32_t column;

		column = read_line(e, path, ++line, text + at,
				   hash ? (size_t)(hash - text) - at : len,
				   &message);
		if (column && good) {
			good = false;
			*ret_error =
				(struct effect_error){line, column, message};
		}
		at += len + 1;
	}
	return good;
}
