/* SPDX-License-Identifier: MIT */
#include "types/types.h"

#include <stdlib.h>

#include "test.h"
#include "types/check.h"
#include "types_ask.h"

static void operands_must_have_one_type(void)
{
	CHECK_STR(type_of("var a int8\nvar X = a + 1"), "int8");
	CHECK_STR(errors_of("var a int8\nvar b int16\nvar X = a + b"),
		  "4: invalid operation: a + b (mismatched types int8 and "
		  "int16)\n");
	CHECK_STR(errors_of("var a int\nvar X = a + \"a\""),
		  "3: invalid operation: a + \"a\" (mismatched types int and "
		  "untyped string)\n");
	CHECK_STR(errors_of("var a int\nvar X = a + 1.5"),
		  "3: 1.5 (untyped float constant) truncated to int\n");
	CHECK_STR(errors_of("var a bool\nvar X = a + a"),
		  "3: invalid operation: operator + not defined on a "
		  "(variable of type bool)\n");
}

static void the_left_operand_of_a_shift_gets_its_type_late(void)
{
	CHECK_STR(type_of("var s uint\nvar X = 1 << s"), "int");
	CHECK_STR(type_of("var s uint\nvar X int8 = 1 << s"), "int8");
	CHECK_STR(type_of("var s uint\nvar b byte\nvar X = b + 1<<s"), "byte");
	CHECK_STR(errors_of("var s uint\nvar X float64 = 1 << s"),
		  "3: invalid operation: shifted operand 1 (type float64) "
		  "must be integer\n");
	CHECK_STR(errors_of("var s uint\nvar X = 1.0 << s == 2.5"),
		  "3: invalid operation: shifted operand 1.0 (type float64) "
		  "must be integer\n");
	CHECK_STR(errors_of("var s uint\nvar X int8 = 300 << s"),
		  "3: 300 (untyped int constant) overflows int8\n");
	CHECK_STR(errors_of("const X = 1 << -1"),
		  "2: invalid operation: negative shift count -1 (untyped int "
		  "constant)\n");
	CHECK_STR(errors_of("const X = 1.5 << 1"),
		  "2: invalid operation: shifted operand 1.5 (untyped float "
		  "constant) must be integer\n");
}

static void only_comparable_values_are_compared(void)
{
	CHECK_STR(type_of("var a, b int\nvar X = a == b"), "bool");
	CHECK_STR(type_of("type B bool\nvar a int\nvar X B = a < 1"), "p.B");
	CHECK_STR(errors_of("var a []int\nvar X = a == a"),
		  "3: invalid operation: a == a (slice can only be compared "
		  "to nil)\n");
	CHECK_STR(errors_of("var X = nil == nil"),
		  "2: invalid operation: nil == nil (operator == not defined "
		  "on untyped nil)\n");
	CHECK_STR(errors_of("var a struct{ f []int }\nvar X = a == a"),
		  "3: invalid operation: a == a (struct containing []int "
		  "cannot be compared)\n");
	CHECK_STR(errors_of("var a bool\nvar X = a < a"),
		  "3: invalid operation: a < a (operator < not defined on "
		  "bool)\n");
	CHECK_STR(errors_of("var a int\nvar b string\nvar X = a == b"),
		  "4: invalid operation: a == b (mismatched types int and "
		  "string)\n");
	CHECK_STR(errors_of("func f[P any](a, b P) bool { return a == b }"),
		  "2: invalid operation: a == b (incomparable types in type "
		  "set)\n");
}

static void addresses_are_taken_of_variables_and_literals(void)
{
	CHECK_STR(type_of("var a int\nvar X = &a"), "*int");
	CHECK_STR(type_of("type T struct{}\nvar X = &(T{})"), "*p.T");
	CHECK_STR(errors_of("func f() int\nvar X = &f()"),
		  "3: invalid operation: cannot take address of f() (value of "
		  "type int)\n");
	CHECK_STR(errors_of("var m map[int]int\nvar X = &m[0]"),
		  "3: invalid operation: cannot take address of m[0] (map "
		  "index expression of type int)\n");
}

