/* SPDX-License-Identifier: MIT */
/*
 * Expressions: code that computes a value, in the order of the source
 *
 * A constant is its value, however it is written.  What can be addressed is
 * loaded from its address, so that a field of a large struct is not taken
 * out of a copy of it.  The rest is computed by what kind of node it is.
 *
 * An expression that the checker found wrong has no type.  Its operands are
 * evaluated, for what they do, and a Bad value stands for it.
 *
 * Operators nest to the left as deep as a generator likes: a + b + c + ... is
 * walked down in a loop, and computed on the way up.
 *
 * x/tools: builder.go (expr, expr0, exprN).
 */
#include "ir/expr.h"

#include "types/constant.h"

typedef struct ir_value *lower_fn(struct ir_build *f, struct expr *e);

static struct ir_value *bad(struct ir_build *f, struct expr *e)
{
	return ir_bad(f, b_type(f, e), expr_pos(e));
}

static struct ir_value *function(struct ir_build *f, struct ident *id,
				 struct object *obj)
{
	struct ir_value *v = ir_package_member(f, obj);
	struct signature *sig = TYPE_AS(SIGNATURE, signature, obj->type);
	struct type_list targs;

	if (!v)
		return bad(f, &id->e);
	if (v->op == OP_FUNC && sig && sig->tparams.n > 0) {
		targs = f_targs(f, id);
		if (targs.n != sig->tparams.n)
			return bad(f, &id->e);
		v = &ir_instance(f, (struct ir_function *)v,
				 (struct type_list){0}, targs)
			     ->v;
	}
	return v;
}

struct ir_value *b_ident(struct ir_build *f, struct ident *id)
{
	struct object *obj = f_object_of(f, id);
	pos_t pos = id->e.node.pos;
	struct lvalue l;

	if (!obj)
		return bad(f, &id->e);
	switch (obj->kind) {
	case OBJECT_BUILTIN:
		return b_builtin_value(f, obj, f_instance_type(f, id), pos);
	case OBJECT_NIL:
		return ir_zero_const(f, f_instance_type(f, id));
	case OBJECT_FUNC:
		return function(f, id, obj);
	case OBJECT_VAR:
		l = b_addr(f, &id->e, false);
		return lvalue_load(f, &l);
	default:
		return bad(f, &id->e);
	}
}

static struct ir_value *ident(struct ir_build *f, struct expr *e)
{
	return b_ident(f, (struct ident *)e);
}

static struct ir_value *load_of(struct ir_build *f, struct expr *e)
{
	struct lvalue l = b_addr(f, e, false);

	return lvalue_load(f, &l);
}

/* The function is built at once: it may make our variables escape. */
static struct ir_value *func_lit(struct ir_build *f, struct expr *x)
{
	struct func_lit *e = (struct func_lit *)x;
	struct type *t = b_type(f, &e->type->e);
	struct ir_function *anon;
	struct ir_instr *in;
	const char *name;

	if (!TYPE_AS(SIGNATURE, signature, t))
		return bad(f, x);
	name = arena_printf(f->b->keep, "%s$%u", f->fn->name, f->anons.len + 1);
	anon = ir_new_anon(f, name, t, &x->node, e->type->func);
	build_from_syntax(f->b, anon, f);
	if (anon->nfree_vars == 0)
		return &anon->v;
	in = ir_new_instr(f, OP_MAKE_CLOSURE, b_type(f, x),
			  anon->nfree_vars + 1);
	in->args[0] = &anon->v;
	for (uint32_t i = 0; i < anon->nfree_vars; i++) {
		in->args[i + 1] = anon->free_vars[i]->outer;
		anon->free_vars[i]->outer = NULL;
	}
	return f_emit(f, in);
}

static struct ir_value *type_assert(struct ir_build *f, struct expr *x)
{
	struct type_assert_expr *e = (struct type_assert_expr *)x;
	struct ir_value *v = b_expr(f, e->x);

