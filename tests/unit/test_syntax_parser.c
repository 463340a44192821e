/* SPDX-License-Identifier: MIT */
#include "syntax/parser.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "syntax/dump.h"
#include "syntax/walk.h"
#include "test.h"

static struct file_set *set;
static struct names *names;
static struct parser *parser;
static struct arena *arena;
static struct buf errors, out;

static void on_error(void *ctx, pos_t pos, const char *msg)
{
	(void)ctx;
	buf_printf(&errors, "%u: %s\n", position_of(set, pos).line, msg);
}

/* Its errors are in errors. */
static struct ast_file *parse(const char *text, enum parse_mode mode)
{
	struct source_file *f =
		file_set_add(set, "a.go", text, (uint32_t)strlen(text));

	buf_clear(&errors);
	return parser_file(parser, arena, f, mode, on_error, NULL);
}

static const char *errors_of(const char *text)
{
	parse(text, PARSE_ALL);
	return buf_text(&errors);
}

static const char *dump(const struct ast_file *f)
{
	buf_clear(&out);
	dump_ast(f, &out);
	return buf_text(&out);
}

/* Positions, and the lengths of lists: "12", "rparen=12", "args:2". */
static bool is_number(const char *word, size_t n)
{
	size_t at = 0;

	while (at < n && islower((unsigned char)word[at]))
		at++;
	if (at > 0 && at + 1 < n && (word[at] == '=' || word[at] == ':'))
		at++;
	else if (at > 0)
		return false;
	else if (n == 1 && *word == '-')
		return false;
	return strspn(word + at, "-0123456789") >= n - at;
}

/* A declaration's dump in one line without numbers; or its errors. */
static const char *shape(const char *decl)
{
	static char line[8192];
	const char *text = arena_printf(arena, "package p\n%s\n", decl), *at;
	char *to = line;

	at = strstr(dump(parse(text, PARSE_ALL)), " p)");
	if (buf_text(&errors)[0] || !at)
		return buf_text(&errors);
	for (at = strchr(at, '\n'); at && to < line + sizeof(line) - 200;) {
		size_t n;

		at += strspn(at, " \n");
		n = strcspn(at, " \n)");
		if (!is_number(at, n) || n == 0) {
			if (to > line && n > 0)
				*to++ = ' ';
			memcpy(to, at, n);
			to += n;
		}
		at += n;
		while (*at == ')')
			*to++ = *at++;
		if (!*at || strcmp(at, "\n") == 0)
			break;
	}
	to[-1] = '\0'; /* the parenthesis of the file */
	return line;
}

static struct func_decl *func(const struct ast_file *f, uint32_t i)
{
	return i < f->ndecls ? AS(FUNC_DECL, func_decl, f->decls[i]) : NULL;
}

#define FUNC(body)                                                \
	"(FuncDecl nil (Ident f) (FuncType nil (FieldList) nil) " \
	"(BlockStmt" body "))"

static void brackets_behind_a_type_name_are_parameters_or_a_length(void)
{
	static const char *const lens[][2] = {
		{"type T [N]int", "(Ident N)"},
		{"type T[N * M] int", "(BinaryExpr * (Ident N) (Ident M))"},
		{"type T[P *C] int", "(BinaryExpr * (Ident P) (Ident C))"},
		{"type T[P *(C)] int",
		 "(BinaryExpr * (Ident P) (ParenExpr (Ident C)))"},
		{"type T[P (C)] int", "(CallExpr (Ident P) (Ident C))"},
	};
	static const char *const params[][2] = {
		{"type T[P any] int", "(Ident any)"},
		{"type T[P *C,] int", "(StarExpr (Ident C))"},
		{"type T[P *struct{}] int",
		 "(StarExpr (StructType (FieldList)))"},
		{"type T[P interface{}] int", "(InterfaceType (FieldList))"},
		{"type T[P ~int] int", "(UnaryExpr ~ (Ident int))"},
		{"type T[P *C | ~Q] int",
		 "(BinaryExpr | (StarExpr (Ident C)) (UnaryExpr ~ (Ident Q)))"},
	};

	for (size_t i = 0; i < sizeof(lens) / sizeof(*lens); i++)
		CHECK_STR(shape(lens[i][0]),
			  arena_printf(arena,
				       "(GenDecl type (TypeSpec (Ident T) nil "
				       "(ArrayType %s (Ident int))))",
				       lens[i][1]));
	for (size_t i = 0; i < sizeof(params) / sizeof(*params); i++)
		CHECK_STR(shape(params[i][0]),
			  arena_printf(arena,
				       "(GenDecl type (TypeSpec (Ident T) "
				       "(FieldList (Field (Ident P) %s)) "
				       "(Ident int)))",
				       params[i][1]));
}

