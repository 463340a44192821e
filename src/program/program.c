/* SPDX-License-Identifier: MIT */
/*
 * Packages are typed when all they import is typed, and parsed at any time
 * before.  Both are work for the same threads: a thread that looks for work
 * takes a package that is ready to be typed, the first in order, and only
 * when there is none parses the next one.  So trees do not pile up, no
 * thread idles while there is anything to do, and what comes out does not
 * depend on who did it: a package sees only finished ones.
 *
 * The pool knows nothing of this.  It gets one token for every piece of
 * work that can be done, never the piece itself; a token's holder asks
 * next_work() what to do.
 */
#include "program/program.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/deep.h"
#include "base/name.h"
#include "base/pool.h"
#include "base/vec.h"
#include "cfront/cfront.h"
#include "load/load.h"
#include "program/internal.h"
#include "syntax/parser.h"
#include "types/check.h"
#include "types/types.h"

/* What a thread keeps from one package to the next. */
struct worker {
	struct names *names;
	struct parser *parser;
	double parse, types; /* CPU seconds */
};

struct schedule {
	struct program *program;
	const struct program_config *config;
	const struct sizes *sizes;
	struct pool *pool;
	struct worker *workers;

	pthread_mutex_t lock; /* guards the rest, and waits_for and parsed */
	uint32_t next_parse;
	struct VEC(uint32_t) ready; /* a heap: the smallest index first */
	uint32_t done;
};

/* Parsing */

struct error_list {
	struct arena *arena;
	struct VEC(struct type_error) errors;
};

static void keep_error(void *ctx, pos_t pos, const char *msg)
{
	struct error_list *list = ctx;
	struct type_error e = {pos, false, arena_strdup(list->arena, msg)};

	vec_push_in(list->arena, &list->errors, e);
}

static void parse(const struct program_config *config, struct worker *w,
		  struct program_package *pp)
{
	const struct load_package *lp = pp->load;
	int mode = lp->root ? PARSE_ALL : PARSE_SKIP_BODIES;
	struct error_list list = {pp->arena, {0}};

	if (lp->root && config->comments)
		mode |= PARSE_COMMENTS;
	/* Preambles are comments, and bodies use names of C. */
	if (lp->cgo)
		mode = PARSE_COMMENTS;
	pp->files = ARENA_ARRAY(pp->arena, lp->nfiles, struct ast_file *);
	for (uint32_t i = 0; i < lp->nfiles; i++) {
		if (!lp->files[i].source)
			continue;
		pp->files[pp->nfiles++] =
			parser_file(w->parser, pp->trees, lp->files[i].source,
				    (enum parse_mode)mode, keep_error, &list);
	}
	pp->syntax_errors = list.errors.at;
	pp->nsyntax_errors = list.errors.len;
}

/* Typing */

static struct package *import(void *ctx, const char *path, const char **ret_why)
{
	const struct package_context *pc = ctx;
	const struct load_import *imp = load_import_of(pc->pp->load, path);

	*ret_why = NULL;
	if (!imp)
		return NULL;
	*ret_why = imp->why;
	if (!imp->package)
		return NULL;
	return pc->program->packages[imp->package->index].types;
}

static struct object *c_name(void *ctx, struct package *pkg, name_t name)
{
	const struct package_context *pc = ctx;

	return c_side_object(pc->pp->c, pkg, name);
}

struct types_config package_config(struct package_context *pc)
{
	const struct load_package *lp = pc->pp->load;

	return (struct types_config){
		.go_version = lp->go_version,
		.fake_import_c = true,
		.sizes = sizes_for(pc->program->load->goarch),
		.ctx = pc,
		.importer = import,
		.c_name = pc->pp->c ? c_name : NULL,
		.c_known = pc->pp->c && c_side_known(pc->pp->c),
		.files = pc->program->files,
	};
}

static void type(struct program *p, struct program_package *pp)
{
	struct package_context pc = {.program = p, .pp = pp};
	struct types_config config;

	if (pp->load->cgo)
		pp->c = c_side_create(p->load, pp->load, pp->files, pp->nfiles,
				      pp->arena);
	config = package_config(&pc);
	config.ignore_func_bodies = !pp->load->root;
	pp->types = types_check(&config, pp->load->path, pp->files, pp->nfiles,
				pp->arena, pp->arena);
	if (pp->c)
		c_side_settle(pp->c, pp->types);
}

/* The queue */

static void heap_push(struct schedule *s, uint32_t v)
{
	uint32_t i = s->ready.len, up;

	vec_push(&s->ready, v);
	for (; i > 0; i = up) {
		up = (i - 1) / 2;
		if (s->ready.at[up] <= v)
			break;
		s->ready.at[i] = s->ready.at[up];
	}
	s->ready.at[i] = v;
}

static uint32_t heap_pop(struct schedule *s)
{
	uint32_t top = s->ready.at[0], v = vec_pop(&s->ready);
	uint32_t i = 0, n = s->ready.len, kid;

	while ((kid = 2 * i + 1) < n) {
		if (kid + 1 < n && s->ready.at[kid + 1] < s->ready.at[kid])
			kid++;
		if (v <= s->ready.at[kid])
			break;
		s->ready.at[i] = s->ready.at[kid];
		i = kid;
	}
	if (n)
		s->ready.at[i] = v;
	return top;
}

