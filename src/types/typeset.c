/* SPDX-License-Identifier: MIT */
/*
 * Type sets of interfaces
 *
 * An interface stands for a set of types: those that have its methods, and
 * are in the intersection of the type sets of its embedded elements.  The
 * language keeps unions away from interfaces with methods, so the set
 * factors into
 *
 *	methods		all that a type must have, embedded ones too
 *	terms		a union of elementary sets (typeset.h)
 *	comparable	if there are no specific terms: comparable types only
 *
 * and stays small: `interface { ~int | ~string; fmt.Stringer }` is the
 * method String and two terms.
 *
 * A type set is computed when it is first asked for, but not before the
 * interface has all its methods and elements: an interface that is still
 * being declared answers with the set of all types, and nothing is kept.
 * The checker asks for each interface that it declares as soon as
 * declarations are complete, so that errors in it are told once, at its
 * place; whoever comes later finds the set.
 *
 * An interface may embed itself, which is an error that is found elsewhere
 * (validtype.c).  Here a type set that is under way is given as far as it
 * is, so that the computation ends.  It is published when it is finished.
 *
 * spec: Interface types, Type sets; go/types typeset.go.
 */
#include "types/typeset.h"

#include <stdlib.h>

#include "types/check.h"

struct type_set type_set_top = {.terms = {&(const struct term){0}, 1}};

/* The type set of a union with too many terms, which was reported. */
static struct type_set invalid_set;

/* Up to so many methods, a walk is faster than a table. */
enum { FEW_METHODS = 24 };

/* A type set that the thread is computing, and the one that waits for it. */
struct computing {
	const struct interface *iface;
	struct type_set *set;
	uint32_t depth;
	struct computing *outer;
};

static _Thread_local struct computing *computing;

struct collector {
	struct checker *c; /* to report errors to, or NULL */
	struct arena *arena;
	struct VEC(struct object *) methods;
	struct objset many; /* the methods, when they are more than a few */
};

struct type_set *type_set_of_comparable(struct arena *a)
{
	struct type_set *s = ARENA_NEW(a, struct type_set);

	s->terms = term_list_all;
	s->comparable = true;
	return s;
}

/* The method of the same unique name; else NULL, and m is in. */
static struct object *insert(struct collector *l, struct object *m)
{
	struct object *other;

	if (l->methods.len < FEW_METHODS) {
		for (uint32_t i = 0; i < l->methods.len; i++) {
			other = l->methods.at[i];
			if (other->name == m->name &&
			    object_same_id(other, m->pkg, m->name, false))
				return other;
		}
	} else {
		if (l->methods.len == FEW_METHODS)
			for (uint32_t i = 0; i < FEW_METHODS; i++)
				objset_insert(&l->many, l->arena,
					      l->methods.at[i]);
		other = objset_insert(&l->many, l->arena, m);
		if (other)
			return other;
	}
	vec_push_in(l->arena, &l->methods, m);
	return NULL;
}

struct duplicate {
	pos_t pos;
	struct object *method, *other;
};

/* Types are complete now; before go1.14 no overlap was allowed at all. */
static void check_duplicate(struct checker *c, void *arg)
{
	struct duplicate *d = arg;

	if ((d->pos != NO_POS && !check_allow_version(c, GO_VERSION(14))) ||
	    !type_identical(d->method->type, d->other->type))
		check_error(c, d->pos, "duplicate method %s",
			    name_text(d->method->name));
}

static void add_method(struct collector *l, pos_t pos, struct object *m,
		       bool declared)
{
	struct object *other = insert(l, m);
	struct duplicate *d;

	if (!other || !l->c)
		return;
	if (declared) {
		check_error(l->c, pos, "duplicate method %s",
			    name_text(m->name));
		return;
	}
	d = ARENA_NEW(l->arena, struct duplicate);
	*d = (struct duplicate){pos, m, other};
	check_later(l->c, check_duplicate, d);
}

static int compare_methods(const void *a, const void *b)
{
	return object_compare(*(struct object *const *)a,
			      *(struct object *const *)b);
}

/* Methods mostly come in order already, or are few. */
void sort_methods(struct object **list, uint32_t n)
{
	if (n > FEW_METHODS) {
		qsort(list, n, sizeof(*list), compare_methods);
		return;
	}
	for (uint32_t i = 1; i < n; i++) {
		struct object *m = list[i];
		uint32_t j = i;

		for (; j > 0 && object_compare(list[j - 1], m) > 0; j--)
			list[j] = list[j - 1];
		list[j] = m;
	}
}

