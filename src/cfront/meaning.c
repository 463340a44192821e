/* SPDX-License-Identifier: MIT */
/*
 * C's types in Go
 *
 * The truth is what cgo writes into _cgo_gotypes.go.  In short:
 *
 *	int, unsigned char ...	_Ctype_int, _Ctype_uchar: defined types
 *	void *, T *		unsafe.Pointer, *T
 *	T (*)(...)		*[0]byte
 *	enum e			uint32, or int32 if a value is negative
 *	struct s		_Ctype_struct_s: a defined struct type
 *	union u			an array of bytes
 *	typedef			an alias of what has a name in Go, else defined
 *	struct s;		a type that nobody can make a value of
 *
 * A struct has the layout that C gives it; what Go cannot have there (bit
 * fields, fields that are not aligned) is left out, and blank fields fill
 * the room.  An anonymous struct gets a number.
 *
 * A name means one thing in a package, whatever file it comes from: the
 * first definition stays, and one that is complete takes the place of one
 * that is not.
 *
 * A pointer's type is made at once and what it points to later, when
 * nothing else is being made (finish): so types that hold themselves behind
 * a pointer have an end, and types that hold each other directly are as
 * deep as decls.h allows.
 *
 * cmd/cgo: gcc.go (typeConv), out.go (writeDefs).
 */
#include "cfront/meaning.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/vec.h"
#include "cfront/convert.h"
#include "cfront/decls.h"
#include "types/constant.h"
#include "types/construct.h"
#include "types/types.h"

/* Names */

static struct go_name *name_at(struct c_meaning *m, name_t name)
{
	void **at = ptrmap_at_key(&m->names, m->arena, name);

	if (!*at) {
		*at = ARENA_NEW(m->arena, struct go_name);
		((struct go_name *)*at)->name = name;
	}
	return *at;
}

struct go_name *c_go_name(struct c_meaning *m, const char *kind,
			  const char *text)
{
	return name_at(
		m, name_of(arena_printf(m->arena, "_Ctype_%s%s", kind, text)));
}

static struct object *type_name(struct c_meaning *m, const struct go_name *n)
{
	return object_new(m->arena, OBJECT_TYPE_NAME, NO_POS, m->pkg, n->name,
			  NULL);
}

void c_define(struct c_meaning *m, struct go_name *n, struct type *underlying)
{
	struct named *t = (struct named *)n->type;

	if (!t) {
		t = ARENA_NEW(m->arena, struct named);
		t->t.kind = TYPE_NAMED;
		t->obj = type_name(m, n);
		t->obj->type = &t->t;
		n->obj = t->obj;
		n->type = &t->t;
	}
	if (!underlying)
		return;
	t->from_rhs = t->underlying = underlying;
	t->valid = true;
	atomic_store(&t->state,
		     NAMED_UNPACKED | NAMED_HAS_METHODS | NAMED_HAS_UNDER);
}

static void define_alias(struct c_meaning *m, struct go_name *n, struct type *t)
{
	struct alias *a = ARENA_NEW(m->arena, struct alias);

	a->t.kind = TYPE_ALIAS;
	a->orig = a;
	a->from_rhs = t;
	a->actual = unalias(t);
	a->obj = type_name(m, n);
	a->obj->type = &a->t;
	a->obj->flags |= OBJECT_ALIAS;
	n->obj = a->obj;
	n->type = &a->t;
}

