/* SPDX-License-Identifier: MIT */
/*
 * What memory and the result hold when a function is left: new memory,
 * pointers of the caller's that are kept, pointers that were set to NULL.
 */
#include "cfront/effect_sum.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"

/* The last cell of a place at an exit, or NULL. */
static const struct cell *cell_at(const struct run_exit *x, value_t base,
				  uint32_t field)
{
	for (uint32_t i = x->state->ncells; i-- > 0;)
		if (x->state->cells[i].base == base &&
		    x->state->cells[i].field == field)
			return &x->state->cells[i];
	return NULL;
}

static bool known_null(struct sum *m, const struct run_exit *x, value_t v)
{
	const struct values *vs = &m->r->values;

	while (v != NO_VALUE) {
		if (way_knows(x->state, vs, v, RELATION_EQ, 0) == 1)
			return true;
		if (vs->at[v].kind != VALUE_LOADED &&
		    vs->at[v].kind != VALUE_FIELD)
			return false;
		v = vs->at[v].a;
	}
	return false;
}

/* The path of a place; for new memory, of where that has gone. */
static bool place_path(struct sum *m, value_t base, uint32_t field,
		       struct effect_path *ret)
{
	const struct values *vs = &m->r->values;
	const struct body_set *set = m->r->e->set;

	if (!value_path(vs, set, base, ret))
		return false;
	if (vs->at[base].kind != VALUE_GLOBAL || field != 0)
		effect_path_step(ret, set, field);
	return true;
}

static bool owner_path(struct sum *m, const struct run_exit *x, value_t owned,
		       uint32_t depth, struct effect_path *ret);

/* The same for a place in new memory: field, or a field of a field. */
static bool owned_place(struct sum *m, const struct run_exit *x, value_t base,
			uint32_t field, uint32_t depth, struct effect_path *ret)
{
	const struct values *vs = &m->r->values;
	uint32_t fields[EFFECT_STEPS], n = 0;

	fields[n++] = field;
	while (vs->at[base].kind == VALUE_FIELD && n < EFFECT_STEPS) {
		fields[n++] = vs->at[base].n;
		base = vs->at[base].a;
	}
	if (vs->at[base].kind != VALUE_OWNED ||
	    !owner_path(m, x, base, depth + 1, ret))
		return false;
	while (n-- > 0)
		effect_path_step(ret, m->r->e->set, fields[n]);
	return true;
}

/*
 * Where an exit leaves new memory: the result, or a place with a path; that
 * may be in other new memory, for which the same is asked.
 */
static bool owner_path(struct sum *m, const struct run_exit *x, value_t owned,
		       uint32_t depth, struct effect_path *ret)
{
	value_t all[4];
	uint32_t n = value_alternatives(&m->r->values, x->value, all);

	for (uint32_t i = 0; i < n; i++) {
		if (value_object(&m->r->values, all[i]) != owned)
			continue;
		*ret = (struct effect_path){.root = EFFECT_RESULT};
		return true;
	}
	/* By its start, if possible; else by something inside of it. */
	for (uint32_t i = 0, n_cells = x->state->ncells; i < 2 * n_cells; i++) {
		bool second = i >= n_cells;
		const struct cell *c =
			&x->state->cells[second ? i - n_cells : i];
		value_t v = c->value;

		if (second)
			v = value_object(&m->r->values, v);
		if (v != owned || c->field == CELL_ALL)
			continue;
		if (place_path(m, c->base, c->field, ret))
			return true;
		if (depth < EFFECT_STEPS && c->base != owned &&
		    owned_place(m, x, c->base, c->field, depth, ret))
			return true;
	}
	return false;
}

static bool ask(struct sum *m, uint8_t kind, value_t v, uint32_t field,
		value_t what)
{
	for (uint32_t i = 0; i < m->asked.len; i++) {
		const struct sum_asked *a = &m->asked.at[i];

		if (a->kind == kind && a->v == v && a->field == field &&
		    a->name == (name_t)what)
			return false;
	}
	vec_push_in(m->r->scratch, &m->asked,
		    (struct sum_asked){kind, v, field, (name_t)what});
	return true;
}

