/* SPDX-License-Identifier: MIT */
#include "types/constant.h"

#include <math.h>
#include <pthread.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "test.h"

/* Values of a test, given back by its last line. */
static struct arena *arena;

static void begin(void)
{
	arena_destroy(arena);
	arena = arena_create(0);
}

static const struct value *lit(enum token kind, const char *text)
{
	return value_from_literal(arena, text, strlen(text), kind);
}

static const struct value *num(const char *text)
{
	return lit(strpbrk(text, ".ep") ? TOK_FLOAT : TOK_INT, text);
}

static const struct value *op(const struct value *x, enum token t,
			      const struct value *y)
{
	return value_binary_op(arena, x, t, y);
}

static const struct value *str(const char *s)
{
	return value_make_string(arena, s, strlen(s));
}

static const char *exact(const struct value *x)
{
	return value_exact_string(arena, x);
}

static const char *text(const struct value *x)
{
	return value_string(arena, x);
}

static bool same(const struct value *x, const struct value *y)
{
	return value_kind(x) == value_kind(y) && value_compare(x, TOK_EQL, y);
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Random but the same in every run. */
static uint64_t next_random(void)
{
	static uint64_t x = 88172645463325252u;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return x;
}

/* An integer of up to 256 bits, either sign. */
static const struct value *random_int(void)
{
	unsigned nwords = next_random() % 5;
	const struct value *x = value_make_int64(arena, 0);

	for (unsigned i = 0; i < nwords; i++) {
		x = value_shift(arena, x, TOK_SHL, next_random() % 65);
		x = op(x, TOK_XOR, value_make_uint64(arena, next_random()));
	}
	return next_random() % 2 ? x : value_unary_op(arena, TOK_SUB, x, 0);
}

static void integer_literals_of_every_base_are_read(void)
{
	begin();
	CHECK_STR(exact(num("0")), "0");
	CHECK_STR(exact(num("1_000")), "1000");
	CHECK_STR(exact(num("0x_fF")), "255");
	CHECK_STR(exact(num("0b101")), "5");
	CHECK_STR(exact(num("0o17")), "15");
	CHECK_STR(exact(num("017")), "15");
	CHECK_STR(exact(num("9223372036854775807")), "9223372036854775807");
	CHECK_STR(exact(num("9223372036854775808")), "9223372036854775808");
	CHECK_STR(exact(num("0xffffffffffffffffffffffff")),
		  "79228162514264337593543950335");
}

static void float_literals_are_fractions_while_their_size_allows(void)
{
	begin();
	CHECK_STR(exact(num("0.75")), "3/4");
	CHECK_STR(exact(num("1e3")), "1000");
	CHECK_STR(exact(num("0x1.8p-1")), "3/4");
	CHECK(value_kind(num("1e3")) == VALUE_FLOAT);
	CHECK_STR(exact(lit(TOK_IMAG, "010i")), "(0 + 10i)");
	CHECK_STR(exact(num("0x1p4094")),
		  exact(value_shift(arena, num("1"), TOK_SHL, 4094)));
	CHECK_STR(exact(num("0x1p4095")), "0x.8p+4096");
	CHECK_STR(exact(num("0x1p-4097")), "0x.8p-4096");
	CHECK_STR(text(num("1e1234567")), "1e+1234567");
	CHECK_STR(exact(num("1e-2000000000")), "0");
}

static void character_literals_are_integers(void)
{
	begin();
	CHECK_STR(exact(lit(TOK_CHAR, "'a'")), "97");
	CHECK_STR(exact(lit(TOK_CHAR, "'\\n'")), "10");
	CHECK_STR(exact(lit(TOK_CHAR, "'\\''")), "39");
	CHECK_STR(exact(lit(TOK_CHAR, "'\\xff'")), "255");
	CHECK_STR(exact(lit(TOK_CHAR, "'\\377'")), "255");
	CHECK_STR(exact(lit(TOK_CHAR, "'\\U0010FFFF'")), "1114111");
	CHECK_STR(exact(lit(TOK_CHAR, "'\xe4\xb8\x96'")), "19990");
}

static void string_literals_lose_their_quotes_and_escapes(void)
{
	const char *s;
	size_t len;

	begin();
	s = value_string_val(arena, lit(TOK_STRING, "\"a\\x00\\u00e9\\\"\""),
			     &len);
	CHECK(len == 5 && memcmp(s, "a\0\xc3\xa9\"", 6) == 0);
	s = value_string_val(arena, lit(TOK_STRING, "`a\\n\r\nb`"), &len);
	CHECK_STR(s, "a\\n\nb");
	CHECK(len == 5);
	/* A malformed byte is no code point; between back quotes it stays. */
	s = value_string_val(arena, lit(TOK_STRING, "\"\xff\""), &len);
	CHECK_STR(s, "\xef\xbf\xbd");
	s = value_string_val(arena, lit(TOK_STRING, "`\xff`"), &len);
	CHECK_STR(s, "\xff");
}

static void malformed_literals_are_unknown(void)
{
	static const struct {
		enum token kind;
		const char *text;
	} bad[] = {
		{TOK_INT, ""},
		{TOK_INT, "08"},
		{TOK_INT, "1__0"},
		{TOK_INT, "1_"},
		{TOK_INT, "0x"},
		{TOK_INT, "0b2"},
		{TOK_INT, "1.5"},
		{TOK_FLOAT, "."},
		{TOK_FLOAT, "1e"},
		{TOK_FLOAT, "1e+"},
		{TOK_FLOAT, "1_.0"},
		{TOK_FLOAT, "1e1_"},
		{TOK_FLOAT, "0x1.8p"},
		{TOK_FLOAT, "1.5x"},
		{TOK_FLOAT, "1.2.3"},
		{TOK_IMAG, "i"},
		{TOK_IMAG, "1"},
		{TOK_IMAG, ""},
		{TOK_CHAR, ""},
		{TOK_CHAR, "'"},
		{TOK_CHAR, "''"},
		{TOK_CHAR, "'''"},
		{TOK_CHAR, "'\\'"},
		{TOK_CHAR, "'\\q'"},
		{TOK_CHAR, "'\\400'"},
		{TOK_CHAR, "'\\xf'"},
		{TOK_CHAR, "'\\ud800'"},
		{TOK_CHAR, "'\\U00110000'"},
		{TOK_CHAR, "'\\\"'"},
		{TOK_STRING, ""},
		{TOK_STRING, "\""},
		{TOK_STRING, "\"a"},
		{TOK_STRING, "\"a\"b\""},
		{TOK_STRING, "\"\\\""},
		{TOK_STRING, "\"\n\""},
		{TOK_STRING, "\"\\'\""},
		{TOK_STRING, "`a`b`"},
		{TOK_IDENT, "a"},
	};

	begin();
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(value_is_unknown(lit(bad[i].kind, bad[i].text)));
}

static void integers_grow_and_shrink_at_the_size_of_a_word(void)
{
	const struct value *max, *min, *one, *big;

	begin();
	max = value_make_int64(arena, INT64_MAX);
	min = value_make_int64(arena, INT64_MIN);
	one = num("1");
	big = op(max, TOK_ADD, one);
	CHECK_STR(exact(big), "9223372036854775808");
	CHECK(same(op(big, TOK_SUB, one), max));
	CHECK_STR(exact(op(min, TOK_SUB, one)), "-9223372036854775809");
	CHECK_STR(exact(op(max, TOK_MUL, max)),
		  "85070591730234615847396907784232501249");
	CHECK_STR(exact(value_unary_op(arena, TOK_SUB, min, 0)),
		  "9223372036854775808");
	CHECK(value_bit_len(min) == 64 && value_bit_len(max) == 63);
	CHECK(same(value_shift(arena, one, TOK_SHL, 63), big));
	CHECK(same(value_shift(arena, big, TOK_SHR, 63), one));
}

static void smallest_word_divided_by_minus_one_does_not_trap(void)
{
	const struct value *min, *minus;

	begin();
	min = value_make_int64(arena, INT64_MIN);
	minus = value_make_int64(arena, -1);
	CHECK(same(op(min, TOK_QUO_ASSIGN, minus), min));
	CHECK_STR(exact(op(min, TOK_REM, minus)), "0");
	CHECK_STR(exact(op(min, TOK_QUO, minus)), "9223372036854775808");
}

static void integers_are_a_ring(void)
{
	for (int i = 0; i < 2000; i++) {
		const struct value *x, *y, *z;

		begin();
		x = random_int();
		y = random_int();
		z = random_int();
		CHECK(same(op(x, TOK_ADD, y), op(y, TOK_ADD, x)));
		CHECK(same(op(x, TOK_MUL, y), op(y, TOK_MUL, x)));
		CHECK(same(op(op(x, TOK_SUB, y), TOK_ADD, y), x));
		CHECK(same(op(x, TOK_MUL, op(y, TOK_ADD, z)),
			   op(op(x, TOK_MUL, y), TOK_ADD, op(x, TOK_MUL, z))));
		CHECK(same(op(x, TOK_XOR, y), op(op(x, TOK_OR, y), TOK_AND_NOT,
						 op(x, TOK_AND, y))));
		CHECK(same(value_unary_op(arena, TOK_XOR, x, 0),
			   op(value_unary_op(arena, TOK_SUB, x, 0), TOK_SUB,
			      num("1"))));
		if (value_sign(y) == 0)
			continue;
		CHECK(same(op(op(op(x, TOK_QUO_ASSIGN, y), TOK_MUL, y), TOK_ADD,
			      op(x, TOK_REM, y)),
			   x));
	}
}

static void fractions_are_a_field(void)
{
	for (int i = 0; i < 1000; i++) {
		const struct value *x, *y, *z;

		begin();
		x = random_int();
		y = random_int();
		z = random_int();
		if (value_sign(y) == 0 || value_sign(z) == 0)
			continue;
		x = op(x, TOK_QUO, y);
		CHECK(value_kind(x) == VALUE_FLOAT);
		CHECK(same(op(op(x, TOK_MUL, z), TOK_QUO, z), x));
		CHECK(same(op(op(x, TOK_ADD, z), TOK_SUB, z), x));
		CHECK(value_kind(value_to_int(arena, op(x, TOK_MUL, y))) ==
		      VALUE_INT);
	}
}

static void order_is_total_over_all_real_forms(void)
{
	static const char *const ascending[] = {
		"-1e5000", "-99999999999999999999",
		"-1",	   "-0.5",
		"0",	   "1e-5000",
		"0.5",	   "1",
		"2",	   "99999999999999999999",
		"1e1000",  "1e5000",
	};
	enum { N = sizeof(ascending) / sizeof(ascending[0]) };

	begin();
	for (int i = 0; i < N; i++) {
		for (int k = 0; k < N; k++) {
			const struct value *x =
				num(ascending[i] + (ascending[i][0] == '-'));
			const struct value *y =
				num(ascending[k] + (ascending[k][0] == '-'));

			if (ascending[i][0] == '-')
				x = value_unary_op(arena, TOK_SUB, x, 0);
			if (ascending[k][0] == '-')
				y = value_unary_op(arena, TOK_SUB, y, 0);
			CHECK(value_compare(x, TOK_LSS, y) == (i < k));
			CHECK(value_compare(x, TOK_LEQ, y) == (i <= k));
			CHECK(value_compare(x, TOK_GTR, y) == (i > k));
			CHECK(value_compare(x, TOK_GEQ, y) == (i >= k));
			CHECK(value_compare(x, TOK_EQL, y) == (i == k));
			CHECK(value_compare(x, TOK_NEQ, y) == (i != k));
		}
	}
}

static void complement_of_an_unsigned_value_has_the_size_of_its_type(void)
{
	begin();
	CHECK_STR(exact(value_unary_op(arena, TOK_XOR, num("1"), 0)), "-2");
	CHECK_STR(exact(value_unary_op(arena, TOK_XOR, num("1"), 8)), "254");
	CHECK_STR(exact(value_unary_op(arena, TOK_XOR, num("0"), 64)),
		  "18446744073709551615");
	CHECK_STR(exact(value_unary_op(arena, TOK_XOR, num("0"), 65)),
		  "36893488147419103231");
}

static void complex_numbers_divide(void)
{
	const struct value *x, *y;

	begin();
	x = op(num("1"), TOK_ADD, lit(TOK_IMAG, "2i"));
	y = op(num("3"), TOK_SUB, lit(TOK_IMAG, "4i"));
	CHECK_STR(exact(op(x, TOK_MUL, y)), "(11 + 2i)");
	CHECK_STR(exact(op(x, TOK_QUO, y)), "(-1/5 + 2/5i)");
	CHECK(same(op(op(x, TOK_QUO, y), TOK_MUL, y), x));
	CHECK(!value_compare(x, TOK_LSS, y));
	CHECK(value_kind(value_to_float(arena, x)) == VALUE_UNKNOWN);
	CHECK_STR(
		exact(value_to_int(arena, op(x, TOK_SUB, lit(TOK_IMAG, "2i")))),
		"1");
}

static void float_close_enough_to_an_integer_is_one(void)
{
	const struct value *third, *x;

	begin();
	/* In floating point: a third is rounded, three of them are not one. */
	third = op(num("0x1p5000"), TOK_QUO, num("0x3p5000"));
	CHECK(strncmp(exact(third), "0x.5555", 7) == 0 ||
	      strncmp(exact(third), "0x.aaaa", 7) == 0);
	x = op(op(third, TOK_MUL, num("3")), TOK_MUL, num("7"));
	CHECK_STR(exact(value_to_int(arena, x)), "7");
	CHECK(value_is_unknown(value_to_int(arena, third)));
	CHECK(value_is_unknown(value_to_int(arena, num("0x1p5000"))));
}

static void numbers_round_to_machine_floats_once(void)
{
	bool is_exact;

	begin();
	CHECK(value_float64_val(num("0.1"), &is_exact) == 0.1 && !is_exact);
	CHECK(value_float64_val(num("0.5"), &is_exact) == 0.5 && is_exact);
	CHECK(value_float64_val(num("4.9e-324"), NULL) == 0x1p-1074);
	CHECK(value_float64_val(num("2.4e-324"), NULL) == 0);
	CHECK(isinf(value_float64_val(num("1.8e308"), &is_exact)) && !is_exact);
	CHECK(value_float32_val(num("16777217"), &is_exact) == 16777216 &&
	      !is_exact);
	/* Just above the middle; a double would be the middle itself. */
	CHECK(value_float32_val(num("0x1.000001000000000001p0"), NULL) ==
	      0x1.000002p0F);
	CHECK(value_round_float32(arena, num("3.5e38")) == NULL);
	CHECK_STR(exact(value_round_float32(arena, num("16777217"))),
		  "16777216");
	CHECK_STR(exact(value_round_float64(arena, num("0.1"))),
		  "3602879701896397/36028797018963968");
	CHECK(value_round_float64(arena, num("1e309")) == NULL);
	CHECK(value_is_unknown(value_make_float64(arena, NAN)));
	CHECK_STR(exact(value_make_float64(arena, -0.0)), "0");
}

static void integers_that_do_not_fit_are_not_exact(void)
{
	bool is_exact;

	begin();
	CHECK(value_int64_val(num("7"), &is_exact) == 7 && is_exact);
	value_int64_val(num("0x8000000000000000"), &is_exact);
	CHECK(!is_exact);
	CHECK(value_uint64_val(num("0xffffffffffffffff"), &is_exact) ==
		      UINT64_MAX &&
	      is_exact);
	value_uint64_val(value_make_int64(arena, -1), &is_exact);
	CHECK(!is_exact);
	value_uint64_val(num("0x10000000000000000"), &is_exact);
	CHECK(!is_exact);
}

static void undefined_operations_are_unknown(void)
{
	static const enum token divisions[] = {TOK_QUO, TOK_QUO_ASSIGN,
					       TOK_REM};
	const struct value *big, *yes = value_make_bool(true);

	begin();
	big = num("0x10000000000000000");
	for (size_t i = 0; i < 3; i++) {
		CHECK(value_is_unknown(op(num("1"), divisions[i], num("0"))));
		CHECK(value_is_unknown(op(big, divisions[i], num("0"))));
	}
	CHECK(value_is_unknown(op(num("0.5"), TOK_QUO, num("0.0"))));
	CHECK(value_is_unknown(op(num("1e5000"), TOK_QUO, num("0.0"))));
	CHECK(value_is_unknown(op(num("0.5"), TOK_REM, num("0.5"))));
	CHECK(value_is_unknown(op(num("1"), TOK_ADD, yes)));
	CHECK(value_is_unknown(op(str("a"), TOK_SUB, str("a"))));
	CHECK(value_is_unknown(op(str("a"), TOK_ADD, num("1"))));
	CHECK(value_is_unknown(op(yes, TOK_ADD, yes)));
	CHECK(value_is_unknown(value_unary_op(arena, TOK_SUB, str("a"), 0)));
	CHECK(value_is_unknown(value_unary_op(arena, TOK_NOT, num("1"), 0)));
	CHECK(value_is_unknown(value_unary_op(arena, TOK_ARROW, yes, 0)));
	CHECK(value_is_unknown(value_shift(arena, num("0.5"), TOK_SHL, 1)));
	CHECK(value_is_unknown(value_shift(arena, num("1"), TOK_ADD, 1)));
	CHECK(!value_compare(yes, TOK_LSS, yes));
	CHECK(!value_compare(yes, TOK_EQL, num("1")));
	CHECK(!value_compare(num("1"), TOK_ADD, num("1")));
}

static void unknown_spreads(void)
{
	const struct value *u = value_make_unknown();

	begin();
	CHECK(value_is_unknown(op(u, TOK_ADD, num("1"))));
	CHECK(value_is_unknown(op(str("a"), TOK_ADD, u)));
	CHECK(value_is_unknown(value_unary_op(arena, TOK_SUB, u, 0)));
	CHECK(value_is_unknown(value_make_imag(arena, u)));
	CHECK(value_is_unknown(value_shift(arena, u, TOK_SHL, 1)));
	CHECK(!value_compare(u, TOK_EQL, u) && !value_compare(u, TOK_NEQ, u));
	CHECK(value_sign(u) == 1);
	CHECK_STR(exact(u), "unknown");
}

static void accessors_of_another_kind_give_nothing(void)
{
	const struct value *s;
	bool is_exact = true;
	size_t len = 1;

	begin();
	s = str("a");
	CHECK(!value_bool_val(s) && value_sign(s) == 0);
	CHECK(value_int64_val(s, &is_exact) == 0 && !is_exact);
	CHECK(value_uint64_val(num("0.5"), &is_exact) == 0 && !is_exact);
	CHECK(value_float64_val(lit(TOK_IMAG, "1i"), &is_exact) == 0 &&
	      !is_exact);
	CHECK(value_bit_len(num("0.5")) == 0);
	CHECK_STR(value_string_val(arena, num("1"), &len), "");
	CHECK(len == 0 && value_string_len(num("1")) == 0);
	CHECK(value_string_hash(num("1")) == value_string_hash(str("")));
	CHECK(value_is_unknown(value_real(s)) &&
	      value_is_unknown(value_imag(s)));
}

static void hostile_constants_take_neither_time_nor_memory(void)
{
	enum { MEGABYTE = 1 << 20 };
	double start = seconds();
	const struct value *x;
	char *digits;

	begin();
	digits = arena_alloc(arena, MEGABYTE);
	memset(digits, '9', MEGABYTE);
	for (int kind = TOK_INT; kind <= TOK_IMAG; kind++)
		CHECK(value_is_unknown(value_from_literal(
			arena, digits, MEGABYTE, (enum token)kind)));
	CHECK(value_is_unknown(num("1e1000000000")));
	CHECK(value_is_unknown(num("1e99999999999999999999999")));
	CHECK(value_kind(num("1e100000")) == VALUE_FLOAT);
	CHECK(value_sign(num("1e-1000000000")) == 0);
	CHECK(value_is_unknown(
		value_shift(arena, num("1"), TOK_SHL, 1000000000)));
	CHECK(value_is_unknown(
		value_shift(arena, num("1"), TOK_SHL, UINT64_MAX)));
	CHECK_STR(exact(value_shift(arena, num("0"), TOK_SHL, UINT64_MAX)),
		  "0");
	CHECK_STR(exact(value_shift(arena, num("5"), TOK_SHR, UINT64_MAX)),
		  "0");
	CHECK(value_is_unknown(
		value_unary_op(arena, TOK_XOR, num("1"), 1000000000)));
	x = num("3");
	for (int i = 0; i < 100; i++)
		x = op(x, TOK_MUL, x);
	CHECK(value_is_unknown(x));
	x = num("1e5000");
	for (int i = 0; i < 100; i++)
		x = op(x, TOK_MUL, x);
	CHECK(value_is_unknown(x));
	CHECK(arena_used(arena) < MEGABYTE * 2);
	CHECK(seconds() - start < 2);
}

static void integers_end_at_the_documented_size(void)
{
	const struct value *x;

	begin();
	x = value_shift(arena, num("1"), TOK_SHL, VALUE_MAX_BITS - 1);
	CHECK(value_bit_len(x) == VALUE_MAX_BITS);
	CHECK(strlen(exact(x)) == 19729);
	CHECK(value_is_unknown(op(x, TOK_ADD, x)));
	CHECK(value_is_unknown(op(x, TOK_MUL, x)));
	CHECK(value_kind(op(x, TOK_MUL, num("0.5"))) == VALUE_FLOAT);
	CHECK(value_kind(value_to_float(arena, x)) == VALUE_FLOAT);
}

static void longest_literal_is_read_and_no_longer_one(void)
{
	char digits[VALUE_MAX_LITERAL + 1];

	begin();
	memset(digits, '7', sizeof(digits));
	digits[1] = '.';
	CHECK(value_kind(value_from_literal(arena, digits, sizeof(digits) - 1,
					    TOK_FLOAT)) == VALUE_FLOAT);
	CHECK(value_is_unknown(
		value_from_literal(arena, digits, sizeof(digits), TOK_FLOAT)));
}

static void long_chain_of_strings_is_linear(void)
{
	enum { N = 200000 };
	const struct value *left, *right;
	const char *s, *t;
	double start = seconds();
	size_t len, used;

	begin();
	left = right = str("");
	for (int i = 0; i < N; i++) {
		char piece[2] = {(char)('a' + i % 26), (char)('A' + i % 26)};

		left = op(left, TOK_ADD, value_make_string(arena, piece, 2));
		right = op(value_make_string(arena, piece, 2), TOK_ADD, right);
	}
	CHECK(value_string_len(left) == 2 * N);
	s = value_string_val(arena, left, &len);
	CHECK(len == 2 * N && strlen(s) == len);
	for (size_t i = 0; i < N; i++)
		CHECK(s[2 * i] == (char)('a' + i % 26) &&
		      s[2 * i + 1] == (char)('A' + i % 26));
	t = value_string_val(arena, right, &len);
	for (size_t i = 0; i < N; i++)
		CHECK(memcmp(s + 2 * i, t + 2 * (N - 1 - i), 2) == 0);

	/* Kept: a second look copies nothing. */
	used = arena_used(arena);
	CHECK(value_string_val(arena, left, &len) == s);
	CHECK(arena_used(arena) == used && used < (size_t)N * 400);
	CHECK(seconds() - start < 2);
}

static void doubled_string_is_not_made_until_it_is_asked_for(void)
{
	const struct value *x;
	int n = 0;

	begin();
	x = str("0123456789abcdef");
	for (; !value_is_unknown(x); n++) {
		CHECK(value_string_len(x) == (int64_t)16 << n);
		x = op(x, TOK_ADD, x);
	}
	CHECK((int64_t)16 << (n - 1) == VALUE_MAX_STRING);
	CHECK(arena_used(arena) < 16384);
}

static void joined_strings_are_like_others(void)
{
	const struct value *joined[2], *whole, *less;
	char bytes[3000];

	begin();
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 7 % 251);
	whole = value_make_string(arena, bytes, sizeof(bytes));
	for (size_t k = 0; k < 2; k++) {
		joined[k] = str("");
		for (size_t i = 0, n; i < sizeof(bytes); i += n) {
			n = i + 100 + 10 * k < sizeof(bytes)
				    ? 100 + 10 * k
				    : sizeof(bytes) - i;
			joined[k] = op(joined[k], TOK_ADD,
				       value_make_string(arena, bytes + i, n));
		}
	}
	CHECK(same(joined[0], whole) && same(joined[0], joined[1]));
	CHECK(value_string_hash(joined[0]) == value_string_hash(whole));
	CHECK(value_compare(joined[0], TOK_LEQ, joined[1]));
	CHECK(!value_compare(joined[0], TOK_LSS, whole));
	CHECK_STR(exact(joined[0]), exact(whole));
	CHECK_STR(text(joined[1]), text(whole));

	less = value_make_string(arena, bytes, sizeof(bytes) - 1);
	CHECK(value_compare(less, TOK_LSS, joined[0]));
	CHECK(value_compare(joined[0], TOK_GTR, less));
	CHECK(value_compare(joined[0], TOK_NEQ, less));
	bytes[2000]++;
	less = value_make_string(arena, bytes, sizeof(bytes));
	CHECK(value_compare(joined[0], TOK_LSS, less));
	CHECK(value_string_hash(joined[0]) != value_string_hash(less));
}