/* Of the terms, those whose types are comparable. */
static struct term_list keep_comparable(struct arena *a, struct term_list l)
{
	struct term *at = l.n ? ARENA_ARRAY(a, l.n, struct term) : NULL;
	uint32_t n = 0;

	for (uint32_t i = 0; i < l.n; i++)
		if (comparable_type(NULL, l.at[i].type, false, NULL))
			at[n++] = l.at[i];
	return (struct term_list){at, n};
}

static void intersect(struct arena *a, struct term_list *terms,
		      bool *comparable, struct term_list with, bool with_comp)
{
	*terms = term_list_intersect(a, *terms, with);
	*comparable |= with_comp;
	if (*comparable && !term_list_is_all(*terms)) {
		*terms = keep_comparable(a, *terms);
		*comparable = false;
	}
}

/* The part of a union's type set that one of its terms gives. */
static struct term_list term_set(struct checker *c, const struct term *t)
{
	struct type *u = type_under(t->type);

	if (u->kind == TYPE_INTERFACE)
		return compute_interface_type_set(c, (struct interface *)u)
			->terms;
	/* ~T of a T that is under nothing is the empty set. */
	if (!is_valid(u) || (t->tilde && !type_identical(t->type, u)))
		return (struct term_list){0};
	return (struct term_list){t, 1};
}

/* The invalid set when there are too many terms. */
static struct type_set *union_set(struct checker *c, struct arena *a, pos_t pos,
				  struct union_type *u)
{
	struct type_set *set, **known = NULL;

	if (c) {
		known = (struct type_set **)ptrmap_at(&c->union_sets,
						      lazy_home(c), u);
		set = *known;
		if (set)
			return set;
	}
	set = ARENA_NEW(a, struct type_set);
	if (known)
		*known = set; /* in case the union holds itself */
	for (uint32_t i = 0; i < u->nterms; i++) {
		struct term_list l = term_set(c, &u->terms[i]);

		set->terms = term_list_union(a, set->terms, l);
		if (set->terms.n <= MAX_UNION_TERMS)
			continue;
		if (!c)
			return &invalid_set;
		check_error(c, pos,
			    "cannot handle more than %d union terms "
			    "(implementation limitation)",
			    MAX_UNION_TERMS);
		/* The table may have grown meanwhile. */
		*ptrmap_at(&c->union_sets, lazy_home(c), u) = &invalid_set;
		return &invalid_set;
	}
	return set;
}

/* Elements other than plain interfaces came with go1.18. */
static bool element_allowed(struct checker *c, pos_t pos, const char *what,
			    struct type *t)
{
	if (pos == NO_POS || !c || check_allow_version(c, GO_VERSION(18)))
		return true;
	return check_verify_version(
		c, pos, GO_VERSION(18),
		check_sprintf(c, "embedding %s %s", what, type_str(c, t)));
}

/* False when the element does not count. */
static bool add_element(struct collector *l, pos_t pos, struct type *t,
			struct term_list *ret_terms, bool *ret_comparable)
{
	struct checker *c = l->c;
	struct type *u = type_under(t);
	struct type_set *set;

	*ret_comparable = false;
	switch (u->kind) {
	case TYPE_INTERFACE:
		set = compute_interface_type_set(c, (struct interface *)u);
		if (c && pos != NO_POS &&
		    !check_allow_version(c, GO_VERSION(18)) &&
		    check_is_imported_constraint(c, t) &&
		    !element_allowed(c, pos, "constraint interface", t))
			return false;
		for (uint32_t i = 0; i < set->nmethods; i++)
			add_method(l, pos, set->methods[i], false);
		*ret_comparable = set->comparable;
		*ret_terms = set->terms;
		return true;
	case TYPE_UNION:
		if (!element_allowed(c, pos, "interface element", u))
			return false;
		set = union_set(c, l->arena, pos, (struct union_type *)u);
		*ret_terms = set->terms;
		return set != &invalid_set;
	default:
		if (!is_valid(u) ||
		    !element_allowed(c, pos, "non-interface type", t))
			return false;
		ret_terms->at = ARENA_NEW(l->arena, struct term);
		((struct term *)ret_terms->at)->type = t;
		ret_terms->n = 1;
		return true;
	}
}

