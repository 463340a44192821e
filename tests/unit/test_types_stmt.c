/* SPDX-License-Identifier: MIT */
#include "types/types.h"

#include "test.h"
#include "types_ask.h"

/* The errors of a function's body that begins in line 2. */
static const char *body_errors(const char *body)
{
	return errors_of(arena_printf(ask.arena, "func f() {%s}", body));
}

/* before, n times a text with its number in it, after. */
static const char *many(const char *before, const char *text, int n,
			const char *after)
{
	static struct buf b;
	const char *at = strchr(text, '#');

	if (!b.ceiling)
		buf_init(&b, (size_t)64 << 20);
	buf_clear(&b);
	buf_puts(&b, before);
	for (int i = 0; i < n; i++) {
		const char *from = text;

		for (at = strchr(from, '#'); at; at = strchr(from, '#')) {
			buf_add(&b, from, (size_t)(at - from));
			buf_printf(&b, "%d", i);
			from = at + 1;
		}
		buf_puts(&b, from);
	}
	buf_puts(&b, after);
	return buf_text(&b);
}

/* Variables */

static void a_local_variable_is_used_or_told(void)
{
	CHECK_STR(errors_of("func f(p int) (r int) {\n"
			    "	a, b := 1, 2\n	{ c := a; d := c; d = 1 }\n"
			    "	for i := range 3 { }\n"
			    "	g := func(q int) { e := 1 }\n"
			    "	return\n}"),
		  "6: declared and not used: e\n"
		  "3: declared and not used: b\n"
		  "6: declared and not used: g\n"
		  "4: declared and not used: d\n"
		  "5: declared and not used: i\n");
}

static void the_variable_of_a_type_switch_is_used_in_one_clause(void)
{
	CHECK_STR(body_errors("var x any\n	switch y := x.(type) {\n"
			      "	case int: _ = y\n	case string:\n	}"),
		  "");
	CHECK_STR(body_errors("var x any\n	switch y := x.(type) {\n"
			      "	case int, string:\n	}"),
		  "3: y declared and not used\n");
}

static void a_short_declaration_declares_something(void)
{
	CHECK_STR(body_errors("a, b := 1, 2; _, _ = a, b\n"
			      "	a, b := 3, 4\n	a, c := 5, 6; _ = c\n"
			      "	d, d := 1, 2\n	_ := 3\n	a.x, e := 1, "
			      "2"),
		  "3: no new variables on left side of :=\n"
		  "5: d repeated on left side of :=\n"
		  "6: no new variables on left side of :=\n"
		  "7: a.x undefined (type int has no field or method x)\n"
		  "7: non-name a.x on left side of :=\n"
		  "5: declared and not used: d\n"
		  "7: declared and not used: e\n");
}

static void a_function_literal_does_not_see_its_own_variable(void)
{
	CHECK_STR(body_errors("g := func() { g() }; g()\n"
			      "	var h = func() { h() }; h()\n"
			      "	var i func(); i = func() { i() }"),
		  "2: undefined: g\n3: undefined: h\n");
}

/* Assignments */

static void values_are_as_many_as_variables(void)
{
	CHECK_STR(errors_of("func g() (int, string)\n"
			    "func f() (int, string) {\n"
			    "	var a, b = g()\n	a, b, a = g()\n"
			    "	a = g()\n	a, b = 1, \"\", 2\n"
			    "	if a == 0 { return g() }\n"
			    "	if a == 1 { return 1 }\n"
			    "	return 1, \"\", b\n}"),
		  "5: assignment mismatch: 3 variables but g returns 2 values\n"
		  "6: assignment mismatch: 1 variable but g returns 2 values\n"
		  "7: assignment mismatch: 2 variables but 3 values\n"
		  "9: not enough return values\n"
		  "10: too many return values\n");
}