static void an_index_is_in_bounds(void)
{
	CHECK_STR(type_of("var a [2]int\nvar X = a[1]"), "int");
	CHECK_STR(errors_of("var a [2]int\nvar X = a[2]"),
		  "3: invalid argument: index 2 out of bounds [0:2]\n");
	CHECK_STR(errors_of("const s = \"ab\"\nvar X = s[2]"),
		  "3: invalid argument: index 2 out of bounds [0:2]\n");
	CHECK_STR(errors_of("var a []int\nvar X = a[\"a\"]"),
		  "3: cannot convert \"a\" (untyped string constant) to type "
		  "int\n");
	CHECK_STR(type_of("var m map[string]bool\nvar X = m[\"a\"]"), "bool");
	CHECK_STR(errors_of("var a int\nvar X = a[0]"),
		  "3: cannot index a (variable of type int)\n");
	CHECK_STR(errors_of("var a [4]int\nvar X = a[3:2]"),
		  "3: invalid slice indices: 2 < 3\n");
	CHECK_STR(type_of("var a string\nvar X = a[1:]"), "string");
	CHECK_STR(errors_of("var a string\nvar X = a[1:2:3]"),
		  "3: invalid operation: 3-index slice of string\n");
}

static void a_struct_literal_names_its_fields_once(void)
{
	static const char decls[] = "type A struct { x, y int }\n"
				    "type B struct { A; z int }\n"
				    "type C struct { *A }\n";
#define WITH(lit) arena_printf(ask.arena, "%svar X = %s", decls, lit)
	CHECK_STR(type_of(WITH("B{x: 1, y: 2, z: 3}")), "p.B");
	CHECK_STR(type_of(WITH("B{A{1, 2}, 3}")), "p.B");
	CHECK_STR(errors_of(WITH("B{z: 1, z: 2}")),
		  "5: duplicate field name z in struct literal\n");
	CHECK_STR(errors_of(WITH("B{A: A{}, x: 1}")),
		  "5: cannot specify promoted field x and enclosing embedded "
		  "field A\n");
	CHECK_STR(errors_of(WITH("B{x: 1, A: A{}}")),
		  "5: cannot specify embedded field A and enclosed promoted "
		  "field x\n");
	CHECK_STR(errors_of(WITH("C{x: 1}")),
		  "5: invalid implicit pointer indirection to reach x\n");
	CHECK_STR(errors_of(WITH("A{w: 1}")),
		  "5: unknown field w in struct literal of type A\n");
	CHECK_STR(errors_of(WITH("A{1}")),
		  "5: too few values in struct literal of type A\n");
	CHECK_STR(errors_of(WITH("A{1, 2, 3}")),
		  "5: too many values in struct literal of type A\n");
	ask.config.go_version = "go1.26";
	CHECK_STR(errors_of(WITH("B{x: 1}")),
		  "5: use of promoted field A.x in struct literal of type B "
		  "requires go1.27 or later\n");
	ask.config.go_version = "";
#undef WITH
}

static void an_array_literal_has_each_index_once(void)
{
	CHECK_STR(type_of("var X = [...]int{5: 1, 2, 1: 3}"), "[7]int");
	CHECK_STR(errors_of("var X = []int{1, 2, 1: 3}"),
		  "2: duplicate index 1 in array or slice literal\n");
	CHECK_STR(errors_of("var X = []int{3: 1, 2: 2, 3}"),
		  "2: duplicate index 3 in array or slice literal\n");
	CHECK_STR(errors_of("var X = [2]int{1, 2, 3}"),
		  "2: index 2 is out of bounds (>= 2)\n");
	CHECK_STR(type_of("type T struct{ f int }\nvar X = []*T{{1}, {f: 2}}"),
		  "[]*p.T");
}

static void a_map_literal_has_each_constant_key_once(void)
{
	CHECK_STR(type_of("var X = map[int]int{1: 1, 2: 1}"), "map[int]int");
	CHECK_STR(errors_of("var X = map[float64]int{1: 1, 1.0: 2}"),
		  "2: duplicate key 1 in map literal\n");
	CHECK_STR(
		errors_of("var X = map[string]int{\"ab\": 1, \"a\"+\"b\": 2}"),
		"2: duplicate key \"ab\" in map literal\n");
	CHECK_STR(errors_of("var X = map[any]int{1: 1, 1.0: 2, 'a': 3}"), "");
	CHECK_STR(errors_of("var X = map[any]int{1: 1, int(1): 2}"),
		  "2: duplicate key 1 in map literal\n");
}

/* decls, with a list of n elements from one to the next in between. */
static const char *with_list(const char *before, const char *(*elt)(int i),
			     int n, const char *after)
{
	buf_clear(&ask_text);
	buf_puts(&ask_text, before);
	for (int i = 0; i < n; i++)
		buf_puts(&ask_text, elt(i));
	buf_puts(&ask_text, after);
	return buf_text(&ask_text);
}

