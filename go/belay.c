/* SPDX-License-Identifier: MIT */
/* belay.c - libbelay 0.1.0 in one file, made by tools/amalgamate.sh */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "belay.h"
/*
 * alloc.h - the library's only door to memory, so tests can slam it
 *
 * Two kinds go through it: blocks, of the caller's allocator or of the heap,
 * and ranges of address space, which come from the kernel, read as zero, and
 * cost nothing until they are touched.
 *
 * Ownership: as malloc and free; the size that was asked for goes with the
 * block and is said again when it is given back.
 *
 * Threads: any, except what makes allocations fail, which is for tests that
 * are alone.
 */
#ifndef LIB_ALLOC_H
#define LIB_ALLOC_H

#include <stdbool.h>
#include <stddef.h>


/*
 * a may be NULL: the heap.  NULL when there is no memory; size > 0.  Nothing
 * happens when NULL is released.
 */
void *belay__alloc(const struct belay_allocator *a, size_t size);
void *belay__zalloc(const struct belay_allocator *a, size_t size);
void *belay__realloc(const struct belay_allocator *a, void *p, size_t old_size,
		     size_t size);
void belay__release(const struct belay_allocator *a, void *p, size_t size);

/* Rounded up to a power of two. */
static inline size_t align_up(size_t n, size_t to)
{
	return (n + to - 1) & ~(to - 1);
}

/*
 * Whole pages that can be written and are not there before that; NULL when
 * the kernel or a limit does not let us.  Kept small they are a mapping each.
 */
void *belay__reserve(size_t size);
void belay__unreserve(void *p, size_t size);

/*
 * Makes pages of a reserved range be there, false when there is no memory:
 * better here than a signal at the first write.
 */
bool belay__commit(void *p, size_t size);

/* Gives their memory back: they read as zero again. */
void belay__decommit(void *p, size_t size);

/*
 * Makes the n-th allocation from now fail (1 is the next); 0 turns it off.
 * belay__commit() and belay__reserve() count as allocations.
 */
void belay__fail_alloc_at(size_t n);

/* Makes every allocation from the n-th on fail; 0 turns it off. */
void belay__fail_allocs_from(size_t n);

/* As if there were no address space for belay__reserve(), until told again. */
void belay__refuse_ranges(bool refused);

#endif
/*
 * poison.h - telling AddressSanitizer and Valgrind which bytes are dead
 *
 * The library need not be built with a sanitizer for that: a program that is
 * brings its runtime along, and the runtime is asked if it is there.  Reads of
 * dead bytes by the program, or by Go code built with -asan, are reported then.
 *
 * Threads: any.
 */
#ifndef LIB_POISON_H
#define LIB_POISON_H

#include <stdbool.h>
#include <stddef.h>

/* Somebody listens; else the two below do nothing. */
bool belay__poisons(void);

/* Multiples of 8 in address and size: that is how fine a sanitizer sees. */
void belay__poison(const void *p, size_t size);
void belay__unpoison(const void *p, size_t size);

#endif

/* src/lib/alloc.c */


#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>


#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

static size_t fail_at;
static bool fail_on, no_ranges;

void belay__fail_alloc_at(size_t n)
{
	fail_at = n;
	fail_on = false;
}

void belay__fail_allocs_from(size_t n)
{
	fail_at = n;
	fail_on = n != 0;
}

void belay__refuse_ranges(bool refused)
{
	no_ranges = refused;
}

/* Only read while no test has armed it: threads do not meet here. */
static bool slammed(void)
{
	if (!fail_at)
		return false;
	if (fail_on && fail_at == 1)
		return true;
	return --fail_at == 0;
}

void *belay__alloc(const struct belay_allocator *a, size_t size)
{
	if (slammed())
		return NULL;
	return a ? a->alloc(a->ctx, size) : malloc(size);
}

void *belay__zalloc(const struct belay_allocator *a, size_t size)
{
	void *p;

	if (!a)
		return slammed() ? NULL : calloc(1, size);
	p = belay__alloc(a, size);
	if (p)
		memset(p, 0, size);
	return p;
}

void *belay__realloc(const struct belay_allocator *a, void *p, size_t old_size,
		     size_t size)
{
	void *q;

	if (a && !a->realloc) {
		q = belay__alloc(a, size);
		if (q) {
			memcpy(q, p, old_size < size ? old_size : size);
			belay__release(a, p, old_size);
		}
		return q;
	}
	if (slammed())
		return NULL;
	return a ? a->realloc(a->ctx, p, old_size, size) : realloc(p, size);
}

void belay__release(const struct belay_allocator *a, void *p, size_t size)
{
	if (!p)
		return;
	if (!a) {
		free(p);
		return;
	}
	/* A sanitizer's heap does this itself, the caller's may not. */
	if (belay__poisons())
		belay__unpoison(p, size / 8 * 8);
	if (a->free)
		a->free(a->ctx, p, size);
}

void *belay__reserve(size_t size)
{
	void *p;

	if (no_ranges || slammed())
		return NULL;
	p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return p == MAP_FAILED ? NULL : p;
}

void belay__unreserve(void *p, size_t size)
{
	munmap(p, size);
}

bool belay__commit(void *p, size_t size)
{
	int saved = errno;

	if (slammed())
		return false;
	/* A kernel that cannot do it (before 5.14) does it at the first use. */
	if (madvise(p, size, MADV_POPULATE_WRITE) == 0 || errno == EINVAL) {
		errno = saved;
		return true;
	}
	errno = saved;
	return false;
}

void belay__decommit(void *p, size_t size)
{
	int saved = errno;

	/* Marks would outlive the memory, and meet whoever is here next. */
	if (belay__poisons())
		belay__unpoison(p, size);
	madvise(p, size, MADV_DONTNEED);
	errno = saved;
}
#undef MADV_POPULATE_WRITE

/* src/lib/annotate.c */

/*
 * The runtime that belay run puts into a program is found by the name of its
 * one function, once: it is there before main() or never.
 */

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

/* What the runtime exports; kind is NULL to disown. */
typedef void annotate_fn(const void *p, size_t size, const char *kind,
			 const char *name);

static annotate_fn *runtime;

static void find_runtime(void)
{
	void *found = dlsym(RTLD_DEFAULT, "belay_runtime_annotate");

	memcpy(&runtime, &found, sizeof(runtime));
}

static annotate_fn *ask_runtime(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, find_runtime);
	return runtime;
}

bool belay_annotate_active(void)
{
	return ask_runtime() != NULL;
}

void belay_annotate_owner(const void *p, size_t size, const char *kind,
			  const char *name)
{
	annotate_fn *fn = ask_runtime();

	if (fn && p && kind)
		fn(p, size, kind, name);
}

void belay_annotate_disown(const void *p)
{
	annotate_fn *fn = ask_runtime();

	if (fn && p)
		fn(p, 0, NULL, NULL);
}
/*
 * misuse.h - telling the program that one of its calls was wrong
 *
 * Threads: any, with no lock held, since the handler may call anything.
 */
#ifndef LIB_MISUSE_H
#define LIB_MISUSE_H

