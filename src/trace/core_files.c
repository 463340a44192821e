/* SPDX-License-Identifier: MIT */
/*
 * A core lacks what is in files: code, constants, debug information.  Its
 * list of files has paths alone, and files change.  But it does have the
 * first page of each object, for this purpose: in it are the sizes of all
 * parts, and the build-id.  A file whose first page is another one is
 * another file.  What is no object (a font, a table of characters) was
 * mapped to be read, and holds no pointers: it is not looked for.
 *
 * gdb's gcore does not even say that there was code, when nobody has written
 * to it.  So what the file has to be loaded and the core knows nothing of is
 * put in its place.
 */
#include "trace/core_elf.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"

enum { LOADS = 64 }; /* parts of one file */

/* The list may be forged: what is no plain file is not even opened. */
static int open_plain(const char *path)
{
	struct stat st;
	int fd;

	if (path[0] != '/' || stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return -1;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static bool same_page(const struct core *c, const struct core_file *f, int fd)
{
	uint8_t ours[MEMORY_PAGE], theirs[MEMORY_PAGE];
	size_t n = core_dumped(c, f->head, theirs, sizeof(theirs));

	return n >= sizeof(Elf64_Ehdr) &&
	       memcmp(theirs, ELFMAG, SELFMAG) == 0 &&
	       pread(fd, ours, n, 0) == (ssize_t)n &&
	       memcmp(ours, theirs, n) == 0;
}

void core_open_files(struct core *c)
{
	size_t tries = 0;

	for (size_t i = 0; i < c->nfiles && tries < CORE_OPEN; i++) {
		struct core_file *f = &c->files[i];
		int fd;

		if (!f->has_head)
			continue;
		tries++;
		fd = open_plain(f->path);
		if (fd >= 0 && same_page(c, f, fd))
			f->fd = fd;
		else if (fd >= 0)
			close(fd);
	}
}

static bool is_free(const struct core *c, uint64_t start, uint64_t end)
{
	size_t lo = 0, hi = c->nsegments;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (c->segments[mid].end <= start)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo == c->nsegments || c->segments[lo].start >= end;
}

static void add_part(struct memory *m, const struct core *c,
		     struct core_file *f, const Elf64_Phdr *ph, uint64_t bias,
		     struct core_segments *ret)
{
	const uint64_t in_page = MEMORY_PAGE - 1;
	uint64_t at = ph->p_vaddr & in_page, size = at + ph->p_filesz;
	struct core_mapping *map;

	if (ph->p_filesz == 0 || size < ph->p_filesz ||
	    size > UINT64_MAX - in_page || ph->p_offset < at)
		return;
	size = (size + in_page) & ~in_page;
	map = ARENA_NEW(m->whole, struct core_mapping);
	map->start = bias + ph->p_vaddr - at;
	map->end = map->start + size;
	map->offset = ph->p_offset - at;
	map->file = f;
	if (map->end < map->start || !is_free(c, map->start, map->end))
		return;
	vec_push_in(m->whole, ret,
		    (struct core_segment){.start = map->start,
					  .end = map->end,
					  .perms = core_perms(ph->p_flags),
					  .mapping = map});
}

/* The parts of one file; those that are written to are in any core. */
static void add_parts(struct memory *m, const struct core *c,
		      struct core_file *f, struct core_segments *ret)
{
	Elf64_Phdr ph[LOADS];
	Elf64_Ehdr eh;
	uint64_t bias = 0;
	bool known = false;
	ssize_t n;

	if (pread(f->fd, &eh, sizeof(eh), 0) != sizeof(eh) ||
	    eh.e_ident[EI_CLASS] != ELFCLASS64 ||
	    eh.e_phentsize != sizeof(ph[0]))
		return;
	n = pread(f->fd, ph, sizeof(ph), (off_t)eh.e_phoff);
	n = n > 0 ? n / (ssize_t)sizeof(ph[0]) : 0;
	for (ssize_t i = 0; i < n && i < eh.e_phnum; i++) {
		if (ph[i].p_type != PT_LOAD)
			continue;
		if (!known)
			bias = f->head - (ph[i].p_vaddr - ph[i].p_offset);
		known = true;
		if (!(ph[i].p_flags & PF_W))
			add_part(m, c, f, &ph[i], bias, ret);
	}
}

void core_add_parts(struct memory *m, const struct core *c,
		    struct core_segments *ret)
{
	for (size_t i = 0; i < c->nfiles; i++) {
		if (c->files[i].fd >= 0)
			add_parts(m, c, &c->files[i], ret);
	}
}
