/* SPDX-License-Identifier: MIT */
/*
 * What is solved, as text: so it comes back from the process that solved it,
 * and so it is kept.  A function is a line "F flags params name line path", and
 * a line for each row follows: "R source line path text row".  Fields are ended
 * by tabs, and an empty one stands for what is not there.
 *
 * Only functions about which something is known are written.
 */
#include "cfront/effect_run.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

enum { FLAG_BODY = 1, FLAG_INTERNAL = 2, FLAG_EXPORTED = 4, FLAG_CUT = 8 };

/* Linkage decides between two of one name, then where they are. */
static int by_name(const void *x, const void *y)
{
	const struct c_effects *const *a = x, *const *b = y;
	int d = strcmp((*a)->name, (*b)->name);

	if (d == 0)
		d = (int)(*a)->internal - (int)(*b)->internal;
	if (d == 0)
		d = strcmp((*a)->path ? (*a)->path : "",
			   (*b)->path ? (*b)->path : "");
	return d ? d : ((*a)->line > (*b)->line) - ((*a)->line < (*b)->line);
}

void effects_sort(struct effects *e)
{
	if (e->nall > 1)
		qsort(e->all, e->nall, sizeof(*e->all), by_name);
}

const struct c_effects *effects_of(const struct effects *e, const char *name)
{
	uint32_t low = 0, high = e->nall;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (strcmp(e->all[mid]->name, name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == e->nall || strcmp(e->all[low]->name, name) != 0)
		return NULL;
	return e->all[low];
}

const struct c_effects *const *effects_all(const struct effects *e,
					   uint32_t *ret_n)
{
	*ret_n = e->nall;
	return e->all;
}

const struct c_error *effects_errors(const struct effects *e, uint32_t *ret_n)
{
	*ret_n = e->nerrors;
	return e->errors;
}

/* Text in a field: what would end it is a space. */
static void add_field(struct buf *out, const char *s)
{
	for (; s && *s; s++)
		buf_putc(out, (char)((unsigned char)*s < ' ' ? ' ' : *s));
	buf_putc(out, '\t');
}

void effects_write(const struct effects *e, struct buf *out)
{
	for (uint32_t i = 0; i < e->nall; i++) {
		const struct c_effects *f = e->all[i];

		if (!f->known && !f->exported)
			continue;
		buf_printf(out, "F\t%d\t%u\t",
			   (f->has_body ? FLAG_BODY : 0) |
				   (f->internal ? FLAG_INTERNAL : 0) |
				   (f->exported ? FLAG_EXPORTED : 0) |
				   (f->cut ? FLAG_CUT : 0),
			   f->params);
		add_field(out, f->name);
		buf_printf(out, "%u\t", f->line);
		add_field(out, f->path);
		buf_putc(out, '\n');
		for (uint32_t k = 0; k < f->nrows; k++) {
			const struct effect_reason *r = &f->rows[k].reason;

			buf_printf(out, "R\t%u\t%u\t", r->source, r->line);
			add_field(out, r->path);
			add_field(out, r->text);
			effect_print(&f->rows[k], out);
			buf_puts(out, "\t\n");
		}
	}
}

/* The fields of a line, in place. */
enum { FIELDS = 6 };

static uint32_t split(struct arena *a, const char *line, size_t len,
		      const char *fields[FIELDS])
{
	uint32_t n = 0;

	while (n < FIELDS && len > 0) {
		const char *tab = memchr(line, '\t', len);
		size_t size = tab ? (size_t)(tab - line) : len;

		fields[n++] = arena_strndup(a, line, size);
		size += tab != NULL;
		line += size;
		len -= size;
	}
	return n;
}

struct reading {
	struct effects *e;
	struct {
		struct c_effects *at;
		uint32_t len, cap;
	} funcs;
	struct effect_rows rows;
	const char *last_path;
};

static void end_function(struct reading *r)
{
	struct c_effects *f;

	if (r->funcs.len == 0)
		return;
	f = &r->funcs.at[r->funcs.len - 1];
	f->rows = r->rows.at;
	f->nrows = r->rows.len;
	memset(&r->rows, 0, sizeof(r->rows));
}

static void read_function(struct reading *r, const char *const *fields)
{
	unsigned long flags = strtoul(fields[1], NULL, 10);
	struct c_effects f = {.name = fields[3], .known = true};

	end_function(r);
	f.path = fields[5];
	f.line = (uint32_t)strtoul(fields[4], NULL, 10);
	f.params = (uint16_t)strtoul(fields[2], NULL, 10);
	f.has_body = flags & FLAG_BODY;
	f.internal = flags & FLAG_INTERNAL;
	f.exported = flags & FLAG_EXPORTED;
	f.cut = flags & FLAG_CUT;
	vec_push_in(r->e->arena, &r->funcs, f);
}

static bool read_row(struct reading *r, const char *const *fields)
{
	struct effect_reason why = {0};
	unsigned long source = strtoul(fields[1], NULL, 10);
	const char *message;
	uint32_t n = r->rows.len;

	if (source > EFFECT_FROM_COMMENT ||
	    effect_parse(r->e->arena, fields[5], strlen(fields[5]), &r->rows,
			 &message) ||
	    r->rows.len != n + 1)
		return false;
	why.source = (uint8_t)source;
	why.line = (uint32_t)strtoul(fields[2], NULL, 10);
	if (*fields[3]) {
		/* Most rows are of the same file as the one before. */
		if (!r->last_path || strcmp(r->last_path, fields[3]) != 0)
			r->last_path = fields[3];
		why.path = r->last_path;
	}
	why.text = *fields[4] ? fields[4] : NULL;
	r->rows.at[n].reason = why;
	return true;
}

bool effects_read(struct effects *e, const char *text, size_t size)
{
	struct reading r = {.e = e};
	const char *end = text + size;

	while (text < end) {
		const char *nl = memchr(text, '\n', (size_t)(end - text));
		size_t len = nl ? (size_t)(nl - text) : (size_t)(end - text);
		const char *fields[FIELDS];
		uint32_t n = split(e->arena, text, len, fields);

		if (n == 6 && strcmp(fields[0], "F") == 0)
			read_function(&r, fields);
		else if (n < 6 || strcmp(fields[0], "R") != 0 ||
			 r.funcs.len == 0 || !read_row(&r, fields))
			return false;
		text += len + (nl != NULL);
	}
	end_function(&r);
	e->all = ARENA_ARRAY(e->arena, r.funcs.len, const struct c_effects *);
	for (uint32_t i = 0; i < r.funcs.len; i++)
		e->all[i] = &r.funcs.at[i];
	e->nall = r.funcs.len;
	effects_sort(e);
	return true;
}
