/* SPDX-License-Identifier: MIT */
/*
 * What stops a program for milliseconds when a table doubles is not only the
 * copy.  Measured with two million entries, zeroing the new array took 5 ms,
 * and giving the old one back to the kernel 10 ms, however slowly the entries
 * had moved from one to the other.  So there is no new array and no old one:
 *
 *	|<---- bytes ---->|
 *	[#################|. . . . . . . . . . . . . . .]	one range
 *	                  |<-- step -->|
 *
 * A range of address space is reserved, which costs nothing, and pages are
 * added at its end in steps that grow with the array up to 16 KiB: a step is
 * some microseconds.  They go in the same steps.  Asking for them by madvise()
 * rather than by touching them takes one call where there would be sixteen
 * faults, and makes a lack of memory an error code rather than a signal.
 *
 * Ranges are not for everybody: with an allocator of the caller's the memory
 * is to come from there; a limit on address space (ulimit -v) or a kernel that
 * never overcommits refuses them; and since address space ends too, all ranges
 * of a process together take no more than RANGES_MAX.  Then the array is in
 * segments, found through a directory:
 *
 *	segments --> [0][1][2][3]
 *	              |  |  |  +-> [########]
 *	              |  |  +----> [########] ...
 *
 * and so it goes on when a range is full: its pieces become the first
 * segments.  The directory is copied when it grows: one pointer for 256 KiB.
 *
 * Below 16 KiB all this is not worth a system call: there the array is one
 * block, and is copied when it grows, by half at first and by a
 * thirty-second in the end.
 */
#include "lib/map_pool.h"

#include <stdatomic.h>
#include <string.h>

#define RANGE ((size_t)4 << 30)
#define RANGES_MAX ((size_t)8 << 40)

enum { PAGE = 4096 };

static _Atomic size_t ranges; /* bytes of all of them */