static void only_the_arena_of_a_string_keeps_its_bytes(void)
{
	struct arena *other = arena_create(0);
	const struct value *x;
	const char *s, *t;
	char bytes[300];
	size_t len;

	begin();
	memset(bytes, 'x', sizeof(bytes));
	x = value_make_string(arena, bytes, sizeof(bytes));
	x = op(x, TOK_ADD, x);
	s = value_string_val(other, x, &len);
	CHECK(value_string_val(other, x, &len) != s);
	t = value_string_val(arena, x, &len);
	arena_destroy(other);
	CHECK(value_string_val(arena, x, &len) == t && strlen(t) == 600);
}

static void *read_string(void *shared)
{
	const struct value *x = shared;
	struct arena *own = arena_create(0);
	uintptr_t good = 1;
	size_t len;

	for (int i = 0; i < 50; i++) {
		const char *s = value_string_val(own, x, &len);
		const struct value *sum = value_binary_op(own, x, TOK_ADD, x);

		good &= len == 40000 && s[0] == '0' && s[len - 1] == '9';
		good &= value_compare(sum, TOK_GTR, x);
	}
	arena_destroy(own);
	return (void *)good;
}

static void threads_may_read_one_string_while_it_is_joined(void)
{
	pthread_t threads[4];
	const struct value *x;
	void *good;
	size_t len;

	begin();
	x = str("");
	for (int i = 0; i < 4000; i++)
		x = op(x, TOK_ADD, str("0123456789"));
	for (int i = 0; i < 4; i++)
		CHECK(pthread_create(&threads[i], NULL, read_string,
				     (void *)x) == 0);
	CHECK(value_string_val(arena, x, &len)[len - 1] == '9');
	for (int i = 0; i < 4; i++) {
		CHECK(pthread_join(threads[i], &good) == 0);
		CHECK(good != NULL);
	}
}

