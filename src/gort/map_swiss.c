/* SPDX-License-Identifier: MIT */
/*
 * Swiss tables, from 1.24 on (src/internal/runtime/maps): up to eight
 * entries are in one group; from then on a directory has tables of up to
 * 1024 entries.  A table stands in the directory as often as its share of
 * the hashes is, in neighbouring places.  A control byte for each entry
 * says whether it is there: its high bit is clear then.
 *
 * A table that grows is replaced by another one, or by two.  The old one
 * is garbage, entries and all, and only the collector knows when it goes:
 * what is not in the directory does not count.
 */
#include "gort/map_impl.h"

#include "gort/gort.h"
#include "gort/internal.h"
#include "trace/memory.h"

enum {
	HEADER = 48,
	TABLE = 32,
	MAX_GROUPS_SHIFT = 32, /* of a table, as a forged one may have it */
	MAX_DIRECTORY_SHIFT = 32,
	ABSENT = 0x80,
};

static bool visit_group(struct map_visit *v, uint64_t group)
{
	uint64_t control;

	if (v->budget == 0 || !memory_word(v->g->memory, group, &control)) {
		v->result = GORT_MAP_BROKEN;
		return true;
	}
	v->budget--;
	for (unsigned i = 0; i < MAP_SLOTS; i++)
		if (!(control >> 8 * i & ABSENT) &&
		    !map_tell_slot(v, group, i, false))
			return false;
	return true;
}

static bool visit_groups(struct map_visit *v, uint64_t data, uint64_t n)
{
	uint64_t room = map_room(v, data, n);

	if (room < n || data % 8 != 0) {
		v->result = GORT_MAP_BROKEN;
		if (data % 8 != 0)
			return true;
	}
	map_tell_memory(v, data, room * v->shape->unit);
	for (uint64_t i = 0; i < room && v->budget > 0; i++)
		if (!visit_group(v, data + i * v->shape->unit))
			return false;
	return true;
}

static bool visit_table(struct map_visit *v, uint64_t table)
{
	uint64_t data, mask;

	if (table == 0 || table % 8 != 0 ||
	    !gort_word(v->g, table, LAYOUT_TABLE_DATA, &data) ||
	    !gort_word(v->g, table, LAYOUT_TABLE_MASK, &mask) || data == 0 ||
	    mask >> MAX_GROUPS_SHIFT != 0) {
		v->result = GORT_MAP_BROKEN;
		return true;
	}
	map_tell_memory(v, table, TABLE);
	return visit_groups(v, data, mask + 1);
}

static void visit_directory(struct map_visit *v, uint64_t dir, uint64_t n)
{
	struct gort_object o;
	uint64_t table, last = 0, room = 1;

	if (gort_object(v->g, dir, &o) && dir >= o.base)
		room = (o.base + o.size - dir) / 8;
	if (room < n) {
		v->result = GORT_MAP_BROKEN;
		n = room;
	}
	map_tell_memory(v, dir, n * 8);
	for (uint64_t i = 0; i < n && v->budget > 0; i++) {
		if (!memory_word(v->g->memory, dir + 8 * i, &table)) {
			v->result = GORT_MAP_BROKEN;
			return;
		}
		if (table == last)
			continue;
		last = table;
		if (!visit_table(v, table))
			return;
	}
}

void map_visit_swiss(struct map_visit *v, uint64_t header)
{
	uint64_t dir, n;

	map_tell_memory(v, header, HEADER);
	if (!gort_word(v->g, header, LAYOUT_SMAP_DIRPTR, &dir) ||
	    !gort_word(v->g, header, LAYOUT_SMAP_DIRLEN, &n) ||
	    n >> MAX_DIRECTORY_SHIFT != 0 || dir % 8 != 0) {
		v->result = GORT_MAP_BROKEN;
		return;
	}
	if (n > 0)
		visit_directory(v, dir, n);
	else if (dir != 0)
		(void)visit_groups(v, dir, 1);
}
