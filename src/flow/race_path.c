/* SPDX-License-Identifier: MIT */
/*
 * Names of things that goroutines share: where a function found them, and
 * the fields, elements and entries behind.  Each path exists once, so that
 * equal ones are equal pointers.
 */
#include <string.h>

#include "base/buf.h"
#include "base/mix.h"
#include "flow/race_impl.h"
#include "ir/ir.h"
#include "types/types.h"

enum { MAX_NAME = 160 };

static uint64_t hash_step(uint64_t h, const struct race_at *at)
{
	h = mix(h,
		(uint64_t)at->step << 40 | (uint64_t)at->key << 32 | at->index);
	return at->of ? mix(h, (uint64_t)(uintptr_t)at->of) : h;
}

static uint64_t hash_of(uint8_t root, const void *of, uint32_t index,
			const struct race_at *at, uint32_t n)
{
	uint64_t h = mix(root + index * 16 + 1, (uint64_t)(uintptr_t)of);

	for (uint32_t i = 0; i < n; i++)
		h = hash_step(h, &at[i]);
	return h;
}

static bool same_at(const struct race_at *a, const struct race_at *b)
{
	return a->step == b->step && a->key == b->key && a->index == b->index &&
	       a->of == b->of;
}

static bool is_path(const struct race_path *p, uint8_t root, const void *of,
		    uint32_t index, const struct race_at *at, uint32_t n)
{
	if (p->root != root || p->of != of || p->index != index || p->n != n)
		return false;
	for (uint32_t i = 0; i < n; i++)
		if (!same_at(&p->at[i], &at[i]))
			return false;
	return true;
}

static void grow(struct race_run *r)
{
	uint32_t cap = r->paths.cap ? r->paths.cap * 2 : 1024;
	struct race_path **at = ARENA_ARRAY(r->arena, cap, struct race_path *);

	for (uint32_t i = 0; i < r->paths.cap; i++)
		for (struct race_path *p = r->paths.at[i], *next; p; p = next) {
			next = p->next;
			p->next = at[p->hash & (cap - 1)];
			at[p->hash & (cap - 1)] = p;
		}
	r->paths.at = at;
	r->paths.cap = cap;
}

static const struct race_path *intern(struct race_run *r, uint32_t h,
				      uint8_t root, const void *of,
				      uint32_t index, const struct race_at *at,
				      uint32_t n)
{
	struct race_path *p, **head;

	if (r->paths.n >= r->paths.cap)
		grow(r);
	head = &r->paths.at[h & (r->paths.cap - 1)];
	for (p = *head; p; p = p->next)
		if (p->hash == h && is_path(p, root, of, index, at, n))
			return p;
	p = arena_alloc(r->arena, sizeof(*p) + n * sizeof(*at));
	p->root = root;
	p->of = of;
	p->index = index;
	p->hash = h;
	p->n = (uint8_t)n;
	for (uint32_t i = 0; i < n; i++)
		p->at[i] = at[i];
	p->next = *head;
	*head = p;
	r->paths.n++;
	return p;
}

const struct race_path *race_root(struct race_run *r, enum race_root root,
				  const void *of, uint32_t index)
{
	return intern(r, hash_of((uint8_t)root, of, index, NULL, 0),
		      (uint8_t)root, of, index, NULL, 0);
}

/* A field of what is at an address is at the address of the field. */
static uint32_t append_to(struct race_at *at, uint32_t n, struct race_at one)
{
	if (one.step == STEP_VFIELD && n > 0 && at[n - 1].step == STEP_DEREF) {
		struct race_at deref = at[n - 1];

		one.step = STEP_FIELD;
		at[n - 1] = one;
		at[n] = deref;
		return n + 1;
	}
	at[n] = one;
	return n + 1;
}

const struct race_path *race_step(struct race_run *r, const struct race_path *p,
				  struct race_at one)
{
	struct race_at at[RACE_MAX_STEPS + 1];
	uint32_t n, h;

	if (!p || p->n >= RACE_MAX_STEPS)
		return NULL;
	memcpy(at, p->at, p->n * sizeof(*at));
	n = append_to(at, p->n, one);
	h = one.step == STEP_VFIELD ? hash_of(p->root, p->of, p->index, at, n)
				    : hash_step(p->hash, &one);
	return intern(r, h, p->root, p->of, p->index, at, n);
}

