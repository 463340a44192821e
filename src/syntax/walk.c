/* SPDX-License-Identifier: MIT */
#include "syntax/walk.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/vec.h"

static const struct shape shapes[] = {
#define POS(NAME, name, member, label) \
	{NODE_##NAME, SHAPE_POS, offsetof(struct name, member), 0, label},
#define CHILD(NAME, name, member) \
	{NODE_##NAME, SHAPE_CHILD, offsetof(struct name, member), 0, NULL},
#define LIST(NAME, name, member, nmember, label)                 \
	{NODE_##NAME, SHAPE_LIST, offsetof(struct name, member), \
	 offsetof(struct name, nmember), label},
#define FIELDS(NAME, name, member) \
	{NODE_##NAME, SHAPE_FIELDS, offsetof(struct name, member), 0, NULL},
#include "syntax/shape.def"
#undef POS
#undef CHILD
#undef LIST
#undef FIELDS
	{0},
};

#define NSHAPES (sizeof(shapes) / sizeof(shapes[0]))

/* Kinds come in order: found by bisection, the last row when there is none. */
const struct shape *shape_of(unsigned kind)
{
	size_t lo = 0, hi = NSHAPES - 1;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (shapes[mid].kind < kind)
			lo = mid + 1;
		else
			hi = mid;
	}
	return shapes[lo].kind == kind ? &shapes[lo] : &shapes[NSHAPES - 1];
}

/* Something that was entered, and how much of it has been walked. */
struct place {
	enum walk_what what;
	void *x;
	const struct shape *row; /* of a node */
	uint32_t i;		 /* of a list; of a field, its parts */
};

struct walker {
	const struct walk *w;
	struct VEC(struct place) places;
};

static void enter(struct walker *k, enum walk_what what, void *x)
{
	struct place at = {.what = x ? what : WALK_NIL, .x = x};

	if (!k->w->enter(k->w->ctx, at.what, x))
		return;
	if (at.what == WALK_NODE)
		at.row = shape_of(((struct node *)x)->kind);
	vec_push(&k->places, at);
}

#define MEMBER(type, x, offset) (*(type *)((char *)(x) + (offset)))

/* The next part of a node; false when there is none. */
static bool step_node(struct walker *k, struct place *at)
{
	const struct node *n = at->x;
	const struct shape *row = at->row;
	uint32_t i = at->i;

	if (row->kind != n->kind)
		return false;
	if (row->class == SHAPE_LIST && i < MEMBER(uint32_t, n, row->noffset)) {
		at->i++;
		enter(k, WALK_NODE, MEMBER(struct node **, n, row->offset)[i]);
		return true;
	}
	at->row++;
	at->i = 0;
	/* at may move from here on. */
	if (row->class == SHAPE_CHILD)
		enter(k, WALK_NODE, MEMBER(struct node *, n, row->offset));
	else if (row->class == SHAPE_FIELDS)
		enter(k, WALK_FIELDS,
		      MEMBER(struct field_list *, n, row->offset));
	return true;
}

static bool step_field(struct walker *k, struct place *at)
{
	const struct field *f = at->x;
	uint32_t i = at->i++;

	if (i < f->nnames)
		enter(k, WALK_NODE, f->names[i]);
	else if (i == f->nnames)
		enter(k, WALK_NODE, f->type);
	else if (i == f->nnames + 1 && f->tag)
		enter(k, WALK_NODE, f->tag);
	else
		return false;
	return true;
}

static bool step_fields(struct walker *k, struct place *at)
{
	const struct field_list *l = at->x;
	uint32_t i = at->i++;

	if (i == l->nfields)
		return false;
	enter(k, WALK_FIELD, &l->fields[i]);
	return true;
}

static bool step(struct walker *k, struct place *at)
{
	switch (at->what) {
	case WALK_NODE:
		return step_node(k, at);
	case WALK_FIELDS:
		return step_fields(k, at);
	case WALK_FIELD:
		return step_field(k, at);
	case WALK_NIL:
		break;
	}
	return false;
}

void walk(const struct walk *w, struct node *root)
{
	struct walker k = {.w = w};
	struct place *at;

	enter(&k, WALK_NODE, root);
	while (k.places.len > 0) {
		at = &k.places.at[k.places.len - 1];
		if (step(&k, at))
			continue;
		if (w->leave)
			w->leave(w->ctx, at->what, at->x);
		k.places.len--;
	}
	vec_finish(&k.places);
}

void walk_file(const struct walk *w, struct ast_file *f)
{
	if (f->name)
		walk(w, &f->name->e.node);
	for (uint32_t i = 0; i < f->ndecls; i++)
		walk(w, f->decls[i]);
}