static enum answer of_cell(const struct cell *c, bool certain, struct when *ret)
{
	*ret = c->when;
	if (c->may || !certain)
		return PERHAPS;
	return c->when.v ? DEPENDS : YES;
}

/* What of a value is new memory; ret_all: nothing else but NULL. */
static value_t owned_part(struct sum *m, const struct run_exit *x, value_t v,
			  bool *ret_all)
{
	const struct values *vs = &m->r->values;
	value_t all[4], owned = NO_VALUE;
	uint32_t n = value_alternatives(vs, v, all);

	*ret_all = true;
	for (uint32_t i = 0; i < n; i++) {
		value_t block = value_object(vs, all[i]);

		if (vs->at[block].kind == VALUE_OWNED &&
		    !sum_freed(m, x, block) && !known_null(m, x, block))
			owned = block;
		else if (way_knows(x->state, vs, all[i], RELATION_EQ, 0) != 1)
			*ret_all = false;
	}
	return owned;
}

/* A second pointer, into memory that another place holds by its start. */
static bool points_inside(struct sum *m, const struct run_exit *x,
			  const struct cell *c, value_t owned)
{
	if (c->value == owned)
		return false;
	for (uint32_t i = 0; i < x->state->ncells; i++)
		if (x->state->cells[i].value == owned)
			return true;
	return value_block(&m->r->values, x->value) == owned;
}

static enum answer holds_owned(struct sum *m, const struct run_exit *x,
			       value_t base, uint32_t field, struct when *when,
			       const struct cell **ret)
{
	const struct cell *c = cell_at(x, base, field);
	value_t owned;
	bool all;

	if (known_null(m, x, base))
		return NULL_THERE;
	if (!c)
		return NO;
	owned = owned_part(m, x, c->value, &all);
	if (owned && points_inside(m, x, c, owned))
		return NO;
	if (owned) {
		*ret = c;
		return of_cell(c, all, when);
	}
	return known_null(m, x, c->value) ? NULL_THERE : NO;
}

static void add_out(struct sum *m, value_t base, uint32_t field)
{
	const struct run *r = m->r;
	const struct cell *c = NULL;
	struct effect_path path;
	struct c_effect row;
	value_t owned;
	bool all;

	if (!place_path(m, base, field, &path))
		return;
	for (uint32_t i = 0; i < r->nexits; i++)
		m->answers[i] = holds_owned(m, &r->exits[i], base, field,
					    &m->whens[i], &c);
	if (!c)
		return;
	row = sum_row(m, EFFECT_OUT, c->line, c->by);
	if (sum_decide(m, true, &row.condition) == NEVER)
		return;
	row.path = path;
	owned = NO_VALUE;
	for (uint32_t i = 0; i < r->nexits && !owned; i++) {
		c = cell_at(&r->exits[i], base, field);
		if (c)
			owned = owned_part(m, &r->exits[i], c->value, &all);
	}
	row.family = r->values.at[owned].family;
	sum_add(m, &row);
}

/* Was what the place held at the start given away? */
static bool moved_out(struct sum *m, value_t old)
{
	for (uint32_t i = 0; i < m->r->nexits; i++) {
		const struct run_exit *x = &m->r->exits[i];

		if (value_block(&m->r->values, x->value) == old)
			return true;
		for (uint32_t k = 0; k < x->state->nevents; k++)
			if (x->state->events[k].subject == old &&
			    x->state->events[k].kind != EFFECT_CALLS)
				return true;
	}
	return false;
}

