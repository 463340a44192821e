/* SPDX-License-Identifier: MIT */
/*
 * A scan for people: what C's memory is made of, which Go maps hold it, who
 * else, and then what is wrong, which is last so that it is seen.
 *
 *	belay: process 812 (./cache, go1.26.8)
 *
 *	C heap (glibc): 20012 blocks in use, 960576 bytes; 3 freed, 144 bytes
 *	  20000 of 56 bytes
 *	      1 of 72704 bytes
 *
 *	Go maps that hold memory of C:
 *	  main.cells  20000 blocks, 1120000 bytes  map[string]*main._Ctype_long
 *
 *	pointers to freed memory:
 *	  main.index["3"]  freed block of 56 bytes at 0x55d0c8e4b2a0
 */
#include "emit/scan.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/term.h"
#include "emit/clean.h"
#include "report/scan.h"

enum { MAX_COLUMN = 48 };

struct page {
	struct buf *out;
	const struct scan_emit_options *o;
};

static void put_title(struct page *p, enum term_style style, const char *s)
{
	buf_putc(p->out, '\n');
	buf_puts(p->out, term_on(p->o->colour, style));
	buf_puts(p->out, s);
	buf_puts(p->out, term_off(p->o->colour));
	buf_putc(p->out, '\n');
}

static const char *plural(uint64_t n, const char *one, const char *many)
{
	return n == 1 ? one : many;
}

static void put_more(struct page *p, size_t n)
{
	if (n > 0)
		buf_printf(p->out, "  ... and %zu more (--top)\n", n);
}

static void put_head(struct page *p, const struct scan *s)
{
	buf_puts(p->out, "belay: ");
	buf_puts(p->out, term_on(p->o->colour, TERM_BOLD));
	if (s->core) {
		buf_puts(p->out, "core ");
		put_clean(p->out, s->core);
	} else {
		buf_printf(p->out, "process %" PRIu32, s->pid);
	}
	buf_puts(p->out, term_off(p->o->colour));
	buf_puts(p->out, " (");
	put_clean(p->out, s->program);
	if (s->go_version) {
		buf_puts(p->out, ", ");
		put_clean(p->out, s->go_version);
	} else {
		buf_puts(p->out, ", no Go");
	}
	buf_puts(p->out, ")\n");
}

static void put_heap(struct page *p, const struct scan *s)
{
	size_t rows = 0;

	if (!s->heap) {
		buf_puts(p->out, "\nno heap of glibc's malloc was found\n");
		return;
	}
	buf_printf(p->out,
		   "\nC heap (glibc): %" PRIu64 " %s in use, %" PRIu64
		   " bytes; %" PRIu64 " freed, %" PRIu64 " bytes\n",
		   s->live_blocks, plural(s->live_blocks, "block", "blocks"),
		   s->live_bytes, s->freed_blocks, s->freed_bytes);
	for (size_t i = 0; i < s->nsizes; i++) {
		const struct scan_size *z = &s->sizes[i];

		if (z->live == 0)
			break;
		if (rows++ < p->o->top)
			buf_printf(p->out,
				   "  %8" PRIu64 " of %" PRIu64 " bytes\n",
				   z->live, z->size);
	}
	if (rows > p->o->top)
		put_more(p, rows - p->o->top);
}

/* What is shown of a holder that has no name. */
static void put_name(struct buf *out, const struct finding_holder *h,
		     const char *name)
{
	if (name) {
		put_clean(out, name);
		return;
	}
	buf_printf(out, "%s at 0x%" PRIx64, h->kind, h->address);
	if (h->where) {
		buf_puts(out, ", ");
		put_clean(out, h->where);
	}
}

static size_t name_width(const struct finding_holder *h, const char *name)
{
	struct buf b;
	size_t n;

	buf_init(&b, 8192);
	put_name(&b, h, name);
	n = clean_width(buf_text(&b));
	buf_finish(&b);
	return n;
}

static void put_column(struct page *p, const struct finding_holder *h,
		       const char *name, size_t width)
{
	size_t w = name_width(h, name);

	buf_puts(p->out, "  ");
	put_name(p->out, h, name);
	buf_printf(p->out, "%*s", w < width ? (int)(width - w) + 2 : 2, "");
}

typedef bool group_fn(const struct scan_group *g);

static bool is_map(const struct scan_group *g)
{
	return g->class == SCAN_BLOCK && g->kind == HOLDER_GO_MAP;
}

static bool is_other(const struct scan_group *g)
{
	return g->class == SCAN_BLOCK && g->kind != HOLDER_GO_MAP &&
	       g->kind <= HOLDER_GO_STACK;
}

static bool is_c(const struct scan_group *g)
{
	return g->class == SCAN_BLOCK && g->kind > HOLDER_GO_STACK;
}

static bool is_foreign(const struct scan_group *g)
{
	return g->class == SCAN_FOREIGN;
}

