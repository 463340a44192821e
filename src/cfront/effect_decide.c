/* SPDX-License-Identifier: MIT */
/*
 * Under which condition something happens.
 *
 * For each thing that may have happened (this path was freed, that one holds
 * new memory) each exit says yes, no, perhaps, or that the question does not
 * come up, because the pointer was NULL there.  Yes everywhere is a row
 * without a condition.  Else the first condition is taken that is true at
 * every yes and false at every no: on the result, and if there is none on
 * what the arguments held.  Without one the row is a "maybe", if possible
 * with what it takes at least.
 *
 * A free under a condition on a count that this function has just taken one
 * off is the end of a reference: unrefs.
 */
#include "cfront/effect_sum.h"

#include <string.h>

struct candidate {
	value_t v; /* NO_VALUE: the result */
	uint8_t relation;
	int64_t c;
};

static int holds(struct sum *m, const struct run_exit *x,
		 const struct candidate *c)
{
	value_t v = c->v ? c->v : x->value;

	if (v == NO_VALUE)
		return -1;
	return way_knows(x->state, &m->r->values, v, c->relation, c->c);
}

/* At an exit that depends: is the candidate what it depends on? */
static bool is_what_it_takes(const struct run_exit *x,
			     const struct candidate *c, const struct when *w)
{
	value_t v = c->v ? c->v : x->value;

	return w->v == v && w->relation == c->relation && w->c == c->c;
}

static bool fits(struct sum *m, const struct candidate *c)
{
	for (uint32_t i = 0; i < m->r->nexits; i++) {
		const struct run_exit *x = &m->r->exits[i];

		switch (m->answers[i]) {
		case YES:
			if (holds(m, x, c) != 1)
				return false;
			break;
		case NO:
			if (holds(m, x, c) != 0)
				return false;
			break;
		case DEPENDS:
			if (!is_what_it_takes(x, c, &m->whens[i]))
				return false;
			break;
		default:
			break;
		}
	}
	return true;
}

static bool try_result(struct sum *m, struct candidate *ret)
{
	static const struct candidate usual[] = {
		{0, RELATION_EQ, 0}, {0, RELATION_NE, 0}, {0, RELATION_LT, 0},
		{0, RELATION_GE, 0}, {0, RELATION_GT, 0}, {0, RELATION_LE, 0},
	};
	const struct values *vs = &m->r->values;

	if (m->r->func->returns_void || m->of_result)
		return false;
	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++) {
		*ret = usual[i];
		if (fits(m, ret))
			return true;
	}
	for (uint32_t i = 0; i < m->r->nexits; i++) {
		const struct value *v = &vs->at[m->r->exits[i].value];

		if (v->kind != VALUE_CONST)
			continue;
		for (int k = 0; k < 2; k++) {
			*ret = (struct candidate){
				0, k ? RELATION_NE : RELATION_EQ, v->c};
			if (fits(m, ret))
				return true;
		}
	}
	return false;
}

/*
 * NULL with success too: there was nothing to give.  It is still the result
 * that tells, when somewhere else NULL comes with an error.
 */
static bool try_success(struct sum *m, struct candidate *ret)
{
	if (!try_result(m, ret))
		return false;
	for (uint32_t i = 0; i < m->r->nexits; i++)
		if (m->answers[i] == NULL_THERE &&
		    holds(m, &m->r->exits[i], ret) == 0)
			return true;
	return false;
}

/* Is c true where it happens and false where not, but for what is unknown? */
static bool nearly_fits(struct sum *m, const struct candidate *c,
			bool sure_of_yes)
{
	bool both[2] = {false, false};

	for (uint32_t i = 0; i < m->r->nexits; i++) {
		int known = holds(m, &m->r->exits[i], c);
		bool yes = m->answers[i] == YES;

		if (m->answers[i] == NULL_THERE)
			continue;
		if (!yes && m->answers[i] != NO)
			return false;
		if (known == !yes || (known < 0 && yes == sure_of_yes))
			return false;
		both[yes] = true;
	}
	return both[0] && both[1];
}

