/* SPDX-License-Identifier: MIT */
/*
 * Fields and methods by name (spec: Selectors, Method sets), missing methods
 *
 * methodset.c walks the same way to find all methods of a type; what is
 * changed here may have to be changed there.
 */
#include "types/check.h"

#include <string.h>

#include "base/buf.h"
#include "types/embedding.h"
#include "types/seen.h"

struct type *deref(struct type *t, bool *ret_was_pointer)
{
	struct type *u = t->kind == TYPE_ALIAS ? unalias(t) : t;
	struct pointer *p = TYPE_AS(POINTER, pointer, u);

	if (ret_was_pointer)
		*ret_was_pointer = p != NULL;
	if (!p)
		return t;
	return p->base ? p->base : TYP(INVALID);
}

struct type *deref_struct_ptr(struct type *t)
{
	struct pointer *p = TYPE_AS(POINTER, pointer, type_under(t));

	if (p && type_under(p->base)->kind == TYPE_STRUCT)
		return p->base;
	return t;
}

/* What is looked for, and what was found. */
struct search {
	struct package *pkg;
	name_t name;
	bool fold_case;
	struct arena *arena; /* for the path; NULL: not wanted */

	struct object *obj;
	const uint32_t *index;
	uint32_t nindex;
	bool indirect;
	bool ambiguous;
};

static inline bool matches(const struct search *s, const struct object *obj)
{
	return (obj->name == s->name || s->fold_case) &&
	       object_same_id(obj, s->pkg, s->name, s->fold_case);
}

/* False when it is the second one on this level. */
static bool found(struct search *s, struct embedding *e, uint32_t outer,
		  uint32_t i, struct object *obj)
{
	s->ambiguous = s->obj || e->at[outer].multiples;
	s->obj = s->ambiguous ? NULL : obj;
	s->indirect = !s->ambiguous && e->at[outer].indirect;
	if (s->arena)
		s->index = embedding_path(e, s->arena, outer, i, &s->nindex);
	return !s->ambiguous;
}

static bool search_struct(struct search *s, struct embedding *e, uint32_t at,
			  const struct structure *t)
{
	for (uint32_t i = 0; i < t->nfields; i++) {
		struct object *f = t->fields[i];

		if (matches(s, f)) {
			if (!found(s, e, at, i, f))
				return false;
			continue;
		}
		/* What is deeper is hidden by what was found. */
		if (f->flags & OBJECT_EMBEDDED && !s->obj)
			embedding_add(e, at, i, f->type);
	}
	return true;
}

/* Looks into one type of the level; false: ambiguous, give up. */
static bool search_type(struct search *s, struct embedding *e, uint32_t at)
{
	struct type *t = e->at[at].type, *u;
	struct named *named = type_as_named(t);
	struct object *m;
	uint32_t i;

	if (named) {
		if (!embedding_enter(e, named))
			return true;
		m = named_lookup_method(named, s->pkg, s->name, s->fold_case,
					&i);
		if (m)
			return found(s, e, at, i, m);
	}
	u = type_under(t);
	if (u->kind == TYPE_STRUCT)
		return search_struct(s, e, at, (struct structure *)u);
	if (u->kind == TYPE_INTERFACE) {
		m = type_set_lookup(interface_type_set((struct interface *)u),
				    s->pkg, s->name, s->fold_case, &i);
		if (m)
			return found(s, e, at, i, m);
	}
	return true;
}

static void search_levels(struct search *s, struct embedding *e)
{
	do {
		for (uint32_t i = e->start; i < e->end; i++)
			if (!search_type(s, e, i))
				return;
	} while (!s->obj && embedding_next(e));
}

/*
 * Does not find the fields of a defined pointer type's base.  A method may
 * not have a type yet (check_obj_decl).
 */
