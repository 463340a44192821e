/* SPDX-License-Identifier: MIT */
#include "types/types.h"

#include <pthread.h>

#include "test.h"
#include "types_ask.h"

/* "a; b c; d": what each initializer of the order is for. */
static const char *init_order(const char *decls)
{
	const struct package *pkg = ask_check(decls);
	const char *text = "";

	for (uint32_t i = 0; i < pkg->ninit_order; i++) {
		const struct initializer *init = &pkg->init_order[i];

		for (uint32_t k = 0; k < init->nlhs; k++)
			text = arena_printf(ask.arena, "%s%s%s", text,
					    k	? " "
					    : i ? "; "
						: "",
					    name_text(init->lhs[k]->name));
	}
	return text;
}

static struct object *func_named(const struct package *pkg, const char *name)
{
	for (uint32_t i = 0; i < pkg->nfuncs; i++)
		if (strcmp(name_text(pkg->methods_and_funcs[i]->name), name) ==
		    0)
			return pkg->methods_and_funcs[i];
	return NULL;
}

static const char *file_errors(const char *const *texts, uint32_t n)
{
	buf_clear(&ask.syntax);
	return types_source_errors(&ask,
				   types_source_files(&ask, "p", texts, n));
}

/* Packages and imports */

static void files_of_another_package_are_left_out(void)
{
	static const char *const texts[] = {
		"package p; var A = B",
		"package q; var A int",
		"package p; var B int",
	};

	CHECK_STR(file_errors(texts, 3), "1: package q; expected package p\n");
}

static void declarations_may_come_in_any_order_and_file(void)
{
	static const char *const texts[] = {
		"package p; func (T) M() U { return u }; var x = y",
		"package p; var y = T(0).M(); type U = struct{ T }; var u U",
		"package p; type T int",
	};

	CHECK_STR(file_errors(texts, 3), "");
}

static void a_name_is_declared_once_in_a_package(void)
{
	static const char *const texts[] = {
		"package p; import \"fmt\"; func _() {}; func _() {}",
		"package p; var fmt, x int",
		"package p; func x() {}; func init() {}; func init() {}",
	};

	CHECK_STR(file_errors(texts, 3),
		  "1: could not import fmt (no such package in the test)\n"
		  "1: x redeclared in this block\n"
		  "1: fmt already declared through import of package fmt "
		  "(\"fmt\")\n");
}

static void init_and_main_are_functions_without_parameters(void)
{
	CHECK_STR(errors_of("var init int"),
		  "2: cannot declare init - must be func\n");
	CHECK_STR(errors_of("func init(x int) {}\nfunc init()\n"
			    "func init[T any]() {}"),
		  "2: func init must have no arguments and no return values\n"
		  "3: func init must have a body\n"
		  "4: func init must have no type parameters\n");
	CHECK_STR(errors_of("func main(x int) {}\nvar y = init"),
		  "3: undefined: init\n");
}

static void uses_of_what_cannot_be_imported_are_silent(void)
{
	CHECK_STR(errors_of("import \"nosuch/path\"\nimport . \"nosuch/dot\"\n"
			    "import q \"nosuch/path\"\n"
			    "var x path.T = path.F(1)\n"
			    "type S struct { q.T; f *q.U }\n"
			    "func (s S) M() { s.f.x() }"),
		  "2: could not import nosuch/path (no such package in the "
		  "test)\n"
		  "3: could not import nosuch/dot (no such package in the "
		  "test)\n");
}

static void an_unused_import_is_told_with_its_path(void)
{
	CHECK(types_source_add(&ask, "a/v2", "package a; var X int"));
	CHECK(types_source_add(&ask, "b", "package b; var Y int"));
	CHECK_STR(errors_of("import \"a/v2\"\nimport \"b\"\n"
			    "import c \"b\"\nimport _ \"b\"\n"
			    "import . \"b\""),
		  "2: \"a/v2\" imported as a and not used\n"
		  "3: \"b\" imported and not used\n"
		  "4: \"b\" imported as c and not used\n"
		  "6: \"b\" imported and not used\n");
	CHECK_STR(errors_of("import \"a/v2\"\nimport . \"b\"\n"
			    "var x = a.X + Y"),
		  "");
}

static void an_import_path_is_made_of_printable_characters(void)
{
	CHECK_STR(errors_of("import \"\"\nimport \"a b\"\nimport `a\\b`\n"
			    "import \"a\xc2\xa0\""),
		  "2: invalid import path (empty string)\n"
		  "3: invalid import path (invalid character U+0020)\n"
		  "4: invalid import path (invalid character U+005C '\\')\n"
		  "5: invalid import path (invalid character U+00A0 "
		  "'\xc2\xa0')\n");
}

