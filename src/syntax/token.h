/* SPDX-License-Identifier: MIT */
/*
 * token.h - the tokens of Go, from token.def
 */
#ifndef SYNTAX_TOKEN_H
#define SYNTAX_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

enum token {
#define TOKEN(name, text, precedence) TOK_##name,
#include "syntax/token.def"
#undef TOKEN
	NTOKENS
};

extern const char *const token_text[NTOKENS];
extern const uint8_t token_precedence[NTOKENS];

static inline bool token_is_keyword(enum token t)
{
	return t >= TOK_BREAK;
}

static inline bool token_is_literal(enum token t)
{
	return t >= TOK_IDENT && t <= TOK_STRING;
}

static inline bool token_is_assign_op(enum token t)
{
	return t >= TOK_ADD_ASSIGN && t <= TOK_AND_NOT_ASSIGN;
}

/* The operator of an assignment operator: TOK_ADD of TOK_ADD_ASSIGN. */
static inline enum token token_assign_op(enum token t)
{
	return (enum token)(t - TOK_ADD_ASSIGN + TOK_ADD);
}

#endif
