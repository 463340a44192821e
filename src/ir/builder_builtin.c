/* SPDX-License-Identifier: MIT */
/*
 * Calls of predeclared functions that are no calls
 *
 * make and new have instructions of their own, panic ends a block, and the
 * length of an array is known.  All others are calls of a Builtin value.
 *
 * x/tools: builder.go (builtin).
 */
#include "ir/expr.h"

#include "types/constant.h"
#include "types/predicates.h"

/* A call that is lowered, its type, and where it is. */
struct lowered {
	struct call_expr *e;
	struct type *type;
};

static int64_t const_int(struct ir_build *f, const struct ir_value *v)
{
	const struct value *val = ((const struct ir_const *)v)->val;

	return val ? value_int64_val(value_to_int(f->a, val), NULL) : 0;
}

/* make([]T, n, m) with a constant m is new([m]T)[:n]. */
static struct ir_value *make_slice(struct ir_build *f, struct lowered *c,
				   struct type *elem)
{
	struct ir_value *len = b_expr(f, c->e->args[1]), *cap = len;
	struct ir_instr *in, *array;

	if (c->e->nargs > 2)
		cap = b_expr(f, c->e->args[2]);
	if (cap->op == OP_CONST) {
		array = emit_new(f,
				 new_array(f->b->keep, elem, const_int(f, cap)),
				 c->e->lparen, "makeslice");
		in = ir_new_instr(f, OP_SLICE, c->type, 4);
		in->args[0] = &array->v;
		in->args[2] = len;
	} else {
		in = ir_new_instr(f, OP_MAKE_SLICE, c->type, 2);
		in->args[0] = len;
		in->args[1] = cap;
	}
	in->pos = c->e->lparen;
	return f_emit(f, in);
}

static struct ir_value *make(struct ir_build *f, struct lowered *c)
{
	struct type *u = ir_core_type(f, c->type);
	struct ir_value *size = NULL;

	if (u && u->kind == TYPE_SLICE && c->e->nargs > 1)
		return make_slice(f, c, ((struct slice *)u)->elem);
	if (c->e->nargs > 1)
		size = b_expr(f, c->e->args[1]);
	if (u && u->kind == TYPE_MAP)
		return emit_unary(f, OP_MAKE_MAP, size, c->type, c->e->lparen);
	if (u && u->kind == TYPE_CHAN)
		return emit_unary(f, OP_MAKE_CHAN,
				  size ? size : ir_int_const(f, 0), c->type,
				  c->e->lparen);
	return ir_bad(f, c->type, c->e->lparen);
}

/* new(T), or new(x) for a variable that is x. */
static struct ir_value *new_variable(struct ir_build *f, struct lowered *c)
{
	struct expr *arg = c->e->args[0];
	struct ir_instr *in =
		emit_new(f, ir_must_deref(f, c->type), c->e->lparen, "new");

	if (unparen(arg)->node.mode != MODE_TYPEXPR)
		emit_store(f, &in->v, b_expr(f, arg), c->e->lparen);
	return &in->v;
}

/* Of an array, whose pointer may be nil; the value is still computed. */
static struct ir_value *length(struct ir_build *f, struct lowered *c)
{
	struct expr *arg = c->e->args[0];
	struct type *t = ir_deref_core(f, b_type(f, arg));
	struct array *a = TYPE_AS(ARRAY, array, ir_core_type(f, t));

	if (!a)
		return NULL;
	b_expr(f, arg);
	return ir_int_const(f, a->len);
}

static struct ir_value *panic_call(struct ir_build *f, struct lowered *c)
{
	struct ir_value *x = emit_conv(f, b_expr(f, c->e->args[0]), ir_any());

	emit_panic(f, x, c->e->lparen);
	f->block = f_new_block(f, "unreachable");
	return ir_bool_const(f, true); /* of no interest to anybody */
}

static struct ir_value *(*const lower[NBUILTINS])(struct ir_build *,
						  struct lowered *) = {
	[BUILTIN_CAP] = length,	      [BUILTIN_LEN] = length,
	[BUILTIN_MAKE] = make,	      [BUILTIN_NEW] = new_variable,
	[BUILTIN_PANIC] = panic_call,
};

struct ir_value *b_builtin(struct ir_build *f, struct object *builtin,
			   struct call_expr *call, struct type *type)
{
	struct lowered c = {call, type};

	if (builtin->builtin >= NBUILTINS || !lower[builtin->builtin] ||
	    call->nargs == 0)
		return NULL;
	return lower[builtin->builtin](f, &c);
}