/*
 * A fixed error is returned where it does not happen, and where it does,
 * something that was computed; or a fixed success and a computed error.
 */
static bool try_error(struct sum *m, struct candidate *ret)
{
	static const struct {
		struct candidate c;
		bool sure_of_yes;
	} rows[] = {
		{{0, RELATION_GE, 0}, false},
		{{0, RELATION_NE, 0}, false},
		{{0, RELATION_GT, 0}, false},
		{{0, RELATION_EQ, 0}, true},
	};

	if (m->r->func->returns_void || m->of_result)
		return false;
	for (size_t k = 0; k < sizeof(rows) / sizeof(*rows); k++) {
		*ret = rows[k].c;
		if (nearly_fits(m, ret, rows[k].sure_of_yes))
			return true;
	}
	return false;
}

static bool is_path(struct sum *m, value_t v)
{
	const struct value *at = &m->r->values.at[v];
	struct effect_path p;

	if (at->kind == VALUE_ADD || at->kind == VALUE_MASK)
		v = at->a;
	return value_path(&m->r->values, m->r->e->set, v, &p) && !p.some;
}

/* What is known of one value at an exit where it happened. */
static bool try_fact(struct sum *m, const struct fact *f, struct candidate *ret)
{
	struct candidate list[4];
	uint32_t n = 0;

	if (!is_path(m, f->v))
		return false;
	if (f->low == f->high)
		list[n++] = (struct candidate){f->v, RELATION_EQ, f->low};
	if (f->has_except)
		list[n++] = (struct candidate){f->v, RELATION_NE, f->except};
	if (f->low != INT64_MIN && f->low != f->high)
		list[n++] = (struct candidate){f->v, RELATION_GE, f->low};
	if (f->high != INT64_MAX && f->low != f->high)
		list[n++] = (struct candidate){f->v, RELATION_LE, f->high};
	for (uint32_t i = 0; i < n; i++) {
		*ret = list[i];
		if (fits(m, ret))
			return true;
	}
	return false;
}

/* As a reader would ask: x > 0 and not x >= 1. */
static void round_off(struct candidate *c)
{
	if (c->relation == RELATION_GE && c->c == 1)
		*c = (struct candidate){c->v, RELATION_GT, 0};
	if (c->relation == RELATION_LE && c->c == -1)
		*c = (struct candidate){c->v, RELATION_LT, 0};
}

/* Facts at an exit that answers so. */
static bool try_facts_at(struct sum *m, enum answer answer,
			 struct candidate *ret)
{
	for (uint32_t i = 0; i < m->r->nexits; i++) {
		const struct state *s = m->r->exits[i].state;

		if (m->answers[i] != answer)
			continue;
		for (uint32_t k = 0; k < s->nfacts; k++)
			if (try_fact(m, &s->facts[k], ret))
				return true;
		break;
	}
	return false;
}

static void turn_answers(struct sum *m)
{
	for (uint32_t i = 0; i < m->r->nexits; i++)
		if (m->answers[i] == YES || m->answers[i] == NO)
			m->answers[i] = m->answers[i] == YES ? NO : YES;
}

/* The opposite of what holds where it did not happen. */
static bool try_opposite(struct sum *m, struct candidate *ret)
{
	bool found;

	for (uint32_t i = 0; i < m->r->nexits; i++)
		if (m->answers[i] == DEPENDS)
			return false;
	turn_answers(m);
	found = try_facts_at(m, YES, ret);
	turn_answers(m);
	if (found)
		ret->relation = relation_not(ret->relation);
	return found;
}

static bool try_paths(struct sum *m, struct candidate *ret)
{
	if (try_facts_at(m, YES, ret) || try_opposite(m, ret)) {
		round_off(ret);
		return true;
	}
	for (uint32_t i = 0; i < m->r->nexits; i++) {
		if (m->answers[i] != DEPENDS || !is_path(m, m->whens[i].v))
			continue;
		*ret = (struct candidate){m->whens[i].v, m->whens[i].relation,
					  m->whens[i].c};
		return fits(m, ret);
	}
	return false;
}

