/* SPDX-License-Identifier: MIT */
/*
 * process_vm_readv() is the fast way into a process, and asks its mappings
 * for permission; /proc/PID/mem is slower, and reads what the process itself
 * may not.  The open file also stands for the address space and not for the
 * pid: it reads nothing once that is gone, be it by an end or by an exec.
 *
 * Where a mapped file is.  The names in /proc/PID/maps are those of the
 * process's own root, where that can be seen from ours; the file there may
 * be another one by now, or none.  These are tried:
 *
 *	/proc/PID/root/PATH		its own root
 *	PATH				the whole path, for a chroot
 *	/proc/PID/exe			the program itself, deleted or not
 *	/proc/PID/map_files/A-B		any mapping; needs privileges
 *
 * A file is the right one when device and inode are those of the mapping.
 * Overlays and btrfs have other devices in maps than in stat(): where no
 * candidate fits, the first that has at least the inode, or map_files, wins.
 */
#include "trace/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"
#include "trace/memory_pages.h"
#include "trace/memory_source.h"
#include "trace/stop.h"
#include "trace/stop_tracee.h"

enum {
	MAPS_MAX = 256 << 20, /* bytes of /proc/PID/maps */
	FILES = 1024,	      /* heads of lists of mapped files */
};

struct process {
	int mem;
	struct memory_pages pages;
};

/* A file that is mapped, often several times. */
struct mapped {
	struct mapped *next;
	const char *path, *open_path;
	dev_t dev;
	uint64_t inode;
	bool deleted, device;
};

struct maps {
	struct memory *m;
	struct VEC(struct memory_region) regions;
	struct mapped *files[FILES];
};

/* ---- bytes */

/* The region may be that of a device, whose registers change when read. */
static bool is_device(const struct memory *m, uint64_t addr)
{
	const struct memory_region *r = memory_region_at(m, addr);

	return r && r->device;
}

static size_t read_bulk(struct memory *m, uint64_t addr, void *to, size_t n)
{
	size_t done = 0;

	while (done < n) {
		struct iovec here = {(uint8_t *)to + done, n - done};
		struct iovec there = {(void *)(uintptr_t)(addr + done),
				      n - done};
		ssize_t got = process_vm_readv(m->pid, &here, 1, &there, 1, 0);

		if (got <= 0)
			break;
		done += (size_t)got;
	}
	return done;
}

static size_t read_any(struct memory *m, uint64_t addr, void *to, size_t n)
{
	const struct process *p = m->own;
	size_t done = read_bulk(m, addr, to, n);

	while (done < n && !is_device(m, addr + done)) {
		ssize_t got = pread(p->mem, (uint8_t *)to + done, n - done,
				    (off_t)(addr + done));

		if (got <= 0)
			break;
		done += (size_t)got;
	}
	return done;
}

/* From an address space that is no more, nothing is read without an error. */
static bool is_gone(const struct memory *m)
{
	const struct process *p = m->own;

	for (size_t i = 0; i < m->nregions; i++) {
		ssize_t got = 0;
		char c;

		if (m->regions[i].device)
			continue;
		got = pread(p->mem, &c, 1, (off_t)m->regions[i].start);
		if (got >= 0)
			return got == 0;
	}
	return false;
}

static size_t present(struct memory *m, uint64_t *at, uint64_t end,
		      struct memory_range *v, size_t max)
{
	struct process *p = m->own;

	return memory_pages_present(&p->pages, at, end, v, max);
}

static void close_process(struct memory *m)
{
	struct process *p = m->own;

	close(p->mem);
	memory_pages_close(&p->pages);
}

/* ---- files */

static const char deleted_mark[] = " (deleted)";

static bool starts_with(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

/* The newline is the one character that maps writes in another way. */
static char *unescape(struct arena *a, const char *s, size_t n)
{
	char *text = arena_strndup(a, s, n), *to = text;

	for (const char *at = text; *at;) {
		if (starts_with(at, "\\012")) {
			*to++ = '\n';
			at += 4;
		} else {
			*to++ = *at++;
		}
	}
	*to = '\0';
	return text;
}

/* 2: that very file, 1: its inode, 0: another, or none. */
static int fits(const char *path, const struct mapped *f)
{
	struct stat st;

	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) ||
	    st.st_ino != f->inode)
		return 0;
	return st.st_dev == f->dev ? 2 : 1;
}

