/* SPDX-License-Identifier: MIT */
#include "ir/callgraph.h"

#include "ir_world.h"
#include "test.h"

static struct world world;
static struct callgraph *graph;
static struct buf edges;

/* The graph of a package m. */
static void graph_only(const char *source, enum callgraph_algorithm algorithm)
{
	world_put("m/m.go", source);
	world = world_build(".", 2, true);
	graph = callgraph_build(world.ir, algorithm);
	buf_init(&edges, 1 << 20);
}

/* And its edges, with all places left out. */
static void graph_of(const char *source, enum callgraph_algorithm algorithm)
{
	struct callgraph_printer *p;
	struct buf line;

	graph_only(source, algorithm);
	p = callgraph_printer_create(graph);
	buf_init(&line, 1 << 20);
	for (uint32_t i = 0; i < graph->nnodes; i++)
		callgraph_print(p, i, &line);
	callgraph_printer_destroy(p);
	/* "f\tplace\tkind\tg\n" -> "f kind g\n" */
	for (const char *s = buf_text(&line); *s; s = strchr(s, '\n') + 1) {
		const char *at = strchr(s, '\t'), *kind = strchr(at + 1, '\t');
		const char *to = strchr(kind + 1, '\t');

		buf_add(&edges, s, (size_t)(at - s));
		buf_putc(&edges, ' ');
		buf_add(&edges, kind + 1, (size_t)(to - kind - 1));
		buf_putc(&edges, ' ');
		buf_add(&edges, to + 1, strcspn(to + 1, "\n") + 1);
	}
	buf_finish(&line);
}

static void drop(void)
{
	buf_finish(&edges);
	callgraph_destroy(graph);
	world_drop(&world);
}

static bool has(const char *edge)
{
	const char *s = buf_text(&edges);
	size_t n = strlen(edge);

	for (; *s; s = strchr(s, '\n') + 1)
		if (strncmp(s, edge, n) == 0 && s[n] == '\n')
			return true;
	return false;
}

static const char shapes[] = "package main\n"
			     "type shape interface { area() int }\n"
			     "type square int\n"
			     "type circle int\n"
			     "type blob int\n"
			     "type ghost int\n"
			     "func (s square) area() int { return 1 }\n"
			     "func (c circle) area() int { return 2 }\n"
			     "func (b blob) area() int { return 3 }\n"
			     "func (g *ghost) area() int { return 4 }\n"
			     "func (g *ghost) volume() int { return 4 }\n"
			     "var never any\n"
			     "func measure(s shape) int { return s.area() }\n"
			     "func dead() { never = new(ghost) }\n"
			     "func main() {\n"
			     "	measure(square(1))\n"
			     "	var s shape = circle(2)\n"
			     "	never = s\n"
			     "}\n";

static void static_has_what_is_called_by_name_only(void)
{
	graph_of(shapes, CALLGRAPH_STATIC);
	CHECK(has("m.main call m.measure"));
	CHECK(!has("m.measure call (m.square).area"));
	drop();
}

static void cha_takes_all_types_that_implement_the_interface(void)
{
	graph_of(shapes, CALLGRAPH_CHA);
	CHECK(has("m.main call m.measure"));
	CHECK(has("m.measure call (m.square).area"));
	CHECK(has("m.measure call (*m.square).area"));
	CHECK(has("m.measure call (m.circle).area"));
	CHECK(has("m.measure call (*m.ghost).area"));
	drop();
}

static void rta_takes_types_that_reached_code_converts(void)
{
	graph_of(shapes, CALLGRAPH_RTA);
	CHECK(has("m.measure call (m.square).area"));
	CHECK(has("m.measure call (m.circle).area"));
	CHECK(!has("m.measure call (m.blob).area"));
	CHECK(!has("m.measure call (*m.ghost).area"));
	drop();
}

static void vta_takes_types_that_flow_to_the_call(void)
{
	graph_of(shapes, CALLGRAPH_VTA);
	CHECK(has("m.measure call (m.square).area"));
	CHECK(!has("m.measure call (m.circle).area"));
	CHECK(!has("m.measure call (*m.ghost).area"));
	drop();
}

static void rta_says_which_functions_are_reached(void)
{
	int64_t dead;

	graph_of(shapes, CALLGRAPH_RTA);
	dead = callgraph_node(graph, world_function(&world, "m.dead"));
	CHECK(dead >= 0);
	CHECK(!graph->nodes[dead].reached);
	CHECK(graph->nodes[callgraph_node(graph,
					  world_function(&world, "m.main"))]
		      .reached);
	drop();
}