static void *compute(void *shared)
{
	const struct value *x = shared, *sum = value_make_int64(NULL, 0);
	struct arena *own = arena_create(0);
	uintptr_t good;

	for (int i = 1; i < 200; i++)
		sum = value_binary_op(
			own, sum, TOK_ADD,
			value_binary_op(own, x, TOK_QUO,
					value_make_int64(own, i)));
	good = value_compare(sum, TOK_GTR, x);
	good &= value_kind(value_from_literal(own, "1.5e2000000", 11,
					      TOK_FLOAT)) == VALUE_FLOAT;
	arena_destroy(own);
	return (void *)good;
}

static void threads_may_compute_with_one_number(void)
{
	pthread_t threads[4];
	const struct value *x;
	void *good;

	begin();
	x = num("1.5e2000");
	for (int i = 0; i < 4; i++)
		CHECK(pthread_create(&threads[i], NULL, compute, (void *)x) ==
		      0);
	for (int i = 0; i < 4; i++) {
		CHECK(pthread_join(threads[i], &good) == 0);
		CHECK(good != NULL);
	}
}

static void short_text_of_numbers_has_six_digits(void)
{
	begin();
	CHECK_STR(text(num("3.14159265358979")), "3.14159");
	CHECK_STR(text(num("1e6")), "1e+06");
	CHECK_STR(text(num("123456.0")), "123456");
	CHECK_STR(text(num("999999.9999")), "999999.9999");
	CHECK_STR(text(num("100000.00001")), "100000.00001");
	CHECK_STR(text(num("0.00001")), "1e-05");
	CHECK_STR(text(num("1e400")), "1e+400");
	CHECK_STR(text(num("9.9999999e-400")), "1e-399");
	CHECK_STR(text(num("1.23456e-5000")), "1.23456e-5000");
	CHECK_STR(text(num("1.5e100000")), "1.5e+100000");
	CHECK_STR(text(op(num("0.5"), TOK_ADD, lit(TOK_IMAG, "1e400i"))),
		  "(0.5 + 1e+400i)");
	CHECK_STR(text(value_make_bool(true)), "true");
}

