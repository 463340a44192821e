/* SPDX-License-Identifier: MIT */
#include "ir/expr.h"

#include "test.h"
#include "types_ask.h"

/* The type of the package's X: a type, or a generic type's parameter P. */
static struct type *type_named(const char *decls, const char *name)
{
	struct package *pkg = ask_check(decls);
	struct object *x = scope_lookup(pkg->scope, name_of(name));

	return pkg->nerrors == 0 && x ? x->type : TYP(INVALID);
}

static struct type *param(const char *constraint)
{
	struct type *t =
		type_named(arena_printf(ask.arena,
					"type D []int\ntype S string\n"
					"type C chan int\ntype M map[int]int\n"
					"type X[P interface{ %s }] struct{}",
					constraint),
			   "X");

	/* Wrong source is the test's, and shows as wrong answers. */
	return t->kind == TYPE_NAMED ? named_tparams((struct named *)t).at[0]
				     : t;
}

static const char *text(struct type *t)
{
	if (!t)
		return "none";
	buf_clear(&ask_answer);
	type_print(&ask_answer, t, qualify_name);
	return buf_text(&ask_answer);
}

static const char *core_of(const char *constraint)
{
	return text(ir_core_type(NULL, param(constraint)));
}

static void the_core_type_is_what_all_types_have_under_them(void)
{
	CHECK_STR(core_of("~[]int"), "[]int");
	CHECK_STR(core_of("D | []int"), "[]int");
	CHECK_STR(core_of("[]int | []string"), "none");
	CHECK_STR(core_of("int | string"), "none");
	CHECK_STR(core_of("any"), "none");
	CHECK_STR(core_of("interface{ m() }"), "none");
	CHECK_STR(
		text(ir_core_type(NULL, type_named("type X map[int]any", "X"))),
		"map[int]any");
}

static void of_channels_the_core_type_allows_least(void)
{
	CHECK_STR(core_of("chan int | <-chan int"), "<-chan int");
	CHECK_STR(core_of("chan<- int | chan int"), "chan<- int");
	CHECK_STR(core_of("chan int | C"), "chan int");
	CHECK_STR(core_of("chan<- int | <-chan int"), "none");
	CHECK_STR(core_of("chan int | <-chan string"), "none");
	CHECK_STR(core_of("chan int | <-chan int | []int"), "none");
}

static void strings_and_bytes_together_are_a_bytestring(void)
{
	CHECK(ir_is_bytestring(NULL, param("string | []byte")));
	CHECK(ir_is_bytestring(NULL, param("string | ~[]byte | S")));
	CHECK(!ir_is_bytestring(NULL, param("~string")));
	CHECK(!ir_is_bytestring(NULL, param("[]byte")));
	CHECK(!ir_is_bytestring(NULL, param("string | []rune")));
	CHECK(!ir_is_bytestring(NULL, param("any")));
	CHECK(!ir_is_bytestring(NULL, TYP(STRING)));
}

static enum index_mode mode_of(struct type *t, const char **ret_elem)
{
	struct type *elem = NULL;
	enum index_mode mode = ir_index_type(t, &elem);

	*ret_elem = mode == INDEX_INVALID ? "" : text(elem);
	return mode;
}

static void what_is_indexed_says_whether_elements_are_variables(void)
{
	const char *elem;

	CHECK(mode_of(TYP(STRING), &elem) == INDEX_VALUE);
	CHECK_STR(elem, "uint8");
	CHECK(mode_of(type_named("type X [2]any", "X"), &elem) == INDEX_ARRAY);
	CHECK_STR(elem, "any");
	CHECK(mode_of(type_named("type X *[2]bool", "X"), &elem) ==
	      INDEX_VARIABLE);
	CHECK_STR(elem, "bool");
	CHECK(mode_of(type_named("type X map[int]bool", "X"), &elem) ==
	      INDEX_MAP);
	CHECK(mode_of(param("[]int | [3]int"), &elem) == INDEX_VARIABLE);
	CHECK_STR(elem, "int");
	CHECK(mode_of(param("map[int]int | M"), &elem) == INDEX_MAP);
	CHECK(mode_of(param("map[int]int | []int"), &elem) == INDEX_INVALID);
	CHECK(mode_of(param("any"), &elem) == INDEX_INVALID);
	CHECK(mode_of(TYP(INT), &elem) == INDEX_INVALID);
	CHECK(mode_of(TYP(INVALID), &elem) == INDEX_INVALID);
	CHECK(mode_of(type_named("type X *int", "X"), &elem) == INDEX_INVALID);
}

static void zero_is_one_constant_when_all_types_have_the_same(void)
{
	CHECK(ir_sole_kind(TYP(UINT8)) == INFO_INTEGER);
	CHECK(ir_sole_kind(TYP(COMPLEX64)) == INFO_INTEGER);
	CHECK(ir_sole_kind(param("~int | float64")) == INFO_INTEGER);
	CHECK(ir_sole_kind(param("S | string")) == INFO_STRING);
	CHECK(ir_sole_kind(param("~bool")) == INFO_BOOLEAN);
	CHECK(ir_sole_kind(param("int | string")) == 0);
	CHECK(ir_sole_kind(param("any")) == 0);
	CHECK(ir_sole_kind(TYP(UNSAFE_POINTER)) == 0);
	CHECK(ir_sole_kind(type_named("type X []int", "X")) == 0);
}

static void a_pointer_is_followed_by_its_core_type(void)
{
	struct type *p = param("~*int"),
		    *named = type_named("type X *int", "X");
	bool was;

	CHECK(ir_must_deref(NULL, p) == TYP(INT));
	CHECK(ir_deref_core(NULL, named) == TYP(INT));
	CHECK(ir_deref(named, &was) == named && !was);
	CHECK(ir_must_deref(NULL, TYP(INT)) == TYP(INVALID));
	CHECK(ir_must_deref(NULL, NULL) == TYP(INVALID));
	CHECK(ir_is_pointer(named) && !ir_is_pointer(p));
	CHECK(ir_is_pointer_core(NULL, p) && ir_is_pointer_core(NULL, named));
	CHECK(!ir_is_pointer_core(NULL, param("*int | *string")));
}

static void a_constraint_without_types_has_an_empty_type_set(void)
{
	CHECK(ir_type_set_is_empty(param("any")));
	CHECK(ir_type_set_is_empty(param("interface{ m() }")));
	CHECK(ir_type_set_is_empty(param("comparable")));
	CHECK(!ir_type_set_is_empty(param("interface{ ~int; m() }")));
	CHECK(!ir_type_set_is_empty(TYP(INT)));
}

static void the_builder_s_empty_interface_is_not_spelled_any(void)
{
	struct type *x = type_named("type X = any", "X");

	CHECK_STR(text(ir_any()), "interface{}");
	CHECK(type_identical(ir_any(), x));
	CHECK(ir_is_plain_interface(ir_any()));
	CHECK(!ir_is_plain_interface(param("any")));
}

int main(void)
{
	ask_open();
	RUN(the_core_type_is_what_all_types_have_under_them);
	RUN(of_channels_the_core_type_allows_least);
	RUN(strings_and_bytes_together_are_a_bytestring);
	RUN(what_is_indexed_says_whether_elements_are_variables);
	RUN(zero_is_one_constant_when_all_types_have_the_same);
	RUN(a_pointer_is_followed_by_its_core_type);
	RUN(a_constraint_without_types_has_an_empty_type_set);
	RUN(the_builder_s_empty_interface_is_not_spelled_any);
	ask_close();
	return test_summary();
}
