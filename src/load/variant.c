/* SPDX-License-Identifier: MIT */
/*
 * The packages that `go test` compiles for a package p beside p itself:
 *
 *   p [p.test]        p with its own test files
 *   p_test [p.test]   the test files of package p_test
 *   q [p.test]        what p_test imports and what leads back to p, compiled
 *                     anew so that it imports p [p.test]
 *
 * The third kind is found from the other end: everything that imports p, and
 * what imports that, is a small set as a rule; of this set those count that
 * p_test reaches.  Indices of packages rise with dependencies, so copies are
 * made in the order of indices.
 *
 * A test file of p itself that reaches p is a cycle.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/ptrmap.h"
#include "load/loader.h"

/* Who imports a package, by the package's index. */
struct importers {
	struct VEC(struct load_package *) v;
};

struct set {
	struct ptrmap in; /* package -> its copy, or itself */
	struct VEC(struct load_package *) list;
};

/* What the main program of every test imports. */
static const char *const main_imports[] = {
	"os", "reflect", "runtime", "testing", "testing/internal/testdeps",
};

enum { NMAIN_IMPORTS = sizeof(main_imports) / sizeof(*main_imports) };

void variants_schedule(struct loader *l)
{
	for (int i = 0; i < NMAIN_IMPORTS; i++)
		unit_schedule(l, unit_get(l, main_imports[i]));
}

/* Such a program, as far as it matters: its imports. */
static void make_test_main(struct loader *l)
{
	struct load_package *p = ARENA_NEW(l->arena, struct load_package);

	p->imports = ARENA_ARRAY(l->arena, NMAIN_IMPORTS, struct load_import);
	for (int i = 0; i < NMAIN_IMPORTS; i++) {
		struct unit *u = unit_get(l, main_imports[i]);

		build_unit(l, u);
		p->imports[p->nimports++].package = u->package;
	}
	l->test_main = p;
}

static bool has_tests(const struct unit *u)
{
	return u->src && !u->missing &&
	       u->src->others[LOAD_OTHER_TEST_GO].n +
			       u->src->others[LOAD_OTHER_XTEST_GO].n >
		       0;
}

static bool any_has_tests(const struct loader *l)
{
	for (uint32_t i = 0; i < l->nmatches; i++) {
		const struct match *m = &l->matches[i];

		for (uint32_t j = 0; j < m->units.len; j++) {
			if (has_tests(m->units.at[j]))
				return true;
		}
	}
	return false;
}

void variants_prepare(struct loader *l)
{
	if (l->config->implicit && any_has_tests(l))
		make_test_main(l);
	l->importers =
		ARENA_ARRAY(l->arena, l->packages.len + 1, struct importers);
	for (uint32_t i = 0; i < l->packages.len; i++) {
		struct load_package *p = l->packages.at[i];

		for (uint32_t j = 0; j < p->nimports; j++) {
			struct load_package *dep = p->imports[j].package;

			if (dep)
				vec_push_in(l->arena,
					    &l->importers[dep->index].v, p);
		}
	}
}

static void set_add(struct set *s, struct load_package *p)
{
	void **at = ptrmap_at(&s->in, NULL, p);

	if (*at)
		return;
	*at = p;
	vec_push(&s->list, p);
}

static void set_finish(struct set *s)
{
	ptrmap_finish(&s->in);
	vec_finish(&s->list);
}

/* All that import p, on whatever way; without p itself. */
static void find_importers(struct loader *l, struct load_package *p,
			   struct set *ret)
{
	struct importers *of = &l->importers[p->index];

	for (uint32_t i = 0; i < of->v.len; i++)
		set_add(ret, of->v.at[i]);
	for (uint32_t i = 0; i < ret->list.len; i++) {
		of = &l->importers[ret->list.at[i]->index];
		for (uint32_t j = 0; j < of->v.len; j++)
			set_add(ret, of->v.at[j]);
	}
}

/* Those of a set that p reaches without leaving the set. */
static void find_reached(const struct load_package *p, const struct set *among,
			 struct set *ret)
{
	uint32_t next = 0;

	for (;;) {
		for (uint32_t i = 0; i < p->nimports; i++) {
			struct load_package *dep = p->imports[i].package;

			if (dep && ptrmap_get(&among->in, dep))
				set_add(ret, dep);
		}
		if (next == ret->list.len)
			return;
		p = ret->list.at[next++];
	}
}

static int by_index(const void *a, const void *b)
{
	const struct load_package *const *x = a, *const *y = b;

	return ((*x)->index > (*y)->index) - ((*x)->index < (*y)->index);
}

