/* SPDX-License-Identifier: MIT */
#include "types/types.h"

#include "test.h"
#include "types_ask.h"

static void an_untyped_constant_keeps_its_kind(void)
{
	CHECK_STR(type_of("const X = 1"), "untyped int = 1");
	CHECK_STR(type_of("const X = 'a'"), "untyped rune = 97");
	CHECK_STR(type_of("const X = 1.5"), "untyped float = 3/2");
	CHECK_STR(type_of("const X = 2i"), "untyped complex = (0 + 2i)");
	CHECK_STR(type_of("const X = \"a\""), "untyped string = \"a\"");
	CHECK_STR(type_of("const X = 1 < 2"), "untyped bool = true");
	CHECK_STR(type_of("const X = 1 + 'a'"), "untyped rune = 98");
	CHECK_STR(type_of("const X = 1 + 2.0"), "untyped float = 3");
}

static void a_variable_gets_the_default_type(void)
{
	CHECK_STR(type_of("var X = 1"), "int");
	CHECK_STR(type_of("var X = 'a'"), "rune");
	CHECK_STR(type_of("var X = 1.5"), "float64");
	CHECK_STR(type_of("var X = 2i"), "complex128");
	CHECK_STR(type_of("var X = 1 == 2"), "bool");
}

static void integers_divide_as_integers(void)
{
	CHECK_STR(type_of("const X = 7 / 2"), "untyped int = 3");
	CHECK_STR(type_of("const X = -7 / 2"), "untyped int = -3");
	CHECK_STR(type_of("const X = -7 % 2"), "untyped int = -1");
	CHECK_STR(type_of("const X = 7 / 2.0"), "untyped float = 7/2");
}

static void a_division_by_zero_is_an_error(void)
{
	CHECK_STR(errors_of("const X = 1 / 0"),
		  "2: invalid operation: division by zero\n");
	CHECK_STR(errors_of("var y int\nvar X = y % 0"),
		  "3: invalid operation: division by zero\n");
	CHECK_STR(errors_of("var f float64\nvar X = f / 0"), "");
	CHECK_STR(errors_of("const X = 1i / (0 + 0i)"),
		  "2: invalid operation: division by zero\n");
}

static void a_typed_constant_must_fit_after_each_operation(void)
{
	CHECK_STR(type_of("const X int8 = 127"), "int8 = 127");
	CHECK_STR(errors_of("const X int8 = 128"),
		  "2: cannot use 128 (untyped int constant) as int8 value in "
		  "constant declaration (overflows)\n");
	CHECK_STR(errors_of("const a int8 = 127\nconst X = a + 1"),
		  "3: a + 1 (constant 128 of type int8) overflows int8\n");
	CHECK_STR(errors_of("const X uint = -1"),
		  "2: cannot use -1 (untyped int constant) as uint value in "
		  "constant declaration (overflows)\n");
	CHECK_STR(type_of("const X uint64 = 1<<64 - 1"),
		  "uint64 = 18446744073709551615");
	CHECK_STR(errors_of("const X uint64 = 1 << 64"),
		  "2: cannot use 1 << 64 (untyped int constant "
		  "18446744073709551616) as uint64 value in constant "
		  "declaration (overflows)\n");
	CHECK_STR(type_of("const X = ^uint8(1)"), "uint8 = 254");
	CHECK_STR(errors_of("const X = -uint8(1)"),
		  "2: -uint8(1) (constant -1 of type uint8) overflows "
		  "uint8\n");
}

static void a_float_is_an_integer_only_without_a_fraction(void)
{
	CHECK_STR(type_of("const X int = 2.0"), "int = 2");
	CHECK_STR(errors_of("const X int = 2.5"),
		  "2: cannot use 2.5 (untyped float constant) as int value in "
		  "constant declaration (truncated)\n");
	CHECK_STR(type_of("const X int = 3 + 0i"), "int = 3");
}

static void a_float_constant_is_rounded_to_its_type(void)
{
	CHECK_STR(type_of("const X float32 = 0.1"),
		  "float32 = 13421773/134217728");
	CHECK_STR(type_of("const X = float64(1) / 3 == 1.0/3"),
		  "untyped bool = true");
	CHECK_STR(
		errors_of("const X float32 = 1e40"),
		"2: cannot use 1e40 (untyped float constant 1e+40) as float32 "
		"value in constant declaration (overflows)\n");
}

static void an_untyped_integer_has_512_bits(void)
{
	CHECK_STR(errors_of("const X = 1<<511 - 1 + 1<<511"), "");
	CHECK_STR(errors_of("const X = 1 << 512"),
		  "2: constant shift overflow\n");
	CHECK_STR(errors_of("const a = 1 << 511\nconst X = a * 2"),
		  "3: constant multiplication overflow\n");
}

static void conversions_of_constants_are_constants(void)
{
	CHECK_STR(type_of("const X = string(rune(65))"), "string = \"A\"");
	CHECK_STR(type_of("const X = string(rune(0x20ac))"),
		  "string = \"\xe2\x82\xac\"");
	CHECK_STR(type_of("const X = string(rune(-1))"),
		  "string = \"\xef\xbf\xbd\"");
	CHECK_STR(type_of("const X = float32(1)"), "float32 = 1");
	CHECK_STR(errors_of("const X = int8(300)"),
		  "2: constant 300 overflows int8\n");
	CHECK_STR(errors_of("const X = int(1.5)"),
		  "2: cannot convert 1.5 (untyped float constant) to type "
		  "int\n");
}

static void iota_counts_the_constants_of_a_group(void)
{
	CHECK_STR(type_of("const (\n_ = iota\n_\nX\n)"), "untyped int = 2");
	CHECK_STR(type_of("const (\na uint8 = 1 << iota\nb\nX\n)"),
		  "uint8 = 4");
	CHECK_STR(errors_of("const (\na int8 = 100 * iota\nb\nc\n)"),
		  "5: cannot use 100 * iota (untyped int constant 200) as "
		  "int8 value in constant declaration (overflows)\n");
}

int main(void)
{
	ask_open();
	RUN(an_untyped_constant_keeps_its_kind);
	RUN(a_variable_gets_the_default_type);
	RUN(integers_divide_as_integers);
	RUN(a_division_by_zero_is_an_error);
	RUN(a_typed_constant_must_fit_after_each_operation);
	RUN(a_float_is_an_integer_only_without_a_fraction);
	RUN(a_float_constant_is_rounded_to_its_type);
	RUN(an_untyped_integer_has_512_bits);
	RUN(conversions_of_constants_are_constants);
	RUN(iota_counts_the_constants_of_a_group);
	ask_close();
	return test_summary();
}
