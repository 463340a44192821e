/* SPDX-License-Identifier: MIT */
/*
 * Constant arithmetic from bytes: a machine with a stack of values.
 *
 *	i123;  f1e9;  m2i;  c'x';  s"y";	push a literal
 *	+ - * / q % & | ^ a o n			binary, of the two on top
 *	_ ~ !					unary, of the one on top
 *	< > 2 bytes				shift
 *	I F C M r j 3 6				conversions
 *	d x					duplicate, exchange
 *
 * Nothing may go wrong, and what holds for all values must hold for these.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "types/constant.h"

enum { DEPTH = 64, MAX_STEPS = 400, MAX_TEXT = 1 << 12 };

struct machine {
	struct arena *a;
	const struct value *stack[DEPTH];
	int depth;
	const char *at, *end;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool what)
{
	if (!what)
		abort();
}

static bool is_real(const struct value *x)
{
	return x->kind == VALUE_INT || x->kind == VALUE_FLOAT;
}

/* The value that a text without its sign is the literal of. */
static const struct value *read_back(struct arena *a, const char *text,
				     size_t len, enum token kind)
{
	bool negative = len > 0 && text[0] == '-';
	const struct value *x = value_from_literal(
		a, text + negative, len - (size_t)negative, kind);

	return negative ? value_unary_op(a, TOK_SUB, x, 0) : x;
}

/* A number is what its exact text says, where that is not too long to be a
 * literal. */
static void check_text(struct arena *a, const struct value *x)
{
	const char *text = value_exact_string(a, x);
	const char *slash = strchr(text, '/');
	const struct value *y;

	if (strlen(text) > VALUE_MAX_LITERAL / 2)
		return;
	if (slash) {
		y = value_binary_op(
			a, read_back(a, text, (size_t)(slash - text), TOK_INT),
			TOK_QUO,
			read_back(a, slash + 1, strlen(slash + 1), TOK_INT));
		/* Only a literal's fraction may be longer than a result's. */
		must(value_kind(y) == VALUE_FLOAT);
		if (!strchr(value_exact_string(a, y), 'p'))
			must(value_compare(x, TOK_EQL, y));
		return;
	}
	y = read_back(a, text, strlen(text),
		      strchr(text, 'p') ? TOK_FLOAT : TOK_INT);
	must(value_compare(x, TOK_EQL, y));
}

static void check_string(struct arena *a, const struct value *x)
{
	const char *text, *s;
	const struct value *y;
	size_t len;

	if (value_string_len(x) > MAX_TEXT)
		return;
	text = value_exact_string(a, x);
	y = value_from_literal(a, text, strlen(text), TOK_STRING);
	must(value_compare(x, TOK_EQL, y));
	must(value_string_hash(x) == value_string_hash(y));
	s = value_string_val(a, x, &len);
	must((int64_t)len == value_string_len(x) && s[len] == '\0');
}

static void check_real(struct arena *a, const struct value *x)
{
	bool exact;
	double f = value_float64_val(x, &exact);
	int64_t n = value_int64_val(x, &exact);
	const struct value *i = value_to_int(a, x);

	must(value_sign(x) == 0 || f == 0 || (f < 0) == (value_sign(x) < 0));
	must(!exact || value_compare(x, TOK_EQL, value_make_int64(a, n)));
	must(value_kind(i) == VALUE_INT || value_is_unknown(i));
	must(value_kind(value_to_float(a, x)) == VALUE_FLOAT);
	must(value_kind(value_to_complex(a, x)) == VALUE_COMPLEX);
	if (x->kind == VALUE_INT)
		must(i == x && value_bit_len(x) <= VALUE_MAX_BITS);
	check_text(a, x);
}

static void check(struct arena *a, const struct value *x)
{
	struct buf b;

	if (x->kind != VALUE_STRING || value_string_len(x) < MAX_TEXT) {
		buf_init(&b, 0);
		value_print(&b, x);
		must(!buf_failed(&b) && b.len > 0);
		must(strlen(buf_text(&b)) == b.len);
		buf_finish(&b);
	}
	if (x->kind != VALUE_UNKNOWN &&
	    (x->kind != VALUE_STRING || value_string_len(x) < MAX_TEXT)) {
		must(value_compare(x, TOK_EQL, x));
		must(!value_compare(x, TOK_NEQ, x));
	}
	if (is_real(x))
		check_real(a, x);
	else if (x->kind == VALUE_STRING)
		check_string(a, x);
}