static void what_is_assigned_to_is_addressable(void)
{
	CHECK_STR(errors_of("type T struct { x int }\nconst c = 1\n"
			    "func f(m map[int]T, s string) {\n"
			    "	m[1] = T{}\n	m[1].x = 2\n	c = 2\n"
			    "	s[0] = 1\n	f = nil\n	_ = "
			    "nil\n	_ = f\n"
			    "	c++\n	s++\n	s += 1\n}"),
		  "6: cannot assign to struct field m[1].x in map\n"
		  "7: cannot assign to c (neither addressable nor a map index "
		  "expression)\n"
		  "8: cannot assign to s[0] (neither addressable nor a map "
		  "index expression)\n"
		  "9: cannot assign to f (neither addressable nor a map index "
		  "expression)\n"
		  "10: use of untyped nil in assignment to _ identifier\n"
		  "12: cannot assign to c (neither addressable nor a map "
		  "index expression)\n"
		  "13: invalid operation: s++ (non-numeric type string)\n"
		  "14: invalid operation: s += 1 (mismatched types string and "
		  "untyped int)\n");
}

static void a_bare_return_needs_its_results_in_scope(void)
{
	CHECK_STR(errors_of("func f() (x int, err error) {\n"
			    "	if x := 1; x > 0 { return }\n"
			    "	return\n}"),
		  "3: result parameter x not in scope at return\n");
}

/* Control flow */

static void a_function_with_results_ends_in_a_terminating_statement(void)
{
	static const char *const terminating[] = {
		"panic(1)",
		"(panic)(1)",
		"for {}",
		"L: for { for { break } }",
		"if x { return 1 } else if !x { panic(0) } else { goto L }; "
		"L: return 2",
		"switch { case x: return 1; default: fallthrough; case !x: "
		"panic(1) }",
		"select {}",
		"select { case <-c: return 1 }",
		"switch any(x).(type) { case int: return 1; default: for {} }",
		"{ return 1 };;;",
	};
	static const char *const others[] = {
		"",
		"for x {}",
		"for { break }",
		"L: for { for { break L } }",
		"if x { return 1 }",
		"switch { case x: return 1 }",
		"switch { default: break; return 1 }",
		"L: switch { default: for { break L } }",
		"select { case <-c: if x { break }; return 1 }",
		"func() int { return 1 }()",
		"for range 3 { return 1 }",
		"{ panic := func(int) {}; panic(1) }",
	};

	for (size_t i = 0; i < sizeof(terminating) / sizeof(*terminating); i++)
		CHECK_STR(errors_of(arena_printf(
				  ask.arena,
				  "func f(x bool, c chan int) int {\n%s\n}",
				  terminating[i])),
			  strstr(terminating[i], "L: for")
				  ? "3: label L declared and not used\n"
				  : "");
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		CHECK(strstr(errors_of(arena_printf(
				     ask.arena,
				     "func f(x bool, c chan int) int {\n%s\n}",
				     others[i])),
			     "4: missing return\n"));
}

static void break_and_continue_name_a_statement_around_them(void)
{
	CHECK_STR(body_errors("\nA: for {\n	break A; continue A\n"
			      "	B: switch { case true:\n"
			      "		break B; continue A; continue "
			      "B\n	}\n"
			      "	break B\n}\n"
			      "C: if true { break C }\nbreak\ncontinue"),
		  "11: break not in for, switch, or select statement\n"
		  "12: continue not in for statement\n"
		  "6: invalid continue label B\n"
		  "8: invalid break label B\n"
		  "10: invalid break label C\n"
		  "10: label C declared and not used\n");
}

static void goto_stays_in_its_blocks_and_skips_no_variable(void)
{
	CHECK_STR(body_errors("\ngoto A\nx := 1; _ = x\nA:\n{\ngoto B\n}\n"
			      "var y int; _ = y\nB:\ngoto C\n{\nC:\n}\n"
			      "goto D\nE: goto E\nA:\nF:"),
		  "3: goto A jumps over variable declaration at line 4\n"
		  "7: goto B jumps over variable declaration at line 9\n"
		  "17: label A already declared\n"
		  "11: goto C jumps into block\n"
		  "15: label D not declared\n"
		  "18: label F declared and not used\n");
}

