/* SPDX-License-Identifier: MIT */
/*
 * constant_replay.c - the operations that the Go program beside it prints
 *
 * Does them, compares with Go's answers and prints lines that differ, then
 * `N passed, N failed`.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "types/constant.h"

enum { NREGS = 256, NFIELDS = 6, MAX_SHOWN = 50 };

/* Values move to a new arena only by being made again, so this is the life of
 * all of them. */
static struct arena *arena;
static const struct value *regs[NREGS];

static const char *const kind_names[] = {"Unknown", "Bool",  "String",
					 "Int",	    "Float", "Complex"};

static enum token token_of(const char *text)
{
	for (int t = 0; t < NTOKENS; t++)
		if (strcmp(token_text[t], text) == 0)
			return (enum token)t;
	fprintf(stderr, "no token: '%s'\n", text);
	exit(2);
}

static unsigned number(const char *text)
{
	return (unsigned)strtoul(text, NULL, 10);
}

static const struct value **reg_at(const char *text)
{
	return &regs[number(text) % NREGS];
}

static const struct value *reg(const char *text)
{
	return *reg_at(text);
}

/* Bytes of hexadecimal digits, in a block of their exact size. */
static char *unhex(const char *hex, size_t *ret_len)
{
	size_t len = strlen(hex) / 2;
	char *bytes = malloc(len ? len : 1);

	if (!bytes)
		exit(2);
	for (size_t i = 0; i < len; i++) {
		char digits[3] = {hex[2 * i], hex[2 * i + 1]};

		bytes[i] = (char)strtoul(digits, NULL, 16);
	}
	*ret_len = len;
	return bytes;
}

static const struct value *from_bytes(const char *hex, const char *kind)
{
	const struct value *x;
	size_t len;
	char *bytes = unhex(hex, &len);

	x = kind ? value_from_literal(arena, bytes, len, token_of(kind))
		 : value_make_string(arena, bytes, len);
	free(bytes);
	return x;
}

static double double_of(const char *hex)
{
	uint64_t bits = strtoull(hex, NULL, 16);
	double f;

	memcpy(&f, &bits, sizeof(f));
	return f;
}

static const struct value *or_unknown(const struct value *x)
{
	return x ? x : value_make_unknown();
}

static const struct value *convert(const char *name, const struct value *x)
{
	if (strcmp(name, "toint") == 0)
		return value_to_int(arena, x);
	if (strcmp(name, "tofloat") == 0)
		return value_to_float(arena, x);
	if (strcmp(name, "tocomplex") == 0)
		return value_to_complex(arena, x);
	if (strcmp(name, "makeimag") == 0)
		return value_make_imag(arena, x);
	if (strcmp(name, "real") == 0)
		return value_real(x);
	if (strcmp(name, "imag") == 0)
		return value_imag(x);
	/* Go's Float64Val panics where there is no nearest number. */
	if (x->kind != VALUE_INT && x->kind != VALUE_FLOAT &&
	    x->kind != VALUE_UNKNOWN)
		return value_make_unknown();
	if (strcmp(name, "round32") == 0)
		return or_unknown(value_round_float32(arena, x));
	if (strcmp(name, "round64") == 0)
		return or_unknown(value_round_float64(arena, x));
	fprintf(stderr, "no operation: '%s'\n", name);
	exit(2);
}

static const struct value *operate(char **f)
{
	if (strcmp(f[0], "lit") == 0)
		return from_bytes(f[3], f[2]);
	if (strcmp(f[0], "str") == 0)
		return from_bytes(f[2], NULL);
	if (strcmp(f[0], "bool") == 0)
		return value_make_bool(strcmp(f[2], "true") == 0);
	if (strcmp(f[0], "int") == 0)
		return value_make_int64(arena, strtoll(f[2], NULL, 10));
	if (strcmp(f[0], "uint") == 0)
		return value_make_uint64(arena, strtoull(f[2], NULL, 10));
	if (strcmp(f[0], "float") == 0)
		return value_make_float64(arena, double_of(f[2]));
	if (strcmp(f[0], "un") == 0)
		return value_unary_op(arena, token_of(f[2]), reg(f[3]),
				      number(f[4]));
	if (strcmp(f[0], "bin") == 0)
		return value_binary_op(arena, reg(f[2]), token_of(f[3]),
				       reg(f[4]));
	if (strcmp(f[0], "shift") == 0)
		return value_shift(arena, reg(f[2]), token_of(f[3]),
				   strtoull(f[4], NULL, 10));
	return convert(f[0], reg(f[2]));
}

