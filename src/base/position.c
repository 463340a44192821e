/* SPDX-License-Identifier: MIT */
/*
 * Bases are given out in the order of calls, so the list of files is sorted
 * by them and a position's file is found by bisection.  A file's lines are
 * found the same way, in a table of their starts that is made when it is
 * first asked for: most files never are.
 */
#include "base/position.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/vec.h"

#define FILE_MAX ((off_t)1 << 30)

struct file_set {
	pthread_mutex_t lock; /* guards the rest, not what files hold */
	struct VEC(struct source_file *) files;
	struct arena *arena;
	uint64_t next; /* base of the next file */
};

struct line_table {
	uint32_t n;
	uint32_t start[]; /* offsets; start[0] is 0 */
};

struct file_set *file_set_create(void)
{
	struct arena *a = arena_create(0);
	struct file_set *set = ARENA_NEW(a, struct file_set);

	set->arena = a;
	set->next = 1;
	pthread_mutex_init(&set->lock, NULL);
	return set;
}

void file_set_destroy(struct file_set *set)
{
	if (!set)
		return;
	for (uint32_t i = 0; i < set->files.len; i++) {
		struct source_file *f = set->files.at[i];

		free(atomic_load_explicit(&f->lines, memory_order_acquire));
		if (f->own_text)
			free((char *)f->text);
	}
	vec_finish(&set->files);
	pthread_mutex_destroy(&set->lock);
	arena_destroy(set->arena);
}

void source_pad(char *text, size_t size)
{
	static const char end[SOURCE_PADDING] = "\0\n`*/\"'";

	memcpy(text + size, end, sizeof(end));
}

static struct source_file *add(struct file_set *set, const char *path,
			       const char *text, uint32_t size)
{
	struct source_file *f;

	if (set->next + size > UINT32_MAX)
		return NULL;
	f = ARENA_NEW(set->arena, struct source_file);
	f->path = path;
	f->text = text;
	f->size = size;
	f->base = (pos_t)set->next;
	f->set = set;
	set->next += (uint64_t)size + 1;
	vec_push(&set->files, f);
	return f;
}

struct source_file *file_set_add(struct file_set *set, const char *path,
				 const char *text, uint32_t size)
{
	struct source_file *f;

	pthread_mutex_lock(&set->lock);
	f = add(set, path, text, size);
	pthread_mutex_unlock(&set->lock);
	return f;
}

