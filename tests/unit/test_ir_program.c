/* SPDX-License-Identifier: MIT */
/* Which functions a program has, in which order, whoever builds them. */
#include "ir/ir.h"

#include "base/arena.h"
#include "ir_world.h"
#include "test.h"
#include "types/methodset.h"

static const char main_text[] =
	"package main\n"
	"import \"m/dep\"\n"
	"type T[P any] struct { p P; dep.Base }\n"
	"func (t *T[P]) Get() P { return t.p }\n"
	"func f[P any](x P) any {\n"
	"	type l struct { p P; next *l }\n"
	"	return h(&l{x, nil})\n"
	"}\n"
	"func h[P any](x P) any { return x }\n"
	"func g[A, B any](x A, h func(A) B) B { return h(x) }\n"
	"type S string\n"
	"func (s S) String() string { return string(s) }\n"
	"type I interface { String() string }\n"
	"type Unused struct { Embedded }\n"
	"type Embedded struct{}\n"
	"func (Embedded) Method() {}\n"
	"func main() {\n"
	"	b := T[byte]{}\n"
	"	u := T[uint8]{}\n"
	"	dep.Show(b.Get(), u.Get(), f(1), f(\"a\"))\n"
	"	var st I = S(\"a\")\n"
	"	bound, thunk := st.String, S.String\n"
	"	_ = g(1, func(i int) S { return S(bound() + thunk(\"x\")) })\n"
	"	b.Touch()\n"
	"	dep.Call()\n"
	"}\n";

static const char dep_text[] =
	"package dep\n"
	"type Base struct { n int }\n"
	"func (b *Base) Touch() { b.n++; inc[int](&b.n) }\n"
	"func inc[N int | uint](p *N) { twice := func() { *p += 2 }; twice() "
	"}\n"
	"func Show(list ...any) {\n"
	"	for _, x := range list {\n"
	"		if s, ok := x.(interface{ String() string }); ok {\n"
	"			show(s.String())\n"
	"		}\n"
	"	}\n"
	"}\n"
	"func show(s string) { out += s }\n"
	"var out string\n"
	"var Call = func() { defer func() { recover() }(); reached() }\n"
	"func reached() {}\n"
	"func notReached() {}\n"
	"type hidden int\n"
	"func (h hidden) String() string { return viaInterface() }\n"
	"func (h hidden) Other() string { return notCalled() }\n"
	"func viaInterface() string { return \"\" }\n"
	"func notCalled() string { return \"\" }\n"
	"func init() { Show(hidden(1)) }\n";

static void put_everything(void)
{
	world_put("m/main/main.go", main_text);
	world_put("m/dep/dep.go", dep_text);
	world_put("m/endless/e.go",
		  "package endless\n"
		  "func f[T any](n int, x T) { if n > 0 { f(n-1, &x) } }\n"
		  "type p[A, B any] struct { a A; b B }\n"
		  "func g[T any](n int, x T) {\n"
		  "	if n > 0 { g(n-1, p[T, T]{x, x}) }\n"
		  "}\n"
		  "func h[T any](n int, x T) {\n"
		  "	type l struct { x T; next *l }\n"
		  "	if n > 0 { h(n-1, l{x, nil}) }\n"
		  "}\n"
		  "func F() { f(3, 1); g(3, 1); h(3, 1) }\n");
	world_put("m/spelling/s.go",
		  "package spelling\n"
		  "func f[T any](x T) T { return x }\n"
		  "func F() { f(func(x int) {}); f(func(int) {}) }\n");
	world_put("m/parts/p.go", "package parts\n"
				  "type part struct{}\n"
				  "func (part) Of() {}\n"
				  "type whole struct { p []part }\n"
				  "func F() any { return whole{} }\n");
	world_put("m/inside/i.go",
		  "package inside\n"
		  "func f[T any](x T) any { return map[int]T{1: x} }\n"
		  "func F() { f(\"a\") }\n");
	world_put("m/wrong/w.go",
		  "package wrong\n"
		  "func Good(x int) int { return x + 1 }\n"
		  "func Bad() int { return undefined.x + \"\" }\n"
		  "func (NoType) Method() {}\n"
		  "var V = func() int { return nothing }\n"
		  "func Generic[P any](x P) P { return y }\n"
		  "func User() { Generic(1); Good(2) }\n");
}

