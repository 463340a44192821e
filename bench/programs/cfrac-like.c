/* SPDX-License-Identifier: MIT */
/*
 * cfrac-like - tens of millions of tiny blocks that live for a few operations
 *
 * Expands the square root of a large number into a continued fraction, in
 * numbers of any length that each live in a block of their own: every
 * operation allocates its result and the operands are freed soon after.  Each
 * denominator is then tried by some primes, as a factoring program does, so
 * that a run takes some forty nanoseconds for each allocation.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS = 2500000, PRIMES = 50 };

struct number {
	uint32_t len; /* digits in use; the highest is not 0 */
	uint32_t digit[];
};

static struct number *make(uint32_t len)
{
	struct number *n = malloc(sizeof(*n) + len * sizeof(n->digit[0]));

	if (!n)
		abort();
	n->len = len;
	return n;
}

static struct number *trim(struct number *n)
{
	while (n->len > 0 && n->digit[n->len - 1] == 0)
		n->len--;
	return n;
}

static struct number *from(uint64_t v)
{
	struct number *n = make(2);

	n->digit[0] = (uint32_t)v;
	n->digit[1] = (uint32_t)(v >> 32);
	return trim(n);
}

static struct number *add(const struct number *a, const struct number *b)
{
	uint32_t len = (a->len > b->len ? a->len : b->len) + 1;
	struct number *r = make(len);
	uint64_t carry = 0;

	for (uint32_t i = 0; i < len; i++) {
		carry += i < a->len ? a->digit[i] : 0;
		carry += i < b->len ? b->digit[i] : 0;
		r->digit[i] = (uint32_t)carry;
		carry >>= 32;
	}
	return trim(r);
}

/* a - b, where a is not less. */
static struct number *subtract(const struct number *a, const struct number *b)
{
	struct number *r = make(a->len);
	int64_t borrow = 0;

	for (uint32_t i = 0; i < a->len; i++) {
		borrow += a->digit[i];
		borrow -= i < b->len ? b->digit[i] : 0;
		r->digit[i] = (uint32_t)borrow;
		borrow >>= 32;
	}
	return trim(r);
}

static struct number *multiply(const struct number *a, const struct number *b)
{
	struct number *r = make(a->len + b->len);

	memset(r->digit, 0, r->len * sizeof(r->digit[0]));
	for (uint32_t i = 0; i < a->len; i++) {
		uint64_t carry = 0;

		for (uint32_t j = 0; j < b->len; j++) {
			carry += (uint64_t)a->digit[i] * b->digit[j];
			carry += r->digit[i + j];
			r->digit[i + j] = (uint32_t)carry;
			carry >>= 32;
		}
		r->digit[i + b->len] = (uint32_t)carry;
	}
	return trim(r);
}

/* The numbers that are divided here fit into 128 bits. */
static unsigned __int128 value(const struct number *n)
{
	unsigned __int128 v = 0;

	for (uint32_t i = n->len; i-- > 0;)
		v = v << 32 | n->digit[i];
	return v;
}

static struct number *from_wide(unsigned __int128 v)
{
	struct number *n = make(4);

	for (uint32_t i = 0; i < 4; i++, v >>= 32)
		n->digit[i] = (uint32_t)v;
	return trim(n);
}

static struct number *divide(const struct number *a, const struct number *b)
{
	return from_wide(value(a) / value(b));
}

static void replace(struct number **at, struct number *by)
{
	free(*at);
	*at = by;
}

/* floor(sqrt(n)) by Newton, on blocks as everything else. */
static struct number *root(const struct number *n)
{
	struct number *x = from_wide((unsigned __int128)1 << 60);
	struct number *two = from(2);

	for (int i = 0; i < 200; i++) {
		struct number *q = divide(n, x);
		struct number *sum = add(x, q);

		replace(&x, divide(sum, two));
		free(q);
		free(sum);
	}
	free(two);
	return x;
}

/* How many of the primes do not divide n. */
static uint32_t trial(const struct number *n)
{
	/* Not const: the compiler shall divide. */
	static volatile uint32_t prime[PRIMES] = {
		2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53,
		59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113,
		127, 131, 137, 139, 149, 151, 157, 163, 167, 173, 179, 181,
		191, 193, 197, 199, 211, 223, 227, 229};
	uint32_t left = 0;

	for (int i = 0; i < PRIMES; i++) {
		uint64_t r = 0, p = prime[i];

		for (uint32_t k = n->len; k-- > 0;)
			r = (r << 32 | n->digit[k]) % p;
		left += r != 0;
	}
	return left;
}

int main(void)
{
	struct number *a = from(0xfffffffbfffffec5u), *b = from(12345678910111u);
	struct number *n = multiply(a, b);
	struct number *r = root(n);
	struct number *p = from(0), *q = from(1), *term = add(r, p);
	uint64_t check = 0;

	for (int i = 0; i < STEPS; i++) {
		struct number *t, *t2;

		/* p' = term * q - p;  q' = (n - p'^2) / q */
		t = multiply(term, q);
		replace(&p, subtract(t, p));
		free(t);
		t = multiply(p, p);
		t2 = subtract(n, t);
		free(t);
		replace(&q, divide(t2, q));
		free(t2);
		/* term' = (r + p') / q' */
		t = add(r, p);
		replace(&term, divide(t, q));
		free(t);
		check = check * 31 + trial(q);
	}
	printf("%llx\n", (unsigned long long)check);
	free(a);
	free(b);
	free(n);
	free(r);
	free(p);
	free(q);
	free(term);
	return 0;
}
