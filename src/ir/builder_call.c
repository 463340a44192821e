/* SPDX-License-Identifier: MIT */
/*
 * Calls and conversions that are written f(x)
 *
 * What is called is evaluated first, then the arguments from left to right,
 * then these are converted to the parameters' types:
 *
 *	x.m(...)	m of a type: its function, x the first argument
 *			m of an interface: IR_INVOKE, x in the function's place
 *	f(g())		the results of g, taken out of its tuple
 *	f(a, b, c)	of f(A, ...T): a and a slice of a new array of b, c
 *	f(a, s...)	s itself, IR_SPREAD
 *
 * A callee that has no meaning is a Bad value; the call stays, for what its
 * arguments do and where they go.
 *
 * x/tools: builder.go (setCallFunc, emitCallArgs, setCall, expr0).
 */
#include "ir/expr.h"

#include "types/predicates.h"

struct call {
	struct call_expr *e;
	struct ir_value *fun; /* or the receiver of a method to invoke */
	struct object *method;
	struct signature *sig; /* of what is called, or NULL */
	struct VEC(struct ir_value *) args;
	bool has_receiver; /* args[0] */
};

void b_effects(struct ir_build *f, struct expr **list, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		struct expr *e = list[i];

		if (e->node.kind == NODE_KEY_VALUE_EXPR)
			e = ((struct key_value_expr *)e)->value;
		/* What has no type may still have operands that do. */
		if (e->node.mode != MODE_TYPEXPR && e->node.kind != NODE_IDENT)
			b_expr(f, e);
	}
}

static pos_t value_pos(const struct ir_value *v)
{
	if (ir_is_instr(v))
		return ((const struct ir_instr *)v)->pos;
	switch (v->op) {
	case OP_PARAM:
		return ((const struct ir_param *)v)->object->pos;
	case OP_FREE_VAR:
		return ((const struct ir_free_var *)v)->pos;
	case OP_GLOBAL:
		return ((const struct ir_global *)v)->pos;
	case OP_FUNC:
		return ((const struct ir_function *)v)->pos;
	default:
		return NO_POS;
	}
}

/* x.m in x.m(...); false: not the method of a value. */
static bool set_method(struct ir_build *f, struct call *c)
{
	struct expr *m = unparen(c->e->fun);
	struct index_expr *ix = AS(INDEX_EXPR, index_expr, m);
	const struct selection *sel;
	struct selector_expr *s;
	struct ir_function *fn;
	struct ir_value *v;
	struct type *recv;

	s = AS(SELECTOR_EXPR, selector_expr, ix ? ix->x : m);
	sel = s ? f_selection(f, s) : NULL;
	if (!sel || sel->kind != SELECT_METHOD)
		return false;
	recv = ir_recv_type(sel->obj);
	v = b_receiver(f, s->x, ir_is_pointer(recv), true, sel);
	if (type_is_interface(recv)) {
		/* Of an instance whose type argument lacks the method. */
		f->fn->broken |= !type_is_interface(v->type);
		c->fun = v;
		c->method = sel->obj;
		return true;
	}
	fn = ir_object_method(f, sel->obj, f_targs(f, s->sel));
	c->fun = fn ? &fn->v : ir_bad(f, b_type(f, c->e->fun), c->e->lparen);
	vec_push_in(f->a, &c->args, v);
	c->has_receiver = true;
	return true;
}

/* unsafe.Sizeof and the like: only the type of the argument matters. */
static bool is_measure(const struct ir_value *fun)
{
	return fun->op == OP_BUILTIN &&
	       (fun->num == BUILTIN_SIZEOF || fun->num == BUILTIN_ALIGNOF ||
		fun->num == BUILTIN_OFFSETOF);
}

static void push_arg(struct ir_build *f, struct call *c, struct expr *arg)
{
	struct ir_value *v = is_measure(c->fun)
				     ? ir_zero_const(f, b_type(f, arg))
				     : b_expr(f, arg);
	struct tuple *t = TYPE_AS(TUPLE, tuple, v->type);

	if (!t) {
		vec_push_in(f->a, &c->args, v);
		return;
	}
	for (uint32_t i = 0; i < t->n; i++)
		vec_push_in(f->a, &c->args, emit_extract(f, v, i));
}

/* Puts the arguments from index first on into a slice of type t. */
static void pack(struct ir_build *f, struct call *c, uint32_t first,
		 struct slice *t)
{
	uint32_t n = c->args.len - first;
	struct ir_value *at, *v;
	struct ir_instr *array, *in;

	if (n == 0) {
		vec_push_in(f->a, &c->args, ir_zero_const(f, &t->t));
		return;
	}
	array = emit_new(f, new_array(f->b->keep, t->elem, n), c->e->rparen,
			 "varargs");
	array->v.flags |= IR_IMPLICIT;
	for (uint32_t i = 0; i < n; i++) {
		v = c->args.at[first + i];
		at = b_index_addr(f, &array->v, ir_int_const(f, i), t->elem,
				  NO_POS);
		at->flags |= IR_IMPLICIT;
		in = emit_store(f, at, v, value_pos(v));
		in->v.flags |= IR_IMPLICIT;
	}
	in = ir_new_instr(f, OP_SLICE, &t->t, 4);
	in->args[0] = &array->v;
	in->v.flags |= IR_IMPLICIT;
	c->args.at[first] = f_emit(f, in);
	c->args.len = first + 1;
}