static void work(void *arg, unsigned worker);

/* One thing less to wait for; the lock is held. */
static void came_nearer(struct schedule *s, struct program_package *pp)
{
	if (--pp->waits_for > 0)
		return;
	heap_push(s, (uint32_t)(pp - s->program->packages));
	pool_submit(s->pool, work, s);
}

static void tell(struct schedule *s)
{
	s->done++;
	if (s->config->progress)
		s->config->progress(s->config->ctx, "types", s->done,
				    s->program->npackages);
}

static void do_parse(struct schedule *s, struct worker *w,
		     struct program_package *pp)
{
	double start = clock_seconds(CLOCK_THREAD_CPUTIME_ID);

	parse(s->config, w, pp);
	w->parse += clock_seconds(CLOCK_THREAD_CPUTIME_ID) - start;
	pthread_mutex_lock(&s->lock);
	pp->parsed = true;
	came_nearer(s, pp);
	pthread_mutex_unlock(&s->lock);
}

static void do_type(struct schedule *s, struct worker *w,
		    struct program_package *pp)
{
	double start = clock_seconds(CLOCK_THREAD_CPUTIME_ID);

	type(s->program, pp);
	w->types += clock_seconds(CLOCK_THREAD_CPUTIME_ID) - start;
	pthread_mutex_lock(&s->lock);
	for (uint32_t i = 0; i < pp->nimporters; i++)
		came_nearer(s, pp->importers[i]);
	tell(s);
	pthread_mutex_unlock(&s->lock);
}

static void work(void *arg, unsigned worker)
{
	struct schedule *s = arg;
	struct program_package *packages = s->program->packages, *pp;
	bool parsing;

	pthread_mutex_lock(&s->lock);
	parsing = s->ready.len == 0;
	pp = &packages[parsing ? s->next_parse++ : heap_pop(s)];
	pthread_mutex_unlock(&s->lock);
	if (parsing)
		do_parse(s, &s->workers[worker], pp);
	else
		do_type(s, &s->workers[worker], pp);
}

/* Who waits for whom: each package for its parsing and for its imports. */
static void link_packages(struct program *p)
{
	for (uint32_t i = 0; i < p->npackages; i++) {
		const struct load_package *lp = p->packages[i].load;

		for (uint32_t k = 0; k < lp->nimports; k++)
			if (lp->imports[k].package)
				p->packages[lp->imports[k].package->index]
					.nimporters++;
	}
	for (uint32_t i = 0; i < p->npackages; i++) {
		struct program_package *pp = &p->packages[i];

		pp->importers = ARENA_ARRAY(p->arena, pp->nimporters,
					    struct program_package *);
		pp->nimporters = 0;
		pp->waits_for = 1;
	}
	for (uint32_t i = 0; i < p->npackages; i++) {
		struct program_package *pp = &p->packages[i], *dep;
		const struct load_package *lp = pp->load;

		for (uint32_t k = 0; k < lp->nimports; k++) {
			if (!lp->imports[k].package)
				continue;
			dep = &p->packages[lp->imports[k].package->index];
			dep->importers[dep->nimporters++] = pp;
			pp->waits_for++;
		}
	}
}

static void schedule(struct program *p, const struct program_config *config)
{
	struct schedule s = {.program = p, .config = config};

	pthread_mutex_init(&s.lock, NULL);
	s.workers = ARENA_ARRAY(p->arena, p->jobs, struct worker);
	for (unsigned i = 0; i < p->jobs; i++) {
		s.workers[i].names = names_create();
		s.workers[i].parser = parser_create(s.workers[i].names);
	}
	link_packages(p);
	s.pool = pool_create(p->jobs);
	for (uint32_t i = 0; i < p->npackages; i++)
		pool_submit(s.pool, work, &s);
	pool_wait(s.pool);
	pool_destroy(s.pool);
	for (unsigned i = 0; i < p->jobs; i++) {
		p->stats.parse += s.workers[i].parse;
		p->stats.types += s.workers[i].types;
		parser_destroy(s.workers[i].parser);
		names_destroy(s.workers[i].names);
	}
	vec_finish(&s.ready);
	pthread_mutex_destroy(&s.lock);
}

/* Statistics and setting up */

static void count(struct program *p)
{
	struct program_stats *s = &p->stats;

	for (uint32_t i = 0; i < p->npackages; i++) {
		const struct program_package *pp = &p->packages[i];
		bool root = pp->load->root;
		uint64_t lines = 0;

		for (uint32_t k = 0; k < pp->nfiles; k++) {
			lines += pp->files[k]->nlines;
			s->bytes += pp->files[k]->source->size;
		}
		s->packages++;
		s->files += pp->nfiles;
		s->lines += lines;
		if (root) {
			s->root_packages++;
			s->root_files += pp->nfiles;
			s->root_lines += lines;
		}
	}
}

