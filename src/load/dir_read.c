/* SPDX-License-Identifier: MIT */
/*
 * Most Go files fit into the first block, and then opening, one read and
 * closing is all: a regular file gives less than was asked for only at its
 * end.  Of a file that is not wanted no second block is read.
 */
#include "load/dir_read.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/position.h"
#include "load/dir.h"

#define BLOCK ((size_t)16 << 10)
#define TEXT_MAX ((size_t)1 << 30)

/* Up to n bytes; how many, or a negative errno. */
static ssize_t read_some(int fd, char *buf, size_t n)
{
	size_t have = 0;

	while (have < n) {
		ssize_t got = read(fd, buf + have, n - have);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		have += (size_t)got;
		/* Only at the end is a regular file short. */
		if (got == 0 || have < n)
			break;
	}
	return (ssize_t)have;
}

int file_view_open(struct dir_reader *r, int dir, const char *name,
		   struct file_view *ret)
{
	/* A pipe by that name must not make us wait. */
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n;

	if (fd < 0)
		return -errno;
	if (!r->block)
		r->block = arena_alloc(r->arena, BLOCK);
	n = read_some(fd, r->block, BLOCK);
	if (n < 0) {
		close(fd);
		return (int)n;
	}
	r->files_read++;
	r->bytes_read += (size_t)n;
	*ret = (struct file_view){
		.text = r->block,
		.size = (size_t)n,
		.whole = (size_t)n < BLOCK,
		.fd = fd,
	};
	return 0;
}

int file_view_keep(struct dir_reader *r, struct file_view *v)
{
	struct stat st;
	size_t size = v->size;
	ssize_t more = 0;
	char *text;

	if (v->kept)
		return 0;
	if (!v->whole) {
		if (fstat(v->fd, &st) < 0)
			return -errno;
		if (st.st_size < 0 || (size_t)st.st_size > TEXT_MAX)
			return -EFBIG;
		if ((size_t)st.st_size > size)
			size = (size_t)st.st_size;
	}
	text = arena_alloc(r->arena, size + SOURCE_PADDING);
	memcpy(text, v->text, v->size);
	if (size > v->size) {
		more = read_some(v->fd, text + v->size, size - v->size);
		if (more < 0)
			return (int)more;
		r->bytes_read += (size_t)more;
	}
	v->text = text;
	v->size += (size_t)more;
	source_pad(text, v->size);
	v->whole = v->kept = true;
	return 0;
}

static void find_lines(struct arena *a, struct dir_file *f)
{
	const char *end = f->text + f->size, *p;
	uint32_t n = 1;

	for (p = f->text; (p = memchr(p, '\n', (size_t)(end - p))); p++)
		n++;
	f->lines = ARENA_ARRAY(a, n, uint32_t);
	f->nlines = 1;
	for (p = f->text; (p = memchr(p, '\n', (size_t)(end - p))); p++)
		f->lines[f->nlines++] = (uint32_t)(p + 1 - f->text);
}

void dir_place(struct arena *a, struct dir_file *f, uint32_t offset,
	       uint32_t *ret_line, uint32_t *ret_column)
{
	uint32_t lo = 0, hi;

	if (!f->lines)
		find_lines(a, f);
	hi = f->nlines;
	while (hi - lo > 1) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (f->lines[mid] <= offset)
			lo = mid;
		else
			hi = mid;
	}
	*ret_line = lo + 1;
	*ret_column = offset - f->lines[lo] + 1;
}

void file_view_close(struct file_view *v)
{
	if (v->fd >= 0)
		close(v->fd);
	v->fd = -1;
}