static const char *numbered_key(int i)
{
	static char text[32];

	snprintf(text, sizeof(text), "%d: %d,\n", i, i);
	return text;
}

static const char *falling_key(int i)
{
	static char text[32];

	snprintf(text, sizeof(text), "%d: 1,\n", 100000 - i);
	return text;
}

static const char *plus_one(int i)
{
	(void)i;
	return "+\n1";
}

static const char *and_equal(int i)
{
	(void)i;
	return " && a == a";
}

static const char *opening(int i)
{
	(void)i;
	return "(";
}

static void a_table_of_a_hundred_thousand_elements_is_quick(void)
{
	CHECK_STR(errors_of(with_list("var X = map[int]int{", numbered_key,
				      100000, "99999: 1}")),
		  "100002: duplicate key 99999 in map literal\n");
	CHECK_STR(errors_of(with_list("var X = []int{", falling_key, 100000,
				      "7: 1}")),
		  "100002: duplicate index 7 in array or slice literal\n");
}

static void a_chain_of_operators_may_be_long(void)
{
	CHECK_STR(type_of(with_list("const X = 1", plus_one, 100000, "")),
		  "untyped int = 100001");
	CHECK_STR(type_of(with_list("var a int\nvar X = a", plus_one, 100000,
				    "")),
		  "int");
	CHECK_STR(type_of(with_list("type B bool\nvar a int\nvar X B = true",
				    and_equal, 100000, "")),
		  "p.B");
}

static void nesting_ends_with_an_error(void)
{
	const char *text = with_list("var X = ", opening, 20000, "1");

	CHECK(strstr(errors_of(text), "nest") != NULL);
}

static void a_call_has_as_many_arguments_as_parameters(void)
{
	CHECK_STR(errors_of("func f(int, ...string)\nfunc g() (int, string)\n"
			    "func h() { f(1); f(1, \"a\", \"b\"); f(g())\n"
			    "f(1, []string{}...) }"),
		  "");
	CHECK_STR(errors_of("func f(int, string)\nfunc h() { f(1) }"),
		  "3: not enough arguments in call to f\n");
	CHECK_STR(errors_of("func f(int)\nfunc h() { f(1, 2) }"),
		  "3: too many arguments in call to f\n");
	CHECK_STR(errors_of("func f(int)\nfunc h() { f(\"a\") }"),
		  "3: cannot use \"a\" (untyped string constant) as int value "
		  "in argument to f\n");
	CHECK_STR(errors_of("func f(...int)\nfunc h() { f(1, nil...) }"),
		  "3: too many arguments in call to f\n");
}

static void type_arguments_are_inferred(void)
{
	CHECK_STR(type_of("func f[P any](x P) P { return x }\nvar X = f(1)"),
		  "int");
	CHECK_STR(type_of("func f[P, Q any](P) (r Q) { return }\n"
			  "var X = f[int, string](1)"),
		  "string");
	CHECK_STR(
		type_of("func m[P, Q any]([]P, func(P) Q) []Q { return nil }\n"
			"func id[P any](x P) P { return x }\n"
			"var X = m([]int{}, id)"),
		"[]int");
	CHECK_STR(type_of("func f[P any](P) {}\nvar X func(int) = f"),
		  "func(int)");
	CHECK_STR(errors_of("func f[P any]() {}\nfunc g() { f() }"),
		  "3: in call to f, cannot infer P (declared at a.go:2:8)\n");
	CHECK_STR(errors_of("func f[P any](P) {}\nvar X = f"),
		  "3: cannot use generic function f without "
		  "instantiation\n");
}

static void a_selector_finds_fields_and_methods(void)
{
	static const char decls[] = "type A struct { x int }\n"
				    "func (*A) P(); func (A) V() int\n"
				    "type B struct { *A; A2 }\n"
				    "type A2 struct { x, y int }\n"
				    "var b B\n";
#define WITH(x) arena_printf(ask.arena, "%svar X = %s", decls, x)
	CHECK_STR(type_of(WITH("b.y")), "int");
	CHECK_STR(type_of(WITH("b.V")), "func() int");
	CHECK_STR(type_of(WITH("A.V")), "func(p.A) int");
	CHECK_STR(type_of(WITH("(*A).P")), "func(*p.A)");
	CHECK_STR(errors_of(WITH("b.x")), "7: ambiguous selector b.x\n");
	CHECK_STR(errors_of(WITH("A.P")),
		  "7: invalid method expression A.P (needs pointer receiver "
		  "(*A).P)\n");
	CHECK_STR(errors_of(WITH("A{}.P")),
		  "7: cannot call pointer method P on A\n");
	CHECK_STR(errors_of(WITH("b.z")),
		  "7: b.z undefined (type B has no field or method z)\n");
#undef WITH
}

