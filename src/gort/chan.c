/* SPDX-License-Identifier: MIT */
/*
 * A channel with a buffer is a ring: qcount values from place recvx on
 * (src/runtime/chan.go).  What a sender waits with is on its own stack.
 */
#include "gort/map.h"

#include "gort/gort.h"
#include "gort/internal.h"
#include "gort/type.h"
#include "trace/memory.h"

enum { MAX_VALUES_SHIFT = 32 };

/* The buffer is a heap object, of its own or behind the header. */
static bool has_room(struct gort *g, uint64_t buf, uint64_t n, uint64_t size)
{
	struct gort_object o;

	return gort_object(g, buf, &o) && buf >= o.base &&
	       (size == 0 || n <= (o.base + o.size - buf) / size);
}

enum gort_map_result
gort_chan_each(struct gort *g, const struct go_type *t, uint64_t header,
	       bool (*each)(void *arg, uint64_t index, uint64_t elem),
	       void *arg)
{
	uint64_t n, size, buf, first;
	const struct go_type *elem;
	uint16_t elemsize;

	if (header == 0)
		return GORT_MAP_DONE;
	if (t->kind != GO_CHAN || header % 8 != 0)
		return GORT_MAP_UNKNOWN;
	elem = go_type_open(g, t)->elem;
	if (!elem || !gort_word(g, header, LAYOUT_CHAN_COUNT, &n) ||
	    !gort_word(g, header, LAYOUT_CHAN_SIZE, &size) ||
	    !gort_word(g, header, LAYOUT_CHAN_BUF, &buf) ||
	    !gort_u16(g, header, LAYOUT_CHAN_ELEMSIZE, &elemsize) ||
	    !gort_word(g, header, LAYOUT_CHAN_RECVX, &first) || n > size ||
	    size >> MAX_VALUES_SHIFT != 0 || elemsize != elem->size ||
	    (size > 0 && first >= size))
		return GORT_MAP_BROKEN;
	if (n == 0 || elemsize == 0)
		return GORT_MAP_DONE;
	if (!has_room(g, buf, size, elemsize))
		return GORT_MAP_BROKEN;
	for (uint64_t i = 0; i < n; i++)
		if (!each(arg, i, buf + (first + i) % size * elemsize))
			return GORT_MAP_STOPPED;
	return GORT_MAP_DONE;
}
