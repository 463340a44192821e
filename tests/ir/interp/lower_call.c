/* SPDX-License-Identifier: MIT */
#include "lower.h"

#include <stdlib.h>

/*
 * Calls.  Arguments are copied straight into the frame of the callee.  A
 * builtin is instructions of its own; one that is deferred or started as a
 * goroutine becomes a function that does nothing else.
 */

/* The arguments of a builtin, and their types. */
struct builtin {
	const struct ir_instr *at;
	uint32_t id;
	const char *name;
	int32_t *args;
	struct tinfo **types;
	uint32_t nargs;
	int32_t to;
	struct tinfo *result; /* or NULL */
	bool stub;
};

static void lower_len(struct lowerer *l, const struct builtin *b)
{
	const struct tinfo *t = b->types[0];
	bool cap = b->id == BUILTIN_CAP;

	if (t->cls == CLS_STRING || t->cls == CLS_SLICE) {
		lower_move(l, b->to, operand_part(b->args[0], cap ? 16 : 8), 8);
	} else if (t->cls == CLS_ARRAY || t->kind == KIND_POINTER) {
		lower_missing(l, "len of an array that is not constant");
	} else {
		lower_emit(l, cap ? I_CAP : I_LEN, b->to, b->args[0], 0);
	}
}

static void lower_append(struct lowerer *l, const struct builtin *b)
{
	if (b->nargs == 1)
		lower_move(l, b->to, b->args[0], 24);
	else
		lower_emit(l, I_APPEND, b->to, b->args[0], b->args[1])->imm =
			b->types[0]->elem->size;
}

static void lower_copy(struct lowerer *l, const struct builtin *b)
{
	lower_emit(l, I_COPY, b->to, b->args[0], b->args[1])->imm =
		b->types[0]->elem->size;
}

static void lower_clear(struct lowerer *l, const struct builtin *b)
{
	if (b->types[0]->cls == CLS_SLICE)
		lower_emit(l, I_CLEAR_SLICE, 0, b->args[0], 0)->imm =
			b->types[0]->elem->size;
	else
		lower_emit(l, I_CLEAR_MAP, 0, b->args[0], 0);
}

static void lower_delete(struct lowerer *l, const struct builtin *b)
{
	lower_emit(l, I_DELETE, 0, b->args[0], b->args[1])->p = b->types[0];
}

static void lower_close(struct lowerer *l, const struct builtin *b)
{
	lower_emit(l, I_CLOSE, 0, b->args[0], 0);
}

static void lower_complex(struct lowerer *l, const struct builtin *b)
{
	lower_emit(l, I_COMPLEX, b->to, b->args[0], b->args[1])->imm =
		b->types[0]->size;
}

/* real, imag: a part of the operand. */
static void lower_real(struct lowerer *l, const struct builtin *b)
{
	int64_t half = b->types[0]->size / 2;

	lower_emit(l, I_MOV8, b->to,
		   operand_part(b->args[0], b->id == BUILTIN_IMAG ? half : 0),
		   0);
}

static void lower_min(struct lowerer *l, const struct builtin *b)
{
	const struct tinfo *t = b->types[0];
	bool max = b->id == BUILTIN_MAX;
	int32_t x = b->args[0];

	for (uint32_t i = 1; i < b->nargs; i++) {
		if (t->cls == CLS_STRING)
			lower_emit(l, max ? I_STRING_MAX : I_STRING_MIN, b->to,
				   x, b->args[i]);
		else
			lower_emit(l, (max ? I_MAX : I_MIN) + t->cls, b->to, x,
				   b->args[i]);
		x = b->to;
	}
	if (b->nargs == 1)
		lower_move(l, b->to, x, slot_size(t));
}

static void lower_print(struct lowerer *l, const struct builtin *b)
{
	struct print_info *p = arena_alloc(
		vm.arena, sizeof(*p) + (b->nargs + 1) * sizeof(*p->args));

	p->n = b->nargs;
	p->line = b->id == BUILTIN_PRINTLN;
	for (uint32_t i = 0; i < b->nargs; i++) {
		p->args[i].t = b->types[i];
		p->args[i].at = b->args[i];
	}
	lower_emit(l, I_PRINT, 0, 0, 0)->p = p;
}

static void lower_panic(struct lowerer *l, const struct builtin *b)
{
	lower_emit(l, I_PANIC, 0, b->args[0], 0);
}

static void lower_recover(struct lowerer *l, const struct builtin *b)
{
	lower_emit(l, I_RECOVER, b->to, 0, 0)->n = b->stub;
}

