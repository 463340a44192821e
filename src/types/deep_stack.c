/* SPDX-License-Identifier: MIT */
#include "types/check.h"

#include <pthread.h>

#include "base/deep.h"

/*
 * Stacks for deep recursion.
 *
 * Declarations are checked when they are needed, so the depth of recursion
 * is the length of a path through the references of a package's types, and
 * of generated packages with ten thousand types that refer to each other
 * that is thousands.  No limit that a thread's stack allows for is above all
 * of them, so recursion goes on on another stack before it reaches it: in a
 * thread of its own, which the one before waits for.
 *
 * There is an end to that, too; it is far beyond what people write.
 */

enum { MAX_STACKS = 32 };

struct deep_call {
	struct checker *c;
	void (*f)(struct checker *c, void *arg);
	void *arg;
	bool done;
};

static void *run(void *arg)
{
	struct deep_call *call = arg;

	call->f(call->c, call->arg);
	return NULL;
}

bool check_is_deep(const struct checker *c)
{
	return c->depth > CHECK_MAX_DEPTH / 2;
}

bool check_on_new_stack(struct checker *c,
			void (*f)(struct checker *c, void *arg), void *arg)
{
	struct deep_call call = {.c = c, .f = f, .arg = arg};
	uint32_t depth = c->depth;
	pthread_t thread;

	if (c->nstacks == MAX_STACKS)
		return false;
	c->nstacks++;
	c->depth = 0;
	if (deep_start(&thread, run, &call) == 0) {
		pthread_join(thread, NULL);
		call.done = true;
	}
	c->depth = depth;
	c->nstacks--;
	return call.done;
}
