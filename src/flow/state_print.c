/* SPDX-License-Identifier: MIT */
#include "flow/state.h"

#include <inttypes.h>

#include "base/buf.h"
#include "flow/state_impl.h"
#include "ir/ir.h"
#include "types/constant.h"
#include "types/types.h"

static const char *const origins[NORIGINS] = {
	[ORIGIN_UNKNOWN] = "unknown",
	[ORIGIN_GO] = "go",
	[ORIGIN_C] = "C",
	[ORIGIN_STATIC] = "static",
	[ORIGIN_CSTACK] = "cstack",
	[ORIGIN_MMAP] = "mmap",
	[ORIGIN_ARENA] = "arena",
	[ORIGIN_HANDLE] = "handle",
	[ORIGIN_POOL] = "pool",
	[ORIGIN_NUMBER] = "number",
};

static const char *const frees[NFREED] = {
	[FREED_FREE] = "free",		 [FREED_REALLOC] = "realloc",
	[FREED_UNMAP] = "unmap",	 [FREED_ARENA] = "arena",
	[FREED_RECYCLE] = "recycle",	 [FREED_DELETE] = "delete",
	[FREED_FINALIZER] = "finalizer",
};

static const char *const flags[] = {
	"pre",	  "fresh",   "escaped", "nonzero", "all",   "goroutine",
	"global", "boxed",   "closed",	"told",	   "const", "c",
	"behind", "written", "other",	"present",
};

static const char *const links[] = {
	[LINK_NONE] = "",
	[LINK_INSIDE] = "inside",
	[LINK_START] = "start",
	[LINK_BORROW] = "borrow",
};

static const char *const accesses[NACCESS] = {
	[ACCESS_DEREF] = "*",
	[ACCESS_FIELD] = ".",
	[ACCESS_ELEM] = "[",
	[ACCESS_LEN] = "len",
	[ACCESS_CAPTURE] = "captures ",
	[ACCESS_RESULT] = "#",
	[ACCESS_MODEL] = "model ",
};

static void print_bound(struct buf *b, int64_t n)
{
	if (n == INT64_MIN)
		buf_puts(b, "-");
	else if (n == INT64_MAX)
		buf_puts(b, "+");
	else
		buf_printf(b, "%" PRId64, n);
}

static void print_number(const struct cell *c, struct buf *b)
{
	if (c->konst) {
		buf_puts(b, " = ");
		value_print(b, c->konst);
	} else if (c->lo == c->hi) {
		buf_printf(b, " = %" PRId64, c->lo);
	} else if (c->lo != INT64_MIN || c->hi != INT64_MAX) {
		buf_puts(b, " in ");
		print_bound(b, c->lo);
		buf_puts(b, "..");
		print_bound(b, c->hi);
	}
}

static void print_history(const struct cell *c, struct buf *b)
{
	if (c->made)
		buf_puts(b, " made");
	if (c->used)
		buf_puts(b, " used");
	if (c->pending)
		buf_puts(b, " pending");
	if (c->finalizer)
		buf_puts(b, " finalizer");
	if (c->freed)
		buf_printf(b, " freed(%s%s%s)", frees[c->freed->how],
			   c->freed->maybe ? " maybe" : "",
			   c->freed->later ? " later" : "");
}

static void print_edge(const struct edge *e, struct buf *b)
{
	buf_printf(b, " %s", accesses[e->access]);
	if (e->access == ACCESS_FIELD)
		buf_puts(b, name_text(e->key));
	else if (e->access == ACCESS_ELEM)
		buf_printf(b, "v%u]", e->key);
	else if (e->access != ACCESS_DEREF && e->access != ACCESS_LEN)
		buf_printf(b, "%u", e->key);
	if (e->to)
		buf_printf(b, "->v%u", e->to);
	else
		buf_puts(b, "->none");
}

static void print_term(const struct state *s, const struct cell *c,
		       struct buf *b)
{
	const struct flow_term *t;

	if (!c->term)
		return;
	t = &s->terms[c->term - 1];
	if (t->tok && t->y)
		buf_printf(b, " (v%u %s v%u)", t->x, token_text[t->tok], t->y);
	else if (t->tok)
		buf_printf(b, " (%sv%u)", token_text[t->tok], t->x);
	else
		buf_printf(b, " (model%u v%u)", t->y, t->x);
}

static void print_cell(const struct state *s, val_t v, struct buf *b)
{
	const struct cell *c = state_cell(s, v);
	const struct edge *e;

	buf_printf(b, "v%u: %s", v, origins[c->origin]);
	if (c->family)
		buf_printf(b, " %s", name_text(c->family));
	for (uint32_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (c->flags >> i & 1)
			buf_printf(b, " %s", flags[i]);
	if (c->link)
		buf_printf(b, " %s v%u", links[c->link], c->base);
	if (c->fn) {
		buf_puts(b, " func ");
		ir_function_print_name(c->fn, b);
	}
	if (c->flags & CELL_C)
		buf_printf(b, " C.%s", name_text(state_c_name(c)));
	else if (c->root)
		buf_puts(b, " root");
	print_number(c, b);
	print_history(c, b);
	print_term(s, c, b);
	for (e = state_first(s, v); e; e = state_next(s, e))
		print_edge(e, b);
	buf_putc(b, '\n');
}

void state_print(const struct state *s, struct buf *b)
{
	for (uint32_t i = 0; i < s->nregs; i++)
		if (s->regs[i])
			buf_printf(b, "r%u: v%u\n", i, s->regs[i]);
	for (val_t v = 1; v <= s->ncells; v++)
		print_cell(s, v, b);
}
