/* SPDX-License-Identifier: MIT */
#include "ir/build.h"

#include "types/construct.h"
#include "types/predicates.h"

/*
 * Range loops over functions.
 *
 * The body of the loop becomes a function, yield, that the iterator calls
 * once for each iteration:
 *
 *	for k, v = range x { body }
 *
 * loop:
 *	jump := READY
 *	x(yield)
 *	switch jump {			what became of it: see resume
 *	case BUSY:	panic		the iterator swallowed a panic
 *	case READY:	jump = DONE; goto done
 *	case n:		...		exit n
 *	}
 *	goto done
 * done:
 *
 *	func yield(k', v') bool {
 *		if jump != READY { panic }
 *		jump = BUSY
 *		k, v = k', v'
 *		body
 *	continue:
 *		jump = READY
 *		return true
 *	}
 *
 * jump is a variable of the function that has the loop, captured by yield.
 * What leaves the loop - return, break, goto, or a branch to a label further
 * out - is an exit.  It has a number, unique among all loops of the source
 * function; yield stores it in jump and returns false, and after the call
 * the resume code does what the exit says.  Where that lies outside the
 * function that resumes, which then is itself a yield, it does what yield
 * did: stores the number in its own jump, and returns false.
 *
 * A forward goto from a body cannot be told at once from one that stays in
 * it.  It goes to the label's block as ever, and an exit without a target is
 * noted.  When all of the body is built and the label was not met, the
 * label's block is filled: it leaves yield with the number of the exit.
 *
 * See x/tools go/ssa builder.go: rangeFunc, buildYieldResume,
 * buildYieldFunc; the design is that of the Go compiler's rangefunc/rewrite.
 */

/* Values of jump that are no exit. */
enum { READY = 0, BUSY = -1, DONE = -2 };

static void store_jump(struct ir_build *f, struct object *jump, int64_t state,
		       pos_t pos)
{
	f_store_var(f, jump, ir_int_const(f, state), pos);
}

/* Leaves the yield function f; the function around does the exit. */
static void leave(struct ir_build *f, const struct exit *e)
{
	struct ir_value *no = ir_bool_const(f, false);

	store_jump(f, f->jump, e->id, e->pos);
	emit_return(f, &no, 1, e->pos);
}

static void panic_with(struct ir_build *f, const char *why)
{
	struct ir_value *v = ir_string_const(f, why);

	emit_panic(f, emit_conv(f, v, ir_any()), NO_POS);
}

static void emit_if_state(struct ir_build *f, struct ir_value *jump,
			  int64_t state, struct ir_block *yes,
			  struct ir_block *no, pos_t pos)
{
	struct ir_value *is =
		emit_compare(f, TOK_EQL, jump, ir_int_const(f, state), pos);

	emit_if(f, is, yes, no);
}

static void build_exit(struct ir_build *f, const struct exit *e)
{
	if (e->label) /* forwards: not marked as resolved, it may go on */
		emit_jump(f, f_lblock_of(f, e->label)->goto_);
	else if (e->to != f->fn)
		leave(f, e);
	else if (e->block)
		emit_jump(f, e->block);
	else
		b_emit_leave(f, e->pos);
}

/* exits: those of f from first on, which yield has added. */
static void build_resume(struct ir_build *f, struct object *jump,
			 uint32_t first, struct ir_block *done)
{
	struct ir_value *state = emit_load(f, f_lookup(f, jump, false), NO_POS);
	struct ir_block *yes, *no;

	yes = f_new_block(f, "rangefunc.resume.busy");
	no = f_new_block(f, "rangefunc.resume.ready.check");
	emit_if_state(f, state, BUSY, yes, no, NO_POS);
	f->block = yes;
	panic_with(f, "iterator call did not preserve panic");

	f->block = no;
	yes = f_new_block(f, "rangefunc.resume.ready");
	no = f_new_block(f, "rangefunc.resume.exits");
	emit_if_state(f, state, READY, yes, no, NO_POS);
	f->block = yes;
	store_jump(f, jump, DONE, NO_POS);
	emit_jump(f, done);

	f->block = no;
	for (uint32_t i = first; i < f->exits.len; i++) {
		struct exit *e = f->exits.at[i];
		struct ir_value *is = emit_compare(
			f, TOK_EQL, state, ir_int_const(f, e->id), e->pos);

		yes = f_new_block(f, "rangefunc.resume.match");
		no = f_new_block(f, "rangefunc.resume.cnd");
		emit_if(f, is, yes, no);
		f->block = yes;
		build_exit(f, e);
		f->block = no;
	}
}