static void add_clears(struct sum *m, value_t base, uint32_t field)
{
	const struct run *r = m->r;
	value_t old = value_loaded(&m->r->values, base, field);
	const struct cell *seen = NULL;
	struct effect_path path;
	struct c_effect row;

	if (old == NO_VALUE || !place_path(m, base, field, &path) ||
	    !moved_out(m, old))
		return;
	for (uint32_t i = 0; i < r->nexits; i++) {
		const struct run_exit *x = &r->exits[i];
		const struct cell *c = cell_at(x, base, field);
		const struct value *v = c ? &r->values.at[c->value] : NULL;

		m->answers[i] = NO;
		if (v && v->kind == VALUE_CONST && v->c == 0) {
			m->answers[i] = of_cell(c, true, &m->whens[i]);
			seen = c;
		} else if (known_null(m, x, old)) {
			m->answers[i] = NULL_THERE;
		}
	}
	if (!seen)
		return;
	row = sum_row(m, EFFECT_CLEARS, seen->line, seen->by);
	if (sum_decide(m, false, &row.condition) == NEVER)
		return;
	row.path = path;
	sum_add(m, &row);
}

/* A pointer that the caller has given. */
static bool given(struct sum *m, const struct cell *c, value_t v)
{
	const struct value *at = &m->r->values.at[v];

	if (at->kind == VALUE_PARAM)
		return at->n < 64 &&
		       ((m->r->func->pointers | m->r->func->numbers) >> at->n &
			1) != 0;
	return at->kind == VALUE_LOADED && c->pointer;
}

static enum answer holds_given(struct sum *m, const struct run_exit *x,
			       const struct cell *like, value_t v,
			       struct when *when)
{
	value_t all[4];
	enum answer best = NO;

	for (uint32_t i = 0; i < x->state->ncells; i++) {
		const struct cell *c = &x->state->cells[i];
		uint32_t n;

		if (c->base != like->base || c->field != like->field)
			continue;
		n = value_alternatives(&m->r->values, c->value, all);
		for (uint32_t k = 0; k < n; k++)
			if (value_object(&m->r->values, all[k]) == v)
				best = of_cell(c, n == 1, when);
	}
	if (best != YES && known_null(m, x, v))
		return NULL_THERE;
	return best;
}

/* A function that was called keeps the object, and nobody freed it since:
 * whatever lies in it is kept there. */
static bool is_given_away(const struct run_exit *x, value_t object)
{
	bool kept = false;

	for (uint32_t i = 0; i < x->state->nevents; i++) {
		const struct event *e = &x->state->events[i];

		if (e->subject != object)
			continue;
		if (e->kind == EFFECT_FREES)
			return false;
		kept |= e->kind == EFFECT_KEEPS;
	}
	return kept;
}

static void add_keeps(struct sum *m, const struct run_exit *x,
		      const struct cell *c, value_t v)
{
	bool away = false;
	const struct run *r = m->r;
	const struct values *vs = &r->values;
	value_t root = value_root(vs, c->base);
	struct effect_path path, where;
	struct c_effect row;

	if (!given(m, c, v) || !value_path(vs, r->e->set, v, &path) ||
	    vs->at[value_root(vs, v)].kind != VALUE_PARAM ||
	    value_root(vs, v) == root)
		return;
	if (vs->at[root].kind == VALUE_OWNED) {
		if (!owned_place(m, x, c->base, c->field, 0, &where)) {
			away = is_given_away(x, root);
			where = (struct effect_path){.root = EFFECT_NOWHERE};
			if (!away)
				return;
		}
		/* What was in an object before still is. */
		if (where.root == path.root)
			return;
	} else if (!place_path(m, c->base, c->field, &where)) {
		return;
	}
	if (!ask(m, EFFECT_KEEPS, c->base, c->field, v))
		return;
	for (uint32_t i = 0; i < r->nexits; i++)
		m->answers[i] = away && !is_given_away(&r->exits[i], root)
					? NO
					: holds_given(m, &r->exits[i], c, v,
						      &m->whens[i]);
	row = sum_row(m, EFFECT_KEEPS, c->line, c->by);
	if (sum_decide(m, false, &row.condition) == NEVER)
		return;
	row.path = path;
	row.other = where;
	sum_add(m, &row);
}

