/* SPDX-License-Identifier: MIT */
#include "ir/elements.h"

#include "ir/create.h"
#include "types/construct.h"

enum { VISIT_INSIDE = 1 << 0, VISIT_REACHED = 1 << 1 };

/* The program keeps types that it was asked about: they live as long. */
static struct type *pointer_to(struct ir_program *p, struct type *t)
{
	struct ir_builder *b = &p->shared->builders[0];
	void **at = ptrmap_at(&b->pointers, b->keep, t);

	if (!*at)
		*at = new_pointer(b->keep, t);
	return *at;
}

uint32_t elements_pointer(struct elements *e, uint32_t type)
{
	void **at = ptrmap_at_key(&e->pointers, NULL, type);
	struct typenums *n = e->methods->types;

	if (!*at)
		*at = (void *)(uintptr_t)typenum_of(
			n, pointer_to(e->prog, typenum_type(n, type)));
	return (uint32_t)(uintptr_t)*at;
}

static void visit_number(struct elements *e, uint32_t type, bool reached)
{
	uint8_t bit = reached ? VISIT_REACHED : VISIT_INSIDE;

	if (!type || typenum_type(e->methods->types, type)->kind == TYPE_BASIC)
		return;
	while (e->visits.len <= type)
		vec_push(&e->visits, 0);
	/* What is inside of it was visited when it was reached. */
	if (e->visits.at[type] & (bit | VISIT_REACHED))
		return;
	e->visits.at[type] |= bit;
	vec_push(&e->todo, (struct element){.type = type, .reached = reached});
}

static void visit(struct elements *e, struct type *t, bool reached)
{
	visit_number(e, typenum_of(e->methods->types, t), reached);
}

static void visit_tuple(struct elements *e, const struct tuple *t)
{
	for (uint32_t i = 0; t && i < t->n; i++)
		visit(e, t->vars[i]->type, true);
}

static void visit_signature(struct elements *e, struct type *t)
{
	struct signature *s = TYPE_AS(SIGNATURE, signature, t);

	if (s && s->tparams.n == 0) {
		visit_tuple(e, s->params);
		visit_tuple(e, s->results);
	}
}

static void visit_fields(struct elements *e, const struct structure *s)
{
	for (uint32_t i = 0; i < s->nfields; i++)
		visit(e, s->fields[i]->type, true);
}

static void visit_parts(struct elements *e, struct type *t)
{
	switch ((enum type_kind)t->kind) {
	case TYPE_POINTER:
		visit(e, ((struct pointer *)t)->base, true);
		break;
	case TYPE_SLICE:
		visit(e, ((struct slice *)t)->elem, true);
		break;
	case TYPE_ARRAY:
		visit(e, ((struct array *)t)->elem, true);
		break;
	case TYPE_CHAN:
		visit(e, ((struct chan *)t)->elem, true);
		break;
	case TYPE_MAP:
		visit(e, ((struct map *)t)->key, true);
		visit(e, ((struct map *)t)->elem, true);
		break;
	case TYPE_STRUCT:
		visit_fields(e, (struct structure *)t);
		break;
	case TYPE_TUPLE:
		visit_tuple(e, (struct tuple *)t);
		break;
	case TYPE_SIGNATURE:
		visit_signature(e, t);
		break;
	case TYPE_NAMED:
		visit(e, type_under(t), false);
		break;
	default:
		break;
	}
}

static void visit_methods(struct elements *e, uint32_t type)
{
	struct type *t = typenum_type(e->methods->types, type);
	struct interface *iface = TYPE_AS(INTERFACE, interface, type_under(t));
	struct method_table table;

	if (iface) {
		for (uint32_t i = 0; i < interface_nmethods(iface); i++)
			visit_signature(e, interface_method(iface, i)->type);
		return;
	}
	table = methods_of(e->methods, type);
	for (uint32_t i = 0; i < table.n; i++)
		visit_signature(e, table.at[i].sel->obj->type);
}

void elements_visit(struct elements *e, struct type *t)
{
	visit(e, t, true);
	while (e->todo.len > 0) {
		struct element at = vec_pop(&e->todo);
		struct type *of = typenum_type(e->methods->types, at.type);

		e->found(e->ctx, at.type, at.reached);
		visit_methods(e, at.type);
		if (of->kind == TYPE_NAMED)
			visit_number(e, elements_pointer(e, at.type), true);
		visit_parts(e, of);
	}
}

void elements_finish(struct elements *e)
{
	vec_finish(&e->visits);
	vec_finish(&e->todo);
	ptrmap_finish(&e->pointers);
}
