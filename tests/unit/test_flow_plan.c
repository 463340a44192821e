/* SPDX-License-Identifier: MIT */
#include "flow/plan.h"

#include "flow_world.h"
#include "test.h"

static void what_does_nothing_with_memory_is_not_executed(void)
{
	flow_open("package main\n"
		  "func add(a, b int) int { return a + b }\n"
		  "func main() { add(1, 2) }\n",
		  1);
	CHECK(flow->stats.executed == 0);
	CHECK(flow->stats.functions > 2);
	flow_close();
}

static void callers_of_what_matters_are_executed(void)
{
	flow_open("package main\n"
		  "func drop(p ptr) { release(p) }\n"
		  "func middle(p ptr) { drop(p) }\n"
		  "func outer() { p := alloc(); middle(p) }\n"
		  "func main() { outer() }\n",
		  1);
	CHECK(flow_summary("m.drop") != NULL);
	CHECK(flow_summary("m.middle") != NULL);
	CHECK(flow_summary("m.outer") != NULL);
	/* What outer() does stays in it. */
	CHECK(!flow_summary("m.outer")->matters);
	CHECK(flow_summary("m.main") == NULL);
	flow_close();
}

static void a_helper_is_summed_up_when_it_is_asked_for(void)
{
	flow_open("package main\n"
		  "type box struct { p ptr }\n"
		  "func (b *box) get() ptr { return b.p }\n"
		  "func other(b *box) ptr { return b.get() }\n"
		  "func main() {\n"
		  "	b := &box{alloc()}\n"
		  "	release(b.get())\n"
		  "	use(b.p)\n"
		  "}\n",
		  1);
	CHECK(flow_summary("(*m.box).get") != NULL);
	CHECK(flow_summary("m.other") == NULL);
	CHECK(flow_count(ISSUE_USE, "m.main") == 1);
	flow_close();
}

/* A program of n boxes that call each other, and misuse memory. */
static char *large_program(uint32_t n)
{
	struct buf b;

	buf_init(&b, 1 << 20);
	buf_puts(&b, "package main\nvar all = map[int]ptr{}\n");
	for (uint32_t i = 0; i < n; i++) {
		buf_printf(&b,
			   "func drop%u(p ptr, k int) {\n"
			   "	if k > %u { release(p); return }\n"
			   "	drop%u(p, k+1)\n"
			   "}\n",
			   i, i % 7, i % 5 ? i - 1 : (i + 5) % n);
		buf_printf(&b,
			   "func keep%u(k int) {\n"
			   "	all[k] = alloc()\n"
			   "	drop%u(all[k], %u)\n"
			   "	use(all[k])\n"
			   "}\n",
			   i, i, i % 9);
	}
	buf_puts(&b, "func main() {\n");
	for (uint32_t i = 0; i < n; i++)
		buf_printf(&b, "	keep%u(%u)\n", i, i);
	buf_puts(&b, "}\n");
	return b.data;
}

static void the_result_does_not_depend_on_the_number_of_threads(void)
{
	char *source = large_program(40), *one;

	flow_open(source, 1);
	one = strdup(flow_issues());
	CHECK(flow->nissues > 10);
	flow_close();
	for (unsigned jobs = 2; jobs < 8; jobs++) {
		flow_open(source, jobs);
		CHECK_STR(flow_issues(), one);
		flow_close();
	}
	free(one);
	free(source);
}

static void an_issue_is_told_once_where_it_is_seen_first(void)
{
	flow_open("package main\n"
		  "func bad(p ptr) { release(p); use(p) }\n"
		  "func outer(p ptr) { bad(p) }\n"
		  "func main() { outer(alloc()); outer(alloc()) }\n",
		  1);
	CHECK_STR(flow_issues(), "0 m.bad 2\n");
	flow_close();
}

static void what_lies_deep_below_library_code_is_left_alone(void)
{
	struct buf b;

	buf_init(&b, 1 << 20);
	buf_puts(&b, "package deep\nfunc F(p *int) { f0(p) }\n");
	for (uint32_t i = 0; i < 200; i++)
		buf_printf(&b, "func f%u(p *int) { *p += %u; f%u(p) }\n", i, i,
			   i + 1);
	buf_puts(&b, "func f200(p *int) {}\n");
	world_put("goroot/src/deep/deep.go", buf_text(&b));
	buf_finish(&b);
	flow_open("package main\n"
		  "import \"deep\"\n"
		  "func main() {\n"
		  "	n := 0\n"
		  "	p := alloc()\n"
		  "	deep.F(&n)\n"
		  "	release(p)\n"
		  "	use(p)\n"
		  "}\n",
		  1);
	CHECK(flow_summary("deep.f150") == NULL);
	CHECK(flow->stats.executed < 100);
	CHECK(flow_count(ISSUE_USE, "m.main") == 1);
	flow_close();
}

int main(void)
{
	world_create();
	RUN(what_does_nothing_with_memory_is_not_executed);
	RUN(callers_of_what_matters_are_executed);
	RUN(a_helper_is_summed_up_when_it_is_asked_for);
	RUN(the_result_does_not_depend_on_the_number_of_threads);
	RUN(an_issue_is_told_once_where_it_is_seen_first);
	RUN(what_lies_deep_below_library_code_is_left_alone);
	world_destroy();
	return test_summary();
}