static void find_file(struct memory *m, struct mapped *f,
		      const struct memory_region *r)
{
	struct arena *a = m->arena;
	const char *candidates[] = {
		arena_printf(a, "/proc/%d/root%s", (int)m->pid, f->path),
		f->path,
		arena_printf(a, "/proc/%d/exe", (int)m->pid),
	};
	const char *second = NULL, *map;

	for (size_t i = 0; i < 3; i++) {
		int fit = fits(candidates[i], f);

		if (fit == 2) {
			f->open_path = candidates[i];
			return;
		}
		if (fit == 1 && !second)
			second = candidates[i];
	}
	map = arena_printf(a, "/proc/%d/map_files/%" PRIx64 "-%" PRIx64,
			   (int)m->pid, r->start, r->end);
	f->open_path = access(map, R_OK) == 0 ? map : second;
}

static struct mapped *file_of(struct maps *maps, const struct memory_region *r,
			      const char *path, size_t len, dev_t dev)
{
	struct mapped **head = &maps->files[(r->inode ^ dev) % FILES];
	struct arena *a = maps->m->arena;
	size_t mark = strlen(deleted_mark);
	struct mapped *f;

	for (f = *head; f; f = f->next) {
		if (f->inode == r->inode && f->dev == dev)
			return f;
	}
	f = ARENA_NEW(a, struct mapped);
	f->inode = r->inode;
	f->dev = dev;
	f->path = unescape(a, path, len);
	len = strlen(f->path);
	if (len > mark && strcmp(f->path + len - mark, deleted_mark) == 0) {
		f->deleted = true;
		f->path = arena_strndup(a, f->path, len - mark);
	}
	f->device = starts_with(f->path, "/dev/") &&
		    !starts_with(f->path, "/dev/shm/") &&
		    !starts_with(f->path, "/dev/zero") &&
		    !starts_with(f->path, "/dev/hugepages/");
	if (f->path[0] == '/' && !f->device)
		find_file(maps->m, f, r);
	f->next = *head;
	*head = f;
	return f;
}

/* ---- /proc/PID/maps */

static uint8_t perms_of(const char *s)
{
	return (uint8_t)((s[0] == 'r' ? MEMORY_READ : 0) |
			 (s[1] == 'w' ? MEMORY_WRITE : 0) |
			 (s[2] == 'x' ? MEMORY_EXEC : 0));
}

/* "start-end rwxp offset major:minor inode   path": the kernel wrote it.
 * NOLINTBEGIN(cert-err34-c) */
static void add_line(struct maps *maps, const char *line, size_t len)
{
	struct memory_region r = {.path = ""};
	unsigned major, minor;
	struct mapped *f;
	char perms[5];
	int at = 0;

	if (sscanf(line,
		   "%" SCNx64 "-%" SCNx64 " %4s %" SCNx64 " %x:%x %" SCNu64
		   " %n",
		   &r.start, &r.end, perms, &r.offset, &major, &minor, &r.inode,
		   &at) < 7 ||
	    at == 0 || (size_t)at > len || strlen(perms) != 4)
		return;
	r.perms = perms_of(perms);
	r.shared = perms[3] == 's';
	len -= (size_t)at;
	if (r.inode != 0) {
		f = file_of(maps, &r, line + at, len, makedev(major, minor));
		r.path = f->path;
		r.open_path = f->open_path;
		r.deleted = f->deleted;
		r.device = f->device;
	} else if (len > 0) {
		r.path = arena_strndup(maps->m->arena, line + at, len);
		/* What the kernel shows of a clock, and the like. */
		r.device = starts_with(r.path, "[vvar");
	}
	vec_push(&maps->regions, r);
}
/* NOLINTEND(cert-err34-c) */

