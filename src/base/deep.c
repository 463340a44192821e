/* SPDX-License-Identifier: MIT */
#include "base/deep.h"

static const size_t sizes[] = {
	(size_t)512 << 20, (size_t)64 << 20, 0, /* the default */
};

int deep_start(pthread_t *ret, void *(*fn)(void *arg), void *arg)
{
	pthread_attr_t attr;
	int err = 0;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		err = pthread_attr_init(&attr);
		if (err)
			return err;
		if (sizes[i])
			pthread_attr_setstacksize(&attr, sizes[i]);
		err = pthread_create(ret, &attr, fn, arg);
		pthread_attr_destroy(&attr);
		if (!err)
			return 0;
	}
	return err;
}

struct call {
	void (*fn)(void *arg);
	void *arg;
};

static void *run(void *arg)
{
	struct call *c = arg;

	c->fn(c->arg);
	return NULL;
}

void deep_call(void (*fn)(void *arg), void *arg)
{
	struct call c = {fn, arg};
	pthread_t thread;

	if (deep_start(&thread, run, &c) != 0)
		fn(arg);
	else
		pthread_join(thread, NULL);
}