static void name_variant(struct loader *l, struct load_package *v,
			 enum load_variant kind, struct load_package *p)
{
	v->variant = (uint8_t)kind;
	v->for_test = p;
	v->id = arena_printf(l->arena, "%s [%s.test]", v->path, p->path);
}

/* Lets imports of what has been copied lead to the copies. */
static void redirect(struct load_package *v, const struct ptrmap *copies)
{
	for (uint32_t i = 0; i < v->nimports; i++) {
		struct load_package *dep = v->imports[i].package;
		struct load_package *copy =
			dep ? ptrmap_get(copies, dep) : NULL;

		if (copy)
			v->imports[i].package = copy;
	}
}

/*
 * Makes copies of what leads from the external test, or from the main program
 * of the test, to p.
 */
static void recompile(struct loader *l, struct load_package *p,
		      struct load_package *ptest, struct load_package *xtest)
{
	struct set importers = {0}, reached = {0};

	find_importers(l, p, &importers);
	if (xtest)
		find_reached(xtest, &importers, &reached);
	if (l->config->implicit)
		find_reached(l->test_main, &importers, &reached);
	if (reached.list.len)
		qsort(reached.list.at, reached.list.len,
		      sizeof(*reached.list.at), by_index);
	*ptrmap_at(&reached.in, NULL, p) = ptest;
	for (uint32_t i = 0; i < reached.list.len; i++) {
		struct load_package *q = reached.list.at[i];
		struct load_package *copy = build_copy(l, q);

		name_variant(l, copy, LOAD_RECOMPILED, p);
		copy->root = false;
		redirect(copy, &reached.in);
		build_keep(l, copy);
		*ptrmap_at(&reached.in, NULL, q) = copy;
	}
	if (xtest)
		redirect(xtest, &reached.in);
	set_finish(&importers);
	set_finish(&reached);
}

static const char *say_cycle(struct loader *l, const struct load_package *p,
			     const struct load_package *dep)
{
	return arena_printf(l->arena,
			    "import cycle not allowed in test: %s imports %s, "
			    "which leads back to %s",
			    p->path, dep->path, p->path);
}

/* An import in the package's own test files that leads back to it. */
static void break_cycles(struct loader *l, struct unit *u,
			 struct load_package *ptest)
{
	struct load_package *p = u->package;
	const struct dir_imports *from = &u->src->imports[DIR_TEST];
	struct set importers = {0};

	find_importers(l, p, &importers);
	set_add(&importers, p);
	for (uint32_t i = 0; i < ptest->nimports; i++) {
		struct load_import *imp = &ptest->imports[i];

		if (!imp->package || !ptrmap_get(&importers.in, imp->package))
			continue;
		for (uint32_t j = 0; j < from->n; j++) {
			if (strcmp(from->at[j].path, imp->path) == 0)
				build_diagnostic(l, ptest, u, from->at[j].file,
						 from->at[j].offset,
						 say_cycle(l, p, imp->package));
		}
		imp->package = NULL;
		imp->why = "import cycle not allowed in test";
	}
	set_finish(&importers);
}

static struct load_package *make_test(struct loader *l, struct unit *u)
{
	struct load_package *p = u->package;
	struct load_package *v = build_copy(l, p);

	name_variant(l, v, LOAD_TEST, p);
	build_files(l, v, u, BUILD_TEST);
	build_imports(l, v, u, BUILD_TEST);
	break_cycles(l, u, v);
	build_keep(l, v);
	vec_push(&l->roots, v);
	return v;
}

static struct load_package *make_xtest(struct loader *l, struct unit *u)
{
	struct load_package *p = u->package;
	struct load_package *v = build_copy(l, p);

	v->path = arena_printf(l->arena, "%s_test", p->path);
	v->name = arena_printf(l->arena, "%s_test", p->name);
	v->broken = false;
	v->cgo = false;
	name_variant(l, v, LOAD_XTEST, p);
	build_files(l, v, u, BUILD_XTEST);
	build_imports(l, v, u, BUILD_XTEST);
	return v;
}

void variants_of(struct loader *l, struct unit *u)
{
	struct load_package *p = u->package, *xtest = NULL;

	if (u->has_variants || !has_tests(u))
		return;
	u->has_variants = true;
	if (u->src->others[LOAD_OTHER_TEST_GO].n ||
	    strcmp(p->name, "main") == 0)
		p = make_test(l, u);
	if (u->src->others[LOAD_OTHER_XTEST_GO].n)
		xtest = make_xtest(l, u);
	if (p != u->package)
		recompile(l, u->package, p, xtest);
	if (xtest) {
		build_keep(l, xtest);
		vec_push(&l->roots, xtest);
	}
}
