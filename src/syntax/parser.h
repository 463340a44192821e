/* SPDX-License-Identifier: MIT */
/*
 * parser.h - Go text to a syntax tree
 *
 * Comes in: a source file.  Goes out: its tree, in the arena given, and its
 * errors, told to a function.  A file that is wrong in parts gives a tree
 * with bad nodes where the wrong parts were; the rest is whole.
 *
 * The language is the newest one; what a file's own version forbids is
 * said by types/, which knows the version.
 *
 * Threads: a parser belongs to one thread; parsers share nothing.
 */
#ifndef SYNTAX_PARSER_H
#define SYNTAX_PARSER_H

#include <stdbool.h>
#include <stdint.h>

#include "syntax/ast.h"

struct arena;
struct names;

enum parse_mode {
	PARSE_ALL = 0,
	PARSE_IMPORTS = 1 << 0,	 /* stop after the imports */
	PARSE_COMMENTS = 1 << 1, /* keep all comments, not only directives */
	/* Find the ends of functions' bodies and skip them. */
	PARSE_SKIP_BODIES = 1 << 2,
};

/*
 * How deep a tree may be: nested expressions, types, literals and blocks;
 * and how long a chain that only grows to the left (a+b+c, a.b.c, f()(),
 * else if), which is parsed in a loop.  A file that goes further gets one
 * error ("exceeded max nesting depth") and ends there; go/parser has one
 * limit of 100000 for both.  Parsing takes up to 375 bytes of stack a level
 * (gcc -O2 on x86-64; tests/unit/test_syntax_hostile.c runs it in 1 MiB),
 * walk() none.  Walks that recurse need a way of their own through chains.
 */
#define PARSER_MAX_DEPTH 2000
#define PARSER_MAX_CHAIN 100000

/* One error.  msg is valid during the call only; no full stop. */
typedef void parse_error_fn(void *ctx, pos_t pos, const char *msg);

struct parser;

struct parser *parser_create(struct names *names);
void parser_destroy(struct parser *p);

/*
 * Parses a file; the tree lives in a.  Errors are told in the order of
 * their positions, at most ten on a file's lines and one on each line;
 * error may be NULL.  Never returns NULL.
 */
struct ast_file *parser_file(struct parser *p, struct arena *a,
			     struct source_file *source, enum parse_mode mode,
			     parse_error_fn *error, void *ctx);

/*
 * Parses the body that parser_file() skipped into a, hangs it into the
 * declaration or literal, and clears NODE_SKIPPED.
 */
void parser_func_body(struct parser *p, struct arena *a,
		      struct source_file *source, struct func_decl *decl,
		      parse_error_fn *error, void *ctx);
void parser_lit_body(struct parser *p, struct arena *a,
		     struct source_file *source, struct func_lit *lit,
		     parse_error_fn *error, void *ctx);

#endif