static void import_c_gives_names_that_mean_nothing_yet(void)
{
	ask.config.fake_import_c = true;
	CHECK_STR(errors_of("import \"C\"\nvar x C.int = C.f(1, C.struct_a{})\n"
			    "func g(p *C.char) C.size_t "
			    "{ return C.strlen(p) + 1 }"),
		  "");
	CHECK_STR(errors_of("import x \"C\""),
		  "2: cannot rename import \"C\"\n");
	ask.config.fake_import_c = false;
}

static void a_file_has_the_version_of_its_build_line(void)
{
	static const char *const texts[] = {
		"//go:build go1.22\n\npackage p; func f() { for range 9 {} }",
		"package p; func g() { for range 9 {} }",
		"//go:build go1.18\n\npackage p; func h() { for range 9 {} }",
		"//go:build go1.99\n\npackage p",
	};
	const char *old = ask.config.go_version;

	ask.config.go_version = "go1.21";
	CHECK_STR(file_errors(texts, 4),
		  "3: file requires newer Go version go1.99 (this is for "
		  "go1.27)\n"
		  "1: cannot range over 9 (untyped int constant): requires "
		  "go1.22 or later\n"
		  "3: cannot range over 9 (untyped int constant): requires "
		  "go1.22 or later\n");
	ask.config.go_version = "go1.28";
	CHECK_STR(errors_of(""), "1: package requires newer Go version go1.28 "
				 "(this is for go1.27)\n");
	ask.config.go_version = old;
}

static void functions_are_listed_with_what_they_are(void)
{
	const struct package *pkg =
		ask_check("func asm(x int) int\n"
			  "//export one\nfunc One() { /*\n//export x\n*/ }\n"
			  "func two() {}\ntype T int\n"
			  "//export M\nfunc (T) M() {}\nfunc init() {}");

	CHECK_STR(types_source_errors(&ask, pkg), "");
	CHECK(pkg->nfuncs == 5);
	CHECK_STR(name_text(pkg->methods_and_funcs[4]->name), "init");
	CHECK(func_named(pkg, "asm")->flags & OBJECT_NO_BODY);
	CHECK(!(func_named(pkg, "asm")->flags & OBJECT_BODY_CHECKED));
	CHECK(func_named(pkg, "two")->flags & OBJECT_BODY_CHECKED);
	CHECK(func_named(pkg, "One")->flags & OBJECT_EXPORTED_C);
	CHECK(!(func_named(pkg, "two")->flags & OBJECT_EXPORTED_C));
	CHECK(func_named(pkg, "M")->flags & OBJECT_EXPORTED_C);
}

/* Declarations */

static void there_are_as_many_values_as_names(void)
{
	CHECK_STR(errors_of("const a, b = 1\nconst (\n	c, d = 1, 2\n	e\n"
			    "	f, g, h\n)\nvar i, j = 1, 2, 3\n"
			    "var k, l, m = 1, 2\nconst n"),
		  "2: missing init expr for b\n"
		  "5: extra init expr at a.go:4:2\n"
		  "6: missing init expr for h\n"
		  "8: extra init expr 3\n"
		  "9: missing init expr for m\n"
		  "10: missing init expr for n\n");
}

static void an_inherited_initializer_is_wrong_where_it_is_inherited(void)
{
	CHECK_STR(errors_of("const (\n	a int8 = 100 << iota\n	b\n)"),
		  "4: cannot use 100 << iota (untyped int constant 200) as "
		  "int8 value in constant declaration (overflows)\n");
	CHECK_STR(type_of("const ( _ = iota * 10; _; X )"), "untyped int = 20");
}

static void methods_belong_to_types_of_their_package(void)
{
	CHECK_STR(errors_of("type T struct { a int }\ntype P *T\ntype A = T\n"
			    "func (T) a() {}\nfunc (*A) b() {}\n"
			    "func (T) b() {}\nfunc (P) c() {}\n"
			    "func (int) d() {}\nfunc (U) e() {}\n"
			    "func () f() {}"),
		  "11: method has no receiver\n"
		  "7: method T.b already declared at a.go:6:11\n"
		  "10: undefined: U\n"
		  "5: field and method with the same name a\n"
		  "8: invalid receiver type P (pointer or interface type)\n"
		  "9: cannot define new methods on non-local type int\n");
}

