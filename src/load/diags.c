/* SPDX-License-Identifier: MIT */
#include "load/diags.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

void diags_init(struct diags *d)
{
	memset(d, 0, sizeof(*d));
	pthread_mutex_init(&d->lock, NULL);
}

void diags_finish(struct diags *d)
{
	pthread_mutex_destroy(&d->lock);
	vec_finish(&d->v);
}

void diags_add(struct diags *d, const struct load_diagnostic *diag)
{
	pthread_mutex_lock(&d->lock);
	vec_push(&d->v, *diag);
	pthread_mutex_unlock(&d->lock);
}

void diags_error(struct diags *d, const char *path, const char *message)
{
	struct load_diagnostic diag = {
		.path = path,
		.severity = LOAD_ERROR,
		.message = message,
	};

	diags_add(d, &diag);
}

void diags_warning(struct diags *d, const char *path, const char *message)
{
	struct load_diagnostic diag = {
		.path = path,
		.severity = LOAD_WARNING,
		.message = message,
	};

	diags_add(d, &diag);
}

static int compare_number(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

static int compare(const void *a, const void *b)
{
	const struct load_diagnostic *x = a, *y = b;
	int order = strcmp(x->path ? x->path : "", y->path ? y->path : "");

	if (!order)
		order = compare_number(x->line, y->line);
	if (!order)
		order = compare_number(x->column, y->column);
	if (!order)
		order = strcmp(x->message, y->message);
	if (order)
		return order;
	return strcmp(x->package ? x->package->id : "",
		      y->package ? y->package->id : "");
}

/* One for a package and one for its variant say the same. */
static bool same(const struct load_diagnostic *x,
		 const struct load_diagnostic *y)
{
	return x->line == y->line && x->column == y->column &&
	       strcmp(x->path ? x->path : "", y->path ? y->path : "") == 0 &&
	       strcmp(x->message, y->message) == 0;
}

void diags_keep(struct diags *d, struct arena *a, struct load_result *ret)
{
	uint32_t n = 0;

	if (d->v.len)
		qsort(d->v.at, d->v.len, sizeof(*d->v.at), compare);
	for (uint32_t i = 0; i < d->v.len; i++) {
		if (n == 0 || !same(&d->v.at[n - 1], &d->v.at[i]))
			d->v.at[n++] = d->v.at[i];
	}
	d->v.len = n;
	ret->diagnostics = vec_keep(a, &d->v, 0);
	ret->ndiagnostics = n;
}

const char *errno_text(struct arena *a, int err)
{
	char text[128];
	char *copy = arena_strdup(a, strerror_r(-err, text, sizeof(text)));

	*copy = (char)tolower((unsigned char)*copy);
	return copy;
}
