/* SPDX-License-Identifier: MIT */
/*
 * Effects applied to calls.  They come from comments here, which are read
 * and applied as those of C functions are, so no C is needed.
 */
#include "test.h"

#include "flow_world.h"

/* Functions that have effects and do nothing. */
static const char library[] = "package main\n"
			      "type box struct { buf, other ptr; refs int }\n"
			      "//belay:frees p malloc\n"
			      "func give(p ptr) {}\n"
			      "//belay:reads p\n"
			      "func look(p ptr) int { return 0 }\n"
			      "//belay:frees p malloc if n != 0\n"
			      "func releaseIf(p ptr, n int) {}\n"
			      "//belay:frees p malloc if result == 0\n"
			      "func tryRelease(p ptr) int { return 0 }\n"
			      "//belay:frees p malloc maybe\n"
			      "func perhaps(p ptr) {}\n"
			      "//belay:reallocs p malloc\n"
			      "func grow(p ptr) ptr { return nil }\n"
			      "//belay:out p owned lib if result == 0\n"
			      "func open(p *ptr) int { return 0 }\n"
			      "//belay:frees p lib\n"
			      "func shut(p ptr) {}\n"
			      "//belay:frees b.buf malloc; clears b.buf\n"
			      "func clean(b *box) {}\n"
			      "//belay:frees b.buf malloc\n"
			      "func drop(b *box) {}\n"
			      "//belay:returns alias p interior\n"
			      "func part(p ptr) ptr { return nil }\n"
			      "//belay:returns owned object\n"
			      "func create() ptr { return nil }\n"
			      "//belay:refs p\n"
			      "func ref(p ptr) {}\n"
			      "//belay:unrefs p object\n"
			      "func unref(p ptr) {}\n"
			      "//belay:noreturn\n"
			      "func die() {}\n";

static void open_with(const char *source)
{
	static char text[1 << 14];

	snprintf(text, sizeof(text), "%s%s", library, source);
	flow_open(text, 1);
}

/* One function f: whether an issue of the kind shows in it. */
static uint32_t issues(enum issue_kind kind, const char *body)
{
	static char text[1 << 12];
	uint32_t n;

	snprintf(text, sizeof(text),
		 "func f(n int, b *box) {\n%s\n}\nfunc main() { f(0, nil) }\n",
		 body);
	open_with(text);
	n = flow_count(kind, "m.f");
	flow_close();
	return n;
}

static void what_is_freed_may_not_be_used_or_freed(void)
{
	CHECK(issues(ISSUE_USE, "p := alloc(); release(p); look(p)") == 1);
	CHECK(issues(ISSUE_USE, "p := alloc(); look(p); release(p)") == 0);
	CHECK(issues(ISSUE_DOUBLE, "p := alloc(); release(p); release(p)") ==
	      1);
}

static void conditions_on_arguments_are_decided_or_split(void)
{
	CHECK(issues(ISSUE_USE, "p := alloc(); releaseIf(p, 1); look(p)") == 1);
	CHECK(issues(ISSUE_USE, "p := alloc(); releaseIf(p, 0); look(p)") == 0);
	CHECK(issues(ISSUE_USE, "p := alloc(); releaseIf(p, n)\n"
				"if n == 0 { look(p) }") == 0);
	CHECK(issues(ISSUE_USE, "p := alloc(); releaseIf(p, n)\n"
				"if n != 0 { look(p) }") == 1);
}

static void conditions_on_results_bind_what_is_asked_of_them(void)
{
	CHECK(issues(ISSUE_USE, "p := alloc()\n"
				"if tryRelease(p) != 0 { look(p) }") == 0);
	CHECK(issues(ISSUE_USE, "p := alloc()\n"
				"if tryRelease(p) == 0 { look(p) }") == 1);
}

static void what_perhaps_happens_makes_no_finding(void)
{
	CHECK(issues(ISSUE_USE, "p := alloc(); perhaps(p); look(p)") == 0);
	CHECK(issues(ISSUE_DOUBLE, "p := alloc(); perhaps(p); release(p)") ==
	      0);
}

static void realloc_frees_only_when_it_succeeds(void)
{
	CHECK(issues(ISSUE_USE, "p := alloc(); q := grow(p)\n"
				"if q != nil { look(p) }") == 1);
	CHECK(issues(ISSUE_USE, "p := alloc(); q := grow(p)\n"
				"if q == nil { look(p) }") == 0);
	CHECK(issues(ISSUE_DOUBLE, "p := alloc(); q := grow(p)\n"
				   "if q == nil { release(p); return }\n"
				   "release(q)") == 0);
}

static void an_out_parameter_receives_memory_of_its_family(void)
{
	CHECK(issues(ISSUE_DOUBLE,
		     "var p ptr\n"
		     "if open(&p) == 0 { shut(p); shut(p) }") == 1);
	CHECK(issues(ISSUE_MISMATCH, "var p ptr\n"
				     "if open(&p) == 0 { give(p) }") == 1);
	CHECK(issues(ISSUE_MISMATCH, "var p ptr\n"
				     "if open(&p) == 0 { shut(p) }") == 0);
}

static void fields_are_freed_and_cleared_by_their_names(void)
{
	CHECK(issues(ISSUE_DOUBLE, "b = &box{buf: alloc()}\n"
				   "drop(b); release(b.buf)") == 1);
	CHECK(issues(ISSUE_DOUBLE, "b = &box{buf: alloc()}\n"
				   "clean(b); release(b.buf)") == 0);
	CHECK(issues(ISSUE_DOUBLE, "b = &box{buf: alloc()}\n"
				   "b.other = alloc(); drop(b)\n"
				   "release(b.other)") == 0);
}

static void what_points_into_memory_goes_with_it(void)
{
	CHECK(issues(ISSUE_USE, "p := alloc(); q := part(p); release(p)\n"
				"look(q)") == 1);
	CHECK(issues(ISSUE_USE, "p := alloc(); q := part(p); look(q)\n"
				"release(p)") == 0);
}

static void the_last_known_reference_frees(void)
{
	CHECK(issues(ISSUE_USE, "p := create(); unref(p); look(p)") == 1);
	CHECK(issues(ISSUE_USE, "p := create(); ref(p); unref(p); look(p)") ==
	      0);
	CHECK(issues(ISSUE_USE, "p := create(); ref(p); unref(p); unref(p)\n"
				"look(p)") == 1);
	/* Of what was there before nobody knows the count. */
	CHECK(issues(ISSUE_USE, "unref(b.buf); look(b.buf)") == 0);
}

static void nothing_comes_after_what_does_not_return(void)
{
	CHECK(issues(ISSUE_USE, "p := alloc(); release(p); die(); look(p)") ==
	      0);
}

int main(void)
{
	world_create();
	RUN(what_is_freed_may_not_be_used_or_freed);
	RUN(conditions_on_arguments_are_decided_or_split);
	RUN(conditions_on_results_bind_what_is_asked_of_them);
	RUN(what_perhaps_happens_makes_no_finding);
	RUN(realloc_frees_only_when_it_succeeds);
	RUN(an_out_parameter_receives_memory_of_its_family);
	RUN(fields_are_freed_and_cleared_by_their_names);
	RUN(what_points_into_memory_goes_with_it);
	RUN(the_last_known_reference_frees);
	RUN(nothing_comes_after_what_does_not_return);
	world_destroy();
	return test_summary();
}