static void search(struct search *s, struct type *t, bool addressable)
{
	struct embedding e;
	bool pointer;

	if (s->name == name_blank)
		return;
	t = deref(t, &pointer);
	/* A pointer to an interface, or type parameter, has no methods. */
	if (pointer && type_under(t)->kind == TYPE_INTERFACE)
		return;
	embedding_init(&e, t, pointer);
	search_levels(s, &e);
	embedding_finish(&e);
	if (s->obj && s->obj->kind == OBJECT_FUNC && !s->indirect &&
	    !addressable && func_has_ptr_recv(s->obj)) {
		s->obj = NULL;
		s->index = NULL;
		s->nindex = 0;
		s->indirect = true;
	}
}

/* A defined pointer type has the fields of its base, but not the methods. */
static void search_named(struct search *s, struct type *t, bool addressable)
{
	struct named *n = t->kind == TYPE_POINTER ? NULL : type_as_named(t);
	struct type *u = n ? type_under(&n->t) : NULL;

	if (!u || u->kind != TYPE_POINTER) {
		search(s, t, addressable);
		return;
	}
	search(s, u, false);
	if (s->obj && s->obj->kind == OBJECT_FUNC) {
		s->obj = NULL;
		s->index = NULL;
		s->nindex = 0;
		s->indirect = false;
	}
}

static struct object *lookup(struct search *s, struct type *t, bool addressable,
			     const uint32_t **ret_index, uint32_t *ret_nindex,
			     bool *ret_indirect)
{
	search_named(s, t, addressable);
	*ret_index = s->index;
	*ret_nindex = s->nindex;
	*ret_indirect = s->indirect;
	return s->obj;
}

struct object *
check_lookup_field_or_method(struct checker *c, struct type *t,
			     bool addressable, struct package *pkg, name_t name,
			     bool fold_case, const uint32_t **ret_index,
			     uint32_t *ret_nindex, bool *ret_indirect)
{
	struct search s = {.pkg = pkg,
			   .name = name,
			   .fold_case = fold_case,
			   .arena = c->arena};

	return lookup(&s, t, addressable, ret_index, ret_nindex, ret_indirect);
}

struct object *lookup_field_or_method(struct type *t, bool addressable,
				      struct package *pkg, name_t name,
				      struct arena *arena,
				      const uint32_t **ret_index,
				      uint32_t *ret_nindex, bool *ret_indirect)
{
	struct search s = {.pkg = pkg, .name = name, .arena = arena};

	return lookup(&s, t, addressable, ret_index, ret_nindex, ret_indirect);
}

int64_t field_index(struct object **fields, uint32_t n, struct package *pkg,
		    name_t name, bool fold_case)
{
	if (name == name_blank)
		return -1;
	for (uint32_t i = 0; i < n; i++)
		if (object_same_id(fields[i], pkg, name, fold_case))
			return i;
	return -1;
}

const char *field_path(struct checker *c, struct type *t, const uint32_t *index,
		       uint32_t n)
{
	const char *path;
	struct buf b;

	buf_init(&b, 16 << 10);
	for (uint32_t i = 0; i < n; i++) {
		struct structure *s = TYPE_AS(STRUCT, structure,
					      type_under(deref_struct_ptr(t)));

		if (!s || index[i] >= s->nfields)
			break;
		if (i > 0)
			buf_putc(&b, '.');
		buf_puts(&b, name_text(s->fields[index[i]]->name));
		t = s->fields[index[i]]->type;
	}
	path = arena_strdup(c->arena, buf_text(&b));
	buf_finish(&b);
	return path;
}

/* Missing methods */

enum state {
	OK,
	NOT_FOUND,
	WRONG_NAME,
	UNEXPORTED,
	WRONG_SIG,
	AMBIGUOUS,
	PTR_RECV,
	FIELD,
};

typedef bool equivalent_fn(struct type *x, struct type *y, void *ctx);

