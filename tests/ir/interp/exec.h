/* SPDX-License-Identifier: MIT */
/* exec.h - between run.c and exec*.c: what an instruction did */
#ifndef EXEC_H
#define EXEC_H

#include "interp.h"

enum step {
	STEP_NEXT,
	STEP_PANIC,  /* vm.panic_value is thrown */
	STEP_PARKED, /* the goroutine waits, and goes on behind it */
	STEP_AGAIN,  /* it waits, and executes it again */
	STEP_FRAME,  /* another frame is on top */
};

typedef enum step exec_fn(struct g *g, struct frame *f, const struct insn *in);

extern exec_fn *const exec_table[NINSNS];

exec_fn exec_call;
#define EXEC(NAME, name) exec_fn exec_##name;
#include "exec.def"
#undef EXEC

static inline char *value_at(struct frame *f, int32_t x)
{
	return x >= 0 ? f->slots + x : f->code->consts + ~x;
}

#define AT(type, x) (*(type *)value_at(f, x))

/* Addresses below this are nil with a field's offset. */
enum { NIL_LIMIT = 4096 };

#endif
