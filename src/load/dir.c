/* SPDX-License-Identifier: MIT */
/*
 * The rules of go/build's Context.Import for one directory, file by file in
 * the order of their names:
 *
 *   name      _x and .x are nothing; x_GOOS_GOARCH must fit the target
 *   comments  the build constraints
 *   clause    the package's name sorts test files, and must be one
 *   imports   import "C" needs cgo
 *
 * The first file names the package; a file that disagrees is told, and is
 * listed all the same, as go/build does.
 */
#include "load/dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/vec.h"
#include "load/cgo.h"
#include "load/constraint.h"
#include "load/dir_read.h"
#include "load/head.h"
#include "load/diags.h"
#include "load/modpath.h"
#include "load/target.h"
#include "syntax/parser.h"

static const struct {
	const char *ext;
	uint8_t other; /* enum load_other */
} extensions[] = {
	{".c", LOAD_OTHER_C},	    {".cc", LOAD_OTHER_CXX},
	{".cpp", LOAD_OTHER_CXX},   {".cxx", LOAD_OTHER_CXX},
	{".m", LOAD_OTHER_M},	    {".h", LOAD_OTHER_H},
	{".hh", LOAD_OTHER_H},	    {".hpp", LOAD_OTHER_H},
	{".hxx", LOAD_OTHER_H},	    {".f", LOAD_OTHER_F},
	{".F", LOAD_OTHER_F},	    {".for", LOAD_OTHER_F},
	{".f90", LOAD_OTHER_F},	    {".s", LOAD_OTHER_S},
	{".S", LOAD_OTHER_S},	    {".sx", LOAD_OTHER_S},
	{".swig", LOAD_OTHER_SWIG}, {".swigcxx", LOAD_OTHER_SWIGCXX},
	{".syso", LOAD_OTHER_SYSO},
};

struct names_vec {
	struct VEC(const char *) v;
};

struct scan {
	struct dir_reader *r;
	const struct target *t;
	struct source_dir *d;
	unsigned flags;
	int fd;
	const char *first_file; /* that named the package */
	struct VEC(struct dir_file) files;
	struct VEC(struct dir_error) errors;
	struct names_vec others[LOAD_NOTHER];
	struct names_vec big_s; /* .S and .sx: only with cgo */
};

/* A file that is being sorted. */
struct candidate {
	const char *name;
	struct file_view view;
	struct head head;
	bool is_go, is_test;
	bool invalid; /* has been told once */
};

static const char *extension(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot ? dot : "";
}

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && memcmp(s + n - m, end, m) == 0;
}

/* What a file of that extension is; LOAD_NOTHER for nothing. */
static enum load_other other_of(const char *ext)
{
	for (size_t i = 0; i < sizeof(extensions) / sizeof(*extensions); i++) {
		if (strcmp(extensions[i].ext, ext) == 0)
			return (enum load_other)extensions[i].other;
	}
	return LOAD_NOTHER;
}

static void add_other(struct scan *s, enum load_other kind, const char *name)
{
	vec_push_in(s->r->arena, &s->others[kind].v, name);
}

static char *full_path(struct scan *s, const char *name)
{
	return arena_printf(s->r->arena, "%s/%s", s->d->path, name);
}

/* The file is bad; offset is where, or UINT32_MAX for all of it. */
static void bad_file(struct scan *s, struct candidate *c, uint32_t offset,
		     const char *message)
{
	struct dir_error e = {
		.path = full_path(s, c->name),
		.message = message,
	};

	if (offset != UINT32_MAX) {
		const char *line = c->view.text;

		e.line = 1;
		for (const char *p = line; p < c->view.text + offset; p++) {
			if (*p == '\n') {
				e.line++;
				line = p + 1;
			}
		}
		e.column = (uint32_t)(c->view.text + offset - line) + 1;
		e.syntax = message == c->head.error;
	}
	vec_push_in(s->r->arena, &s->errors, e);
	if (!c->invalid)
		add_other(s, LOAD_OTHER_INVALID_GO, c->name);
	c->invalid = true;
}

static void bad_errno(struct scan *s, struct candidate *c, int err)
{
	bad_file(s, c, UINT32_MAX,
		 arena_printf(s->r->arena, "open %s: %s", full_path(s, c->name),
			      errno_text(s->r->arena, err)));
}