struct missing {
	struct checker *c;
	struct type *v, *t;
	bool is_static;
	equivalent_fn *equivalent; /* NULL: identical */
	void *ctx;
	struct object *m; /* the method that is missing */
	struct object *f; /* what v has instead, or NULL */
};

static bool same_signature(const struct missing *w, const struct object *f,
			   const struct object *m)
{
	if (w->equivalent)
		return w->equivalent(f->type, m->type, w->ctx);
	return type_identical(f->type, m->type);
}

static enum state missing_in_interface(struct missing *w, struct type_set *have,
				       struct type_set *want)
{
	uint32_t n = type_set_nmethods(want), k;

	for (uint32_t i = 0; i < n; i++) {
		w->m = type_set_method(want, i);
		w->f = type_set_lookup(have, w->m->pkg, w->m->name, false, &k);
		if (!w->f && w->is_static)
			return NOT_FOUND;
		if (w->f && !same_signature(w, w->f, w->m))
			return WRONG_SIG;
	}
	return OK;
}

static enum state why_not_found(struct missing *w, const struct search *s)
{
	struct search fold = {
		.pkg = w->m->pkg, .name = w->m->name, .fold_case = true};

	if (s->ambiguous)
		return AMBIGUOUS;
	if (s->indirect)
		return PTR_RECV;
	search(&fold, w->v, false);
	if (!fold.obj || fold.obj->kind != OBJECT_FUNC)
		return NOT_FOUND;
	w->f = fold.obj;
	/* The same name is another package's. */
	return w->f->name == w->m->name ? UNEXPORTED : WRONG_NAME;
}

static enum state missing_in_type(struct missing *w, struct type_set *want)
{
	uint32_t n = type_set_nmethods(want);

	for (uint32_t i = 0; i < n; i++) {
		struct search s = {0};

		w->m = type_set_method(want, i);
		s.pkg = w->m->pkg;
		s.name = w->m->name;
		search(&s, w->v, false);
		if (!s.obj)
			return why_not_found(w, &s);
		if (s.obj->kind != OBJECT_FUNC)
			return FIELD;
		w->f = s.obj;
		if (w->c)
			check_obj_decl(w->c, w->f);
		if (!same_signature(w, w->f, w->m))
			return WRONG_SIG;
	}
	return OK;
}

static const char *have_and_want(struct missing *w, const char *what,
				 const char *have, const char *want)
{
	return check_sprintf(w->c, "(%s method %s)\n\t\thave %s\n\t\twant %s",
			     what, name_text(w->m->name), have, want);
}

static const char *wrong_sig_text(struct missing *w)
{
	const char *have = func_str(w->c, w->f, false);
	const char *want = func_str(w->c, w->m, false);

	if (strcmp(have, want) == 0) {
		have = func_str(w->c, w->f, true);
		want = func_str(w->c, w->m, true);
	}
	if (strcmp(have, want) == 0)
		return check_sprintf(w->c, "(wrong type for method %s)",
				     name_text(w->m->name));
	return have_and_want(w, "wrong type for", have, want);
}

static const char *not_found_text(struct missing *w)
{
	struct type *t = is_interface_ptr(w->v)	  ? w->v
			 : is_interface_ptr(w->t) ? w->t
						  : NULL;

	if (t)
		return check_sprintf(w->c, "(%s)",
				     check_interface_ptr_error(w->c, t));
	return check_sprintf(w->c, "(missing method %s)",
			     name_text(w->m->name));
}

static const char *missing_text(struct missing *w, enum state state)
{
	const char *name = name_text(w->m->name);

	if (w->f)
		check_obj_decl(w->c, w->f);
	switch (state) {
	case WRONG_NAME:
		return have_and_want(w, "missing", func_str(w->c, w->f, false),
				     func_str(w->c, w->m, false));
	case UNEXPORTED:
		return check_sprintf(w->c, "(unexported method %s)", name);
	case WRONG_SIG:
		return wrong_sig_text(w);
	case AMBIGUOUS:
		return check_sprintf(w->c, "(ambiguous selector %s.%s)",
				     type_str(w->c, w->v), name);
	case PTR_RECV:
		return check_sprintf(w->c, "(method %s has pointer receiver)",
				     name);
	case FIELD:
		return check_sprintf(w->c, "(%s.%s is a field, not a method)",
				     type_str(w->c, w->v), name);
	case OK:
	case NOT_FOUND:
		break;
	}
	return not_found_text(w);
}

