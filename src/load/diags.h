/* SPDX-License-Identifier: MIT */
/*
 * diags.h - the diagnostics of a load while they are collected
 *
 * Threads: any may add.
 */
#ifndef LOAD_DIAGS_H
#define LOAD_DIAGS_H

#include <pthread.h>

#include "base/vec.h"
#include "load/load.h"

struct arena;

struct diags {
	pthread_mutex_t lock; /* guards the rest */
	struct VEC(struct load_diagnostic) v;
};

void diags_init(struct diags *d);
void diags_finish(struct diags *d);

/* Strings are references. */
void diags_add(struct diags *d, const struct load_diagnostic *diag);

/* An error of a file as a whole; path may be NULL. */
void diags_error(struct diags *d, const char *path, const char *message);
void diags_warning(struct diags *d, const char *path, const char *message);

/* Sorts, takes doubles out, and gives them over to the arena. */
void diags_keep(struct diags *d, struct arena *a, struct load_result *ret);

/* Of a negative errno, in lower case. */
const char *errno_text(struct arena *a, int err);

#endif