static const char *find_root(struct program *p,
			     const struct program_config *config)
{
	char *here;
	const char *root;

	for (uint32_t i = 0; i < p->load->nmodules; i++)
		if (p->load->modules[i]->main && p->load->modules[i]->dir)
			return p->load->modules[i]->dir;
	here = realpath(config->dir ? config->dir : ".", NULL);
	root = arena_strdup(p->arena, here ? here : "/");
	free(here);
	return root;
}

static unsigned processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > 64 ? 64 : (unsigned)n;
}

static struct program *load(const struct program_config *config)
{
	static const char *const everything[] = {"./..."};
	struct arena *a = arena_create(0);
	struct program *p = ARENA_NEW(a, struct program);
	struct load_config lc = {
		.dir = config->dir,
		.patterns = config->npatterns ? config->patterns : everything,
		.npatterns = config->npatterns ? config->npatterns : 1,
		.tags = config->tags,
		.goos = config->goos,
		.goarch = config->goarch,
		.cgo = -1,
		.tests = config->tests,
	};
	double start = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);

	types_init();
	p->arena = a;
	p->jobs = config->jobs ? config->jobs : processors();
	p->files = lc.files = file_set_create();
	lc.jobs = p->jobs;
	p->load = load_packages(&lc);
	p->stats.load = clock_seconds(CLOCK_PROCESS_CPUTIME_ID) - start;
	p->root = find_root(p, config);
	p->npackages = p->load->npackages;
	p->packages = ARENA_ARRAY(a, p->npackages, struct program_package);
	for (uint32_t i = 0; i < p->npackages; i++) {
		p->packages[i].load = p->load->packages[i];
		p->packages[i].arena = arena_create(0);
		p->packages[i].trees = arena_create(0);
	}
	if (!config->load_only)
		schedule(p, config);
	count(p);
	return p;
}

struct loading {
	const struct program_config *config;
	struct program *program;
};

static void load_deep(void *arg)
{
	struct loading *l = arg;

	l->program = load(l->config);
}

struct program *program_load(const struct program_config *config)
{
	struct loading l = {.config = config};

	deep_call(load_deep, &l);
	return l.program;
}

void program_destroy(struct program *p)
{
	if (!p)
		return;
	for (uint32_t i = 0; i < p->npackages; i++) {
		arena_destroy(p->packages[i].arena);
		arena_destroy(p->packages[i].trees);
	}
	file_set_destroy(p->files);
	load_result_destroy(p->load);
	arena_destroy(p->arena);
}

void program_drop_trees(struct program *p)
{
	for (uint32_t i = 0; i < p->npackages; i++) {
		struct program_package *pp = &p->packages[i];

		if (pp->c)
			continue;
		arena_destroy(pp->trees);
		pp->trees = NULL;
		pp->files = NULL;
		pp->nfiles = 0;
	}
}

uint32_t program_analysed(const struct program *p)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < p->npackages; i++)
		n += p->packages[i].load->root && p->packages[i].nfiles > 0;
	return n;
}

/* Bodies on demand */

static void parse_body(void *ctx, struct ast_file *file, struct func_decl *decl)
{
	struct package_context *pc = ctx;
	struct error_list list = {pc->arena, {0}};

	parser_func_body(pc->parser, pc->arena, file->source, decl, keep_error,
			 &list);
}

static void parse_lit(void *ctx, struct ast_file *file, struct func_lit *lit)
{
	struct package_context *pc = ctx;
	struct error_list list = {pc->arena, {0}};

	parser_lit_body(pc->parser, pc->arena, file->source, lit, keep_error,
			&list);
}

/* To be followed by finish_demand(). */
static struct types_config begin_demand(struct package_context *pc,
					struct names **ret_names)
{
	struct types_config config = package_config(pc);

	*ret_names = names_create();
	pc->parser = parser_create(*ret_names);
	config.parse_body = parse_body;
	config.parse_lit = parse_lit;
	return config;
}

static void finish_demand(struct package_context *pc, struct names *names)
{
	parser_destroy(pc->parser);
	names_destroy(names);
}

void program_check_body(const struct program *p,
			const struct program_package *in, struct object *func,
			struct arena *a, struct ptrmap *instances,
			struct type_error **ret, uint32_t *ret_n)
{
	struct package_context pc = {.program = p, .pp = in, .arena = a};
	struct names *names;
	struct types_config config = begin_demand(&pc, &names);

	types_check_body(&config, in->types, func, a, instances, ret, ret_n);
	finish_demand(&pc, names);
}

void program_check_lit(const struct program *p,
		       const struct program_package *in, struct object *var,
		       struct func_lit *lit, struct arena *a,
		       struct ptrmap *instances, struct type_error **ret,
		       uint32_t *ret_n)
{
	struct package_context pc = {.program = p, .pp = in, .arena = a};
	struct names *names;
	struct types_config config = begin_demand(&pc, &names);

	types_check_lit(&config, in->types, var, lit, a, instances, ret, ret_n);
	finish_demand(&pc, names);
}