/* What holds for two operands. */
static void check_pair(struct arena *a, const struct value *x,
		       const struct value *y)
{
	const struct value *sum = value_binary_op(a, x, TOK_ADD, y);

	if (!is_real(x) || !is_real(y))
		return;
	must(value_compare(x, TOK_LSS, y) == value_compare(y, TOK_GTR, x));
	must(value_compare(x, TOK_LSS, y) != value_compare(x, TOK_GEQ, y));
	must(value_compare(x, TOK_EQL, y) != value_compare(x, TOK_NEQ, y));
	if (!value_is_unknown(sum))
		must(value_compare(sum, TOK_EQL,
				   value_binary_op(a, y, TOK_ADD, x)));
	if (x->kind == VALUE_INT && y->kind == VALUE_INT &&
	    !value_is_unknown(sum))
		must(value_compare(value_binary_op(a, sum, TOK_SUB, y), TOK_EQL,
				   x));
}

static const struct value *pop(struct machine *m)
{
	return m->depth > 0 ? m->stack[--m->depth] : value_make_unknown();
}

static void push(struct machine *m, const struct value *x)
{
	if (m->depth < DEPTH)
		m->stack[m->depth++] = x;
}

static enum token binary_of(char c)
{
	switch (c) {
	case '+':
		return TOK_ADD;
	case '-':
		return TOK_SUB;
	case '*':
		return TOK_MUL;
	case '/':
		return TOK_QUO;
	case 'q':
		return TOK_QUO_ASSIGN;
	case '%':
		return TOK_REM;
	case '&':
		return TOK_AND;
	case '|':
		return TOK_OR;
	case '^':
		return TOK_XOR;
	case 'n':
		return TOK_AND_NOT;
	case 'a':
		return TOK_LAND;
	case 'o':
		return TOK_LOR;
	default:
		return TOK_ILLEGAL;
	}
}

static enum token literal_of(char c)
{
	switch (c) {
	case 'i':
		return TOK_INT;
	case 'f':
		return TOK_FLOAT;
	case 'm':
		return TOK_IMAG;
	case 'c':
		return TOK_CHAR;
	case 's':
		return TOK_STRING;
	default:
		return TOK_ILLEGAL;
	}
}

/* The text up to a semicolon, in a block of its own size. */
static const struct value *literal(struct machine *m, enum token kind)
{
	const char *semicolon = memchr(m->at, ';', (size_t)(m->end - m->at));
	size_t len = (size_t)((semicolon ? semicolon : m->end) - m->at);
	char *text = malloc(len ? len : 1);
	const struct value *x;

	must(text != NULL);
	memcpy(text, m->at, len);
	x = value_from_literal(m->a, text, len, kind);
	free(text);
	m->at += len + (semicolon != NULL);
	return x;
}

/* x, or unknown where there is no rounded value. */
static const struct value *rounded(const struct value *x)
{
	return x ? x : value_make_unknown();
}

static const struct value *convert(struct machine *m, char c)
{
	const struct value *x = pop(m);
	uint64_t count;

	switch (c) {
	case '_':
		return value_unary_op(m->a, TOK_SUB, x, 0);
	case '~':
		return value_unary_op(m->a, TOK_XOR, x, 0);
	case '!':
		return value_unary_op(m->a, TOK_NOT, x, 0);
	case '<':
	case '>':
		count = m->end - m->at < 2
				? 1
				: (uint8_t)m->at[0] << 8 | (uint8_t)m->at[1];
		m->at += m->end - m->at < 2 ? 0 : 2;
		return value_shift(m->a, x, c == '<' ? TOK_SHL : TOK_SHR,
				   count);
	case 'I':
		return value_to_int(m->a, x);
	case 'F':
		return value_to_float(m->a, x);
	case 'C':
		return value_to_complex(m->a, x);
	case 'M':
		return value_make_imag(m->a, x);
	case 'r':
		return value_real(x);
	case 'j':
		return value_imag(x);
	case '3':
		return rounded(value_round_float32(m->a, x));
	case '6':
		return rounded(value_round_float64(m->a, x));
	case 'd':
		push(m, x);
		return x;
	default:
		return x;
	}
}

static void step(struct machine *m)
{
	const struct value *x, *y;
	char c = *m->at++;

	if (literal_of(c) != TOK_ILLEGAL) {
		x = literal(m, literal_of(c));
	} else if (binary_of(c) != TOK_ILLEGAL) {
		y = pop(m);
		x = pop(m);
		check_pair(m->a, x, y);
		x = value_binary_op(m->a, x, binary_of(c), y);
	} else if (c == 'x') {
		y = pop(m);
		x = pop(m);
		push(m, y);
	} else if (strchr("_~!<>IFCMrj36d", c) && c != '\0') {
		x = convert(m, c);
	} else {
		return;
	}
	check(m->a, x);
	push(m, x);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct machine m = {.at = (const char *)data,
			    .end = (const char *)data + size};

	m.a = arena_create(0);
	for (int i = 0; i < MAX_STEPS && m.at < m.end; i++)
		step(&m);
	arena_destroy(m.a);
	return 0;
}