static void short_text_of_strings_is_cut_at_72_characters(void)
{
	char bytes[200], want[200];

	begin();
	memset(bytes, 'x', sizeof(bytes));
	snprintf(want, sizeof(want), "\"%.70s\"", bytes);
	CHECK_STR(text(value_make_string(arena, bytes, 70)), want);
	snprintf(want, sizeof(want), "\"%.68s...", bytes);
	CHECK_STR(text(value_make_string(arena, bytes, 71)), want);
	CHECK_STR(text(value_make_string(arena, bytes, 200)), want);
	CHECK(strlen(exact(value_make_string(arena, bytes, 200))) == 202);
}

static void quoted_bytes_read_back(void)
{
	begin();
	CHECK_STR(exact(str("a\n\t\"\\\x7f\x01")),
		  "\"a\\n\\t\\\"\\\\\\x7f\\x01\"");
	CHECK_STR(exact(str("\xc3\xa9\xe4\xb8\x96")),
		  "\"\xc3\xa9\xe4\xb8\x96\"");
	CHECK_STR(exact(str("\xc2\xad\xe2\x80\x8b")), "\"\\u00ad\\u200b\"");
	CHECK_STR(exact(str("\xff\xed\xa0\x80")), "\"\\xff\\xed\\xa0\\x80\"");
	CHECK_STR(exact(str("\xf3\xbf\xbf\xbf")), "\"\\U000fffff\"");
	for (int i = 0; i < 1000; i++) {
		char bytes[64];
		const struct value *x;

		begin();
		for (size_t k = 0; k < sizeof(bytes); k++)
			bytes[k] = (char)(next_random() >> (next_random() % 8));
		x = value_make_string(arena, bytes, sizeof(bytes));
		CHECK(same(lit(TOK_STRING, exact(x)), x));
	}
}