static void a_brace_in_a_control_clause_begins_a_block(void)
{
	CHECK_STR(shape("func f() { if x { y } }"),
		  FUNC(" (IfStmt nil (Ident x) (BlockStmt (ExprStmt (Ident "
		       "y))) nil)"));
	CHECK_STR(shape("func f() { if x == (T{1}) { } }"),
		  FUNC(" (IfStmt nil (BinaryExpr == (Ident x) (ParenExpr "
		       "(CompositeLit (Ident T) (BasicLit INT \"1\")))) "
		       "(BlockStmt) nil)"));
	CHECK_STR(shape("func f() { for _ = range []T{} { } }"),
		  FUNC(" (RangeStmt = (Ident _) nil (CompositeLit (ArrayType "
		       "nil (Ident T))) (BlockStmt))"));
	CHECK_STR(shape("func f() { if g(T{}) { } }"),
		  FUNC(" (IfStmt nil (CallExpr (Ident g) (CompositeLit (Ident "
		       "T))) (BlockStmt) nil)"));
	CHECK_STR(shape("func f() { x = T{} }"),
		  FUNC(" (AssignStmt = (Ident x) (CompositeLit (Ident T)))"));
}

static void calls_and_methods_may_be_generic(void)
{
	CHECK_STR(shape("var _ = f[int](1)"),
		  "(GenDecl var (ValueSpec (Ident _) nil (CallExpr (IndexExpr "
		  "(Ident f) (Ident int)) (BasicLit INT \"1\"))))");
	CHECK_STR(shape("var _ = m[K, []V]{}"),
		  "(GenDecl var (ValueSpec (Ident _) nil (CompositeLit "
		  "(IndexListExpr (Ident m) (Ident K) (ArrayType nil (Ident "
		  "V))))))");
	CHECK_STR(shape("func (r *T[P]) m()"),
		  "(FuncDecl (FieldList (Field (Ident r) (StarExpr (IndexExpr "
		  "(Ident T) (Ident P))))) (Ident m) (FuncType nil "
		  "(FieldList) nil) nil)");
	CHECK_STR(shape("func f(a [N]T, b T[N], c []T)"),
		  "(FuncDecl nil (Ident f) (FuncType nil (FieldList (Field "
		  "(Ident a) (ArrayType (Ident N) (Ident T))) (Field (Ident "
		  "b) (IndexExpr (Ident T) (Ident N))) (Field (Ident c) "
		  "(ArrayType nil (Ident T)))) nil) nil)");
}

static void parameters_are_names_or_types(void)
{
	CHECK_STR(shape("func f(a, b)"),
		  "(FuncDecl nil (Ident f) (FuncType nil (FieldList (Field "
		  "(Ident a)) (Field (Ident b))) nil) nil)");
	CHECK_STR(shape("func f(a, b int, c ...T)"),
		  "(FuncDecl nil (Ident f) (FuncType nil (FieldList (Field "
		  "(Ident a) (Ident b) (Ident int)) (Field (Ident c) "
		  "(Ellipsis (Ident T)))) nil) nil)");
}

static void an_arrow_belongs_to_the_leftmost_channel(void)
{
	CHECK_STR(shape("var c <-chan chan<- int"),
		  "(GenDecl var (ValueSpec (Ident c) (ChanType recv "
		  "(ChanType send (Ident int)))))");
	CHECK_STR(shape("var c = (<-chan int)(x)"),
		  "(GenDecl var (ValueSpec (Ident c) nil (CallExpr (ParenExpr "
		  "(ChanType recv (Ident int))) (Ident x))))");
}

