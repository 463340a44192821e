/* SPDX-License-Identifier: MIT */
#include "exec.h"

#include <math.h>
#include <setjmp.h>
#include <signal.h>

/*
 * The loop that executes instructions: those that are short and frequent are
 * in it, all others are functions of exec_table.  It is one function, longer
 * than others, because a dispatch that the compiler sees whole is several
 * times as fast as a call for each instruction.
 */

enum { TIME_SLICE = 20000 };

#define V(x) ((x) >= 0 ? fp + (x) : k + ~(x))
#define A(T) (*(T *)V(in->a))
#define B(T) (*(T *)V(in->b))
#define C(T) (*(T *)V(in->c))

#define EACH_INT(M, NAME, OP)          \
	M(CLS_I8, int8_t, NAME, OP)    \
	M(CLS_I16, int16_t, NAME, OP)  \
	M(CLS_I32, int32_t, NAME, OP)  \
	M(CLS_I64, int64_t, NAME, OP)  \
	M(CLS_U8, uint8_t, NAME, OP)   \
	M(CLS_U16, uint16_t, NAME, OP) \
	M(CLS_U32, uint32_t, NAME, OP) \
	M(CLS_U64, uint64_t, NAME, OP)
#define EACH_FLOAT(M, NAME, OP)     \
	M(CLS_F32, float, NAME, OP) \
	M(CLS_F64, double, NAME, OP)
#define EACH(M, NAME, OP)     \
	EACH_INT(M, NAME, OP) \
	EACH_FLOAT(M, NAME, OP)

/* Wraps around: computed without a sign. */
#define WRAP(CLS, T, NAME, OP)                                \
	case I_##NAME + CLS:                                  \
		A(T) = (T)((uint64_t)B(T) OP(uint64_t) C(T)); \
		break;
#define PLAIN(CLS, T, NAME, OP)      \
	case I_##NAME + CLS:         \
		A(T) = B(T) OP C(T); \
		break;
#define AND_NOT(CLS, T, NAME, OP)         \
	case I_##NAME + CLS:              \
		A(T) = (T)(B(T) & ~C(T)); \
		break;
#define DIVIDE(CLS, T, NAME, OP)                                       \
	case I_##NAME + CLS:                                           \
		if (C(T) == 0)                                         \
			goto divide;                                   \
		if (CLS <= CLS_I64 && C(T) == (T)-1)                   \
			A(T) = (T)(1 OP - 1 ? 0 - (uint64_t)B(T) : 0); \
		else                                                   \
			A(T) = (T)(B(T) OP C(T));                      \
		break;
#define COMPARE(CLS, T, NAME, OP)       \
	case I_##NAME + CLS:            \
		A(bool) = B(T) OP C(T); \
		break;
#define UNLESS(CLS, T, NAME, OP)     \
	case I_UNLESS_##NAME + CLS:  \
		if (!(A(T) OP B(T))) \
			goto jump;   \
		break;
#define NEGATE(CLS, T, NAME, OP)                \
	case I_##NAME + CLS:                    \
		A(T) = (T)(0 - (uint64_t)B(T)); \
		break;
#define FLOAT_NEGATE(CLS, T, NAME, OP) \
	case I_##NAME + CLS:           \
		A(T) = -B(T);          \
		break;
#define COMPLEMENT(CLS, T, NAME, OP) \
	case I_##NAME + CLS:         \
		A(T) = (T)~B(T);     \
		break;
#define SHIFT_LEFT(CLS, T, NAME, OP)                                        \
	case I_##NAME + CLS:                                                \
		if (!shift_count(V(in->c), in->n, &count))                  \
			goto shift;                                         \
		A(T) = count < 8 * sizeof(T) ? (T)((uint64_t)B(T) << count) \
					     : 0;                           \
		break;
#define SHIFT_RIGHT(CLS, T, NAME, OP)                                    \
	case I_##NAME + CLS:                                             \
		if (!shift_count(V(in->c), in->n, &count))               \
			goto shift;                                      \
		if (count >= 8 * sizeof(T))                              \
			count = CLS <= CLS_I64 ? 8 * sizeof(T) - 1 : 64; \
		A(T) = count < 64 ? (T)(B(T) >> count) : 0;              \
		break;
#define SMALLER(CLS, T, NAME, OP)                  \
	case I_##NAME + CLS:                       \
		A(T) = B(T) OP C(T) ? B(T) : C(T); \
		break;

