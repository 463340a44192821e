/* SPDX-License-Identifier: MIT */
/*
 * Several threads read a checked package at a time, and what is made on
 * demand is made once.  Build with -Db_sanitize=thread to see more.
 */
#include "types/types.h"

#include <pthread.h>

#include "test.h"
#include "types_ask.h"

enum { NTHREADS = 4, NROUNDS = 20, MAX_SEEN = 4096, MAX_DEPTH = 12 };

static const char source[] =
	"type List[T any] struct { next *List[T]; item T; tree *Tree[T, T] }\n"
	"type Tree[K, V any] struct {\n"
	"	left, right *Tree[K, V]\n	list List[V]\n}\n"
	"func (l *List[T]) Push(x T) *List[T]\n"
	"func (l *List[T]) Tree() *Tree[string, T]\n"
	"func (l List[T]) Each(f func(T) bool)\n"
	"func (t *Tree[K, V]) Swap() *Tree[V, K]\n"
	"func (t *Tree[K, V]) All() func(func(K, V) bool)\n"
	"type Seq[T any] interface { Next() (T, Seq[T]); Map(func(T) T) }\n"
	"type Both[T any] interface { Seq[T]; Other() Seq[[]T] }\n"
	"type A = List[int]\ntype B struct { l *List[B] }\n"
	"var (\n	a A\n	b B\n	c Tree[string, List[bool]]\n"
	"	d Both[int8]\n	e Seq[Both[string]]\n)\n";

/* What one thread has seen, in an order that is the same for all. */
struct reader {
	pthread_t thread;
	struct package *pkg;
	void *seen[MAX_SEEN];
	uint32_t n;
};

static void read_type(struct reader *r, struct type *t, int depth);

static void see(struct reader *r, void *p)
{
	if (r->n < MAX_SEEN)
		r->seen[r->n++] = p;
}

static void read_tuple(struct reader *r, struct tuple *t, int depth)
{
	for (uint32_t i = 0; t && i < t->n; i++)
		read_type(r, t->vars[i]->type, depth);
}

static void read_func(struct reader *r, struct object *f, int depth)
{
	struct signature *sig = TYPE_AS(SIGNATURE, signature, f->type);

	see(r, f);
	read_tuple(r, sig->params, depth);
	read_tuple(r, sig->results, depth);
}

static void read_type(struct reader *r, struct type *t, int depth)
{
	struct named *n = type_as_named(t);
	struct type *u = type_under(t);
	struct structure *s = TYPE_AS(STRUCT, structure, u);
	struct pointer *p = TYPE_AS(POINTER, pointer, u);
	struct interface *f = TYPE_AS(INTERFACE, interface, u);

	if (depth == 0)
		return;
	see(r, u);
	for (uint32_t i = 0; n && i < named_nmethods(n); i++)
		read_func(r, named_method(n, i), depth - 1);
	for (uint32_t i = 0; f && i < interface_nmethods(f); i++)
		read_func(r, interface_method(f, i), depth - 1);
	for (uint32_t i = 0; s && i < s->nfields; i++)
		read_type(r, s->fields[i]->type, depth - 1);
	if (p)
		read_type(r, p->base, depth - 1);
}

static void *read_package(void *arg)
{
	struct reader *r = arg;

	for (uint32_t i = 0; i < r->pkg->scope->n; i++) {
		struct object *obj = r->pkg->scope->objects[i];

		if (obj->kind == OBJECT_VAR)
			read_type(r, obj->type, MAX_DEPTH);
	}
	return NULL;
}

static void threads_see_the_same_types_and_methods(void)
{
	static struct reader readers[NTHREADS];

	for (int round = 0; round < NROUNDS; round++) {
		struct package *pkg = ask_check(source);

		CHECK_STR(types_source_errors(&ask, pkg), "");
		for (int i = 0; i < NTHREADS; i++) {
			readers[i].pkg = pkg;
			readers[i].n = 0;
			pthread_create(&readers[i].thread, NULL, read_package,
				       &readers[i]);
		}
		for (int i = 0; i < NTHREADS; i++)
			pthread_join(readers[i].thread, NULL);
		CHECK(readers[0].n > 1000);
		for (int i = 1; i < NTHREADS; i++) {
			CHECK(readers[i].n == readers[0].n);
			CHECK(memcmp(readers[i].seen, readers[0].seen,
				     readers[0].n * sizeof(void *)) == 0);
		}
	}
}

