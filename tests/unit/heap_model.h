/* SPDX-License-Identifier: MIT */
/*
 * heap_model.h - malloc and its relatives against what they promise
 *
 * A script of bytes is a list of calls on a table of blocks.  The model
 * knows what is in each block and where it lies; each step is checked:
 * contents, alignment, sizes, zeros, and that no two live blocks overlap.
 *
 *	operation, place, size[2], how large
 */
#ifndef TESTS_UNIT_HEAP_MODEL_H
#define TESTS_UNIT_HEAP_MODEL_H

#include <malloc.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { MODEL_BLOCKS = 256, MODEL_STEP = 5 };

struct model_block {
	unsigned char *p; /* NULL: no block */
	size_t size;
	unsigned char key;
};

struct model {
	struct model_block blocks[MODEL_BLOCKS];
	unsigned char next_key;
	const char *broken; /* the promise that was not kept, or NULL */
};

static inline bool model_says(struct model *m, bool kept, const char *promise)
{
	if (!kept && !m->broken)
		m->broken = promise;
	return kept;
}

/*
 * What is in a block: a piece of this from its key on, again and again.
 * The period is a prime, so that a copy shifted by a page is seen.
 */
enum { MODEL_PERIOD = 4093 };

static inline const unsigned char *model_text(unsigned char key)
{
	static unsigned char text[MODEL_PERIOD + UINT8_MAX];
	static _Atomic bool made;

	for (size_t i = 0; !made && i < sizeof(text); i++)
		text[i] = (unsigned char)(i % MODEL_PERIOD * 7 + i / 64);
	made = true;
	return text + key;
}

static inline void model_write(unsigned char *p, size_t n, unsigned char key)
{
	for (size_t i = 0; i < n; i += MODEL_PERIOD)
		memcpy(p + i, model_text(key),
		       n - i < MODEL_PERIOD ? n - i : MODEL_PERIOD);
}

static inline bool model_reads(const unsigned char *p, size_t n,
			       unsigned char key)
{
	for (size_t i = 0; i < n; i += MODEL_PERIOD)
		if (memcmp(p + i, model_text(key),
			   n - i < MODEL_PERIOD ? n - i : MODEL_PERIOD) != 0)
			return false;
	return true;
}

static inline void model_fill(struct model *m, struct model_block *b)
{
	b->key = m->next_key++;
	model_write(b->p, b->size, b->key);
}

static inline bool model_holds(const struct model_block *b, size_t n)
{
	return model_reads(b->p, n, b->key);
}

static inline bool model_overlaps(const struct model *m,
				  const struct model_block *b)
{
	for (size_t i = 0; i < MODEL_BLOCKS; i++) {
		const struct model_block *o = &m->blocks[i];

		if (o->p && o != b && o->p < b->p + b->size + (b->size == 0) &&
		    b->p < o->p + o->size + (o->size == 0))
			return true;
	}
	return false;
}

/* Checks a block that has just come, and fills it. */
static inline void model_take(struct model *m, struct model_block *b, void *p,
			      size_t size, size_t align)
{
	if (!model_says(m, p != NULL, "memory is given"))
		return;
	b->p = p;
	b->size = size;
	model_says(m, (uintptr_t)p % 16 == 0 && (uintptr_t)p % align == 0,
		   "a block is aligned");
	model_says(m, malloc_usable_size(p) >= size, "a block is large enough");
	model_says(m, !model_overlaps(m, b), "live blocks do not overlap");
	model_fill(m, b);
}

static inline void model_drop(struct model *m, struct model_block *b)
{
	if (!b->p)
		return;
	model_says(m, model_holds(b, b->size), "a block keeps its contents");
	free(b->p);
	b->p = NULL;
}

static inline void model_calloc(struct model *m, struct model_block *b,
				size_t size)
{
	size_t n = size % 3 == 0 ? 3 : 1;
	unsigned char *p = b->p = calloc(n, size / n);

	if (p && size > 0)
		model_says(m, p[0] == 0 && memcmp(p, p + 1, size - 1) == 0,
			   "calloc gives zeros");
	model_take(m, b, p, size, 16);
}

static inline void model_realloc(struct model *m, struct model_block *b,
				 size_t size)
{
	bool had = b->p != NULL;
	size_t old = had ? b->size : 0;
	unsigned char *p = realloc(b->p, size);

	if (size == 0 && had) {
		model_says(m, p == NULL, "realloc to nothing frees");
		b->p = NULL;
		return;
	}
	if (!model_says(m, p != NULL, "realloc gives memory"))
		return;
	b->p = p;
	if (had)
		model_says(m, model_holds(b, old < size ? old : size),
			   "realloc keeps the contents");
	model_take(m, b, p, size, 16);
}

static inline void model_aligned(struct model *m, struct model_block *b,
				 unsigned how, size_t size)
{
	size_t align = (size_t)8 << how % 14;
	void *p = NULL;

	if (how & 16)
		p = aligned_alloc(align, size);
	else if (how & 32)
		p = memalign(align, size);
	else if (posix_memalign(&p, align, size) != 0)
		p = NULL;
	model_take(m, b, p, size, align);
}

/* Most blocks are small, some cannot be packed. */
static inline size_t model_size(const uint8_t *script)
{
	size_t n = script[2] | (size_t)script[3] << 8;
	unsigned scale = script[4];

	if (scale < 160)
		return n % 600;
	if (scale < 224)
		return n % 9000;
	if (scale < 248)
		return n;
	return scale < 254 ? n * 5 : n * 20;
}

static inline void model_step(struct model *m, const uint8_t *script)
{
	struct model_block *b = &m->blocks[script[1] % MODEL_BLOCKS];
	unsigned how = script[0] / 8;
	size_t size = model_size(script);

	switch (script[0] % 8) {
	case 0:
	case 1:
		model_drop(m, b);
		model_take(m, b, malloc(size), size, 16);
		break;
	case 2:
		model_drop(m, b);
		model_calloc(m, b, size);
		break;
	case 3:
	case 4:
		model_realloc(m, b, size);
		break;
	case 5:
		model_drop(m, b);
		model_aligned(m, b, how + 32 * (script[4] & 1), size);
		break;
	default:
		model_drop(m, b);
		break;
	}
}

/* Runs a script; NULL, or the first promise that was not kept. */
static inline const char *model_run(struct model *m, const uint8_t *script,
				    size_t len)
{
	for (; len >= MODEL_STEP && !m->broken; len -= MODEL_STEP) {
		model_step(m, script);
		script += MODEL_STEP;
	}
	return m->broken;
}

/* Checks and frees what is left. */
static inline const char *model_finish(struct model *m)
{
	for (size_t i = 0; i < MODEL_BLOCKS; i++)
		model_drop(m, &m->blocks[i]);
	return m->broken;
}

/* The same steps for the same seed (Marsaglia's xorshift). */
static inline const char *model_random(struct model *m, uint64_t *seed,
				       unsigned steps)
{
	uint8_t script[MODEL_STEP];

	while (steps-- > 0 && !m->broken) {
		*seed ^= *seed << 13;
		*seed ^= *seed >> 7;
		*seed ^= *seed << 17;
		for (size_t i = 0; i < MODEL_STEP; i++)
			script[i] = (uint8_t)(*seed >> (8 * i + 8));
		model_step(m, script);
	}
	return m->broken;
}

#endif
