/* SPDX-License-Identifier: MIT */
#include "flow/race.h"

#include "flow_world.h"
#include "test.h"

static void open_with(const char *functions)
{
	static char source[8192];

	snprintf(source, sizeof(source), "package main\n%s", functions);
	flow_open(source, 1);
}

static void a_goroutine_that_nobody_waits_for_races(void)
{
	open_with("func main() {\n"
		  "	m := map[int]int{}\n"
		  "	go func() { m[1] = 1 }()\n"
		  "	m[2] = 2\n"
		  "}\n");
	CHECK(flow->nissues == 1);
	CHECK(flow->issues[0]->kind == ISSUE_RACE);
	CHECK(flow->issues[0]->race->sides[0].write);
	flow_close();
}

static void what_comes_before_the_start_does_not(void)
{
	open_with("func main() {\n"
		  "	m := map[int]int{}\n"
		  "	m[2] = 2\n"
		  "	go func() { m[1] = 1 }()\n"
		  "}\n");
	CHECK(flow->nissues == 0);
	flow_close();
}

static void what_comes_after_its_signal_does_not(void)
{
	open_with("func main() {\n"
		  "	m, done := map[int]int{}, make(chan bool)\n"
		  "	go func() { m[1] = 1; close(done) }()\n"
		  "	<-done\n"
		  "	m[2] = 2\n"
		  "}\n");
	CHECK(flow->nissues == 0);
	flow_close();
}

static void a_signal_before_the_write_does_not_help(void)
{
	open_with("func main() {\n"
		  "	m, done := map[int]int{}, make(chan bool)\n"
		  "	go func() { close(done); m[1] = 1 }()\n"
		  "	<-done\n"
		  "	m[2] = 2\n"
		  "}\n");
	CHECK(flow->nissues == 1);
	flow_close();
}

static void goroutines_of_a_loop_race_with_each_other(void)
{
	open_with("type s struct { m map[int]int }\n"
		  "func (x *s) put(k int) { x.m[k] = k }\n"
		  "func main() {\n"
		  "	x := &s{m: map[int]int{}}\n"
		  "	for i := 0; i < 3; i++ { go x.put(i) }\n"
		  "}\n");
	CHECK(flow->nissues == 1);
	CHECK(flow->issues[0]->race->self);
	flow_close();
}

static void a_map_of_each_round_is_its_own(void)
{
	open_with("func main() {\n"
		  "	for i := 0; i < 3; i++ {\n"
		  "		m := map[int]int{}\n"
		  "		go func() { m[1] = i }()\n"
		  "	}\n"
		  "}\n");
	CHECK(flow->nissues == 0);
	flow_close();
}

static void a_map_that_only_is_read_is_fine(void)
{
	open_with("func main() {\n"
		  "	m := map[int]int{1: 1}\n"
		  "	go func() { println(m[1]) }()\n"
		  "	println(m[1])\n"
		  "}\n");
	CHECK(flow->nissues == 0);
	flow_close();
}

int main(void)
{
	world_create();
	RUN(a_goroutine_that_nobody_waits_for_races);
	RUN(what_comes_before_the_start_does_not);
	RUN(what_comes_after_its_signal_does_not);
	RUN(a_signal_before_the_write_does_not_help);
	RUN(goroutines_of_a_loop_race_with_each_other);
	RUN(a_map_of_each_round_is_its_own);
	RUN(a_map_that_only_is_read_is_fine);
	world_destroy();
	return test_summary();
}
