/* SPDX-License-Identifier: MIT */
#include "ir_make.h"
#include "test.h"
#include "types/constant.h"

static const char *name(struct ir_make *m, const struct ir_value *v)
{
	buf_clear(&m->text);
	ir_value_print_name(v, &m->text);
	return buf_text(&m->text);
}

static struct type *named(struct ir_make *m, const char *text,
			  struct type *underlying)
{
	struct package *pkg = ARENA_NEW(m->b.keep, struct package);
	struct object *obj;

	pkg->path = "a/b";
	pkg->name = name_of("b");
	obj = object_new(m->b.keep, OBJECT_TYPE_NAME, NO_POS, pkg,
			 name_of(text), NULL);
	return obj->type =
		       &construct_named(obj, (struct type_list){0}, underlying)
				->t;
}

static void constants_have_a_value_and_a_type(void)
{
	struct ir_make m;

	ir_make_open(&m);
	CHECK_STR(name(&m, ir_make_int(&m, -3)), "-3:int");
	CHECK_STR(name(&m, ir_bool_const(m.f, true)), "true:bool");
	CHECK_STR(name(&m, ir_string_const(m.f, "a\n")), "\"a\\n\":string");
	CHECK_STR(name(&m, ir_const(m.f, value_make_int64(m.b.keep, 7),
				    named(&m, "T", basic_types[BASIC_INT8]))),
		  "7:a/b.T");
	ir_make_close(&m);
}

static void long_strings_are_cut(void)
{
	struct ir_make m;

	ir_make_open(&m);
	CHECK_STR(name(&m, ir_string_const(m.f, "12345678901234567890")),
		  "\"12345678901234567890\":string");
	CHECK_STR(name(&m, ir_string_const(m.f, "123456789012345678901")),
		  "\"12345678901234567...\":string");
	ir_make_close(&m);
}

static void zero_values_are_as_go_writes_them(void)
{
	struct type *none, *array;
	struct ir_make m;

	ir_make_open(&m);
	none = new_struct(m.b.keep, NULL, 0, NULL);
	array = new_array(m.b.keep, basic_types[BASIC_INT], 2);
	CHECK_STR(name(&m, ir_zero_const(m.f, basic_types[BASIC_FLOAT64])),
		  "0:float64");
	CHECK_STR(name(&m, ir_zero_const(m.f, basic_types[BASIC_STRING])),
		  "\"\":string");
	CHECK_STR(name(&m, ir_zero_const(m.f, new_pointer(m.b.keep, none))),
		  "nil:*struct{}");
	CHECK_STR(name(&m, ir_zero_const(m.f, array)), "[2]int{}:[2]int");
	CHECK_STR(name(&m, ir_zero_const(m.f, named(&m, "S", none))),
		  "a/b.S{}:a/b.S");
	CHECK_STR(name(&m, ir_zero_const(m.f, NULL)), "invalid:invalid type");
	ir_make_close(&m);
}

static void a_parameter_without_a_name_has_its_number(void)
{
	struct ir_make m;

	ir_make_open(&m);
	f_add_param(m.f, ir_make_var(&m, "", BASIC_INT));
	CHECK_STR(name(&m, &m.f->params.at[2]->v), "arg2");
	CHECK_STR(name(&m, m.p), "p");
	ir_make_close(&m);
}

static void a_literal_is_numbered_in_the_function_around_it(void)
{
	struct ir_function inner = {.v.op = OP_FUNC, .name = "f$1"};
	struct ir_function inmost = {.v.op = OP_FUNC, .name = "f$1$3"};
	struct ir_make m;

	ir_make_open(&m);
	inner.parent = &m.fn;
	inmost.parent = &inner;
	inmost.anon_index = 2;
	CHECK_STR(name(&m, &m.fn.v), "f");
	CHECK_STR(name(&m, &inmost.v), "f$1$3");
	ir_make_close(&m);
}

static void a_function_is_printed_in_columns(void)
{
	struct ir_make m;

	ir_make_open(&m);
	f_start_body(m.f);
	ir_make_return(&m, emit_arith(m.f, TOK_ADD, m.p, ir_make_int(&m, 1),
				      basic_types[BASIC_INT], NO_POS));
	f_finish_body(m.f);
	buf_clear(&m.text);
	ir_function_print(&m.fn, &m.text);
	CHECK_STR(buf_text(&m.text),
		  "# Name: f\n"
		  "func f(p int, c bool) int:\n"
		  "0:                                                      "
		  "          entry P:0 S:0\n"
		  "\tt0 = p + 1:int                                         "
		  "             int\n"
		  "\treturn t0\n\n");
	ir_make_close(&m);
}

static void a_function_without_a_body_is_external(void)
{
	struct ir_make m;

	ir_make_open(&m);
	f_finish_external(m.f);
	buf_clear(&m.text);
	ir_function_print(&m.fn, &m.text);
	CHECK_STR(buf_text(&m.text), "# Name: f\n"
				     "func f(p int, c bool) int:\n"
				     "\t(external)\n\n");
	ir_make_close(&m);
}

int main(void)
{
	RUN(constants_have_a_value_and_a_type);
	RUN(long_strings_are_cut);
	RUN(zero_values_are_as_go_writes_them);
	RUN(a_parameter_without_a_name_has_its_number);
	RUN(a_literal_is_numbered_in_the_function_around_it);
	RUN(a_function_is_printed_in_columns);
	RUN(a_function_without_a_body_is_external);
	return test_summary();
}
