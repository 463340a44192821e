/* SPDX-License-Identifier: MIT */
/*
 * A walk over somebody's objects asks for millions of words here and there,
 * and a system call each would be all of its time.  So what is read is kept:
 * lines of four pages, each at the one place that its address hashes to.
 * Most objects are near others, so a line pays for itself when two of its
 * words are asked for.  Pages of a line that could not be read with it are
 * asked for when they are wanted, and what is not there is remembered too.
 */
#include "trace/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/arena.h"
#include "base/compare.h"
#include "base/diag.h"
#include "trace/memory_source.h"

enum {
	LINE_PAGES = 4,
	LINE_SIZE = LINE_PAGES * MEMORY_PAGE,
	LINE_BITS = 14, /* of the number of lines: 256 MiB, if touched */
	LINES = 1 << LINE_BITS,
	NOT_READ = 0xffff,
};

struct memory_line {
	uint64_t tag;		  /* address of the line + 1; 0: empty */
	uint16_t len[LINE_PAGES]; /* bytes from the page's start, NOT_READ */
};

const char *memory_why(const char *fmt, ...)
{
	static _Thread_local char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return text;
}

struct memory *memory_create(const struct memory_source *source)
{
	struct arena *whole = arena_create(0);
	struct memory *m = ARENA_NEW(whole, struct memory);

	m->source = source;
	m->whole = whole;
	m->arena = arena_create(0);
	m->thread_arena = arena_create(0);
	m->program = "";
	return m;
}

void memory_close(struct memory *m)
{
	if (!m)
		return;
	m->source->close(m);
	if (m->pages)
		munmap(m->pages, (size_t)LINES * LINE_SIZE);
	arena_destroy(m->thread_arena);
	arena_destroy(m->arena);
	arena_destroy(m->whole);
}

pid_t memory_pid(const struct memory *m)
{
	return m->pid;
}

const char *memory_program(const struct memory *m)
{
	return m->program;
}

const char *memory_note(const struct memory *m)
{
	return m->note;
}

bool memory_gone(const struct memory *m)
{
	return m->source->gone(m);
}

bool memory_refresh(struct memory *m)
{
	struct arena *before = m->arena;

	if (!m->source->refresh)
		return true;
	m->arena = arena_create(0);
	if (!m->source->refresh(m)) {
		arena_destroy(m->arena);
		m->arena = before;
		return false;
	}
	arena_destroy(before);
	if (m->lines)
		memset(m->lines, 0, LINES * sizeof(*m->lines));
	return true;
}

/* ---- pages that were read */

/* Pages of the mapping come when they are written. */
static void make_lines(struct memory *m)
{
	void *p = mmap(NULL, (size_t)LINES * LINE_SIZE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED) {
		diag("out of memory: %d bytes to keep pages in",
		     LINES * LINE_SIZE);
		exit(DIAG_EXIT_BROKEN);
	}
	m->pages = p;
	m->lines = ARENA_ARRAY(m->whole, LINES, struct memory_line);
}

static size_t slot_of(uint64_t line)
{
	return line / LINE_SIZE * UINT64_C(0x9e3779b97f4a7c15) >>
	       (64 - LINE_BITS);
}

/* Reads page i of a line, and those behind it if nothing is known of them. */
static void fill(struct memory *m, struct memory_line *l, uint64_t line,
		 size_t i)
{
	uint8_t *to = m->pages + (size_t)(l - m->lines) * LINE_SIZE;
	size_t pages = 1, got;

	if (l->tag != line + 1) {
		l->tag = line + 1;
		for (size_t j = 0; j < LINE_PAGES; j++)
			l->len[j] = NOT_READ;
		pages = LINE_PAGES - i;
	}
	got = m->source->read(m, line + i * MEMORY_PAGE, to + i * MEMORY_PAGE,
			      pages * MEMORY_PAGE);
	l->len[i] = got < MEMORY_PAGE ? (uint16_t)got : MEMORY_PAGE;
	for (size_t j = 1; j < pages && got >= (j + 1) * MEMORY_PAGE; j++)
		l->len[i + j] = MEMORY_PAGE;
}