static void lower_add(struct lowerer *l, const struct builtin *b)
{
	int32_t n = b->args[1], to;

	if (b->types[1]->cls != CLS_I64) {
		to = lower_temp(l, 8);
		lower_emit(l, I_CONVERT, to, n, 0)->n =
			(uint16_t)(CLS_I64 << 8 | b->types[1]->cls);
		n = to;
	}
	lower_emit(l, I_ADD + CLS_I64, b->to, b->args[0], n);
}

/* unsafe.Slice, unsafe.String */
static void lower_unsafe_slice(struct lowerer *l, const struct builtin *b)
{
	int32_t n = b->args[1], to;
	struct insn *i;

	if (b->types[1]->cls != CLS_I64) {
		to = lower_temp(l, 8);
		lower_emit(l, I_INT_OF, to, n, 0)->n = b->types[1]->cls;
		n = to;
	}
	i = lower_emit(l, I_UNSAFE_SLICE, b->to, b->args[0], n);
	i->n = b->id == BUILTIN_STRING;
	i->imm = i->n ? 1 : b->types[0]->elem->size;
}

static void lower_data(struct lowerer *l, const struct builtin *b)
{
	lower_move(l, b->to, b->args[0], 8);
}

/* Only where the type is a type parameter are these not constant. */
static void lower_sizeof(struct lowerer *l, const struct builtin *b)
{
	int64_t n = b->id == BUILTIN_SIZEOF ? b->types[0]->size
					    : b->types[0]->align;

	if (b->id == BUILTIN_OFFSETOF) {
		lower_missing(l, "unsafe.Offsetof");
		return;
	}
	lower_move(l, b->to, lower_int_const(l, n), 8);
}

typedef void builtin_fn(struct lowerer *l, const struct builtin *b);

static builtin_fn *const builtins[NBUILTINS] = {
	[BUILTIN_APPEND] = lower_append,
	[BUILTIN_CAP] = lower_len,
	[BUILTIN_CLEAR] = lower_clear,
	[BUILTIN_CLOSE] = lower_close,
	[BUILTIN_COMPLEX] = lower_complex,
	[BUILTIN_COPY] = lower_copy,
	[BUILTIN_DELETE] = lower_delete,
	[BUILTIN_IMAG] = lower_real,
	[BUILTIN_LEN] = lower_len,
	[BUILTIN_MAX] = lower_min,
	[BUILTIN_MIN] = lower_min,
	[BUILTIN_PANIC] = lower_panic,
	[BUILTIN_PRINT] = lower_print,
	[BUILTIN_PRINTLN] = lower_print,
	[BUILTIN_REAL] = lower_real,
	[BUILTIN_RECOVER] = lower_recover,
	[BUILTIN_ADD] = lower_add,
	[BUILTIN_ALIGNOF] = lower_sizeof,
	[BUILTIN_OFFSETOF] = lower_sizeof,
	[BUILTIN_SIZEOF] = lower_sizeof,
	[BUILTIN_SLICE] = lower_unsafe_slice,
	[BUILTIN_SLICE_DATA] = lower_data,
	[BUILTIN_STRING] = lower_unsafe_slice,
	[BUILTIN_STRING_DATA] = lower_data,
};

static void lower_builtin(struct lowerer *l, const struct builtin *b)
{
	if (strcmp(b->name, "ssa:wrapnilchk") == 0) {
		lower_emit(l, I_CHECK_RECEIVER, b->to, b->args[0], b->args[1])
			->imm = b->args[2];
	} else if (strcmp(b->name, "ssa:deferstack") == 0) {
		lower_emit(l, I_DEFER_STACK, b->to, 0, 0);
	} else if (b->id < NBUILTINS && builtins[b->id]) {
		builtins[b->id](l, b);
	} else {
		lower_missing(l, "the builtin %s", b->name);
	}
}

static struct builtin builtin_of(struct ir_instr *in)
{
	uint32_t first = ir_callee_at(in);
	struct ir_builtin *fun = (struct ir_builtin *)in->args[first];
	struct builtin b = {.at = in, .id = fun->v.num, .name = fun->name};

	b.nargs = in->nargs - first - 1;
	b.args = ARENA_ARRAY(vm.arena, b.nargs + 1, int32_t);
	b.types = ARENA_ARRAY(vm.arena, b.nargs + 1, struct tinfo *);
	for (uint32_t i = 0; i < b.nargs; i++)
		b.types[i] = tinfo_of(in->args[first + 1 + i]->type);
	return b;
}

