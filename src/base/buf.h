/* SPDX-License-Identifier: MIT */
/*
 * buf.h - a byte string that grows, up to a ceiling
 *
 * A buffer that hits its ceiling or runs out of memory keeps what it has,
 * ignores the rest and remembers it: ask buf_failed() once at the end.
 *
 * Ownership: the caller owns the struct; buf_finish() gives back the bytes.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *data; /* NUL-terminated when len > 0; may be NULL before */
	size_t len, cap, ceiling;
	bool failed;
};

void buf_init(struct buf *b, size_t ceiling);
void buf_finish(struct buf *b);
void buf_clear(struct buf *b);

void buf_add(struct buf *b, const void *data, size_t n);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));

/* The text so far, never NULL. */
const char *buf_text(const struct buf *b);
bool buf_failed(const struct buf *b);

/* Reads a whole file; 0, or a negative errno (-EFBIG over the ceiling). */
int buf_read_file(struct buf *b, const char *path);

/* Writes all of it to fd; 0, or a negative errno.  Retries short writes. */
int buf_write(const struct buf *b, int fd);

/* The same for bytes that are in no buffer. */
int buf_write_all(int fd, const void *data, size_t len);

#endif
