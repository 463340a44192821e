/* SPDX-License-Identifier: MIT */
/*
 * dump.c - what gort/ sees of a running Go program, as text
 *
 *	gort_dump PID		variables of package main, by debug information
 *	gort_dump PID FILE	what the file's lines "at NAME ADDRESS" say: an
 *				interface with a pointer is at each address
 *
 * Prints them, maps and all, in the format in which tests/gort/world prints
 * them itself; then the goroutines.  Lines that start with # are not to be
 * compared.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"
#include "gort/gort.h"
#include "gort/map.h"
#include "gort/type.h"
#include "trace/memory.h"
#include "trace/stop.h"

enum { DEPTH = 12 };

static struct gort *g;
static struct memory *m;
static size_t nchecked; /* whose pointer bits were compared */

static void value(struct buf *b, const struct go_type *t, uint64_t addr,
		  int depth);

static int64_t integer(uint64_t addr, uint64_t size, bool is_signed)
{
	uint64_t w = 0;

	(void)memory_read(m, addr, &w, size);
	if (is_signed && size < 8 && w >> (8 * size - 1))
		w |= ~UINT64_C(0) << 8 * size;
	return (int64_t)w;
}

static void text(struct buf *b, uint64_t addr)
{
	uint64_t data, len;
	char *s;

	if (!gort_string(g, addr, &data, &len) || len > 1000) {
		buf_puts(b, "bad string");
		return;
	}
	s = malloc(len + 1);
	len = memory_read(m, data, s, len);
	s[len] = '\0';
	buf_printf(b, "\"%s\"", s);
	free(s);
}

/* Entries are sorted by their text. */
struct lines {
	struct VEC(char *) v;
	const struct go_type *key, *elem;
	int depth;
	size_t nold;
};

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool add_entry(void *arg, const struct gort_entry *e)
{
	struct lines *l = arg;
	struct buf b;

	buf_init(&b, 1 << 20);
	value(&b, l->key, e->key, l->depth + 1);
	buf_putc(&b, ':');
	value(&b, l->elem, e->elem, l->depth + 1);
	vec_push(&l->v, b.data);
	l->nold += e->old;
	return true;
}

static void put_lines(struct buf *b, struct lines *l, enum gort_map_result r)
{
	uint64_t h = 14695981039346656037u;

	qsort(l->v.at, l->v.len, sizeof(*l->v.at), by_text);
	buf_puts(b, "map[");
	for (uint32_t i = 0; i < l->v.len; i++) {
		if (l->v.len <= 16)
			buf_printf(b, "%s%s", i ? " " : "", l->v.at[i]);
		for (const char *s = l->v.at[i]; *s; s++)
			h = (h ^ (uint8_t)*s) * 1099511628211u;
		free(l->v.at[i]);
	}
	if (l->v.len > 16)
		buf_printf(b, "%u entries, %016" PRIx64, l->v.len, h);
	buf_puts(b, "]");
	if (r != GORT_MAP_DONE)
		buf_printf(b, " RESULT %d", r);
	vec_finish(&l->v);
}

static void put_map(struct buf *b, const struct go_type *t, uint64_t addr,
		    int depth)
{
	struct lines l = {.depth = depth};
	enum gort_map_result r;
	uint64_t header;

	t = go_type_open(g, t);
	l.key = t->key;
	l.elem = t->elem;
	if (!memory_word(m, addr, &header))
		return;
	r = gort_map_each(g, t, header, add_entry, &l);
	if (gort_map_count(g, t, header) != l.v.len)
		buf_printf(b, "COUNT %d ", (int)gort_map_count(g, t, header));
	put_lines(b, &l, r);
}

static bool add_sync(void *arg, const struct gort_entry *e)
{
	return add_entry(arg, e);
}

static void put_struct(struct buf *b, const struct go_type *t, uint64_t addr,
		       int depth)
{
	struct lines l = {.depth = depth};
	enum gort_map_result r;

	if (gort_sync_map(t)) {
		r = gort_sync_map_each(g, t, addr, &l.key, &l.elem, add_sync,
				       &l);
		put_lines(b, &l, r);
		return;
	}
	buf_putc(b, '{');
	for (size_t i = 0; i < t->nfields; i++) {
		buf_printf(b, "%s%s:", i ? " " : "", t->fields[i].name);
		value(b, t->fields[i].type, addr + t->fields[i].offset,
		      depth + 1);
	}
	buf_putc(b, '}');
}

