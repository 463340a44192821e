/* SPDX-License-Identifier: MIT */
#include "base/position.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/name.h"
#include "syntax/parser.h"
#include "test.h"

static struct file_set *set;

static struct source_file *add(const char *path, const char *text)
{
	return file_set_add(set, path, text, (uint32_t)strlen(text));
}

/* "path:line:column", of the byte at an offset. */
static const char *told(struct source_file *f, uint32_t offset)
{
	static char text[200];
	struct position p = position_of(set, f->base + offset);

	snprintf(text, sizeof(text), "%s:%u:%u", p.path ? p.path : "(none)",
		 p.line, p.column);
	return text;
}

/* The same of the first place where some text is. */
static const char *told_of(struct source_file *f, const char *what)
{
	return told(f, (uint32_t)(strstr(f->text, what) - f->text));
}

/* With its `//line` directives read. */
static struct source_file *add_parsed(struct arena *a, const char *path,
				      const char *text)
{
	struct names *names = names_create();
	struct parser *p = parser_create(names);
	struct source_file *f = add(path, text);

	parser_file(p, a, f, PARSE_ALL, NULL, NULL);
	parser_destroy(p);
	names_destroy(names);
	return f;
}

static void lines_and_columns_count_bytes_from_1(void)
{
	struct source_file *f = add("a.go", "ab\n\n\xc3\xa4x\r\ny\n");

	CHECK_STR(told(f, 0), "a.go:1:1");
	CHECK_STR(told(f, 1), "a.go:1:2");
	CHECK_STR(told(f, 2), "a.go:1:3");
	CHECK_STR(told(f, 3), "a.go:2:1");
	CHECK_STR(told(f, 4), "a.go:3:1");
	CHECK_STR(told(f, 6), "a.go:3:3");
	CHECK_STR(told(f, 9), "a.go:4:1");
	CHECK(position_of(set, f->base + 6).offset == 6);
	CHECK(position_line(f, f->base + 6) == 3);
	CHECK(source_nlines(f) == 4);
}

/* Behind the last newline no line begins. */
static void the_end_of_the_text_is_on_the_last_line(void)
{
	struct source_file *f = add("a.go", "ab\ncd\n");
	struct source_file *open = add("b.go", "ab\ncd");
	struct source_file *empty = add("c.go", "");

	CHECK_STR(told(f, 6), "a.go:2:4");
	CHECK(source_nlines(f) == 2);
	CHECK_STR(told(open, 4), "b.go:2:2");
	CHECK_STR(told(open, 5), "b.go:2:3");
	CHECK(source_nlines(open) == 2);
	CHECK_STR(told(empty, 0), "c.go:1:1");
	CHECK(source_nlines(empty) == 0);
}

static void no_position_is_nowhere(void)
{
	struct source_file *f = add("a.go", "x");
	struct position p = position_of(set, NO_POS);

	CHECK(f->base != NO_POS);
	CHECK(p.path == NULL && p.line == 0 && p.column == 0);
	CHECK(position_raw(set, NO_POS).path == NULL);
	CHECK(file_set_find(set, NO_POS) == NULL);
}

static void a_position_beyond_all_files_is_nowhere(void)
{
	struct source_file *f = add("a.go", "xyz");

	CHECK(file_set_find(set, f->base + 3) == f);
	CHECK(file_set_find(set, f->base + 4) == NULL);
	CHECK(file_set_find(set, UINT32_MAX) == NULL);
	CHECK(position_of(set, f->base + 4).path == NULL);
}

static void every_byte_and_end_of_files_is_found(void)
{
	static const char *const texts[] = {"", "a", "",   "bcd\n",
					    "", "",  "e\n"};
	enum { N = sizeof(texts) / sizeof(*texts) };
	struct source_file *f[N];

	for (size_t i = 0; i < N; i++) {
		f[i] = add("x.go", texts[i]);
		CHECK(i == 0 || f[i]->base > f[i - 1]->base + f[i - 1]->size);
	}
	for (size_t i = 0; i < N; i++)
		for (uint32_t k = 0; k <= f[i]->size; k++) {
			CHECK(file_set_find(set, f[i]->base + k) == f[i]);
			CHECK(pos_offset(f[i], f[i]->base + k) == k);
		}
}

static void two_files_count_their_lines_apart(void)
{
	struct source_file *a = add("a.go", "1\n2\n3\n");
	struct source_file *b = add("b.go", "1\n2");

	CHECK_STR(told(b, 2), "b.go:2:1");
	CHECK_STR(told(a, 4), "a.go:3:1");
	CHECK_STR(told(b, 0), "b.go:1:1");
	CHECK(position_in(b, b->base + 2).line == 2);
}

