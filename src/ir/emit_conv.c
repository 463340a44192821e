/* SPDX-License-Identifier: MIT */
/*
 * Conversions, those that the source writes and those that assignability
 * implies: emit_conv() makes a value of exactly the type that is wanted
 *
 *	ChangeType		the same bits under another type
 *	ChangeInterface		from an interface to one with fewer methods
 *	MakeInterface		from a type to an interface
 *	SliceToArrayPointer	checks a length
 *	Convert			numbers, strings, unsafe.Pointer
 *	MultiConvert		of type parameters, whose types need several
 *
 * Between type parameters every pair of a type of the one and a type of the
 * other is looked at; what they need is a set, and one instruction when the
 * set has one element.
 *
 * What is made here is marked as implicit; the builder takes the mark off
 * where the source has a conversion.
 *
 * x/tools: emit.go (emitConv, isValuePreserving).
 */
#include "ir/expr.h"

#include "types/constant.h"
#include "types/predicates.h"

/* What a pair of types needs. */
enum {
	CHANGE_TYPE = 1 << 0,
	TO_ARRAY = 1 << 1,
	TO_ARRAY_POINTER = 1 << 2,
	TO_EMPTY_ARRAY = 1 << 3,
	TO_EMPTY_ARRAY_POINTER = 1 << 4,
	CONVERT = 1 << 5,
	IMPOSSIBLE = 1 << 6, /* the source is wrong */
};

static bool is_value_preserving(struct type *src, struct type *dst)
{
	if (src == dst || type_identical_ignore_tags(dst, src))
		return true;
	return src->kind == dst->kind &&
	       (dst->kind == TYPE_CHAN || dst->kind == TYPE_POINTER);
}

/* A slice to an array, or to a pointer to one; else 0. */
static unsigned classify_array(struct type *src, struct type *dst)
{
	struct slice *s = TYPE_AS(SLICE, slice, src);
	struct pointer *p = TYPE_AS(POINTER, pointer, dst);
	struct array *a = TYPE_AS(ARRAY, array, p ? under(p->base) : dst);

	if (!s || !a || !type_identical(s->elem, a->elem))
		return 0;
	if (a->len == 0)
		return p ? TO_EMPTY_ARRAY_POINTER : TO_EMPTY_ARRAY;
	return p ? TO_ARRAY_POINTER : TO_ARRAY;
}

/* Both are underlying types. */
static unsigned classify(struct type *src, struct type *dst)
{
	unsigned need;

	if (is_value_preserving(src, dst))
		return CHANGE_TYPE;
	need = classify_array(src, dst);
	if (need)
		return need;
	return src->kind == TYPE_BASIC || dst->kind == TYPE_BASIC ? CONVERT
								  : IMPOSSIBLE;
}

static unsigned classify_all(struct type *src, struct type *dst)
{
	struct ir_terms from, to;
	unsigned need = 0;

	if (src->kind != TYPE_INTERFACE && dst->kind != TYPE_INTERFACE)
		return classify(src, dst);
	ir_terms_of(src, &from);
	ir_terms_of(dst, &to);
	for (uint32_t i = 0; i < from.n; i++)
		for (uint32_t k = 0; k < to.n; k++)
			need |= classify(under(from.at[i].type),
					 under(to.at[k].type));
	return need;
}

static struct ir_value *implicit(struct ir_build *f, enum ir_op op,
				 struct ir_value *v, struct type *t)
{
	struct ir_value *x = emit_unary(f, op, v, t, NO_POS);

	x->flags |= IR_IMPLICIT;
	return x;
}

static struct ir_value *to_interface(struct ir_build *f, struct ir_value *v,
				     struct type *t)
{
	struct type *src = under(v->type);

	if (is_value_preserving(src, under(t)))
		return implicit(f, OP_CHANGE_TYPE, v, t);
	if (ir_is_plain_interface(v->type))
		return implicit(f, OP_CHANGE_INTERFACE, v, t);
	if (src == TYP(UNTYPED_NIL))
		return ir_zero_const(f, t);
	if (ir_is_untyped(src))
		v = emit_conv(f, v, type_default(src));
	ir_add_runtime_type(f, v->type);
	return implicit(f, OP_MAKE_INTERFACE, v, t);
}

/* Whether a type may have such a constant: "x" is no int in wrong source. */
static bool fits(const struct value *val, const struct basic *t)
{
	switch (val ? val->kind : VALUE_UNKNOWN) {
	case VALUE_BOOL:
		return t->info & INFO_BOOLEAN;
	case VALUE_STRING:
		return t->info & INFO_STRING;
	case VALUE_INT:
	case VALUE_FLOAT:
	case VALUE_COMPLEX:
		return !(t->info & (INFO_BOOLEAN | INFO_STRING));
	default:
		return true;
	}
}

/* A constant of the type, or NULL when it has to be computed. */
static struct ir_value *convert_const(struct ir_build *f, struct ir_const *c,
				      struct type *t, unsigned need)
{
	struct basic *b = TYPE_AS(BASIC, basic, under(t));

	/* string(65), where the type is a parameter and cannot be constant. */
	if (b && b->info & INFO_STRING && c->val && c->val->kind == VALUE_INT)
		return NULL;
	if (b)
		return fits(c->val, b) ? ir_const(f, c->val, t)
				       : ir_bad(f, t, NO_POS);
	/* nil, and other zero values that are no number or text. */
	if (!c->val && !(need & (TO_ARRAY | TO_ARRAY_POINTER)))
		return ir_zero_const(f, t);
	return NULL;
}

static struct ir_value *convert(struct ir_build *f, struct ir_value *v,
				struct type *t, unsigned need)
{
	struct ir_value *x;

	switch (need) {
	case CHANGE_TYPE:
		return implicit(f, OP_CHANGE_TYPE, v, t);
	case TO_ARRAY_POINTER:
	case TO_EMPTY_ARRAY_POINTER:
		return implicit(f, OP_SLICE_TO_ARRAY_POINTER, v, t);
	case TO_ARRAY:
		x = implicit(f, OP_SLICE_TO_ARRAY_POINTER, v,
			     ir_pointer_to(f, t));
		return implicit(f, OP_LOAD, x, t);
	case TO_EMPTY_ARRAY:
		return ir_zero_const(f, t);
	case CONVERT:
		return implicit(f, OP_CONVERT, v, t);
	default:
		x = implicit(f, OP_MULTI_CONVERT, v, t);
		((struct ir_instr *)x)->from = v->type;
		return x;
	}
}

struct ir_value *emit_conv(struct ir_build *f, struct ir_value *v,
			   struct type *t)
{
	struct ir_value *c;
	unsigned need;

	f->fn->broken |= ir_is_invalid(t);
	if (v->type == t || ir_is_invalid(t))
		return v;
	if (ir_is_invalid(v->type))
		return ir_bad(f, t, NO_POS);
	if (type_identical(v->type, t))
		return v;
	if (ir_is_plain_interface(t))
		return to_interface(f, v, t);
	need = classify_all(under(v->type), under(t));
	if (need == 0 || need & IMPOSSIBLE)
		return ir_bad(f, t, NO_POS);
	if (v->op == OP_CONST) {
		c = convert_const(f, (struct ir_const *)v, t, need);
		if (c)
			return c;
	}
	return convert(f, v, t, need);
}
