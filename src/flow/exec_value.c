/* SPDX-License-Identifier: MIT */
/*
 * Values: operators, conversions, interfaces, closures.
 *
 * A conversion that keeps the bits keeps the node: pointers, unsafe.Pointer
 * and uintptr are the same address, and an interface is what it holds.  A
 * number added to an address is an address inside the same block.
 */
#include "flow/exec_impl.h"

static uint8_t under_kind(const struct type *t)
{
	return type_under((struct type *)t)->kind;
}

static uint8_t basic_kind(struct type *t)
{
	const struct basic *b = TYPE_AS(BASIC, basic, type_under(t));

	return b ? b->basic_kind : BASIC_INVALID;
}

static bool is_address(const struct state *s, val_t v)
{
	const struct cell *c = state_cell(s, v);

	return c->lo != c->hi && c->origin != ORIGIN_NUMBER &&
	       (c->origin != ORIGIN_UNKNOWN || c->base || c->first_edge);
}

bool exec_binop(struct exec *x, struct state *s, const struct ir_instr *in)
{
	val_t a = exec_arg(x, s, in, 0), b = exec_arg(x, s, in, 1), v;
	uint8_t tok = in->v.tok;
	bool address = basic_kind(in->v.type) == BASIC_UINTPTR;

	if (address && tok == TOK_ADD && is_address(s, b) &&
	    !is_address(s, a)) {
		val_t swap = a;

		a = b;
		b = swap;
	}
	if (address && (tok == TOK_ADD || tok == TOK_SUB) && is_address(s, a) &&
	    !is_address(s, b))
		v = state_offset(
			s, a,
			tok == TOK_ADD ? b : state_term(s, TOK_SUB, b, NO_VAL));
	else
		v = state_term(s, tok, a, b);
	exec_set(x, s, in, v);
	return true;
}

bool exec_unop(struct exec *x, struct state *s, const struct ir_instr *in)
{
	exec_set(x, s, in,
		 state_term(s, in->v.tok, exec_arg(x, s, in, 0), NO_VAL));
	return true;
}

bool exec_same(struct exec *x, struct state *s, const struct ir_instr *in)
{
	exec_set(x, s, in, exec_arg(x, s, in, 0));
	return true;
}

static bool keeps_bits(struct type *from, struct type *to)
{
	const struct basic *a = TYPE_AS(BASIC, basic, type_under(from));
	const struct basic *b = TYPE_AS(BASIC, basic, type_under(to));

	if (a && b)
		return (a->info & INFO_INTEGER ||
			a->basic_kind == BASIC_UNSAFE_POINTER) &&
		       (b->info & INFO_INTEGER ||
			b->basic_kind == BASIC_UNSAFE_POINTER);
	/* *T to unsafe.Pointer and back; uintptr comes between. */
	return under_kind(from) != TYPE_SLICE && under_kind(to) != TYPE_SLICE;
}

bool exec_convert(struct exec *x, struct state *s, const struct ir_instr *in)
{
	struct type *from = in->args[0]->type, *to = in->v.type;
	val_t v = exec_arg(x, s, in, 0);

	if (!keeps_bits(from, to)) {
		const struct basic *b = TYPE_AS(BASIC, basic, type_under(to));

		/* []byte(s) and string(b) are copies. */
		event_use(x, s, v, TRACE_READ, "copied");
		v = b && b->info & INFO_NUMERIC
			    ? state_unknown(s, to)
			    : exec_go_memory(x, s, to, "a copy");
	}
	exec_set(x, s, in, v);
	return true;
}

/* f(&v), where f takes an interface: not one of many, as what is printed. */
static bool is_given(const struct ir_instr *in)
{
	const struct ir_block *b = in->block;
	uint32_t i = 0;

	if (type_under(in->args[0]->type)->kind != TYPE_POINTER)
		return false;
	while (i < b->ninstrs && b->instrs[i] != in)
		i++;
	for (; i < b->ninstrs; i++)
		for (uint32_t k = 1; k < b->instrs[i]->nargs; k++)
			if (ir_is_call(b->instrs[i]) &&
			    b->instrs[i]->args[k] == &in->v)
				return true;
	return false;
}