static struct signature *signature_of(struct ir_build *f, struct type *t)
{
	return TYPE_AS(SIGNATURE, signature, ir_core_type(f, t));
}

/* The type of yield, by that of the iterator; NULL where it has none. */
static struct signature *yield_type(struct ir_build *f, struct signature *iter)
{
	struct signature *sig;

	if (!iter || tuple_len(iter->params) != 1)
		return NULL;
	sig = signature_of(f, iter->params->vars[0]->type);
	if (!sig || tuple_len(sig->results) != 1 ||
	    !is_boolean(sig->results->vars[0]->type))
		return NULL;
	return sig;
}

/* A yield function, ready for build_yield_func(). */
static struct ir_build *begin_yield(struct ir_build *f, struct signature *sig,
				    struct range_stmt *s, struct object *jump,
				    struct lblock *label)
{
	const char *name = arena_printf(f->b->keep, "%s$%u", f->fn->name,
					f->anons.len + 1);
	struct ir_function *fn =
		ir_new_anon(f, name, &sig->t, &s->node, s->range_pos);
	struct ir_build *y;

	fn->synthetic = IR_YIELD;
	y = f_begin(f->b, fn, f);
	y->jump = jump;
	y->deferstack = f->deferstack;
	y->source = f->source;
	for (uint32_t i = 0; i < f->return_vars.len; i++)
		vec_push_in(y->a, &y->return_vars, f->return_vars.at[i]);
	if (label) {
		/* For continue; break and goto lead to the parent's blocks. */
		struct lblock *own = ARENA_NEW(y->a, struct lblock);

		own->label = label->label;
		own->resolved = true;
		*ptrmap_at(&y->lblocks, y->a, own->label) = own;
		vec_push_in(y->a, &y->lblock_list, own);
	}
	return y;
}

/* x(yield) */
static void emit_iteration(struct ir_build *f, struct ir_value *x,
			   struct signature *iter, struct ir_function *yield)
{
	uint32_t n = yield->nfree_vars;
	struct ir_instr *closure =
		ir_new_instr(f, OP_MAKE_CLOSURE, yield->v.type, n + 1);
	struct tuple *results =
		iter->results ? iter->results : ir_tuple(f, NULL, 0);
	struct ir_instr *call = ir_new_instr(f, OP_CALL, &results->t, 2);

	closure->args[0] = &yield->v;
	for (uint32_t i = 0; i < n; i++) {
		closure->args[i + 1] = yield->free_vars[i]->outer;
		yield->free_vars[i]->outer = NULL;
	}
	f_emit(f, closure);
	call->args[0] = x;
	call->args[1] = &closure->v;
	f_emit(f, call);
}

bool b_range_func(struct ir_build *f, struct ir_value *x, struct range_stmt *s,
		  struct lblock *label)
{
	struct signature *iter = signature_of(f, x->type);
	struct signature *sig = yield_type(f, iter);
	struct ir_block *loop, *done;
	struct targets t = {.tail = f->targets};
	struct ir_function *yield;
	struct object *jump;
	struct ir_build *y;
	uint32_t first_exit = f->exits.len;