/* atomic: nobody else counts so carefully. */
static bool names_a_count(name_t name, bool atomic)
{
	const char *s = name_text(name);

	return strcasestr(s, "ref") || strcmp(s, "rc") == 0 ||
	       (atomic && (strcasestr(s, "count") || strcasestr(s, "cnt")));
}

static void add_refs(struct sum *m, const struct cell *c)
{
	const struct run *r = m->r;
	const struct value *v = &r->values.at[c->value];
	struct c_effect row;

	if (v->kind != VALUE_ADD || v->c <= 0 || c->field == 0 ||
	    v->a != value_loaded(&m->r->values, c->base, c->field) ||
	    !names_a_count(r->e->set->fields.at[c->field].name,
			   c->by != NO_NAME) ||
	    r->values.at[c->base].kind == VALUE_GLOBAL)
		return;
	if (!ask(m, EFFECT_REFS, c->base, c->field, 0))
		return;
	for (uint32_t i = 0; i < r->nexits; i++) {
		const struct cell *o = cell_at(&r->exits[i], c->base, c->field);

		m->answers[i] = o && o->value == c->value
					? of_cell(o, true, &m->whens[i])
				: known_null(m, &r->exits[i], c->base)
					? NULL_THERE
					: NO;
	}
	row = sum_row(m, EFFECT_REFS, c->line, c->by);
	if (sum_decide(m, false, &row.condition) == NEVER ||
	    !value_path(&r->values, r->e->set, c->base, &row.path))
		return;
	sum_add(m, &row);
}

static void look_at_cell(struct sum *m, const struct run_exit *x,
			 const struct cell *c)
{
	value_t all[4];
	uint32_t n;

	if (c->field == CELL_ALL)
		return;
	if (ask(m, EFFECT_OUT, c->base, c->field, 0)) {
		add_out(m, c->base, c->field);
		add_clears(m, c->base, c->field);
	}
	n = value_alternatives(&m->r->values, c->value, all);
	for (uint32_t i = 0; i < n; i++)
		add_keeps(m, x, c, value_object(&m->r->values, all[i]));
	add_refs(m, c);
}

void sum_memory(struct sum *m)
{
	for (uint32_t i = 0; i < m->r->nexits; i++) {
		const struct run_exit *x = &m->r->exits[i];

		for (uint32_t k = 0; k < x->state->ncells; k++)
			look_at_cell(m, x, &x->state->cells[k]);
	}
}

/* The result */

enum result_class { IS_NULL, IS_OWNED, IS_ALIAS, IS_STATIC, IS_OTHER };

struct result {
	enum result_class is;
	struct effect_path path;
	name_t family;
	bool interior;
};

/* The address of a struct's first field is the struct's. */
static bool is_inside(const struct sum *m, value_t v)
{
	const struct value *at = &m->r->values.at[v];

	while (at->kind == VALUE_FIELD && m->r->e->set->fields.at[at->n].first)
		at = &m->r->values.at[at->a];
	return at->kind == VALUE_INSIDE || at->kind == VALUE_FIELD;
}

static struct result classify(struct sum *m, const struct run_exit *x,
			      value_t v)
{
	const struct values *vs = &m->r->values;
	const struct value *at = &vs->at[v];
	struct result c = {.is = IS_OTHER};
	value_t block = value_object(vs, v), holder;
	uint32_t i;

	c.interior = is_inside(m, v);
	if (known_null(m, x, v)) {
		c.is = IS_NULL;
	} else if (at->kind == VALUE_CONST) {
		c.is = at->c == -1 ? IS_NULL : IS_OTHER;
	} else if (vs->at[block].kind == VALUE_OWNED) {
		c.is = IS_OWNED;
		c.family = vs->at[block].family;
		/* Somebody who lives on has it already. */
		for (i = 0; i < x->state->ncells; i++) {
			holder = x->state->cells[i].base;
			if (value_object(vs, x->state->cells[i].value) ==
				    block &&
			    place_path(m, holder, x->state->cells[i].field,
				       &c.path)) {
				c.is = IS_ALIAS;
				c.family = NO_NAME;
				break;
			}
		}
	} else if (at->kind == VALUE_GLOBAL || at->kind == VALUE_STATIC ||
		   at->kind == VALUE_FUNC) {
		c.is = IS_STATIC;
	} else if (value_path(vs, m->r->e->set, block, &c.path)) {
		c.is = IS_ALIAS;
		if (c.path.root == EFFECT_GLOBAL &&
		    vs->at[v].kind != VALUE_LOADED)
			c.is = IS_STATIC;
	}
	return c;
}