	if (ir_is_invalid(x->type) || x->type->kind == TYPE_TUPLE)
		return bad(f, x);
	return emit_type_assert(f, v, f_type(f, x->type), e->lparen);
}

/* &*p panics when p is nil, for which a load has to do. */
static struct ir_value *address_of(struct ir_build *f, struct unary_expr *e)
{
	struct lvalue l = b_addr(f, e->x, true);

	if (unparen(e->x)->node.kind == NODE_STAR_EXPR)
		lvalue_load(f, &l);
	return lvalue_address(f, &l);
}

/*
 * The type of an operation.  A shift of an untyped constant in a shift count,
 * 1 << (1 << s), has the type that the constant would have, but the checker
 * leaves it and what is done with it untyped.
 */
static struct type *arith_type(struct ir_build *f, const struct expr *e)
{
	struct type *t = b_type(f, e);

	if (ir_is_untyped(t) && ((struct basic *)t)->info & INFO_NUMERIC)
		return TYP(UINT);
	return t;
}

static struct ir_value *unary(struct ir_build *f, struct expr *x)
{
	struct unary_expr *e = (struct unary_expr *)x;
	enum ir_op op = OP_UNOP;
	struct ir_value *v;

	if (x->node.op == TOK_AND && !ir_is_invalid(x->type))
		return address_of(f, e);
	v = b_expr(f, e->x);
	if (ir_is_invalid(x->type))
		return bad(f, x);
	switch (x->node.op) {
	case TOK_ADD:
		return v;
	case TOK_ARROW:
		op = OP_RECV;
		break;
	case TOK_NOT:
	case TOK_SUB:
	case TOK_XOR:
		break;
	default:
		return bad(f, x);
	}
	v = emit_unary(f, op, v, arith_type(f, x), x->node.pos);
	if (op == OP_UNOP)
		v->tok = x->node.op;
	return v;
}

static struct ir_value *operate(struct ir_build *f, struct binary_expr *e,
				struct ir_value *x, struct ir_value *y)
{
	enum token op = (enum token)e->e.node.op;
	struct type *t = arith_type(f, &e->e);
	struct ir_value *v;

	if (ir_is_invalid(t))
		return bad(f, &e->e);
	switch (op) {
	case TOK_EQL:
	case TOK_NEQ:
	case TOK_LSS:
	case TOK_LEQ:
	case TOK_GTR:
	case TOK_GEQ:
		v = emit_compare(f, op, x, y, e->op_pos);
		/* It may be an untyped bool. */
		return emit_conv(f, v, type_default(t));
	default:
		return emit_arith(f, op, x, y, t, e->op_pos);
	}
}

/* An operator that has both operands evaluated. */
static bool is_strict(const struct expr *e)
{
	return e->node.kind == NODE_BINARY_EXPR && !e->val &&
	       e->node.op != TOK_LAND && e->node.op != TOK_LOR;
}

struct operation {
	struct binary_expr *e;
	struct operation *outer;
};

static struct ir_value *binary(struct ir_build *f, struct expr *e)
{
	struct operation *top = NULL, *o;
	struct ir_value *x, *y;

	if (!is_strict(e))
		return b_logical(f, (struct binary_expr *)e);
	do {
		o = ARENA_NEW(f->a, struct operation);
		o->e = (struct binary_expr *)e;
		o->outer = top;
		top = o;
		e = unparen(o->e->x);
	} while (is_strict(e));
	x = b_expr(f, e);
	for (; top; top = top->outer) {
		y = b_expr(f, top->e->y);
		x = operate(f, top->e, x, y);
	}
	return x;
}

/* An array is sliced where it lies, and so escapes. */
static struct ir_value *sliced(struct ir_build *f, struct expr *e)
{
	struct type *t = b_type(f, e), *u = ir_core_type(f, t);
	struct lvalue l;

	if (!u && !ir_is_bytestring(f, t))
		return NULL;
	if (u && u->kind == TYPE_ARRAY) {
		l = b_addr(f, e, true);
		return lvalue_address(f, &l);
	}
	return b_expr(f, e);
}