#define LOAD(SIZE)                                 \
	case I_LOAD##SIZE:                         \
		p = B(char *);                     \
		if ((uintptr_t)p < NIL_LIMIT)      \
			goto nil;                  \
		memcpy(V(in->a), p + in->c, SIZE); \
		break;
#define STORE(SIZE)                                \
	case I_STORE##SIZE:                        \
		p = A(char *);                     \
		if ((uintptr_t)p < NIL_LIMIT)      \
			goto nil;                  \
		memcpy(p + in->c, V(in->b), SIZE); \
		break;
#define MOVE(SIZE)                                 \
	case I_MOV##SIZE:                          \
		memmove(V(in->a), V(in->b), SIZE); \
		break;

/* False: it is negative. */
static inline bool shift_count(const char *p, uint8_t cls, uint64_t *ret)
{
	switch (cls) {
	case CLS_I8:
		*ret = (uint64_t)(int64_t) * (const int8_t *)p;
		return *(const int8_t *)p >= 0;
	case CLS_I16:
		*ret = (uint64_t)(int64_t) * (const int16_t *)p;
		return *(const int16_t *)p >= 0;
	case CLS_I32:
		*ret = (uint64_t)(int64_t) * (const int32_t *)p;
		return *(const int32_t *)p >= 0;
	case CLS_I64:
		*ret = *(const uint64_t *)p;
		return *(const int64_t *)p >= 0;
	case CLS_U8:
		*ret = *(const uint8_t *)p;
		return true;
	case CLS_U16:
		*ret = *(const uint16_t *)p;
		return true;
	case CLS_U32:
		*ret = *(const uint32_t *)p;
		return true;
	default:
		*ret = *(const uint64_t *)p;
		return true;
	}
}

/* min, max: a NaN wins, and -0 is less than 0. */
static double float_min(double x, double y, bool max)
{
	if (isnan(x) || isnan(y))
		return isnan(x) ? x : y;
	if (x == 0 && y == 0)
		return (signbit(x) != 0) != max ? x : y;
	return (x < y) != max ? x : y;
}

/* The top frame is done; false: so is the goroutine, or it changes hands. */
static bool leave(struct g *g)
{
	struct panic *p = g->top->defer_of;

	frame_pop(g);
	if (!g->top) {
		g_end(g);
		return false;
	}
	if (p)
		panic_resume(g, p);
	return g->state == G_RUNNING;
}

static bool begin_panic(struct g *g)
{
	panic_begin(g, vm.panic_value);
	return g->state == G_RUNNING;
}

static sigjmp_buf on_fault;

static void fault(int sig)
{
	(void)sig;
	siglongjmp(on_fault, 1);
}

/* A sanitizer has a better use for such a signal. */
void run_catch_faults(void)
{
#ifndef __SANITIZE_ADDRESS__
	struct sigaction sa = {.sa_handler = fault, .sa_flags = SA_NODEFER};

	sigaction(SIGSEGV, &sa, NULL);
	sigaction(SIGBUS, &sa, NULL);
#else
	(void)fault;
#endif
}

