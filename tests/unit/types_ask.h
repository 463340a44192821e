/* SPDX-License-Identifier: MIT */
/*
 * types_ask.h - one question about a source text, and its answer as text
 *
 *	CHECK_STR(type_of("x := 1 << 3"), "int = 8");
 *	CHECK_STR(errors_of("var x int = \"a\""), "...");
 */
#ifndef TESTS_UNIT_TYPES_ASK_H
#define TESTS_UNIT_TYPES_ASK_H

#include "types_source.h"
#include "types/constant.h"

static struct types_source ask;
static struct buf ask_text, ask_answer;

static inline void ask_open(void)
{
	types_source_open(&ask);
	buf_init(&ask_text, (size_t)64 << 20);
	buf_init(&ask_answer, 1 << 20);
}

static inline void ask_close(void)
{
	types_source_close(&ask);
	buf_finish(&ask_text);
	buf_finish(&ask_answer);
}

/* Sources must stay while their trees are used. */
static inline struct package *ask_check(const char *decls)
{
	const char *text = arena_printf(ask.arena, "package p\n%s\n", decls);

	buf_clear(&ask.syntax);
	return types_source_check(&ask, text);
}

/* The errors of a package's declarations; they begin in line 2. */
static inline const char *errors_of(const char *decls)
{
	return types_source_errors(&ask, ask_check(decls));
}

/* The type of the package's object X, and its value if it is a constant. */
static inline const char *type_of(const char *decls)
{
	struct package *pkg = ask_check(decls);
	struct object *x = scope_lookup(pkg->scope, name_of("X"));

	if (pkg->nerrors > 0 || ask.syntax.len > 0)
		return types_source_errors(&ask, pkg);
	if (!x)
		return "there is no X";
	buf_clear(&ask_answer);
	type_print(&ask_answer, x->type, qualify_name);
	if (x->kind == OBJECT_CONST) {
		buf_puts(&ask_answer, " = ");
		value_print_exact(&ask_answer, x->val);
	}
	return buf_text(&ask_answer);
}

#endif
