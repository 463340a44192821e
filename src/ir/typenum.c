/* SPDX-License-Identifier: MIT */
/*
 * Numbers for types, by hash consing
 *
 * The number of a type is found by what it is made of: its kind and the
 * numbers of its parts, a few words that are looked up in a hash table
 * (Ershov, "On programming of arithmetic operations", 1958).  So two types
 * are compared once, however deep they are, and the time for all types is
 * linear in their parts.
 *
 * A named type is its declaration and its type arguments, which is where
 * recursion ends.  Interfaces are the exception: their methods may lead back
 * to them without a named type between.  They are hashed by the names of
 * their methods and the hashes of the methods' types, and compared by
 * type_identical().  A generic signature, a union and a type parameter are
 * themselves only; no call goes through the first two.
 */
#include "ir/typenum.h"

#include "types/construct.h"
#include "types/predicates.h"

/* A type that nests deeper than this is identical to nothing else. */
enum { MAX_DEPTH = 4000, MAX_POINTERS = 100 };

struct typenums *typenums_create(struct arena *a)
{
	struct typenums *n = ARENA_NEW(a, struct typenums);

	n->a = a;
	n->nslots = 1024;
	n->slots = ARENA_ARRAY(a, n->nslots, uint32_t);
	vec_push(&n->at, (struct typenum){0});
	return n;
}

void typenums_finish(struct typenums *n)
{
	vec_finish(&n->at);
	vec_finish(&n->words);
	ptrmap_finish(&n->by_type);
}

static void word(struct typenums *n, uint32_t w)
{
	vec_push(&n->words, w);
}

static void pointer(struct typenums *n, const void *p)
{
	word(n, (uint32_t)(uintptr_t)p);
	word(n, (uint32_t)((uint64_t)(uintptr_t)p >> 32));
}

static void part(struct typenums *n, struct type *t)
{
	uint32_t num = typenum_of(n, t);

	word(n, num);
}

name_t typenum_path(struct typenums *n, const struct package *pkg)
{
	if (!pkg)
		return NO_NAME;
	if (n->last != pkg) {
		n->last = pkg;
		n->last_name = name_of(pkg->path);
	}
	return n->last_name;
}

static void put_tuple(struct typenums *n, const struct tuple *t)
{
	word(n, tuple_len(t));
	for (uint32_t i = 0; i < tuple_len(t); i++)
		part(n, t->vars[i]->type);
}

static void put_struct(struct typenums *n, const struct structure *s)
{
	for (uint32_t i = 0; i < s->nfields; i++) {
		const struct object *f = s->fields[i];
		const char *tag = s->tags ? s->tags[i] : NULL;

		word(n, f->name);
		word(n, name_exported(f->name) ? NO_NAME
					       : typenum_path(n, f->pkg));
		word(n, (f->flags & OBJECT_EMBEDDED) != 0);
		word(n, tag && *tag ? name_of(tag) : NO_NAME);
		part(n, f->type);
	}
}

static void put_named(struct typenums *n, struct named *t)
{
	struct type_list targs = named_targs(t);

	pointer(n, named_origin(t)->obj);
	for (uint32_t i = 0; i < targs.n; i++)
		part(n, targs.at[i]);
}

static void put_signature(struct typenums *n, const struct type *t)
{
	const struct signature *s = (const struct signature *)t;

	word(n, s->variadic);
	if (s->tparams.n > 0) {
		pointer(n, t);
		return;
	}
	put_tuple(n, s->params);
	put_tuple(n, s->results);
}

/* What interfaces are hashed by; it decides nothing. */
static void put_interface(struct typenums *n, struct interface *t)
{
	uint32_t nmethods = interface_nmethods(t);

	word(n, nmethods);
	for (uint32_t i = 0; i < nmethods; i++) {
		struct object *m = interface_method(t, i);

		word(n, m->name);
		word(n, m->type ? type_hash(m->type) : 0);
	}
}

static void put_parts(struct typenums *n, struct type *t)
{
	switch ((enum type_kind)t->kind) {
	case TYPE_BASIC:
		word(n, ((struct basic *)t)->basic_kind);
		break;
	case TYPE_ARRAY:
		word(n, (uint32_t)((struct array *)t)->len);
		word(n, (uint32_t)((uint64_t)((struct array *)t)->len >> 32));
		part(n, ((struct array *)t)->elem);
		break;
	case TYPE_SLICE:
		part(n, ((struct slice *)t)->elem);
		break;
	case TYPE_STRUCT:
		put_struct(n, (struct structure *)t);
		break;
	case TYPE_POINTER:
		part(n, ((struct pointer *)t)->base);
		break;
	case TYPE_TUPLE:
		put_tuple(n, (struct tuple *)t);
		break;
	case TYPE_SIGNATURE:
		put_signature(n, t);
		break;
	case TYPE_INTERFACE:
		put_interface(n, (struct interface *)t);
		break;
	case TYPE_MAP:
		part(n, ((struct map *)t)->key);
		part(n, ((struct map *)t)->elem);
		break;
	case TYPE_CHAN:
		word(n, ((struct chan *)t)->dir);
		part(n, ((struct chan *)t)->elem);
		break;
	case TYPE_NAMED:
		put_named(n, (struct named *)t);
		break;
	case TYPE_UNION:
	case TYPE_PARAM:
	case TYPE_ALIAS:
		pointer(n, t);
		break;
	}
}

