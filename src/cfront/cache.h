/* SPDX-License-Identifier: MIT */
/*
 * cache.h - answers of clang, kept in files
 *
 * A file is named by a hash of the question: flags, source, names.  It is
 * used as long as all headers that were read for it are as they were, by
 * size and time; anything that is wrong with it makes it be written anew.
 *
 * Threads: any.
 */
#ifndef CFRONT_CACHE_H
#define CFRONT_CACHE_H

struct arena;
struct buf;
struct c_decls;
struct c_question;

/* The answer to the same question; NULL: it must be asked. */
const struct c_decls *c_cache_get(const struct c_question *q, struct arena *a);

/* Keeps an answer, d, whose bytes these are. */
void c_cache_put(const struct c_question *q, const struct c_decls *d,
		 const struct buf *bytes);

#endif
