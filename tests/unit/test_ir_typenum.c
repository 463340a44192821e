/* SPDX-License-Identifier: MIT */
#include "ir/typenum.h"

#include <stdbool.h>

#include "ir/vta.h"
#include "ir_world.h"
#include "test.h"

static struct typenums *nums;
static struct arena *arena;

/* The number of the type of a variable of the package. */
static uint32_t number(const struct world *w, const char *name)
{
	const struct ir_package *pkg = &w->ir->packages[w->ir->npackages - 1];
	struct object *obj = scope_lookup(pkg->types->scope, name_of(name));

	return obj ? typenum_of(nums, obj->type) : 0;
}

static struct world begin(const char *source)
{
	world_put("m/m.go", source);
	arena = arena_create(0);
	nums = typenums_create(arena);
	return world_build(".", 1, false);
}

static void end(struct world *w)
{
	typenums_finish(nums);
	arena_destroy(arena);
	world_drop(w);
}

static void identical_types_have_one_number(void)
{
	struct world w =
		begin("package m\n"
		      "type A = map[string][]T\ntype T struct{ x int }\n"
		      "var a map[string][]T\nvar b A\n"
		      "var c, d func(x byte, y ...rune) (T, error)\n"
		      "var e func(uint8, ...int32) (z T, err error)\n"
		      "var f struct { a int; b []T }\n"
		      "var g struct { a int; b []T }\n"
		      "var h interface { M(T); N() }\n"
		      "var i interface { N(); M(t T) }\n"
		      "type G[P any] struct { p P }\n"
		      "var j G[A]\nvar k G[map[string][]T]\n");

	CHECK(number(&w, "a") && number(&w, "a") == number(&w, "b"));
	CHECK(number(&w, "c") && number(&w, "c") == number(&w, "e"));
	CHECK(number(&w, "f") && number(&w, "f") == number(&w, "g"));
	CHECK(number(&w, "h") && number(&w, "h") == number(&w, "i"));
	CHECK(number(&w, "j") && number(&w, "j") == number(&w, "k"));
	end(&w);
}

static void different_types_have_different_numbers(void)
{
	static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g",
					    "h", "i", "j", "k", "l", "m", "n"};
	struct world w =
		begin("package m\n"
		      "type T struct{ x int }\ntype G[P any] struct { p P }\n"
		      "var a func(int)\nvar b func(...int)\nvar c func() int\n"
		      "var d struct { x int }\nvar e struct { X int }\n"
		      "var f struct { x int `t` }\nvar g struct { T }\n"
		      "var h struct { T T }\nvar i T\nvar j [1]int\n"
		      "var k [2]int\nvar l interface { M(int) }\n"
		      "var m interface { M(string) }\nvar n G[int]\n");
	const size_t n = sizeof(names) / sizeof(*names);

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			CHECK(number(&w, names[i]) != number(&w, names[k]));
	end(&w);
}

static void an_interface_may_lead_back_to_itself(void)
{
	struct world w = begin("package m\n"
			       "type T interface { m() interface { T } }\n"
			       "var a interface { m() interface { T } }\n"
			       "var b interface { T }\n");

	CHECK(number(&w, "a") && number(&w, "a") == number(&w, "b"));
	end(&w);
}

static void a_type_of_great_depth_ends(void)
{
	struct buf b;
	struct world w;

	buf_init(&b, 1 << 20);
	buf_puts(&b, "package m\nvar a ");
	for (int i = 0; i < 5000; i++)
		buf_puts(&b, "[]");
	buf_puts(&b, "int\n");
	w = begin(buf_text(&b));
	CHECK(number(&w, "a") > 0);
	end(&w);
	buf_finish(&b);
}

static void values_that_hold_functions_are_known_by_type(void)
{
	struct world w =
		begin("package m\n"
		      "var a **interface{ M() }\nvar b *int\n"
		      "var c *func()\nvar d ***func()\nvar e []func()\n"
		      "type P *P\nvar f P\n");
	const struct typenum *t;

	t = typenum_flow(nums, number(&w, "a"));
	CHECK(t->shape == SHAPE_NESTED && t->bits & FLOW_IN);
	CHECK(type_is_interface(typenum_type(nums, t->target)));
	t = typenum_flow(nums, number(&w, "b"));
	CHECK(t->shape == SHAPE_POINTER && !(t->bits & FLOW_IN));
	t = typenum_flow(nums, number(&w, "c"));
	CHECK(t->shape == SHAPE_VALUE && t->bits & FLOW_IN);
	t = typenum_flow(nums, number(&w, "d"));
	CHECK(t->shape == SHAPE_NESTED && t->bits & FLOW_REFERENCE);
	CHECK(!(typenum_flow(nums, number(&w, "e"))->bits & FLOW_IN));
	CHECK(!(typenum_flow(nums, number(&w, "f"))->bits & FLOW_IN));
	end(&w);
}

static void equal_sets_have_one_number(void)
{
	struct arena *a = arena_create(0);
	struct sets *s = sets_create(a, 5000);
	uint32_t one, two, both, again;

	sets_begin(s);
	sets_add_element(s, 7);
	sets_add_element(s, 4999);
	one = sets_end(s);
	sets_begin(s);
	sets_add_element(s, 8);
	two = sets_end(s);
	sets_begin(s);
	sets_add(s, one);
	sets_add(s, two);
	both = sets_end(s);
	sets_begin(s);
	sets_add_element(s, 4999);
	sets_add(s, two);
	sets_add_element(s, 7);
	again = sets_end(s);
	CHECK(both == again && both != one && both != two);
	CHECK(sets_has(s, both, 7) && sets_has(s, both, 8));
	CHECK(sets_has(s, both, 4999) && !sets_has(s, both, 9));
	CHECK(!sets_has(s, two, 7) && !sets_has(s, SET_EMPTY, 7));
	sets_begin(s);
	CHECK(sets_end(s) == SET_EMPTY);
	sets_begin(s);
	sets_add(s, SET_ALL);
	sets_add(s, one);
	CHECK(sets_end(s) == SET_ALL && sets_has(s, SET_ALL, 1));
	sets_finish(s);
	arena_destroy(a);
}

static void a_set_tells_where_its_elements_lie(void)
{
	struct arena *a = arena_create(0);
	struct sets *s = sets_create(a, 5000);
	uint32_t set, first, end_, n = 0;

	sets_begin(s);
	sets_add_element(s, 3);
	sets_add_element(s, 4);
	sets_add_element(s, 3000);
	set = sets_end(s);
	for (uint32_t i = 0; sets_range(s, set, i, &first, &end_); i++) {
		CHECK(i == 0 ? first <= 3 && 4 < end_
			     : first <= 3000 && 3000 < end_);
		n++;
	}
	CHECK(n == 2);
	sets_finish(s);
	arena_destroy(a);
}

int main(void)
{
	world_create();
	RUN(identical_types_have_one_number);
	RUN(different_types_have_different_numbers);
	RUN(an_interface_may_lead_back_to_itself);
	RUN(a_type_of_great_depth_ends);
	RUN(values_that_hold_functions_are_known_by_type);
	RUN(equal_sets_have_one_number);
	RUN(a_set_tells_where_its_elements_lie);
	world_destroy();
	return test_summary();
}
