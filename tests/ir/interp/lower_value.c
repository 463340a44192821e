/* SPDX-License-Identifier: MIT */
#include "lower.h"

#include <stdlib.h>

/* Instructions but calls and ends of blocks: see lower.c. */

char *global_address(struct ir_global *gl)
{
	void **slot = ptrmap_at(&vm.globals, NULL, gl);
	struct tinfo *t;

	if (!*slot) {
		t = tinfo_of(gl->v.type)->elem;
		*slot = mem_alloc((size_t)t->size);
	}
	return *slot;
}

static void const_integer(const struct value *val, struct tinfo *t, char *p)
{
	uint64_t bits;

	val = value_to_int(vm.arena, val);
	if (value_sign(val) < 0)
		bits = (uint64_t)value_int64_val(val, NULL);
	else
		bits = value_uint64_val(val, NULL);
	memcpy(p, &bits, (size_t)t->size);
}

void const_bytes(const struct value *val, struct tinfo *t, char *p)
{
	struct go_string s;
	size_t n;

	switch (t->cls) {
	case CLS_BOOL:
		*p = value_bool_val(val);
		break;
	case CLS_STRING:
		s.p = (char *)(uintptr_t)value_string_val(vm.arena, val, &n);
		s.len = (int64_t)n;
		if (n == 0)
			s.p = NULL;
		memcpy(p, &s, sizeof(s));
		break;
	case CLS_F32:
		*(float *)p = value_float32_val(val, NULL);
		break;
	case CLS_F64:
		*(double *)p = value_float64_val(val, NULL);
		break;
	case CLS_C64:
		((float *)p)[0] = value_float32_val(value_real(val), NULL);
		((float *)p)[1] = value_float32_val(value_imag(val), NULL);
		break;
	case CLS_C128:
		((double *)p)[0] = value_float64_val(value_real(val), NULL);
		((double *)p)[1] = value_float64_val(value_imag(val), NULL);
		break;
	default:
		const_integer(val, t, p);
		break;
	}
}

/* Tokens of arithmetic, and the first of their ten instructions. */
static uint16_t numeric_op(uint8_t tok)
{
	static const uint16_t ops[][2] = {
		{TOK_ADD, I_ADD},	  {TOK_SUB, I_SUB}, {TOK_MUL, I_MUL},
		{TOK_QUO, I_QUO},	  {TOK_REM, I_REM}, {TOK_AND, I_AND},
		{TOK_OR, I_OR},		  {TOK_XOR, I_XOR}, {TOK_SHL, I_SHL},
		{TOK_AND_NOT, I_AND_NOT}, {TOK_SHR, I_SHR}, {TOK_EQL, I_EQL},
		{TOK_NEQ, I_NEQ},	  {TOK_LSS, I_LSS}, {TOK_LEQ, I_LEQ},
		{TOK_GTR, I_GTR},	  {TOK_GEQ, I_GEQ},
	};

	for (size_t i = 0; i < sizeof(ops) / sizeof(*ops); i++)
		if (ops[i][0] == tok)
			return ops[i][1];
	return 0;
}

static void lower_equal(struct lowerer *l, struct ir_instr *in, int32_t a,
			int32_t x, int32_t y)
{
	struct tinfo *t = tinfo_of(in->args[0]->type);
	struct insn *i = lower_emit(l, I_EQUAL, a, x, y);

	i->n = in->v.tok == TOK_NEQ;
	i->p = t;
}

static void lower_binop(struct lowerer *l, struct ir_instr *in)
{
	struct tinfo *t = tinfo_of(in->args[0]->type);
	int32_t x = lower_operand(l, in->args[0]);
	int32_t y = lower_operand(l, in->args[1]);
	int32_t a = lower_result(l, in);
	struct insn *i;

	if (t->cls < NNUMBERS) {
		i = lower_emit(l, numeric_op(in->v.tok) + t->cls, a, x, y);
		if (in->v.tok == TOK_SHL || in->v.tok == TOK_SHR)
			i->n = tinfo_of(in->args[1]->type)->cls;
	} else if (t->cls == CLS_STRING && in->v.tok == TOK_ADD) {
		lower_emit(l, I_CONCAT, a, x, y);
	} else if (t->cls == CLS_STRING) {
		lower_emit(l, I_STRING_CMP, a, x, y)->n = in->v.tok;
	} else if (in->v.tok == TOK_EQL || in->v.tok == TOK_NEQ) {
		lower_equal(l, in, a, x, y);
	} else if (t->cls == CLS_C64 || t->cls == CLS_C128) {
		i = lower_emit(l, I_COMPLEX_OP, a, x, y);
		i->n = in->v.tok;
		i->imm = t->cls;
	} else {
		lower_missing(l, "an operator of these operands");
	}
}