struct list {
	struct buf *b;
	const struct go_type *elem;
	int depth;
};

static bool add_value(void *arg, uint64_t i, uint64_t elem)
{
	struct list *l = arg;

	if (i > 0)
		buf_putc(l->b, ' ');
	value(l->b, l->elem, elem, l->depth + 1);
	return true;
}

static void put_list(struct buf *b, const struct go_type *elem, uint64_t data,
		     uint64_t n, int depth)
{
	struct list l = {b, elem, depth};

	buf_putc(b, '[');
	for (uint64_t i = 0; i < n && i < 100; i++)
		(void)add_value(&l, i, data + i * elem->size);
	buf_putc(b, ']');
}

/* The words of a type that the collector follows. */
static void mark(const struct go_type *t, uint64_t off, uint8_t *bits)
{
	uint64_t word = off / 8;

	t = go_type_open(g, t);
	if (t->kind == GO_INTERFACE)
		word++;
	if (t->kind == GO_STRUCT)
		for (size_t i = 0; i < t->nfields; i++)
			mark(t->fields[i].type, off + t->fields[i].offset,
			     bits);
	else if (t->kind == GO_ARRAY)
		for (uint64_t i = 0; i < t->len && t->elem->holds; i++)
			mark(t->elem, off + i * t->elem->size, bits);
	else if (t->holds & GO_HOLDS_POINTER)
		bits[word / 8] |= (uint8_t)(1u << word % 8);
}

/* Are the bits of an object those that its type asks for? */
static void check_bits(struct buf *b, const struct go_type *t, uint64_t addr)
{
	uint8_t want[512] = {0}, got[512] = {0};
	size_t n = t->size / 8;
	struct gort_object o;

	if (!gort_object(g, addr, &o) || o.base != addr || n == 0 ||
	    n > sizeof(want) * 8)
		return;
	if (o.size < t->size || !o.allocated ||
	    o.noscan != !(t->holds & GO_HOLDS_POINTER))
		buf_puts(b, " WRONG OBJECT ");
	nchecked++;
	mark(t, 0, want);
	if (gort_pointer_bits(g, &o, 0, n, got) != n ||
	    memcmp(want, got, (n + 7) / 8) != 0)
		buf_puts(b, " WRONG BITS ");
}

/* The same for a global. */
static void check_global(struct buf *b, const struct gort_variable *v)
{
	uint8_t want[512] = {0}, got[512] = {0};
	size_t n = v->type->size / 8, nsections;
	const struct gort_section *s = gort_sections(g, &nsections);

	if (n == 0 || n > sizeof(want) * 8)
		return;
	mark(v->type, 0, want);
	for (size_t i = 0; i < nsections; i++)
		if (v->address >= s[i].start && v->address < s[i].end &&
		    gort_section_bits(g, &s[i], v->address, n, got) == n &&
		    memcmp(want, got, (n + 7) / 8) == 0) {
			nchecked++;
			return;
		}
	buf_puts(b, " WRONG GLOBAL BITS");
}

static void put_reference(struct buf *b, const struct go_type *t, uint64_t addr,
			  int depth)
{
	struct list l = {b, NULL, depth};
	struct gort_value v;
	uint64_t w = 0, n;

	(void)memory_word(m, addr, &w);
	t = go_type_open(g, t);
	switch (t->kind) {
	case GO_POINTER:
		if (w == 0) {
			buf_puts(b, "nil");
			break;
		}
		buf_putc(b, '&');
		check_bits(b, t->elem, w);
		value(b, t->elem, w, depth + 1);
		break;
	case GO_SLICE:
		if (gort_slice(g, t, addr, &w, &n, NULL))
			put_list(b, t->elem, w, n, depth);
		break;
	case GO_INTERFACE:
		if (w == 0)
			buf_puts(b, "nil");
		else if (!gort_interface(g, t, addr, &v))
			buf_puts(b, "bad interface");
		else {
			buf_printf(b, "%s(", v.type->name);
			value(b, v.type, v.address, depth + 1);
			buf_putc(b, ')');
		}
		break;
	default:
		l.elem = t->elem;
		buf_puts(b, "chan[");
		if (gort_chan_each(g, t, w, add_value, &l) != GORT_MAP_DONE)
			buf_puts(b, "bad");
		buf_putc(b, ']');
	}
}