static void fallthrough_ends_a_clause_that_is_not_the_last(void)
{
	CHECK_STR(body_errors("\nswitch {\ncase true: fallthrough;;\n"
			      "default: { fallthrough }\n"
			      "case false: fallthrough\n}\n"
			      "switch any(1).(type) {\n"
			      "case int: fallthrough\n}\nfallthrough"),
		  "5: fallthrough statement out of place\n"
		  "6: cannot fallthrough final case in switch\n"
		  "9: cannot fallthrough in type switch\n"
		  "11: fallthrough statement out of place\n");
}

static void a_case_stands_once_in_a_switch(void)
{
	CHECK_STR(body_errors("\nvar x any\nswitch x {\ncase 1, int8(1), 1.0:\n"
			      "case \"a\" + \"b\", \"ab\", 1:\n}\n"
			      "switch x.(type) {\ncase int, string, nil:\n"
			      "case []int, nil, error, []int:\ndefault:\n"
			      "default:\n}\nswitch { case true, true: }"),
		  "6: duplicate case \"ab\" (constant of type string) in "
		  "expression switch\n"
		  "6: duplicate case 1 (constant of type int) in expression "
		  "switch\n"
		  "12: multiple defaults (first at a.go:11:1)\n"
		  "10: duplicate case nil in type switch\n"
		  "10: duplicate case []int in type switch\n");
}

static void a_statement_does_something(void)
{
	CHECK_STR(errors_of("func g() int\nfunc f(c chan int, x int) {\n"
			    "	g()\n	<-c\n	x\n	x + 1\n	len(\"\")\n"
			    "	int(x)\n	len\n	int\n	go g()\n"
			    "	defer int(x)\n	defer len(\"\")\n"
			    "	go recover()\n	c <- \"\"\n	x <- 1\n}"),
		  "6: x (variable of type int) is not used\n"
		  "7: x + 1 (value of type int) is not used\n"
		  "8: len(\"\") (constant 0 of type int) is not used\n"
		  "9: int(x) (value of type int) is not used\n"
		  "10: len (built-in) must be called\n"
		  "11: int (type) is not an expression\n"
		  "13: defer requires function call, not conversion int(x) "
		  "(value of type int)\n"
		  "14: defer discards result of len(\"\") (constant 0 of type "
		  "int)\n"
		  "16: cannot use \"\" (untyped string constant) as int value "
		  "in send\n"
		  "17: invalid operation: cannot send to non-channel int x "
		  "(variable of type int)\n");
}

static void a_range_clause_yields_what_its_type_has(void)
{
	CHECK_STR(errors_of("func f[T []int | [4]int, N ~int8 | ~int16]("
			    "t T, n N, s func(func(int, string) bool),\n"
			    "	e func(int), r <-chan int, w chan<- int) {\n"
			    "	for i, x := range t { _ = i + x }\n"
			    "	for i := range n { _ = n + i }\n"
			    "	for i, x := range s { _ = x[i] }\n"
			    "	for i, c := range \"abc\" { _ = c + rune(i) }\n"
			    "	for range e { }\n	for x, y := range r { "
			    "}\n"
			    "	for range w { }\n	for x := range 1.5 { "
			    "}\n"
			    "	var k int8\n	for k = range 300 { }\n}"),
		  "4: cannot range over t (variable of type T constrained by "
		  "[]int | [4]int): []int and [4]int have different "
		  "underlying types\n"
		  "5: cannot range over n (variable of type N constrained by "
		  "~int8 | ~int16): int8 and int16 have different underlying "
		  "types\n"
		  "8: cannot range over e (variable of type func(int)): func "
		  "must be func(yield func(...) bool): argument is not func\n"
		  "9: range over r (variable of type <-chan int) permits only "
		  "one iteration variable\n"
		  "10: cannot range over w (variable of type chan<- int): "
		  "receive from send-only channel chan<- int\n"
		  "11: cannot range over 1.5 (untyped float constant)\n"
		  "13: cannot use 300 (untyped int constant) as int8 value in "
		  "range clause (overflows)\n"
		  "12: declared and not used: k\n"
		  "9: declared and not used: x\n");
}