static bool starts_with(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

void c_declare(struct c_meaning *m, struct go_name *n, const struct go_type *t)
{
	const char *name = name_text(n->name);

	n->form = t->form;
	if (t->form != FORM_PLAIN || starts_with(name, "_Ctype_enum_") ||
	    starts_with(name, "_Ctype_union_"))
		define_alias(m, n, t->type);
	else
		c_define(m, n, type_under(t->type));
}

/* Objects */

static struct object *new_object(struct c_meaning *m, enum object_kind kind,
				 name_t name, struct type *type)
{
	return object_new(m->arena, kind, NO_POS, m->c, name, type);
}

/*
 * A floating-point constant goes through cgo as text with six digits behind
 * the point, and that is what Go sees of it.
 */
static const struct value *float_value(struct arena *a, double real)
{
	char text[512];
	const char *digits = text;
	int n = snprintf(text, sizeof(text), "%f", real);
	const struct value *v;

	if (*digits == '-')
		digits++;
	v = value_from_literal(a, digits, (size_t)(text + n - digits),
			       TOK_FLOAT);
	if (digits != text)
		v = value_unary_op(a, TOK_SUB, v, 0);
	return v;
}

static const struct value *int_value(struct arena *a, const struct c_decl *d)
{
	if (d->is_unsigned)
		return value_make_uint64(a, (uint64_t)d->integer);
	return value_make_int64(a, d->integer);
}

static struct object *constant(struct c_meaning *m, const struct c_decls *d,
			       const struct c_decl *x, name_t name)
{
	struct object *obj = new_object(m, OBJECT_CONST, name, NULL);

	switch (x->kind) {
	case C_DECL_INT:
	case C_DECL_RUNE:
		obj->val = int_value(m->arena, x);
		obj->type = x->kind == C_DECL_INT ? TYP(UNTYPED_INT)
						  : TYP(UNTYPED_RUNE);
		break;
	case C_DECL_FLOAT:
		obj->val = float_value(m->arena, x->real);
		obj->type = TYP(UNTYPED_FLOAT);
		break;
	default:
		obj->val = value_make_string(
			m->arena, c_text(d, (c_text_t)x->text), x->len);
		obj->type = TYP(UNTYPED_STRING);
	}
	return obj;
}

static struct object *declared_type(struct c_conversion *cv,
				    const struct c_decl *x)
{
	struct c_meaning *m = cv->m;
	struct go_name *n = c_go_name(m, "", c_text(cv->d, x->name));
	struct go_type t;

	/* Converting it may be what gives the name its meaning. */
	t = c_convert(cv, x->type);
	if (!n->obj)
		c_declare(m, n, &t);
	return n->obj;
}

static struct object *declared(struct c_conversion *cv, const struct c_decl *x)
{
	struct c_meaning *m = cv->m;
	name_t name = name_of(c_text(cv->d, x->name));
	struct object *obj;

	switch (x->kind) {
	case C_DECL_UNKNOWN:
		return NULL;
	case C_DECL_TYPE:
		return declared_type(cv, x);
	case C_DECL_FUNC:
		return new_object(m, OBJECT_FUNC, name,
				  c_convert_function(cv, x->type));
	case C_DECL_VAR:
	case C_DECL_MACRO:
		obj = new_object(m, OBJECT_VAR, name,
				 c_convert(cv, x->type).type);
		obj->var_kind = VAR_PACKAGE;
		if (x->kind == C_DECL_MACRO)
			obj->flags |= OBJECT_C_MACRO;
		return obj;
	default:
		return constant(m, cv->d, x, name);
	}
}

static struct package *fake_package(struct arena *a)
{
	struct package *c = ARENA_NEW(a, struct package);

	c->path = "C";
	c->name = name_of("C");
	c->arena = a;
	c->scope = ARENA_NEW(a, struct scope); /* empty: names are asked for */
	c->fake = c->complete = true;
	return c;
}

/* runtime/cgo.Incomplete, which only a package of the runtime may be. */
static struct type *incomplete_struct(struct c_meaning *m)
{
	struct object **fields = ARENA_ARRAY(m->arena, 1, struct object *);

	fields[0] =
		object_new_var(m->arena, VAR_FIELD, NO_POS, m->c, name_blank,
			       new_struct(m->arena, NULL, 0, NULL));
	return new_struct(m->arena, fields, 1, NULL);
}

void c_meaning_init(struct c_meaning *m, struct arena *a, struct package *pkg,
		    const char *goos, int64_t word)
{
	*m = (struct c_meaning){
		.arena = a,
		.goos = goos,
		.pkg = pkg,
		.c = fake_package(a),
		.word = word,
	};
	m->incomplete = incomplete_struct(m);
}

void c_meaning_add(struct c_meaning *m, const struct c_decls *d)
{
	struct c_conversion cv = {
		.m = m,
		.d = d,
		.types = ARENA_ARRAY(m->arena, d->ntypes, struct go_type),
	};

	for (uint32_t i = 0; i < d->ndecls; i++) {
		name_t name = name_of(c_text(d, d->decls[i].name));
		void **at = ptrmap_at_key(&m->objects, m->arena, name);
		struct object *obj = declared(&cv, &d->decls[i]);

		/* Types are looked at in any case: here they may be whole. */
		c_convert_rest(&cv);
		if (!*at)
			*at = obj;
	}
}

struct object *c_meaning_object(const struct c_meaning *m, name_t name)
{
	return ptrmap_get_key(&m->objects, name);
}
