/* SPDX-License-Identifier: MIT */
#include "ir/print.h"

#include "base/buf.h"
#include "ir/expr.h"
#include "syntax/token.h"
#include "types/construct.h"

/*
 * Instructions as text (x/tools: print.go).  Most need no function of their
 * own but a row in formats[]: $0, $1 ... are operands, $T is the type of the
 * result, $A the type asserted, $# the index, $o the operator, $, is ",ok"
 * where there is a second result, $s and $S are the numbers of the blocks
 * that follow.  Operands that may not be there print as nothing.
 */

static void print_args(struct printer *p, const struct ir_instr *in,
		       uint32_t from)
{
	for (uint32_t i = from; i < in->nargs; i++) {
		if (i > from)
			buf_puts(p->b, ", ");
		print_operand(p, in->args[i]);
	}
}

static void print_block(struct printer *p, const struct ir_instr *in,
			uint32_t i)
{
	if (in->block && i < in->block->nsuccs)
		buf_printf(p->b, "%u", in->block->succs[i]->index);
	else
		buf_puts(p->b, "-1");
}

static void print_alloc(struct printer *p, const struct ir_instr *in)
{
	buf_puts(p->b, in->v.flags & IR_HEAP ? "new " : "local ");
	print_type(p, ir_must_deref(NULL, in->v.type));
	buf_printf(p->b, " (%s)", in->comment ? in->comment : "");
}

static void print_phi(struct printer *p, const struct ir_instr *in)
{
	buf_puts(p->b, "phi [");
	for (uint32_t i = 0; i < in->nargs; i++) {
		buf_puts(p->b, i ? ", " : "");
		if (in->block && i < in->block->npreds)
			buf_printf(p->b, "%u: ", in->block->preds[i]->index);
		else
			buf_puts(p->b, "-1: ");
		if (in->args[i])
			print_operand(p, in->args[i]);
		else
			buf_puts(p->b, "<nil>");
	}
	buf_putc(p->b, ']');
	if (in->comment && *in->comment)
		buf_printf(p->b, " #%s", in->comment);
}

static bool is_variadic(const struct ir_instr *in)
{
	struct type *t = in->v.flags & IR_INVOKE
				 ? in->method->type
				 : in->args[ir_callee_at(in)]->type;
	struct signature *sig;

	if (!t)
		return false;
	sig = TYPE_AS(SIGNATURE, signature, ir_core_type(NULL, t));
	return sig && sig->variadic;
}

static void print_call(struct printer *p, const struct ir_instr *in)
{
	uint32_t at = ir_callee_at(in);

	if (in->v.op == OP_GO)
		buf_puts(p->b, "go ");
	if (in->v.op == OP_DEFER)
		buf_puts(p->b, "defer ");
	if (at && in->args[0]) {
		buf_putc(p->b, '[');
		print_operand(p, in->args[0]);
		buf_puts(p->b, "] ");
	}
	if (in->v.flags & IR_INVOKE)
		buf_puts(p->b, "invoke ");
	print_operand(p, in->args[at]);
	if (in->v.flags & IR_INVOKE)
		buf_printf(p->b, ".%s", name_text(in->method->name));
	buf_putc(p->b, '(');
	print_args(p, in, at + 1);
	buf_puts(p->b, is_variadic(in) ? "...)" : ")");
}

static void print_conv(struct printer *p, const struct ir_instr *in,
		       const char *what)
{
	buf_printf(p->b, "%s ", what);
	print_type(p, in->v.type);
	buf_puts(p->b, " <- ");
	print_type(p, in->args[0]->type);
	buf_puts(p->b, " (");
	print_operand(p, in->args[0]);
	buf_putc(p->b, ')');
}

static void print_term(struct printer *p, const struct term *t)
{
	buf_puts(p->b, t->tilde ? "~" : "");
	print_type(p, t->type);
}

static void print_multi_convert(struct printer *p, const struct ir_instr *in)
{
	struct ir_terms from, to;

	ir_terms_of(in->from, &from);
	ir_terms_of(in->v.type, &to);
	print_conv(p, in, "multiconvert");
	buf_puts(p->b, " [");
	for (uint32_t i = 0; i < from.n; i++) {
		for (uint32_t j = 0; j < to.n; j++) {
			buf_puts(p->b, i || j ? " | " : "");
			print_term(p, &to.at[j]);
			buf_puts(p->b, " <- ");
			print_term(p, &from.at[i]);
		}
	}
	buf_putc(p->b, ']');
}

static void print_closure(struct printer *p, const struct ir_instr *in)
{
	buf_puts(p->b, "make closure ");
	print_operand(p, in->args[0]);
	if (in->nargs == 1)
		return;
	buf_puts(p->b, " [");
	print_args(p, in, 1);
	buf_putc(p->b, ']');
}

static void print_slice(struct printer *p, const struct ir_instr *in)
{
	buf_puts(p->b, "slice ");
	print_operand(p, in->args[0]);
	buf_putc(p->b, '[');
	print_operand(p, in->args[1]);
	buf_putc(p->b, ':');
	print_operand(p, in->args[2]);
	if (in->args[3]) {
		buf_putc(p->b, ':');
		print_operand(p, in->args[3]);
	}
	buf_putc(p->b, ']');
}

