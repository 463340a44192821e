/* SPDX-License-Identifier: MIT */
/*
 * layout.h - where the runtime's structs have their fields
 *
 * Comes in: the minor number of a release, and debug information or none.
 * Goes out: offsets.  Internal to gort/, and for tests/gort/layout.c.
 */
#ifndef GORT_LAYOUT_H
#define GORT_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct debug;

enum layout_field {
#define FIELD(id, names, ...) LAYOUT_##id,
#include "gort/versions.def"
#undef FIELD
	LAYOUT_FIELDS
};

enum {
	LAYOUT_OLDEST = 19, /* go1.19 */
	LAYOUT_NEWEST = 27,
	LAYOUT_NONE = -1, /* the release has no such field */
};

struct layout {
	int32_t offset[LAYOUT_FIELDS];
};

/* Of a release; a newer one than the table has gets the newest one's. */
void layout_of_release(int minor, struct layout *ret);

/*
 * Takes what debug information says over the table.  How many fields were
 * different; the first such in *ret_what ("runtime.g.goid is at 160, not at
 * 152"), from the arena.
 */
size_t layout_of_debug(struct layout *l, struct debug *d, struct arena *a,
		       const char **ret_what);

/* "runtime.g.goid": the first name that the table has for a field. */
const char *layout_name(struct arena *a, enum layout_field f);

/* The offset that debug information has for one; false: it says nothing. */
bool layout_ask(struct debug *d, enum layout_field f, int32_t *ret);

#endif
