/* SPDX-License-Identifier: MIT */
#include "types/types.h"

#include "test.h"
#include "types_ask.h"

/* n lines, each made by fmt from its number and the next one. */
static const char *lines(const char *before, const char *fmt, int n,
			 const char *after)
{
	static struct buf b;

	if (!b.ceiling)
		buf_init(&b, (size_t)64 << 20);
	buf_clear(&b);
	buf_puts(&b, before);
	for (int i = 0; i < n; i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		buf_printf(&b, fmt, i, i + 1, i + 1);
#pragma GCC diagnostic pop
	}
	buf_puts(&b, after);
	return buf_text(&b);
}

static void a_cycle_of_names_is_no_type(void)
{
	CHECK_STR(errors_of("type T T"),
		  "2: invalid recursive type: T refers to itself\n");
	CHECK_STR(errors_of("type A B\ntype B = C\ntype C A"),
		  "2: invalid recursive type A\n");
	CHECK_STR(errors_of("func f() { type T T; type U = U }"),
		  "2: invalid recursive type: T refers to itself\n"
		  "2: invalid recursive type: U refers to itself\n");
}

static void a_type_does_not_hold_itself(void)
{
	CHECK_STR(errors_of("type T struct { f [2]T }"),
		  "2: invalid recursive type: T refers to itself\n");
	CHECK_STR(errors_of("type T struct { f *T; g []T; h func(T) T }"), "");
	CHECK_STR(errors_of("type A[P any] struct { f P }\n"
			    "type T struct { f A[T] }"),
		  "3: invalid recursive type T\n");
	CHECK_STR(errors_of("type A[P any] struct { f *P }\n"
			    "type T struct { f A[T] }"),
		  "");
	CHECK_STR(errors_of("type A[P any] struct { _ B[P] }\n"
			    "type B[P any] struct { _ P }\n"
			    "var _ A[A[string]]"),
		  "");
	CHECK_STR(errors_of("type I interface { J }\n"
			    "type J interface { I }"),
		  "2: invalid recursive type I\n");
}

static void long_chains_of_types_are_checked(void)
{
	CHECK_STR(errors_of(lines("", "type T%d T%d\n", 5000,
				  "type T5000 int\nvar x int = T0(1)")),
		  "5003: cannot use T0(1) (constant 1 of int type T0) as int "
		  "value in variable declaration\n");
	/* In this order, no declaration waits for another one. */
	CHECK_STR(errors_of(lines("type A0 = int\n", "type A%2$d = []A%1$d\n",
				  100000,
				  "func f[P any](p P) P { return p }\n"
				  "var x A100000\nvar y = f(x)")),
		  "");
	CHECK_STR(errors_of(lines("type A0 = int\n",
				  "type A%2$d = struct { f A%1$d }\n", 100000,
				  "var x A100000\nvar y = &x.f")),
		  "");
	CHECK_STR(errors_of(lines("type I0 interface { m() }\n",
				  "type I%2$d interface { I%1$d }\n", 50000,
				  "func f(x I50000) { x.m() }")),
		  "");
}

/* Each type has the next one twice: 2^100 in all. */
static void types_that_share_parts_are_walked_once(void)
{
	CHECK_STR(errors_of(lines("", "type T%d struct { a, b T%d }\n", 100,
				  "type T100 struct {}\nvar x T0")),
		  "");
	CHECK_STR(errors_of(lines("type A0 = int\n",
				  "type A%2$d = struct { a, b A%1$d }\n", 100,
				  "func f[P any](p P, q A100) P { return p }\n"
				  "var x A100\nvar y = f(x, x)")),
		  "");
	CHECK_STR(errors_of(lines("", "type I%d interface { I%d; m() }\n", 100,
				  "type I100 interface {}\nvar x I0")),
		  "");
}

static void instances_that_share_parts_are_walked_once(void)
{
	CHECK_STR(errors_of(lines(
			  "", "type T%d[P any] struct { a, b T%d[P] }\n", 100,
			  "type T100[P any] struct {}\n"
			  "var x T0[int]")),
		  "");
	CHECK_STR(errors_of(lines(
			  "", "type A%d[P any] = struct { a, b A%d[P] }\n", 100,
			  "type A100[P any] = struct { p P }\n"
			  "var x A0[int]")),
		  "");
	CHECK_STR(errors_of(lines("type P[A, B any] struct { a *A; b *B }\n"
				  "type T0 = int\n",
				  "type T%2$d = P[T%1$d, T%1$d]\n", 100,
				  "func f[Q any](q Q) Q { return q }\n"
				  "var x T100\nvar y = f(f(x)).a")),
		  "");
	CHECK_STR(errors_of(lines("type L[T any] []T\ntype T0 = int\n",
				  "type T%2$d = L[T%1$d]\n", 5000,
				  "func f[T any](l L[T]) T { return l[0] }\n"
				  "var x T5000\nvar y = f(x)")),
		  "");
}

static void instances_without_end_are_reported(void)
{
	CHECK_STR(errors_of("func f[T any](n int) { f[*T](n - 1) }"),
		  "2: instantiation cycle:\n");
	CHECK_STR(errors_of("func f[T any]() { g[T]() }\n"
			    "func g[T any]() { f[[]T]() }"),
		  "3: instantiation cycle:\n");
	CHECK_STR(errors_of("func f[A, B any]() { f[B, A]() }"), "");
	CHECK_STR(errors_of("func f[A any]() { type T int; f[T]() }"),
		  "2: instantiation cycle:\n");
	CHECK_STR(errors_of("type T[P any] struct{}\n"
			    "func (T[P]) m() { T[*P]{}.m() }"),
		  "2: instantiation cycle:\n");
}

static void a_type_argument_may_refer_to_itself_by_its_methods(void)
{
	CHECK_STR(errors_of("type A = interface { m() interface { A } }\n"),
		  "2: invalid recursive type: A refers to itself\n");
	CHECK_STR(errors_of("type I interface { m() interface { I } }\n"
			    "func f[P any](p P) P { f(p); return p }\n"
			    "var i I\nvar x = f(i.m())"),
		  "");
}

int main(void)
{
	ask_open();
	RUN(a_cycle_of_names_is_no_type);
	RUN(a_type_does_not_hold_itself);
	RUN(long_chains_of_types_are_checked);
	RUN(types_that_share_parts_are_walked_once);
	RUN(instances_that_share_parts_are_walked_once);
	RUN(instances_without_end_are_reported);
	RUN(a_type_argument_may_refer_to_itself_by_its_methods);
	ask_close();
	return test_summary();
}