static int read_all(int fd, char *text, size_t size, size_t *ret_got)
{
	size_t got = 0;

	while (got < size) {
		ssize_t n = read(fd, text + got, size - got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		got += (size_t)n;
	}
	*ret_got = got;
	return 0;
}

/* The file may shrink while it is read, and what grows is left out. */
static int read_text(int fd, char **ret_text, size_t *ret_size)
{
	struct stat st;
	char *text;
	int err;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	if (st.st_size > FILE_MAX)
		return -EFBIG;
	text = malloc((size_t)st.st_size + SOURCE_PADDING);
	if (!text)
		return -ENOMEM;
	err = read_all(fd, text, (size_t)st.st_size, ret_size);
	if (err) {
		free(text);
		return err;
	}
	source_pad(text, *ret_size);
	*ret_text = text;
	return 0;
}

int file_set_read(struct file_set *set, const char *path,
		  struct source_file **ret)
{
	/* Not to wait for the other end of a pipe. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct source_file *f;
	size_t size = 0;
	char *text = NULL;
	int err;

	if (fd < 0)
		return -errno;
	err = read_text(fd, &text, &size);
	close(fd);
	if (err)
		return err;

	pthread_mutex_lock(&set->lock);
	f = add(set, arena_strdup(set->arena, path), text, (uint32_t)size);
	if (f)
		f->own_text = f->padded = true;
	pthread_mutex_unlock(&set->lock);
	if (!f) {
		free(text);
		return -EFBIG;
	}
	*ret = f;
	return 0;
}

void source_set_directives(struct source_file *f,
			   const struct line_directive *d, uint32_t n)
{
	pthread_mutex_lock(&f->set->lock);
	f->directives = vec_copy(f->set->arena, d, n, sizeof(*d));
	pthread_mutex_unlock(&f->set->lock);
	f->ndirectives = n;
}

struct source_file *file_set_find(struct file_set *set, pos_t pos)
{
	struct source_file *found = NULL;
	uint32_t lo = 0, hi;

	if (pos == NO_POS)
		return NULL;
	pthread_mutex_lock(&set->lock);
	hi = set->files.len;
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (set->files.at[mid]->base > pos)
			hi = mid;
		else
			lo = mid + 1;
	}
	if (lo > 0)
		found = set->files.at[lo - 1];
	pthread_mutex_unlock(&set->lock);
	if (found && pos - found->base > found->size)
		return NULL;
	return found;
}

/* The end of the text is on the last line, even behind a newline. */
static struct line_table *make_table(const struct source_file *f)
{
	const char *end = f->text + f->size, *p;
	struct line_table *t;
	uint32_t n = 1;

	for (p = f->text; p < end; p++)
		n += *p == '\n';
	t = malloc(sizeof(*t) + n * sizeof(t->start[0]));
	if (!t) {
		diag("out of memory: a table of %u lines", n);
		exit(DIAG_EXIT_BROKEN);
	}
	t->n = 0;
	t->start[t->n++] = 0;
	for (p = f->text;
	     (p = memchr(p, '\n', (size_t)(end - p))) && ++p < end;)
		t->start[t->n++] = (uint32_t)(p - f->text);
	return t;
}

static const struct line_table *lines_of(struct source_file *f)
{
	struct line_table *t, *first = NULL;

	t = atomic_load_explicit(&f->lines, memory_order_acquire);
	if (t)
		return t;
	t = make_table(f);
	if (atomic_compare_exchange_strong(&f->lines, &first, t))
		return t;
	free(t);
	return first;
}

/* The index of the line that holds an offset. */
static uint32_t line_at(const struct line_table *t, uint32_t offset)
{
	uint32_t lo = 1, hi = t->n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (t->start[mid] > offset)
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo - 1;
}

uint32_t source_nlines(struct source_file *f)
{
	const struct line_table *t = lines_of(f);

	return t->n - (t->start[t->n - 1] == f->size);
}

uint32_t position_line(struct source_file *f, pos_t pos)
{
	return line_at(lines_of(f), pos_offset(f, pos)) + 1;
}

static struct position raw_in(struct source_file *f, pos_t pos)
{
	const struct line_table *t = lines_of(f);
	uint32_t offset = pos_offset(f, pos);
	uint32_t line = line_at(t, offset);

	return (struct position){
		.path = f->path,
		.line = line + 1,
		.column = offset - t->start[line] + 1,
		.offset = offset,
	};
}

/* The last directive at or before an offset, or NULL. */
static const struct line_directive *directive_at(const struct source_file *f,
						 uint32_t offset)
{
	uint32_t lo = 0, hi = f->ndirectives;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (f->directives[mid].offset > offset)
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo > 0 ? &f->directives[lo - 1] : NULL;
}

/*
 * spec of the compiler, "Line directives": a directive without a column
 * hides columns up to the next one; one with a column counts from it on
 * its own line only.
 */
struct position position_in(struct source_file *f, pos_t pos)
{
	struct position p = raw_in(f, pos);
	const struct line_directive *d = directive_at(f, p.offset);
	uint32_t down;

	if (!d)
		return p;
	down = p.line - position_line(f, f->base + d->offset);
	p.path = d->path;
	p.line = d->line + down;
	if (d->column == 0)
		p.column = 0;
	else if (down == 0)
		p.column = d->column + (p.offset - d->offset);
	return p;
}

struct position position_of(struct file_set *set, pos_t pos)
{
	struct source_file *f = file_set_find(set, pos);

	return f ? position_in(f, pos) : (struct position){0};
}

struct position position_raw(struct file_set *set, pos_t pos)
{
	struct source_file *f = file_set_find(set, pos);

	return f ? raw_in(f, pos) : (struct position){0};
}