/* Tells the handler, if there is one, and returns err. */
int belay__misuse(int err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
/*
 * registry_own.h - what the library's other parts need of a registry
 */
#ifndef LIB_REGISTRY_OWN_H
#define LIB_REGISTRY_OWN_H


/*
 * As belay_registry_revoke(), but 1 when the object is gone and its destructor
 * has run, 0 when it is in use or waits for another destructor to return.
 */
int belay__registry_revoke(struct belay_registry *reg, belay_handle h);

/* The object of a handle that somebody has acquired, revoked or not, or NULL.
 */
void *belay__registry_used(const struct belay_registry *reg, belay_handle h);

#endif

/* src/lib/arena.c */

/*
 * Chunks, scopes and epochs.
 *
 *	newest -> chunk -> chunk -> chunk      a list, by age
 *	             ^
 *	           chunk [used | at ... end]   what is handed out from
 *
 * A block that is too large for the rest of the chunk gets a chunk of its
 * own if that wastes less; it is put on the list, and the chunk in use stays
 * in use.  A scope remembers both pointers and where the chunk stood, so its
 * end drops the front of the list and winds the chunk back.
 *
 * References are handles of a registry that the whole process shares, since
 * they have to be refused after their arena is gone.  What such a handle
 * stands for is an epoch: the time from the begin of a scope (or of the
 * arena, or the last reset) to its end.  Most scopes never have a reference,
 * so an epoch is made with the first one.  At its end the epoch is revoked,
 * and takes with it what there is to free: it is freed by the registry's
 * destructor, at once or when the last hold is released.  While an epoch of
 * an inner scope is held, it uses the epoch around it, since its memory may
 * be in a chunk of that one; and where it is held, the chunk is not wound
 * back.
 */

#include <pthread.h>
#include <string.h>
#include <sys/mman.h>


#define FIRST_CHUNK ((size_t)64 << 10)
#define LARGEST_CHUNK ((size_t)4 << 20) /* that grows by itself */
#define PAGE ((size_t)4096)

struct chunk {
	struct chunk *older;
	size_t size; /* with this header */
	size_t used; /* bytes; of the one in use when it was left */
};

#define HEADER ((sizeof(struct chunk) + 15) / 16 * 16)

/* What runs when the memory goes; in the arena itself. */
struct ending {
	struct ending *before;
	belay_arena_end_fn *end;
	void *ctx, *obj;
};

/* How chunks are given back: outlives the arena while an epoch is held. */
struct source {
	const struct belay_allocator *allocator;
	uint32_t flags;
};

struct epoch {
	struct source source;
	belay_handle handle;
	belay_handle outer; /* in use until this one is gone, or 0 */
	/* Set at the end: */
	struct chunk *newest, *oldest;
	struct ending *endings;
};

struct belay_arena {
	char *at, *end; /* what is free of the chunk in use */
	struct chunk *chunk, *newest;
	struct ending *endings;
	struct belay_arena_scope *scope; /* the innermost, or NULL */
	struct epoch *epoch; /* outside of all scopes; NULL if not needed yet */
	struct chunk *oldest;
	struct source source;
	size_t first, next; /* sizes of chunks */
	size_t limit, bytes;
	bool poisoned; /* what is free was used before: a sanitizer knows */
	struct belay_allocator allocator;
};

/* Of all epochs; made once and never destroyed. */
static struct belay_registry *epochs;
static pthread_mutex_t epochs_lock = PTHREAD_MUTEX_INITIALIZER;

/* Chunks that nobody had the time to give back, by BELAY_ARENA_LAZY. */
static struct chunk *graveyard;

static struct belay_registry *epoch_registry(void)
{
	struct belay_registry *reg;

	reg = __atomic_load_n(&epochs, __ATOMIC_ACQUIRE);
	if (reg)
		return reg;
	pthread_mutex_lock(&epochs_lock);
	reg = epochs;
	if (!reg && belay_registry_create(NULL, &reg) == 0)
		__atomic_store_n(&epochs, reg, __ATOMIC_RELEASE);
	pthread_mutex_unlock(&epochs_lock);
	return reg;
}

static void arena_bury(struct chunk *newest, struct chunk *oldest)
{
	struct chunk *top = __atomic_load_n(&graveyard, __ATOMIC_RELAXED);

	do
		oldest->older = top;
	while (!__atomic_compare_exchange_n(&graveyard, &top, newest, 0,
					    __ATOMIC_RELEASE,
					    __ATOMIC_RELAXED));
}

size_t belay_arena_reap(size_t max)
{
	struct chunk *c =
		__atomic_exchange_n(&graveyard, NULL, __ATOMIC_ACQUIRE);
	struct chunk *older, *oldest;
	size_t done = 0;

	for (; c && done < max; c = older) {
		older = c->older;
		done += c->size;
		belay__release(NULL, c, c->size);
	}
	if (c) {
		for (oldest = c; oldest->older; oldest = oldest->older)
			;
		arena_bury(c, oldest);
	}
	return done;
}

static struct chunk *chunk_new(struct belay_arena *a, size_t size)
{
	struct chunk *c;

	/* Takes at least one, if there is one. */
	if (a->source.flags & BELAY_ARENA_LAZY)
		belay_arena_reap(size);
	c = a->source.flags & BELAY_ARENA_GUARD
		    ? belay__reserve(size)
		    : belay__alloc(a->source.allocator, size);
	if (!c)
		return NULL;
	*c = (struct chunk){.older = a->newest, .size = size, .used = HEADER};
	a->newest = c;
	if (!a->oldest)
		a->oldest = c;
	a->bytes += size;
	return c;
}

/* Gives one chunk back, or makes that nobody can use it. */
static void chunk_free(const struct source *s, struct chunk *c)
{
	size_t size = c->size;

	if (s->flags & BELAY_ARENA_GUARD) {
		madvise(c, size, MADV_DONTNEED);
		mprotect(c, size, PROT_NONE);
		return;
	}
	belay__unpoison((char *)c + HEADER, (size - HEADER) / 8 * 8);
	belay__release(s->allocator, c, size);
}

/* Frees chunks until the list is at stop. */
static void chunks_free(const struct source *s, struct chunk *newest,
			struct chunk *oldest, const struct chunk *stop)
{
	struct chunk *older;

	if (s->flags & BELAY_ARENA_LAZY && newest && !stop) {
		arena_bury(newest, oldest);
		return;
	}
	for (; newest && newest != stop; newest = older) {
		older = newest->older;
		chunk_free(s, newest);
	}
}

static void run_endings(struct ending *e, const struct ending *stop)
{
	for (; e != stop; e = e->before)
		e->end(e->ctx, e->obj);
}

/* The registry's destructor: nobody holds the epoch any more. */
static void epoch_destroy(void *ctx, void *obj)
{
	struct epoch *e = obj;
	belay_handle outer = e->outer;

	(void)ctx;
	run_endings(e->endings, NULL);
	chunks_free(&e->source, e->newest, e->oldest, NULL);
	belay__release(NULL, e, sizeof(*e));
	if (outer)
		belay_registry_release(epochs, outer);
}

static int epoch_make(struct belay_arena *a, struct epoch *outer,
		      struct epoch **ret)
{
	struct belay_registry *reg = epoch_registry();
	struct epoch *e;
	void *ignored;
	int err;

	if (!reg)
		return BELAY_ENOMEM;
	e = belay__alloc(NULL, sizeof(*e));
	if (!e)
		return BELAY_ENOMEM;
	*e = (struct epoch){.source = a->source};
	if (outer) {
		err = belay_registry_acquire(reg, outer->handle, &ignored);
		if (err < 0)
			goto fail_acquire;
		e->outer = outer->handle;
	}
	err = belay_registry_add(reg, e, epoch_destroy, &e->handle);
	if (err < 0)
		goto fail_add;
	*ret = e;
	return 0;

fail_add:
	if (e->outer)
		belay_registry_release(reg, e->outer);
fail_acquire:
	belay__release(NULL, e, sizeof(*e));
	return err;
}

/* The epoch of a scope, or of the arena itself for NULL. */
static void **epoch_at(struct belay_arena *a, struct belay_arena_scope *s)
{
	return s ? &s->epoch : (void **)&a->epoch;
}

/* Makes the epochs of the innermost scope and, before, of those around it. */
static int epoch_of(struct belay_arena *a, struct epoch **ret)
{
	while (!*epoch_at(a, a->scope)) {
		struct belay_arena_scope *s = a->scope;
		struct epoch *e;
		int err;

		while (s && !*epoch_at(a, s->outer))
			s = s->outer;
		err = epoch_make(a, s ? *epoch_at(a, s->outer) : NULL, &e);
		if (err < 0)
			return err;
		*epoch_at(a, s) = e;
	}
	*ret = *epoch_at(a, a->scope);
	return 0;
}

/*
 * Chunks down to stop and endings down to done go.  True when they are gone,
 * false when an epoch that is held keeps them.
 */
static bool give_up(struct belay_arena *a, struct epoch *e, struct chunk *stop,
		    struct ending *done)
{
	struct chunk *newest = a->newest, *oldest = a->oldest, *c;
	struct ending *last = NULL;

	a->newest = stop;
	if (!stop)
		a->oldest = NULL;
	if (!e) {
		run_endings(a->endings, done);
		a->endings = done;
		for (c = newest; stop && c != stop; c = c->older)
			a->bytes -= c->size;
		chunks_free(&a->source, newest, oldest, stop);
		return true;
	}
	/* The epoch's lists end where the arena's go on. */
	if (newest != stop) {
		for (c = newest; stop && c->older != stop; c = c->older)
			;
		e->newest = newest;
		e->oldest = stop ? c : oldest;
		e->oldest->older = NULL;
	}
	if (a->endings != done) {
		for (last = a->endings; last->before != done;)
			last = last->before;
		last->before = NULL;
		e->endings = a->endings;
		a->endings = done;
	}
	for (c = e->newest; stop && c; c = c->older)
		a->bytes -= c->size;
	return belay__registry_revoke(epochs, e->handle) > 0;
}

static bool known_flags(uint32_t flags)
{
	return !(flags & ~(uint32_t)(BELAY_ARENA_GUARD | BELAY_ARENA_LAZY)) &&
	       flags != (BELAY_ARENA_GUARD | BELAY_ARENA_LAZY);
}

static void *allocator_alloc(void *ctx, size_t size)
{
	void *p = NULL;

	if (belay_arena_alloc(ctx, size, 16, &p) < 0)
		return NULL;
	return p;
}

int belay_arena_create(const struct belay_arena_options *options,
		       struct belay_arena **ret)
{
	struct belay_arena_options o = {0};
	struct belay_arena *a;

	if (options)
		o = *options;
	if (!known_flags(o.flags) || (o.flags && o.allocator) ||
	    o.chunk > SIZE_MAX / 4)
		return BELAY_EINVAL;
	a = belay__zalloc(o.allocator, sizeof(*a));
	if (!a)
		return BELAY_ENOMEM;
	a->source = (struct source){o.allocator, o.flags};
	a->first = o.chunk ? align_up(o.chunk, PAGE) : FIRST_CHUNK;
	a->next = a->first;
	a->limit = o.limit ? o.limit : SIZE_MAX;
	a->allocator =
		(struct belay_allocator){.ctx = a, .alloc = allocator_alloc};
	*ret = a;
	return 0;
}

void belay_arena_reset(struct belay_arena *a)
{
	struct epoch *e;

	while (a->scope)
		belay_arena_end(a, a->scope);
	e = a->epoch;
	a->epoch = NULL;
	a->chunk = NULL;
	a->at = a->end = NULL;
	a->bytes = 0;
	a->next = a->first;
	give_up(a, e, NULL, NULL);
}

void belay_arena_destroy(struct belay_arena *a)
{
	const struct belay_allocator *allocator;

	if (!a)
		return;
	allocator = a->source.allocator;
	belay_arena_reset(a);
	belay__release(allocator, a, sizeof(*a));
}

/* From a chunk of its own, or from a new one for all that follow. */
static int alloc_slow(struct belay_arena *a, size_t size, size_t align,
		      void **ret)
{
	size_t need = HEADER + size + align, chunk = a->next;
	bool alone = need > chunk / 4;
	struct chunk *c;
	char *p;

	if (alone)
		chunk = need;
	if (chunk > a->limit || a->bytes > a->limit - chunk) {
		/* Near the limit, what is needed and no more. */
		chunk = need;
		alone = true;
		if (need > a->limit || a->bytes > a->limit - need)
			return BELAY_EFULL;
	}
	c = chunk_new(a, chunk);
	if (!c)
		return BELAY_ENOMEM;
	p = (char *)c + HEADER;
	p += -(uintptr_t)p & (align - 1);
	*ret = p;
	if (alone) {
		c->used = (size_t)(p - (char *)c) + size;
		return 0;
	}
	if (a->chunk)
		a->chunk->used = (size_t)(a->at - (char *)a->chunk);
	a->chunk = c;
	a->at = p + size;
	a->end = (char *)c + chunk;
	if (a->next < LARGEST_CHUNK)
		a->next *= 2;
	return 0;
}

int belay_arena_alloc(struct belay_arena *a, size_t size, size_t align,
		      void **ret)
{
	uintptr_t p = (uintptr_t)a->at, end = (uintptr_t)a->end;

	if (align - 1 >= PAGE || align & (align - 1) || size > SIZE_MAX / 2)
		return BELAY_EINVAL;
	p += -p & (align - 1);
	if (p > end || size > end - p)
		return alloc_slow(a, size, align, ret);
	a->at = (char *)(p + size);
	*ret = (void *)p;
	if (a->poisoned)
		belay__unpoison((char *)(p & -(uintptr_t)8),
				((p & 7) + size + 7) / 8 * 8);
	return 0;
}

int belay_arena_zalloc(struct belay_arena *a, size_t size, size_t align,
		       void **ret)
{
	int err = belay_arena_alloc(a, size, align, ret);

	if (err == 0)
		memset(*ret, 0, size);
	return err;
}

int belay_arena_array(struct belay_arena *a, size_t n, size_t size,
		      size_t align, void **ret)
{
	size_t all;

	if (__builtin_mul_overflow(n, size, &all))
		return BELAY_EINVAL;
	return belay_arena_zalloc(a, all, align, ret);
}

int belay_arena_string(struct belay_arena *a, const char *text, size_t len,
		       char **ret)
{
	void *p;
	int err;

	if (len == SIZE_MAX)
		return BELAY_EINVAL;
	err = belay_arena_alloc(a, len + 1, 1, &p);
	if (err < 0)
		return err;
	memcpy(p, text, len);
	((char *)p)[len] = 0;
	*ret = p;
	return 0;
}

const struct belay_allocator *belay_arena_allocator(struct belay_arena *a)
{
	return &a->allocator;
}

void belay_arena_begin(struct belay_arena *a, struct belay_arena_scope *scope)
{
	*scope = (struct belay_arena_scope){
		.outer = a->scope,
		.chunk = a->chunk,
		.newest = a->newest,
		.endings = a->endings,
		.at = a->at,
	};
	a->scope = scope;
	/* Whole chunks become unreadable: the scope gets its own. */
	if (a->source.flags & BELAY_ARENA_GUARD) {
		if (a->chunk)
			a->chunk->used = (size_t)(a->at - (char *)a->chunk);
		a->chunk = NULL;
		a->at = a->end = NULL;
	}
}

/* What a scope left behind of the chunk that goes on. */
static void wind_back(struct belay_arena *a, char *at)
{
	uintptr_t from = ((uintptr_t)at + 7) / 8 * 8;
	uintptr_t until = (uintptr_t)a->end / 8 * 8;

	a->at = at;
	if (belay__poisons() && from < until) {
		belay__poison((void *)from, until - from);
		a->poisoned = true;
	}
}

int belay_arena_end(struct belay_arena *a, struct belay_arena_scope *scope)
{
	struct chunk *chunk = scope->chunk;
	bool gone;

	if (a->scope != scope)
		return belay__misuse(BELAY_EMISUSE,
				     "end of an arena's scope that is not the "
				     "innermost");
	a->scope = scope->outer;
	if (a->chunk == chunk && chunk)
		chunk->used = (size_t)(a->at - (char *)chunk);
	gone = give_up(a, scope->epoch, scope->newest, scope->endings);
	a->chunk = chunk;
	a->end = chunk ? (char *)chunk + chunk->size : NULL;
	/* What is held may not come again. */
	if (gone || a->source.flags & BELAY_ARENA_GUARD)
		wind_back(a, scope->at);
	else
		a->at = chunk ? (char *)chunk + chunk->used : NULL;
	return 0;
}

int belay_arena_on_end(struct belay_arena *a, belay_arena_end_fn *end,
		       void *ctx, void *obj)
{
	struct ending *e;
	void *p;
	int err = belay_arena_alloc(a, sizeof(*e), _Alignof(struct ending), &p);

	if (err < 0)
		return err;
	e = p;
	*e = (struct ending){a->endings, end, ctx, obj};
	a->endings = e;
	return 0;
}

int belay_arena_ref(struct belay_arena *a, void *p, struct belay_arena_ref *ret)
{
	struct epoch *e;
	int err = epoch_of(a, &e);

	if (err == 0)
		*ret = (struct belay_arena_ref){e->handle, p};
	return err;
}

/* The registry, if there can be a reference that is not null. */
static struct belay_registry *registry_of(const struct belay_arena_ref *ref)
{
	return ref->handle ? __atomic_load_n(&epochs, __ATOMIC_ACQUIRE) : NULL;
}

int belay_arena_ref_get(const struct belay_arena_ref *ref, void **ret)
{
	struct belay_registry *reg = registry_of(ref);
	int err = reg ? belay_registry_check(reg, ref->handle) : BELAY_EINVAL;

	if (err == 0)
		*ret = ref->ptr;
	return err;
}

int belay_arena_hold(const struct belay_arena_ref *ref, void **ret)
{
	struct belay_registry *reg = registry_of(ref);
	void *epoch;
	int err = reg ? belay_registry_acquire(reg, ref->handle, &epoch)
		      : BELAY_EINVAL;

	if (err == 0)
		*ret = ref->ptr;
	return err;
}

int belay_arena_release(const struct belay_arena_ref *ref)
{
	struct belay_registry *reg = registry_of(ref);

	if (!reg)
		return belay__misuse(BELAY_EMISUSE,
				     "release of an arena's memory that is "
				     "not held");
	return belay_registry_release(reg, ref->handle);
}

void belay_arena_stats(const struct belay_arena *a,
		       struct belay_arena_stats *ret)
{
	struct belay_arena_stats stats = {0};

	for (const struct chunk *c = a->newest; c; c = c->older) {
		stats.chunks++;
		stats.bytes += c->size;
		stats.used += (c == a->chunk ? (size_t)(a->at - (char *)c)
					     : c->used) -
			      HEADER;
	}
	*ret = stats;
}
#undef FIRST_CHUNK
#undef HEADER
#undef LARGEST_CHUNK
#undef PAGE

/* src/lib/error.c */


const char *belay_strerror(int err)
{
	switch (err) {
	case 0:
		return "success";
#define X(name, value, text) \
	case BELAY_##name:   \
		return text;
		BELAY_ERROR_MAP(X)
#undef X
	}
	return "unknown error";
}
#undef X
/*
 * guard_int.h - what guarded blocks and packed secrets have in common
 *
 * Threads: any.
 */
#ifndef LIB_GUARD_INT_H
#define LIB_GUARD_INT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

size_t belay__page_size(void);

/* Bytes that depend on their address; and whether they are still there. */
void belay__canary_fill(uint64_t canary, char *from, const char *until);
bool belay__canary_holds(uint64_t canary, const char *from, const char *until);

/* Keeps pages out of swap, if limits allow: false if not; and out of dumps. */
bool belay__lock_pages(void *p, size_t size);

#endif
/*
 * random.h - numbers nobody outside can foresee, and cheap ones from them
 *
 * Threads: any.
 */
#ifndef LIB_RANDOM_H
#define LIB_RANDOM_H

#include <stdint.h>

/*
 * The kernel's randomness seeds a generator in each thread.  Without it (an
 * early boot, a filter on system calls) the clock, the stack's address and
 * the auxiliary vector's random bytes do.
 */
uint64_t belay__random(void);

#endif

/* src/lib/guard.c */

/*
 * Guarded blocks.
 *
 *	| unreadable | canary ... data, canary | unreadable |
 *	             ^ page                    ^ page
 *
 * The data end at most 15 bytes before the page behind them, so that nearly
 * every overflow is a fault; what is left on both sides is filled with random
 * bytes, of which nobody inside the process has another copy outside of the
 * heap block that describes the guarded one.
 */

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>


struct belay_guard {
	char *map; /* from the first unreadable page on */
	size_t map_size;
	char *data;
	size_t size;
	uint64_t canary;
	uint32_t flags;
	bool locked;
};

size_t belay__page_size(void)
{
	static size_t size;
	size_t page = __atomic_load_n(&size, __ATOMIC_RELAXED);

	if (!page) {
		page = (size_t)sysconf(_SC_PAGESIZE);
		__atomic_store_n(&size, page, __ATOMIC_RELAXED);
	}
	return page;
}

void belay_guard_wipe(void *p, size_t len)
{
	explicit_bzero(p, len);
}

int belay_guard_equal(const void *a, const void *b, size_t len)
{
	const volatile unsigned char *x = a, *y = b;
	unsigned differ = 0;

	for (size_t i = 0; i < len; i++)
		differ |= x[i] ^ y[i];
	/* 0 becomes 1, what is up to 255 becomes 0. */
	return (int)((differ - 1) >> 8 & 1);
}

/* One byte of a canary depends on its place, so that shifts show. */
static unsigned char canary_at(uint64_t canary, const char *p)
{
	return (unsigned char)((canary >> ((uintptr_t)p % 8 * 8)) ^
			       (uintptr_t)p / 8);
}

void belay__canary_fill(uint64_t canary, char *from, const char *until)
{
	for (; from < until; from++)
		*from = (char)canary_at(canary, from);
}

bool belay__canary_holds(uint64_t canary, const char *from, const char *until)
{
	unsigned differ = 0;

	for (; from < until; from++)
		differ |= (unsigned char)*from ^ canary_at(canary, from);
	return differ == 0;
}

bool belay__lock_pages(void *p, size_t size)
{
	int saved = errno;
	bool locked = mlock(p, size) == 0;

	madvise(p, size, MADV_DONTDUMP);
	errno = saved;
	return locked;
}

static int pages_make(struct belay_guard *g)
{
	size_t page = belay__page_size();

	g->map = belay__reserve(g->map_size);
	if (!g->map)
		return BELAY_ENOMEM;
	if (mprotect(g->map, page, PROT_NONE) < 0 ||
	    mprotect(g->map + g->map_size - page, page, PROT_NONE) < 0) {
		belay__unreserve(g->map, g->map_size);
		return BELAY_ENOMEM;
	}
	g->locked = belay__lock_pages(g->map + page, g->map_size - 2 * page);
	if (g->flags & BELAY_GUARD_MUST_LOCK && !g->locked) {
		belay__unreserve(g->map, g->map_size);
		return BELAY_EFULL;
	}
	return 0;
}

int belay_guard_create(size_t size, uint32_t flags, struct belay_guard **ret)
{
	size_t page = belay__page_size(), inner;
	struct belay_guard *g;
	int err;

	if (size == 0 || size > SIZE_MAX / 2 ||
	    flags & ~(uint32_t)(BELAY_GUARD_MUST_LOCK | BELAY_GUARD_KEEP))
		return BELAY_EINVAL;
	g = belay__zalloc(NULL, sizeof(*g));
	if (!g)
		return BELAY_ENOMEM;
	inner = align_up(size, page);
	g->map_size = inner + 2 * page;
	g->size = size;
	g->flags = flags;
	g->canary = belay__random();
	err = pages_make(g);
	if (err < 0) {
		belay__release(NULL, g, sizeof(*g));
		return err;
	}
	g->data = g->map + page + (inner - size) / 16 * 16;
	belay__canary_fill(g->canary, g->map + page, g->data);
	belay__canary_fill(g->canary, g->data + size, g->map + page + inner);
	*ret = g;
	return 0;
}

void *belay_guard_data(const struct belay_guard *g)
{
	return g->data;
}

size_t belay_guard_size(const struct belay_guard *g)
{
	return g->size;
}

int belay_guard_locked(const struct belay_guard *g)
{
	return g->locked;
}

int belay_guard_protect(struct belay_guard *g, enum belay_guard_state state)
{
	static const int protections[] = {
		[BELAY_GUARD_OPEN] = PROT_READ | PROT_WRITE,
		[BELAY_GUARD_READ] = PROT_READ,
		[BELAY_GUARD_SEALED] = PROT_NONE,
	};
	size_t page = belay__page_size();

	if ((unsigned)state > BELAY_GUARD_SEALED)
		return BELAY_EINVAL;
	if (mprotect(g->map + page, g->map_size - 2 * page,
		     protections[state]) < 0)
		return BELAY_ENOMEM;
	return 0;
}

int belay_guard_destroy(struct belay_guard *g)
{
	size_t page = belay__page_size(), inner;
	char *first;
	bool whole;

	if (!g)
		return 0;
	first = g->map + page;
	inner = g->map_size - 2 * page;
	/* It has a mapping of its own already, so this needs no memory. */
	if (mprotect(first, inner, PROT_READ | PROT_WRITE) < 0)
		return BELAY_ENOMEM;
	whole = belay__canary_holds(g->canary, first, g->data) &&
		belay__canary_holds(g->canary, g->data + g->size,
				    first + inner);
	belay_guard_wipe(first, inner);
	if (g->flags & BELAY_GUARD_KEEP) {
		munlock(first, inner);
		belay__decommit(first, inner);
		mprotect(g->map, g->map_size, PROT_NONE);
	} else {
		belay__unreserve(g->map, g->map_size);
	}
	belay_guard_wipe(g, sizeof(*g));
	belay__release(NULL, g, sizeof(*g));
	if (whole)
		return 0;
	return belay__misuse(BELAY_EMISUSE,
			     "bytes beside a guarded block were written");
}
/*
 * map_int.h - what the pieces of the map share
 *
 * map.c is the front: it knows nil maps, misuse and which engine a map has.
 * An engine is map_linear.c (with map_cells.c and map_iter.c) or
 * map_classic.c.  map_ref.c turns maps into numbers that can be stale.
 *
 * Threads: as the map.
 */
#ifndef LIB_MAP_INT_H
#define LIB_MAP_INT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/*
 * map_hash.h - the hash functions, inline where each nanosecond counts
 *
 * The step that all of them are made of multiplies two words and adds the
 * halves of the product without carry (as in wyhash, Go's memhash and
 * foldhash).  One factor is always a secret of the map, not a constant of the
 * source: a constant could be met by a key that makes the product zero for
 * every seed.  Against who can see neither hashes nor timings that is enough
 * to keep keys from being made to collide; it is no cryptographic promise, and
 * long chains stay correct, only slow.
 *
 * Threads: any.
 */
#ifndef LIB_MAP_HASH_H
#define LIB_MAP_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t belay__fold(uint64_t a, uint64_t b)
{
	__extension__ typedef unsigned __int128 wide;
	wide product = (wide)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* The second word of a seed: odd, so that no bit of a factor is lost. */
static inline uint64_t belay__secret(uint64_t seed)
{
	return belay__fold(seed ^ UINT64_C(0xa0761d6478bd642f),
			   UINT64_C(0xe7037ed1a0b428db)) |
	       1;
}

/*
 * Two steps: after one, keys a constant apart met 18 times as often as random
 * ones with some secrets (3 in 100; tests/unit/test_lib_map_type.c looks).
 */
static inline uint64_t belay__hash_int(uint64_t x, uint64_t seed,
				       uint64_t secret)
{
	return belay__fold(belay__fold(x ^ seed, secret),
			   UINT64_C(0xe7037ed1a0b428db));
}

static inline uint64_t belay__load64(const unsigned char *p)
{
	uint64_t x;

	memcpy(&x, p, sizeof(x));
	return x;
}

static inline uint64_t belay__load32(const unsigned char *p)
{
	uint32_t x;

	memcpy(&x, p, sizeof(x));
	return x;
}

/* Over 16 bytes, in three lanes that do not wait for each other. */
static inline uint64_t belay__hash_long(const unsigned char *p, size_t len,
					uint64_t seed, uint64_t secret)
{
	uint64_t other = seed ^ secret, third = seed + secret;

	for (; len > 48; p += 48, len -= 48) {
		seed = belay__fold(belay__load64(p) ^ secret,
				   belay__load64(p + 8) ^ seed);
		other = belay__fold(belay__load64(p + 16) ^ secret,
				    belay__load64(p + 24) ^ other);
		third = belay__fold(belay__load64(p + 32) ^ secret,
				    belay__load64(p + 40) ^ third);
	}
	seed ^= other ^ third;
	for (; len > 16; p += 16, len -= 16)
		seed = belay__fold(belay__load64(p) ^ secret,
				   belay__load64(p + 8) ^ seed);
	/* The last 16 bytes, some of which were seen before. */
	return belay__fold(belay__load64(p + len - 16) ^ secret,
			   belay__load64(p + len - 8) ^ seed);
}

static inline uint64_t belay__hash_mem(const void *data, size_t len,
				       uint64_t seed, uint64_t secret)
{
	const unsigned char *p = data;
	uint64_t a = 0, b = 0;

	if (len > 16)
		return belay__fold(belay__hash_long(p, len, seed, secret) ^ len,
				   secret);
	if (len >= 8) {
		a = belay__load64(p);
		b = belay__load64(p + len - 8);
	} else if (len >= 4) {
		a = belay__load32(p);
		b = belay__load32(p + len - 4);
	} else if (len > 0) {
		a = (uint64_t)p[0] << 16 | (uint64_t)p[len >> 1] << 8 |
		    p[len - 1];
	}
	return belay__fold(belay__fold(a ^ secret, b ^ seed) ^ len, secret);
}

#endif
/*
 * map_type.h - what may be done with an object of a described type
 *
 * Threads: any.
 */
#ifndef LIB_MAP_TYPE_H
#define LIB_MAP_TYPE_H


/* Types within types, and objects within objects, down to here. */
enum { TYPE_DEPTH = 32 };

/* BELAY_EINVAL if the descriptor makes no sense. */
int belay__type_check(const struct belay_type *type);

/* Whether all objects of the type can be keys, as far as one can see. */
bool belay__type_comparable(const struct belay_type *type);

/* As belay_hash() with both words of a seed. */
int belay__type_hash(const struct belay_type *type, const void *obj,
		     uint64_t seed, uint64_t secret, uint64_t *ret);

#endif

/* How entries are stored, and so which code finds them. */
enum map_mode {
	MODE_EMPTY, /* there is no body yet */
	MODE_CLASSIC,
	MODE_CELLS, /* slots name cells, which hold key and value */
	MODE_INT1,  /* slots hold both, keys are integers */
	MODE_INT2,
	MODE_INT4,
	MODE_INT8
};

/* Begins what an engine allocates. */
struct map_body {
	const struct belay_type *key;
	const struct belay_type *value;
	const struct belay_allocator *allocator;
	const char *name;
	uint64_t id;   /* as references know it; 0: not at all */
	uint64_t life; /* as iterators do, which outlive a clear */
};

/*
 * What is needed before the first entry and what is needed for each lookup
 * share their place, so that an empty map is 64 bytes and a cache line is
 * all of the map that a lookup reads before it is in a bucket.
 */
struct belay_map {
	struct map_body *body; /* NULL: no entry yet */
	union {
		struct {
			const struct belay_type *key;
			const struct belay_type *value;
			const struct belay_allocator *allocator;
			const char *name;
			uint64_t seed;
		} idle; /* while there is no body */
		struct {
			struct bucket *heads; /* NULL: in segments */
			unsigned char *areas;
			uint32_t n;    /* buckets */
			uint32_t mask; /* of addresses, before n is seen */
			uint64_t seed;
			uint64_t secret;
		} hot;
	};
	uint32_t count;
	uint8_t flags; /* of enum belay_map_flag */
	uint8_t mode;  /* of enum map_mode */
	uint8_t later; /* the mode of a map that is not empty */
	uint8_t unused;
	_Atomic uint32_t writer; /* the thread that writes; 0 if none does */
	uint32_t version;	 /* entries of other versions may have moved */
};

_Static_assert(sizeof(struct belay_map) == 64, "an empty map is a line");

/* An entry, as engines hand it out. */
struct map_entry {
	void *key;
	void *value;
};

struct bucket;
struct map_iter;

static inline const struct belay_type *map_key(const struct belay_map *m)
{
	return m->body ? m->body->key : m->idle.key;
}

static inline const struct belay_type *map_value(const struct belay_map *m)
{
	return m->body ? m->body->value : m->idle.value;
}

static inline const struct belay_allocator *
map_allocator(const struct belay_map *m)
{
	return m->body ? m->body->allocator : m->idle.allocator;
}

static inline uint64_t load_int(const void *at, unsigned size)
{
	uint8_t b;
	uint16_t s;
	uint32_t w;
	uint64_t d;

	switch (size) {
	case 1:
		memcpy(&b, at, 1);
		return b;
	case 2:
		memcpy(&s, at, 2);
		return s;
	case 4:
		memcpy(&w, at, 4);
		return w;
	default:
		memcpy(&d, at, 8);
		return d;
	}
}

static inline void store_int(void *at, unsigned size, uint64_t n)
{
	uint8_t b = (uint8_t)n;
	uint16_t s = (uint16_t)n;
	uint32_t w = (uint32_t)n;

	switch (size) {
	case 1:
		memcpy(at, &b, 1);
		break;
	case 2:
		memcpy(at, &s, 2);
		break;
	case 4:
		memcpy(at, &w, 4);
		break;
	default:
		memcpy(at, &n, 8);
		break;
	}
}

/* The hash of a key, for a map that has a body. */
static inline int hash_key(const struct belay_map *m, const void *key,
			   uint64_t *ret)
{
	const struct belay_type *t = m->body->key;
	const char *text;

	switch (t->kind) {
	case BELAY_KIND_INT:
		*ret = belay__hash_int(load_int(key, (unsigned)t->size),
				       m->hot.seed, m->hot.secret);
		return 0;
	case BELAY_KIND_CSTR:
		memcpy(&text, key, sizeof(text));
		*ret = belay__hash_mem(text, strlen(text), m->hot.seed,
				       m->hot.secret);
		return 0;
	default:
		return belay__type_hash(t, key, m->hot.seed, m->hot.secret,
					ret);
	}
}

/* Calls destroy, if there is one. */
static inline void type_destroy(const struct belay_type *t, void *obj)
{
	if (t->destroy)
		t->destroy(t, obj);
}

/* What belay_map_visit() was called with. */
struct map_visit {
	int (*fn)(void *ctx, void **pointer);
	void *ctx;
};

/* map.c: the pointers of a key and its value. */
int belay__visit_entry(const struct belay_map *m, const struct map_entry *e,
		       const struct map_visit *visit);

/* Fills in body and hot from idle. */
void belay__map_start(struct belay_map *m, struct map_body *body);

/*
 * The engines.  Keys are those of the map's type; find says BELAY_ENOENT;
 * put destroys and overwrites the value that is there if value is not NULL.
 */
struct map_engine {
	int (*start)(struct belay_map *m, size_t hint);
	int (*find)(const struct belay_map *m, const void *key,
		    struct map_entry *ret);
	int (*put)(struct belay_map *m, const void *key, const void *value,
		   bool *ret_added, struct map_entry *ret);
	int (*remove)(struct belay_map *m, const void *key);
	int (*clear)(struct belay_map *m);
	void (*finish)(struct belay_map *m);
	void (*iterate)(const struct belay_map *m, struct map_iter *it);
	bool (*next)(const struct belay_map *m, struct map_iter *it,
		     struct map_entry *ret);
	void (*stats)(const struct belay_map *m, struct belay_map_stats *ret);
	int (*visit)(struct belay_map *m, struct map_visit *visit);
};

extern const struct map_engine belay__map_classic, belay__map_linear;

/* map.c: 0, or BELAY_EMISUSE if somebody is writing. */
int belay__map_caught(const struct belay_map *m, uint32_t other,
		      const char *what);

static inline int belay__map_read(const struct belay_map *m)
{
	uint32_t writer =
		atomic_load_explicit(&m->writer, memory_order_relaxed);

	if (__builtin_expect(writer == 0, 1))
		return 0;
	return belay__map_caught(m, writer, "read and write");
}

/*
 * map_ref.c: numbers for maps.  One is taken when there is none yet; 0 is no
 * memory for it.  Forgetting it makes all that names the map by it stale.
 */
uint64_t belay__map_number(struct belay_map *m, uint64_t *id);
void belay__map_forget(uint64_t *id);
struct belay_map *belay__map_of(uint64_t id); /* NULL: stale */

#endif
/*
 * map_iter.h - what is in a struct belay_map_iter
 *
 * Threads: as the map.
 */
#ifndef LIB_MAP_ITER_H
#define LIB_MAP_ITER_H


enum { ITER_BATCH = 24 };

/* An entry that is to be seen: where it is, and how to find it again. */
struct iter_entry {
	unsigned char *at; /* payload or cell; good while versions agree */
	uint64_t tie;	   /* the key, or serial and hash of the cell */
};

struct linear_iter {
	uint32_t n;	 /* buckets when it began */
	uint32_t bucket; /* of these n, the next one */
	uint32_t left;	 /* so many of them */
	uint32_t version;
	uint64_t from; /* reversed hashes of the bucket that are left: from, */
	uint64_t tie;  /* with a tie of this at least, */
	uint64_t to;   /* up to here */
	bool within;   /* the three above are in use */
	uint8_t next;
	uint8_t count;
	uint8_t turn;  /* chooses */
	uint8_t first; /* where in the batch one begins */
	struct iter_entry batch[ITER_BATCH];
};

struct classic_iter {
	uint64_t n;	 /* buckets when it began */
	uint64_t bucket; /* as above */
	uint64_t left;
	uint64_t from;
	uint64_t tie;
	uint64_t to;
	bool within;
};

struct map_iter {
	const struct belay_map *map; /* NULL: a nil map */
	uint64_t id;		     /* 0: the map has no number */
	bool done;
	union {
		struct linear_iter linear;
		struct classic_iter classic;
	};
};

_Static_assert(sizeof(struct map_iter) <= sizeof(struct belay_map_iter),
	       "an iterator fits into what callers have for it");

/* Bits in reverse order: what map_iter.c orders hashes by. */
static inline uint32_t reverse_bits(uint32_t x)
{
	x = (x >> 1 & 0x55555555) | (x & 0x55555555) << 1;
	x = (x >> 2 & 0x33333333) | (x & 0x33333333) << 2;
	x = (x >> 4 & 0x0f0f0f0f) | (x & 0x0f0f0f0f) << 4;
	return __builtin_bswap32(x);
}

#endif
/*
 * map_linear.h - the layout of the linear engine, and how it finds an entry
 *
 * See map_linear.c for the idea.
 *
 * Threads: as the map.
 */
#ifndef LIB_MAP_LINEAR_H
#define LIB_MAP_LINEAR_H

#include <string.h>

/*
 * map_pool.h - arrays that grow and shrink a little at a time
 *
 * An array of elements of one size, known by their number.  Small ones are
 * one block of the allocator, and move when they grow; from POOL_SMALL bytes
 * on nothing is ever copied, given back or zeroed as a whole (map_pool.c).
 * The pointer to an element is good until the pool grows or shrinks.
 *
 * Elements may be taken and given back in any order, too: then the free ones
 * are chained through their own bytes.
 *
 * Threads: as the map.
 */
#ifndef LIB_MAP_POOL_H
#define LIB_MAP_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>


enum {
	POOL_SMALL = 16 << 10,	 /* bytes that are copied at most */
	POOL_STEP = 16 << 10,	 /* bytes that come or go at most at a time */
	POOL_SEGMENT = 256 << 10 /* bytes of a segment, about */
};

#define POOL_NIL UINT32_MAX

/* Where an element keeps its links while it is free. */
struct pool_links {
	uint16_t next; /* offsets of a uint32_t each */
	uint16_t prev;
	uint16_t tag; /* and of a byte, which is POOL_FREE then */
};

enum { POOL_USED, POOL_FREE };

struct pool {
	unsigned char *base;	  /* the block or the range; NULL: neither */
	unsigned char **segments; /* NULL: not in segments */
	size_t elem;		  /* bytes */
	size_t bytes;		  /* that are there, of base or of segments */
	size_t reserved;	  /* of a range, as far as it is used; or 0 */
	uint32_t used;		  /* elements, free ones included */
	uint32_t nfree;
	uint32_t head; /* of the free ones */
	uint32_t nsegments;
	uint32_t segments_cap;
	uint8_t segment_shift; /* log2 of the elements of one */
};

void pool_init(struct pool *p, size_t elem);
void pool_finish(struct pool *p, const struct belay_allocator *a);

/* All memory of the pool. */
size_t pool_bytes(const struct pool *p);

static inline void *pool_at(const struct pool *p, uint32_t i)
{
	uint32_t within = i & ((1U << p->segment_shift) - 1);

	if (__builtin_expect(!p->segments, 1))
		return p->base + i * p->elem;
	return p->segments[i >> p->segment_shift] + within * p->elem;
}

/* One block, which is elsewhere when it has another size. */
static inline bool pool_moves(const struct pool *p)
{
	return p->base && !p->reserved && !p->segments;
}

/* Makes n elements be there; not zeroed.  False when there is no memory. */
bool pool_extend(struct pool *p, const struct belay_allocator *a, uint32_t n);

/* Makes room for n elements, moved at once if they are few. */
bool pool_reserve(struct pool *p, const struct belay_allocator *a, uint32_t n);

/* Leaves the first n elements, and gives back a step of what is behind. */
void pool_shrink(struct pool *p, const struct belay_allocator *a, uint32_t n);

/* A free element, or a new one (*fresh); POOL_NIL when there is no memory. */
uint32_t pool_take(struct pool *p, const struct belay_allocator *a,
		   const struct pool_links *links, bool *fresh);
void pool_give(struct pool *p, const struct pool_links *links, uint32_t i);

/* So many are free that the last ones should move in. */
static inline bool pool_is_loose(const struct pool *p)
{
	return p->nfree > 4 + p->used / 16;
}

/* Takes the last element, which is free, out of the chain and of the pool. */
void pool_drop_last(struct pool *p, const struct belay_allocator *a,
		    const struct pool_links *links);

#endif

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum {
	MAIN_SLOTS = 14,  /* of a main bucket, at most */
	OVER_SLOTS = 4,	  /* of an overflow bucket */
	INLINE_VALUE = 16 /* bytes of a value that is stored in a slot */
};

/*
 * The head of a bucket.  A top is 8 bits of the hash, 0 if the slot is free.
 * The filter has a bit for each sixteenth of hashes of which there is an
 * entry further down the chain.  While an overflow bucket is free, its first
 * eight bytes chain it, and the tag, POOL_FREE, says so.
 */
struct bucket {
	uint8_t top[MAIN_SLOTS];
	union {
		uint16_t filter; /* of a main bucket */
		uint8_t tag;	 /* of an overflow bucket */
	};
};

_Static_assert(sizeof(struct bucket) == 16, "a head is one comparison");

/*
 * Where things are in the area of a bucket.  Heads of main buckets are in an
 * array of their own, which is small, so that a search for a key that is not
 * there rarely leaves the cache; overflow buckets begin with theirs.
 */
struct geometry {
	uint32_t size;	/* of the area */
	uint32_t gens;	/* offset of the first slot's generation */
	uint32_t first; /* offset of the first slot's payload */
	uint32_t link;	/* offset of the link: overflow bucket + 1; 0: none */
};

/* What a slot holds in MODE_CELLS. */
struct cell_slot {
	uint32_t cell;
	uint32_t hash;
};

/*
 * A cell: then the key, then the value, or a pointer to its block if the map
 * is stable.  While it is free, serial and hash chain it.
 */
struct cell {
	uint32_t gen;
	uint32_t serial; /* of entries with equal hashes, none has another's */
	uint32_t hash;
	uint8_t tag; /* POOL_USED, POOL_FREE */
	uint8_t unused[3];
};

/* What outlives a stable map, as long as values are held. */
struct keeper {
	const struct belay_type *value;
	const struct belay_allocator *allocator;
	size_t held; /* values that have no entry any more */
	size_t blocks;
	bool orphaned; /* the map is gone */
};

/* The value of a stable map follows. */
struct value_block {
	struct keeper *keeper;
	uint32_t holds;
	bool dead; /* without an entry: goes with the last hold */
};

static inline size_t block_bytes(const struct keeper *k)
{
	return sizeof(struct value_block) + k->value->size;
}

struct linear {
	struct map_body body;
	struct geometry main_geometry, over_geometry;
	uint32_t stride;     /* of payloads */
	uint32_t gen_stride; /* 0: slots have no generations */
	uint32_t payload;    /* bytes of it that move with an entry */
	uint32_t value_at;   /* offset in the payload or cell */
	uint32_t floor;	     /* no generation of a slot was ever higher */
	uint32_t cell_floor;
	uint32_t serial;
	uint32_t min_buckets; /* as the hint wanted it */
	uint32_t full;	      /* thousandths of entries for a main bucket */
	bool poisons;
	bool slack; /* memory is to be given back */
	struct pool heads, areas, over, cells;
	struct keeper *keeper; /* of a stable map */
};

struct place {
	struct bucket *head;
	unsigned char *area;
	uint32_t number; /* of the bucket, among its kind */
	uint8_t slot;
	bool over;
};

extern const struct pool_links belay__over_links, belay__cell_links;

static inline struct linear *linear_of(const struct belay_map *m)
{
	return (struct linear *)m->body;
}

static inline const struct geometry *geometry_of(const struct linear *l,
						 bool over)
{
	return over ? &l->over_geometry : &l->main_geometry;
}

static inline unsigned char *payload_of(const struct linear *l,
					const struct place *p)
{
	return p->area + geometry_of(l, p->over)->first + p->slot * l->stride;
}

static inline uint32_t *gen_of(const struct linear *l, const struct place *p)
{
	return (uint32_t *)(void *)(p->area + geometry_of(l, p->over)->gens +
				    p->slot * l->gen_stride);
}

static inline uint32_t *link_of(const struct linear *l, const struct place *p)
{
	return (uint32_t *)(void *)(p->area + geometry_of(l, p->over)->link);
}

static inline struct cell_slot *cell_slot_of(const struct linear *l,
					     const struct place *p)
{
	return (struct cell_slot *)(void *)payload_of(l, p);
}

static inline struct cell *cell_at(const struct linear *l, uint32_t i)
{
	return pool_at(&l->cells, i);
}

static inline void *cell_key(struct cell *c)
{
	return c + 1;
}

static inline void *cell_value(const struct linear *l, struct cell *c)
{
	unsigned char *at = (unsigned char *)c + l->value_at;
	struct value_block *b;

	if (!l->keeper)
		return at;
	memcpy(&b, at, sizeof(b));
	return b + 1;
}

static inline struct place start_of(const struct belay_map *m,
				    const struct linear *l, uint32_t i)
{
	struct place p = {m->hot.heads, m->hot.areas, i, 0, false};

	if (__builtin_expect(p.head != NULL, 1)) {
		p.head += i;
		p.area += i * (size_t)l->main_geometry.size;
		return p;
	}
	p.head = pool_at(&l->heads, i);
	p.area = pool_at(&l->areas, i);
	return p;
}

static inline struct place over_at(const struct linear *l, uint32_t i)
{
	struct bucket *head = pool_at(&l->over, i);

	return (struct place){head, (unsigned char *)(head + 1), i, 0, true};
}

/* Down the chain; false at its end.  A main bucket without a filter is one. */
static inline bool next_bucket(const struct linear *l, struct place *p)
{
	uint32_t link;

	if (!p->over && !p->head->filter)
		return false;
	link = *link_of(l, p);
	if (!link)
		return false;
	*p = over_at(l, link - 1);
	return true;
}

/* The largest power of two that is not more than n. */
static inline uint32_t power_below(uint32_t n)
{
	return UINT32_C(1) << (31 - __builtin_clz(n));
}

/* Linear hashing: n of the 2^k buckets that mask has are there. */
static inline uint32_t address(const struct belay_map *m, uint32_t hash)
{
	uint32_t i = hash & m->hot.mask, base = (m->hot.mask >> 1) + 1;

	/* Half of the time, and nobody can foresee when: so no branch. */
	return i - (base & -(uint32_t)(i >= m->hot.n));
}

static inline uint8_t top_of(uint64_t hash)
{
	uint8_t top = (uint8_t)(hash >> 56);

	return top ? top : 1;
}

static inline uint16_t filter_bit(uint32_t hash)
{
	return (uint16_t)(1U << (hash >> 28));
}

/* One bit for each of the tops that is this one. */
static inline unsigned match(const struct bucket *b, uint8_t top)
{
#ifdef __SSE2__
	__m128i tops = _mm_loadu_si128((const __m128i *)(const void *)b);

	return (unsigned)_mm_movemask_epi8(
		       _mm_cmpeq_epi8(tops, _mm_set1_epi8((char)top))) &
	       ((1U << MAIN_SLOTS) - 1);
#else
	unsigned bits = 0;

	for (unsigned i = 0; i < MAIN_SLOTS; i++)
		bits |= (unsigned)(b->top[i] == top) << i;
	return bits;
#endif
}

static inline unsigned all_slots(bool over)
{
	return (1U << (over ? OVER_SLOTS : MAIN_SLOTS)) - 1;
}

static inline unsigned free_slots(const struct place *p)
{
	return match(p->head, 0) & all_slots(p->over);
}

static inline unsigned live_slots(const struct place *p)
{
	return ~match(p->head, 0) & all_slots(p->over);
}

static inline unsigned mode_size(uint8_t mode)
{
	return 1U << (mode - MODE_INT1);
}

/* Whether to look further down; without a chain a filter is 0. */
static inline bool goes_on(const struct place *p, uint64_t hash)
{
	return p->over || p->head->filter & filter_bit((uint32_t)hash);
}

__attribute__((always_inline)) static inline bool
find_int(const struct belay_map *m, uint64_t key, unsigned size, uint64_t hash,
	 struct place *ret)
{
	const struct linear *l = linear_of(m);
	struct place p = start_of(m, l, address(m, (uint32_t)hash));
	uint8_t top = top_of(hash);

	do {
		unsigned found = match(p.head, top);

		for (; found; found &= found - 1) {
			p.slot = (uint8_t)__builtin_ctz(found);
			if (load_int(payload_of(l, &p), size) != key)
				continue;
			*ret = p;
			return true;
		}
	} while (goes_on(&p, hash) && next_bucket(l, &p));
	return false;
}

static inline bool cell_has_key(const struct belay_type *t, const void *has,
				const void *key)
{
	const char *p, *q;

	switch (t->kind) {
	case BELAY_KIND_CSTR:
		memcpy(&p, has, sizeof(p));
		memcpy(&q, key, sizeof(q));
		return !strcmp(p, q);
	case BELAY_KIND_INT:
		return load_int(has, (unsigned)t->size) ==
		       load_int(key, (unsigned)t->size);
	default:
		return belay_equal(t, has, key);
	}
}

__attribute__((always_inline)) static inline bool
find_cell(const struct belay_map *m, const void *key, uint64_t hash,
	  struct place *ret)
{
	const struct linear *l = linear_of(m);
	const struct belay_type *t = l->body.key;
	struct place p = start_of(m, l, address(m, (uint32_t)hash));
	uint8_t top = top_of(hash);

	do {
		unsigned found = match(p.head, top);

		for (; found; found &= found - 1) {
			const struct cell_slot *slot;

			p.slot = (uint8_t)__builtin_ctz(found);
			slot = cell_slot_of(l, &p);
			if (slot->hash != (uint32_t)hash ||
			    !cell_has_key(t, cell_key(cell_at(l, slot->cell)),
					  key))
				continue;
			*ret = p;
			return true;
		}
	} while (goes_on(&p, hash) && next_bucket(l, &p));
	return false;
}

/* BELAY_ENOENT, or what the hash function says. */
static inline int linear_find(const struct belay_map *m, const void *key,
			      uint64_t *hash, struct place *ret)
{
	uint64_t k;
	bool found;
	int err;

	switch (m->mode) {
#define FIND_INT(bytes)                                                 \
	case MODE_INT##bytes:                                           \
		k = load_int(key, bytes);                               \
		*hash = belay__hash_int(k, m->hot.seed, m->hot.secret); \
		found = find_int(m, k, bytes, *hash, ret);              \
		break;
		FIND_INT(1)
		FIND_INT(2)
		FIND_INT(4)
		FIND_INT(8)
#undef FIND_INT
	default:
		err = hash_key(m, key, hash);
		if (err)
			return err;
		found = find_cell(m, key, *hash, ret);
		break;
	}
	return found ? 0 : BELAY_ENOENT;
}

static inline struct map_entry entry_at(const struct belay_map *m,
					const struct place *p)
{
	const struct linear *l = linear_of(m);
	unsigned char *at = payload_of(l, p);
	struct cell *c;

	if (m->mode != MODE_CELLS)
		return (struct map_entry){at, at + l->value_at};
	c = cell_at(l, cell_slot_of(l, p)->cell);
	return (struct map_entry){cell_key(c), cell_value(l, c)};
}

/* The low half of the hash of the entry of a slot. */
static inline uint32_t slot_hash(const struct belay_map *m,
				 const struct linear *l, const struct place *p)
{
	if (m->mode == MODE_CELLS)
		return cell_slot_of(l, p)->hash;
	return (uint32_t)belay__hash_int(
		load_int(payload_of(l, p), mode_size(m->mode)), m->hot.seed,
		m->hot.secret);
}

/*
 * map_grow.c.  The next generation; the floor is the highest there ever was.
 */
void belay__bump(struct belay_map *m, uint32_t *gen, uint32_t *floor);

/* An entry is gone from a slot, or was copied elsewhere. */
void belay__slot_vacate(struct belay_map *m, struct linear *l,
			const struct place *p);
void belay__slot_bury(const struct linear *l, const struct place *p);

/* A free slot for a hash; false when there is no memory for one more. */
bool belay__slot_take(struct belay_map *m, struct linear *l, uint64_t hash,
		      struct place *ret);

/* The entry of a slot, whose hash this was, is gone: so may its bucket be. */
void belay__chain_tidy(struct belay_map *m, struct linear *l,
		       const struct place *p, uint32_t hash);

/* One more entry, one less: a step of growth or contraction. */
void belay__grow(struct belay_map *m, struct linear *l);
void belay__contract(struct belay_map *m, struct linear *l);

/*
 * A pool that moves when it grows or shrinks is copied, which would read what
 * is poisoned in it: this makes it readable.  False when that is not needed;
 * else what is dead in it has to be buried again.
 */
bool belay__pool_wake(const struct linear *l, const struct pool *p);

/* Makes n main buckets, empty ones; false when there is no memory. */
bool belay__buckets_make(struct belay_map *m, struct linear *l, uint32_t n);

/* Gives up all buckets but the first n, and empties those. */
void belay__buckets_reset(struct belay_map *m, struct linear *l, uint32_t n);

/* After a reset: a step of the memory that is not used any more. */
void belay__give_back(struct linear *l);
void belay__pools_finish(struct linear *l);

/* map_layout.c */
int belay__linear_start(struct belay_map *m, size_t hint);

/*
 * map_cells.c.  A new cell has the key; its value is zeroed.  value is what
 * will be copied in: it may lie in the map, and is found again where it is
 * when cells have moved.  False when there is no memory.
 */
bool belay__cell_new(struct belay_map *m, const void *key, const void **value,
		     uint32_t hash, uint32_t *ret);
void belay__cell_undo(struct belay_map *m, uint32_t cell);

/* Destroys key and value, or leaves the value to those who hold it. */
void belay__cell_drop(struct belay_map *m, uint32_t cell);

/* Another value for the entry of a stable map. */
int belay__cell_renew(struct belay_map *m, struct cell *c, const void *value,
		      void **ret);

/* Destroys and frees a value that has no entry and that nobody holds. */
void belay__block_end(struct value_block *b);

/* Moves the last cells to where there are free ones, if there are many. */
void belay__cells_settle(struct belay_map *m);

/* map_iter.c */
void belay__linear_iterate(const struct belay_map *m, struct map_iter *it);
bool belay__linear_next(const struct belay_map *m, struct map_iter *it,
			struct map_entry *ret);

#endif
/*
 * thread.h - which thread this is, for messages
 */
#ifndef LIB_THREAD_H
#define LIB_THREAD_H

#include <stdint.h>

extern __thread uint32_t belay__self
	__attribute__((tls_model("initial-exec"), visibility("hidden")));

uint32_t belay__ask_thread(void);

/* The kernel's number of this thread, never 0. */
static inline uint32_t belay__thread(void)
{
	return belay__self ? belay__self : belay__ask_thread();
}

#endif

/* src/lib/map.c */

/*
 * The front of the map: nil maps, misuse, and the choice of an engine.
 *
 * Misuse is found as Go finds it.  A writer leaves the number of its thread in
 * the map while it is inside.  Another writer or a reader that sees one stops;
 * a writer that finds another number than its own at the end was overtaken by
 * a writer that came in at the same moment.  Nothing waits and nothing is
 * locked, so a clash can be missed: the check is for programs that are wrong,
 * not for making them right.
 */

#include <string.h>


enum { FLAGS = BELAY_MAP_CLASSIC | BELAY_MAP_STABLE | BELAY_MAP_UNCHECKED };

static const struct map_engine *engine_of(const struct belay_map *m)
{
	return m->later == MODE_CLASSIC ? &belay__map_classic
					: &belay__map_linear;
}

int belay__map_caught(const struct belay_map *m, uint32_t other,
		      const char *what)
{
	const char *name = m->body ? m->body->name : m->idle.name;
	uint32_t self = belay__thread();

	if (other == self)
		return belay__misuse(BELAY_EMISUSE,
				     "map '%s' (%p) is used by thread %u from "
				     "within its own write",
				     name ? name : "?", (const void *)m, self);
	return belay__misuse(
		BELAY_EMISUSE,
		"concurrent map %s: map '%s' (%p), threads %u and %u", what,
		name ? name : "?", (const void *)m, self, other);
}

static int begin_write(struct belay_map *m)
{
	uint32_t other;

	if (__builtin_expect(!m, 0))
		return BELAY_EINVAL;
	other = atomic_load_explicit(&m->writer, memory_order_relaxed);
	if (__builtin_expect(other != 0, 0))
		return belay__map_caught(m, other, "writes");
	atomic_store_explicit(&m->writer, belay__thread(),
			      memory_order_relaxed);
	return 0;
}

static int end_write(struct belay_map *m, int err)
{
	uint32_t other = atomic_load_explicit(&m->writer, memory_order_relaxed);

	if (__builtin_expect(other != belay__thread(), 0))
		return belay__map_caught(m, other, "writes");
	atomic_store_explicit(&m->writer, 0, memory_order_relaxed);
	return err;
}

static uint8_t mode_of(const struct belay_type *key,
		       const struct belay_type *value, unsigned flags)
{
	if (flags & BELAY_MAP_CLASSIC)
		return MODE_CLASSIC;
	if (flags & BELAY_MAP_STABLE || key->kind != BELAY_KIND_INT ||
	    value->size > INLINE_VALUE)
		return MODE_CELLS;
	return (uint8_t)(MODE_INT1 + __builtin_ctz((unsigned)key->size));
}

static int start(struct belay_map *m, size_t hint)
{
	return engine_of(m)->start(m, hint);
}

void belay__map_start(struct belay_map *m, struct map_body *body)
{
	uint64_t seed = m->idle.seed;

	body->key = m->idle.key;
	body->value = m->idle.value;
	body->allocator = m->idle.allocator;
	body->name = m->idle.name;
	m->body = body;
	m->mode = m->later;
	memset(&m->hot, 0, sizeof(m->hot));
	if (!seed) {
		m->hot.seed = belay__random();
		m->hot.secret = belay__random() | 1;
	} else {
		m->hot.seed = seed;
		m->hot.secret = belay__secret(seed);
	}
}

int belay_map_create(const struct belay_type *key,
		     const struct belay_type *value,
		     const struct belay_map_options *options,
		     struct belay_map **ret)
{
	static const struct belay_map_options none;
	const struct belay_map_options *o = options ? options : &none;
	struct belay_map *m;

	if (!ret || o->flags & ~(unsigned)FLAGS || belay__type_check(key) ||
	    belay__type_check(value) ||
	    (o->flags & BELAY_MAP_CLASSIC && o->flags & BELAY_MAP_STABLE) ||
	    (o->allocator && !o->allocator->alloc))
		return BELAY_EINVAL;
	if (!belay__type_comparable(key))
		return BELAY_EUNCOMPARABLE;
	m = belay__zalloc(o->allocator, sizeof(*m));
	if (!m)
		return BELAY_ENOMEM;
	m->idle.key = key;
	m->idle.value = value;
	m->idle.allocator = o->allocator;
	m->idle.name = o->name;
	m->idle.seed = o->seed;
	m->flags = (uint8_t)o->flags;
	m->later = mode_of(key, value, o->flags);
	if (o->hint && start(m, o->hint)) {
		belay__release(o->allocator, m, sizeof(*m));
		return BELAY_ENOMEM;
	}
	*ret = m;
	return 0;
}

void belay_map_destroy(struct belay_map *m)
{
	const struct belay_allocator *a;

	if (begin_write(m))
		return;
	a = map_allocator(m);
	if (m->body) {
		belay__map_forget(&m->body->id);
		belay__map_forget(&m->body->life);
		engine_of(m)->finish(m);
	}
	belay__release(a, m, sizeof(*m));
}

size_t belay_map_len(const struct belay_map *m)
{
	return m ? m->count : 0;
}

/* What a lookup in a map without entries says: not all keys can be asked. */
static int ask_nobody(const struct belay_map *m, const void *key)
{
	uint64_t hash;
	int err = 0;

	if (map_key(m)->kind != BELAY_KIND_INT)
		err = belay__type_hash(map_key(m), key, 0, 1, &hash);
	return err ? err : BELAY_ENOENT;
}

/*
 * The lookup that everything is built for.  It is a leaf: what is not the
 * common case is the last thing that is called, so that nothing is saved.
 */
static int get_slowly(const struct belay_map *m, const void *key, void **ret);

__attribute__((always_inline)) static inline int
get_int(const struct belay_map *m, const void *key_at, unsigned size,
	void **ret)
{
	const struct linear *l = linear_of(m);
	uint64_t key = load_int(key_at, size);
	uint64_t hash = belay__hash_int(key, m->hot.seed, m->hot.secret);
	const struct bucket *head = m->hot.heads;
	const unsigned char *area = m->hot.areas;
	uint32_t i = address(m, (uint32_t)hash);
	unsigned found;

	if (__builtin_expect(!head, 0))
		return get_slowly(m, key_at, ret);
	head += i;
	area += i * (size_t)l->main_geometry.size + l->main_geometry.first;
	/* The entries are asked for before the head says which one. */
	__builtin_prefetch(area);
	__builtin_prefetch(area + 64);
	if (l->main_geometry.size > 128)
		__builtin_prefetch(area + 128);
	for (found = match(head, top_of(hash)); found; found &= found - 1) {
		const unsigned char *at =
			area + (unsigned)__builtin_ctz(found) * l->stride;

		if (load_int(at, size) != key)
			continue;
		*ret = (unsigned char *)at + l->value_at;
		return 0;
	}
	if (head->filter & filter_bit((uint32_t)hash))
		return get_slowly(m, key_at, ret);
	return BELAY_ENOENT;
}

__attribute__((noinline)) static int get_slowly(const struct belay_map *m,
						const void *key, void **ret)
{
	const struct linear *l;
	struct map_entry e;
	struct place p;
	uint64_t hash;
	int err;

	if (m->mode == MODE_EMPTY)
		return ask_nobody(m, key);
	if (m->mode == MODE_CLASSIC) {
		err = belay__map_classic.find(m, key, &e);
		if (!err)
			*ret = e.value;
		return err;
	}
	err = linear_find(m, key, &hash, &p);
	if (err)
		return err;
	l = linear_of(m);
	if (m->mode == MODE_CELLS)
		*ret = cell_value(l, cell_at(l, cell_slot_of(l, &p)->cell));
	else
		*ret = payload_of(l, &p) + l->value_at;
	return 0;
}

int belay_map_get(const struct belay_map *m, const void *key, void **ret)
{
	uint32_t writer;

	if (!m)
		return BELAY_ENOENT;
	writer = atomic_load_explicit(&m->writer, memory_order_relaxed);
	if (__builtin_expect(writer != 0, 0))
		return belay__map_caught(m, writer, "read and write");
	switch (m->mode) {
	case MODE_INT4:
		return get_int(m, key, 4, ret);
	case MODE_INT8:
		return get_int(m, key, 8, ret);
	case MODE_INT2:
		return get_int(m, key, 2, ret);
	case MODE_INT1:
		return get_int(m, key, 1, ret);
	default:
		return get_slowly(m, key, ret);
	}
}

static int put(struct belay_map *m, const void *key, const void *value,
	       bool *ret_added, struct map_entry *ret)
{
	int err = begin_write(m);

	if (err)
		return err;
	if (!m->body) {
		err = ask_nobody(m, key);
		if (err == BELAY_ENOENT)
			err = start(m, 0);
	}
	if (!err)
		err = engine_of(m)->put(m, key, value, ret_added, ret);
	return end_write(m, err);
}

int belay_map_set(struct belay_map *m, const void *key, const void *value)
{
	struct map_entry e;
	bool added;

	if (!value)
		return BELAY_EINVAL;
	return put(m, key, value, &added, &e);
}

int belay_map_put(struct belay_map *m, const void *key, bool *ret_added,
		  void **ret)
{
	struct map_entry e;
	bool added;
	int err = put(m, key, NULL, &added, &e);

	if (err)
		return err;
	if (ret_added)
		*ret_added = added;
	*ret = e.value;
	return 0;
}

int belay_map_delete(struct belay_map *m, const void *key)
{
	int err;

	if (!m)
		return BELAY_ENOENT;
	err = begin_write(m);
	if (err)
		return err;
	if (m->body)
		err = engine_of(m)->remove(m, key);
	else
		err = ask_nobody(m, key);
	return end_write(m, err);
}

int belay_map_clear(struct belay_map *m)
{
	int err;

	if (!m)
		return 0;
	err = begin_write(m);
	if (err)
		return err;
	if (m->body)
		err = engine_of(m)->clear(m);
	return end_write(m, err);
}

static struct map_iter *map_inside(struct belay_map_iter *it)
{
	return (struct map_iter *)(void *)it->opaque;
}

void belay_map_iter_init(struct belay_map_iter *iter,
			 const struct belay_map *map)
{
	struct belay_map *m = (struct belay_map *)map;
	struct map_iter *it = map_inside(iter);

	it->map = m;
	it->id = 0;
	it->done = !m || !m->body || belay__map_read(m);
	if (it->done)
		return;
	/* Without memory for a number, destroyed maps go unnoticed. */
	it->id = belay__map_number(m, &m->body->life);
	engine_of(m)->iterate(m, it);
}

int belay_map_iter_next(struct belay_map_iter *iter, const void **ret_key,
			void **ret_value)
{
	struct map_iter *it = map_inside(iter);
	const struct belay_map *m = it->map;
	struct map_entry e;
	int err;

	if (it->done)
		return BELAY_ENOENT;
	if (it->id && belay__map_of(it->id) != m)
		return BELAY_ESTALE;
	err = belay__map_read(m);
	if (err)
		return err;
	if (m->mode == MODE_CLASSIC ? !belay__map_classic.next(m, it, &e)
				    : !belay__linear_next(m, it, &e)) {
		it->done = true;
		return BELAY_ENOENT;
	}
	if (ret_key)
		*ret_key = e.key;
	if (ret_value)
		*ret_value = e.value;
	return 0;
}

int belay_map_each(struct belay_map *m,
		   int (*visit)(void *ctx, const void *key, void *value),
		   void *ctx)
{
	struct belay_map_iter it;
	const void *key;
	void *value;
	int err;

	belay_map_iter_init(&it, m);
	for (;;) {
		err = belay_map_iter_next(&it, &key, &value);
		if (err)
			return err == BELAY_ENOENT ? 0 : err;
		err = visit(ctx, key, value);
		if (err)
			return err;
	}
}

int belay_map_stats(const struct belay_map *m, struct belay_map_stats *ret)
{
	int err;

	memset(ret, 0, sizeof(*ret));
	if (!m)
		return 0;
	err = belay__map_read(m);
	if (err)
		return err;
	ret->len = m->count;
	ret->bytes = sizeof(*m);
	if (m->body)
		engine_of(m)->stats(m, ret);
	return 0;
}

/* No deeper than TYPE_DEPTH, which was looked at when the map was made. */
static int visit_type(const struct belay_type *t, void *obj,
		      const struct map_visit *visit)
{
	unsigned char *at = obj;
	int err;

	for (size_t i = 0; i < t->npointers; i++) {
		err = visit->fn(visit->ctx,
				(void **)(void *)(at + t->pointers[i]));
		if (err)
			return err;
	}
	if (t->kind != BELAY_KIND_STRUCT || t->npointers)
		return 0;
	for (size_t i = 0; i < t->nfields; i++) {
		const struct belay_field *f = &t->fields[i];

		for (size_t n = 0; n < f->count; n++) {
			err = visit_type(f->type,
					 at + f->offset + n * f->type->size,
					 visit);
			if (err)
				return err;
		}
	}
	return 0;
}

int belay__visit_entry(const struct belay_map *m, const struct map_entry *e,
		       const struct map_visit *visit)
{
	int err = visit_type(m->body->key, e->key, visit);

	return err ? err : visit_type(m->body->value, e->value, visit);
}

int belay_map_visit(struct belay_map *m,
		    int (*visit)(void *ctx, void **pointer), void *ctx)
{
	struct map_visit v = {visit, ctx};
	int err;

	if (!m)
		return 0;
	err = begin_write(m);
	if (err)
		return err;
	if (m->body)
		err = engine_of(m)->visit(m, &v);
	return end_write(m, err);
}

/* src/lib/map_cells.c */

/*
 * Cells: where keys and values are that do not fit into a slot.
 *
 * They are numbered and dense: when an entry goes, its cell is chained, and
 * when many are, the last cells move into them and the end is given back.  A
 * value is thus found by its number and not by its address, which is also
 * what a reference names.
 *
 * In a stable map the cell has a pointer to a block with the value instead,
 * so that the value never moves, and cells do not either, so that references
 * last.  The block outlives the entry, and the map, while somebody holds it.
 */


const struct pool_links belay__cell_links = {
	.next = offsetof(struct cell, serial),
	.prev = offsetof(struct cell, hash),
	.tag = offsetof(struct cell, tag),
};

static size_t map_cells_inside(const struct linear *l)
{
	return l->cells.elem - sizeof(struct cell);
}

static void bury_cell(const struct linear *l, struct cell *c)
{
	if (l->poisons)
		belay__poison(c + 1, map_cells_inside(l));
}

static void wake_cell(const struct linear *l, struct cell *c)
{
	if (l->poisons)
		belay__unpoison(c + 1, map_cells_inside(l));
}

/* After belay__pool_wake(). */
static void bury_free(const struct linear *l)
{
	for (uint32_t i = 0; i < l->cells.used; i++)
		if (cell_at(l, i)->tag == POOL_FREE)
			bury_cell(l, cell_at(l, i));
}

static struct value_block *block_of(const struct linear *l, struct cell *c)
{
	struct value_block *b;

	memcpy(&b, (unsigned char *)c + l->value_at, sizeof(b));
	return b;
}

static struct value_block *make_block(struct linear *l)
{
	struct value_block *b =
		belay__zalloc(l->keeper->allocator, block_bytes(l->keeper));

	if (!b)
		return NULL;
	b->keeper = l->keeper;
	l->keeper->blocks++;
	if (l->body.name && belay_annotate_active())
		belay_annotate_owner(b, block_bytes(l->keeper), "map",
				     l->body.name);
	return b;
}

static void free_block(struct value_block *b)
{
	b->keeper->blocks--;
	belay__release(b->keeper->allocator, b, block_bytes(b->keeper));
}

void belay__block_end(struct value_block *b)
{
	type_destroy(b->keeper->value, b + 1);
	free_block(b);
}

/* Without an entry from now on. */
static void drop_block(struct value_block *b)
{
	if (b->holds) {
		b->dead = true;
		b->keeper->held++;
		return;
	}
	belay__block_end(b);
}

/* Where p is, if it was in a pool that has moved. */
static const void *follow(const struct linear *l, const void *p,
			  const unsigned char *base, size_t bytes)
{
	const unsigned char *at = p;

	if (!base || at < base || at >= base + bytes || base == l->cells.base)
		return p;
	if (l->cells.segments)
		return l->cells.segments[0] + (at - base);
	return l->cells.base + (at - base);
}

bool belay__cell_new(struct belay_map *m, const void *key, const void **value,
		     uint32_t hash, uint32_t *ret)
{
	struct linear *l = linear_of(m);
	const unsigned char *base =
		pool_moves(&l->cells) ? l->cells.base : NULL;
	size_t bytes = l->cells.bytes;
	struct value_block *block = NULL;
	struct cell *c;
	bool fresh, told = false;
	uint32_t i;

	if (l->keeper) {
		block = make_block(l);
		if (!block)
			return false;
	}
	if (l->cells.head == POOL_NIL)
		told = belay__pool_wake(l, &l->cells);
	i = pool_take(&l->cells, l->body.allocator, &belay__cell_links, &fresh);
	if (i == POOL_NIL) {
		if (told)
			bury_free(l);
		if (block)
			free_block(block);
		return false;
	}
	if (base && base != l->cells.base) {
		m->version++;
		key = follow(l, key, base, bytes);
		*value = follow(l, *value, base, bytes);
	}
	c = cell_at(l, i);
	if (fresh)
		c->gen = l->cell_floor;
	if (told)
		bury_free(l);
	wake_cell(l, c);
	c->serial = l->serial++;
	c->hash = hash;
	memcpy(cell_key(c), key, m->body->key->size);
	if (block)
		memcpy((unsigned char *)c + l->value_at, &block, sizeof(block));
	else
		memset(cell_value(l, c), 0, l->body.value->size);
	*ret = i;
	return true;
}

static void chain_cell(struct belay_map *m, struct linear *l, uint32_t i)
{
	struct cell *c = cell_at(l, i);

	belay__bump(m, &c->gen, &l->cell_floor);
	bury_cell(l, c);
	pool_give(&l->cells, &belay__cell_links, i);
}

void belay__cell_undo(struct belay_map *m, uint32_t cell)
{
	struct linear *l = linear_of(m);

	if (l->keeper)
		free_block(block_of(l, cell_at(l, cell)));
	chain_cell(m, l, cell);
}

void belay__cell_drop(struct belay_map *m, uint32_t cell)
{
	struct linear *l = linear_of(m);
	struct cell *c = cell_at(l, cell);

	type_destroy(m->body->key, cell_key(c));
	if (l->keeper)
		drop_block(block_of(l, c));
	else
		type_destroy(l->body.value, cell_value(l, c));
	chain_cell(m, l, cell);
}

int belay__cell_renew(struct belay_map *m, struct cell *c, const void *value,
		      void **ret)
{
	struct linear *l = linear_of(m);
	struct value_block *old = block_of(l, c), *b = old;

	if (old->holds) {
		/* Who holds the old one keeps it; references see the new. */
		b = make_block(l);
		if (!b)
			return BELAY_ENOMEM;
		memcpy((unsigned char *)c + l->value_at, &b, sizeof(b));
		memcpy(b + 1, value, l->body.value->size);
		drop_block(old);
	} else {
		type_destroy(l->body.value, b + 1);
		memmove(b + 1, value, l->body.value->size);
	}
	*ret = b + 1;
	return 0;
}

/* The slot that names a cell, or NULL if its hash leads nowhere. */
static struct cell_slot *slot_of(const struct belay_map *m,
				 const struct linear *l, uint32_t cell)
{
	struct place p = start_of(m, l, address(m, cell_at(l, cell)->hash));

	do {
		unsigned live = live_slots(&p);

		for (; live; live &= live - 1) {
			p.slot = (uint8_t)__builtin_ctz(live);
			if (cell_slot_of(l, &p)->cell == cell)
				return cell_slot_of(l, &p);
		}
	} while (next_bucket(l, &p));
	return NULL;
}

static bool move_last(struct belay_map *m, struct linear *l)
{
	uint32_t last = l->cells.used - 1, i;
	struct cell *from = cell_at(l, last), *to;
	struct cell_slot *slot = slot_of(m, l, last);
	bool fresh;

	if (!slot)
		return false;
	i = pool_take(&l->cells, l->body.allocator, &belay__cell_links, &fresh);
	to = cell_at(l, i);
	wake_cell(l, to);
	to->serial = from->serial;
	to->hash = from->hash;
	memcpy(to + 1, from + 1, map_cells_inside(l));
	slot->cell = i;
	m->version++;
	chain_cell(m, l, last);
	return true;
}

void belay__cells_settle(struct belay_map *m)
{
	struct linear *l = linear_of(m);

	for (int i = 0; i < 2 && pool_is_loose(&l->cells); i++) {
		struct cell *last = cell_at(l, l->cells.used - 1);
		const unsigned char *base = l->cells.base;
		bool told;

		if (last->tag != POOL_FREE && (l->keeper || !move_last(m, l)))
			return;
		told = belay__pool_wake(l, &l->cells);
		pool_drop_last(&l->cells, l->body.allocator,
			       &belay__cell_links);
		if (told)
			bury_free(l);
		if (base != l->cells.base)
			m->version++;
	}
}

/* src/lib/map_classic.c */

/*
 * The classic engine: Go's map as it was until Go 1.23 (runtime/map.go there;
 * described again here, not copied).  It is the reference that the linear
 * engine is held against, and for those who want to see how a map is made.
 *
 *	array --> [bucket 0][bucket 1] ... [bucket 2^log - 1]
 *	              |
 *	              +--> overflow --> overflow
 *
 *	bucket: [top 0..7][hash 0..7][serial 0..7][keys][values][overflow]
 *
 * The lowest bits of a hash choose the bucket, its highest eight are the top
 * and are compared first.  Tops up to TOP_MIN say what a slot is instead:
 * free, free with nothing behind it, or moved.
 *
 * Growth: with more than 6.5 entries for a bucket, the array doubles; with as
 * many overflow buckets as buckets, it is replaced by one of the same size, in
 * which chains are short again.  Nothing is moved then.  Each later write
 * evacuates the old bucket that it would use and one more:
 *
 *	old   [#][#][ ][ ][#][ ][ ][ ]      # evacuated: its tops say so
 *	            ^ nevacuate: all before it are
 *	array [x][x][.][.][x][.][.][.][y][y][.][.][y][.][.][.]
 *	      entries of old bucket 0 are now in 0 or in 8
 *
 * A lookup goes to the old bucket as long as that is not evacuated.
 *
 * Go keeps no hashes.  Here they are kept, so that a key that equals nothing,
 * which has a random one, or a hash function that changes its mind, is no
 * case of its own; and serial numbers, so that iteration has an order when
 * hashes are equal.  Iteration is that of map_iter.c with batches of one.
 *
 * Buckets that were evacuated are freed by the next write, not at once: what
 * the caller passes to a write may lie in them.  The array is given to free()
 * as a whole, and calloc() is asked for a new one: that stops a program for
 * milliseconds when they are large, and is why the other engine is there.
 */
#include <string.h>


enum {
	SLOTS = 8,
	TOP_REST = 0, /* free, and so are all behind it */
	TOP_FREE = 1,
	TOP_MOVED = 2, /* to the same number */
	TOP_MOVED_UP = 3,
	TOP_MOVED_FREE = 4,
	TOP_MIN = 5
};

struct classic_bucket {
	uint8_t top[SLOTS];
	uint64_t hash[SLOTS];
	uint64_t serial[SLOTS];
	struct classic_bucket *overflow;
	/* Keys and values follow. */
};

struct classic {
	struct map_body body;
	unsigned char *array;
	unsigned char *old;	       /* NULL: not growing */
	unsigned char *grave;	       /* an array to free */
	struct classic_bucket *chains; /* overflow buckets to free */
	struct classic_bucket *spare;  /* overflow buckets to use */
	uint64_t nevacuate;
	uint64_t noverflow;
	uint64_t serial;
	size_t size; /* of a bucket */
	size_t keys_at;
	size_t values_at;
	size_t grave_size;
	uint8_t log;
	bool same_size;
};

struct slot {
	struct classic_bucket *bucket;
	unsigned at;
};

static struct classic *classic_of(const struct belay_map *m)
{
	return (struct classic *)m->body;
}

static struct classic_bucket *bucket_at(const struct classic *c,
					unsigned char *array, uint64_t i)
{
	return (struct classic_bucket *)(void *)(array + i * c->size);
}

static uint64_t nbuckets(const struct classic *c)
{
	return UINT64_C(1) << c->log;
}

static uint64_t nold(const struct classic *c)
{
	return c->same_size ? nbuckets(c) : nbuckets(c) / 2;
}

static void *key_in(const struct belay_map *m, struct slot s)
{
	return (unsigned char *)s.bucket + classic_of(m)->keys_at +
	       s.at * m->body->key->size;
}

static void *value_in(const struct belay_map *m, struct slot s)
{
	return (unsigned char *)s.bucket + classic_of(m)->values_at +
	       s.at * m->body->value->size;
}

static uint8_t top_of_hash(uint64_t hash)
{
	uint8_t top = (uint8_t)(hash >> 56);

	return top < TOP_MIN ? (uint8_t)(top + TOP_MIN) : top;
}

static bool evacuated(const struct classic_bucket *b)
{
	return b->top[0] > TOP_FREE && b->top[0] < TOP_MIN;
}

static bool live(const struct classic_bucket *b, unsigned i)
{
	return b->top[i] >= TOP_MIN;
}

/* The first bucket of the chain that has the entries of a hash now. */
static struct classic_bucket *chain_of(const struct classic *c, uint64_t hash)
{
	struct classic_bucket *b;

	if (c->old) {
		b = bucket_at(c, c->old, hash & (nold(c) - 1));
		if (!evacuated(b))
			return b;
	}
	return bucket_at(c, c->array, hash & (nbuckets(c) - 1));
}

static bool find_slot(const struct belay_map *m, const void *key, uint64_t hash,
		      struct slot *ret)
{
	struct classic_bucket *b = chain_of(classic_of(m), hash);
	uint8_t top = top_of_hash(hash);

	for (; b; b = b->overflow) {
		for (unsigned i = 0; i < SLOTS; i++) {
			struct slot s = {b, i};

			if (b->top[i] == TOP_REST)
				return false;
			if (b->top[i] != top ||
			    !belay_equal(m->body->key, key_in(m, s), key))
				continue;
			*ret = s;
			return true;
		}
	}
	return false;
}

static void *zeroed(const struct belay_map *m, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / size)
		return NULL;
	return belay__zalloc(map_allocator(m), n * size);
}

static void free_chain(const struct classic *c, struct classic_bucket *b)
{
	while (b) {
		struct classic_bucket *next = b->overflow;

		belay__release(c->body.allocator, b, c->size);
		b = next;
	}
}

/* Frees what the last write left behind. */
static void map_classic_bury(struct classic *c)
{
	free_chain(c, c->chains);
	c->chains = NULL;
	belay__release(c->body.allocator, c->grave, c->grave_size);
	c->grave = NULL;
}

/* Has n overflow buckets at hand. */
static bool reserve(struct belay_map *m, struct classic *c, unsigned n)
{
	unsigned have = 0;

	for (struct classic_bucket *b = c->spare; b && have < n;
	     b = b->overflow)
		have++;
	for (; have < n; have++) {
		struct classic_bucket *b = zeroed(m, 1, c->size);

		if (!b)
			return false;
		b->overflow = c->spare;
		c->spare = b;
	}
	return true;
}

static struct classic_bucket *add_overflow(struct classic *c,
					   struct classic_bucket *b)
{
	struct classic_bucket *o = c->spare;

	c->spare = o->overflow;
	o->overflow = NULL;
	b->overflow = o;
	c->noverflow++;
	return o;
}

/* Where an evacuated entry goes; to is where the next one does. */
static struct slot take_next(struct classic *c, struct slot *to)
{
	if (to->at == SLOTS) {
		to->bucket = add_overflow(c, to->bucket);
		to->at = 0;
	}
	return (struct slot){to->bucket, to->at++};
}

static void move_slot(struct belay_map *m, struct slot to, struct slot from)
{
	to.bucket->top[to.at] = from.bucket->top[from.at];
	to.bucket->hash[to.at] = from.bucket->hash[from.at];
	to.bucket->serial[to.at] = from.bucket->serial[from.at];
	memcpy(key_in(m, to), key_in(m, from), m->body->key->size);
	memcpy(value_in(m, to), value_in(m, from), m->body->value->size);
}

static void advance(struct classic *c)
{
	uint64_t n = nold(c), stop = c->nevacuate + 1024;

	while (c->nevacuate < n && c->nevacuate < stop &&
	       evacuated(bucket_at(c, c->old, c->nevacuate)))
		c->nevacuate++;
	if (c->nevacuate < n)
		return;
	c->grave = c->old;
	c->grave_size = n * c->size;
	c->old = NULL;
	c->same_size = false;
}

/* Moves what is in an old bucket; false when there is no memory for it. */
static bool evacuate(struct belay_map *m, struct classic *c, uint64_t number)
{
	struct classic_bucket *first = bucket_at(c, c->old, number), *b;
	struct slot low = {bucket_at(c, c->array, number), 0}, high = low;
	uint64_t bit = c->same_size ? 0 : nold(c);
	unsigned chain = 0;

	if (evacuated(first))
		return true;
	for (b = first->overflow; b; b = b->overflow)
		chain++;
	if (chain && !reserve(m, c, chain))
		return false;
	if (bit)
		high.bucket = bucket_at(c, c->array, number + bit);
	for (b = first; b; b = b->overflow) {
		for (unsigned i = 0; i < SLOTS; i++) {
			struct slot from = {b, i};
			bool up;

			if (!live(b, i)) {
				b->top[i] = TOP_MOVED_FREE;
				continue;
			}
			up = b->hash[i] & bit;
			move_slot(m, take_next(c, up ? &high : &low), from);
			b->top[i] = up ? TOP_MOVED_UP : TOP_MOVED;
		}
		if (b != first)
			c->noverflow--;
	}
	if (first->overflow) {
		for (b = first->overflow; b->overflow;)
			b = b->overflow;
		b->overflow = c->chains;
		c->chains = first->overflow;
		first->overflow = NULL;
	}
	if (number == c->nevacuate)
		advance(c);
	return true;
}

/* The part of the growth that a write to a hash pays for. */
static bool grow_work(struct belay_map *m, struct classic *c, uint64_t hash)
{
	if (!c->old)
		return true;
	if (!evacuate(m, c, hash & (nold(c) - 1)))
		return false;
	if (c->old)
		evacuate(m, c, c->nevacuate);
	return true;
}

/* More than 6.5 entries for a bucket; a first one is filled. */
static bool too_many(uint64_t count, uint64_t n)
{
	return count > SLOTS && count > 13 * n / 2;
}

static void start_growth(struct belay_map *m, struct classic *c)
{
	uint64_t n = nbuckets(c), limit = c->log < 15 ? n : UINT64_C(1) << 15;
	bool full = too_many((uint64_t)m->count + 1, n);
	unsigned char *array;

	if (c->old || (!full && c->noverflow < limit))
		return;
	array = zeroed(m, full ? 2 * n : n, c->size);
	if (!array)
		return;
	c->old = c->array;
	c->array = array;
	c->nevacuate = 0;
	c->same_size = !full;
	c->log = (uint8_t)(c->log + full);
}

static int classic_find(const struct belay_map *m, const void *key,
			struct map_entry *ret)
{
	struct slot s;
	uint64_t hash;
	int err;

	err = hash_key(m, key, &hash);
	if (err)
		return err;
	if (!find_slot(m, key, hash, &s))
		return BELAY_ENOENT;
	*ret = (struct map_entry){key_in(m, s), value_in(m, s)};
	return 0;
}

/* A free slot, with an overflow bucket more if there must be one. */
static bool find_free(struct belay_map *m, struct classic *c, uint64_t hash,
		      struct slot *ret)
{
	struct classic_bucket *b = chain_of(c, hash);

	for (;; b = b->overflow) {
		for (unsigned i = 0; i < SLOTS; i++) {
			if (live(b, i))
				continue;
			*ret = (struct slot){b, i};
			return true;
		}
		if (!b->overflow)
			break;
	}
	if (!reserve(m, c, 1))
		return false;
	*ret = (struct slot){add_overflow(c, b), 0};
	return true;
}

static int map_classic_insert(struct belay_map *m, struct classic *c, const void *key,
		  uint64_t hash, const void *value, struct slot *ret)
{
	struct slot s;

	if (m->count >= BELAY_MAP_MAX)
		return BELAY_EFULL;
	start_growth(m, c);
	if (!grow_work(m, c, hash) || !find_free(m, c, hash, &s))
		return BELAY_ENOMEM;
	s.bucket->top[s.at] = top_of_hash(hash);
	s.bucket->hash[s.at] = hash;
	s.bucket->serial[s.at] = c->serial++;
	memcpy(key_in(m, s), key, m->body->key->size);
	if (value)
		memcpy(value_in(m, s), value, m->body->value->size);
	else
		memset(value_in(m, s), 0, m->body->value->size);
	m->count++;
	*ret = s;
	return 0;
}

static int classic_put(struct belay_map *m, const void *key, const void *value,
		       bool *ret_added, struct map_entry *ret)
{
	struct classic *c = classic_of(m);
	struct slot s;
	uint64_t hash;
	void *at;
	int err;

	err = hash_key(m, key, &hash);
	if (err)
		return err;
	map_classic_bury(c);
	m->version++;
	*ret_added = !find_slot(m, key, hash, &s);
	if (*ret_added) {
		err = map_classic_insert(m, c, key, hash, value, &s);
		if (err)
			return err;
	} else {
		/* Without memory it stays where it is, which is as well. */
		if (grow_work(m, c, hash))
			find_slot(m, key, hash, &s);
		at = value_in(m, s);
		if (value && value != at) {
			type_destroy(m->body->value, at);
			memmove(at, value, m->body->value->size);
		}
		if (m->body->key->kind == BELAY_KIND_FLOAT)
			memcpy(key_in(m, s), key, m->body->key->size);
	}
	*ret = (struct map_entry){key_in(m, s), value_in(m, s)};
	return 0;
}

/* A free slot that nothing follows says so, and so do those before it. */
static void mark_rest(struct classic_bucket *first, struct slot s)
{
	struct classic_bucket *b;

	if (s.at == SLOTS - 1) {
		if (s.bucket->overflow &&
		    s.bucket->overflow->top[0] != TOP_REST)
			return;
	} else if (s.bucket->top[s.at + 1] != TOP_REST) {
		return;
	}
	for (;;) {
		s.bucket->top[s.at] = TOP_REST;
		if (s.at == 0) {
			if (s.bucket == first)
				return;
			for (b = first; b->overflow != s.bucket;)
				b = b->overflow;
			s = (struct slot){b, SLOTS};
		}
		s.at--;
		if (s.bucket->top[s.at] != TOP_FREE)
			return;
	}
}

static void map_classic_destroy_entry(const struct belay_map *m, struct slot s)
{
	type_destroy(m->body->key, key_in(m, s));
	type_destroy(m->body->value, value_in(m, s));
}

static int classic_remove(struct belay_map *m, const void *key)
{
	struct classic *c = classic_of(m);
	struct slot s;
	uint64_t hash;
	int err;

	err = hash_key(m, key, &hash);
	if (err)
		return err;
	map_classic_bury(c);
	m->version++;
	grow_work(m, c, hash);
	if (!find_slot(m, key, hash, &s))
		return BELAY_ENOENT;
	s.bucket->top[s.at] = TOP_FREE;
	mark_rest(chain_of(c, hash), s);
	m->count--;
	map_classic_destroy_entry(m, s);
	return 0;
}

static int walk_array(struct belay_map *m, struct classic *c,
		      unsigned char *array, uint64_t n,
		      int (*fn)(struct belay_map *m, struct slot s, void *ctx),
		      void *ctx)
{
	int err;

	for (uint64_t i = 0; array && i < n; i++) {
		struct classic_bucket *b = bucket_at(c, array, i);

		for (; b; b = b->overflow) {
			for (unsigned at = 0; at < SLOTS; at++) {
				if (!live(b, at))
					continue;
				err = fn(m, (struct slot){b, at}, ctx);
				if (err)
					return err;
			}
		}
	}
	return 0;
}

/* Every entry, in whichever array it is. */
static int map_classic_walk(struct belay_map *m,
		int (*fn)(struct belay_map *m, struct slot s, void *ctx),
		void *ctx)
{
	struct classic *c = classic_of(m);
	int err = 0;

	if (c->old)
		err = walk_array(m, c, c->old, nold(c), fn, ctx);
	return err ? err : walk_array(m, c, c->array, nbuckets(c), fn, ctx);
}

static int drop(struct belay_map *m, struct slot s, void *ctx)
{
	(void)ctx;
	map_classic_destroy_entry(m, s);
	return 0;
}

static void free_array(struct classic *c, unsigned char *array, uint64_t n)
{
	for (uint64_t i = 0; array && i < n; i++)
		free_chain(c, bucket_at(c, array, i)->overflow);
	belay__release(c->body.allocator, array, n * c->size);
}

static void free_old(struct classic *c)
{
	free_array(c, c->old, c->old ? nold(c) : 0);
	c->old = NULL;
	c->same_size = false;
}

/* As Go's: the array stays. */
static int classic_clear(struct belay_map *m)
{
	struct classic *c = classic_of(m);

	map_classic_bury(c);
	m->version++;
	if (m->body->key->destroy || c->body.value->destroy)
		map_classic_walk(m, drop, NULL);
	free_old(c);
	for (uint64_t i = 0; i < nbuckets(c); i++) {
		struct classic_bucket *b = bucket_at(c, c->array, i);

		free_chain(c, b->overflow);
		memset(b->top, TOP_REST, sizeof(b->top));
		b->overflow = NULL;
	}
	c->noverflow = 0;
	m->count = 0;
	return 0;
}

static void classic_finish(struct belay_map *m)
{
	struct classic *c = classic_of(m);
	const struct belay_allocator *a = c->body.allocator;

	map_classic_bury(c);
	if (m->body->key->destroy || c->body.value->destroy)
		map_classic_walk(m, drop, NULL);
	free_old(c);
	free_array(c, c->array, nbuckets(c));
	free_chain(c, c->spare);
	belay__release(a, c, sizeof(*c));
}

static void classic_iterate(const struct belay_map *m, struct map_iter *iter)
{
	struct classic_iter *it = &iter->classic;

	it->n = nbuckets(classic_of(m));
	it->bucket = belay__random() & (it->n - 1);
	it->left = it->n;
	it->within = false;
}

/* The first entry from the cursor on, within the bucket that it is in. */
static bool first_of(const struct belay_map *m, const struct classic_iter *it,
		     uint64_t end, struct slot *ret)
{
	const struct classic *c = classic_of(m);
	uint32_t hash = reverse_bits((uint32_t)it->from);
	struct classic_bucket *b = chain_of(c, hash);
	uint64_t best = 0, best_tie = 0;
	bool found = false;

	for (; b; b = b->overflow) {
		for (unsigned i = 0; i < SLOTS; i++) {
			uint64_t rank, tie = b->serial[i];

			if (!live(b, i))
				continue;
			rank = reverse_bits((uint32_t)b->hash[i]);
			if (rank < it->from || rank >= end ||
			    (rank == it->from && tie < it->tie))
				continue;
			if (found &&
			    (rank > best || (rank == best && tie >= best_tie)))
				continue;
			found = true;
			best = rank;
			best_tie = tie;
			*ret = (struct slot){b, i};
		}
	}
	return found;
}

static bool classic_next(const struct belay_map *m, struct map_iter *iter,
			 struct map_entry *ret)
{
	struct classic_iter *it = &iter->classic;
	const struct classic *c = classic_of(m);
	struct slot s = {NULL, 0};

	while (it->left) {
		uint64_t width = (UINT64_C(1) << 32) / nbuckets(c), end;

		if (!it->within) {
			it->within = true;
			it->from = reverse_bits((uint32_t)it->bucket);
			it->to = it->from + (UINT64_C(1) << 32) / it->n;
			it->tie = 0;
		}
		/* To the end of the bucket that the cursor is in. */
		end = (it->from / width + 1) * width;
		if (end > it->to)
			end = it->to;
		if (first_of(m, it, end, &s)) {
			it->from = reverse_bits((uint32_t)s.bucket->hash[s.at]);
			it->tie = s.bucket->serial[s.at] + 1;
			*ret = (struct map_entry){key_in(m, s), value_in(m, s)};
			return true;
		}
		it->from = end;
		it->tie = 0;
		if (end < it->to)
			continue;
		it->within = false;
		it->left--;
		it->bucket = (it->bucket + 1) & (it->n - 1);
	}
	return false;
}

static void classic_stats(const struct belay_map *m,
			  struct belay_map_stats *ret)
{
	const struct classic *c = classic_of(m);
	uint64_t old = c->old ? nold(c) : 0;

	ret->buckets = nbuckets(c) + old;
	ret->overflow = c->noverflow;
	ret->growing = c->old != NULL;
	ret->evacuated = old ? c->nevacuate : 0;
	ret->target = old;
	ret->bytes = sizeof(*m) + sizeof(*c) +
		     (ret->buckets + c->noverflow) * c->size;
	if (c->grave)
		ret->bytes += c->grave_size;
	for (struct classic_bucket *b = c->spare; b; b = b->overflow)
		ret->bytes += c->size;
	for (struct classic_bucket *b = c->chains; b; b = b->overflow)
		ret->bytes += c->size;
}

static int visit_slot(struct belay_map *m, struct slot s, void *visit)
{
	struct map_entry e = {key_in(m, s), value_in(m, s)};

	return belay__visit_entry(m, &e, visit);
}

static int classic_visit(struct belay_map *m, struct map_visit *visit)
{
	return map_classic_walk(m, visit_slot, visit);
}

static int classic_start(struct belay_map *m, size_t hint)
{
	const struct belay_allocator *a = map_allocator(m);
	const struct belay_type *k = m->idle.key, *v = m->idle.value;
	struct classic *c = belay__zalloc(a, sizeof(*c));

	if (!c)
		return BELAY_ENOMEM;
	/* Types are as aligned as malloc's blocks, and so are buckets. */
	c->keys_at = align_up(sizeof(struct classic_bucket), 16);
	c->values_at = align_up(c->keys_at + SLOTS * k->size, 16);
	c->size = align_up(c->values_at + SLOTS * v->size, 16);
	if (hint <= BELAY_MAP_MAX)
		while (too_many(hint, nbuckets(c)))
			c->log++;
	c->array = zeroed(m, nbuckets(c), c->size);
	if (!c->array) {
		belay__release(a, c, sizeof(*c));
		return BELAY_ENOMEM;
	}
	belay__map_start(m, &c->body);
	return 0;
}

const struct map_engine belay__map_classic = {
	.start = classic_start,
	.find = classic_find,
	.put = classic_put,
	.remove = classic_remove,
	.clear = classic_clear,
	.finish = classic_finish,
	.iterate = classic_iterate,
	.next = classic_next,
	.stats = classic_stats,
	.visit = classic_visit,
};

/* src/lib/map_grow.c */

/*
 * Buckets of the linear engine: how they are made, split, merged and chained.
 *
 * map_linear.c has the idea.  A split or a merge deals the entries of one
 * chain to one or two others.  Main slots are emptied or left alone; overflow
 * buckets are taken off first and given back one by one as they are emptied,
 * so that what the new chains need of them is there: at most one more than
 * there were, two more for a merge, which is asked for before anything moves.
 *
 * The pool of overflow buckets is kept dense: when many are free, the last
 * one moves into a free one, and its memory is given back.  Who links to it
 * is found by the hash of an entry that it has.
 */


const struct pool_links belay__over_links = {
	.next = 4,
	.prev = 0,
	.tag = offsetof(struct bucket, tag),
};

void belay__bump(struct belay_map *m, uint32_t *gen, uint32_t *floor)
{
	if (++*gen == 0) {
		belay__map_forget(&m->body->id);
		*floor = 0;
	} else if (*floor < *gen) {
		*floor = *gen;
	}
}

/* Slots: their bytes, and who may look at them. */

static void wake_slot(const struct linear *l, const struct place *p)
{
	if (l->poisons)
		belay__unpoison(payload_of(l, p), l->stride);
}

void belay__slot_bury(const struct linear *l, const struct place *p)
{
	if (l->poisons)
		belay__poison(payload_of(l, p), l->stride);
}

static void copy_payload(const struct linear *l, unsigned char *to,
			 const unsigned char *from)
{
	if (l->payload == 8)
		memcpy(to, from, 8);
	else if (l->payload == 16)
		memcpy(to, from, 16);
	else
		memcpy(to, from, l->payload);
}

void belay__slot_vacate(struct belay_map *m, struct linear *l,
			const struct place *p)
{
	p->head->top[p->slot] = 0;
	if (l->gen_stride)
		belay__bump(m, gen_of(l, p), &l->floor);
	belay__slot_bury(l, p);
}

/* A bucket whose memory may hold anything. */
static void make_bucket(const struct linear *l, struct place p)
{
	unsigned slots = p.over ? OVER_SLOTS : MAIN_SLOTS;

	memset(p.head, 0, sizeof(*p.head));
	*link_of(l, &p) = 0;
	if (!l->gen_stride && !l->poisons)
		return;
	for (p.slot = 0; p.slot < slots; p.slot++) {
		if (l->gen_stride)
			*gen_of(l, &p) = l->floor;
		belay__slot_bury(l, &p);
	}
}

/* Pools, which may move while they are small. */

static void bury_dead(const struct belay_map *m, const struct linear *l,
		      bool over, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		struct place p = over ? over_at(l, i) : start_of(m, l, i);
		unsigned dead = free_slots(&p);

		if (over && p.head->tag == POOL_FREE)
			dead = all_slots(over);
		for (; dead; dead &= dead - 1) {
			p.slot = (uint8_t)__builtin_ctz(dead);
			belay__slot_bury(l, &p);
		}
	}
}

