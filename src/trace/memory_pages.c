/* SPDX-License-Identifier: MIT */
/*
 * Half of what a Go program has mapped was never touched.  Reading that is
 * not only slow: it gives the process pages (of zeros) that it did not have.
 * So pages that are neither present nor swapped out are passed over.  They
 * hold zeros, or what a file has that was mapped and not changed; neither
 * are pointers into a heap.  The same goes for shared memory: what this
 * process never touched it did not write.
 *
 * Linux 6.7 tells ranges of pages (PAGEMAP_SCAN, Documentation/admin-guide/
 * mm/pagemap.rst), 6.15 also which are guards, to be read by nobody; before
 * that there is a word for each page.
 */
#include "trace/memory_pages.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "trace/memory.h"

/* linux/fs.h, of later kernels than we may be built with. */
struct scan {
	uint64_t size, flags, start, end, walk_end, vec, vec_len, max_pages,
		category_inverted, category_mask, category_anyof_mask,
		return_mask;
};

struct scan_region {
	uint64_t start, end, categories;
};

#define SCAN _IOWR('f', 16, struct scan)

enum {
	PAGE_PRESENT = 1 << 3,
	PAGE_SWAPPED = 1 << 4,
	PAGE_ZERO = 1 << 5,
	PAGE_GUARD = 1 << 8,
	RANGES = 128, /* asked for at once */
	WORDS = 4096,
};

#define WORD_PRESENT (UINT64_C(1) << 63)
#define WORD_SWAPPED (UINT64_C(1) << 62)
#define WORD_GUARD (UINT64_C(1) << 58)

void memory_pages_open(struct memory_pages *p, pid_t pid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/pagemap", (int)pid);
	p->fd = open(path, O_RDONLY | O_CLOEXEC);
	p->way = PAGES_GUARD;
	if (p->fd < 0 || sysconf(_SC_PAGESIZE) != MEMORY_PAGE)
		p->way = PAGES_ALL;
}

void memory_pages_close(struct memory_pages *p)
{
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
	p->way = PAGES_ALL;
}

/* How many ranges, or -1 when the kernel does not know the question. */
static long scan(struct memory_pages *p, uint64_t *at, uint64_t end,
		 struct memory_range *v, size_t max)
{
	struct scan_region found[RANGES];
	uint64_t from = *at & ~(uint64_t)(MEMORY_PAGE - 1);
	uint64_t absent = PAGE_ZERO | (p->way == PAGES_GUARD ? PAGE_GUARD : 0);
	struct scan s = {
		.size = sizeof(s),
		.start = from,
		.end = end,
		.vec = (uintptr_t)found,
		.vec_len = max < RANGES ? max : RANGES,
		.category_inverted = absent,
		.category_mask = absent,
		.category_anyof_mask = PAGE_PRESENT | PAGE_SWAPPED,
		.return_mask = PAGE_PRESENT | PAGE_SWAPPED,
	};
	long n = ioctl(p->fd, SCAN, &s);

	if (n < 0)
		return -1;
	for (long i = 0; i < n; i++)
		v[i] = (struct memory_range){found[i].start, found[i].end};
	/* Where it has stopped is not always told when all was seen. */
	*at = s.walk_end > *at && s.walk_end < end ? s.walk_end : end;
	return n;
}

static bool has_content(uint64_t word)
{
	return (word & (WORD_PRESENT | WORD_SWAPPED)) && !(word & WORD_GUARD);
}

/* A word for each page; -1 when they cannot be read. */
static long read_words(struct memory_pages *p, uint64_t *at, uint64_t end,
		       struct memory_range *v, size_t max)
{
	uint64_t words[WORDS], start = *at & ~(uint64_t)(MEMORY_PAGE - 1);
	uint64_t left = (end - start + MEMORY_PAGE - 1) / MEMORY_PAGE;
	size_t want = left < WORDS ? (size_t)left : WORDS, n = 0;
	ssize_t got = pread(p->fd, words, want * sizeof(words[0]),
			    (off_t)(start / MEMORY_PAGE * sizeof(words[0])));

	if (got < (ssize_t)sizeof(words[0]))
		return -1;
	want = (size_t)got / sizeof(words[0]);
	for (size_t i = 0; i < want; i++, start += MEMORY_PAGE) {
		if (!has_content(words[i]))
			continue;
		if (n > 0 && v[n - 1].end == start) {
			v[n - 1].end += MEMORY_PAGE;
			continue;
		}
		if (n == max)
			break;
		v[n++] = (struct memory_range){start, start + MEMORY_PAGE};
	}
	*at = start < end ? start : end;
	return (long)n;
}

static void trim(struct memory_range *v, size_t n, uint64_t start, uint64_t end)
{
	for (size_t i = 0; i < n; i++) {
		if (v[i].start < start)
			v[i].start = start;
		if (v[i].end > end)
			v[i].end = end;
	}
}

size_t memory_pages_present(struct memory_pages *p, uint64_t *at, uint64_t end,
			    struct memory_range *v, size_t max)
{
	uint64_t start = *at;
	long n = -1;

	if (start >= end || max == 0)
		return 0;
	while (n < 0 && p->way < PAGES_ALL) {
		n = p->way == PAGES_MAP ? read_words(p, at, end, v, max)
					: scan(p, at, end, v, max);
		if (n < 0)
			p->way++;
	}
	if (n >= 0) {
		trim(v, (size_t)n, start, end);
		return (size_t)n;
	}
	v[0] = (struct memory_range){start, end};
	*at = end;
	return 1;
}
