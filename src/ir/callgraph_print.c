/* SPDX-License-Identifier: MIT */
#include "ir/callgraph.h"

#include "base/arena.h"
#include "base/buf.h"
#include "ir/ir.h"
#include "program/program.h"

enum { MAX_NAME = 1 << 20 };

struct callgraph_printer {
	const struct callgraph *g;
	struct arena *a;
	const char **names; /* by node, once they are asked for */
	struct buf scratch;
};

/* Names are printed as often as there are edges, and made once. */
static const char *name_of_node(struct callgraph_printer *p, uint32_t node)
{
	if (!p->names[node]) {
		buf_clear(&p->scratch);
		ir_function_print_name(p->g->nodes[node].fn, &p->scratch);
		p->names[node] = arena_strdup(p->a, buf_text(&p->scratch));
	}
	return p->names[node];
}

static const char *place(struct callgraph_printer *p,
			 const struct call_site *site)
{
	struct program *program = p->g->prog->source;
	struct position pos = {.path = NULL};

	if (site->instr)
		pos = position_raw(program->files, site->instr->pos);
	if (!pos.path)
		return "-";
	buf_clear(&p->scratch);
	buf_printf(&p->scratch, "%s:%u:%u", program_path(program, pos.path),
		   pos.line, pos.column);
	return buf_text(&p->scratch);
}

static void print_site(struct callgraph_printer *p,
		       const struct call_site *site, struct buf *b)
{
	const char *from = name_of_node(p, site->caller);
	struct buf head;
	const uint32_t *callees;
	uint32_t n;

	buf_init(&head, MAX_NAME);
	buf_printf(&head, "%s\t%s\t%s\t", from, place(p, site),
		   call_kinds[site->kind]);
	callees = callgraph_callees(p->g, site, &n);
	for (uint32_t i = 0; i < n; i++) {
		buf_puts(b, buf_text(&head));
		buf_puts(b, name_of_node(p, callees[i]));
		buf_putc(b, '\n');
	}
	buf_finish(&head);
}

void callgraph_print(struct callgraph_printer *p, uint32_t node, struct buf *b)
{
	const struct call_node *n = &p->g->nodes[node];

	for (uint32_t i = 0; i < n->nsites; i++)
		print_site(p, &p->g->sites[n->first_site + i], b);
}

struct callgraph_printer *callgraph_printer_create(const struct callgraph *g)
{
	struct arena *a = arena_create(0);
	struct callgraph_printer *p = ARENA_NEW(a, struct callgraph_printer);

	p->g = g;
	p->a = a;
	p->names = ARENA_ARRAY(a, g->nnodes, const char *);
	buf_init(&p->scratch, MAX_NAME);
	return p;
}

void callgraph_printer_destroy(struct callgraph_printer *p)
{
	buf_finish(&p->scratch);
	arena_destroy(p->a);
}
