/* SPDX-License-Identifier: MIT */
/*
 * A piece is small enough to stay in the second-level cache between the
 * kernel, which copies it there, and whoever looks at it; and large enough
 * for the system call not to matter.  256 KiB was the best of 64 KiB to
 * 4 MiB (bench/README.md, "scan").
 */
#include "trace/memory_scan.h"

#include <stdlib.h>

#include "base/diag.h"
#include "trace/memory_source.h"

enum { RANGES = 64 };

void *memory_scan_buffer(void)
{
	void *p = aligned_alloc(64, MEMORY_SCAN_PIECE);

	if (!p) {
		diag("out of memory: %d bytes to read into", MEMORY_SCAN_PIECE);
		exit(DIAG_EXIT_BROKEN);
	}
	return p;
}

bool memory_scan_range(struct memory *m, uint64_t start, uint64_t end,
		       void *buffer, memory_scan_fn *each, void *arg,
		       uint64_t *bytes)
{
	while (start < end) {
		uint64_t want = end - start;
		size_t got;

		if (want > MEMORY_SCAN_PIECE)
			want = MEMORY_SCAN_PIECE;
		got = m->source->bulk(m, start, buffer, (size_t)want);
		if (got >= 8) {
			*bytes += got & ~(size_t)7;
			if (!each(arg, start, buffer, got & ~(size_t)7))
				return false;
		}
		/* Behind a page that cannot be read there may be others. */
		start += got;
		if (got < want)
			start = (start | (MEMORY_PAGE - 1)) + 1;
	}
	return true;
}

/* The part of [start, end) in region i, at whole words; false for none. */
static bool part_of(const struct memory *m, size_t i, uint64_t start,
		    uint64_t end, struct memory_range *ret)
{
	const struct memory_region *r = &m->regions[i];

	if (!(r->perms & MEMORY_READ) || r->device)
		return false;
	ret->start = r->start > start ? r->start : start;
	ret->end = r->end < end ? r->end : end;
	ret->start = (ret->start + 7) & ~(uint64_t)7;
	ret->end &= ~(uint64_t)7;
	return ret->start < ret->end;
}

static size_t first_region(const struct memory *m, uint64_t addr)
{
	size_t lo = 0, hi = m->nregions;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (m->regions[mid].end <= addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

bool memory_present(struct memory *m, uint64_t start, uint64_t end,
		    uint8_t perms, memory_present_fn *each, void *arg)
{
	struct memory_range part, found[RANGES];

	for (size_t i = first_region(m, start);
	     i < m->nregions && m->regions[i].start < end; i++) {
		uint64_t at;

		if ((m->regions[i].perms & perms) != perms ||
		    !part_of(m, i, start, end, &part))
			continue;
		for (at = part.start; at < part.end;) {
			size_t n = m->source->present(m, &at, part.end, found,
						      RANGES);

			for (size_t j = 0; j < n; j++) {
				if (!each(arg, found[j].start, found[j].end))
					return false;
			}
		}
	}
	return true;
}

struct scan {
	struct memory *m;
	void *buffer;
	memory_scan_fn *each;
	void *arg;
	uint64_t bytes;
};

static bool scan_present(void *arg, uint64_t start, uint64_t end)
{
	struct scan *s = arg;

	return memory_scan_range(s->m, start, end, s->buffer, s->each, s->arg,
				 &s->bytes);
}

uint64_t memory_scan(struct memory *m, uint64_t start, uint64_t end,
		     memory_scan_fn *each, void *arg)
{
	struct scan s = {m, memory_scan_buffer(), each, arg, 0};

	memory_present(m, start, end, MEMORY_READ, scan_present, &s);
	free(s.buffer);
	return s.bytes;
}
