/* SPDX-License-Identifier: MIT */
#include "types/types.h"

#include "test.h"
#include "types_ask.h"

static void append_takes_elements_or_a_slice(void)
{
	CHECK_STR(type_of("var s []int\nvar X = append(s, 1, 2)"), "[]int");
	CHECK_STR(type_of("type S []int\nvar s S\nvar X = append(s, s...)"),
		  "p.S");
	CHECK_STR(type_of("var s []byte\nvar X = append(s, \"a\"...)"),
		  "[]byte");
	CHECK_STR(errors_of("var X = append(nil, 1)"),
		  "2: invalid append: argument must be a slice; have untyped "
		  "nil\n");
	CHECK_STR(errors_of("var s []int\nvar X = append(s, \"a\")"),
		  "3: cannot use \"a\" (untyped string constant) as int value "
		  "in argument to append\n");
}

static void the_length_of_an_array_is_constant_without_a_call(void)
{
	CHECK_STR(type_of("var a [3]int\nconst X = len(a)"), "int = 3");
	CHECK_STR(type_of("var a *[3]int\nconst X = cap(a)"), "int = 3");
	CHECK_STR(type_of("const X = len(\"abc\")"), "int = 3");
	CHECK_STR(type_of("func f() [3]int\nvar X = len(f())"), "int");
	CHECK_STR(errors_of("func f() [3]int\nconst X = len(f())"),
		  "3: len(f()) (value of type int) is not constant\n");
	CHECK_STR(errors_of("var c chan [3]int\nconst X = len(<-c)"),
		  "3: len(<-c) (value of type int) is not constant\n");
	/* A call around it is none inside of it. */
	CHECK_STR(errors_of("var a [3]int\nfunc f() int\n"
			    "const X = len([len(a)]int{})"),
		  "");
	CHECK_STR(errors_of("var X = cap(\"a\")"),
		  "2: invalid argument: \"a\" (untyped string constant) for "
		  "built-in cap\n");
}

static void make_wants_a_length_for_a_slice_only(void)
{
	CHECK_STR(type_of("var X = make([]int, 3)"), "[]int");
	CHECK_STR(type_of("var X = make(map[int]int)"), "map[int]int");
	CHECK_STR(type_of("var X = make(chan int, 2.0)"), "chan int");
	CHECK_STR(errors_of("var X = make([]int)"),
		  "2: invalid operation: make([]int) expects 2 or 3 "
		  "arguments; found 1\n");
	CHECK_STR(errors_of("var X = make([]int, 3, 2)"),
		  "2: invalid argument: length and capacity swapped\n");
	CHECK_STR(errors_of("var X = make([]int, -1)"),
		  "2: invalid argument: index -1 (constant of type int) must "
		  "not be negative\n");
	CHECK_STR(errors_of("var X = make(int)"),
		  "2: invalid argument: cannot make int: type must be slice, "
		  "map, or channel\n");
}

static void min_and_max_of_constants_are_constant(void)
{
	CHECK_STR(type_of("const X = min(3, 1, 2)"), "untyped int = 1");
	CHECK_STR(type_of("const X = max(1, 2.5, 'a')"), "untyped float = 97");
	CHECK_STR(type_of("const X = max(\"a\", \"b\")"),
		  "untyped string = \"b\"");
	CHECK_STR(type_of("var y int8\nvar X = min(y, 1)"), "int8");
	CHECK_STR(errors_of("var X = min(1, \"a\")"),
		  "2: invalid argument: mismatched types untyped int "
		  "(previous argument) and untyped string (type of \"a\")\n");
	CHECK_STR(errors_of("var X = min([]int{})"),
		  "2: invalid argument: []int{} (value of type []int) cannot "
		  "be ordered\n");
}

static void new_takes_a_type_or_a_value(void)
{
	CHECK_STR(type_of("var X = new(int)"), "*int");
	CHECK_STR(type_of("var X = new(1.5)"), "*float64");
	CHECK_STR(type_of("type T struct{}\nvar X = new(T{})"), "*p.T");
	CHECK_STR(errors_of("var X = new(nil)"),
		  "2: use of untyped nil in argument to new\n");
	ask.config.go_version = "go1.25";
	CHECK_STR(errors_of("var X = new(1)"),
		  "2: new(1) requires go1.26 or later\n");
	ask.config.go_version = "";
}