static void refresh(struct belay_map *m, const struct linear *l)
{
	bool flat = !l->heads.segments && !l->areas.segments;

	m->hot.heads = flat ? (struct bucket *)(void *)l->heads.base : NULL;
	m->hot.areas = flat ? l->areas.base : NULL;
}

bool belay__pool_wake(const struct linear *l, const struct pool *p)
{
	if (!l->poisons || !pool_moves(p))
		return false;
	belay__unpoison(p->base, p->bytes / 8 * 8);
	return true;
}

static bool extend_buckets(struct belay_map *m, struct linear *l, uint32_t n)
{
	const struct belay_allocator *a = l->body.allocator;
	const unsigned char *heads = l->heads.base, *areas = l->areas.base;
	bool done, told = belay__pool_wake(l, &l->areas);

	done = pool_reserve(&l->heads, a, n) && pool_reserve(&l->areas, a, n);
	refresh(m, l);
	if (told)
		bury_dead(m, l, false, l->areas.used);
	if (heads != l->heads.base || areas != l->areas.base)
		m->version++;
	if (done)
		l->heads.used = l->areas.used = n;
	return done;
}

static void shrink_buckets(struct belay_map *m, struct linear *l, uint32_t n)
{
	const struct belay_allocator *a = l->body.allocator;
	bool told = belay__pool_wake(l, &l->areas);

	pool_shrink(&l->heads, a, n);
	pool_shrink(&l->areas, a, n);
	refresh(m, l);
	if (told)
		bury_dead(m, l, false, n);
	m->version++;
}

