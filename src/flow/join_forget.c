/* SPDX-License-Identifier: MIT */
/*
 * What is forgotten when two states become one: a keeps what holds in both.
 * See join.c.
 */
#include "flow/join_impl.h"

static struct range range_union(struct range x, struct range y)
{
	if (y.lo < x.lo)
		x.lo = y.lo;
	if (y.hi > x.hi)
		x.hi = y.hi;
	return x;
}

static void forget(struct cell *c)
{
	if (c->link == LINK_NONE && !(c->flags & CELL_GLOBAL))
		c->flags &= ~CELL_NONZERO;
	c->lo = INT64_MIN;
	c->hi = INT64_MAX;
	c->konst = NULL;
	state_limit(c, c->type);
}

/* The facts of a that hold in b too. */
static void weaken(struct state *s, val_t a, const struct state *b, val_t v)
{
	struct cell *x = state_cell(s, a);
	const struct cell *y = state_cell(b, v);
	struct range r = range_union(range_at(s, a, FACT_DEPTH),
				     range_at(b, v, FACT_DEPTH));

	if (state_is_zero(b, v) != TRI_NO)
		x->flags &= ~CELL_NONZERO;
	x->flags &= y->flags | ~CELL_BOXED;
	x->flags |= y->flags & (CELL_ESCAPED | CELL_TOLD);
	x->lo = r.lo;
	x->hi = r.hi;
	if (!join_same_konst(x->konst, y->konst))
		x->konst = NULL;
	if (!join_same_type(x->type, y->type))
		x->type = NULL;
	if (x->origin != y->origin)
		x->origin = ORIGIN_UNKNOWN;
}

/* A number that is one of two; b may be NO_VAL: any. */
static val_t new_number(struct state *s, val_t a, const struct state *b,
			val_t v)
{
	val_t n = state_new(s, ORIGIN_NUMBER);
	struct cell *c = state_cell(s, n);

	if (s->full)
		return n;
	*c = *state_cell(s, a);
	c->flags &= CELL_NONZERO | CELL_BOXED;
	c->term = c->first_term = c->first_edge = 0;
	c->root = NULL;
	if (v)
		weaken(s, n, b, v);
	else
		forget(c);
	return n;
}

/* Unlinks an edge, and does not say any more that it was there before. */
static void forget_edge(struct state *s, val_t from, uint32_t at)
{
	const struct edge e = s->edges[at];
	uint32_t *link = &state_cell(s, from)->first_edge, n = 0;

	while (*link && *link != at + 1)
		link = &s->edges[*link - 1].next;
	if (*link)
		*link = e.next;
	for (uint32_t i = 0; e.to && i < s->npre; i++) {
		struct pre_edge p = s->pre[i];

		if (p.from != from || p.access != e.access || p.key != e.key)
			s->pre[n++] = p;
	}
	if (e.to)
		s->npre = n;
}

static void apply_patches(struct join *j, struct state *s)
{
	val_t numbers[MAX_NUMBERS];

	for (uint32_t i = 0; i < j->nnumbers; i++)
		numbers[i] =
			new_number(s, j->numbers[i].a, j->b.s, j->numbers[i].b);
	for (uint32_t i = 0; i < j->npatches; i++) {
		const struct patch *p = &j->patches[i];

		if (p->slot == SLOT_DROP)
			forget_edge(s, p->number, p->at);
		else if (p->slot == SLOT_REG)
			s->regs[p->at] = numbers[p->number];
		else if (p->slot == SLOT_EDGE)
			s->edges[p->at].to = numbers[p->number];
		else
			s->args[p->at] = numbers[p->number];
	}
}

/* Whether a term of a says what one of b says too. */
static bool term_holds(const struct join *j, const struct flow_term *t)
{
	const struct cell *x = state_cell(j->a.s, t->result), *y;
	val_t bx = join_partner(j, t->x), by = t->y, like, want;

	if (term_has_y(t))
		by = join_partner(j, t->y);
	if (!bx || (term_has_y(t) && !by))
		return false;
	like = state_find_term(j->b.s, t->tok, bx, by);
	if (!like)
		return false;
	want = j->a.other[t->result];
	if (want)
		return want == like;
	y = state_cell(j->b.s, like);
	return !j->b.other[like] && x->lo == y->lo && x->hi == y->hi;
}

static void weaken_terms(struct join *j, struct state *s)
{
	for (uint32_t i = 0; i < s->nterms; i++) {
		struct flow_term *t = &s->terms[i];

		if (t->tok == TERM_DEAD || term_holds(j, t))
			continue;
		t->tok = TERM_DEAD;
		if (state_cell(s, t->result)->term == i + 1)
			state_cell(s, t->result)->term = 0;
	}
}

void join_forget(struct join *j, struct state *s)
{
	uint32_t n = s->ncells;

	/* Terms first: whether they hold hangs on values as they are. */
	weaken_terms(j, s);
	apply_patches(j, s);
	for (uint32_t i = 0; i < j->npairs; i++)
		weaken(s, j->pairs[i].a, j->b.s, j->pairs[i].b);
	for (val_t v = 1; v <= n; v++)
		if (j->a.other[v] == ALONE)
			forget(state_cell(s, v));
	s->certain &= j->b.s->certain;
}
