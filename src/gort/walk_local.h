/* SPDX-License-Identifier: MIT */
/*
 * walk_local.h - the local variables of Go functions by debug information
 *
 * Internal to walk_stack.c.  Ownership: opened and closed; what is returned
 * lives until then.
 */
#ifndef GORT_WALK_LOCAL_H
#define GORT_WALK_LOCAL_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct go_type;
struct gort;
struct go_locals;

struct go_local {
	const char *name;
	const struct go_type *type;
	int64_t offset;
};

struct go_local_list {
	const struct go_local *v;
	size_t n;
};

/*
 * NULL when the program has no debug information.  Of a frame, an offset is
 * from its cfa; of a closure, from the start of its object.
 */
struct go_locals *go_locals_open(struct gort *g);
void go_locals_close(struct go_locals *l); /* NULL is fine */

/* Those that are in memory of the frame at pc. */
const struct go_local_list *go_locals_at(struct go_locals *l, uint64_t pc);

/*
 * The captured variables of the closure that starts at pc; Go 1.23 and newer
 * tell.  What is captured by reference is a pointer, and its name has a &.
 */
const struct go_local_list *go_closure_at(struct go_locals *l, uint64_t pc);

#endif
