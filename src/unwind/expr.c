/* SPDX-License-Identifier: MIT */
/*
 * A small stack machine: what glibc's signal trampoline, PLT entries and
 * functions that realign their stack need, which is arithmetic, registers
 * and loads.  Loops are possible in this language, so steps are counted.
 */
#include "unwind/expr.h"

#include "unwind/cfi.h"
#include "unwind/cursor.h"
#include "unwind/stack.h"

enum { DEPTH = 16, STEPS = 256 };

/* DW_OP_... */
enum {
	OP_addr = 0x03,
	OP_deref = 0x06,
	OP_const1u = 0x08,
	OP_const1s,
	OP_const2u,
	OP_const2s,
	OP_const4u,
	OP_const4s,
	OP_const8u,
	OP_const8s,
	OP_constu,
	OP_consts,
	OP_dup,
	OP_drop,
	OP_over,
	OP_pick,
	OP_swap,
	OP_rot,
	OP_abs = 0x19,
	OP_and,
	OP_minus = 0x1c,
	OP_mul = 0x1e,
	OP_neg,
	OP_not,
	OP_or,
	OP_plus,
	OP_plus_uconst,
	OP_shl,
	OP_shr,
	OP_shra,
	OP_xor,
	OP_bra,
	OP_eq,
	OP_ge,
	OP_gt,
	OP_le,
	OP_lt,
	OP_ne,
	OP_skip,
	OP_lit0 = 0x30,
	OP_lit31 = 0x4f,
	OP_breg0 = 0x70,
	OP_breg31 = 0x8f,
	OP_bregx = 0x92,
	OP_nop = 0x96,
};

struct expr {
	struct cursor c;
	uintptr_t start;
	uint64_t stack[DEPTH];
	unsigned n;
	const uint64_t *regs;
	uint32_t known;
	struct stack_view *view;
};

static void put(struct expr *e, uint64_t v)
{
	if (e->n == DEPTH)
		e->c.bad = true;
	else
		e->stack[e->n++] = v;
}

static uint64_t take(struct expr *e)
{
	if (e->n == 0) {
		e->c.bad = true;
		return 0;
	}
	return e->stack[--e->n];
}

/* The element i below the top. */
static uint64_t peek(struct expr *e, unsigned i)
{
	if (i >= e->n) {
		e->c.bad = true;
		return 0;
	}
	return e->stack[e->n - 1 - i];
}

static void put_register(struct expr *e, uint64_t reg)
{
	uint64_t offset = (uint64_t)cursor_sleb(&e->c);

	if (reg >= UNWIND_NREGS || !(e->known >> reg & 1))
		e->c.bad = true;
	else
		put(e, e->regs[reg] + offset);
}

static void jump(struct expr *e, bool taken)
{
	int64_t by = (int16_t)cursor_bytes(&e->c, 2);
	uintptr_t to = e->c.at + (uintptr_t)by;

	if (!taken)
		return;
	if (to < e->start || to > e->c.end)
		e->c.bad = true;
	else
		e->c.at = to;
}

static uint64_t constant(struct expr *e, uint8_t op)
{
	switch (op) {
	case OP_const1u:
		return cursor_u8(&e->c);
	case OP_const1s:
		return (uint64_t)(int8_t)cursor_u8(&e->c);
	case OP_const2u:
		return cursor_bytes(&e->c, 2);
	case OP_const2s:
		return (uint64_t)(int16_t)cursor_bytes(&e->c, 2);
	case OP_const4u:
		return cursor_bytes(&e->c, 4);
	case OP_const4s:
		return (uint64_t)(int32_t)cursor_bytes(&e->c, 4);
	case OP_constu:
		return cursor_uleb(&e->c);
	case OP_consts:
		return (uint64_t)cursor_sleb(&e->c);
	default:
		return cursor_bytes(&e->c, 8);
	}
}

static uint64_t shift_signed(uint64_t v, unsigned by)
{
	return v >> 63 ? ~(~v >> by) : v >> by;
}