static void the_dump_does_not_depend_on_the_number_of_threads(void)
{
	struct buf first, other;
	struct world w = world_build("./main", 1, true);

	world_print(&w, &first);
	world_drop(&w);
	CHECK(first.len > 1000);
	for (unsigned jobs = 2; jobs <= 4; jobs++) {
		w = world_build("./main", jobs, true);
		world_print(&w, &other);
		world_drop(&w);
		CHECK_STR(buf_text(&other), buf_text(&first));
		buf_finish(&other);
	}
	buf_finish(&first);
}

static void what_calls_reach_is_built_as_when_all_is_named(void)
{
	struct world part = world_build("./main", 2, true);
	struct world whole = world_build("./...", 2, false);
	struct buf x, y, name;

	buf_init(&name, 1 << 16);
	for (uint32_t i = 0; i < part.ir->nfunctions; i++) {
		struct ir_function *fn = part.ir->functions[i], *same;

		buf_clear(&name);
		ir_function_print_name(fn, &name);
		/* There are two of this name. */
		if (strstr(buf_text(&name), "h[*m/main.l]"))
			continue;
		same = world_function(&whole, buf_text(&name));
		CHECK(same);
		buf_init(&x, 1 << 20);
		buf_init(&y, 1 << 20);
		ir_function_print(fn, &x);
		ir_function_print(same, &y);
		CHECK_STR(buf_text(&x), buf_text(&y));
		buf_finish(&x);
		buf_finish(&y);
	}
	buf_finish(&name);
	world_drop(&part);
	world_drop(&whole);
}

static void only_what_calls_reach_is_built_of_dependencies(void)
{
	struct world w = world_build("./main", 2, true);

	CHECK(world_function(&w, "m/dep.Show"));
	CHECK(world_function(&w, "m/dep.inc[int]"));
	CHECK(world_function(&w, "m/dep.inc[int]$1")->nblocks > 0);
	CHECK(world_function(&w, "m/dep.init$1")->nblocks > 0);
	CHECK(world_function(&w, "m/dep.init$1$1")->nblocks > 0);
	CHECK(world_function(&w, "m/dep.reached"));
	CHECK(world_function(&w, "m/dep.viaInterface"));
	CHECK(!world_function(&w, "m/dep.notReached"));
	CHECK(!world_function(&w, "m/dep.notCalled"));
	world_drop(&w);
}

static void without_reach_dependencies_are_external(void)
{
	struct world w = world_build("./main", 2, false);
	struct ir_function *fn = world_function(&w, "m/dep.Show");

	CHECK(fn);
	CHECK(fn->nblocks == 0);
	CHECK(fn->nparams == 1);
	CHECK(world_function(&w, "m/dep.show") == NULL);
	world_drop(&w);
}

static void byte_and_uint8_make_one_instance(void)
{
	struct world w = world_build("./main", 2, false);
	struct ir_function *fn = world_function(&w, "(*m/main.T[uint8]).Get");

	CHECK(fn);
	CHECK(fn->synthetic == IR_INSTANCE);
	CHECK(fn->origin == world_function(&w, "(*m/main.T[P]).Get"));
	CHECK(world_count(&w, "T[uint8]).Get") == 1);
	CHECK(world_count(&w, "T[byte]") == 0);
	world_drop(&w);
}

static void names_of_parameters_make_no_instance(void)
{
	struct world w = world_build("./spelling", 1, false);

	CHECK(world_count(&w, "m/spelling.f[func(") == 1);
	CHECK(world_function(&w, "m/spelling.f[func(int)]"));
	world_drop(&w);
}

/* Reflection gets from a value to its parts, and to pointers to them. */
static void methods_of_what_is_inside_an_interface_are_there(void)
{
	struct world w = world_build("./parts", 1, false);

	CHECK(world_function(&w, "(*m/parts.part).Of"));
	world_drop(&w);
}

static void types_inside_of_an_instance_have_its_arguments(void)
{
	struct world w = world_build("./inside", 1, false);
	struct ir_function *fn = world_function(&w, "m/inside.f[string]");
	struct buf b;

	CHECK(fn);
	buf_init(&b, 1 << 16);
	ir_function_print(fn, &b);
	CHECK(strstr(buf_text(&b), "make map[int]string"));
	buf_finish(&b);
	world_drop(&w);
}