static void a_receiver_declares_its_type_parameters(void)
{
	CHECK_STR(errors_of("type T[P any, Q comparable] struct { p P; q Q }\n"
			    "func (t *T[A, _]) M() A { return t.p }\n"
			    "func (t T[A]) N() {}\nfunc (t T) O() {}\n"
			    "type U = T[int, int]\nfunc (U) Q() {}"),
		  "4: receiver declares 1 type parameter, but receiver base "
		  "type declares 2\n"
		  "5: cannot use generic type T[P any, Q comparable] without "
		  "instantiation\n"
		  "7: cannot define new methods on instantiated type "
		  "T[int, int]\n");
}

static void variables_are_initialized_after_what_they_need(void)
{
	CHECK_STR(init_order("var a = f()\nvar b, c = g()\n"
			     "func f() int { return h() + d }\n"
			     "func g() (int, int) { return d, d }\n"
			     "func h() int { if d > 0 { return f() }; "
			     "return e }\n"
			     "var d = 1\nvar e int\nvar i, j = 1, d"),
		  "d; b c; a; i; j");
	CHECK_STR(init_order("type T int\nvar x = T.M\nvar y = T(0).N\n"
			     "func (T) M() { _ = z }\nfunc (T) N() { _ = w }\n"
			     "var w = 1\nvar z = 2"),
		  "w; y; z; x");
}

static void a_cycle_of_initializers_is_told_once(void)
{
	CHECK_STR(errors_of("var a = b\nvar b = f()\n"
			    "func f() int { return g() }\n"
			    "func g() int { return a }\nvar c = a + b"),
		  "2: initialization cycle for a\n");
	CHECK_STR(errors_of("var x int = x\nconst c = c + 1"),
		  "3: initialization cycle: c refers to itself\n"
		  "2: initialization cycle: x refers to itself\n");
	CHECK_STR(errors_of("const n = len(a)\nvar a [m]int\n"
			    "const m = n"),
		  "2: initialization cycle for n\n");
}

static void functions_may_call_each_other_in_circles(void)
{
	CHECK_STR(errors_of("func f(n int) int { return g(n) }\n"
			    "func g(n int) int { return f(n - 1) + x }\n"
			    "var x = 1\nvar y = f(3)"),
		  "");
}

/* Bodies on demand */

static const char body_source[] =
	"package p\n"
	"import \"b\"\n"
	"type L[T any] struct { v T; next *L[T] }\n"
	"func (l *L[T]) Len() (n int) {\n"
	"	for ; l != nil; l = l.next { n++ }\n"
	"	return\n"
	"}\n"
	"func use(s string) int {\n"
	"	l := &L[string]{v: s}\n"
	"	f := func(x int) int { return x + l.Len() + b.Y }\n"
	"	unused := 1\n"
	"	return f(len(s))\n"
	"}\n"
	"var g = 1\n"
	"func bad() { g = \"\" }\n";

static const char *body_errors(struct package *pkg, const char *name,
			       struct arena *arena, struct ptrmap *instances)
{
	struct type_error *errors;
	uint32_t n;

	types_check_body(&ask.config, pkg, func_named(pkg, name), arena,
			 instances, &errors, &n);
	return types_source_text(&ask, errors, n);
}

static void skipped_bodies_are_checked_on_demand(void)
{
	const char *text = body_source;
	struct arena *arena = arena_create(0);
	struct ptrmap instances = {0};
	struct package *pkg;
	struct object *use;
	uint32_t before;

	ask.mode = PARSE_SKIP_BODIES;
	pkg = types_source_files(&ask, "p", &text, 1);
	ask.mode = PARSE_ALL;
	/* Whether an import is used is not known. */
	CHECK_STR(types_source_errors(&ask, pkg), "");
	before = pkg->instances.used;
	use = func_named(pkg, "use");
	CHECK(!(use->flags & (OBJECT_NO_BODY | OBJECT_BODY_CHECKED)));
	CHECK_STR(body_errors(pkg, "use", arena, &instances),
		  "11: declared and not used: unused\n");
	CHECK(instances.used == 1);
	CHECK_STR(body_errors(pkg, "Len", arena, &instances), "");
	CHECK_STR(body_errors(pkg, "bad", arena, &instances),
		  "15: cannot use \"\" (untyped string constant) as int value "
		  "in assignment\n");
	/* What belongs to the body has left no trace in the package. */
	CHECK(pkg->instances.used == before);
	CHECK(((struct signature *)use->type)->scope->n == 1);
	CHECK(!((struct signature *)use->type)->scope->first_child);
	arena_destroy(arena);
}

static void ignored_bodies_are_checked_on_demand(void)
{
	const char *text = body_source;
	struct arena *arena = arena_create(0);
	struct ptrmap instances = {0};
	struct package *pkg;

	ask.config.ignore_func_bodies = true;
	pkg = types_source_files(&ask, "p", &text, 1);
	CHECK_STR(types_source_errors(&ask, pkg), "");
	CHECK_STR(body_errors(pkg, "use", arena, &instances),
		  "11: declared and not used: unused\n");
	ask.config.ignore_func_bodies = false;
	arena_destroy(arena);
}

