/* SPDX-License-Identifier: MIT */
#include "types/check.h"

#include "types/decl.h"

/*
 * Struct types.  See go/types struct.go.
 */

/* A struct whose fields are being collected. */
struct struct_builder {
	struct checker *c;
	struct structure *t;
	uint32_t cap; /* of fields and tags */
	struct objset names;
	/* Of the field at hand. */
	struct type *type;
	const char *tag; /* or NULL */
};

struct embedded_action {
	struct expr *e;
	struct type *type;
};

bool check_declare_in_set(struct checker *c, struct objset *set, pos_t pos,
			  struct object *obj)
{
	struct object *alt = objset_insert(set, c->arena, obj);

	if (!alt)
		return true;
	check_redeclared(c, pos, "redeclared", obj, alt);
	return false;
}

static void add_tag(struct struct_builder *b)
{
	struct structure *t = b->t;

	if (!t->tags) {
		if (!b->tag || b->tag[0] == '\0')
			return;
		t->tags = ARENA_ARRAY(b->c->arena, b->cap, const char *);
		for (uint32_t i = 0; i < t->nfields; i++)
			t->tags[i] = "";
	}
	t->tags[t->nfields] = b->tag ? b->tag : "";
}

static void add_field(struct struct_builder *b, struct ident *id, bool embedded)
{
	struct checker *c = b->c;
	struct object *f = object_new_var(c->arena, VAR_FIELD, id->e.node.pos,
					  c->pkg, id->name, b->type);

	if (embedded)
		f->flags |= OBJECT_EMBEDDED;
	/* spec: Struct types: names are unique but for blank ones. */
	if (id->name != name_blank &&
	    !check_declare_in_set(c, &b->names, id->e.node.pos, f))
		return;
	add_tag(b);
	b->t->fields[b->t->nfields++] = f;
	check_record_def(c, id, f);
}

/* The name of T or *T, through a package and type arguments; or NULL. */
static struct ident *embedded_name(struct expr *e)
{
	bool star = false;

	for (;;) {
		switch (e->node.kind) {
		case NODE_IDENT:
			return (struct ident *)e;
		case NODE_STAR_EXPR:
			if (star)
				return NULL;
			star = true;
			e = ((struct star_expr *)e)->x;
			continue;
		case NODE_SELECTOR_EXPR:
			return ((struct selector_expr *)e)->sel;
		case NODE_INDEX_EXPR:
			star = false;
			e = ((struct index_expr *)e)->x;
			continue;
		default:
			return NULL;
		}
	}
}

/*
 * spec: Struct types: an embedded type is T, or *T for a T that is no
 * interface, and T is no pointer and no type parameter.
 */
static void validate_embedded(struct checker *c, void *arg)
{
	const struct embedded_action *a = arg;
	pos_t pos = expr_pos(a->e);
	bool is_pointer;
	struct type *t = deref(a->type, &is_pointer);
	struct type *u = type_under(t);

	if (u == TYP(UNSAFE_POINTER))
		check_error(c, pos,
			    "embedded field type cannot be unsafe.Pointer");
	else if (u->kind == TYPE_POINTER)
		check_error(c, pos, "embedded field type cannot be a pointer");
	else if (u->kind != TYPE_INTERFACE)
		return;
	else if (is_type_param(t))
		check_error(c, pos,
			    "embedded field type cannot be a (pointer to a) "
			    "type parameter");
	else if (is_pointer)
		check_error(c, pos,
			    "embedded field type cannot be a pointer to an "
			    "interface");
}

/* What is complete and a struct may be embedded; most embedded types are. */
static bool surely_embeddable(struct type *t)
{
	const struct named *n;

	if (t->kind == TYPE_POINTER)
		t = ((struct pointer *)t)->base;
	n = TYPE_AS(NAMED, named, t);
	return n && !n->check && !n->inst && n->underlying &&
	       n->underlying->kind == TYPE_STRUCT;
}

/* Keeps the number of fields as it is in the source. */
static void add_invalid(struct struct_builder *b, struct expr *e)
{
	struct ident *id = ARENA_NEW(b->c->arena, struct ident);

	check_error(b->c, expr_pos(e), "invalid embedded field type %s",
		    expr_str(b->c, e));
	id->e.node.kind = NODE_IDENT;
	id->e.node.pos = expr_pos(e);
	id->name = name_blank;
	b->type = TYP(INVALID);
	b->tag = NULL;
	add_field(b, id, true);
}

static void add_embedded(struct struct_builder *b, struct expr *e)
{
	struct ident *id = embedded_name(e);
	struct embedded_action *a;

	if (!id) {
		add_invalid(b, e);
		return;
	}
	add_field(b, id, true);
	/* Not now: the type may be incomplete. */
	if (surely_embeddable(b->type))
		return;
	a = ARENA_NEW(b->c->arena, struct embedded_action);
	a->e = e;
	a->type = b->type;
	check_later(b->c, validate_embedded, a);
}

static const char *tag_text(struct checker *c, struct basic_lit *lit)
{
	const struct value *val;
	size_t len;

	if (!lit)
		return NULL;
	if (lit->e.node.op == TOK_STRING) {
		val = value_from_literal(c->arena, lit->text, lit->len,
					 TOK_STRING);
		if (val->kind == VALUE_STRING)
			return value_string_val(c->arena, val, &len);
	}
	check_error(c, lit->e.node.pos, "incorrect tag syntax: %.*s",
		    (int)(lit->len < 100 ? lit->len : 100), lit->text);
	return NULL;
}

void check_struct_type(struct checker *c, struct structure *t,
		       struct struct_type *e)
{
	struct field_list *list = e->fields;
	struct struct_builder b = {.c = c};
	struct structure fields = {0};

	/* t gets them at the end: until then it is known not to be complete. */
	b.t = &fields;
	b.cap = list ? field_list_len(list) : 0;
	fields.fields = ARENA_ARRAY(c->arena, b.cap + 1, struct object *);
	for (uint32_t i = 0; list && i < list->nfields; i++) {
		struct field *f = &list->fields[i];

		b.type = check_var_type(c, f->type);
		b.tag = tag_text(c, f->tag);
		for (uint32_t j = 0; j < f->nnames; j++)
			add_field(&b, f->names[j], false);
		if (f->nnames == 0)
			add_embedded(&b, f->type);
	}
	t->fields = fields.fields;
	t->nfields = fields.nfields;
	t->tags = fields.tags;
	t->complete = true;
}
