/* SPDX-License-Identifier: MIT */
/*
 * parse.h - what the parser's files share; private to the folder
 *
 * Each parse_thing() begins at the first token of the thing and ends at the
 * first token behind it.
 *
 * Nodes are written as a whole, into memory that holds anything (NEW);
 * lists are collected on a stack that is kept from file to file, and copied
 * into the arena when their length is known.
 *
 * Nesting is counted where parsing recurses, and limited: a file that goes
 * deeper gets one error and is over at that place.  Chains that only grow
 * to the left (a+b+c, a.b.c, f()()) are parsed in loops, but are as deep
 * when somebody walks the tree; they have a limit of their own.
 */
#ifndef SYNTAX_PARSE_H
#define SYNTAX_PARSE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "syntax/ast.h"
#include "syntax/parser.h"
#include "syntax/scanner.h"

#define MAX_ERRORS 10

struct parse_error {
	pos_t pos;
	uint32_t line_start, line_end; /* offsets of its line */
	char msg[200];
};

struct parser {
	struct scanner s;
	struct arena *arena;

	/* Lists that are being collected. */
	void **stack;
	uint32_t top, cap;

	int expr_lev; /* < 0: in a control clause, "{" begins a block */
	bool in_rhs;  /* "=" is a mistaken "==" */
	bool skip_bodies;
	bool skip_lits; /* of functions: outside of bodies */
	bool careful;	/* braces do not match: see scan_skip_block() */
	uint32_t depth;

	/* A declaration was met inside a function: see parser.c. */
	const uint8_t *resume;
	bool decl_bad; /* the current top-level declaration has errors */
	bool stopped;  /* nesting too deep: nothing more is parsed or told */

	/* Recovery without progress must end: see parse_advance(). */
	pos_t sync_pos;
	unsigned sync_count;

	struct VEC(struct import_spec *) imports;
	struct parse_error errors[MAX_ERRORS]; /* by position */
	unsigned nerrors;
};

/* Rounded up: a node of 32-bit members only has an odd number of them. */
#define NEW(p, type)                          \
	((struct type *)arena_raw((p)->arena, \
				  (sizeof(struct type) + 7) & ~(size_t)7))