void run(struct g *g)
{
	int budget;
	const struct insn *pc, *in;
	const struct call *r;
	struct frame *f;
	uint64_t count;
	char *fp, *k, *p;
	int64_t i;

	if (g->wake_error) {
		throw_plain(g->wake_error);
		g->wake_error = NULL;
		if (!begin_panic(g))
			return;
	}
	if (sigsetjmp(on_fault, 0)) {
		throw_nil();
		if (!begin_panic(g))
			return;
	}
	budget = TIME_SLICE;
reload:
	f = g->top;
	fp = f->slots;
	k = f->code->consts;
	pc = f->pc;
	for (;;) {
		in = pc++;
		switch (in->op) {
			MOVE(8)
			MOVE(16)
			MOVE(24)
			LOAD(1)
			LOAD(2)
			LOAD(4)
			LOAD(8)
			LOAD(16)
			LOAD(24)
			STORE(1)
			STORE(2)
			STORE(4)
			STORE(8)
			STORE(16)
			STORE(24)
			EACH_INT(WRAP, ADD, +)
			EACH_INT(WRAP, SUB, -)
			EACH_INT(WRAP, MUL, *)
			EACH_FLOAT(PLAIN, ADD, +)
			EACH_FLOAT(PLAIN, SUB, -)
			EACH_FLOAT(PLAIN, MUL, *)
			EACH_FLOAT(PLAIN, QUO, /)
			EACH_INT(DIVIDE, QUO, /)
			EACH_INT(DIVIDE, REM, %)
			EACH_INT(WRAP, AND, &)
			EACH_INT(WRAP, OR, |)
			EACH_INT(WRAP, XOR, ^)
			EACH_INT(AND_NOT, AND_NOT, )
			EACH_INT(SHIFT_LEFT, SHL, )
			EACH_INT(SHIFT_RIGHT, SHR, )
			EACH(COMPARE, EQL, ==)
			EACH(COMPARE, NEQ, !=)
			EACH(COMPARE, LSS, <)
			EACH(COMPARE, LEQ, <=)
			EACH(COMPARE, GTR, >)
			EACH(COMPARE, GEQ, >=)
			EACH_INT(NEGATE, NEG, )
			EACH_FLOAT(FLOAT_NEGATE, NEG, )
			EACH_INT(COMPLEMENT, COM, )
			EACH_INT(SMALLER, MIN, <)
			EACH_INT(SMALLER, MAX, >)
			EACH(UNLESS, EQL, ==)
			EACH(UNLESS, NEQ, !=)
			EACH(UNLESS, LSS, <)
			EACH(UNLESS, LEQ, <=)
			EACH(UNLESS, GTR, >)
			EACH(UNLESS, GEQ, >=)
		case I_MIN + CLS_F32:
		case I_MAX + CLS_F32:
			A(float) = (float)float_min(B(float), C(float),
						    in->op > I_MIN_LAST);
			break;
		case I_MIN + CLS_F64:
		case I_MAX + CLS_F64:
			A(double) = float_min(B(double), C(double),
					      in->op > I_MIN_LAST);
			break;
		case I_NOT:
			A(bool) = !B(bool);
			break;
		case I_LOCAL:
			memset(fp + in->b, 0, (size_t)in->imm);
			A(char *) = fp + in->b;
			break;
		case I_FIELD_ADDR:
			p = B(char *);
			if ((uintptr_t)p < NIL_LIMIT)
				goto nil;
			A(char *) = p + in->imm;
			break;
		case I_SLICE_ADDR:
			i = C(int64_t);
			if ((uint64_t)i >= B(struct go_slice).len + 0ull) {
				throw_index(i, B(struct go_slice).len);
				goto panic;
			}
			A(char *) = B(char *) + i * in->imm;
			break;
		case I_STRING_INDEX:
			i = C(int64_t);
			if ((uint64_t)i >= B(struct go_string).len + 0ull) {
				throw_index(i, B(struct go_string).len);
				goto panic;
			}
			A(char) = B(char *)[i];
			break;
		case I_UNLESS:
			if (!B(bool))
				goto jump;
			break;
		case I_JUMP:
		jump:
			p = (char *)(f->code->insns + in->c);
			if ((const char *)pc > p && --budget < 0) {
				f->pc = (const struct insn *)p;
				goto yield;
			}
			pc = (const struct insn *)p;
			break;
		case I_CALL:
			f->pc = pc;
			budget--;
			switch (exec_call(g, f, in)) {
			case STEP_NEXT:
				break;
			case STEP_PANIC:
				goto panic;
			case STEP_AGAIN:
				f->pc = in;
				return;
			case STEP_PARKED:
				return;
			case STEP_FRAME:
				if (budget < 0)
					goto yield;
				if (g->state != G_RUNNING)
					return;
				goto reload;
			}
			break;
		case I_RETURN:
			r = in->p;
			for (uint32_t n = 0; n < r->nargs; n++)
				memcpy(f->ret + r->args[n].to,
				       V(r->args[n].from), r->args[n].size);
			if (!leave(g))
				return;
			goto reload;
		case I_RETURN_ZERO:
			memset(f->ret, 0, (size_t)in->imm);
			if (!leave(g))
				return;
			goto reload;
		nil:
			throw_nil();
			goto panic;
		divide:
			throw_error("integer divide by zero");
			goto panic;
		shift:
			throw_error("negative shift amount");
			goto panic;
		panic:
			f->pc = pc;
			if (!begin_panic(g))
				return;
			goto reload;
		default:
			f->pc = pc;
			switch (exec_table[in->op](g, f, in)) {
			case STEP_NEXT:
				break;
			case STEP_PANIC:
				goto panic;
			case STEP_AGAIN:
				f->pc = in;
				return;
			case STEP_PARKED:
				return;
			case STEP_FRAME:
				goto reload;
			}
			break;
		}
	}
yield:
	g->state = G_WAITING;
	g_ready(g);
}
