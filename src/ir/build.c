/* SPDX-License-Identifier: MIT */
/*
 * Building all functions of a program, by many threads
 *
 * A job is a handful of functions.  What a function names for the first
 * time - an instance, a wrapper, a function of a dependency - is in the
 * queue of the thread that built it, which goes on with it; when a queue
 * gets long, half of it becomes jobs for whoever is idle.  When there are no
 * more jobs, types and calls on interfaces that the new functions have are
 * looked at, and a further round is made of what follows (reach.c).
 *
 * Nobody ever waits for a function: to call one, its identity is enough.
 *
 * Which thread builds a function decides where it lies, and nothing else.
 * The order of everything that can be seen is made at the end (order.c).
 *
 * Each thread has two arenas: one for what goes with the function that is
 * being built, one for what stays.
 */
#include "ir/create.h"

#include <stdlib.h>

#include "base/deep.h"
#include "base/pool.h"
#include "base/vec.h"
#include "program/program.h"

enum {
	CHUNK = 32,	 /* functions of a job */
	LONG_QUEUE = 64, /* from here on others get some */
	MAX_JOBS = 64,
	/* What a large function took is not kept for the small ones. */
	LARGE_SCRATCH = 4 << 20,
};

struct building {
	struct ir_program *prog;
	struct pool *pool;
	struct ir_reach *reach;
	pthread_mutex_t lock; /* guards what is told */
	uint32_t done, of;
};

struct job {
	struct building *building;
	struct ir_function **functions;
	struct ir_reached **types;
	uint32_t n;
};

/* One function */

static void build(struct ir_builder *b, struct ir_function *fn)
{
	switch ((enum ir_synthetic)fn->synthetic) {
	case IR_SOURCE:
		ir_load_body(b, fn);
		build_from_syntax(b, fn, NULL);
		break;
	case IR_PACKAGE_INIT:
		ir_load_init(b, fn->pkg);
		build_package_init(b, fn);
		break;
	case IR_WRAPPER:
	case IR_THUNK:
		build_wrapper(b, fn);
		break;
	case IR_BOUND:
		build_bound(b, fn);
		break;
	case IR_INSTANCE:
		ir_load_body(b, fn->origin);
		build_from_syntax(b, fn, NULL);
		break;
	case IR_INSTANTIATION_WRAPPER:
		build_instantiation_wrapper(b, fn);
		break;
	case IR_YIELD: /* is built with the function around it */
	case IR_FROM_TYPE:
		build_params_only(b, fn);
		break;
	}
}

static bool has_body(const struct ir_function *fn)
{
	switch ((enum ir_synthetic)fn->synthetic) {
	case IR_SOURCE:
	case IR_PACKAGE_INIT:
		return ir_wants_body(fn);
	case IR_INSTANCE:
		/* One of too large type arguments is broken from the start. */
		return ir_wants_body(fn) && !fn->broken;
	case IR_INSTANTIATION_WRAPPER:
		return !fn->broken;
	default:
		return true;
	}
}

static void mark_built(struct ir_function *fn)
{
	fn->build = NULL;
	for (uint32_t i = 0; i < fn->nanons; i++)
		mark_built(fn->anons[i]);
	atomic_store_explicit(&fn->state, IR_BUILT, memory_order_release);
}

void ir_build_function(struct ir_builder *b, struct ir_function *fn)
{
	if (has_body(fn))
		build(b, fn);
	else
		build_params_only(b, fn);
	mark_built(fn);
	if (b->prog->shared->config.reach)
		ir_reach_scan(b, fn);
	if (arena_used(b->scratch) > LARGE_SCRATCH) {
		arena_destroy(b->scratch);
		b->scratch = arena_create(0);
	}
	arena_reset(b->scratch);
}

/* Jobs */

static void tell(struct building *s, uint32_t n, uint32_t more)
{
	const struct ir_config *config = &s->prog->shared->config;

	if (!config->progress)
		return;
	pthread_mutex_lock(&s->lock);
	s->done += n;
	s->of += more;
	config->progress(config->ctx, s->done, s->of);
	pthread_mutex_unlock(&s->lock);
}

static void run_job(void *arg, unsigned worker);

static void submit(struct building *s, struct arena *a, struct job job)
{
	struct job *j = ARENA_NEW(a, struct job);

	*j = job;
	j->building = s;
	pool_submit(s->pool, run_job, j);
}

static void submit_functions(struct building *s, struct arena *a,
			     struct ir_function **list, uint32_t n)
{
	struct job job = {.functions = list};

	for (; n > 0; n -= job.n, job.functions += job.n) {
		job.n = n < CHUNK ? n : CHUNK;
		submit(s, a, job);
	}
}

/* The older half of a queue; the younger is next. */
static void share_queue(struct building *s, struct ir_builder *b)
{
	uint32_t n = b->queue.len / 2;
	struct ir_function **list =
		vec_copy(b->keep, b->queue.at, n, sizeof(*list));

	b->queue.len -= n;
	memmove(b->queue.at, b->queue.at + n,
		b->queue.len * sizeof(*b->queue.at));
	submit_functions(s, b->keep, list, n);
}

static uint32_t drain(struct building *s, struct ir_builder *b)
{
	uint32_t n = 0;

	for (; b->queue.len > 0; n++) {
		if (b->queue.len >= LONG_QUEUE && s->pool)
			share_queue(s, b);
		ir_build_function(b, vec_pop(&b->queue));
	}
	return n;
}

static void run_job(void *arg, unsigned worker)
{
	struct job *j = arg;
	struct building *s = j->building;
	struct ir_builder *b = &s->prog->shared->builders[worker];
	uint32_t n = 0;

	for (uint32_t i = 0; i < j->n; i++) {
		if (j->types) {
			ir_reach_type(s->reach, b, j->types[i]);
		} else {
			ir_build_function(b, j->functions[i]);
			n++;
		}
		n += drain(s, b);
	}
	tell(s, n, j->functions ? n - j->n : n);
}