static void lower_unop(struct lowerer *l, struct ir_instr *in)
{
	struct tinfo *t = tinfo_of(in->args[0]->type);
	int32_t x = lower_operand(l, in->args[0]), a = lower_result(l, in);
	struct insn *i;

	if (in->v.tok == TOK_NOT) {
		lower_emit(l, I_NOT, a, x, 0);
	} else if (t->cls < NNUMBERS) {
		lower_emit(l, (in->v.tok == TOK_SUB ? I_NEG : I_COM) + t->cls,
			   a, x, 0);
	} else {
		i = lower_emit(l, I_COMPLEX_OP, a, x, x);
		i->n = TOK_NOT; /* stands for negation here */
		i->imm = t->cls;
	}
}

/* Loads and stores come by the number of bytes. */
static uint16_t by_size(enum insn_op first, int64_t size)
{
	static const uint8_t sizes[] = {1, 2, 4, 8, 16, 24};

	for (uint16_t i = 0; i < sizeof(sizes); i++)
		if (sizes[i] == size)
			return (uint16_t)(first + i);
	return (uint16_t)(first + sizeof(sizes));
}

static void lower_load(struct lowerer *l, struct ir_instr *in)
{
	struct tinfo *t = tinfo_of(in->v.type);
	int32_t x = lower_operand(l, in->args[0]), a = lower_result(l, in);

	lower_emit(l, by_size(I_LOAD1, t->size), a, x, 0)->imm = t->size;
}

static void lower_store(struct lowerer *l, struct ir_instr *in)
{
	struct tinfo *t = tinfo_of(in->args[1]->type);
	int32_t to = lower_operand(l, in->args[0]);
	int32_t x = lower_operand(l, in->args[1]);

	lower_emit(l, by_size(I_STORE1, t->size), to, x, 0)->imm = t->size;
}

static void lower_alloc(struct lowerer *l, struct ir_instr *in)
{
	struct tinfo *t = tinfo_of(in->v.type)->elem;
	int32_t a = lower_result(l, in);

	if (in->v.flags & IR_HEAP)
		lower_emit(l, I_NEW, a, 0, 0)->p = t;
	else
		lower_emit(l, I_LOCAL, a, lower_temp(l, slot_size(t) + 8), 0)
			->imm = slot_size(t);
}

static void lower_index(struct lowerer *l, struct ir_instr *in)
{
	struct tinfo *t = tinfo_of(in->args[0]->type);
	int32_t x = lower_operand(l, in->args[0]);
	int32_t i = lower_int(l, in->args[1]), a = lower_result(l, in);

	if (t->cls == CLS_SLICE)
		lower_emit(l, I_SLICE_ADDR, a, x, i)->imm = t->elem->size;
	else if (t->cls == CLS_STRING)
		lower_emit(l, I_STRING_INDEX, a, x, i);
	else if (t->cls == CLS_ARRAY)
		lower_emit(l, I_ARRAY_INDEX, a, x, i)->p = t;
	else
		lower_emit(l, I_ARRAY_ADDR, a, x, i)->p = t->elem;
}

static void lower_slice(struct lowerer *l, struct ir_instr *in)
{
	struct slice_info *s = ARENA_NEW(vm.arena, struct slice_info);
	struct tinfo *t = tinfo_of(in->args[0]->type);
	struct ir_value *low = in->nargs > 1 ? in->args[1] : NULL;
	struct ir_value *high = in->nargs > 2 ? in->args[2] : NULL;
	struct ir_value *max = in->nargs > 3 ? in->args[3] : NULL;
	int32_t x = lower_operand(l, in->args[0]);

	s->what = t->cls == CLS_STRING	? SLICE_STRING
		  : t->cls == CLS_SLICE ? SLICE_SLICE
					: SLICE_ARRAY;
	s->pointer = s->what == SLICE_ARRAY;
	s->len = s->pointer ? t->elem->len : 0;
	s->size = s->what == SLICE_STRING  ? 1
		  : s->what == SLICE_SLICE ? t->elem->size
					   : t->elem->elem->size;
	s->has_low = low != NULL;
	s->has_high = high != NULL;
	s->has_max = max != NULL;
	s->low = low ? lower_int(l, low) : 0;
	s->high = high ? lower_int(l, high) : 0;
	s->max = max ? lower_int(l, max) : 0;
	lower_emit(l, I_SLICE, lower_result(l, in), x, 0)->p = s;
}