static void add_lines(struct maps *maps, const struct buf *text)
{
	const char *end = text->data + text->len;

	for (char *line = text->data; line < end;) {
		char *newline = memchr(line, '\n', (size_t)(end - line));

		if (!newline)
			break;
		*newline = '\0';
		add_line(maps, line, (size_t)(newline - line));
		line = newline + 1;
	}
}

/* 0, or a negative errno; -ESRCH for a process without memory. */
static int read_maps(struct memory *m)
{
	struct maps *maps = ARENA_NEW(m->arena, struct maps);
	struct buf text;
	char path[64];
	int err;

	snprintf(path, sizeof(path), "/proc/%d/maps", (int)m->pid);
	buf_init(&text, MAPS_MAX);
	err = buf_read_file(&text, path);
	maps->m = m;
	if (err == 0 && text.len > 0)
		add_lines(maps, &text);
	buf_finish(&text);
	if (err == 0 && maps->regions.len == 0)
		err = -ESRCH;
	if (err == 0) {
		m->regions = vec_keep(m->arena, &maps->regions, 0);
		m->nregions =
			memory_sort_regions(m->regions, maps->regions.len);
	}
	vec_finish(&maps->regions);
	return err;
}

static bool refresh(struct memory *m)
{
	return read_maps(m) == 0 && !is_gone(m);
}

static const struct memory_source source = {
	.read = read_any,
	.bulk = read_bulk,
	.present = present,
	.gone = is_gone,
	.refresh = refresh,
	.close = close_process,
};

/* ---- opening */

static void read_auxv(struct memory *m)
{
	char path[64];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/auxv", (int)m->pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	n = read(fd, m->auxv, sizeof(m->auxv));
	close(fd);
	m->nauxv = n > 0 ? (size_t)n / sizeof(m->auxv[0]) : 0;
}

static void read_program(struct memory *m)
{
	char path[64], name[PATH_MAX];
	size_t mark = strlen(deleted_mark);
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%d/exe", (int)m->pid);
	n = readlink(path, name, sizeof(name) - 1);
	if (n <= 0)
		return;
	name[n] = '\0';
	if ((size_t)n > mark && strcmp(name + n - mark, deleted_mark) == 0)
		name[(size_t)n - mark] = '\0';
	m->program = arena_strdup(m->whole, name);
}

/* A program with short pointers has no words that we understand. */
static bool is_64_bit(const struct memory *m)
{
	unsigned char ident[EI_NIDENT];
	bool good = true;
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/exe", (int)m->pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return true;
	if (pread(fd, ident, sizeof(ident), 0) == sizeof(ident))
		good = ident[EI_CLASS] == ELFCLASS64;
	close(fd);
	return good;
}

static struct memory *give_up(struct memory *m, int err, const char **ret_why)
{
	*ret_why = stop_why(m->pid, err);
	memory_close(m);
	return NULL;
}

struct memory *memory_of_process(pid_t pid, const char **ret_why)
{
	struct memory *m = memory_create(&source);
	struct process *p = ARENA_NEW(m->whole, struct process);
	char path[64], c;
	int err;

	m->own = p;
	m->pid = tracee_process(pid);
	memory_pages_open(&p->pages, m->pid);
	snprintf(path, sizeof(path), "/proc/%d/mem", (int)m->pid);
	p->mem = open(path, O_RDONLY | O_CLOEXEC);
	if (p->mem < 0)
		return give_up(m, errno, ret_why);
	err = read_maps(m);
	if (err != 0)
		return give_up(m, -err, ret_why);
	/* The kernel thread, and the process that has just ended. */
	if (read_any(m, m->regions[0].start, &c, 1) == 0 && is_gone(m))
		return give_up(m, ESRCH, ret_why);
	if (!is_64_bit(m)) {
		*ret_why = memory_why("process %d is a 32-bit program, and "
				      "those cannot be read",
				      (int)m->pid);
		memory_close(m);
		return NULL;
	}
	read_auxv(m);
	read_program(m);
	return m;
}
