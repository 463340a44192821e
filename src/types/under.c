/* SPDX-License-Identifier: MIT */
/* spec: Underlying types, Core types; go/types under.go. */
#include "types/check.h"

#include "types/named.h"
#include "types/typeset.h"

struct type *type_under(struct type *t)
{
	if (!t)
		return TYP(INVALID);
	switch (t->kind) {
	case TYPE_ALIAS:
		return type_under(alias_actual((struct alias *)t));
	case TYPE_NAMED:
		return named_underlying((struct named *)t);
	case TYPE_PARAM:
		return &type_param_iface((struct type_param *)t)->t;
	default:
		return t;
	}
}

struct type *type_pointee(struct type *t)
{
	struct pointer *p = TYPE_AS(POINTER, pointer, type_under(t));

	return p ? p->base : NULL;
}

bool typeset_each(struct type *t,
		  bool (*f)(struct type *t, struct type *u, void *ctx),
		  void *ctx)
{
	struct type_param *p;
	struct type_set *s;

	p = TYPE_AS(PARAM, type_param, unalias(t));
	if (!p)
		return f(t, type_under(t), ctx);
	s = interface_type_set(type_param_iface(p));
	if (!type_set_has_terms(s))
		return f(NULL, NULL, ctx);
	for (uint32_t i = 0; i < s->terms.n; i++) {
		const struct term *term = &s->terms.at[i];
		struct type *u = unalias(term->type);

		/* After a tilde stands an underlying type. */
		if (!term->tilde)
			u = type_under(u);
		if (!f(term->type, u, ctx))
			return false;
	}
	return true;
}

struct under_test {
	bool (*f)(struct type *u, void *ctx);
	void *ctx;
};

static bool test_under(struct type *t, struct type *u, void *ctx)
{
	struct under_test *test = ctx;

	(void)t;
	return test->f(u, test->ctx);
}

bool under_is(struct type *t, bool (*f)(struct type *u, void *ctx), void *ctx)
{
	struct under_test test = {f, ctx};

	return typeset_each(t, test_under, &test);
}

struct common {
	struct checker *c;
	const char *(*cond)(struct checker *c, struct type *t, struct type *u,
			    void *ctx);
	void *ctx;
	const char **cause;
	struct type *t, *u; /* so far; NULL before the first */
};

/* Both are channels: the one that allows less stays. */
static bool common_chan(struct common *m, struct type *t, struct chan *ch)
{
	struct chan *have = (struct chan *)m->u;

	if (!type_identical(have->elem, ch->elem)) {
		CAUSE(m->cause,
		      check_sprintf(
			      m->c,
			      "channels %s and %s have different element types",
			      type_str(m->c, m->t), type_str(m->c, t)));
		return false;
	}
	if (have->dir == ch->dir)
		return true;
	if (have->dir == CHAN_BOTH) {
		m->t = t;
		m->u = &ch->t;
		return true;
	}
	if (ch->dir == CHAN_BOTH)
		return true;
	CAUSE(m->cause,
	      check_sprintf(m->c,
			    "channels %s and %s have conflicting directions",
			    type_str(m->c, m->t), type_str(m->c, t)));
	return false;
}

static bool add_common(struct type *t, struct type *u, void *ctx)
{
	struct common *m = ctx;

	if (m->cond) {
		const char *err = m->cond(m->c, t, u, m->ctx);

		if (err) {
			CAUSE(m->cause, err);
			return false;
		}
	}
	if (!u) {
		CAUSE(m->cause, "no specific type");
		return false;
	}
	if (!m->u) {
		m->t = t;
		m->u = u;
		return true;
	}
	if (m->u->kind == TYPE_CHAN && u->kind == TYPE_CHAN)
		return common_chan(m, t, (struct chan *)u);
	if (type_identical(m->u, u))
		return true;
	CAUSE(m->cause,
	      check_sprintf(m->c, "%s and %s have different underlying types",
			    type_str(m->c, m->t), type_str(m->c, t)));
	return false;
}

struct type *common_under(struct checker *c, struct type *t,
			  const char *(*cond)(struct checker *c, struct type *t,
					      struct type *u, void *ctx),
			  void *ctx, const char **cause)
{
	struct common m = {.c = c, .cond = cond, .ctx = ctx, .cause = cause};

	return typeset_each(t, add_common, &m) ? m.u : NULL;
}
