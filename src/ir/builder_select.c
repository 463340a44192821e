/* SPDX-License-Identifier: MIT */
#include "ir/build.h"

#include "types/construct.h"

/*
 * Select statements.
 *
 *	select {			idx, ok, r0 := select [c <- v, <-d]
 *	case c <- v: A			if idx == 0 { A }
 *	case x, ok = <-d: B		if idx == 1 { x, ok = r0, ok; B }
 *	default: C			else { C }
 *	}
 *
 * spec: Select statements: channels and values to send are evaluated first,
 * all of them; what is assigned to, only in the case that is chosen.  A
 * select of one communication, without a default, is just that one; but its
 * left side is evaluated after the receive.
 *
 * See x/tools go/ssa builder.go: selectStmt, assignSelectRecvStmt.
 */

/* Where the parts of what Select gives begin to be values received. */
enum { FIRST_RECEIVED = 2 };

struct select_build {
	struct select_stmt *s;
	struct ir_block *done;
	struct ir_instr *select;
	struct ir_value *index;
	uint32_t state;	   /* of the case that is built */
	uint32_t received; /* part with the value that it receives */
};

static struct comm_clause *clause_at(struct select_stmt *s, uint32_t i)
{
	return AS(COMM_CLAUSE, comm_clause, s->body->list[i]);
}

/* The receive operation of a communication; NULL when it has none. */
static struct unary_expr *receive_of(stmt *comm)
{
	struct assign_stmt *assign = AS(ASSIGN_STMT, assign_stmt, comm);
	struct expr_stmt *plain = AS(EXPR_STMT, expr_stmt, comm);
	struct unary_expr *recv;
	struct expr *e = NULL;

	if (assign && assign->nrhs == 1 && assign->nlhs <= 2)
		e = assign->rhs[0];
	else if (plain)
		e = plain->x;
	recv = e ? AS(UNARY_EXPR, unary_expr, ast_unparen(e)) : NULL;
	return recv && recv->e.node.op == TOK_ARROW ? recv : NULL;
}

static void build_body(struct ir_build *f, struct comm_clause *cc,
		       struct ir_block *done)
{
	struct targets t = {.tail = f->targets, .break_ = done};

	f->targets = &t;
	b_stmt_list(f, cc->body, cc->nbody);
	f->targets = t.tail;
}

/* x, ok = <-c: unlike elsewhere, c is received from before x is evaluated. */
static void assign_received(struct ir_build *f, struct assign_stmt *s)
{
	struct ir_value *v[2];
	struct lvalue *l;

	if (s->nlhs == 1) {
		v[0] = b_expr(f, s->rhs[0]);
	} else {
		struct ir_value *pair = b_expr_n(f, s->rhs[0]);

		v[0] = emit_extract(f, pair, 0);
		v[1] = emit_extract(f, pair, 1);
	}
	l = b_assign_lhs(f, s->lhs, s->nlhs, s->node.op == TOK_DEFINE);
	for (uint32_t i = 0; i < s->nlhs; i++)
		lvalue_store(f, &l[i], v[i]);
}

static void build_single(struct ir_build *f, struct comm_clause *cc,
			 struct lblock *label)
{
	struct assign_stmt *assign = AS(ASSIGN_STMT, assign_stmt, cc->comm);
	struct ir_block *done;

	if (assign && receive_of(cc->comm))
		assign_received(f, assign);
	else
		b_stmt(f, cc->comm, NULL);
	done = f_new_block(f, "select.done");
	if (label)
		label->break_ = done;
	build_body(f, cc, done);
	emit_jump(f, done);
	f->block = done;
}

static struct type *elem_of(struct ir_build *f, struct ir_value *ch)
{
	struct type *core = ir_core_type(f, ch->type);
	struct chan *type = TYPE_AS(CHAN, chan, core);

	if (type)
		return type->elem;
	f->fn->broken = true;
	return TYP(INVALID);
}

/* Evaluates what the communication needs. */
static void build_state(struct ir_build *f, stmt *comm,
			struct ir_select_state *state, struct ir_value **args)
{
	struct send_stmt *send = AS(SEND_STMT, send_stmt, comm);
	struct unary_expr *recv = receive_of(comm);

	state->dir = CHAN_RECV;
	state->pos = comm->pos;
	if (send) {
		state->dir = CHAN_SEND;
		state->pos = send->arrow;
		args[0] = b_expr(f, send->chan);
		args[1] = emit_conv(f, b_expr(f, send->value),
				    elem_of(f, args[0]));
	} else if (recv) {
		state->pos = recv->e.node.pos;
		args[0] = b_expr(f, recv->x);
	} else {
		args[0] = ir_bad(f, TYP(INVALID), comm->pos);
	}
}

