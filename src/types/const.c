/* SPDX-License-Identifier: MIT */
/*
 * const.c - constants: whether a value fits a type, and what becomes of
 * untyped ones
 *
 * spec: Constants, Representability.  go/types: const.go.
 */
#include "types/expr.h"

#include "base/arena.h"

enum {
	MAX_UNTYPED_BITS = 512, /* of an untyped integer */
};

#define MAX_STRING_BYTES INT64_C(2000000000) /* the linker's limit */

/* The operator's place if x is an operation, x's otherwise. */
pos_t op_pos_of(const struct expr *x)
{
	const struct binary_expr *b = AS(BINARY_EXPR, binary_expr, x);

	if (!x)
		return NO_POS;
	return b ? b->op_pos : expr_pos(x);
}

/* The name of an operation that may overflow, with a blank after it. */
static const char *op_name(const struct expr *x)
{
	if (AS(UNARY_EXPR, unary_expr, x))
		return x->node.op == TOK_XOR ? "bitwise complement " : "";
	if (!AS(BINARY_EXPR, binary_expr, x))
		return "";
	switch (x->node.op) {
	case TOK_ADD:
		return "addition ";
	case TOK_SUB:
		return "subtraction ";
	case TOK_XOR:
		return "bitwise XOR ";
	case TOK_MUL:
		return "multiplication ";
	case TOK_SHL:
		return "shift ";
	default:
		return "";
	}
}

/*
 * A typed constant must be representable after each operation; an untyped
 * one must not grow for ever.
 */
void check_overflow(struct checker *c, struct operand *x, pos_t op_pos)
{
	if (value_is_unknown(x->val)) {
		check_error(c, op_pos, "constant result is not representable");
		return;
	}
	if (!untyped(x->type)) {
		check_representable(c, x, (struct basic *)under(x->type));
		return;
	}
	if (x->val->kind == VALUE_INT &&
	    value_bit_len(x->val) > MAX_UNTYPED_BITS) {
		check_error(c, op_pos, "constant %soverflow", op_name(x->expr));
		x->val = value_make_unknown();
	} else if (x->val->kind == VALUE_STRING &&
		   value_string_len(x->val) > MAX_STRING_BYTES) {
		check_error(c, op_pos,
			    "constant string too long (%lld bytes > %lld "
			    "bytes)",
			    (long long)value_string_len(x->val),
			    (long long)MAX_STRING_BYTES);
		x->val = value_make_unknown();
	}
}

/* Bits of an integer type; 0: of any size. */
static int int_bits(struct checker *c, const struct basic *t)
{
	switch (t->basic_kind) {
	case BASIC_INT8:
	case BASIC_UINT8:
		return 8;
	case BASIC_INT16:
	case BASIC_UINT16:
		return 16;
	case BASIC_INT32:
	case BASIC_UINT32:
		return 32;
	case BASIC_INT64:
	case BASIC_UINT64:
		return 64;
	case BASIC_INT:
	case BASIC_UINT:
	case BASIC_UINTPTR:
		return (int)check_sizes(c)->word_size * 8;
	default:
		return 0;
	}
}

static bool int_fits(struct checker *c, const struct value *x,
		     const struct basic *t)
{
	int bits = int_bits(c, t);
	bool exact;
	int64_t n;

	if (bits == 0)
		return true;
	n = value_int64_val(x, &exact);
	if (!exact)
		return t->info & INFO_UNSIGNED && value_sign(x) >= 0 &&
		       value_bit_len(x) <= bits;
	if (t->info & INFO_UNSIGNED)
		return n >= 0 && (bits == 64 || n >> bits == 0);
	return bits == 64 || (n >= -(INT64_C(1) << (bits - 1)) &&
			      n < INT64_C(1) << (bits - 1));
}

/* x rounded to a float of that many bits; NULL when it does not fit. */
static const struct value *round_float(struct arena *a, const struct value *x,
				       int bits)
{
	return bits == 32 ? value_round_float32(a, x)
			  : value_round_float64(a, x);
}

static const struct value *fit_float(struct arena *a, const struct value *x,
				     const struct basic *t)
{
	x = value_to_float(a, x);
	if (x->kind != VALUE_FLOAT)
		return NULL;
	if (t->basic_kind == BASIC_UNTYPED_FLOAT)
		return x;
	return round_float(a, x, t->basic_kind == BASIC_FLOAT32 ? 32 : 64);
}