static void a_line_directive_renames_what_follows(void)
{
	struct arena *arena = arena_create(0);
	struct source_file *f = add_parsed(arena, "dir/a.go",
					   "package p\n"
					   "//line b.go:100\n"
					   "var b1 int\n"
					   "var b2 int\n"
					   "//line /abs/../c.y:7:30\n"
					   "var c7 int\n"
					   "var c8 int\n"
					   "//line :9\n"
					   "var d9 int\n");
	struct position raw = position_raw(
		set, f->base + (uint32_t)(strstr(f->text, "b2") - f->text));

	CHECK_STR(told_of(f, "package"), "dir/a.go:1:1");
	CHECK_STR(told_of(f, "//line b"), "dir/a.go:2:1");
	CHECK_STR(told_of(f, "b1"), "dir/b.go:100:0");
	CHECK_STR(told_of(f, "b2"), "dir/b.go:101:0");
	CHECK_STR(told_of(f, "c7"), "/c.y:7:34");
	CHECK_STR(told_of(f, "c8"), "/c.y:8:5");
	CHECK_STR(told_of(f, "d9"), ":9:0");
	CHECK_STR(raw.path, "dir/a.go");
	CHECK(raw.line == 4 && raw.column == 5);
	CHECK(position_line(f, f->base + raw.offset) == 4);
	arena_destroy(arena);
}

static void a_line_directive_may_stand_in_a_line(void)
{
	struct arena *arena = arena_create(0);
	struct source_file *f = add_parsed(arena, "a.go",
					   "package p\n"
					   "var x = /*line y.go:5:2*/ yy +\n"
					   "	zz + /*line :8:3*/ww\n");

	CHECK_STR(told_of(f, "x ="), "a.go:2:5");
	CHECK_STR(told_of(f, "yy"), "y.go:5:3");
	CHECK_STR(told_of(f, "zz"), "y.go:6:2");
	CHECK_STR(told_of(f, "ww"), "y.go:8:3");
	arena_destroy(arena);
}

static void an_indented_line_comment_is_no_directive(void)
{
	struct arena *arena = arena_create(0);
	struct source_file *f = add_parsed(arena, "a.go",
					   "package p\n"
					   " //line y.go:5\n"
					   "var x int //line y.go:6\n"
					   "// line y.go:7\n"
					   "//line y.go\n"
					   "var y int\n");

	CHECK_STR(told_of(f, "x int"), "a.go:3:5");
	CHECK_STR(told_of(f, "y int"), "a.go:6:5");
	CHECK(f->ndirectives == 0);
	arena_destroy(arena);
}

static void a_set_is_full_at_4_gib(void)
{
	struct file_set *full = file_set_create();
	struct source_file *f;

	/* Texts are not looked at before a position is asked for. */
	f = file_set_add(full, "a.go", "", UINT32_MAX - 100);
	CHECK(f != NULL);
	CHECK(file_set_add(full, "b.go", "", 100) == NULL);
	f = file_set_add(full, "c.go", "", 20);
	CHECK(f != NULL);
	CHECK(file_set_find(full, f->base + 20) == f);
	file_set_destroy(full);
}

static void a_file_is_read_with_its_padding(void)
{
	char path[] = "/tmp/belay-test-XXXXXX";
	struct source_file *f = NULL;
	int fd = mkstemp(path);
	int err;

	CHECK(fd >= 0);
	CHECK(write(fd, "package p\n", 10) == 10);
	close(fd);
	err = file_set_read(set, path, &f);
	unlink(path);
	CHECK(err == 0);
	CHECK_STR(f->text, "package p\n");
	CHECK(f->size == 10 && f->padded);
	CHECK_STR(f->path, path);
	CHECK(file_set_find(set, f->base + 3) == f);
}

static void what_cannot_be_read_has_an_errno(void)
{
	struct source_file *f = NULL;

	CHECK(file_set_read(set, "/no/such/file.go", &f) == -ENOENT);
	CHECK(file_set_read(set, "/", &f) == -EISDIR);
	CHECK(file_set_read(set, "/dev/zero", &f) == -EINVAL);
	CHECK(f == NULL);
}

int main(void)
{
	set = file_set_create();
	RUN(lines_and_columns_count_bytes_from_1);
	RUN(the_end_of_the_text_is_on_the_last_line);
	RUN(no_position_is_nowhere);
	RUN(a_position_beyond_all_files_is_nowhere);
	RUN(every_byte_and_end_of_files_is_found);
	RUN(two_files_count_their_lines_apart);
	RUN(a_line_directive_renames_what_follows);
	RUN(a_line_directive_may_stand_in_a_line);
	RUN(an_indented_line_comment_is_no_directive);
	RUN(a_set_is_full_at_4_gib);
	RUN(a_file_is_read_with_its_padding);
	RUN(what_cannot_be_read_has_an_errno);
	file_set_destroy(set);
	return test_summary();
}
