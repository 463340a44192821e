/* SPDX-License-Identifier: MIT */
#include "cfront/effect.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static struct effect_row rows[] = {
#define EFFECT(name, effects, source) {name, effects, source},
#include "cfront/effects.def"
#undef EFFECT
};

enum { NROWS = sizeof(rows) / sizeof(*rows) };

static pthread_once_t once = PTHREAD_ONCE_INIT;

static int by_name(const void *x, const void *y)
{
	const struct effect_row *a = x, *b = y;

	return strcmp(a->name, b->name);
}

/* Readers want rows by library, looking up wants them by name. */
static void sort_rows(void)
{
	qsort(rows, NROWS, sizeof(*rows), by_name);
}

const struct effect_row *effect_table(uint32_t *ret_n)
{
	pthread_once(&once, sort_rows);
	*ret_n = NROWS;
	return rows;
}

const struct effect_row *effect_table_find(const char *name)
{
	struct effect_row key = {.name = name};

	pthread_once(&once, sort_rows);
	return bsearch(&key, rows, NROWS, sizeof(*rows), by_name);
}
