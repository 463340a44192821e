/* SPDX-License-Identifier: MIT */
/*
 * Functions, and the variables that are declared in them.
 */
#include "cfront/body_lower.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"

/* Calls func(&variable) when the scope is left. */
static void add_cleanup(struct lower *l, CXCursor var, uint32_t slot)
{
	const char *printed, *at;
	size_t n = 0;

	if (!l->clang->Cursor_hasAttrs(var))
		return;
	printed = lower_printed(l, var);
	at = strstr(printed, "cleanup(");
	if (!at)
		return;
	at += strlen("cleanup(");
	while (isalnum((unsigned char)at[n]) || at[n] == '_')
		n++;
	vec_push_in(
		l->arena, &l->cleanups,
		(struct lower_cleanup){
			slot, OPERAND(OPERAND_FUNC,
				      body_func_named(l, name_of_len(at, n)))});
}

static bool is_static(struct lower *l, CXCursor var)
{
	enum CX_StorageClass s = l->clang->Cursor_getStorageClass(var);

	return s == CX_SC_Static || s == CX_SC_Extern;
}

static enum CXChildVisitResult visit_var(CXCursor c, CXCursor parent,
					 CXClientData data)
{
	struct lower *l = data;
	struct lower_target t;
	CXCursor init;
	uint32_t slot;

	(void)parent;
	if (c.kind != CXCursor_VarDecl)
		return CXChildVisit_Continue;
	if (is_static(l, c)) {
		lower_static_init(l, c, body_global_number(l, c));
		return CXChildVisit_Continue;
	}
	init = l->clang->Cursor_getVarDeclInitializer(c);
	t = lower_target(l, c);
	slot = t.is_slot ? t.slot : operand_number(t.base);
	if (l->clang->Cursor_isNull(init)) {
		/* In a loop it does not hold what it held before. */
		if (t.is_slot)
			lower_store(l, t, OPERAND_UNKNOWN, false);
	} else if (t.is_slot) {
		lower_store(l, t, lower_value(l, init), lower_is_pointer(l, c));
	} else {
		lower_init(l, t.base, init);
	}
	add_cleanup(l, c, slot);
	return CXChildVisit_Continue;
}

void lower_decl_stmt(struct lower *l, CXCursor c)
{
	l->clang->visitChildren(c, visit_var, l);
}

static operand_t final_operand(const struct body *b, operand_t o)
{
	uint32_t n = operand_number(o);

	if ((operand_kind(o) != OPERAND_SLOT &&
	     operand_kind(o) != OPERAND_SLOT_ADDR) ||
	    !(n & TEMP_BIT))
		return o;
	return OPERAND(operand_kind(o), (n & ~TEMP_BIT) + b->nnamed + 1);
}

static void finish_instr(const struct body *b, struct body_instr *in)
{
	operand_t *args;

	in->a = final_operand(b, in->a);
	in->b = final_operand(b, in->b);
	if (in->dst & TEMP_BIT)
		in->dst = (in->dst & ~TEMP_BIT) + b->nnamed + 1;
	if (in->op != BODY_CALL)
		return;
	args = (operand_t *)in->args;
	for (uint32_t i = 0; i < in->nargs; i++)
		args[i] = final_operand(b, args[i]);
}

/* Gives temporary slots their places behind those with names. */
static void finish(struct lower *l)
{
	struct body *b = l->body;

	for (uint32_t i = 0; i < b->nblocks; i++) {
		struct body_block *block = &b->blocks[i];

		block->nlive += b->nnamed + 1;
		for (uint32_t k = 0; k < block->len; k++)
			finish_instr(b, &block->at[k]);
	}
	b->nslots = b->nnamed + 1 + l->max_temps;
	b->consts = l->consts.at;
}

/* A jump over the end is a return; every block has to end. */
static void close_blocks(struct lower *l)
{
	uint32_t n = l->body->nblocks;

	for (uint32_t i = 0; i < n; i++) {
		const struct body_block *b = &l->body->blocks[i];

		if (b->len > 0 && b->at[b->len - 1].op >= BODY_JUMP)
			continue;
		lower_set_block(l, i);
		lower_emit(l, BODY_RETURN);
	}
}

void lower_function(struct lower *l, CXCursor decl, struct body_func *f)
{
	struct lower_children k = lower_children(l, decl);

	if (k.n == 0 || k.last.kind != CXCursor_CompoundStmt)
		return;
	l->body = ARENA_NEW(l->set->arena, struct body);
	memset(&l->slots, 0, sizeof(l->slots));
	memset(&l->labels, 0, sizeof(l->labels));
	memset(&l->consts, 0, sizeof(l->consts));
	l->cleanups.len = 0;
	l->ntemps = l->max_temps = l->depth = 0;
	l->loop = NULL;
	l->in_switch = NULL;
	lower_set_block(l, lower_new_block(l));
	/* Parameters have the first slots, in order. */
	for (uint32_t i = 0; i < f->nparams; i++)
		lower_target(l, l->clang->Cursor_getArgument(decl, i));
	if (l->body->nnamed < f->nparams)
		l->body->nnamed = f->nparams;
	lower_stmt(l, k.last);
	close_blocks(l);
	finish(l);
	f->body = l->body;
	l->body = NULL;
}
