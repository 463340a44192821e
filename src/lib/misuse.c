/* SPDX-License-Identifier: MIT */
#include "lib/misuse.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "belay/error.h"

/* Guards the pair below; never held while the handler runs. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static belay_misuse_fn *handler;
static void *handler_ctx;

void belay_on_misuse(belay_misuse_fn *fn, void *ctx)
{
	pthread_mutex_lock(&lock);
	__atomic_store_n(&handler, fn, __ATOMIC_RELAXED);
	handler_ctx = ctx;
	pthread_mutex_unlock(&lock);
}

int belay__misuse(int err, const char *format, ...)
{
	belay_misuse_fn *fn;
	char text[256];
	va_list args;
	void *ctx;

	/* Most programs have none: wrong calls are cheap then, too. */
	if (!__atomic_load_n(&handler, __ATOMIC_RELAXED))
		return err;
	pthread_mutex_lock(&lock);
	fn = handler;
	ctx = handler_ctx;
	pthread_mutex_unlock(&lock);
	if (!fn)
		return err;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	fn(ctx, err, text);
	return err;
}

void belay_misuse_abort(void *ctx, int err, const char *text)
{
	char line[300];
	int len = snprintf(line, sizeof(line), "belay: %s\n", text);

	(void)ctx;
	(void)err;
	if (len >= (int)sizeof(line))
		len = (int)sizeof(line) - 1;
	/* Not stdio: a thread that we stop may hold its lock. */
	if (write(STDERR_FILENO, line, (size_t)len) < len)
		abort();
	abort();
}