const struct race_path *race_prefix(struct race_run *r,
				    const struct race_path *p, uint32_t n)
{
	return n == p->n
		       ? p
		       : intern(r, hash_of(p->root, p->of, p->index, p->at, n),
				p->root, p->of, p->index, p->at, n);
}

const struct race_path *race_closure(struct race_run *r, struct ir_function *fn,
				     const struct race_path **free, uint32_t n)
{
	void **at = ptrmap_at(&r->closures, r->arena, fn);
	struct race_closure *c;

	for (c = *at; c; c = c->next)
		if (c->n == n &&
		    (!n || memcmp(c->free, free, n * sizeof(*free)) == 0))
			return race_root(r, ROOT_CLOSURE, c, 0);
	c = ARENA_NEW(r->arena, struct race_closure);
	c->fn = fn;
	c->n = n;
	c->free = ARENA_ARRAY(r->arena, n + 1, const struct race_path *);
	for (uint32_t i = 0; i < n; i++)
		c->free[i] = free[i];
	c->next = *at;
	*at = c;
	return race_root(r, ROOT_CLOSURE, c, 0);
}

struct race_item race_lock_item(struct race_run *r, uint8_t mark,
				const struct race_path *p)
{
	if (p && p->n > 0 && p->at[p->n - 1].step == STEP_RLOCK &&
	    mark <= MARK_UNLOCKED)
		return (struct race_item){mark == MARK_UNLOCKED ? mark
								: MARK_RLOCK,
					  race_prefix(r, p, p->n - 1)};
	return (struct race_item){mark, p};
}

/* Comparing */

static bool may_be_any(const struct race_at *a)
{
	/* An argument of a function that anybody may call. */
	return a->key == KEY_ANY ||
	       (a->key == KEY_PARAM && a->step == STEP_ENTRY);
}

static bool maybe_same_key(const struct race_at *a, const struct race_at *b)
{
	if (a->key == KEY_OWN || b->key == KEY_OWN)
		return false;
	if (a->key == KEY_CONST && b->key == KEY_CONST)
		return a->index == b->index;
	if (may_be_any(a))
		return b->key == KEY_CONST || may_be_any(b);
	return may_be_any(b) && a->key == KEY_CONST;
}

static bool maybe_same_at(const struct race_at *a, const struct race_at *b)
{
	/* What one has sent another one has got. */
	if (a->step == STEP_SENT)
		return b->step == STEP_GOT;
	if (a->step == STEP_GOT)
		return b->step == STEP_SENT;
	if (a->step != b->step)
		return false;
	if (a->step == STEP_INDEX || a->step == STEP_ENTRY)
		return maybe_same_key(a, b);
	return a->index == b->index;
}

bool race_maybe_same(const struct race_path *a, const struct race_path *b)
{
	if (a->root != b->root || a->of != b->of || a->index != b->index ||
	    a->n != b->n)
		return false;
	for (uint32_t i = 0; i < a->n; i++)
		if (!maybe_same_at(&a->at[i], &b->at[i]))
			return false;
	return true;
}

bool race_definite(const struct race_path *p)
{
	const struct ir_value *v = p->root == ROOT_VALUE ? p->of : NULL;

	if (v && v->op != OP_ALLOC && v->op != OP_MAKE_CHAN &&
	    v->op != OP_MAKE_MAP && v->op != OP_CALL && v->op != OP_MAKE_SLICE)
		return false;
	for (uint32_t i = 0; i < p->n; i++)
		if (p->at[i].step >= STEP_ATOMIC ||
		    (p->at[i].key != KEY_NONE && p->at[i].key != KEY_CONST))
			return false;
	return true;
}

/* Step i of the lock is one of its map, too: the same shard's. */
static bool goes_with(const struct race_path *l, const struct race_path *m,
		      uint32_t i)
{
	if (i >= m->n || l->root != m->root || l->of != m->of ||
	    l->index != m->index)
		return false;
	for (uint32_t k = 0; k <= i; k++)
		if (!same_at(&l->at[k], &m->at[k]))
			return false;
	return true;
}