/* What is kept of the page of addr, from addr on; *ret_n may be 0. */
static const uint8_t *kept(struct memory *m, uint64_t addr, size_t *ret_n)
{
	uint64_t line = addr & ~(uint64_t)(LINE_SIZE - 1);
	size_t i = (addr - line) / MEMORY_PAGE, at = addr % MEMORY_PAGE;
	struct memory_line *l;

	*ret_n = 0;
	if (!m->lines)
		make_lines(m);
	l = &m->lines[slot_of(line)];
	if (l->tag != line + 1 || l->len[i] == NOT_READ)
		fill(m, l, line, i);
	if (l->len[i] > at)
		*ret_n = l->len[i] - at;
	return m->pages + (size_t)(l - m->lines) * LINE_SIZE + (addr - line);
}

bool memory_word(struct memory *m, uint64_t addr, uint64_t *ret)
{
	const uint8_t *p;
	uint64_t word;
	size_t n;

	p = kept(m, addr, &n);
	if (n >= sizeof(word))
		memcpy(&word, p, sizeof(word));
	else if ((n == 0 && !m->odd) ||
		 memory_read(m, addr, &word, sizeof(word)) != sizeof(word))
		return false;
	*ret = word;
	return true;
}

/* No memory is at the ends of the address space, so that addr + n holds. */
static size_t cut(uint64_t addr, size_t n)
{
	return n < UINT64_MAX - addr ? n : (size_t)(UINT64_MAX - addr);
}

size_t memory_read(struct memory *m, uint64_t addr, void *to, size_t n)
{
	size_t done = 0;

	n = cut(addr, n);
	if (n >= LINE_SIZE)
		return m->source->read(m, addr, to, n);
	while (done < n) {
		size_t part;
		const uint8_t *p = kept(m, addr + done, &part);

		if (part == 0)
			break;
		if (part > n - done)
			part = n - done;
		memcpy((uint8_t *)to + done, p, part);
		done += part;
	}
	if (done < n && m->odd)
		done += m->source->read(m, addr + done, (uint8_t *)to + done,
					n - done);
	return done;
}

bool memory_text(struct memory *m, uint64_t addr, char *to, size_t size)
{
	size_t done = 0;

	size = cut(addr, size);
	while (done < size) {
		size_t part = MEMORY_PAGE - (addr + done) % MEMORY_PAGE;
		const char *nul;

		if (part > size - done)
			part = size - done;
		part = memory_read(m, addr + done, to + done, part);
		if (part == 0)
			break;
		nul = memchr(to + done, '\0', part);
		if (nul)
			return true;
		done += part;
	}
	if (size > 0)
		to[done < size ? done : size - 1] = '\0';
	return false;
}

/* ---- what is mapped, and who runs */

const struct memory_region *memory_regions(const struct memory *m,
					   size_t *ret_n)
{
	*ret_n = m->nregions;
	return m->regions;
}

const struct memory_region *memory_region_at(const struct memory *m,
					     uint64_t addr)
{
	size_t lo = 0, hi = m->nregions;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (m->regions[mid].end <= addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < m->nregions && m->regions[lo].start <= addr
		       ? &m->regions[lo]
		       : NULL;
}

static int by_start(const void *pa, const void *pb)
{
	const struct memory_region *a = pa, *b = pb;
	int c = compare_number(a->start, b->start);

	return c ? c : compare_number(b->end, a->end);
}

size_t memory_sort_regions(struct memory_region *v, size_t n)
{
	uint64_t end = 0;
	size_t out = 0;

	if (n > 0)
		qsort(v, n, sizeof(*v), by_start);
	for (size_t i = 0; i < n; i++) {
		struct memory_region r = v[i];

		if (r.start < end) {
			r.offset += end - r.start;
			r.start = end;
		}
		if (r.start >= r.end)
			continue;
		end = r.end;
		v[out++] = r;
	}
	return out;
}

const struct memory_thread *memory_threads(const struct memory *m,
					   size_t *ret_n)
{
	*ret_n = m->nthreads;
	return m->threads;
}

void memory_set_threads(struct memory *m, const struct memory_thread *v,
			size_t n)
{
	struct memory_thread *copy;

	arena_reset(m->thread_arena);
	copy = ARENA_ARRAY(m->thread_arena, n ? n : 1, struct memory_thread);
	if (n > 0)
		memcpy(copy, v, n * sizeof(*v));
	m->threads = copy;
	m->nthreads = n;
}

bool memory_auxv(const struct memory *m, uint64_t type, uint64_t *ret)
{
	for (size_t i = 0; i < m->nauxv; i++) {
		if (m->auxv[i].a_type == type) {
			*ret = m->auxv[i].a_un.a_val;
			return true;
		}
	}
	return false;
}
