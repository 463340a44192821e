/* SPDX-License-Identifier: MIT */
/*
 * state_impl.h - what the files of state.h share (private to them)
 */
#ifndef FLOW_STATE_IMPL_H
#define FLOW_STATE_IMPL_H

#include <stddef.h>

#include "base/vec.h"
#include "flow/state.h"
#include "syntax/token.h"

/* Over these the state is full, like over STATE_MAX_CELLS. */
#define STATE_MAX_EDGES (4 * STATE_MAX_CELLS)
#define STATE_MAX_PRE (2 * STATE_MAX_CELLS)
#define STATE_MAX_TERMS STATE_MAX_CELLS

/* Memory for work, kept for the next that needs some. */
struct scratch {
	void *at;
	size_t cap;
};

struct state_pool {
	struct arena *arena;
	struct VEC(struct state *) spare;
	/* In use: those below depth, a stack. */
	struct VEC(struct scratch) scratch;
	uint32_t depth;
};

/* Zeroed memory until the pool_give() that belongs to it; last taken, first
 * given. */
void *pool_take(struct state_pool *p, size_t size);
void pool_give(struct state_pool *p, uint32_t n);

/* Room for n elements, without those that are there. */
void *state_reserve(void *at, uint32_t *cap, uint32_t n, size_t size);

/* A state from the pool with nothing in it but nregs empty registers. */
struct state *state_take(struct state_pool *p, uint32_t nregs);

/* Empties the index, with room for n. */
void state_index_reset(struct state *s, uint32_t n);
/* Enters a CELL_CONST into the index of a state that has no like of it. */
void state_index_add(struct state *s, val_t v);
/* The node that is what cell v of state of is, a CELL_CONST; or NO_VAL. */
val_t state_index_like(const struct state *s, const struct state *of, val_t v);
/* That of a number, if there is one. */
val_t state_find_int(const struct state *s, int64_t n);

/* What is known of numbers of a type: its range, and whose they are. */
void state_limit(struct cell *c, struct type *t);
bool type_is_number(struct type *t); /* no memory in it */
bool type_is_slice(struct type *t);
bool type_is_memory(struct type *t); /* struct or array: copied */

/* Appends without a look at what is there. */
struct edge *state_add_edge(struct state *s, val_t from, enum access access,
			    uint32_t key, val_t to, const struct trace *stored);
void state_add_pre(struct state *s, val_t from, enum access access,
		   uint32_t key, val_t to);
/* The edge of a key of its own: no CELL_ALL answers for it. */
struct edge *state_own_edge(const struct state *s, val_t from,
			    enum access access, uint32_t key);

/* The edges of pre[] by node: fills first (zeroed, by node), and gives the
 * next of each, from pool_take(); + 1, 0: none. */
uint32_t *pre_lists(const struct state *s, uint32_t *first);

/* The first live register from i on; n: none. */
static inline uint32_t next_live(const uint64_t *live, uint32_t i, uint32_t n)
{
	uint64_t word;

	if (!live || i >= n)
		return i;
	word = live[i / 64] >> i % 64 << i % 64;
	for (i &= ~63u; !word && (i += 64) < n;)
		word = live[i / 64];
	if (!word)
		return n;
	i += (uint32_t)__builtin_ctzll(word);
	return i < n ? i : n;
}

/* for (i = each live register) */
#define FOR_LIVE(i, live, n)                                \
	for (uint32_t i = next_live(live, 0, (n)); i < (n); \
	     i = next_live(live, i + 1, (n)))

/* Numbers: state_range.c; bounds that are INT64_MIN or MAX are none. */
struct range {
	int64_t lo, hi;
};

int64_t range_add(int64_t bound, int64_t n);
int64_t range_neg(int64_t bound);
struct range range_meet(struct range a, struct range b);
struct range range_sub(struct range x, struct range y);
/* x tok y when it is defined; false: it is not, or overflows. */
bool range_fold(uint8_t tok, int64_t x, int64_t y, int64_t *ret);
/* By the node itself and, to a depth, by how it was computed. */
struct range range_at(const struct state *s, val_t v, int depth);
/* Floating point: neither whole nor without NaN. */
bool val_is_real(const struct state *s, val_t v);

/* Facts: state_fact.c; as deep as range_at(). */
#define FACT_DEPTH 4
enum tri same_at(const struct state *s, val_t a, val_t b, int depth);
enum tri less_at(const struct state *s, val_t a, val_t b, int depth);
enum tri zero_at(const struct state *s, val_t v, int depth);

/* Terms: state_term.c. */
uint32_t state_add_term(struct state *s, uint8_t tok, val_t x, val_t y,
			val_t result);
/* The result of x tok y, or NO_VAL. */
val_t state_find_term(const struct state *s, uint8_t tok, val_t x, val_t y);

/* Whether y is an operand. */
static inline bool term_has_y(const struct flow_term *t)
{
	return t->tok && t->y;
}

/* The term that v is the result of, when it is one of this kind. */
static inline const struct flow_term *term_of(const struct state *s, val_t v,
					      uint8_t tok)
{
	const struct cell *c = &s->cells[v];
	const struct flow_term *t = c->term ? &s->terms[c->term - 1] : NULL;

	return t && t->tok == tok ? t : NULL;
}

/* One number that is known. */
static inline bool cell_is_number(const struct cell *c)
{
	return c->lo == c->hi && !c->konst;
}

/* v = base + n, for a number n that is known. */
static inline val_t val_base(const struct state *s, val_t v, int64_t *ret_n)
{
	const struct flow_term *t = term_of(s, v, TOK_ADD);

	*ret_n = 0;
	if (!t || !cell_is_number(&s->cells[t->y]))
		return v;
	*ret_n = s->cells[t->y].lo;
	return t->x;
}

#endif