/* As the Go program does it. */
static void print_short(struct buf *b,
			void (*print)(struct buf *b, const struct value *x),
			const struct value *x)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	struct buf text;

	buf_init(&text, 0);
	print(&text, x);
	if (text.len <= 200) {
		buf_printf(b, " %s", buf_text(&text));
	} else {
		for (size_t i = 0; i < text.len; i++)
			hash = (hash ^ (unsigned char)text.data[i]) *
			       UINT64_C(0x100000001b3);
		buf_printf(b, " %.50s...%zu,%016" PRIx64, text.data, text.len,
			   hash);
	}
	buf_finish(&text);
}

static const char *word(bool b)
{
	return b ? "true" : "false";
}

static void describe(struct buf *b, const struct value *x)
{
	uint64_t bits64, u;
	uint32_t bits32;
	bool exact, uexact;
	double f64;
	float f32;
	int64_t n;

	buf_puts(b, kind_names[value_kind(x)]);
	print_short(b, value_print_exact, x);
	print_short(b, value_print, x);
	if (x->kind == VALUE_STRING)
		buf_printf(b, " %" PRId64, value_string_len(x));
	if (x->kind == VALUE_INT) {
		n = value_int64_val(x, &exact);
		u = value_uint64_val(x, &uexact);
		buf_printf(b, " %" PRId64 " %s %" PRIu64 " %s %d", n,
			   word(exact), u, word(uexact), value_bit_len(x));
	}
	if (x->kind == VALUE_INT || x->kind == VALUE_FLOAT) {
		f32 = value_float32_val(x, &exact);
		memcpy(&bits32, &f32, sizeof(bits32));
		buf_printf(b, " %08" PRIx32 " %s", bits32, word(exact));
		f64 = value_float64_val(x, &exact);
		memcpy(&bits64, &f64, sizeof(bits64));
		buf_printf(b, " %016" PRIx64 " %s", bits64, word(exact));
	}
	if (x->kind != VALUE_BOOL && x->kind != VALUE_STRING)
		buf_printf(b, " %d", value_sign(x));
}

/* line is cut into its fields. */
static void answer(struct buf *b, char *line)
{
	static char none[] = "";
	char *fields[NFIELDS];
	int n = 0;

	for (char *s = line; s && n < NFIELDS; n++)
		fields[n] = strsep(&s, " ");
	while (n < NFIELDS)
		fields[n++] = none;
	buf_clear(b);
	if (strcmp(fields[0], "cmp") == 0) {
		buf_puts(b,
			 word(value_compare(reg(fields[1]), token_of(fields[2]),
					    reg(fields[3]))));
		return;
	}
	*reg_at(fields[1]) = operate(fields);
	describe(b, reg(fields[1]));
}

int main(void)
{
	size_t passed = 0, failed = 0, cap = 0;
	char *line = NULL, *want;
	struct buf got;
	ssize_t len;

	arena = arena_create(0);
	buf_init(&got, 0);
	for (int i = 0; i < NREGS; i++)
		regs[i] = value_make_unknown();
	while ((len = getline(&line, &cap, stdin)) > 0) {
		char *operation;

		line[len - 1] = '\0';
		want = strchr(line, '\t');
		if (!want)
			return 2;
		*want++ = '\0';
		operation = strdup(line);
		answer(&got, line);
		if (strcmp(buf_text(&got), want) == 0)
			passed++;
		else if (failed++ < MAX_SHOWN)
			printf("%s\n\twant %s\n\tgot  %s\n", operation, want,
			       buf_text(&got));
		free(operation);
	}
	free(line);
	buf_finish(&got);
	arena_destroy(arena);
	printf("%zu passed, %zu failed\n", passed, failed);
	return passed == 0 || failed > 0;
}