/* v as the parameter at index i; one too many gets some type at least. */
static struct ir_value *as_param(struct ir_build *f, struct ir_value *v,
				 const struct tuple *params, uint32_t i)
{
	if (i < tuple_len(params))
		return emit_conv(f, v, params->vars[i]->type);
	return ir_is_untyped(v->type) ? emit_conv(f, v, type_default(v->type))
				      : v;
}

/* f(x, s...): converted one after the other, as they are evaluated. */
static void set_spread_args(struct ir_build *f, struct call *c)
{
	struct tuple *params = c->sig ? c->sig->params : NULL;
	struct ir_value *v;

	for (uint32_t i = 0; i < c->e->nargs; i++) {
		v = as_param(f, b_expr(f, c->e->args[i]), params, i);
		vec_push_in(f->a, &c->args, v);
	}
}

static void set_args(struct ir_build *f, struct call *c)
{
	struct tuple *params = c->sig ? c->sig->params : NULL;
	uint32_t n = tuple_len(params), first = c->has_receiver;
	struct slice *rest = NULL;

	for (uint32_t i = 0; i < c->e->nargs; i++)
		push_arg(f, c, c->e->args[i]);
	if (n > 0 && c->sig->variadic) {
		n--; /* not in the macro, which looks twice */
		rest = TYPE_AS(SLICE, slice, params->vars[n]->type);
	}
	for (uint32_t i = 0; first + i < c->args.len; i++) {
		if (rest && i == n)
			break;
		c->args.at[first + i] =
			as_param(f, c->args.at[first + i], params, i);
	}
	if (rest && first + n <= c->args.len)
		pack(f, c, first + n, rest);
}

/* Go and Defer have no result; a call without one has an empty tuple. */
static struct type *result_type(struct ir_build *f, struct call_expr *e,
				enum ir_op op)
{
	if (op != OP_CALL)
		return NULL;
	if (!e->e.type && e->e.node.mode == MODE_NO_VALUE)
		return &ir_tuple(f, NULL, 0)->t;
	return b_type(f, &e->e);
}

static struct ir_instr *make_call(struct ir_build *f, struct call *c,
				  enum ir_op op)
{
	struct call_expr *e = c->e;
	uint32_t at = op == OP_DEFER;
	struct ir_instr *in = ir_new_instr(f, op, result_type(f, e, op),
					   at + 1 + c->args.len);

	in->args[at] = c->fun;
	if (c->args.len > 0)
		memcpy(&in->args[at + 1], c->args.at,
		       c->args.len * sizeof(*in->args));
	in->method = c->method;
	in->pos = e->lparen;
	if (c->method)
		in->v.flags |= IR_INVOKE;
	if (e->ellipsis != NO_POS)
		in->v.flags |= IR_SPREAD;
	if (e->e.node.mode == MODE_COMMA_ERR && in->v.type &&
	    in->v.type->kind == TYPE_TUPLE)
		in->v.flags |= IR_COMMA_ERR;
	return in;
}

struct ir_instr *b_call(struct ir_build *f, struct call_expr *e, enum ir_op op)
{
	struct call c = {.e = e};
	struct type *t;

	if (!set_method(f, &c))
		c.fun = b_expr(f, e->fun);
	t = ir_core_type(f, b_type(f, e->fun));
	c.sig = TYPE_AS(SIGNATURE, signature, t);
	f->fn->broken |= !c.sig && !c.method;
	if (e->ellipsis != NO_POS)
		set_spread_args(f, &c);
	else
		set_args(f, &c);
	return make_call(f, &c, op);
}

static struct ir_value *conversion(struct ir_build *f, struct call_expr *e)
{
	struct ir_value *x, *y;

	if (e->nargs != 1 || ir_is_invalid(e->e.type)) {
		b_effects(f, e->args, e->nargs);
		return ir_bad(f, b_type(f, &e->e), e->lparen);
	}
	x = b_expr(f, e->args[0]);
	y = emit_conv(f, x, b_type(f, &e->e));
	if (y == x || !ir_is_instr(y))
		return y;
	y->flags &= (uint8_t)~IR_IMPLICIT;
	if (y->op != OP_CHANGE_INTERFACE && y->op != OP_MULTI_CONVERT)
		((struct ir_instr *)y)->pos = e->lparen;
	return y;
}

/* The predeclared function that is called, or NULL. */
static struct object *called_builtin(struct expr *fun)
{
	struct ident *id = AS(IDENT, ident, fun);

	return id && id->obj && id->obj->kind == OBJECT_BUILTIN ? id->obj
								: NULL;
}

struct ir_value *b_call_expr(struct ir_build *f, struct expr *x)
{
	struct call_expr *e = (struct call_expr *)x;
	struct expr *fun = unparen(e->fun);
	struct object *builtin = called_builtin(fun);
	struct ir_value *v;

	if (fun->node.mode == MODE_TYPEXPR)
		return conversion(f, e);
	if (builtin && x->node.mode == MODE_INVALID) {
		b_effects(f, e->args, e->nargs);
		return ir_bad(f, b_type(f, x), e->lparen);
	}
	if (builtin) {
		v = b_builtin(f, builtin, e, b_type(f, x));
		if (v)
			return v;
	}
	return emit_call(f, b_call(f, e, OP_CALL));
}
