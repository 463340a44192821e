/* SPDX-License-Identifier: MIT */
/*
 * struct_lit.c - the elements of a struct literal
 *
 * A key is the name of a field, or (since 1.27) of a promoted field of an
 * embedded struct.  A field may be given once, and not together with one
 * that it is part of: the paths of the fields that were given make a tree,
 * whose leaves they are.
 *
 *	type A struct { x, y int }
 *	type B struct { A; z int }	B{x: 1, z: 2}:	{ A: { x }, z }
 *
 * spec: Composite literals.  go/types: literals.go, trie.go.
 */
#include "types/expr.h"

#include "base/arena.h"

enum { FEW_FIELDS = 16 };

/* What was given of one field. */
struct given {
	struct object *field; /* the field itself */
	struct given *parts;  /* or fields of it, as many as it has */
	uint32_t nparts;
};

struct struct_lit {
	struct checker *c;
	struct composite_lit *e;
	struct structure *u;
	struct type *base;
	uint32_t next; /* the field that probably comes next */
	struct given *given;
};

static const char context_struct[] = "struct literal";

/* The first leaf under a node that is none. */
static struct object *first_given(const struct given *g)
{
	while (!g->field) {
		const struct given *p = g->parts;

		while (!p->field && !p->parts)
			p++;
		g = p;
	}
	return g->field;
}

static uint32_t field_count(struct object *field)
{
	struct type *t = field->type;
	struct structure *s;

	t = deref(t, &(bool){false});
	s = TYPE_AS(STRUCT, structure, under(t));
	return s ? s->nfields : 0;
}

/*
 * Enters the field at the end of a path, if nothing is in its way.  If
 * something is, it is the result, and *ret_depth says how far down.
 */
static struct object *give(struct struct_lit *s, const uint32_t *index,
			   uint32_t n, struct object *field,
			   uint32_t *ret_depth)
{
	struct object **fields = s->u->fields;
	struct given *level = s->given, *g;

	for (uint32_t i = 0;; i++) {
		g = &level[index[i]];
		*ret_depth = i + 1;
		if (g->field)
			return g->field;
		if (i == n - 1)
			break;
		if (!g->parts) {
			g->nparts = field_count(fields[index[i]]);
			g->parts = ARENA_ARRAY(s->c->arena, g->nparts,
					       struct given);
		}
		fields = ((struct structure *)under(deref(
				  fields[index[i]]->type, &(bool){false})))
				 ->fields;
		level = g->parts;
	}
	if (g->parts)
		return first_given(g);
	g->field = field;
	return NULL;
}

static void report_given(struct checker *c, pos_t pos, struct object *field,
			 struct object *other, uint32_t depth, uint32_t n)
{
	const char *name = name_text(field->name);
	const char *alt = name_text(other->name);

	if (field == other)
		check_error(c, pos, "duplicate field name %s in struct literal",
			    name);
	else if (depth < n)
		check_error(c, pos,
			    "cannot specify promoted field %s and enclosing "
			    "embedded field %s",
			    name, alt);
	else
		check_error(c, pos,
			    "cannot specify embedded field %s and enclosed "
			    "promoted field %s",
			    name, alt);
}

struct key_field {
	struct object *obj;
	const uint32_t *index;
	uint32_t nindex, own; /* own: the index when there is but one */
	bool indirect;
};

/* A field of the struct itself, without the search that others need. */
static bool own_field(struct struct_lit *s, name_t name, struct key_field *f)
{
	struct structure *u = s->u;
	int64_t i = s->next;

	if (i >= u->nfields || u->fields[i]->name != name ||
	    (u->fields[i]->pkg != s->c->pkg && !name_exported(name)))
		i = field_index(u->fields, u->nfields, s->c->pkg, name, false);
	if (i < 0)
		return false;
	f->own = (uint32_t)i;
	f->obj = u->fields[i];
	f->index = &f->own;
	f->nindex = 1;
	f->indirect = false;
	s->next = f->own + 1;
	return true;
}

/* False, with an error, when the name is none of a field to be given. */
static bool find_field(struct struct_lit *s, struct ident *key,
		       struct key_field *f)
{
	struct checker *c = s->c;
	pos_t pos = expr_pos(&key->e);
	struct object *alt;
	struct key_field other;