static void submit_types(struct building *s, struct arena *a,
			 struct ir_reached **list, uint32_t n)
{
	struct job job = {.types = list};

	for (; n > 0; n -= job.n, job.types += job.n) {
		job.n = n < CHUNK ? n : CHUNK;
		submit(s, a, job);
	}
}

/*
 * What calls start from: all functions of packages that a pattern names, and
 * of others what C may call.
 */
static void collect_roots(struct ir_program *p, struct ir_builder *b)
{
	bool reach = p->shared->config.reach;

	for (uint32_t i = 0; i < p->npackages; i++) {
		struct ir_package *pkg = &p->packages[i];

		if (pkg->named)
			ir_enqueue(b, pkg->init);
		for (uint32_t k = 0; k < pkg->nfuncs; k++) {
			const struct object *func = pkg->funcs[k]->object;

			if (pkg->named ||
			    (reach && func->flags & OBJECT_EXPORTED_C))
				ir_enqueue(b, pkg->funcs[k]);
		}
	}
}

static void build_all(struct ir_program *p)
{
	struct ir_shared *sh = p->shared;
	struct ir_builder *b = &sh->builders[0];
	struct building s = {.prog = p};
	struct ir_reached **types = NULL;
	uint32_t ntypes = 0, n;

	pthread_mutex_init(&s.lock, NULL);
	s.reach = ir_reach_create(p);
	s.pool = pool_create(sh->nbuilders);
	collect_roots(p, b);
	do {
		n = b->queue.len;
		s.of += n;
		submit_functions(
			&s, b->keep,
			vec_copy(b->keep, b->queue.at, n, sizeof(*b->queue.at)),
			n);
		b->queue.len = 0;
		submit_types(&s, b->keep, types, ntypes);
		pool_wait(s.pool);
		types = ir_reach_next(s.reach, b, &ntypes);
	} while (b->queue.len > 0 || ntypes > 0);
	pool_destroy(s.pool);
	ir_reach_destroy(s.reach);
	pthread_mutex_destroy(&s.lock);
}

/* The program */

static void init_parts(struct ir_part *parts)
{
	for (unsigned i = 0; i < IR_PARTS; i++)
		pthread_mutex_init(&parts[i].lock, NULL);
}

static void finish_parts(struct ir_part *parts)
{
	for (unsigned i = 0; i < IR_PARTS; i++) {
		pthread_mutex_destroy(&parts[i].lock);
		ptrmap_finish(&parts[i].by_hash);
	}
}

static void create_builders(struct ir_program *p, unsigned n)
{
	struct ir_shared *s = p->shared;

	s->builders = ARENA_ARRAY(s->arena, n, struct ir_builder);
	s->nbuilders = n;
	for (unsigned i = 0; i < n; i++) {
		s->builders[i].prog = p;
		s->builders[i].check = s->config.check;
		s->builders[i].scratch = arena_create(0);
		s->builders[i].keep = arena_create(0);
	}
}

static struct ir_program *create(struct program *source,
				 const struct ir_config *config)
{
	struct arena *a = arena_create(0);
	struct ir_program *p = ARENA_NEW(a, struct ir_program);
	struct ir_shared *s = ARENA_NEW(a, struct ir_shared);
	unsigned jobs = config->jobs ? config->jobs : source->jobs;

	p->source = source;
	p->shared = s;
	s->arena = a;
	s->config = *config;
	init_parts(s->types);
	init_parts(s->functions);
	init_parts(s->externals);
	pthread_mutex_init(&s->late, NULL);
	create_builders(p, jobs < 1 ? 1 : jobs > MAX_JOBS ? MAX_JOBS : jobs);
	ir_create_packages(p);
	return p;
}

struct request {
	struct program *source;
	const struct ir_config *config;
	struct ir_program *ret;
};

static void build_deep(void *arg)
{
	struct request *r = arg;

	r->ret = create(r->source, r->config);
	build_all(r->ret);
	r->ret->shared->finished = true;
	ir_order(r->ret);
	/* What the largest functions took. */
	for (unsigned i = 0; i < r->ret->shared->nbuilders; i++) {
		struct ir_builder *b = &r->ret->shared->builders[i];

		arena_destroy(b->scratch);
		b->scratch = arena_create(0);
	}
}

struct ir_program *ir_build(struct program *p, const struct ir_config *config)
{
	struct request r = {.source = p, .config = config};

	deep_call(build_deep, &r);
	return r.ret;
}

static void finish_builder(struct ir_builder *b)
{
	vec_finish(&b->queue);
	vec_finish(&b->made);
	vec_finish(&b->runtime);
	vec_finish(&b->invoked);
	arena_destroy(b->scratch);
	arena_destroy(b->keep);
}

static void finish_generics(struct ir_program *p)
{
	for (uint32_t i = 0; i < p->npackages; i++)
		for (uint32_t k = 0; k < p->packages[i].nfuncs; k++) {
			struct ir_function *fn = p->packages[i].funcs[k];

			if (fn->generic)
				pthread_mutex_destroy(&fn->generic->lock);
		}
}

void ir_program_destroy(struct ir_program *p)
{
	struct ir_shared *s;

	if (!p)
		return;
	s = p->shared;
	finish_generics(p);
	for (unsigned i = 0; i < s->nbuilders; i++)
		finish_builder(&s->builders[i]);
	finish_parts(s->types);
	finish_parts(s->functions);
	finish_parts(s->externals);
	pthread_mutex_destroy(&s->late);
	arena_destroy(s->arena);
}