static struct ir_value *slice(struct ir_build *f, struct expr *x)
{
	struct slice_expr *e = (struct slice_expr *)x;
	struct expr *bounds[] = {e->low, e->high, e->max};
	struct ir_value *args[4] = {sliced(f, e->x)};
	struct ir_instr *in;

	for (uint32_t i = 0; i < 3; i++)
		if (bounds[i])
			args[i + 1] = b_expr(f, bounds[i]);
	if (!args[0] || ir_is_invalid(x->type))
		return bad(f, x);
	in = ir_new_instr(f, OP_SLICE, b_type(f, x), 4);
	memcpy(in->args, args, sizeof(args));
	in->pos = e->lbrack;
	return f_emit(f, in);
}

bool b_is_instance(const struct index_expr *e)
{
	struct ident *id = AS(IDENT, ident, e->x);
	struct selector_expr *s = AS(SELECTOR_EXPR, selector_expr, e->x);

	if (s)
		id = s->sel;
	return id && id->obj && id->obj->kind == OBJECT_FUNC;
}

struct ir_value *b_index(struct ir_build *f, struct expr *e)
{
	struct ir_value *v = b_expr(f, e);

	return v->type && ir_is_untyped(v->type) ? emit_conv(f, v, TYP(INT))
						 : v;
}

/* Calls nothing, as is seen at once. */
static bool is_plain(const struct expr *e)
{
	const struct binary_expr *b;

	while (!e->val && e->node.kind != NODE_IDENT) {
		switch (e->node.kind) {
		case NODE_PAREN_EXPR:
			e = ((const struct paren_expr *)e)->x;
			break;
		case NODE_SELECTOR_EXPR:
			e = ((const struct selector_expr *)e)->x;
			break;
		case NODE_STAR_EXPR:
			e = ((const struct star_expr *)e)->x;
			break;
		case NODE_BINARY_EXPR:
			b = (const struct binary_expr *)e;
			if (!b->y->val && b->y->node.kind != NODE_IDENT)
				return false;
			e = b->x;
			break;
		default:
			return false;
		}
	}
	return true;
}

/*
 * An element of a string, or of an array that is no variable.  x/tools has
 * the index first, which makes no difference but where both call something.
 */
static struct ir_value *index_value(struct ir_build *f, struct index_expr *e,
				    struct type *elem)
{
	bool in_order = !is_plain(e->x) && !is_plain(e->indices[0]);
	struct ir_value *x = in_order ? b_expr(f, e->x) : NULL;
	struct ir_value *index = b_index(f, e->indices[0]);
	struct ir_instr *in = ir_new_instr(f, OP_INDEX, elem, 2);

	if (!in_order)
		x = b_expr(f, e->x);
	in->args[0] = x;
	in->args[1] = index;
	in->pos = e->lbrack;
	return f_emit(f, in);
}

static struct map *map_of(struct ir_build *f, struct type *t)
{
	struct type *u = ir_core_type(f, t);

	return TYPE_AS(MAP, map, u);
}

/* m[k], whose type is a pair where both its values are wanted. */
static struct ir_value *lookup(struct ir_build *f, struct index_expr *e,
			       struct map *m, struct type *t, unsigned flags)
{
	struct ir_value *x = b_expr(f, e->x);
	struct ir_value *key = emit_conv(f, b_expr(f, e->indices[0]), m->key);
	struct ir_instr *in = ir_new_instr(f, OP_LOOKUP, t, 2);

	in->args[0] = x;
	in->args[1] = key;
	in->v.flags |= (uint8_t)flags;
	in->pos = e->lbrack;
	return f_emit(f, in);
}

static struct ir_value *index_expr(struct ir_build *f, struct expr *x)
{
	struct index_expr *e = (struct index_expr *)x;
	struct type *t = b_type(f, e->x), *elem;
	struct map *m;

