/* SPDX-License-Identifier: MIT */
/*
 * The fields of a struct.
 *
 * Go lays a struct out by the alignment of its fields; C may do otherwise.
 * So each field is looked at beside the place where Go would put it: room
 * between is filled with bytes, and what cannot be where C has it is left
 * out, since one field nobody needs must not spoil the struct.
 *
 * cmd/cgo: gcc.go (typeConv.Struct).
 */
#include "cfront/convert.h"

#include <string.h>

#include "base/arena.h"
#include "syntax/token.h"
#include "types/construct.h"
#include "types/types.h"

struct layout {
	struct c_conversion *cv;
	const struct c_type *t;
	struct VEC(struct object *) fields;
	struct VEC(int64_t) sizes;
	int64_t offset, align;
	struct ptrmap used; /* names of C's fields, and what they became */
	uint32_t anonymous;
};

static void add_field(struct layout *l, name_t name, struct type *type,
		      int64_t size)
{
	struct c_meaning *m = l->cv->m;

	vec_push(&l->fields, object_new_var(m->arena, VAR_FIELD, NO_POS, m->pkg,
					    name, type));
	vec_push(&l->sizes, size);
}

static void pad(struct layout *l, int64_t size)
{
	add_field(l, name_blank,
		  new_array(l->cv->m->arena, universe_byte, size), size);
}

/* A keyword gets underscores in front until no other field has that name. */
static name_t field_name(struct layout *l, const struct c_member *f)
{
	struct arena *a = l->cv->m->arena;
	const char *text = c_text(l->cv->d, f->name);
	name_t name;

	if (!*text)
		return name_of(arena_printf(a, "anon%u", l->anonymous++));
	name = name_of(text);
	if (!name_entry(name)->token)
		return name;
	do {
		text = arena_printf(a, "_%s", text);
		name = name_of(text);
	} while (ptrmap_get_key(&l->used, name));
	*ptrmap_at_key(&l->used, NULL, name) = l;
	return name;
}

static void collect_names(struct layout *l)
{
	const struct c_decls *d = l->cv->d;

	for (uint32_t i = 0; i < l->t->nmembers; i++) {
		const char *text =
			c_text(d, d->members[l->t->first_member + i].name);

		if (*text)
			*ptrmap_at_key(&l->used, NULL, name_of(text)) = l;
	}
}

static void place_field(struct layout *l, const struct c_member *f)
{
	struct go_type t = c_convert(l->cv, f->type);
	int64_t at = f->offset / 8, from = l->offset, next;

	if (f->bits >= 0 || f->offset < 0)
		return;
	if (t.align > 0 && at % t.align != 0)
		return;
	next = t.align > 0 ? (from + t.align - 1) & -t.align : from;
	if (at > next) {
		pad(l, at - from);
		next = at;
	}
	l->offset = next;
	if (at < next)
		return;
	add_field(l, field_name(l, f), t.type, t.size);
	l->offset += t.size;
	if (t.align > l->align)
		l->align = t.align;
}

/* The type, with the size of C's. */
static struct type *lay_out(struct c_conversion *cv, const struct c_type *t,
			    int64_t *ret_align)
{
	struct layout l = {.cv = cv, .t = t, .align = 1};
	struct arena *a = cv->m->arena;
	struct type *ret;

	collect_names(&l);
	for (uint32_t i = 0; i < t->nmembers; i++)
		place_field(&l, &cv->d->members[t->first_member + i]);
	if (l.offset < t->size) {
		pad(&l, t->size - l.offset);
		l.offset = t->size;
	}
	/* Go adds a byte behind a last field of no size; C does not. */
	while (l.offset > 0 && l.sizes.len > 0 &&
	       l.sizes.at[l.sizes.len - 1] == 0) {
		l.sizes.len--;
		l.fields.len--;
	}
	ret = new_struct(a, vec_keep(a, &l.fields, 0), l.fields.len, NULL);
	*ret_align = l.align;
	vec_finish(&l.fields);
	vec_finish(&l.sizes);
	ptrmap_finish(&l.used);
	return ret;
}

/* Aligned as its fields are, wherever it was laid out. */
static int64_t align_of(struct c_conversion *cv, const struct c_type *t)
{
	int64_t align = 1;

	for (uint32_t i = 0; i < t->nmembers; i++) {
		const struct c_member *f = &cv->d->members[t->first_member + i];
		struct go_type g = c_convert(cv, f->type);

		if (f->bits < 0 && g.align > align)
			align = g.align;
	}
	return align;
}

struct go_type c_convert_struct(struct c_conversion *cv, const struct c_type *t)
{
	struct c_meaning *m = cv->m;
	const char *tag = c_text(cv->d, t->name);
	struct go_type ret = {.size = t->size, .align = 1, .done = true};
	struct go_name *n;
	struct type *fields;

	if (!*tag)
		tag = arena_printf(m->arena, "__%u", m->nanonymous++);
	n = c_go_name(m, t->flags & C_TYPE_CXX_CLASS ? "class_" : "struct_",
		      tag);
	if (!n->type)
		c_define(m, n, NULL);
	ret.type = n->type;
	ret.form = n->form = FORM_TAG;
	if (t->flags & C_TYPE_INCOMPLETE) {
		ret.size = 0;
		if (!((struct named *)n->type)->underlying)
			c_define(m, n, m->incomplete);
		return ret;
	}
	if (n->busy) /* made-up bytes: no C can hold itself */
		return (struct go_type){new_array(m->arena, universe_byte, 0),
					0, 1, FORM_PLAIN, true};
	if (n->complete) {
		ret.align = align_of(cv, t);
		return ret;
	}
	n->complete = n->busy = true;
	fields = lay_out(cv, t, &ret.align);
	n->busy = false;
	c_define(m, n, fields);
	return ret;
}