static void operators_bind_as_their_precedence_says(void)
{
	CHECK_STR(shape("var _ = a || b && c == d + e * -f"),
		  "(GenDecl var (ValueSpec (Ident _) nil (BinaryExpr || "
		  "(Ident a) (BinaryExpr && (Ident b) (BinaryExpr == (Ident "
		  "c) (BinaryExpr + (Ident d) (BinaryExpr * (Ident e) "
		  "(UnaryExpr - (Ident f)))))))))");
	CHECK_STR(shape("var _ = a - b - c"),
		  "(GenDecl var (ValueSpec (Ident _) nil (BinaryExpr - "
		  "(BinaryExpr - (Ident a) (Ident b)) (Ident c))))");
}

static void a_label_stands_before_a_statement_or_a_brace(void)
{
	CHECK_STR(shape("func f() { L: for { break L }; M: }"),
		  FUNC(" (LabeledStmt (Ident L) (ForStmt nil nil nil "
		       "(BlockStmt (BranchStmt break (Ident L))))) "
		       "(LabeledStmt (Ident M) (EmptyStmt implicit))"));
}

static void a_type_switch_is_told_by_its_guard(void)
{
	CHECK_STR(shape("func f() { switch x := y.(type) { } }"),
		  FUNC(" (TypeSwitchStmt nil (AssignStmt := (Ident x) "
		       "(TypeAssertExpr (Ident y) nil)) (BlockStmt))"));
	CHECK_STR(shape("func f() { switch y.(T) { } }"),
		  FUNC(" (SwitchStmt nil (TypeAssertExpr (Ident y) (Ident T)) "
		       "(BlockStmt))"));
}

static void a_broken_function_costs_that_function_only(void)
{
	static const char *const broken[] = {
		"x := (1 +",	"if x {",  "f(",    "a[",
		"T{",		"for {{{", "} }",   "switch { case",
		"x = func() {", "var ( x", "1 2 3", ") ]",
	};

	for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++) {
		struct ast_file *f =
			parse(arena_printf(arena,
					   "package p\n\nfunc a() { g() }\n\n"
					   "func b() {\n	%s\n}\n\n"
					   "func c() { h() }\n\nfunc d() {}\n",
					   broken[i]),
			      PARSE_ALL);
		struct func_decl *c, *d;

		CHECK(f->bad && buf_text(&errors)[0]);
		CHECK(f->ndecls >= 4);
		CHECK(func(f, 0) && func(f, 0)->body->nlist == 1);
		c = func(f, f->ndecls - 2);
		d = func(f, f->ndecls - 1);
		CHECK(c && c->body && c->body->nlist == 1);
		CHECK_STR(name_text(c->name->name), "c");
		CHECK(d && d->body);
		CHECK_STR(name_text(d->name->name), "d");
	}
}

static void errors_come_in_order_one_on_a_line_and_ten_in_all(void)
{
	CHECK_STR(errors_of("package p\nvar x = 08 + 09\nvar y = ''\n"),
		  "2: invalid digit '8' in octal literal\n"
		  "3: illegal rune literal\n");
	struct buf many;

	buf_init(&many, 1 << 20);
	buf_puts(&many, "package p\n");
	for (int i = 0; i < 30; i++)
		buf_puts(&many, "var x = 08\n");
	errors_of(buf_text(&many));
	CHECK(strstr(buf_text(&errors), "11: "));
	CHECK(!strstr(buf_text(&errors), "12: "));
	buf_finish(&many);
}

static void a_file_without_a_package_clause_is_an_empty_one(void)
{
	struct ast_file *f = parse("var x int", PARSE_ALL);

	CHECK_STR(buf_text(&errors), "1: expected 'package', found 'var'\n");
	CHECK(f->bad && f->name == NULL && f->ndecls == 0);
}

/* n times a text, and n times another. */
static const char *nested(const char *open, const char *close, int n)
{
	struct buf b;
	const char *text;

	buf_init(&b, 16 << 20);
	buf_puts(&b, "package p\nvar x = ");
	for (int i = 0; i < n; i++)
		buf_puts(&b, open);
	buf_puts(&b, "y");
	for (int i = 0; i < n; i++)
		buf_puts(&b, close);
	buf_puts(&b, "\n");
	text = arena_strdup(arena, buf_text(&b));
	buf_finish(&b);
	return text;
}

