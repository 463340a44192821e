/* SPDX-License-Identifier: MIT */
#include "flow/class.h"

#include "base/arena.h"
#include "flow_world.h"
#include "test.h"

static struct class_table *table;
static int place;

static struct holder_class field(const char *name)
{
	return (struct holder_class){.of = &place, .field = name_of(name)};
}

static void note(const char *name, enum origin origin, const char *family)
{
	struct cell c = {.origin = (uint8_t)origin,
			 .lo = INT64_MIN,
			 .hi = INT64_MAX,
			 .family = family ? name_of(family) : NO_NAME};

	class_note(table, field(name), &c);
}

static void stores_of_one_family_make_a_class_of_it(void)
{
	name_t family;

	table = class_table_create();
	note("f", ORIGIN_C, "malloc");
	note("f", ORIGIN_C, "malloc");
	CHECK(class_origin(table, field("f"), &family) == ORIGIN_C);
	CHECK(family == name_of("malloc"));
	CHECK(class_origin(table, field("g"), &family) == ORIGIN_UNKNOWN);
	class_table_destroy(table);
}

static void several_families_have_no_name(void)
{
	name_t family;

	table = class_table_create();
	note("f", ORIGIN_C, "malloc");
	note("f", ORIGIN_C, "sqlite3");
	CHECK(class_origin(table, field("f"), &family) == ORIGIN_C);
	CHECK(family == NO_NAME);
	class_table_destroy(table);
}

static void one_store_of_something_else_is_enough(void)
{
	name_t family;

	table = class_table_create();
	note("f", ORIGIN_C, "malloc");
	note("f", ORIGIN_GO, NULL);
	CHECK(class_origin(table, field("f"), &family) == ORIGIN_UNKNOWN);
	class_table_destroy(table);
}

static void nil_and_what_was_there_before_say_nothing(void)
{
	struct cell nil = {.origin = ORIGIN_NUMBER};
	struct cell old = {.flags = CELL_PRE, .lo = INT64_MIN, .hi = INT64_MAX};
	name_t family;

	table = class_table_create();
	class_note(table, field("f"), &nil);
	class_note(table, field("f"), &old);
	CHECK(class_origin(table, field("f"), &family) == ORIGIN_UNKNOWN);
	note("f", ORIGIN_C, "malloc");
	CHECK(class_origin(table, field("f"), &family) == ORIGIN_C);
	class_table_destroy(table);
}

static void tables_are_merged(void)
{
	struct class_table *other = class_table_create();
	name_t family;
	char name[16];

	table = class_table_create();
	for (int i = 0; i < 500; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		note(name, ORIGIN_C, "malloc");
	}
	class_merge(other, table);
	class_table_destroy(table);
	table = other;
	note("f7", ORIGIN_GO, NULL);
	CHECK(class_origin(other, field("f499"), &family) == ORIGIN_C);
	CHECK(family == name_of("malloc"));
	CHECK(class_origin(other, field("f7"), &family) == ORIGIN_UNKNOWN);
	class_table_destroy(other);
}

static void what_a_container_has_is_no_content_of_the_field(void)
{
	struct holder_class c = field("f");
	name_t family;

	table = class_table_create();
	note("f", ORIGIN_GO, NULL);
	c.content = true;
	CHECK(class_origin(table, c, &family) == ORIGIN_UNKNOWN);
	class_note(table, c,
		   &(struct cell){.origin = ORIGIN_C,
				  .lo = INT64_MIN,
				  .hi = INT64_MAX});
	CHECK(class_origin(table, c, &family) == ORIGIN_C);
	CHECK(class_origin(table, field("f"), &family) == ORIGIN_UNKNOWN);
	class_table_destroy(table);
}

static struct holder_class only_class(val_t (*make)(struct state *s))
{
	struct arena *a = arena_create(0);
	struct state_pool *p = state_pool_create(a);
	struct state *s = state_create(p, 0);
	struct holder_class c = class_of(s, make(s));

	state_release(s);
	state_pool_destroy(p);
	arena_destroy(a);
	return c;
}

static val_t field_address(struct state *s)
{
	val_t object = state_new(s, ORIGIN_GO);

	state_cell(s, object)->type =
		flow_summary("m.keep")->fn->params[0]->v.type;
	return state_read(s, object, ACCESS_FIELD, name_of("m"), NULL);
}

static val_t slot(struct state *s)
{
	val_t map = state_read(s, field_address(s), ACCESS_DEREF, 0, NULL);

	return state_read(s, map, ACCESS_ELEM, state_int(s, 1), NULL);
}

static val_t unknown(struct state *s)
{
	return state_new(s, ORIGIN_UNKNOWN);
}

static void a_slot_is_of_the_field_that_has_its_map(void)
{
	struct holder_class f, e;

	flow_open("package main\n"
		  "type reg struct { m map[int]ptr }\n"
		  "func keep(r *reg) { r.m[1] = alloc() }\n"
		  "func main() { keep(&reg{map[int]ptr{}}) }\n",
		  1);
	CHECK(flow_summary("m.keep") != NULL);
	f = only_class(field_address);
	e = only_class(slot);
	CHECK(f.of != NULL);
	CHECK(f.field == name_of("m"));
	CHECK(!f.content);
	CHECK(e.of == f.of && e.field == f.field);
	CHECK(e.content);
	CHECK(only_class(unknown).of == NULL);
	flow_close();
}

int main(void)
{
	world_create();
	RUN(stores_of_one_family_make_a_class_of_it);
	RUN(several_families_have_no_name);
	RUN(one_store_of_something_else_is_enough);
	RUN(nil_and_what_was_there_before_say_nothing);
	RUN(tables_are_merged);
	RUN(what_a_container_has_is_no_content_of_the_field);
	RUN(a_slot_is_of_the_field_that_has_its_map);
	world_destroy();
	return test_summary();
}
