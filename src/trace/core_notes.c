/* SPDX-License-Identifier: MIT */
/*
 * The notes of a core, each
 *
 *	namesz descsz type, 4 bytes each; name; desc; both padded to 4
 *
 * Those of a thread start with its NT_PRSTATUS; the thread that crashed is
 * the first.  NT_FILE is, in words of eight bytes,
 *
 *	count page-size { start end offset-in-pages } * count names...
 */
#include "trace/core_elf.h"

#include <stdlib.h>
#include <string.h>
#include <sys/procfs.h>

#include "base/arena.h"
#include "base/compare.h"
#include "base/vec.h"

static uint64_t word_at(const uint8_t *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof(w));
	return w;
}

#if defined(__x86_64__)

/* r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs
 * eflags rsp ss fs_base ...: struct user_regs_struct. */
enum { FS_BASE = 21 };
static const uint8_t places[RECORD_REGS] = {10, 5, 11, 12, 13, 14, 4, 19, 9,
					    8,	7, 6,  3,  2,  1,  0, 16};

#else

/* x0 ... x30 sp pc; rbp, rsp and rip are x29, sp and pc. */
enum { FS_BASE = 0 };
static const uint8_t places[RECORD_REGS] = {0, 1,  2,  3,  4,  5,  29, 31, 8,
					    9, 10, 11, 12, 13, 14, 15, 32};

#endif

static void take_thread(struct memory *m, struct core *c, const uint8_t *desc,
			size_t n)
{
	struct memory_thread t = {.state = MEMORY_THREAD_STOPPED};
	struct elf_prstatus status;
	const uint8_t *regs = (const uint8_t *)&status.pr_reg;

	(void)n;
	memcpy(&status, desc, sizeof(status));
	t.tid = status.pr_pid;
	for (size_t i = 0; i < RECORD_REGS; i++)
		t.regs[i] = word_at(regs + (size_t)places[i] * 8);
	if (FS_BASE)
		t.fs_base = word_at(regs + (size_t)FS_BASE * 8);
	if (c->threads.len < CORE_THREADS)
		vec_push_in(m->whole, &c->threads, t);
}

static void take_name(struct memory *m, struct core *c, const uint8_t *desc,
		      size_t n)
{
	struct elf_prpsinfo info;

	(void)m;
	(void)n;
	memcpy(&info, desc, sizeof(info));
	memcpy(c->name, info.pr_fname, sizeof(c->name) - 1);
}

static void take_auxv(struct memory *m, struct core *c, const uint8_t *desc,
		      size_t n)
{
	(void)c;
	m->nauxv = n / sizeof(m->auxv[0]);
	if (m->nauxv > MEMORY_AUXV)
		m->nauxv = MEMORY_AUXV;
	memcpy(m->auxv, desc, m->nauxv * sizeof(m->auxv[0]));
}

/* ---- mapped files */

static int by_start(const void *pa, const void *pb)
{
	const struct core_mapping *a = pa, *b = pb;
	int c = compare_number(a->start, b->start);

	return c ? c : compare_number(a->end, b->end);
}

/* Of two that overlap, the second is a lie or the first is. */
static void sort_mappings(struct core *c)
{
	uint64_t end = 0;
	size_t out = 0;

	qsort(c->mappings, c->nmappings, sizeof(*c->mappings), by_start);
	for (size_t i = 0; i < c->nmappings; i++) {
		if (c->mappings[i].start < end ||
		    c->mappings[i].end <= c->mappings[i].start)
			continue;
		end = c->mappings[i].end;
		c->mappings[out++] = c->mappings[i];
	}
	c->nmappings = out;
}

/* The parts of a file mostly follow one another, and share an entry. */
static struct core_file *file_named(struct memory *m, struct core *c,
				    const char *name, size_t len)
{
	struct core_file *f = c->nfiles > 0 ? &c->files[c->nfiles - 1] : NULL;

	if (f && strcmp(f->path, name) == 0)
		return f;
	f = &c->files[c->nfiles++];
	f->path = arena_strndup(m->whole, name, len);
	f->fd = -1;
	return f;
}