static void a_library_is_entered_by_what_it_exports(void)
{
	graph_of("package m\n"
		 "type T int\n"
		 "func (T) M() { inner() }\n"
		 "func F(f func()) { f() }\n"
		 "func inner() { F(called) }\n"
		 "func called() {}\n"
		 "func alone() { alone() }\n",
		 CALLGRAPH_RTA);
	CHECK(has("(m.T).M call m.inner"));
	CHECK(has("m.F call m.called"));
	CHECK(!has("m.alone call m.alone"));
	drop();
}

/* The place that a type or function comes through, one each. */
static const char flows[] =
	"package m\n"
	"type i interface { m() }\n"
	"type a int\n func (a) m() {}\n"
	"type b int\n func (b) m() {}\n"
	"type c int\n func (c) m() {}\n"
	"type d int\n func (d) m() {}\n"
	"type e int\n func (e) m() {}\n"
	"type f int\n func (f) m() {}\n"
	"type g int\n func (g) m() {}\n"
	"type h func()\n func (x h) m() { x() }\n"
	"func one() {}\nfunc two() {}\n"
	"type s struct { f i }\n"
	"func Field(p *s) { p.f = a(1); q := *p; q.f.m() }\n"
	"func Map(x map[string]i) { x[\"\"] = b(1); for _, v := range x { "
	"v.m() } }\n"
	"func Chan(x chan i) { x <- c(1); v, ok := <-x; _ = ok; v.m() }\n"
	"func Assert(x any) { x = d(1); if v, ok := x.(i); ok { v.m() } }\n"
	"func Closure() { var v i; func() { v = e(1) }(); v.m() }\n"
	"func Result() { get().m() }\n func get() i { return f(1) }\n"
	"func Pointer() { var v i; set(&v); v.m() }\n"
	"func set(p *i) { *p = g(1) }\n"
	"func Function() { var v i = h(one); v.m() }\n"
	"func Recover() { defer func() { recover().(error).Error() }()\n"
	"	panic(bad(1)) }\n"
	"type bad int\n func (bad) Error() string { return \"\" }\n"
	"func Value() { v := two; v() }\n";

static void vta_follows_values_through_memory(void)
{
	graph_of(flows, CALLGRAPH_VTA);
	CHECK(has("m.Field call (m.a).m") && !has("m.Field call (m.b).m"));
	CHECK(has("m.Map call (m.b).m") && !has("m.Map call (m.a).m"));
	CHECK(has("m.Chan call (m.c).m") && !has("m.Chan call (m.b).m"));
	CHECK(has("m.Assert call (m.d).m") && !has("m.Assert call (m.c).m"));
	CHECK(has("m.Closure call (m.e).m"));
	CHECK(has("m.Result call (m.f).m") && !has("m.Result call (m.a).m"));
	CHECK(has("m.Pointer call (m.g).m"));
	drop();
}

static void vta_follows_functions_and_panics(void)
{
	graph_of(flows, CALLGRAPH_VTA);
	CHECK(has("m.Function call (m.h).m"));
	CHECK(has("(m.h).m call m.one") && !has("(m.h).m call m.two"));
	CHECK(has("m.Value call m.two") && !has("m.Value call m.one"));
	CHECK(has("m.Recover$1 call (m.bad).Error"));
	drop();
}

static void goroutines_and_defers_are_marked(void)
{
	graph_of("package m\n"
		 "func F(f func()) { go a(); defer b(); go f(); a() }\n"
		 "func G() { F(b) }\n"
		 "func a() {}\nfunc b() {}\n",
		 CALLGRAPH_VTA);
	CHECK(has("m.F go m.a"));
	CHECK(has("m.F defer m.b"));
	CHECK(has("m.F go m.b"));
	CHECK(has("m.F call m.a"));
	CHECK(!has("m.F call m.b"));
	drop();
}

static void methods_of_two_packages_do_not_mix(void)
{
	world_put("m/p/p.go", "package p\n"
			      "type I interface { hidden() }\n"
			      "type T int\nfunc (T) hidden() {}\n"
			      "func Call(i I) { i.hidden() }\n");
	graph_of("package m\n import \"m/p\"\n"
		 "type T int\nfunc (T) hidden() {}\n"
		 "func F(x any) { p.Call(x.(p.I)); F(T(1)); F(p.T(1)) }\n",
		 CALLGRAPH_CHA);
	CHECK(has("m/p.Call call (m/p.T).hidden"));
	CHECK(!has("m/p.Call call (m.T).hidden"));
	drop();
}

/* Sums of (caller, callee) over all edges, each way. */
static uint64_t sum_out(void)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < graph->nsites; i++) {
		uint32_t n;
		const uint32_t *to =
			callgraph_callees(graph, &graph->sites[i], &n);

		for (uint32_t k = 0; k < n; k++)
			sum += (uint64_t)graph->sites[i].caller * 1000003 +
			       to[k];
	}
	return sum;
}