	if (!sig)
		return false;
	loop = f_new_block(f, "rangefunc.loop");
	t.break_ = done = f_new_block(f, "rangefunc.done");
	f->targets = &t;
	if (label)
		label->break_ = done;
	emit_jump(f, loop);
	f->block = loop;
	/* Zero is READY. */
	jump = f_new_var(f, arena_printf(f->a, "jump$%u", f->anons.len + 1),
			 TYP(INT));
	emit_local_var(f, jump);
	/* At once: it may make locals of f escape, and adds exits to f. */
	y = begin_yield(f, sig, s, jump, label);
	yield = y->fn;
	build_yield_func(y);
	emit_iteration(f, x, iter, yield);
	build_resume(f, jump, first_exit, done);
	emit_jump(f, done);
	f->block = done;
	f->targets = t.tail;
	return true;
}

/* What the label continue leads to: the iteration is done. */
static struct ir_block *build_continue(struct ir_build *f,
				       const struct range_stmt *s)
{
	struct ir_block *here = f->block, *cont;
	struct ir_value *yes = ir_bool_const(f, true);

	cont = f_new_block(f, "yield-continue");
	for (uint32_t i = 0; i < f->lblock_list.len; i++)
		f->lblock_list.at[i]->continue_ = cont;
	f->block = cont;
	store_jump(f, f->jump, READY, s->body->rbrace);
	/* Its own defer stack is empty: nothing to run. */
	emit_return(f, &yes, 1, NO_POS);
	f->block = here;
	return cont;
}

/* if jump != READY { panic }; jump = BUSY */
static void build_entry(struct ir_build *f, const struct range_stmt *s)
{
	struct ir_block *loop = f_new_block(f, "yield-loop");
	struct ir_block *invalid = f_new_block(f, "yield-invalid");
	struct ir_value *jump =
		emit_load(f, f_lookup(f, f->jump, true), NO_POS);

	emit_if_state(f, jump, READY, loop, invalid, NO_POS);
	f->block = invalid;
	panic_with(f, "yield function called after range loop exit");
	f->block = loop;
	store_jump(f, f->jump, BUSY, s->body->rbrace);
}

/* The parameter that the key or value gets, NULL if it is not wanted. */
static struct ir_value *part(struct ir_build *f, struct expr *e, uint32_t i)
{
	struct type *t = b_range_type(f, e);

	if (!t)
		return NULL;
	if (i >= f->params.len)
		return ir_bad(f, t, e->node.pos);
	return &f->params.at[i]->v;
}

static void build_vars(struct ir_build *f, struct range_stmt *s)
{
	struct ir_value *k = part(f, s->key, 0), *v = part(f, s->value, 1);

	if (s->node.op == TOK_DEFINE && k)
		b_local_var(f, s->key);
	if (s->node.op == TOK_DEFINE && v)
		b_local_var(f, s->value);
	b_range_vars(f, s, k, v);
}

/* Exits that this function does not end are its parent's as well. */
static void pass_exits(struct ir_build *f)
{
	struct ir_build *parent = f->parent;

	for (uint32_t i = 0; i < f->exits.len; i++) {
		struct exit *e = f->exits.at[i];

		if (e->label) {
			struct lblock *lb = f_lblock_of(f, e->label);

			if (lb->resolved)
				continue; /* it has stayed inside */
			f->block = lb->goto_;
			/* Two loops inside may have an exit to it each. */
			if (!block_last(lb->goto_))
				leave(f, e);
		}
		if (e->to != f->fn)
			vec_push_in(parent->a, &parent->exits, e);
	}
}

void build_yield_func(struct ir_build *f)
{
	struct range_stmt *s = (struct range_stmt *)f->fn->syntax;
	struct signature *sig = TYPE_AS(SIGNATURE, signature, f->fn->v.type);
	struct targets t = {.tail = f->targets};

	f_start_body(f);
	for (uint32_t i = 0; i < tuple_len(sig->params); i++)
		f_add_param(f, sig->params->vars[i]);
	t.continue_ = build_continue(f, s);
	f->targets = &t;
	build_entry(f, s);
	build_vars(f, s);
	b_body(f, s->body);
	if (b_falls_off(f))
		emit_jump(f, t.continue_);
	f->targets = t.tail;
	pass_exits(f);
	f->parent->uniq = f->uniq;
	b_finish(f);
}