#define NODE_HEAD(KIND, position) \
	.node = {.kind = NODE_##KIND, .pos = (position)}
#define EXPR_HEAD(KIND, position) .e = {NODE_HEAD(KIND, position)}

/* Sets of tokens, for recovery. */
enum token_set { SET_STMT, SET_DECL, SET_EXPR_END };

static inline unsigned tok(const struct parser *p)
{
	return p->s.tok;
}

static inline void next(struct parser *p)
{
	scan_next(&p->s);
}

/* The position of the current token, which is skipped. */
static inline pos_t take(struct parser *p)
{
	pos_t pos = p->s.pos;

	scan_next(&p->s);
	return pos;
}

static inline bool got(struct parser *p, enum token t)
{
	if (p->s.tok != t)
		return false;
	scan_next(&p->s);
	return true;
}

/*
 * Lists are copied four elements at a time: most are no longer, and a loop
 * that is gone through once is predicted.  The stack has room for as much
 * behind its top, and so has a list in the arena.
 */
#define LIST_STEP 4u

void parse_grow_stack(struct parser *p);

static inline void push(struct parser *p, void *x)
{
	if (__builtin_expect(p->top + LIST_STEP >= p->cap, 0))
		parse_grow_stack(p);
	p->stack[p->top++] = x;
}

/* What was pushed since the stack was that high; NULL when nothing was. */
static inline void *keep_list(struct parser *p, uint32_t from, uint32_t *ret_n)
{
	uint32_t n = p->top - from;
	void **list = NULL;

	*ret_n = n;
	if (n > 0) {
		void **old = p->stack + from;

		n = (n + LIST_STEP - 1) / LIST_STEP;
		list = arena_raw(p->arena, n * LIST_STEP * sizeof(*list));
		for (uint32_t i = 0; i < n; i++)
			memcpy(list + i * LIST_STEP, old + i * LIST_STEP,
			       LIST_STEP * sizeof(*list));
		p->top = from;
	}
	return list;
}

/* A list of one. */
static inline void *keep_one(struct parser *p, void *x)
{
	void **list = arena_raw(p->arena, sizeof(*list));

	list[0] = x;
	return list;
}

/* parser.c: errors and recovery */
void parse_error(struct parser *p, pos_t pos, const char *fmt, ...)
	__attribute__((format(printf, 3, 4), cold));
void parse_expected(struct parser *p, pos_t pos, const char *what)
	__attribute__((cold));
void parse_unexpected(struct parser *p, enum token want) __attribute__((cold));
void parse_advance(struct parser *p, enum token_set to) __attribute__((cold));
void parse_stop(struct parser *p) __attribute__((cold));
bool parse_missing_comma(struct parser *p, const char *context)
	__attribute__((cold));
void parse_no_semi(struct parser *p) __attribute__((cold));
bool parse_resync(struct parser *p);
bool parse_skip_body(struct parser *p);

/* The token that must be here; when it is not, one is skipped all the same. */
static inline pos_t expect(struct parser *p, enum token t)
{
	pos_t pos = p->s.pos;

	if (__builtin_expect(p->s.tok != t, 0))
		parse_unexpected(p, t);
	scan_next(&p->s);
	return pos;
}

/* Whether an element follows; a comma that is missing is told, and made up. */
static inline bool at_comma(struct parser *p, const char *context,
			    enum token follow)
{
	if (p->s.tok == TOK_COMMA)
		return true;
	if (p->s.tok == follow)
		return false;
	return parse_missing_comma(p, context);
}

static inline void expect_semi(struct parser *p)
{
	if (__builtin_expect(p->s.tok == TOK_SEMICOLON, 1))
		scan_next(&p->s);
	else if (p->s.tok != TOK_RPAREN && p->s.tok != TOK_RBRACE)
		parse_no_semi(p);
}

pos_t parse_closing(struct parser *p, enum token t, const char *context);

/* One level deeper; parse_up() brings back.  False when that is too deep. */
static inline bool parse_down(struct parser *p)
{
	if (__builtin_expect(++p->depth > PARSER_MAX_DEPTH, 0)) {
		parse_stop(p);
		return false;
	}
	return true;
}

static inline void parse_up(struct parser *p)
{
	p->depth--;
}

/* The identifier that is the current token. */
static inline struct ident *take_ident(struct parser *p)
{
	struct ident *id = NEW(p, ident);

	*id = (struct ident){EXPR_HEAD(IDENT, p->s.pos)};
	scan_name(&p->s, &id->name);
	scan_next(&p->s);
	return id;
}

/* parse_expr.c */
struct ident *parse_no_ident(struct parser *p) __attribute__((cold));
struct expr *parse_bad_expr(struct parser *p, pos_t from, pos_t to);
struct expr *parse_index(struct parser *p, struct expr *x, pos_t lbrack,
			 struct expr **indices, uint32_t n, pos_t rbrack);
struct expr *parse_any_expr(struct parser *p);
struct expr *parse_expr_from(struct parser *p, struct expr *x);
struct expr *parse_rhs(struct parser *p);
struct expr **parse_list(struct parser *p, bool rhs, uint32_t *ret_n);
struct expr *parse_primary(struct parser *p, struct expr *x);
struct expr *parse_binary(struct parser *p, struct expr *x, unsigned prec);
struct basic_lit *parse_basic_lit(struct parser *p);

/* What an expression that has an operand can go on with. */
extern const uint8_t parse_goes_on[NTOKENS];

static inline struct ident *parse_ident(struct parser *p)
{
	if (__builtin_expect(tok(p) == TOK_IDENT, 1))
		return take_ident(p);
	return parse_no_ident(p);
}

/* May be a type, [...]T among them. */
static inline struct expr *parse_expr(struct parser *p)
{
	struct expr *x;

	if (tok(p) != TOK_IDENT)
		return parse_any_expr(p);
	x = &take_ident(p)->e;
	if (!parse_goes_on[tok(p)])
		return x;
	return parse_expr_from(p, x);
}

/* parse_type.c */
struct expr *parse_type(struct parser *p);
struct expr *parse_try_type(struct parser *p);
struct func_type *parse_func_type(struct parser *p);
struct expr *parse_type_instance(struct parser *p, struct expr *type);
struct expr *parse_array_type(struct parser *p, pos_t lbrack, struct expr *len);
struct expr *parse_embedded(struct parser *p, struct expr *x);

/* parse_param.c */
struct field_list *parse_params(struct parser *p);
struct field_list *parse_results(struct parser *p);
struct field_list *parse_type_params(struct parser *p);
struct field_list *parse_type_param_rest(struct parser *p, pos_t lbrack,
					 struct ident *name0,
					 struct expr *type0);
struct expr *parse_array_or_instance(struct parser *p, struct ident **name);

/* parse_stmt.c */
struct block_stmt *parse_block(struct parser *p);

/* parse_decl.c */
struct node *parse_decl(struct parser *p, enum token_set sync);
struct gen_decl *parse_gen_decl(struct parser *p);

#endif