bool exec_make_interface(struct exec *x, struct state *s,
			 const struct ir_instr *in)
{
	val_t v = exec_arg(x, s, in, 0);
	val_t block = state_block(s, v);

	/* Constants are shared between all that are equal: they stay bare. */
	if (!(state_cell(s, v)->flags & CELL_CONST)) {
		state_cell(s, v)->type = in->args[0]->type;
		state_cell(s, v)->flags |= CELL_TYPED;
	}
	if (x->maps && is_given(in) &&
	    !(state_cell(s, block)->flags & CELL_CONST))
		state_cell(s, block)->given = true;
	exec_set(x, s, in, v);
	return true;
}

/* Whether a value of dynamic type t is a `want`. */
static enum tri is_a(const struct state *s, val_t v, struct type *want)
{
	struct type *t = state_cell(s, v)->type;

	/* A nil may be a typed one, kept bare: only that of no type is none. */
	if (!t || under_kind(want) == TYPE_INTERFACE ||
	    under_kind(t) == TYPE_INTERFACE)
		return TRI_MAYBE;
	return type_identical(t, want) ? TRI_YES : TRI_NO;
}

static bool asserted(struct exec *x, struct state *s, const struct ir_instr *in,
		     val_t v, bool ok)
{
	val_t pair[2];

	if (ok && under_kind(in->asserted) != TYPE_INTERFACE &&
	    !(state_cell(s, v)->flags & CELL_CONST)) {
		state_cell(s, v)->type = in->asserted;
		state_cell(s, v)->flags |= CELL_TYPED;
	}
	if (!(in->v.flags & IR_COMMA_OK)) {
		exec_set(x, s, in, v);
		return ok;
	}
	pair[0] = ok ? v : state_zero(s, in->asserted);
	pair[1] = state_int(s, ok);
	exec_set(x, s, in, exec_tuple(s, pair, 2));
	return true;
}

bool exec_type_assert(struct exec *x, struct state *s,
		      const struct ir_instr *in)
{
	val_t v = exec_arg(x, s, in, 0);
	enum tri is = is_a(s, v, in->asserted);
	struct state *other;

	if (is != TRI_MAYBE)
		return asserted(x, s, in, v, is == TRI_YES);
	if (in->v.flags & IR_COMMA_OK) {
		other = exec_split(x, s);
		if (other) {
			/* A nil is the usual reason. */
			state_assume_zero(other, v, true);
			asserted(x, other, in, v, false);
		}
	}
	return asserted(x, s, in, v, true);
}

/*
 * A variable that a closure captures is an address: what it has now is
 * looked at too, for a closure made after the free.
 */
static void capture(struct exec *x, struct state *s, val_t v)
{
	const struct edge *e = state_edge(s, v, ACCESS_DEREF, 0);

	event_escape(x, s, v, "captured");
	if (e && e->to)
		event_escape(x, s, e->to, "captured");
}

bool exec_make_closure(struct exec *x, struct state *s,
		       const struct ir_instr *in)
{
	val_t v = exec_go_memory(x, s, in->v.type, "a closure");

	state_cell(s, v)->fn = IR_AS(FUNC, ir_function, in->args[0]);
	for (uint32_t i = 1; i < in->nargs; i++) {
		val_t captured = exec_arg(x, s, in, i);

		capture(x, s, captured);
		state_set(s, v, ACCESS_CAPTURE, i - 1, captured,
			  exec_step(x, NULL, TRACE_STORE, "captured"));
	}
	exec_set(x, s, in, v);
	return true;
}

static const char *made_what(uint8_t op)
{
	switch (op) {
	case OP_MAKE_MAP:
		return "a map";
	case OP_MAKE_CHAN:
		return "a channel";
	default:
		return "a slice";
	}
}

bool exec_new_value(struct exec *x, struct state *s, const struct ir_instr *in)
{
	val_t v = exec_go_memory(x, s, in->v.type, made_what(in->v.op));

	if (in->v.op == OP_MAKE_SLICE)
		state_set(s, v, ACCESS_LEN, 0, exec_arg(x, s, in, 0), NULL);
	exec_set(x, s, in, v);
	return true;
}

bool exec_extract(struct exec *x, struct state *s, const struct ir_instr *in)
{
	const struct edge *e =
		state_edge(s, exec_arg(x, s, in, 0), ACCESS_RESULT, in->index);

	exec_set(x, s, in, e ? e->to : state_unknown(s, in->v.type));
	return true;
}
