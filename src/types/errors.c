/* SPDX-License-Identifier: MIT */
/*
 * Reporting
 *
 * An error leaves something invalid behind, and what uses that is wrong
 * because of it.  Such follow-ups are not told; most are stopped where
 * an operand is invalid.  The rest is known by its text: a message that
 * mentions "invalid operand" or "invalid type" somewhere after its
 * beginning has been caused by an earlier one, or by a name of C that is
 * not known.
 */
#include "types/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* More than anybody reads; past them a hostile file only costs memory. */
enum { MAX_ERRORS = 20000 };

static bool mentions(const char *msg, const char *what)
{
	const char *at = strstr(msg, what);

	return at && at != msg;
}

static bool is_follow_up(const struct checker *c, const char *msg)
{
	if (!check_has_errors(c) && !c->pkg->fake_c)
		return false;
	return mentions(msg, "invalid operand") ||
	       mentions(msg, "invalid type");
}

static bool told_before(const struct checker *c, pos_t at, const char *msg)
{
	const struct type_error *last;

	if (c->errors.len == 0)
		return false;
	last = &c->errors.at[c->errors.len - 1];
	return last->pos == at && strcmp(last->msg, msg) == 0;
}

static void report(struct checker *c, pos_t at, bool soft, const char *msg)
{
	if (c->errors.len >= MAX_ERRORS || is_follow_up(c, msg))
		return;
	/* An inherited initializer is wrong where it is inherited. */
	if (c->env.errpos != NO_POS)
		at = c->env.errpos;
	if (told_before(c, at, msg))
		return;
	vec_push(&c->errors,
		 (struct type_error){.pos = at, .soft = soft, .msg = msg});
}

static const char *format(struct checker *c, const char *fmt, va_list ap)
{
	va_list again;
	char *text;
	int len;

	va_copy(again, ap);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (len < 0)
		return fmt;
	text = ARENA_ARRAY(c->arena, (size_t)len + 1, char);
	vsnprintf(text, (size_t)len + 1, fmt, ap);
	return text;
}

void check_error(struct checker *c, pos_t at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	report(c, at, false, format(c, fmt, ap));
	va_end(ap);
}

void check_soft_error(struct checker *c, pos_t at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	report(c, at, true, format(c, fmt, ap));
	va_end(ap);
}

void check_version_error(struct checker *c, pos_t at, go_version v,
			 const char *fmt, ...)
{
	const char *what;
	va_list ap;

	va_start(ap, fmt);
	what = format(c, fmt, ap);
	va_end(ap);
	check_error(c, at, "%s requires %s or later", what,
		    go_version_str(c, v));
}

const char *check_sprintf(struct checker *c, const char *fmt, ...)
{
	const char *text;
	va_list ap;

	va_start(ap, fmt);
	text = format(c, fmt, ap);
	va_end(ap);
	return text;
}

bool check_has_errors(const struct checker *c)
{
	return c->errors.len > 0;
}

struct type_error *check_keep_errors(struct checker *c, struct arena *a,
				     uint32_t *ret_n)
{
	struct type_error *list = ARENA_ARRAY(a, c->errors.len + 1,
					      struct type_error);

	for (uint32_t i = 0; i < c->errors.len; i++) {
		list[i] = c->errors.at[i];
		list[i].msg = arena_strdup(a, list[i].msg);
	}
	*ret_n = c->errors.len;
	return list;
}
