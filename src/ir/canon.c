/* SPDX-License-Identifier: MIT */
/*
 * One type for all that are identical, and whether a type has free type
 * parameters
 *
 * Identical types can be spelled in several ways: byte and uint8, an alias
 * and what it stands for, func(x int) and func(int).  An instance of a
 * generic function exists once, whatever spelling it was asked for with,
 * and who is first is chance.  So that chance does not show in names, type
 * arguments are spelled anew: no aliases but any, byte is uint8 and rune
 * int32, no names of parameters, interfaces without embedded ones.  It is
 * how the linker's symbols have them, too.
 *
 * After that, a table in parts gives the first one of all that are
 * identical; from then on to compare types is to compare pointers.
 *
 * The walk for free type parameters: x/tools internal/typeparams free.go.
 */
#include "ir/create.h"

#include "types/construct.h"
#include "types/predicates.h"
#include "types/remake.h"
#include "types/typeset.h"

/* Aliases can nest types deeper than sources do. */
enum { MAX_DEPTH = 500 };

struct speller {
	struct remake r; /* must be first */
	uint32_t depth;
};

/* Parameters lose their names. */
static struct object **spell_params(struct speller *s, struct object **list,
				    uint32_t n)
{
	struct object **copy = list;

	for (uint32_t i = 0; i < n; i++) {
		struct object *old = list[i];
		struct type *t = remake_part(&s->r, old->type);

		if (t == old->type && old->name == NO_NAME)
			continue;
		if (copy == list)
			copy = vec_copy(s->r.arena, list, n, sizeof(*list));
		copy[i] = ARENA_NEW(s->r.arena, struct object);
		*copy[i] = *old;
		copy[i]->type = t;
		copy[i]->name = NO_NAME;
	}
	return copy;
}

static struct tuple *spell_tuple(struct speller *s, struct tuple *t)
{
	struct object **vars;

	if (!t)
		return NULL;
	vars = spell_params(s, t->vars, t->n);
	return vars == t->vars ? t : new_tuple(s->r.arena, vars, t->n);
}

static struct type *spell_signature(struct speller *s, struct signature *t)
{
	struct tuple *params, *results;

	if (t->tparams.n > 0)
		return &t->t;
	params = spell_tuple(s, t->params);
	results = spell_tuple(s, t->results);
	if (params == t->params && results == t->results && !t->recv)
		return &t->t;
	return &new_signature(s->r.arena, (struct type_list){0}, NULL, params,
			      results, t->variadic)
			->t;
}

/* A method that is the same but for its spelling is none that is copied. */
static struct object *spell_method(struct speller *s, struct object *m)
{
	struct signature *old = TYPE_AS(SIGNATURE, signature, m->type), *sig;
	struct tuple *params, *results;
	struct object *copy;

	if (!old)
		return m;
	params = spell_tuple(s, old->params);
	results = spell_tuple(s, old->results);
	if (params == old->params && results == old->results)
		return m;
	sig = ARENA_NEW(s->r.arena, struct signature);
	*sig = *old;
	sig->params = params;
	sig->results = results;
	copy = ARENA_NEW(s->r.arena, struct object);
	*copy = *m;
	copy->type = &sig->t;
	return copy;
}

/* One with specific types is a constraint, and no type of a value. */
static struct type *spell_interface(struct speller *s, struct interface *t)
{
	struct type_set *set = interface_type_set(t);
	struct object **methods;
	bool changed = t->nembeddeds > 0;

	if (set->comparable || !term_list_is_all(set->terms))
		return &t->t;
	if (set->nmethods == 0)
		return universe_any_alias;
	methods = vec_copy(s->r.arena, set->methods, set->nmethods,
			   sizeof(*set->methods));
	for (uint32_t i = 0; i < set->nmethods; i++) {
		methods[i] = spell_method(s, methods[i]);
		changed |= methods[i] != set->methods[i];
	}
	if (!changed)
		return &t->t;
	return construct_interface(methods, set->nmethods, NULL, 0, false);
}

static struct type *spell_named(struct speller *s, struct named *n)
{
	struct type_list targs = named_targs(n);
	struct type *inst;

