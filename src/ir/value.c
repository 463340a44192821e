/* SPDX-License-Identifier: MIT */
#include "ir/build.h"

#include "types/construct.h"
#include "types/constant.h"

/*
 * Making values.  Instructions and constants lie in scratch memory until
 * keep.c copies those that are left; the numbers and texts of constants lie
 * in the memory that stays from the start, for nothing says which of them
 * the trees own.
 */

struct ir_instr *ir_new_instr(struct ir_build *f, enum ir_op op,
			      struct type *type, uint32_t nargs)
{
	struct ir_instr *in = arena_alloc(
		f->a, sizeof(*in) + (size_t)nargs * sizeof(in->args[0]));

	in->v.op = (uint8_t)op;
	in->v.type = type;
	in->nargs = nargs;
	return in;
}

/* What stands for the zero value of a type whose zero has a text. */
static const struct value *zero_value(struct ir_build *f, struct type *type)
{
	unsigned kind = ir_sole_kind(type);

	if (kind == INFO_BOOLEAN)
		return value_make_bool(false);
	if (kind == INFO_INTEGER) /* any number */
		return value_make_int64(f->b->keep, 0);
	if (kind == INFO_STRING)
		return value_make_string(f->b->keep, "", 0);
	return NULL;
}

struct ir_value *ir_const(struct ir_build *f, const struct value *val,
			  struct type *type)
{
	struct ir_const *c = ARENA_NEW(f->a, struct ir_const);

	if (!type)
		type = TYP(INVALID);
	c->v.op = OP_CONST;
	c->v.type = type;
	c->val = val ? val : zero_value(f, type);
	return &c->v;
}

struct ir_value *ir_zero_const(struct ir_build *f, struct type *type)
{
	return ir_const(f, NULL, type);
}

struct ir_value *ir_int_const(struct ir_build *f, int64_t i)
{
	return ir_const(f, value_make_int64(f->b->keep, i), TYP(INT));
}

struct ir_value *ir_string_const(struct ir_build *f, const char *s)
{
	return ir_const(f, value_make_string(f->b->keep, s, strlen(s)),
			TYP(STRING));
}

struct ir_value *ir_bool_const(struct ir_build *f, bool b)
{
	struct ir_value *v = ir_const(f, value_make_bool(b), TYP(BOOL));

	v->spare = b;
	return v;
}

struct ir_value *ir_builtin(struct ir_build *f, uint32_t id, const char *name,
			    struct type *sig)
{
	struct ir_builtin *v = ARENA_NEW(f->b->keep, struct ir_builtin);

	v->v.op = OP_BUILTIN;
	v->v.num = id;
	v->v.type = sig;
	v->name = name;
	return &v->v;
}

struct ir_value *ir_bad(struct ir_build *f, struct type *type, pos_t pos)
{
	struct ir_instr *in =
		ir_new_instr(f, OP_BAD, type ? type : TYP(INVALID), 0);

	in->pos = pos;
	f->fn->broken = true;
	return f_emit(f, in);
}
