/* SPDX-License-Identifier: MIT */
/*
 * annotate.h - telling `belay run` what a block of memory is
 *
 * A report about a block that was freed too early, or is still held, names
 * it by what is said here: "the value of map 'sessions'" rather than an
 * address.  A program that does not run under `belay run` pays for one test
 * of a pointer; nothing has to be linked.  libbelay's maps do it for
 * the values of stable maps (BELAY_MAP_STABLE) that have a name.
 *
 * Ownership: the texts are copied.  What was said about a block goes with it.
 *
 * Threads: any.
 */
#ifndef BELAY_ANNOTATE_H
#define BELAY_ANNOTATE_H

#include <stdbool.h>
#include <stddef.h>

#include "belay/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The program is watched, and by a runtime that takes annotations. */
BELAY_API bool belay_annotate_active(void);

/*
 * The block belongs to an owner of this kind ("map", "arena", ...) and name;
 * name may be NULL.  The block starts at p, which malloc gave.
 */
BELAY_API void belay_annotate_owner(const void *p, size_t size,
				    const char *kind, const char *name);

/* The block has no owner any more, though it is not freed yet. */
BELAY_API void belay_annotate_disown(const void *p);

#ifdef __cplusplus
}
#endif

#endif