static void what_is_nested_too_deep_is_one_error(void)
{
	static const char *const pairs[][2] = {
		{"(", ")"},	  {"- ", ""},
		{"[]", "{}"},	  {"func() { x = ", "}"},
		{"f(", ")"},	  {"a[", "]"},
		{"map[int]", ""}, {"T{", "}"},
	};
	const char *want = "2: exceeded max nesting depth\n";

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		CHECK_STR(errors_of(nested(pairs[i][0], pairs[i][1],
					   10 * PARSER_MAX_DEPTH)),
			  want);
	CHECK_STR(errors_of(nested("", "+y", 2 * PARSER_MAX_CHAIN)), want);
	CHECK_STR(errors_of(nested("", ".y", 2 * PARSER_MAX_CHAIN)), want);
	CHECK_STR(errors_of(nested("(", ")", PARSER_MAX_DEPTH / 4)), "");
	CHECK_STR(errors_of(nested("", "+y", PARSER_MAX_CHAIN / 2)), "");
}

static const char *const bodies =
	"package p\n\nimport \"fmt\"\n\n"
	"var v = func(x int) int { return x + 1 }\n\n"
	"func a(x T) { if x == (T{}) { fmt.Println(`}`, '}') } }\n\n"
	"func (T[P]) m() {\nL:\n	for { goto L }\n}\n\n"
	"func extern(int)\n\nfunc b() { go func() { c() }() }\n";

static bool parse_lit(void *ctx, enum walk_what what, void *x)
{
	struct ast_file *f = ctx;

	if (what == WALK_NODE && AS(FUNC_LIT, func_lit, x))
		parser_lit_body(parser, arena, f->source, x, on_error, NULL);
	return true;
}

static void skipped_bodies_are_parsed_later_as_at_once(void)
{
	struct ast_file *f = parse(bodies, PARSE_ALL);
	char *want = arena_strdup(arena, dump(f));
	struct walk w = {.enter = parse_lit};

	f = parse(bodies, PARSE_SKIP_BODIES);
	CHECK_STR(buf_text(&errors), "");
	CHECK(f->ndecls == 6);
	CHECK(func(f, 2)->body == NULL);
	CHECK(func(f, 2)->node.flags & NODE_SKIPPED);
	CHECK(!(func(f, 4)->node.flags & NODE_SKIPPED));
	CHECK(node_end(f->decls[3]) ==
	      f->source->base + (uint32_t)(strstr(bodies, "func e") - bodies) -
		      2);
	CHECK(strcmp(dump(f), want) != 0);
	w.ctx = f;
	walk_file(&w, f);
	for (uint32_t i = 0; i < f->ndecls; i++)
		if (func(f, i))
			parser_func_body(parser, arena, f->source, func(f, i),
					 on_error, NULL);
	CHECK_STR(buf_text(&errors), "");
	CHECK_STR(dump(f), want);
}

static void errors_in_a_skipped_body_are_told_when_it_is_parsed(void)
{
	struct ast_file *f = parse("package p\nfunc f() {\n	x = 08\n}\n"
				   "func g() {}\n",
				   PARSE_SKIP_BODIES);

	CHECK_STR(buf_text(&errors), "");
	CHECK(f->ndecls == 2);
	parser_func_body(parser, arena, f->source, func(f, 0), on_error, NULL);
	CHECK_STR(buf_text(&errors), "3: invalid digit '8' in octal literal\n");
	CHECK(func(f, 0)->body);
}

static void imports_are_all_that_parse_imports_reads(void)
{
	struct ast_file *f = parse("package p\nimport \"a\"\n"
				   "import (\n	x \"b\"\n	. \"c\"\n)\n"
				   "var x = )))\n",
				   PARSE_IMPORTS);

	CHECK_STR(buf_text(&errors), "");
	CHECK(f->nimports == 3 && f->ndecls == 2);
	CHECK(f->imports[0]->name == NULL);
	CHECK(strncmp(f->imports[1]->path->text, "\"b\"", 3) == 0);
	CHECK_STR(name_text(f->imports[1]->name->name), "x");
	CHECK_STR(name_text(f->imports[2]->name->name), ".");
	CHECK_STR(errors_of("package p\nvar x int\nimport \"a\"\n"),
		  "3: imports must appear before other declarations\n");
}