/* References can name all slots: see number_of() in map_ref.c. */
static bool can_be_named(const struct belay_map *m, const struct linear *l,
			 uint64_t more)
{
	return (m->hot.n + more) * 16 +
		       (l->over.used + more) * (uint64_t)OVER_SLOTS <
	       UINT32_MAX;
}

/* So many overflow buckets can be taken without asking for memory. */
static bool reserve_over(struct belay_map *m, struct linear *l, uint32_t n)
{
	const unsigned char *base = l->over.base;
	bool done, told;

	if (l->over.nfree >= n)
		return true;
	if (!can_be_named(m, l, n))
		return false;
	told = belay__pool_wake(l, &l->over);
	done = pool_reserve(&l->over, l->body.allocator, l->over.used + n);
	if (told)
		bury_dead(m, l, true, l->over.used);
	if (base != l->over.base)
		m->version++;
	return done;
}

/* Room was reserved, so this does not fail. */
static struct place take_over(struct linear *l)
{
	bool fresh;
	uint32_t i = pool_take(&l->over, l->body.allocator, &belay__over_links,
			       &fresh);
	struct place p = over_at(l, i);

	if (fresh)
		make_bucket(l, p);
	memset(p.head, 0, sizeof(*p.head));
	*link_of(l, &p) = 0;
	return p;
}

/* Chains. */

/*
 * The next slot of the chain that is free.  At its end there is a bucket more
 * if may_add says so, for which room was reserved.
 */
static bool next_free(struct linear *l, struct place *p, bool may_add)
{
	for (;;) {
		unsigned bits = free_slots(p) >> p->slot << p->slot;
		uint32_t *link;

		if (bits) {
			p->slot = (uint8_t)__builtin_ctz(bits);
			return true;
		}
		link = link_of(l, p);
		if (!*link) {
			if (!may_add)
				return false;
			*p = take_over(l);
			*link = p->number + 1;
		} else {
			*p = over_at(l, *link - 1);
		}
	}
}

struct target {
	struct place first; /* of the chain */
	struct place at;    /* where to go on */
};

static struct target target_of(const struct belay_map *m,
			       const struct linear *l, uint32_t i)
{
	struct place p = start_of(m, l, i);

	return (struct target){p, p};
}

/* Moves some slots of a bucket to free ones of a chain. */
static void move_slots(struct belay_map *m, struct linear *l, struct place from,
		       unsigned slots, struct target *to)
{
	for (; slots; slots &= slots - 1) {
		from.slot = (uint8_t)__builtin_ctz(slots);
		next_free(l, &to->at, true);
		if (to->at.over)
			to->first.head->filter |=
				filter_bit(slot_hash(m, l, &from));
		wake_slot(l, &to->at);
		copy_payload(l, payload_of(l, &to->at), payload_of(l, &from));
		to->at.head->top[to->at.slot] = from.head->top[from.slot];
		belay__slot_vacate(m, l, &from);
	}
}

/* Those of the live slots whose hash has the bit; no branch on hashes. */
static unsigned movers(const struct belay_map *m, const struct linear *l,
		       struct place p, unsigned live, uint32_t bit)
{
	unsigned bits = 0;

	for (; live; live &= live - 1) {
		p.slot = (uint8_t)__builtin_ctz(live);
		bits |= (unsigned)((slot_hash(m, l, &p) & bit) != 0) << p.slot;
	}
	return bits;
}

/*
 * Moves all of a bucket to one of two chains, by a bit of the hash.  What
 * stays in a main bucket stays in its slot.
 */
static void deal(struct belay_map *m, struct linear *l, struct place from,
		 uint32_t bit, struct target *stay, struct target *go)
{
	unsigned live = live_slots(&from), going = 0;

	if (bit)
		going = movers(m, l, from, live, bit);
	move_slots(m, l, from, going, go);
	if (stay->first.head != from.head)
		move_slots(m, l, from, live & ~going, stay);
}

/* The same with what was chained to a bucket. */
static void deal_chain(struct belay_map *m, struct linear *l, uint32_t link,
		       uint32_t bit, struct target *stay, struct target *go)
{
	while (link) {
		struct place from = over_at(l, link - 1);

		link = *link_of(l, &from);
		deal(m, l, from, bit, stay, go);
		pool_give(&l->over, &belay__over_links, from.number);
	}
}

/* How many overflow buckets there are behind a main one. */
static uint32_t chain_length(const struct linear *l, struct place p)
{
	uint32_t n = 0;

	while (next_bucket(l, &p))
		n++;
	return n;
}

/* Takes them off, and returns the link to the first. */
static uint32_t map_grow_unchain(const struct linear *l, const struct place *p)
{
	uint32_t first;

	if (!p->head->filter)
		return 0;
	first = *link_of(l, p);
	p->head->filter = 0;
	*link_of(l, p) = 0;
	return first;
}

static void set_buckets(struct belay_map *m, uint32_t n)
{
	m->hot.n = n;
	m->hot.mask = 2 * power_below(n) - 1;
}

/* Grows by a bucket, if there is memory for it. */
static void split(struct belay_map *m, struct linear *l)
{
	uint32_t n = m->hot.n, bit = power_below(n), i = n - bit;
	uint32_t length = chain_length(l, start_of(m, l, i)), link;
	struct target stay, go;

	if (!can_be_named(m, l, 1) ||
	    (length && !reserve_over(m, l, length + 1)) ||
	    !extend_buckets(m, l, n + 1))
		return;
	m->version++;
	set_buckets(m, n + 1);
	stay = target_of(m, l, i);
	go = target_of(m, l, n);
	make_bucket(l, go.first);
	link = map_grow_unchain(l, &stay.first);
	deal(m, l, stay.first, bit, &stay, &go);
	deal_chain(m, l, link, bit, &stay, &go);
}

/*
 * Contracts by a bucket, if the chain of the other can be made longer.  That
 * chain is dealt out again too: deletions have left holes in it.
 */
static void merge(struct belay_map *m, struct linear *l)
{
	uint32_t n = m->hot.n - 1, i = n - power_below(n), link, own;
	struct place from = start_of(m, l, n);
	struct target to;

	if (!reserve_over(m, l,
			  chain_length(l, from) + MAIN_SLOTS / OVER_SLOTS + 2))
		return;
	m->version++;
	to = target_of(m, l, i);
	own = map_grow_unchain(l, &to.first);
	link = map_grow_unchain(l, &from);
	deal_chain(m, l, own, 0, &to, &to);
	deal(m, l, from, 0, &to, &to);
	deal_chain(m, l, link, 0, &to, &to);
	set_buckets(m, n);
	shrink_buckets(m, l, n);
}

/* The place that holds the number of an overflow bucket, or NULL. */
static uint32_t *link_to(const struct belay_map *m, const struct linear *l,
			 uint32_t hash, uint32_t number)
{
	struct place p = start_of(m, l, address(m, hash));

	do {
		if (*link_of(l, &p) == number + 1)
			return link_of(l, &p);
	} while (next_bucket(l, &p));
	return NULL;
}

/* Moves the last overflow bucket to one that is free before it. */
static bool move_last_over(struct belay_map *m, struct linear *l)
{
	struct place from = over_at(l, l->over.used - 1), to;
	unsigned live = live_slots(&from);
	uint32_t *link;

	from.slot = (uint8_t)__builtin_ctz(live);
	link = link_to(m, l, slot_hash(m, l, &from), from.number);
	if (!link)
		return false;
	m->version++;
	to = take_over(l);
	*link_of(l, &to) = *link_of(l, &from);
	*link = to.number + 1;
	for (; live; live &= live - 1) {
		from.slot = to.slot = (uint8_t)__builtin_ctz(live);
		wake_slot(l, &to);
		copy_payload(l, payload_of(l, &to), payload_of(l, &from));
		to.head->top[to.slot] = from.head->top[from.slot];
		belay__slot_vacate(m, l, &from);
	}
	pool_give(&l->over, &belay__over_links, from.number);
	return true;
}

static void settle_over(struct belay_map *m, struct linear *l)
{
	for (int i = 0; i < 2 && pool_is_loose(&l->over); i++) {
		struct place last = over_at(l, l->over.used - 1);
		const unsigned char *base = l->over.base;
		bool told;

		if (last.head->tag != POOL_FREE && !move_last_over(m, l))
			return;
		told = belay__pool_wake(l, &l->over);
		pool_drop_last(&l->over, l->body.allocator, &belay__over_links);
		if (told)
			bury_dead(m, l, true, l->over.used);
		if (l->over.base != base)
			m->version++;
	}
}

void belay__grow(struct belay_map *m, struct linear *l)
{
	for (int i = 0; i < 2; i++) {
		uint64_t want = ((uint64_t)m->count + 1) * 1000;

		if (m->hot.n == 1 ? m->count < MAIN_SLOTS
				  : want <= (uint64_t)m->hot.n * l->full)
			return;
		split(m, l);
	}
}