/* How far the comments at the start go; size when they go on beyond it. */
static size_t comments_end(const char *text, size_t size)
{
	const char *p = text, *end = text + size;

	for (;;) {
		while (p < end && strchr(" \t\r\n\f;", *p) && *p)
			p++;
		if (end - p < 2)
			return size;
		if (*p != '/')
			return (size_t)(p - text);
		if (p[1] != '/' && p[1] != '*')
			return (size_t)(p - text);
		if (p[1] == '/')
			p = memchr(p, '\n', (size_t)(end - p));
		else
			p = memmem(p + 2, (size_t)(end - p - 2), "*/", 2);
		if (!p)
			return size;
		p += 1 + (*p == '*');
	}
}

/* Whether the file's constraints are met; tells what is wrong in them. */
static bool wanted(struct scan *s, struct candidate *c)
{
	const char *why;
	bool want;

	/* The constraints may be behind a long licence. */
	if (!c->view.whole &&
	    comments_end(c->view.text, c->view.size) == c->view.size) {
		int err = file_view_keep(s->r, &c->view);

		if (err < 0) {
			if (c->is_go)
				bad_errno(s, c, err);
			return false;
		}
	}
	want = constraint_wants(s->t, s->r->arena, c->view.text, c->view.size,
				&why);
	if (why && c->is_go)
		bad_file(s, c, UINT32_MAX, why);
	return want || (!why && (s->flags & DIR_ALL_FILES));
}

/* A file that is not Go's. */
static void scan_other(struct scan *s, const char *name, const char *ext)
{
	enum load_other kind = other_of(ext);
	struct candidate c = {.name = name};
	bool want = (s->flags & DIR_ALL_FILES) || target_wants_name(s->t, name);

	if (want && kind != LOAD_OTHER_SYSO) {
		if (file_view_open(s->r, s->fd, name, &c.view) < 0) {
			want = false;
		} else {
			want = wanted(s, &c);
			file_view_close(&c.view);
		}
	}
	if (!want)
		add_other(s, LOAD_OTHER_IGNORED, name);
	else if (strcmp(ext, ".S") == 0 || strcmp(ext, ".sx") == 0)
		vec_push_in(s->r->arena, &s->big_s.v, name);
	else
		add_other(s, kind, name);
}

/* A NUL in the head, or where it ends. */
static bool has_nul(const struct file_view *v, uint32_t end)
{
	return memchr(v->text, '\0', end < v->size ? end + 1 : v->size);
}

/* Reads the head; false when the file cannot be used at all. */
static bool read_head(struct scan *s, struct candidate *c)
{
	struct arena *a = s->r->arena, *scratch;
	enum head_state state;
	int err;

	state = head_scan(a, c->view.text, c->view.size, c->view.whole,
			  &c->head);
	if (state != HEAD_DONE) {
		err = file_view_keep(s->r, &c->view);
		if (err < 0) {
			bad_errno(s, c, err);
			return false;
		}
		state = head_scan(a, c->view.text, c->view.size, true,
				  &c->head);
	}
	if (state != HEAD_DONE) {
		if (!s->r->names)
			s->r->names = names_create();
		if (!s->r->parser)
			s->r->parser = parser_create(s->r->names);
		scratch = arena_create(0);
		head_parse(a, scratch, s->r->parser, c->view.text, c->view.size,
			   &c->head);
		arena_destroy(scratch);
	}
	if (has_nul(&c->view, c->head.end)) {
		c->head.error = NULL;
		bad_file(s, c, UINT32_MAX,
			 arena_printf(a, "read %s: unexpected NUL in input",
				      full_path(s, c->name)));
		return false;
	}
	if (c->head.error)
		bad_file(s, c, c->head.error_offset, c->head.error);
	return true;
}

/* Sorts the file by its package clause; false when it is to be left out. */
static bool check_package(struct scan *s, struct candidate *c,
			  enum load_file_kind *kind)
{
	const char *pkg = c->head.package ? c->head.package : "";
	struct source_dir *d = s->d;
	struct arena *a = s->r->arena;