static void take_files(struct memory *m, struct core *c, const uint8_t *desc,
		       size_t n)
{
	uint64_t count = word_at(desc), page = word_at(desc + 8);
	const char *name, *end = (const char *)desc + n;

	if (c->files || count == 0 || count > (n - 16) / 24)
		return;
	name = (const char *)desc + 16 + count * 24;
	c->files = ARENA_ARRAY(m->whole, count, struct core_file);
	c->mappings = ARENA_ARRAY(m->whole, count, struct core_mapping);
	for (uint64_t i = 0; i < count && name < end; i++) {
		const uint8_t *at = desc + 16 + i * 24;
		struct core_mapping *map = &c->mappings[c->nmappings];
		const char *nul = memchr(name, '\0', (size_t)(end - name));

		if (!nul)
			break;
		map->start = word_at(at);
		map->end = word_at(at + 8);
		map->offset = word_at(at + 16) * page;
		map->file = file_named(m, c, name, (size_t)(nul - name));
		if (map->offset == 0 && !map->file->has_head) {
			map->file->has_head = true;
			map->file->head = map->start;
		}
		c->nmappings++;
		name = nul + 1;
	}
	sort_mappings(c);
}

/* ---- all of them */

static const struct wanted {
	uint32_t type;
	size_t min, max; /* bytes; others of this type are not read */
	void (*take)(struct memory *m, struct core *c, const uint8_t *desc,
		     size_t n);
} wanted[] = {
	{NT_PRSTATUS, sizeof(struct elf_prstatus), sizeof(struct elf_prstatus),
	 take_thread},
	{NT_PRPSINFO, sizeof(struct elf_prpsinfo), sizeof(struct elf_prpsinfo),
	 take_name},
	{NT_AUXV, sizeof(Elf64_auxv_t), 1 << 16, take_auxv},
	{NT_FILE, 16, CORE_LIST, take_files},
};

static void take_note(struct memory *m, struct core *c, const Elf64_Nhdr *h,
		      uint64_t off)
{
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		const struct wanted *w = &wanted[i];
		uint8_t *desc;

		if (w->type != h->n_type || h->n_descsz < w->min ||
		    h->n_descsz > w->max)
			continue;
		desc = ARENA_ARRAY(m->thread_arena, h->n_descsz, uint8_t);
		if (core_bytes(c, off, desc, h->n_descsz))
			w->take(m, c, desc, h->n_descsz);
		arena_reset(m->thread_arena);
	}
}

static uint64_t padded(uint32_t n)
{
	return ((uint64_t)n + 3) & ~UINT64_C(3);
}

void core_read_notes(struct memory *m, struct core *c, uint64_t off,
		     uint64_t size)
{
	uint64_t left = off < c->size ? c->size - off : 0, next;
	Elf64_Nhdr h;
	char name[8];

	if (left > size)
		left = size;
	for (size_t i = 0; i < CORE_NOTES && left >= sizeof(h); i++) {
		if (!core_bytes(c, off, &h, sizeof(h)))
			break;
		next = sizeof(h) + padded(h.n_namesz) + padded(h.n_descsz);
		/* The last one may lack its padding. */
		if (sizeof(h) + padded(h.n_namesz) + h.n_descsz > left)
			break;
		if (h.n_namesz == 5 &&
		    core_bytes(c, off + sizeof(h), name, 5) &&
		    memcmp(name, "CORE", 5) == 0)
			take_note(m, c, &h,
				  off + sizeof(h) + padded(h.n_namesz));
		if (next >= left)
			break;
		off += next;
		left -= next;
	}
	m->threads = c->threads.at;
	m->nthreads = c->threads.len;
}
