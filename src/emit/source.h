/* SPDX-License-Identifier: MIT */
/*
 * source.h - the source line that a finding is about
 *
 * Comes in: the name of a file as the compiler wrote it down.  Goes out:
 * where it is on this machine, and a line of it.
 *
 * Ownership: what is returned lives as long as the struct sources.  One
 * thread at a time.
 */
#ifndef EMIT_SOURCE_H
#define EMIT_SOURCE_H

struct buf;
struct sources;

/* dirs: a NULL-terminated list of folders (--source), or NULL; not copied. */
struct sources *sources_create(const char *const *dirs);
void sources_destroy(struct sources *s);

/* A path that can be opened, or NULL. */
const char *source_find(struct sources *s, const char *file);

/* The name to show: short where it is under the working folder. */
const char *source_name(struct sources *s, const char *file);

/* Line number `line`, from 1, into out; nothing when it is not to be had. */
void source_line(struct sources *s, const char *file, int line,
		 struct buf *out);

#endif