void belay__contract(struct belay_map *m, struct linear *l)
{
	for (int i = 0; i < 2 && m->hot.n > l->min_buckets; i++) {
		if ((uint64_t)m->count * 1176 >= (uint64_t)m->hot.n * l->full)
			break;
		merge(m, l);
	}
	settle_over(m, l);
}

bool belay__slot_take(struct belay_map *m, struct linear *l, uint64_t hash,
		      struct place *ret)
{
	uint32_t i = address(m, (uint32_t)hash);
	struct place first = start_of(m, l, i);

	*ret = first;
	if (!next_free(l, ret, false)) {
		if (!reserve_over(m, l, 1))
			return false;
		/* The chain may have moved. */
		*ret = start_of(m, l, i);
		next_free(l, ret, true);
	}
	wake_slot(l, ret);
	ret->head->top[ret->slot] = top_of(hash);
	if (ret->over)
		first.head->filter |= filter_bit((uint32_t)hash);
	return true;
}

void belay__chain_tidy(struct belay_map *m, struct linear *l,
		       const struct place *p, uint32_t hash)
{
	struct place first;
	uint32_t *link;

	if (!p->over || live_slots(p))
		return;
	link = link_to(m, l, hash, p->number);
	if (!link)
		return;
	*link = *link_of(l, p);
	first = start_of(m, l, address(m, hash));
	if (!*link_of(l, &first))
		first.head->filter = 0;
	pool_give(&l->over, &belay__over_links, p->number);
}

bool belay__buckets_make(struct belay_map *m, struct linear *l, uint32_t n)
{
	if (!extend_buckets(m, l, n))
		return false;
	for (uint32_t i = 0; i < n; i++)
		make_bucket(l, start_of(m, l, i));
	set_buckets(m, n);
	return true;
}

static void unpoison_all(const struct linear *l, const struct pool *p)
{
	if (!l->poisons)
		return;
	if (p->base && !p->segments)
		belay__unpoison(p->base, p->bytes / 8 * 8);
	for (uint32_t i = 0; i < p->nsegments; i++)
		belay__unpoison(p->segments[i],
				(p->elem << p->segment_shift) / 8 * 8);
}

static void empty_pool(struct linear *l, struct pool *p)
{
	p->nfree = 0;
	p->head = POOL_NIL;
	unpoison_all(l, p);
	if (pool_moves(p))
		pool_shrink(p, l->body.allocator, 0);
	p->used = 0;
}

void belay__buckets_reset(struct belay_map *m, struct linear *l, uint32_t n)
{
	set_buckets(m, n);
	empty_pool(l, &l->over);
	empty_pool(l, &l->cells);
	unpoison_all(l, &l->areas);
	shrink_buckets(m, l, n);
	for (uint32_t i = 0; i < n; i++)
		make_bucket(l, start_of(m, l, i));
}

void belay__give_back(struct linear *l)
{
	struct pool *pools[] = {&l->heads, &l->areas, &l->over, &l->cells};

	l->slack = false;
	for (int i = 0; i < 4; i++) {
		size_t before = pools[i]->bytes;

		if (pool_moves(pools[i]))
			continue;
		pool_shrink(pools[i], l->body.allocator, pools[i]->used);
		l->slack |= pools[i]->bytes != before;
	}
}

void belay__pools_finish(struct linear *l)
{
	struct pool *pools[] = {&l->heads, &l->areas, &l->over, &l->cells};

	for (int i = 0; i < 4; i++) {
		unpoison_all(l, pools[i]);
		pool_finish(pools[i], l->body.allocator);
	}
}

/* src/lib/map_iter.c */

/*
 * Iteration over a table that grows and shrinks meanwhile.
 *
 * The iterator goes, once around from a random one, through the n buckets
 * that the table had when it began, whatever n is now.  Bucket b stands for
 * the hashes that end in its bits, and those are an interval when the bits of
 * hashes are written in reverse:
 *
 *	buckets of n = 4:    [  0  |  2  |  1  |  3  ]   reversed hashes -->
 *	of n = 6, later:     [ 0| 4|  2  | 1| 5|  3  ]
 *	of n = 2, later:     [  0        |  1        ]
 *
 * So what was bucket b is now one bucket, or some that lie side by side in
 * this order, or a part of one.  As long as n has not changed, all entries of
 * the bucket are taken.  Else the interval of b is walked from left to right
 * through the buckets that cover it now, and of each those entries are taken
 * that are within.  An entry's place in this order never changes, wherever
 * splits and contractions carry it, so each is taken once.
 *
 * Entries are taken in batches.  While the map's version is the same, those of
 * a batch are where they were.  Once it has changed each is looked up again
 * before it is handed out: by its key, or by the serial number of its cell.
 * What is not found was deleted.  A chain that is longer than a batch is
 * taken in order of reversed hash, key or serial number breaking ties.
 */


/* The end of the interval of bucket i of n; it begins at reverse_bits(i). */
static uint64_t interval_end(uint32_t n, uint32_t i)
{
	uint32_t base = power_below(n);
	bool long_bits = i < n - base || i >= base;

	return reverse_bits(i) + ((UINT64_C(1) << 32) / base >> long_bits);
}

void belay__linear_iterate(const struct belay_map *m, struct map_iter *iter)
{
	struct linear_iter *it = &iter->linear;
	uint64_t random = belay__random();

	it->n = m->hot.n;
	it->bucket = (uint32_t)((random >> 32) * it->n >> 32);
	it->left = it->n;
	it->turn = (uint8_t)random;
	it->within = false;
	it->next = it->count = 0;
	it->version = m->version;
}

static void step(struct linear_iter *it)
{
	it->bucket = it->bucket + 1 == it->n ? 0 : it->bucket + 1;
	it->left--;
	it->within = false;
}

static struct iter_entry take(const struct belay_map *m, const struct linear *l,
			      const struct place *p)
{
	unsigned char *at = payload_of(l, p);
	struct cell *c;

	if (m->mode != MODE_CELLS)
		return (struct iter_entry){at,
					   load_int(at, mode_size(m->mode))};
	c = cell_at(l, cell_slot_of(l, p)->cell);
	return (struct iter_entry){(unsigned char *)c,
				   (uint64_t)c->serial << 32 | c->hash};
}

/* Cells are elsewhere: all are asked for before the first is looked at. */
static void fetch_cells(const struct linear *l, struct place p, unsigned live)
{
	for (; live; live &= live - 1) {
		p.slot = (uint8_t)__builtin_ctz(live);
		__builtin_prefetch(cell_at(l, cell_slot_of(l, &p)->cell));
	}
}

/* All of the bucket's entries, or false if they are more than a batch. */
static bool take_all(const struct belay_map *m, const struct linear *l,
		     struct linear_iter *it)
{
	struct place p = start_of(m, l, it->bucket);

	it->count = 0;
	do {
		unsigned live = live_slots(&p);

		if (m->mode == MODE_CELLS)
			fetch_cells(l, p, live);
		for (; live; live &= live - 1) {
			if (it->count == ITER_BATCH)
				return false;
			p.slot = (uint8_t)__builtin_ctz(live);
			it->batch[it->count++] = take(m, l, &p);
		}
	} while (next_bucket(l, &p));
	return true;
}

/* Puts an entry into its place, and leaves out the last of too many. */
static bool map_iter_insert(struct linear_iter *it, uint32_t *order, uint32_t rank,
		   struct iter_entry e)
{
	bool full = it->count == ITER_BATCH;
	uint32_t i = it->count;

	if (full)
		i--;
	if (full &&
	    (order[i] < rank || (order[i] == rank && it->batch[i].tie < e.tie)))
		return false;
	for (; i > 0 && (order[i - 1] > rank || (order[i - 1] == rank &&
						 it->batch[i - 1].tie > e.tie));
	     i--) {
		order[i] = order[i - 1];
		it->batch[i] = it->batch[i - 1];
	}
	order[i] = rank;
	it->batch[i] = e;
	if (!full)
		it->count++;
	return !full;
}

/* The next entries of the interval that one bucket has. */
static void take_some(const struct belay_map *m, const struct linear *l,
		      struct linear_iter *it)
{
	uint32_t i = address(m, reverse_bits((uint32_t)it->from));
	struct place p = start_of(m, l, i);
	uint64_t end = interval_end(m->hot.n, i);
	uint32_t order[ITER_BATCH];
	bool all = true;

	if (end > it->to)
		end = it->to;
	it->count = 0;
	do {
		unsigned live = live_slots(&p);

		for (; live; live &= live - 1) {
			struct iter_entry e;
			uint32_t rank;

			p.slot = (uint8_t)__builtin_ctz(live);
			rank = reverse_bits(slot_hash(m, l, &p));
			if (rank < it->from || rank >= end)
				continue;
			e = take(m, l, &p);
			if (rank == it->from && e.tie < it->tie)
				continue;
			all &= map_iter_insert(it, order, rank, e);
		}
	} while (next_bucket(l, &p));
	it->from = end;
	it->tie = 0;
	if (all)
		return;
	/* Where the batch ends, the next one begins. */
	it->from = order[it->count - 1];
	it->tie = it->batch[it->count - 1].tie + 1;
	if (!it->tie)
		it->from++;
}

static bool fill(const struct belay_map *m, const struct linear *l,
		 struct linear_iter *it)
{
	it->next = 0;
	it->count = 0;
	it->version = m->version;
	while (it->left && !it->count) {
		if (!it->within && m->hot.n == it->n && take_all(m, l, it)) {
			step(it);
			continue;
		}
		if (!it->within) {
			it->within = true;
			it->from = reverse_bits(it->bucket);
			it->tie = 0;
			it->to = interval_end(it->n, it->bucket);
		}
		take_some(m, l, it);
		if (it->from >= it->to)
			step(it);
	}
	if (it->count)
		it->first = it->turn % it->count;
	return it->count != 0;
}

/* Where an entry of a batch is now. */
static bool find_again(const struct belay_map *m, const struct linear *l,
		       const struct iter_entry *e, struct map_entry *ret)
{
	struct place p;
	uint64_t hash;

	if (m->mode != MODE_CELLS) {
		uint64_t key;

		store_int(&key, mode_size(m->mode), e->tie);
		if (linear_find(m, &key, &hash, &p))
			return false;
		*ret = entry_at(m, &p);
		return true;
	}
	p = start_of(m, l, address(m, (uint32_t)e->tie));
	do {
		unsigned live = live_slots(&p);

		for (; live; live &= live - 1) {
			const struct cell_slot *slot;

			p.slot = (uint8_t)__builtin_ctz(live);
			slot = cell_slot_of(l, &p);
			if (slot->hash != (uint32_t)e->tie ||
			    cell_at(l, slot->cell)->serial != e->tie >> 32)
				continue;
			*ret = entry_at(m, &p);
			return true;
		}
	} while (next_bucket(l, &p));
	return false;
}

bool belay__linear_next(const struct belay_map *m, struct map_iter *iter,
			struct map_entry *ret)
{
	struct linear_iter *it = &iter->linear;
	const struct linear *l = linear_of(m);

	do {
		while (it->next < it->count) {
			uint32_t i = it->first + it->next++;
			const struct iter_entry *e;

			e = &it->batch[i < it->count ? i : i - it->count];

			if (it->version != m->version) {
				if (find_again(m, l, e, ret))
					return true;
				continue;
			}
			if (m->mode != MODE_CELLS) {
				ret->key = e->at;
				ret->value = e->at + l->value_at;
				return true;
			}
			ret->key = cell_key((struct cell *)(void *)e->at);
			ret->value =
				cell_value(l, (struct cell *)(void *)e->at);
			return true;
		}
	} while (m->count && fill(m, l, it));
	return false;
}

/* src/lib/map_layout.c */

/*
 * How slots, buckets and cells are laid out for the types of a map.
 *
 * A slot is key and value, as a C struct would have them.  Its generation is
 * beside the value where that costs no padding, so that a reference that is
 * used touches no other cache line; else all generations of a bucket precede
 * its slots.  When a sanitizer listens, slots begin and end at multiples of
 * eight, since that is how fine it sees, and generations, which may be read
 * when the entry is dead, are apart.
 */

#include <stdalign.h>


/*
 * Mean entries of a main bucket in thousandths of its slots.  With generations
 * the table is kept fuller, so that it needs hardly more memory than others do
 * without.  It contracts at 85 hundredths of that.
 */
enum { FULL = 655, FULL_CHECKED = 780 };

static void lay_out_slot(struct linear *l, const struct belay_map *m,
			 size_t *align)
{
	const struct belay_type *k = map_key(m), *v = map_value(m);
	size_t a = k->align > v->align ? k->align : v->align, bytes, with_gen;

	if (m->later == MODE_CELLS) {
		l->stride = l->payload = sizeof(struct cell_slot);
		*align = l->poisons ? 8 : alignof(struct cell_slot);
		return;
	}
	l->value_at = (uint32_t)align_up(k->size, v->align);
	l->payload = l->value_at + (uint32_t)v->size;
	if (l->poisons && a < 8)
		a = 8;
	bytes = align_up(l->payload, a);
	l->stride = (uint32_t)bytes;
	*align = a;
	if (m->flags & BELAY_MAP_UNCHECKED)
		return;
	l->gen_stride = sizeof(uint32_t);
	a = a < 4 ? 4 : a;
	with_gen = align_up(align_up(l->payload, 4) + 4, a);
	if (with_gen <= bytes + 4 && !l->poisons) {
		l->stride = l->gen_stride = (uint32_t)with_gen;
		*align = a;
	}
}

static void lay_out_area(const struct linear *l, struct geometry *g,
			 uint32_t slots, size_t align)
{
	size_t at = 0;

	align = align < 4 ? 4 : align;
	if (l->gen_stride && l->gen_stride != l->stride)
		at = slots * sizeof(uint32_t);
	g->gens = 0;
	g->first = (uint32_t)align_up(at, align);
	if (l->gen_stride && l->gen_stride == l->stride)
		g->gens = g->first + (uint32_t)align_up(l->payload, 4);
	g->link = (uint32_t)align_up(g->first + slots * l->stride, 4);
	g->size = (uint32_t)align_up(g->link + 4, align);
}

static void lay_out_cell(struct linear *l, const struct belay_map *m)
{
	const struct belay_type *k = map_key(m), *v = map_value(m);
	size_t at = sizeof(struct cell) + k->size, align = 8, size = v->size;

	if (l->keeper) {
		size = sizeof(struct value_block *);
		at = align_up(at, alignof(struct value_block *));
	} else {
		at = align_up(at, v->align);
		align = v->align > align ? v->align : align;
	}
	align = k->align > align ? k->align : align;
	l->value_at = (uint32_t)at;
	pool_init(&l->cells, align_up(at + size, align));
}

static struct keeper *make_keeper(const struct belay_map *m)
{
	struct keeper *k = belay__zalloc(map_allocator(m), sizeof(*k));

	if (k) {
		k->value = map_value(m);
		k->allocator = map_allocator(m);
	}
	return k;
}

static uint32_t buckets_for(const struct linear *l, size_t hint)
{
	if (hint > BELAY_MAP_MAX || hint <= MAIN_SLOTS)
		return 1;
	return (uint32_t)(((uint64_t)hint * 1000 + l->full - 1) / l->full);
}

int belay__linear_start(struct belay_map *m, size_t hint)
{
	const struct belay_allocator *a = map_allocator(m);
	struct linear *l = belay__zalloc(a, sizeof(*l));
	struct belay_map as_it_was = *m;
	size_t align;

	if (!l)
		return BELAY_ENOMEM;
	l->poisons = belay__poisons();
	lay_out_slot(l, m, &align);
	lay_out_area(l, &l->main_geometry, MAIN_SLOTS, align);
	lay_out_area(l, &l->over_geometry, OVER_SLOTS, align);
	l->full = (l->gen_stride ? FULL_CHECKED : FULL) * MAIN_SLOTS;
	if (m->flags & BELAY_MAP_STABLE) {
		l->keeper = make_keeper(m);
		if (!l->keeper)
			goto fail_keeper;
	}
	pool_init(&l->heads, sizeof(struct bucket));
	pool_init(&l->areas, l->main_geometry.size);
	pool_init(&l->over,
		  align_up(sizeof(struct bucket) + l->over_geometry.size,
			   l->poisons ? 8 : 4));
	if (m->later == MODE_CELLS)
		lay_out_cell(l, m);
	l->min_buckets = buckets_for(l, hint);
	belay__map_start(m, &l->body);
	if (!belay__buckets_make(m, l, l->min_buckets))
		goto fail_buckets;
	return 0;

fail_buckets:
	*m = as_it_was;
	belay__pools_finish(l);
	belay__release(a, l->keeper, sizeof(*l->keeper));
fail_keeper:
	belay__release(a, l, sizeof(*l));
	return BELAY_ENOMEM;
}

/* src/lib/map_linear.c */

/*
 * The linear engine: Go's buckets in a table that never stops to grow.
 *
 * Go's classic map doubles: it allocates twice as many buckets and moves the
 * old ones over a few at a time, `nevacuate` of them so far.  The moves are
 * small; allocating, zeroing and giving back arrays is not (map_pool.c has
 * the figures), memory is up to three times what the entries need, and it
 * never shrinks.  Here the table grows by one bucket at a time, as in linear
 * hashing (Litwin, "Linear Hashing: A New Tool for File and Table
 * Addressing", VLDB 1980), in arrays that are extended at their end:
 *
 *	 0         split      base                n
 *	[. . . . . . |. . . . . |. . . . . . . .]
 *	  split this | not yet  | made by the
 *	  round      |          | splits
 *	             the next split: bucket n - base gives
 *	             about half of its entries to bucket n
 *
 * n is the number of buckets, base the largest power of two up to it.  The
 * bucket of an entry is the lowest bits of its hash: as many as 2 * base has,
 * or one less if that names a bucket that is not there yet.  So n - base is
 * Go's nevacuate, and old and new buckets are one array.  When n reaches
 * 2 * base, the next round begins by itself.  Contraction is the same, run
 * backwards: the last bucket goes back into the one that it came from.
 *
 * A bucket has fourteen slots.  Its head, the tops (eight bits of each hash)
 * and a filter, is in an array of heads, sixteen bytes to a bucket, compared
 * at once; its area has the entries:
 *
 *	heads  [top 0..13|filter]   [top 0..13|filter]   ...
 *	areas  [entries 0..13|link] [entries 0..13|link] ...
 *	over   [top 0..3|tag|entries 0..3|link] ...
 *
 * What does not fit is in overflow buckets of four, of a pool of their own;
 * the filter says for which sixteenths of all hashes there are any.  Fourteen
 * slots rather than Go's eight, because what does not fit costs a lookup most:
 * not so much the second bucket as the branch that nobody can foresee, behind
 * which a processor does not look ahead.  In linear hashing one half of the
 * buckets is twice as full as the other in the middle of a round; then a sixth
 * of all entries would not fit into buckets of six or seven, and a twentieth
 * does not fit into these, with the same memory.
 *
 * Small integer keys with small values are in the slots themselves, and are
 * hashed again when they move, which is cheaper than to keep their hash.
 * All others are in cells, and the slot keeps the number of the cell and 32
 * bits of the hash: to split a bucket then touches neither keys nor values.
 *
 * References: each slot (or cell) has a generation, which changes when its
 * entry goes or moves; a reference is slot and generation.  Memory that is
 * given back forgets its generations, so those of new slots begin with the
 * highest that there ever was (floor).  When one is exhausted, the map takes
 * a new number (map_ref.c), which makes all older references stale at once.
 *
 * When there is no memory, a split or a contraction is left out and chains
 * are longer; only an insertion that finds no room in its chain fails, and
 * then nothing has changed.
 *
 * Invariants: a bucket has a link if and only if its filter is not 0; an
 * overflow bucket in a chain has an entry.  No walk relies on what the hash
 * function of the caller says a second time.
 */

/* A call of memcpy() takes longer than what most values need. */
static inline void copy_small(void *to, const void *from, size_t size)
{
	if (size == 4)
		memcpy(to, from, 4);
	else if (size == 8)
		memcpy(to, from, 8);
	else
		memcpy(to, from, size);
}

/* Asks for what an insertion will touch, before a step of growth is made. */
static void fetch_room(const struct belay_map *m, const struct linear *l,
		       uint32_t hash)
{
	struct place p = start_of(m, l, address(m, hash));
	unsigned bits = free_slots(&p);

	p.slot = (uint8_t)(bits ? __builtin_ctz(bits) : MAIN_SLOTS);
	__builtin_prefetch(payload_of(l, &p), 1);
}

static int insert_int(struct belay_map *m, struct linear *l, uint64_t key,
		      uint64_t hash, const void *value, struct map_entry *ret)
{
	unsigned char *at;
	struct place p;

	if (!belay__slot_take(m, l, hash, &p))
		return BELAY_ENOMEM;
	at = payload_of(l, &p);
	store_int(at, mode_size(m->mode), key);
	ret->key = at;
	ret->value = at + l->value_at;
	if (value)
		copy_small(ret->value, value, l->body.value->size);
	else
		memset(ret->value, 0, l->body.value->size);
	return 0;
}

static int insert_cell(struct belay_map *m, struct linear *l, const void *key,
		       uint64_t hash, const void *value, struct map_entry *ret)
{
	struct cell_slot *slot;
	struct place p;
	uint32_t i;

	if (!belay__cell_new(m, key, &value, (uint32_t)hash, &i))
		return BELAY_ENOMEM;
	if (!belay__slot_take(m, l, hash, &p)) {
		belay__cell_undo(m, i);
		return BELAY_ENOMEM;
	}
	slot = cell_slot_of(l, &p);
	slot->cell = i;
	slot->hash = (uint32_t)hash;
	*ret = entry_at(m, &p);
	if (value)
		memcpy(ret->value, value, l->body.value->size);
	belay__grow(m, l);
	return 0;
}

/* m[key] = value where there is one already. */
static int overwrite(struct belay_map *m, struct linear *l,
		     const struct place *p, const void *key, const void *value,
		     struct map_entry *ret)
{
	struct cell *c;
	int err;

	*ret = entry_at(m, p);
	if (value && value != ret->value && l->keeper) {
		c = cell_at(l, cell_slot_of(l, p)->cell);
		err = belay__cell_renew(m, c, value, &ret->value);
		if (err)
			return err;
	} else if (value && value != ret->value) {
		type_destroy(l->body.value, ret->value);
		memmove(ret->value, value, l->body.value->size);
	}
	if (l->body.key->kind == BELAY_KIND_FLOAT)
		memcpy(ret->key, key, l->body.key->size);
	return 0;
}

static int linear_put(struct belay_map *m, const void *key, const void *value,
		      bool *ret_added, struct map_entry *ret)
{
	unsigned char copy[INLINE_VALUE];
	struct linear *l = linear_of(m);
	struct place p;
	uint64_t hash, k;
	int err;

	err = linear_find(m, key, &hash, &p);
	*ret_added = err != 0;
	if (!err)
		return overwrite(m, l, &p, key, value, ret);
	if (err != BELAY_ENOENT)
		return err;
	if (m->count >= BELAY_MAP_MAX)
		return BELAY_EFULL;
	if (__builtin_expect(l->slack, 0))
		belay__give_back(l);
	if (m->mode == MODE_CELLS) {
		err = insert_cell(m, l, key, hash, value, ret);
	} else {
		/* What is passed may lie in the map, and so may move. */
		k = load_int(key, mode_size(m->mode));
		if (value) {
			copy_small(copy, value, l->body.value->size);
			value = copy;
		}
		fetch_room(m, l, (uint32_t)hash);
		belay__grow(m, l);
		err = insert_int(m, l, k, hash, value, ret);
	}
	if (!err)
		m->count++;
	return err;
}

static void map_linear_destroy_entry(struct linear *l, const struct map_entry *e)
{
	type_destroy(l->body.key, e->key);
	type_destroy(l->body.value, e->value);
}

static int linear_remove(struct belay_map *m, const void *key)
{
	struct linear *l = linear_of(m);
	struct map_entry e;
	struct place p;
	uint64_t hash;
	uint32_t cell;
	int err;

	err = linear_find(m, key, &hash, &p);
	if (err)
		return err;
	m->version++;
	m->count--;
	if (m->mode == MODE_CELLS) {
		cell = cell_slot_of(l, &p)->cell;
		belay__slot_vacate(m, l, &p);
		belay__cell_drop(m, cell);
	} else {
		e = entry_at(m, &p);
		p.head->top[p.slot] = 0;
		map_linear_destroy_entry(l, &e);
		belay__slot_vacate(m, l, &p);
	}
	belay__chain_tidy(m, l, &p, (uint32_t)hash);
	belay__contract(m, l);
	belay__cells_settle(m);
	if (__builtin_expect(l->slack, 0))
		belay__give_back(l);
	return 0;
}

/* Calls fn for each entry, wherever it is. */
static int map_linear_walk(struct belay_map *m,
		int (*fn)(struct belay_map *m, const struct place *p,
			  void *ctx),
		void *ctx)
{
	struct linear *l = linear_of(m);
	int err;

	for (uint32_t i = 0; i < m->hot.n; i++) {
		struct place p = start_of(m, l, i);

		do {
			unsigned live = live_slots(&p);

			for (; live; live &= live - 1) {
				p.slot = (uint8_t)__builtin_ctz(live);
				err = fn(m, &p, ctx);
				if (err)
					return err;
			}
		} while (next_bucket(l, &p));
	}
	return 0;
}

static int drop_entry(struct belay_map *m, const struct place *p, void *ctx)
{
	struct linear *l = linear_of(m);
	struct map_entry e;

	(void)ctx;
	if (m->mode == MODE_CELLS) {
		belay__cell_drop(m, cell_slot_of(l, p)->cell);
	} else {
		e = entry_at(m, p);
		map_linear_destroy_entry(l, &e);
	}
	belay__slot_bury(l, p);
	return 0;
}

/* Has to be told of each entry that goes. */
static bool drops(const struct linear *l)
{
	return l->body.key->destroy || l->body.value->destroy || l->keeper ||
	       l->poisons;
}

static int linear_clear(struct belay_map *m)
{
	struct linear *l = linear_of(m);

	belay__map_forget(&l->body.id);
	m->version++;
	if (drops(l))
		map_linear_walk(m, drop_entry, NULL);
	m->count = 0;
	l->floor = l->cell_floor = 0;
	l->slack = true;
	belay__buckets_reset(m, l, l->min_buckets);
	return 0;
}

static void linear_finish(struct belay_map *m)
{
	struct linear *l = linear_of(m);
	const struct belay_allocator *a = l->body.allocator;

	if (drops(l))
		map_linear_walk(m, drop_entry, NULL);
	if (l->keeper) {
		l->keeper->orphaned = true;
		if (!l->keeper->held)
			belay__release(a, l->keeper, sizeof(*l->keeper));
	}
	belay__pools_finish(l);
	belay__release(a, l, sizeof(*l));
}

static int linear_find_entry(const struct belay_map *m, const void *key,
			     struct map_entry *ret)
{
	struct place p;
	uint64_t hash;
	int err;

	err = linear_find(m, key, &hash, &p);
	if (!err)
		*ret = entry_at(m, &p);
	return err;
}

static void linear_stats(const struct belay_map *m, struct belay_map_stats *ret)
{
	const struct linear *l = linear_of(m);

	ret->buckets = m->hot.n;
	ret->overflow = l->over.used - l->over.nfree;
	ret->evacuated = m->hot.n - power_below(m->hot.n);
	ret->target = ret->evacuated ? power_below(m->hot.n) : 0;
	ret->growing = ret->evacuated != 0;
	ret->bytes = sizeof(*m) + sizeof(*l) + pool_bytes(&l->heads) +
		     pool_bytes(&l->areas) + pool_bytes(&l->over) +
		     pool_bytes(&l->cells);
	if (l->keeper) {
		ret->held = l->keeper->held;
		ret->bytes += sizeof(*l->keeper) +
			      l->keeper->blocks * block_bytes(l->keeper);
	}
}

static int visit_place(struct belay_map *m, const struct place *p, void *visit)
{
	struct map_entry e = entry_at(m, p);

	return belay__visit_entry(m, &e, visit);
}

static int linear_visit(struct belay_map *m, struct map_visit *visit)
{
	return map_linear_walk(m, visit_place, visit);
}

const struct map_engine belay__map_linear = {
	.start = belay__linear_start,
	.find = linear_find_entry,
	.put = linear_put,
	.remove = linear_remove,
	.clear = linear_clear,
	.finish = linear_finish,
	.iterate = belay__linear_iterate,
	.next = belay__linear_next,
	.stats = linear_stats,
	.visit = linear_visit,
};

/* src/lib/map_pool.c */

/*
 * What stops a program for milliseconds when a table doubles is not only the
 * copy.  Measured with two million entries, zeroing the new array took 5 ms,
 * and giving the old one back to the kernel 10 ms, however slowly the entries
 * had moved from one to the other.  So there is no new array and no old one:
 *
 *	|<---- bytes ---->|
 *	[#################|. . . . . . . . . . . . . . .]	one range
 *	                  |<-- step -->|
 *
 * A range of address space is reserved, which costs nothing, and pages are
 * added at its end in steps that grow with the array up to 16 KiB: a step is
 * some microseconds.  They go in the same steps.  Asking for them by madvise()
 * rather than by touching them takes one call where there would be sixteen
 * faults, and makes a lack of memory an error code rather than a signal.
 *
 * Ranges are not for everybody: with an allocator of the caller's the memory
 * is to come from there; a limit on address space (ulimit -v) or a kernel that
 * never overcommits refuses them; and since address space ends too, all ranges
 * of a process together take no more than RANGES_MAX.  Then the array is in
 * segments, found through a directory:
 *
 *	segments --> [0][1][2][3]
 *	              |  |  |  +-> [########]
 *	              |  |  +----> [########] ...
 *
 * and so it goes on when a range is full: its pieces become the first
 * segments.  The directory is copied when it grows: one pointer for 256 KiB.
 *
 * Below 16 KiB all this is not worth a system call: there the array is one
 * block, and is copied when it grows, by half at first and by a
 * thirty-second in the end.
 */

#include <stdatomic.h>
#include <string.h>