/* Behind an argument from which something deep is returned as well. */
static void deepen(const struct sum *m, struct result *c)
{
	if (c->is != IS_ALIAS || c->path.root < 0 || c->path.root >= 32 ||
	    c->path.nsteps == 0 || !(m->deep >> c->path.root & 1))
		return;
	c->path.nsteps = 0;
	c->path.some = true;
	c->interior = false;
}

static bool same_result(const struct result *a, const struct result *b)
{
	return a->is == b->is && a->family == b->family &&
	       a->interior == b->interior && a->path.root == b->path.root &&
	       a->path.nsteps == b->path.nsteps &&
	       a->path.global == b->path.global &&
	       a->path.some == b->path.some &&
	       memcmp(a->path.steps, b->path.steps,
		      a->path.nsteps * sizeof(*a->path.steps)) == 0;
}

/* Which exits give a result of this class? */
static void add_result(struct sum *m, const struct result *c)
{
	static const uint8_t kinds[] = {[IS_OWNED] = EFFECT_RETURNS_OWNED,
					[IS_ALIAS] = EFFECT_RETURNS_ALIAS,
					[IS_STATIC] = EFFECT_RETURNS_STATIC};
	struct c_effect row;
	value_t all[4];
	uint32_t line = 0;

	for (uint32_t i = 0; i < m->r->nexits; i++) {
		const struct run_exit *x = &m->r->exits[i];
		uint32_t n = value_alternatives(&m->r->values, x->value, all);
		uint32_t yes = 0, null = 0;

		for (uint32_t k = 0; k < n; k++) {
			struct result o = classify(m, x, all[k]);

			deepen(m, &o);
			yes += same_result(&o, c);
			null += o.is == IS_NULL;
		}
		m->answers[i] = yes + null == n ? YES : yes ? PERHAPS : NO;
		if (null == n)
			m->answers[i] = NULL_THERE;
		if (yes && !line)
			line = x->line;
	}
	row = sum_row(m, (enum effect_kind)kinds[c->is], line, NO_NAME);
	m->of_result = true;
	if (sum_decide(m, false, &row.condition) != NEVER) {
		if (c->is == IS_ALIAS)
			row.path = c->path;
		if (c->is != IS_STATIC)
			row.interior = c->interior;
		row.family = c->family;
		sum_add(m, &row);
	}
	m->of_result = false;
}

static void add_nonnull(struct sum *m)
{
	struct c_effect row;

	for (uint32_t i = 0; i < m->r->nexits; i++)
		if (way_knows(m->r->exits[i].state, &m->r->values,
			      m->r->exits[i].value, RELATION_NE, 0) != 1)
			return;
	row = sum_row(m, EFFECT_RETURNS_NONNULL, m->r->func->line, NO_NAME);
	sum_add(m, &row);
}

static bool same_place(const struct effect_path *x, const struct effect_path *y)
{
	return x->root == y->root && x->nsteps == y->nsteps &&
	       x->some == y->some && x->global == y->global &&
	       memcmp(x->steps, y->steps, x->nsteps * sizeof(*x->steps)) == 0;
}

/* Something else than a realloc frees v. */
static bool is_freed_apart(const struct run_exit *x, value_t v)
{
	for (uint32_t i = 0; i < x->state->nevents; i++)
		if (x->state->events[i].subject == v &&
		    x->state->events[i].kind == EFFECT_FREES &&
		    !x->state->events[i].exchanged)
			return true;
	return false;
}

/*
 * Wherever the argument is freed, new memory is returned.  Where it may be
 * freed, once is enough: realloc of no bytes is a free.  An argument that is
 * freed in any case is told so, unless it went through realloc.
 */