/* Large functions: these end in seconds only when the work is linear. */

static void work_is_linear_in_labels_and_jumps(void)
{
	struct buf b;

	buf_init(&b, (size_t)64 << 20);
	buf_puts(&b,
		 many("func f(c bool) {\n", "if c { goto L# }\n", 20000, ""));
	buf_puts(&b, many("", "L#: c = !c; goto L#\n", 20000, "}"));
	CHECK_STR(errors_of(buf_text(&b)), "");
	buf_finish(&b);
}

static void work_is_linear_in_statements_and_variables(void)
{
	CHECK_STR(errors_of(many("func f() {\n", "x# := #; { _ = x# }\n", 20000,
				 "}")),
		  "");
	CHECK_STR(errors_of(many("func f(x int) int {\nif x < 0 {\n",
				 "} else if x == # { return #\n", 20000,
				 "}\nreturn 1 }")),
		  "");
	CHECK_STR(errors_of(many("func f(x string) {\nswitch x {\n",
				 "case \"#\":\n", 20000, "}}")),
		  "");
	CHECK_STR(errors_of(many("var x = []map[string]int{\n", "{\"a\": #},\n",
				 20000, "}")),
		  "");
}

static void work_is_linear_in_initializers(void)
{
	struct buf b;

	buf_init(&b, (size_t)64 << 20);
	buf_puts(&b, many("", "func f#() int { return v# + g() }\n", 10000,
			  "func g() int { return f1() + f9999() }\n"));
	buf_puts(&b,
		 many("", "var v# = len(\"#\")\nvar w# = f#()\n", 10000, ""));
	CHECK_STR(errors_of(buf_text(&b)), "");
	buf_finish(&b);
}

static void literals_in_a_left_side_are_checked_once(void)
{
	struct buf b;

	buf_init(&b, 1 << 20);
	buf_puts(&b, many("var a []int\nfunc f() {\n", "a[func() int { ", 40,
			  "return 0"));
	buf_puts(&b, many("", "; return 0 }()] += 1", 40, "\n}"));
	CHECK_STR(errors_of(buf_text(&b)), "");
	buf_finish(&b);
}

static void declarations_that_need_each_other_may_go_deep(void)
{
	struct buf b;

	buf_init(&b, (size_t)64 << 20);
	for (int i = 0; i < 20000; i++)
		buf_printf(&b,
			   "type T%d struct { next *T%d; c [C%d]int }\n"
			   "const C%d = C%d + 1\n",
			   i, i + 1, i, i, i + 1);
	buf_puts(&b, "type T20000 int\nconst C20000 = 0\n");
	CHECK_STR(errors_of(buf_text(&b)), "");
	buf_finish(&b);
}

int main(void)
{
	ask_open();
	RUN(a_local_variable_is_used_or_told);
	RUN(the_variable_of_a_type_switch_is_used_in_one_clause);
	RUN(a_short_declaration_declares_something);
	RUN(a_function_literal_does_not_see_its_own_variable);
	RUN(values_are_as_many_as_variables);
	RUN(what_is_assigned_to_is_addressable);
	RUN(a_bare_return_needs_its_results_in_scope);
	RUN(a_function_with_results_ends_in_a_terminating_statement);
	RUN(break_and_continue_name_a_statement_around_them);
	RUN(goto_stays_in_its_blocks_and_skips_no_variable);
	RUN(fallthrough_ends_a_clause_that_is_not_the_last);
	RUN(a_case_stands_once_in_a_switch);
	RUN(a_statement_does_something);
	RUN(a_range_clause_yields_what_its_type_has);
	RUN(work_is_linear_in_labels_and_jumps);
	RUN(work_is_linear_in_statements_and_variables);
	RUN(work_is_linear_in_initializers);
	RUN(literals_in_a_left_side_are_checked_once);
	RUN(declarations_that_need_each_other_may_go_deep);
	ask_close();
	return test_summary();
}
