/* SPDX-License-Identifier: MIT */
/*
 * constant.h - the values of constant expressions
 *
 * Untyped constants are exact (spec: Constants): integers of any size,
 * fractions, and beyond a size 512-bit floating point.  The functions are
 * those of Go's package go/constant, with its kinds, results and texts.
 *
 * In: the text of literals, C values, operators of syntax/token.h.
 * Out: values.
 *
 * Ownership: a value is never changed.  It is made in the arena that its
 * constructor is given and lives as long; it may point to its operands, so
 * these must live as long too.  Nothing is given back one by one.
 *
 * Threads: any number may read a value; each makes its own in an arena of
 * its own.
 *
 * Where go/constant panics - a division by zero, an operator that its
 * operands do not have, an accessor of another kind - the answer here is the
 * unknown value, false or 0, so that no program can end the checker.  An
 * operation on an unknown value is unknown.
 *
 * Ceilings: past one of them the value is unknown.  None is met by a program
 * that go/types accepts: it refuses numeric literals of more than 10000
 * bytes, shifts by more than 1074, integers of more than 512 bits after an
 * operation and strings of more than 2e9 bytes.
 */
#ifndef TYPES_CONSTANT_H
#define TYPES_CONSTANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "syntax/token.h"

struct arena;
struct buf;

#define VALUE_MAX_LITERAL 10000		    /* bytes of a numeric literal */
#define VALUE_MAX_BITS 65536		    /* of an integer */
#define VALUE_MAX_STRING ((int64_t)1 << 40) /* bytes, joined or not */

enum value_kind {
	VALUE_UNKNOWN,
	VALUE_BOOL,
	VALUE_STRING,
	VALUE_INT,
	VALUE_FLOAT,
	VALUE_COMPLEX,
};

/* The head of every value; the rest is of constant_impl.h. */
struct value {
	uint8_t kind; /* enum value_kind */
	uint8_t form; /* how a value of that kind is kept */
};

static inline enum value_kind value_kind(const struct value *x)
{
	return (enum value_kind)x->kind;
}

static inline bool value_is_unknown(const struct value *x)
{
	return x->kind == VALUE_UNKNOWN;
}

/* Constructors.  Bytes are copied. */
const struct value *value_make_unknown(void);
const struct value *value_make_bool(bool b);
const struct value *value_make_string(struct arena *a, const char *s,
				      size_t len);
const struct value *value_make_int64(struct arena *a, int64_t n);
const struct value *value_make_uint64(struct arena *a, uint64_t n);

/* Unknown for what is not finite; -0 is 0. */
const struct value *value_make_float64(struct arena *a, double f);

/* x*i for an x that is no complex value. */
const struct value *value_make_imag(struct arena *a, const struct value *x);

/*
 * The value of a literal of kind TOK_INT, TOK_FLOAT, TOK_IMAG, TOK_CHAR or
 * TOK_STRING as it stands in the source, quotes included; unknown when it is
 * malformed.
 */
const struct value *value_from_literal(struct arena *a, const char *text,
				       size_t len, enum token kind);

/* Conversions; unknown when x is not representable as that kind. */
const struct value *value_to_int(struct arena *a, const struct value *x);
const struct value *value_to_float(struct arena *a, const struct value *x);
const struct value *value_to_complex(struct arena *a, const struct value *x);

/*
 * + - ^ !; prec > 0 is the size in bits that limits the result of ^, for
 * unsigned types.
 */
const struct value *value_unary_op(struct arena *a, enum token op,
				   const struct value *y, unsigned prec);

/*
 * Everything but shifts and comparisons.  TOK_QUO of two integers is a
 * fraction; TOK_QUO_ASSIGN is the integer division.
 */
const struct value *value_binary_op(struct arena *a, const struct value *x,
				    enum token op, const struct value *y);

/* TOK_SHL or TOK_SHR of an integer. */
const struct value *value_shift(struct arena *a, const struct value *x,
				enum token op, uint64_t count);

/* The six comparisons; false when an operand is unknown. */
bool value_compare(const struct value *x, enum token op, const struct value *y);

/* -1, 0 or 1; not 0 for a complex value that is not 0; 1 for unknown. */
int value_sign(const struct value *x);

/* Bits of |x|, an integer. */
int value_bit_len(const struct value *x);

/*
 * The value as a C value, and whether it is exact; ret_exact may be NULL.
 * An integer that does not fit gives its low bits, a real number the nearest
 * floating-point number: +-Inf or +-0 when it is out of range.
 */
bool value_bool_val(const struct value *x);
int64_t value_int64_val(const struct value *x, bool *ret_exact);
uint64_t value_uint64_val(const struct value *x, bool *ret_exact);
float value_float32_val(const struct value *x, bool *ret_exact);
double value_float64_val(const struct value *x, bool *ret_exact);

/* The parts of a number; a real one is its own real part. */
const struct value *value_real(const struct value *x);
const struct value *value_imag(const struct value *x);

/*
 * x, an integer or a float, rounded to what a variable of type float32 or
 * float64 holds; NULL when that is infinite.
 */
const struct value *value_round_float32(struct arena *a, const struct value *x);
const struct value *value_round_float64(struct arena *a, const struct value *x);

/*
 * Strings.  A concatenation is only a note of its two parts until somebody
 * asks for its bytes; its length is known at once.  value_string_val() puts
 * the bytes into a, followed by a NUL, unless they are there already.  They
 * are kept for the next caller when a is the arena that the value is in.
 */
int64_t value_string_len(const struct value *x);
const char *value_string_val(struct arena *a, const struct value *x,
			     size_t *ret_len);

/* Equal strings have equal hashes.  Nothing is joined for it. */
uint64_t value_string_hash(const struct value *x);

/*
 * Text, as go/constant prints it: short, for messages (numbers may be
 * approximate, strings are cut at 72 characters), and exact.
 */
void value_print(struct buf *b, const struct value *x);
void value_print_exact(struct buf *b, const struct value *x);
char *value_string(struct arena *a, const struct value *x);
char *value_exact_string(struct arena *a, const struct value *x);

/* Bytes as a Go string literal in double quotes, as strconv.Quote does it. */
void value_quote(struct buf *b, const char *s, size_t len);

#endif