/* x - 1 just now, and x is something behind an argument. */
static bool counts_down(struct sum *m, const struct candidate *c)
{
	const struct values *vs = &m->r->values;
	const struct value *v = &vs->at[c->v];

	if (v->kind == VALUE_ADD && v->c < 0)
		return true;
	if (v->kind != VALUE_LOADED)
		return false;
	for (uint32_t i = 0; i < m->r->nexits; i++) {
		const struct state *s = m->r->exits[i].state;

		for (uint32_t k = 0; k < s->ncells; k++) {
			const struct value *w = &vs->at[s->cells[k].value];

			if (w->kind == VALUE_ADD && w->a == c->v && w->c < 0)
				return true;
		}
	}
	return false;
}

static void set_condition(struct sum *m, const struct candidate *c,
			  struct effect_condition *ret)
{
	const struct values *vs = &m->r->values;
	value_t v = c->v;

	ret->when = EFFECT_IF;
	ret->relation = c->relation;
	ret->value = c->c;
	if (v == NO_VALUE) {
		ret->subject = (struct effect_path){.root = EFFECT_RESULT};
		return;
	}
	if (vs->at[v].kind == VALUE_MASK) {
		ret->relation = c->relation == RELATION_NE ? RELATION_ANY_BIT
							   : RELATION_NO_BIT;
		ret->value = vs->at[v].c;
		if (c->c != 0 || c->relation > RELATION_NE)
			ret->when = EFFECT_MAYBE;
		v = vs->at[v].a;
	} else if (vs->at[v].kind == VALUE_ADD) {
		ret->value -= vs->at[v].c;
		v = vs->at[v].a;
	}
	value_path(vs, m->r->e->set, v, &ret->subject);
}

/*
 * How much it tells that c is true wherever it happens: a point for each exit
 * where it is false.  Of a flag it is worth more than that a pointer is there.
 */
static uint32_t worth(struct sum *m, const struct candidate *c)
{
	const struct value *v = &m->r->values.at[c->v];
	uint32_t points = 0;

	for (uint32_t i = 0; i < m->r->nexits; i++) {
		int known = holds(m, &m->r->exits[i], c);

		if (m->answers[i] == NO)
			points += known == 0;
		else if (m->answers[i] != NULL_THERE && known != 1)
			return 0;
	}
	if (points > 0 && v->n < 64 && !(m->r->func->pointers >> v->n & 1))
		points += RUN_EXITS;
	return points;
}

/* A condition on an argument without which it does not happen. */
static bool try_needed(struct sum *m, struct candidate *ret)
{
	static const uint8_t relations[] = {RELATION_NE, RELATION_EQ};
	const struct state *s = NULL;
	uint32_t best = 0, points;

	for (uint32_t i = 0; i < m->r->nexits && !s; i++)
		if (m->answers[i] == YES)
			s = m->r->exits[i].state;
	for (uint32_t k = 0; s && k < 2u * s->nfacts; k++) {
		struct candidate c = {s->facts[k / 2].v, relations[k % 2], 0};

		if (m->r->values.at[c.v].kind != VALUE_PARAM)
			continue;
		points = worth(m, &c);
		if (points > best) {
			best = points;
			*ret = c;
		}
	}
	return best > 0;
}

/* May happen, but only if c. */
static void add_guard(struct sum *m, const struct candidate *c,
		      struct effect_condition *ret)
{
	set_condition(m, c, ret);
	ret->when = EFFECT_MAYBE;
}

/* The hook that an exit went through, or NO_VALUE. */
static value_t hook_of(struct sum *m, const struct run_exit *x)
{
	for (uint32_t i = 0; i < x->state->nevents; i++) {
		const struct event *e = &x->state->events[i];

		if (e->kind == EFFECT_CALLS &&
		    m->r->values.at[e->subject].kind == VALUE_LOADED &&
		    way_knows(x->state, &m->r->values, e->subject, RELATION_NE,
			      0) == 1)
			return e->subject;
	}
	return NO_VALUE;
}

