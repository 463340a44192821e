/* SPDX-License-Identifier: MIT */
#include "ir/build.h"

#include "syntax/walk.h"
#include "types/construct.h"
#include "types/operand.h"
#include "types/predicates.h"

/*
 * Range loops over arrays, slices, strings, maps, channels and integers;
 * builder_rangefunc.c has those over functions.
 *
 * Each kind has a header, which decides whether there is another iteration
 * and has its key and value; what follows is the same for all:
 *
 *	...header...
 *	loop:	(continue)	another? goto body, else done
 *	body:	k, v = ...
 *		...
 *		goto loop
 *	done:	(break)
 *
 * Variables that the loop declares are made anew in each iteration from
 * Go 1.22 on, else once before the loop.  Where the loop assigns to what is
 * there already, both places are evaluated before either is written.
 *
 * spec: For statements with range clause: what is ranged over is not evaluated
 * when there is no value and its length is constant, as an array's is, unless
 * it has a call or a receive in it.  x/tools evaluates it all the same, and so
 * panics for `for i := range *p` when p is nil, where Go does not.
 *
 * See x/tools go/ssa builder.go: rangeStmt, rangeIndexed, rangeIter,
 * rangeChan, rangeInt.
 */

struct range_build {
	struct range_stmt *s;
	struct type *type;	    /* of x */
	struct ir_value *x;	    /* NULL: not evaluated */
	struct type *ktype, *vtype; /* NULL: not wanted */
	/* What a header leaves; where code goes then is the body. */
	struct ir_value *k, *v;
	struct ir_block *loop, *done;
};

struct type *b_range_type(struct ir_build *f, struct expr *e)
{
	struct ident *id = AS(IDENT, ident, e);
	struct type *t;

	if (!e || b_is_blank(e))
		return NULL;
	if (id && id->obj && id->obj->kind == OBJECT_VAR && id->obj->type)
		return f_type(f, id->obj->type);
	t = e->type ? f_expr_type(f, e) : NULL;
	return t ? t : TYP(INVALID);
}

static struct ir_value *emit_len(struct ir_build *f, struct ir_value *x)
{
	struct arena *a = f->b->keep;
	struct object *param =
		object_new_var(a, VAR_PARAM, NO_POS, NULL, NO_NAME, x->type);
	struct object *result =
		object_new_var(a, VAR_RESULT, NO_POS, NULL, NO_NAME, TYP(INT));
	struct signature *sig = new_signature(a, (struct type_list){0}, NULL,
					      new_tuple_of(a, param),
					      new_tuple_of(a, result), false);
	struct ir_instr *call = ir_new_instr(f, OP_CALL, TYP(INT), 2);

	call->args[0] = ir_builtin(f, BUILTIN_LEN, "len", &sig->t);
	call->args[1] = x;
	return f_emit(f, call);
}

/* t when it is an array, or what it points to when that is one. */
static struct array *array_of(struct ir_build *f, struct type *t)
{
	struct type *core = ir_core_type(f, t);
	struct pointer *p = TYPE_AS(POINTER, pointer, core);

	if (p)
		core = ir_core_type(f, p->base);
	return TYPE_AS(ARRAY, array, core);
}

/*
 * The number of iterations.  An array's is known by its type, so that it
 * does not depend on x; a nil *array has as many elements.
 */
static struct ir_value *length_of(struct ir_build *f, struct range_build *r)
{
	struct array *a = array_of(f, r->type);

	return a ? ir_int_const(f, a->len) : emit_len(f, r->x);
}

static struct ir_value *element_at(struct ir_build *f, struct range_build *r)
{
	struct type *core = ir_core_type(f, r->type);
	struct slice *slice = TYPE_AS(SLICE, slice, core);
	struct array *array = array_of(f, r->type);
	struct type *elem = slice ? slice->elem : array ? array->elem : NULL;
	struct ir_instr *in;

	if (!elem)
		return ir_bad(f, r->vtype, r->s->node.pos);
	if (core->kind == TYPE_ARRAY)
		in = ir_new_instr(f, OP_INDEX, elem, 2);
	else
		in = ir_new_instr(f, OP_INDEX_ADDR, ir_pointer_to(f, elem), 2);
	in->args[0] = r->x;
	in->args[1] = r->k;
	/* Where x was made: a slice's bracket, a call's parenthesis. */
	in->pos = ir_is_instr(r->x) ? ((struct ir_instr *)r->x)->pos
				    : expr_pos(r->s->x);
	f_emit(f, in);
	return core->kind == TYPE_ARRAY ? &in->v : emit_load(f, &in->v, NO_POS);
}

/* i + 1, where i is what the cell holds. */
static struct ir_value *emit_next(struct ir_build *f, struct ir_instr *cell,
				  struct ir_value *one, struct type *t,
				  pos_t pos)
{
	struct ir_instr *incr = ir_new_instr(f, OP_BINOP, t, 2);

	incr->v.tok = TOK_ADD;
	incr->args[0] = emit_load(f, &cell->v, NO_POS);
	incr->args[1] = one;
	f_emit(f, incr);
	emit_store(f, &cell->v, &incr->v, pos);
	return &incr->v;
}

