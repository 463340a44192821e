/* SPDX-License-Identifier: MIT */
#include "flow/demand.h"

#include "flow_world.h"
#include "test.h"

static const char types[] =
	"package main\n"
	"type cache struct {\n"
	"	items map[string]int\n"
	"	spare map[string]int\n"
	"}\n"
	"func fill(c *cache) { c.spare = make(map[string]int) }\n";

static void open_with(const char *functions)
{
	static char source[8192];

	snprintf(source, sizeof(source), "%s%s", types, functions);
	flow_open(source, 1);
}

static void a_map_that_nothing_makes_is_nil_in_any_object(void)
{
	open_with("var all []*cache\n"
		  "func (c *cache) set() { c.items[\"a\"] = 1 }\n"
		  "func main() { for _, c := range all { c.set() } }\n");
	CHECK(flow_count(ISSUE_NIL_MAP, "(*m.cache).set") == 1);
	flow_close();
}

static void a_map_that_somebody_makes_may_be_there(void)
{
	open_with("var all []*cache\n"
		  "func (c *cache) set() { c.spare[\"a\"] = 1 }\n"
		  "func main() {\n"
		  "	fill(nil)\n"
		  "	for _, c := range all { c.set() }\n"
		  "}\n");
	CHECK(flow->nissues == 0);
	flow_close();
}

static void a_new_object_lacks_it_until_it_is_filled(void)
{
	open_with("func (c *cache) set() { c.spare[\"a\"] = 1 }\n"
		  "func bad() { c := new(cache); c.set() }\n"
		  "func good() { c := new(cache); fill(c); c.set() }\n"
		  "func main() { bad(); good() }\n");
	CHECK(flow->nissues == 1);
	CHECK(flow_count(ISSUE_NIL_MAP, "(*m.cache).set") == 1);
	flow_close();
}

static void a_branch_that_makes_it_is_believed(void)
{
	open_with("func good(x bool) {\n"
		  "	var m map[string]int\n"
		  "	if x { m = map[string]int{} }\n"
		  "	if x { m[\"a\"] = 1 }\n"
		  "}\n"
		  "func bad(x bool) {\n"
		  "	var m map[string]int\n"
		  "	if x { m = map[string]int{} }\n"
		  "	m[\"a\"] = 1\n"
		  "}\n"
		  "func main() { good(true); bad(false) }\n");
	CHECK(flow_count(ISSUE_NIL_MAP, "m.good") == 0);
	CHECK(flow_count(ISSUE_NIL_MAP, "m.bad") == 1);
	flow_close();
}

static void what_has_an_entry_is_not_nil(void)
{
	open_with("func (c *cache) double() {\n"
		  "	for k, v := range c.items { c.items[k] = 2 * v }\n"
		  "}\n"
		  "func main() { new(cache).double() }\n");
	CHECK(flow->nissues == 0);
	flow_close();
}

static void a_slice_is_no_key_where_it_comes_from_a_caller(void)
{
	open_with("func has(m map[any]int, k any) bool {\n"
		  "	_, ok := m[k]\n"
		  "	return ok\n"
		  "}\n"
		  "func main() {\n"
		  "	m := map[any]int{}\n"
		  "	has(m, 1)\n"
		  "	has(m, []int{1})\n"
		  "}\n");
	CHECK(flow->nissues == 1);
	CHECK(flow_count(ISSUE_UNHASHABLE, "m.has") == 1);
	flow_close();
}

static void an_array_is_a_key(void)
{
	open_with("func has(m map[any]int, k any) int { return m[k] }\n"
		  "func main() { has(map[any]int{}, [1]int{1}) }\n");
	CHECK(flow->nissues == 0);
	flow_close();
}

static void functions_without_a_nil_map_are_not_executed(void)
{
	open_with("func count(words []string) map[string]int {\n"
		  "	m := make(map[string]int)\n"
		  "	for _, w := range words { m[w]++ }\n"
		  "	return m\n"
		  "}\n"
		  "func main() { count(nil) }\n");
	CHECK(flow_summary("m.count") == NULL);
	flow_close();
}

int main(void)
{
	world_create();
	RUN(a_map_that_nothing_makes_is_nil_in_any_object);
	RUN(a_map_that_somebody_makes_may_be_there);
	RUN(a_new_object_lacks_it_until_it_is_filled);
	RUN(a_branch_that_makes_it_is_believed);
	RUN(what_has_an_entry_is_not_nil);
	RUN(a_slice_is_no_key_where_it_comes_from_a_caller);
	RUN(an_array_is_a_key);
	RUN(functions_without_a_nil_map_are_not_executed);
	world_destroy();
	return test_summary();
}