struct object *check_missing_method(struct checker *c, struct type *v,
				    struct type *t, bool is_static,
				    equivalent_fn *equivalent, void *ctx,
				    const char **cause, bool *ret_wrong_type)
{
	struct missing w = {.c = c,
			    .v = v,
			    .t = t,
			    .is_static = is_static,
			    .equivalent = equivalent,
			    .ctx = ctx};
	struct interface *have, *want;
	struct type_set *methods;
	enum state state;

	if (ret_wrong_type)
		*ret_wrong_type = false;
	want = TYPE_AS(INTERFACE, interface, type_under(t));
	if (!want)
		return NULL;
	methods = interface_type_set(want);
	if (type_set_nmethods(methods) == 0)
		return NULL;
	have = TYPE_AS(INTERFACE, interface, type_under(v));
	if (have)
		state = missing_in_interface(&w, interface_type_set(have),
					     methods);
	else
		state = missing_in_type(&w, methods);
	if (state == OK)
		return NULL;
	if (cause && c)
		*cause = missing_text(&w, state);
	if (ret_wrong_type)
		*ret_wrong_type = state == WRONG_SIG || state == PTR_RECV;
	return w.m;
}

/* An invalid embedded field might have had any method. */
static bool has_invalid_embedded(struct type *t, struct seen_types *seen,
				 uint32_t depth)
{
	struct structure *s =
		TYPE_AS(STRUCT, structure, type_under(deref_struct_ptr(t)));

	if (!s || depth == 0 || !seen_add(seen, s))
		return false;
	for (uint32_t i = 0; i < s->nfields; i++) {
		const struct object *f = s->fields[i];

		if (f->flags & OBJECT_EMBEDDED &&
		    (!is_valid(f->type) ||
		     has_invalid_embedded(f->type, seen, depth - 1)))
			return true;
	}
	return false;
}

bool check_has_all_methods(struct checker *c, struct type *v, struct type *t,
			   bool is_static, equivalent_fn *equivalent, void *ctx,
			   const char **cause)
{
	struct seen_types seen = {0};
	bool invalid;

	if (!is_valid(v))
		return true;
	if (!check_missing_method(c, v, t, is_static, equivalent, ctx, cause,
				  NULL))
		return true;
	invalid = has_invalid_embedded(v, &seen, CHECK_MAX_DEPTH);
	seen_finish(&seen);
	return invalid;
}

bool is_interface_ptr(struct type *t)
{
	struct pointer *p = TYPE_AS(POINTER, pointer, type_under(t));

	return p && type_is_interface(p->base);
}

const char *check_interface_ptr_error(struct checker *c, struct type *t)
{
	struct pointer *p = TYPE_AS(POINTER, pointer, type_under(t));

	if (p && is_type_param(p->base))
		return check_sprintf(c,
				     "type %s is pointer to type parameter, "
				     "not type parameter",
				     type_str(c, t));
	return check_sprintf(c,
			     "type %s is pointer to interface, not interface",
			     type_str(c, t));
}

/* spec: Type assertions; an interface is left to the run time. */
bool check_assertable_to(struct checker *c, struct type *v, struct type *t,
			 const char **cause)
{
	return type_is_interface(t) ||
	       check_has_all_methods(c, t, v, false, NULL, NULL, cause);
}

bool check_new_assertable_to(struct checker *c, struct type *v, struct type *t,
			     const char **cause)
{
	return type_is_interface(t) || check_implements(c, t, v, false, cause);
}
