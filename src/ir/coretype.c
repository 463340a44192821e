/* SPDX-License-Identifier: MIT */
/*
 * Questions about one type, and the types that the builder makes
 *
 * The core type of a type is its underlying type; that of a type parameter
 * is the one underlying type of all types in its type set, if there is one,
 * with what the spec once said of channels: the one that allows least.
 *
 * No question ends badly for a type of wrong source: there the answer is an
 * invalid type, or no.
 *
 * x/tools: util.go, internal/typeparams.
 */
#include "ir/expr.h"

#include "types/typeset.h"

/* An interface{} that is not `any`: it is printed as what it is. */
static struct interface any_type = {
	.t = {.kind = TYPE_INTERFACE},
	.complete = true,
	.tset = &type_set_top,
};

static struct tuple no_values = {.t = {.kind = TYPE_TUPLE}};

/* One more channel of a type set; NULL when it does not go with the last. */
static struct chan *meet_chan(struct chan *have, struct type *u)
{
	struct chan *ch = TYPE_AS(CHAN, chan, u);

	if (!ch || !type_identical(have->elem, ch->elem))
		return NULL;
	if (have->dir == CHAN_BOTH)
		return ch;
	if (ch->dir != CHAN_BOTH && ch->dir != have->dir)
		return NULL;
	return have;
}

static struct type *core_of_interface(struct type *t)
{
	struct ir_terms terms;
	struct chan *ch;
	struct type *u;
	uint32_t i;

	ir_terms_of(t, &terms);
	if (terms.n == 0)
		return NULL;
	u = under(terms.at[0].type);
	for (i = 1; i < terms.n; i++)
		if (!type_identical(u, under(terms.at[i].type)))
			break;
	if (i == terms.n)
		return u;
	ch = TYPE_AS(CHAN, chan, u);
	for (; ch && i < terms.n; i++)
		ch = meet_chan(ch, under(terms.at[i].type));
	return ch ? &ch->t : NULL;
}

struct type *ir_core_type(struct ir_build *f, struct type *t)
{
	struct type *u = under(t);

	(void)f;
	return u->kind == TYPE_INTERFACE ? core_of_interface(u) : u;
}

/* What the core type points to, or other. */
static struct type *pointed_to(struct ir_build *f, struct type *t,
			       struct type *other)
{
	struct type *u = ir_core_type(f, t);

	return u && u->kind == TYPE_POINTER ? ((struct pointer *)u)->base
					    : other;
}

struct type *ir_must_deref(struct ir_build *f, struct type *t)
{
	return pointed_to(f, t, TYP(INVALID));
}

struct type *ir_deref_core(struct ir_build *f, struct type *t)
{
	return pointed_to(f, t, t);
}

struct type *ir_deref(struct type *t, bool *ret_was)
{
	struct type *u = unalias(t);
	struct pointer *p = TYPE_AS(POINTER, pointer, u);

	*ret_was = p != NULL;
	return p ? p->base : t;
}

bool ir_is_pointer(struct type *t)
{
	return under(t)->kind == TYPE_POINTER;
}

bool ir_is_pointer_core(struct ir_build *f, struct type *t)
{
	struct type *u = ir_core_type(f, t);

	return u && u->kind == TYPE_POINTER;
}

bool ir_is_plain_interface(struct type *t)
{
	return under(t)->kind == TYPE_INTERFACE &&
	       unalias(t)->kind != TYPE_PARAM;
}

bool ir_is_untyped(struct type *t)
{
	return t->kind == TYPE_BASIC &&
	       ((struct basic *)t)->info & INFO_UNTYPED;
}

bool ir_is_invalid(struct type *t)
{
	return !t || unalias(t) == TYP(INVALID);
}

struct structure *ir_struct_of(struct ir_build *f, struct type *t)
{
	struct type *u = ir_core_type(f, t);

	return TYPE_AS(STRUCT, structure, u);
}

struct type *ir_recv_type(struct object *method)
{
	struct signature *sig = TYPE_AS(SIGNATURE, signature, method->type);

	return sig && sig->recv && sig->recv->type ? sig->recv->type
						   : TYP(INVALID);
}

struct type *ir_pointer_to(struct ir_build *f, struct type *t)
{
	void **at;

	if (!t)
		t = TYP(INVALID);
	at = ptrmap_at(&f->b->pointers, f->b->keep, t);
	if (!*at)
		*at = new_pointer(f->b->keep, t);
	return *at;
}

struct tuple *ir_tuple(struct ir_build *f, struct type **types, uint32_t n)
{
	struct arena *a = f->b->keep;
	struct object **vars;

	if (n == 0)
		return &no_values;
	vars = ARENA_ARRAY(a, n, struct object *);
	for (uint32_t i = 0; i < n; i++)
		vars[i] = object_new_var(a, VAR_PARAM, NO_POS, NULL, NO_NAME,
					 types[i]);
	return new_tuple(a, vars, n);
}

struct type *ir_any(void)
{
	return &any_type.t;
}
