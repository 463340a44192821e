/* SPDX-License-Identifier: MIT */
#include "cfront/remedy.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const struct row {
	const char *header, *pc, *package;
} rows[] = {
#define REMEDY(header, pc, package) {header, pc, package},
#include "cfront/remedy.def"
#undef REMEDY
};

/* A header's row may end in '/': all below that folder. */
static bool covers(const char *row, const char *header)
{
	size_t n = strlen(row);

	if (n == 0)
		return false;
	if (row[n - 1] == '/')
		return strncmp(row, header, n) == 0;
	return strcmp(row, header) == 0;
}

const char *c_remedy_header(const char *header)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (covers(rows[i].header, header))
			return rows[i].package;
	return NULL;
}

const char *c_remedy_pc(const char *name)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].pc[0] && strcmp(rows[i].pc, name) == 0)
			return rows[i].package;
	return NULL;
}