static void small_integers_take_no_memory(void)
{
	begin();
	for (int i = -16; i < 256; i++) {
		const struct value *x = value_make_int64(arena, i);

		CHECK(value_int64_val(x, NULL) == i);
	}
	CHECK(arena_used(arena) == 0);
	value_make_int64(arena, 256);
	CHECK(arena_used(arena) == 16);
}

int main(void)
{
	arena = arena_create(0);
	RUN(integer_literals_of_every_base_are_read);
	RUN(float_literals_are_fractions_while_their_size_allows);
	RUN(character_literals_are_integers);
	RUN(string_literals_lose_their_quotes_and_escapes);
	RUN(malformed_literals_are_unknown);
	RUN(integers_grow_and_shrink_at_the_size_of_a_word);
	RUN(smallest_word_divided_by_minus_one_does_not_trap);
	RUN(integers_are_a_ring);
	RUN(fractions_are_a_field);
	RUN(order_is_total_over_all_real_forms);
	RUN(complement_of_an_unsigned_value_has_the_size_of_its_type);
	RUN(complex_numbers_divide);
	RUN(float_close_enough_to_an_integer_is_one);
	RUN(numbers_round_to_machine_floats_once);
	RUN(integers_that_do_not_fit_are_not_exact);
	RUN(undefined_operations_are_unknown);
	RUN(unknown_spreads);
	RUN(accessors_of_another_kind_give_nothing);
	RUN(hostile_constants_take_neither_time_nor_memory);
	RUN(integers_end_at_the_documented_size);
	RUN(longest_literal_is_read_and_no_longer_one);
	RUN(long_chain_of_strings_is_linear);
	RUN(doubled_string_is_not_made_until_it_is_asked_for);
	RUN(joined_strings_are_like_others);
	RUN(only_the_arena_of_a_string_keeps_its_bytes);
	RUN(threads_may_read_one_string_while_it_is_joined);
	RUN(threads_may_compute_with_one_number);
	RUN(short_text_of_numbers_has_six_digits);
	RUN(short_text_of_strings_is_cut_at_72_characters);
	RUN(quoted_bytes_read_back);
	RUN(small_integers_take_no_memory);
	arena_destroy(arena);
	return test_summary();
}
