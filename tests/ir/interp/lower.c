/* SPDX-License-Identifier: MIT */
#include "lower.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * Blocks in their order, and of each its instructions.  A phi is a move at
 * the end of each predecessor; the moves of one edge happen at once, so when
 * one of them writes what a later one reads, all go through temporaries.
 */

int32_t operand_part(int32_t operand, int64_t delta)
{
	return operand >= 0 ? operand + (int32_t)delta
			    : ~(~operand + (int32_t)delta);
}

struct insn *lower_emit(struct lowerer *l, enum insn_op op, int32_t a,
			int32_t b, int32_t c)
{
	struct insn in = {.op = (uint16_t)op, .a = a, .b = b, .c = c};

	vec_push(&l->insns, in);
	return &l->insns.at[l->insns.len - 1];
}

void lower_missing(struct lowerer *l, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	lower_emit(l, I_MISSING, 0, 0, 0)->p = arena_strdup(vm.arena, text);
}

int32_t lower_temp(struct lowerer *l, uint32_t size)
{
	uint32_t at = l->frame_size;

	l->frame_size += (size + 7) & ~7u;
	return (int32_t)at;
}

static int32_t add_const(struct lowerer *l, const void *p, size_t n)
{
	static const char zeros[16];
	int32_t at = (int32_t)l->consts.len;

	buf_add(&l->consts, p, n);
	buf_add(&l->consts, zeros, (8 - n % 8) % 8);
	return ~at;
}

int32_t lower_int_const(struct lowerer *l, int64_t n)
{
	return add_const(l, &n, sizeof(n));
}

static int32_t value_const(struct lowerer *l, struct ir_value *v)
{
	struct ir_const *c = IR_AS(CONST, ir_const, v);
	struct tinfo *t;
	char *bytes;
	int32_t at;
	void *p;

	if (v->op == OP_GLOBAL) {
		p = global_address((struct ir_global *)v);
		return add_const(l, &p, sizeof(p));
	}
	if (v->op == OP_FUNC) {
		p = &code_of((struct ir_function *)v)->self;
		return add_const(l, &p, sizeof(p));
	}
	t = c && v->type ? tinfo_of(v->type) : tinfo_basic(BASIC_INT);
	bytes = calloc(1, slot_size(t) + 16);
	if (c && c->val)
		const_bytes(c->val, t, bytes);
	at = add_const(l, bytes, slot_size(t) + 8);
	free(bytes);
	return at;
}

int32_t lower_operand(struct lowerer *l, struct ir_value *v)
{
	int64_t i = ir_value_index(l->fn, v);
	void **slot;

	if (i >= 0) {
		if (l->places[i] == NO_OPERAND)
			return lower_result(l, (struct ir_instr *)v);
		return l->places[i];
	}
	slot = ptrmap_at(&l->const_at, NULL, v);
	if (!*slot)
		*slot = (void *)(intptr_t)(value_const(l, v));
	return (int32_t)(intptr_t)*slot;
}

/* Field, Extract, ChangeType: where in the place of their operand. */
static int32_t alias_place(struct lowerer *l, const struct ir_instr *in)
{
	struct tinfo *t;

	switch (in->v.op) {
	case OP_FIELD:
	case OP_EXTRACT:
		t = tinfo_of(in->args[0]->type);
		if (in->index >= t->nfields)
			return NO_OPERAND;
		return operand_part(lower_operand(l, in->args[0]),
				    t->fields[in->index].offset);
	case OP_CHANGE_TYPE:
		return lower_operand(l, in->args[0]);
	default:
		return NO_OPERAND;
	}
}

int32_t lower_result(struct lowerer *l, const struct ir_instr *in)
{
	int64_t i = ir_value_index(l->fn, &in->v);

	if (i < 0)
		return lower_temp(l, 64);
	if (l->places[i] == NO_OPERAND)
		l->places[i] = alias_place(l, in);
	if (l->places[i] == NO_OPERAND)
		l->places[i] = lower_temp(l, slot_size(tinfo_of(in->v.type)));
	return l->places[i];
}

void lower_move(struct lowerer *l, int32_t to, int32_t from, uint32_t size)
{
	if (to == from || size == 0)
		return;
	if (size <= 8)
		lower_emit(l, I_MOV8, to, from, 0);
	else if (size <= 16)
		lower_emit(l, I_MOV16, to, from, 0);
	else if (size <= 24)
		lower_emit(l, I_MOV24, to, from, 0);
	else
		lower_emit(l, I_MOVN, to, from, 0)->imm = size;
}

