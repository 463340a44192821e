/* SPDX-License-Identifier: MIT */
#include "flow/summary.h"

#include <stdio.h>

#include "base/buf.h"
#include "flow/state.h"

static const char *key_text(const struct pre_edge *e, char *text, size_t size)
{
	if (e->access == ACCESS_FIELD)
		return name_text(e->key);
	snprintf(text, size, e->access == ACCESS_ELEM ? "[v%u]" : "%u", e->key);
	return text;
}

static void print_case(const struct summary_case *c, struct buf *b)
{
	const struct state view = {.cells = c->cells,
				   .edges = c->edges,
				   .pre = c->pre,
				   .terms = c->terms,
				   .ncells = c->ncells,
				   .npre = c->npre,
				   .nedges = c->nedges,
				   .nterms = c->nterms};

	char key[64];

	state_print(&view, b);
	for (uint32_t i = 0; i < c->npre; i++)
		buf_printf(b, "before: v%u %u %s -> v%u\n", c->pre[i].from,
			   c->pre[i].access,
			   key_text(&c->pre[i], key, sizeof(key)),
			   c->pre[i].to);
	for (uint32_t i = 0; i < c->nabsent; i++)
		buf_printf(b, "absent: v%u [v%u]\n", c->absent[i].holder,
			   c->absent[i].key);
	for (uint32_t i = 0; i < c->ndropped; i++)
		buf_printf(b, "dropped: v%u by v%u\n", c->dropped[i].lost,
			   c->dropped[i].holder);
	for (uint32_t i = 0; i < c->nasks; i++)
		buf_printf(b, "asks %u: v%u\n", c->asks[i].kind, c->asks[i].v);
	if (c->nresults)
		buf_puts(b, "results:");
	for (uint32_t i = 0; i < c->nresults; i++)
		buf_printf(b, " v%u", c->results[i]);
	if (c->nresults)
		buf_puts(b, "\n");
}

void summary_print(const struct summary *sum, struct buf *b)
{
	buf_printf(b, "%s:%s\n", sum->name, sum->matters ? " matters" : "");
	for (uint32_t i = 0; i < sum->ncases; i++) {
		const struct summary_case *c = &sum->cases[i];

		buf_printf(b, "case %u%s%s%s", i, c->certain ? " certain" : "",
			   c->waits ? " waits" : "",
			   c->nothing ? " nothing" : "");
		if (c->locks)
			buf_printf(b, " locks %d", c->locks);
		buf_puts(b, "\n");
		print_case(c, b);
	}
}