	/* The instance is made where the name is met. */
	if (b_is_instance(e))
		return b_expr(f, e->x);
	switch (ir_index_type(t, &elem)) {
	case INDEX_VARIABLE:
		return load_of(f, x);
	case INDEX_ARRAY:
	case INDEX_VALUE:
		return index_value(f, e, elem);
	case INDEX_MAP:
		m = map_of(f, t);
		if (m)
			return lookup(f, e, m, m->elem, 0);
		break;
	case INDEX_INVALID:
		break;
	}
	if (is_value(e->x))
		b_expr(f, e->x);
	b_effects(f, e->indices, e->nindices);
	return bad(f, x);
}

/* Where the type is a pointer, as may be inside of others, it is &T{...}. */
static struct ir_value *comp_lit(struct ir_build *f, struct expr *e)
{
	bool pointer = ir_is_pointer_core(f, b_type(f, e));
	struct lvalue l = b_addr(f, e, pointer);

	return pointer ? lvalue_address(f, &l) : lvalue_load(f, &l);
}

static lower_fn *const lower[NNODES] = {
	[NODE_IDENT] = ident,
	[NODE_FUNC_LIT] = func_lit,
	[NODE_COMPOSITE_LIT] = comp_lit,
	[NODE_SELECTOR_EXPR] = b_selector,
	[NODE_INDEX_EXPR] = index_expr,
	[NODE_SLICE_EXPR] = slice,
	[NODE_TYPE_ASSERT_EXPR] = type_assert,
	[NODE_CALL_EXPR] = b_call_expr,
	[NODE_STAR_EXPR] = load_of,
	[NODE_UNARY_EXPR] = unary,
	[NODE_BINARY_EXPR] = binary,
};

struct ir_value *b_expr(struct ir_build *f, struct expr *e)
{
	struct ir_value *v;
	lower_fn *fn;

	e = unparen(e);
	if (e->val)
		return value_is_unknown(e->val)
			       ? bad(f, e)
			       : ir_const(f, e->val, b_type(f, e));
	fn = e->node.mode == MODE_VARIABLE ? load_of : lower[e->node.kind];
	if (!fn || !b_enter(f))
		return bad(f, e);
	v = fn(f, e);
	b_leave(f);
	return v;
}

/* x in a, ok := x; its type is a pair. */
static struct ir_value *comma_ok(struct ir_build *f, struct expr *e,
				 struct tuple *t)
{
	struct index_expr *ix = AS(INDEX_EXPR, index_expr, e);
	struct type_assert_expr *ta = AS(TYPE_ASSERT_EXPR, type_assert_expr, e);
	struct unary_expr *u = AS(UNARY_EXPR, unary_expr, e);
	struct ir_value *v;
	struct map *m;

	if (ta)
		return emit_type_test(f, b_expr(f, ta->x), t->vars[0]->type,
				      ta->lparen);
	if (u && e->node.op == TOK_ARROW) {
		v = emit_unary(f, OP_RECV, b_expr(f, u->x), &t->t, e->node.pos);
		v->flags |= IR_COMMA_OK;
		return v;
	}
	if (ix) {
		m = map_of(f, b_type(f, ix->x));
		if (m)
			return lookup(f, ix, m, &t->t, IR_COMMA_OK);
	}
	return bad(f, e);
}

struct ir_value *b_expr_n(struct ir_build *f, struct expr *e)
{
	struct ir_value *v;
	struct type *type;
	struct tuple *t;

	e = unparen(e);
	type = b_type(f, e);
	t = TYPE_AS(TUPLE, tuple, type);
	if (!t || e->node.kind == NODE_CALL_EXPR) {
		v = b_expr(f, e);
		return v->type && v->type->kind == TYPE_TUPLE ? v : bad(f, e);
	}
	if (t->n != 2 || !b_enter(f))
		return bad(f, e);
	v = comma_ok(f, e, t);
	b_leave(f);
	return v;
}