static void emit_if_less(struct ir_build *f, struct ir_value *x,
			 struct ir_value *y, struct ir_block *yes,
			 struct ir_block *no)
{
	emit_if(f, emit_compare(f, TOK_LSS, x, y, NO_POS), yes, no);
}

/*
 *	length = len(x); index = -1
 * loop:
 *	index++; if index < length goto body else done
 */
static void range_indexed(struct ir_build *f, struct range_build *r)
{
	pos_t pos = r->s->node.pos;
	struct ir_value *length = length_of(f, r), *incr;
	struct ir_instr *index = emit_local(f, TYP(INT), NO_POS, "rangeindex");
	struct ir_block *body;

	emit_store(f, &index->v, ir_int_const(f, -1), pos);
	r->loop = f_new_block(f, "rangeindex.loop");
	emit_jump(f, r->loop);
	f->block = r->loop;
	incr = emit_next(f, index, ir_int_const(f, 1), TYP(INT), pos);
	body = f_new_block(f, "rangeindex.body");
	r->done = f_new_block(f, "rangeindex.done");
	emit_if_less(f, incr, length, body, r->done);
	f->block = body;
	r->k = emit_load(f, &index->v, NO_POS);
	if (r->vtype)
		r->v = element_at(f, r);
}

/*
 *	it = range x
 * loop:
 *	okv = next it; if okv.ok goto body else done
 */
static void range_iter(struct ir_build *f, struct range_build *r)
{
	static const char *const names[] = {"ok", "k", "v"};
	struct map *map = TYPE_AS(MAP, map, ir_core_type(f, r->type));
	struct type *types[] = {TYP(BOOL), TYP(INVALID), TYP(INVALID)};
	struct ir_value *it;
	struct ir_instr *next;
	struct ir_block *body;

	it = emit_unary(f, OP_RANGE, r->x, ir_range_iter_type(),
			r->s->node.pos);
	r->loop = f_new_block(f, "rangeiter.loop");
	emit_jump(f, r->loop);
	f->block = r->loop;
	if (r->ktype)
		types[1] = map ? map->key : TYP(INT);
	if (r->vtype)
		types[2] = map ? map->elem : universe_rune;
	next = ir_new_instr(f, OP_NEXT, &ir_named_tuple(f, names, types, 3)->t,
			    1);
	next->args[0] = it;
	next->v.flags = map ? 0 : IR_STRING;
	f_emit(f, next);
	body = f_new_block(f, "rangeiter.body");
	r->done = f_new_block(f, "rangeiter.done");
	emit_if(f, emit_extract(f, &next->v, 0), body, r->done);
	f->block = body;
	/* What is assigned to may be an interface. */
	if (r->ktype)
		r->k = emit_conv(f, emit_extract(f, &next->v, 1), r->ktype);
	if (r->vtype)
		r->v = emit_conv(f, emit_extract(f, &next->v, 2), r->vtype);
}

/*
 * loop:
 *	ko = <-x; if ko.ok goto body else done
 */
static void range_chan(struct ir_build *f, struct range_build *r)
{
	static const char *const names[] = {"k", "ok"};
	struct chan *chan = TYPE_AS(CHAN, chan, ir_core_type(f, r->type));
	struct type *types[] = {chan->elem, TYP(BOOL)};
	struct ir_value *recv;
	struct ir_block *body;

	r->loop = f_new_block(f, "rangechan.loop");
	emit_jump(f, r->loop);
	f->block = r->loop;
	recv = emit_unary(f, OP_RECV, r->x,
			  &ir_named_tuple(f, names, types, 2)->t,
			  r->s->node.pos);
	recv->flags = IR_COMMA_OK;
	body = f_new_block(f, "rangechan.body");
	r->done = f_new_block(f, "rangechan.done");
	emit_if(f, emit_extract(f, recv, 1), body, r->done);
	f->block = body;
	if (r->ktype)
		r->k = emit_extract(f, recv, 0);
}

/*
 *	iter = 0; if 0 < x goto body else done
 * loop:
 *	iter++; if iter < x goto body else done
 *
 * It does not begin with -1: x may be unsigned.
 */
static void range_int(struct ir_build *f, struct range_build *r)
{
	struct ir_value *incr, *one;
	struct ir_instr *iter;
	struct ir_block *body;
	struct type *t;

	if (is_untyped(r->x->type))
		r->x = emit_conv(f, r->x, TYP(INT));
	t = r->x->type;
	iter = emit_local(f, t, NO_POS, "rangeint.iter");
	body = f_new_block(f, "rangeint.body");
	r->done = f_new_block(f, "rangeint.done");
	emit_if_less(f, ir_zero_const(f, t), r->x, body, r->done);
	r->loop = f_new_block(f, "rangeint.loop");
	f->block = r->loop;
	one = emit_conv(f, ir_int_const(f, 1), t);
	incr = emit_next(f, iter, one, t, r->s->node.pos);
	emit_if_less(f, incr, r->x, body, r->done);
	f->block = body;
	if (r->ktype)
		r->k = emit_load(f, &iter->v, NO_POS);
}