static void put_group(struct page *p, const struct scan_group *g, size_t width)
{
	put_column(p, &g->holder, g->holder.path, width);
	if (g->class == SCAN_FOREIGN)
		buf_printf(p->out, "%" PRIu64 " %s", g->pointers,
			   plural(g->pointers, "pointer", "pointers"));
	else
		buf_printf(p->out, "%" PRIu64 " %s, %" PRIu64 " bytes",
			   g->blocks, plural(g->blocks, "block", "blocks"),
			   g->bytes);
	if (g->holder.type) {
		buf_puts(p->out, "  ");
		put_clean(p->out, g->holder.type);
	}
	if (!g->certain)
		buf_puts(p->out, "  (may)");
	buf_putc(p->out, '\n');
}

static void put_groups(struct page *p, const struct scan *s, const char *title,
		       group_fn *wanted)
{
	size_t rows = 0, width = 0;

	for (size_t i = 0; i < s->ngroups && rows < p->o->top; i++) {
		const struct scan_group *g = &s->groups[i];
		size_t w =
			wanted(g) ? name_width(&g->holder, g->holder.path) : 0;

		rows += wanted(g);
		if (w > width && w <= MAX_COLUMN)
			width = w;
	}
	rows = 0;
	for (size_t i = 0; i < s->ngroups; i++) {
		if (!wanted(&s->groups[i]))
			continue;
		if (rows == 0)
			put_title(p, TERM_BOLD, title);
		if (rows++ < p->o->top)
			put_group(p, &s->groups[i], width);
	}
	if (rows > p->o->top)
		put_more(p, rows - p->o->top);
}

/* Holders of C are many and their own business: a line each. */
static void put_c(struct page *p, const struct scan *s)
{
	uint64_t n[HOLDER_KINDS] = {0};
	bool any = false;

	for (size_t i = 0; i < s->ngroups; i++)
		if (is_c(&s->groups[i]))
			n[s->groups[i].kind] += s->groups[i].pointers;
	for (int k = 0; k < HOLDER_KINDS; k++) {
		if (n[k] == 0)
			continue;
		if (!any)
			put_title(p, TERM_BOLD, "pointers to it from C:");
		any = true;
		buf_printf(p->out, "  %8" PRIu64 " %s\n", n[k],
			   holder_kind_name((enum holder_kind)k));
	}
}

static void put_pointer(struct page *p, const struct scan_pointer *b,
			size_t width)
{
	put_column(p, &b->holder, b->holder.path, width);
	buf_printf(p->out, "0x%" PRIx64 ", ", b->value);
	if (b->value != b->start && b->class != SCAN_UNMAPPED)
		buf_printf(p->out, "%" PRIu64 " bytes into a ",
			   b->value - b->start);
	put_clean(p->out, b->what);
	if (!b->holder.certain)
		buf_puts(p->out, "  (may)");
	buf_putc(p->out, '\n');
}

static void put_pointers(struct page *p, const struct scan *s,
			 enum scan_class class, const char *title)
{
	enum term_style style = class == SCAN_ASKED ? TERM_BOLD : TERM_RED;
	size_t rows = 0, width = 0;

	for (size_t i = 0; i < s->npointers; i++) {
		const struct finding_holder *h = &s->pointers[i].holder;
		size_t w =
			s->pointers[i].class == class ? name_width(h, h->path)
						      : 0;

		if (w > width && w <= MAX_COLUMN)
			width = w;
	}
	for (size_t i = 0; i < s->npointers; i++) {
		if (s->pointers[i].class != class)
			continue;
		if (rows == 0)
			put_title(p, style, title);
		if (rows++ < p->o->top || class == SCAN_ASKED)
			put_pointer(p, &s->pointers[i], width);
	}
	if (rows > p->o->top && class != SCAN_ASKED)
		put_more(p, rows - p->o->top);
}

static void put_stats(struct page *p, const struct scan *s)
{
	const struct walk_stats *w = &s->stats;

	buf_putc(p->out, '\n');
	if (!s->core)
		buf_printf(p->out, "the process stood still for %.1f ms; ",
			   s->pause * 1000);
	buf_printf(p->out,
		   "the walk took %.1f ms: %" PRIu64 " objects, %" PRIu64
		   " maps with %" PRIu64 " entries, %" PRIu64
		   " goroutines, %" PRIu64 " words, %" PRIu64
		   " KiB of memory\n",
		   w->seconds * 1000, w->objects, w->maps, w->entries,
		   w->goroutines, w->words, w->memory >> 10);
}

void scan_text(const struct scan *s, const struct scan_emit_options *o,
	       struct buf *out)
{
	struct page p = {out, o};

	put_head(&p, s);
	put_heap(&p, s);
	put_groups(&p, s, "Go maps that hold memory of C:", is_map);
	put_groups(&p, s, "held by Go elsewhere:", is_other);
	put_c(&p, s);
	put_groups(&p, s, "Go pointers to memory of neither Go nor malloc:",
		   is_foreign);
	put_pointers(&p, s, SCAN_ASKED, "who points there:");
	put_pointers(&p, s, SCAN_UNMAPPED,
		     "pointers to memory that is not mapped:");
	put_pointers(&p, s, SCAN_FREED, "pointers to freed memory:");
	if (s->stats.cut)
		buf_printf(out, "\nnot everything was looked at: %s\n",
			   s->stats.cut);
	if (s->note) {
		buf_puts(out, "\nnote: ");
		put_clean(out, s->note);
		buf_putc(out, '\n');
	}
	if (o->stats)
		put_stats(&p, s);
}