/* (index int, ok bool, and the value of each receive) */
static struct tuple *select_type(struct ir_build *f, struct ir_value **args,
				 const struct ir_select_state *states,
				 uint32_t n)
{
	const char **names = ARENA_ARRAY(f->a, n + 2, const char *);
	struct type **types = ARENA_ARRAY(f->a, n + 2, struct type *);
	uint32_t ntypes = FIRST_RECEIVED;

	names[0] = "index";
	types[0] = TYP(INT);
	names[1] = "ok";
	types[1] = TYP(BOOL);
	for (uint32_t i = 0; i < n; i++) {
		if (states[i].dir != CHAN_RECV)
			continue;
		names[ntypes] = "";
		types[ntypes++] = elem_of(f, args[2 * i]);
	}
	return ir_named_tuple(f, names, types, ntypes);
}

static struct ir_instr *build_select(struct ir_build *f, struct select_stmt *s)
{
	uint32_t max = s->body->nlist, n = 0;
	struct ir_select_state *states =
		ARENA_ARRAY(f->a, max, struct ir_select_state);
	struct ir_value **args =
		ARENA_ARRAY(f->a, 2 * (size_t)max, struct ir_value *);
	struct ir_instr *in;
	struct tuple *type;
	uint8_t flags = 0;

	for (uint32_t i = 0; i < max; i++) {
		struct comm_clause *cc = clause_at(s, i);

		if (!cc)
			f->fn->broken = true;
		else if (!cc->comm)
			flags = IR_NON_BLOCKING;
		else
			build_state(f, cc->comm, &states[n], &args[2 * n]);
		n += cc && cc->comm;
	}
	type = select_type(f, args, states, n);
	in = ir_new_instr(f, OP_SELECT, &type->t, 2 * n);
	if (n > 0)
		memcpy(in->args, args, 2 * (size_t)n * sizeof(*args));
	in->states = states;
	in->v.flags = flags;
	in->pos = s->node.pos;
	f_emit(f, in);
	return in;
}

static void store_part(struct ir_build *f, struct expr *to, bool define,
		       struct select_build *w, uint32_t part)
{
	struct lvalue l = {.kind = LVALUE_BLANK};

	if (define)
		b_local_var(f, to);
	if (!b_is_blank(to))
		l = b_addr(f, to, false);
	lvalue_store(f, &l, emit_extract(f, &w->select->v, part));
}

static void build_case(struct ir_build *f, struct select_build *w,
		       struct comm_clause *cc)
{
	struct ir_block *body = f_new_block(f, "select.body");
	struct ir_block *next = f_new_block(f, "select.next");
	struct assign_stmt *assign = AS(ASSIGN_STMT, assign_stmt, cc->comm);
	struct ir_value *state = ir_int_const(f, w->state++);

	emit_if(f, emit_compare(f, TOK_EQL, w->index, state, NO_POS), body,
		next);
	f->block = body;
	if (assign && receive_of(cc->comm)) {
		bool define = assign->node.op == TOK_DEFINE;

		store_part(f, assign->lhs[0], define, w, w->received);
		if (assign->nlhs == 2)
			store_part(f, assign->lhs[1], define, w, 1);
	}
	if (cc->comm->kind != NODE_SEND_STMT)
		w->received++;
	build_body(f, cc, w->done);
	emit_jump(f, w->done);
	f->block = next;
}

static void build_default(struct ir_build *f, struct select_build *w,
			  struct comm_clause *dflt)
{
	struct ir_value *why;

	if (dflt) {
		build_body(f, dflt, w->done);
	} else {
		why = ir_string_const(f, "blocking select matched no case");
		emit_panic(f, emit_conv(f, why, ir_any()), NO_POS);
		f->block = f_new_block(f, "unreachable");
	}
	emit_jump(f, w->done);
	f->block = w->done;
}

void b_select(struct ir_build *f, struct select_stmt *s, struct lblock *label)
{
	struct select_build w = {.s = s, .received = FIRST_RECEIVED};
	struct comm_clause *dflt = NULL;

	if (s->body->nlist == 1 && clause_at(s, 0) && clause_at(s, 0)->comm) {
		build_single(f, clause_at(s, 0), label);
		return;
	}
	w.select = build_select(f, s);
	w.index = emit_extract(f, &w.select->v, 0);
	w.done = f_new_block(f, "select.done");
	if (label)
		label->break_ = w.done;
	for (uint32_t i = 0; i < s->body->nlist; i++) {
		struct comm_clause *cc = clause_at(s, i);

		if (cc && cc->comm)
			build_case(f, &w, cc);
		else if (cc)
			dflt = cc;
	}
	build_default(f, &w, dflt);
}