static void complex_numbers_have_parts(void)
{
	CHECK_STR(type_of("const X = complex(1, 2)"),
		  "untyped complex = (1 + 2i)");
	CHECK_STR(type_of("const X = imag(3i)"), "untyped float = 3");
	CHECK_STR(type_of("var f float32\nvar X = complex(f, 0)"), "complex64");
	CHECK_STR(type_of("var c complex64\nvar X = real(c)"), "float32");
	CHECK_STR(errors_of("var a, b = float32(1), 1.0\n"
			    "var X = complex(a, b)"),
		  "3: invalid operation: complex(a, b) (mismatched types "
		  "float32 and float64)\n");
}

static void a_map_forgets_only_keys_of_its_type(void)
{
	CHECK_STR(errors_of("var m map[string]int\n"
			    "func f() { delete(m, \"a\"); clear(m) }"),
		  "");
	CHECK_STR(errors_of("var m map[string]int\n"
			    "func f() { delete(m, 1) }"),
		  "3: cannot use 1 (untyped int constant) as string value in "
		  "argument to delete\n");
	CHECK_STR(errors_of("func f(x int) { clear(x) }"),
		  "2: invalid argument: cannot clear x (variable of type "
		  "int): argument must be (or constrained by) map or slice\n");
}

static void only_a_channel_that_sends_is_closed(void)
{
	CHECK_STR(errors_of("func f(c chan<- int) { close(c) }"), "");
	CHECK_STR(errors_of("func f(c <-chan int) { close(c) }"),
		  "2: invalid operation: cannot close receive-only channel c "
		  "(variable of type <-chan int)\n");
	CHECK_STR(errors_of("func f(c int) { close(c) }"),
		  "2: invalid operation: cannot close non-channel c (variable "
		  "of type int)\n");
}

static void copy_wants_the_same_elements(void)
{
	CHECK_STR(type_of("var a, b []int\nvar X = copy(a, b)"), "int");
	CHECK_STR(type_of("var a []byte\nvar X = copy(a, \"a\")"), "int");
	CHECK_STR(errors_of("var a []int\nvar b []byte\nvar X = copy(a, b)"),
		  "4: invalid copy: arguments a (variable of type []int) and "
		  "b (variable of type []byte) have different element types "
		  "int and byte\n");
}

static void sizes_are_those_of_the_machine(void)
{
	CHECK_STR(type_of("import \"unsafe\"\ntype T struct { a byte; b int }\n"
			  "const X = unsafe.Sizeof(T{})"),
		  "uintptr = 16");
	CHECK_STR(type_of("import \"unsafe\"\ntype T struct { a byte; b int }\n"
			  "const X = unsafe.Offsetof(T{}.b)"),
		  "uintptr = 8");
	CHECK_STR(type_of("import \"unsafe\"\nconst X = "
			  "unsafe.Alignof(int16(0))"),
		  "uintptr = 2");
	CHECK_STR(errors_of("import \"unsafe\"\nfunc f[P any]() {\n"
			    "const X = unsafe.Sizeof(*new(P))\n}"),
		  "4: unsafe.Sizeof(*new(P)) (value of type uintptr) is not "
		  "constant\n");
	CHECK_STR(type_of("import \"unsafe\"\nvar p *int\n"
			  "var X = unsafe.Slice(p, 3)"),
		  "[]int");
	CHECK_STR(errors_of("import \"unsafe\"\nvar s struct{ f int }\n"
			    "var X = unsafe.Offsetof(s)"),
		  "4: invalid argument: s is not a selector expression\n");
}

static void a_wrong_number_of_arguments_is_told(void)
{
	CHECK_STR(errors_of("var X = len()"),
		  "2: invalid operation: not enough arguments for len() "
		  "(expected 1, found 0)\n");
	CHECK_STR(errors_of("var X = real(1, 2)"),
		  "2: invalid operation: too many arguments for real(1, 2) "
		  "(expected 1, found 2)\n");
	CHECK_STR(errors_of("var s []int\nvar X = len(s...)"),
		  "3: invalid operation: invalid use of ... with built-in "
		  "len\n");
}

int main(void)
{
	ask_open();
	RUN(append_takes_elements_or_a_slice);
	RUN(the_length_of_an_array_is_constant_without_a_call);
	RUN(make_wants_a_length_for_a_slice_only);
	RUN(min_and_max_of_constants_are_constant);
	RUN(new_takes_a_type_or_a_value);
	RUN(complex_numbers_have_parts);
	RUN(a_map_forgets_only_keys_of_its_type);
	RUN(only_a_channel_that_sends_is_closed);
	RUN(copy_wants_the_same_elements);
	RUN(sizes_are_those_of_the_machine);
	RUN(a_wrong_number_of_arguments_is_told);
	ask_close();
	return test_summary();
}