static uint64_t binary(struct expr *e, uint8_t op, uint64_t a, uint64_t b)
{
	switch (op) {
	case OP_and:
		return a & b;
	case OP_minus:
		return a - b;
	case OP_mul:
		return a * b;
	case OP_or:
		return a | b;
	case OP_plus:
		return a + b;
	case OP_shl:
		return b < 64 ? a << b : 0;
	case OP_shr:
		return b < 64 ? a >> b : 0;
	case OP_shra:
		return shift_signed(a, b < 64 ? (unsigned)b : 63);
	case OP_xor:
		return a ^ b;
	case OP_eq:
		return a == b;
	case OP_ge:
		return (int64_t)a >= (int64_t)b;
	case OP_gt:
		return (int64_t)a > (int64_t)b;
	case OP_le:
		return (int64_t)a <= (int64_t)b;
	case OP_lt:
		return (int64_t)a < (int64_t)b;
	case OP_ne:
		return a != b;
	default:
		e->c.bad = true;
		return 0;
	}
}

static uint64_t unary(struct expr *e, uint8_t op, uint64_t a)
{
	switch (op) {
	case OP_abs:
		return (int64_t)a < 0 ? 0 - a : a;
	case OP_neg:
		return 0 - a;
	case OP_not:
		return ~a;
	case OP_plus_uconst:
		return a + cursor_uleb(&e->c);
	default: /* OP_deref */
		if (!stack_read(e->view, a, &a))
			e->c.bad = true;
		return a;
	}
}

static void shuffle(struct expr *e, uint8_t op)
{
	uint64_t a, b, c;

	switch (op) {
	case OP_dup:
		put(e, peek(e, 0));
		break;
	case OP_drop:
		take(e);
		break;
	case OP_over:
		put(e, peek(e, 1));
		break;
	case OP_pick:
		put(e, peek(e, cursor_u8(&e->c)));
		break;
	case OP_swap:
		a = take(e);
		b = take(e);
		put(e, a);
		put(e, b);
		break;
	default: /* OP_rot */
		a = take(e);
		b = take(e);
		c = take(e);
		put(e, a);
		put(e, c);
		put(e, b);
	}
}

static void step(struct expr *e)
{
	uint8_t op = cursor_u8(&e->c);
	uint64_t a, b;

	if (op >= OP_lit0 && op <= OP_lit31) {
		put(e, op - OP_lit0);
	} else if (op >= OP_breg0 && op <= OP_breg31) {
		put_register(e, op - OP_breg0);
	} else if (op == OP_bregx) {
		put_register(e, cursor_uleb(&e->c));
	} else if (op == OP_addr || (op >= OP_const1u && op <= OP_consts)) {
		put(e, constant(e, op));
	} else if (op >= OP_dup && op <= OP_rot) {
		shuffle(e, op);
	} else if (op == OP_deref || op == OP_abs || op == OP_neg ||
		   op == OP_not || op == OP_plus_uconst) {
		a = take(e);
		put(e, unary(e, op, a));
	} else if (op == OP_skip) {
		jump(e, true);
	} else if (op == OP_bra) {
		jump(e, take(e) != 0);
	} else if (op != OP_nop) {
		b = take(e);
		a = take(e);
		put(e, binary(e, op, a, b));
	}
}

bool expr_eval(const struct cfi_row *row, int32_t where,
	       struct stack_view *view, const uint64_t *regs, uint32_t known,
	       const uint64_t *push, uint64_t *ret)
{
	struct expr e = {.regs = regs, .known = known, .view = view};
	uint64_t len;

	e.c.at = row->base + (uintptr_t)(intptr_t)where;
	e.c.end = row->limit;
	len = cursor_uleb(&e.c);
	if (!cursor_has(&e.c, len))
		return false;
	e.start = e.c.at;
	e.c.end = e.c.at + len;
	if (push)
		put(&e, *push);
	for (unsigned i = 0; e.c.at < e.c.end && !e.c.bad; i++) {
		if (i == STEPS)
			return false;
		step(&e);
	}
	if (e.c.bad || e.n == 0)
		return false;
	*ret = e.stack[e.n - 1];
	return true;
}