bool race_same_lock(const struct race_path *la, const struct race_path *ma,
		    const struct race_path *lb, const struct race_path *mb)
{
	if (la->root != lb->root || la->of != lb->of ||
	    la->index != lb->index || la->n != lb->n)
		return false;
	for (uint32_t i = 0; i < la->n; i++) {
		const struct race_at *a = &la->at[i], *b = &lb->at[i];

		if (a->step != b->step)
			return false;
		if (a->step != STEP_INDEX && a->step != STEP_ENTRY) {
			if (a->index != b->index)
				return false;
			continue;
		}
		if (goes_with(la, ma, i) && goes_with(lb, mb, i))
			continue;
		if (a->key != KEY_CONST || b->key != KEY_CONST ||
		    a->index != b->index)
			return false;
	}
	return true;
}

/* Words */

static bool put_root(struct buf *b, const struct ir_function *fn,
		     const struct race_path *p)
{
	const struct ir_instr *in;
	const struct ir_global *g;

	switch (p->root) {
	case ROOT_PARAM:
		if (p->index >= fn->nparams || !fn->params[p->index]->object)
			return false;
		buf_puts(b, name_text(fn->params[p->index]->object->name));
		return true;
	case ROOT_FREE:
		if (p->index >= fn->nfree_vars)
			return false;
		buf_puts(b, name_text(fn->free_vars[p->index]->name));
		return true;
	case ROOT_GLOBAL:
		g = p->of;
		if (fn->home && g->pkg != fn->home)
			buf_printf(b, "%s.", name_text(g->pkg->types->name));
		buf_puts(b, g->name);
		return true;
	case ROOT_VALUE:
		in = p->of;
		if (in->v.op != OP_ALLOC || !in->comment ||
		    strcmp(in->comment, "complit") == 0 ||
		    strcmp(in->comment, "varargs") == 0 || !*in->comment)
			return false;
		buf_puts(b, in->comment);
		return true;
	}
	return false;
}

static struct type *root_type(const struct ir_function *fn,
			      const struct race_path *p)
{
	switch (p->root) {
	case ROOT_PARAM:
		return p->index < fn->nparams ? fn->params[p->index]->v.type
					      : NULL;
	case ROOT_FREE:
		return p->index < fn->nfree_vars
			       ? fn->free_vars[p->index]->v.type
			       : NULL;
	case ROOT_GLOBAL:
		return ((const struct ir_global *)p->of)->v.type;
	case ROOT_VALUE:
		return ((const struct ir_value *)p->of)->type;
	}
	return NULL;
}

static struct type *elem_of(struct type *t)
{
	struct type *u = t ? type_under(t) : NULL;

	switch (u ? u->kind : TYPE_BASIC) {
	case TYPE_SLICE:
		return ((struct slice *)u)->elem;
	case TYPE_ARRAY:
		return ((struct array *)u)->elem;
	case TYPE_MAP:
		return ((struct map *)u)->elem;
	}
	return NULL;
}

/* The type of what a step leads to; of an address, of what is there. */
static struct type *put_step(struct buf *b, struct type *t,
			     const struct race_at *at)
{
	struct type *base = t ? type_pointee(t) : NULL;
	struct structure *st;

	switch (at->step) {
	case STEP_FIELD:
	case STEP_VFIELD:
		t = base ? base : t;
		st = t ? TYPE_AS(STRUCT, structure, type_under(t)) : NULL;
		if (!st || at->index >= st->nfields)
			return NULL;
		buf_printf(b, ".%s", name_text(st->fields[at->index]->name));
		return st->fields[at->index]->type;
	case STEP_INDEX:
	case STEP_ENTRY:
		buf_puts(b, "[...]");
		return elem_of(base ? base : t);
	}
	return t;
}

const char *race_name(struct arena *a, const struct ir_function *fn,
		      const struct race_path *p)
{
	struct type *t = root_type(fn, p);
	const char *name = NULL;
	struct buf b;

	buf_init(&b, MAX_NAME);
	if (put_root(&b, fn, p)) {
		/* The address of a variable: of what is in it. */
		if (p->root != ROOT_PARAM && t && type_pointee(t) &&
		    !type_as_named(t))
			t = type_pointee(t);
		for (uint32_t i = 0; i < p->n; i++)
			t = put_step(&b, t, &p->at[i]);
		if (!buf_failed(&b))
			name = arena_strdup(a, buf_text(&b));
	}
	buf_finish(&b);
	return name;
}
