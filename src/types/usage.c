/* SPDX-License-Identifier: MIT */
#include "types/check.h"

#include "types/decl.h"

/*
 * Local variables that are declared and not used.
 */

static bool is_unused(const struct object *obj)
{
	return obj->kind == OBJECT_VAR && obj->var_kind == VAR_LOCAL &&
	       !(obj->flags & OBJECT_USED);
}

static int by_pos(const void *x, const void *y)
{
	const struct object *a = *(struct object *const *)x;
	const struct object *b = *(struct object *const *)y;

	return a->pos < b->pos ? -1 : a->pos > b->pos;
}

static void report_unused(struct checker *c, const struct scope *s)
{
	struct VEC(struct object *) unused = {0};

	for (uint32_t i = 0; i < s->n; i++)
		if (is_unused(s->objects[i]))
			vec_push(&unused, s->objects[i]);
	if (unused.len > 1)
		qsort(unused.at, unused.len, sizeof(*unused.at), by_pos);
	for (uint32_t i = 0; i < unused.len; i++)
		check_soft_error(c, unused.at[i]->pos,
				 "declared and not used: %s",
				 name_text(unused.at[i]->name));
	vec_finish(&unused);
}

/*
 * The next scope after s in preorder below top, NULL at the end.  Scopes of
 * function literals are left out: their bodies ask for themselves.
 */
static struct scope *next_scope(struct scope *s, const struct scope *top)
{
	struct scope *next = s->first_child;

	for (;;) {
		while (next && next->is_func)
			next = next->next;
		if (next)
			return next;
		if (s == top)
			return NULL;
		next = s->next;
		s = s->parent;
	}
}

void check_usage(struct checker *c, struct scope *top)
{
	if (c->pkg->fake_c && c->env.saw_invalid)
		return;
	for (struct scope *s = top; s; s = next_scope(s, top))
		report_unused(c, s);
}
