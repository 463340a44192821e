/* SPDX-License-Identifier: MIT */
#include "natives.h"

#include <stdio.h>
#include <unistd.h>

/* Package runtime, as far as it shows. */

enum native_end native_gosched(struct g *g, uint64_t *a, uint64_t *r)
{
	(void)a;
	(void)r;
	g_park(g, "runnable");
	g_ready(g);
	return NATIVE_PARKED;
}

enum native_end native_gc(struct g *g, uint64_t *a, uint64_t *r)
{
	return native_gosched(g, a, r);
}

enum native_end native_goexit(struct g *g, uint64_t *a, uint64_t *r)
{
	(void)a;
	(void)r;
	panic_goexit(g);
	return g->state == G_RUNNING ? NATIVE_CALL : NATIVE_PARKED;
}

/*
 * What shows whether memory is given back.  It never is here: a program that
 * asks cannot be answered; the standard library, which only tidies up, can.
 */
enum native_end native_collector(struct g *g, uint64_t *a, uint64_t *r)
{
	const struct ir_function *fn = g->top->code->fn;

	(void)a;
	memset(r, 0, 16);
	if (!fn || !fn->home || fn->home->named)
		missing("%s", vm.callee->code->name);
	return NATIVE_DONE;
}

/* func newcoro(f func(*coro)) *coro; func coroswitch(c *coro) */
enum native_end native_new_coro(struct g *g, uint64_t *a, uint64_t *r)
{
	struct coro *c = mem_alloc(sizeof(*c));

	(void)g;
	c->waiting = g_new((struct closure *)a[0], (char *)&c, sizeof(c));
	c->waiting->coro = c;
	r[0] = (uint64_t)c;
	return NATIVE_DONE;
}

enum native_end native_coro_switch(struct g *g, uint64_t *a, uint64_t *r)
{
	struct coro *c = (struct coro *)a[0];
	struct g *next = c->waiting;

	(void)r;
	c->waiting = g;
	g_park(g, "coroutine");
	g_ready(next);
	return NATIVE_PARKED;
}

SIMPLE(native_num_goroutine, r[0] = vm.ngoroutines)
SIMPLE(native_version, *(struct go_string *)r = string_from("go1.26"))

enum native_end native_breakpoint(struct g *g, uint64_t *a, uint64_t *r)
{
	(void)g;
	(void)a;
	(void)r;
	fprintf(stderr, "interp: breakpoint\n");
	_exit(2);
}

enum native_end native_unknown(struct g *g, uint64_t *a, uint64_t *r)
{
	(void)g;
	(void)a;
	(void)r;
	missing("%s", vm.callee->code->name);
}

enum native_end native_nil_func(struct g *g, uint64_t *a, uint64_t *r)
{
	(void)g;
	(void)a;
	(void)r;
	throw_nil();
	return NATIVE_PANIC;
}

/* Func values with a type beside their code: see rtype.c. */
static struct tinfo *callee_type(void)
{
	return ((struct tinfo **)vm.callee)[1];
}

enum native_end native_equal(struct g *g, uint64_t *a, uint64_t *r)
{
	bool same;

	(void)g;
	if (!value_equal(callee_type(), (char *)a[0], (char *)a[1], &same))
		return NATIVE_PANIC;
	*(bool *)r = same;
	return NATIVE_DONE;
}

enum native_end native_hash(struct g *g, uint64_t *a, uint64_t *r)
{
	uint64_t h = a[1];

	(void)g;
	if (!value_hash(callee_type(), (char *)a[0], &h))
		return NATIVE_PANIC;
	r[0] = h;
	return NATIVE_DONE;
}

/* rtype is {*abi.Type}; its methods are for messages of type assertions. */
SIMPLE(native_rtype_name, r[0] = (uint64_t)rtype_name_at(*(int32_t *)&a[1]))

enum native_end native_rtype_string(struct g *g, uint64_t *a, uint64_t *r)
{
	struct buf b;

	(void)g;
	buf_init(&b, 1 << 20);
	rtype_print(&b, rtype_tinfo((void *)a[0])->type);
	*(struct go_string *)r = string_from(buf_text(&b));
	buf_finish(&b);
	return NATIVE_DONE;
}

enum native_end native_rtype_pkgpath(struct g *g, uint64_t *a, uint64_t *r)
{
	struct named *n = type_as_named(rtype_tinfo((void *)a[0])->type);

	(void)g;
	*(struct go_string *)r =
		string_from(n && n->obj->pkg ? n->obj->pkg->path : "");
	return NATIVE_DONE;
}

/* func clone(m any) any */
SIMPLE(native_map_clone, r[0] = a[0];
       r[1] = a[1] ? (uint64_t)map_clone((struct hmap *)a[1]) : 0)
