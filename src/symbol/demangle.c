/* SPDX-License-Identifier: MIT */
#include "symbol/demangle.h"

#include <libiberty/demangle.h>
#include <setjmp.h>
#include <stddef.h>
#include <string.h>

#include "base/arena.h"

/*
 * A name can say "this again, twice" some thirty times over, and both
 * demanglers would print all of it.  Their callback forms keep everything on
 * the stack, so they can be left by a jump when enough has come out.
 */
enum { MAX_MANGLED = 4096, MAX_DEMANGLED = 16384 };

struct text {
	jmp_buf enough;
	size_t len;
	char data[MAX_DEMANGLED];
};

typedef int demangle_fn(const char *name, int options,
			demangle_callbackref take, void *arg);

static void take(const char *s, size_t n, void *arg)
{
	struct text *t = arg;

	if (n > sizeof(t->data) - 1 - t->len)
		longjmp(t->enough, 1);
	memcpy(t->data + t->len, s, n);
	t->len += n;
}

static bool try_demangle(demangle_fn *fn, const char *name, struct text *t)
{
	t->len = 0;
	if (setjmp(t->enough) != 0)
		return false;
	return fn(name, DMGL_PARAMS | DMGL_ANSI | DMGL_RET_DROP, take, t) &&
	       t->len > 0;
}

bool demangle_is_cxx(const char *name)
{
	return name[0] == '_' && name[1] == 'Z';
}

const char *demangle(struct arena *a, const char *name)
{
	struct text t;

	if (name[0] != '_' || (name[1] != 'Z' && name[1] != 'R') ||
	    strlen(name) > MAX_MANGLED)
		return name;
	if (!try_demangle(rust_demangle_callback, name, &t) &&
	    !try_demangle(cplus_demangle_v3_callback, name, &t))
		return name;
	return arena_strndup(a, t.data, t.len);
}