static void value(struct buf *b, const struct go_type *t, uint64_t addr,
		  int depth)
{
	uint64_t w = 0;
	float f;
	double d;

	if (depth > DEPTH) {
		buf_puts(b, "...");
		return;
	}
	t = go_type_open(g, t);
	switch (t->kind) {
	case GO_BOOL:
		buf_puts(b, integer(addr, 1, false) ? "true" : "false");
		break;
	case GO_INT ... GO_INT64:
		buf_printf(b, "%" PRId64, integer(addr, t->size, true));
		break;
	case GO_UINT ... GO_UINTPTR:
		buf_printf(b, "%" PRIu64,
			   (uint64_t)integer(addr, t->size, false));
		break;
	case GO_FLOAT32:
		(void)memory_read(m, addr, &f, 4);
		buf_printf(b, "%.3f", f);
		break;
	case GO_FLOAT64:
		(void)memory_read(m, addr, &d, 8);
		buf_printf(b, "%.3f", d);
		break;
	case GO_UNSAFE_POINTER:
	case GO_FUNC:
		(void)memory_word(m, addr, &w);
		buf_puts(b, w ? "set" : "nil");
		break;
	case GO_STRING:
		text(b, addr);
		break;
	case GO_ARRAY:
		put_list(b, t->elem, addr, t->len, depth);
		break;
	case GO_STRUCT:
		put_struct(b, t, addr, depth);
		break;
	case GO_MAP:
		put_map(b, t, addr, depth);
		break;
	case GO_POINTER:
	case GO_SLICE:
	case GO_INTERFACE:
	case GO_CHAN:
		put_reference(b, t, addr, depth);
		break;
	default:
		buf_printf(b, "kind %d", t->kind);
	}
}

static int by_name(const void *a, const void *b)
{
	const struct gort_variable *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

static void variables(const char *package)
{
	size_t n, len = strlen(package), count = 0;
	const struct gort_variable *v = gort_variables(g, &n), **sorted;

	sorted = calloc(n + 1, sizeof(struct gort_variable *));
	for (size_t i = 0; i < n; i++)
		if (strncmp(v[i].name, package, len) == 0 &&
		    v[i].name[len] == '.' &&
		    gort_variable_at(g, v[i].address)->address == v[i].address)
			sorted[count++] = &v[i];
	qsort(sorted, count, sizeof(struct gort_variable *), by_name);
	for (size_t i = 0; i < count; i++) {
		struct buf b;

		/* Those of the compiler and of cgo. */
		if (strstr(sorted[i]->name, "..") ||
		    strstr(sorted[i]->name, "_cgo") ||
		    strstr(sorted[i]->name, "_Cfpvar"))
			continue;
		buf_init(&b, 1 << 24);
		value(&b, sorted[i]->type, sorted[i]->address, 0);
		check_global(&b, sorted[i]);
		printf("%s %s = %s\n", sorted[i]->name, sorted[i]->type->name,
		       buf_text(&b));
		buf_finish(&b);
	}
	free(sorted);
}

/* The same by the types that the interfaces have. */
static bool roots(const char *path)
{
	static const struct go_type any = {
		.kind = GO_INTERFACE, .size = 16, .empty_interface = true};
	FILE *f = fopen(path, "r");
	char line[256], name[128];
	unsigned long long at;

	while (f && fgets(line, sizeof(line), f)) {
		const struct go_type *t;
		struct gort_value v;
		uint64_t to = 0;
		struct buf b;

		if (sscanf(line, "at %100s %llu", name, &at) != 2)
			continue;
		if (!gort_interface(g, &any, at, &v) ||
		    v.type->kind != GO_POINTER ||
		    !memory_word(m, v.address, &to)) {
			printf("%s is not there\n", name);
			continue;
		}
		t = go_type_open(g, v.type)->elem;
		buf_init(&b, 1 << 24);
		value(&b, t, to, 0);
		printf("%s %s = %s\n", name, t->name, buf_text(&b));
		buf_finish(&b);
	}
	if (f)
		fclose(f);
	return f != NULL;
}

struct heap {
	uint64_t spans, bytes, objects;
};

static bool add_span(void *arg, const struct gort_span *s)
{
	struct heap *h = arg;
	struct gort_object o;
	uint8_t bits[64];

	h->spans++;
	if (s->state != GORT_SPAN_HEAP)
		return true;
	h->bytes += s->end - s->start;
	for (uint64_t i = 0; i < s->nelems; i++) {
		if (!gort_object(g, s->start + i * s->elemsize, &o) ||
		    !o.allocated)
			continue;
		h->objects++;
		if (gort_pointer_bits(g, &o, 0, 512, bits) == 0 && o.size >= 8)
			printf("# no bits: object of %d bytes, %d\n",
			       (int)o.size, (int)o.type);
	}
	return true;
}

static int by_start(const void *a, const void *b)
{
	const struct gort_goroutine *x = a, *y = b;

	return strcmp(x->start ? x->start : "", y->start ? y->start : "");
}

/* Those that the program started itself. */
static void goroutines(void)
{
	struct gort_goroutine *sorted;
	const struct gort_goroutine *v;
	size_t n;

	v = gort_goroutines(g, &n);
	sorted = calloc(n + 1, sizeof(*sorted));
	memcpy(sorted, v, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), by_start);
	for (size_t i = 0; i < n; i++)
		if (sorted[i].start &&
		    strncmp(sorted[i].start, "main.", 5) == 0)
			printf("goroutine %s %s%s\n", sorted[i].start,
			       sorted[i].status == GORT_WAITING	  ? "waiting"
			       : sorted[i].status <= GORT_RUNNING ? "running"
								  : "otherwise",
			       sorted[i].exact ? "" : " lost");
	free(sorted);
}