	if (strcmp(pkg, "documentation") == 0) {
		add_other(s, LOAD_OTHER_IGNORED_GO, c->name);
		return false;
	}
	*kind = c->is_test ? LOAD_FILE_TEST : LOAD_FILE_GO;
	if (c->is_test && ends_with(pkg, "_test") &&
	    strcmp(d->name, pkg) != 0) {
		*kind = LOAD_FILE_XTEST;
		pkg = arena_strndup(a, pkg, strlen(pkg) - 5);
	}
	if (*d->name == '\0') {
		d->name = pkg;
		s->first_file = c->name;
	} else if (strcmp(d->name, pkg) != 0 && *pkg) {
		bad_file(s, c, UINT32_MAX,
			 arena_printf(
				 a, "found packages %s (%s) and %s (%s) in %s",
				 d->name, s->first_file, pkg, c->name,
				 d->path));
	}
	return true;
}

static void add_cgo_lines(struct scan *s, struct candidate *c,
			  const struct head_import *imp, uint32_t file)
{
	struct source_dir *d = s->d;
	uint32_t n = d->ncgo_lines;
	const char *why = cgo_read_lines(s->r->arena, s->t, d, file,
					 c->view.text, imp->doc, imp->doc_end);

	/* Without cgo they are only checked: the file is left out. */
	if (!s->t->cgo)
		d->ncgo_lines = n;
	if (why)
		bad_file(s, c, UINT32_MAX,
			 arena_printf(s->r->arena, "%s: %s",
				      full_path(s, c->name), why));
}

/* Looks for import "C". */
static void check_cgo(struct scan *s, struct candidate *c,
		      enum load_file_kind *kind)
{
	for (uint32_t i = 0; i < c->head.nimports; i++) {
		const struct head_import *imp = &c->head.imports[i];

		if (imp->path[0] != 'C' || imp->path[1] != '\0')
			continue;
		if (c->is_test) {
			bad_file(s, c, imp->offset,
				 arena_printf(s->r->arena,
					      "use of cgo in test %s not "
					      "supported",
					      full_path(s, c->name)));
			continue;
		}
		*kind = LOAD_FILE_CGO;
		if (imp->doc < imp->doc_end)
			add_cgo_lines(s, c, imp, s->files.len);
	}
}

/* Whether the text of a file of that kind is to be kept. */
static bool keeps_text(const struct scan *s, enum load_file_kind kind)
{
	if (s->flags & DIR_READ_NONE)
		return false;
	return kind == LOAD_FILE_GO || kind == LOAD_FILE_CGO ||
	       (s->flags & DIR_READ_TESTS);
}

static void add_file(struct scan *s, struct candidate *c)
{
	enum load_file_kind kind;
	struct dir_file f = {.name = c->name};
	int err;

	if (!read_head(s, c) || !check_package(s, c, &kind))
		return;
	check_cgo(s, c, &kind);
	if (kind == LOAD_FILE_CGO && !s->t->cgo) {
		add_other(s, LOAD_OTHER_IGNORED_GO, c->name);
		return;
	}
	if (keeps_text(s, kind)) {
		err = file_view_keep(s->r, &c->view);
		if (err < 0) {
			bad_errno(s, c, err);
			return;
		}
		f.text = c->view.text;
		f.size = (uint32_t)c->view.size;
	}
	if (kind == LOAD_FILE_TEST)
		add_other(s, LOAD_OTHER_TEST_GO, c->name);
	if (kind == LOAD_FILE_XTEST)
		add_other(s, LOAD_OTHER_XTEST_GO, c->name);
	f.kind = (uint8_t)kind;
	f.imports = c->head.imports;
	f.nimports = c->head.nimports;
	s->d->cgo |= kind == LOAD_FILE_CGO;
	vec_push_in(s->r->arena, &s->files, f);
}

static void scan_go(struct scan *s, const char *name)
{
	struct candidate c = {
		.name = name,
		.is_go = true,
		.is_test = ends_with(name, "_test.go"),
	};
	int err;

	if (!(s->flags & DIR_ALL_FILES) && !target_wants_name(s->t, name)) {
		add_other(s, LOAD_OTHER_IGNORED_GO, name);
		return;
	}
	err = file_view_open(s->r, s->fd, name, &c.view);
	if (err < 0) {
		bad_errno(s, &c, err);
		return;
	}
	if (wanted(s, &c))
		add_file(s, &c);
	else if (!c.invalid)
		add_other(s, LOAD_OTHER_IGNORED_GO, name);
	file_view_close(&c.view);
}

