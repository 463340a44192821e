/* SPDX-License-Identifier: MIT */
/*
 * An ELF core: PT_LOAD says what was mapped and where its bytes are in the
 * file, if they are; PT_NOTE has the threads and the names of mapped files.
 * (System V ABI, "Program Loading"; fs/binfmt_elf.c of Linux, which leaves
 * out what can be read from files, but for the first page of each object.)
 *
 * The file is read and never mapped: it may be cut while we look at it, and
 * its holes cost nothing that way.  Every number is taken for what it is, a
 * claim of somebody: sizes are cut to the file, and counts have ceilings.
 */
#include "trace/core_elf.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/compare.h"
#include "trace/memory.h"

#if defined(__aarch64__)
enum { MACHINE = EM_AARCH64 };
#else
enum { MACHINE = EM_X86_64 };
#endif

/* ---- bytes */

bool core_bytes(const struct core *c, uint64_t off, void *to, size_t n)
{
	size_t done = 0;

	if (off > c->size || n > c->size - off)
		return false;
	while (done < n) {
		ssize_t got = pread(c->fd, (uint8_t *)to + done, n - done,
				    (off_t)(off + done));

		if (got <= 0)
			return false;
		done += (size_t)got;
	}
	return true;
}

static struct core_segment *segment_at(const struct core *c, uint64_t addr)
{
	size_t lo = 0, hi = c->nsegments;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (c->segments[mid].end <= addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < c->nsegments && c->segments[lo].start <= addr
		       ? &c->segments[lo]
		       : NULL;
}

static size_t read_part(int fd, uint64_t off, void *to, size_t n, uint64_t has)
{
	ssize_t got = pread(fd, to, n < has ? n : (size_t)has, (off_t)off);

	return got > 0 ? (size_t)got : 0;
}

size_t core_dumped(const struct core *c, uint64_t addr, void *to, size_t n)
{
	size_t done = 0, got;

	do {
		const struct core_segment *s = segment_at(c, addr + done);
		uint64_t at = s ? addr + done - s->start : 0;

		got = 0;
		if (s && at < s->filesz)
			got = read_part(c->fd, s->off + at,
					(uint8_t *)to + done, n - done,
					s->filesz - at);
		done += got;
	} while (got > 0 && done < n);
	return done;
}

/* What the core has left out, from the file that was mapped there. */
static size_t from_file(const struct core *c, uint64_t addr, void *to, size_t n)
{
	const struct core_segment *s = segment_at(c, addr);
	const struct core_mapping *map = s ? s->mapping : NULL;

	if (!map || map->file->fd < 0 || addr < map->start || addr >= map->end)
		return 0;
	return read_part(map->file->fd, map->offset + (addr - map->start), to,
			 n, (map->end < s->end ? map->end : s->end) - addr);
}

static size_t read_core(struct memory *m, uint64_t addr, void *to, size_t n)
{
	const struct core *c = m->own;
	size_t done = 0, got = 1;

	while (got > 0 && done < n) {
		uint8_t *at = (uint8_t *)to + done;

		got = core_dumped(c, addr + done, at, n - done);
		if (got == 0)
			got = from_file(c, addr + done, at, n - done);
		done += got;
	}
	return done;
}

/* What the core has none of was never written, or is a file's. */
static size_t present(struct memory *m, uint64_t *at, uint64_t end,
		      struct memory_range *v, size_t max)
{
	const struct core *c = m->own;
	const struct core_segment *s = segment_at(c, *at);
	uint64_t has = s ? s->start + s->filesz : 0;
	size_t n = 0;