/* A function of the builtin's arguments. */
static struct code *builtin_stub(struct builtin b)
{
	struct code *c = ARENA_NEW(vm.arena, struct code);
	struct lowerer l = {.code = c};

	c->self.code = c;
	c->name = b.name;
	buf_init(&l.consts, 1 << 20);
	for (uint32_t i = 0; i < b.nargs; i++)
		b.args[i] = lower_temp(&l, slot_size(b.types[i]));
	c->args_size = l.frame_size;
	b.to = lower_temp(&l, 32);
	b.stub = true;
	lower_builtin(&l, &b);
	lower_emit(&l, I_RETURN_ZERO, 0, 0, 0);
	lower_emit(&l, I_RUN_DEFERS, 0, 0, 0);
	lower_emit(&l, I_RETURN_ZERO, 0, 0, 0);
	c->recover_at = l.insns.len - 2;
	c->insns = l.insns.at;
	c->ninsns = l.insns.len;
	c->frame_size = l.frame_size;
	c->lowered = true;
	return c;
}

/* Index of the method in the interface's table. */
static int64_t method_index(struct tinfo *t, const struct object *m)
{
	struct interface *i = TYPE_AS(INTERFACE, interface, t->under);
	uint32_t n = i ? interface_nmethods(i) : 0;

	for (uint32_t k = 0; k < n; k++)
		if (object_same_id(interface_method(i, k), m->pkg, m->name,
				   false))
			return k;
	return -1;
}

static void lower_args(struct lowerer *l, struct ir_instr *in, struct call *c,
		       uint32_t first)
{
	int32_t at = c->kind == CALL_METHOD ? 8 : 0;

	c->nargs = in->nargs - first;
	c->args = ARENA_ARRAY(vm.arena, c->nargs + 1, struct part);
	for (uint32_t i = 0; i < c->nargs; i++) {
		struct ir_value *v = in->args[first + i];
		uint32_t size = slot_size(tinfo_of(v->type));

		c->args[i] = (struct part){lower_operand(l, v), at, size};
		at += (int32_t)size;
	}
	c->args_size = (uint32_t)at;
}

static void emit_call_insn(struct lowerer *l, struct ir_instr *in,
			   struct call *c, int32_t fun)
{
	int32_t stack = NO_OPERAND;

	if (in->v.op == OP_CALL) {
		lower_emit(l, I_CALL, lower_result(l, in), fun, 0)->p = c;
		return;
	}
	if (in->v.op == OP_DEFER && in->args[0])
		stack = lower_operand(l, in->args[0]);
	lower_emit(l, in->v.op == OP_GO ? I_GO : I_DEFER, 0, fun, stack)->p = c;
}

static void lower_builtin_call(struct lowerer *l, struct ir_instr *in)
{
	uint32_t first = ir_callee_at(in);
	struct builtin b = builtin_of(in);
	struct call *c;

	if (in->v.op != OP_CALL) {
		c = ARENA_NEW(vm.arena, struct call);
		c->kind = CALL_CODE;
		c->code = builtin_stub(b);
		lower_args(l, in, c, first + 1);
		emit_call_insn(l, in, c, 0);
		return;
	}
	for (uint32_t i = 0; i < b.nargs; i++)
		b.args[i] = lower_operand(l, in->args[first + 1 + i]);
	b.to = lower_result(l, in);
	lower_builtin(l, &b);
}

bool lower_call(struct lowerer *l, struct ir_instr *in)
{
	uint32_t first = ir_callee_at(in);
	struct call *c;
	struct ir_value *fun;
	int64_t method;
	int32_t operand = 0;

	if (!ir_is_call(in))
		return false;
	fun = in->args[first];
	if (fun->op == OP_BUILTIN) {
		lower_builtin_call(l, in);
		return true;
	}
	c = ARENA_NEW(vm.arena, struct call);
	c->at = in;
	if (in->v.flags & IR_INVOKE) {
		c->kind = CALL_METHOD;
		method = method_index(tinfo_of(fun->type), in->method);
		if (method < 0) {
			lower_missing(l, "the call of %s",
				      name_text(in->method->name));
			return true;
		}
		c->method = (uint32_t)method;
		operand = lower_operand(l, fun);
	} else if (fun->op == OP_FUNC) {
		c->kind = CALL_CODE;
		c->code = code_of((struct ir_function *)fun);
	} else {
		c->kind = CALL_CLOSURE;
		operand = lower_operand(l, fun);
	}
	lower_args(l, in, c, first + 1);
	emit_call_insn(l, in, c, operand);
	return true;
}