static uint64_t sum_in(void)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < graph->nnodes; i++) {
		struct callgraph_in in = callgraph_in(graph, i);
		const struct call_site *site;

		while ((site = callgraph_next_in(&in)) != NULL)
			sum += (uint64_t)site->caller * 1000003 + i;
	}
	return sum;
}

static void edges_are_the_same_backwards(void)
{
	for (int i = 0; i < NCALLGRAPH_ALGORITHMS; i++) {
		graph_of(flows, (enum callgraph_algorithm)i);
		CHECK(callgraph_nedges(graph) > 0);
		CHECK(sum_in() == sum_out());
		drop();
	}
}

static uint32_t scc_of(const char *name)
{
	return graph->nodes[callgraph_node(graph, world_function(&world, name))]
		.scc;
}

static void components_come_bottom_up(void)
{
	graph_of("package m\n"
		 "func top() { odd(1); leaf() }\n"
		 "func odd(n int) { even(n) }\n"
		 "func even(n int) { odd(n); leaf() }\n"
		 "func leaf() {}\n",
		 CALLGRAPH_STATIC);
	CHECK(scc_of("m.odd") == scc_of("m.even"));
	CHECK(scc_of("m.leaf") < scc_of("m.even"));
	CHECK(scc_of("m.even") < scc_of("m.top"));
	CHECK(graph->scc_first[graph->nsccs] == graph->nnodes);
	drop();
	graph_of(flows, CALLGRAPH_CHA);
	for (uint32_t i = 0; i < graph->nsites; i++) {
		uint32_t n, from = graph->sites[i].caller;
		const uint32_t *to =
			callgraph_callees(graph, &graph->sites[i], &n);

		for (uint32_t k = 0; k < n; k++)
			CHECK(graph->nodes[to[k]].scc <=
			      graph->nodes[from].scc);
	}
	drop();
}

/* n types that implement an interface, and as many calls of it. */
static const char *many(struct buf *b, int n)
{
	buf_init(b, 1 << 24);
	buf_puts(b, "package m\ntype I interface { M(I) I }\n");
	for (int i = 0; i < n; i++)
		buf_printf(b,
			   "type T%d int\n"
			   "func (T%d) M(x I) I { return x }\n"
			   "func F%d(x I) I { return x.M(T%d(1)) }\n",
			   i, i, i, i);
	return buf_text(b);
}

static void calls_of_one_method_share_what_they_call(void)
{
	enum { N = 2000 };
	struct buf b;

	graph_only(many(&b, N), CALLGRAPH_CHA);
	/* Wrappers and all: a list has 2 N members, and N calls have it. */
	CHECK(callgraph_nedges(graph) >= (uint64_t)2 * N * N);
	CHECK(graph->ncallees < 10 * N);
	CHECK(sum_in() == sum_out());
	drop();
	buf_finish(&b);
}

static void the_graph_does_not_depend_on_threads(void)
{
	struct buf first, b;

	graph_of(many(&b, 50), CALLGRAPH_VTA);
	first = edges;
	edges = (struct buf){0};
	drop();
	for (int i = 0; i < 5; i++) {
		graph_of(buf_text(&b), CALLGRAPH_VTA);
		CHECK_STR(buf_text(&edges), buf_text(&first));
		drop();
	}
	buf_finish(&first);
	buf_finish(&b);
}

static void wrong_source_has_a_graph(void)
{
	graph_of("package m\n"
		 "type I interface { M() }\n"
		 "type T struct { U }\n"
		 "func (T) M() {}\n"
		 "func F(x I, f func(Q)) { x.M(); x.N(); f(1); nothing()\n"
		 "	var i I = T{}; i.M(); g := 3; g() }\n",
		 CALLGRAPH_VTA);
	CHECK(graph->nnodes > 0);
	CHECK(has("m.F call (m.T).M"));
	drop();
}

int main(void)
{
	world_create();
	RUN(static_has_what_is_called_by_name_only);
	RUN(cha_takes_all_types_that_implement_the_interface);
	RUN(rta_takes_types_that_reached_code_converts);
	RUN(vta_takes_types_that_flow_to_the_call);
	RUN(rta_says_which_functions_are_reached);
	RUN(a_library_is_entered_by_what_it_exports);
	RUN(vta_follows_values_through_memory);
	RUN(vta_follows_functions_and_panics);
	RUN(goroutines_and_defers_are_marked);
	RUN(methods_of_two_packages_do_not_mix);
	RUN(edges_are_the_same_backwards);
	RUN(components_come_bottom_up);
	RUN(calls_of_one_method_share_what_they_call);
	RUN(the_graph_does_not_depend_on_threads);
	RUN(wrong_source_has_a_graph);
	world_destroy();
	return test_summary();
}