/* Every node of some kinds has the text that it is made of. */
static void a_node_goes_from_its_first_byte_to_its_last(void)
{
	static const char *const exprs[] = {
		"x",
		"(x)",
		"a.b.c",
		"f(x, y...)",
		"a[i:j:k]",
		"x.(T)",
		"-x",
		"a + b*c",
		"T{1, k: v}",
		"[]int{}",
		"func() {}",
		"func(x int) (y T) { return }",
		"map[K]V{}",
		"`a\nb`",
		"<-c",
		"struct{ x int }{}",
		"chan<- int(nil)",
		"m[K, V](x)",
		"interface{ m() }(nil)",
	};

	for (size_t i = 0; i < sizeof(exprs) / sizeof(*exprs); i++) {
		const char *text = arena_printf(
			arena, "package p; var _ =  %s ; var z int", exprs[i]);
		struct ast_file *f = parse(text, PARSE_ALL);
		struct gen_decl *d = AS(GEN_DECL, gen_decl, f->decls[0]);
		struct expr *x;

		CHECK_STR(buf_text(&errors), "");
		CHECK(d && d->nspecs == 1);
		x = ((struct value_spec *)d->specs[0])->values[0];
		CHECK(pos_offset(f->source, expr_pos(x)) == 20);
		CHECK(expr_end(x) - expr_pos(x) == strlen(exprs[i]));
		CHECK(node_end(&d->node) == expr_end(x));
		CHECK(pos_offset(f->source, node_pos(&d->node)) == 11);
	}
}

/* The comments of the declaration with an index, between bars. */
static const char *doc(const struct ast_file *f, uint32_t i)
{
	uint32_t n = 99;
	const struct comment *c = ast_doc(f, node_pos(f->decls[i]), &n);

	buf_clear(&out);
	for (uint32_t k = 0; k < n; k++)
		buf_printf(&out, "|%.*s", (int)c[k].len,
			   f->source->text + pos_offset(f->source, c[k].pos));
	return buf_text(&out);
}

static void a_doc_comment_ends_on_the_line_before(void)
{
	struct ast_file *f = parse("// Of p.\npackage p\n\n"
				   "// Far away.\n\n// One.\n// Two.\n"
				   "func a() {} // Behind.\n"
				   "func b() {}\n\n// Too far.\n\nvar c int\n"
				   "/* Block. */\ntype d int\n",
				   PARSE_COMMENTS);

	CHECK(f->ncomments == 7);
	CHECK_STR(doc(f, 0), "|// One.|// Two.");
	CHECK_STR(doc(f, 1), "");
	CHECK_STR(doc(f, 2), "");
	CHECK_STR(doc(f, 3), "|/* Block. */");
}

int main(void)
{
	set = file_set_create();
	names = names_create();
	parser = parser_create(names);
	arena = arena_create(0);
	buf_init(&errors, 1 << 20);
	buf_init(&out, 64 << 20);
	RUN(brackets_behind_a_type_name_are_parameters_or_a_length);
	RUN(a_brace_in_a_control_clause_begins_a_block);
	RUN(calls_and_methods_may_be_generic);
	RUN(parameters_are_names_or_types);
	RUN(an_arrow_belongs_to_the_leftmost_channel);
	RUN(operators_bind_as_their_precedence_says);
	RUN(a_label_stands_before_a_statement_or_a_brace);
	RUN(a_type_switch_is_told_by_its_guard);
	RUN(a_broken_function_costs_that_function_only);
	RUN(errors_come_in_order_one_on_a_line_and_ten_in_all);
	RUN(a_file_without_a_package_clause_is_an_empty_one);
	RUN(what_is_nested_too_deep_is_one_error);
	RUN(skipped_bodies_are_parsed_later_as_at_once);
	RUN(errors_in_a_skipped_body_are_told_when_it_is_parsed);
	RUN(imports_are_all_that_parse_imports_reads);
	RUN(a_node_goes_from_its_first_byte_to_its_last);
	RUN(a_doc_comment_ends_on_the_line_before);
	buf_finish(&errors);
	buf_finish(&out);
	parser_destroy(parser);
	names_destroy(names);
	arena_destroy(arena);
	file_set_destroy(set);
	return test_summary();
}