	if (targs.n == 0)
		return &n->t;
	targs.at = remake_list(&s->r, targs.at, targs.n);
	if (targs.at == n->inst->targs.at)
		return &n->t;
	inst = construct_instance(&named_origin(n)->t, targs);
	return inst ? inst : &n->t;
}

static struct type *spell_kind(struct speller *s, struct type *t)
{
	switch ((enum type_kind)t->kind) {
	case TYPE_BASIC:
		return basic_types[((struct basic *)t)->basic_kind];
	case TYPE_ARRAY:
	case TYPE_SLICE:
	case TYPE_POINTER:
	case TYPE_CHAN:
		return remake_elem(&s->r, t);
	case TYPE_STRUCT:
		return remake_struct(&s->r, (struct structure *)t);
	case TYPE_TUPLE:
		return (struct type *)spell_tuple(s, (struct tuple *)t);
	case TYPE_SIGNATURE:
		return spell_signature(s, (struct signature *)t);
	case TYPE_INTERFACE:
		return spell_interface(s, (struct interface *)t);
	case TYPE_MAP:
		return remake_map(&s->r, (struct map *)t);
	case TYPE_NAMED:
		return spell_named(s, (struct named *)t);
	case TYPE_ALIAS:
		return remake_part(&s->r, unalias(t));
	case TYPE_UNION:
	case TYPE_PARAM:
		break;
	}
	return t;
}

static struct type *spell(struct remake *r, struct type *t)
{
	struct speller *s = (struct speller *)r;

	if (s->depth >= MAX_DEPTH)
		return t;
	s->depth++;
	t = spell_kind(s, t);
	s->depth--;
	return t;
}

/* The table */

struct entry {
	struct type *type;
	struct entry *next;
};

static struct type *representative(struct ir_builder *b, struct type *t)
{
	uint32_t hash = type_hash(t);
	struct ir_part *part =
		&b->prog->shared->types[hash >> 7 & (IR_PARTS - 1)];
	struct entry *e;
	void **at;

	pthread_mutex_lock(&part->lock);
	at = ptrmap_at_key(&part->by_hash, NULL, (uint64_t)hash + 1);
	for (e = *at; e; e = e->next)
		if (e->type == t || type_identical(e->type, t))
			break;
	if (!e) {
		e = ARENA_NEW(b->keep, struct entry);
		*e = (struct entry){t, *at};
		*at = e;
	}
	pthread_mutex_unlock(&part->lock);
	return e->type;
}

/* Types that have one pointer from the start. */
static bool is_unique(const struct type *t)
{
	return t->kind == TYPE_PARAM ||
	       (t->kind == TYPE_NAMED && !((const struct named *)t)->inst);
}

struct type *ir_canon(struct ir_builder *b, struct type *t)
{
	struct speller s = {.r = {.arena = b->keep, .type = spell}};
	struct type *r;
	void **at;

	if (is_unique(t))
		return t;
	at = ptrmap_at(&b->canon, b->keep, t);
	if (*at)
		return *at;
	r = spell(&s.r, t);
	if (!is_unique(r) && r->kind != TYPE_BASIC)
		r = representative(b, r);
	*at = r;
	if (r != t)
		*ptrmap_at(&b->canon, b->keep, r) = r;
	return r;
}

struct type_list ir_canon_list(struct ir_builder *b, struct type_list list)
{
	struct type **copy = list.at;

	for (uint32_t i = 0; i < list.n; i++) {
		struct type *t = ir_canon(b, list.at[i]);

		if (t == list.at[i])
			continue;
		if (copy == list.at)
			copy = vec_copy(b->keep, list.at, list.n,
					sizeof(*copy));
		copy[i] = t;
	}
	return (struct type_list){copy, list.n};
}

/* Free type parameters */

static char yes, no; /* addresses: values of ir_builder.free */

struct walk {
	struct ptrmap seen; /* local and anonymous types that may be cyclic */
	uint32_t depth;
};

static bool has_free(struct walk *w, struct type *t);

static bool free_in_objects(struct walk *w, struct object **list, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (has_free(w, list[i]->type))
			return true;
	return false;
}