	if (has > end)
		has = end;
	while (s && n < max && *at < has) {
		off_t from = (off_t)(s->off + (*at - s->start)), to;

		to = lseek(c->fd, from, SEEK_DATA);
		if (to < 0)
			break;
		*at += (uint64_t)(to - from);
		if (*at >= has)
			break;
		from = to;
		to = lseek(c->fd, from, SEEK_HOLE);
		v[n].start = *at;
		v[n].end = to > from && (uint64_t)(to - from) < has - *at
				   ? *at + (uint64_t)(to - from)
				   : has;
		*at = v[n++].end;
	}
	if (n < max)
		*at = end;
	return n;
}

static bool is_gone(const struct memory *m)
{
	(void)m;
	return false;
}

static void close_core(struct memory *m)
{
	const struct core *c = m->own;

	for (size_t i = 0; i < c->nfiles; i++) {
		if (c->files[i].fd >= 0)
			close(c->files[i].fd);
	}
	if (c->fd >= 0)
		close(c->fd);
}

static const struct memory_source source = {
	.read = read_core,
	.bulk = read_core,
	.present = present,
	.gone = is_gone,
	.close = close_core,
};

/* ---- headers */

static int by_start(const void *pa, const void *pb)
{
	const struct core_segment *a = pa, *b = pb;
	int c = compare_number(a->start, b->start);

	if (c == 0)
		c = compare_number(a->off, b->off);
	return c ? c : compare_number(a->end, b->end);
}

/* Cuts what is there twice off the later one. */
static void sort_segments(struct core *c)
{
	uint64_t end = 0;
	size_t out = 0;

	if (c->nsegments > 0)
		qsort(c->segments, c->nsegments, sizeof(*c->segments),
		      by_start);
	for (size_t i = 0; i < c->nsegments; i++) {
		struct core_segment s = c->segments[i];

		if (s.start < end) {
			uint64_t less = end - s.start;

			s.start = end;
			s.off += less < s.filesz ? less : s.filesz;
			s.filesz -= less < s.filesz ? less : s.filesz;
		}
		if (s.start >= s.end)
			continue;
		end = s.end;
		c->segments[out++] = s;
	}
	c->nsegments = out;
}

uint8_t core_perms(uint32_t flags)
{
	return (uint8_t)((flags & PF_R ? MEMORY_READ : 0) |
			 (flags & PF_W ? MEMORY_WRITE : 0) |
			 (flags & PF_X ? MEMORY_EXEC : 0));
}

static void add_segment(struct memory *m, struct core *c, const Elf64_Phdr *ph)
{
	struct core_segment *s = &c->segments[c->nsegments];
	uint64_t has = ph->p_filesz < ph->p_memsz ? ph->p_filesz : ph->p_memsz;
	uint64_t left = ph->p_offset < c->size ? c->size - ph->p_offset : 0;

	if (ph->p_memsz == 0 || ph->p_vaddr + ph->p_memsz < ph->p_vaddr)
		return;
	if (has > left) {
		c->missing += has - left;
		has = left;
	}
	*s = (struct core_segment){
		.start = ph->p_vaddr,
		.end = ph->p_vaddr + ph->p_memsz,
		.off = ph->p_offset,
		.filesz = has,
		.perms = core_perms(ph->p_flags),
	};
	m->odd |= s->start % MEMORY_PAGE != 0;
	c->nsegments++;
}

/* How many program headers; more than fit in 16 bits are told elsewhere. */
static uint64_t count_headers(const struct core *c, const Elf64_Ehdr *eh)
{
	Elf64_Shdr sh;
	uint64_t n = eh->e_phnum;

	if (n == PN_XNUM && core_bytes(c, eh->e_shoff, &sh, sizeof(sh)))
		n = sh.sh_info;
	if (eh->e_phoff >= c->size)
		return 0;
	if (n > (c->size - eh->e_phoff) / sizeof(Elf64_Phdr))
		n = (c->size - eh->e_phoff) / sizeof(Elf64_Phdr);
	return n < CORE_SEGMENTS ? n : CORE_SEGMENTS;
}

static void read_headers(struct memory *m, struct core *c, const Elf64_Ehdr *eh)
{
	uint64_t n = count_headers(c, eh);
	Elf64_Phdr *ph = ARENA_ARRAY(m->arena, n + 1, Elf64_Phdr);

	if (!core_bytes(c, eh->e_phoff, ph, n * sizeof(*ph)))
		return;
	c->segments = ARENA_ARRAY(m->whole, n + 1, struct core_segment);
	for (uint64_t i = 0; i < n; i++) {
		if (ph[i].p_type == PT_LOAD)
			add_segment(m, c, &ph[i]);
	}
	sort_segments(c);
	for (uint64_t i = 0; i < n; i++) {
		if (ph[i].p_type == PT_NOTE)
			core_read_notes(m, c, ph[i].p_offset, ph[i].p_filesz);
	}
	arena_reset(m->arena);
}

static void add_parts(struct memory *m, struct core *c)
{
	struct core_segments parts = {0};
	struct core_segment *all;

	core_add_parts(m, c, &parts);
	all = ARENA_ARRAY(m->whole, c->nsegments + parts.len + 1,
			  struct core_segment);
	memcpy(all, c->segments, c->nsegments * sizeof(*all));
	if (parts.len > 0)
		memcpy(all + c->nsegments, parts.at, parts.len * sizeof(*all));
	c->segments = all;
	c->nsegments += parts.len;
	sort_segments(c);
}

/* ---- regions */

/* Both are sorted: one walk for all. */
static void name_segments(struct core *c)
{
	size_t at = 0;

	for (size_t i = 0; i < c->nsegments; i++) {
		struct core_segment *s = &c->segments[i];

		while (at < c->nmappings && c->mappings[at].end <= s->start)
			at++;
		if (at < c->nmappings && c->mappings[at].start <= s->start)
			s->mapping = &c->mappings[at];
	}
}

static void name_by_auxv(struct memory *m, uint64_t type, const char *name)
{
	const struct memory_region *r = NULL;
	uint64_t addr;

	if (memory_auxv(m, type, &addr))
		r = memory_region_at(m, addr);
	if (r && r->path[0] == '\0')
		m->regions[r - m->regions].path = name;
}

static void make_regions(struct memory *m, const struct core *c)
{
	const struct memory_region *r = NULL;
	uint64_t entry;

	m->regions =
		ARENA_ARRAY(m->whole, c->nsegments + 1, struct memory_region);
	m->nregions = c->nsegments;
	for (size_t i = 0; i < c->nsegments; i++) {
		const struct core_segment *s = &c->segments[i];
		const struct core_mapping *map = s->mapping;

		m->regions[i] = (struct memory_region){
			.start = s->start,
			.end = s->end,
			.perms = s->perms,
			.path = "",
		};
		if (!map)
			continue;
		m->regions[i].path = map->file->path;
		m->regions[i].offset = map->offset + (s->start - map->start);
		if (map->file->fd >= 0)
			m->regions[i].open_path = map->file->path;
	}
	name_by_auxv(m, AT_RANDOM, "[stack]");
	name_by_auxv(m, AT_SYSINFO_EHDR, "[vdso]");
	if (memory_auxv(m, AT_ENTRY, &entry))
		r = memory_region_at(m, entry);
	m->program = r && r->path[0] ? r->path : c->name;
}

/* ---- opening */

static const struct {
	unsigned char magic[4];
	const char *tool;
} packers[] = {
	{{0x28, 0xb5, 0x2f, 0xfd}, "zstd"},
	{{0x04, 0x22, 0x4d, 0x18}, "lz4"},
	{{0xfd, '7', 'z', 'X'}, "xz"},
	{{0x1f, 0x8b, 0x08, 0x00}, "gzip"},
};

static const char *why_no_elf(const char *path, const Elf64_Ehdr *eh)
{
	for (size_t i = 0; i < sizeof(packers) / sizeof(packers[0]); i++) {
		if (memcmp(eh, packers[i].magic, 3) == 0)
			return memory_why("%s: is compressed (unpack it with "
					  "%s -d)",
					  path, packers[i].tool);
	}
	return memory_why("%s: is no core file", path);
}

static const char *check_header(const struct core *c, const char *path,
				Elf64_Ehdr *eh)
{
	size_t n = c->size < sizeof(*eh) ? (size_t)c->size : sizeof(*eh);

	memset(eh, 0, sizeof(*eh));
	if (n == 0)
		return memory_why("%s: is empty", path);
	if (!core_bytes(c, 0, eh, n))
		return memory_why("%s: cannot be read", path);
	if (memcmp(eh->e_ident, ELFMAG, SELFMAG) != 0)
		return why_no_elf(path, eh);
	if (n < sizeof(*eh))
		return memory_why("%s: is cut short: it has no header", path);
	if (eh->e_ident[EI_CLASS] != ELFCLASS64 ||
	    eh->e_ident[EI_DATA] != ELFDATA2LSB || eh->e_machine != MACHINE)
		return memory_why("%s: is of a program for another machine "
				  "than this belay",
				  path);
	if (eh->e_type != ET_CORE)
		return memory_why("%s: is a program, and no core of one", path);
	if (eh->e_phentsize != sizeof(Elf64_Phdr))
		return memory_why("%s: the ELF file is broken", path);
	return NULL;
}

static const char *open_core(struct core *c, const char *path)
{
	struct stat st;

	/* A device in the way must not be opened, nor a pipe waited for. */
	if (stat(path, &st) != 0)
		return memory_why("%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return memory_why("%s: is not a file", path);
	c->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (c->fd < 0 || fstat(c->fd, &st) != 0)
		return memory_why("%s: %s", path, strerror(errno));
	c->size = (uint64_t)st.st_size;
	return NULL;
}

struct memory *memory_of_core(const char *path, const char **ret_why)
{
	struct memory *m = memory_create(&source);
	struct core *c = ARENA_NEW(m->whole, struct core);
	const char *why;
	Elf64_Ehdr eh;

	m->own = c;
	c->fd = -1;
	why = open_core(c, path);
	if (!why)
		why = check_header(c, path, &eh);
	if (!why) {
		read_headers(m, c, &eh);
		if (c->nsegments == 0)
			why = memory_why("%s: has no memory in it; it may be "
					 "cut short",
					 path);
	}
	if (why) {
		*ret_why = why;
		memory_close(m);
		return NULL;
	}
	core_open_files(c);
	add_parts(m, c);
	name_segments(c);
	make_regions(m, c);
	if (c->missing > 0)
		m->note = arena_printf(m->whole,
				       "the core is cut short: %" PRIu64
				       " bytes of memory are missing",
				       c->missing);
	return m;
}