	if (key->name != name_blank && own_field(s, key->name, f))
		return true;
	f->obj = check_lookup_field_or_method(c, &s->u->t, false, c->pkg,
					      key->name, false, &f->index,
					      &f->nindex, &f->indirect);
	if (!f->obj) {
		alt = check_lookup_field_or_method(
			c, &s->u->t, false, c->pkg, key->name, true,
			&other.index, &other.nindex, &other.indirect);
		check_error(
			c, pos, "%s",
			check_lookup_error(c, s->base, key->name, alt, true));
		return false;
	}
	if (f->obj->kind != OBJECT_VAR) {
		check_error(c, pos, "%s is not a field", name_text(key->name));
		return false;
	}
	if (f->nindex > 1 && !check_allow_version(c, GO_VERSION(27))) {
		check_version_error(
			c, pos, GO_VERSION(27),
			"use of promoted field %s in struct literal of type "
			"%s",
			field_path(c, &s->u->t, f->index, f->nindex),
			type_str(c, s->base));
		return false;
	}
	if (f->indirect) {
		check_error(c, pos,
			    "invalid implicit pointer indirection to reach %s",
			    name_text(key->name));
		return false;
	}
	return true;
}

static void keyed_elt(struct struct_lit *s, struct operand *x, struct expr *e)
{
	struct key_value_expr *kv = AS(KEY_VALUE_EXPR, key_value_expr, e);
	struct checker *c = s->c;
	struct key_field f;
	struct object *other;
	struct ident *key;
	uint32_t depth;

	if (!kv) {
		check_error(c, expr_pos(e),
			    "mixture of field:value and value elements in "
			    "struct literal");
		return;
	}
	/* First, so that it is evaluated whatever the key is. */
	check_generic_expr(c, x, kv->value, NULL);
	key = AS(IDENT, ident, kv->key);
	if (!key) {
		check_error(c, expr_pos(e),
			    "invalid field name %s in struct literal",
			    expr_str(c, kv->key));
		return;
	}
	if (!find_field(s, key, &f))
		return;
	check_record_use(c, key, f.obj);
	check_assignment(c, x, f.obj->type, context_struct);
	other = give(s, f.index, f.nindex, f.obj, &depth);
	if (other)
		report_given(c, expr_pos(e), f.obj, other, depth, f.nindex);
}

static void keyed_elts(struct struct_lit *s, struct operand *x)
{
	struct given few[FEW_FIELDS];
	uint32_t n = s->u->nfields;

	if (n <= FEW_FIELDS) {
		memset(few, 0, n * sizeof(*few));
		s->given = few;
	} else {
		s->given = ARENA_ARRAY(s->c->arena, n, struct given);
	}
	for (uint32_t i = 0; i < s->e->nelts; i++)
		keyed_elt(s, x, s->e->elts[i]);
	s->given = NULL;
}

/* A field of another package that cannot be named here. */
static bool hidden(struct checker *c, const struct object *field)
{
	return field->pkg != c->pkg && !name_exported(field->name);
}

static void too_few_values(struct struct_lit *s)
{
	const char *hint = "";

	for (uint32_t i = 0; i < s->u->nfields; i++)
		if (hidden(s->c, s->u->fields[i]))
			hint = " (type has unexported fields - use key:value "
			       "pairs)";
	check_error(s->c, s->e->rbrace,
		    "too few values in struct literal of type %s%s",
		    type_str(s->c, s->base), hint);
}

static void listed_elts(struct struct_lit *s, struct operand *x)
{
	struct checker *c = s->c;
	struct object *field;

	for (uint32_t i = 0; i < s->e->nelts; i++) {
		struct expr *e = s->e->elts[i];

		if (e->node.kind == NODE_KEY_VALUE_EXPR) {
			check_error(c, expr_pos(e),
				    "mixture of field:value and value "
				    "elements in struct literal");
			continue;
		}
		check_generic_expr(c, x, e, NULL);
		if (i >= s->u->nfields) {
			check_error(c, operand_pos(x),
				    "too many values in struct literal of "
				    "type %s",
				    type_str(c, s->base));
			break;
		}
		field = s->u->fields[i];
		if (hidden(c, field)) {
			check_error(c, operand_pos(x),
				    "implicit assignment to unexported field "
				    "%s in struct literal of type %s",
				    name_text(field->name),
				    type_str(c, s->base));
			continue;
		}
		check_assignment(c, x, field->type, context_struct);
	}
	if (s->e->nelts < s->u->nfields)
		too_few_values(s);
}

/* x is free to be used. */
void check_struct_elts(struct checker *c, struct operand *x,
		       struct composite_lit *e, struct structure *u,
		       struct type *base)
{
	struct struct_lit s = {.c = c, .e = e, .u = u, .base = base};

	if (e->nelts == 0)
		return;
	if (e->elts[0]->node.kind == NODE_KEY_VALUE_EXPR)
		keyed_elts(&s, x);
	else
		listed_elts(&s, x);
}
