/* SPDX-License-Identifier: MIT */
/*
 * A row of versions.def names a field by struct and path, in one or more
 * ways, since both were renamed; and has the releases in which its offset
 * changed.  tests/gort/run.sh holds the table against the debug information
 * of programs that were built with each release.
 */
#include "gort/layout.h"

#include <string.h>

#include "base/arena.h"
#include "gort/debug.h"

struct change {
	int8_t minor; /* from this release on */
	int32_t offset;
};

enum { MAX_CHANGES = 8, MAX_NAME = 128 };

static const struct {
	const char *names;
	struct change changes[MAX_CHANGES];
} fields[LAYOUT_FIELDS] = {
#define FIELD(id, names, ...) [LAYOUT_##id] = {names, {__VA_ARGS__}},
#include "gort/versions.def"
#undef FIELD
};

void layout_of_release(int minor, struct layout *ret)
{
	for (int f = 0; f < LAYOUT_FIELDS; f++) {
		ret->offset[f] = LAYOUT_NONE;
		for (int i = 0; i < MAX_CHANGES; i++) {
			const struct change *c = &fields[f].changes[i];

			if (c->minor == 0 || c->minor > minor)
				break;
			ret->offset[f] = c->offset;
		}
	}
}

/* "internal/abi.MapType:Key&Elem": the struct, the path, what else it has. */
static bool ask_one(struct debug *d, const char *name, size_t len, int32_t *ret)
{
	char text[MAX_NAME], *path, *other;
	Dwarf_Die strct, type;
	uint64_t off;

	if (len >= sizeof(text))
		return false;
	memcpy(text, name, len);
	text[len] = '\0';
	path = strchr(text, ':');
	if (!path)
		return false;
	*path++ = '\0';
	other = strchr(path, '&');
	if (other)
		*other++ = '\0';
	if (!debug_type(d, text, &strct) ||
	    (other && !debug_member(&strct, other, &off, &type)) ||
	    !debug_member(&strct, path, &off, &type) || off > INT32_MAX)
		return false;
	*ret = (int32_t)off;
	return true;
}

bool layout_ask(struct debug *d, enum layout_field f, int32_t *ret)
{
	const char *names = fields[f].names;

	for (;;) {
		size_t len = strcspn(names, "|");

		if (ask_one(d, names, len, ret))
			return true;
		if (names[len] == '\0')
			return false;
		names += len + 1;
	}
}

const char *layout_name(struct arena *a, enum layout_field f)
{
	const char *names = fields[f].names;
	char *name = arena_strndup(a, names, strcspn(names, "|&"));

	*strchr(name, ':') = '.';
	return name;
}

size_t layout_of_debug(struct layout *l, struct debug *d, struct arena *a,
		       const char **ret_what)
{
	size_t ndifferent = 0;

	for (int f = 0; f < LAYOUT_FIELDS; f++) {
		int32_t off;

		if (!layout_ask(d, f, &off) || off == l->offset[f])
			continue;
		if (ndifferent++ == 0)
			*ret_what = arena_printf(a, "%s is at %d, not at %d",
						 layout_name(a, f), (int)off,
						 (int)l->offset[f]);
		l->offset[f] = off;
	}
	return ndifferent;
}
