/* SPDX-License-Identifier: MIT */
#include "types/types.h"

#include "base/arena.h"
#include "base/buf.h"
#include "test.h"
#include "types/check.h"

static struct object *find(const struct scope *s, const char *name)
{
	return scope_lookup(s, name_of(name));
}

static const char *object_text(struct object *obj)
{
	static struct buf b;

	buf_finish(&b);
	buf_init(&b, 0);
	object_print(&b, obj, NULL);
	return buf_text(&b);
}

static void the_universe_has_what_the_spec_lists(void)
{
	/* spec: Predeclared identifiers */
	static const char *const names[] = {
		"any",	      "bool",	 "byte",    "comparable", "complex64",
		"complex128", "error",	 "float32", "float64",	  "int",
		"int8",	      "int16",	 "int32",   "int64",	  "rune",
		"string",     "uint",	 "uint8",   "uint16",	  "uint32",
		"uint64",     "uintptr", "true",    "false",	  "iota",
		"nil",	      "append",	 "cap",	    "clear",	  "close",
		"complex",    "copy",	 "delete",  "imag",	  "len",
		"make",	      "max",	 "min",	    "new",	  "panic",
		"print",      "println", "real",    "recover",
	};
	const uint32_t n = sizeof(names) / sizeof(names[0]);

	for (uint32_t i = 0; i < n; i++) {
		CHECK(find(universe, names[i]) != NULL);
		CHECK(find(universe, names[i])->pkg == NULL);
	}
	CHECK(universe->n == n);
}

static void package_unsafe_has_nine_names(void)
{
	static const char *const names[] = {
		"Pointer", "Add",    "Alignof",	  "Offsetof",	"Sizeof",
		"Slice",   "String", "SliceData", "StringData",
	};

	for (int i = 0; i < 9; i++) {
		CHECK(find(package_unsafe->scope, names[i]) != NULL);
		CHECK(find(package_unsafe->scope, names[i])->pkg ==
		      package_unsafe);
	}
	CHECK(package_unsafe->scope->n == 9);
}

static void objects_are_told_as_go_types_tells_them(void)
{
	CHECK_STR(object_text(find(universe, "int")), "type int");
	CHECK_STR(object_text(find(universe, "byte")), "type byte");
	CHECK_STR(object_text(find(universe, "any")), "type any = interface{}");
	CHECK_STR(object_text(find(universe, "error")),
		  "type error interface{Error() string}");
	CHECK_STR(object_text(find(universe, "comparable")),
		  "type comparable interface{comparable}");
	CHECK_STR(object_text(find(universe, "true")),
		  "const true untyped bool");
	CHECK_STR(object_text(find(universe, "nil")), "nil");
	CHECK_STR(object_text(find(universe, "len")), "builtin len");
	CHECK_STR(object_text(find(package_unsafe->scope, "Pointer")),
		  "type unsafe.Pointer");
	CHECK_STR(object_text(find(package_unsafe->scope, "Sizeof")),
		  "builtin unsafe.Sizeof");
}

static void byte_and_rune_are_aliases_and_int_is_none(void)
{
	CHECK(type_name_is_alias(find(universe, "byte")));
	CHECK(type_name_is_alias(find(universe, "rune")));
	CHECK(type_name_is_alias(find(universe, "any")));
	CHECK(!type_name_is_alias(find(universe, "int")));
	CHECK(!type_name_is_alias(find(universe, "error")));
	CHECK(!type_name_is_alias(find(package_unsafe->scope, "Pointer")));
	CHECK(type_identical(universe_byte, TYP(UINT8)));
	CHECK(type_identical(universe_rune, TYP(INT32)));
	CHECK(type_hash(universe_byte) == type_hash(TYP(UINT8)));
}

static void error_has_one_method(void)
{
	struct interface *iface =
		TYPE_AS(INTERFACE, interface, type_under(universe_error));

	CHECK(iface != NULL);
	CHECK(interface_nmethods(iface) == 1);
	CHECK_STR(object_text(interface_method(iface, 0)),
		  "func (error).Error() string");
}

static void default_types_are_those_of_the_spec(void)
{
	CHECK(type_default(TYP(UNTYPED_INT)) == TYP(INT));
	CHECK(type_default(TYP(UNTYPED_RUNE)) == universe_rune);
	CHECK(type_default(TYP(UNTYPED_FLOAT)) == TYP(FLOAT64));
	CHECK(type_default(TYP(UNTYPED_NIL)) == TYP(UNTYPED_NIL));
	CHECK(type_default(TYP(INT8)) == TYP(INT8));
	CHECK(max_type(TYP(UNTYPED_RUNE), TYP(UNTYPED_INT)) ==
	      TYP(UNTYPED_RUNE));
	CHECK(max_type(TYP(UNTYPED_INT), TYP(UNTYPED_STRING)) == NULL);
}

static void test_builtins_are_there_when_asked_for(void)
{
	CHECK(find(universe, "assert") == NULL);
	types_init_test_builtins();
	types_init_test_builtins();
	CHECK(find(universe, "assert") != NULL);
	CHECK(find(universe, "trace") != NULL);
}

static void versions_are_parsed_as_go_parses_them(void)
{
	CHECK(go_version_parse("go1.21") == GO_VERSION(21));
	CHECK(go_version_parse("go1.21.3") == GO_VERSION(21));
	CHECK(go_version_parse("go1.21rc2") == GO_VERSION(21));
	CHECK(go_version_parse("go1.21-custom") == GO_VERSION(21));
	CHECK(go_version_parse("go1") == GO_VERSION(0));
	CHECK(go_version_parse("go1.9") < go_version_parse("go1.10"));
	CHECK(go_version_parse("go2") > GO_VERSION(GO_CURRENT_MINOR));
	CHECK(go_version_parse("1.21") == 0);
	CHECK(go_version_parse("go1.021") == 0);
	CHECK(go_version_parse("go1.x") == 0);
	CHECK(go_version_parse("go1.21.") == 0);
	CHECK(go_version_parse("") == 0);
	CHECK(go_version_parse(NULL) == 0);
}

int main(void)
{
	types_init();
	RUN(the_universe_has_what_the_spec_lists);
	RUN(package_unsafe_has_nine_names);
	RUN(objects_are_told_as_go_types_tells_them);
	RUN(byte_and_rune_are_aliases_and_int_is_none);
	RUN(error_has_one_method);
	RUN(default_types_are_those_of_the_spec);
	RUN(test_builtins_are_there_when_asked_for);
	RUN(versions_are_parsed_as_go_parses_them);
	return test_summary();
}
