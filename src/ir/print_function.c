/* SPDX-License-Identifier: MIT */
#include "ir/print.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "ir/build.h"
#include "program/program.h"
#include "types/construct.h"

/* A function as text: what x/tools' Function.WriteTo writes. */

enum { PUNCHCARD = 80, TAB = 8, MAX_TEXT = 1 << 30 };

static void print_synthetic(struct printer *p, const struct ir_function *fn)
{
	static const char *const texts[] = {
		[IR_PACKAGE_INIT] = "package initializer",
		[IR_WRAPPER] = "wrapper for ",
		[IR_THUNK] = "thunk for ",
		[IR_BOUND] = "bound method wrapper for ",
		[IR_INSTANCE] = "instance of ",
		[IR_INSTANTIATION_WRAPPER] = "instantiation wrapper of ",
		[IR_YIELD] = "range-over-func yield",
		[IR_FROM_TYPE] = "from type information",
	};
	struct object *obj = fn->object;

	if (fn->synthetic == IR_SOURCE)
		return;
	buf_printf(p->b, "# Synthetic: %s", texts[fn->synthetic]);
	if (!obj && fn->selection)
		obj = fn->selection->obj;
	switch (fn->synthetic) {
	case IR_WRAPPER:
	case IR_THUNK:
	case IR_BOUND:
		if (obj)
			object_print(p->b, obj, NULL);
		break;
	case IR_INSTANCE:
	case IR_INSTANTIATION_WRAPPER:
		if (fn->origin)
			buf_puts(p->b, fn->origin->name);
		break;
	default:
		break;
	}
	buf_putc(p->b, '\n');
}

static void print_location(struct printer *p, const struct ir_function *fn)
{
	struct position at;

	if (fn->pos == NO_POS || !fn->prog)
		return;
	at = position_of(fn->prog->source->files, fn->pos);
	if (!at.path)
		return;
	buf_printf(p->b, "# Location: %s:%u", at.path, at.line);
	if (at.column)
		buf_printf(p->b, ":%u", at.column);
	buf_putc(p->b, '\n');
}

static void print_head(struct printer *p, const struct ir_function *fn)
{
	buf_puts(p->b, "# Name: ");
	ir_function_print_name(fn, p->b);
	buf_putc(p->b, '\n');
	if (fn->pkg)
		buf_printf(p->b, "# Package: %s\n", fn->pkg->types->path);
	print_synthetic(p, fn);
	print_location(p, fn);
	if (fn->parent)
		buf_printf(p->b, "# Parent: %s\n", fn->parent->name);
	if (fn->recover)
		buf_printf(p->b, "# Recover: %u\n", fn->recover->index);
	if (fn->nfree_vars)
		buf_puts(p->b, "# Free variables:\n");
	for (uint32_t i = 0; i < fn->nfree_vars; i++) {
		buf_printf(p->b, "# % 3d:\t%s ", (int)i,
			   name_text(fn->free_vars[i]->name));
		print_type(p, fn->free_vars[i]->v.type);
		buf_putc(p->b, '\n');
	}
	if (fn->nlocals)
		buf_puts(p->b, "# Locals:\n");
	for (uint32_t i = 0; i < fn->nlocals; i++) {
		buf_printf(p->b, "# % 3d:\tt%u ", (int)i, fn->locals[i]->v.num);
		print_type(p, ir_must_deref(NULL, fn->locals[i]->v.type));
		buf_putc(p->b, '\n');
	}
}

static void print_signature(struct printer *p, const struct ir_function *fn)
{
	struct signature *sig =
		TYPE_AS(SIGNATURE, signature, type_under(fn->v.type));
	struct buf text;
	struct printer q = {.b = &text, .from = p->from};

	buf_puts(p->b, "func ");
	if (sig && sig->recv) {
		buf_putc(p->b, '(');
		if (sig->recv->name != NO_NAME)
			buf_printf(p->b, "%s ", name_text(sig->recv->name));
		print_type(p, sig->recv->type);
		buf_puts(p->b, ") ");
	}
	buf_puts(p->b, fn->name);
	buf_init(&text, MAX_TEXT);
	if (sig)
		print_type(&q, &sig->t);
	/* As a type it begins with "func". */
	if (strncmp(buf_text(&text), "func", 4) == 0)
		buf_puts(p->b, buf_text(&text) + 4);
	buf_finish(&text);
	buf_puts(p->b, ":\n");
}

static void pad(struct printer *p, long n)
{
	buf_printf(p->b, "%*s", (int)n, "");
}

/* "0:      entry P:0 S:2", the right end in column 79. */
static void print_block_head(struct printer *p, const struct ir_block *b)
{
	size_t start = p->b->len, used;
	struct buf text;

	buf_init(&text, MAX_TEXT);
	buf_printf(&text, "%s P:%u S:%u", b->comment, b->npreds, b->nsuccs);
	if (b->idom)
		buf_printf(&text, " idom:%u", b->idom->index);
	buf_printf(p->b, "%u:", b->index);
	used = p->b->len - start + text.len;
	pad(p, labs(PUNCHCARD - 1 - (long)used));
	buf_puts(p->b, buf_text(&text));
	buf_putc(p->b, '\n');
	buf_finish(&text);
}

/* "t0 = f(x)       int", the type's right end in column 80 if it fits. */
static void print_line(struct printer *p, const struct ir_instr *in)
{
	size_t start;
	struct buf text;
	struct printer q = {.b = &text, .from = p->from};
	long room;

	buf_putc(p->b, '\t');
	start = p->b->len;
	if (ir_ops[in->v.op].class == CLASS_REGISTER)
		buf_printf(p->b, "t%u = ", in->v.num);
	print_instr(p, in);
	if (in->v.type) {
		buf_init(&text, MAX_TEXT);
		print_type(&q, in->v.type);
		room = PUNCHCARD - TAB - (long)(p->b->len - start) -
		       (long)text.len - 2;
		buf_putc(p->b, ' ');
		if (room > 0)
			pad(p, room);
		buf_puts(p->b, buf_text(&text));
		buf_finish(&text);
	}
	buf_putc(p->b, '\n');
}

void ir_function_print(const struct ir_function *fn, struct buf *b)
{
	struct printer p = {.b = b, .from = print_package(fn)};

	print_head(&p, fn);
	print_signature(&p, fn);
	if (!fn->nblocks)
		buf_puts(b, "\t(external)\n");
	for (uint32_t i = 0; i < fn->nblocks; i++) {
		print_block_head(&p, fn->blocks[i]);
		for (uint32_t j = 0; j < fn->blocks[i]->ninstrs; j++)
			print_line(&p, fn->blocks[i]->instrs[j]);
	}
	buf_putc(b, '\n');
}
