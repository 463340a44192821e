/* SPDX-License-Identifier: MIT */
#include "flow/call.h"

#include "flow_world.h"
#include "test.h"

static void a_closure_has_what_it_captured(void)
{
	flow_open("package main\n"
		  "func main() {\n"
		  "	p := alloc()\n"
		  "	drop := func() { release(p) }\n"
		  "	drop()\n"
		  "	use(p)\n"
		  "}\n",
		  1);
	CHECK(flow_count(ISSUE_USE, "m.main") == 1);
	flow_close();
}

static void a_function_in_a_field_is_what_was_put_there(void)
{
	flow_open("package main\n"
		  "type hook struct { f func(ptr) }\n"
		  "func keep(p ptr) { use(p) }\n"
		  "func drop(p ptr) { release(p) }\n"
		  "func run(h *hook, p ptr) { h.f(p) }\n"
		  "func main() {\n"
		  "	p, q := alloc(), alloc()\n"
		  "	run(&hook{drop}, p)\n"
		  "	use(p)\n"
		  "	run(&hook{keep}, q)\n"
		  "	use(q)\n"
		  "	release(q)\n"
		  "}\n",
		  1);
	CHECK_STR(flow_issues(), "0 m.main 9\n");
	flow_close();
}

static void a_method_value_has_its_receiver(void)
{
	flow_open("package main\n"
		  "type box struct { p ptr }\n"
		  "func (b *box) close() { release(b.p) }\n"
		  "func main() {\n"
		  "	b := &box{alloc()}\n"
		  "	p := b.p\n"
		  "	f := b.close\n"
		  "	f()\n"
		  "	use(p)\n"
		  "}\n",
		  1);
	CHECK(flow_count(ISSUE_USE, "m.main") == 1);
	flow_close();
}

static void an_interface_runs_the_method_of_its_dynamic_type(void)
{
	flow_open("package main\n"
		  "type closer interface { close() }\n"
		  "type box struct { p ptr }\n"
		  "type tray struct { p ptr }\n"
		  "func (b *box) close() { release(b.p) }\n"
		  "func (t *tray) close() {}\n"
		  "func finish(c closer) { c.close() }\n"
		  "func main() {\n"
		  "	p, q := alloc(), alloc()\n"
		  "	finish(&box{p})\n"
		  "	use(p)\n"
		  "	finish(&tray{q})\n"
		  "	use(q)\n"
		  "	release(q)\n"
		  "}\n",
		  1);
	CHECK_STR(flow_issues(), "0 m.main 11\n");
	flow_close();
}

static void an_embedded_method_runs_through_its_wrapper(void)
{
	flow_open("package main\n"
		  "type closer interface { close() }\n"
		  "type box struct { p ptr }\n"
		  "type crate struct { *box; n int }\n"
		  "func (b *box) close() { release(b.p) }\n"
		  "func main() {\n"
		  "	p := alloc()\n"
		  "	var c closer = crate{&box{p}, 1}\n"
		  "	c.close()\n"
		  "	use(p)\n"
		  "}\n",
		  1);
	CHECK(flow_count(ISSUE_USE, "m.main") == 1);
	flow_close();
}

static void an_instance_of_a_generic_function_is_executed(void)
{
	flow_open("package main\n"
		  "func last[T any](x T, f func(T)) { f(x) }\n"
		  "func main() {\n"
		  "	p := alloc()\n"
		  "	last(p, release)\n"
		  "	use(p)\n"
		  "}\n",
		  1);
	CHECK(flow_count(ISSUE_USE, "m.main") == 1);
	flow_close();
}

static void a_deferred_call_runs_at_the_end(void)
{
	flow_open("package main\n"
		  "func f() byte {\n"
		  "	p := alloc()\n"
		  "	defer release(p)\n"
		  "	return use(p)\n"
		  "}\n"
		  "func g() {\n"
		  "	p := alloc()\n"
		  "	defer use(p)\n"
		  "	release(p)\n"
		  "}\n"
		  "func main() { f(); g() }\n",
		  1);
	CHECK(flow_count(ISSUE_USE, "m.f") == 0);
	CHECK(flow_count(ISSUE_USE, "m.g") == 1);
	flow_close();
}

static void what_a_goroutine_uses_may_be_freed_meanwhile(void)
{
	flow_open("package main\n"
		  "func main() {\n"
		  "	p := alloc()\n"
		  "	go use(p)\n"
		  "	release(p)\n"
		  "}\n",
		  1);
	CHECK(flow_count(ISSUE_USE, "m.main") == 1);
	CHECK(flow->issues[0]->later);
	flow_close();
}

static void a_goroutine_that_never_ends_uses_what_it_has(void)
{
	flow_open("package main\n"
		  "func main() {\n"
		  "	p := alloc()\n"
		  "	go func() {\n"
		  "		for { use(p) }\n"
		  "	}()\n"
		  "	release(p)\n"
		  "}\n",
		  1);
	CHECK(flow_count(ISSUE_USE, "m.main") == 1);
	flow_close();
}

static void what_a_goroutine_uses_and_frees_itself_is_in_order(void)
{
	flow_open("package main\n"
		  "func main() {\n"
		  "	p := alloc()\n"
		  "	go func() {\n"
		  "		use(p)\n"
		  "		release(p)\n"
		  "	}()\n"
		  "}\n",
		  1);
	CHECK_STR(flow_issues(), "");
	flow_close();
}

static void a_function_that_nobody_knows_changes_nothing(void)
{
	flow_open("package main\n"
		  "var hook func(ptr)\n"
		  "func main() {\n"
		  "	p := alloc()\n"
		  "	if hook != nil { hook(p) }\n"
		  "	use(p)\n"
		  "	release(p)\n"
		  "}\n",
		  1);
	CHECK_STR(flow_issues(), "");
	flow_close();
}

static void recursion_that_frees_is_seen(void)
{
	flow_open("package main\n"
		  "type node struct { p ptr; next *node }\n"
		  "func free(n *node) {\n"
		  "	if n == nil { return }\n"
		  "	free(n.next)\n"
		  "	release(n.p)\n"
		  "}\n"
		  "func main() {\n"
		  "	a, b := alloc(), alloc()\n"
		  "	free(&node{a, &node{b, nil}})\n"
		  "	use(a)\n"
		  "	use(b)\n"
		  "}\n",
		  1);
	CHECK_STR(flow_issues(), "0 m.main 11\n");
	flow_close();
}

int main(void)
{
	world_create();
	RUN(a_closure_has_what_it_captured);
	RUN(a_function_in_a_field_is_what_was_put_there);
	RUN(a_method_value_has_its_receiver);
	RUN(an_interface_runs_the_method_of_its_dynamic_type);
	RUN(an_embedded_method_runs_through_its_wrapper);
	RUN(an_instance_of_a_generic_function_is_executed);
	RUN(a_deferred_call_runs_at_the_end);
	RUN(what_a_goroutine_uses_may_be_freed_meanwhile);
	RUN(a_goroutine_that_never_ends_uses_what_it_has);
	RUN(what_a_goroutine_uses_and_frees_itself_is_in_order);
	RUN(a_function_that_nobody_knows_changes_nothing);
	RUN(recursion_that_frees_is_seen);
	world_destroy();
	return test_summary();
}