int32_t lower_int(struct lowerer *l, struct ir_value *v)
{
	struct tinfo *t = tinfo_of(v->type);
	int32_t x = lower_operand(l, v), to;

	if (t->cls == CLS_I64 || t->cls >= NNUMBERS)
		return x;
	to = lower_temp(l, 8);
	lower_emit(l, I_INT_OF, to, x, 0)->n = t->cls;
	return to;
}

/* Which predecessor of its successor i the end of b is. */
static uint32_t edge_of(const struct ir_block *b, uint32_t i)
{
	const struct ir_block *s = b->succs[i];
	uint32_t skip = 0;

	for (uint32_t k = 0; k < i; k++)
		skip += b->succs[k] == s;
	for (uint32_t k = 0; k < s->npreds; k++)
		if (s->preds[k] == b && skip-- == 0)
			return k;
	return 0;
}

struct move {
	int32_t to, from;
	uint32_t size;
};

static bool moves_clash(const struct move *m, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t k = i + 1; k < n; k++)
			if (m[k].from >= 0 &&
			    m[k].from < m[i].to + (int32_t)m[i].size &&
			    m[k].from + (int32_t)m[k].size > m[i].to)
				return true;
	return false;
}

static void lower_edge(struct lowerer *l, const struct ir_block *b, uint32_t i)
{
	const struct ir_block *s = b->succs[i];
	uint32_t edge = edge_of(b, i), n = 0;
	struct move *m = calloc(s->ninstrs + 1, sizeof(*m));

	for (uint32_t k = 0; k < s->ninstrs; k++) {
		struct ir_instr *phi = s->instrs[k];

		if (phi->v.op != OP_PHI)
			break;
		m[n].to = lower_result(l, phi);
		m[n].from = lower_operand(l, phi->args[edge]);
		m[n++].size = slot_size(tinfo_of(phi->v.type));
	}
	if (moves_clash(m, n))
		for (uint32_t k = 0; k < n; k++) {
			int32_t temp = lower_temp(l, m[k].size);

			lower_move(l, temp, m[k].from, m[k].size);
			m[k].from = temp;
		}
	for (uint32_t k = 0; k < n; k++)
		lower_move(l, m[k].to, m[k].from, m[k].size);
	free(m);
}

static void lower_goto(struct lowerer *l, const struct ir_block *b, uint32_t i)
{
	struct jump j = {l->insns.len, b->succs[i]};

	lower_edge(l, b, i);
	j.insn = l->insns.len;
	lower_emit(l, I_JUMP, 0, 0, 0);
	vec_push(&l->jumps, j);
}

static const uint16_t comparisons[][3] = {
	{TOK_EQL, I_EQL, I_UNLESS_EQL}, {TOK_NEQ, I_NEQ, I_UNLESS_NEQ},
	{TOK_LSS, I_LSS, I_UNLESS_LSS}, {TOK_LEQ, I_LEQ, I_UNLESS_LEQ},
	{TOK_GTR, I_GTR, I_UNLESS_GTR}, {TOK_GEQ, I_GEQ, I_UNLESS_GEQ},
};

static uint16_t unless_of(uint8_t tok)
{
	for (size_t i = 0; i < 6; i++)
		if (comparisons[i][0] == tok)
			return comparisons[i][2];
	return 0;
}

static void lower_if(struct lowerer *l, struct ir_instr *in)
{
	const struct ir_block *b = in->block;
	struct ir_instr *cond = (struct ir_instr *)in->args[0];
	uint32_t at;

	if (ir_is_instr(&cond->v) && l->fused[cond->id]) {
		struct tinfo *t = tinfo_of(cond->args[0]->type);
		int32_t x = lower_operand(l, cond->args[0]);
		int32_t y = lower_operand(l, cond->args[1]);

		lower_emit(l, unless_of(cond->v.tok) + t->cls, x, y, 0);
	} else {
		int32_t x = lower_operand(l, &cond->v);

		lower_emit(l, I_UNLESS, 0, x, 0);
	}
	at = l->insns.len - 1;
	lower_goto(l, b, 0);
	l->insns.at[at].c = (int32_t)l->insns.len;
	lower_goto(l, b, 1);
}

/* A comparison of numbers right before the If that alone needs it. */
static void find_fused(struct lowerer *l)
{
	struct arena *a = arena_create(0);
	struct ir_uses uses = ir_uses(l->fn, a);

	for (uint32_t i = 0; i < l->fn->nblocks; i++) {
		const struct ir_block *b = l->fn->blocks[i];
		struct ir_instr *last, *cmp;
		int64_t k;

		if (b->ninstrs < 2)
			continue;
		last = b->instrs[b->ninstrs - 1];
		cmp = b->instrs[b->ninstrs - 2];
		if (last->v.op != OP_IF || last->args[0] != &cmp->v ||
		    cmp->v.op != OP_BINOP || !unless_of(cmp->v.tok))
			continue;
		k = ir_value_index(l->fn, &cmp->v);
		if (uses.first[k + 1] - uses.first[k] == 1 &&
		    tinfo_of(cmp->args[0]->type)->cls < NNUMBERS)
			l->fused[cmp->id] = 1;
	}
	arena_destroy(a);
}

