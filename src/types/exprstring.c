/* SPDX-License-Identifier: MIT */
/*
 * Expressions as text, shortened where they are long: the text is for
 * messages and need not be Go.  Parentheses stand in the tree, so that none
 * are added.
 */
#include "types/types.h"

#include "base/buf.h"
#include "syntax/token.h"

/* What is nested deeper is left out. */
enum { MAX_DEPTH = 500 };

struct writer {
	struct buf *out;
	int depth;
};

static void write_expr(struct writer *w, const struct expr *x);

static void write_name(struct writer *w, const struct ident *id)
{
	buf_add(w->out, name_text(id->name), name_len(id->name));
}

static void write_list(struct writer *w, struct expr *const *list, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if (i > 0)
			buf_puts(w->out, ", ");
		write_expr(w, list[i]);
	}
}

static void write_signature(struct writer *w, const struct func_type *t);

static void write_fields(struct writer *w, const struct field_list *l,
			 const char *sep, bool methods)
{
	for (uint32_t i = 0; l && i < l->nfields; i++) {
		const struct field *f = &l->fields[i];

		if (i > 0)
			buf_puts(w->out, sep);
		for (uint32_t k = 0; k < f->nnames; k++) {
			if (k > 0)
				buf_puts(w->out, ", ");
			write_name(w, f->names[k]);
		}
		if (methods && f->type &&
		    f->type->node.kind == NODE_FUNC_TYPE) {
			write_signature(w, (struct func_type *)f->type);
			continue;
		}
		if (f->nnames > 0)
			buf_putc(w->out, ' ');
		write_expr(w, f->type);
	}
}

static void write_signature(struct writer *w, const struct func_type *t)
{
	const struct field_list *res = t->results;
	uint32_t n = res ? field_list_len(res) : 0;

	buf_putc(w->out, '(');
	write_fields(w, t->params, ", ", false);
	buf_putc(w->out, ')');
	if (n == 0)
		return;
	buf_putc(w->out, ' ');
	if (n == 1 && res->fields[0].nnames == 0) {
		write_expr(w, res->fields[0].type);
		return;
	}
	buf_putc(w->out, '(');
	write_fields(w, res, ", ", false);
	buf_putc(w->out, ')');
}

static void write_slice(struct writer *w, const struct slice_expr *x)
{
	write_expr(w, x->x);
	buf_putc(w->out, '[');
	if (x->low)
		write_expr(w, x->low);
	buf_putc(w->out, ':');
	if (x->high)
		write_expr(w, x->high);
	if (x->slice3) {
		buf_putc(w->out, ':');
		if (x->max)
			write_expr(w, x->max);
	}
	buf_putc(w->out, ']');
}

static void write_call(struct writer *w, const struct call_expr *x)
{
	write_expr(w, x->fun);
	buf_putc(w->out, '(');
	write_list(w, x->args, x->nargs);
	if (x->ellipsis != NO_POS)
		buf_puts(w->out, "...");
	buf_putc(w->out, ')');
}

static void write_type_literal(struct writer *w, const struct expr *x)
{
	switch (x->node.kind) {
	case NODE_ARRAY_TYPE: {
		const struct array_type *a = (const struct array_type *)x;

		buf_putc(w->out, '[');
		if (a->len)
			write_expr(w, a->len);
		buf_putc(w->out, ']');
		write_expr(w, a->elt);
		return;
	}
	case NODE_STRUCT_TYPE:
		buf_puts(w->out, "struct{");
		write_fields(w, ((const struct struct_type *)x)->fields, "; ",
			     false);
		buf_putc(w->out, '}');
		return;
	case NODE_FUNC_TYPE:
		buf_puts(w->out, "func");
		write_signature(w, (const struct func_type *)x);
		return;
	case NODE_INTERFACE_TYPE:
		buf_puts(w->out, "interface{");
		write_fields(w, ((const struct interface_type *)x)->methods,
			     "; ", true);
		buf_putc(w->out, '}');
		return;
	case NODE_MAP_TYPE:
		buf_puts(w->out, "map[");
		write_expr(w, ((const struct map_type *)x)->key);
		buf_putc(w->out, ']');
		write_expr(w, ((const struct map_type *)x)->value);
		return;
	case NODE_CHAN_TYPE: {
		const struct chan_type *c = (const struct chan_type *)x;

		buf_puts(w->out, c->dir == CHAN_SEND   ? "chan<- "
				 : c->dir == CHAN_RECV ? "<-chan "
						       : "chan ");
		write_expr(w, c->value);
		return;
	}
	default:
		buf_printf(w->out, "(ast: *ast.%s)",
			   node_kind_text[x->node.kind]);
	}
}