static void lower_convert(struct lowerer *l, struct ir_instr *in)
{
	struct tinfo *from = tinfo_of(in->args[0]->type);
	struct tinfo *to = tinfo_of(in->v.type);
	int32_t x = lower_operand(l, in->args[0]), a = lower_result(l, in);
	enum insn_op op;

	if (from->cls <= CLS_C128 && to->cls <= CLS_C128) {
		if (from->cls == to->cls)
			lower_move(l, a, x, slot_size(to));
		else
			lower_emit(l, I_CONVERT, a, x, 0)->n =
				(uint16_t)(to->cls << 8 | from->cls);
		return;
	}
	if (to->cls == CLS_STRING && from->cls < NNUMBERS)
		op = I_STRING_OF_RUNE;
	else if (to->cls == CLS_STRING && from->cls == CLS_SLICE)
		op = from->elem->size == 1 ? I_STRING_OF_BYTES
					   : I_STRING_OF_RUNES;
	else if (from->cls == CLS_STRING && to->cls == CLS_SLICE)
		op = to->elem->size == 1 ? I_BYTES_OF_STRING
					 : I_RUNES_OF_STRING;
	else {
		lower_move(l, a, x, slot_size(to));
		return;
	}
	lower_emit(l, op, a, x, 0)->n = from->cls;
}

static struct iface_info *iface_info(struct tinfo *from, struct tinfo *to)
{
	struct iface_info *i = ARENA_NEW(vm.arena, struct iface_info);

	i->from = from;
	i->to = to;
	return i;
}

static void lower_interface(struct lowerer *l, struct ir_instr *in)
{
	struct tinfo *from = tinfo_of(in->args[0]->type);
	struct tinfo *to = tinfo_of(in->v.type);
	struct iface_info *i = iface_info(from, to);
	int32_t x = lower_operand(l, in->args[0]), a = lower_result(l, in);

	if (in->v.op == OP_MAKE_INTERFACE) {
		lower_emit(l, I_MAKE_INTERFACE, a, x, 0)->p = i;
		return;
	}
	if (in->v.op == OP_TYPE_ASSERT) {
		i->to = tinfo_of(in->asserted);
		i->comma_ok = (in->v.flags & IR_COMMA_OK) != 0;
		if (i->comma_ok)
			i->ok_at = (uint32_t)to->fields[1].offset;
		lower_emit(l, I_TYPE_ASSERT, a, x, 0)->p = i;
		return;
	}
	lower_emit(l, I_CHANGE_INTERFACE, a, x, 0)->p = i;
}

static void lower_make(struct lowerer *l, struct ir_instr *in)
{
	struct tinfo *t = tinfo_of(in->v.type);
	int32_t a, x = 0, y = 0;
	enum insn_op op = I_MAKE_MAP;

	if (in->v.op != OP_MAKE_MAP)
		x = lower_int(l, in->args[0]);
	if (in->v.op == OP_MAKE_SLICE)
		y = lower_int(l, in->args[1]);
	a = lower_result(l, in);
	if (in->v.op == OP_MAKE_CHAN) {
		op = I_MAKE_CHAN;
	} else if (in->v.op == OP_MAKE_SLICE) {
		op = I_MAKE_SLICE;
		t = t->elem;
	}
	lower_emit(l, op, a, x, y)->p = t;
}

static void lower_map(struct lowerer *l, struct ir_instr *in)
{
	struct tinfo *t = tinfo_of(in->args[0]->type);
	int32_t m = lower_operand(l, in->args[0]);
	int32_t key = lower_operand(l, in->args[1]), to;
	struct insn *i;

	if (t->cls == CLS_STRING) {
		lower_index(l, in);
		return;
	}
	to = in->v.op == OP_LOOKUP ? lower_result(l, in)
				   : lower_operand(l, in->args[2]);
	if (in->v.op == OP_LOOKUP)
		i = lower_emit(l, I_LOOKUP, to, m, key);
	else
		i = lower_emit(l, I_MAP_UPDATE, m, key, to);
	i->n = (in->v.flags & IR_COMMA_OK) != 0;
	i->p = t;
}

static void lower_next(struct lowerer *l, struct ir_instr *in)
{
	struct next_info *n = ARENA_NEW(vm.arena, struct next_info);
	struct tinfo *t = tinfo_of(in->v.type);
	int32_t x = lower_operand(l, in->args[0]);

	n->key_at = (uint32_t)t->fields[1].offset;
	n->elem_at = (uint32_t)t->fields[2].offset;
	n->key = t->fields[1].t->kind ? t->fields[1].t : NULL;
	n->elem = t->fields[2].t->kind ? t->fields[2].t : NULL;
	lower_emit(l, in->v.flags & IR_STRING ? I_NEXT_STRING : I_NEXT_MAP,
		   lower_result(l, in), x, 0)
		->p = n;
}

