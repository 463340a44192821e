/* SPDX-License-Identifier: MIT */
/*
 * constraint.h - build constraints at the head of a file
 */
#ifndef LOAD_CONSTRAINT_H
#define LOAD_CONSTRAINT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct target;

/*
 * Whether a file that begins with this text is wanted; lines behind the
 * first code do not count.  *ret_why is NULL, or says what is wrong with its
 * constraint, and then the file is not wanted.
 */
bool constraint_wants(const struct target *t, struct arena *a, const char *text,
		      size_t len, const char **ret_why);

/* The value of an expression, "linux && !cgo"; the same about *ret_why. */
bool constraint_eval(const struct target *t, struct arena *a, const char *expr,
		     size_t len, const char **ret_why);

/* The value of an old line's words, "linux,!cgo darwin". */
bool constraint_eval_old(const struct target *t, const char *words, size_t len);

#endif