static void runtime(void)
{
	const struct gort_info *info = gort_info(g);
	struct heap h = {0, 0, 0};
	size_t n;
	const struct gort_goroutine *v = gort_goroutines(g, &n);

	printf("# %s, %s, %s, %s maps, %s\n", info->version,
	       info->symbols ? "symbols" : "stripped",
	       info->dwarf ? "dwarf" : "no dwarf",
	       info->swiss ? "swiss" : "classic",
	       info->note ? info->note : "no note");
	for (size_t i = 0; i < n; i++) {
		printf("# goroutine %d status %d tid %d %s sp %+d %s pc %s%s\n",
		       (int)v[i].goid, v[i].status, (int)v[i].tid,
		       v[i].start ? v[i].start : "?",
		       (int)(v[i].sp - v[i].stack_hi),
		       v[i].exact ? "exact" : "guess",
		       gort_function(g, v[i].pc) ? gort_function(g, v[i].pc)
						 : "?",
		       v[i].on_thread ? " on thread" : "");
	}
	gort_spans_each(g, add_span, &h);
	printf("# %d spans, %d KiB, %d objects, bits of %d\n", (int)h.spans,
	       (int)(h.bytes >> 10), (int)h.objects, (int)nchecked);
}

int main(int argc, char **argv)
{
	const char *why = NULL;
	const struct memory_thread *threads;
	struct stop *s;
	size_t n;

	if (argc < 2)
		return 2;
	s = stop_begin(atoi(argv[1]), 2000, NULL, &why);
	m = s ? memory_of_process(atoi(argv[1]), &why) : NULL;
	if (!m) {
		fprintf(stderr, "gort_dump: %s\n", why);
		return 1;
	}
	threads = stop_threads(s, &n);
	memory_set_threads(m, threads, n);
	g = gort_open(m, NULL, &why);
	if (!g) {
		fprintf(stderr, "gort_dump: %s\n", why);
		stop_end(s);
		return 1;
	}
	if (argc == 2)
		variables("main");
	else if (!roots(argv[2]))
		perror(argv[2]);
	goroutines();
	runtime();
	gort_close(g);
	memory_close(m);
	stop_end(s);
	return 0;
}
