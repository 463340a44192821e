/* SPDX-License-Identifier: MIT */
#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "test.h"

static void empty_buffer_is_the_empty_text(void)
{
	struct buf b;

	buf_init(&b, 10);
	CHECK_STR(buf_text(&b), "");
	buf_add(&b, "", 0);
	buf_printf(&b, "%s", "");
	CHECK_STR(buf_text(&b), "");
	CHECK(!buf_failed(&b));
	buf_finish(&b);
}

static void everything_added_is_there_in_order(void)
{
	struct buf b;

	buf_init(&b, 1 << 20);
	buf_puts(&b, "a");
	buf_putc(&b, 'b');
	buf_add(&b, "cde", 2);
	buf_printf(&b, "%d", 42);
	CHECK_STR(buf_text(&b), "abcd42");
	for (int i = 0; i < 5000; i++)
		buf_printf(&b, "%d,", i);
	CHECK(strstr(buf_text(&b), ",4998,4999,") != NULL);
	CHECK(strlen(buf_text(&b)) == b.len);
	buf_finish(&b);
}

static void ceiling_keeps_what_is_there_and_ignores_the_rest(void)
{
	struct buf b;

	buf_init(&b, 4);
	buf_puts(&b, "abcd");
	CHECK(!buf_failed(&b));
	buf_puts(&b, "e");
	buf_puts(&b, "");
	buf_printf(&b, "%d", 1);
	CHECK(buf_failed(&b));
	CHECK_STR(buf_text(&b), "abcd");
	buf_finish(&b);
}

static void nothing_follows_a_gap(void)
{
	struct buf b;

	buf_init(&b, 4);
	buf_puts(&b, "ab");
	buf_puts(&b, "too long");
	buf_puts(&b, "c"); /* would fit, and would join what does not belong */
	CHECK_STR(buf_text(&b), "ab");
	buf_finish(&b);
}

static void cleared_buffer_starts_anew(void)
{
	struct buf b;

	buf_init(&b, 4);
	buf_puts(&b, "abcde");
	CHECK(buf_failed(&b));
	buf_clear(&b);
	CHECK(!buf_failed(&b));
	buf_puts(&b, "xy");
	CHECK_STR(buf_text(&b), "xy");
	buf_finish(&b);
	CHECK_STR(buf_text(&b), "");
}

static void file_that_cannot_be_read_is_a_negative_errno(void)
{
	struct buf b;

	buf_init(&b, 100);
	CHECK(buf_read_file(&b, "/nonexistent/file") == -ENOENT);
	CHECK(buf_read_file(&b, "/") == -EISDIR);
	CHECK(buf_read_file(&b, "/dev/zero") == -EFBIG);
	buf_finish(&b);
}

static void file_is_read_whole(void)
{
	char path[] = "/tmp/belay-buf.XXXXXX";
	struct buf b, back;
	int fd = mkstemp(path);

	CHECK(fd >= 0);
	buf_init(&b, 1 << 20);
	buf_init(&back, 1 << 20);
	for (int i = 0; i < 20000; i++)
		buf_printf(&b, "%d\n", i);
	CHECK(buf_write(&b, fd) == 0);
	close(fd);
	CHECK(buf_read_file(&back, path) == 0);
	CHECK(back.len == b.len);
	CHECK_STR(buf_text(&back), buf_text(&b));
	unlink(path);
	buf_finish(&b);
	buf_finish(&back);
}

static void write_to_a_full_disk_is_an_error(void)
{
	struct buf b;
	int fd = open("/dev/full", O_WRONLY);

	CHECK(fd >= 0);
	buf_init(&b, 100);
	buf_puts(&b, "x");
	CHECK(buf_write(&b, fd) == -ENOSPC);
	close(fd);
	buf_finish(&b);
}

static void *drain(void *arg)
{
	static char sink[1000];
	size_t total = 0;
	ssize_t n;

	while ((n = read(*(int *)arg, sink, sizeof(sink))) > 0)
		total += (size_t)n;
	*(int *)arg = (int)total;
	return NULL;
}

static void non_blocking_pipe_gets_every_byte(void)
{
	int ends[2], reader;
	pthread_t t;
	struct buf b;

	CHECK(pipe2(ends, O_NONBLOCK) == 0);
	fcntl(ends[0], F_SETFL, 0);
	buf_init(&b, 1 << 20);
	while (b.len < 500000)
		buf_puts(&b, "0123456789");
	reader = ends[0];
	CHECK(pthread_create(&t, NULL, drain, &reader) == 0);
	CHECK(buf_write(&b, ends[1]) == 0);
	close(ends[1]);
	pthread_join(t, NULL);
	CHECK(reader == 500000);
	close(ends[0]);
	buf_finish(&b);
}

int main(void)
{
	RUN(empty_buffer_is_the_empty_text);
	RUN(everything_added_is_there_in_order);
	RUN(ceiling_keeps_what_is_there_and_ignores_the_rest);
	RUN(nothing_follows_a_gap);
	RUN(cleared_buffer_starts_anew);
	RUN(file_that_cannot_be_read_is_a_negative_errno);
	RUN(file_is_read_whole);
	RUN(write_to_a_full_disk_is_an_error);
	RUN(non_blocking_pipe_gets_every_byte);
	return test_summary();
}
