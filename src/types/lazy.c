/* SPDX-License-Identifier: MIT */
/*
 * Where what is made on demand lives, and who may make it
 *
 * Instances of generic types are expanded, and type sets of interfaces
 * computed, when somebody asks first.  There are two times of asking.
 *
 * While a package is being checked, its types belong to the thread that
 * checks it; each has a pointer to the checker.  Nothing is locked then.
 * But the checker may be inside a function's body, with an arena that does
 * not live as long as a declared type: what such a type is expanded to has
 * to go to the package's arena.
 *
 * After that the pointer to the checker is NULL, and any thread may come,
 * several at once.  One lock guards all that is made from then on, with an
 * arena of its own that lives as long as the process.  The lock is
 * recursive, for expanding one thing asks for others.  What is finished is
 * published by one release store (the state of a named type, the type set
 * of an interface, a method's slot), and read with acquire loads: finished
 * things cost no lock.  No other lock is taken under it.
 *
 * The pointer to the checker that decides is that of the type that is
 * completed, not of who asks: a checker that expands an instance of a
 * package that was checked before takes the lock, too.  What it gets never
 * points to its own unfinished types, since an instance points only to
 * what its package and the ones before have.
 */
#include "types/check.h"

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static struct arena *session; /* guarded by lock */

struct arena *lazy_home(struct checker *c)
{
	return c->on_demand ? c->body_arena : c->pkg->arena;
}

void lazy_switch(struct checker *c, struct arena *a)
{
	vec_push_in(lazy_home(c), &c->arenas, c->arena);
	c->arena = a;
}

struct arena *lazy_enter(struct checker *c)
{
	if (c) {
		lazy_switch(c, lazy_home(c));
		return c->arena;
	}
	pthread_mutex_lock(&lock);
	if (!session)
		session = arena_create(0);
	return session;
}

void lazy_leave(struct checker *c)
{
	if (c)
		c->arena = vec_pop(&c->arenas);
	else
		pthread_mutex_unlock(&lock);
}