/*
 * A hook that users may set, and what is done without it: the hook is taken
 * to do the same.
 */
static void trust_hooks(struct sum *m)
{
	for (uint32_t i = 0; i < m->r->nexits; i++) {
		value_t hook;

		if (m->answers[i] != NO)
			continue;
		hook = hook_of(m, &m->r->exits[i]);
		for (uint32_t k = 0; hook && k < m->r->nexits; k++)
			if (m->answers[k] == YES &&
			    way_knows(m->r->exits[k].state, &m->r->values, hook,
				      RELATION_EQ, 0) == 1)
				m->answers[i] = NULL_THERE;
	}
}

/*
 * It is not certain even on one way.  What that way takes is still of use:
 * the end of a count, or an argument that callers may know.
 */
static enum verdict decide_perhaps(struct sum *m, struct effect_condition *ret)
{
	enum answer saved[RUN_EXITS];
	enum verdict verdict = HAPPENS;
	struct candidate c;

	memcpy(saved, m->answers, sizeof(saved));
	for (uint32_t i = 0; i < m->r->nexits; i++)
		if (m->answers[i] == PERHAPS)
			m->answers[i] = YES;
	if (m->r->cut) {
		ret->when = EFFECT_MAYBE;
	} else if (try_paths(m, &c) && counts_down(m, &c)) {
		ret->when = EFFECT_ALWAYS;
		verdict = COUNTS;
	} else if (try_needed(m, &c)) {
		add_guard(m, &c, ret);
	}
	memcpy(m->answers, saved, sizeof(saved));
	return verdict;
}

/*
 * answers and whens are given: what does it depend on?  null_is_no: an exit
 * where the pointer is NULL counts, if a condition on the result is found.
 */
enum verdict sum_decide(struct sum *m, bool null_is_no,
			struct effect_condition *ret)
{
	uint32_t n[ANSWERS] = {0};
	enum answer saved[RUN_EXITS];
	struct candidate c;
	bool found = false;

	memset(ret, 0, sizeof(*ret));
	ret->subject.root = EFFECT_NOWHERE;
	trust_hooks(m);
	for (uint32_t i = 0; i < m->r->nexits; i++)
		n[m->answers[i]]++;
	if (n[YES] + n[DEPENDS] + n[PERHAPS] == 0)
		return NEVER;
	ret->when = EFFECT_MAYBE;
	if (n[PERHAPS] > 0 || m->r->cut)
		return decide_perhaps(m, ret);
	if (null_is_no && n[NULL_THERE] > 0) {
		memcpy(saved, m->answers, sizeof(saved));
		for (uint32_t i = 0; i < m->r->nexits; i++)
			if (m->answers[i] == NULL_THERE)
				m->answers[i] = NO;
		found = try_result(m, &c) || try_error(m, &c);
		memcpy(m->answers, saved, sizeof(saved));
		found = found || try_success(m, &c);
	}
	if (!found && n[NO] + n[DEPENDS] == 0) {
		ret->when = EFFECT_ALWAYS;
		return HAPPENS;
	}
	/* Whether a count is 0 says more than what is returned then. */
	if (!found && try_paths(m, &c) && counts_down(m, &c)) {
		ret->when = EFFECT_ALWAYS;
		return COUNTS;
	}
	if (!found && !try_result(m, &c) && !try_error(m, &c)) {
		if (!try_paths(m, &c)) {
			/* A loop that was not entered: there were none. */
			if (m->of_many && n[YES] > 0)
				ret->when = EFFECT_ALWAYS;
			if (!try_needed(m, &c))
				return HAPPENS;
			if (!m->of_many)
				add_guard(m, &c, ret);
			else
				set_condition(m, &c, ret);
			return HAPPENS;
		}
	}
	set_condition(m, &c, ret);
	return HAPPENS;
}
