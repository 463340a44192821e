/* SPDX-License-Identifier: MIT */
/*
 * x.f: qualified identifiers, fields, and methods as functions
 *
 *	p.F		the function, variable or constant
 *	x.f		a field, by way of the embedded ones before it
 *	T.m		a function made for it, a thunk: func(T, ...)
 *	x.m		a closure of a function made for it, whose free
 *			variable is the receiver; x nil panics at once if it
 *			is an interface
 *
 * x/tools: builder.go (expr0).
 */
#include "ir/expr.h"

struct ir_value *b_builtin_value(struct ir_build *f, struct object *builtin,
				 struct type *sig, pos_t pos)
{
	if (!TYPE_AS(SIGNATURE, signature, sig))
		return ir_bad(f, sig, pos);
	return ir_builtin(f, builtin->builtin, name_text(builtin->name), sig);
}

static struct ir_value *qualified(struct ir_build *f, struct selector_expr *e)
{
	struct object *obj = e->sel->obj;
	pos_t pos = e->sel->e.node.pos;
	struct ir_value *v;

	/* What is wrong with it was told; what x does, it does. */
	if (!obj && is_value(e->x))
		b_expr(f, e->x);
	if (!obj)
		return ir_bad(f, b_type(f, &e->e), pos);
	if (obj->kind == OBJECT_BUILTIN)
		return b_builtin_value(f, obj, b_type(f, &e->e), pos);
	if (obj->kind == OBJECT_CNAME)
		return ir_bad(f, b_type(f, &e->e), pos);
	v = b_ident(f, e->sel);
	/* A function of C that is not called is its address. */
	if (v->op == OP_FUNC && e->e.type == TYP(UNSAFE_POINTER))
		v = emit_conv(f, v, e->e.type);
	return v;
}

static struct ir_value *method_expr(struct ir_build *f, struct selector_expr *e,
				    const struct selection *sel)
{
	struct ir_function *fn = ir_thunk(f, sel, f_targs(f, e->sel));

	if (!fn)
		return ir_bad(f, b_type(f, &e->e), e->sel->e.node.pos);
	return &fn->v;
}

/*
 * The receiver of x.m panics when it is a nil interface.  A type parameter
 * may stand for an interface if nothing says which types it stands for.
 */
static void check_not_nil(struct ir_build *f, struct ir_value *v,
			  struct type *recv, const struct selection *sel,
			  pos_t pos)
{
	struct type *any = ir_any();

	if (unalias(sel->recv)->kind != TYPE_PARAM)
		emit_type_assert(f, v, recv, pos);
	else if (ir_type_set_is_empty(sel->recv))
		emit_type_assert(f, emit_conv(f, v, any), any, NO_POS);
}

static struct ir_value *method_value(struct ir_build *f,
				     struct selector_expr *e,
				     const struct selection *sel)
{
	struct type *recv = f_type(f, ir_recv_type(sel->obj));
	pos_t pos = e->sel->e.node.pos;
	struct ir_function *fn;
	struct ir_instr *in;
	struct ir_value *v;

	v = b_receiver(f, e->x, ir_is_pointer(recv), true, sel);
	if (ir_is_invalid(recv) || ir_is_invalid(v->type))
		return ir_bad(f, b_type(f, &e->e), pos);
	if (type_is_interface(recv))
		check_not_nil(f, v, recv, sel, pos);
	fn = ir_bound(f, sel->obj, f_targs(f, e->sel));
	if (!fn)
		return ir_bad(f, b_type(f, &e->e), pos);
	/* A type parameter becomes the interface that it is bound by. */
	v = emit_conv(f, v, fn->free_vars[0]->v.type);
	in = ir_new_instr(f, OP_MAKE_CLOSURE, fn->v.type, 2);
	in->args[0] = &fn->v;
	in->args[1] = v;
	in->pos = pos;
	return f_emit(f, in);
}

static struct ir_value *field(struct ir_build *f, struct selector_expr *e,
			      const struct selection *sel)
{
	struct ir_value *v = b_expr(f, e->x);
	uint32_t last = sel->nindex - 1;

	if (ir_is_invalid(v->type))
		return ir_bad(f, b_type(f, &e->e), e->sel->e.node.pos);
	v = emit_implicit_selections(f, v, sel->index, last, expr_pos(&e->e));
	return emit_field_selection(f, v, sel->index[last], false,
				    e->sel->e.node.pos);
}

struct ir_value *b_selector(struct ir_build *f, struct expr *x)
{
	struct selector_expr *e = (struct selector_expr *)x;
	const struct selection *sel = f_selection(f, e);

	if (!sel)
		return qualified(f, e);
	switch (sel->kind) {
	case SELECT_METHOD_EXPR:
		return method_expr(f, e, sel);
	case SELECT_METHOD:
		return method_value(f, e, sel);
	default:
		return field(f, e, sel);
	}
}