#define RANGE ((size_t)4 << 30)
#define RANGES_MAX ((size_t)8 << 40)

enum { PAGE = 4096 };

static _Atomic size_t ranges; /* bytes of all of them */

static size_t min_size(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t max_size(size_t a, size_t b)
{
	return a > b ? a : b;
}

void pool_init(struct pool *p, size_t elem)
{
	memset(p, 0, sizeof(*p));
	p->elem = elem;
	p->head = POOL_NIL;
	p->segment_shift = 31;
	while (p->segment_shift > 0 &&
	       elem > (size_t)POOL_SEGMENT >> p->segment_shift)
		p->segment_shift--;
}

static bool in_range(const struct pool *p, const void *at)
{
	return p->reserved && (const unsigned char *)at >= p->base &&
	       (const unsigned char *)at < p->base + p->reserved;
}

static size_t segment_bytes(const struct pool *p)
{
	return p->elem << p->segment_shift;
}

void pool_finish(struct pool *p, const struct belay_allocator *a)
{
	for (uint32_t i = 0; i < p->nsegments; i++)
		if (!in_range(p, p->segments[i]))
			belay__release(a, p->segments[i], segment_bytes(p));
	belay__release(a, p->segments, p->segments_cap * sizeof(void *));
	if (p->reserved) {
		belay__unreserve(p->base, RANGE);
		atomic_fetch_sub(&ranges, RANGE);
	} else {
		belay__release(a, p->base, p->bytes);
	}
	pool_init(p, p->elem);
}

size_t pool_bytes(const struct pool *p)
{
	return p->bytes + p->segments_cap * sizeof(void *);
}

static bool grow_block(struct pool *p, const struct belay_allocator *a,
		       size_t need)
{
	size_t bytes = p->bytes;
	void *base;

	bytes += bytes < 1024	? bytes / 2
		 : bytes < 4096 ? bytes / 8
				: bytes / 32;
	bytes = max_size(need, bytes / p->elem * p->elem);
	if (p->base)
		base = belay__realloc(a, p->base, p->bytes, bytes);
	else
		base = belay__alloc(a, bytes);
	if (!base)
		return false;
	p->base = base;
	p->bytes = bytes;
	return true;
}

/* A range with what the block holds; the block goes. */
static bool enter_range(struct pool *p, size_t bytes)
{
	void *base;

	if (atomic_fetch_add(&ranges, RANGE) > RANGES_MAX - RANGE)
		goto fail;
	base = belay__reserve(RANGE);
	if (!base)
		goto fail;
	if (!belay__commit(base, bytes)) {
		belay__unreserve(base, RANGE);
		goto fail;
	}
	if (p->base)
		memcpy(base, p->base, p->bytes);
	belay__release(NULL, p->base, p->bytes);
	p->base = base;
	p->bytes = bytes;
	/* Its pieces will be segments, so it ends where one does. */
	p->reserved = RANGE / segment_bytes(p) * segment_bytes(p);
	return true;
fail:
	atomic_fetch_sub(&ranges, RANGE);
	return false;
}

static bool grow_range(struct pool *p, size_t need)
{
	size_t bytes = p->bytes + min_size(p->bytes / 32, POOL_STEP);

	bytes = align_up(max_size(need, bytes), PAGE);
	if (bytes > p->bytes &&
	    !belay__commit(p->base + p->bytes, bytes - p->bytes))
		return false;
	p->bytes = bytes;
	return true;
}

static bool grow_directory(struct pool *p, const struct belay_allocator *a)
{
	uint32_t cap = p->segments_cap ? 2 * p->segments_cap : 8;
	size_t bytes = p->segments_cap * sizeof(void *);
	void *d;

	if (p->nsegments < p->segments_cap)
		return true;
	if (p->segments)
		d = belay__realloc(a, p->segments, bytes, cap * sizeof(void *));
	else
		d = belay__alloc(a, cap * sizeof(void *));
	if (!d)
		return false;
	p->segments = d;
	p->segments_cap = cap;
	return true;
}

/* From now on in segments; what there is becomes the first of them. */
static bool enter_segments(struct pool *p, const struct belay_allocator *a)
{
	size_t size = segment_bytes(p);
	uint32_t n = (uint32_t)(p->reserved / size);
	unsigned char **d, *first = NULL;
	uint32_t cap = max_size(2 * n, 8);

	d = belay__alloc(a, cap * sizeof(void *));
	if (!d)
		return false;
	if (!p->reserved) {
		first = belay__alloc(a, size);
		if (!first) {
			belay__release(a, d, cap * sizeof(void *));
			return false;
		}
		if (p->base)
			memcpy(first, p->base, p->bytes);
		belay__release(a, p->base, p->bytes);
		p->base = NULL;
		p->bytes = size;
		d[0] = first;
		n = 1;
	} else {
		for (uint32_t i = 0; i < n; i++)
			d[i] = p->base + i * size;
	}
	p->segments = d;
	p->segments_cap = cap;
	p->nsegments = n;
	return true;
}

static bool add_segment(struct pool *p, const struct belay_allocator *a)
{
	void *s;

	if (!grow_directory(p, a))
		return false;
	s = belay__alloc(a, segment_bytes(p));
	if (!s)
		return false;
	p->segments[p->nsegments++] = s;
	p->bytes += segment_bytes(p);
	return true;
}

static bool grow_segments(struct pool *p, const struct belay_allocator *a,
			  uint32_t n)
{
	while (((uint64_t)p->nsegments << p->segment_shift) < n)
		if (!add_segment(p, a))
			return false;
	return true;
}

static bool make_room(struct pool *p, const struct belay_allocator *a,
		      uint32_t n)
{
	size_t need = n * p->elem;

	if (p->segments)
		return grow_segments(p, a, n);
	if (p->reserved && need > p->reserved)
		return grow_range(p, p->reserved) && enter_segments(p, a) &&
		       grow_segments(p, a, n);
	if (need <= p->bytes)
		return true;
	if (p->reserved)
		return grow_range(p, need);
	if (need <= POOL_SMALL)
		return grow_block(p, a, need);
	if (!a && enter_range(p, align_up(need, PAGE)))
		return true;
	return enter_segments(p, a) && grow_segments(p, a, n);
}

bool pool_extend(struct pool *p, const struct belay_allocator *a, uint32_t n)
{
	if (!make_room(p, a, n))
		return false;
	p->used = n;
	return true;
}

bool pool_reserve(struct pool *p, const struct belay_allocator *a, uint32_t n)
{
	return make_room(p, a, n);
}

static void shrink_block(struct pool *p, const struct belay_allocator *a)
{
	size_t bytes = max_size(p->used, 1) * p->elem;
	void *base;

	if (p->bytes < bytes + bytes / 4 + 256)
		return;
	base = belay__realloc(a, p->base, p->bytes, bytes);
	if (base) {
		p->base = base;
		p->bytes = bytes;
	}
}

static void shrink_range(struct pool *p)
{
	size_t keep = align_up(p->used * p->elem + 1, PAGE);
	size_t spare = min_size(keep / 64, POOL_STEP);

	if (p->bytes <= keep + 2 * spare + PAGE)
		return;
	keep += spare / PAGE * PAGE;
	if (p->bytes > POOL_STEP)
		keep = max_size(keep, p->bytes - POOL_STEP);
	belay__decommit(p->base + keep, p->bytes - keep);
	p->bytes = keep;
}

static void shrink_segments(struct pool *p, const struct belay_allocator *a)
{
	uint64_t spare = (uint64_t)p->used + (1U << p->segment_shift);
	unsigned char *last;

	if (!p->nsegments ||
	    ((uint64_t)(p->nsegments - 1) << p->segment_shift) < spare)
		return;
	last = p->segments[--p->nsegments];
	if (in_range(p, last))
		belay__decommit(last, segment_bytes(p));
	else
		belay__release(a, last, segment_bytes(p));
	p->bytes -= segment_bytes(p);
}

void pool_shrink(struct pool *p, const struct belay_allocator *a, uint32_t n)
{
	p->used = n;
	if (p->segments)
		shrink_segments(p, a);
	else if (p->reserved)
		shrink_range(p);
	else if (p->base)
		shrink_block(p, a);
}

static uint32_t *link_at(const struct pool *p, uint32_t i, uint16_t offset)
{
	unsigned char *at = pool_at(p, i);

	return (uint32_t *)(void *)(at + offset);
}

static void map_pool_unchain(struct pool *p, const struct pool_links *links, uint32_t i)
{
	uint32_t next = *link_at(p, i, links->next);
	uint32_t prev = *link_at(p, i, links->prev);

	if (prev == POOL_NIL)
		p->head = next;
	else
		*link_at(p, prev, links->next) = next;
	if (next != POOL_NIL)
		*link_at(p, next, links->prev) = prev;
	p->nfree--;
}

uint32_t pool_take(struct pool *p, const struct belay_allocator *a,
		   const struct pool_links *links, bool *fresh)
{
	uint32_t i = p->head;

	*fresh = i == POOL_NIL;
	if (*fresh) {
		i = p->used;
		if (i == POOL_NIL || !pool_extend(p, a, i + 1))
			return POOL_NIL;
	} else {
		map_pool_unchain(p, links, i);
	}
	((unsigned char *)pool_at(p, i))[links->tag] = POOL_USED;
	return i;
}

void pool_give(struct pool *p, const struct pool_links *links, uint32_t i)
{
	*link_at(p, i, links->next) = p->head;
	*link_at(p, i, links->prev) = POOL_NIL;
	((unsigned char *)pool_at(p, i))[links->tag] = POOL_FREE;
	if (p->head != POOL_NIL)
		*link_at(p, p->head, links->prev) = i;
	p->head = i;
	p->nfree++;
}

void pool_drop_last(struct pool *p, const struct belay_allocator *a,
		    const struct pool_links *links)
{
	map_pool_unchain(p, links, p->used - 1);
	pool_shrink(p, a, p->used - 1);
}
#undef RANGE
#undef RANGES_MAX

/* src/lib/map_ref.c */

/*
 * Numbers for maps, so that a reference to one that is gone can be told.
 *
 * A number is a place in a table of the process and that place's generation.
 * The table grows in chunks that are never given back: a number of any age,
 * or made up, can be looked up without a lock.  A map gets a number with its
 * first reference, and another one after a clear: that is how a million
 * references become stale at once.  Iterators go by a number of their own.  A
 * place is given to another map when its map is destroyed, with the next
 * generation, and to none any more after the last one.
 *
 * Threads: any; the lock guards who has which place, not who looks.
 */

#include <pthread.h>


enum { CHUNK = 1024, CHUNKS = 4096 };

struct number {
	_Atomic(struct belay_map *) map;
	_Atomic uint32_t generation;
	uint32_t next; /* free place + 1 */
};

static _Atomic(struct number *) chunks[CHUNKS];
static pthread_mutex_t map_ref_lock = PTHREAD_MUTEX_INITIALIZER;
static uint32_t nplaces, first_free;

static struct number *number_at(uint32_t place)
{
	struct number *c;

	if (place >= CHUNK * CHUNKS)
		return NULL;
	c = atomic_load_explicit(&chunks[place / CHUNK], memory_order_acquire);
	return c ? &c[place % CHUNK] : NULL;
}

/* A free place + 1, or 0; with the lock held. */
static uint32_t free_place(void)
{
	uint32_t place = nplaces;
	struct number *c;

	if (first_free) {
		place = first_free - 1;
		first_free = number_at(place)->next;
		return place + 1;
	}
	if (place == CHUNK * CHUNKS)
		return 0;
	if (place % CHUNK == 0) {
		c = belay__zalloc(NULL, CHUNK * sizeof(*c));
		if (!c)
			return 0;
		atomic_store_explicit(&chunks[place / CHUNK], c,
				      memory_order_release);
	}
	nplaces++;
	return place + 1;
}

static uint64_t take_number(struct belay_map *m)
{
	struct number *n;
	uint32_t place;
	uint64_t id;

	pthread_mutex_lock(&map_ref_lock);
	place = free_place();
	if (!place) {
		pthread_mutex_unlock(&map_ref_lock);
		return 0;
	}
	n = number_at(place - 1);
	id = (uint64_t)(n->generation + 1) << 32 | place;
	atomic_store_explicit(&n->map, m, memory_order_relaxed);
	atomic_store_explicit(&n->generation, n->generation + 1,
			      memory_order_release);
	pthread_mutex_unlock(&map_ref_lock);
	return id;
}

uint64_t belay__map_number(struct belay_map *m, uint64_t *at)
{
	uint64_t none = 0, id;

	/* Readers meet here: one of them gives the number. */
	id = __atomic_load_n(at, __ATOMIC_RELAXED);
	if (id)
		return id;
	id = take_number(m);
	if (id &&
	    !__atomic_compare_exchange_n(at, &none, id, false, __ATOMIC_RELAXED,
					 __ATOMIC_RELAXED)) {
		belay__map_forget(&id);
		id = none;
	}
	return id;
}

void belay__map_forget(uint64_t *id)
{
	uint32_t place = (uint32_t)*id;
	struct number *n;

	if (!place)
		return;
	*id = 0;
	pthread_mutex_lock(&map_ref_lock);
	n = number_at(place - 1);
	atomic_store_explicit(&n->map, NULL, memory_order_relaxed);
	/* The last generation is left out for good. */
	if (n->generation < UINT32_MAX - 1) {
		atomic_store_explicit(&n->generation, n->generation + 1,
				      memory_order_release);
		n->next = first_free;
		first_free = place;
	} else {
		atomic_store_explicit(&n->generation, UINT32_MAX,
				      memory_order_release);
	}
	pthread_mutex_unlock(&map_ref_lock);
}

struct belay_map *belay__map_of(uint64_t id)
{
	struct number *n = number_at((uint32_t)id - 1);

	if (!n || atomic_load_explicit(&n->generation, memory_order_acquire) !=
			  id >> 32)
		return NULL;
	return atomic_load_explicit(&n->map, memory_order_relaxed);
}

/*
 * Slots of main buckets are numbered from below, sixteen to a bucket, those
 * of overflow buckets from above; the table does not grow to where they meet.
 */
static uint32_t number_of(const struct place *p)
{
	return p->over ? ~(p->number * OVER_SLOTS + p->slot)
		       : p->number * 16 + p->slot;
}

/* The place of a number, if there is one and it has an entry. */
static bool place_of(const struct belay_map *m, const struct linear *l,
		     uint32_t number, struct place *ret)
{
	if (number / 16 < m->hot.n) {
		*ret = start_of(m, l, number / 16);
		ret->slot = number % 16;
		return ret->slot < MAIN_SLOTS && ret->head->top[ret->slot];
	}
	number = ~number;
	if (number / OVER_SLOTS >= l->over.used)
		return false;
	*ret = over_at(l, number / OVER_SLOTS);
	ret->slot = number % OVER_SLOTS;
	return ret->head->tag != POOL_FREE && ret->head->top[ret->slot];
}

int belay_map_ref(struct belay_map *m, const void *key,
		  struct belay_map_ref *ret)
{
	struct belay_map_ref ref;
	struct linear *l;
	struct place p;
	uint64_t hash;
	int err;

	if (!m)
		return BELAY_ENOENT;
	if (m->flags & (BELAY_MAP_CLASSIC | BELAY_MAP_UNCHECKED))
		return BELAY_EINVAL;
	err = belay__map_read(m);
	if (err)
		return err;
	if (!m->body)
		return BELAY_ENOENT;
	err = linear_find(m, key, &hash, &p);
	if (err)
		return err;
	l = linear_of(m);
	ref.map = belay__map_number(m, &l->body.id);
	if (!ref.map)
		return BELAY_ENOMEM;
	if (m->mode == MODE_CELLS) {
		ref.slot = cell_slot_of(l, &p)->cell;
		ref.generation = cell_at(l, ref.slot)->gen;
	} else {
		ref.slot = number_of(&p);
		ref.generation = *gen_of(l, &p);
	}
	*ret = ref;
	return 0;
}

/* The map and the value, or BELAY_ESTALE. */
static int resolve(struct belay_map_ref ref, struct belay_map **ret_map,
		   void **ret)
{
	struct belay_map *m = belay__map_of(ref.map);
	struct linear *l;
	struct place p;
	struct cell *c;
	int err;

	if (!m)
		return BELAY_ESTALE;
	if (m->flags & (BELAY_MAP_CLASSIC | BELAY_MAP_UNCHECKED))
		return BELAY_ESTALE;
	err = belay__map_read(m);
	if (err)
		return err;
	*ret_map = m;
	l = linear_of(m);
	if (m->mode == MODE_CELLS) {
		if (ref.slot >= l->cells.used)
			return BELAY_ESTALE;
		c = cell_at(l, ref.slot);
		if (c->gen != ref.generation || c->tag != POOL_USED)
			return BELAY_ESTALE;
		*ret = cell_value(l, c);
		return 0;
	}
	if (!place_of(m, l, ref.slot, &p) || *gen_of(l, &p) != ref.generation)
		return BELAY_ESTALE;
	*ret = payload_of(l, &p) + l->value_at;
	return 0;
}

int belay_map_ref_get(struct belay_map_ref ref, void **ret)
{
	struct belay_map *m;

	return resolve(ref, &m, ret);
}

int belay_map_hold(struct belay_map_ref ref, struct belay_map_hold *ret)
{
	struct value_block *b;
	struct belay_map *m;
	void *value;
	int err;

	err = resolve(ref, &m, &value);
	if (err)
		return err;
	if (!(m->flags & BELAY_MAP_STABLE))
		return BELAY_EINVAL;
	b = (struct value_block *)value - 1;
	if (b->holds == UINT32_MAX)
		return BELAY_EFULL;
	b->holds++;
	ret->value = value;
	ret->opaque = b;
	return 0;
}

int belay_map_release(struct belay_map_hold *hold)
{
	struct value_block *b = hold->opaque;
	struct keeper *k;

	if (!b || hold->value != b + 1 || !b->holds)
		return belay__misuse(BELAY_EMISUSE,
				     "release of a map value that is not held");
	hold->value = NULL;
	hold->opaque = NULL;
	if (--b->holds || !b->dead)
		return 0;
	k = b->keeper;
	belay__block_end(b);
	k->held--;
	if (k->orphaned && !k->held)
		belay__release(k->allocator, k, sizeof(*k));
	return 0;
}

/* src/lib/map_type.c */


#include <stdalign.h>
#include <string.h>


#define TYPE(id, text, ctype, how)                  \
	const struct belay_type belay_type_##id = { \
		.name = (text),                     \
		.size = sizeof(ctype),              \
		.align = alignof(ctype),            \
		.kind = (how),                      \
	}

TYPE(u8, "uint8", uint8_t, BELAY_KIND_INT);
TYPE(u16, "uint16", uint16_t, BELAY_KIND_INT);
TYPE(u32, "uint32", uint32_t, BELAY_KIND_INT);
TYPE(u64, "uint64", uint64_t, BELAY_KIND_INT);
TYPE(i8, "int8", int8_t, BELAY_KIND_INT);
TYPE(i16, "int16", int16_t, BELAY_KIND_INT);
TYPE(i32, "int32", int32_t, BELAY_KIND_INT);
TYPE(i64, "int64", int64_t, BELAY_KIND_INT);
TYPE(f32, "float", float, BELAY_KIND_FLOAT);
TYPE(f64, "double", double, BELAY_KIND_FLOAT);

static const size_t at_start[] = {0};
static const size_t any_pointers[] = {offsetof(struct belay_any, obj)};

#define POINTERS(offsets) .pointers = (offsets), .npointers = 1

const struct belay_type belay_type_ptr = {
	.name = "pointer",
	.size = sizeof(void *),
	.align = alignof(void *),
	.kind = BELAY_KIND_INT,
	POINTERS(at_start),
};
const struct belay_type belay_type_cstr = {
	.name = "C string",
	.size = sizeof(char *),
	.align = alignof(char *),
	.kind = BELAY_KIND_CSTR,
	POINTERS(at_start),
};
const struct belay_type belay_type_string = {
	.name = "string",
	.size = sizeof(struct belay_string),
	.align = alignof(struct belay_string),
	.kind = BELAY_KIND_STRING,
	POINTERS(at_start),
};
const struct belay_type belay_type_any = {
	.name = "any",
	.size = sizeof(struct belay_any),
	.align = alignof(struct belay_any),
	.kind = BELAY_KIND_ANY,
	POINTERS(any_pointers),
};
const struct belay_type belay_type_unit = {
	.name = "unit",
	.align = 1,
	.kind = BELAY_KIND_PLAIN,
};

static bool kind_fits(const struct belay_type *t)
{
	switch (t->kind) {
	case BELAY_KIND_INT:
		return t->size == 1 || t->size == 2 || t->size == 4 ||
		       t->size == 8;
	case BELAY_KIND_CSTR:
		return t->size == sizeof(char *);
	case BELAY_KIND_STRING:
		return t->size == sizeof(struct belay_string);
	case BELAY_KIND_ANY:
		return t->size == sizeof(struct belay_any);
	case BELAY_KIND_FLOAT:
		return t->size == sizeof(float) || t->size == sizeof(double);
	case BELAY_KIND_OTHER:
	case BELAY_KIND_PLAIN:
	case BELAY_KIND_STRUCT:
		return true;
	}
	return false;
}

static int check(const struct belay_type *t, int depth)
{
	if (!t || depth > TYPE_DEPTH || !t->align ||
	    (t->align & (t->align - 1)) || t->align > alignof(max_align_t) ||
	    t->size % t->align || t->size > (size_t)1 << 30 || !kind_fits(t))
		return BELAY_EINVAL;
	if ((t->npointers && !t->pointers) || (t->nfields && !t->fields))
		return BELAY_EINVAL;
	for (size_t i = 0; i < t->npointers; i++)
		if (t->pointers[i] > t->size ||
		    t->size - t->pointers[i] < sizeof(void *) ||
		    t->pointers[i] % alignof(void *))
			return BELAY_EINVAL;
	if (t->kind != BELAY_KIND_STRUCT)
		return 0;
	for (size_t i = 0; i < t->nfields; i++) {
		const struct belay_field *f = &t->fields[i];
		int err = check(f->type, depth + 1);

		if (err)
			return err;
		if (f->offset > t->size || f->offset % f->type->align ||
		    (f->type->size &&
		     f->count > (t->size - f->offset) / f->type->size))
			return BELAY_EINVAL;
	}
	return 0;
}

int belay__type_check(const struct belay_type *t)
{
	return check(t, 0);
}

bool belay__type_comparable(const struct belay_type *t)
{
	if (t->kind == BELAY_KIND_OTHER)
		return t->hash && t->equal;
	if (t->kind == BELAY_KIND_STRUCT)
		for (size_t i = 0; i < t->nfields; i++)
			if (!belay__type_comparable(t->fields[i].type))
				return false;
	return true;
}

static double load_float(const struct belay_type *t, const void *obj)
{
	double d;
	float f;

	if (t->size == sizeof(f)) {
		memcpy(&f, obj, sizeof(f));
		return f;
	}
	memcpy(&d, obj, sizeof(d));
	return d;
}

/* Zeros are equal whatever their sign; what is no number is equal to none. */
static uint64_t hash_float(double d, uint64_t seed, uint64_t secret)
{
	uint64_t bits;

	if (d != d)
		return belay__random();
	if (d == 0)
		d = 0;
	memcpy(&bits, &d, sizeof(bits));
	return belay__hash_mem(&bits, sizeof(bits), seed, secret);
}

static int hash(const struct belay_type *t, const void *obj, uint64_t seed,
		uint64_t secret, int depth, uint64_t *ret);

static int hash_struct(const struct belay_type *t, const void *obj,
		       uint64_t seed, uint64_t secret, int depth, uint64_t *ret)
{
	const unsigned char *at = obj;
	uint64_t h = seed;
	int err;

	for (size_t i = 0; i < t->nfields; i++) {
		const struct belay_field *f = &t->fields[i];

		for (size_t n = 0; n < f->count; n++) {
			err = hash(f->type, at + f->offset + n * f->type->size,
				   h, secret, depth + 1, &h);
			if (err)
				return err;
		}
	}
	*ret = belay__fold(h ^ t->nfields, secret);
	return 0;
}

static int hash_any(const struct belay_any *any, uint64_t seed, uint64_t secret,
		    int depth, uint64_t *ret)
{
	if (!any->type) {
		*ret = belay__fold(seed, secret);
		return 0;
	}
	if (!belay__type_comparable(any->type))
		return BELAY_EUNCOMPARABLE;
	return hash(any->type, any->obj, seed ^ (uintptr_t)any->type, secret,
		    depth + 1, ret);
}

static int hash(const struct belay_type *t, const void *obj, uint64_t seed,
		uint64_t secret, int depth, uint64_t *ret)
{
	const struct belay_string *s = obj;
	const char *text;

	if (depth > TYPE_DEPTH)
		return BELAY_EUNCOMPARABLE;
	switch (t->kind) {
	case BELAY_KIND_INT:
	case BELAY_KIND_PLAIN:
		*ret = belay__hash_mem(obj, t->size, seed, secret);
		return 0;
	case BELAY_KIND_CSTR:
		memcpy(&text, obj, sizeof(text));
		*ret = belay__hash_mem(text, strlen(text), seed, secret);
		return 0;
	case BELAY_KIND_STRING:
		*ret = belay__hash_mem(s->data, s->len, seed, secret);
		return 0;
	case BELAY_KIND_FLOAT:
		*ret = hash_float(load_float(t, obj), seed, secret);
		return 0;
	case BELAY_KIND_STRUCT:
		return hash_struct(t, obj, seed, secret, depth, ret);
	case BELAY_KIND_ANY:
		return hash_any(obj, seed, secret, depth, ret);
	case BELAY_KIND_OTHER:
		break;
	}
	return t->hash ? t->hash(t, obj, seed, ret) : BELAY_EUNCOMPARABLE;
}

int belay__type_hash(const struct belay_type *t, const void *obj, uint64_t seed,
		     uint64_t secret, uint64_t *ret)
{
	return hash(t, obj, seed, secret, 0, ret);
}

int belay_hash(const struct belay_type *t, const void *obj, uint64_t seed,
	       uint64_t *ret)
{
	return hash(t, obj, seed, belay__secret(seed), 0, ret);
}

uint64_t belay_hash_bytes(const void *data, size_t len, uint64_t seed)
{
	return belay__hash_mem(data, len, seed, belay__secret(seed));
}

static bool equal(const struct belay_type *t, const void *a, const void *b,
		  int depth);

static bool equal_struct(const struct belay_type *t, const void *a,
			 const void *b, int depth)
{
	const unsigned char *p = a, *q = b;

	for (size_t i = 0; i < t->nfields; i++) {
		const struct belay_field *f = &t->fields[i];

		for (size_t n = 0; n < f->count; n++) {
			size_t at = f->offset + n * f->type->size;

			if (!equal(f->type, p + at, q + at, depth + 1))
				return false;
		}
	}
	return true;
}

static bool equal_string(const struct belay_string *a,
			 const struct belay_string *b)
{
	return a->len == b->len && (!a->len || a->data == b->data ||
				    !memcmp(a->data, b->data, a->len));
}

static bool equal_any(const struct belay_any *a, const struct belay_any *b,
		      int depth)
{
	if (a->type != b->type)
		return false;
	return !a->type || equal(a->type, a->obj, b->obj, depth + 1);
}

static bool equal(const struct belay_type *t, const void *a, const void *b,
		  int depth)
{
	const char *p, *q;

	if (depth > TYPE_DEPTH)
		return false;
	switch (t->kind) {
	case BELAY_KIND_INT:
	case BELAY_KIND_PLAIN:
		return !t->size || !memcmp(a, b, t->size);
	case BELAY_KIND_CSTR:
		memcpy(&p, a, sizeof(p));
		memcpy(&q, b, sizeof(q));
		return p == q || !strcmp(p, q);
	case BELAY_KIND_STRING:
		return equal_string(a, b);
	case BELAY_KIND_FLOAT:
		return load_float(t, a) == load_float(t, b);
	case BELAY_KIND_STRUCT:
		return equal_struct(t, a, b, depth);
	case BELAY_KIND_ANY:
		return equal_any(a, b, depth);
	case BELAY_KIND_OTHER:
		break;
	}
	return t->equal && t->equal(t, a, b);
}

bool belay_equal(const struct belay_type *t, const void *a, const void *b)
{
	return equal(t, a, b, 0);
}
#undef POINTERS
#undef TYPE

/* src/lib/misuse.c */


#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>


/* Guards the pair below; never held while the handler runs. */
static pthread_mutex_t misuse_lock = PTHREAD_MUTEX_INITIALIZER;
static belay_misuse_fn *handler;
static void *handler_ctx;