static bool may_be_freed(const struct run_exit *x, value_t v)
{
	for (uint32_t i = 0; i < x->state->nevents; i++)
		if (x->state->events[i].subject == v &&
		    x->state->events[i].kind == EFFECT_FREES)
			return true;
	return false;
}

static bool is_exchanged(struct sum *m, const struct effect_path *p,
			 uint8_t when)
{
	value_t v = value_of(&m->r->values, VALUE_PARAM, (uint32_t)p->root);
	bool any = false, all;

	for (uint32_t i = 0; i < m->r->nexits; i++) {
		const struct run_exit *x = &m->r->exits[i];

		if (!sum_freed(m, x, v) &&
		    (when != EFFECT_MAYBE || !may_be_freed(x, v)))
			continue;
		if (when == EFFECT_ALWAYS && is_freed_apart(x, v))
			return false;
		if (owned_part(m, x, x->value, &all))
			any = true;
		else if (when != EFFECT_MAYBE)
			return false;
	}
	return any;
}

static void remove_row(struct sum *m, uint32_t i)
{
	memmove(m->rows.at + i, m->rows.at + i + 1,
		(m->rows.len - i - 1) * sizeof(*m->rows.at));
	m->rows.len--;
}

/* frees p and new memory in its place: reallocs p. */
static void exchange(struct sum *m, uint32_t at)
{
	struct c_effect *row = &m->rows.at[at], *o;
	bool plain = row->path.nsteps == 0 && row->path.root >= 0;

	if (row->kind != EFFECT_FREES || row->path.some ||
	    (plain && !is_exchanged(m, &row->path, row->condition.when)))
		return;
	for (uint32_t i = 0; i < m->rows.len; i++) {
		o = &m->rows.at[i];
		if (plain ? o->kind != EFFECT_RETURNS_OWNED
			  : o->kind != EFFECT_OUT ||
				    !same_place(&o->path, &row->path))
			continue;
		row->kind = EFFECT_REALLOCS;
		row->family = o->family;
		if (!plain)
			row->condition = o->condition;
		else if (row->condition.when == EFFECT_IF &&
			 row->condition.subject.root == EFFECT_RESULT)
			row->condition.when = EFFECT_ALWAYS;
		remove_row(m, i);
		return;
	}
}

/* Arguments from which something too deep for a path is returned. */
static void find_deep(struct sum *m)
{
	value_t all[4];

	for (uint32_t i = 0; i < m->r->nexits; i++) {
		const struct run_exit *x = &m->r->exits[i];
		uint32_t n = value_alternatives(&m->r->values, x->value, all);

		for (uint32_t k = 0; k < n; k++) {
			struct result c = classify(m, x, all[k]);

			if (c.is == IS_ALIAS && c.path.some &&
			    c.path.root >= 0 && c.path.root < 32)
				m->deep |= UINT32_C(1) << c.path.root;
		}
	}
}

void sum_results(struct sum *m)
{
	struct result seen[16];
	uint32_t n = 0, k;
	bool owned = false;
	value_t all[4];

	find_deep(m);
	for (uint32_t i = 0; i < m->r->nexits; i++) {
		const struct run_exit *x = &m->r->exits[i];
		uint32_t na = value_alternatives(&m->r->values, x->value, all);

		if (!m->r->func->returns_pointer)
			break;
		for (uint32_t j = 0; j < na; j++) {
			struct result c = classify(m, x, all[j]);

			deepen(m, &c);
			for (k = 0; k < n && !same_result(&seen[k], &c);)
				k++;
			if (k < n || n == 16 || c.is == IS_NULL ||
			    c.is == IS_OTHER)
				continue;
			seen[n++] = c;
			owned |= c.is == IS_OWNED;
		}
	}
	for (k = 0; k < n; k++)
		add_result(m, &seen[k]);
	if (owned)
		add_nonnull(m);
	for (k = 0; k < m->rows.len; k++)
		exchange(m, k);
}