/* x cannot be ranged over: a loop all the same, for the sake of its body. */
static void range_bad(struct ir_build *f, struct range_build *r)
{
	struct ir_block *body;
	pos_t pos = r->s->node.pos;

	r->loop = f_new_block(f, "range.loop");
	emit_jump(f, r->loop);
	f->block = r->loop;
	body = f_new_block(f, "range.body");
	r->done = f_new_block(f, "range.done");
	emit_if(f, ir_bad(f, TYP(BOOL), pos), body, r->done);
	f->block = body;
	if (r->ktype)
		r->k = ir_bad(f, r->ktype, pos);
	if (r->vtype)
		r->v = ir_bad(f, r->vtype, pos);
}

typedef void header_fn(struct ir_build *f, struct range_build *r);

static header_fn *basic_header(struct type *core)
{
	if (is_string(core))
		return range_iter;
	return is_integer(core) ? range_int : range_bad;
}

static header_fn *header_of(struct ir_build *f, struct range_build *r)
{
	struct type *core = ir_core_type(f, r->type);
	header_fn *header = range_bad;

	if (!core)
		return header;
	switch (core->kind) {
	case TYPE_SLICE:
	case TYPE_ARRAY:
		return range_indexed;
	case TYPE_POINTER:
		return array_of(f, core) ? range_indexed : range_bad;
	case TYPE_CHAN:
		header = range_chan;
		break;
	case TYPE_MAP:
		return range_iter;
	case TYPE_BASIC:
		header = basic_header(core);
		break;
	}
	/* Integers and channels have no second value. */
	if ((header == range_int || header == range_chan) && r->vtype)
		return range_bad;
	return header;
}

/* Looks for what makes len(x) no constant, not into function literals. */
static bool find_call(void *ctx, enum walk_what what, void *x)
{
	bool *found = ctx;
	const struct expr *e = x;
	const struct call_expr *call;

	if (what != WALK_NODE || *found)
		return false;
	switch (e->node.kind) {
	case NODE_FUNC_LIT:
		return false;
	case NODE_UNARY_EXPR:
		*found = e->node.op == TOK_ARROW;
		break;
	case NODE_CALL_EXPR:
		call = x;
		*found = !e->val && call->fun->node.mode != MODE_TYPEXPR;
		break;
	}
	return !*found;
}

static bool is_evaluated(struct ir_build *f, struct range_stmt *s)
{
	bool found = false;
	const struct walk w = {.enter = find_call, .ctx = &found};

	/* With a variable nothing can happen: as x/tools has it. */
	if (s->value || ast_unparen(s->x)->node.kind == NODE_IDENT ||
	    !array_of(f, f_expr_type(f, s->x)))
		return true;
	walk(&w, &s->x->node);
	return found;
}

static void make_vars(struct ir_build *f, const struct range_stmt *s)
{
	if (s->node.op != TOK_DEFINE)
		return;
	if (s->key && !b_is_blank(s->key))
		b_local_var(f, s->key);
	if (s->value && !b_is_blank(s->value))
		b_local_var(f, s->value);
}

void b_range_vars(struct ir_build *f, struct range_stmt *s, struct ir_value *k,
		  struct ir_value *v)
{
	struct lvalue kl, vl;

	if (k)
		kl = b_addr(f, s->key, false);
	if (v)
		vl = b_addr(f, s->value, false);
	if (k)
		lvalue_store(f, &kl, k);
	if (v)
		lvalue_store(f, &vl, v);
}

static void build_body(struct ir_build *f, struct range_build *r,
		       struct lblock *label)
{
	struct targets t = {
		.tail = f->targets,
		.break_ = r->done,
		.continue_ = r->loop,
	};

	if (label) {
		label->break_ = r->done;
		label->continue_ = r->loop;
	}
	f->targets = &t;
	b_body(f, r->s->body);
	f->targets = t.tail;
	emit_jump(f, r->loop);
	f->block = r->done;
}

void b_range(struct ir_build *f, struct range_stmt *s, struct lblock *label)
{
	bool each = f->version == 0 || f->version >= GO_VERSION(22);
	struct range_build r = {
		.s = s,
		.ktype = b_range_type(f, s->key),
		.vtype = b_range_type(f, s->value),
	};

	if (!each)
		make_vars(f, s);
	/* What is not evaluated is an array, of which only the type counts. */
	r.x = is_evaluated(f, s) ? b_expr(f, s->x)
				 : ir_zero_const(f, f_expr_type(f, s->x));
	r.type = r.x->type;
	if (b_range_func(f, r.x, s, label))
		return;
	header_of(f, &r)(f, &r);
	if (each)
		make_vars(f, s);
	b_range_vars(f, s, r.ktype ? r.k : NULL, r.vtype ? r.v : NULL);
	build_body(f, &r, label);
}
