/* SPDX-License-Identifier: MIT */
#include "unwind/maps.h"

#include <stddef.h>

#include "unwind/sys.h"

enum { LINE_MAX_BYTES = 512 };

/*
 * A reader of one file.  In pages of its own: the stack that we are called
 * on may be small.
 */
struct reader {
	int fd;
	bool failed;
	size_t pos, len;
	char line[LINE_MAX_BYTES];
	char buf[4096];
};

static int next_char(struct reader *r)
{
	if (r->pos == r->len) {
		long n;

		do
			n = sys_read(r->fd, r->buf, sizeof(r->buf));
		while (n == -4); /* EINTR */
		if (n <= 0) {
			r->failed = n < 0;
			return -1;
		}
		r->pos = 0;
		r->len = (size_t)n;
	}
	return (unsigned char)r->buf[r->pos++];
}

/* One line without its end, cut to the buffer; false at the end. */
static bool next_line(struct reader *r)
{
	size_t n = 0;
	int c = next_char(r);

	if (c < 0)
		return false;
	for (; c >= 0 && c != '\n'; c = next_char(r))
		if (n < LINE_MAX_BYTES - 1)
			r->line[n++] = (char)c;
	r->line[n] = '\0';
	return true;
}

static uint64_t number(const char **s, unsigned base)
{
	uint64_t v = 0;

	for (;; (*s)++) {
		unsigned d = (unsigned char)**s;

		if (d >= '0' && d <= '9')
			d -= '0';
		else if (d >= 'a' && d <= 'f')
			d -= 'a' - 10;
		else
			return v;
		if (d >= base)
			return v;
		v = v * base + d;
	}
}

static bool expect(const char **s, char c)
{
	if (**s != c)
		return false;
	(*s)++;
	return true;
}

static bool parse(const char *s, struct mapping *m)
{
	m->start = number(&s, 16);
	if (!expect(&s, '-'))
		return false;
	m->end = number(&s, 16);
	if (!expect(&s, ' ') || !s[0] || !s[1] || !s[2] || !s[3])
		return false;
	m->readable = s[0] == 'r';
	m->writable = s[1] == 'w';
	m->executable = s[2] == 'x';
	s += 4;
	if (!expect(&s, ' '))
		return false;
	m->offset = number(&s, 16);
	if (!expect(&s, ' '))
		return false;
	m->device = number(&s, 16) << 32;
	if (!expect(&s, ':'))
		return false;
	m->device |= number(&s, 16);
	if (!expect(&s, ' '))
		return false;
	m->inode = number(&s, 10);
	while (*s == ' ')
		s++;
	m->path = s;
	return m->start < m->end;
}

bool maps_each(mapping_fn *fn, void *arg)
{
	struct reader *r = sys_pages(sizeof(*r));
	struct mapping m;
	bool complete = false;
	long fd;

	if (!r)
		return false;
	fd = sys_open("/proc/self/maps", O_RDONLY);
	if (!sys_failed(fd)) {
		r->fd = (int)fd;
		while (next_line(r))
			if (parse(r->line, &m) && !fn(&m, arg))
				break;
		complete = !r->failed;
		sys_close(r->fd);
	}
	sys_munmap(r, sizeof(*r));
	return complete;
}
