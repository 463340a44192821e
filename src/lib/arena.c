/* SPDX-License-Identifier: MIT */
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
#include "belay/arena.h"

#include <pthread.h>
#include <string.h>
#include <sys/mman.h>

#include "belay/registry.h"
#include "lib/alloc.h"
#include "lib/misuse.h"
#include "lib/poison.h"
#include "lib/registry_own.h"

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

static void bury(struct chunk *newest, struct chunk *oldest)
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
		bury(c, oldest);
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
		bury(newest, oldest);
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