static bool free_in_tuple(struct walk *w, const struct tuple *t)
{
	return t && free_in_objects(w, t->vars, t->n);
}

static bool free_in_list(struct walk *w, struct type **list, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (has_free(w, list[i]))
			return true;
	return false;
}

static bool free_in_signature(struct walk *w, const struct signature *s)
{
	return free_in_tuple(w, s->params) || free_in_tuple(w, s->results);
}

static bool is_new(struct walk *w, struct type *t)
{
	void **at = ptrmap_at(&w->seen, NULL, t);
	bool new = *at == NULL;

	*at = t;
	return new;
}

static bool free_in_interface(struct walk *w, struct interface *t)
{
	struct type_set *set;

	if (!is_new(w, &t->t))
		return false;
	set = interface_type_set(t);
	if (free_in_objects(w, set->methods, set->nmethods))
		return true;
	return free_in_list(w, t->embeddeds, t->nembeddeds);
}

/* Type parameters reach only types that are declared where they are. */
static bool is_package_level(struct named *n)
{
	const struct object *obj = named_origin(n)->obj;

	return !obj->pkg || obj->parent == obj->pkg->scope;
}

static bool free_in_named(struct walk *w, struct named *n)
{
	struct type_list targs = named_targs(n);

	if (named_tparams(n).n > targs.n)
		return true; /* not instantiated */
	if (free_in_list(w, targs.at, targs.n))
		return true;
	if (is_package_level(n) || !is_new(w, &n->t))
		return false;
	return has_free(w, type_under(&n->t));
}

static bool free_in_union(struct walk *w, const struct union_type *u)
{
	for (uint32_t i = 0; i < u->nterms; i++)
		if (has_free(w, u->terms[i].type))
			return true;
	return false;
}

static bool has_free_kind(struct walk *w, struct type *t)
{
	switch ((enum type_kind)t->kind) {
	case TYPE_BASIC:
		return false;
	case TYPE_ARRAY:
		return has_free(w, ((struct array *)t)->elem);
	case TYPE_SLICE:
		return has_free(w, ((struct slice *)t)->elem);
	case TYPE_POINTER:
		return has_free(w, ((struct pointer *)t)->base);
	case TYPE_CHAN:
		return has_free(w, ((struct chan *)t)->elem);
	case TYPE_MAP:
		return has_free(w, ((struct map *)t)->key) ||
		       has_free(w, ((struct map *)t)->elem);
	case TYPE_STRUCT:
		return free_in_objects(w, ((struct structure *)t)->fields,
				       ((struct structure *)t)->nfields);
	case TYPE_TUPLE:
		return free_in_tuple(w, (struct tuple *)t);
	case TYPE_SIGNATURE:
		return free_in_signature(w, (struct signature *)t);
	case TYPE_INTERFACE:
		return free_in_interface(w, (struct interface *)t);
	case TYPE_UNION:
		return free_in_union(w, (struct union_type *)t);
	case TYPE_NAMED:
		return free_in_named(w, (struct named *)t);
	case TYPE_PARAM:
		return true;
	case TYPE_ALIAS:
		return has_free(w, unalias(t));
	}
	return false;
}

static bool has_free(struct walk *w, struct type *t)
{
	bool found;

	if (!t || w->depth >= MAX_DEPTH)
		return false;
	w->depth++;
	found = has_free_kind(w, t);
	w->depth--;
	return found;
}

/* Nearly all types that are asked for. */
static bool is_plain(struct type *t)
{
	if (t->kind == TYPE_POINTER)
		t = ((struct pointer *)t)->base;
	if (t->kind == TYPE_BASIC)
		return true;
	return t->kind == TYPE_NAMED && !((struct named *)t)->inst &&
	       ((struct named *)t)->tparams.n == 0 &&
	       is_package_level((struct named *)t);
}

bool ir_is_parameterized(struct ir_builder *b, struct type *t)
{
	struct walk w = {0};
	void **at;

	if (is_plain(t))
		return false;
	at = ptrmap_at(&b->free, b->keep, t);
	if (!*at) {
		*at = has_free(&w, t) ? &yes : &no;
		ptrmap_finish(&w.seen);
	}
	return *at == &yes;
}
