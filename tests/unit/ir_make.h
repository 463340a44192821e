/* SPDX-License-Identifier: MIT */
/*
 * ir_make.h - functions made by hand, for tests of what is done with them
 *
 *	struct ir_make m;
 *
 *	ir_make_open(&m);
 *	a = f_new_block(m.f, "a");
 *	...
 *	CHECK_STR(ir_make_sanity(&m), "");
 *	ir_make_close(&m);
 *
 * The function takes an int and a bool, p and c, and gives an int.
 */
#ifndef TESTS_UNIT_IR_MAKE_H
#define TESTS_UNIT_IR_MAKE_H

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "ir/build.h"
#include "types/construct.h"

struct ir_make {
	struct ir_builder b;
	struct ir_build outer; /* of no function: what f_begin() takes over */
	struct ir_function fn;
	struct ir_build *f;
	struct ir_value *p, *c;
	struct buf text;
};

static inline struct object *ir_make_var(struct ir_make *m, const char *name,
					 enum basic_kind kind)
{
	return object_new_var(m->b.keep, VAR_PARAM, NO_POS, NULL, name_of(name),
			      basic_types[kind]);
}

static inline void ir_make_open(struct ir_make *m)
{
	struct object **vars, *p, *c;

	types_init();
	memset(m, 0, sizeof(*m));
	m->b.scratch = arena_create(0);
	m->b.keep = arena_create(0);
	vars = ARENA_ARRAY(m->b.keep, 2, struct object *);
	p = vars[0] = ir_make_var(m, "p", BASIC_INT);
	c = vars[1] = ir_make_var(m, "c", BASIC_BOOL);
	m->fn.v.op = OP_FUNC;
	m->fn.name = "f";
	m->fn.v.type =
		&new_signature(
			 m->b.keep, (struct type_list){0}, NULL,
			 new_tuple(m->b.keep, vars, 2),
			 new_tuple_of(m->b.keep, ir_make_var(m, "", BASIC_INT)),
			 false)
			 ->t;
	m->f = f_begin(&m->b, &m->fn, &m->outer);
	m->p = &f_add_param(m->f, p)->v;
	m->c = &f_add_param(m->f, c)->v;
	buf_init(&m->text, 1 << 20);
}

static inline void ir_make_close(struct ir_make *m)
{
	buf_finish(&m->text);
	arena_destroy(m->b.scratch);
	arena_destroy(m->b.keep);
}

/* What the builder has, as a function: without passes. */
static inline void ir_make_publish(struct ir_make *m)
{
	m->fn.params = m->f->params.at;
	m->fn.nparams = m->f->params.len;
	m->fn.locals = m->f->locals.at;
	m->fn.nlocals = m->f->locals.len;
	m->fn.blocks = m->f->blocks.at;
	m->fn.nblocks = m->f->blocks.len;
}

/* What the verifier says of a finished function; "" when it is sane. */
static inline const char *ir_make_sanity(struct ir_make *m)
{
	buf_clear(&m->text);
	if (ir_sanity(&m->fn, &m->text))
		return "";
	return buf_text(&m->text);
}

/* Instructions of a finished block, a line each. */
static inline const char *ir_make_print(struct ir_make *m, uint32_t block)
{
	struct ir_block *b = m->fn.blocks[block];

	buf_clear(&m->text);
	for (uint32_t i = 0; i < b->ninstrs; i++) {
		struct ir_instr *in = b->instrs[i];

		if (ir_ops[in->v.op].class == CLASS_REGISTER)
			buf_printf(&m->text, "t%u = ", in->v.num);
		ir_instr_print(in, &m->text);
		buf_putc(&m->text, '\n');
	}
	return buf_text(&m->text);
}

static inline struct ir_value *ir_make_int(struct ir_make *m, int64_t n)
{
	return ir_int_const(m->f, n);
}

static inline void ir_make_return(struct ir_make *m, struct ir_value *v)
{
	emit_return(m->f, &v, 1, NO_POS);
}

/* The same numbers in each run. */
static inline uint32_t ir_make_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*state >> 33);
}

#endif