static void write_operation(struct writer *w, const struct expr *x)
{
	switch (x->node.kind) {
	case NODE_PAREN_EXPR:
		buf_putc(w->out, '(');
		write_expr(w, ((const struct paren_expr *)x)->x);
		buf_putc(w->out, ')');
		return;
	case NODE_SELECTOR_EXPR:
		write_expr(w, ((const struct selector_expr *)x)->x);
		buf_putc(w->out, '.');
		write_name(w, ((const struct selector_expr *)x)->sel);
		return;
	case NODE_INDEX_EXPR: {
		const struct index_expr *e = (const struct index_expr *)x;

		write_expr(w, e->x);
		buf_putc(w->out, '[');
		write_list(w, e->indices, e->nindices);
		buf_putc(w->out, ']');
		return;
	}
	case NODE_SLICE_EXPR:
		write_slice(w, (const struct slice_expr *)x);
		return;
	case NODE_TYPE_ASSERT_EXPR:
		write_expr(w, ((const struct type_assert_expr *)x)->x);
		buf_puts(w->out, ".(");
		write_expr(w, ((const struct type_assert_expr *)x)->type);
		buf_putc(w->out, ')');
		return;
	case NODE_CALL_EXPR:
		write_call(w, (const struct call_expr *)x);
		return;
	case NODE_STAR_EXPR:
		buf_putc(w->out, '*');
		write_expr(w, ((const struct star_expr *)x)->x);
		return;
	case NODE_UNARY_EXPR:
		buf_puts(w->out, token_text[x->node.op]);
		write_expr(w, ((const struct unary_expr *)x)->x);
		return;
	case NODE_BINARY_EXPR:
		write_expr(w, ((const struct binary_expr *)x)->x);
		buf_printf(w->out, " %s ", token_text[x->node.op]);
		write_expr(w, ((const struct binary_expr *)x)->y);
		return;
	default:
		write_type_literal(w, x);
	}
}

static void write_operand(struct writer *w, const struct expr *x)
{
	switch (x->node.kind) {
	case NODE_IDENT:
		write_name(w, (const struct ident *)x);
		return;
	case NODE_ELLIPSIS:
		buf_puts(w->out, "...");
		if (((const struct ellipsis *)x)->elt)
			write_expr(w, ((const struct ellipsis *)x)->elt);
		return;
	case NODE_BASIC_LIT:
		buf_add(w->out, ((const struct basic_lit *)x)->text,
			((const struct basic_lit *)x)->len);
		return;
	case NODE_FUNC_LIT:
		buf_putc(w->out, '(');
		write_expr(w, &((const struct func_lit *)x)->type->e);
		buf_puts(w->out, " literal)");
		return;
	case NODE_COMPOSITE_LIT: {
		const struct composite_lit *l = (const struct composite_lit *)x;

		write_expr(w, l->type);
		buf_puts(w->out, l->nelts > 0 ? "{…}" : "{}");
		return;
	}
	default:
		write_operation(w, x);
	}
}

static void write_expr(struct writer *w, const struct expr *x)
{
	if (!x) {
		buf_puts(w->out, "(ast: <nil>)");
		return;
	}
	if (w->depth >= MAX_DEPTH || buf_failed(w->out)) {
		buf_puts(w->out, "…");
		return;
	}
	w->depth++;
	write_operand(w, x);
	w->depth--;
}

void expr_print(struct buf *b, const struct expr *x)
{
	struct writer w = {.out = b};

	write_expr(&w, x);
}
