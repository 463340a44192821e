/* SPDX-License-Identifier: MIT */
/*
 * Conditions of effects in a state: `if result == 0`, `if 1 & 4`.
 */
#include "flow/c_effects_impl.h"

#include "syntax/token.h"

static const uint8_t tokens[] = {
	[RELATION_EQ] = TOK_EQL, [RELATION_NE] = TOK_NEQ,
	[RELATION_LT] = TOK_LSS, [RELATION_GE] = TOK_GEQ,
	[RELATION_GT] = TOK_GTR, [RELATION_LE] = TOK_LEQ,
};

/* Relations of bits are comparisons of a term with 0. */
static val_t subject(struct c_call *c, const struct effect_condition *when,
		     uint8_t *ret_tok, val_t *ret_value)
{
	val_t v = c_value(c, &when->subject);

	if (v == NO_VAL)
		return NO_VAL;
	if (when->relation == RELATION_ANY_BIT ||
	    when->relation == RELATION_NO_BIT) {
		v = state_term(c->s, TOK_AND, v, state_int(c->s, when->value));
		*ret_tok =
			when->relation == RELATION_ANY_BIT ? TOK_NEQ : TOK_EQL;
		*ret_value = state_int(c->s, 0);
		return v;
	}
	*ret_tok = tokens[when->relation];
	*ret_value = state_int(c->s, when->value);
	return v;
}

enum tri c_holds(struct c_call *c, const struct effect_condition *when)
{
	uint8_t tok;
	val_t value, v = subject(c, when, &tok, &value);

	return v == NO_VAL ? TRI_NO : state_compare(c->s, tok, v, value);
}

bool c_assume(struct c_call *c, const struct effect_condition *when, bool truth)
{
	uint8_t tok;
	val_t value, v = subject(c, when, &tok, &value);

	if (v == NO_VAL)
		return !truth;
	/* Of a pointer there is only one thing to know. */
	if (when->value == 0 && (tok == TOK_EQL || tok == TOK_NEQ) &&
	    value == state_int(c->s, 0))
		return state_assume_zero(c->s, v, (tok == TOK_EQL) == truth);
	return state_assume(c->s, state_term(c->s, tok, v, value), truth);
}
