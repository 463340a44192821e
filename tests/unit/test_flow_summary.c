/* SPDX-License-Identifier: MIT */
#include "flow/summary.h"

#include "flow_world.h"
#include "test.h"

/* The case in which parameter i was freed; NULL: there is none. */
static const struct summary_case *freeing(const struct summary *s, uint32_t i)
{
	for (uint32_t k = 0; s && k < s->ncases; k++)
		if (s->cases[k].cells[i + 1].freed)
			return &s->cases[k];
	return NULL;
}

static void a_free_of_a_parameter_is_told_and_matters(void)
{
	flow_open("package main\n"
		  "func drop(p ptr) { release(p) }\n"
		  "func main() { drop(alloc()) }\n",
		  1);
	CHECK(flow_summary("m.drop") != NULL);
	CHECK(flow_summary("m.drop")->matters);
	CHECK(freeing(flow_summary("m.drop"), 0) != NULL);
	flow_close();
}

static void ends_that_leave_the_same_are_one_case(void)
{
	flow_open("package main\n"
		  "func drop(p ptr, n int) int {\n"
		  "	release(p)\n"
		  "	if n > 3 { n = 4 } else if n < 0 { n = 5 }\n"
		  "	return 7\n"
		  "}\n"
		  "func main() { drop(alloc(), 1) }\n",
		  1);
	CHECK(flow_summary("m.drop") != NULL);
	CHECK(flow_summary("m.drop")->ncases == 1);
	flow_close();
}

static void what_must_hold_for_a_case_is_its_fact(void)
{
	const struct summary_case *c;

	flow_open("package main\n"
		  "func drop(p ptr, n int) {\n"
		  "	if n > 3 { release(p) }\n"
		  "}\n"
		  "func main() { drop(alloc(), 1) }\n",
		  1);
	CHECK(flow_summary("m.drop") != NULL);
	CHECK(flow_summary("m.drop")->ncases == 2);
	c = freeing(flow_summary("m.drop"), 0);
	CHECK(c != NULL);
	CHECK(c->cells[2].lo == 4);
	/* It cannot be for 1, so nothing is freed. */
	CHECK(flow_count(ISSUE_USE, "m.main") == 0);
	flow_close();
}

static void a_case_that_cannot_be_makes_no_issue(void)
{
	flow_open("package main\n"
		  "type box struct { p ptr; closed bool }\n"
		  "func (b *box) close() {\n"
		  "	if b.closed { return }\n"
		  "	b.closed = true\n"
		  "	release(b.p)\n"
		  "}\n"
		  "func main() {\n"
		  "	b := &box{p: alloc()}\n"
		  "	b.close()\n"
		  "	b.close()\n"
		  "}\n",
		  1);
	CHECK_STR(flow_issues(), "");
	flow_close();
}

static void a_field_that_was_freed_is_found_by_its_way(void)
{
	flow_open("package main\n"
		  "type box struct { p ptr }\n"
		  "func (b *box) close() { release(b.p) }\n"
		  "func main() {\n"
		  "	b := &box{p: alloc()}\n"
		  "	p := b.p\n"
		  "	b.close()\n"
		  "	use(p)\n"
		  "}\n",
		  1);
	CHECK(flow_count(ISSUE_USE, "m.main") == 1);
	CHECK(flow->issues[0]->primary->inside != NULL);
	CHECK(flow->issues[0]->freed->inside != NULL);
	flow_close();
}

static void memory_that_is_given_is_new_in_each_caller(void)
{
	const struct summary *s;

	flow_open("package main\n"
		  "func get() ptr { return alloc() }\n"
		  "func main() {\n"
		  "	p, q := get(), get()\n"
		  "	release(p)\n"
		  "	release(q)\n"
		  "}\n",
		  1);
	s = flow_summary("m.get");
	CHECK(s != NULL);
	CHECK(s->matters);
	CHECK(s->cases[0].nresults == 1);
	CHECK(s->cases[0].cells[s->cases[0].results[0]].origin == ORIGIN_C);
	CHECK_STR(flow_issues(), "");
	flow_close();
}

static void a_walk_over_all_elements_is_done_with_each(void)
{
	flow_open("package main\n"
		  "type pool struct { all map[int]ptr }\n"
		  "func (p *pool) drain() {\n"
		  "	for k, v := range p.all { release(v); delete(p.all, k) "
		  "}\n"
		  "}\n"
		  "func main() {\n"
		  "	p := &pool{all: map[int]ptr{}}\n"
		  "	a := alloc()\n"
		  "	p.all[1] = a\n"
		  "	p.all[2] = alloc()\n"
		  "	p.drain()\n"
		  "	use(a)\n"
		  "}\n",
		  1);
	CHECK(flow_count(ISSUE_USE, "m.main") == 1);
	CHECK(flow_count(ISSUE_HELD, "m.main") == 0);
	flow_close();
}

