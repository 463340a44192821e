/* SPDX-License-Identifier: MIT */
#include "types/types.h"

#include "test.h"
#include "types_ask.h"

static void a_defined_type_is_inferred_whatever_comes_first(void)
{
	const char *const f = "type D []int\nvar d D\nvar s []int\n"
			      "func f[P any](x, y P) P { return x }\n";

	CHECK_STR(type_of(arena_printf(ask.arena, "%svar X = f(d, s)", f)),
		  "p.D");
	CHECK_STR(type_of(arena_printf(ask.arena, "%svar X = f(s, d)", f)),
		  "p.D");
}

static void a_channel_with_a_direction_is_inferred(void)
{
	const char *const f = "var r <-chan int\nvar b chan int\n"
			      "func f[P any](x, y P) P { return x }\n";

	CHECK_STR(type_of(arena_printf(ask.arena, "%svar X = f(r, b)", f)),
		  "<-chan int");
	CHECK_STR(type_of(arena_printf(ask.arena, "%svar X = f(b, r)", f)),
		  "<-chan int");
}

static void what_is_inferred_stands_inside_of_other_types(void)
{
	CHECK_STR(type_of("func f[V any](x V) map[int]V { return nil }\n"
			  "var X = f(\"\")"),
		  "map[int]string");
	CHECK_STR(type_of("func f[K comparable](x K) map[K]int { return nil }\n"
			  "var X = f(\"\")"),
		  "map[string]int");
}

static void two_defined_types_do_not_match(void)
{
	CHECK_STR(errors_of("type A []int\ntype B []int\nvar a A\nvar b B\n"
			    "func f[P any](x, y P) {}\nfunc g() { f(a, b) }"),
		  "7: in call to f, type B of b does not match inferred type "
		  "A for P\n");
}

static void elements_must_match_exactly(void)
{
	CHECK_STR(type_of("type D []int\nvar d D\n"
			  "func f[P any](x []P) P { return x[0] }\n"
			  "var X = f(d)"),
		  "int");
	CHECK_STR(errors_of("type D []int\nvar d []D\n"
			    "func h[P any](x, y []P) {}\n"
			    "func g() { h(d, [][]int{}) }"),
		  "5: in call to h, type [][]int of [][]int{} does not match "
		  "inferred type []D for []P\n");
}

static void an_interface_is_not_inferred_beside_another_type(void)
{
	CHECK_STR(errors_of("type I interface{ m() }\ntype T struct{}\n"
			    "func (T) m() {}\nvar i I\nvar t T\n"
			    "func f[P any](x, y P) {}\n"
			    "func g() { f(i, t); f(t, i) }"),
		  "8: in call to f, type T of t does not match inferred type "
		  "I for P\n"
		  "8: in call to f, type I of i does not match inferred type "
		  "T for P\n");
}

static void constants_have_the_largest_kind_among_them(void)
{
	const char *const f = "func f[P any](x ...P) P { return x[0] }\n";

	CHECK_STR(
		type_of(arena_printf(ask.arena, "%svar X = f(1, 2.5, 'a')", f)),
		"float64");
	CHECK_STR(type_of(arena_printf(ask.arena, "%svar X = f('a', 1)", f)),
		  "rune");
	CHECK_STR(type_of(arena_printf(ask.arena,
				       "%svar b int8\nvar X = f(1, b)", f)),
		  "int8");
	CHECK_STR(
		errors_of(arena_printf(ask.arena, "%svar X = f(1, \"a\")", f)),
		"3: in call to f, mismatched types untyped int and untyped "
		"string (cannot infer P)\n");
}

