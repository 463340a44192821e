/* SPDX-License-Identifier: MIT */
/*
 * A scan as one object.  Scripts depend on the keys: they are always there,
 * with null for what is not known.  Keys may be added.
 */
#include "emit/scan.h"

#include "base/buf.h"
#include "base/json.h"
#include "emit/members.h"
#include "report/scan.h"

static void put_process(struct json *j, const struct scan *s)
{
	json_key(j, "process");
	json_object(j);
	json_key(j, "pid");
	if (s->pid)
		json_uint(j, s->pid);
	else
		json_null(j);
	put_string(j, "program", s->program);
	put_string(j, "core", s->core);
	put_string(j, "go", s->go_version);
	put_string(j, "note", s->note);
	json_end(j);
}

static void put_heap(struct json *j, const struct scan *s)
{
	json_key(j, "heap");
	if (!s->heap) {
		json_null(j);
		return;
	}
	json_object(j);
	put_string(j, "allocator", "glibc");
	put_uint(j, "blocks", s->live_blocks);
	put_uint(j, "bytes", s->live_bytes);
	put_uint(j, "freedBlocks", s->freed_blocks);
	put_uint(j, "freedBytes", s->freed_bytes);
	json_key(j, "sizes");
	json_array(j);
	for (size_t i = 0; i < s->nsizes; i++) {
		json_object(j);
		put_uint(j, "size", s->sizes[i].size);
		put_uint(j, "blocks", s->sizes[i].live);
		put_uint(j, "freedBlocks", s->sizes[i].freed);
		json_end(j);
	}
	json_end(j);
	json_end(j);
}

static void put_groups(struct json *j, const struct scan *s)
{
	json_key(j, "holders");
	json_array(j);
	for (size_t i = 0; i < s->ngroups; i++) {
		const struct scan_group *g = &s->groups[i];

		json_object(j);
		put_string(j, "memory", scan_class_name(g->class));
		put_holder(j, &g->holder);
		put_uint(j, "pointers", g->pointers);
		put_uint(j, "blocks", g->blocks);
		put_uint(j, "bytes", g->bytes);
		put_string(j, "example", g->example);
		json_end(j);
	}
	json_end(j);
}

static void put_pointers(struct json *j, const struct scan *s)
{
	json_key(j, "pointers");
	json_array(j);
	for (size_t i = 0; i < s->npointers; i++) {
		const struct scan_pointer *p = &s->pointers[i];

		json_object(j);
		put_string(j, "memory", scan_class_name(p->class));
		put_string(j, "what", p->what);
		put_hex(j, "value", p->value);
		put_holder(j, &p->holder);
		json_end(j);
	}
	json_end(j);
}

static void put_stats(struct json *j, const struct scan *s)
{
	const struct walk_stats *w = &s->stats;

	json_key(j, "stats");
	json_object(j);
	json_key(j, "pauseSeconds");
	if (s->core)
		json_null(j);
	else
		json_double(j, s->pause, 6);
	json_key(j, "walkSeconds");
	json_double(j, w->seconds, 6);
	put_uint(j, "words", w->words);
	put_uint(j, "objects", w->objects);
	put_uint(j, "maps", w->maps);
	put_uint(j, "entries", w->entries);
	put_uint(j, "goroutines", w->goroutines);
	put_uint(j, "memoryBytes", w->memory);
	put_string(j, "cut", w->cut);
	put_uint(j, "dropped", s->dropped);
	json_end(j);
}

void scan_json(const struct scan *s, const struct scan_emit_options *o,
	       struct buf *out)
{
	struct json j;

	json_init(&j, out, 1);
	json_object(&j);
	put_string(&j, "tool", "belay");
	put_string(&j, "version", BELAY_VERSION);
	put_process(&j, s);
	put_heap(&j, s);
	put_groups(&j, s);
	put_pointers(&j, s);
	if (o->stats)
		put_stats(&j, s);
	json_end(&j);
	buf_putc(out, '\n');
}