static void print_field(struct printer *p, const struct ir_instr *in)
{
	struct type *t = in->args[0]->type;
	struct structure *s;

	if (in->v.op == OP_FIELD_ADDR) {
		buf_putc(p->b, '&');
		t = ir_must_deref(NULL, t);
	}
	s = ir_struct_of(NULL, t);
	print_operand(p, in->args[0]);
	buf_printf(p->b, ".%s [#%u]",
		   s && in->index < s->nfields
			   ? name_text(s->fields[in->index]->name)
			   : "?",
		   in->index);
}

static void print_select(struct printer *p, const struct ir_instr *in)
{
	buf_puts(p->b, in->v.flags & IR_NON_BLOCKING ? "select nonblocking ["
						     : "select blocking [");
	for (uint32_t i = 0; i < in->nargs / 2; i++) {
		bool recv = in->states[i].dir == CHAN_RECV;

		buf_puts(p->b, i ? ", " : "");
		buf_puts(p->b, recv ? "<-" : "");
		print_operand(p, in->args[2 * i]);
		buf_puts(p->b, recv ? "" : "<-");
		print_operand(p, in->args[2 * i + 1]);
	}
	buf_putc(p->b, ']');
}

static void print_return(struct printer *p, const struct ir_instr *in)
{
	buf_puts(p->b, in->nargs ? "return " : "return");
	print_args(p, in, 0);
}

static const char *const formats[NOPS] = {
	[OP_BINOP] = "$0 $o $1",
	[OP_UNOP] = "$o$0",
	[OP_LOAD] = "*$0",
	[OP_RECV] = "<-$0$,",
	[OP_MAKE_MAP] = "make $T $0",
	[OP_MAKE_CHAN] = "make $T $0",
	[OP_MAKE_SLICE] = "make $T $0 $1",
	[OP_INDEX_ADDR] = "&$0[$1]",
	[OP_INDEX] = "$0[$1]",
	[OP_LOOKUP] = "$0[$1]$,",
	[OP_RANGE] = "range $0",
	[OP_NEXT] = "next $0",
	[OP_TYPE_ASSERT] = "typeassert$, $0.($A)",
	[OP_EXTRACT] = "extract $0 #$#",
	[OP_BAD] = "bad",
	[OP_STORE] = "*$0 = $1",
	[OP_MAP_UPDATE] = "$0[$1] = $2",
	[OP_SEND] = "send $0 <- $1",
	[OP_RUN_DEFERS] = "rundefers",
	[OP_JUMP] = "jump $s",
	[OP_IF] = "if $0 goto $s else $S",
	[OP_PANIC] = "panic $0",
};

static const char *const conversions[NOPS] = {
	[OP_CHANGE_TYPE] = "changetype",
	[OP_CONVERT] = "convert",
	[OP_CHANGE_INTERFACE] = "change interface",
	[OP_SLICE_TO_ARRAY_POINTER] = "slice to array pointer",
	[OP_MAKE_INTERFACE] = "make",
};

typedef void print_fn(struct printer *p, const struct ir_instr *in);

static print_fn *const printers[NOPS] = {
	[OP_ALLOC] = print_alloc,
	[OP_PHI] = print_phi,
	[OP_CALL] = print_call,
	[OP_GO] = print_call,
	[OP_DEFER] = print_call,
	[OP_MULTI_CONVERT] = print_multi_convert,
	[OP_MAKE_CLOSURE] = print_closure,
	[OP_SLICE] = print_slice,
	[OP_FIELD_ADDR] = print_field,
	[OP_FIELD] = print_field,
	[OP_SELECT] = print_select,
	[OP_RETURN] = print_return,
};

static void print_part(struct printer *p, const struct ir_instr *in, char part)
{
	switch (part) {
	case 'T':
		print_type(p, in->v.type);
		break;
	case 'A':
		print_type(p, in->asserted);
		break;
	case '#':
		buf_printf(p->b, "%u", in->index);
		break;
	case 'o':
		buf_puts(p->b, token_text[in->v.tok]);
		break;
	case ',':
		buf_puts(p->b, in->v.flags & IR_COMMA_OK ? ",ok" : "");
		break;
	case 's':
	case 'S':
		print_block(p, in, part == 'S');
		break;
	default: /* a digit */
		if ((uint32_t)(part - '0') < in->nargs)
			print_operand(p, in->args[part - '0']);
	}
}

void print_instr(struct printer *p, const struct ir_instr *in)
{
	const char *s = formats[in->v.op];

	if (printers[in->v.op]) {
		printers[in->v.op](p, in);
		return;
	}
	if (conversions[in->v.op]) {
		print_conv(p, in, conversions[in->v.op]);
		return;
	}
	for (; s && *s; s++) {
		if (*s == '$')
			print_part(p, in, *++s);
		else
			buf_putc(p->b, *s);
	}
}

void ir_instr_print(const struct ir_instr *in, struct buf *b)
{
	struct printer p = {
		.b = b,
		.from = in->block ? print_package(in->block->fn) : NULL,
	};

	print_instr(&p, in);
}