static void constraints_tell_of_other_parameters(void)
{
	CHECK_STR(type_of("func f[S ~[]E, E any](s S) E { return s[0] }\n"
			  "type L []string\nvar X = f(L{})"),
		  "string");
	CHECK_STR(type_of("func f[P interface{ *T; Set(int) }, T any](t T) P"
			  " { return nil }\n"
			  "type V int\nfunc (*V) Set(int) {}\n"
			  "var X = f(V(0))"),
		  "*p.V");
	CHECK_STR(type_of("type Getter[T any] interface{ Get() T }\n"
			  "func f[G Getter[T], T any](g G) T"
			  " { return g.Get() }\n"
			  "type V struct{}\nfunc (V) Get() (s []byte)"
			  " { return }\nvar X = f(V{})"),
		  "[]byte");
}

static void a_generic_function_is_an_argument(void)
{
	CHECK_STR(type_of("func m[A, B any](x []A, f func(A) B) []B"
			  " { return nil }\n"
			  "func id[T any](x T) T { return x }\n"
			  "var X = m([]int8{}, id)"),
		  "[]int8");
}

static void an_assignment_tells_type_arguments(void)
{
	CHECK_STR(type_of("func id[T any](x T) T { return x }\n"
			  "var X func(int8) int8 = id"),
		  "func(int8) int8");
	CHECK_STR(errors_of("func id[T any](x T) T { return x }\n"
			    "var X func(int8) string = id"),
		  "3: inferred type func(x int8) int8 for func(x T) T does "
		  "not match type func(int8) string of X\n");
}

static void what_refers_to_itself_is_not_inferred(void)
{
	CHECK_STR(errors_of("func f[P interface{ *P }](x ...P) {}\n"
			    "func g() { f() }"),
		  "3: in call to f, cannot infer P (declared at a.go:2:8)\n");
	CHECK_STR(errors_of("func f[P interface{ *Q }, Q interface{ func(P) }]"
			    "(x ...P) {}\nfunc g() { f() }"),
		  "3: in call to f, cannot infer P (declared at a.go:2:8)\n");
}

static void a_function_that_calls_itself_has_parameters_of_its_own(void)
{
	CHECK_STR(errors_of("func f[P any](x P) { f(&x) }"),
		  "2: instantiation cycle:\n");
	CHECK_STR(errors_of("func f[P, Q any](x P, y Q) { f(y, x) }"), "");
}

/* go/types gives up with a panic here. */
static void unification_without_end_fails(void)
{
	struct buf b;

	buf_init(&b, 1 << 20);
	buf_puts(&b, "type T[P any] []P\nfunc f[P any](x, y P) {}\n"
		     "func g(x ");
	for (int i = 0; i < 100; i++)
		buf_puts(&b, "T[");
	buf_puts(&b, "int");
	for (int i = 0; i < 100; i++)
		buf_puts(&b, "]");
	buf_puts(&b, ") { f(x, x) }");
	CHECK_STR(errors_of(buf_text(&b)), "");
	buf_clear(&b);
	buf_puts(&b, "type T[P any] []P\nfunc f[P any](x, y P) {}\nfunc g(x ");
	for (int i = 0; i < 100; i++)
		buf_puts(&b, "[]");
	buf_puts(&b, "int, y ");
	for (int i = 0; i < 100; i++)
		buf_puts(&b, "[]");
	buf_puts(&b, "bool) { f(x, y) }");
	CHECK(strstr(errors_of(buf_text(&b)), "does not match"));
	buf_finish(&b);
}

int main(void)
{
	ask_open();
	RUN(a_defined_type_is_inferred_whatever_comes_first);
	RUN(a_channel_with_a_direction_is_inferred);
	RUN(what_is_inferred_stands_inside_of_other_types);
	RUN(two_defined_types_do_not_match);
	RUN(elements_must_match_exactly);
	RUN(an_interface_is_not_inferred_beside_another_type);
	RUN(constants_have_the_largest_kind_among_them);
	RUN(constraints_tell_of_other_parameters);
	RUN(a_generic_function_is_an_argument);
	RUN(an_assignment_tells_type_arguments);
	RUN(what_refers_to_itself_is_not_inferred);
	RUN(a_function_that_calls_itself_has_parameters_of_its_own);
	RUN(unification_without_end_fails);
	ask_close();
	return test_summary();
}