static void local_types_of_two_instances_are_two_types(void)
{
	struct world w = world_build("./main", 2, false);

	CHECK(world_function(&w, "m/main.f[int]"));
	CHECK(world_function(&w, "m/main.f[string]"));
	/* And a third one: what the generic f itself calls. */
	CHECK(world_count(&w, "m/main.h[*m/main.l]") == 3);
	world_drop(&w);
}

static void methods_as_values_have_functions_of_their_own(void)
{
	struct world w = world_build("./main", 2, false);
	struct ir_function *fn;

	fn = world_function(&w, "(m/main.I).String$bound");
	CHECK(fn && fn->synthetic == IR_BOUND && fn->nfree_vars == 1);
	fn = world_function(&w, "(m/main.S).String$thunk");
	CHECK(fn && fn->synthetic == IR_THUNK && fn->nparams == 1);
	fn = world_function(&w, "(*m/main.S).String");
	CHECK(fn && fn->synthetic == IR_WRAPPER && fn->nblocks > 0);
	world_drop(&w);
}

static void a_method_value_is_found_or_built_afterwards(void)
{
	struct world w = world_build("./main", 2, true);
	struct arena *a = arena_create(0);
	struct ir_function *main_fn = world_function(&w, "m/main.main"), *fn;
	const struct scope *scope = main_fn->pkg->types->scope;
	struct object *s = scope_lookup(scope, name_of("S"));
	struct method_set set = new_method_set(s->type, a);

	CHECK(set.n == 1);
	fn = ir_method_value(w.ir, &set.at[0]);
	CHECK(fn == world_function(&w, "(m/main.S).String"));
	s = scope_lookup(scope, name_of("Unused"));
	set = new_method_set(s->type, a);
	CHECK(set.n == 1);
	CHECK(!world_function(&w, "(m/main.Unused).Method"));
	fn = ir_method_value(w.ir, &set.at[0]);
	CHECK(fn && fn->synthetic == IR_WRAPPER && fn->nblocks > 0);
	CHECK(fn == ir_method_value(w.ir, &set.at[0]));
	arena_destroy(a);
	world_drop(&w);
}

static void ids_are_places_in_the_list(void)
{
	struct world w = world_build("./main", 2, true);

	for (uint32_t i = 0; i < w.ir->nfunctions; i++) {
		CHECK(w.ir->functions[i]->id == i);
		CHECK(w.ir->functions[i]->state == IR_BUILT);
	}
	world_drop(&w);
}

static void endless_instantiation_ends(void)
{
	struct world w = world_build("./endless", 2, false);

	CHECK(world_function(&w, "m/endless.F"));
	CHECK(world_function(&w, "m/endless.f[*int]"));
	CHECK(world_count(&w, "m/endless.h[m/endless.l]") > 1);
	CHECK(w.ir->nfunctions < 300);
	world_drop(&w);
}

static void what_is_sound_is_built_beside_errors(void)
{
	struct world w = world_build("./wrong", 2, false);

	CHECK(world_function(&w, "m/wrong.Good"));
	CHECK(!world_function(&w, "m/wrong.Good")->broken);
	CHECK(world_function(&w, "m/wrong.Bad"));
	CHECK(world_function(&w, "m/wrong.Bad")->broken);
	CHECK(world_function(&w, "m/wrong.User")->nblocks > 0);
	world_drop(&w);
}

int main(void)
{
	world_create();
	put_everything();
	RUN(the_dump_does_not_depend_on_the_number_of_threads);
	RUN(what_calls_reach_is_built_as_when_all_is_named);
	RUN(only_what_calls_reach_is_built_of_dependencies);
	RUN(without_reach_dependencies_are_external);
	RUN(byte_and_uint8_make_one_instance);
	RUN(names_of_parameters_make_no_instance);
	RUN(methods_of_what_is_inside_an_interface_are_there);
	RUN(types_inside_of_an_instance_have_its_arguments);
	RUN(local_types_of_two_instances_are_two_types);
	RUN(methods_as_values_have_functions_of_their_own);
	RUN(a_method_value_is_found_or_built_afterwards);
	RUN(ids_are_places_in_the_list);
	RUN(endless_instantiation_ends);
	RUN(what_is_sound_is_built_beside_errors);
	world_destroy();
	return test_summary();
}
