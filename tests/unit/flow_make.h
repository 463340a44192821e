/* SPDX-License-Identifier: MIT */
/*
 * flow_make.h - states made by hand
 *
 *	struct flow_make m;
 *
 *	flow_make_open(&m, 4);		registers
 *	p = flow_make_param(&m, m.s);
 *	...
 *	flow_make_close(&m);
 */
#ifndef TESTS_UNIT_FLOW_MAKE_H
#define TESTS_UNIT_FLOW_MAKE_H

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "flow/state.h"
#include "flow/trace.h"
#include "syntax/token.h"
#include "types/constant.h"
#include "types/construct.h"
#include "types/types.h"

struct flow_make {
	struct arena *arena;
	struct state_pool *pool;
	struct state *s;
	struct buf text;
};

static inline void flow_make_open(struct flow_make *m, uint32_t nregs)
{
	types_init();
	m->arena = arena_create(0);
	m->pool = state_pool_create(m->arena);
	m->s = state_create(m->pool, nregs);
	buf_init(&m->text, 1 << 24);
}

static inline void flow_make_close(struct flow_make *m)
{
	state_release(m->s);
	state_pool_destroy(m->pool);
	arena_destroy(m->arena);
	buf_finish(&m->text);
}

/* A pointer that the function is given; root is any address of its own. */
static inline val_t flow_make_param(struct state *s, const void *root)
{
	val_t v = state_new(s, ORIGIN_UNKNOWN);

	state_cell(s, v)->flags |= CELL_PRE;
	state_cell(s, v)->root = root;
	return v;
}

/* New memory of Go. */
static inline val_t flow_make_object(struct state *s)
{
	val_t v = state_new(s, ORIGIN_GO);

	state_cell(s, v)->flags |= CELL_FRESH | CELL_NONZERO;
	return v;
}

static inline const struct trace *flow_make_step(struct flow_make *m)
{
	return trace_step(m->arena, NULL, TRACE_STORE, NULL, 1, "store");
}

static inline const struct freed *flow_make_freed(struct flow_make *m,
						  enum freed_how how)
{
	struct freed *f = ARENA_NEW(m->arena, struct freed);

	f->how = how;
	f->trace = flow_make_step(m);
	return f;
}

static inline const struct value *flow_make_text(struct flow_make *m,
						 const char *s)
{
	return value_make_string(m->arena, s, strlen(s));
}

static inline const char *flow_make_print(struct flow_make *m,
					  const struct state *s)
{
	buf_clear(&m->text);
	state_print(s, &m->text);
	return buf_text(&m->text);
}

/* The same numbers in each run. */
static inline uint32_t flow_make_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*state >> 33);
}

static inline struct object *flow_make_field(struct flow_make *m,
					     const char *name, struct type *t)
{
	return object_new_var(m->arena, VAR_FIELD, NO_POS, NULL, name_of(name),
			      t);
}

/* struct { p unsafe.Pointer; n int; f float64 } */
static inline struct type *flow_make_struct(struct flow_make *m)
{
	struct structure *st = ARENA_NEW(m->arena, struct structure);

	st->t.kind = TYPE_STRUCT;
	st->complete = true;
	st->nfields = 3;
	st->fields = ARENA_ARRAY(m->arena, 3, struct object *);
	st->fields[0] =
		flow_make_field(m, "p", basic_types[BASIC_UNSAFE_POINTER]);
	st->fields[1] = flow_make_field(m, "n", basic_types[BASIC_INT]);
	st->fields[2] = flow_make_field(m, "f", basic_types[BASIC_FLOAT64]);
	return &st->t;
}

static inline struct type *flow_make_array(struct flow_make *m, int64_t len,
					   struct type *elem)
{
	struct array *a = ARENA_NEW(m->arena, struct array);

	a->t.kind = TYPE_ARRAY;
	a->len = len;
	a->elem = elem;
	return &a->t;
}

/* What the field of the struct at an address is. */
static inline val_t flow_make_get(struct state *s, val_t addr, const char *name)
{
	val_t at = state_read(s, addr, ACCESS_FIELD, name_of(name), NULL);

	return state_read(s, at, ACCESS_DEREF, 0, NULL);
}

static inline void flow_make_put(struct state *s, val_t addr, const char *name,
				 val_t v)
{
	val_t at = state_read(s, addr, ACCESS_FIELD, name_of(name), NULL);

	state_set(s, at, ACCESS_DEREF, 0, v, NULL);
}

#endif
