/* SPDX-License-Identifier: MIT */
#include "ir/build.h"

/*
 * Places that can be assigned to.  What a blank or a bad one is asked for
 * that it does not have is a Bad value: only wrong source asks.
 */

static struct ir_value *address_of(struct ir_build *f, const struct lvalue *l)
{
	switch (l->kind) {
	case LVALUE_ADDRESS:
		return l->addr;
	case LVALUE_LAZY:
		return l->lazy(f, l->ctx);
	default:
		return NULL;
	}
}

static void store_element(struct ir_build *f, const struct lvalue *l,
			  struct ir_value *v)
{
	struct ir_instr *in;

	v = emit_conv(f, v, l->type);
	in = ir_new_instr(f, OP_MAP_UPDATE, NULL, 3);
	in->pos = l->pos;
	in->args[0] = l->addr;
	in->args[1] = l->key;
	in->args[2] = v;
	f_emit(f, in);
}

void lvalue_store(struct ir_build *f, const struct lvalue *l,
		  struct ir_value *v)
{
	struct ir_value *addr;

	if (l->kind == LVALUE_ELEMENT) {
		store_element(f, l, v);
		return;
	}
	addr = address_of(f, l);
	if (addr)
		emit_store(f, addr, v, l->pos);
	else if (l->kind == LVALUE_BAD)
		f->fn->broken = true;
}

struct ir_value *lvalue_load(struct ir_build *f, const struct lvalue *l)
{
	struct ir_value *addr;
	struct ir_instr *in;

	if (l->kind == LVALUE_ELEMENT) {
		in = ir_new_instr(f, OP_LOOKUP, l->type, 2);
		in->pos = l->pos;
		in->args[0] = l->addr;
		in->args[1] = l->key;
		return f_emit(f, in);
	}
	addr = address_of(f, l);
	return addr ? emit_load(f, addr, l->pos) : ir_bad(f, l->type, l->pos);
}

struct ir_value *lvalue_address(struct ir_build *f, const struct lvalue *l)
{
	struct ir_value *addr = address_of(f, l);

	if (addr)
		return addr;
	return ir_bad(f, l->type ? ir_pointer_to(f, l->type) : NULL, l->pos);
}

struct lvalue lvalue_of_address(struct ir_build *f, struct ir_value *addr,
				pos_t pos)
{
	return (struct lvalue){
		.kind = LVALUE_ADDRESS,
		.pos = pos,
		.type = ir_must_deref(f, addr->type),
		.addr = addr,
	};
}
