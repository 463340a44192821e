/* SPDX-License-Identifier: MIT */
/*
 * directive.h - comments that are no comments
 */
#ifndef SYNTAX_DIRECTIVE_H
#define SYNTAX_DIRECTIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The least release that the expression of a //go:build line asks for: 21
 * for go1.21, 0 for go1, -1 for none.  False when it is no expression.
 */
bool directive_go_version(const char *expr, size_t len, int *ret_minor);

#endif
