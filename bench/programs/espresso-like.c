/* SPDX-License-Identifier: MIT */
/*
 * espresso-like - many small sets of mixed sizes, in lists that grow
 *
 * Covers of cubes as in two-level logic minimization: every cube is a bit
 * set in a block of its own, covers are arrays grown by realloc, and each
 * step splits a cover in two, simplifies both and merges them.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COVERS = 260, CUBES = 60, DEPTH = 9 };

struct cube {
	uint32_t nwords;
	uint32_t word[];
};

struct cover {
	struct cube **cube;
	size_t ncubes, room;
};

static uint64_t state = 1;

static uint32_t some(void)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(state >> 33);
}

static struct cube *cube_new(uint32_t nwords)
{
	struct cube *c = malloc(sizeof(*c) + nwords * sizeof(c->word[0]));

	if (!c)
		abort();
	c->nwords = nwords;
	return c;
}

static struct cube *cube_and(const struct cube *a, const struct cube *b)
{
	struct cube *c = cube_new(a->nwords);

	for (uint32_t i = 0; i < c->nwords; i++)
		c->word[i] = a->word[i] & b->word[i];
	return c;
}

static struct cube *cube_copy(const struct cube *a)
{
	return cube_and(a, a);
}

static int covers(const struct cube *a, const struct cube *b)
{
	for (uint32_t i = 0; i < a->nwords; i++)
		if (b->word[i] & ~a->word[i])
			return 0;
	return 1;
}

static void push(struct cover *v, struct cube *c)
{
	if (v->ncubes == v->room) {
		v->room = v->room + v->room / 2 + 4;
		v->cube = realloc(v->cube, v->room * sizeof(v->cube[0]));
		if (!v->cube)
			abort();
	}
	v->cube[v->ncubes++] = c;
}

static void cover_free(struct cover *v)
{
	for (size_t i = 0; i < v->ncubes; i++)
		free(v->cube[i]);
	free(v->cube);
}

/* Drops cubes that another one covers. */
static void simplify(struct cover *v)
{
	for (size_t i = 0; i < v->ncubes; i++)
		for (size_t j = 0; j < v->ncubes; j++)
			if (i != j && covers(v->cube[j], v->cube[i])) {
				free(v->cube[i]);
				v->cube[i--] = v->cube[--v->ncubes];
				break;
			}
}

/* The part of v inside or outside of one variable. */
static struct cover half(const struct cover *v, uint32_t bit, int inside)
{
	struct cover h = {0};

	for (size_t i = 0; i < v->ncubes; i++) {
		struct cube *mask = cube_copy(v->cube[i]);
		uint32_t at = bit / 32 % mask->nwords, one = 1u << bit % 32;

		memset(mask->word, 0xff, mask->nwords * sizeof(mask->word[0]));
		mask->word[at] &= inside ? ~one : ~(one << 1 | one >> 31);
		push(&h, cube_and(v->cube[i], mask));
		free(mask);
	}
	return h;
}

static size_t minimize(struct cover *v, uint32_t depth)
{
	struct cover a, b;
	size_t n;

	simplify(v);
	if (depth == DEPTH || v->ncubes < 3)
		return v->ncubes;
	a = half(v, some(), 1);
	b = half(v, some(), 0);
	n = depth % 2 ? minimize(&a, depth + 1) + b.ncubes :
			minimize(&b, depth + 1) + a.ncubes;
	for (size_t i = 0; i < a.ncubes; i++)
		push(v, cube_copy(a.cube[i]));
	simplify(v);
	cover_free(&a);
	cover_free(&b);
	return n;
}

int main(void)
{
	size_t sum = 0;

	for (int i = 0; i < COVERS; i++) {
		struct cover v = {0};
		uint32_t nwords = 1 + some() % 24;

		for (int j = 0; j < CUBES; j++) {
			struct cube *c = cube_new(nwords);

			for (uint32_t k = 0; k < nwords; k++)
				c->word[k] = some() | some() | some() << 1;
			push(&v, c);
		}
		for (int j = 0; j < 20; j++)
			sum += minimize(&v, 0);
		cover_free(&v);
	}
	printf("%zu\n", sum);
	return 0;
}