static void lower_return(struct lowerer *l, struct ir_instr *in)
{
	struct call *r = ARENA_NEW(vm.arena, struct call);
	int32_t at = 0;

	r->args = ARENA_ARRAY(vm.arena, in->nargs + 1, struct part);
	r->nargs = in->nargs;
	for (uint32_t i = 0; i < in->nargs; i++) {
		uint32_t size = slot_size(tinfo_of(in->args[i]->type));

		r->args[i] =
			(struct part){lower_operand(l, in->args[i]), at, size};
		at += (int32_t)size;
	}
	lower_emit(l, I_RETURN, 0, 0, 0)->p = r;
}

static void lower_instr(struct lowerer *l, struct ir_instr *in)
{
	int32_t x;

	switch (in->v.op) {
	case OP_PHI:
	case OP_FIELD:
	case OP_EXTRACT:
	case OP_CHANGE_TYPE:
		break; /* done where they are needed */
	case OP_JUMP:
		lower_goto(l, in->block, 0);
		break;
	case OP_IF:
		lower_if(l, in);
		break;
	case OP_RETURN:
		lower_return(l, in);
		break;
	case OP_RUN_DEFERS:
		lower_emit(l, I_RUN_DEFERS, 0, 0, 0);
		break;
	case OP_PANIC:
		x = lower_operand(l, in->args[0]);
		lower_emit(l, I_PANIC, 0, x, 0);
		break;
	default:
		if (l->fused[in->id] || lower_call(l, in) || lower_value(l, in))
			break;
		lower_missing(l, "%s in %s", ir_ops[in->v.op].name,
			      l->code->name);
	}
}

/* Parameters, then free variables, stand at the start of a frame. */
static void place_params(struct lowerer *l)
{
	const struct ir_function *fn = l->fn;
	uint32_t n = fn->nparams + fn->nfree_vars + fn->nregisters;

	l->places = malloc((n + 1) * sizeof(*l->places));
	for (uint32_t i = 0; i < n; i++)
		l->places[i] = NO_OPERAND;
	for (uint32_t i = 0; i < fn->nparams; i++)
		l->places[i] = lower_temp(
			l, slot_size(tinfo_of(fn->params[i]->v.type)));
	l->code->args_size = l->frame_size;
	for (uint32_t i = 0; i < fn->nfree_vars; i++)
		l->places[fn->nparams + i] = lower_temp(
			l, slot_size(tinfo_of(fn->free_vars[i]->v.type)));
	l->code->free_size = l->frame_size - l->code->args_size;
}

static void lower_blocks(struct lowerer *l)
{
	const struct ir_function *fn = l->fn;

	for (uint32_t i = 0; i < fn->nblocks; i++) {
		const struct ir_block *b = fn->blocks[i];

		l->starts[i] = l->insns.len;
		for (uint32_t k = 0; k < b->ninstrs; k++)
			lower_instr(l, b->instrs[k]);
	}
	l->code->recover_at = l->insns.len;
	lower_emit(l, I_RUN_DEFERS, 0, 0, 0);
	if (fn->recover) {
		struct jump j = {l->insns.len, fn->recover};

		lower_emit(l, I_JUMP, 0, 0, 0);
		vec_push(&l->jumps, j);
	} else {
		lower_emit(l, I_RETURN_ZERO, 0, 0, 0)->imm =
			l->code->result_size;
	}
	for (uint32_t i = 0; i < l->jumps.len; i++)
		l->insns.at[l->jumps.at[i].insn].c =
			(int32_t)l->starts[l->jumps.at[i].to->index];
}

void lower(struct code *c)
{
	struct lowerer l = {.code = c, .fn = c->fn};

	buf_init(&l.consts, 1u << 30);
	l.starts = calloc(c->fn->nblocks + 1, sizeof(*l.starts));
	l.fused = calloc(c->fn->ninstrs + 1, 1);
	place_params(&l);
	find_fused(&l);
	lower_blocks(&l);
	buf_add(&l.consts, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);
	c->consts = mem_alloc(l.consts.len);
	memcpy(c->consts, l.consts.data, l.consts.len);
	c->insns = l.insns.at;
	c->ninsns = l.insns.len;
	c->frame_size = l.frame_size + 16;
	c->lowered = true;
	vec_finish(&l.jumps);
	ptrmap_finish(&l.const_at);
	buf_finish(&l.consts);
	free(l.starts);
	free(l.fused);
	free(l.places);
}
