/* SPDX-License-Identifier: MIT */
/*
 * store.h - files of the cache: bytes under a hash
 *
 * What is read is what was written, or nothing: a file that was cut or
 * scratched is as good as none.  Who reads checks whether it still holds.
 *
 * Threads: any.
 */
#ifndef CFRONT_STORE_H
#define CFRONT_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

/* Two 64-bit hashes with different starts and multipliers. */
struct c_hash {
	uint64_t a, b;
};

#define C_HASH_START                                       \
	{                                                  \
		14695981039346656037u, 0x9e3779b97f4a7c15u \
	}

void c_hash_bytes(struct c_hash *h, const void *data, size_t n);
void c_hash_string(struct c_hash *h, const char *s); /* NULL is "" */

/*
 * What every answer about a package depends on: who asks, libclang, flags
 * (unit.c).  libclang itself is opened only when there is no answer.
 */
struct c_package;
struct c_hash c_hash_of_package(const struct c_package *p);

/* What can be known about a file without reading it. */
struct c_stamp {
	int64_t size, mtime; /* mtime in ns; size -1: there is no file */
};

struct c_stamp c_stamp_of(const char *path);

/* Appends the bytes kept under that kind and hash; false: there are none. */
bool c_store_get(const char *kind, const struct c_hash *h, struct buf *ret);

/* Keeps them, if there is a place for it. */
void c_store_put(const char *kind, const struct c_hash *h, const void *data,
		 size_t size);

#endif