static void scan_entry(struct scan *s, const struct dir_entry *e)
{
	const char *ext = extension(e->name);
	struct stat st;

	if (e->type == ENTRY_DIR || e->type == ENTRY_OTHER ||
	    e->name[0] == '_' || e->name[0] == '.')
		return;
	if (strcmp(ext, ".go") != 0 && other_of(ext) == LOAD_NOTHER)
		return;
	/* A link to a directory is no file; a broken one is a bad file. */
	if (e->type == ENTRY_LINK && fstatat(s->fd, e->name, &st, 0) == 0 &&
	    !S_ISREG(st.st_mode))
		return;
	if (strcmp(ext, ".go") == 0)
		scan_go(s, e->name);
	else
		scan_other(s, e->name, ext);
}

static int by_string(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* .S needs a C compiler, which only a package with cgo has. */
static void sort_big_s(struct scan *s)
{
	enum load_other kind = s->d->cgo ? LOAD_OTHER_S : LOAD_OTHER_IGNORED;
	struct names_vec *to = &s->others[kind];

	for (uint32_t i = 0; i < s->big_s.v.len; i++)
		add_other(s, kind, s->big_s.v.at[i]);
	if (s->big_s.v.len)
		qsort(to->v.at, to->v.len, sizeof(*to->v.at), by_string);
}

static int by_path(const void *a, const void *b)
{
	const struct dir_import *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	if (order)
		return order;
	return (x->file > y->file) - (x->file < y->file);
}

static enum dir_group group_of(const struct dir_file *f)
{
	switch (f->kind) {
	case LOAD_FILE_TEST:
		return DIR_TEST;
	case LOAD_FILE_XTEST:
		return DIR_XTEST;
	default:
		return DIR_PACKAGE;
	}
}

static void collect_imports(struct scan *s, enum dir_group group)
{
	struct VEC(struct dir_import) v = {0};
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->files.len; i++) {
		const struct dir_file *f = &s->files.at[i];

		for (uint32_t j = 0; j < f->nimports; j++) {
			if (group_of(f) != group)
				break;
			vec_push(&v, (struct dir_import){
					     .path = f->imports[j].path,
					     .file = i,
					     .offset = f->imports[j].offset,
				     });
		}
	}
	if (v.len)
		qsort(v.at, v.len, sizeof(*v.at), by_path);
	for (uint32_t i = 0; i < v.len; i++) {
		if (n == 0 || strcmp(v.at[n - 1].path, v.at[i].path) != 0)
			v.at[n++] = v.at[i];
	}
	v.len = n;
	s->d->imports[group].at = vec_keep(s->r->arena, &v, 0);
	s->d->imports[group].n = n;
	vec_finish(&v);
}

struct source_dir *dir_scan(struct dir_reader *r, const struct target *t,
			    const char *path, const struct dir_listing *listing,
			    unsigned flags)
{
	struct source_dir *d = ARENA_NEW(r->arena, struct source_dir);
	struct scan s = {.r = r, .t = t, .d = d, .flags = flags};
	struct dir_listing own = {0};

	d->path = path;
	d->name = "";
	if (!listing) {
		d->error = dir_list(r->arena, path, &own);
		listing = &own;
	}
	s.fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s.fd < 0) {
		d->error = -errno;
		return d;
	}
	for (uint32_t i = 0; i < listing->n; i++)
		scan_entry(&s, &listing->entries[i]);
	close(s.fd);
	sort_big_s(&s);
	d->files = s.files.at;
	d->nfiles = s.files.len;
	d->errors = s.errors.at;
	d->nerrors = s.errors.len;
	for (int i = 0; i < LOAD_NOTHER; i++) {
		d->others[i].at = s.others[i].v.at;
		d->others[i].n = s.others[i].v.len;
	}
	for (int i = 0; i < NDIR_GROUPS; i++)
		collect_imports(&s, (enum dir_group)i);
	d->no_go = d->nfiles == 0 && d->nerrors == 0 && !d->error;
	return d;
}

int dir_read_text(struct dir_reader *r, const struct source_dir *d,
		  struct dir_file *f)
{
	int fd = open(d->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct file_view v;
	int err;

	if (fd < 0)
		return -errno;
	err = file_view_open(r, fd, f->name, &v);
	close(fd);
	if (err < 0)
		return err;
	err = file_view_keep(r, &v);
	file_view_close(&v);
	if (err < 0)
		return err;
	f->text = v.text;
	f->size = (uint32_t)v.size;
	return 0;
}

void dir_reader_finish(struct dir_reader *r)
{
	parser_destroy(r->parser);
	names_destroy(r->names);
}