/* Each checker expands what the package that both import left open. */
struct importer {
	pthread_t thread;
	struct types_source source;
	struct package *pkg;
};

static void *check_importer(void *arg)
{
	static const char text[] =
		"package q\nimport \"p\"\n"
		"var l p.List[int8]\nvar t = l.Tree().Swap().Swap()\n"
		"var n = p.V.Tree().Swap()\n"
		"func f() { p.V.Push(1).Each(func(x int) bool"
		" { return x == 0 })\n"
		"	for k, v := range l.Tree().All() { _, _ = k, v }\n"
		"	var s p.Seq[int] = p.W\n	_, s = s.Next()\n}\n";
	struct importer *im = arg;

	im->pkg = types_source_check(&im->source, text);
	return NULL;
}

static void checkers_share_an_imported_package(void)
{
	static struct importer importers[NTHREADS];
	struct package *pkg =
		ask_check("type List[T any] struct { next *List[T]; item T }\n"
			  "func (l *List[T]) Push(x T) *List[T]\n"
			  "func (l *List[T]) Tree() *Tree[string, T]\n"
			  "func (l List[T]) Each(f func(T) bool)\n"
			  "type Tree[K, V any] struct { l *Tree[V, K] }\n"
			  "func (t *Tree[K, V]) Swap() *Tree[V, K]\n"
			  "func (t *Tree[K, V]) All() func(func(K, V) bool)\n"
			  "type Seq[T any] interface { Next() (T, Seq[T]) }\n"
			  "var V List[int]\nvar W Seq[int]\n");

	CHECK_STR(types_source_errors(&ask, pkg), "");
	for (int i = 0; i < NTHREADS; i++) {
		types_source_open(&importers[i].source);
		importers[i].source.packages[0] = pkg;
		importers[i].source.npackages = 1;
	}
	for (int i = 0; i < NTHREADS; i++)
		pthread_create(&importers[i].thread, NULL, check_importer,
			       &importers[i]);
	for (int i = 0; i < NTHREADS; i++)
		pthread_join(importers[i].thread, NULL);
	for (int i = 0; i < NTHREADS; i++) {
		CHECK_STR(types_source_errors(&importers[i].source,
					      importers[i].pkg),
			  "");
		types_source_close(&importers[i].source);
	}
}

static void a_type_that_grows_is_expanded_as_far_as_it_is_looked_at(void)
{
	struct package *pkg = ask_check("type T[P any] struct { f *T[[]P] }\n"
					"var X T[int]");
	struct type *t = scope_lookup(pkg->scope, name_of("X"))->type;

	CHECK_STR(types_source_errors(&ask, pkg), "2: instantiation cycle:\n");
	for (int i = 0; i < 50; i++) {
		struct structure *s = TYPE_AS(STRUCT, structure, type_under(t));

		CHECK(s && s->nfields == 1);
		t = ((struct pointer *)s->fields[0]->type)->base;
	}
}

static void an_instance_within_itself_is_the_same(void)
{
	struct package *pkg =
		ask_check("type T[P any] struct { f *U[P] }\n"
			  "type U[P any] struct { f *T[P] }\nvar X T[int]");
	struct type *t = scope_lookup(pkg->scope, name_of("X"))->type;
	struct type *seen[8];

	CHECK_STR(types_source_errors(&ask, pkg), "");
	for (int i = 0; i < 8; i++) {
		struct structure *s = TYPE_AS(STRUCT, structure, type_under(t));

		seen[i] = t;
		t = ((struct pointer *)s->fields[0]->type)->base;
	}
	CHECK(type_identical(seen[0], seen[2]));
	CHECK(!type_identical(seen[0], seen[1]));
	CHECK(seen[4] == seen[6] && seen[5] == seen[7]);
}

int main(void)
{
	ask_open();
	RUN(threads_see_the_same_types_and_methods);
	RUN(checkers_share_an_imported_package);
	RUN(a_type_that_grows_is_expanded_as_far_as_it_is_looked_at);
	RUN(an_instance_within_itself_is_the_same);
	ask_close();
	return test_summary();
}