void belay_on_misuse(belay_misuse_fn *fn, void *ctx)
{
	pthread_mutex_lock(&misuse_lock);
	__atomic_store_n(&handler, fn, __ATOMIC_RELAXED);
	handler_ctx = ctx;
	pthread_mutex_unlock(&misuse_lock);
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
	pthread_mutex_lock(&misuse_lock);
	fn = handler;
	ctx = handler_ctx;
	pthread_mutex_unlock(&misuse_lock);
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

/* src/lib/poison.c */


#ifdef __has_include
#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#endif
#endif

#ifndef RUNNING_ON_VALGRIND
#define RUNNING_ON_VALGRIND 0
#define VALGRIND_MAKE_MEM_NOACCESS(p, size) ((void)(p), (void)(size))
#define VALGRIND_MAKE_MEM_DEFINED(p, size) ((void)(p), (void)(size))
#endif

/* The names are the sanitizer's. NOLINTBEGIN(bugprone-reserved-identifier) */
void __asan_poison_memory_region(const volatile void *p, size_t size)
	__attribute__((weak));
void __asan_unpoison_memory_region(const volatile void *p, size_t size)
	__attribute__((weak));
/* NOLINTEND(bugprone-reserved-identifier) */

bool belay__poisons(void)
{
	return __asan_poison_memory_region || RUNNING_ON_VALGRIND;
}

void belay__poison(const void *p, size_t size)
{
	if (__asan_poison_memory_region)
		__asan_poison_memory_region(p, size);
	else
		VALGRIND_MAKE_MEM_NOACCESS(p, size);
}

/* What was dead is written before it is read, except by a copy of the whole. */
void belay__unpoison(const void *p, size_t size)
{
	if (__asan_unpoison_memory_region)
		__asan_unpoison_memory_region(p, size);
	else
		VALGRIND_MAKE_MEM_DEFINED(p, size);
}
#undef RUNNING_ON_VALGRIND
#undef VALGRIND_MAKE_MEM_DEFINED
#undef VALGRIND_MAKE_MEM_NOACCESS

/* src/lib/random.c */


#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/random.h>
#include <time.h>


struct generator {
	uint64_t state, secret;
	int seeded;
};

static __thread struct generator mine;

/* The child of a fork must not go on with the numbers of its parent. */
static void random_forget(void)
{
	mine.seeded = 0;
}

static void random_watch_forks(void)
{
	pthread_atfork(NULL, NULL, random_forget);
}

static void seed(struct generator *g)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	uint64_t words[2] = {0, 0};
	int saved = errno;

	pthread_once(&once, random_watch_forks);
	if (getrandom(words, sizeof(words), GRND_NONBLOCK) !=
	    (ssize_t)sizeof(words)) {
		const void *aux = (const void *)getauxval(AT_RANDOM);
		struct timespec now;

		if (aux)
			memcpy(words, aux, sizeof(words));
		clock_gettime(CLOCK_MONOTONIC, &now);
		words[0] ^= (uint64_t)now.tv_nsec << 20 ^ (uintptr_t)&now;
	}
	errno = saved;
	g->state = words[0];
	g->secret = words[1] | 1;
	g->seeded = 1;
}

uint64_t belay__random(void)
{
	struct generator *g = &mine;

	if (!g->seeded)
		seed(g);
	g->state += UINT64_C(0x9e3779b97f4a7c15);
	return belay__fold(g->state ^ g->secret,
			   g->state ^ UINT64_C(0xe7037ed1a0b428db));
}
/*
 * registry_int.h - a registry, for the files that make it up
 */
#ifndef LIB_REGISTRY_INT_H
#define LIB_REGISTRY_INT_H


#define CORE_LOAD(p, order) __atomic_load_n(p, order)
#define CORE_STORE(p, v, order) __atomic_store_n(p, v, order)
#define CORE_SWAP(p, v, order) __atomic_exchange_n(p, v, order)
#define CORE_CAS(p, old, v, order) \
	__atomic_compare_exchange_n(p, old, v, 0, order, CORE_FAILED(order))
#define CORE_GET(field) (field)
#define CORE_SET(field, v) ((field) = (v))

/* A swap that fails orders as much as one that succeeds would read. */
#define CORE_FAILED(order)                                          \
	((order) == __ATOMIC_RELEASE || (order) == __ATOMIC_RELAXED \
		 ? __ATOMIC_RELAXED                                 \
		 : __ATOMIC_ACQUIRE)

/*
 * The registry's slots and free lists: all that threads fight over.
 *
 * This file is compiled twice.  registry.c gives the CORE_ macros their
 * plain meaning; tests/unit/test_lib_registry_model.c makes each of them a
 * step of a scheduler that tries every order of steps, and checks on the way
 * that plain accesses are ordered by the atomic ones.  A change here that
 * the model has not seen is a bug, however obvious it looks: counting users
 * with fetch-and-add instead of compare-and-swap is an obvious improvement
 * that loses destructors.
 *
 * One slot.  The word holds {generation 32, REVOKED, KEPT, users 30}:
 *
 *	                 add                 revoke
 *	 {g, 0}  ------------->  {g+1, KEPT}  ------>  {g+1, REVOKED | users}
 *	  free  <-------------     in use                   |
 *	    ^    revoke, weaken,     |  weaken              | last release
 *	    |    without users       v                      |
 *	    +-------------------  {g+1, users} <------------+ to {g+1, 0}
 *	           last release
 *
 * Whoever swaps a word to {g, 0} owns the slot from then on, runs the
 * destructor and gives the slot back; nobody else can have made that step.
 * The owner of a free slot publishes the next object with a plain store: all
 * others leave a word without KEPT and users alone.  A word whose generation
 * is the last one is not given back, so that generations never repeat.
 *
 * Free lists.  Each shard is a queue of two stacks of slots:
 *
 *	head -> oldest -> ... -> NULL       taken from by add
 *	back -> newest -> ... -> NULL       put on by whoever frees
 *
 * When head is empty, all of back is taken at once, turned around and
 * becomes head.  So slots are used again in the order they were freed, and
 * as late as can be.  Taking from head is a compare-and-swap that a slot
 * which left and came back meanwhile would fool; head therefore carries a
 * tag that each change increments.  back needs none: pushing is right
 * whatever happened below, and popping takes everything.
 *
 * A slot goes back to the shard it was first given to, so that a thread that
 * adds gets back what another thread frees.
 *
 * Ordering: what the last owner wrote to a slot is before its push (release);
 * the swap that takes back (acquire) and the one that installs head (release)
 * carry it to the next owner (acquire).  What the adder wrote is before the
 * store of the word (release), and users see it through their acquire.  What
 * users did is before their release, and whoever frees the object sees all
 * of it (acquire and release).  Who looks at obj and then at the word, without
 * acquiring, sees with what came after the object also the word that says so.
 */
#ifndef LIB_REGISTRY_CORE_H
#define LIB_REGISTRY_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>


/* The model has fewer and smaller ones. */
#ifndef CORE_SHARDS
#define CORE_SHARDS 16
#define CORE_BATCH 64u	   /* slots that a shard gets at once */
#define CORE_FIRST_SHIFT 6 /* log2 of the slots in the first chunk */
#define CORE_LAST_GEN UINT32_MAX
#define CORE_TAG_ONE ((uint64_t)1 << CORE_ID_BITS)
#endif

/* A free slot is named by its index + 1, so that 0 is none. */
#define CORE_ID_BITS 28
#define CORE_ID_MASK (((uint64_t)1 << CORE_ID_BITS) - 1)
#define CORE_MAX ((uint32_t)CORE_ID_MASK + 1 - CORE_BATCH)

/* What is needed of an object when it comes and goes, away from its slot. */
struct tenant {
	belay_destroy_fn *destroy;
	void *ctx;
	const char *name;
	uint32_t type;
	uint32_t
		next; /* id; in a free list, or while waiting to be destroyed */
	uint32_t home; /* the shard that the slot belongs to */
};

struct shard {
	uint64_t head; /* tag, id of the oldest free slot */
	uint32_t back; /* id of the newest free slot */
	char line[52]; /* shards do not share cache lines */
};

struct core {
	struct belay_registry_view view;
	uint32_t max;
	uint32_t fresh; /* the first index that was never in a shard */
	uint32_t grave; /* id of the last to die, if the dead wait */
	struct shard shard[CORE_SHARDS];
};

static inline uint64_t word_of(uint32_t gen, uint32_t low)
{
	return (uint64_t)gen << 32 | low;
}

static inline uint32_t word_gen(uint64_t word)
{
	return (uint32_t)(word >> 32);
}

/* KEPT or users, so that there is an object; not REVOKED. */
static inline bool word_good(uint64_t word)
{
	return (uint32_t)word - 1 < BELAY_SLOT_REVOKED - 1;
}

/*
 * Chunk k has 2^(k + CORE_FIRST_SHIFT) slots, tenants behind them.  Free lists
 * number slots from 0 on through all chunks; handles name chunk and offset,
 * since finding the highest bit of a number ties, on some processors, one
 * lookup to the one before.
 */
static inline unsigned chunk_of(uint32_t index, size_t *ret_offset)
{
	uint64_t j = (uint64_t)index + (1u << CORE_FIRST_SHIFT);
	unsigned k = 63 - (unsigned)__builtin_clzll(j);

	*ret_offset = j ^ (uint64_t)1 << k;
	return k - CORE_FIRST_SHIFT;
}

static inline struct belay_slot *slot_at(const struct core *c, uint32_t index)
{
	size_t offset;
	unsigned k = chunk_of(index, &offset);
	struct belay_slot *chunk;

	chunk = CORE_LOAD(&c->view.chunk[k], __ATOMIC_ACQUIRE);
	return chunk ? chunk + offset : NULL;
}

/* Of an index that has a slot. */
static inline struct tenant *tenant_at(const struct core *c, uint32_t index)
{
	size_t offset;
	unsigned k = chunk_of(index, &offset);
	struct belay_slot *chunk;

	chunk = CORE_LOAD(&c->view.chunk[k], __ATOMIC_ACQUIRE);
	return (struct tenant *)(chunk +
				 ((size_t)1 << (k + CORE_FIRST_SHIFT))) +
	       offset;
}

/* What a word that is no good for generation gen means to its caller. */
static inline int refusal(uint64_t word, uint32_t gen)
{
	return gen == 0 || word_gen(word) < gen ? BELAY_EINVAL : BELAY_ESTALE;
}

static inline int slot_acquire(struct belay_slot *s, uint32_t gen)
{
	uint64_t w = CORE_LOAD(&s->word, __ATOMIC_RELAXED);

	do {
		if (word_gen(w) != gen || !word_good(w))
			return refusal(w, gen);
		if ((w & BELAY_SLOT_USERS) == BELAY_SLOT_USERS)
			return BELAY_EFULL;
	} while (!CORE_CAS(&s->word, &w, w + 1, __ATOMIC_ACQUIRE));
	return 0;
}

/*
 * For whoever wants to look at an object that may be revoked, but is there;
 * false when it is not.  Ends with slot_release().
 */
static inline bool slot_pin(struct belay_slot *s, uint32_t gen)
{
	uint64_t w = CORE_LOAD(&s->word, __ATOMIC_RELAXED);

	do {
		if (word_gen(w) != gen || (uint32_t)w == 0 ||
		    (w & BELAY_SLOT_USERS) == BELAY_SLOT_USERS)
			return false;
	} while (!CORE_CAS(&s->word, &w, w + 1, __ATOMIC_ACQUIRE));
	return true;
}

/* w, with nothing but the generation if there is no object left. */
static inline uint64_t settled(uint64_t w)
{
	if (w & (BELAY_SLOT_KEPT | BELAY_SLOT_USERS))
		return w;
	return w & ~(uint64_t)BELAY_SLOT_REVOKED;
}

/* 1 when the caller now owns the slot and has to clean up. */
static inline int slot_release(struct belay_slot *s, uint32_t gen)
{
	uint64_t w = CORE_LOAD(&s->word, __ATOMIC_RELAXED), new;

	do {
		if (word_gen(w) != gen || !(w & BELAY_SLOT_USERS))
			return BELAY_EMISUSE;
		new = settled(w - 1);
	} while (!CORE_CAS(&s->word, &w, new, __ATOMIC_ACQ_REL));
	return (uint32_t) new == 0;
}

/* Likewise. */
static inline int slot_revoke(struct belay_slot *s, uint32_t gen)
{
	uint64_t w = CORE_LOAD(&s->word, __ATOMIC_RELAXED), new;

	do {
		if (word_gen(w) != gen || !word_good(w))
			return refusal(w, gen);
		new = settled((w & ~(uint64_t)BELAY_SLOT_KEPT) |
			      BELAY_SLOT_REVOKED);
	} while (!CORE_CAS(&s->word, &w, new, __ATOMIC_ACQ_REL));
	return (uint32_t) new == 0;
}

/* Likewise. */
static inline int slot_weaken(struct belay_slot *s, uint32_t gen)
{
	uint64_t w = CORE_LOAD(&s->word, __ATOMIC_RELAXED), new;

	do {
		if (word_gen(w) != gen || !word_good(w))
			return refusal(w, gen);
		if (!(w & BELAY_SLOT_KEPT))
			return BELAY_ESTALE;
		new = w & ~(uint64_t)BELAY_SLOT_KEPT;
	} while (!CORE_CAS(&s->word, &w, new, __ATOMIC_ACQ_REL));
	return (uint32_t) new == 0;
}

static inline void stack_push(const struct core *c, uint32_t *stack,
			      uint32_t id)
{
	struct tenant *t = tenant_at(c, id - 1);
	uint32_t top = CORE_LOAD(stack, __ATOMIC_RELAXED);

	do
		CORE_STORE(&t->next, top, __ATOMIC_RELAXED);
	while (!CORE_CAS(stack, &top, id, __ATOMIC_RELEASE));
}

/* Everything on a stack, the oldest first; 0 if it is empty. */
static inline uint32_t stack_take(const struct core *c, uint32_t *stack)
{
	uint32_t id, next, first = 0;

	if (CORE_LOAD(stack, __ATOMIC_RELAXED) == 0)
		return 0;
	id = CORE_SWAP(stack, 0, __ATOMIC_ACQUIRE);
	for (; id; id = next) {
		struct tenant *t = tenant_at(c, id - 1);

		next = CORE_LOAD(&t->next, __ATOMIC_RELAXED);
		CORE_STORE(&t->next, first, __ATOMIC_RELAXED);
		first = id;
	}
	return first;
}

/* A slot that the caller owns goes to the end of its queue. */
static inline void slot_free(struct core *c, uint32_t id)
{
	struct tenant *t = tenant_at(c, id - 1);

	stack_push(c, &c->shard[CORE_GET(t->home)].back, id);
}

/* A list that the caller owns becomes the head of an empty queue. */
static inline void queue_install(struct core *c, struct shard *s, uint32_t list)
{
	uint64_t head = CORE_LOAD(&s->head, __ATOMIC_RELAXED);
	uint32_t next;

	while (!(head & CORE_ID_MASK)) {
		if (CORE_CAS(&s->head, &head, head + CORE_TAG_ONE + list,
			     __ATOMIC_RELEASE))
			return;
	}
	/* Somebody else was faster. */
	for (; list; list = next) {
		struct tenant *t = tenant_at(c, list - 1);

		next = CORE_LOAD(&t->next, __ATOMIC_RELAXED);
		stack_push(c, &s->back, list);
	}
}

/* The id of a slot that is the caller's from now on, or 0. */
static inline uint32_t queue_pop(struct core *c, struct shard *s)
{
	uint64_t head = CORE_LOAD(&s->head, __ATOMIC_ACQUIRE);
	uint32_t id, next;

	while ((id = (uint32_t)(head & CORE_ID_MASK)) != 0) {
		next = CORE_LOAD(&tenant_at(c, id - 1)->next, __ATOMIC_RELAXED);
		if (CORE_CAS(&s->head, &head, head - id + next + CORE_TAG_ONE,
			     __ATOMIC_ACQUIRE))
			return id;
	}
	id = stack_take(c, &s->back);
	if (id) {
		next = CORE_LOAD(&tenant_at(c, id - 1)->next, __ATOMIC_RELAXED);
		if (next)
			queue_install(c, s, next);
	}
	return id;
}

/*
 * Slots that never were in a list, whose chunk is there: the first is the
 * caller's, the others go to the shard.  They are lined up in steps of a
 * cache line, so that objects which are added one after the other do not
 * share one.  0 when others took them or there are none.
 */
static inline uint32_t carve(struct core *c, uint32_t home)
{
	uint32_t fresh = CORE_LOAD(&c->fresh, __ATOMIC_RELAXED);
	uint32_t list = 0, n, stride = CORE_BATCH >= 4 ? CORE_BATCH / 4 : 1;

	if (fresh >= c->max || !slot_at(c, fresh))
		return 0;
	n = c->max - fresh < CORE_BATCH ? c->max - fresh : CORE_BATCH;
	if (!CORE_CAS(&c->fresh, &fresh, fresh + n, __ATOMIC_RELAXED))
		return 0;
	for (uint32_t i = CORE_BATCH; i-- > 0;) {
		uint32_t at = i % stride * (CORE_BATCH / stride) + i / stride;
		struct tenant *t;

		if (at >= n)
			continue;
		t = tenant_at(c, fresh + at);
		CORE_SET(t->home, home);
		CORE_STORE(&t->next, list, __ATOMIC_RELAXED);
		list = fresh + at + 1;
	}
	n = CORE_LOAD(&tenant_at(c, list - 1)->next, __ATOMIC_RELAXED);
	if (n)
		queue_install(c, &c->shard[home], n);
	return list;
}

/* A slot that the caller owns gets an object; returns its generation. */
static inline uint32_t slot_fill(struct core *c, uint32_t id,
				 const struct belay_object *object)
{
	struct belay_slot *s = slot_at(c, id - 1);
	struct tenant *t = tenant_at(c, id - 1);
	uint32_t gen = word_gen(CORE_LOAD(&s->word, __ATOMIC_RELAXED)) + 1;

	CORE_SET(t->destroy, object->destroy);
	CORE_SET(t->ctx, object->ctx);
	CORE_SET(t->name, object->name);
	CORE_SET(t->type, object->type);
	CORE_STORE(&s->obj, object->obj, __ATOMIC_RELEASE);
	CORE_STORE(&s->word, word_of(gen, BELAY_SLOT_KEPT), __ATOMIC_RELEASE);
	return gen;
}

/*
 * A slot that the caller owns since its object died: gives it back, unless
 * it had its last generation, and returns the object to be destroyed.
 */
static inline struct belay_object slot_clear(struct core *c, uint32_t id)
{
	struct belay_slot *s = slot_at(c, id - 1);
	struct tenant *t = tenant_at(c, id - 1);
	struct belay_object dead = {0};

	dead.obj = CORE_LOAD(&s->obj, __ATOMIC_RELAXED);
	dead.destroy = CORE_GET(t->destroy);
	dead.ctx = CORE_GET(t->ctx);
	CORE_STORE(&s->obj, NULL, __ATOMIC_RELEASE);
	if (word_gen(CORE_LOAD(&s->word, __ATOMIC_RELAXED)) != CORE_LAST_GEN)
		slot_free(c, id);
	return dead;
}

#endif

struct belay_registry {
	struct core core;
	const struct belay_allocator *allocator;
	uint32_t flags;
	uint32_t ready; /* id of the next to be reaped; the reaper's alone */
};

#define CHUNK_SHIFT 27 /* of the chunk's number in a handle */
#define OFFSET_MASK ((1u << CHUNK_SHIFT) - 1)

/* The slot of a handle and its generation, or NULL. */
static inline struct belay_slot *handle_slot(const struct belay_registry *reg,
					     belay_handle h, uint32_t *ret_gen)
{
	uint64_t raw = h ^ reg->core.view.key;
	uint32_t k = (uint32_t)raw >> CHUNK_SHIFT;
	uint32_t offset = (uint32_t)raw & OFFSET_MASK;
	struct belay_slot *chunk;

	*ret_gen = word_gen(raw);
	chunk = CORE_LOAD(&reg->core.view.chunk[k], __ATOMIC_ACQUIRE);
	if (!chunk || offset >> (k + CORE_FIRST_SHIFT))
		return NULL;
	return chunk + offset;
}

/* Of a handle that has a slot. */
static inline uint32_t index_of(const struct belay_registry *reg,
				belay_handle h)
{
	uint32_t low = (uint32_t)(h ^ reg->core.view.key);
	uint32_t k = low >> CHUNK_SHIFT;

	return (low & OFFSET_MASK) + (((1u << k) - 1) << CORE_FIRST_SHIFT);
}

static inline belay_handle handle_of(const struct belay_registry *reg,
				     uint32_t gen, uint32_t index)
{
	size_t offset;
	unsigned k = chunk_of(index, &offset);

	return word_of(gen, k << CHUNK_SHIFT | (uint32_t)offset) ^
	       reg->core.view.key;
}

static inline struct tenant *tenant_of(const struct belay_registry *reg,
				       belay_handle h)
{
	return tenant_at(&reg->core, index_of(reg, h));
}

static inline size_t chunk_size(unsigned k)
{
	size_t n = (size_t)1 << (k + CORE_FIRST_SHIFT);

	return n * (sizeof(struct belay_slot) + sizeof(struct tenant));
}

/* How many slots were ever handed out: all objects are below. */
static inline uint32_t nslots(const struct belay_registry *reg)
{
	return CORE_LOAD(&reg->core.fresh, __ATOMIC_RELAXED);
}

/*
 * A slot whose object died now has the caller as its owner.  True when the
 * destructor has run, false when it will.
 */
bool belay__registry_bury(struct belay_registry *reg, uint32_t index);

#endif

/* src/lib/registry.c */

/*
 * What surrounds the slots of registry_core.h: memory, handles, destructors.
 *
 * Chunks double in size and are found by the highest bit of an index, so the
 * directory has a fixed size and a registry grows without anything moving: a
 * stale handle always has a slot to be compared with.  Two threads that need
 * the same chunk both allocate it, and one of them gives its own back.
 *
 * No function here takes a lock, so a thread that is gone, after a fork or
 * for good, leaves nothing locked behind.  What it was about to put back is
 * lost to the child of a fork, and nothing else.
 *
 * Destructors.  An object that dies while a destructor of its registry runs
 * on the same thread waits in a list, linked through its tenant, and is
 * destroyed when that one returns.  Lists of objects that hold each other
 * can so be of any length without a stack of that depth.
 */


_Static_assert(sizeof(struct belay_slot) == 16, "ABI");
_Static_assert(sizeof(struct shard) == 64, "one cache line");

/* What dies on this thread while a destructor of reg runs on it. */
struct wake {
	struct wake *outer;
	struct belay_registry *reg;
	uint32_t first, last; /* ids */
};

static _Thread_local struct wake *wakes;
static _Thread_local uint32_t my_shard; /* + 1; 0 before the first use */

/* Threads are dealt out to the shards in turn. */
static uint32_t home_shard(void)
{
	static uint32_t nthreads;

	if (!my_shard) {
		my_shard = __atomic_fetch_add(&nthreads, 1, __ATOMIC_RELAXED);
		my_shard = my_shard % CORE_SHARDS + 1;
	}
	return my_shard - 1;
}

int belay_registry_create(const struct belay_registry_options *options,
			  struct belay_registry **ret)
{
	struct belay_registry_options o = {0};
	struct belay_registry *reg;

	if (options)
		o = *options;
	if (o.max > CORE_MAX || o.flags & ~(uint32_t)BELAY_REGISTRY_REAP)
		return BELAY_EINVAL;
	reg = belay__zalloc(o.allocator, sizeof(*reg));
	if (!reg)
		return BELAY_ENOMEM;
	/*
	 * The key makes handles of other registries and numbers made up miss.
	 * Its chunk, which is never there, is what a null handle names.
	 */
	reg->core.view.key = belay__random() | (uint64_t)31 << CHUNK_SHIFT;
	reg->core.max = o.max ? o.max : CORE_MAX;
	reg->allocator = o.allocator;
	reg->flags = o.flags;
	*ret = reg;
	return 0;
}

/* Makes sure that the chunk of an index is there. */
static bool grow(struct belay_registry *reg, uint32_t index)
{
	struct belay_slot *none = NULL, *chunk;
	size_t offset;
	unsigned k = chunk_of(index, &offset);

	if (slot_at(&reg->core, index))
		return true;
	chunk = belay__zalloc(reg->allocator, chunk_size(k));
	if (!chunk)
		return false;
	if (!CORE_CAS(&reg->core.view.chunk[k], &none, chunk, __ATOMIC_ACQ_REL))
		belay__release(reg->allocator, chunk, chunk_size(k));
	return true;
}

/* From the own shard, from what is fresh, or at last from the others. */
static int slot_new(struct belay_registry *reg, uint32_t *ret)
{
	uint32_t home = home_shard(), fresh, id;
	struct core *c = &reg->core;
	int err = BELAY_EFULL;

	do {
		id = queue_pop(c, &c->shard[home]);
		if (id)
			break;
		fresh = nslots(reg);
		if (fresh >= c->max)
			break;
		if (!grow(reg, fresh)) {
			err = BELAY_ENOMEM;
			break;
		}
		id = carve(c, home);
	} while (!id);
	for (uint32_t i = 1; !id && i < CORE_SHARDS; i++)
		id = queue_pop(c, &c->shard[(home + i) % CORE_SHARDS]);
	if (!id)
		return err;
	*ret = id;
	return 0;
}

int belay_registry_add_object(struct belay_registry *reg,
			      const struct belay_object *object,
			      belay_handle *ret)
{
	uint32_t id, gen;
	int err = slot_new(reg, &id);

	if (err < 0)
		return err;
	gen = slot_fill(&reg->core, id, object);
	*ret = handle_of(reg, gen, id - 1);
	return 0;
}

int belay_registry_add(struct belay_registry *reg, void *obj,
		       belay_destroy_fn *destroy, belay_handle *ret)
{
	struct belay_object object = {.obj = obj, .destroy = destroy};

	return belay_registry_add_object(reg, &object, ret);
}

/*
 * The slot is given back before the destructor runs, so that this can add
 * objects to a registry that is full.
 */
static void destroy_one(struct belay_registry *reg, uint32_t id)
{
	struct belay_object dead = slot_clear(&reg->core, id);

	if (dead.destroy)
		dead.destroy(dead.ctx, dead.obj);
}

static struct wake *wake_of(const struct belay_registry *reg)
{
	struct wake *w = wakes;

	while (w && w->reg != reg)
		w = w->outer;
	return w;
}

static void wake_add(struct wake *w, uint32_t id)
{
	const struct core *c = &w->reg->core;

	CORE_STORE(&tenant_at(c, id - 1)->next, 0, __ATOMIC_RELAXED);
	if (w->first)
		CORE_STORE(&tenant_at(c, w->last - 1)->next, id,
			   __ATOMIC_RELAXED);
	else
		w->first = id;
	w->last = id;
}

bool belay__registry_bury(struct belay_registry *reg, uint32_t index)
{
	struct wake mine = {.outer = wakes, .reg = reg}, *w;

	if (reg->flags & BELAY_REGISTRY_REAP) {
		stack_push(&reg->core, &reg->core.grave, index + 1);
		return false;
	}
	w = wake_of(reg);
	if (w) {
		wake_add(w, index + 1);
		return false;
	}
	wakes = &mine;
	wake_add(&mine, index + 1);
	while (mine.first) {
		uint32_t id = mine.first;

		mine.first = CORE_LOAD(&tenant_at(&reg->core, id - 1)->next,
				       __ATOMIC_RELAXED);
		destroy_one(reg, id);
	}
	wakes = mine.outer;
	return true;
}

size_t belay_registry_reap(struct belay_registry *reg, size_t max)
{
	size_t n;

	for (n = 0; n < max; n++) {
		uint32_t id = reg->ready;

		if (!id)
			id = stack_take(&reg->core, &reg->core.grave);
		if (!id)
			break;
		reg->ready = CORE_LOAD(&tenant_at(&reg->core, id - 1)->next,
				       __ATOMIC_RELAXED);
		destroy_one(reg, id);
	}
	return n;
}

int belay_registry_acquire(struct belay_registry *reg, belay_handle h,
			   void **ret)
{
	uint32_t gen;
	struct belay_slot *s = handle_slot(reg, h, &gen);
	int err = s ? slot_acquire(s, gen) : BELAY_EINVAL;

	if (err == 0)
		*ret = CORE_LOAD(&s->obj, __ATOMIC_RELAXED);
	return err;
}

/* What a slot function says when the object is gone: the caller buries it. */
static int cleaned(struct belay_registry *reg, belay_handle h, int result)
{
	if (result > 0) {
		belay__registry_bury(reg, index_of(reg, h));
		return 0;
	}
	return result;
}

int belay_registry_release(struct belay_registry *reg, belay_handle h)
{
	uint32_t gen;
	struct belay_slot *s = handle_slot(reg, h, &gen);
	int result = s ? slot_release(s, gen) : BELAY_EMISUSE;

	if (result == BELAY_EMISUSE)
		return belay__misuse(BELAY_EMISUSE,
				     "release of handle %#llx, which is not "
				     "acquired",
				     (unsigned long long)h);
	return cleaned(reg, h, result);
}

int belay__registry_revoke(struct belay_registry *reg, belay_handle h)
{
	uint32_t gen;
	struct belay_slot *s = handle_slot(reg, h, &gen);
	int result = s ? slot_revoke(s, gen) : BELAY_EINVAL;

	if (result > 0)
		return belay__registry_bury(reg, index_of(reg, h));
	return result;
}

int belay_registry_revoke(struct belay_registry *reg, belay_handle h)
{
	int result = belay__registry_revoke(reg, h);

	return result > 0 ? 0 : result;
}

void *belay__registry_used(const struct belay_registry *reg, belay_handle h)
{
	uint32_t gen;
	const struct belay_slot *s = handle_slot(reg, h, &gen);
	uint64_t w = s ? CORE_LOAD(&s->word, __ATOMIC_ACQUIRE) : 0;

	if (word_gen(w) != gen || !(w & BELAY_SLOT_USERS))
		return NULL;
	return CORE_LOAD(&s->obj, __ATOMIC_ACQUIRE);
}

int belay_registry_weaken(struct belay_registry *reg, belay_handle h)
{
	uint32_t gen;
	struct belay_slot *s = handle_slot(reg, h, &gen);

	return cleaned(reg, h, s ? slot_weaken(s, gen) : BELAY_EINVAL);
}

int belay_registry_acquire_type(struct belay_registry *reg, belay_handle h,
				uint32_t type, void **ret)
{
	void *obj = NULL;
	int err = belay_registry_acquire(reg, h, &obj);

	if (err < 0)
		return err;
	if (tenant_of(reg, h)->type != type) {
		belay_registry_release(reg, h);
		return BELAY_ETYPE;
	}
	*ret = obj;
	return 0;
}

int belay_registry_check(const struct belay_registry *reg, belay_handle h)
{
	uint32_t gen;
	const struct belay_slot *s = handle_slot(reg, h, &gen);
	uint64_t w;

	if (!s)
		return BELAY_EINVAL;
	w = CORE_LOAD(&s->word, __ATOMIC_ACQUIRE);
	return word_gen(w) == gen && word_good(w) ? 0 : refusal(w, gen);
}