static const struct value *fit_complex(struct arena *a, const struct value *x,
				       const struct basic *t)
{
	int bits = t->basic_kind == BASIC_COMPLEX64 ? 32 : 64;
	const struct value *re, *im;

	x = value_to_complex(a, x);
	if (x->kind != VALUE_COMPLEX)
		return NULL;
	if (t->basic_kind == BASIC_UNTYPED_COMPLEX)
		return x;
	re = round_float(a, value_real(x), bits);
	im = round_float(a, value_imag(x), bits);
	if (!re || !im)
		return NULL;
	return value_binary_op(a, re, TOK_ADD, value_make_imag(a, im));
}

/*
 * *rounded gets the value that a variable of type t would hold.  Untyped
 * floats and complex numbers keep their value and form: 1 converted to
 * untyped float stays the integer that it is.
 */
static bool fits(struct checker *c, struct arena *a, const struct value *x,
		 const struct basic *t, const struct value **rounded)
{
	const struct value *r = NULL;

	if (t->info & INFO_INTEGER) {
		r = value_to_int(a, x);
		if (r->kind != VALUE_INT)
			return false;
		if (rounded)
			*rounded = r;
		return int_fits(c, r, t);
	}
	if (t->info & INFO_FLOAT)
		r = fit_float(a, x, t);
	else if (t->info & INFO_COMPLEX)
		r = fit_complex(a, x, t);
	else if (t->info & INFO_STRING)
		return x->kind == VALUE_STRING;
	else if (t->info & INFO_BOOLEAN)
		return x->kind == VALUE_BOOL;
	if (!r)
		return false;
	if (rounded && !(t->info & INFO_UNTYPED))
		*rounded = r;
	return true;
}

bool representable_const(struct checker *c, const struct value *x,
			 struct basic *t, const struct value **rounded)
{
	struct arena *scratch;
	bool ok;

	if (value_is_unknown(x))
		return true; /* it was reported */
	if (c)
		return fits(c, c->arena, x, t, rounded);
	/* A question about a checked package: nothing of it may stay. */
	scratch = arena_create(0);
	ok = fits(NULL, scratch, x, t, NULL);
	arena_destroy(scratch);
	return ok;
}

const struct value *check_representation(struct checker *c, struct operand *x,
					 struct basic *t, int *ret_code)
{
	const struct value *v = x->val;

	*ret_code = CONST_OK;
	if (representable_const(c, x->val, t, &v))
		return v;
	/*
	 * From an integer: too large.  From a float: truncated when t is an
	 * integer type, otherwise too large.
	 */
	if (!is_numeric(x->type) || !(t->info & INFO_NUMERIC))
		*ret_code = CONST_INVALID;
	else if (!is_integer(x->type) && t->info & INFO_INTEGER)
		*ret_code = CONST_TRUNCATED;
	else
		*ret_code = CONST_OVERFLOW;
	return NULL;
}

void check_representable(struct checker *c, struct operand *x, struct basic *t)
{
	int code;
	const struct value *v = check_representation(c, x, t, &code);

	if (code != CONST_OK) {
		check_invalid_conversion(c, code, x, &t->t);
		operand_invalidate(x);
		return;
	}
	x->val = v;
}

void check_invalid_conversion(struct checker *c, int code, struct operand *x,
			      struct type *target)
{
	const char *op = operand_str(c, x), *to = type_str(c, target);

	switch (code) {
	case CONST_TRUNCATED:
		check_error(c, operand_pos(x), "%s truncated to %s", op, to);
		break;
	case CONST_OVERFLOW:
		check_error(c, operand_pos(x), "%s overflows %s", op, to);
		break;
	default:
		check_error(c, operand_pos(x), "cannot convert %s to type %s",
			    op, to);
	}
}

/* Gives an untyped x the target's type, or a more general untyped one. */
void check_convert_untyped(struct checker *c, struct operand *x,
			   struct type *target)
{
	const struct value *val = NULL;
	struct type *t;
	int code;

	if (!operand_valid(x) || !untyped(x->type))
		return;
	t = check_implicit_type_and_value(c, x, target, &val, &code);
	if (code != CONST_OK) {
		check_invalid_conversion(c, code, x,
					 is_type_param(target)
						 ? target
						 : safe_underlying(target));
		operand_invalidate(x);
		return;
	}
	if (val) {
		x->val = val;
		check_update_expr_val(x->expr, val);
	}
	if (t != x->type) {
		x->type = t;
		check_update_expr_type(c, x->expr, t, false);
	}
}
