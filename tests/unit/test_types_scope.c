/* SPDX-License-Identifier: MIT */
#include "types/types.h"

#include "base/arena.h"
#include "test.h"
#include "types/check.h"

static struct arena *arena;

static struct object *variable(const char *name)
{
	return object_new_var(arena, VAR_LOCAL, NO_POS, NULL, name_of(name),
			      TYP(INT));
}

static void a_name_is_found_once_it_was_inserted(void)
{
	struct scope *s = scope_new(arena, NULL, NO_POS, NO_POS);
	struct object *x = variable("x");

	CHECK(scope_lookup(s, name_of("x")) == NULL);
	CHECK(scope_insert(arena, s, x) == NULL);
	CHECK(scope_lookup(s, name_of("x")) == x);
	CHECK(scope_lookup(s, name_of("y")) == NULL);
	CHECK(x->parent == s);
}

static void a_second_object_of_a_name_stays_out(void)
{
	struct scope *s = scope_new(arena, NULL, NO_POS, NO_POS);
	struct object *x = variable("x"), *again = variable("x");

	scope_insert(arena, s, x);
	CHECK(scope_insert(arena, s, again) == x);
	CHECK(s->n == 1);
	CHECK(again->parent == NULL);
}

static void an_object_keeps_its_first_parent(void)
{
	struct scope *home = scope_new(arena, NULL, NO_POS, NO_POS);
	struct scope *file = scope_new(arena, NULL, NO_POS, NO_POS);
	struct object *x = variable("x");

	scope_insert(arena, home, x);
	scope_insert(arena, file, x);
	CHECK(scope_lookup(file, name_of("x")) == x);
	CHECK(x->parent == home);
}

static void thousands_of_names_are_all_found_in_order(void)
{
	struct scope *s = scope_new(arena, NULL, NO_POS, NO_POS);
	char text[16];

	for (int i = 0; i < 5000; i++) {
		snprintf(text, sizeof(text), "name%d", i);
		CHECK(scope_insert(arena, s, variable(text)) == NULL);
	}
	CHECK(s->n == 5000);
	for (int i = 0; i < 5000; i++) {
		snprintf(text, sizeof(text), "name%d", i);
		CHECK(scope_lookup(s, name_of(text)) == s->objects[i]);
		CHECK(scope_insert(arena, s, variable(text)) == s->objects[i]);
	}
	CHECK(scope_lookup(s, name_of("name5000")) == NULL);
}

static void the_innermost_declaration_is_found(void)
{
	struct scope *outer = scope_new(arena, NULL, NO_POS, NO_POS);
	struct scope *middle = scope_new(arena, outer, NO_POS, NO_POS);
	struct scope *inner = scope_new(arena, middle, NO_POS, NO_POS);
	struct object *x = variable("x"), *hidden = variable("x");
	struct object *y = variable("y");
	struct scope *at = NULL;

	scope_insert(arena, outer, hidden);
	scope_insert(arena, outer, y);
	scope_insert(arena, middle, x);
	CHECK(scope_lookup_parent(inner, name_of("x"), &at) == x);
	CHECK(at == middle);
	CHECK(scope_lookup_parent(inner, name_of("y"), &at) == y);
	CHECK(at == outer);
	CHECK(scope_lookup_parent(inner, name_of("z"), &at) == NULL);
	CHECK(at == outer);
}

static void children_are_kept_in_order(void)
{
	struct scope *s = scope_new(arena, NULL, 1, 9);
	struct scope *a = scope_new(arena, s, 2, 3);
	struct scope *b = scope_new(arena, s, 4, 5);

	CHECK(s->first_child == a);
	CHECK(a->next == b);
	CHECK(b->next == NULL);
	CHECK(s->last_child == b);
}

static void names_that_differ_in_case_are_found_by_name(void)
{
	struct scope *s = scope_new(arena, NULL, NO_POS, NO_POS);
	struct object **list;
	uint32_t n;

	scope_insert(arena, s, variable("writeTo"));
	scope_insert(arena, s, variable("WriteTo"));
	scope_insert(arena, s, variable("WRITETO"));
	scope_insert(arena, s, variable("WriteTwo"));
	list = scope_lookup_fold(s, name_of("writeto"), true, arena, &n);
	CHECK(n == 2);
	CHECK(list[0]->name == name_of("WRITETO"));
	CHECK(list[1]->name == name_of("WriteTo"));
	scope_lookup_fold(s, name_of("writeto"), false, arena, &n);
	CHECK(n == 3);
}

static struct object *field(const char *name, struct package *pkg)
{
	return object_new_var(arena, VAR_FIELD, NO_POS, pkg, name_of(name),
			      TYP(INT));
}

static void unexported_names_of_two_packages_are_two(void)
{
	struct package a = {.path = "a"}, b = {.path = "b"}, a2 = {.path = "a"};
	struct object *x = field("x", &a), *exported = field("X", &a);
	struct objset set = {0};

	CHECK(objset_insert(&set, arena, x) == NULL);
	CHECK(objset_insert(&set, arena, field("x", &b)) == NULL);
	CHECK(objset_insert(&set, arena, field("x", &a2)) == x);
	CHECK(objset_insert(&set, arena, exported) == NULL);
	CHECK(objset_insert(&set, arena, field("X", &b)) == exported);
}

static void large_object_sets_answer_as_small_ones(void)
{
	struct package a = {.path = "a"}, b = {.path = "b"};
	struct object *first[100];
	struct objset set = {0};
	char text[16];

	for (int i = 0; i < 100; i++) {
		snprintf(text, sizeof(text), "f%d", i);
		first[i] = field(text, &a);
		CHECK(objset_insert(&set, arena, first[i]) == NULL);
		CHECK(objset_insert(&set, arena, field(text, &b)) == NULL);
	}
	for (int i = 0; i < 100; i++) {
		snprintf(text, sizeof(text), "f%d", i);
		CHECK(objset_insert(&set, arena, field(text, &a)) == first[i]);
	}
}

static void methods_are_ordered_exported_first(void)
{
	struct package a = {.path = "a"}, b = {.path = "b"};

	CHECK(object_compare(field("Z", &a), field("a", &a)) < 0);
	CHECK(object_compare(field("A", &b), field("B", &a)) < 0);
	CHECK(object_compare(field("m", &a), field("m", &b)) < 0);
	CHECK(object_compare(field("M", &b), field("M", &a)) == 0);
	CHECK(object_compare(field("m", NULL), field("m", &a)) < 0);
}

int main(void)
{
	arena = arena_create(0);
	RUN(a_name_is_found_once_it_was_inserted);
	RUN(a_second_object_of_a_name_stays_out);
	RUN(an_object_keeps_its_first_parent);
	RUN(thousands_of_names_are_all_found_in_order);
	RUN(the_innermost_declaration_is_found);
	RUN(children_are_kept_in_order);
	RUN(names_that_differ_in_case_are_found_by_name);
	RUN(unexported_names_of_two_packages_are_two);
	RUN(large_object_sets_answer_as_small_ones);
	RUN(methods_are_ordered_exported_first);
	arena_destroy(arena);
	return test_summary();
}