static void an_element_that_is_picked_is_one(void)
{
	flow_open("package main\n"
		  "func first(m map[int]ptr) ptr {\n"
		  "	for _, v := range m { return v }\n"
		  "	return nil\n"
		  "}\n"
		  "func main() {\n"
		  "	m := map[int]ptr{1: alloc()}\n"
		  "	p := first(m)\n"
		  "	delete(m, 1)\n"
		  "	release(p)\n"
		  "	use(p)\n"
		  "}\n",
		  1);
	CHECK(flow_count(ISSUE_USE, "m.main") == 1);
	flow_close();
}

static void a_lookup_that_found_something_cannot_be_in_an_empty_map(void)
{
	flow_open("package main\n"
		  "type reg struct { m map[string]ptr }\n"
		  "func (r *reg) drop(k string) {\n"
		  "	p, ok := r.m[k]\n"
		  "	if !ok { return }\n"
		  "	delete(r.m, k)\n"
		  "	release(p)\n"
		  "}\n"
		  "func main() {\n"
		  "	r := &reg{m: map[string]ptr{}}\n"
		  "	r.m[\"a\"] = alloc()\n"
		  "	r.drop(\"a\")\n"
		  "	r.drop(\"a\")\n"
		  "}\n",
		  1);
	CHECK_STR(flow_issues(), "");
	flow_close();
}

static void freeing_nil_does_not_need_memory(void)
{
	flow_open("package main\n"
		  "type box struct { p ptr }\n"
		  "func (b *box) set(p ptr) { release(b.p); b.p = p }\n"
		  "func main() {\n"
		  "	b := &box{}\n"
		  "	p := alloc()\n"
		  "	b.set(p)\n"
		  "	b.set(nil)\n"
		  "	use(p)\n"
		  "}\n",
		  1);
	CHECK(flow_count(ISSUE_USE, "m.main") == 1);
	flow_close();
}

static void what_a_callee_stores_is_in_the_callers_memory(void)
{
	flow_open("package main\n"
		  "type box struct { p ptr; m map[int]ptr }\n"
		  "func (b *box) put(k int, p ptr) { b.p = p; b.m[k] = p }\n"
		  "func main() {\n"
		  "	b := &box{m: map[int]ptr{}}\n"
		  "	p := alloc()\n"
		  "	b.put(4, p)\n"
		  "	release(b.m[4])\n"
		  "	use(b.p)\n"
		  "}\n",
		  1);
	CHECK(flow_count(ISSUE_USE, "m.main") == 1);
	flow_close();
}

static void only_elements_that_were_taken_out_are_gone(void)
{
	flow_open("package main\n"
		  "type item struct { p ptr; dead bool }\n"
		  "type reg struct { m map[int]*item }\n"
		  "func (r *reg) sweep() {\n"
		  "	for k, it := range r.m {\n"
		  "		if it.dead { delete(r.m, k); release(it.p) }\n"
		  "	}\n"
		  "}\n"
		  "func main() {\n"
		  "	r := &reg{m: map[int]*item{}}\n"
		  "	a, b := &item{p: alloc()}, &item{p: alloc()}\n"
		  "	r.m[1], r.m[2] = a, b\n"
		  "	a.dead = true\n"
		  "	r.sweep()\n"
		  "	use(r.m[2].p)\n"
		  "	release(r.m[2].p)\n"
		  "	use(a.p)\n"
		  "}\n",
		  1);
	CHECK_STR(flow_issues(), "0 m.main 17\n");
	flow_close();
}

int main(void)
{
	world_create();
	RUN(a_free_of_a_parameter_is_told_and_matters);
	RUN(ends_that_leave_the_same_are_one_case);
	RUN(what_must_hold_for_a_case_is_its_fact);
	RUN(a_case_that_cannot_be_makes_no_issue);
	RUN(a_field_that_was_freed_is_found_by_its_way);
	RUN(memory_that_is_given_is_new_in_each_caller);
	RUN(a_walk_over_all_elements_is_done_with_each);
	RUN(an_element_that_is_picked_is_one);
	RUN(a_lookup_that_found_something_cannot_be_in_an_empty_map);
	RUN(freeing_nil_does_not_need_memory);
	RUN(what_a_callee_stores_is_in_the_callers_memory);
	RUN(only_elements_that_were_taken_out_are_gone);
	world_destroy();
	return test_summary();
}
