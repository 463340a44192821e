/* SPDX-License-Identifier: MIT */
/*
 * Reporting
 *
 * An error leaves something invalid behind, and what uses that is wrong
 * because of it.  Such follow-ups are not told; most are stopped where
 * an operand is invalid.  The rest is known by its text: a message that
 * mentions "invalid operand" or "invalid type" somewhere after its
 * beginning has been caused by an earlier one.
 *
 * Where names of C are not known that is not enough: a type `T C.x` is
 * defined, and anything may be right that is done with it.  No message that
 * speaks of such a type is told (typestring.c notes it), and no variable is
 * called unused where something was invalid and its use not seen.
 */
#include "types/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* More than anybody reads; past them a hostile file only costs memory. */
enum { MAX_ERRORS = 20000 };

/* After the beginning of the first n bytes. */
static bool mentions(const char *msg, size_t n, const char *what)
{
	const char *at = memmem(msg, n, what, strlen(what));

	return at && at != msg;
}

/*
 * The types of all arguments, which a wrong number of them is followed by,
 * do not count, but where names of C are not known.
 */
static bool is_follow_up(const struct checker *c, const char *msg)
{
	const char *have = c->pkg->fake_c ? NULL : strstr(msg, "\n\thave ");
	size_t n = have ? (size_t)(have - msg) : strlen(msg);

	if (!check_has_errors(c) && !c->pkg->fake_c)
		return false;
	return mentions(msg, n, "invalid operand") ||
	       mentions(msg, n, "invalid type");
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
	bool unknown_c = c->speaks_of_c;

	c->speaks_of_c = false;
	if (c->errors.len >= MAX_ERRORS || unknown_c || is_follow_up(c, msg))
		return;
	/* An inherited initializer is wrong where it is inherited. */
	if (c->env.errpos != NO_POS)
		at = c->env.errpos;
	if (told_before(c, at, msg))
		return;
	vec_push(&c->errors,
		 (struct type_error){.pos = at, .soft = soft, .msg = msg});
}

__attribute__((format(printf, 2, 0), nonnull)) static const char *
format(struct checker *c, const char *fmt, va_list ap)
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
	struct type_error *list =
		ARENA_ARRAY(a, c->errors.len + 1, struct type_error);

	for (uint32_t i = 0; i < c->errors.len; i++) {
		list[i] = c->errors.at[i];
		list[i].msg = arena_strdup(a, list[i].msg);
	}
	*ret_n = c->errors.len;
	return list;
}