static uint32_t hash_words(const uint32_t *w, uint32_t n)
{
	uint64_t h = n;

	for (uint32_t i = 0; i < n; i++)
		h = (h ^ w[i]) * 0x9e3779b97f4a7c15u ^ h >> 29;
	return (uint32_t)(h >> 32);
}

static void grow_slots(struct typenums *n)
{
	uint32_t cap = n->nslots * 2;

	n->slots = ARENA_ARRAY(n->a, cap, uint32_t);
	n->nslots = cap;
	for (uint32_t num = 1; num < n->at.len; num++) {
		uint32_t i = n->at.at[num].hash & (cap - 1);

		while (n->slots[i])
			i = (i + 1) & (cap - 1);
		n->slots[i] = num;
	}
}

static bool same(const struct typenum *x, struct type *t, const uint32_t *key,
		 uint32_t nkey)
{
	if (x->nkey != nkey || memcmp(x->key, key, nkey * sizeof(*key)) != 0)
		return false;
	return t->kind != TYPE_INTERFACE || type_identical(x->type, t);
}

/* The number of the type whose key is the words from `from` on. */
static uint32_t find(struct typenums *n, struct type *t, uint32_t from)
{
	const uint32_t *key = n->words.at + from;
	uint32_t nkey = n->words.len - from, hash = hash_words(key, nkey);
	uint32_t i = hash & (n->nslots - 1);

	for (; n->slots[i]; i = (i + 1) & (n->nslots - 1)) {
		const struct typenum *x = &n->at.at[n->slots[i]];

		if (x->hash == hash && same(x, t, key, nkey))
			return n->slots[i];
	}
	n->slots[i] = n->at.len;
	vec_push(&n->at, (struct typenum){
				 .type = t,
				 .key = vec_copy(n->a, key, nkey, sizeof(*key)),
				 .nkey = nkey,
				 .hash = hash,
			 });
	if (n->at.len > n->nslots / 2)
		grow_slots(n);
	return n->at.len - 1;
}

static uint32_t number(struct typenums *n, struct type *t)
{
	uint32_t from = n->words.len, num;

	word(n, t->kind);
	if (n->depth >= MAX_DEPTH) {
		word(n, UINT32_MAX);
		pointer(n, t);
	} else {
		n->depth++;
		put_parts(n, t);
		n->depth--;
	}
	num = find(n, t, from);
	n->words.len = from;
	return num;
}

uint32_t typenum_of(struct typenums *n, struct type *t)
{
	uint32_t num;

	if (!t)
		return 0;
	num = (uint32_t)(uintptr_t)ptrmap_get(&n->by_type, t);
	if (num)
		return num;
	num = t->kind == TYPE_ALIAS ? typenum_of(n, unalias(t)) : number(n, t);
	*ptrmap_at(&n->by_type, NULL, t) = (void *)(uintptr_t)num;
	return num;
}

static bool is_function(struct type *t)
{
	return type_under(t)->kind == TYPE_SIGNATURE;
}

/* The interface or function type at the end of pointers, or NULL. */
static struct type *under_pointers(struct type *t, bool (*is)(struct type *t))
{
	for (int i = 0; i < MAX_POINTERS; i++) {
		struct pointer *p = TYPE_AS(POINTER, pointer, type_under(t));

		if (!p || !p->base)
			return NULL;
		if (is(p->base))
			return p->base;
		t = p->base;
	}
	return NULL;
}

/* x/tools' vta, utils.go (hasInFlow) and graph.go (nodeFromVal). */
static void compute_flow(struct typenums *n, uint32_t num)
{
	struct type *t = n->at.at[num].type;
	struct type *iface = under_pointers(t, type_is_interface);
	struct type *func = under_pointers(t, is_function);
	struct pointer *p = TYPE_AS(POINTER, pointer, t);
	uint8_t bits = FLOW_KNOWN, shape = SHAPE_VALUE;
	uint32_t target = 0;

	if (!type_is_interface(t))
		bits |= FLOW_TYPE;
	if (iface || func || type_is_interface(t) || is_function(t))
		bits |= FLOW_IN;
	if (p) {
		bits |= FLOW_REFERENCE;
		if (!type_is_interface(p->base) && !is_function(p->base))
			shape = iface || func ? SHAPE_NESTED : SHAPE_POINTER;
		if (shape == SHAPE_NESTED)
			target = typenum_of(n, iface ? iface : func);
	}
	n->at.at[num].bits |= bits;
	n->at.at[num].shape = shape;
	n->at.at[num].target = target;
}

const struct typenum *typenum_flow(struct typenums *n, uint32_t num)
{
	if (!(n->at.at[num].bits & FLOW_KNOWN) && num)
		compute_flow(n, num);
	return &n->at.at[num];
}