static void lower_select(struct lowerer *l, struct ir_instr *in)
{
	uint32_t n = in->nargs / 2, next = 2;
	struct select_info *s =
		arena_alloc(vm.arena, sizeof(*s) + (n + 1) * sizeof(*s->cases));
	struct tinfo *t = tinfo_of(in->v.type);

	s->n = n;
	s->block = !(in->v.flags & IR_NON_BLOCKING);
	s->ok_at = (uint32_t)t->fields[1].offset;
	for (uint32_t i = 0; i < n; i++) {
		s->cases[i].chan = lower_operand(l, in->args[2 * i]);
		s->cases[i].is_send = in->states[i].dir == CHAN_SEND;
		if (s->cases[i].is_send)
			s->cases[i].send =
				lower_operand(l, in->args[2 * i + 1]);
		else
			s->cases[i].recv_at =
				(uint32_t)t->fields[next++].offset;
	}
	lower_emit(l, I_SELECT, lower_result(l, in), 0, 0)->p = s;
}

static void lower_chan(struct lowerer *l, struct ir_instr *in)
{
	struct tinfo *t = tinfo_of(in->args[0]->type);
	int32_t c = lower_operand(l, in->args[0]);
	struct insn *i;

	if (in->v.op == OP_SEND) {
		i = lower_emit(l, I_SEND, c, lower_operand(l, in->args[1]), 0);
	} else {
		i = lower_emit(l, I_RECV, lower_result(l, in), c, 0);
		i->n = (in->v.flags & IR_COMMA_OK) != 0;
	}
	i->p = t->elem;
}

static void lower_closure(struct lowerer *l, struct ir_instr *in)
{
	struct call *c = ARENA_NEW(vm.arena, struct call);
	int32_t at = 0;

	c->code = code_of((struct ir_function *)in->args[0]);
	c->args = ARENA_ARRAY(vm.arena, in->nargs, struct part);
	c->nargs = in->nargs - 1;
	for (uint32_t i = 1; i < in->nargs; i++) {
		uint32_t size = slot_size(tinfo_of(in->args[i]->type));

		c->args[i - 1] =
			(struct part){lower_operand(l, in->args[i]), at, size};
		at += (int32_t)size;
	}
	c->args_size = (uint32_t)at;
	lower_emit(l, I_CLOSURE, lower_result(l, in), 0, 0)->p = c;
}

static void lower_pointer(struct lowerer *l, struct ir_instr *in)
{
	int32_t x = lower_operand(l, in->args[0]), a = lower_result(l, in);
	struct tinfo *t;

	if (in->v.op == OP_FIELD_ADDR) {
		t = tinfo_of(in->args[0]->type)->elem;
		lower_emit(l, I_FIELD_ADDR, a, x, 0)->imm =
			t->fields[in->index].offset;
	} else if (in->v.op == OP_RANGE) {
		t = tinfo_of(in->args[0]->type);
		lower_emit(l,
			   t->cls == CLS_STRING ? I_RANGE_STRING : I_RANGE_MAP,
			   a, x, 0);
	} else {
		t = tinfo_of(in->v.type)->elem;
		lower_emit(l, I_ARRAY_OF_SLICE, a, x, 0)->imm = t->len;
	}
}

typedef void lower_fn(struct lowerer *l, struct ir_instr *in);

static lower_fn *const lowerers[NOPS] = {
	[OP_ALLOC] = lower_alloc,
	[OP_BINOP] = lower_binop,
	[OP_UNOP] = lower_unop,
	[OP_LOAD] = lower_load,
	[OP_RECV] = lower_chan,
	[OP_CONVERT] = lower_convert,
	[OP_MULTI_CONVERT] = lower_convert,
	[OP_CHANGE_INTERFACE] = lower_interface,
	[OP_SLICE_TO_ARRAY_POINTER] = lower_pointer,
	[OP_MAKE_INTERFACE] = lower_interface,
	[OP_MAKE_CLOSURE] = lower_closure,
	[OP_MAKE_MAP] = lower_make,
	[OP_MAKE_CHAN] = lower_make,
	[OP_MAKE_SLICE] = lower_make,
	[OP_SLICE] = lower_slice,
	[OP_FIELD_ADDR] = lower_pointer,
	[OP_INDEX_ADDR] = lower_index,
	[OP_INDEX] = lower_index,
	[OP_LOOKUP] = lower_map,
	[OP_SELECT] = lower_select,
	[OP_RANGE] = lower_pointer,
	[OP_NEXT] = lower_next,
	[OP_TYPE_ASSERT] = lower_interface,
	[OP_STORE] = lower_store,
	[OP_MAP_UPDATE] = lower_map,
	[OP_SEND] = lower_chan,
};

bool lower_value(struct lowerer *l, struct ir_instr *in)
{
	if (!lowerers[in->v.op])
		return false;
	lowerers[in->v.op](l, in);
	return true;
}