static void conversions_follow_the_underlying_types(void)
{
	CHECK_STR(type_of("type S string\nvar b []byte\nvar X = S(b)"), "p.S");
	CHECK_STR(type_of("var s []int\nvar X = [2]int(s)"), "[2]int");
	CHECK_STR(type_of("var s []int\nvar X = (*[2]int)(s)"), "*[2]int");
	CHECK_STR(errors_of("var s []int\nvar X = [2]int8(s)"),
		  "3: cannot convert s (variable of type []int) to type "
		  "[2]int8\n");
	CHECK_STR(errors_of("func f[P int8|int16]() P { return P(200) }"),
		  "2: cannot convert 200 (untyped int value) to type P: "
		  "constant 200 overflows int8 (in P)\n");
	CHECK_STR(errors_of("func f[P int|string](x P) float64 {\n"
			    "return float64(x) }"),
		  "3: cannot convert x (variable of type P constrained by "
		  "int | string) to type float64: cannot convert string (in "
		  "P) to type float64\n");
}

/* What the C side knows in the next test: int f(void), malloc. */
static struct object *c_name(void *ctx, struct package *pkg, name_t name)
{
	const char *text = name_text(name);
	struct object *result;
	struct signature *sig;

	(void)ctx;
	if (strcmp(text, "f") != 0 && strcmp(text, "malloc") != 0)
		return NULL;
	result = object_new_var(ask.arena, VAR_RESULT, NO_POS, pkg, NO_NAME,
				TYP(INT32));
	sig = new_signature(ask.arena, (struct type_list){0}, NULL, NULL,
			    new_tuple_of(ask.arena, result), false);
	return object_new(ask.arena, OBJECT_FUNC, NO_POS, pkg, name, &sig->t);
}

static void a_function_of_c_may_give_errno_too(void)
{
	ask.config.fake_import_c = true;
	CHECK_STR(errors_of("import \"C\"\nfunc f() { var x C.t = C.g(C.n)\n"
			    "_, err := C.g(); _, _ = x, err }"),
		  "");
	ask.config.c_name = c_name;
	CHECK_STR(type_of("import \"C\"\nvar X = C.f()"), "int32");
	CHECK_STR(type_of("import \"C\"\nvar _, X = C.f()"), "error");
	CHECK_STR(errors_of("import \"C\"\nvar _, X = C.malloc()"),
		  "3: assignment mismatch: 2 variables but C.malloc returns 1 "
		  "value\n");
	CHECK_STR(errors_of("import \"C\"\nvar X string = C.f()"),
		  "3: cannot use C.f() (comma, error expression of type "
		  "int32) as string value in variable declaration\n");
	ask.config.c_name = NULL;
	ask.config.fake_import_c = false;
}

static void a_value_is_one_value(void)
{
	CHECK_STR(errors_of("func f() (int, int)\nvar X = f() + 1"),
		  "3: multiple-value f() (value of type (int, int)) in "
		  "single-value context\n");
	CHECK_STR(errors_of("func f()\nvar X = f() + 1"),
		  "3: f() (no value) used as value\n");
	CHECK_STR(errors_of("var X = len"),
		  "2: len (built-in) must be called\n");
	CHECK_STR(errors_of("var X = int"),
		  "2: int (type) is not an expression\n");
}

int main(void)
{
	ask_open();
	RUN(operands_must_have_one_type);
	RUN(the_left_operand_of_a_shift_gets_its_type_late);
	RUN(only_comparable_values_are_compared);
	RUN(addresses_are_taken_of_variables_and_literals);
	RUN(an_index_is_in_bounds);
	RUN(a_struct_literal_names_its_fields_once);
	RUN(an_array_literal_has_each_index_once);
	RUN(a_map_literal_has_each_constant_key_once);
	RUN(a_table_of_a_hundred_thousand_elements_is_quick);
	RUN(a_chain_of_operators_may_be_long);
	RUN(nesting_ends_with_an_error);
	RUN(a_call_has_as_many_arguments_as_parameters);
	RUN(type_arguments_are_inferred);
	RUN(a_selector_finds_fields_and_methods);
	RUN(conversions_follow_the_underlying_types);
	RUN(a_function_of_c_may_give_errno_too);
	RUN(a_value_is_one_value);
	ask_close();
	return test_summary();
}