enum { NTHREADS = 4, NFUNCS = 100 };

/* Checks every NTHREADS-th body of a package. */
struct body_worker {
	pthread_t thread;
	struct package *pkg;
	uint32_t first;
	uint32_t nerrors, ninstances;
};

static void *check_bodies(void *arg)
{
	struct body_worker *w = arg;
	struct arena *arena = arena_create(0);

	for (uint32_t i = w->first; i < w->pkg->nfuncs; i += NTHREADS) {
		struct ptrmap instances = {0};
		struct type_error *errors;
		uint32_t n;

		types_check_body(&ask.config, w->pkg,
				 w->pkg->methods_and_funcs[i], arena,
				 &instances, &errors, &n);
		w->nerrors += n;
		w->ninstances += instances.used;
	}
	arena_destroy(arena);
	return NULL;
}

/* Build with -Db_sanitize=thread to see more. */
static void bodies_are_checked_by_several_threads(void)
{
	struct body_worker workers[NTHREADS] = {0};
	uint32_t nerrors = 0, ninstances = 0;
	const char *text = "package p\nimport . \"b\"\n"
			   "type L[T any] struct { v T; next *M[T, int] }\n"
			   "type M[T, U any] struct { l L[U]; v []T }\n"
			   "func (l L[T]) Get() T { return l.v }\n"
			   "func (m *M[T, U]) Get() []T { return m.v }\n"
			   "var g = 1\n";

	for (int i = 0; i < NFUNCS; i++)
		text = arena_printf(
			ask.arena,
			"%sfunc f%d(x L[[%d]L[string]]) int {\n"
			"	l := x.next.Get()\n	g = Y\n"
			"	h := func() int { return len(l) }\n"
			"	return L[int]{}.Get() + h() + f%d(x)\n}\n",
			text, i, i % 5, i / 5 * 5 + (i + 5) % 5);
	ask.config.ignore_func_bodies = true;
	workers[0].pkg = types_source_files(&ask, "p", &text, 1);
	ask.config.ignore_func_bodies = false;
	CHECK_STR(types_source_errors(&ask, workers[0].pkg), "");
	for (uint32_t i = 0; i < NTHREADS; i++) {
		workers[i].pkg = workers[0].pkg;
		workers[i].first = i;
		CHECK(pthread_create(&workers[i].thread, NULL, check_bodies,
				     &workers[i]) == 0);
	}
	for (uint32_t i = 0; i < NTHREADS; i++) {
		pthread_join(workers[i].thread, NULL);
		nerrors += workers[i].nerrors;
		ninstances += workers[i].ninstances;
	}
	CHECK(nerrors == 0);
	CHECK(ninstances == NFUNCS);
}

static void a_skipped_literal_is_no_missing_one(void)
{
	const char *text = "package p\nvar f = func(x int) { undefined() }\n"
			   "var x func(int) = f\n";
	struct package *pkg;

	ask.mode = PARSE_SKIP_BODIES;
	pkg = types_source_files(&ask, "p", &text, 1);
	ask.mode = PARSE_ALL;
	CHECK_STR(types_source_errors(&ask, pkg), "");
}

int main(void)
{
	ask_open();
	RUN(files_of_another_package_are_left_out);
	RUN(declarations_may_come_in_any_order_and_file);
	RUN(a_name_is_declared_once_in_a_package);
	RUN(init_and_main_are_functions_without_parameters);
	RUN(uses_of_what_cannot_be_imported_are_silent);
	RUN(an_unused_import_is_told_with_its_path);
	RUN(an_import_path_is_made_of_printable_characters);
	RUN(import_c_gives_names_that_mean_nothing_yet);
	RUN(a_file_has_the_version_of_its_build_line);
	RUN(functions_are_listed_with_what_they_are);
	RUN(there_are_as_many_values_as_names);
	RUN(an_inherited_initializer_is_wrong_where_it_is_inherited);
	RUN(methods_belong_to_types_of_their_package);
	RUN(a_receiver_declares_its_type_parameters);
	RUN(variables_are_initialized_after_what_they_need);
	RUN(a_cycle_of_initializers_is_told_once);
	RUN(functions_may_call_each_other_in_circles);
	RUN(skipped_bodies_are_checked_on_demand);
	RUN(ignored_bodies_are_checked_on_demand);
	RUN(bodies_are_checked_by_several_threads);
	RUN(a_skipped_literal_is_no_missing_one);
	ask_close();
	return test_summary();
}