static size_t min_size(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t max_size(size_t a, size_t b)
{
	return a > b ? a : b;
}

void pool_init(struct pool *p, size_t elem)
{
	memset(p, 0, sizeof(*p));
	p->elem = elem;
	p->head = POOL_NIL;
	p->segment_shift = 31;
	while (p->segment_shift > 0 &&
	       elem > (size_t)POOL_SEGMENT >> p->segment_shift)
		p->segment_shift--;
}

static bool in_range(const struct pool *p, const void *at)
{
	return p->reserved && (const unsigned char *)at >= p->base &&
	       (const unsigned char *)at < p->base + p->reserved;
}

static size_t segment_bytes(const struct pool *p)
{
	return p->elem << p->segment_shift;
}

void pool_finish(struct pool *p, const struct belay_allocator *a)
{
	for (uint32_t i = 0; i < p->nsegments; i++)
		if (!in_range(p, p->segments[i]))
			belay__release(a, p->segments[i], segment_bytes(p));
	belay__release(a, p->segments, p->segments_cap * sizeof(void *));
	if (p->reserved) {
		belay__unreserve(p->base, RANGE);
		atomic_fetch_sub(&ranges, RANGE);
	} else {
		belay__release(a, p->base, p->bytes);
	}
	pool_init(p, p->elem);
}

size_t pool_bytes(const struct pool *p)
{
	return p->bytes + p->segments_cap * sizeof(void *);
}

static bool grow_block(struct pool *p, const struct belay_allocator *a,
		       size_t need)
{
	size_t bytes = p->bytes;
	void *base;

	bytes += bytes < 1024	? bytes / 2
		 : bytes < 4096 ? bytes / 8
				: bytes / 32;
	bytes = max_size(need, bytes / p->elem * p->elem);
	if (p->base)
		base = belay__realloc(a, p->base, p->bytes, bytes);
	else
		base = belay__alloc(a, bytes);
	if (!base)
		return false;
	p->base = base;
	p->bytes = bytes;
	return true;
}

/* A range with what the block holds; the block goes. */
static bool enter_range(struct pool *p, size_t bytes)
{
	void *base;

	if (atomic_fetch_add(&ranges, RANGE) > RANGES_MAX - RANGE)
		goto fail;
	base = belay__reserve(RANGE);
	if (!base)
		goto fail;
	if (!belay__commit(base, bytes)) {
		belay__unreserve(base, RANGE);
		goto fail;
	}
	if (p->base)
		memcpy(base, p->base, p->bytes);
	belay__release(NULL, p->base, p->bytes);
	p->base = base;
	p->bytes = bytes;
	/* Its pieces will be segments, so it ends where one does. */
	p->reserved = RANGE / segment_bytes(p) * segment_bytes(p);
	return true;
fail:
	atomic_fetch_sub(&ranges, RANGE);
	return false;
}

static bool grow_range(struct pool *p, size_t need)
{
	size_t bytes = p->bytes + min_size(p->bytes / 32, POOL_STEP);

	bytes = align_up(max_size(need, bytes), PAGE);
	if (bytes > p->bytes &&
	    !belay__commit(p->base + p->bytes, bytes - p->bytes))
		return false;
	p->bytes = bytes;
	return true;
}

static bool grow_directory(struct pool *p, const struct belay_allocator *a)
{
	uint32_t cap = p->segments_cap ? 2 * p->segments_cap : 8;
	size_t bytes = p->segments_cap * sizeof(void *);
	void *d;

	if (p->nsegments < p->segments_cap)
		return true;
	if (p->segments)
		d = belay__realloc(a, p->segments, bytes, cap * sizeof(void *));
	else
		d = belay__alloc(a, cap * sizeof(void *));
	if (!d)
		return false;
	p->segments = d;
	p->segments_cap = cap;
	return true;
}

/* From now on in segments; what there is becomes the first of them. */
static bool enter_segments(struct pool *p, const struct belay_allocator *a)
{
	size_t size = segment_bytes(p);
	uint32_t n = (uint32_t)(p->reserved / size);
	unsigned char **d, *first = NULL;
	uint32_t cap = max_size(2 * n, 8);

	d = belay__alloc(a, cap * sizeof(void *));
	if (!d)
		return false;
	if (!p->reserved) {
		first = belay__alloc(a, size);
		if (!first) {
			belay__release(a, d, cap * sizeof(void *));
			return false;
		}
		if (p->base)
			memcpy(first, p->base, p->bytes);
		belay__release(a, p->base, p->bytes);
		p->base = NULL;
		p->bytes = size;
		d[0] = first;
		n = 1;
	} else {
		for (uint32_t i = 0; i < n; i++)
			d[i] = p->base + i * size;
	}
	p->segments = d;
	p->segments_cap = cap;
	p->nsegments = n;
	return true;
}

static bool add_segment(struct pool *p, const struct belay_allocator *a)
{
	void *s;

	if (!grow_directory(p, a))
		return false;
	s = belay__alloc(a, segment_bytes(p));
	if (!s)
		return false;
	p->segments[p->nsegments++] = s;
	p->bytes += segment_bytes(p);
	return true;
}

static bool grow_segments(struct pool *p, const struct belay_allocator *a,
			  uint32_t n)
{
	while (((uint64_t)p->nsegments << p->segment_shift) < n)
		if (!add_segment(p, a))
			return false;
	return true;
}

static bool make_room(struct pool *p, const struct belay_allocator *a,
		      uint32_t n)
{
	size_t need = n * p->elem;

	if (p->segments)
		return grow_segments(p, a, n);
	if (p->reserved && need > p->reserved)
		return grow_range(p, p->reserved) && enter_segments(p, a) &&
		       grow_segments(p, a, n);
	if (need <= p->bytes)
		return true;
	if (p->reserved)
		return grow_range(p, need);
	if (need <= POOL_SMALL)
		return grow_block(p, a, need);
	if (!a && enter_range(p, align_up(need, PAGE)))
		return true;
	return enter_segments(p, a) && grow_segments(p, a, n);
}

bool pool_extend(struct pool *p, const struct belay_allocator *a, uint32_t n)
{
	if (!make_room(p, a, n))
		return false;
	p->used = n;
	return true;
}

bool pool_reserve(struct pool *p, const struct belay_allocator *a, uint32_t n)
{
	return make_room(p, a, n);
}

static void shrink_block(struct pool *p, const struct belay_allocator *a)
{
	size_t bytes = max_size(p->used, 1) * p->elem;
	void *base;

	if (p->bytes < bytes + bytes / 4 + 256)
		return;
	base = belay__realloc(a, p->base, p->bytes, bytes);
	if (base) {
		p->base = base;
		p->bytes = bytes;
	}
}

static void shrink_range(struct pool *p)
{
	size_t keep = align_up(p->used * p->elem + 1, PAGE);
	size_t spare = min_size(keep / 64, POOL_STEP);

	if (p->bytes <= keep + 2 * spare + PAGE)
		return;
	keep += spare / PAGE * PAGE;
	if (p->bytes > POOL_STEP)
		keep = max_size(keep, p->bytes - POOL_STEP);
	belay__decommit(p->base + keep, p->bytes - keep);
	p->bytes = keep;
}

static void shrink_segments(struct pool *p, const struct belay_allocator *a)
{
	uint64_t spare = (uint64_t)p->used + (1U << p->segment_shift);
	unsigned char *last;

	if (!p->nsegments ||
	    ((uint64_t)(p->nsegments - 1) << p->segment_shift) < spare)
		return;
	last = p->segments[--p->nsegments];
	if (in_range(p, last))
		belay__decommit(last, segment_bytes(p));
	else
		belay__release(a, last, segment_bytes(p));
	p->bytes -= segment_bytes(p);
}

void pool_shrink(struct pool *p, const struct belay_allocator *a, uint32_t n)
{
	p->used = n;
	if (p->segments)
		shrink_segments(p, a);
	else if (p->reserved)
		shrink_range(p);
	else if (p->base)
		shrink_block(p, a);
}

static uint32_t *link_at(const struct pool *p, uint32_t i, uint16_t offset)
{
	unsigned char *at = pool_at(p, i);

	return (uint32_t *)(void *)(at + offset);
}

static void unchain(struct pool *p, const struct pool_links *links, uint32_t i)
{
	uint32_t next = *link_at(p, i, links->next);
	uint32_t prev = *link_at(p, i, links->prev);

	if (prev == POOL_NIL)
		p->head = next;
	else
		*link_at(p, prev, links->next) = next;
	if (next != POOL_NIL)
		*link_at(p, next, links->prev) = prev;
	p->nfree--;
}

uint32_t pool_take(struct pool *p, const struct belay_allocator *a,
		   const struct pool_links *links, bool *fresh)
{
	uint32_t i = p->head;

	*fresh = i == POOL_NIL;
	if (*fresh) {
		i = p->used;
		if (i == POOL_NIL || !pool_extend(p, a, i + 1))
			return POOL_NIL;
	} else {
		unchain(p, links, i);
	}
	((unsigned char *)pool_at(p, i))[links->tag] = POOL_USED;
	return i;
}

void pool_give(struct pool *p, const struct pool_links *links, uint32_t i)
{
	*link_at(p, i, links->next) = p->head;
	*link_at(p, i, links->prev) = POOL_NIL;
	((unsigned char *)pool_at(p, i))[links->tag] = POOL_FREE;
	if (p->head != POOL_NIL)
		*link_at(p, p->head, links->prev) = i;
	p->head = i;
	p->nfree++;
}

void pool_drop_last(struct pool *p, const struct belay_allocator *a,
		    const struct pool_links *links)
{
	unchain(p, links, p->used - 1);
	pool_shrink(p, a, p->used - 1);
}