/* Revokes what is there; true when that was something. */
static bool revoke_all(struct belay_registry *reg)
{
	uint32_t n = nslots(reg);
	bool any = false;

	for (uint32_t i = 0; i < n; i++) {
		struct belay_slot *s = slot_at(&reg->core, i);
		uint64_t w = CORE_LOAD(&s->word, __ATOMIC_RELAXED);
		int result = word_good(w) ? slot_revoke(s, word_gen(w)) : -1;

		if (result > 0)
			belay__registry_bury(reg, i);
		any |= result >= 0;
	}
	return any;
}

int belay_registry_destroy(struct belay_registry *reg)
{
	struct belay_registry_stats stats;
	bool any;

	if (!reg)
		return 0;
	/* Destructors may add objects and let others die. */
	do
		any = revoke_all(reg);
	while (belay_registry_reap(reg, SIZE_MAX) || any);
	belay_registry_stats(reg, &stats);
	if (stats.users)
		return BELAY_EBUSY;
	for (unsigned k = 0; k < 31; k++)
		belay__release(reg->allocator, reg->core.view.chunk[k],
			       chunk_size(k));
	belay__release(reg->allocator, reg, sizeof(*reg));
	return 0;
}

const struct belay_registry_view *
belay_registry_view(const struct belay_registry *reg)
{
	return &reg->core.view;
}

/* src/lib/registry_report.c */

/*
 * Looking at all objects of a registry, and saying what one is.
 *
 * Whoever looks at an object makes itself a user of it, so that what is
 * looked at stays; an object may die by that user's release.
 */

#include <stdio.h>


/* slot_release() of a slot that the caller pinned or acquired. */
static void unpin(struct belay_registry *reg, struct belay_slot *s,
		  uint32_t index, uint32_t gen)
{
	if (slot_release(s, gen) > 0)
		belay__registry_bury(reg, index);
}

int belay_registry_each(struct belay_registry *reg, belay_each_fn *each,
			void *ctx)
{
	uint32_t n = nslots(reg);
	int stop = 0;

	for (uint32_t i = 0; i < n && !stop; i++) {
		struct belay_slot *s = slot_at(&reg->core, i);
		struct tenant *t = tenant_at(&reg->core, i);
		uint32_t gen = word_gen(CORE_LOAD(&s->word, __ATOMIC_RELAXED));
		struct belay_object object;

		if (slot_acquire(s, gen) < 0)
			continue;
		object = (struct belay_object){
			.obj = CORE_LOAD(&s->obj, __ATOMIC_RELAXED),
			.destroy = t->destroy,
			.ctx = t->ctx,
			.name = t->name,
			.type = t->type,
		};
		stop = each(ctx, handle_of(reg, gen, i), &object);
		unpin(reg, s, i, gen);
	}
	return stop;
}

int belay_registry_get(struct belay_registry *reg, belay_handle h,
		       struct belay_borrow *ret)
{
	struct belay_borrow b = {.reg = reg, .handle = h};
	int err = belay_registry_acquire(reg, h, &b.obj);

	if (err == 0)
		*ret = b;
	return err;
}

void belay_borrow_end(struct belay_borrow *borrow)
{
	struct belay_registry *reg = borrow->reg;

	if (!reg)
		return;
	/* First, so that a destructor that ends it again finds nothing. */
	borrow->reg = NULL;
	belay_registry_release(reg, borrow->handle);
}

int belay_registry_describe(struct belay_registry *reg, belay_handle h,
			    char *buf, size_t size)
{
	unsigned long long number = h;
	const struct tenant *t;
	struct belay_slot *s;
	const char *state;
	uint32_t gen;
	uint64_t w;
	int len;

	s = handle_slot(reg, h, &gen);
	if (!s || !slot_pin(s, gen)) {
		state = belay_registry_check(reg, h) == BELAY_EINVAL ? "unknown"
								     : "stale";
		return snprintf(buf, size, "%s handle %#llx", state, number);
	}
	t = tenant_of(reg, h);
	w = CORE_LOAD(&s->word, __ATOMIC_RELAXED);
	state = w & BELAY_SLOT_REVOKED ? ", revoked"
		: w & BELAY_SLOT_KEPT  ? ""
				       : ", weak";
	/* One of the users is ourselves. */
	len = snprintf(buf, size, "'%s' (handle %#llx, type %u%s, %u users)",
		       t->name ? t->name : "", number, (unsigned)t->type, state,
		       (unsigned)(w & BELAY_SLOT_USERS) - 1);
	unpin(reg, s, index_of(reg, h), gen);
	return len;
}

void belay_registry_stats(const struct belay_registry *reg,
			  struct belay_registry_stats *ret)
{
	struct belay_registry_stats stats = {
		.slots = nslots(reg),
		.bytes = sizeof(*reg),
	};

	for (uint32_t i = 0; i < stats.slots; i++) {
		const struct belay_slot *s = slot_at(&reg->core, i);
		uint64_t w = CORE_LOAD(&s->word, __ATOMIC_RELAXED);

		stats.live += word_good(w);
		stats.revoked += (w & BELAY_SLOT_REVOKED) != 0;
		stats.users += w & BELAY_SLOT_USERS;
		stats.retired += w == word_of(CORE_LAST_GEN, 0);
	}
	for (unsigned k = 0; k < 31; k++)
		if (CORE_LOAD(&reg->core.view.chunk[k], __ATOMIC_RELAXED))
			stats.bytes += chunk_size(k);
	*ret = stats;
}

/* src/lib/thread.c */


#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

__thread uint32_t belay__self;

/* A forked child is another thread: the number is asked for again there. */
static void thread_forget(void)
{
	belay__self = 0;
}

static void thread_watch_forks(void)
{
	pthread_atfork(NULL, NULL, thread_forget);
}

uint32_t belay__ask_thread(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, thread_watch_forks);
	belay__self = (uint32_t)syscall(SYS_gettid);
	return belay__self;
}

/* src/lib/unique.c */

/*
 * Never the same address twice.
 *
 *	base                                                     base + size
 *	| gone | gone | span | gone | span | span .. |  not yet  | tokens |
 *	                                     ^ at                 ^ token
 *
 * Blocks are cut from one span of 64 KiB after the other, upwards; tokens
 * are addresses from the end downwards, of pages that are never made usable.
 * What is known of a span is in the heap while it has blocks: a bit for each
 * 16 bytes says where one begins.  When the last is freed the span is made
 * unreadable and its memory and description are given back; what remains of
 * it is a zero in a table, which is a page for each 32 MiB of addresses.
 *
 * Making spans unreadable must not cost a mapping each, since a process has
 * 65530: Linux has guards without mappings since 6.13.  Where there are none
 * it is mprotect(), and when the mappings are used up the memory is given
 * back all the same, but a stale access reads zeros; that is counted.
 */

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <sys/mman.h>


#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

#define SPAN ((size_t)64 << 10)
#define GRAIN ((size_t)16)
#define GRAINS (SPAN / GRAIN)
#define MANY_SPANS ((size_t)16) /* made usable by one call */
#define LARGEST ((size_t)1 << 40)

struct span {
	size_t nspans; /* of one block, when that is larger than a span */
	uint32_t nblocks;
	bool closed;	/* nothing is cut from it any more */
	uint16_t *pins; /* for each grain; NULL until there is one */
	uint64_t begins[GRAINS / 64];
};

struct belay_unique {
	pthread_mutex_t lock; /* guards everything below, without SINGLE */
	char *base, *at, *usable, *token, *end;
	struct span **spans; /* NULL: not yet, or gone */
	size_t size;
	uint32_t flags;
	struct span *current; /* what is cut from, or NULL */
	size_t left;	      /* of it, in bytes */
	struct belay_unique_stats stats;
};

static void enter(struct belay_unique *u)
{
	if (!(u->flags & BELAY_UNIQUE_SINGLE))
		pthread_mutex_lock(&u->lock);
}

static void leave(struct belay_unique *u)
{
	if (!(u->flags & BELAY_UNIQUE_SINGLE))
		pthread_mutex_unlock(&u->lock);
}

static size_t span_number(const struct belay_unique *u, const char *p)
{
	return (size_t)(p - u->base) / SPAN;
}

int belay_unique_create(const struct belay_unique_options *options,
			struct belay_unique **ret)
{
	struct belay_unique_options o = {0};
	struct belay_unique *u;

	if (options)
		o = *options;
	if (o.flags & ~(uint32_t)(BELAY_UNIQUE_SINGLE | BELAY_UNIQUE_PAGES))
		return BELAY_EINVAL;
	u = belay__zalloc(NULL, sizeof(*u));
	if (!u)
		return BELAY_ENOMEM;
	if (!o.bytes || o.bytes > LARGEST)
		o.bytes = LARGEST;
	/* A limit on addresses leaves less; a quarter of a GiB is of no use. */
	for (u->size = align_up(o.bytes, SPAN); !u->base;) {
		u->base = belay__reserve(u->size);
		if (!u->base && u->size / 2 < ((size_t)1 << 28))
			goto fail_reserve;
		if (!u->base)
			u->size = u->size / 2 / SPAN * SPAN;
	}
	if (mprotect(u->base, u->size, PROT_NONE) < 0)
		goto fail_table;
	u->spans = belay__reserve(u->size / SPAN * sizeof(*u->spans));
	if (!u->spans)
		goto fail_table;
	u->at = u->usable = u->base;
	u->end = u->token = u->base + u->size;
	u->flags = o.flags;
	pthread_mutex_init(&u->lock, NULL);
	*ret = u;
	return 0;

fail_table:
	belay__unreserve(u->base, u->size);
fail_reserve:
	belay__release(NULL, u, sizeof(*u));
	return BELAY_ENOMEM;
}

static void span_forget(struct span *s)
{
	belay__release(NULL, s->pins, GRAINS * sizeof(*s->pins));
	belay__release(NULL, s, sizeof(*s));
}

void belay_unique_destroy(struct belay_unique *u)
{
	if (!u)
		return;
	for (size_t i = 0; i < span_number(u, u->usable); i++)
		if (u->spans[i])
			span_forget(u->spans[i]);
	belay__unreserve(u->spans, u->size / SPAN * sizeof(*u->spans));
	belay__unreserve(u->base, u->size);
	pthread_mutex_destroy(&u->lock);
	belay__release(NULL, u, sizeof(*u));
}

/* All its blocks are freed: the kernel gets the memory, nobody the address. */
static void span_end(struct belay_unique *u, size_t number)
{
	struct span *s = u->spans[number];
	char *p = u->base + number * SPAN;
	size_t size = s->nspans * SPAN;
	int saved = errno;

	if (madvise(p, size, MADV_GUARD_INSTALL) < 0) {
		belay__decommit(p, size);
		if (mprotect(p, size, PROT_NONE) < 0)
			u->stats.unguarded += s->nspans;
	}
	errno = saved;
	u->spans[number] = NULL;
	u->stats.spans -= s->nspans;
	span_forget(s);
}

/* No more blocks come from the current span. */
static void span_close(struct belay_unique *u)
{
	struct span *s = u->current;

	if (!s)
		return;
	s->closed = true;
	u->current = NULL;
	u->left = 0;
	if (s->nblocks == 0)
		span_end(u, span_number(u, u->at - 1));
}

/* Makes addresses up to a place usable, some in advance. */
static bool make_usable(struct belay_unique *u, const char *until)
{
	size_t size = (size_t)(until - u->usable);
	size_t left = (size_t)(u->token - u->usable) / SPAN * SPAN;

	if (until <= u->usable)
		return true;
	size = (size + MANY_SPANS * SPAN - 1) / SPAN * SPAN;
	if (size > left)
		size = left;
	if (mprotect(u->usable, size, PROT_READ | PROT_WRITE) < 0)
		return false;
	u->usable += size;
	return true;
}

/* The next span, or the next few for a block that is larger. */
static int span_begin(struct belay_unique *u, size_t size)
{
	size_t nspans = (size + SPAN - 1) / SPAN;
	size_t first;
	struct span *s;

	span_close(u);
	/* To where the next span begins. */
	first = (size_t)(u->at - u->base + SPAN - 1) / SPAN;
	u->at = u->base + first * SPAN;
	if (nspans > (size_t)(u->token - u->at) / SPAN)
		return BELAY_EFULL;
	s = belay__zalloc(NULL, sizeof(*s));
	if (!s)
		return BELAY_ENOMEM;
	if (!make_usable(u, u->at + nspans * SPAN)) {
		belay__release(NULL, s, sizeof(*s));
		return BELAY_ENOMEM;
	}
	/* Sixteen faults at once are half the price of sixteen. */
	if (nspans == 1 && !(u->flags & BELAY_UNIQUE_PAGES) &&
	    !belay__commit(u->at, SPAN)) {
		belay__release(NULL, s, sizeof(*s));
		return BELAY_ENOMEM;
	}
	s->nspans = nspans;
	u->spans[first] = s;
	u->stats.spans += nspans;
	u->current = s;
	return 0;
}

static int alloc(struct belay_unique *u, size_t size, void **ret)
{
	bool alone = u->flags & BELAY_UNIQUE_PAGES || size > SPAN / 2;
	size_t unit = alone ? SPAN : GRAIN, grain;
	int err;

	size = align_up(size, unit);
	if (alone || size > u->left) {
		err = span_begin(u, size);
		if (err < 0)
			return err;
		u->left = u->current->nspans * SPAN;
	}
	grain = (size_t)(u->at - u->base) % SPAN / GRAIN;
	u->current->begins[grain / 64] |= (uint64_t)1 << grain % 64;
	u->current->nblocks++;
	u->stats.blocks++;
	*ret = u->at;
	u->at += size;
	u->left -= size;
	if (u->left == 0)
		span_close(u);
	return 0;
}

int belay_unique_alloc(struct belay_unique *u, size_t size, void **ret)
{
	int err;

	if (size == 0)
		return BELAY_EINVAL;
	if (size > u->size)
		return BELAY_EFULL;
	enter(u);
	err = alloc(u, size, ret);
	leave(u);
	return err;
}

/* The span of a block; *ret_grain is where in it the block begins. */
static int find(const struct belay_unique *u, const void *block,
		size_t *ret_number, size_t *ret_grain)
{
	const char *p = block;
	const struct span *s;
	size_t grain;

	if (p < u->base || p >= u->at || (uintptr_t)p % GRAIN)
		return BELAY_EINVAL;
	*ret_number = span_number(u, p);
	*ret_grain = grain = (size_t)(p - u->base) % SPAN / GRAIN;
	s = u->spans[*ret_number];
	/* What is in the middle of a block was never one. */
	if (!s || !(s->begins[grain / 64] >> grain % 64 & 1))
		return BELAY_ESTALE;
	return 0;
}

static int release(struct belay_unique *u, const void *block)
{
	size_t number, grain;
	int err = find(u, block, &number, &grain);
	struct span *s;

	if (err < 0)
		return err;
	s = u->spans[number];
	if (s->pins && s->pins[grain])
		return BELAY_EBUSY;
	s->begins[grain / 64] &= ~((uint64_t)1 << grain % 64);
	u->stats.blocks--;
	if (--s->nblocks == 0 && s->closed)
		span_end(u, number);
	return 0;
}

int belay_unique_free(struct belay_unique *u, void *block)
{
	int err;

	enter(u);
	err = release(u, block);
	leave(u);
	if (err == BELAY_ESTALE || err == BELAY_EINVAL)
		return belay__misuse(err, "free of %p, which %s", block,
				     err == BELAY_ESTALE
					     ? "is freed"
					     : "is no block of its space");
	return err;
}

int belay_unique_check(struct belay_unique *u, const void *block)
{
	size_t number, grain;
	int err;

	enter(u);
	err = find(u, block, &number, &grain);
	leave(u);
	return err;
}

static int pin(struct belay_unique *u, const void *block, int change)
{
	size_t number, grain;
	int err = find(u, block, &number, &grain);
	struct span *s;

	if (err < 0)
		return err;
	s = u->spans[number];
	if (change < 0 && (!s->pins || !s->pins[grain]))
		return BELAY_EMISUSE;
	if (!s->pins) {
		s->pins = belay__zalloc(NULL, GRAINS * sizeof(*s->pins));
		if (!s->pins)
			return BELAY_ENOMEM;
	}
	if (change > 0 && s->pins[grain] == UINT16_MAX)
		return BELAY_EFULL;
	s->pins[grain] = (uint16_t)(s->pins[grain] + change);
	return 0;
}

int belay_unique_pin(struct belay_unique *u, const void *block)
{
	int err;

	enter(u);
	err = pin(u, block, 1);
	leave(u);
	return err;
}

int belay_unique_unpin(struct belay_unique *u, const void *block)
{
	int err;

	enter(u);
	err = pin(u, block, -1);
	leave(u);
	if (err == BELAY_EMISUSE)
		return belay__misuse(err, "unpin of %p, which is not pinned",
				     block);
	return err;
}

int belay_unique_token(struct belay_unique *u, void **ret)
{
	int err = BELAY_EFULL;

	enter(u);
	/* Not where it could be read: what is usable ends before. */
	if ((size_t)(u->token - u->usable) >= GRAIN &&
	    u->token - GRAIN > u->at) {
		u->token -= GRAIN;
		*ret = u->token;
		err = 0;
	}
	leave(u);
	return err;
}

void belay_unique_stats(struct belay_unique *u, struct belay_unique_stats *ret)
{
	enter(u);
	*ret = u->stats;
	ret->left = (size_t)(u->token - u->at);
	leave(u);
}
#undef GRAIN
#undef GRAINS
#undef LARGEST
#undef MADV_GUARD_INSTALL
#undef MANY_SPANS
#undef SPAN

/* src/lib/vault.c */

/*
 * Packed secrets.
 *
 * A vault is one range of address space with an unreadable page at each end.
 * A page of it belongs to one class of cells, 64 bytes to a whole page:
 *
 *	| canary 8 | secret ... | canary, 8 or more |     one cell
 *
 * so that a page holds 64 keys of 32 bytes, where a block with pages of its
 * own would lock one page for each.  What describes a page and its cells is
 * not in it but in the heap: an overflow reaches canaries and other secrets,
 * never the lists.
 *
 * A handle is one of a registry; its object is the cell's description.  Who
 * has a secret open uses the object, so that dropping wipes it when the last
 * one closes it: in the registry's destructor.  A page counts how many of its
 * secrets are open, and can be read while that is not zero.
 *
 * One lock guards pages and lists; it is never held while the registry or a
 * handler is called, since both may come back here.
 */

#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>


enum {
	VAULT_PAGE = 4096, /* cells are cut from this, whatever the kernel's */
	SMALLEST = 64,
	NCLASSES = 7, /* 64, 128, ... 4096 */
	NCELLS = VAULT_PAGE / SMALLEST,
	CANARY = 8,
};

struct secret {
	uint16_t page_cell; /* its number in the page */
	uint16_t len;
	unsigned open; /* news and opens without their close */
	struct page *page;
};

struct page {
	struct page
		*next; /* of the class with free cells, or that are unused */
	struct page *prev;
	char *base;
	uint64_t free; /* cells */
	unsigned open;
	uint8_t class;
	bool locked;
	struct secret secret[NCELLS];
};

struct belay_vault {
	pthread_mutex_t lock; /* guards all that follows but reg and base */
	struct page *partial[NCLASSES];
	struct page **pages; /* NULL until first used */
	struct page *unused;
	size_t npages, nfresh;
	struct belay_vault_stats stats;
	struct belay_registry *reg;
	char *base; /* of the first page */
	size_t map_size;
	uint64_t canary;
	uint32_t flags;
};

static size_t cell_size(const struct page *p)
{
	return (size_t)SMALLEST << p->class;
}

static char *cell_of(const struct secret *s)
{
	return s->page->base + s->page_cell * cell_size(s->page);
}

static void list_add(struct page **list, struct page *p)
{
	p->prev = NULL;
	p->next = *list;
	if (p->next)
		p->next->prev = p;
	*list = p;
}

static void list_remove(struct page **list, struct page *p)
{
	if (p->prev)
		p->prev->next = p->next;
	else
		*list = p->next;
	if (p->next)
		p->next->prev = p->prev;
}

static bool page_access(const struct page *p, int protection)
{
	return mprotect(p->base, VAULT_PAGE, protection) == 0;
}

/* One more that needs the page. */
static bool page_open(struct page *p)
{
	if (p->open == 0 && !page_access(p, PROT_READ | PROT_WRITE))
		return false;
	p->open++;
	return true;
}

static void page_close(struct page *p)
{
	if (--p->open == 0)
		page_access(p, PROT_NONE);
}

/* One more who has a secret open. */
static int secret_open(struct belay_vault *v, struct secret *s)
{
	if (!page_open(s->page))
		return BELAY_ENOMEM;
	s->open++;
	v->stats.open++;
	return 0;
}

static void secret_close(struct belay_vault *v, struct secret *s)
{
	s->open--;
	v->stats.open--;
	page_close(s->page);
}

/* A page without a class yet, or NULL with the reason in *ret_err. */
static struct page *page_take(struct belay_vault *v, int *ret_err)
{
	struct page *p = v->unused;

	*ret_err = BELAY_EFULL;
	if (p) {
		list_remove(&v->unused, p);
	} else {
		if (v->nfresh == v->npages)
			return NULL;
		p = belay__zalloc(NULL, sizeof(*p));
		if (!p) {
			*ret_err = BELAY_ENOMEM;
			return NULL;
		}
		p->base = v->base + v->nfresh * VAULT_PAGE;
		v->pages[v->nfresh++] = p;
	}
	if (!page_access(p, PROT_READ | PROT_WRITE))
		*ret_err = BELAY_ENOMEM;
	else if ((p->locked = belay__lock_pages(p->base, VAULT_PAGE)) ||
		 !(v->flags & BELAY_GUARD_MUST_LOCK))
		return p;
	page_access(p, PROT_NONE);
	list_add(&v->unused, p);
	return NULL;
}

/* The last of its secrets is gone; it was wiped. */
static void page_give_back(struct belay_vault *v, struct page *p)
{
	list_remove(&v->partial[p->class], p);
	v->stats.pages--;
	v->stats.unlocked -= !p->locked;
	munlock(p->base, VAULT_PAGE);
	belay__decommit(p->base, VAULT_PAGE);
	list_add(&v->unused, p);
}

static int cell_take(struct belay_vault *v, unsigned class, struct secret **ret)
{
	struct page *p = v->partial[class];
	unsigned cell;
	int err;

	if (!p) {
		p = page_take(v, &err);
		if (!p)
			return err;
		p->class = (uint8_t) class;
		p->open = 0;
		p->free = ~(uint64_t)0 >> (64 - (NCELLS >> class));
		list_add(&v->partial[class], p);
		v->stats.pages++;
		v->stats.unlocked += !p->locked;
	}
	cell = (unsigned)__builtin_ctzll(p->free);
	p->secret[cell].page = p;
	p->secret[cell].page_cell = (uint16_t)cell;
	p->secret[cell].open = 0;
	err = secret_open(v, &p->secret[cell]);
	if (err < 0)
		return err;
	p->free &= p->free - 1;
	if (!p->free)
		list_remove(&v->partial[class], p);
	v->stats.secrets++;
	*ret = &p->secret[cell];
	return 0;
}

/* Wipes a cell and gives it back; false when its canaries were written. */
static bool cell_free(struct belay_vault *v, struct secret *s)
{
	struct page *p = s->page;
	char *cell = cell_of(s), *data = cell + CANARY;
	size_t size = cell_size(p);
	bool whole = true;

	if (page_open(p)) {
		whole = belay__canary_holds(v->canary, cell, data) &&
			belay__canary_holds(v->canary, data + s->len,
					    cell + size);
		belay_guard_wipe(cell, size);
		page_close(p);
	}
	if (!p->free)
		list_add(&v->partial[p->class], p);
	p->free |= (uint64_t)1 << s->page_cell;
	v->stats.secrets--;
	v->stats.overflows += !whole;
	if (p->free == ~(uint64_t)0 >> (64 - (NCELLS >> p->class)))
		page_give_back(v, p);
	return whole;
}

/* Set when a secret that this thread drops was written beside. */
static _Thread_local bool overflowed;

/* The registry's destructor. */
static void secret_destroy(void *ctx, void *obj)
{
	struct belay_vault *v = ctx;
	bool whole;

	pthread_mutex_lock(&v->lock);
	whole = cell_free(v, obj);
	pthread_mutex_unlock(&v->lock);
	overflowed |= !whole;
	if (!whole)
		belay__misuse(BELAY_EMISUSE,
			      "bytes beside a packed secret were written");
}

static int map_make(struct belay_vault *v)
{
	char *map;

	v->map_size = (v->npages + 2) * VAULT_PAGE;
	map = belay__reserve(v->map_size);
	if (!map)
		return BELAY_ENOMEM;
	if (mprotect(map, v->map_size, PROT_NONE) < 0) {
		belay__unreserve(map, v->map_size);
		return BELAY_ENOMEM;
	}
	v->base = map + VAULT_PAGE;
	return 0;
}

int belay_vault_create(const struct belay_vault_options *options,
		       struct belay_vault **ret)
{
	struct belay_vault_options o = {0};
	struct belay_vault *v;
	int err = BELAY_ENOMEM;

	if (options)
		o = *options;
	if (!o.bytes)
		o.bytes = (size_t)64 << 10;
	/* Protection is by the page: where they are larger this cannot work. */
	if (o.flags & ~(uint32_t)BELAY_GUARD_MUST_LOCK ||
	    o.bytes > SIZE_MAX / 4 || belay__page_size() != VAULT_PAGE)
		return BELAY_EINVAL;
	v = belay__zalloc(NULL, sizeof(*v));
	if (!v)
		return BELAY_ENOMEM;
	v->npages = (o.bytes + VAULT_PAGE - 1) / VAULT_PAGE;
	v->flags = o.flags;
	v->canary = belay__random();
	v->pages = belay__zalloc(NULL, v->npages * sizeof(*v->pages));
	if (!v->pages)
		goto fail_pages;
	err = map_make(v);
	if (err < 0)
		goto fail_map;
	err = belay_registry_create(NULL, &v->reg);
	if (err < 0)
		goto fail_registry;
	pthread_mutex_init(&v->lock, NULL);
	*ret = v;
	return 0;

fail_registry:
	belay__unreserve(v->base - VAULT_PAGE, v->map_size);
fail_map:
	belay__release(NULL, v->pages, v->npages * sizeof(*v->pages));
fail_pages:
	belay__release(NULL, v, sizeof(*v));
	return err;
}

int belay_vault_destroy(struct belay_vault *v)
{
	int err;

	if (!v)
		return 0;
	err = belay_registry_destroy(v->reg);
	if (err < 0)
		return err;
	for (size_t i = 0; i < v->nfresh; i++)
		belay__release(NULL, v->pages[i], sizeof(**v->pages));
	belay__unreserve(v->base - VAULT_PAGE, v->map_size);
	belay__release(NULL, v->pages, v->npages * sizeof(*v->pages));
	pthread_mutex_destroy(&v->lock);
	belay_guard_wipe(v, sizeof(*v));
	belay__release(NULL, v, sizeof(*v));
	return 0;
}

/* The smallest class that has room for a secret and its canaries. */
static unsigned class_of(size_t len)
{
	unsigned class = 0;

	while (len + 2 * CANARY > (size_t)SMALLEST << class)
		class ++;
	return class;
}

int belay_vault_new(struct belay_vault *v, size_t len, uint64_t *ret_handle,
		    void **ret)
{
	struct belay_object object = {.destroy = secret_destroy, .ctx = v};
	struct secret *s;
	char *cell;
	void *ignored;
	int err;

	if (len == 0 || len > BELAY_VAULT_MAX)
		return BELAY_EINVAL;
	pthread_mutex_lock(&v->lock);
	err = cell_take(v, class_of(len), &s);
	pthread_mutex_unlock(&v->lock);
	if (err < 0)
		return err;
	s->len = (uint16_t)len;
	cell = cell_of(s);
	belay__canary_fill(v->canary, cell, cell + CANARY);
	memset(cell + CANARY, 0, len);
	belay__canary_fill(v->canary, cell + CANARY + len,
			   cell + cell_size(s->page));
	object.obj = s;
	err = belay_registry_add_object(v->reg, &object, ret_handle);
	if (err < 0) {
		pthread_mutex_lock(&v->lock);
		secret_close(v, s);
		cell_free(v, s);
		pthread_mutex_unlock(&v->lock);
		return err;
	}
	/* Nobody else knows the handle, so this is no race with a drop. */
	err = belay_registry_acquire(v->reg, *ret_handle, &ignored);
	*ret = cell + CANARY;
	return err;
}

int belay_vault_open(struct belay_vault *v, uint64_t handle, void **ret,
		     size_t *ret_len)
{
	struct secret *s;
	void *obj;
	int err = belay_registry_acquire(v->reg, handle, &obj);

	if (err < 0)
		return err;
	s = obj;
	pthread_mutex_lock(&v->lock);
	err = secret_open(v, s);
	pthread_mutex_unlock(&v->lock);
	if (err < 0) {
		belay_registry_release(v->reg, handle);
		return err;
	}
	*ret = cell_of(s) + CANARY;
	if (ret_len)
		*ret_len = s->len;
	return 0;
}

int belay_vault_close(struct belay_vault *v, uint64_t handle)
{
	struct secret *s;

	/*
	 * Looked up under the lock: while it is held no destructor ends, so
	 * that what is in use now is this secret and no other.
	 */
	pthread_mutex_lock(&v->lock);
	s = belay__registry_used(v->reg, handle);
	if (s && s->open)
		secret_close(v, s);
	else
		s = NULL;
	pthread_mutex_unlock(&v->lock);
	if (!s)
		return belay__misuse(BELAY_EMISUSE,
				     "close of secret %#llx, which is not open",
				     (unsigned long long)handle);
	return belay_registry_release(v->reg, handle);
}

int belay_vault_drop(struct belay_vault *v, uint64_t handle)
{
	int err;

	overflowed = false;
	err = belay_registry_revoke(v->reg, handle);
	return err == 0 && overflowed ? BELAY_EMISUSE : err;
}

void belay_vault_stats(struct belay_vault *v, struct belay_vault_stats *ret)
{
	pthread_mutex_lock(&v->lock);
	*ret = v->stats;
	pthread_mutex_unlock(&v->lock);
}