static void compute(struct checker *c, struct arena *a, struct interface *t,
		    struct type_set *set)
{
	struct collector l = {.c = c, .arena = a};
	struct term_list terms = term_list_all;
	bool comparable = false;

	for (uint32_t i = 0; i < t->nmethods; i++)
		add_method(&l, t->methods[i]->pos, t->methods[i], true);
	for (uint32_t i = 0; i < t->nembeddeds; i++) {
		pos_t pos = t->embed_pos ? t->embed_pos[i] : NO_POS;
		struct term_list with;
		bool with_comp;

		if (add_element(&l, pos, t->embeddeds[i], &with, &with_comp))
			intersect(a, &terms, &comparable, with, with_comp);
	}
	sort_methods(l.methods.at, l.methods.len);
	set->methods = l.methods.at;
	set->nmethods = l.methods.len;
	set->terms = terms;
	set->comparable = comparable;
}

/* The set that a thread has begun to compute, or NULL. */
static struct type_set *begun(const struct interface *t)
{
	for (struct computing *f = computing; f; f = f->outer)
		if (f->iface == t)
			return f->set;
	if (computing && computing->depth >= CHECK_MAX_DEPTH)
		return &type_set_top;
	return NULL;
}

struct type_set *compute_interface_type_set(struct checker *c,
					    struct interface *t)
{
	struct type_set *set =
		atomic_load_explicit(&t->tset, memory_order_acquire);
	struct checker *owner = t->check;
	struct computing frame = {t, NULL, 0, computing};
	struct arena *a;

	if (set)
		return set;
	if (!t->complete)
		return &type_set_top;
	set = begun(t);
	if (set)
		return set;
	a = lazy_enter(owner);
	/* Another thread may have been first. */
	set = atomic_load_explicit(&t->tset, memory_order_relaxed);
	if (!set && t->nmethods + t->nembeddeds == 0)
		set = &type_set_top;
	if (!set) {
		set = ARENA_NEW(a, struct type_set);
		set->terms = term_list_all;
		frame.set = set;
		frame.depth = computing ? computing->depth + 1 : 0;
		computing = &frame;
		compute(c, a, t, set);
		computing = frame.outer;
	}
	atomic_store_explicit(&t->tset, set, memory_order_release);
	lazy_leave(owner);
	return set;
}

/* Questions */

bool type_set_is_empty(const struct type_set *s)
{
	return s->terms.n == 0;
}

bool type_set_is_all(const struct type_set *s)
{
	return s->nmethods == 0 && type_set_is_method_set(s);
}

bool type_set_is_method_set(const struct type_set *s)
{
	return !s->comparable && term_list_is_all(s->terms);
}

bool type_set_has_terms(const struct type_set *s)
{
	return s->terms.n > 0 && !term_list_is_all(s->terms);
}

bool type_set_subset_of(const struct type_set *x, const struct type_set *y)
{
	return term_list_subset_of(x->terms, y->terms);
}

/* A type set whose terms are being looked at, and what asked for it. */
struct asking {
	const struct type_set *set;
	struct asking *outer;
};

/*
 * Whether each type in the set is comparable.  A term may lead back to the
 * set through a field's type; what is being asked is taken for true then.
 */
bool type_set_is_comparable(const struct type_set *s)
{
	static _Thread_local struct asking *asking;
	struct asking frame = {s, asking};
	bool comparable = true;

	if (s->terms.n == 0)
		return false;
	if (term_list_is_all(s->terms))
		return s->comparable;
	for (struct asking *f = asking; f; f = f->outer)
		if (f->set == s)
			return true;
	asking = &frame;
	for (uint32_t i = 0; i < s->terms.n && comparable; i++)
		comparable =
			comparable_type(NULL, s->terms.at[i].type, false, NULL);
	asking = frame.outer;
	return comparable;
}

uint32_t type_set_nmethods(const struct type_set *s)
{
	return s->nmethods;
}

struct object *type_set_method(const struct type_set *s, uint32_t i)
{
	return s->methods[i];
}

struct object *type_set_lookup(const struct type_set *s, struct package *pkg,
			       name_t name, bool fold_case, uint32_t *ret_index)
{
	if (name == name_blank)
		return NULL;
	for (uint32_t i = 0; i < s->nmethods; i++) {
		struct object *m = s->methods[i];

		if ((m->name != name && !fold_case) ||
		    !object_same_id(m, pkg, name, fold_case))
			continue;
		*ret_index = i;
		return m;
	}
	return NULL;
}
